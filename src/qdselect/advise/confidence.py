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
    from qdselect.model.documents.confidence import (
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
NOT_MEASURED = ("availability", "toxicity_class")
"""Fields that no measurement of the particle settles: where it can be had, and a class of this project's own."""
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
    ids = [place.id for place in places]
    contenders = [_contender(place, name, by_tier) for place, name in zip(places, ids, strict=True)]
    return {
        "first": ids[0],
        "flips_if": {
            "weight": _weight_doc(contenders, places[0], bench),
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
        if own.low[row] < own.high[row] and rule["field"] not in NOT_MEASURED
    )
    values = [float(item.values.middle[row]) for item in criteria]
    return Contender(name, place.tier_order if by_tier else 0, [item.weight for item in criteria], values, unknown)


def _weight_doc(contenders: Sequence[Contender], first: Place, bench: Bench) -> WeightFlipDoc | None:
    names = [criterion.name for criterion in first.assessment.score.criteria]
    prefer = [(names.index(more), names.index(less)) for more, less in bench.query.prefer]
    flip = weight_flip(contenders, prefer)
    if flip is None:
        return None
    criterion, mode, modes = names[flip.criterion], first.assessment.mode["id"], bench.query.modes
    change = f"from {flip.weight:.3f} to {flip.needed:.3f} of the sum in {mode}"
    where = "in every mode " if len(modes) > 1 else ""
    flag = f"--weight {criterion}={flip.weight * flip.factor:.4g}" if len(modes) == 1 else "factors in a --profile file"
    return {
        "criterion": criterion,
        "mode": mode,
        "weight": round(flip.weight, 4),
        "needed": round(flip.needed, 4),
        "factor": round(flip.factor, 6),
        "first": flip.name,
        "because": f"if {criterion} counted {flip.factor:.3g} times as much {where}({change}; {flag}), {flip.name} "
        "would come first",
    }


def _unknown_doc(contenders: Sequence[Contender], bench: Bench) -> UnknownFlipDoc | None:
    flip = unknown_flip(contenders)
    if flip is None:
        return None
    part = flip.part
    unit = FIELDS[part.field].unit
    spans = _values(bench.catalog.rules[part.rule], flip.needed, flip.needed > part.middle)
    where = " or ".join(map(_span, spans)) + (f" {unit}" if unit else "")
    return {
        "id": flip.owner,
        "field": part.field,
        "values": spans,
        "criterion": part.criterion,
        "needed": round(flip.needed, 4),
        "share": round(flip.share, 4),
        "first": flip.name,
        "because": f"if the {_called(part.field)} of {flip.owner}, which no source reports exactly, were {where}, "
        f"{flip.name} would come first",
    }


def _called(field: str) -> str:
    """A field in the words of the bench, without its unit: the hydrodynamic diameter."""
    unit = FIELDS[field].unit.replace("/", "").strip()
    words = field.removesuffix(f"_{unit}") if unit else field
    return _CALLED.get(field, words.replace("_", " "))


_CALLED = {
    "emission_max_nm": "emission maximum",
    "fwhm_nm": "width of the emission (FWHM)",
    "has_shell": "shell (is there one)",
    "coating_class": "kind of coating",
    "two_photon_cross_section_GM": "two-photon cross-section",
    "light_collection": "share of the emission in the best band (emission maximum and width)",
    "light_excitation": "excitation by the best line (first exciton and absorption)",
}


def _values(rule: Mapping[str, Any], level: float, rises: bool) -> list[Any]:
    """Values of a field that its value function takes to a level: intervals of numbers, or words."""
    if rule.get("points"):
        return [list(span) for span in reaching(rule["points"], level, at_least=rises)]
    return [word for word, value in rule["table"].items() if (value >= level if rises else value <= level)]


def _span(values: Any) -> str:
    if isinstance(values, str):
        return values
    within = None not in values
    return f"within {shown(values)}" if within else "anything" if values == [None, None] else str(shown(values))


def _withdrawn(first: Place, name: str, bench: Bench, again: Callable[[str], str | None]) -> list[WithdrawnDoc]:
    """Whether the first survives if any one of the papers that it rests on is withdrawn."""
    support = first.assessment.supports[first.row]
    record = bench.records[first.row]
    rests_on = [item.record["reference"] for item in support.weighed if item.counted]
    found: list[WithdrawnDoc] = []
    for reference in dict.fromkeys([record["source"], *rests_on, *sorted(set(record["borrowed"].values()))]):
        then = again(reference)
        found.append({"reference": reference, "survives": then == name, "first": then})
    return found


def _measures(places: Sequence[Place], ids: Sequence[str], sureness: Sureness) -> list[MeasureDoc]:
    """Measurements that would tell most about which candidate comes first."""
    found: list[MeasureDoc] = []
    for item in sureness.informative:
        if item.bits < WORTH_BITS or len(found) == MEASURES:
            break
        place = places[item.candidate]
        criterion = place.assessment.score.criteria[item.criterion]
        open_parts = [rule["field"] for rule, _, own in criterion.parts if own.low[place.row] < own.high[place.row]]
        fields = [field for field in open_parts if field not in NOT_MEASURED]
        if not fields:
            continue
        what = " and ".join(f"the {_called(field)}" for field in fields)
        found.append(
            {
                "id": ids[item.candidate],
                "criterion": criterion.name,
                "fields": fields,
                "bits": round(item.bits, 4),
                "because": f"find out {what} of {ids[item.candidate]}",
            }
        )
    return found
