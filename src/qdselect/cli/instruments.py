"""``qdselect instruments``."""

from typing import Annotated

import typer

from qdselect.cli.options import Format, Json, Output, deliver, settings_of

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)


@app.command("instruments")
def instruments(
    ctx: typer.Context,
    instrument: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="Id, alias or name of one, or a YAML file of one's own.")
    ] = None,
    as_json: Json = False,
    kind: Format = None,
    output: Output = None,
) -> int:
    """Instruments, filter sets, lists of lines and cameras, or one of them: what `--instrument` takes."""
    from qdselect.api import instruments as answer

    deliver(ctx, answer(instrument, catalog=settings_of(ctx).load()).document, kind, as_json, output)
    return 0
