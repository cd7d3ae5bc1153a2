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
from qdselect.model.names import counted
from qdselect.model.struct import Struct
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


class Tried(Struct):
    """Changes that were tried and gave no panel.

    Attributes
    ----------
    in_vain : list of str
        Those under which there is none, proven.
    undecided : list of str
        Those of which a search that was cut short, or left out, does not say whether there is one.
    """

    in_vain: list[str]
    undecided: list[str]

    def add(self, change: str, proven: bool) -> None:
        """A change under which no panel was found, and whether it is proven that there is none."""
        (self.in_vain if proven else self.undecided).append(change)


def blocked_doc(catalog: Catalog, choice: Choice) -> BlockedDoc:
    """Why a question that certainly has no panel has none."""
    markers = choice.question.markers
    empty = [pool.marker for pool in choice.pools if not pool.offers]
    groups, smallest = ([], True) if empty else _colliding(choice)
    tried = Tried([], [])
    freed = list(_freed_by(catalog, choice, empty, tried))
    ways = _fewer_markers(choice, tried)
    return {
        "because": _because(choice, empty, groups, smallest),
        "markers": [[markers[number] for number in group] for group in groups],
        "without_probe": empty,
        "freed_by": [*freed, *ways[:SHOWN_WAYS]],
        "more_ways": len(ways[SHOWN_WAYS:]),
        "in_vain": tried.in_vain,
        "undecided": tried.undecided,
    }


def _possible(problem: Problem, nodes: int) -> bool | None:
    """Whether there is any panel; ``None`` where the search was cut short."""
    found = best_panels(problem.whether(), 1, nodes)
    return bool(found.panels) or (False if found.proven else None)


def _colliding(choice: Choice) -> tuple[list[list[int]], bool]:
    """Pairs of markers of which no two probes go together; without such a pair, a group that does not.

    The group is a smallest one, that is, any fewer of it could be served, unless a search was cut short.
    """
    problem = choice.colours.problem(choice.worth)
    everyone = range(len(choice.pools))
    pairs = [[one, other] for one, other in combinations(everyone, 2) if not problem.pair_exists(one, other)]
    if pairs:
        return pairs, True
    left, smallest = list(everyone), True
    for number in everyone:
        fewer = [other for other in left if other != number]
        possible = _possible(problem.for_markers(fewer), choice.question.most_nodes)
        left = fewer if possible is False else left
        smallest = smallest and possible is not None
    return [left], smallest


def _because(choice: Choice, empty: Sequence[str], groups: Sequence[Sequence[int]], smallest: bool) -> str:
    if empty:
        return (
            f"No probe of known light is left for {listed([_empty(pool) for pool in choice.pools if not pool.offers])}."
        )
    said = [f"{_collide(choice, group)}." for group in groups]
    if len(groups[0]) == 2:
        return " ".join(said)
    fewer = "" if smallest else " Whether fewer of them collide is not decided: a search was cut short."
    return f"Any two markers could be served, but not all together. {said[0]}{fewer}"


def _collide(choice: Choice, group: Sequence[int]) -> str:
    """What keeps some markers from being served together: too few probes, or the limit."""
    names = listed([choice.question.markers[number] for number in group])
    own = sorted({name for number in group for name in choice.pools[number].offers})
    if len(own) < len(group):
        probes = f"{counted(len(own), 'probe')} of known light ({', '.join(own)})"
        return f"{names} collide: they have only {probes} between them, and each needs one of its own"
    kind, most = choice.question.separation.kind, choice.question.separation.most
    widths = " at all widths that were tried" if choice.question.separation.any_width else ""
    which = "no probe of one goes with any other probe of the other" if len(group) == 2 else "no probes for all of them"
    return f"{names} collide: {which} {_LIMITED[kind, len(group) == 2]} at most {most:g}{widths}"


_LIMITED = {
    ("overlap", True): "at an overlap of",
    ("spill", True): "at a spill of",
    ("noise", True): "at a noise multiplied by",
    ("overlap", False): "have overlaps of",
    ("spill", False): "spill into each other's channels by",
    ("noise", False): "have their noise multiplied by",
}
"""What a limit is on, for two markers and for more."""


def _empty(pool: Any) -> str:
    parts = [
        f"{len(pool.not_admitted)} turned down by constraints" if pool.not_admitted else "",
        f"{len(pool.less_proven)} less proven than --min-tier asks" if pool.less_proven else "",
        f"{len(pool.dark)} of unknown emission" if pool.dark else "",
    ]
    return f"{pool.marker} ({', '.join(part for part in parts if part) or 'the catalogue is empty'})"


def _freed_by(catalog: Catalog, choice: Choice, empty: Sequence[str], tried: Tried) -> Iterator[FreedDoc]:
    """Single changes after which there is a panel; those that do not help are added to ``tried``."""
    if not empty:
        yield from _other_limit(choice, tried)
        yield from _unmixed(catalog, choice, tried)
    yield from _fewer_constraints(catalog, choice, tried)


def _freed(
    choice: Choice,
    kind: str,
    change: str,
    own: Panel,
    rows: Sequence[int],
    value: float | None = None,
    remark: str | None = None,
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
        "remark": remark,
    }


def _other_limit(choice: Choice, tried: Tried) -> Iterator[FreedDoc]:
    """The tightest limit, in steps, under which there is a panel; it need not be where a search was cut short."""
    separation, nodes = choice.question.separation, choice.question.most_nodes
    _, option, loosest = KINDS[separation.kind]
    step = STEP[separation.kind]

    def possible(steps: int) -> bool | None:
        return _possible(choice.colours.problem(choice.worth, steps * step), nodes)

    low, high = int(separation.most / step), round(loosest / step)
    if not (at_loosest := possible(high)):
        tried.add(f"with any {option}", at_loosest is False)
        return
    remark = None
    while high - low > 1:
        middle = (low + high) // 2
        found = possible(middle)
        low, high = (low, middle) if found else (middle, high)
        remark = TIGHTER if found is None else remark
    value = round(high * step, 6)
    problem = choice.colours.problem(choice.worth, value)
    panels = best_panels(problem, 1, nodes).panels or best_panels(problem.whether(), 1, nodes).panels
    yield _freed(choice, "limit", f"with {option} {value:g}", panels[0], range(len(choice.pools)), value, remark)


TIGHTER = "whether a tighter limit would do is not decided: a search was cut short"


def _unmixed(catalog: Catalog, choice: Choice, tried: Tried) -> Iterator[FreedDoc]:
    """Unmixing in place of comparing pairs, by the limit of its own."""
    if choice.question.separation.kind == "noise":
        return
    change = "with --unmix" if choice.question.separation.kind == "overlap" else "with --unmix on the same bands"
    limits: dict[str, Any] = {"unmix": True, "max_overlap": None, "max_spill": None, "any_width": False}
    yield from _asked_anew(catalog, choice.question, "separation", change, limits, tried)


def _fewer_constraints(catalog: Catalog, choice: Choice, tried: Tried) -> Iterator[FreedDoc]:
    """Each constraint given up alone."""
    question, query = choice.question, choice.question.queries[0]
    for flag, option in query.flags().items():
        if flag in CONSTRAINTS:
            name, value = CONSTRAINTS[flag]
            own: dict[str, Any] = {name: value}
            if flag == "emission" and query.window_of:
                own["mode"] = query.modes[0]
            yield from _asked_anew(catalog, question, "constraint", f"without {option}", own, tried)
    if query.light:
        dark = {"lasers": (), "filters": (), "instrument": None, "max_spill": None, "spectral_step_nm": None}
        options = " ".join(dict.fromkeys(dict(query.light.options).values()))
        yield from _asked_anew(catalog, question, "constraint", f"without {options}", dark, tried)
    if question.separation.any_width:
        yield from _asked_anew(catalog, question, "constraint", "without --any-width", {"any_width": False}, tried)
    if query.min_level:
        change = f"without --min-level {query.min_level}"
        yield from _asked_anew(catalog, question, "constraint", change, {"min_level": None}, tried)
    if query.flags() and not query.allow_unknown:
        yield from _asked_anew(catalog, question, "constraint", "with --allow-unknown", {"allow_unknown": True}, tried)
    for least in TIERS[len(question.tiers) :]:
        found = list(_asked_anew(catalog, question, "tiers", f"with --min-tier {least}", {"min_tier": least}, tried))
        yield from found
        if found:
            return


def _asked_anew(
    catalog: Catalog, question: PanelQuestion, kind: str, change: str, other: dict[str, Any], tried: Tried
) -> Iterator[FreedDoc]:
    """The question with something changed; nothing where that cannot be asked or has no panel either.

    What is changed may be all that ``--allow-unknown`` had an effect on: it is then left out too.
    """
    try:
        anew = choice_of(catalog, question.asked_again(catalog, other))
    except UsageError:
        if question.queries[0].allow_unknown and other.get("allow_unknown") is not False:
            yield from _asked_anew(catalog, question, kind, change, {**other, "allow_unknown": False}, tried)
        return
    found = best_panels(anew.colours.problem(anew.worth), 1, question.most_nodes)
    if not found.panels:
        tried.add(change, found.proven)
        return
    own = found.panels[0]
    yield _freed(anew, kind, change, own, range(len(anew.pools)))


def _fewer_markers(choice: Choice, tried: Tried) -> list[FreedDoc]:
    """All ways to leave out as few markers as frees the rest, the best first; what is not decided goes to ``tried``."""
    remark = None
    for size in range(1, len(choice.pools) - 1):
        number = math.comb(len(choice.pools), size)
        if number > MOST_WAYS:
            tried.add(f"without {size} markers (not tried: {number} ways, at most {MOST_WAYS} are)", False)
            return []
        ways = list(_without_markers(choice, size, remark))
        found = [own for own in ways if own is not None]
        if cut := len(ways) - len(found):
            of = f"{cut} of {number} ways" if cut < number else f"any of {counted(number, 'way')}"
            tried.add(f"without {counted(size, 'marker')} ({of})", False)
        if found:
            return sorted(found, key=lambda item: [-number for number in item["tiers"].values()])
        remark = FEWER if cut else remark
    return []


FEWER = "whether fewer would do is not decided: a search was cut short"


def _without_markers(choice: Choice, size: int, remark: str | None) -> Iterator[FreedDoc | None]:
    """Panels without so many of the markers; ``None`` for each way that was not decided."""
    problem, everyone = choice.colours.problem(choice.worth), range(len(choice.pools))
    for gone in combinations(everyone, size):
        rows = [row for row in everyone if row not in gone]
        found = best_panels(problem.for_markers(rows), 1, choice.question.most_nodes)
        if found.panels:
            names = listed([choice.question.markers[row] for row in gone])
            yield _freed(choice, "markers", f"without {names}", found.panels[0], rows, None, remark)
        elif not found.proven:
            yield None
