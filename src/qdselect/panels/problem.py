"""The problem of a panel on plain arrays: what each option is worth to each marker, and which options go together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from qdselect.model.struct import Struct

if TYPE_CHECKING:
    import numpy.typing as npt

    from qdselect.panels.noise import Crosstalk

    Whole = npt.NDArray[np.int64]
    Bools = npt.NDArray[np.bool_]

__all__ = ["NEVER", "Problem"]

NEVER = -(2**50)
"""Value of an option that a marker cannot take: far below any sum, and far from the end of 64 bits."""


class Problem(Struct):
    """Markers, options, and what may stand together.

    An option is a probe, or a probe in one of several channels. Worth is in whole numbers, so that sums are exact and
    equal is equal. The options stand in order of their wavelength: that is what makes the search fast, and nothing
    hangs on it otherwise.

    Attributes
    ----------
    worth : ndarray of int, shape (m, n)
        What option ``j`` is worth to marker ``a``; `NEVER` where it cannot serve it.
    allowed : ndarray of bool, shape (n, n)
        Whether two options may stand in one panel; symmetric, false on the diagonal.
    probe : ndarray of int, shape (n,)
        The probe behind an option; those of one probe are never allowed together.
    crosstalk : Crosstalk or None
        A limit on a whole panel, where spectra are unmixed.
    """

    worth: Whole
    allowed: Bools
    probe: Whole
    crosstalk: Crosstalk | None = None

    @classmethod
    def of(
        cls,
        worth: Sequence[Sequence[int]] | Whole,
        allowed: Bools,
        probe: Sequence[int] | Whole | None = None,
        crosstalk: Crosstalk | None = None,
    ) -> Problem:
        """A problem whose pairs are put right: symmetric, and no probe beside itself."""
        table = np.asarray(worth, dtype=np.int64)
        own = np.arange(table.shape[1]) if probe is None else np.asarray(probe)
        return cls(table, allowed & allowed.T & (own[:, None] != own), own, crosstalk)

    def for_markers(self, rows: Sequence[int]) -> Problem:
        """The same problem for some of the markers."""
        return self._replace(worth=self.worth[list(rows)])

    def whether(self) -> Problem:
        """The same problem with everything worth the same: to learn whether there is a panel at all."""
        return self._replace(worth=np.where(self.worth > NEVER // 2, 0, NEVER))

    def pair_exists(self, one: int, other: int) -> bool:
        """Whether two markers alone could be served."""
        able = self.worth > NEVER // 2
        allowed = self.allowed & self.crosstalk.pairs() if self.crosstalk else self.allowed
        return bool(allowed[able[one]][:, able[other]].any())
