"""Parts that documents share: head, formulation, evidence, references."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

from qdselect import __version__
from qdselect.catalog.catalog import Catalog
from qdselect.model.fields import NUMERIC

if TYPE_CHECKING:
    from qdselect.evidence.strength import Weighed
    from qdselect.model.documents import (
        CatalogDoc,
        EvidenceDoc,
        FormulationDoc,
        ReferenceDoc,
        RulesDoc,
        ToolDoc,
    )

__all__ = [
    "SCHEMA_VERSION",
    "catalog_doc",
    "evidence_doc",
    "formulation_doc",
    "reference_docs",
    "rules_doc",
    "tool_doc",
]

SCHEMA_VERSION = "1.0"
"""Version of all output documents; the first number changes when a name goes or changes its meaning."""

Record = Mapping[str, Any]

_SAME = (
    "id",
    "name",
    "core",
    "shells",
    "dopants",
    "composition",
    "elements",
    "composition_complete",
    "cadmium_free",
    "heavy_metal_free",
    "toxicity_class",
    "toxicity_because",
    "hazards",
    "coating",
    "coating_class",
    "surface_charge",
    "synthesis",
    "synthesis_route",
    "availability",
    "vendor",
    "product",
)
_TAIL = ("excitation_nm", "cytotoxicity", "in_vivo", "sources", "source", "markers", "modes", "note")
_SHOWN_NUMBERS = tuple(name for name in NUMERIC if name not in ("emission_tunable_nm", "emission_band_nm"))
_CONDITIONS = ("medium", "method", "at_nm", "sd", "note")


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


def formulation_doc(record: Record) -> FormulationDoc:
    """A compiled formulation as scripts see it."""
    document: dict[str, Any] = {key: record[key] for key in _SAME}
    for name in _SHOWN_NUMBERS:
        document[name] = (record["values"].get(name) or {}).get("value")
    exact = {name for name in _SHOWN_NUMBERS if document[name] is not None}
    document["bounds"] = {name: ends for name, ends in record["intervals"].items() if name not in exact}
    document["conditions"] = {
        name: found
        for name, item in record["values"].items()
        if (found := {key: item[key] for key in _CONDITIONS if key in item})
    }
    document |= {key: record[key] for key in _TAIL}
    return cast("FormulationDoc", document)


def evidence_doc(record: Record, weighed: Weighed | None = None) -> EvidenceDoc:
    """A record of evidence, with what it weighs for the question."""
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
        "retracted": record["retracted"],
    }


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
