"""``qdselect recommend``."""

from typing import Annotated

import typer

from qdselect.cli.options import (
    Brief,
    FailEmpty,
    Format,
    Json,
    Output,
    Question,
    chosen_format,
    constraints_of,
    refuse_together,
    settings_of,
)

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)


@app.command("recommend")
def recommend(
    ctx: typer.Context,
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
    draws: Question.Draws = None,
    seed: Question.Seed = 0,
    no_confidence: Annotated[
        bool, typer.Option("--no-confidence", help="Do not say how sure the ranking is (saves some time).")
    ] = False,
    pareto: Annotated[
        bool, typer.Option("--pareto", help="Only candidates that no other one equals or beats on everything.")
    ] = False,
    explain: Annotated[bool, typer.Option("--explain", help="With the tree of every score and rule.")] = False,
    top: Annotated[int | None, typer.Option("--top", metavar="N", help="At most N candidates; 0 for all [10].")] = None,
    tier: Annotated[str | None, typer.Option("--tier", metavar="TIER", help="Only this support tier.")] = None,
    all_tiers: Annotated[
        bool, typer.Option("--all-tiers", help="Also particles no checked source shows used so.")
    ] = False,
    rank_by: Annotated[str, typer.Option("--rank-by", metavar="ORDER", help="tier (proven first) or score.")] = "tier",
    why_not: Annotated[bool, typer.Option("--why-not", help="Also say why the others were turned down.")] = False,
    brief: Brief = False,
    as_json: Json = False,
    kind: Format = None,
    output: Output = None,
    fail_empty: FailEmpty = False,
) -> int:
    """Which quantum-dot probe for a marker and a mode, why, and how sure.

    Without --mode, the modes in which the marker has evidence are considered. The marker may be left out for
    untargeted modes, such as --mode sentinel-lymph-node.
    """
    from qdselect.api import recommend as answer
    from qdselect.render.output import emit

    refuse_together(ctx, "no_confidence", "draws", "seed")
    refuse_together(ctx, "brief", "explain")
    chosen, settings = chosen_format(ctx, kind, as_json, output), settings_of(ctx)
    found = answer(
        marker,
        mode,
        draws=draws,
        seed=seed,
        confidence=not no_confidence,
        pareto=pareto,
        explain=explain,
        tier=tier,
        all_tiers=all_tiers,
        rank_by=rank_by,
        top=_top(settings.value("top", top)),
        catalog=settings.load(),
        **constraints_of(ctx),
    )
    emit(found.document, chosen, output, brief=brief, why_not=why_not)
    return int(fail_empty and not found.candidates)


def _top(value: object) -> int:
    from qdselect.errors import UsageError

    try:
        return 10 if value is None else int(str(value))
    except ValueError:
        raise UsageError(f"the setting top must be a whole number, not {str(value)[:40]!r}.") from None
