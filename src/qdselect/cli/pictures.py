"""Options of commands that answer with a picture too."""

from __future__ import annotations

from typing import Annotated

import typer

from qdselect.cli.options import FORMATS, chosen_format, ending_of
from qdselect.errors import UsageError

__all__ = ["PictureFormat", "PictureOutput", "picture_or_format"]

PictureFormat = Annotated[
    str | None,
    typer.Option(
        "--format", metavar="FORMAT", help=f"One of {', '.join(FORMATS)}, svg, png, pdf [env: QDSELECT_FORMAT]."
    ),
]
PictureOutput = Annotated[
    str | None,
    typer.Option(
        "--output", "-o", metavar="FILE", help="Write to a file; .svg, .png or .pdf is a picture (extra `plot`)."
    ),
]


def picture_or_format(
    ctx: typer.Context, kind: str | None, as_json: bool, output: str | None, *, as_csv: bool = False
) -> str | None:
    """The format: that of the options, then that of the file's ending, then that of the settings.

    Raises
    ------
    UsageError
        Two of the options, or one of them and the ending of the file, contradict each other.
    """
    from qdselect.render.output import PICTURE_FORMATS

    if as_csv and (as_json or kind not in (None, "csv")):
        raise UsageError(f"--csv and {'--json' if as_json else f'--format {kind}'} contradict each other. Give one.")
    ending = ending_of(output)
    wanted = "--csv" if as_csv else "--json" if as_json else f"--format {kind}" if kind not in (None, ending) else ""
    if ending in PICTURE_FORMATS and wanted:
        raise UsageError(f"{wanted} and a file that ends with .{ending} contradict each other. Give one of them.")
    return chosen_format(ctx, "csv" if as_csv else kind, as_json, output, more=PICTURE_FORMATS)
