"""Value functions and weighted sums over columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from qdselect.columns.table import Categories, Column, Numbers, Truths
from qdselect.model.struct import Struct

if TYPE_CHECKING:
    import numpy.typing as npt

    from qdselect.columns.truth import Bools

    Floats = npt.NDArray[np.float64]

__all__ = [
    "Values",
    "any_of",
    "beside",
    "bits_of",
    "chosen",
    "constant",
    "dominated_by",
    "in_order",
    "intervals_of",
    "mean",
    "ordered",
    "piecewise",
    "standing_best",
    "table_values",
    "top",
    "weighted_sum",
]


class Values(Struct):
    """Values in 0 to 1 with what is not known about them.

    Attributes
    ----------
    low, high : ndarray of float, shape (n,)
        Ends of the interval.
    middle : ndarray of float, shape (n,)
        The value to score with: that of the reported number, else the middle of the interval.
    known : ndarray of float, shape (n,)
        Share that rests on known values, 0 to 1.
    """

    low: Floats
    high: Floats
    middle: Floats
    known: Floats


def constant(value: Sequence[float]) -> Values:
    """Exactly known values."""
    array = np.asarray(value, dtype=float)
    return Values(array, array, array, np.ones_like(array))


def _within(column: Numbers, ranges: Mapping[int, tuple[float, float]]) -> Numbers:
    """The column with the ends of some rows replaced."""
    low, high = column.low.copy(), column.high.copy()
    rows = np.fromiter(ranges, dtype=np.intp)
    low[rows] = [ends[0] for ends in ranges.values()]
    high[rows] = [ends[1] for ends in ranges.values()]
    return Numbers(low, high)


def piecewise(
    points: Sequence[Sequence[float]], column: Numbers, ranges: Mapping[int, tuple[float, float]] | None = None
) -> Values:
    """Piecewise linear value function, flat outside its points.

    Parameters
    ----------
    points : sequence of (x, y)
        Corners, x increasing, y in 0 to 1.
    column : Numbers
        Values as intervals; the result spans the function over each interval.
    ranges : mapping of int to (float, float), optional
        Per row, where the number may lie: the spread of several reports of it, or, where none is known, the range
        that is typical of the material.
    """
    x = np.array([point[0] for point in points], dtype=float)
    y = np.array([point[1] for point in points], dtype=float)
    exact = column.low == column.high
    low = np.full(column.low.shape, y.min())
    high = np.full(column.low.shape, y.max())
    reported = np.interp(column.low[exact], x, y)
    low[exact] = high[exact] = reported
    wide = _within(column, ranges) if ranges else column
    partial = np.flatnonzero((wide.low < wide.high) & (np.isfinite(wide.low) | np.isfinite(wide.high)))
    if partial.size:
        low[partial], high[partial] = _over_interval(x, y, wide.low[partial], wide.high[partial])
    middle = (low + high) / 2
    if ranges:
        middle[exact] = reported
    return Values(low, high, middle, exact.astype(float))


def _over_interval(x: Floats, y: Floats, start: Floats, end: Floats) -> tuple[Floats, Floats]:
    """Least and greatest value over intervals: at their ends, or at a corner inside."""
    ends = np.stack([np.interp(start, x, y), np.interp(end, x, y)])
    least, greatest = ends.min(axis=0), ends.max(axis=0)
    for corner, value in zip(x, y, strict=True):
        inside = (start <= corner) & (corner <= end)
        least = np.where(inside, np.minimum(least, value), least)
        greatest = np.where(inside, np.maximum(greatest, value), greatest)
    return least, greatest


def table_values(table: Mapping[str, float], column: Column) -> Values:
    """Value per word; a word that the table does not name counts as unknown."""
    least, greatest = min(table.values()), max(table.values())
    if isinstance(column, Truths):
        names: tuple[str, ...] = ("false", "true")
        codes: Any = column.values
    elif isinstance(column, Categories):
        names, codes = column.names, column.codes
    else:
        raise TypeError("a table needs a column of words or truth values")
    low = np.array([*(table.get(name, least) for name in names), least])
    high = np.array([*(table.get(name, greatest) for name in names), greatest])
    known = np.array([*(float(name in table) for name in names), 0.0])
    return Values(low[codes], high[codes], ((low + high) / 2)[codes], known[codes])


def mean(parts: Sequence[tuple[float, Values]]) -> Values:
    """Mean of values by shares."""
    return weighted_sum([(share / sum(share for share, _ in parts), values) for share, values in parts])


def weighted_sum(parts: Sequence[tuple[float, Values]]) -> Values:
    """Weighted sum; the weights add up to 1."""
    if len(parts) == 1 and parts[0][0] == 1:
        return parts[0][1]
    total = [np.zeros_like(parts[0][1].low) for _ in Values._fields]
    for weight, values in parts:
        for sum_so_far, own in zip(total, values, strict=True):
            sum_so_far += weight * own
    return Values(*total)


def intervals_of(
    modes: Sequence[Sequence[Values]], places: Sequence[int], rows: Sequence[int]
) -> tuple[Floats, Floats, Floats, npt.NDArray[np.intp]]:
    """Values of some rows with their intervals, each taken from the mode in which it stands.

    Parameters
    ----------
    modes : sequence of sequence of Values
        Per mode, values per criterion over all rows.
    places, rows : sequence of int, length n
        Mode and row of each wanted entry.

    Returns
    -------
    low, middle, high : ndarray of float, shape (n, k)
    places : ndarray of int, shape (n,)
    """
    place, row = np.asarray(places, dtype=np.intp), np.asarray(rows, dtype=np.intp)
    low, middle, high = (np.array([[values[end] for values in own] for own in modes]) for end in (0, 2, 1))
    return low[place, :, row], middle[place, :, row], high[place, :, row], place


def bits_of(rows: Bools | Sequence[bool]) -> int:
    """True rows as the bits of a whole number, the first row being the lowest bit.

    Examples
    --------
    >>> bin(bits_of([True, False, True, True]))
    '0b1101'
    """
    return int.from_bytes(np.packbits(np.asarray(rows, dtype=bool), bitorder="little").tobytes(), "little")


def beside(values: Floats, further: Sequence[Sequence[float]]) -> Floats:
    """The same rows with further columns."""
    return np.hstack([values, np.asarray(further, dtype=float)])


def dominated_by(values: Floats) -> list[list[int]]:
    """Per row, the rows that are at least as good in every column and better in one.

    Parameters
    ----------
    values : ndarray of float, shape (n, k)
        Larger is better.
    """
    as_good = np.all(values[None, :, :] >= values[:, None, :], axis=2)
    better = as_good & np.any(values[None, :, :] > values[:, None, :], axis=2)
    return [np.flatnonzero(better[row]).tolist() for row in range(len(values))]


def any_of(masks: Sequence[Bools], size: int) -> Bools:
    """Rows that are true in any of some masks of ``size`` rows."""
    found: Bools = np.logical_or.reduce([np.zeros(size, dtype=bool), *masks], axis=0)
    return found


def ordered(words: Sequence[str], order: Mapping[str, int]) -> npt.NDArray[np.int64]:
    """Place of every word in an order."""
    return np.fromiter(map(order.__getitem__, words), dtype=np.int64, count=len(words))


def standing_best(keys: Sequence[Sequence[npt.NDArray[Any]]]) -> list[int]:
    """Per row, which of several tables has the least keys; earlier keys count first, and of equals the first table.

    Parameters
    ----------
    keys : sequence of sequence of ndarray, shape (n,)
        For every key its values per table and row.
    """
    found: list[int] = np.lexsort([np.stack(key) for key in reversed(keys)], axis=0)[0].tolist()
    return found


def chosen(best: Sequence[int], *keys: Sequence[npt.NDArray[Any]]) -> list[list[Any]]:
    """Every key as a list over rows, each row taken from the table in which it stands best."""
    rows = np.arange(len(best))
    return [np.stack(key)[best, rows].tolist() for key in keys]


def in_order(keys: Sequence[Sequence[Any]]) -> list[int]:
    """Rows in ascending order of their keys; earlier keys count first, and equal rows stay in their order."""
    found: list[int] = np.lexsort([np.asarray(key) for key in reversed(keys)]).tolist()
    return found


def top(scores: Floats, admitted: Bools, count: int) -> list[int]:
    """Rows with the greatest scores, best first; ties in order of rows.

    Parameters
    ----------
    scores : ndarray of float, shape (n,)
        Scores.
    admitted : ndarray of bool, shape (n,)
        Rows to consider.
    count : int
        At most so many rows.
    """
    rows = np.flatnonzero(admitted)
    if rows.size > count > 0:
        own = scores[rows]
        least = np.partition(own, rows.size - count)[rows.size - count]
        above, tied = rows[own > least], rows[own == least]
        rows = np.concatenate([above, tied[: count - above.size]])
    return [int(row) for row in rows[np.lexsort((rows, -scores[rows]))]]
