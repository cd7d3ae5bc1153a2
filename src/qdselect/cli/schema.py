"""``qdselect schema``."""

from __future__ import annotations

from typing import Annotated

import typer

from qdselect.cli.options import Output

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)


@app.command("schema")
def schema(
    what: Annotated[str, typer.Argument(metavar="WHAT", help="recommend, explain, list, show, source or rule.")],
    output: Output = None,
) -> int:
    """JSON Schema of an output document, or of an authored file."""
    from qdselect.advise.schema import schema_of
    from qdselect.render.output import emit

    emit(schema_of(what), "json", output)
    return 0
