"""``qdselect checklist``."""

from typing import Annotated

import typer

from qdselect.cli.options import Format, Json, Output, deliver, settings_of

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)


@app.command("checklist")
def checklist(
    ctx: typer.Context,
    formulation: Annotated[str, typer.Argument(metavar="ID", help="Id of a formulation (`qdselect list`).")],
    mode: Annotated[str, typer.Option("--mode", metavar="MODE", help="Imaging mode or alias: live-cell, ihc ...")],
    as_json: Json = False,
    kind: Format = None,
    output: Output = None,
) -> int:
    """What a mode needs to be known of a formulation: what is reported, what you would have to do, and a grade."""
    from qdselect.api import checklist as answer

    found = answer(formulation, mode, catalog=settings_of(ctx).load())
    deliver(ctx, found.document, kind, as_json, output)
    return 0
