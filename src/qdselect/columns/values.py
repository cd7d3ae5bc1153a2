"""Value functions and weighted sums over columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from qdselect.columns.table import Categories, Column, Numbers, Truths

if TYPE_CHECKING:
    import numpy.typing as npt

    from qdselect.columns.truth import Bools

    Floats = npt.NDArray[np.float64]

__all__ = [
    "Values",
    "constant",
    "in_order",
    "mean",
    "piecewise",
    "standing_best",
    "table_values",
    "top",
    "weighted_sum",
    "within_typical",
]


class Values(NamedTuple):
    """Values in 0 to 1 as intervals.

    Attributes
    ----------
    low, high : ndarray of float, shape (n,)
        Ends of the interval.
    known : ndarray of float, shape (n,)
        Share that rests on known values, 0 to 1.
    """

    low: Floats
    high: Floats
    known: Floats

    @property
    def middle(self) -> Floats:
        """Middle of the interval."""
        result: Floats = (self.low + self.high) / 2
        return result


def constant(value: Sequence[float]) -> Values:
    """Exactly known values."""
    array = np.asarray(value, dtype=float)
    return Values(array, array, np.ones_like(array))


def within_typical(column: Numbers, typical: Mapping[int, tuple[float, float]]) -> Numbers:
    """The column with unknown rows narrowed to a documented typical range of their material.

    Parameters
    ----------
    column : Numbers
        Reported values.
    typical : mapping of int to (float, float)
        Range per row, only for rows whose value is unknown.
    """
    if not typical:
        return column
    low, high = column.low.copy(), column.high.copy()
    rows = np.fromiter(typical, dtype=np.intp)
    low[rows] = [ends[0] for ends in typical.values()]
    high[rows] = [ends[1] for ends in typical.values()]
    return Numbers(low, high)


def piecewise(points: Sequence[Sequence[float]], column: Numbers) -> Values:
    """Piecewise linear value function, flat outside its points.

    Parameters
    ----------
    points : sequence of (x, y)
        Corners, x increasing, y in 0 to 1.
    column : Numbers
        Values as intervals; the result spans the function over each interval.
    """
    x = np.array([point[0] for point in points], dtype=float)
    y = np.array([point[1] for point in points], dtype=float)
    exact = column.low == column.high
    low = np.full(column.low.shape, y.min())
    high = np.full(column.low.shape, y.max())
    low[exact] = high[exact] = np.interp(column.low[exact], x, y)
    partial = np.flatnonzero(~exact & (np.isfinite(column.low) | np.isfinite(column.high)))
    if partial.size:
        low[partial], high[partial] = _over_interval(x, y, column.low[partial], column.high[partial])
    return Values(low, high, exact.astype(float))


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
    return Values(low[codes], high[codes], known[codes])


def mean(parts: Sequence[tuple[float, Values]]) -> Values:
    """Mean of values by shares."""
    return weighted_sum([(share / sum(share for share, _ in parts), values) for share, values in parts])


def weighted_sum(parts: Sequence[tuple[float, Values]]) -> Values:
    """Weighted sum; the weights add up to 1."""
    if len(parts) == 1 and parts[0][0] == 1:
        return parts[0][1]
    low, high, known = (np.zeros_like(parts[0][1].low) for _ in range(3))
    for weight, values in parts:
        low += weight * values.low
        high += weight * values.high
        known += weight * values.known
    return Values(low, high, known)


def standing_best(keys: Sequence[Sequence[Sequence[Any]]]) -> list[int]:
    """Per row, which of several tables has the least keys; earlier keys count first, and of equals the first table.

    Parameters
    ----------
    keys : sequence of (table, row) arrays
        For every key its values per table and row.
    """
    columns = [np.asarray(key) for key in reversed(keys)]
    found: list[int] = np.lexsort(columns, axis=0)[0].tolist()
    return found


def in_order(keys: Sequence[Sequence[Any]]) -> list[int]:
    """Rows in ascending order of their keys; earlier keys count first."""
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
