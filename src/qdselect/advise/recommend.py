"""Recommend: rank what is left after the rules, and say what was turned down and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from qdselect.advise import frame
from qdselect.advise.assess import Assessment, Bench, assess
from qdselect.advise.relax import relaxations
from qdselect.advise.summary import notes_for, summary_of
from qdselect.advise.wording import reasons, score_doc, untested_advice
from qdselect.catalog.catalog import Catalog
from qdselect.columns.values import in_order, standing_best
from qdselect.model.fields import FIELDS
from qdselect.model.query import Query
from qdselect.model.vocabulary import HEAVY_METALS, NOT_IMAGING, TIERS

if TYPE_CHECKING:
    from qdselect.evidence.strength import Support
    from qdselect.model.documents import (
        CandidateDoc,
        CautionDoc,
        LeadDoc,
        LigandDoc,
        QueryDoc,
        RecommendationDoc,
        RejectedDoc,
    )

__all__ = ["Place", "places", "query_doc", "recommend"]


TIER_ORDER = {tier: order for order, tier in enumerate(TIERS)}


class Place(NamedTuple):
    """A formulation in the mode in which it stands best.

    Attributes
    ----------
    row : int
        Row in the table.
    assessment : Assessment
        Of that mode.
    admitted : bool
        Whether no exclusion turns it down in any considered mode.
    score : float
        Score in that mode.
    """

    row: int
    assessment: Assessment
    admitted: bool
    score: float

    @property
    def tier(self) -> str:
        """Support tier in that mode."""
        return self.assessment.tiers[self.row]


def recommend(
    catalog: Catalog, query: Query, *, tiers: Sequence[str] = TIERS[:3], rank_by: str = "tier", top: int = 10
) -> RecommendationDoc:
    """Answer a question.

    Parameters
    ----------
    catalog : Catalog
        What to choose from.
    query : Query
        The question.
    tiers : sequence of str
        Support tiers to show.
    rank_by : str
        ``tier`` (proven before unproven, then score) or ``score``.
    top : int
        At most so many candidates; 0 for all.

    Returns
    -------
    RecommendationDoc
        The whole answer, ready to be printed or piped.
    """
    bench = Bench(catalog, query)
    assessments = [assess(bench, catalog.modes[mode]) for mode in query.modes]
    found = places(bench, assessments, rank_by)
    shown = [place for place in found if place.admitted and place.tier in tiers]
    kept = shown[:top] if top else shown
    candidates = [_candidate(rank, place, bench) for rank, place in enumerate(kept, start=1)]
    rejected = [_rejected(place, bench) for place in found if not place.admitted]
    leads = _leads(catalog, query)
    counts = _counts(found, shown, kept, leads)
    relaxed = relaxations(bench, assessments) if _unproven(shown) else []
    document: RecommendationDoc = {
        "schema_version": frame.SCHEMA_VERSION,
        "tool": frame.tool_doc(),
        "catalog": frame.catalog_doc(catalog),
        "rules": frame.rules_doc(catalog),
        "query": query_doc(catalog, query, tiers, rank_by, top),
        "weights": {item.mode["id"]: _rounded_weights(item.weights) for item in assessments},
        "seed": None,
        "summary": summary_of(query, counts, leads, ligand_known=bool(bench.ligands)),
        "counts": counts,
        "candidates": candidates,
        "leads": leads,
        "relaxations": relaxed,
        "rejected": rejected,
        "references": {},
        "notes": notes_for(catalog, query, counts),
    }
    document["references"] = frame.reference_docs(catalog, _cited(document))
    return document


def places(bench: Bench, assessments: Sequence[Assessment], rank_by: str) -> list[Place]:
    """Every formulation in its best mode, in order of rank."""
    turned_down = [[not admitted for admitted in item.admitted()] for item in assessments]
    scores = [item.score.total.middle.tolist() for item in assessments]
    rank: list[list[list[float]]] = [[[-round(score, 12) for score in own] for own in scores]]
    if rank_by == "tier":
        rank.insert(0, [[TIER_ORDER[tier] for tier in item.tiers] for item in assessments])
    best = standing_best([turned_down, *rank])
    found = [
        Place(row, assessments[order], not turned_down[order][row], scores[order][row])
        for row, order in enumerate(best)
    ]
    ranks = [[key[order][row] for row, order in enumerate(best)] for key in rank]
    return [found[row] for row in in_order([*ranks, [record["id"] for record in bench.records]])]


def _unproven(shown: Sequence[Place]) -> bool:
    return not any(place.tier == "demonstrated" for place in shown)


def _rounded_weights(weights: Mapping[str, float]) -> dict[str, float]:
    return {name: round(weight, 12) for name, weight in weights.items()}


def _counts(
    found: Sequence[Place], shown: Sequence[Place], kept: Sequence[Place], leads: Sequence[LeadDoc]
) -> dict[str, int]:
    admitted = [place for place in found if place.admitted]
    return {
        "considered": len(found),
        "admitted": len(admitted),
        **{tier: sum(place.tier == tier for place in admitted) for tier in TIERS},
        "shown": len(kept),
        "not_shown": len(shown) - len(kept),
        "rejected": len(found) - len(admitted),
        "leads": len(leads),
    }


def query_doc(catalog: Catalog, query: Query, tiers: Sequence[str], rank_by: str, top: int) -> QueryDoc:
    """The question as understood."""
    marker = catalog.markers[query.marker] if query.marker else None
    window = query.emission_window_nm
    return {
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
        "tiers": list(tiers),
        "rank_by": rank_by,
        "top": top,
    }


def _candidate(rank: int, place: Place, bench: Bench) -> CandidateDoc:
    record, item = bench.records[place.row], place.assessment
    support = item.supports[place.row]
    cautions = _cautions(item, place.row)
    score = score_doc(item, place.row, bench.catalog.section("evidence_scheme"))
    proven = place.tier == "demonstrated"
    return {
        "rank": rank,
        "id": record["id"],
        "name": record["name"],
        "tier": place.tier,
        "mode": item.mode["id"],
        "proven": proven,
        "untested": _untested(place, bench),
        "ligands": _ligands(place, bench),
        "formulation": bench.catalog.formulations[record["id"]],
        "score": score,
        "confidence": None,
        "conflict": support.conflict,
        "evidence": [frame.evidence_doc(weighed.record, weighed) for weighed in support.weighed]
        + [frame.evidence_doc(other) for other in _mentioned(record["id"], support, bench)],
        "cautions": cautions,
        "unknowns": _unknowns(item, place.row),
    }


def _mentioned(name: str, support: Support, bench: Bench) -> list[Mapping[str, Any]]:
    """Records that weigh nothing here and must be seen all the same: retracted ones, and findings against it."""
    weighed = {item.record["id"] for item in support.weighed}
    return [
        record
        for record in bench.evidence[name]
        if record["retracted"] or (record.get("direction") == "refutes" and record["id"] not in weighed)
    ]


def _untested(place: Place, bench: Bench) -> str | None:
    record, mode, marker = bench.records[place.row], place.assessment.mode["id"], bench.query.marker
    if place.tier == "demonstrated":
        return None
    if marker is None:
        return f"No checked source shows {record['name']} untargeted in {mode}."
    if place.tier == "other-mode":
        where = sorted(bench.histories[place.row].proven)
        return f"Published for {marker} in {', '.join(where)}, not in {mode}: whether it works there is untested."
    return untested_advice(record, marker, mode, bench.ligands)


def _ligands(place: Place, bench: Bench) -> list[LigandDoc]:
    """Ligands that this particle carried to the marker, or those that one would have to try."""
    marker = bench.query.marker
    found: dict[tuple[str, str | None], LigandDoc] = {}
    for record in bench.evidence[bench.records[place.row]["id"]]:
        ligand = record.get("ligand")
        imaged = record.get("marker") == marker and record["mode"] not in NOT_IMAGING and not record["retracted"]
        if ligand and imaged and marker is not None:
            key = (ligand["name"], ligand.get("type"))
            found.setdefault(key, _ligand_doc(*key, tested=True, reference=record["reference"]))
    if found or place.tier == "material-only":
        return list(found.values())
    return [
        _ligand_doc(ligand["name"], ligand["type"], tested=False, reference=ligand["reference"])
        for ligand in bench.ligands[:6]
    ]


def _ligand_doc(name: str, kind: str | None, *, tested: bool, reference: str) -> LigandDoc:
    return {"name": name, "type": kind, "tested": tested, "reference": reference}


def _cautions(item: Assessment, row: int) -> list[CautionDoc]:
    """One entry per rule, what fires first, then what cannot be told."""
    found: dict[str, CautionDoc] = {}
    for reason in reasons(item.cautions(row), item, row):
        entry: CautionDoc = {
            "rule": reason["rule"],
            "outcome": reason["outcome"],
            "because": reason["because"],
            "references": reason["references"],
        }
        found.setdefault(reason["rule"], entry)
    return sorted(found.values(), key=lambda caution: (caution["outcome"] != "fires", caution["rule"]))


def _unknowns(item: Assessment, row: int) -> list[str]:
    """Fields whose value would sharpen the score or settle a rule, in the order of the registry."""
    missing = {reason["field"] for reason in reasons(item.cautions(row), item, row) if reason["outcome"] == "unknown"}
    for criterion in item.score.criteria:
        for rule, _, values in criterion.parts:
            if values.known[row] < 1 and rule["on_unknown"] != "pass":
                missing.add(rule["field"])
    return [name for name in FIELDS if name in missing]


def _rejected(place: Place, bench: Bench) -> RejectedDoc:
    record = bench.records[place.row]
    return {
        "id": record["id"],
        "name": record["name"],
        "tier": place.tier,
        "mode": place.assessment.mode["id"],
        "reasons": reasons(place.assessment.excluded_by(place.row), place.assessment, place.row),
    }


def _leads(catalog: Catalog, query: Query) -> list[LeadDoc]:
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
        formulation = candidate["formulation"]
        cited.update(formulation["sources"].values(), [formulation["source"]])
        cited.update(name for hazard in formulation["hazards"] for name in hazard["references"])
        cited.update((formulation["toxicity_because"] or {"references": []})["references"])
        cited.update(entry["reference"] for entry in candidate["evidence"])
        cited.update(entry["reference"] for entry in candidate["ligands"])
        cited.update(name for caution in candidate["cautions"] for name in caution["references"])
        cited.update(name for criterion in candidate["score"]["criteria"] for name in criterion["references"])
    for rejected in document["rejected"]:
        cited.update(name for reason in rejected["reasons"] for name in reason["references"])
    return cited
