"""``qdselect explain``."""

from typing import Annotated

import typer

from qdselect.cli.options import Format, Json, Output, Question, constraints_of, deliver, settings_of

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)


@app.command("explain")
def explain(
    ctx: typer.Context,
    formulation: Annotated[str, typer.Argument(metavar="ID", help="Id of a formulation (`qdselect list`).")],
    marker: Question.Marker = None,
    mode: Question.Mode = None,
    cd_free: Question.CdFree = False,
    heavy_metal_free: Question.HeavyMetalFree = False,
    exclude_element: Question.ExcludeElement = None,
    emission: Question.Emission = None,
    excitation: Question.Excitation = None,
    max_hydrodynamic: Question.MaxHydrodynamic = None,
    laser: Question.Laser = None,
    filter_: Question.Filter = None,
    instrument: Question.Instrument = None,
    renal_clearable: Question.RenalClearable = False,
    commercial: Question.Commercial = False,
    ligand_type: Question.LigandType = None,
    cancer: Question.Cancer = None,
    min_level: Question.MinLevel = None,
    allow_unknown: Question.AllowUnknown = False,
    weight: Question.Weight = None,
    profile: Question.Profile = None,
    prefer: Question.Prefer = None,
    as_json: Json = False,
    kind: Format = None,
    output: Output = None,
) -> int:
    """Why a formulation is recommended, turned down, or cannot be judged: rule, value, threshold, margin."""
    from qdselect.api import explain as answer

    found = answer(
        formulation,
        marker,
        mode,
        catalog=settings_of(ctx).load(),
        **constraints_of(ctx),
    )
    deliver(ctx, found.document, kind, as_json, output)
    return 0
