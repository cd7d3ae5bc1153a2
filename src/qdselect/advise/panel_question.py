"""From what the user wrote to a question about a panel: markers, one mode, densities, how colours are told apart."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from qdselect.advise.question import ask, one_of
from qdselect.catalog.catalog import Catalog
from qdselect.errors import DataError, UsageError
from qdselect.model.names import Names, names_in
from qdselect.model.query import Query
from qdselect.model.vocabulary import TIERS

__all__ = ["DEFAULT_MODE", "KINDS", "MOST_MARKERS", "USUAL_NODES", "PanelQuestion", "Separation", "ask_panel"]

DEFAULT_MODE = "multiplexed-ihc"
MOST_MARKERS = 12
"""Above it the tables of the search double with every marker, and no instrument tells so many dots apart."""
MOST_ALTERNATIVES = 100
USUAL_NODES, MOST_NODES = 2_500, 1_000_000

KINDS = {
    "overlap": ("panel_overlap", "--max-overlap", 1.0),
    "spill": ("panel_spill", "--max-spill", 10.0),
    "noise": ("panel_noise", "--max-noise", 1000.0),
}
"""How colours are told apart: the judgement that gives the limit, the option that sets it, the loosest it can be."""


class Separation(NamedTuple):
    """How colours are told apart, and the limit.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    most : float
        The limit.
    by_default : bool
        Whether the limit is this project's judgement.
    because : str
        What the limit stands for.
    any_width : bool
        Whether it must hold at any width that is possible, not only at the one to reckon with.
    """

    kind: str
    most: float
    by_default: bool
    because: str
    any_width: bool = False


class PanelQuestion(NamedTuple):
    """A question about a panel, with all names resolved.

    Attributes
    ----------
    queries : tuple of Query
        One per marker, sorted by the id of the marker: the order in which they were given changes nothing.
    separation : Separation
        How colours are told apart.
    tiers : tuple of str
        Support tiers to choose from.
    by_tier : bool
        Whether proven comes before unproven.
    densities : mapping of str to float, or None
        Copies of each marker, in any common unit.
    alternatives : int
        Next best panels.
    most_nodes : int
        Where the search stops.
    typed : mapping of str to Any
        The arguments as given.
    """

    queries: tuple[Query, ...]
    separation: Separation
    tiers: tuple[str, ...]
    by_tier: bool
    densities: Mapping[str, float] | None
    alternatives: int
    most_nodes: int
    typed: Mapping[str, Any]

    @property
    def markers(self) -> list[str]:
        """Ids of the markers."""
        return [str(query.marker) for query in self.queries]

    @property
    def bands(self) -> tuple[Any, ...]:
        """Channels of the light path, where bands are named; a camera's own range is none."""
        return channels_of(self.queries[0])

    def asked_again(self, catalog: Catalog, changes: Mapping[str, Any]) -> PanelQuestion:
        """The same question with some arguments changed."""
        return ask_panel(catalog, **{**self.typed, **changes})


def ask_panel(
    catalog: Catalog,
    markers: Names,
    mode: str | None = None,
    *,
    unmix: bool = False,
    max_overlap: float | None = None,
    max_spill: float | None = None,
    max_noise: float | None = None,
    any_width: bool = False,
    densities: Mapping[str, float] | None = None,
    min_tier: str | None = None,
    rank_by: str = "tier",
    alternatives: int = 3,
    max_nodes: int = USUAL_NODES,
    **constraints: Any,
) -> PanelQuestion:
    """Check a question about a panel and resolve its names; see `qdselect.panel`.

    Raises
    ------
    UsageError
        Too few or too many markers, one of them twice, or options that contradict each other.
    DataError
        The rules give no limit.
    """
    typed = {name: value for name, value in locals().items() if name not in ("catalog", "constraints")} | constraints
    own = {catalog.marker(name)["id"]: name for name in names_in(markers)}
    ids = _distinct(catalog, names_in(markers))
    _whole("--alternatives", alternatives, 0, MOST_ALTERNATIVES)
    _whole("--max-nodes", max_nodes, 1, MOST_NODES)
    queries = tuple(ask(catalog, marker=own[name], mode=mode or DEFAULT_MODE, **constraints) for name in ids)
    given = {"overlap": max_overlap, "spill": max_spill, "noise": max_noise}
    return PanelQuestion(
        queries,
        _separation(catalog, queries[0], unmix, given, len(ids))._replace(any_width=_any_width(any_width, unmix)),
        _tiers(min_tier),
        (one_of("order", rank_by, ("tier", "score")) or "tier") == "tier",
        _densities(catalog, densities, ids),
        alternatives,
        max_nodes,
        typed,
    )


def _tiers(least: str | None) -> tuple[str, ...]:
    """Tiers down to one; all of them by default, for proven comes before unproven anyway."""
    name = one_of("tier", least, TIERS) or TIERS[-1]
    return TIERS[: TIERS.index(name) + 1]


def _distinct(catalog: Catalog, names: list[str] | tuple[str, ...]) -> list[str]:
    ids = [catalog.marker(name)["id"] for name in names]
    twice = next((name for name in ids if ids.count(name) > 1), None)
    if twice is not None:
        both = " and ".join(repr(name) for name, own in zip(names, ids, strict=True) if own == twice)
        raise UsageError(f"{both} are one marker, {twice}. Name each marker once.")
    if len(ids) < 2:
        raise UsageError("a panel has at least two markers: repeat --marker. For one, use `qdselect recommend`.")
    if len(ids) > MOST_MARKERS:
        raise UsageError(f"{len(ids)} markers: a panel has at most {MOST_MARKERS}. Split it over several sections.")
    return sorted(ids)


def _whole(option: str, number: int, least: int, most: int) -> None:
    if not least <= number <= most:
        raise UsageError(f"{option} must be from {least} to {most}, not {number}.")


def channels_of(query: Query) -> tuple[Any, ...]:
    """Channels of a question; a camera without filters has none of its own."""
    channels = query.light.channels if query.light else ()
    return () if [channel.name for channel in channels] == ["detector"] else channels


def _separation(
    catalog: Catalog, query: Query, unmix: bool, given: Mapping[str, float | None], markers: int
) -> Separation:
    """Noise where spectra are unmixed, spill where bands are named, overlap of whole spectra otherwise."""
    channels = channels_of(query)
    kind = "noise" if unmix else "spill" if channels else "overlap"
    for other, most in given.items():
        if most is not None and other != kind:
            raise UsageError(f"{KINDS[other][1]} has no meaning here: {_WHEN[kind]}. Give {KINDS[kind][1]} instead.")
    bands = len({channel.band[:2] for channel in channels})
    if channels and bands < markers:
        what = "has nothing to solve" if unmix else "has no band of its own for each"
        raise UsageError(
            f"{bands} {'band' if bands == 1 else 'bands'} for {markers} markers: the panel {what}. Give at least "
            f"{markers} bands, or leave them out to compare whole spectra."
        )
    own = given[kind]
    if own is not None:
        _check_limit(kind, own)
        return Separation(kind, own, False, "as asked")
    judgement = ((catalog.section("physics_scheme") or {}).get("judgements") or {}).get(KINDS[kind][0])
    if judgement is None:
        raise DataError(
            f"the rules give no limit for a panel: add the judgement {KINDS[kind][0]} to physics.yaml, or give "
            f"{KINDS[kind][1]}."
        )
    return Separation(kind, float(judgement["value"]), True, str(judgement["because"]))


def _any_width(wanted: bool, unmix: bool) -> bool:
    if wanted and unmix:
        raise UsageError(
            "--any-width and --unmix cannot go together: noise neither rises nor falls with a width alone. Without "
            "--any-width the answer says what the noise is at the worst width."
        )
    return wanted


_WHEN = {
    "overlap": "without bands whole spectra are compared",
    "spill": "bands are given, and the light that spills between them counts",
    "noise": "spectra are unmixed, and the noise that this adds counts",
}


def _check_limit(kind: str, most: float) -> None:
    least, (_, option, loosest) = 1.0 if kind == "noise" else 0.0, KINDS[kind]
    if not (math.isfinite(most) and least < most <= loosest):
        raise UsageError(f"{option} must be above {least:g} and at most {loosest:g}, not {most:g}.")


def _densities(catalog: Catalog, given: Mapping[str, float] | None, ids: list[str]) -> dict[str, float] | None:
    """Densities by marker; all of them or none, for what is unknown is neither scarce nor abundant."""
    if not given:
        return None
    found: dict[str, float] = {}
    for name, density in given.items():
        own = catalog.marker(name)["id"]
        if own not in ids:
            raise UsageError(f"--density names {name!r}, which is no marker of this panel ({', '.join(ids)}).")
        if own in found:
            raise UsageError(f"--density names {own} twice. Give it once.")
        if not (math.isfinite(density) and density > 0):
            raise UsageError(f"--density of {own} must be a number above 0, not {density:g}.")
        found[own] = float(density)
    missing = [name for name in ids if name not in found]
    if missing:
        raise UsageError(
            f"--density is missing for {', '.join(missing)}. Give it for each marker, in one unit, or for none: what "
            "is unknown is neither scarce nor abundant."
        )
    return {name: found[name] for name in ids}
