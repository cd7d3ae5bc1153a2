"""Sizing curves: first exciton and core diameter of a dot, both ways, with what is known of their uncertainty."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from qdselect.model.sizing_law import diameter_from_exciton, exciton_from_diameter, ranges_met
from qdselect.model.struct import Struct
from qdselect.physics.validity import Range, returned, within

if TYPE_CHECKING:
    from qdselect.physics.validity import Floats, Number

__all__ = ["Curve", "curves_of", "diameter_interval", "diameter_nm", "first_exciton_nm"]

GRID = 2049
"""Points from which the inverse of a polynomial starts; two steps of Newton's method make it exact."""


class Curve(Struct):
    """First exciton and core diameter of one material.

    Attributes
    ----------
    id, material, reference : str
        Id of the curve, of the material, and of the source.
    form : str
        ``polynomial`` or ``rational``; see `qdselect.model.sizing_law`.
    coefficients : tuple of float
        Coefficients of the form.
    diameter_nm, absorption_nm : Range
        Where it holds: both ranges of its entry are met (`qdselect.model.sizing_law.ranges_met`).
    relative_sd : float or None
        Standard deviation of the diameter over the diameter; ``None`` if no source gives it.
    """

    id: str
    material: str
    reference: str
    form: str
    coefficients: tuple[float, ...]
    diameter_nm: Range
    absorption_nm: Range
    relative_sd: float | None

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Curve:
        """Curve from an entry of ``rules/physics.yaml``."""
        form, coefficients = record["form"], tuple(record["coefficients"])
        authored = (Range.of(record[key]) for key in ("diameter_nm", "absorption_nm"))
        sizes, excitons = (Range(*ends) for ends in ranges_met(form, coefficients, *authored))
        ident, material, reference = (record[key] for key in ("id", "material", "reference"))
        return cls(ident, material, reference, form, coefficients, sizes, excitons, record.get("relative_sd"))


def curves_of(scheme: Mapping[str, Any], material: str) -> list[Curve]:
    """Sizing curves of a material, the preferred one first; none where no source gives one.

    Parameters
    ----------
    scheme : mapping
        ``rules/physics.yaml``, as `Catalog.section("physics_scheme")` gives it.
    material : str
        Id of the material.
    """
    return [Curve.of(record) for record in scheme["sizing"] if record["material"] == material]


def diameter_nm(curve: Curve, absorption_nm: Number) -> Number:
    """Core diameter from the first exciton.

    Parameters
    ----------
    curve : Curve
        Curve of the material.
    absorption_nm : float or ndarray
        Wavelength of the first exciton in nm: the first peak of the absorption, not of the emission.

    Returns
    -------
    float or ndarray
        Core diameter without shell and ligands, nm; NaN in an array where the curve does not hold.

    Raises
    ------
    OutsideValidityError
        A single number outside the range of the curve.

    Examples
    --------
    >>> from qdselect import load_catalog
    >>> curve = curves_of(load_catalog().section("physics_scheme"), "CdSe")[0]
    >>> round(diameter_nm(curve, 560), 2)
    3.41
    """
    return returned(_diameter(curve, within(absorption_nm, curve.absorption_nm, "first exciton", curve.id)))


def first_exciton_nm(curve: Curve, diameter_nm: Number) -> Number:
    """First exciton from the core diameter: the inverse of `diameter_nm`.

    Parameters
    ----------
    curve : Curve
        Curve of the material.
    diameter_nm : float or ndarray
        Core diameter, nm.

    Returns
    -------
    float or ndarray
        Wavelength of the first exciton, nm; NaN in an array where the curve does not hold.

    Raises
    ------
    OutsideValidityError
        A single number outside the range of the curve.

    Examples
    --------
    >>> from qdselect import load_catalog
    >>> curve = curves_of(load_catalog().section("physics_scheme"), "PbS")[0]
    >>> round(first_exciton_nm(curve, 3.292))
    1000
    """
    return returned(_exciton(curve, within(diameter_nm, curve.diameter_nm, "core diameter", curve.id)))


def diameter_interval(curve: Curve, diameter_nm: Number) -> tuple[Number, Number]:
    """Diameters within one standard deviation of a diameter that the curve gave.

    Returns
    -------
    (low, high) : float or ndarray
        In nm; NaN where no source gives the standard deviation.
    """
    sd = np.nan if curve.relative_sd is None else curve.relative_sd
    array = np.asarray(diameter_nm, dtype=float)
    return returned(array * (1 - sd)), returned(array * (1 + sd))


def _diameter(curve: Curve, absorption_nm: Floats) -> Floats:
    found: Floats = diameter_from_exciton(curve.form, curve.coefficients, absorption_nm)
    return found


def _exciton(curve: Curve, diameter_nm: Floats) -> Floats:
    if curve.form == "rational":
        found: Floats = exciton_from_diameter(curve.coefficients, diameter_nm)
        return found
    wavelengths, diameters = _grid(curve)
    guess = np.interp(diameter_nm, diameters, wavelengths)
    slope = np.polynomial.polynomial.polyder(np.array(curve.coefficients))
    inside = (diameter_nm >= diameters[0]) & (diameter_nm <= diameters[-1])
    for _ in range(2):
        step = (_diameter(curve, guess) - diameter_nm) / np.polynomial.polynomial.polyval(guess, slope)
        guess = np.where(inside, guess - step, guess)
    return np.where(np.isnan(diameter_nm), np.nan, guess)


@lru_cache(maxsize=64)
def _grid(curve: Curve) -> tuple[Floats, Floats]:
    """Wavelengths over the range of a polynomial, and the diameters that belong to them, increasing."""
    wavelengths = np.linspace(*curve.absorption_nm, GRID)
    return wavelengths, _diameter(curve, wavelengths)
