"""Markers, modes, methods, references, leads, patents and rules as documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from qdselect.advise import frame
from qdselect.catalog.catalog import Catalog
from qdselect.errors import UnknownNameError, UsageError
from qdselect.model.names import nearest, normalise

if TYPE_CHECKING:
    from qdselect.model.documents.lists import (
        LeadsDoc,
        MarkersDoc,
        MethodsDoc,
        ModesDoc,
        OneRuleDoc,
        PatentsDoc,
        ReferencesDoc,
        RuleListDoc,
        UsedDoc,
    )

__all__ = ["leads", "markers", "methods", "modes", "patents", "references", "rule", "rules"]

Record = Mapping[str, Any]

MARKER_LISTS = ("aliases", "gene", "uniprot", "location", "cancers", "seen")
RULE_KEYS = (
    *("id", "title", "kind", "applies", "check", "criterion", "share", "field", "points", "table", "on_unknown"),
    *("because", "references", "status", "strength", "note"),
)
"""Keys of a rule in the order of the documents; a file leaves out what it does not need."""


def markers(catalog: Catalog) -> MarkersDoc:
    """All markers, with the number of their evidence records, and of those on cadmium-free particles."""
    free = {name for name, record in catalog.formulations.items() if record["cadmium_free"] is True}
    every = Counter(record.get("marker") for record in catalog.evidence)
    clean = Counter(record.get("marker") for record in catalog.evidence if record["formulation"] in free)
    rows: Any = [
        _marker(record) | {"n_evidence": every[name], "n_cadmium_free": clean[name]}
        for name, record in catalog.markers.items()
    ]
    return {**frame.head(catalog), "markers": rows}


def _marker(record: Record) -> dict[str, Any]:
    """A marker with all its keys; a file leaves out what it does not know."""
    lists = {key: record.get(key) or [] for key in MARKER_LISTS}
    return {**{key: record[key] for key in ("id", "name", "kind")}, **lists, "note": record.get("note")}


def modes(catalog: Catalog) -> ModesDoc:
    """All imaging modes, with the number of their evidence records."""
    counts = Counter(record["mode"] for record in catalog.evidence)
    rows: Any = [_mode(record) | {"n_evidence": counts[name]} for name, record in catalog.modes.items()]
    studies: Any = [
        {"id": kind["id"], "name": kind["name"], "note": kind.get("note")} for kind in catalog.section("study_kinds")
    ]
    return {**frame.head(catalog), "modes": rows, "study_kinds": studies}


def _mode(record: Record) -> dict[str, Any]:
    keys = ("id", "name", "family", "aliases", "windows", "untargeted", "needs", "weights", "because", "references")
    return {**{key: record[key] for key in keys}, "note": record.get("note")}


def methods(catalog: Catalog) -> MethodsDoc:
    """Routes of synthesis and methods of characterisation, with the number of formulations that have each."""
    particles = catalog.formulations.values()
    counts = {
        "synthesis_routes": Counter(record["synthesis_route"] for record in particles),
        "characterisation": Counter(item["method"] for record in particles for item in record["characterisation"]),
    }
    rows: Any = [
        {**record, "n_formulations": counts[record["vocabulary"]][record["id"]]}
        for record in catalog.section("methods")
    ]
    cited = [name for row in rows for name in row["references"]]
    return {**frame.head(catalog), "methods": rows, "references": frame.reference_docs(catalog, cited)}


def references(catalog: Catalog, name: str | None = None) -> ReferencesDoc:
    """All references, or one of them with what it supports.

    Raises
    ------
    UsageError
        This is a lead.
    UnknownNameError
        No reference has this id, DOI, PMID or PMCID.
    """
    if name is None:
        return {
            **frame.head(catalog),
            "references": frame.reference_docs(catalog, catalog.references),
            "used": None,
        }
    if name not in catalog.references and (lead := _lead(catalog, name)):
        raise UsageError(f"{lead['id']} is a lead that nobody has checked: `qdselect leads {lead['id']}` shows it.")
    found = catalog.reference(name)["id"]
    used: UsedDoc = {
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
    return {**frame.head(catalog), "references": frame.reference_docs(catalog, [found]), "used": used}


def _checklist_items(catalog: Catalog) -> list[dict[str, Any]]:
    return list((catalog.section("checklist") or {"items": ()})["items"])


def leads(catalog: Catalog, name: str | None = None) -> LeadsDoc:
    """All publications that nobody has checked yet, or one of them.

    Raises
    ------
    UsageError
        The publication was checked.
    UnknownNameError
        No lead has this id.
    """
    every = catalog.section("leads")
    if name is None:
        return {**frame.head(catalog), "leads": every}
    if lead := _lead(catalog, name):
        return {**frame.head(catalog), "leads": [lead]}
    if name in catalog.references:
        raise UsageError(f"{name} is no lead, for it was checked: `qdselect references {name}` shows it.")
    raise UnknownNameError(
        "lead", name, nearest(name, [lead["id"] for lead in every]), "`qdselect leads` lists them all"
    )


def _lead(catalog: Catalog, name: str) -> Any:
    """The lead with this id, whatever its case and hyphens."""
    wanted = normalise(name)
    return next((lead for lead in catalog.section("leads") if wanted and normalise(lead["id"]) == wanted), None)


def patents(catalog: Catalog) -> PatentsDoc:
    """Patents, oldest first; a lead is one that nobody has checked yet."""
    keys = ("id", "number", "title", "assignee", "year", "about", "seen", "basis", "note")
    rows: Any = [
        {"status": record.get("status", "checked"), **{key: record.get(key) for key in keys}}
        for record in catalog.section("patents")
    ]
    return {**frame.head(catalog), "patents": rows}


def rules(catalog: Catalog) -> RuleListDoc:
    """All rules."""
    rows: Any = [_rule(record) for record in catalog.rules.values()]
    return {**frame.head(catalog), "rules_listed": rows}


def _rule(record: Record) -> dict[str, Any]:
    return {key: record.get(key) for key in RULE_KEYS}


def rule(catalog: Catalog, name: str) -> OneRuleDoc:
    """One rule, with its references.

    Raises
    ------
    UnknownNameError
        No rule has this id.
    """
    record = catalog.rule(name)
    tested: Any = {**_rule(record), "tests": record["tests"]}
    return {
        **frame.head(catalog),
        "rule": tested,
        "references": frame.reference_docs(catalog, record["references"]),
    }
