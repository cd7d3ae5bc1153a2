"""Spectra: emission as a Gaussian in energy, widths in nm and in meV, and the shape of the absorption."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from qdselect.errors import UsageError
from qdselect.model.units import HC_EV_NM
from qdselect.physics.validity import positive, returned

if TYPE_CHECKING:
    from qdselect.physics.validity import Number

__all__ = ["absorption_shape", "emission_shape", "fwhm_to_energy", "fwhm_to_wavelength"]

EXCITON_HWHM_MEV = 60.0
"""Half width of the first exciton to which jasieniak2009 scales its extinction; what a good batch of CdSe has."""


def fwhm_to_energy(width_nm: Number, peak_nm: Number) -> Number:
    """Full width at half maximum in meV, from one in nm that lies evenly around a peak.

    Exact: the difference of the energies at both half maxima, no approximation for narrow bands.

    Parameters
    ----------
    width_nm : float or ndarray
        Full width at half maximum, nm; below twice the wavelength of the peak.
    peak_nm : float or ndarray
        Wavelength of the peak, nm.

    Returns
    -------
    float or ndarray
        Full width at half maximum, meV.

    Raises
    ------
    UsageError
        A width or peak that is not above 0, or a band that would reach down to 0 nm.

    Examples
    --------
    >>> round(fwhm_to_energy(30, 620), 1)
    96.8
    """
    width, peak = positive(width_nm, "a width in nm"), positive(peak_nm, "a peak in nm")
    if np.any(width >= 2 * peak):
        raise UsageError("a width in nm must be below twice the wavelength of its peak.")
    return returned(1000 * HC_EV_NM * width / (peak**2 - width**2 / 4))


def fwhm_to_wavelength(width_meV: Number, peak_nm: Number) -> Number:
    """Full width at half maximum in nm, from one in meV: the inverse of `fwhm_to_energy`.

    Parameters
    ----------
    width_meV : float or ndarray
        Full width at half maximum, meV.
    peak_nm : float or ndarray
        Middle between both half maxima, nm.

    Returns
    -------
    float or ndarray
        Full width at half maximum, nm.

    Examples
    --------
    >>> round(fwhm_to_wavelength(300, 600))
    87
    """
    width, peak = positive(width_meV, "a width in meV") / 1000, positive(peak_nm, "a peak in nm")
    return returned(2 * peak**2 * width / (HC_EV_NM + np.sqrt(HC_EV_NM**2 + width**2 * peak**2)))


def emission_shape(wavelength_nm: Number, peak_nm: Number, width_nm: Number) -> Number:
    """Emission over wavelength, 1 at the peak: a Gaussian in energy.

    Broadening by size and by phonons adds up in energy, so the band is a Gaussian there and leans to the red over
    wavelength. It is a model: it has no tail of defects, and no second band.

    Parameters
    ----------
    wavelength_nm : float or ndarray
        Where to look, nm.
    peak_nm, width_nm : float or ndarray
        Emission maximum and full width at half maximum, nm. Arrays are broadcast.

    Returns
    -------
    float or ndarray
        Emission, 0 to 1, with the maximum of the band as 1.

    Examples
    --------
    >>> emission_shape(620, 620, 30)
    1.0
    """
    wavelength = positive(wavelength_nm, "a wavelength in nm")
    peak = positive(peak_nm, "a peak in nm")
    width_eV = np.asarray(fwhm_to_energy(width_nm, peak_nm)) / 1000
    off = (HC_EV_NM / wavelength - HC_EV_NM / peak) / width_eV
    return returned(np.exp(-4 * np.log(2) * off**2))


def absorption_shape(wavelength_nm: Number, exciton_nm: Number, rise_per_eV: Number) -> Number:
    """Absorption over wavelength, 1 at the first exciton: a model, no measurement.

    Towards the red the first exciton falls as a Gaussian in energy; towards the blue the absorption rises
    exponentially with the energy. The steps of the higher excitons are left out, so it is too smooth close to the
    first exciton.

    Parameters
    ----------
    wavelength_nm : float or ndarray
        Where to look, nm.
    exciton_nm : float or ndarray
        Wavelength of the first exciton, nm.
    rise_per_eV : float or ndarray
        How fast it rises to the blue, 0 or more: the natural logarithm per eV, best taken from two documented
        extinctions (`qdselect.physics.extinction.extinction_between`).

    Returns
    -------
    float or ndarray
        Absorption relative to that at the first exciton, 0 or more.

    Examples
    --------
    >>> absorption_shape(590, 590, 2.0)
    1.0
    >>> absorption_shape(405, 590, 2.0) > 5
    True
    """
    wavelength = positive(wavelength_nm, "a wavelength in nm")
    exciton = positive(exciton_nm, "a first exciton in nm")
    rise = positive(rise_per_eV, "the rise to the blue", zero=True)
    above_eV = HC_EV_NM / wavelength - HC_EV_NM / exciton
    blue = np.exp(rise * np.maximum(above_eV, 0))
    red = np.exp(-np.log(2) * (np.minimum(above_eV, 0) / (EXCITON_HWHM_MEV / 1000)) ** 2)
    return returned(blue * red)
