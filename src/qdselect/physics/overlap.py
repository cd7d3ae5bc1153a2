"""How far emissions overlap when their maxima and widths are only known as intervals: cosines, spill, mixtures.

Emissions are Gaussians in energy, compared over an even axis of wavelengths. The cosine of two falls with their
distance; over one width it rises and falls again, so its ends are sought at several widths of both, with the maxima
as close and as far apart as they can be.

Three numbers stand for each pair: what a limit is held against (the width to reckon with, and the maxima that are worst
for it), and the least and greatest over all that is left open.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from qdselect.physics.light_path import collected_share, cosine_overlap, unit_spectra
from qdselect.physics.light_yield import Ends, share_ends

if TYPE_CHECKING:
    import numpy.typing as npt

    from qdselect.physics.validity import Floats

__all__ = ["distinct", "mixed_cosines", "overlap_ends", "spill_ends", "spill_totals", "tried_widths"]


def distinct(peak_nm: Ends) -> npt.NDArray[np.bool_]:
    """Whether two maxima can be told apart at all: two intervals that meet may be one and the same colour.

    Parameters
    ----------
    peak_nm : Ends of shape (n,)
        Maxima, nm.

    Returns
    -------
    ndarray of bool, shape (n, n)
        True for exact maxima, whatever they are: their widths may still differ.
    """
    exact = peak_nm.low == peak_nm.high
    return np.asarray(_apart(peak_nm)[0] | (exact[:, None] & exact))


def _apart(peak_nm: Ends) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Which intervals do not meet, and which of these lie to the left of the other."""
    left = peak_nm.high[:, None] < peak_nm.low
    return left | left.T, left


def overlap_ends(peak_nm: Ends, width_nm: Ends) -> Ends:
    """Cosine similarity of emissions, each with each.

    Parameters
    ----------
    peak_nm, width_nm : Ends of shape (n,)
        Emission maximum and full width at half maximum, nm; all known.

    Returns
    -------
    Ends of shape (n, n)
        0 to 1. ``value`` is `qdselect.physics.light_path.cosine_overlap` with the maxima as close as they can be; 1
        where two intervals meet.

    Examples
    --------
    >>> found = overlap_ends(Ends.of([(605, 605, 605), (655, 655, 655)]), Ends.of([(30, 25, 40), (30, 25, 40)]))
    >>> [round(float(part[0, 1]), 3) for part in found]
    [0.023, 0.004, 0.118]
    """
    size = len(peak_nm.value)
    apart, left = _apart(peak_nm)
    both = cosine_overlap(np.concatenate([peak_nm.low, peak_nm.high]), np.tile(width_nm.value, 2))
    facing = np.where(left, both[size:, :size], both[:size, size:])
    value = np.where(apart, facing, np.where(distinct(peak_nm), both[:size, :size], 1.0))
    near, far = _extremes(peak_nm, width_nm, left)
    high = np.where(distinct(peak_nm), near, 1.0)
    return Ends(value, np.minimum(far, value), np.maximum(high, value))


def _extremes(peak_nm: Ends, width_nm: Ends, left: npt.NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Greatest cosine with the maxima closest, and least with them farthest apart, over `STEPS` widths."""
    size, steps = len(peak_nm.value), np.linspace(0, 1, STEPS)[:, None]
    if not size:
        return np.zeros((0, 0)), np.zeros((0, 0))
    widths = width_nm.low ** (1 - steps) * width_nm.high**steps
    peaks = np.repeat(np.stack([peak_nm.low, peak_nm.high]), STEPS, axis=0)
    vectors = unit_spectra(peaks.ravel(), np.concatenate([widths, widths]).ravel()).reshape(2, STEPS, size, -1)
    most, least = np.zeros((size, size)), np.ones((size, size))
    lower = vectors[0].reshape(STEPS * size, -1).T
    for upper in vectors[1]:
        rising = (upper @ lower).reshape(size, STEPS, size)
        most, least = np.maximum(most, rising.max(axis=1)), np.minimum(least, rising.min(axis=1))
    near = np.where(left, most, most.T)  # upper ends beside lower ones, and the other way round
    return np.clip(np.maximum(near, near.T), 0.0, 1.0), np.clip(np.minimum(least, least.T), 0.0, 1.0)


def spill_ends(peak_nm: Ends, width_nm: Ends, bands: Sequence[Sequence[float]], channel: Sequence[int]) -> Ends:
    """Light of one probe in the channel of another, in parts of what that channel collects of its own probe.

    Both are taken to be as bright and as abundant. Of the two ways between two probes the worse one counts.

    Parameters
    ----------
    peak_nm, width_nm : Ends of shape (n,)
        Emission maximum and full width at half maximum, nm; all known.
    bands : sequence of (low, high)
        Edges of the channels, nm.
    channel : sequence of int, length n
        Which channel each probe is seen in.

    Returns
    -------
    Ends of shape (n, n)
        0 or more; infinite within one channel, and where a channel may collect nothing of its own probe.

    Examples
    --------
    >>> peak, width = Ends.of([(605, 605, 605), (655, 655, 655)]), Ends.of([(30, 30, 30), (30, 30, 30)])
    >>> round(float(spill_ends(peak, width, [(585, 625), (635, 675)], [0, 1]).value[0, 1]), 3)
    0.016
    """
    places = np.asarray(channel, dtype=np.intp)
    both = [np.maximum(into, into.T) for into in _into(peak_nm, width_nm, bands, channel)]
    value, low, high = (np.where(places[:, None] == places, np.inf, into) for into in both)
    return Ends(value, np.minimum(low, value), np.maximum(high, value))


def spill_totals(peak_nm: Ends, width_nm: Ends, bands: Sequence[Sequence[float]], channel: Sequence[int]) -> Ends:
    """Light of all other probes of a panel in the channel of each, in parts of what it collects of its own probe.

    All are taken to be as bright and as abundant.

    Parameters
    ----------
    peak_nm, width_nm, bands, channel
        As for `spill_ends`, of the probes of one panel.

    Returns
    -------
    Ends of shape (n,)
        0 or more; infinite where a channel may collect nothing of its own probe. ``low`` and ``high`` add up what is
        least and most of each other probe, which may not go together.

    Examples
    --------
    >>> peak = Ends.of([(nm, nm, nm) for nm in (605, 655, 705)])
    >>> width = Ends.of([(40, 40, 40)] * 3)
    >>> spill_totals(peak, width, [(585, 625), (635, 675), (685, 725)], [0, 1, 2]).value.round(2).tolist()
    [0.05, 0.11, 0.06]
    """
    own = np.eye(len(channel), dtype=bool)
    value, low, high = (np.where(own, 0.0, into).sum(axis=0) for into in _into(peak_nm, width_nm, bands, channel))
    return Ends(value, np.minimum(low, value), np.maximum(high, value))


def _into(peak_nm: Ends, width_nm: Ends, bands: Sequence[Sequence[float]], channel: Sequence[int]) -> Ends:
    """Light of the probe of each row in the channel of that of each column, in parts of the column's own light."""
    fixed = share_ends(peak_nm, Ends(*([width_nm.value] * 3)), np.asarray(bands))
    free = share_ends(peak_nm, width_nm, np.asarray(bands))
    pairs = (fixed.high, fixed.low), (free.low, free.high), (free.high, free.low)
    return Ends(*(_parts(others, own, np.asarray(channel, dtype=np.intp)) for others, own in pairs))


def _parts(others: Floats, own: Floats, places: npt.NDArray[np.int64]) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        into = others[:, places] / own[np.arange(len(places)), places]
    return np.nan_to_num(into, nan=np.inf, posinf=np.inf)


def mixed_cosines(peak_nm: Ends, width_nm: Floats, bands: Sequence[Sequence[float]] = ()) -> Floats:
    """Cosine similarity of what each emission gives at the detectors, at both ends of each interval of maxima.

    Parameters
    ----------
    peak_nm : Ends of shape (n,)
        Maxima, nm.
    width_nm : ndarray of float, shape (n,)
        Full widths at half maximum, nm.
    bands : sequence of (low, high)
        Edges of the detectors; without any, whole spectra are compared.

    Returns
    -------
    ndarray, shape (2 n, 2 n)
        First all lower ends, then all upper ends. 1 with everything for an emission that no detector sees.
    """
    peaks, widths = np.concatenate([peak_nm.low, peak_nm.high]), np.tile(width_nm, 2)
    if not len(bands):
        return cosine_overlap(peaks, widths)
    seen = collected_share(peaks, widths, np.asarray(bands))
    length = np.linalg.norm(seen, axis=1, keepdims=True)
    seen = np.divide(seen, length, out=np.zeros_like(seen), where=length > 0)
    cosines = np.clip(seen @ seen.T, 0.0, 1.0)
    dark = (length == 0) | (length == 0).T
    return np.where(dark, 1.0, (cosines + cosines.T) / 2)


STEPS = 5
"""Widths, in equal steps of their logarithm, at which the ends of an overlap are sought."""
ALL_TRIED = 4
"""Unknown widths up to which all combinations of value and ends are tried."""


def tried_widths(width_nm: Ends) -> list[Floats]:
    """Widths of several probes at which their unmixing is looked at: the values first, then what may be worse.

    What unmixing does neither rises nor falls with a width alone. So of up to `ALL_TRIED` unknown widths all
    combinations of value and ends are tried; of more, all at an end, and each alone at an end beside the values.

    Parameters
    ----------
    width_nm : Ends of shape (n,)
        Full widths at half maximum, nm.

    Returns
    -------
    list of ndarray, shape (n,)

    Examples
    --------
    >>> len(tried_widths(Ends.of([(30, 30, 30), (80, 60, 90)])))
    3
    """
    unknown = np.flatnonzero(width_nm.low != width_nm.high).tolist()
    if len(unknown) <= ALL_TRIED:
        chosen = list(product(range(3), repeat=len(unknown)))
    else:
        alone = [[end if place == one else 0 for place in unknown] for one in unknown for end in (1, 2)]
        chosen = [(end,) * len(unknown) for end in range(3)] + [tuple(ends) for ends in alone]
    found = []
    for ends in chosen:
        widths = width_nm.value.copy()
        for place, end in zip(unknown, ends, strict=True):
            widths[place] = width_nm[end][place]
        found.append(widths)
    return found
