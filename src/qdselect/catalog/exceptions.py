"""Known exceptions: warnings that were looked at and are right as they are, each with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from qdselect.catalog.files import Authored, Folder
from qdselect.catalog.findings import Finding

__all__ = ["without_exceptions"]


def without_exceptions(findings: Iterable[Finding], folder: Folder) -> Iterator[Finding]:
    """Findings that no exception silences, and those exceptions that silenced none.

    Parameters
    ----------
    findings : iterable of Finding
        All findings.
    folder : Folder
        Files among which ``exceptions.yaml`` may stand.
    """
    entries = [
        (file, place, entry)
        for file in folder.whole("exceptions")
        for place, entry in enumerate(file.data["exceptions"])
    ]
    used = set()
    for finding in findings:
        silent = {place for _, place, entry in entries if _covers(entry, finding)}
        used |= silent
        if not silent:
            yield finding
    for file, place, entry in entries:
        if place not in used:
            yield _unused(file, place, entry)


def _covers(entry: Mapping[str, Any], finding: Finding) -> bool:
    named = {entry["where"]} | ({entry["field"]} if entry.get("field") else set())
    return entry["code"] == finding.code and named <= set(finding.about)


def _unused(file: Authored, place: int, entry: Mapping[str, Any]) -> Finding:
    message = f"nothing at {entry['where']} gives {entry['code']}"
    return file.finding("exception-unused", ("exceptions", place), message, "remove it, or correct code, id or field")
