"""The models of ``rules/physics.yaml`` for single numbers, as the catalogue needs them when it is compiled.

Closed forms without arrays. Outside the range of a model, and for an open end, the answer is ``None``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from qdselect.model.extinction_law import extinction_by_size
from qdselect.model.sizing_law import diameter_from_exciton, exciton_between, ranges_met
from qdselect.model.units import HC_EV_NM

__all__ = [
    "End",
    "combined",
    "diameter_by",
    "exciton_by",
    "extinction_by",
    "inside",
    "moved",
    "not_included",
    "shifted",
    "sizing_ranges",
    "through",
]

Record = Mapping[str, Any]
End = float | None
"""End of an interval; ``None`` is open."""

ANY = {"min": 0.0, "max": math.inf}
"""Range of a law that names none for the first exciton."""


def inside(value: End, ends: Record) -> bool:
    """Whether a number lies in an inclusive range ``{min, max}``; an open end never does."""
    return value is not None and bool(ends["min"] <= value <= ends["max"])


def shifted(value: End, by: float) -> End:
    """A number plus another; an open end stays open."""
    return None if value is None else value + by


def moved(wavelength_nm: End, up_eV: float) -> End:
    """A wavelength in nm moved up in energy by so many eV.

    Examples
    --------
    >>> round(moved(620.0, 0.1))
    590
    """
    return None if wavelength_nm is None else HC_EV_NM / (HC_EV_NM / wavelength_nm + up_eV)


def through(model: Callable[[Record, float], End], record: Record, end: End) -> End:
    """What a model says of an end."""
    return None if end is None else model(record, end)


def combined(ends: Sequence[End], choose: Callable[[list[float]], float]) -> End:
    """The least or the greatest of several ends; open if one of them is."""
    known = [end for end in ends if end is not None]
    return choose(known) if len(known) == len(ends) else None


def sizing_ranges(curve: Record) -> tuple[tuple[float, float], tuple[float, float]]:
    """Diameters and first excitons for which an entry of ``sizing`` holds, nm: both of its ranges are met."""
    sizes, excitons = ((curve[key]["min"], curve[key]["max"]) for key in ("diameter_nm", "absorption_nm"))
    return ranges_met(curve["form"], curve["coefficients"], sizes, excitons)


def diameter_by(curve: Record, exciton_nm: float) -> End:
    """Core diameter from the first exciton, nm, by an entry of ``sizing``."""
    if not inside(exciton_nm, curve["absorption_nm"]):
        return None
    found = float(diameter_from_exciton(curve["form"], curve["coefficients"], exciton_nm))
    return found if inside(found, curve["diameter_nm"]) else None


def exciton_by(curve: Record, diameter_nm: float) -> End:
    """First exciton from the core diameter, nm, by an entry of ``sizing``."""
    (smallest, largest), _ = sizing_ranges(curve)
    if not smallest <= diameter_nm <= largest:
        return None
    ends = curve["absorption_nm"]["min"], curve["absorption_nm"]["max"]
    return exciton_between(curve["form"], curve["coefficients"], diameter_nm, ends)


def extinction_by(law: Record, diameter_nm: End, exciton_nm: End) -> End:
    """Molar extinction, 1/(M cm), by an entry of ``extinction``; some forms need the first exciton."""
    if not inside(diameter_nm, law["diameter_nm"]):
        return None
    if law["form"] == "exponential" and not inside(exciton_nm, law.get("absorption_nm") or ANY):
        return None
    return float(extinction_by_size(law["form"], law["coefficients"], diameter_nm, exciton_nm))


def not_included(names: Sequence[str]) -> str:
    """What an interval leaves out, as the last words of a reason; none where it holds everything.

    Parameters
    ----------
    names : sequence of str
        Of the models whose own uncertainty no source gives.

    Examples
    --------
    >>> not_included(["a-law"])
    '; the uncertainty of a-law itself is not known and not included'
    >>> not_included([])
    ''
    """
    several = ", ".join(dict.fromkeys(names))
    return f"; the uncertainty of {several} itself is not known and not included" if names else ""
