"""``qdselect validate``."""

from typing import Annotated

import typer

from qdselect.cli.options import Format, Json, Output, deliver, settings_of
from qdselect.errors import UsageError

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)


@app.command("validate")
def validate(
    ctx: typer.Context,
    path: Annotated[
        str | None,
        typer.Argument(metavar="[PATH]", help="File or folder; by default the whole catalogue and rules."),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as findings for the exit code.")] = False,
    as_json: Json = False,
    kind: Format = None,
    output: Output = None,
) -> int:
    """All findings of a file, a folder or the whole catalogue in one run; exit with 1 if there are any errors."""
    from qdselect.advise.reports import validation

    if path == "":
        raise UsageError("PATH is empty. Give a file or a folder, or leave it out for the whole catalogue.")
    settings = settings_of(ctx)
    document = validation(path, settings.value("catalog", settings.catalog), settings.value("rules", settings.rules))
    deliver(ctx, document, kind, as_json, output)
    return int(any(strict or finding["severity"] == "error" for finding in document["findings"]))
