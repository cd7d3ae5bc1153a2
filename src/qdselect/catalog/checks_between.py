"""Checks between sources: values that disagree, sizes that do not fit into each other, particles described twice."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from qdselect.catalog.findings import Finding
from qdselect.catalog.reports import Report, first_value
from qdselect.model.fields import FIELDS
from qdselect.model.names import normalise
from qdselect.model.struct import Struct

__all__ = ["SIZES", "TOLERANCES", "Tolerance", "check_between"]

Reports = Mapping[str, list[Report]]


class Tolerance(Struct):
    """How far two values may lie apart: by an absolute amount, or by a factor, whichever allows more."""

    absolute: float = 0.0
    factor: float = 1.0

    def allows(self, lower: float, upper: float) -> bool:
        """Whether two values are the same within the tolerance.

        Examples
        --------
        >>> Tolerance(5, 1.02).allows(600, 611), Tolerance(5, 1.02).allows(600, 613)
        (True, False)
        """
        return upper - lower <= self.absolute or upper <= lower * self.factor


TOLERANCES = {
    "emission_max_nm": Tolerance(5, 1.02),
    "absorption_max_nm": Tolerance(5, 1.02),
    "fwhm_nm": Tolerance(5, 1.25),
    "quantum_yield": Tolerance(0.15),
    "molar_extinction_M_cm": Tolerance(factor=2),
    "two_photon_cross_section_GM": Tolerance(factor=2),
    "lifetime_ns": Tolerance(2, 1.5),
    "core_diameter_nm": Tolerance(0.5, 1.5),
    "core_shell_diameter_nm": Tolerance(0.5, 1.5),
    "particle_diameter_nm": Tolerance(0.5, 1.5),
    "hydrodynamic_diameter_nm": Tolerance(0.5, 1.5),
    "zeta_potential_mV": Tolerance(15),
    "blood_half_life_min": Tolerance(factor=2),
}
"""What two laboratories may differ by without contradicting each other; a judgement. Ranges of families have none."""

WORDS = ("core", "shells", "dopants", "coating_class", "surface_charge", "synthesis_route")
"""Fields that are the same or not."""

CONDITIONS = ("medium", "at_nm")
"""Values under conditions that are stated and differ are not compared."""

SIZES = ("core_diameter_nm", "core_shell_diameter_nm", "hydrodynamic_diameter_nm")
"""Sizes, each within the next."""

PARTICLE = ("core", "shells", "dopants", "coating", "coating_class", "emission_max_nm", "product")
"""What tells particles apart: two that share all of it may be one."""

SURFACE = ("coating", "coating_class", "product")
"""Without any of these, too little is known of a particle to call another one the same."""


def check_between(reports: Reports) -> Iterator[Finding]:
    """Findings between the sources of each particle, and between particles of different sources."""
    for items in reports.values():
        different: list[Report] = []
        for later in items:
            others = [earlier for earlier in different if earlier.source != later.source]
            yield from _once_a_place(
                found for earlier in others for check in (_values, _words, _sizes) for found in check(earlier, later)
            )
            if all(later.record != earlier.record for earlier in different):
                different.append(later)
    yield from _described_twice(reports)


def _once_a_place(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The first finding of each kind at each place: against the first of the sources that it is at odds with."""
    told = set()
    for finding in findings:
        kind = finding.code, finding.line, finding.column
        if kind not in told:
            told.add(kind)
            yield finding


def _values(earlier: Report, later: Report) -> Iterator[Finding]:
    for field, tolerance in TOLERANCES.items():
        one, two = earlier.interval(field), later.interval(field)
        if one is None or two is None or not _comparable(earlier.quantity(field), later.quantity(field)):
            continue
        lower, upper = min(one[1], two[1]), max(one[0], two[0])
        if not tolerance.allows(lower, upper):
            unit = FIELDS[field].unit
            message = f"{field} is {_text(two)} {unit}".rstrip() + f" here and {_text(one)} in {earlier.source}"
            yield later.finding("value-conflict", field, message, "is it the same batch in the same medium? say so")


def _comparable(one: Mapping[str, Any], two: Mapping[str, Any]) -> bool:
    pairs = ((one.get(key), two.get(key)) for key in CONDITIONS)
    return all(a is None or b is None or normalise(str(a)) == normalise(str(b)) for a, b in pairs)


def _text(ends: tuple[float, float]) -> str:
    low, high = (f"{end:.6g}" for end in ends)
    if math.isinf(ends[0]) or math.isinf(ends[1]):
        return f"at most {high}" if math.isinf(ends[0]) else f"at least {low}"
    return low if low == high else f"{low} to {high}"


def _words(earlier: Report, later: Report) -> Iterator[Finding]:
    for field in WORDS:
        one, two = earlier.record.get(field), later.record.get(field)
        if one is not None and two is not None and _form(one) != _form(two):
            message = f"{field} is {_said(two)} here and {_said(one)} in {earlier.source}"
            yield later.finding("value-conflict", field, message, "is it the same particle? correct one of them")


def _said(value: Any) -> str:
    return (", ".join(value) or "none") if isinstance(value, list) else str(value)


def _form(value: Any) -> str:
    return normalise(json.dumps(value))


def _sizes(earlier: Report, later: Report) -> Iterator[Finding]:
    for inner, outer in itertools.combinations(SIZES, 2):
        for one, two in ((earlier, later), (later, earlier)):
            core, whole = one.interval(inner), two.interval(outer)
            if core and whole and core[0] > whole[1]:
                within = f"{inner} of {_text(core)} nm ({one.source})"
                message = f"{within} does not fit into {outer} of {_text(whole)} nm ({two.source})"
                fix = "is one of them a radius, or of another batch?"
                yield later.finding("size-conflict", outer if two is later else inner, message, fix)


def _described_twice(reports: Reports) -> Iterator[Finding]:
    first: dict[tuple[str, ...], tuple[str, Report]] = {}
    for name, items in reports.items():
        introducing = [report for report in items if "id" in report.record]
        for what, key in (
            ("composition, coat, emission and product", _looks(items)),
            ("name and composition", _named(items)),
        ):
            if not introducing or key is None:
                continue
            other, earlier = first.setdefault(key, (name, introducing[0]))
            if other != name and earlier.source != introducing[0].source:
                message = f"{name} has the {what} of {other} ({earlier.source})"
                fix = "if it is the same particle, refer to it and delete this one; if not, give them telling names"
                yield introducing[0].finding("duplicate-particle", "id", message, fix)
                break


def _named(items: list[Report]) -> tuple[str, ...] | None:
    """Name, composition and coat; ``None`` where an emission is known, which then tells particles apart."""
    if any(report.interval("emission_max_nm") for report in items):
        return None
    values = {key: first_value(items, key) for key in ("name", "core", "shells", "dopants", "coating")}
    if not values["core"] or not values["coating"] or not values["name"]:
        return None
    return "name", *(_form(value) for value in values.values())


def _looks(items: list[Report]) -> tuple[str, ...] | None:
    """What tells a particle apart; ``None`` when too little is known to call two the same."""
    values = {key: first_value(items, key) for key in PARTICLE}
    values["emission_max_nm"] = next(filter(None, (report.interval("emission_max_nm") for report in items)), None)
    values["product"] = (first_value(items, "availability") or {}).get("product")
    enough = values["core"] and values["emission_max_nm"] and any(values[key] for key in SURFACE)
    return tuple(_form(values[key]) for key in PARTICLE) if enough else None
