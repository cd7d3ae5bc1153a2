"""Checks of content: which check a file gets, and the checks of the vocabularies.

Each check is a small function that yields findings. It gets a `Known`, the ids that exist, so that one file can also
be checked against the catalogue it will join.
"""

from __future__ import annotations

from collections.abc import Iterator

from qdselect.catalog.checks_folder import check_together
from qdselect.catalog.checks_rules import check_rules
from qdselect.catalog.checks_source import check_source
from qdselect.catalog.files import Authored, Folder
from qdselect.catalog.findings import Finding
from qdselect.catalog.known import Known, check_references, known_in, records_in, words_in
from qdselect.model.composition import ELEMENTS, parse_formula
from qdselect.model.names import did_you_mean

__all__ = ["check_file", "check_folder"]


def check_folder(folder: Folder) -> list[Finding]:
    """All findings of a whole catalogue and its rules, reading included, in order of place."""
    known = known_in(folder)
    findings = folder.findings()
    for file in folder.files:
        if file.usable:
            findings += check_file(file, known)
    findings += check_together(folder)
    return sorted(set(findings))


def check_file(file: Authored, known: Known) -> list[Finding]:
    """Findings of one file's content."""
    if file.kind == "source":
        return list(check_source(file, known))
    checks = {
        "ligands": _check_ligands,
        "materials": _check_materials,
        "modes": _check_modes,
        "rules": check_rules,
        "evidence": check_references,
        "confidence": check_references,
        "toxicity": _check_toxicity,
    }
    check = checks.get(file.kind)
    return list(check(file, known)) if check else []


def _check_ligands(file: Authored, known: Known) -> Iterator[Finding]:
    for place, ligand in records_in(file.data, "ligands"):
        marker = ligand.get("marker")
        if marker is not None and known.lacks("markers", marker):
            fix = did_you_mean(marker, known.markers, "add it to markers.yaml")
            yield file.finding("unknown-marker", ("ligands", place, "marker"), f"unknown marker {marker!r}", fix)
    yield from check_references(file, known)


def _check_materials(file: Authored, known: Known) -> Iterator[Finding]:
    for place, material in records_in(file.data, "materials"):
        formula = material.get("formula")
        if formula is not None and parse_formula(formula) is None:
            where = ("materials", place, "formula")
            yield file.finding("composition-unparsed", where, f"{formula!r} does not parse", "correct the formula")
    yield from check_references(file, known)


def _check_toxicity(file: Authored, known: Known) -> Iterator[Finding]:
    for place, record in records_in(file.data, "classes"):
        for item, element in words_in(record, "any_element"):
            if element not in ELEMENTS:
                where = ("classes", place, "any_element", item)
                yield file.finding("unknown-element", where, f"{element!r} is no element", "use its symbol")
    yield from check_references(file, known)


def _check_modes(file: Authored, known: Known) -> Iterator[Finding]:
    for place, mode in records_in(file.data, "modes"):
        where = ("modes", place, "weights")
        if file.lost(where[:-1], "weights"):
            continue
        total = sum(mode["weights"].values())
        if abs(total - 1) > 1e-9:
            message = f"the weights add up to {total:g}"
            yield file.finding("weights-sum", where, message, "make them add up to 1", key=True)
    yield from check_references(file, known)
