"""``qdselect schema``."""

from typing import Annotated

import typer

from qdselect.advise.schema import SCHEMAS
from qdselect.cli.options import Format, Json, Output, chosen_format
from qdselect.errors import UsageError

__all__ = ["app"]

KINDS = ("json", "ndjson", "yaml")

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)


@app.command("schema")
def schema(
    ctx: typer.Context,
    what: Annotated[str, typer.Argument(metavar="WHAT", help=f"One of {', '.join(SCHEMAS)}.")],
    as_json: Json = False,
    kind: Format = None,
    output: Output = None,
) -> int:
    """JSON Schema of an output document, or of an authored file."""
    from qdselect.advise.schema import schema_of
    from qdselect.render.output import emit

    emit(schema_of(what), _kind(ctx, kind, as_json, output), output)
    return 0


def _kind(ctx: typer.Context, kind: str | None, as_json: bool, output: str | None) -> str:
    """A schema is no table: a table format is refused, and one that the settings name is passed over."""
    chosen = chosen_format(ctx, kind, as_json, output)
    if chosen in KINDS:
        return str(chosen)
    if kind is not None:
        raise UsageError(f"a schema cannot be written as {kind}. Give one of {', '.join(KINDS)}.")
    return "json"
