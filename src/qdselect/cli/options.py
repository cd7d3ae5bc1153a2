"""Options that commands share, each in one place."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
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
    "ending_of",
    "refuse_together",
    "settings_of",
]

FORMATS = ("table", "json", "ndjson", "csv", "tsv", "yaml", "markdown")
ENDINGS = {
    **{name: name for name in ("csv", "tsv", "json", "ndjson", "yaml")},
    "jsonl": "ndjson",
    "yml": "yaml",
    "md": "markdown",
}
"""Endings of files that name their format."""
PICTURES = ("svg", "png", "pdf", "gif", "jpg", "jpeg", "eps", "ps", "tif", "tiff", "bmp", "webp")
"""Endings of pictures; a file with one of them never gets text."""
OTHERS = (
    *("xlsx", "xls", "ods", "numbers", "docx", "doc", "odt", "rtf", "pptx", "html", "htm", "xml", "tex"),
    *("parquet", "feather", "arrow", "h5", "hdf5", "npy", "npz", "pkl", "rds", "sqlite", "db", "zip", "gz", "xz"),
)
"""Endings of other kinds of files, which no answer is written as; all other endings, and none, are a table."""

_FOR_PEOPLE = ("table", "markdown")
SEEN_IN = {
    "brief": _FOR_PEOPLE,
    "why_not": (*_FOR_PEOPLE, "json", "yaml"),
    "explain": (*_FOR_PEOPLE, "json", "ndjson", "yaml"),
    "columns": (*_FOR_PEOPLE, "csv", "tsv"),
    "plot": (*_FOR_PEOPLE, "svg", "png", "pdf"),
}
"""Parameters that only change what is seen: the formats that have a place for it."""

Json = Annotated[bool, typer.Option("--json", help="One JSON document; the same as --format json.")]
Format = Annotated[
    str | None,
    typer.Option("--format", metavar="FORMAT", help=f"One of {', '.join(FORMATS)} [env: QDSELECT_FORMAT]."),
]
Output = Annotated[
    str | None,
    typer.Option(
        "--output", "-o", metavar="FILE", help="Write to a file, whole or not at all; its ending may name the format."
    ),
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
) -> None:
    """Print or write a document in the format that options and settings name.

    Raises
    ------
    UsageError
        Two of the options contradict each other, or an unknown format.
    """
    from qdselect.render.output import emit

    emit(document, chosen_format(ctx, kind, as_json, target), target)


def chosen_format(
    ctx: typer.Context, kind: str | None, as_json: bool, target: str | None = None, more: tuple[str, ...] = ()
) -> str | None:
    """The format: that of the options or of the file's ending, which must not differ, or else that of the settings.

    Parameters
    ----------
    ctx : typer.Context
        Context of the command, for the settings and for what else was typed.
    kind, as_json, target : str or None, bool, str or None
        What ``--format``, ``--json`` and ``--output`` say.
    more : tuple of str
        Formats that only this command has.

    Raises
    ------
    UsageError
        Two of the options contradict each other or the ending of the file, or an unknown format.
    """
    if as_json and kind not in (None, "json"):
        raise UsageError(f"--json and --format {kind} contradict each other. Give one of them.")
    ending = _of_ending(target, more)
    typed = "json" if as_json else ending if kind is None else kind
    chosen: str | None = settings_of(ctx).value("format", typed)
    known = (*FORMATS, *more)
    if chosen is not None and chosen not in known:
        from qdselect.model.names import nearest

        raise UnknownNameError("format", str(chosen), nearest(str(chosen), known), f"formats: {', '.join(known)}")
    if ending not in (None, typed):
        wanted = "--json" if as_json else f"--format {kind}"
        raise UsageError(f"{wanted} and a file that ends with .{ending_of(target)} contradict each other. Give one.")
    _refuse_unseen(ctx, typed)
    return chosen


def ending_of(target: str | None) -> str:
    """Ending of the name of a file, in small letters and without its dot."""
    return PurePath(target or "").suffix.lower().removeprefix(".")


def _of_ending(target: str | None, more: tuple[str, ...]) -> str | None:
    """The format that the ending of a file names; none for an ending that names no format."""
    ending = ending_of(target)
    if ending in PICTURES and ending not in more:
        hint = f"Pictures end with .{', .'.join(more)}" if more else "This answer is no picture: name a .csv or .json"
        raise UsageError(f"nothing is written as .{ending} here. {hint}.")
    if ending in OTHERS:
        known = ", .".join(ENDINGS)
        raise UsageError(f"nothing is written as .{ending}. A file may end with .{known}; with .txt it is a table.")
    return ending if ending in more else ENDINGS.get(ending)


def _refuse_unseen(ctx: typer.Context, typed: str | None) -> None:
    """Refuse options that the format typed beside them has no place for; a format of the settings refuses nothing."""
    for name, formats in SEEN_IN.items():
        if typed not in (None, *formats) and was_typed(ctx, name):
            places = ", ".join(formats)
            raise UsageError(
                f"{option_of(ctx, name)} changes nothing in {typed}; it is for {places}. Leave out one of them."
            )


def refuse_together(ctx: typer.Context, name: str, *others: str) -> None:
    """Refuse options that have no effect beside another one.

    Raises
    ------
    UsageError
        Parameter ``name`` was typed, and one of the others too.
    """
    for other in others:
        if was_typed(ctx, name) and was_typed(ctx, other):
            raise UsageError(
                f"{option_of(ctx, other)} has no effect beside {option_of(ctx, name)}. Leave out one of them."
            )


def was_typed(ctx: typer.Context, name: str) -> bool:
    """Whether a parameter of the command was typed, rather than left to its default."""
    source = ctx.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def option_of(ctx: typer.Context, name: str) -> str:
    """How a parameter of the command is typed: ``--why-not``."""
    return next(str(parameter.opts[0]) for parameter in ctx.command.params if parameter.name == name)
