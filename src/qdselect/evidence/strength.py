"""How much a published record weighs for a question.

``strength = level x quality x directness``. Records of one lab group count once (their strongest), the rest are
combined by the saturating harmonic sum ``sum(s_i / i**2)`` over descending strengths, as Open Targets does, divided
by its limit ``pi**2 / 6`` so that the result lies in 0 to 1. Refuting records are combined in the same way and
subtracted. All numbers stand in ``rules/evidence.yaml`` with their references.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from qdselect.model.query import Query
from qdselect.model.struct import Struct
from qdselect.model.vocabulary import NOT_IMAGING

__all__ = [
    "LIMIT",
    "NOTHING",
    "Support",
    "Weighed",
    "discounts_of",
    "harmonic_sum",
    "independent_groups",
    "support_of",
    "tally",
    "untargeted",
    "weigh",
]

Record = Mapping[str, Any]
LIMIT = math.pi**2 / 6
"""Greatest value of the harmonic sum of strengths up to 1."""


class Weighed(Struct):
    """One record with its strength for a question.

    Attributes
    ----------
    record : mapping
        The evidence record.
    strength : float
        Level x quality x directness, 0 to 1.
    relation : str
        ``same_mode``, ``same_family``, ``other_mode``, ``serum_assay``, ``transferable`` or ``untargeted``.
    factors : dict of str to float
        What the strength is the product of.
    counted : bool
        False for a weaker record of a lab group that already counts.
    """

    record: Record
    strength: float
    relation: str
    factors: dict[str, float]
    counted: bool = True


class Support(Struct):
    """All that weighs for one formulation.

    Attributes
    ----------
    value : float
        Evidence criterion, 0 to 1.
    supporting, refuting : float
        Saturating sums before they are set against each other.
    weighed : tuple of Weighed
        Records by descending strength.
    """

    value: float
    supporting: float
    refuting: float
    weighed: tuple[Weighed, ...]

    @property
    def conflict(self) -> bool:
        """Whether some records support and others refute."""
        return self.refuting > 0


NOTHING = Support(0.0, 0.0, 0.0, ())
"""Support of a formulation that nothing weighs for or against."""


def harmonic_sum(strengths: Iterable[float]) -> float:
    """Saturating sum of strengths, 0 to 1.

    Examples
    --------
    >>> round(harmonic_sum([1.0]), 4)
    0.6079
    >>> harmonic_sum([])
    0.0
    """
    ordered = sorted(strengths, reverse=True)
    return sum(strength / (place * place) for place, strength in enumerate(ordered, start=1)) / LIMIT


def weigh(record: Record, query: Query, mode: Record, families: Mapping[str, str], scheme: Record) -> Weighed | None:
    """Strength of one record for a question in a mode; ``None`` when it says nothing about it."""
    relation = _relation(record, query, mode, families)
    if relation is None or record["retracted"]:
        return None
    factors = {
        "level": scheme["levels"][record["level"]]["value"],
        "quality": _quality(record, scheme["quality"]),
        relation: scheme["directness"][relation]["value"],
    }
    if query.cancer and record.get("cancer") not in (query.cancer, "several"):
        factors["other_cancer"] = scheme["directness"]["other_cancer"]["value"]
    if record.get("confidence") == "inferred":
        factors["inferred"] = scheme["directness"]["inferred"]["value"]
    return Weighed(record, math.prod(factors.values()), relation, factors)


def _relation(record: Record, query: Query, mode: Record, families: Mapping[str, str]) -> str | None:
    same_mode = record["mode"] == mode["id"]
    marker = record.get("marker")
    if query.marker is None:
        if not same_mode:
            return None
        return "same_mode" if untargeted(record) else "transferable"
    if marker == query.marker:
        if same_mode:
            return "same_mode"
        if record["mode"] in NOT_IMAGING:
            return None
        family = families.get(record["mode"])
        return "same_family" if family == mode["family"] else "serum_assay" if family == "assay" else "other_mode"
    if not same_mode:
        return None
    return "untargeted" if untargeted(record) else "transferable"


def untargeted(record: Record) -> bool:
    """Whether a record is of untargeted use: no marker, and no ligand whose target is merely not named."""
    return record.get("marker") is None and not record.get("ligand")


def _quality(record: Record, quality: Record) -> float:
    """Quality of the single record: a base, raised by a control, a comparator and many patients."""
    total = float(quality["base"]["value"])
    if record.get("negative_control"):
        total += quality["negative_control"]["value"]
    if record.get("comparator"):
        total += quality["comparator"]["value"]
    if (record.get("n_patients") or 0) >= (quality["many_patients"].get("at_least") or math.inf):
        total += quality["many_patients"]["value"]
    return min(total, 1.0)


def support_of(weighed: Sequence[Weighed], scheme: Record) -> Support:
    """Combine the records of one formulation."""
    voted = _one_vote_per_group(weighed)
    counted: dict[str, list[float]] = {"supports": [], "refutes": []}
    for item in voted:
        if item.counted:
            counted[item.record.get("direction", "supports")].append(item.strength)
    supporting, refuting = map(harmonic_sum, counted.values())
    value = supporting - scheme["refuting"]["value"] * refuting
    return Support(min(max(value, 0.0), 1.0), supporting, refuting, tuple(voted))


def _one_vote_per_group(weighed: Sequence[Weighed]) -> list[Weighed]:
    """Within one direction only the strongest record of a lab group counts."""
    if len(weighed) == 1:
        return list(weighed)
    seen: set[tuple[str, str]] = set()
    voted = []
    for item in sorted(weighed, key=lambda item: (-item.strength, item.record["id"])):
        direction = item.record.get("direction", "supports")
        votes = {(direction, name) for name in item.record["group"] or [item.record["reference"]]}
        votes.add((direction, item.record["reference"]))
        counted = not votes & seen
        seen |= votes
        voted.append(item if counted else Weighed(item.record, item.strength, item.relation, item.factors, False))
    return voted


def discounts_of(item: Weighed, scheme: Record) -> list[dict[str, Any]]:
    """What a record was discounted for: factor, its value, and why.

    ``no_control`` stands for the part of the quality that a negative control would have added.
    """
    reasons = scheme["directness"]
    found = [
        {"factor": name, "value": value, "because": reasons[name]["because"]}
        for name, value in item.factors.items()
        if name in reasons and value < 1
    ]
    if not item.record.get("negative_control"):
        control = scheme["quality"]["negative_control"]
        quality = item.factors["quality"]
        kept = quality / min(quality + control["value"], 1.0)
        found.append({"factor": "no_control", "value": round(kept, 6), "because": control["because"]})
    return found


def independent_groups(support: Support) -> int:
    """Number of lab groups that published the particle for the question: records that count, each for its group."""
    return sum(item.counted and _is_for(item) for item in support.weighed)


def tally(support: Support) -> dict[str, int]:
    """Records by what they say: for the question, indirectly for it (other markers, untargeted use), against it."""
    return {
        "supporting": sum(_is_for(item) for item in support.weighed),
        "indirect": sum(not _refutes(item) and not _is_for(item) for item in support.weighed),
        "refuting": sum(map(_refutes, support.weighed)),
        "independent_groups": independent_groups(support),
    }


INDIRECT = ("transferable", "untargeted")
"""Relations of records that speak of the particle and not of the marker asked for."""


def _refutes(item: Weighed) -> bool:
    return bool(item.record.get("direction") == "refutes")


def _is_for(item: Weighed) -> bool:
    return not _refutes(item) and item.relation not in INDIRECT
