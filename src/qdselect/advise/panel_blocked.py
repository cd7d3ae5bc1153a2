"""Why there is no panel, and what would free it: each change is tried, none is guessed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

from qdselect.advise.panel_pool import UNIT, Choice, choice_of
from qdselect.advise.panel_question import PanelQuestion
from qdselect.advise.panel_separation import KINDS
from qdselect.advise.panel_wording import listed
from qdselect.catalog.catalog import Catalog
from qdselect.errors import UsageError
from qdselect.model.vocabulary import TIERS
from qdselect.panels.problem import Problem
from qdselect.panels.search import Panel, best_panels

if TYPE_CHECKING:
    from qdselect.model.documents.panel import BlockedDoc, FreedDoc

__all__ = ["blocked_doc"]

MOST_WAYS, SHOWN_WAYS = 250, 4
"""Ways to leave out markers that are tried at most, and shown at most."""
STEP = {"overlap": 0.001, "spill": 0.001, "noise": 0.01}
"""How finely a limit that would do is looked for."""
CONSTRAINTS = {
    "cd_free": ("cd_free", False),
    "heavy_metal_free": ("heavy_metal_free", False),
    "exclude_elements": ("exclude_elements", ()),
    "emission": ("emission", None),
    "excitation": ("excitation_nm", None),
    "max_hydrodynamic": ("max_hydrodynamic_nm", None),
    "renal_clearable": ("renal_clearable", False),
    "commercial": ("commercial", False),
    "ligand_type": ("ligand_type", None),
}
"""Flags of a question that can be given up alone: the argument that sets each, and its value without it."""


def blocked_doc(catalog: Catalog, choice: Choice) -> BlockedDoc:
    """Why a question that certainly has no panel has none."""
    markers = choice.question.markers
    empty = [pool.marker for pool in choice.pools if not pool.offers]
    groups = [] if empty else _colliding(choice)
    vain: list[str] = []
    freed = list(_freed_by(catalog, choice, empty, vain))
    return {
        "because": _because(choice, empty, groups),
        "markers": [[markers[number] for number in group] for group in groups],
        "without_probe": empty,
        "freed_by": freed,
        "in_vain": vain,
    }


def _possible(problem: Problem, nodes: int) -> bool | None:
    """Whether there is any panel; ``None`` where the search was cut short."""
    found = best_panels(problem.whether(), 1, nodes)
    return bool(found.panels) or (False if found.proven else None)


def _colliding(choice: Choice) -> list[list[int]]:
    """Pairs of markers of which no two probes go together; without such a pair, a smallest group that does not."""
    problem = choice.colours.problem(choice.worth)
    everyone = range(len(choice.pools))
    pairs = [[one, other] for one, other in combinations(everyone, 2) if not problem.pair_exists(one, other)]
    if pairs:
        return pairs
    left = list(everyone)
    for number in everyone:
        fewer = [other for other in left if other != number]
        if _possible(problem.for_markers(fewer), choice.question.most_nodes) is False:
            left = fewer
    return [left]


def _because(choice: Choice, empty: Sequence[str], groups: Sequence[Sequence[int]]) -> str:
    if empty:
        some = "; ".join(_empty(pool) for pool in choice.pools if not pool.offers)
        return f"No probe of known light is left for {listed(empty)}: {some}."
    markers = choice.question.markers
    kind, most = choice.question.separation.kind, choice.question.separation.most
    limit = f"{_LIMITED[kind]} at most {most:g}"
    if len(groups[0]) == 2:
        pairs = "; ".join(listed([markers[number] for number in group]) for group in groups)
        return f"These markers collide: {pairs}. No two of their probes have {limit}."
    names = listed([markers[number] for number in groups[0]])
    return f"Any two markers could be served, but {names} collide: no probes for all of them have {limit}."


_LIMITED = {"overlap": "an overlap of", "spill": "a spill of", "noise": "their noise multiplied by"}


def _empty(pool: Any) -> str:
    parts = [
        f"{pool.not_admitted} turned down by constraints" if pool.not_admitted else "",
        f"{pool.less_proven} less proven than --min-tier asks" if pool.less_proven else "",
        f"{len(pool.dark)} of unknown emission" if pool.dark else "",
    ]
    return f"{pool.marker}: {', '.join(part for part in parts if part) or 'the catalogue is empty'}"


def _freed_by(catalog: Catalog, choice: Choice, empty: Sequence[str], vain: list[str]) -> Iterator[FreedDoc]:
    """Single changes after which there is a panel, and the fewest markers without which there is one.

    Changes that were tried and do not help are added to ``vain``.
    """
    if not empty:
        yield from _other_limit(choice, vain)
        yield from _unmixed(catalog, choice, vain)
    yield from _fewer_constraints(catalog, choice, vain)
    yield from _fewer_markers(choice)


UNDECIDED = "not decided: the search was cut short"
"""Of a change under which no panel was found, and none was proven to be impossible."""


def _best(problem: Problem, nodes: int) -> Panel | None:
    found = best_panels(problem, 1, nodes)
    return found.panels[0] if found.panels else None


def _freed(
    choice: Choice, kind: str, change: str, own: Panel, rows: Sequence[int], value: float | None = None
) -> FreedDoc:
    offers = [
        choice.pools[row].offers[choice.probes[option].emitter.id]
        for row, option in zip(rows, own.options, strict=True)
    ]
    tiers = [offer.place.tier for offer in offers]
    return {
        "kind": kind,
        "change": change,
        "value": value,
        "tiers": {tier: tiers.count(tier) for tier in TIERS},
        "score": sum(offer.score for offer in offers) / UNIT,
    }


def _other_limit(choice: Choice, vain: list[str]) -> Iterator[FreedDoc]:
    """The tightest limit, in steps, under which there is a panel."""
    separation, nodes = choice.question.separation, choice.question.most_nodes
    _, option, loosest = KINDS[separation.kind]
    step = STEP[separation.kind]

    def panel_at(steps: int) -> Panel | None:
        return _best(choice.colours.problem(choice.worth, steps * step).whether(), nodes)

    low, high = int(separation.most / step), round(loosest / step)
    if panel_at(high) is None:
        proven = best_panels(choice.colours.problem(choice.worth, high * step).whether(), 1, nodes).proven
        vain.append(f"with any {option}" if proven else f"with any {option} ({UNDECIDED})")
        return
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if panel_at(middle) else (middle, high)
    value = round(high * step, 6)
    own = _best(choice.colours.problem(choice.worth, value), nodes)
    if own:
        yield _freed(choice, "limit", f"with {option} {value:g}", own, range(len(choice.pools)), value)


def _unmixed(catalog: Catalog, choice: Choice, vain: list[str]) -> Iterator[FreedDoc]:
    """Unmixing in place of comparing pairs, by the limit of its own."""
    if choice.question.separation.kind == "noise":
        return
    change = "with --unmix" if choice.question.separation.kind == "overlap" else "with --unmix on the same bands"
    limits: dict[str, Any] = {"unmix": True, "max_overlap": None, "max_spill": None, "any_width": False}
    yield from _asked_anew(catalog, choice.question, "separation", change, limits, vain)


def _fewer_constraints(catalog: Catalog, choice: Choice, vain: list[str]) -> Iterator[FreedDoc]:
    """Each constraint given up alone."""
    question, query = choice.question, choice.question.queries[0]
    for flag, option in query.flags().items():
        if flag in CONSTRAINTS:
            name, value = CONSTRAINTS[flag]
            yield from _asked_anew(catalog, question, "constraint", f"without {option}", {name: value}, vain)
    if query.light:
        dark = {"lasers": (), "filters": (), "instrument": None, "max_spill": None}
        options = " ".join(dict.fromkeys(dict(query.light.options).values()))
        yield from _asked_anew(catalog, question, "constraint", f"without {options}", dark, vain)
    if query.min_level:
        change = f"without --min-level {query.min_level}"
        yield from _asked_anew(catalog, question, "constraint", change, {"min_level": None}, vain)
    if query.flags() and not query.allow_unknown:
        yield from _asked_anew(catalog, question, "constraint", "with --allow-unknown", {"allow_unknown": True}, vain)
    for least in TIERS[len(question.tiers) :]:
        found = list(_asked_anew(catalog, question, "tiers", f"with --min-tier {least}", {"min_tier": least}, vain))
        yield from found
        if found:
            return


def _asked_anew(
    catalog: Catalog, question: PanelQuestion, kind: str, change: str, other: dict[str, Any], vain: list[str]
) -> Iterator[FreedDoc]:
    """The question with something changed; nothing where that cannot be asked or has no panel either."""
    try:
        anew = choice_of(catalog, question.asked_again(catalog, other))
    except UsageError:
        return
    found = best_panels(anew.colours.problem(anew.worth), 1, question.most_nodes)
    if not found.panels:
        vain.append(change if found.proven else f"{change} ({UNDECIDED})")
        return
    own = found.panels[0]
    yield _freed(anew, kind, change, own, range(len(anew.pools)))


def _fewer_markers(choice: Choice) -> Iterator[FreedDoc]:
    """The fewest markers whose loss frees the rest; of several ways the best ones."""
    for size in range(1, len(choice.pools) - 1):
        if math.comb(len(choice.pools), size) > MOST_WAYS:
            return
        found = list(_without_markers(choice, size))
        if found:
            yield from sorted(found, key=lambda item: [-number for number in item["tiers"].values()])[:SHOWN_WAYS]
            return


def _without_markers(choice: Choice, size: int) -> Iterator[FreedDoc]:
    """Panels without so many of the markers."""
    problem, everyone = choice.colours.problem(choice.worth), range(len(choice.pools))
    for gone in combinations(everyone, size):
        rows = [row for row in everyone if row not in gone]
        own = _best(problem.for_markers(rows), choice.question.most_nodes) if len(rows) > 1 else None
        if own:
            names = listed([choice.question.markers[row] for row in gone])
            yield _freed(choice, "markers", f"without {names}", own, rows)
