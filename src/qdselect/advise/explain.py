"""Explain one formulation for a question: every rule, the value read, the threshold, the margin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qdselect.advise import frame
from qdselect.advise.assess import Assessment, Bench, assess_all
from qdselect.advise.candidate import support_doc
from qdselect.advise.recommend import Wish, light_references, query_doc
from qdselect.advise.summary import light_notes
from qdselect.advise.tree import rule_tree, score_tree
from qdselect.advise.wording import in_modes, reasons, score_doc
from qdselect.catalog.catalog import Catalog
from qdselect.model.query import Query
from qdselect.model.vocabulary import TIERS

if TYPE_CHECKING:
    from qdselect.model.documents.explanation import ExplanationDoc, ModeExplanationDoc
    from qdselect.model.documents.formulation import FormulationDoc

__all__ = ["explain"]


def explain(catalog: Catalog, name: str, query: Query) -> ExplanationDoc:
    """Why a formulation is recommended, turned down, or cannot be judged.

    Parameters
    ----------
    catalog : Catalog
        Catalogue.
    name : str
        Id of the formulation.
    query : Query
        The question.

    Raises
    ------
    UnknownNameError
        No formulation has this id.
    """
    record = catalog.formulation(name)
    bench = Bench(catalog, query)
    modes = [] if record["retracted"] else _in_modes(bench, record["id"])
    document: ExplanationDoc = {
        **frame.ruled_head(catalog),
        "query": query_doc(catalog, query, Wish(tiers=TIERS, top=0)),
        "formulation": record,
        "verdict": _retracted(record, query) if record["retracted"] else _verdict(record, modes, bench),
        "modes": modes,
        "notes": light_notes(catalog, query) if modes else [],
        "references": {},
    }
    document["references"] = frame.reference_docs(catalog, _cited(document))
    return document


def _in_modes(bench: Bench, name: str) -> list[ModeExplanationDoc]:
    row = bench.row(name)
    return [_in_mode(bench, item, row) for item in assess_all(bench)]


def _in_mode(bench: Bench, item: Assessment, row: int) -> ModeExplanationDoc:
    exclusions = item.excluded_by(row)
    out = {id(verdict) for verdict in exclusions}
    passed = [verdict for verdict in item.exclusions if id(verdict) not in out]
    support = item.supports[row]
    scheme = bench.catalog.section("evidence_scheme")
    cautions = reasons(item.cautions(row), item, row)
    document: ModeExplanationDoc = {
        "mode": item.mode["id"],
        "admitted": not exclusions,
        "tier": item.tiers[row],
        "exclusions": reasons(exclusions, item, row),
        "passed": reasons(passed, item, row),
        "cautions": cautions,
        "score": score_doc(item, row, scheme),
        "explanation": [
            score_tree(item, row, scheme),
            *(rule_tree(verdict, item, row) for verdict in (*item.exclusions, *item.cautions(row))),
        ],
        "conflict": support.conflict,
        "support": support_doc(support),
        "evidence": [frame.evidence_doc(bench.catalog.told(own.record), own, scheme) for own in support.weighed],
    }
    if bench.light:
        document["light_path"] = bench.light.doc(bench.records[row]["id"], cautions, item.mode, item.photons)
    return document


def _retracted(record: FormulationDoc, query: Query) -> str:
    target = query.marker or "untargeted use"
    return (
        f"{record['name']} is not recommended for {target}: its source {record['source']} was retracted. "
        "No rule and no score is asked of it."
    )


def _verdict(record: FormulationDoc, modes: list[ModeExplanationDoc], bench: Bench) -> str:
    name, query, history = record["name"], bench.query, bench.history(bench.row(record["id"]))
    admitted = [mode for mode in modes if mode["admitted"]]
    target = query.marker or "untargeted use"
    if not admitted:
        outcomes = {reason["outcome"] for mode in modes for reason in mode["exclusions"]}
        why = "a constraint cannot be judged" if outcomes == {"unknown"} else "a rule turns it down"
        return f"{name} is not recommended for {target}: {why} in every mode considered."
    passes = f"{name} passes the {'constraints' if query.flags() or query.min_level else 'rules'}"
    if history.below - history.proven and not history.proven:
        return (
            f"{passes}; published for {target} in {in_modes(history.below)}, only below the level "
            f"asked for ({query.min_level})."
        )
    best = min(admitted, key=lambda mode: (TIERS.index(mode["tier"]), -mode["score"]["value"]))
    meaning = {
        "demonstrated": f"published for {target} in {best['mode']}",
        "other-mode": f"published for {target}, in another mode than {best['mode']}",
        "transferable": f"used in {best['mode']}, never shown with {target}: an untested combination"
        if query.marker
        else f"used in {best['mode']} with a ligand, never shown without one",
        "material-only": f"no checked source shows it used in {best['mode']}",
    }[best["tier"]]
    return f"{passes}; tier {best['tier']}: {meaning}."


def _cited(document: ExplanationDoc) -> set[str]:
    cited = {*document["formulation"]["sources"].values(), document["formulation"]["source"]}
    cited |= frame.cited_by_predictions(document["formulation"])
    for mode in document["modes"]:
        for reason in (*mode["exclusions"], *mode["passed"], *mode["cautions"]):
            cited.update(reason["references"])
        cited.update(entry["reference"] for entry in mode["evidence"])
        cited.update(name for criterion in mode["score"]["criteria"] for name in criterion["references"])
        cited.update(light_references(mode.get("light_path")))
    return cited
