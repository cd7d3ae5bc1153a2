"""``qdselect rules list|show|test``."""

from typing import Annotated

import typer

from qdselect.cli.options import Format, Json, Output, deliver, settings_of

__all__ = ["app"]

app = typer.Typer(
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    no_args_is_help=True,
    help="Rules: list them, show one, run the tests that stand in their files.",
)


@app.command("list")
def list_(ctx: typer.Context, as_json: Json = False, kind: Format = None, output: Output = None) -> int:
    """All rules."""
    from qdselect.advise.vocabulary import rules as answer

    deliver(ctx, answer(settings_of(ctx).load()), kind, as_json, output)
    return 0


@app.command("show")
def show(
    ctx: typer.Context,
    rule: Annotated[str, typer.Argument(metavar="ID", help="Id of a rule.")],
    as_json: Json = False,
    kind: Format = None,
    output: Output = None,
) -> int:
    """One rule: what it checks, why, with which references and tests."""
    from qdselect.advise.vocabulary import rule as answer

    deliver(ctx, answer(settings_of(ctx).load(), rule), kind, as_json, output)
    return 0


@app.command("test")
def test(ctx: typer.Context, as_json: Json = False, kind: Format = None, output: Output = None) -> int:
    """Run the tests that stand in the rule files; exit with 1 if one fails."""
    from qdselect.advise.reports import rule_tests

    document = rule_tests(settings_of(ctx).load())
    deliver(ctx, document, kind, as_json, output)
    return int(not all(test["passed"] for test in document["tests"]))
