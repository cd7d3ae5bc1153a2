"""How sure the advice is: probabilities of ranks, bands, what would unseat the first, what to measure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from qdselect.model.fields import FIELDS
from qdselect.rules.wording import shown
from qdselect.score.confidence import Contest, Sureness, contest_of, how_sure
from qdselect.score.sensitivity import Contender, Part, reaching, unknown_flip, weight_flip

if TYPE_CHECKING:
    from qdselect.advise.assess import Assessment, Bench
    from qdselect.advise.place import Place
    from qdselect.model.documents import (
        CandidateConfidenceDoc,
        ConfidenceDoc,
        MeasureDoc,
        SensitivityDoc,
        UnknownFlipDoc,
        WeightFlipDoc,
        WithdrawnDoc,
    )

__all__ = ["candidate_doc", "confidence_doc", "contest_among", "sensitivity_doc", "sureness_of"]

MEASURES = 3
"""Measurements that are proposed."""
WORTH_BITS = 0.005
"""Information below which a measurement is not proposed: no more than sampling noise would show."""


def contest_among(places: Sequence[Place], assessments: Sequence[Assessment], bench: Bench, by_tier: bool) -> Contest:
    """Candidates, in the order in which they stand, as arrays."""
    modes = [assessments.index(place.assessment) for place in places]
    groups = [place.tier_order if by_tier else 0 for place in places]
    scores = [assessment.score for assessment in assessments]
    return contest_of(scores, modes, [place.row for place in places], groups, bench.query.prefer)


def sureness_of(contest: Contest, bench: Bench, draws: int, seed: int, kept: int) -> Sureness:
    """Draw and count; see `qdselect.score.confidence`."""
    return how_sure(contest, bench.catalog.section("confidence_scheme"), draws, seed, kept)


def confidence_doc(sureness: Sureness, bench: Bench, draws: int, seed: int) -> ConfidenceDoc:
    """How sure the whole ranking is."""
    numbers = bench.catalog.section("confidence_scheme")
    return {
        "draws": draws,
        "seed": seed,
        "candidates": len(sureness.first),
        "entropy_bits": round(sureness.entropy_bits, 4),
        "level_with_first": sureness.bands.count(1),
        "weight_spread": numbers["weight_spread"]["value"],
        "told_apart": numbers["told_apart"]["value"],
        "references": sorted({name for key in ("draws", "weight_spread") for name in numbers[key]["references"]}),
    }


def candidate_doc(sureness: Sureness, rank: int, assessment: Assessment) -> CandidateConfidenceDoc:
    """How sure the place of one candidate is."""
    own = sureness.central[rank]
    names = [criterion.name for criterion in assessment.score.criteria]
    return {
        "p_first": round(sureness.first[rank], 6),
        "p_top3": round(sureness.top3[rank], 6),
        "expected_rank": round(sureness.expected_rank[rank], 3),
        "band": sureness.bands[rank],
        "central_weights": None if own is None else {name: round(w, 4) for name, w in zip(names, own, strict=True)},
        "confidence_factor": None if (factor := sureness.factors[rank]) is None else round(factor, 4),
    }


def sensitivity_doc(
    places: Sequence[Place],
    sureness: Sureness,
    bench: Bench,
    by_tier: bool,
    again: Callable[[str], str | None],
) -> SensitivityDoc:
    """What would unseat the first, and what would sharpen the choice.

    Parameters
    ----------
    places : sequence of Place
        Candidates in the order in which they stand, at least one.
    sureness : Sureness
        Of the same candidates.
    bench : Bench
        The question.
    by_tier : bool
        Whether the support tier goes before the score.
    again : callable
        Gives the id of the first candidate when a source is left out.
    """
    ids = [bench.records[place.row]["id"] for place in places]
    contenders = [_contender(place, name, by_tier) for place, name in zip(places, ids, strict=True)]
    return {
        "first": ids[0],
        "flips_if": {
            "weight": _weight_doc(contenders, places[0]),
            "unknown": _unknown_doc(contenders, bench),
        },
        "withdrawn": _withdrawn(places[0], ids[0], bench, again),
        "measure": _measures(places, ids, sureness),
    }


def _contender(place: Place, name: str, by_tier: bool) -> Contender:
    criteria = place.assessment.score.criteria
    row = place.row
    unknown = tuple(
        Part(
            item.name,
            rule["field"],
            rule["id"],
            item.weight * share,
            *(float(end[row]) for end in (own.low, own.middle, own.high)),
        )
        for item in criteria
        for rule, share, own in item.parts
        if own.low[row] < own.high[row]
    )
    values = [float(item.values.middle[row]) for item in criteria]
    return Contender(name, place.tier_order if by_tier else 0, [item.weight for item in criteria], values, unknown)


def _weight_doc(contenders: Sequence[Contender], first: Place) -> WeightFlipDoc | None:
    flip = weight_flip(contenders)
    if flip is None:
        return None
    criterion = first.assessment.score.criteria[flip.criterion].name
    change = "rose" if flip.needed > flip.weight else "fell"
    return {
        "criterion": criterion,
        "mode": first.assessment.mode["id"],
        "weight": round(flip.weight, 4),
        "needed": round(flip.needed, 4),
        "factor": round(flip.factor, 6),
        "first": flip.name,
        "because": f"if the weight of {criterion} {change} from {flip.weight:.3f} to {flip.needed:.3f} in "
        f"{first.assessment.mode['id']}, {flip.name} would come first",
    }


def _unknown_doc(contenders: Sequence[Contender], bench: Bench) -> UnknownFlipDoc | None:
    flip = unknown_flip(contenders)
    if flip is None:
        return None
    part = flip.part
    unit = FIELDS[part.field].unit
    where = _where(bench.catalog.rules[part.rule], flip.needed, flip.needed > part.middle) + (
        f" {unit}" if unit else ""
    )
    return {
        "id": flip.owner,
        "field": part.field,
        "criterion": part.criterion,
        "needed": round(flip.needed, 4),
        "share": round(flip.share, 4),
        "first": flip.name,
        "because": f"if {part.field} of {flip.owner}, which no source reports exactly, were {where}, {flip.name} "
        "would come first",
    }


def _where(rule: Mapping[str, Any], level: float, rises: bool) -> str:
    if rule.get("points"):
        spans = reaching(rule["points"], level, at_least=rises)
        return " or ".join(_span(low, high) for low, high in spans) or "beyond what is plausible"
    table = rule["table"]
    return " or ".join(word for word, value in table.items() if (value >= level if rises else value <= level))


def _span(low: float | None, high: float | None) -> str:
    if low is None and high is None:
        return "anything"
    within = low is not None and high is not None
    return f"within {shown([low, high])}" if within else str(shown([low, high]))


def _withdrawn(first: Place, name: str, bench: Bench, again: Callable[[str], str | None]) -> list[WithdrawnDoc]:
    """Whether the first survives if any one of the papers that it rests on is withdrawn."""
    support = first.assessment.supports[first.row]
    rests_on = [item.record["reference"] for item in support.weighed if item.counted]
    found: list[WithdrawnDoc] = []
    for reference in dict.fromkeys([bench.records[first.row]["source"], *rests_on]):
        then = again(reference)
        found.append({"reference": reference, "survives": then == name, "first": then})
    return found


def _measures(places: Sequence[Place], ids: Sequence[str], sureness: Sureness) -> list[MeasureDoc]:
    """Measurements that would tell most about which candidate comes first."""
    found: list[MeasureDoc] = []
    for item in sureness.informative[:MEASURES]:
        if item.bits < WORTH_BITS:
            break
        place = places[item.candidate]
        criterion = place.assessment.score.criteria[item.criterion]
        fields = [rule["field"] for rule, _, own in criterion.parts if own.low[place.row] < own.high[place.row]]
        found.append(
            {
                "id": ids[item.candidate],
                "criterion": criterion.name,
                "fields": fields,
                "bits": round(item.bits, 4),
                "because": f"measure {' and '.join(fields)} of {ids[item.candidate]}",
            }
        )
    return found
