"""Say in words what a rule did in one row: value read, threshold, margin, reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from qdselect.columns.table import Table
from qdselect.model.fields import FIELDS, LIGHT_FIELDS
from qdselect.rules.engine import Node, Verdict

__all__ = ["absent", "fill", "readings", "shown"]


def shown(value: Any) -> str:
    """A value as text: ``5.5``, ``at most 10``, ``20 to 26``, ``Cd, Se, Zn``, ``not reported``."""
    if value is None:
        return "not reported"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:.4g}" if abs(value) < 1e4 else f"{value:,.0f}"
    if isinstance(value, str):
        return value
    items = list(value)
    if len(items) == 2 and all(item is None or isinstance(item, int | float) for item in items):
        low, high = items
        if low is None:
            return f"at most {shown(high)}"
        return f"at least {shown(low)}" if high is None else f"{shown(low)} to {shown(high)}"
    return ", ".join(map(str, items)) if items else "none"


def fill(template: str, **words: Any) -> str:
    """A rule's sentence with its placeholders filled."""
    for name, value in words.items():
        template = template.replace("{" + name + "}", shown(value))
    return template


def readings(
    verdict: Verdict, table: Table, row: int, rests_on: Callable[[str, int], tuple[str, str] | None]
) -> list[dict[str, Any]]:
    """One entry per atom that decided a rule in one row, the sharpest first.

    Parameters
    ----------
    verdict, table, row
        A rule, evaluated over a table, and the row.
    rests_on : callable
        Of a field and a row: how a number that no source reports is known, in a word, and what of, or where it is
        ``unknown``, what is missing; ``None`` for what sources report.

    Returns
    -------
    list of dict
        ``rule``, ``outcome`` (``fires``, ``silent``, ``unknown``), ``field``, ``operator``, ``value``,
        ``threshold``, ``margin``, ``because``, ``references``; ``status`` only where ``rests_on`` gives one.
    """
    held = verdict.held(table, row)
    if held not in verdict.worded:  # many rows hold the same, and what is said of it is worded once
        truth = verdict.node.truth.at(row)
        outcome = {True: "fires", False: "silent", None: "unknown"}[truth]
        verdict.worded[held] = [_worded(verdict.rule, atom, outcome, table, row) for atom in verdict.atoms_at(row)]
    found = []
    for worded in verdict.worded[held]:
        reading = worded | {"references": list(verdict.rule["references"])}
        if known := rests_on(reading["field"], row):
            reading["status"], words = known
            reading["because"] += f", since {words}" if reading["status"] == "unknown" else f" ({words})"
        found.append(reading)
    return found


def _worded(rule: Mapping[str, Any], atom: Node, outcome: str, table: Table, row: int) -> dict[str, Any]:
    value = table.read(atom.field, row)
    because = fill(rule["because"], value=value, threshold=atom.threshold)
    if outcome == "unknown":
        because = f"cannot tell{_whether(atom.field, value)}"
    return {
        "rule": rule["id"],
        "kind": rule["kind"],
        "outcome": outcome,
        "field": atom.field,
        "operator": atom.operator,
        "value": value,
        "exclusive": table.exclusive(atom.field, row),
        "threshold": atom.threshold,
        "margin": _margin(atom, value),
        "because": because,
    }


def absent(field: str) -> str:
    """How a field without a value is called: what is computed was never to be reported."""
    return "not known" if field in LIGHT_FIELDS else "not reported"


_DOUBTS = {
    "light_excitation": ("whether the line excites it", "its emission and first exciton"),
    "light_collection": ("whether a band collects its light", "its emission and width"),
}
"""What cannot be told where a number of the light path is not known, and what leaves its interval: no source reports
such a number itself."""


def _whether(field: str, value: Any) -> str:
    """What cannot be told, and the interval that is left; what is missing is said by what the number rests on."""
    if field not in _DOUBTS:
        return f": {field} {_how_unknown(field, value)}"
    doubt, origin = _DOUBTS[field]
    return f" {doubt}" if value is None else f" {doubt}, since {origin} leave it at {shown(value)}"


def _how_unknown(field: str, value: Any) -> str:
    verb = "are" if FIELDS[field].kind == "set" else "is"
    return f"{verb} {absent(field)}" if value is None else f"{verb} known only as {shown(value)}"


def _margin(atom: Node, value: Any) -> float | None:
    """Distance from the value to the threshold, in the unit of the field."""
    if FIELDS[atom.field].kind != "number" or not isinstance(value, int | float) or atom.operator == "known":
        return None
    ends = atom.threshold if isinstance(atom.threshold, list | tuple) else [atom.threshold]
    nearest = float("inf")
    for end in ends:
        if abs(value - end) < abs(nearest):
            nearest = value - end
    return round(nearest, 6)
