"""``qdselect panel``."""

from typing import Annotated

import typer

from qdselect.cli.options import Brief, FailEmpty, Json, Question, constraints_of, settings_of
from qdselect.cli.pictures import PictureFormat, PictureOutput, picture_or_format
from qdselect.errors import UsageError

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)

_Limit = float | None


@app.command("panel")
def panel(
    ctx: typer.Context,
    marker: Annotated[
        list[str] | None, typer.Option("--marker", "-m", metavar="NAME", help="Biomarker; repeat for each.")
    ] = None,
    mode: Annotated[
        str | None, typer.Option("--mode", metavar="MODE", help="Imaging mode, alias or family [multiplexed-ihc].")
    ] = None,
    laser: Question.Laser = None,
    filter_: Question.Filter = None,
    filters: Annotated[
        str | None, typer.Option("--filters", metavar="BANDS", help="Bands in one list: 525/20,565/20,605/20.")
    ] = None,
    instrument: Question.Instrument = None,
    unmix: Annotated[
        bool, typer.Option("--unmix", help="Spectra are unmixed: the limit is on the noise that this adds.")
    ] = False,
    max_overlap: Annotated[
        _Limit, typer.Option("--max-overlap", metavar="X", help="Largest cosine similarity of two emissions [0.25].")
    ] = None,
    max_spill: Annotated[
        _Limit,
        typer.Option(
            "--max-spill",
            metavar="X",
            help="With bands: most light of any one other probe in a channel, per light of its own [0.1].",
        ),
    ] = None,
    max_noise: Annotated[
        _Limit, typer.Option("--max-noise", metavar="X", help="With --unmix: most that noise may be multiplied by [2].")
    ] = None,
    spectral_step: Annotated[
        _Limit,
        typer.Option(
            "--spectral-step", metavar="NM", help="With --unmix: bands of a spectral detector [its own, or 10]."
        ),
    ] = None,
    any_width: Annotated[
        bool, typer.Option("--any-width", help="The limit must hold at the worst of all widths that are tried.")
    ] = False,
    density: Annotated[
        list[str] | None,
        typer.Option(
            "--density",
            metavar="MARKER=N",
            help="Copies of each marker: brighter dots for scarcer ones, among what is equally proven.",
        ),
    ] = None,
    cd_free: Question.CdFree = False,
    heavy_metal_free: Question.HeavyMetalFree = False,
    exclude_element: Question.ExcludeElement = None,
    emission: Question.Emission = None,
    excitation: Question.Excitation = None,
    max_hydrodynamic: Question.MaxHydrodynamic = None,
    renal_clearable: Question.RenalClearable = False,
    commercial: Question.Commercial = False,
    ligand_type: Question.LigandType = None,
    cancer: Question.Cancer = None,
    min_level: Question.MinLevel = None,
    allow_unknown: Question.AllowUnknown = False,
    weight: Question.Weight = None,
    profile: Question.Profile = None,
    prefer: Question.Prefer = None,
    min_tier: Annotated[
        str | None, typer.Option("--min-tier", metavar="TIER", help="Least proven support tier to choose from [any].")
    ] = None,
    rank_by: Annotated[str, typer.Option("--rank-by", metavar="ORDER", help="tier (proven first) or score.")] = "tier",
    alternatives: Annotated[
        int, typer.Option("--alternatives", metavar="N", help="Next best panels.", show_default=True)
    ] = 3,
    max_nodes: Annotated[
        int | None, typer.Option("--max-nodes", metavar="N", help="Where the search stops without a proof [2500].")
    ] = None,
    plot: Annotated[
        bool, typer.Option("--plot", help="With a drawing of the spectra; -o FILE.svg writes a picture instead.")
    ] = False,
    brief: Brief = False,
    as_json: Json = False,
    kind: PictureFormat = None,
    output: PictureOutput = None,
    fail_empty: FailEmpty = False,
) -> int:
    """A different probe for each of several markers: the best that can be told apart, and the proof that it is.

    Without bands whole emissions are compared, two at a time; with --filter, --filters or --instrument the light that
    each probe spills into the channel of each other one (that of all together is printed, not limited); with --unmix
    the noise that unmixing adds to any probe, on the bands, on the range of a spectral instrument, or on whole spectra.
    """
    from qdselect.api import densities_of
    from qdselect.api import panel as answer
    from qdselect.render.output import PICTURE_FORMATS, emit

    chosen = picture_or_format(ctx, kind, as_json, output)
    listed = [] if filters is None else filters.split(",")
    if any(not band.strip() for band in listed):
        raise UsageError("--filters holds an empty band. Give bands such as 525/20,605/20, or leave the option out.")
    constraints = constraints_of(ctx)
    constraints["filters"] = [*(filter_ or ()), *listed]
    found = answer(
        marker or (),
        mode,
        unmix=unmix,
        max_overlap=max_overlap,
        max_spill=max_spill,
        max_noise=max_noise,
        spectral_step_nm=spectral_step,
        any_width=any_width,
        densities=densities_of(density or ()) or None,
        min_tier=min_tier,
        rank_by=rank_by,
        alternatives=alternatives,
        max_nodes=max_nodes,
        catalog=settings_of(ctx).load(),
        **constraints,
    )
    emit(found.document, chosen, output, brief=brief, plot=plot or chosen in PICTURE_FORMATS)
    return int(fail_empty and not found.panels)
