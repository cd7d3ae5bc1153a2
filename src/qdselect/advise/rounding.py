"""Digits of what no source reports of a particle: no more than it deserves."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qdselect.advise.emitters import Emitter, Known

__all__ = ["rounded"]

DIGITS = {"emission_max_nm": 3, "absorption_max_nm": 3, "fwhm_nm": 2, "rise_per_eV": 2}
"""Digits of what no source reports of a particle: an assumed width of 102.813 nm would look measured."""


def rounded(emitter: Emitter) -> Emitter:
    """An emitter whose typical, predicted and assumed numbers have no more digits than they deserve.

    Panels and spectra reckon with what they print.

    Examples
    --------
    >>> from qdselect import load_catalog
    >>> from qdselect.advise.emitters import emitters_of
    >>> rounded(emitters_of(load_catalog(), ["qdot-800-line"])[0]).fwhm_nm[:3]
    (100.0, 35.0, 300.0)
    """
    own: dict[str, Any] = {name: _rounded(getattr(emitter, name), number) for name, number in DIGITS.items()}
    return emitter._replace(**own)


def _rounded(known: Known, number: int) -> Known:
    """A number to so many digits, its ends outward: the interval holds all that it held."""
    if known.measured or known.value is None:
        return known
    low, high = (
        None if end is None else _to(end, number, way)
        for end, way in ((known.low, math.floor), (known.high, math.ceil))
    )
    return known._replace(value=_to(known.value, number, round), low=low, high=high)


def _to(number: float, many: int, way: Callable[[float], int]) -> float:
    if number == 0:
        return 0.0
    unit = 10.0 ** (math.floor(math.log10(abs(number))) + 1 - many)
    return round(way(round(number / unit, 6)) * unit, 9)
