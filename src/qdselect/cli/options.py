"""Options that commands share, each in one place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from qdselect.errors import UnknownNameError, UsageError

if TYPE_CHECKING:
    from qdselect.cli.settings import Settings
    from qdselect.model.constraints import Constraints

__all__ = [
    "FORMATS",
    "Brief",
    "FailEmpty",
    "Format",
    "Json",
    "Output",
    "Question",
    "chosen_format",
    "constraints_of",
    "deliver",
    "settings_of",
]

FORMATS = ("table", "json", "ndjson", "csv", "tsv", "yaml", "markdown")

Json = Annotated[bool, typer.Option("--json", help="One JSON document; the same as --format json.")]
Format = Annotated[
    str | None,
    typer.Option("--format", metavar="FORMAT", help=f"One of {', '.join(FORMATS)} [env: QDSELECT_FORMAT]."),
]
Output = Annotated[
    str | None, typer.Option("--output", "-o", metavar="FILE", help="Write to a file, whole or not at all.")
]
FailEmpty = Annotated[bool, typer.Option("--fail-empty", help="Exit with 1 when nothing is found.")]
Brief = Annotated[bool, typer.Option("--brief", help="The table without the case for each candidate.")]


class Question:
    """Options of a question, shared by recommend and explain."""

    Marker = Annotated[
        str | None,
        typer.Option("--marker", "-m", metavar="NAME", help="Biomarker: HER2, CA125, claudin-4, PSMA ..."),
    ]
    Mode = Annotated[
        str | None,
        typer.Option("--mode", metavar="MODE", help="Imaging mode, alias or family: live-cell, ihc, in-vivo ..."),
    ]
    CdFree = Annotated[bool, typer.Option("--cd-free", help="No cadmium in core, shells and dopants.")]
    HeavyMetalFree = Annotated[bool, typer.Option("--heavy-metal-free", help="No Cd, Pb, Hg, As or Tl.")]
    ExcludeElement = Annotated[
        list[str] | None,
        typer.Option("--exclude-element", metavar="EL", help="No such element; may be repeated."),
    ]
    Emission = Annotated[
        str | None, typer.Option("--emission", metavar="LO-HI", help="Emission maximum within, nm: 600-700.")
    ]
    Excitation = Annotated[float | None, typer.Option("--excitation", metavar="NM", help="Excitation line, nm.")]
    Laser = Annotated[
        list[float] | None,
        typer.Option("--laser", metavar="NM", help="Excitation line of the light path, nm; may be repeated."),
    ]
    Filter = Annotated[
        list[str] | None,
        typer.Option("--filter", metavar="BAND", help="What is collected: 605/40, 585-625, 700LP; may be repeated."),
    ]
    Instrument = Annotated[
        str | None,
        typer.Option("--instrument", metavar="NAME", help="Lines and bands of `qdselect instruments`, or a YAML file."),
    ]
    MaxHydrodynamic = Annotated[
        float | None,
        typer.Option("--max-hydrodynamic", metavar="NM", help="Largest hydrodynamic diameter, nm."),
    ]
    RenalClearable = Annotated[bool, typer.Option("--renal-clearable", help="Must leave through the kidney.")]
    Commercial = Annotated[bool, typer.Option("--commercial", help="Must be on sale.")]
    LigandType = Annotated[
        str | None,
        typer.Option("--ligand-type", metavar="TYPE", help="antibody, scfv, nanobody, aptamer, peptide ..."),
    ]
    Cancer = Annotated[
        str | None, typer.Option("--cancer", metavar="NAME", help="Evidence from other cancers weighs less.")
    ]
    MinLevel = Annotated[
        str | None,
        typer.Option("--min-level", metavar="LEVEL", help="Lowest level that counts as published: in-vivo-animal ..."),
    ]
    AllowUnknown = Annotated[
        bool, typer.Option("--allow-unknown", help="Admit what a constraint cannot judge, with a caution.")
    ]
    Weight = Annotated[
        list[str] | None,
        typer.Option("--weight", metavar="CRITERION=W", help="Change a weight: safety=0.4; may be repeated."),
    ]
    Profile = Annotated[
        str | None,
        typer.Option(
            "--profile", metavar="NAME", help="Named weights (`qdselect weights`), or a YAML file of one's own."
        ),
    ]
    Prefer = Annotated[
        list[str] | None,
        typer.Option("--prefer", metavar="A>B", help="A weighs at least as much as B: safety>brightness; repeatable."),
    ]
    Draws = Annotated[int | None, typer.Option("--draws", metavar="N", help="Random draws for the confidence [10000].")]
    Seed = Annotated[int, typer.Option("--seed", metavar="N", help="Seed of the draws.", show_default=True)]


CONSTRAINTS = {
    **{name: name for name in ("cd_free", "heavy_metal_free", "renal_clearable", "commercial", "allow_unknown")},
    **{name: name for name in ("emission", "instrument", "ligand_type", "cancer", "min_level", "profile", "prefer")},
    "exclude_element": "exclude_elements",
    "excitation": "excitation_nm",
    "max_hydrodynamic": "max_hydrodynamic_nm",
    "laser": "lasers",
    "filter_": "filters",
    "weight": "weights",
}
"""Options of a question beside marker and mode: name in the signature of a command to keyword of the library call."""


def constraints_of(ctx: typer.Context) -> Constraints:
    """All constraints that the command has, as keywords of its library call; the signature declares, this hands on.

    Raises
    ------
    UsageError
        A weight that is not of the form ``criterion=number``.
    """
    from qdselect.api import weights_of

    given = {CONSTRAINTS[name]: value for name, value in ctx.params.items() if name in CONSTRAINTS}
    if "weights" in given:
        given["weights"] = weights_of(given["weights"])
    return cast("Constraints", given)


def settings_of(ctx: typer.Context) -> Settings:
    """Settings that the root command collected."""
    found: Settings = ctx.find_root().obj["settings"]
    return found


def deliver(
    ctx: typer.Context,
    document: Mapping[str, Any],
    kind: str | None,
    as_json: bool,
    target: str | None,
    **view: Any,
) -> None:
    """Print or write a document in the format that flags and settings name.

    Raises
    ------
    UsageError
        ``--json`` beside another format, or an unknown format.
    """
    from qdselect.render.output import emit

    emit(document, chosen_format(ctx, kind, as_json), target, **view)


def chosen_format(ctx: typer.Context, kind: str | None, as_json: bool, more: tuple[str, ...] = ()) -> str | None:
    """The format that flags and settings name; ``more`` are those that only this command has."""
    if as_json:
        if kind not in (None, "json"):
            raise UsageError(f"--json and --format {kind} contradict each other. Give one of them.")
        return "json"
    chosen: str | None = settings_of(ctx).value("format", kind)
    known = (*FORMATS, *more)
    if chosen is not None and chosen not in known:
        from qdselect.model.names import nearest

        raise UnknownNameError("format", str(chosen), nearest(str(chosen), known), f"formats: {', '.join(known)}")
    return chosen
