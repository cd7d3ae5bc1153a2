"""The smallest relaxations: which constraint, given up, would admit candidates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from qdselect.advise.assess import Assessment, Bench
from qdselect.rules.engine import Verdict

if TYPE_CHECKING:
    from qdselect.model.documents import RelaxationDoc

__all__ = ["relaxations"]

PROVEN = ("demonstrated", "other-mode")


def relaxations(bench: Bench, assessments: Sequence[Assessment]) -> list[RelaxationDoc]:
    """Constraints whose loss would admit more formulations published for the marker.

    Single constraints first; pairs only when no single one helps.

    Returns
    -------
    list of dict
        ``without`` (the option, or ``with --allow-unknown``), ``admits`` (published for the marker, any mode
        considered) and ``demonstrated``, best first.
    """
    flags = bench.query.flags()
    base = _counts(assessments, set())
    found = [_entry(f"without {option}", _counts(assessments, {flag}), base) for flag, option in flags.items()]
    if flags and not bench.query.allow_unknown:
        found.append(_entry("with --allow-unknown", _counts(assessments, set(), allow_unknown=True), base))
    helpful = [entry for entry in found if entry]
    if not helpful:
        pairs = combinations(flags.items(), 2)
        found = [
            _entry(f"without {one[1]} and {two[1]}", _counts(assessments, {one[0], two[0]}), base) for one, two in pairs
        ]
        helpful = [entry for entry in found if entry]
    return sorted(helpful, key=lambda entry: (-entry["demonstrated"], -entry["admits"], entry["without"]))


def _entry(text: str, counts: tuple[int, int], base: tuple[int, int]) -> RelaxationDoc | None:
    if counts <= base:
        return None
    return {"without": text, "admits": counts[0], "demonstrated": counts[1]}


def _counts(assessments: Iterable[Assessment], dropped: set[str], *, allow_unknown: bool = False) -> tuple[int, int]:
    """Formulations that would be admitted without some flags: published for the marker, and demonstrated."""
    published, demonstrated = set[int](), set[int]()
    for item in assessments:
        kept = [verdict for verdict in item.exclusions if not _depends_on(verdict, dropped)]
        out = [verdict.excluded(allow_unknown or item.allow_unknown) for verdict in kept]
        for row, tier in enumerate(item.tiers):
            if tier in PROVEN and not any(bool(mask[row]) for mask in out):
                published.add(row)
                if tier == "demonstrated":
                    demonstrated.add(row)
    return len(published), len(demonstrated)


def _depends_on(verdict: Verdict, dropped: set[str]) -> bool:
    return bool(dropped & set(verdict.rule["applies"].get("flags") or ()))
