"""A reported quantity as a closed interval."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

__all__ = ["closed_interval", "json_number"]


def closed_interval(quantity: Mapping[str, Any]) -> tuple[float, float]:
    """Closed interval of a reported quantity; an exclusive bound ends just inside.

    Parameters
    ----------
    quantity : mapping
        With ``value``, or any of ``min``, ``max`` (inclusive), ``above``, ``below`` (exclusive).

    Returns
    -------
    (float, float)
        Infinite where there is no bound.

    Examples
    --------
    >>> closed_interval({"min": 20, "max": 26})
    (20.0, 26.0)
    >>> closed_interval({"below": 5.5})[1] < 5.5
    True
    """
    if quantity.get("value") is not None:
        return float(quantity["value"]), float(quantity["value"])
    low, high = quantity.get("min"), quantity.get("max")
    if quantity.get("above") is not None:
        low = math.nextafter(quantity["above"], math.inf)
    if quantity.get("below") is not None:
        high = math.nextafter(quantity["below"], -math.inf)
    return float(-math.inf if low is None else low), float(math.inf if high is None else high)


def json_number(value: float) -> float | None:
    """The number, or ``None`` for an infinite one, which JSON does not know."""
    return value if math.isfinite(value) else None
