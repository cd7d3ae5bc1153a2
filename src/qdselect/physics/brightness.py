"""Brightness: what a dot absorbs at the excitation used, times what it gives back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from qdselect.errors import UsageError
from qdselect.physics.validity import positive, returned

if TYPE_CHECKING:
    from qdselect.physics.validity import Number

__all__ = ["molar_brightness"]


def molar_brightness(extinction_M_cm: Number, quantum_yield: Number) -> Number:
    """Molar brightness: extinction at the excitation times quantum yield.

    Parameters
    ----------
    extinction_M_cm : float or ndarray
        Molar extinction at the excitation used, 1/(M cm); not that at the first exciton, unless one excites there.
    quantum_yield : float or ndarray
        Share of absorbed photons that are emitted, 0 to 1. Arrays are broadcast.

    Returns
    -------
    float or ndarray
        1/(M cm); NaN where either is unknown.

    Raises
    ------
    UsageError
        An extinction that is not above 0, or a quantum yield outside 0 to 1.

    Examples
    --------
    >>> molar_brightness(800000, 0.5)
    400000.0
    """
    extinction = positive(extinction_M_cm, "an extinction in 1/(M cm)")
    share = positive(quantum_yield, "a quantum yield", zero=True)
    if np.any(share > 1):
        raise UsageError(f"a quantum yield must be from 0 to 1, not {float(np.nanmax(share)):g}.")
    return returned(extinction * share)
