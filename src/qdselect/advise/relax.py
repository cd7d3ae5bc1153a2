"""The smallest relaxations: which constraints, given up, would admit candidates.

Rows are kept as bits of whole numbers, so that many combinations of constraints are tried in no time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import combinations
from operator import or_
from typing import TYPE_CHECKING, Any

from qdselect.advise.assess import Assessment, Bench, assess_all
from qdselect.columns.values import bits_of
from qdselect.model.query import Query
from qdselect.model.struct import Struct
from qdselect.rules.engine import Verdict, evaluate_check

if TYPE_CHECKING:
    from qdselect.model.documents.recommendation import RelaxationDoc

__all__ = ["relaxations"]

LARGEST = 4
"""Constraints that are given up together at most."""
ALLOW, LEVEL = "allow_unknown", "min_level"
RESHAPING: dict[str, dict[str, Any]] = {
    "ligand_type": {"ligand_type": None},
    "renal_clearable": {"renal_clearable": False},
    "instrument": {"light": None},
}
"""Constraints that may do more than turn rows down, each with the question that is left without it.

The kind of ligand and the way out decide which ligands may be tried, and so tiers and columns; an instrument decides
how many photons excite together, and so which rules apply.
"""


class Counts(Struct):
    """Formulations that would be admitted: demonstrated, published at all, untested, published below the level."""

    demonstrated: int
    published: int
    untested: int
    below: int


class Sieve(Struct):
    """One mode: which rows belong to which tier, and which rows each constraint turns down.

    Attributes
    ----------
    proven, shown : int
        Rows published for the marker in this mode, at the level asked for and at any.
    elsewhere, anywhere : int
        The same in any mode.
    transferable : int
        Rows of that tier that were not published at any level.
    always : (int, int)
        Rows that constraints of the mode itself turn down; the second with what is unknown allowed.
    out : mapping of str to (int, int)
        The same per constraint of the question.
    """

    proven: int
    shown: int
    elsewhere: int
    anywhere: int
    transferable: int
    always: tuple[int, int]
    out: Mapping[str, tuple[int, int]]


def relaxations(bench: Bench, assessments: Sequence[Assessment]) -> list[RelaxationDoc]:
    """The fewest constraints whose loss would admit more.

    Single constraints first, then pairs, and so on; as soon as some of one size help, larger ones are not looked at.
    Every element that is excluded counts as a constraint of its own.

    Returns
    -------
    list of dict
        ``without`` (the options, or ``with --allow-unknown``), ``demonstrated``, ``admits`` (published for the
        marker, or untargeted where there is none, any mode considered), ``untested`` and ``below_level`` (published,
        only below the level that is asked for), best first: what the question without them counts.
    """
    options = dict(_options(bench.query))
    if not options:
        return []
    tried_on = _Sieves(bench, assessments)
    base = tried_on.counts(())
    for size in range(1, min(LARGEST, len(options)) + 1):
        tried = [(chosen, tried_on.counts(chosen)) for chosen in combinations(options, size)]
        found = [_entry([options[name] for name in chosen], counts) for chosen, counts in tried if _helps(counts, base)]
        if found:
            return sorted(found, key=_rank)
    return []


def _options(query: Query) -> Iterator[tuple[str, str]]:
    """Every constraint of a question that can be given up, with the option that sets it."""
    for name, option in query.flags().items():
        if name != "exclude_elements":
            yield _constraint(name, query), option
    yield from ((element, f"--exclude-element {element}") for element in query.exclude_elements)
    if query.min_level:
        yield LEVEL, f"--min-level {query.min_level}"
    if query.flags() and not query.allow_unknown:
        yield ALLOW, "with --allow-unknown"


def _constraint(flag: str, query: Query) -> str:
    """What a flag belongs to: an instrument sets two of them, and is given up as a whole."""
    return "instrument" if flag in ("laser", "filter") and query.light and query.light.instrument else flag


def _helps(counts: Counts, base: Counts) -> bool:
    """More untested ones help only where nothing at all is left."""
    return counts[:2] > base[:2] or (not any(base) and counts.untested > 0)


def _rank(entry: RelaxationDoc) -> tuple[int, int, int, str]:
    return -entry["demonstrated"], -entry["admits"], -entry["untested"], entry["without"]


def _entry(options: Sequence[str], counts: Counts) -> RelaxationDoc:
    dropped = [option for option in options if not option.startswith("with ")]
    parts = [f"without {' and '.join(dropped)}"] if dropped else []
    parts += [option for option in options if option.startswith("with ")]
    return {
        "without": ", ".join(parts),
        "demonstrated": counts.demonstrated,
        "admits": counts.published,
        "untested": counts.untested,
        "below_level": counts.below,
    }


class _Sieves:
    """Sieves of a question, and those of the questions that are left without a constraint that reshapes it."""

    def __init__(self, bench: Bench, assessments: Sequence[Assessment]) -> None:
        self._bench, light = bench, bench.query.light
        self._reshaping = frozenset(RESHAPING if light and light.photons > 1 else {*RESHAPING} - {"instrument"})
        self._made = {frozenset[str](): _sieves_of(bench, assessments)}

    def counts(self, dropped: Sequence[str]) -> Counts:
        """What would be admitted without some constraints."""
        gone = self._reshaping.intersection(dropped)
        if gone not in self._made:
            self._made[gone] = self._without(gone)
        return _counts(self._made[gone], set(dropped), self._bench.query.allow_unknown)

    def _without(self, names: Iterable[str]) -> list[Sieve]:
        query = self._bench.query
        for name in names:
            query = query._replace(**RESHAPING[name])
        same_light = query.light is self._bench.query.light
        bench = Bench(self._bench.catalog, query, like=self._bench if same_light else None)
        return _sieves_of(bench, assess_all(bench))


def _sieves_of(bench: Bench, assessments: Iterable[Assessment]) -> list[Sieve]:
    published = _Published(bench)
    return [_sieve(published, item) for item in assessments]


class _Published:
    """Rows published for the question, as bits: per mode and in any, at the level asked for and at any level."""

    def __init__(self, bench: Bench) -> None:
        self.proven: dict[str, int] = defaultdict(int)
        self.shown: dict[str, int] = defaultdict(int)
        for kind, history in enumerate(bench.histories):
            if not (published := history.proven | history.below):
                continue
            rows = bits_of([own == kind for own in bench.history_of_row])
            for mode in published:
                self.shown[mode] |= rows
                self.proven[mode] |= rows if mode in history.proven else 0
        self.elsewhere = reduce(or_, self.proven.values(), 0)
        self.anywhere = reduce(or_, self.shown.values(), 0)


def _sieve(published: _Published, item: Assessment) -> Sieve:
    mode = item.mode["id"]
    out: dict[str, tuple[int, int]] = {}
    always = (0, 0)
    for verdict in item.exclusions:
        flags = verdict.rule["applies"].get("flags") or ()
        if "exclude_elements" in flags:
            out |= dict(_per_element(verdict, item))
        elif flags:
            name = _constraint(flags[0], item.query)
            out[name] = _either(out.get(name, (0, 0)), _rows_of(verdict))
        else:
            always = _either(always, _rows_of(verdict))
    return Sieve(
        published.proven[mode],
        published.shown[mode],
        published.elsewhere,
        published.anywhere,
        bits_of([tier == "transferable" for tier in item.tiers]) & ~published.anywhere,
        always,
        out,
    )


def _per_element(verdict: Verdict, item: Assessment) -> Iterator[tuple[str, tuple[int, int]]]:
    for element in item.query.exclude_elements:
        query = item.query._replace(exclude_elements=(element,))
        yield element, _rows_of(Verdict(verdict.rule, evaluate_check(verdict.rule["check"], item.table, query)))


def _rows_of(verdict: Verdict) -> tuple[int, int]:
    """Rows that a constraint turns down, and those that it turns down when what is unknown is allowed."""
    return bits_of(verdict.excluded()), bits_of(verdict.excluded(allow_unknown=True))


def _either(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return one[0] | other[0], one[1] | other[1]


def _counts(sieves: Iterable[Sieve], dropped: set[str], allowed: bool) -> Counts:
    """What would be admitted without some constraints, over all modes considered."""
    demonstrated = published = untested = below = 0
    place = int(allowed or ALLOW in dropped)
    for sieve in sieves:
        out = sieve.always[place]
        for name, rows in sieve.out.items():
            out |= 0 if name in dropped else rows[place]
        any_level = LEVEL in dropped
        demonstrated |= (sieve.shown if any_level else sieve.proven) & ~out
        published |= (sieve.anywhere if any_level else sieve.elsewhere) & ~out
        below |= 0 if any_level else sieve.anywhere & ~sieve.elsewhere & ~out
        untested |= sieve.transferable & ~out
    return Counts(demonstrated.bit_count(), published.bit_count(), untested.bit_count(), below.bit_count())
