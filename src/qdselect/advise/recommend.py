"""Recommend: rank what is left after the rules, and say what was turned down and why."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from qdselect.advise import frame
from qdselect.advise.assess import Assessment, Bench, assess_all
from qdselect.advise.candidate import below_level, candidate_doc
from qdselect.advise.place import Place, first_without, places
from qdselect.advise.relax import relaxations
from qdselect.advise.summary import notes_for, summary_of
from qdselect.advise.wording import reasons
from qdselect.catalog.catalog import Catalog
from qdselect.model.query import Query
from qdselect.model.struct import Struct
from qdselect.model.vocabulary import HEAVY_METALS, TIERS

if TYPE_CHECKING:
    from qdselect.model.documents.candidate import CandidateDoc, RejectedDoc
    from qdselect.model.documents.common import LeadDoc
    from qdselect.model.documents.light import AskedLightDoc, LightPathDoc
    from qdselect.model.documents.question import QueryDoc
    from qdselect.model.documents.recommendation import RecommendationDoc
    from qdselect.model.light import LightPath
    from qdselect.score.confidence import Sureness

__all__ = ["Wish", "asked_light", "cited_by", "leads_for", "light_references", "query_doc", "recommend"]


class Wish(Struct):
    """How an answer is to be given.

    Attributes
    ----------
    tiers : tuple of str
        Support tiers to show.
    rank_by : str
        ``tier`` (proven before unproven, then score) or ``score``.
    top : int
        At most so many candidates; 0 for all.
    pareto : bool
        Only candidates that no other one beats or equals on every criterion.
    explain : bool
        With explanation trees.
    draws : int
        Random draws for the confidence; 0 for none.
    seed : int
        Seed of the draws.
    """

    tiers: tuple[str, ...] = TIERS[:3]
    rank_by: str = "tier"
    top: int = 10
    pareto: bool = False
    explain: bool = False
    draws: int = 0
    seed: int = 0

    @property
    def by_tier(self) -> bool:
        """Whether the support tier goes before the score."""
        return self.rank_by == "tier"


def recommend(catalog: Catalog, query: Query, wish: Wish | None = None) -> RecommendationDoc:
    """Answer a question.

    Parameters
    ----------
    catalog : Catalog
        What to choose from.
    query : Query
        The question.
    wish : Wish, optional
        How to answer.

    Returns
    -------
    RecommendationDoc
        The whole answer, ready to be printed or piped.
    """
    wish = wish or Wish()
    bench = Bench(catalog, query)
    assessments = assess_all(bench)
    found = places(bench, assessments, wish.rank_by)
    shown = _shown(found, wish)
    front = _front(shown, assessments, bench, wish)
    kept = front[: wish.top] if wish.top else front
    sureness = _sureness(shown, max(kept, default=-1) + 1, assessments, bench, wish)
    candidates = [
        candidate_doc(rank, place, shown[place], bench, sureness, explain=wish.explain)
        for rank, place in enumerate(kept, 1)
    ]
    leads = leads_for(catalog, query)
    counts = _counts(found, len(shown), len(front), len(kept), leads, bench)
    document: RecommendationDoc = {
        "schema_version": frame.SCHEMA_VERSION,
        "tool": frame.tool_doc(),
        "catalog": frame.catalog_doc(catalog),
        "rules": frame.rules_doc(catalog),
        "query": query_doc(catalog, query, wish),
        "weights": {item.mode["id"]: _rounded_weights(item.weights) for item in assessments},
        "seed": wish.seed if sureness else None,
        "summary": summary_of(query, counts, leads, tiers=wish.tiers, ligand_known=bool(bench.ligands)),
        "counts": counts,
        "confidence": None,
        "sensitivity": None,
        "candidates": candidates,
        "leads": leads,
        "relaxations": relaxations(bench, assessments) if _unproven(shown) else [],
        "rejected": [_rejected(place, bench) for place in found if not place.admitted],
        "references": {},
        "notes": notes_for(catalog, query, counts),
    }
    if sureness:
        from qdselect.advise.confidence import confidence_doc, sensitivity_doc

        document["confidence"] = confidence_doc(sureness, bench, wish.draws, wish.seed)
        document["sensitivity"] = sensitivity_doc(
            shown, sureness, bench, wish.by_tier, lambda source: _first_without(source, shown, bench, wish)
        )
    document["references"] = frame.reference_docs(catalog, _cited(document))
    return document


def _shown(found: Sequence[Place], wish: Wish) -> list[Place]:
    """Admitted candidates of the wanted tiers."""
    return [place for place in found if place.admitted and place.tier in wish.tiers]


def _front(shown: Sequence[Place], assessments: Sequence[Assessment], bench: Bench, wish: Wish) -> list[int]:
    """Places of the candidates to show: all, or only those that nothing dominates."""
    if not wish.pareto or not shown:
        return list(range(len(shown)))
    from qdselect.advise.confidence import contest_among
    from qdselect.score.confidence import dominators

    better = dominators(contest_among(shown, assessments, bench, by_tier=True))
    return [place for place, others in enumerate(better) if not others]


def _sureness(
    shown: Sequence[Place], kept: int, assessments: Sequence[Assessment], bench: Bench, wish: Wish
) -> Sureness | None:
    if not shown or not wish.draws:
        return None
    from qdselect.advise.confidence import contest_among, sureness_of

    contest = contest_among(shown, assessments, bench, wish.by_tier)
    return sureness_of(contest, bench, wish.draws, wish.seed, kept)


def _first_without(source: str, shown: Sequence[Place], bench: Bench, wish: Wish) -> str | None:
    """The candidate that comes first when a source is left out."""

    def rebuild(source: str) -> list[Place]:
        reduced = Bench(bench.catalog, bench.query, without=source, like=bench)
        return _shown(places(reduced, assess_all(reduced), wish.rank_by), wish)

    return first_without(source, shown, bench, rebuild)


def _unproven(shown: Sequence[Place]) -> bool:
    return not any(place.tier == "demonstrated" for place in shown)


def _rounded_weights(weights: Mapping[str, float]) -> dict[str, float]:
    return {name: round(weight, 12) for name, weight in weights.items()}


def _uncertain(place: Place, bench: Bench) -> bool:
    """Whether a constraint on elements could not be judged: the composition is not known completely."""
    query, record = bench.query, bench.records[place.row]
    wanted = {"cadmium_free": query.cd_free, "heavy_metal_free": query.heavy_metal_free}
    return any(asked and record[field] is not True for field, asked in wanted.items())


def _counts(
    found: Sequence[Place], shown: int, front: int, kept: int, leads: Sequence[LeadDoc], bench: Bench
) -> dict[str, int]:
    admitted = [place for place in found if place.admitted]
    tiers = Counter(place.tier for place in admitted if not below_level(place, bench))
    return {
        "considered": len(found),
        "admitted": len(admitted),
        **{tier: tiers[tier] for tier in TIERS},
        "below_level": sum(below_level(place, bench) for place in admitted),
        "uncertain": sum(place.tier == "demonstrated" and _uncertain(place, bench) for place in admitted),
        "dominated": shown - front,
        "shown": kept,
        "not_shown": front - kept,
        "rejected": len(found) - len(admitted),
        "leads": len(leads),
    }


def query_doc(catalog: Catalog, query: Query, wish: Wish) -> QueryDoc:
    """The question as understood."""
    marker = catalog.markers[query.marker] if query.marker else None
    window = query.emission_window_nm
    document: QueryDoc = {
        "marker": None
        if marker is None
        else {
            "id": marker["id"],
            "name": marker["name"],
            "gene": list(marker.get("gene") or ()),
            "uniprot": list(marker.get("uniprot") or ()),
            "as_typed": query.marker_as_typed or marker["id"],
        },
        "mode": query.modes[0] if query.mode_as_typed and len(query.modes) == 1 else query.mode_as_typed,
        "modes": list(query.modes),
        "constraints": {
            "cd_free": query.cd_free,
            "heavy_metal_free": query.heavy_metal_free,
            "exclude_elements": list(query.exclude_elements),
            "emission_window_nm": list(window) if window else None,
            "excitation_nm": query.excitation_nm,
            "max_hydrodynamic_nm": query.max_hydrodynamic_nm,
            "renal_clearable": query.renal_clearable,
            "commercial": query.commercial,
            "ligand_type": query.ligand_type,
            "cancer": query.cancer,
            "min_level": query.min_level,
            "allow_unknown": query.allow_unknown,
        },
        "weights": dict(query.weights),
        "profile": query.profile,
        "prefer": [f"{more}>{less}" for more, less in query.prefer],
        "tiers": list(wish.tiers),
        "rank_by": wish.rank_by,
        "top": wish.top,
        "pareto": wish.pareto,
    }
    if query.light:
        document["constraints"]["light_path"] = asked_light(query.light)
    return document


def asked_light(light: LightPath) -> AskedLightDoc:
    """The light path of a question."""
    return {
        "instrument": light.instrument,
        "lines_nm": list(light.lines_nm),
        "bands": [
            {
                "channel": channel.name,
                "band": channel.band.name,
                "low_nm": channel.band.low_nm or None,
                "high_nm": None if math.isinf(channel.band.high_nm) else channel.band.high_nm,
            }
            for channel in light.channels
        ],
        "photons": light.photons,
        "weight": light.weight,
    }


def light_references(found: LightPathDoc | None) -> set[str]:
    """Ids of the references that what a light path makes of a particle rests on."""
    return {*found["references"], *found["crosstalk"]["references"]} if found else set()


def _rejected(place: Place, bench: Bench) -> RejectedDoc:
    return {
        "id": place.id,
        "name": bench.names[place.row],
        "tier": place.tier,
        "mode": place.assessment.mode["id"],
        "reasons": reasons(place.assessment.excluded_by(place.row), place.assessment, place.row),
    }


def leads_for(catalog: Catalog, query: Query) -> list[LeadDoc]:
    """Unchecked publications that claim something about the question."""
    found: list[LeadDoc] = []
    for lead in catalog.section("leads"):
        for claim in lead["claims"]:
            if not _claim_fits(claim, query):
                continue
            found.append(
                {
                    "id": lead["id"],
                    "basis": lead["basis"],
                    "citation": lead["citation"],
                    "particle": claim["particle"],
                    "composition": claim["composition"],
                    "cadmium_free": claim["cadmium_free"],
                    "marker": claim["marker"],
                    "mode": claim["mode"],
                    "ligand": claim["ligand"],
                    "outcome": claim["outcome"],
                }
            )
    return found


def _claim_fits(claim: Mapping[str, Any], query: Query) -> bool:
    """Whether a lead speaks of the question, and certainly holds no element that the question excludes."""
    if claim["marker"] != query.marker or (query.marker is None and claim["mode"] not in query.modes):
        return False
    if query.mode_as_typed and claim["mode"] not in query.modes:
        return False
    excluded = {*query.exclude_elements, *(["Cd"] if query.cd_free else [])}
    excluded |= set(HEAVY_METALS) if query.heavy_metal_free else set()
    return not excluded or (claim["composition_complete"] and not excluded & set(claim["elements"]))


def _cited(document: RecommendationDoc) -> set[str]:
    """Every reference id that the answer names."""
    cited: set[str] = set()
    for candidate in document["candidates"]:
        cited.update(cited_by(candidate))
    for rejected in document["rejected"]:
        cited.update(name for reason in rejected["reasons"] for name in reason["references"])
    cited.update((document["confidence"] or {"references": []})["references"])
    cited.update(entry["reference"] for entry in (document["sensitivity"] or {"withdrawn": []})["withdrawn"])
    return cited


def cited_by(candidate: CandidateDoc) -> set[str]:
    """Every reference id that a candidate names."""
    formulation = candidate["formulation"]
    cited = {*formulation["sources"].values(), formulation["source"], *frame.cited_by_predictions(formulation)}
    cited.update(name for hazard in formulation["hazards"] for name in hazard["references"])
    cited.update((formulation["toxicity_because"] or {"references": []})["references"])
    cited.update(entry["reference"] for entry in candidate["evidence"])
    cited.update(entry["reference"] for entry in candidate["ligands"])
    cited.update(light_references(candidate.get("light_path")))
    cited.update(name for caution in candidate["cautions"] for name in caution["references"])
    cited.update(name for criterion in candidate["score"]["criteria"] for name in criterion["references"])
    return cited
