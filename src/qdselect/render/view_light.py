"""What a person sees of a light path: words in the title, columns, lines in the case for a candidate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from qdselect.render.view import Line

__all__ = ["LIGHT_KEYS", "LIGHT_TITLES", "light_cells", "light_lines", "light_rows", "light_words"]

Record = Mapping[str, Any]

REFERENCE_NM = 405.0
"""The line to which excitation is related, nm (`qdselect.physics.light_path`)."""

NUMBERS = {
    "excitation": "excitation",
    "extinction_M_cm": "extinction",
    "collection": "collected",
    "signal_M_cm": "signal",
}
"""Numbers of a light path, in words."""

LIGHT_KEYS = ("light_line_nm", "light_band", *(f"light_{key}{end}" for key in NUMBERS for end in ("", "_status")))
LIGHT_TITLES = ("line nm", "band", *(f"{word}{end}" for word in NUMBERS.values() for end in ("", " is")))
"""Columns of a recommendation that names a light path; each number stands beside how it is known."""


def light_words(asked: Record) -> list[str]:
    """The light path of a question in words, for the title."""
    words = [asked["instrument"]] if asked["instrument"] else []
    lines = [f"{line:g}" for line in asked["lines_nm"]]
    bands = list(dict.fromkeys(band["band"] for band in asked["bands"]))
    few = len(lines) <= 6 and len(bands) <= 6
    if not asked["instrument"] or few:
        words += [f"lines {' and '.join(lines)} nm"] if lines else []
        words += [f"bands {', '.join(bands)}"] if bands else []
    return words


def light_cells(item: Record) -> list[Any]:
    """Cells of a candidate under `LIGHT_KEYS`; a number that is known only within bounds is both of them."""
    light = item.get("light_path")
    if light is None:
        return []
    cells = (cell for key in NUMBERS for cell in (_cell(light[key]), light[key]["status"]))
    return [light["line_nm"], light["band"] and light["band"]["band"], *cells]


def light_rows(items: Sequence[Record]) -> Iterator[list[Any]]:
    """Rows of a comparison: line, band, and each number with how it is known."""
    lights = [item["light_path"] for item in items]
    yield ["line nm", *(light["line_nm"] for light in lights)]
    yield ["filter band", *(light["band"] and light["band"]["band"] for light in lights)]
    for key, word in NUMBERS.items():
        yield [word, *(None if light[key]["status"] == "unknown" else _number(light[key]) for light in lights)]


def _bound(number: Record) -> bool:
    """Whether no more is known of a number than that it is nearly nothing."""
    return number["value"] == number["low"] == 0 and number["high"] not in (0, None)


def _cell(number: Record) -> Any:
    low, high = number["low"], number["high"]
    if low == high:
        return number["value"]
    if _bound(number):
        return f"below {high:g}"
    return f"{low or 0:g} to " + ("any" if high is None else f"{high:g}")


def light_lines(light: Record) -> Iterator[Line]:
    """What a light path makes of one candidate, in two lines or three."""
    parts = []
    if light["line_nm"] is not None:
        excitation = light["excitation"]
        known = excitation["status"] != "unknown" and light["line_nm"] != REFERENCE_NM
        judged = f" {_number(excitation)} times as well as {REFERENCE_NM:g} nm would" if known else ""
        excites = "excites" if excitation["status"] != "unknown" else "(not known whether it excites)"
        parts.append(f"{light['line_nm']:g} nm {excites}{judged}")
    if light["band"]:
        collection = light["collection"]
        unknown = collection["status"] == "unknown"
        share = "collects an unknown share" if unknown else f"collects {_number(collection)} of its emission"
        parts.append(f"{light['band']['band']} {share}")
    if not parts:
        yield Line(f"Light path: {light['because']}", "quiet", 1)
        return
    named = {"extinction_M_cm": "extinction at the line", "signal_M_cm": "expected signal"}
    further = (f"; {word} {_number(light[key])} /(M cm)" for key, word in named.items() if _told(light[key]))
    yield Line(f"Light path: {', '.join(parts)}{''.join(further)}", "plain", 1)
    yield Line(light["because"], "quiet", 2)
    crosstalk = light["crosstalk"]
    if crosstalk["status"] == "unknown":
        yield Line(f"background: {crosstalk['because']}", "quiet", 2)


def _told(number: Record) -> bool:
    return bool(number["status"] != "unknown")


def _number(number: Record) -> str:
    """A number with its ends and its status: none of a light path is reported."""
    value, low, high = (None if number[key] is None else f"{number[key]:.3g}" for key in ("value", "low", "high"))
    if _bound(number):
        return f"below {high} ({number['status']})"
    if low == high == value:
        return f"{value} ({number['status']})"
    ends = f"{low or '0'} to {high or 'any'}"
    return f"{value} ({ends}, {number['status']})" if value is not None else f"{ends} ({number['status']})"
