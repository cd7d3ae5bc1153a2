"""``qdselect markers``, ``modes``, ``methods``, ``coverage``, ``references``, ``leads`` and ``patents``."""

from typing import Annotated

import typer

from qdselect.cli.options import Format, Json, Output, deliver, settings_of

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)


@app.command("markers")
def markers(ctx: typer.Context, as_json: Json = False, kind: Format = None, output: Output = None) -> int:
    """Markers one can ask for, with their names and the evidence behind them."""
    from qdselect.advise.vocabulary import markers as answer

    deliver(ctx, answer(settings_of(ctx).load()), kind, as_json, output)
    return 0


@app.command("modes")
def modes(ctx: typer.Context, as_json: Json = False, kind: Format = None, output: Output = None) -> int:
    """Imaging modes, what they need and what counts how much."""
    from qdselect.advise.vocabulary import modes as answer

    deliver(ctx, answer(settings_of(ctx).load()), kind, as_json, output)
    return 0


@app.command("methods")
def methods(ctx: typer.Context, as_json: Json = False, kind: Format = None, output: Output = None) -> int:
    """Routes of synthesis and methods of characterisation: what they are, and how many formulations have each."""
    from qdselect.advise.vocabulary import methods as answer

    deliver(ctx, answer(settings_of(ctx).load()), kind, as_json, output)
    return 0


@app.command("coverage")
def coverage(
    ctx: typer.Context,
    cd_free: Annotated[bool, typer.Option("--cd-free", help="Only particles certainly free of cadmium.")] = False,
    marker: Annotated[
        list[str] | None, typer.Option("--marker", "-m", metavar="NAME", help="Only this marker; may be repeated.")
    ] = None,
    as_json: Json = False,
    kind: Format = None,
    output: Output = None,
) -> int:
    """Evidence per marker and mode; empty cells are research gaps."""
    from qdselect.advise.coverage import coverage as answer

    document = answer(settings_of(ctx).load(), cd_free=cd_free, markers=marker or ())
    deliver(ctx, document, kind, as_json, output)
    return 0


@app.command("references")
def references(
    ctx: typer.Context,
    reference: Annotated[str | None, typer.Argument(metavar="[ID]", help="Id, DOI or PMID of one reference.")] = None,
    as_json: Json = False,
    kind: Format = None,
    output: Output = None,
) -> int:
    """References of the catalogue, or one of them with what it supports."""
    from qdselect.advise.vocabulary import references as answer

    deliver(ctx, answer(settings_of(ctx).load(), reference), kind, as_json, output)
    return 0


@app.command("leads")
def leads(
    ctx: typer.Context,
    lead: Annotated[str | None, typer.Argument(metavar="[ID]", help="Id of one lead.")] = None,
    as_json: Json = False,
    kind: Format = None,
    output: Output = None,
) -> int:
    """Publications that nobody has checked yet, or one of them; never scored."""
    from qdselect.advise.vocabulary import leads as answer

    deliver(ctx, answer(settings_of(ctx).load(), lead), kind, as_json, output)
    return 0


@app.command("patents")
def patents(ctx: typer.Context, as_json: Json = False, kind: Format = None, output: Output = None) -> int:
    """Patents on quantum dots and their use; a lead is one that nobody has checked yet."""
    from qdselect.advise.vocabulary import patents as answer

    deliver(ctx, answer(settings_of(ctx).load()), kind, as_json, output)
    return 0
