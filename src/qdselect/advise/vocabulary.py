"""Markers, modes, methods, references, leads, patents and rules as documents."""

from __future__ import annotations

from collections import Counter
from typing import Any

from qdselect.advise import frame
from qdselect.catalog.catalog import Catalog

__all__ = ["leads", "markers", "methods", "modes", "patents", "references", "rule", "rules"]


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


def methods(catalog: Catalog) -> dict[str, Any]:
    """Routes of synthesis and methods of characterisation, with the number of formulations that have each."""
    particles = catalog.formulations.values()
    counts = {
        "synthesis_routes": Counter(record["synthesis_route"] for record in particles),
        "characterisation": Counter(item["method"] for record in particles for item in record["characterisation"]),
    }
    rows = [
        {**record, "n_formulations": counts[record["vocabulary"]][record["id"]]}
        for record in catalog.section("methods")
    ]
    cited = [name for row in rows for name in row["references"]]
    return {**_head(catalog), "methods": rows, "references": frame.reference_docs(catalog, cited)}


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
        "methods": [record["id"] for record in catalog.section("methods") if found in record["references"]],
        "checklist": [item["id"] for item in _checklist_items(catalog) if found in item["references"]],
    }
    return {**_head(catalog), "references": frame.reference_docs(catalog, [found]), "used": used}


def _checklist_items(catalog: Catalog) -> list[dict[str, Any]]:
    return list((catalog.section("checklist") or {"items": ()})["items"])


def leads(catalog: Catalog) -> dict[str, Any]:
    """All publications that nobody has checked yet."""
    return {**_head(catalog), "leads": catalog.section("leads")}


def patents(catalog: Catalog) -> dict[str, Any]:
    """Patents, oldest first; a lead is one that nobody has checked yet."""
    keys = ("id", "number", "title", "assignee", "year", "about", "seen", "basis", "note")
    rows = [
        {"status": record.get("status", "checked"), **{key: record.get(key) for key in keys}}
        for record in catalog.section("patents")
    ]
    return {**_head(catalog), "patents": rows}


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
