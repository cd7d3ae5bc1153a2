"""Molar extinction of a dot by size: at the first exciton, at a wavelength with a law, and between two of them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from qdselect.errors import UsageError
from qdselect.model.extinction_law import extinction_by_size, molar_of_cross_section
from qdselect.model.struct import Struct
from qdselect.model.units import AVOGADRO_PER_MOL, HC_EV_NM
from qdselect.physics.validity import Range, positive, returned, within

if TYPE_CHECKING:
    from qdselect.physics.validity import Floats, Number

__all__ = [
    "Law",
    "cross_section_cm2",
    "extinction_between",
    "extinction_of_cross_section",
    "laws_of",
    "molar_extinction",
]


class Law(Struct):
    """Molar extinction of one material by core diameter.

    Attributes
    ----------
    id, material, reference : str
        Id of the law, of the material, and of the source.
    form : str
        ``power``, ``cross-section`` or ``exponential``; see `qdselect.model.extinction_law.extinction_by_size`.
    at_nm : float or None
        Wavelength in nm; ``None`` is the first exciton.
    coefficients : mapping of str to float
        Numbers of the form.
    diameter_nm : Range
        Core diameters for which it holds.
    relative_sd : float or None
        Relative standard deviation; ``None`` if no source gives it.
    absorption_nm : Range or None
        First excitons for which an ``exponential`` law holds, which goes with their energy.
    condition : str or None
        What else must hold of the dots, in words that follow *for*.
    """

    id: str
    material: str
    reference: str
    form: str
    at_nm: float | None
    coefficients: Mapping[str, float]
    diameter_nm: Range
    relative_sd: float | None
    absorption_nm: Range | None = None
    condition: str | None = None

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Law:
        """Law from an entry of ``rules/physics.yaml``."""
        return cls(
            record["id"],
            record["material"],
            record["reference"],
            record["form"],
            record.get("at_nm"),
            record["coefficients"],
            Range.of(record["diameter_nm"]),
            record.get("relative_sd"),
            Range.of(record["absorption_nm"]) if "absorption_nm" in record else None,
            record.get("condition"),
        )

    @property
    def valid(self) -> str:
        """Where it holds, in words."""
        excitons = f" and first exciton {self.absorption_nm} nm" if self.absorption_nm else ""
        return f"core diameter {self.diameter_nm} nm{excitons}"


def laws_of(scheme: Mapping[str, Any], material: str) -> list[Law]:
    """Extinction laws of a material, of each wavelength the preferred one first.

    Parameters
    ----------
    scheme : mapping
        ``rules/physics.yaml``, as `Catalog.section("physics_scheme")` gives it.
    material : str
        Id of the material.
    """
    return [Law.of(record) for record in scheme["extinction"] if record["material"] == material]


def molar_extinction(law: Law, diameter_nm: Number, absorption_nm: Number | None = None) -> Number:
    """Molar extinction per mole of particles, at the wavelength of the law.

    Parameters
    ----------
    law : Law
        Law of the material.
    diameter_nm : float or ndarray
        Core diameter, nm.
    absorption_nm : float or ndarray, optional
        First exciton in nm; an ``exponential`` law needs it.

    Returns
    -------
    float or ndarray
        1/(M cm), decadic; NaN in an array where the law does not hold.

    Raises
    ------
    OutsideValidityError
        A single diameter or first exciton for which the law does not hold.
    UsageError
        The law needs the first exciton, and none is given.

    Examples
    --------
    >>> from qdselect import load_catalog
    >>> laws = {law.id: law for law in laws_of(load_catalog().section("physics_scheme"), "CdSe")}
    >>> round(molar_extinction(laws["yu2003-cdse-exciton"], 4.0))
    230746
    """
    inside = within(diameter_nm, law.diameter_nm, "core diameter", law.id)
    if law.form != "exponential":
        return returned(extinction_by_size(law.form, law.coefficients, inside))
    if absorption_nm is None:
        raise UsageError(f"{law.id} needs the first exciton beside the diameter.")
    exciton = positive(absorption_nm, "a first exciton in nm")
    if law.absorption_nm:
        exciton = within(exciton, law.absorption_nm, "first exciton", law.id)
    found = extinction_by_size(law.form, law.coefficients, inside, exciton)
    return returned(np.where(np.isnan(inside), np.nan, found))


def extinction_of_cross_section(sigma_cm2: Number) -> Number:
    """Molar extinction, 1/(M cm), from an absorption cross-section of one particle, cm2.

    An identity: the decadic coefficient of a mole of cross-sections in a litre.

    Examples
    --------
    >>> f"{extinction_of_cross_section(4.4e-15):.3g}"
    '1.15e+06'
    """
    sigma = positive(sigma_cm2, "a cross-section in cm2")
    return returned(molar_of_cross_section(sigma))


def cross_section_cm2(extinction: Number) -> Number:
    """Absorption cross-section of one particle, cm2, from a molar extinction: the inverse of the identity."""
    molar = positive(extinction, "an extinction in 1/(M cm)")
    return returned(molar * 1000 * math.log(10) / AVOGADRO_PER_MOL)


def extinction_between(
    wavelength_nm: Number, red: tuple[Number, Number], blue: tuple[Number, Number]
) -> tuple[Number, Number, Number]:
    """Extinction between two wavelengths with a documented extinction: a model.

    The absorption of a dot rises to the blue, so that between two documented points it lies between both values; the
    value given is exponential in the energy (the shape of `qdselect.physics.spectrum.absorption_shape`).

    Parameters
    ----------
    wavelength_nm : float or ndarray
        Where to look, nm.
    red, blue : (wavelength, extinction)
        Documented points in nm and 1/(M cm); the first is that at the longer wavelength.

    Returns
    -------
    (value, low, high) : float or ndarray
        In 1/(M cm); low and high are the two documented values.

    Raises
    ------
    OutsideValidityError
        A single wavelength that does not lie between both.

    Examples
    --------
    >>> value, low, high = extinction_between(405, (590, 3e5), (350, 1.3e6))
    >>> low < value < high
    True
    """
    (red_nm, red_value), (blue_nm, blue_value) = red, blue
    wavelength = _between(wavelength_nm, np.asarray(blue_nm, dtype=float), np.asarray(red_nm, dtype=float))
    energy, e_red, e_blue = HC_EV_NM / wavelength, HC_EV_NM / np.asarray(red_nm), HC_EV_NM / np.asarray(blue_nm)
    share = (energy - e_red) / (e_blue - e_red)
    value = np.asarray(red_value) ** (1 - share) * np.asarray(blue_value) ** share
    low, high = np.minimum(red_value, blue_value), np.maximum(red_value, blue_value)
    unknown = np.isnan(value)
    return returned(value), returned(np.where(unknown, np.nan, low)), returned(np.where(unknown, np.nan, high))


def _between(wavelength_nm: Number, blue_nm: Floats, red_nm: Floats) -> Floats:
    if blue_nm.ndim == red_nm.ndim == 0:
        return within(wavelength_nm, Range(float(blue_nm), float(red_nm)), "wavelength", "the model between laws")
    wavelength = np.asarray(wavelength_nm, dtype=float)
    return np.where((wavelength >= blue_nm) & (wavelength <= red_nm), wavelength, np.nan)
