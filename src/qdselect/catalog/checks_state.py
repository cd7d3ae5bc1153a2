"""Checks of numbers that belong to another state of the particle: before its coat, before its ligand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from qdselect.catalog.findings import Finding
from qdselect.catalog.reports import Report, first_value
from qdselect.model.fields import NUMERIC

__all__ = ["KEPT_BY_A_COAT", "check_states", "other_state"]

KEPT_BY_A_COAT = (
    "emission_max_nm",
    "emission_tunable_nm",
    "emission_band_nm",
    "absorption_max_nm",
    "fwhm_nm",
    "core_diameter_nm",
    "core_shell_diameter_nm",
)
"""What a coat or a ligand hardly moves: colours, and sizes of what lies inside. Only these may name another state."""

_WATER_COATS = (
    "amphiphilic-polymer",
    "small-thiol",
    "zwitterionic-thiol",
    "PEG-thiol",
    "PEG-phospholipid-micelle",
    "liposome",
    "protein",
    "peptide",
    "polysaccharide",
    "dendrimer",
)
_JOINING = r"conjugat\w*|coupl\w*|ligand|antibody|peptide|streptavidin|fol\w+"
_STEP = rf"{_JOINING}|encapsulat\w*|transfer|exchange|coat\w*|silica|PEG\w*|polymer|loading|functionali[sz]\w*"
_BEFORE = re.compile(rf"\b(?:before|prior to)\b[^;,]*\b(?:{_STEP})\b", re.IGNORECASE)
_JOINED = re.compile(rf"\b(?:before|prior to)\b[^;,]*\b(?:{_JOINING})\b|\bunconjugated\b", re.IGNORECASE)
_BARE = re.compile(
    r"\b(?:as[- ]synthesi[sz]ed|of the cores?|uncoated|bare|oil-soluble|hydrophobic)\b",
    re.IGNORECASE,
)
_OTHER_NUMBER = re.compile(r"^\s*(?:about |around )?\d|\bafter\b")
_OIL = re.compile(r"\b(?:hexane|toluene|chloroform|cyclohexane|organic solvents?|nonpolar solvents?)\b", re.IGNORECASE)


def check_states(reports: Mapping[str, list[Report]]) -> Iterator[Finding]:
    """Findings of every number that its own note, medium or state gives to another state of the particle."""
    for items in reports.values():
        coat = first_value(items, "coating_class") or first_value(items, "coating")
        for report in items:
            for field in NUMERIC:
                if not _still_holds(field, report.quantity(field)):
                    yield from _of_number(report, field, coat)


def _still_holds(field: str, quantity: Mapping[str, object]) -> bool:
    """A lower bound on the whole size holds for every later state: what is added makes it larger."""
    lower = any(quantity.get(key) is not None for key in ("min", "above"))
    closed = any(quantity.get(key) is not None for key in ("value", "max", "below"))
    return field == "hydrodynamic_diameter_nm" and lower and not closed


def _of_number(report: Report, field: str, coat: str | None) -> Iterator[Finding]:
    quantity = report.quantity(field)
    state = quantity.get("state")
    if field in KEPT_BY_A_COAT:
        found = None if state else other_state(quantity, coat)
        fix = "say so under `state`"
    else:
        found = state or other_state(quantity, coat)
        fix = "give it to the particle it was measured on, or put it into words in a note"
    if found:
        message = f"{field} is of another state of the particle: {found[:60]!r}"
        yield report.finding("other-state", field, message, fix)


def other_state(quantity: Mapping[str, object], coat: str | None) -> str | None:
    """The words by which a number is of another state of the particle, or ``None``.

    Parameters
    ----------
    quantity : mapping
        The number with its note and medium. A part of the note that names a number of its own ("0.68 before the
        exchange") tells of that other number, and one that compares ("the same before and after") tells of both.
    coat : str or None
        Class or words of the coat; without one only a step that joins a ligand leaves another state behind.

    Examples
    --------
    >>> other_state({"value": 0.5, "note": "about; before encapsulation"}, "amphiphilic-polymer")
    'before encapsulation'
    >>> other_state({"value": 0.4, "medium": "water", "note": "0.68 before the ligand exchange"}, "small-thiol")
    """
    note = str(quantity.get("note") or "")
    for part in re.split(r"[;,]", note):
        if _OTHER_NUMBER.search(part):
            continue
        if _JOINED.search(part) or (coat and (_BEFORE.search(part) or _BARE.search(part))):
            return part.strip()
    oil = _OIL.search(f"{note} {quantity.get('medium') or ''}")
    return oil.group(0) if oil and coat in _WATER_COATS else None
