"""What a light path yields of numbers that are known as intervals: excitation, share collected, extinction at a line.

A number comes as a value with both ends; what is unknown is NaN. The ends of a result are those over all that the
intervals leave open.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from qdselect.model.struct import Struct
from qdselect.physics.light_path import collected_share, relative_excitation
from qdselect.physics.spectrum import absorption_shape

if TYPE_CHECKING:
    from collections.abc import Callable

    from qdselect.physics.validity import Floats

__all__ = ["Ends", "excitation_ends", "extinction_ends", "share_ends"]

WIDTHS = 25
"""Widths, in equal steps of their logarithm, between which the greatest share is sought."""
MAXIMA = 9
"""Maxima about each band, between which the greatest share is sought where the maximum is known as an interval."""
LEAN = 1 / 8
"""Share of the width by which the maximum that a band collects best may lie outside of it: over wavelength an emission
leans to the red, and a broad one leans most."""


class Ends(Struct):
    """Numbers with the ends of their intervals.

    Attributes
    ----------
    value, low, high : ndarray of float
        Of one shape; NaN is unknown.
    """

    value: Floats
    low: Floats
    high: Floats

    @classmethod
    def of(cls, numbers: Iterable[Sequence[float | None]]) -> Ends:
        """From ``(value, low, high)`` per row; ``None`` is unknown.

        Examples
        --------
        >>> Ends.of([(605, 600, 610), (None, None, None)]).high.tolist()
        [610.0, nan]
        """
        rows = [[np.nan if number is None else float(number) for number in row] for row in numbers]
        array = np.array(rows, dtype=float).reshape(-1, 3)
        return cls(array[:, 0], array[:, 1], array[:, 2])

    def rows(self) -> list[list[tuple[float | None, float | None, float | None]]]:
        """Per row and column ``(value, low, high)``, with ``None`` for what is unknown or endless."""
        parts = [np.where(np.isfinite(part), part, np.nan).tolist() for part in self]
        return [
            [tuple(None if number != number else number for number in cell) for cell in zip(*row, strict=True)]  # type: ignore[misc]
            for row in zip(*parts, strict=True)
        ]


def share_ends(peak_nm: Ends, width_nm: Ends, bands: Floats | Sequence[Sequence[float]]) -> Ends:
    """Share of each emission that each band lets through (`qdselect.physics.light_path.collected_share`).

    Parameters
    ----------
    peak_nm, width_nm : Ends of shape (n,)
        Emission maximum and full width at half maximum, nm.
    bands : ndarray of float, shape (d, 2)
        Edges, nm.

    Returns
    -------
    Ends of shape (n, d)
        0 to 1. The share rises as the maximum comes up to the middle of a band, and falls as it leaves it; off the
        band it rises with the width and falls again. The least share is therefore that at the ends of both intervals.
        The greatest is sought in each band by itself, right to a few parts in a thousand: about the middle of the
        band with the narrowest width, and at the ends of the maxima with every width.

    Examples
    --------
    >>> peak, width = Ends.of([(605, 605, 605)]), Ends.of([(30, 25, 35)])
    >>> share = share_ends(peak, width, np.array([[585, 625]]))
    >>> bool(share.low[0, 0] < share.value[0, 0] < share.high[0, 0])
    True
    """
    bands = np.asarray(bands, dtype=float)
    value = collected_share(peak_nm.value, width_nm.value, bands)
    low, high = _at_end(peak_nm.low, width_nm, bands)
    open_rows = np.flatnonzero(peak_nm.low < peak_nm.high)
    if open_rows.size:
        peaks, widths = (Ends(*(part[open_rows] for part in ends)) for ends in (peak_nm, width_nm))
        least, most = _at_end(peaks.high, widths, bands)
        within = np.stack([_about(peaks, widths.low, band) for band in bands], axis=1)
        low[open_rows] = np.minimum(low[open_rows], least)
        high[open_rows] = np.maximum(np.maximum(high[open_rows], most), within)
    return Ends(value, np.minimum(low, value), np.maximum(high, value))


def _at_end(peak_nm: Floats, width_nm: Ends, bands: Floats) -> tuple[Floats, Floats]:
    """Least and greatest share of emissions with one maximum each, over their widths."""
    step = np.linspace(0, 1, WIDTHS)[:, None]
    widths = np.clip(width_nm.low ** (1 - step) * width_nm.high**step, width_nm.low, width_nm.high)
    peaks = np.broadcast_to(peak_nm, widths.shape)
    shares = collected_share(peaks.ravel(), widths.ravel(), bands).reshape(*widths.shape, len(bands))
    return shares.min(axis=0), shares.max(axis=0)


def _about(peak_nm: Ends, width_nm: Floats, band: Floats) -> Floats:
    """Greatest share of one band among the maxima about it that the intervals allow."""
    first, last = (np.clip(edge, peak_nm.low, peak_nm.high) for edge in _reach(width_nm, band))
    peaks = first + np.linspace(0, 1, MAXIMA)[:, None] * (last - first)
    widths = np.broadcast_to(width_nm, peaks.shape)
    return _top(collected_share(peaks.ravel(), widths.ravel(), band[None]).reshape(peaks.shape))


def _reach(width_nm: Floats, band: Floats) -> tuple[Floats, Floats]:
    return band[0] - LEAN * width_nm, band[1] + LEAN * width_nm


def _top(shares: Floats) -> Floats:
    """Greatest share over the first axis: the top of the parabola through the greatest sample and its neighbours."""
    middle = np.clip(np.argmax(shares, axis=0), 1, len(shares) - 2)[None]
    left, here, right = (np.take_along_axis(shares, middle + off, axis=0)[0] for off in (-1, 0, 1))
    bend = left - 2 * here + right
    off = np.where(bend < 0, (left - right) / (2 * np.where(bend < 0, bend, 1.0)), 0.0)
    top = np.where(np.abs(off) < 1, here - (left - right) * off / 4, 0.0)
    return np.asarray(np.clip(top, shares.max(axis=0), 1.0))


def excitation_ends(line_nm: Sequence[float], exciton_nm: Ends, rise_per_eV: Ends) -> Ends:
    """How well each line excites each dot, related to 405 nm (`qdselect.physics.light_path.relative_excitation`).

    Parameters
    ----------
    line_nm : sequence of float, length l
        Lines, nm.
    exciton_nm, rise_per_eV : Ends of shape (n,)
        First exciton, and rise of the absorption to the blue.

    Returns
    -------
    Ends of shape (n, l)
        0 or more. The model rises or falls with either number alone, so that the ends are those at the ends of both;
        where the dot may hardly absorb 405 nm, the relation to it is open.

    Examples
    --------
    >>> found = excitation_ends([405, 488], Ends.of([(590, 590, 590)]), Ends.of([(1.0, 0.5, 1.5)]))
    >>> found.value.round(2).tolist(), found.low.round(2).tolist()
    ([[1.0, 0.59]], [[1.0, 0.46]])
    """
    lines = np.asarray(line_nm, dtype=float)[None]

    def excitation(exciton: Floats, rise: Floats) -> Floats:
        return np.asarray(relative_excitation(lines, exciton, rise))

    return _over_corners(excitation, exciton_nm, rise_per_eV)


def extinction_ends(line_nm: Sequence[float], exciton_nm: Ends, rise_per_eV: Ends, at_exciton: Ends) -> Ends:
    """Molar extinction of each dot at each line, from that at its first exciton and the shape of its absorption.

    Parameters
    ----------
    line_nm : sequence of float, length l
        Lines, nm.
    exciton_nm, rise_per_eV, at_exciton : Ends of shape (n,)
        First exciton, rise of the absorption to the blue, and extinction at the first exciton in 1/(M cm).

    Returns
    -------
    Ends of shape (n, l)
        1/(M cm); a model, and shells that absorb too are left out.

    Examples
    --------
    >>> exact = [Ends.of([(number,) * 3]) for number in (590, 1.0, 250000)]
    >>> round(float(extinction_ends([405], *exact).value[0, 0]), -4)
    650000.0
    """
    lines = np.asarray(line_nm, dtype=float)[None]

    def absorption(exciton: Floats, rise: Floats) -> Floats:
        return np.asarray(absorption_shape(lines, exciton, rise))

    shape = _over_corners(absorption, exciton_nm, rise_per_eV)
    return Ends(*(own * molar[:, None] for own, molar in zip(shape, at_exciton, strict=True)))


def _over_corners(function: Callable[[Floats, Floats], Floats], one: Ends, other: Ends) -> Ends:
    """A function at the values, and its least and greatest value at the ends; where an end has none, it is open."""
    value = function(one.value[:, None], other.value[:, None])
    corners = np.stack([function(first[:, None], second[:, None]) for first, second in product(one, other)])
    low, high = corners.min(axis=0), corners.max(axis=0)
    within = ~np.isnan(value)
    return Ends(value, np.where(np.isnan(low) & within, 0.0, low), np.where(np.isnan(high) & within, np.inf, high))
