"""Where a model holds: outside, a single number is refused and a row of an array becomes unknown (NaN)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from qdselect.errors import OutsideValidityError, UsageError
from qdselect.model.struct import Struct

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Number = float | Floats

__all__ = ["Range", "positive", "returned", "within"]


class Range(Struct):
    """An inclusive range in which a model holds."""

    low: float
    high: float

    @classmethod
    def of(cls, ends: Mapping[str, float]) -> Range:
        """Range from ``{min, max}``, as models have it in ``rules/physics.yaml``."""
        return cls(ends["min"], ends["max"])

    def holds(self, value: float) -> bool:
        """Whether a single number lies inside."""
        return self.low <= value <= self.high

    def __str__(self) -> str:
        return f"{self.low:.4g} to {self.high:.4g}"


def within(values: Number, valid: Range, what: str, model: str) -> Floats:
    """The values for which a model holds; the others are unknown.

    Parameters
    ----------
    values : float or ndarray
        What the model is asked for, nm.
    valid : Range
        Where it holds.
    what, model : str
        What the value is; id of the model.

    Returns
    -------
    ndarray
        NaN where the model does not hold, and where the value is NaN itself.

    Raises
    ------
    OutsideValidityError
        A single number for which the model does not hold; it names the range.

    Examples
    --------
    >>> within(np.array([1.0, 3.0]), Range(2, 8), "diameter", "a curve").tolist()
    [nan, 3.0]
    """
    array = np.asarray(values, dtype=float)
    slack = 1e-9 * valid.high
    inside = (array >= valid.low - slack) & (array <= valid.high + slack)
    if array.ndim == 0 and not inside:
        raise OutsideValidityError(what, float(array), valid.low, valid.high, model)
    return np.where(inside, array, np.nan)


def positive(values: Number, what: str, *, zero: bool = False) -> Floats:
    """Values that must be finite and above zero, or zero where that is allowed.

    Raises
    ------
    UsageError
        One of them is not; NaN in an array is unknown, and passes.
    """
    array = np.asarray(values, dtype=float)
    wrong = np.isinf(array) | (array < 0) | ((array == 0) & (not zero))
    if array.ndim == 0:
        wrong |= np.isnan(array)
    if wrong.any():
        number = float(array[wrong][0] if array.ndim else array)
        allowed = "0 or more" if zero else "above 0"
        kind = "" if np.isfinite(number) else "a finite number, " if zero else "a finite number "
        raise UsageError(f"{what} must be {kind}{allowed}, not {number:g}.")
    return array


def returned(array: Floats) -> Number:
    """A number for a number, an array for an array."""
    return float(array) if np.ndim(array) == 0 else array
