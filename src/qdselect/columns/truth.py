"""Kleene's three-valued logic over columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qdselect.model.struct import Struct

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Bools = npt.NDArray[np.bool_]

__all__ = ["Truth"]


class Truth(Struct):
    """Truth of a statement per row: true, false, or neither (unknown).

    Attributes
    ----------
    true, false : ndarray of bool, shape (n,)
        Never both.
    """

    true: Bools
    false: Bools

    def __and__(self, other: Truth) -> Truth:
        return Truth(self.true & other.true, self.false | other.false)

    def __or__(self, other: Truth) -> Truth:
        return Truth(self.true | other.true, self.false & other.false)

    def __invert__(self) -> Truth:
        return Truth(self.false, self.true)

    @property
    def unknown(self) -> Bools:
        """Rows where the statement cannot be told."""
        result: Bools = ~(self.true | self.false)
        return result

    def at(self, row: int) -> bool | None:
        """Truth in one row."""
        if self.true[row]:
            return True
        return False if self.false[row] else None
