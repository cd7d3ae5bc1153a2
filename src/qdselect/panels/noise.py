"""Noise that unmixing adds: the price of spectra that overlap.

Least squares finds the share of each probe in a mixed signal. Where the noise is the same in all channels, the standard
deviation of a share is that of the probe measured alone, times the square root of the diagonal of the inverse of the
matrix of cosines between the spectra (the variance inflation factor of regression). It is 1 for spectra that do not
overlap, and grows with every probe that is added: a panel that is too noisy stays so, whatever is added.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from qdselect.model.struct import Struct

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

__all__ = ["Crosstalk", "condition_number", "noise_factors"]

SINGULAR = 1e-10
"""Share of a spectrum that others leave unexplained, below which it counts as their mixture."""


def noise_factors(cosines: Floats) -> Floats:
    """How many times noisier each share becomes by unmixing.

    Parameters
    ----------
    cosines : ndarray, shape (..., p, p)
        Cosine similarity of the spectra of a panel, or of several.

    Returns
    -------
    ndarray, shape (..., p)
        1 or more; infinite where a spectrum is a mixture of the others.

    Examples
    --------
    >>> import numpy as np
    >>> [round(float(factor), 3) for factor in noise_factors(np.array([[1, 0.6], [0.6, 1]]))]
    [1.25, 1.25]
    """
    values, vectors = np.linalg.eigh(cosines)
    with np.errstate(divide="ignore"):
        inverse = np.where(values > SINGULAR, 1 / np.maximum(values, SINGULAR), np.inf)
    weights = vectors**2
    with np.errstate(invalid="ignore"):
        terms = np.where(weights > SINGULAR, weights * inverse[..., None, :], 0.0)
    return np.asarray(np.sqrt(np.maximum(terms.sum(axis=-1), 1.0)))


def condition_number(cosines: Floats) -> float:
    """Condition of the mixing matrix with columns of length 1: the square root of that of its cosines.

    Examples
    --------
    >>> import numpy as np
    >>> round(condition_number(np.array([[1, 0.6], [0.6, 1]])), 3)
    2.0
    """
    values = np.linalg.eigvalsh(cosines)
    return float(np.sqrt(values[-1] / values[0])) if values[0] > SINGULAR else float("inf")


class Crosstalk(Struct):
    """A limit on the noise that unmixing adds to a panel.

    Attributes
    ----------
    cosines : ndarray, shape (e, e)
        Cosine similarity of spectra. An option whose emission is only known as an interval has two, at its ends.
    ends : ndarray of int, shape (n, 2)
        The spectra of each option; twice the same where its emission is a number.
    most : float
        Largest noise factor of any probe.
    """

    cosines: Floats
    ends: npt.NDArray[np.int64]
    most: float

    @classmethod
    def of(cls, cosines: Floats, exact: Sequence[bool], most: float) -> Crosstalk:
        """From cosines of all lower ends followed by all upper ends, and which options have but one."""
        places = np.arange(len(exact))
        return cls(cosines, np.column_stack([places, np.where(exact, places, places + len(exact))]), most)

    def pairs(self) -> npt.NDArray[np.bool_]:
        """Which two options go together as far as noise is concerned, at either end of their emission."""
        worst = self.cosines[self.ends[:, :, None, None], self.ends].max(axis=(1, 3))
        return np.asarray(worst**2 <= (1 - 1 / self.most**2) * (1 + 1e-12))

    def further(self, allowed: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
        """How many options can follow two neighbours at most, if only three in a row had to be quiet enough.

        Parameters
        ----------
        allowed : ndarray of bool, shape (n, n)
            Which two options go together.

        Returns
        -------
        ndarray of int, shape (n, n)
            Row ``i``, column ``j`` behind it: an upper bound of how many can follow; 0 in front of it.
        """
        size = len(self.ends)
        found = np.zeros((size, size), dtype=np.int64)
        for middle in range(size - 2, 0, -1):
            quiet = self._quiet_around(middle) & allowed[:middle, middle, None] & allowed[middle, middle + 1 :]
            found[:middle, middle] = (quiet * (1 + found[middle, middle + 1 :])).max(axis=1)
        return found

    def _quiet_around(self, middle: int) -> npt.NDArray[np.bool_]:
        """Which options left and right of one are quiet enough with it, three in a row, at all ends."""
        left, right = self.ends[:middle], self.ends[middle + 1 :]
        outer = self.cosines[left[:, :, None, None], right]
        quiet = np.ones((len(left), len(right)), dtype=bool)
        for end in np.unique(self.ends[middle]):
            one, other = self.cosines[end, left][:, :, None, None], self.cosines[end, right]
            whole = np.maximum(1 + 2 * one * other * outer - one**2 - other**2 - outer**2, SINGULAR)
            least = np.minimum(np.minimum(one, other), outer)
            quiet &= ((1 - least**2) / whole).max(axis=(1, 3)) <= self.most**2 * (1 + 1e-12)
        return quiet

    def start(self) -> Corners:
        """The empty panel."""
        return Corners(np.empty((1, 0, 0)), np.empty((1, 0), dtype=np.int64))

    def addable(self, corners: Corners, options: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """Which options can join a panel without making any share too noisy, at either end of any emission."""
        ends = self.ends[options]
        if not corners.chosen.shape[1]:
            return np.ones(len(options), dtype=bool)
        beside = self.cosines[corners.chosen[:, :, None], ends.ravel()]
        through = corners.inverse @ beside
        left = np.maximum(1 - (beside * through).sum(axis=1), SINGULAR)
        added = np.diagonal(corners.inverse, axis1=1, axis2=2)[:, :, None] + through**2 / left[:, None, :]
        worst = np.maximum(added.max(axis=1), 1 / left).max(axis=0).reshape(-1, 2).max(axis=1)
        return np.asarray(worst <= self.most**2 * (1 + 1e-12))

    def joined(self, corners: Corners, option: int) -> Corners:
        """The panel with one option more."""
        ends = np.unique(self.ends[option])
        chosen = np.vstack([np.column_stack([corners.chosen, np.full(len(corners.chosen), end)]) for end in ends])
        square = self.cosines[chosen[:, :, None], chosen[:, None, :]]
        return Corners(np.linalg.inv(square + SINGULAR * np.eye(square.shape[-1])), chosen)

    def factors(self, options: Sequence[int]) -> list[float]:
        """Noise factor of each option of a panel, at the ends of emission that are worst for it."""
        chosen = np.array(list(product(*(np.unique(self.ends[option]) for option in options))))
        found = noise_factors(self.cosines[chosen[:, :, None], chosen[:, None, :]])
        return [float(factor) for factor in found.max(axis=0)]


class Corners(Struct):
    """A panel at every combination of the ends of its emissions.

    Attributes
    ----------
    inverse : ndarray, shape (k, p, p)
        Inverse of the matrix of cosines.
    chosen : ndarray of int, shape (k, p)
        The spectra.
    """

    inverse: Floats
    chosen: npt.NDArray[np.int64]
