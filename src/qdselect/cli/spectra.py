"""``qdselect spectra``."""

from typing import Annotated

import typer

from qdselect.cli.options import Json, Question, settings_of
from qdselect.cli.pictures import PictureFormat, PictureOutput, picture_or_format

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
    kind: PictureFormat = None,
    output: PictureOutput = None,
) -> int:
    """Emission and absorption over wavelength, with lasers and filters.

    Every curve says how its numbers are known; what is only known as a range is drawn as one, and what is unknown is
    not drawn.
    """
    from qdselect.api import spectra as answer
    from qdselect.render.output import emit

    chosen = picture_or_format(ctx, kind, as_json, output, as_csv=as_csv)
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
