"""The problem of a panel on plain arrays: what each option is worth to each marker, and which options go together."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from qdselect.panel.noise import Crosstalk

    Whole = npt.NDArray[np.int64]
    Bools = npt.NDArray[np.bool_]

__all__ = ["NEVER", "Problem"]

NEVER = -(2**50)
"""Value of an option that a marker cannot take: far below any sum, and far from the end of 64 bits."""


class Problem(NamedTuple):
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
    def of(cls, worth: Whole, allowed: Bools, probe: Whole | None = None, crosstalk: Crosstalk | None = None) -> Problem:
        """A problem whose pairs are checked: symmetric, and no probe beside itself."""
        own = np.arange(worth.shape[1]) if probe is None else probe
        return cls(worth, allowed & allowed.T & (own[:, None] != own), own, crosstalk)

    def without_markers(self, gone: set[int]) -> Problem:
        """The same problem for fewer markers."""
        return self._replace(worth=self.worth[[row for row in range(len(self.worth)) if row not in gone]])
