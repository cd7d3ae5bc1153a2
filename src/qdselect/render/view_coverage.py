"""The map of markers and modes: numbers of records, shaded by the highest level of evidence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qdselect.model.vocabulary import LEVELS
from qdselect.render.view import Block, Line, Sheet, View

__all__ = ["coverage_view"]

LETTERS = {"material-only": "m", "in-vitro-cells": "c", "in-vivo-animal": "a", "patient-specimens": "p"}
"""Letter behind a number of records: the highest level among them."""


def coverage_view(document: Mapping[str, Any]) -> View:
    """Markers by modes; a dash is a gap."""
    cells = document["coverage"]
    modes = list(dict.fromkeys(cell["mode"] for cell in cells))
    by_marker: dict[str, list[Mapping[str, Any]]] = {}
    for cell in cells:
        by_marker.setdefault(cell["marker"], []).append(cell)
    filled = {name: row for name, row in by_marker.items() if not all(cell["gap"] for cell in row)}
    numbers = [str(place) for place in range(1, len(modes) + 1)]
    sheet = Sheet(
        ["marker", *modes],
        ["marker", *numbers],
        [[name, *map(_shown, row)] for name, row in filled.items()],
        heat=[[0, *map(_heat, row)] for row in filled.values()],
    )
    legend = [
        Line("Modes: " + ", ".join(f"{number} {mode}" for number, mode in zip(numbers, modes, strict=True)), "quiet"),
        Line(
            "Supporting records, and their highest level: c cells, a animals, p patient specimens, m no cells. "
            "A dash is a research gap.",
            "quiet",
        ),
    ]
    return View(
        _title(document),
        [Block(lines=legend), Block(sheet=sheet), Block(lines=_closing(document, by_marker))],
        _long(cells),
    )


def _title(document: Mapping[str, Any]) -> str:
    return "Coverage, particles certainly free of cadmium" if document["cd_free"] else "Coverage"


def _shown(cell: Mapping[str, Any]) -> str | None:
    return None if cell["gap"] else f"{cell['supporting']}{LETTERS[cell['highest_level']]}"


def _heat(cell: Mapping[str, Any]) -> int:
    return 0 if cell["gap"] else max(LEVELS.index(cell["highest_level"]), 1)


def _closing(document: Mapping[str, Any], by_marker: Mapping[str, list[Mapping[str, Any]]]) -> list[Line]:
    counts = document["counts"]
    which = "a cadmium-free quantum dot" if document["cd_free"] else "a quantum dot"
    levels = ", ".join(f"{number} {level}" for level, number in document["by_level"].items() if number)
    lines = [
        Line(f"Supporting records by level: {levels or 'none'}."),
        Line(
            f"{counts['gaps']} of {counts['cells']} cells are empty: research gaps. There no checked source shows "
            f"{which} on this marker in this mode; unchecked leads are not counted (`qdselect leads`).",
            "strong",
        ),
    ]
    empty = [name for name, row in by_marker.items() if all(cell["gap"] for cell in row)]
    if empty:
        lines.append(Line(f"Without any record in a mode: {', '.join(empty)}.", "quiet"))
    against = [cell for row in by_marker.values() for cell in row if cell["refuting"]]
    lines += [Line(f"{cell['marker']} in {cell['mode']}: {cell['refuting']} refuting", "warn") for cell in against]
    return lines


def _long(cells: list[Mapping[str, Any]]) -> Sheet:
    keys = ["marker", "mode", "supporting", "refuting", "formulations", *LEVELS, "highest_level", "gap"]
    rows = [[{**cell, **cell["by_level"]}[key] for key in keys] for cell in cells]
    return Sheet(keys, keys, rows)
