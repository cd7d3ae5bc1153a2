"""What the rest of a panel could be worth at most: the bound that makes the search short.

Options are taken in the order of their wavelength. If only neighbours in that order had to go together, the best
panel would follow from a table, computed from the right: `completions`. Spectra that are far from their neighbours
are as a rule far from all others, so the table is nearly the truth, and it is never below it: every real panel is
counted by it, for its neighbours go together too.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from qdselect.panels.problem import NEVER

if TYPE_CHECKING:
    from qdselect.panels.problem import Bools, Whole

__all__ = ["completions", "one_more"]


def completions(worth: Whole, allowed: Bools, further: Whole | None = None) -> Whole:
    """Most that options to the right of each one can be worth to each set of markers.

    Parameters
    ----------
    worth : ndarray of int, shape (m, n)
        What each option is worth to each marker.
    allowed : ndarray of bool, shape (n, n)
        Which options may stand side by side.
    further : ndarray of int, shape (n, n), optional
        How many options can follow two neighbours at most.

    Returns
    -------
    ndarray of int, shape (n, 2**m)
        Row ``j``, column ``s``: an upper bound for serving the markers of the bit set ``s`` with options after ``j``.
        Far below 0 where they cannot be served.
    """
    markers, size = worth.shape
    sizes = np.array([number.bit_count() for number in range(1 << markers)])
    found = np.full((size, 1 << markers), NEVER, dtype=np.int64)
    from_here = np.empty_like(found)
    for place in range(size - 1, -1, -1):
        beside = np.flatnonzero(allowed[place, place + 1 :])
        if beside.size:
            behind = from_here[place + 1 :][beside]
            if further is not None:
                behind[sizes > 1 + further[place, place + 1 :][beside][:, None]] = NEVER
            found[place] = behind.max(axis=0)
        found[place, 0] = 0
        from_here[place] = one_more(found[place], worth[:, place, None])[0]
    return found


def one_more(shares: Whole, worth: Whole) -> Whole:
    """What options are worth to each set of markers, once another one has joined them.

    Parameters
    ----------
    shares : ndarray of int, shape (2**m,)
        What they are worth to each set without it.
    worth : ndarray of int, shape (m, c)
        What each option that could join is worth to each marker.

    Returns
    -------
    ndarray of int, shape (c, 2**m)
        The best over the markers that the one joining could serve.
    """
    rest, barred = _steps(len(worth))
    return np.asarray(np.maximum(((shares[rest] + barred)[:, None, :] + worth[:, :, None]).max(axis=0), NEVER))


@cache
def _steps(markers: int) -> tuple[Whole, Whole]:
    """Per marker and set: the set without the marker, and `NEVER` where the marker is not in it."""
    sets = np.arange(1 << markers)
    has = (sets >> np.arange(markers)[:, None]) & 1
    return np.where(has, sets ^ (1 << np.arange(markers)[:, None]), 0), np.where(has, 0, NEVER)
