"""What a person sees of a prediction: the sentence, the table of quantities, what is unknown and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from qdselect.render.phrases import reference_lines
from qdselect.render.view import Block, Line, Sheet, View, cell_text

__all__ = ["prediction_view"]

Record = Mapping[str, Any]

WORDS = {
    "core_diameter_nm": "core diameter",
    "absorption_max_nm": "first exciton",
    "emission_max_nm": "emission",
    "hydrodynamic_diameter_nm": "diameter with coat",
    "molar_extinction_M_cm": "extinction",
    "brightness_M_cm": "brightness",
    "molar_mass_g_mol": "molar mass",
    "element_mass_mg_per_nmol": "mass of {element} per nmol",
    "element_dose_mg_per_kg": "dose of {element}",
}
KEYS = (
    *("quantity", "element", "at_nm", "value", "low", "high", "unit", "status", "preferred", "model", "valid"),
    *("because", "references"),
)
SHOWN = ("what", "value", "interval", "unit", "how", "model", "holds for", "source")


def prediction_view(document: Record) -> View:
    """View of a prediction."""
    rows = document["predicted"]
    known = [row for row in rows if row["value"] is not None]
    swatch = next((row["value"] for row in known if row["quantity"] == "emission_max_nm"), None)
    blocks = [
        Block(lines=[Line(document["summary"], "strong", swatch=swatch)]),
        Block(sheet=Sheet(SHOWN, SHOWN, [_people(row) for row in known])),
        Block("How", list(_hows(known))),
        Block("Unknown", [_how(row) for row in rows if row["value"] is None]),
        Block("References", list(reference_lines(document["references"]))),
        Block(lines=[Line(note, "quiet") for note in document["notes"]]),
    ]
    main = Sheet(KEYS, KEYS, [[row[key] for key in KEYS] for row in rows])
    return View(f"Predicted: {document['core']} dot", [block for block in blocks if block.lines or block.sheet], main)


def _people(row: Record) -> list[Any]:
    model = row["model"] if row["preferred"] or not row["model"] else f"{row['model']} (also)"
    return [_what(row), _number(row["value"]), _interval(row), row["unit"], row["status"], model, row["valid"],
            row["references"]]  # fmt: skip


def _what(row: Record) -> str:
    words = WORDS[row["quantity"]].format(element=row["element"])
    if row["at_nm"] is not None:
        return f"{words} at {row['at_nm']:.4g} nm"
    at_exciton = row["quantity"] in ("molar_extinction_M_cm", "brightness_M_cm") and row["value"] is not None
    return f"{words} at the first exciton" if at_exciton else words


def _interval(row: Record) -> str:
    """Both ends; one that is open is unknown, and a value that was given is exact."""
    low, high = row["low"], row["high"]
    if low == high:
        return "unknown" if low is None else "exact"
    return " to ".join("unknown" if end is None else _number(end) for end in (low, high))


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1e4 else cell_text(value)


def _hows(rows: Sequence[Record]) -> Iterator[Line]:
    """How each quantity was found; what holds for all elements is said once."""
    said = set()
    for row in rows:
        words = (row["quantity"], row["at_nm"], row["model"], row["because"])
        if row["status"] != "given" and words not in said:
            said.add(words)
            yield _how(row)


def _how(row: Record) -> Line:
    name = f"{_what(row)} ({row['model']})" if row["model"] else _what(row)
    valid = f"; holds for {row['valid']}" if row["valid"] and row["value"] is not None else ""
    return Line(f"{name}: {row['because']}{valid}", "item", 1)
