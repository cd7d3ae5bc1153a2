"""Parts that documents share: head, formulation, evidence, references."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from qdselect import __version__
from qdselect.catalog.catalog import Catalog

if TYPE_CHECKING:
    from qdselect.evidence.strength import Weighed
    from qdselect.model.documents.common import CatalogDoc, HeadDoc, ReferenceDoc, RuledHeadDoc, RulesDoc, ToolDoc
    from qdselect.model.documents.evidence import DiscountDoc, EvidenceDoc

__all__ = [
    "SCHEMA_VERSION",
    "catalog_doc",
    "cited_by_predictions",
    "evidence_doc",
    "head",
    "reference_docs",
    "ruled_head",
    "rules_doc",
    "tool_doc",
]

SCHEMA_VERSION = "1.0"
"""Version of all output documents; the first number changes when a name goes or changes its meaning."""

Record = Mapping[str, Any]


def tool_doc() -> ToolDoc:
    """Name and version of the program."""
    return {"name": "qdselect", "version": __version__}


def catalog_doc(catalog: Catalog) -> CatalogDoc:
    """Version, digest and size of the catalogue."""
    counts = catalog.counts
    return {
        "version": catalog.version,
        "sha256": catalog.digests["catalog"],
        "n_formulations": counts["formulations"],
        "n_evidence": counts["evidence"],
        "n_references": counts["references"],
    }


def rules_doc(catalog: Catalog) -> RulesDoc:
    """Digest and number of the rules."""
    return {"sha256": catalog.digests["rules"], "n_rules": catalog.counts["rules"]}


def head(catalog: Catalog) -> HeadDoc:
    """What every document starts with."""
    return {"schema_version": SCHEMA_VERSION, "tool": tool_doc(), "catalog": catalog_doc(catalog)}


def ruled_head(catalog: Catalog) -> RuledHeadDoc:
    """What a document starts with that rules have a part in."""
    return {**head(catalog), "rules": rules_doc(catalog)}


def evidence_doc(record: Record, weighed: Weighed | None = None, scheme: Record | None = None) -> EvidenceDoc:
    """A record of evidence, with what it weighs for the question and what it was discounted for."""
    ligand = record.get("ligand") or {}
    return {
        "id": record["id"],
        "reference": record["reference"],
        "marker": record.get("marker"),
        "untargeted": record.get("untargeted"),
        "ligand": ligand.get("name"),
        "ligand_type": ligand.get("type"),
        "conjugation": record.get("conjugation"),
        "mode": record["mode"],
        "level": record["level"],
        "model": list(record.get("model") or ()),
        "cancer": record.get("cancer"),
        "n_patients": record.get("n_patients"),
        "negative_control": record.get("negative_control"),
        "comparator": record.get("comparator"),
        "direction": record.get("direction", "supports"),
        "confidence": record.get("confidence", "seen"),
        "outcome": record["outcome"],
        "relation": weighed.relation if weighed else None,
        "strength": round(weighed.strength, 6) if weighed else 0.0,
        "counted": weighed.counted if weighed else False,
        "discounts": _discounts(weighed, scheme) if weighed and scheme else [],
        "retracted": record["retracted"],
    }


def _discounts(weighed: Weighed, scheme: Record) -> list[DiscountDoc]:
    from qdselect.evidence.strength import discounts_of

    found: list[Any] = discounts_of(weighed, scheme)
    return found


def cited_by_predictions(record: Record) -> set[str]:
    """References of what models say of a formulation."""
    return {name for item in record["predicted"] for name in item["references"]}


def reference_docs(catalog: Catalog, names: Iterable[str]) -> dict[str, ReferenceDoc]:
    """References by id, sorted."""
    return {name: reference_doc(catalog.references[name]) for name in sorted(set(names)) if name in catalog.references}


def reference_doc(record: Record) -> ReferenceDoc:
    """A compiled reference as scripts see it."""
    return {
        "citation": record["citation"],
        "title": record["title"],
        "year": record["year"],
        "doi": record["doi"],
        "pmid": record["pmid"],
        "pmcid": record["pmcid"],
        "url": record["url"],
        "retracted": record["retracted"],
        "unconfirmed": list(record["unconfirmed"]),
    }
