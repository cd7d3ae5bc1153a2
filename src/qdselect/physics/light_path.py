"""Light path: what a line excites, what a band collects, and how much two emissions overlap.

All of it rests on `qdselect.physics.spectrum`: an emission that is a Gaussian in energy, an absorption that rises to
the blue. Filters are boxes, lines are sharp. Unknown in (NaN), unknown out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from qdselect.errors import UsageError
from qdselect.model.units import HC_EV_NM
from qdselect.physics.spectrum import absorption_shape, emission_shape, fwhm_to_energy
from qdselect.physics.validity import positive, returned

if TYPE_CHECKING:
    import numpy.typing as npt

    from qdselect.physics.validity import Floats, Number

__all__ = ["REFERENCE_NM", "collected_share", "cosine_overlap", "relative_excitation", "spectra", "unit_spectra"]

REFERENCE_NM = 405.0
"""The line to which excitation is related, nm: the usual violet laser."""

REACH = 3.0
"""Full widths from the maximum beyond which an emission is taken as over; less than 1e-11 of the maximum is left."""

STEPS = 240
"""Steps of the integral over an emission; the share of a band is then right to 1e-6."""

LEAST = 0.25
"""Energy, as share of that of the maximum, below which an emission is taken as over, however broad it is."""

FAINT = 0.01
"""Absorption at 405 nm, of that at the first exciton, below which nothing is related to it any more."""

PER_WIDTH = 3.5
"""Points of the common axis for overlaps on the narrowest full width: sums of Gaussians this dense are their integrals,
to nine digits."""


def collected_share(peak_nm: Floats, width_nm: Floats, bands: Floats) -> Floats:
    """Share of an emission that each band lets through.

    The emission is `qdselect.physics.spectrum.emission_shape`, integrated over the wavelength; bands are boxes. Bands
    that tile the axis share the whole emission: their shares add up to 1.

    Parameters
    ----------
    peak_nm, width_nm : ndarray of float, shape (n,)
        Emission maximum and full width at half maximum, nm; NaN is unknown.
    bands : ndarray of float, shape (d, 2)
        Lower and upper edge of each band, nm; 0 and infinity are open ends.

    Returns
    -------
    ndarray of float, shape (n, d)
        0 to 1; NaN where peak or width is unknown.

    Raises
    ------
    UsageError
        A peak or width that is not above 0, or a band whose edges do not rise.

    Examples
    --------
    >>> collected_share(np.array([605.0]), np.array([30.0]), np.array([[585, 625], [625, np.inf]])).round(2).tolist()
    [[0.88, 0.07]]
    """
    edges = np.asarray(bands, dtype=float).reshape(-1, 2)
    if np.any(~(edges[:, 0] < edges[:, 1])) or np.any(edges < 0):
        raise UsageError("the edges of a band must rise, and be 0 or more.")
    peak, width = np.broadcast_arrays(np.atleast_1d(peak_nm), np.atleast_1d(width_nm))
    peak_eV = HC_EV_NM / positive(peak, "a peak in nm")
    width_eV = np.asarray(fwhm_to_energy(width, peak)) / 1000
    with np.errstate(divide="ignore"):
        off = (HC_EV_NM / edges[None] - peak_eV[:, None, None]) / width_eV[:, None, None]
    at = _at(*_summed(peak_eV, width_eV), (off + REACH) * STEPS / (2 * REACH))
    shares: Floats = np.clip(at[..., 0] - at[..., 1], 0.0, 1.0)
    return shares


def _summed(peak_eV: Floats, width_eV: Floats) -> tuple[Floats, Floats]:
    """Running integral of each emission over the wavelength, on even steps of the energy, and its slope per step.

    The energy is counted in full widths from the maximum. The slope of the integrand is known, so that the trapezoids
    are corrected by it (Euler and Maclaurin).
    """
    off = np.linspace(-REACH, REACH, STEPS + 1)
    ratio = (width_eV / peak_eV)[:, None]
    energy = 1 + ratio * off
    shape = np.where(energy > LEAST, np.exp(-4 * np.log(2) * off**2) / np.maximum(energy, LEAST) ** 2, 0.0)
    slope = shape * (-8 * np.log(2) * off - 2 * ratio / np.maximum(energy, LEAST))
    step = 2 * REACH / STEPS
    pieces = step / 2 * (shape[:, 1:] + shape[:, :-1]) + step**2 / 12 * (slope[:, :-1] - slope[:, 1:])
    sums = np.concatenate([np.zeros((len(shape), 1)), np.cumsum(np.maximum(pieces, 0.0), axis=1)], axis=1)
    total = sums[:, -1:]
    return sums / total, shape * step / total


def _at(sums: Floats, slopes: Floats, places: Floats) -> Floats:
    """Running integrals at places between their steps: a cubic that keeps both slopes, and never falls."""
    unknown = np.isnan(places)
    inside = np.clip(np.where(unknown, 0.0, places), 0, STEPS)
    below = np.minimum(inside.astype(np.intp), STEPS - 1)
    rows = np.arange(len(sums))[:, None, None]
    low, high, rise, end = sums[rows, below], sums[rows, below + 1], slopes[rows, below], slopes[rows, below + 1]
    part = inside - below
    cubic = low + part * (rise + part * (3 * (high - low) - 2 * rise - end + part * (rise + end - 2 * (high - low))))
    return np.where(unknown, np.nan, np.clip(cubic, low, high))


def spectra(peak_nm: Floats, width_nm: Floats, grid_nm: Floats) -> Floats:
    """Emissions over a common axis, each 1 at its maximum.

    Parameters
    ----------
    peak_nm, width_nm : ndarray of float, shape (n,)
        Emission maximum and full width at half maximum, nm; NaN is unknown.
    grid_nm : ndarray of float, shape (g,)
        Where to look, nm.

    Returns
    -------
    ndarray of float, shape (n, g)
        0 to 1; a row of NaN where peak or width is unknown.

    Examples
    --------
    >>> spectra(np.array([605.0, 655.0]), np.array([30.0, 30.0]), np.array([605.0, 655.0])).round(2).tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    """
    peak, width = np.broadcast_arrays(np.atleast_1d(peak_nm), np.atleast_1d(width_nm))
    found = emission_shape(np.asarray(grid_nm, dtype=float)[None], peak[:, None], width[:, None])
    return np.asarray(found)


def cosine_overlap(peak_nm: Floats, width_nm: Floats) -> Floats:
    """Cosine similarity of whole emissions, each with each.

    The angle between two spectra as vectors over an even axis of wavelengths: 1 for the same spectrum, 0 for two that
    never meet. It knows no filters; `collected_share` does.

    Parameters
    ----------
    peak_nm, width_nm : ndarray of float, shape (n,)
        Emission maximum and full width at half maximum, nm; NaN is unknown.

    Returns
    -------
    ndarray of float, shape (n, n)
        0 to 1, symmetric; NaN where a peak or width is unknown.

    Examples
    --------
    >>> cosine_overlap(np.array([605.0, 655.0]), np.array([30.0, 30.0])).round(3).tolist()
    [[1.0, 0.023], [0.023, 1.0]]
    """
    peak, width = (np.array(item, dtype=float) for item in np.broadcast_arrays(peak_nm, width_nm))
    known = np.isfinite(peak) & np.isfinite(width)
    overlap = np.full((len(peak), len(peak)), np.nan)
    if known.any():
        vectors = unit_spectra(peak[known], width[known])
        product = np.clip(vectors @ vectors.T, 0.0, 1.0)
        overlap[np.ix_(known, known)] = (product + product.T) / 2
    return overlap


def unit_spectra(peak_nm: Floats, width_nm: Floats) -> Floats:
    """Emissions as vectors of length 1, whose products are those of the spectra over wavelength.

    Emissions are Gaussians in energy, so that few points that are even in energy do; each counts with the stretch of
    wavelengths that it stands for, which falls with the square of the energy.

    Parameters
    ----------
    peak_nm, width_nm : ndarray of float, shape (n,)
        Emission maximum and full width at half maximum, nm; all known.

    Returns
    -------
    ndarray of float, shape (n, g)
        The product of two rows is their cosine similarity.
    """
    energy = _axis(peak_nm, width_nm)
    vectors = spectra(peak_nm, width_nm, HC_EV_NM / energy) / energy
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


def _axis(peak_nm: Floats, width_nm: Floats) -> npt.NDArray[np.float64]:
    """An axis, even in energy, on which every emission is over at both ends."""
    width_eV = np.asarray(fwhm_to_energy(width_nm, peak_nm)) / 1000
    energy = HC_EV_NM / peak_nm
    low = float(np.maximum(energy - REACH * width_eV, energy / 4).min())
    high, step = float((energy + REACH * width_eV).max()), float(width_eV.min()) / PER_WIDTH
    return np.arange(low, high + step, step)


def relative_excitation(line_nm: Number, exciton_nm: Number, rise_per_eV: Number) -> Number:
    """How well a line excites a dot, related to 405 nm: a model.

    The ratio of `qdselect.physics.spectrum.absorption_shape` at both wavelengths: 2 means that each photon of the line
    is absorbed twice as often as one of 405 nm. It is a ratio within one dot and compares no two of them.

    Parameters
    ----------
    line_nm : float or ndarray
        Excitation line, nm.
    exciton_nm : float or ndarray
        First exciton, nm.
    rise_per_eV : float or ndarray
        How fast the absorption rises to the blue, per eV. Arrays are broadcast.

    Returns
    -------
    float or ndarray
        0 or more; NaN where something is unknown, and where the dot hardly absorbs 405 nm itself.

    Examples
    --------
    >>> relative_excitation(405, 590, 1.0)
    1.0
    >>> round(relative_excitation(488, 590, 1.0), 2)
    0.59
    """
    at_line = np.asarray(absorption_shape(line_nm, exciton_nm, rise_per_eV))
    at_reference = np.asarray(absorption_shape(REFERENCE_NM, exciton_nm, rise_per_eV))
    related = at_reference >= FAINT
    return returned(np.where(related, at_line / np.where(related, at_reference, 1.0), np.nan))
