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


BLOCK = 2_000_000
"""Numbers that are compared at once: a few megabytes, which the processor keeps close."""


def completions(worth: Whole, allowed: Bools, most: int, further: Whole | None = None) -> Whole:
    """Most that options to the right of each one can be worth to each set of markers.

    Parameters
    ----------
    worth : ndarray of int, shape (m, n)
        What each option is worth to each marker.
    allowed : ndarray of bool, shape (n, n)
        Which options may stand side by side.
    most : int
        Largest sets of markers that are asked for.
    further : ndarray of int, shape (n, n), optional
        How many options can follow two neighbours at most.

    Returns
    -------
    ndarray of int, shape (n, 2**m)
        Row ``j``, column ``s``: an upper bound for serving the markers of the bit set ``s`` with options after ``j``.
        Far below 0 where they cannot be served, and for sets larger than ``most``.
    """
    markers, size = worth.shape
    behind = np.triu(allowed, 1)
    found = np.full((size, 1 << markers), NEVER, dtype=np.int64)
    found[:, 0] = 0
    for number in range(1, most + 1):
        beside = behind if further is None else behind & (further >= number - 1)
        sets = _sets_of(markers, number)
        from_here = _served_from(found, worth, sets)
        step = max(1, BLOCK // max(size * size, 1))
        for start in range(0, len(sets), step):
            block = from_here[:, start : start + step].T
            found[:, sets[start : start + step]] = (
                np.where(beside, block[:, None, :], NEVER).max(axis=2, initial=NEVER).T
            )
    return found


def _served_from(found: Whole, worth: Whole, sets: Whole) -> Whole:
    """What each option and those behind it can be worth to each of some sets, if it serves one of their markers."""
    rest, barred = (table[:, sets] for table in _steps(len(worth)))
    best = np.full((len(found), len(sets)), NEVER, dtype=np.int64)
    for marker, own in enumerate(worth):
        np.maximum(best, found[:, rest[marker]] + barred[marker] + own[:, None], out=best)
    return best


@cache
def _sets_of(markers: int, number: int) -> Whole:
    """Sets of so many markers."""
    return np.array([bits for bits in range(1 << markers) if bits.bit_count() == number], dtype=np.int64)


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
