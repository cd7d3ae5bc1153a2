"""Checks of reported sizes against reported colours: a pair that the sizing curve of the material cannot explain."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from qdselect.catalog.checks_physics import is_plain
from qdselect.catalog.compile_formulations import MaterialNames
from qdselect.catalog.findings import Finding
from qdselect.catalog.reports import Report, first_value
from qdselect.model.fields import FIELDS
from qdselect.model.sizing_law import diameter_from_exciton
from qdselect.model.units import HC_EV_NM

__all__ = ["check_sizes", "possible_diameters_nm"]

Record = Mapping[str, Any]
Ends = tuple[float, float]

COLOURS = ("absorption_max_nm", "emission_max_nm")


def check_sizes(reports: Mapping[str, list[Report]], materials: Sequence[Any], models: Record) -> Iterator[Finding]:
    """Findings of every plain particle whose core diameter and colour are both reported, by whatever sources.

    Parameters
    ----------
    reports : mapping
        Records by particle.
    materials : sequence of mappings
        Entries of ``materials.yaml``.
    models : mapping
        ``rules/physics.yaml``; the preferred curve of the material is used, with its judgements of tolerance.
    """
    named = MaterialNames(list(materials))
    by_id = {material["id"]: material for material in materials}
    for items in reports.values():
        material = by_id.get(named(first_value(items, "core")) or "", {})
        curve = next((curve for curve in models["sizing"] if curve["material"] == material.get("id")), None)
        if curve is not None and is_plain(items, material):
            yield from _pairs(items, curve, models["judgements"])


def _pairs(items: list[Report], curve: Record, judgements: Record) -> Iterator[Finding]:
    for sized in items:
        size = sized.interval("core_diameter_nm")
        if size is None or not _plausible("core_diameter_nm", size):
            continue
        for field, coloured in ((field, report) for field in COLOURS for report in items):
            colour = coloured.interval(field)
            if colour is None or not _plausible(field, colour):
                continue
            allowance = float(judgements["stokes_allowance_eV"]["value"]) if field == "emission_max_nm" else 0.0
            possible = possible_diameters_nm(curve, colour, allowance, float(judgements["size_tolerance"]["value"]))
            if size[0] > possible[1] or size[1] < possible[0]:
                yield _finding(sized, size, f"{field} {_words(colour)} of {coloured.source}", possible, curve)
                break


def possible_diameters_nm(curve: Record, colour_nm: Ends, allowance_eV: float, tolerance: float) -> Ends:
    """Core diameters that a colour allows.

    Parameters
    ----------
    curve : mapping
        Entry of ``sizing`` in ``rules/physics.yaml``.
    colour_nm : (low, high)
        First exciton, or emission, nm.
    allowance_eV : float
        How far the first exciton may lie above the colour in energy: 0 for an absorption.
    tolerance : float
        How far a reported diameter may lie from that of the curve, as a share of it.

    Returns
    -------
    (low, high)
        In nm. Where a colour is beyond the curve, the end is open (0 or infinity): size still grows with wavelength,
        so a bluer dot is smaller than the smallest of the curve.

    Examples
    --------
    >>> pbs = {"form": "rational", "coefficients": [0.41, 0, 0.283, 0.0252], "diameter_nm": {"min": 2.3, "max": 10},
    ...        "absorption_nm": {"min": 730, "max": 2500}}
    >>> [round(end, 1) for end in possible_diameters_nm(pbs, (1000.0, 1000.0), 0.0, 0.3)]
    [2.3, 4.3]
    """
    shortest = 1 / (1 / colour_nm[0] + allowance_eV / HC_EV_NM) if colour_nm[0] > 0 else 0.0
    low, high = _diameter(curve, shortest), _diameter(curve, colour_nm[1])
    return low[0] * (1 - tolerance), high[1] * (1 + tolerance)


def _diameter(curve: Record, exciton_nm: float) -> Ends:
    """Diameter of one colour as an interval: a point on the curve, and beyond its ends all that lies beyond."""
    smallest, largest = curve["diameter_nm"]["min"], curve["diameter_nm"]["max"]
    if exciton_nm < curve["absorption_nm"]["min"]:
        return 0.0, smallest
    if exciton_nm > curve["absorption_nm"]["max"]:
        return largest, math.inf
    found = diameter_from_exciton(curve["form"], curve["coefficients"], exciton_nm)
    if found < smallest:
        return 0.0, smallest
    return (found, found) if found <= largest else (largest, math.inf)


def _plausible(field: str, ends: Ends) -> bool:
    """Whether it is within the plausible range of its field; outside of it the unit is wrong, not the size."""
    low, high = FIELDS[field].low, FIELDS[field].high
    return all(low <= end <= high or math.isinf(end) for end in ends)


def _finding(report: Report, size: Ends, colour: str, possible: Ends, curve: Record) -> Finding:
    message = f"core_diameter_nm {_words(size)} does not go with {colour}: {curve['id']} allows {_words(possible)} nm"
    fix = "is it the core, in nm, of the batch that has this colour? is it alloyed or doped? say so, or correct it"
    return report.finding("size-against-colour", "core_diameter_nm", message, fix)


def _words(ends: Ends) -> str:
    low, high = ends
    if low == high:
        return f"{low:.3g}"
    if math.isinf(high):
        return f"{low:.3g} and more"
    return f"up to {high:.3g}" if low <= 0 else f"{low:.3g} to {high:.3g}"
