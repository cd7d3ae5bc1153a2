"""Colour of an emission on a screen."""

from __future__ import annotations

import itertools

__all__ = ["rgb_of_wavelength"]

_CORNERS = (
    (380, (97, 0, 97)),
    (440, (0, 0, 255)),
    (490, (0, 255, 255)),
    (510, (0, 255, 0)),
    (580, (255, 255, 0)),
    (645, (255, 0, 0)),
    (780, (97, 0, 0)),
)
"""Corners of the usual piecewise-linear approximation of spectral colours (after D. Bruton)."""


def rgb_of_wavelength(wavelength_nm: float) -> tuple[int, int, int]:
    """Approximate screen colour of a wavelength; beyond the visible range, a dark grey.

    Parameters
    ----------
    wavelength_nm : float
        Wavelength in nm.

    Returns
    -------
    tuple of int
        Red, green, blue in 0 to 255.
    """
    if not _CORNERS[0][0] <= wavelength_nm <= _CORNERS[-1][0]:
        return (64, 64, 64)
    for (start, low), (end, high) in itertools.pairwise(_CORNERS):
        if wavelength_nm <= end:
            share = (wavelength_nm - start) / (end - start)
            red, green, blue = (round(a + share * (b - a)) for a, b in zip(low, high, strict=True))
            return red, green, blue
    raise AssertionError("unreachable")
