"""Colour of an emission on a screen and on paper."""

from __future__ import annotations

import itertools

__all__ = ["VISIBLE_NM", "legible", "luminance", "rgb_of_wavelength"]

RGB = tuple[int, int, int]

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

VISIBLE_NM = (380.0, 780.0)
"""Where this approximation has colours; light beyond is drawn without one."""

LEGIBLE = (0.12, 0.30)
"""Relative luminance at which a line is told from black and from white: 3 to 1 in contrast and more, either way."""


def rgb_of_wavelength(wavelength_nm: float) -> RGB:
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


def luminance(rgb: RGB) -> float:
    """Relative luminance of a colour of sRGB, 0 (black) to 1 (white), as WCAG 2 defines it.

    Examples
    --------
    >>> luminance((255, 255, 255))
    1.0
    """
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (c / 255 for c in rgb)]
    return round(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2], 6)


def legible(rgb: RGB) -> RGB:
    """The colour, as much lighter or darker as lines need to be seen on black and on white.

    Examples
    --------
    >>> legible((97, 0, 97)) > (97, 0, 97)
    True
    """
    low, high = LEGIBLE
    target = 255 if luminance(rgb) < low else 0
    for step in range(101):
        red, green, blue = (round(part + (target - part) * step / 100) for part in rgb)
        if low <= luminance((red, green, blue)) <= high:
            return red, green, blue
    raise AssertionError("unreachable")
