"""Random numbers that depend on nothing but the seed: not on the machine, not on the version of numpy.

SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators"), the generator that others are
seeded with. Its *n*-th number is a function of the seed and *n* alone, so whole arrays are worked out at once.
`numpy.random` would do as well; loading it costs more than all the draws of an answer.
"""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.floating[Any]]

__all__ = ["PLACES", "STEPS", "Stream"]

GAMMA = 0x9E3779B97F4A7C15
FIRST, SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
PLACES = 16
STEPS = 1 << PLACES
"""Places in an interval that `Stream.steps` draws from."""
CHUNK = 1 << 14
"""Numbers that are worked out together: few enough to stay in the processor's cache."""


class Stream:
    """A stream of random numbers.

    Parameters
    ----------
    seed : int
        Any whole number; its lowest 64 bits count.

    Examples
    --------
    >>> Stream(1234567).words(1).tolist()
    [6457827717110365317]
    """

    def __init__(self, seed: int) -> None:
        self._state = seed % 2**64

    def words(self, count: int) -> npt.NDArray[np.uint64]:
        """The next numbers of the generator, 64 bits each."""
        found = np.empty(count, dtype=np.uint64)
        spare = np.empty(min(count, CHUNK), dtype=np.uint64)
        for start in range(0, count, CHUNK):
            part = found[start : start + CHUNK]
            _mix(part, self._state, spare[: part.size])
            self._state = (self._state + GAMMA * part.size) % 2**64
        return found

    def random(self, shape: tuple[int, ...]) -> Floats:
        """Even numbers from 0 to below 1 with 24 bits, two of a word; float32."""
        size = math.prod(shape)
        halves = self.words(-(-size // 2)).astype("<u8", copy=False).view("<u4")[:size]
        found: Floats = (halves >> np.uint32(8)).astype(np.float32)
        found *= np.float32(2**-24)
        return found.reshape(shape)

    def steps(self, shape: tuple[int, ...]) -> npt.NDArray[np.uint16]:
        """Even whole numbers from 0 to below `STEPS`, four of a word: the places of values in their intervals."""
        size = math.prod(shape)
        return self.words(-(-size // 4)).astype("<u8", copy=False).view("<u2")[:size].reshape(shape)

    def even(self, shape: tuple[int, ...]) -> Floats:
        """Even numbers above 0 and up to 1 with 53 bits; float64."""
        words = self.words(math.prod(shape)) >> np.uint64(11)
        found: Floats = ((words + np.uint64(1)) * 2.0**-53).reshape(shape)
        return found

    def standard_normal(self, shape: tuple[int, ...]) -> Floats:
        """Standard normal numbers, by the method of Box and Muller (1958); float32, within 5.8 of zero."""
        size = math.prod(shape)
        length, angle = self.random((2, -(-size // 2)))
        length = np.sqrt(-2 * np.log(1 - length))
        angle *= np.float32(2 * np.pi)
        found: Floats = np.concatenate([length * np.cos(angle), length * np.sin(angle)])[:size].reshape(shape)
        return found

    def exponential(self, shape: tuple[int, ...]) -> Floats:
        """Numbers of the exponential distribution with mean 1; float64."""
        found: Floats = -np.log(self.even(shape))
        return found


def _mix(part: npt.NDArray[np.uint64], state: int, spare: npt.NDArray[np.uint64]) -> None:
    """Fill an array of at most `CHUNK` with the numbers that follow a state."""
    np.add(_ramp()[: part.size], np.uint64(state), out=part)
    for shift, factor in ((30, FIRST), (27, SECOND), (31, None)):
        np.right_shift(part, np.uint64(shift), out=spare)
        part ^= spare
        if factor is not None:
            part *= factor


@cache
def _ramp() -> npt.NDArray[np.uint64]:
    """How far from a state each of the numbers that follow it starts."""
    return np.arange(1, CHUNK + 1, dtype=np.uint64) * np.uint64(GAMMA)
