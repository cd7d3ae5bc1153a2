"""Checks against the material: light that a core cannot give, and bands that are too narrow or too broad."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from qdselect.catalog.compile_formulations import MaterialNames
from qdselect.catalog.findings import Finding
from qdselect.catalog.reports import Report, first_value
from qdselect.model.fields import FIELDS
from qdselect.model.interval import closed_interval
from qdselect.model.light import BAND_EDGE, ENCLOSING
from qdselect.model.units import HC_EV_NM

__all__ = ["FWHM_NM", "check_physics", "is_plain", "longest_emission_nm"]

Record = Mapping[str, Any]

BELOW_GAP_EV = 0.06
"""How far band-edge light may lie below the bulk gap: exciton binding, Stokes shift, spread of the documented gaps."""

WIDE_GAP_EV = 2.5
"""Above this gap the light of plain dots is mostly that of defects (ZnO, ZnS, ZnSe), which the gap does not bound."""

FWHM_NM = {
    "II-VI": (15, 150),
    "III-V": (15, 200),
    "IV-VI": (30, 300),
    "I-VI": (30, 300),
    "I-III-VI": (20, 300),
    "I-III-VI2": (20, 300),
    "IV": (20, 300),
    "carbon": (20, 300),
}
"""Plausible width of one batch per family of materials, nm; a judgement. In the infrared the same energy is more nm."""

FWHM_OTHERWISE_NM = (15, 150)


def check_physics(reports: Mapping[str, list[Report]], materials: list[Any]) -> Iterator[Finding]:
    """Findings of every particle against the material of its core."""
    named = MaterialNames(materials)
    by_id = {material["id"]: material for material in materials}
    for items in reports.values():
        material = by_id.get(named(first_value(items, "core")) or "", {})
        limits = _limits(items, material)
        for report in items:
            yield from _emission(report, material, *limits)
            yield from _width(report, material)


def longest_emission_nm(material: Record) -> float:
    """Longest wavelength of band-edge light from a plain dot of a material, in nm; infinite where nothing bounds it.

    Confinement only raises the gap, so a dot never emits below the gap of the bulk crystal, apart from the binding of
    the exciton and the Stokes shift (`BELOW_GAP_EV`). This holds for light of the band edge only: not for dopants, for
    alloys (their gap is another), for type II pairs (the light crosses the interface), for donor-acceptor pairs and
    defects. So there is no bound for families that are not in `BAND_EDGE`, nor above a gap of `WIDE_GAP_EV`.

    Parameters
    ----------
    material : mapping
        Entry of ``materials.yaml``, with ``bulk_band_gap_eV`` among its constants.

    Examples
    --------
    >>> cdse = {"family": "II-VI", "constants": {"bulk_band_gap_eV": {"value": 1.74}}}
    >>> round(longest_emission_nm(cdse))
    738
    """
    gap = ((material.get("constants") or {}).get("bulk_band_gap_eV") or {}).get("value")
    if gap is None or material.get("family") not in BAND_EDGE or not BELOW_GAP_EV < gap < WIDE_GAP_EV:
        return math.inf
    return HC_EV_NM / (float(gap) - BELOW_GAP_EV)


def _limits(items: list[Report], material: Record) -> tuple[float, float]:
    """Shortest and longest emission that the material allows this particle; a documented end goes before the gap."""
    if not is_plain(items, material):
        return -math.inf, math.inf
    documented = (material.get("typical") or {}).get("emission_max_nm")
    low, high = closed_interval(documented) if documented else (-math.inf, math.inf)
    return low, high if math.isfinite(high) else longest_emission_nm(material)


def is_plain(items: list[Report], material: Record) -> bool:
    """Whether the light must be that of the core: one compound, undoped, under no shell or one that encloses it."""
    doped = first_value(items, "dopants") or any(report.record.get("dopants_unknown") for report in items)
    hidden = any(report.record.get("shells_unknown") for report in items)
    core = first_value(items, "core")
    alloyed = "alloy" in (material.get("family") or "") or "(" in (core or "")
    enclosed = all(shell in ENCLOSING for shell in first_value(items, "shells") or ())
    return bool(material) and enclosed and not (doped or hidden or alloyed)


def _emission(report: Report, material: Record, shortest: float, longest: float) -> Iterator[Finding]:
    for field in ("emission_max_nm", "emission_tunable_nm"):
        ends = report.interval(field)
        if ends is None:
            continue
        # One batch certainly emits at its lower end or beyond it; a family emits at both of its ends.
        top, bottom = ends if field == "emission_max_nm" else reversed(ends)
        if _in_range(field, top) and top > longest:
            message = f"{field} reaches {top:g} nm; a plain {material['id']} dot ends at about {longest:.0f} nm"
        elif _in_range(field, bottom) and bottom < shortest:
            message = f"{field} goes down to {bottom:g} nm; {material['id']} dots begin at about {shortest:.0f} nm"
        else:
            continue
        fix = "is it doped, alloyed, of type II, or light of defects? say so in the composition or a note"
        yield report.finding("emission-outside-material", field, message, fix)


def _width(report: Report, material: Record) -> Iterator[Finding]:
    ends = report.interval("fwhm_nm")
    family = str(material.get("family") or "").removesuffix(" alloy")
    low, high = FWHM_NM.get(family, FWHM_OTHERWISE_NM)
    if ends is None or (ends[1] >= low and ends[0] <= high):
        return
    width = ends[1] if ends[1] < low else ends[0]
    if _in_range("fwhm_nm", width):
        message = f"fwhm_nm is {width:g}; one batch of {family or 'unknown material'} has {low} to {high} nm"
        yield report.finding("fwhm-implausible", "fwhm_nm", message, "check number and unit, and that it is one batch")


def _in_range(field: str, number: float) -> bool:
    """Whether a number is in the plausible range of its field; outside of it the unit is wrong, not the material."""
    return FIELDS[field].low <= number <= FIELDS[field].high
