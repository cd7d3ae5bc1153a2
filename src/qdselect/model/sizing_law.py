"""Sizing curves in closed form: core diameter from the first exciton.

The two forms use arithmetic only, so they serve a number, as the checks of the catalogue need it, and an array.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qdselect.model.units import HC_EV_NM

__all__ = ["diameter_from_exciton", "exciton_between", "exciton_from_diameter", "ranges_met"]

STEPS = 60
"""Halvings by which a polynomial is inverted: far below the last digit that is kept."""

Ends = tuple[float, float]


def diameter_from_exciton(form: str, coefficients: Sequence[float], absorption_nm: Any) -> Any:
    """Core diameter from the first exciton, without a look at the range in which the curve holds.

    Parameters
    ----------
    form : str
        ``polynomial``: the diameter in nm is a polynomial of the wavelength in nm, lowest power first.
        ``rational``: the energy in eV is E0 + 1 / (c0 + c1 d + c2 d**2), coefficients E0, c0, c1, c2.
    coefficients : sequence of float
        Coefficients of the form.
    absorption_nm : float or ndarray
        Wavelength of the first exciton, nm.

    Returns
    -------
    float or ndarray
        Core diameter, nm.

    Examples
    --------
    >>> round(diameter_from_exciton("rational", (0.41, 0, 0.283, 0.0252), 1000.0), 2)
    3.29
    """
    if form == "polynomial":
        total = 0.0 * absorption_nm
        for coefficient in reversed(coefficients):
            total = total * absorption_nm + coefficient
        return total
    gap, c0, c1, c2 = coefficients
    inverse = 1 / (HC_EV_NM / absorption_nm - gap)
    return (-c1 + (c1 * c1 - 4 * c2 * (c0 - inverse)) ** 0.5) / (2 * c2)


def exciton_from_diameter(coefficients: Sequence[float], diameter_nm: Any) -> Any:
    """Wavelength of the first exciton, nm, from the core diameter by a rational curve; see `diameter_from_exciton`."""
    gap, c0, c1, c2 = coefficients
    return HC_EV_NM / (gap + 1 / (c0 + diameter_nm * (c1 + diameter_nm * c2)))


def exciton_between(form: str, coefficients: Sequence[float], diameter_nm: float, ends: Ends) -> float:
    """First exciton of one diameter, nm, between two wavelengths; the nearer of them where it lies outside."""
    low, high = ends
    if form == "rational":
        return float(min(max(exciton_from_diameter(coefficients, diameter_nm), low), high))
    for _ in range(STEPS):
        middle = (low + high) / 2
        if diameter_from_exciton(form, coefficients, middle) < diameter_nm:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def ranges_met(form: str, coefficients: Sequence[float], diameter_nm: Ends, absorption_nm: Ends) -> tuple[Ends, Ends]:
    """Diameters and first excitons at which a curve stays inside both of its ranges, nm.

    Examples
    --------
    >>> sizes, excitons = ranges_met("rational", (0.41, 0, 0.283, 0.0252), (2.3, 10), (730, 2500))
    >>> sizes, [round(end) for end in excitons]
    ((2.3, 10), [736, 2077])
    """
    smallest, largest = (diameter_from_exciton(form, coefficients, end) for end in absorption_nm)
    bluest, reddest = (exciton_between(form, coefficients, end, absorption_nm) for end in diameter_nm)
    return (max(diameter_nm[0], smallest), min(diameter_nm[1], largest)), (bluest, reddest)
