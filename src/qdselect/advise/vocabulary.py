"""Markers, modes, references, leads and rules as documents."""

from __future__ import annotations

from collections import Counter
from typing import Any

from qdselect.advise import frame
from qdselect.catalog.catalog import Catalog

__all__ = ["leads", "markers", "modes", "references", "rule", "rules"]


def _head(catalog: Catalog) -> dict[str, Any]:
    return {
        "schema_version": frame.SCHEMA_VERSION,
        "tool": frame.tool_doc(),
        "catalog": frame.catalog_doc(catalog),
    }


def markers(catalog: Catalog) -> dict[str, Any]:
    """All markers, with the number of their evidence records, and of those on cadmium-free particles."""
    free = {name for name, record in catalog.formulations.items() if record["cadmium_free"] is True}
    every = Counter(record.get("marker") for record in catalog.evidence)
    clean = Counter(record.get("marker") for record in catalog.evidence if record["formulation"] in free)
    rows = [
        {**record, "n_evidence": every[name], "n_cadmium_free": clean[name]} for name, record in catalog.markers.items()
    ]
    return {**_head(catalog), "markers": rows}


def modes(catalog: Catalog) -> dict[str, Any]:
    """All imaging modes, with the number of their evidence records."""
    counts = Counter(record["mode"] for record in catalog.evidence)
    rows = [{**record, "n_evidence": counts[name]} for name, record in catalog.modes.items()]
    return {**_head(catalog), "modes": rows, "study_kinds": catalog.section("study_kinds")}


def references(catalog: Catalog, name: str | None = None) -> dict[str, Any]:
    """All references, or one of them with what it supports."""
    if name is None:
        return {**_head(catalog), "references": frame.reference_docs(catalog, catalog.references)}
    found = catalog.reference(name)["id"]
    used = {
        "formulations": [
            *(record["id"] for record in catalog.formulations.values() if record["source"] == found),
            *(name for name, record in catalog.retracted.items() if record["formulation"]["source"] == found),
        ],
        "measurements": [
            f"{record['id']}: {field}"
            for record in catalog.formulations.values()
            for field, source in record["sources"].items()
            if source == found and record["source"] != found
        ],
        "evidence": [record["id"] for record in catalog.evidence if record["reference"] == found],
        "rules": [record["id"] for record in catalog.rules.values() if found in record["references"]],
    }
    return {**_head(catalog), "references": frame.reference_docs(catalog, [found]), "used": used}


def leads(catalog: Catalog) -> dict[str, Any]:
    """All publications that nobody has checked yet."""
    return {**_head(catalog), "leads": catalog.section("leads")}


def rules(catalog: Catalog) -> dict[str, Any]:
    """All rules."""
    return {**_head(catalog), "rules_listed": list(catalog.rules.values())}


def rule(catalog: Catalog, name: str) -> dict[str, Any]:
    """One rule, with its references.

    Raises
    ------
    UnknownNameError
        No rule has this id.
    """
    record = catalog.rule(name)
    return {
        **_head(catalog),
        "rule": record,
        "references": frame.reference_docs(catalog, record["references"]),
    }
