"""Say in words what a rule did in one row: value read, threshold, margin, reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from qdselect.columns.table import Table
from qdselect.model.fields import FIELDS, LIGHT_FIELDS, PROBE_SIZE
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
    bare = _before_the_ligand(table, row) if atom.field == PROBE_SIZE else ""
    if outcome == "unknown":
        because = _doubt(rule["title"], atom.field, value, bare)
    elif bare and outcome == "fires":
        because += f" ({bare})"
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


OWN_SIZE = "hydrodynamic_diameter_nm"
"""What sources report of a particle, and all that is known of a probe's size before its ligand is coupled."""


def _before_the_ligand(table: Table, row: int) -> str:
    """Size of a particle that needs a ligand yet, in words; empty where it is that of the probe, or unknown."""
    own = table.read(OWN_SIZE, row)
    if own in (None, table.read(PROBE_SIZE, row)):
        return ""
    coupled = table.read("size_with_ligand", row)
    return f"{shown(own)} nm with another ligand" if coupled else f"{shown(own)} nm before a ligand is coupled"


def _doubt(title: str, field: str, value: Any, bare: str) -> str:
    """What cannot be told, and the interval that is left; what is missing is said by what the number rests on."""
    if field not in _DOUBTS:
        return f"{title}: cannot tell, {bare or _how_unknown(field, value)}"
    doubt, origin = _DOUBTS[field]
    return f"cannot tell {doubt}" + (f", since {origin} leave it at {shown(value)}" if value is not None else "")


def _how_unknown(field: str, value: Any) -> str:
    field = OWN_SIZE if field == PROBE_SIZE else field
    verb = f"{field} are" if FIELDS[field].kind == "set" else f"{field} is"
    return f"{verb} {absent(field)}" if value is None else f"{verb} known only as {shown(value)}"


def _margin(atom: Node, value: Any) -> float | None:
    """Distance from the value, or from the nearer end of its interval, to the threshold, in the unit of the field.

    There is none where the interval holds the threshold.
    """
    if FIELDS[atom.field].kind != "number" or value is None or atom.operator == "known":
        return None
    low, high = value if isinstance(value, list) else (value, value)
    limits = atom.threshold if isinstance(atom.threshold, list | tuple) else [atom.threshold]
    distances: list[float] = [distance for limit in limits if (distance := _beyond(low, high, limit)) is not None]
    if len(distances) < len(limits):
        return None
    nearest: float = min(distances, key=abs)
    return round(nearest, 6)


def _beyond(low: float | None, high: float | None, limit: float) -> float | None:
    """How far an interval lies above a limit, or below it as a negative number; none where it holds the limit."""
    if low is not None and low >= limit:
        return low - limit
    return high - limit if high is not None and high <= limit else None
