"""``qdselect spectra``."""

from pathlib import PurePath
from typing import Annotated

import typer

from qdselect.cli.options import FORMATS, Json, Question, chosen_format, settings_of
from qdselect.errors import UsageError

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)


@app.command("spectra")
def spectra(
    ctx: typer.Context,
    formulations: Annotated[list[str], typer.Argument(metavar="ID...", help="Ids of formulations (`qdselect list`).")],
    laser: Question.Laser = None,
    filter_: Question.Filter = None,
    instrument: Question.Instrument = None,
    absorption: Annotated[
        bool, typer.Option("--absorption/--no-absorption", help="Absorption too, where the first exciton is known.")
    ] = True,
    window: Annotated[str | None, typer.Option("--range", metavar="LO-HI", help="Wavelengths shown: 400-900.")] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="One line a point; the same as --format csv.")] = False,
    as_json: Json = False,
    kind: Annotated[
        str | None,
        typer.Option(
            "--format", metavar="FORMAT", help=f"One of {', '.join(FORMATS)}, svg, png, pdf [env: QDSELECT_FORMAT]."
        ),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Write to a file; .svg, .png or .pdf is a picture (extra `plot`)."
        ),
    ] = None,
) -> int:
    """Emission and absorption over wavelength, with lasers and filters.

    Every curve says how its numbers are known; what is only known as a range is drawn as one, and what is unknown is
    not drawn.
    """
    from qdselect.api import spectra as answer
    from qdselect.render.output import emit

    chosen = _chosen(ctx, kind, as_csv, as_json, output)
    found = answer(
        formulations,
        lasers=laser or (),
        filters=filter_ or (),
        instrument=instrument,
        absorption=absorption,
        range=window,
        catalog=settings_of(ctx).load(),
    )
    emit(found.document, chosen, output)
    return 0


def _chosen(ctx: typer.Context, kind: str | None, as_csv: bool, as_json: bool, output: str | None) -> str | None:
    """The format: that of the options, then that of the file's ending, then that of the settings."""
    from qdselect.render.output import PICTURE_FORMATS

    if as_csv and (as_json or kind not in (None, "csv")):
        raise UsageError(f"--csv and {'--json' if as_json else f'--format {kind}'} contradict each other. Give one.")
    ending = PurePath(output or "").suffix.lower().removeprefix(".")
    if ending in PICTURE_FORMATS:
        if as_csv or as_json or kind not in (None, ending):
            wanted = "--csv" if as_csv else "--json" if as_json else f"--format {kind}"
            raise UsageError(f"{wanted} and a file that ends with .{ending} contradict each other. Give one of them.")
        return ending
    return "csv" if as_csv else chosen_format(ctx, kind, as_json, more=PICTURE_FORMATS)
