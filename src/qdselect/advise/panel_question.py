"""From what the user wrote to a question about a panel: markers, one mode, densities, how colours are told apart."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from qdselect.advise.arguments import checked
from qdselect.advise.panel_separation import Separation, separation_of
from qdselect.advise.question import ask, one_of
from qdselect.catalog.catalog import Catalog
from qdselect.errors import UsageError
from qdselect.model.names import Names, names_in
from qdselect.model.query import Query
from qdselect.model.struct import Struct
from qdselect.model.vocabulary import TIERS

__all__ = ["DEFAULT_MODE", "MOST_MARKERS", "USUAL_NODES", "PanelQuestion", "ask_panel"]

DEFAULT_MODE = "multiplexed-ihc"
MOST_MARKERS = 12
"""Above it the tables of the search double with every marker, and no instrument tells so many dots apart."""
MOST_ALTERNATIVES = 100
USUAL_NODES, MOST_NODES = 2_500, 1_000_000


class PanelQuestion(Struct):
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
        The arguments.
    """

    queries: tuple[Query, ...]
    separation: Separation
    tiers: tuple[str, ...]
    by_tier: bool
    densities: Mapping[str, float] | None
    alternatives: int
    most_nodes: int
    typed: Mapping[str, Any] = {}

    @property
    def markers(self) -> list[str]:
        """Ids of the markers."""
        return [str(query.marker) for query in self.queries]

    def asked_again(self, catalog: Catalog, changes: Mapping[str, Any]) -> PanelQuestion:
        """The same question with some arguments changed."""
        return ask_panel(catalog, **{**self.typed, **changes})


def ask_panel(catalog: Catalog, markers: Names, mode: str | None = None, **options: Any) -> PanelQuestion:
    """Check a question about a panel and resolve its names; see `qdselect.panel`.

    Raises
    ------
    UsageError
        An option that there is not, a value of another kind, too few or too many markers, one of them twice, or
        options that contradict each other.
    DataError
        The rules give no limit.
    """
    typed = checked("panel", _takes(), {"markers": markers, "mode": mode, **options})
    return _ask(catalog, **typed)._replace(typed=typed)


def _takes() -> dict[str, str]:
    """What each argument of a question about a panel takes: those of its own, and the constraints."""
    own, shared = _ask.__annotations__, ask.__annotations__
    not_open = ("catalog", "marker", "constraints", "return")
    return {name: kind for name, kind in {**shared, **own}.items() if name not in not_open}


def _ask(
    catalog: Catalog,
    markers: Names,
    mode: str | None = None,
    *,
    unmix: bool = False,
    max_overlap: float | None = None,
    max_spill: float | None = None,
    max_noise: float | None = None,
    spectral_step_nm: float | None = None,
    any_width: bool = False,
    densities: Mapping[str, float] | None = None,
    min_tier: str | None = None,
    rank_by: str = "tier",
    alternatives: int = 3,
    max_nodes: int = USUAL_NODES,
    **constraints: Any,
) -> PanelQuestion:
    """The question from arguments of the right kinds."""
    names = names_in(markers)
    own = {catalog.marker(name)["id"]: name for name in names}
    ids = _distinct(catalog, names)
    _whole("--alternatives", alternatives, 0, MOST_ALTERNATIVES)
    _whole("--max-nodes", max_nodes, 1, MOST_NODES)
    queries = tuple(ask(catalog, marker=own[name], mode=mode or DEFAULT_MODE, **constraints) for name in ids)
    separation = separation_of(
        catalog,
        queries[0],
        constraints.get("instrument"),
        len(ids),
        unmix=unmix,
        any_width=any_width,
        given={"overlap": max_overlap, "spill": max_spill, "noise": max_noise},
        spectral_step_nm=spectral_step_nm,
    )
    return PanelQuestion(
        queries,
        separation,
        _tiers(min_tier),
        (one_of("order", rank_by, ("tier", "score")) or "tier") == "tier",
        _densities(catalog, densities, ids),
        alternatives,
        max_nodes,
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
