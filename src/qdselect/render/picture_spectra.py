"""The picture of a document of spectra."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from qdselect.render.picture import MARKS, Curve, Entry, LaserLine, Picture, Stretch

__all__ = ["known_words", "light_words", "picture_of_spectra", "reading_notes"]

Record = Mapping[str, Any]


def picture_of_spectra(document: Record) -> Picture:
    """Picture of a document of ``qdselect spectra``: at most as many particles as there are letters.

    Parameters
    ----------
    document : mapping
        With ``emitters``, ``points``, ``lines``, ``bands`` and ``range_nm``.
    """
    low, high = document["range_nm"]
    shown = [item for item in document["emitters"] if item["mark"]]
    curves = [curve for item in shown for curve in _curves(item, document)]
    ranges = [_range(item) for item in shown if item["drawn"] == "range"]
    bands = [_band(band) for band in document["bands"]]
    return Picture(
        title=_title(document),
        low_nm=low,
        high_nm=high,
        curves=curves,
        stretches=[*ranges, *bands],
        lines=[LaserLine(line["at_nm"], line["name"]) for line in document["lines"]],
        entries=[Entry(item["mark"], _name(item), light_words(item)) for item in shown],
        notes=list(reading_notes(document)),
    )


def _title(document: Record) -> str:
    names = [item["id"] for item in document["emitters"]]
    return f"Spectra of {names[0]}" if len(names) == 1 else f"Spectra of {len(names)} formulations"


def _name(item: Record) -> str:
    return f"{item['id']} ({item['composition'] or 'composition unknown'})"


def _curves(item: Record, document: Record) -> Iterator[Curve]:
    points = [point for point in document["points"] if point["id"] == item["id"]]
    wavelength = [point["wavelength_nm"] for point in points]
    peak = item["emission_max_nm"]["value"]
    if item["drawn"] == "curve":
        height = [point["emission"] for point in points]
        sure = item["emission_status"] == "reported"
        yield Curve(item["mark"], wavelength, height, peak, peak, sure=sure, between=_between(item, wavelength))
    if item["absorption_status"] != "unknown":
        height = [point["absorption"] for point in points]
        top = max(height)
        if top > 0:
            scaled = [value / top for value in height]
            exciton = item["absorption_max_nm"]["value"]
            yield Curve(item["mark"], wavelength, scaled, exciton, peak or exciton, absorption=True, sure=False)


def _between(item: Record, wavelength: Sequence[float]) -> tuple[list[float], list[float]] | None:
    """Lowest and highest that an emission can be, over all that its maximum and width leave open."""
    from qdselect.physics.spectrum import emission_shape

    (lowest, highest), (narrow, broad) = (
        tuple(known["value"] if end is None else end for end in (known["low"], known["high"]))
        for known in (item["emission_max_nm"], item["fwhm_nm"])
    )
    if (lowest, narrow) == (highest, broad):
        return None
    nearest = [min(max(nm, lowest), highest) for nm in wavelength]
    ends: Any = [emission_shape(wavelength, peak, narrow) for peak in (lowest, highest)]  # type: ignore[arg-type]
    upper: Any = emission_shape(wavelength, nearest, broad)  # type: ignore[arg-type]
    return [round(min(pair), 6) for pair in zip(*(end.tolist() for end in ends), strict=True)], [
        round(value, 6) for value in upper.tolist()
    ]


def _range(item: Record) -> Stretch:
    known = item["emission_max_nm"]
    return Stretch(*_ends(known["low"], known["high"]), "maximum within", item["mark"])


def _band(band: Record) -> Stretch:
    name = f"detector {band['band']}" if band["channel"] == "detector" else band["band"]
    return Stretch(*_ends(band["low_nm"], band["high_nm"]), name)


def _ends(low: float | None, high: float | None) -> tuple[float, float]:
    return 0.0 if low is None else low, math.inf if high is None else high


def light_words(item: Record) -> str:
    """What the legend says of a particle: each number with how it is known."""
    parts = []
    if item["drawn"] == "curve":
        parts.append(f"emission {known_words(item['emission_max_nm'])}, width {known_words(item['fwhm_nm'])}")
    else:
        parts.append(f"no curve: {item['because']}")
    if item["absorption_status"] != "unknown":
        parts.append(f"first exciton {known_words(item['absorption_max_nm'])}")
    return "; ".join(parts)


def known_words(known: Record) -> str:
    """A number of nanometres with its interval and how it is known: ``28 nm, 21 to 35 nm (typical)``."""
    low, high, value = known["low"], known["high"], known["value"]
    if known["status"] == "bound":
        words = (
            f"{high:g} nm or less"
            if low is None
            else f"{low:g} nm or more"
            if high is None
            else f"{low:g} to {high:g} nm"
        )
        return f"{words} (reported as a range)"
    if value is None:
        return "unknown"
    status = "typical of the material" if known["status"] == "typical" else known["status"]
    if known["status"] == "reported":
        return f"{value:.4g} nm (reported)"
    between = f", {low:.3g} to {high:.3g} nm" if None not in (low, high) and low != high else ""
    return f"{value:.3g} nm{between} ({status})"


def reading_notes(document: Record) -> Iterator[str]:
    """How to read the picture, and what is not in it and why."""
    shown: Sequence[Record] = document["emitters"]
    drawn = [item for item in shown if item["mark"]]
    if any(item["drawn"] == "curve" and item["emission_status"] != "reported" for item in drawn):
        yield "Broken line, wave (~): a number behind the curve is not reported, but typical, predicted or assumed."
    if any(item["drawn"] == "curve" and _open(item) for item in drawn):
        yield "Shaded, in files: all that the intervals of maximum and width leave open."
    if any(item["drawn"] == "range" for item in drawn):
        yield "Hatched bar, or a row of points: the maximum lies somewhere in this range; no curve is known."
    if any(item["absorption_status"] != "unknown" for item in drawn):
        yield "Dotted, small letters: absorption, a model that begins at the first exciton."
    if document["asked"]["absorption"]:
        without = [item["mark"] for item in drawn if item["absorption_status"] == "unknown"]
        if without:
            yield f"Absorption not drawn: {', '.join(without)} (no source or model gives the first exciton)."
    outside = [item["mark"] for item in drawn if not _in_view(item, document["range_nm"])]
    if outside:
        yield f"Outside of the range shown: {', '.join(outside)}."
    yield from _left_out(shown)


def _open(item: Record) -> bool:
    """Whether maximum or width is an interval."""
    return any(item[field]["low"] != item[field]["high"] for field in ("emission_max_nm", "fwhm_nm"))


def _left_out(shown: Sequence[Record]) -> Iterator[str]:
    """What is not drawn, a sentence for each reason."""
    reasons: dict[str, list[str]] = {}
    for item in shown:
        if item["mark"] is None:
            full = f"a picture holds {len(MARKS)}; --csv holds all"
            reasons.setdefault(item["because"] if item["drawn"] == "nothing" else full, []).append(item["id"])
    yield from (f"Not drawn: {', '.join(names)} ({reason})." for reason, names in reasons.items())


def _in_view(item: Record, window: Sequence[float]) -> bool:
    low, high = _ends(item["emission_max_nm"]["low"], item["emission_max_nm"]["high"])
    return low < window[1] and high > window[0]
