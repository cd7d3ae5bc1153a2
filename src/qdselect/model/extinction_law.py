"""Laws of molar extinction in closed form: arithmetic only, so they serve a number and an array alike."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from qdselect.model.units import AVOGADRO_PER_MOL, HC_EV_NM

__all__ = ["extinction_by_size", "molar_of_cross_section"]


def extinction_by_size(form: str, numbers: Mapping[str, float], diameter_nm: Any, exciton_nm: Any = None) -> Any:
    """Molar extinction, without a look at the range in which the law holds.

    Parameters
    ----------
    form : str
        ``power``: factor times the diameter in nm to a power, 1/(M cm). ``cross-section``: factor times the radius in
        nm to a power, cm2. ``exponential``: offset + scale * exp(-E / width), E the first exciton in eV, 1/(M cm).
    numbers : mapping of str to float
        Coefficients of the form.
    diameter_nm : float or ndarray
        Core diameter, nm; an ``exponential`` law does not read it.
    exciton_nm : float or ndarray, optional
        First exciton, nm; only an ``exponential`` law reads it.

    Returns
    -------
    float or ndarray
        1/(M cm), decadic, per mole of particles.

    Examples
    --------
    >>> round(extinction_by_size("power", {"factor": 5857, "exponent": 2.65}, 4.0))
    230746
    """
    if form == "power":
        return numbers["factor"] * diameter_nm ** numbers["exponent"]
    if form == "cross-section":
        return molar_of_cross_section(numbers["factor"] * (diameter_nm / 2) ** numbers["exponent"])
    return numbers["offset"] + numbers["scale"] * math.e ** (-HC_EV_NM / exciton_nm / numbers["width_eV"])


def molar_of_cross_section(sigma_cm2: Any) -> Any:
    """Molar extinction, 1/(M cm), from an absorption cross-section of one particle, cm2: an identity."""
    return sigma_cm2 * AVOGADRO_PER_MOL / (1000 * math.log(10))
