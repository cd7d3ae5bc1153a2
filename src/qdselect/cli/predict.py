"""``qdselect predict``."""

from typing import Annotated

import typer

from qdselect.cli.options import Format, Json, Output, deliver, settings_of

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)

_Number = float | None


@app.command("predict")
def predict(
    ctx: typer.Context,
    core: Annotated[str, typer.Option("--core", metavar="NAME", help="Material of the core: CdSe, PbS, InP ...")],
    diameter: Annotated[_Number, typer.Option("--diameter", metavar="NM", help="Core diameter, nm.")] = None,
    absorption: Annotated[
        _Number, typer.Option("--absorption", metavar="NM", help="First exciton, the reddest peak of absorption, nm.")
    ] = None,
    emission: Annotated[_Number, typer.Option("--emission", metavar="NM", help="Emission maximum, nm.")] = None,
    shell: Annotated[
        list[str] | None,
        typer.Option("--shell", metavar="NAME", help="Material of a shell; repeat from the inside out."),
    ] = None,
    shell_thickness: Annotated[
        list[float] | None,
        typer.Option("--shell-thickness", metavar="NM", help="Its thickness, nm; once for each shell."),
    ] = None,
    coat_thickness: Annotated[
        _Number, typer.Option("--coat-thickness", metavar="NM", help="Thickness of the organic coat, nm.")
    ] = None,
    excitation: Annotated[_Number, typer.Option("--excitation", metavar="NM", help="Excitation line, nm.")] = None,
    quantum_yield: Annotated[
        _Number, typer.Option("--quantum-yield", metavar="QY", help="Quantum yield, 0 to 1.")
    ] = None,
    dose_nmol_per_kg: Annotated[
        _Number, typer.Option("--dose-nmol-per-kg", metavar="N", help="Dose of particles, nmol per kg of body mass.")
    ] = None,
    as_json: Json = False,
    kind: Format = None,
    output: Output = None,
) -> int:
    """Size, colour, extinction, brightness and mass of a dot: each with interval, validity and source.

    Give the core and one of --diameter, --absorption and --emission. What no model reaches is unknown, and says why.
    """
    from qdselect.api import predict as answer

    found = answer(
        core,
        diameter=diameter,
        absorption=absorption,
        emission=emission,
        shell=shell or (),
        shell_thickness=shell_thickness or (),
        coat_thickness=coat_thickness,
        excitation=excitation,
        quantum_yield=quantum_yield,
        dose_nmol_per_kg=dose_nmol_per_kg,
        catalog=settings_of(ctx).load(),
    )
    deliver(ctx, found.document, kind, as_json, output)
    return 0
