"""Physics: brightness and emission of a million dots, beside a plain loop over the same rows."""

from __future__ import annotations

import math
import random
from typing import Any

from benchmarks.confidence import seconds
from qdselect import load_catalog
from qdselect.model.units import HC_EV_NM
from qdselect.physics.brightness import molar_brightness
from qdselect.physics.extinction import laws_of, molar_extinction
from qdselect.physics.sizing import curves_of, first_exciton_nm
from qdselect.physics.spectrum import emission_shape

ROWS, ROUNDS = 1_000_000, 3
LOOPED = 100_000
"""Rows of the loop, whose time is scaled to all rows: it goes with their number."""

BAND_NM, WIDTH_NM = 605.0, 30.0


def rows(count: int) -> tuple[list[float], list[float]]:
    """Diameters in nm, some of them outside the curve, and quantum yields."""
    chance = random.Random(7)
    return [chance.uniform(1.5, 8.5) for _ in range(count)], [chance.random() for _ in range(count)]


def with_qdselect(sizes: Any, shares: Any) -> tuple[Any, Any]:
    """Brightness at the first exciton, and emission at the middle of a band."""
    scheme = load_catalog().section("physics_scheme")
    curve, law = curves_of(scheme, "CdSe")[1], laws_of(scheme, "CdSe")[1]
    exciton = first_exciton_nm(curve, sizes)
    return molar_brightness(molar_extinction(law, sizes), shares), emission_shape(BAND_NM, exciton, WIDTH_NM)


def with_a_loop(sizes: list[float], shares: list[float]) -> tuple[list[float], list[float]]:
    """The same a row at a time; the polynomial is inverted by bisection."""
    scheme = load_catalog().section("physics_scheme")
    curve, law = curves_of(scheme, "CdSe")[1], laws_of(scheme, "CdSe")[1]
    smallest, largest = curve.diameter_nm
    factor, exponent = law.coefficients["factor"], law.coefficients["exponent"]
    brightness, emission = [], []
    for size, share in zip(sizes, shares, strict=True):
        known = law.diameter_nm.low <= size <= law.diameter_nm.high
        brightness.append(factor * size**exponent * share if known else math.nan)
        if not smallest <= size <= largest:
            emission.append(math.nan)
            continue
        peak = _bisected(curve.coefficients, size, *curve.absorption_nm)
        width = HC_EV_NM * WIDTH_NM / (peak * peak - WIDTH_NM * WIDTH_NM / 4)
        off = (HC_EV_NM / BAND_NM - HC_EV_NM / peak) / width
        emission.append(math.exp(-4 * math.log(2) * off * off))
    return brightness, emission


def _bisected(coefficients: tuple[float, ...], size: float, low: float, high: float) -> float:
    for _ in range(40):
        middle, total = (low + high) / 2, 0.0
        for coefficient in reversed(coefficients):
            total = total * middle + coefficient
        low, high = (middle, high) if total < size else (low, middle)
    return (low + high) / 2


def main() -> None:
    """Print medians and ratios."""
    import numpy as np

    sizes, shares = rows(ROWS)
    arrays = np.array(sizes), np.array(shares)
    own = with_qdselect(*arrays)
    looped = with_a_loop(sizes[:LOOPED], shares[:LOOPED])
    for one, other in zip(own, looped, strict=True):
        np.testing.assert_allclose(one[:LOOPED], other, rtol=1e-6)
    fast = seconds(lambda: with_qdselect(*arrays), ROUNDS)
    slow = seconds(lambda: with_a_loop(sizes[:LOOPED], shares[:LOOPED]), 1) * ROWS / LOOPED
    print(f"brightness and emission of {ROWS:,} CdSe dots, size inverted to colour; median of {ROUNDS}")
    print(f"  qdselect   {fast:8.3f} s")
    print(f"  plain loop {slow:8.3f} s   x {slow / fast:.0f}   (from {LOOPED:,} rows; the same results)")


if __name__ == "__main__":
    main()
