"""One candidate as it is answered: support, ligands, score, what is untested, cautions, what is not known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from qdselect.advise import frame
from qdselect.advise.assess import Assessment, Bench
from qdselect.advise.place import Place
from qdselect.advise.tree import trees_of
from qdselect.advise.wording import in_modes, reasons, score_doc, untested_advice
from qdselect.evidence.strength import tally
from qdselect.model.fields import FIELDS, PROBE_SIZE
from qdselect.model.vocabulary import NOT_IMAGING

if TYPE_CHECKING:
    from qdselect.evidence.strength import Support
    from qdselect.model.documents.candidate import CandidateDoc, CautionDoc, LigandDoc, ReasonDoc
    from qdselect.model.documents.evidence import SupportDoc
    from qdselect.score.confidence import Sureness

__all__ = ["below_level", "candidate_doc", "cautions_of", "support_doc", "unknowns_of"]


def below_level(place: Place, bench: Bench) -> bool:
    """Whether it was published for the marker, but only below the level asked for."""
    history = bench.history(place.row)
    return bool(history.below) and not history.proven


def candidate_doc(
    rank: int, number: int, place: Place, bench: Bench, sureness: Sureness | None, *, explain: bool
) -> CandidateDoc:
    """One candidate with all that speaks for and against it.

    Parameters
    ----------
    rank, number : int
        Rank as shown, and place among all that were ranked, from 0.
    place : Place
        The formulation in its mode.
    bench : Bench
        The question.
    sureness : Sureness or None
        Of all that were ranked.
    explain : bool
        With explanation trees.
    """
    record, item = bench.records[place.row], place.assessment
    support = item.supports[place.row]
    scheme = bench.catalog.section("evidence_scheme")
    doubts = reasons(item.cautions(place.row), item, place.row)
    cautions = cautions_of(doubts)
    document: CandidateDoc = {
        "rank": rank,
        "id": record["id"],
        "name": record["name"],
        "tier": place.tier,
        "mode": item.mode["id"],
        "proven": place.tier == "demonstrated",
        "below_level": below_level(place, bench),
        "untested": _untested(place, bench),
        "ligands": _ligands(place, bench),
        "formulation": bench.catalog.formulations[record["id"]],
        "score": score_doc(item, place.row, scheme),
        "confidence": _confidence(sureness, number, item),
        "explanation": trees_of(item, place.row, scheme) if explain else None,
        "conflict": support.conflict,
        "support": support_doc(support),
        "evidence": [frame.evidence_doc(bench.catalog.told(own.record), own, scheme) for own in support.weighed]
        + [frame.evidence_doc(bench.catalog.told(other)) for other in _mentioned(record["id"], support, bench)],
        "cautions": cautions,
        "unknowns": unknowns_of(item, place.row, doubts),
    }
    if bench.light:
        document["light_path"] = bench.light.doc(record["id"], cautions, item.mode, item.photons)
    return document


def _confidence(sureness: Sureness | None, place: int, item: Assessment) -> Any:
    if sureness is None:
        return None
    from qdselect.advise import confidence

    return confidence.candidate_doc(sureness, place, item)


def support_doc(support: Support) -> SupportDoc:
    """How many records speak for and against, and how many groups stand behind those that speak for it."""
    found: Any = tally(support)
    return found  # type: ignore[no-any-return]


def _mentioned(name: str, support: Support, bench: Bench) -> list[Mapping[str, Any]]:
    """Records that weigh nothing here and must be seen all the same: retracted ones, and findings against it."""
    weighed = {item.record["id"] for item in support.weighed}
    return [
        record
        for record in bench.evidence[name]
        if record["retracted"] or (record.get("direction") == "refutes" and record["id"] not in weighed)
    ]


def _untested(place: Place, bench: Bench) -> str | None:
    if place.tier == "demonstrated":
        return None
    record, history = bench.records[place.row], bench.history(place.row)
    mode, query = place.assessment.mode["id"], bench.query
    if mode in history.refuted:
        return f"It was tried in {mode}, and a finding speaks against it there: see AGAINST."
    if below_level(place, bench):
        what = query.marker or "untargeted use"
        return f"Published for {what} in {in_modes(history.below)}, only below the level asked for ({query.min_level})."
    if query.marker is None:
        return f"No checked source shows {record['name']} untargeted in {mode}."
    if place.tier == "other-mode":
        where = in_modes(history.proven)
        return f"Published for {query.marker} in {where}, not shown in {mode}: whether it works there is not known."
    return untested_advice(record, query.marker, mode, bench.ligands)


def _ligands(place: Place, bench: Bench) -> list[LigandDoc]:
    """Ligands that this particle carried to the marker, or that one would have to try where none was on it yet."""
    marker = bench.query.marker
    found: dict[tuple[str, str | None], LigandDoc] = {}
    for record in bench.evidence.get(place.id, ()):
        ligand = record.get("ligand")
        imaged = record.get("marker") == marker and record["mode"] not in NOT_IMAGING and not record["retracted"]
        if ligand and imaged and marker is not None:
            key = (ligand["name"], ligand.get("type"))
            found.setdefault(key, _ligand_doc(*key, tested=True, reference=record["reference"]))
    if place.tier != "transferable" or not bench.needs_a_ligand(place.row):
        return list(found.values())
    return [
        _ligand_doc(ligand["name"], ligand["type"], tested=False, reference=ligand["reference"])
        for ligand in bench.ligands
    ]


def _ligand_doc(name: str, kind: str | None, *, tested: bool, reference: str) -> LigandDoc:
    return {"name": name, "type": kind, "tested": tested, "reference": reference}


def cautions_of(doubts: Iterable[ReasonDoc]) -> list[CautionDoc]:
    """One entry per rule to be mentioned, what fires first, then what cannot be told."""
    found: dict[str, CautionDoc] = {}
    for reason in doubts:
        entry: CautionDoc = {
            "rule": reason["rule"],
            "kind": reason["kind"],
            "outcome": reason["outcome"],
            "because": reason["because"],
            "references": reason["references"],
        }
        if "status" in reason:
            entry["status"] = reason["status"]
        found.setdefault(reason["rule"], entry)
    return sorted(found.values(), key=lambda caution: (caution["outcome"] != "fires", caution["rule"]))


COMPUTED_FROM = {
    "light_excitation": ("absorption_max_nm",),
    "light_collection": ("emission_max_nm", "fwhm_nm"),
    "light_band_nm": (),
    PROBE_SIZE: ("hydrodynamic_diameter_nm",),
}
"""What one would have to measure to know a field that is computed for the question; the size of a probe is left itself
where that of its particle is known."""


def unknowns_of(item: Assessment, row: int, doubts: Iterable[ReasonDoc]) -> list[str]:
    """Fields whose value would sharpen the score or settle a rule to be mentioned, in the order of the registry."""
    missing = {reason["field"] for reason in doubts if reason["outcome"] == "unknown"}
    for criterion in item.score.criteria:
        for rule, _, values in criterion.parts:
            if values.known[row] < 1 and rule["on_unknown"] != "pass":
                missing.add(rule["field"])
    for name in missing & COMPUTED_FROM.keys():
        wanted = {field for field in COMPUTED_FROM[name] if not isinstance(item.table.read(field, row), int | float)}
        missing |= wanted
        if wanted or name != PROBE_SIZE:
            missing.remove(name)
    return [name for name in FIELDS if name in missing]
