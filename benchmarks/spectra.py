"""Spectra: curves and overlaps of a thousand emitters, beside plain Python over the same numbers."""

from __future__ import annotations

import math
import random
from typing import Any

from benchmarks.confidence import seconds
from qdselect.model.units import HC_EV_NM
from qdselect.physics.light_path import collected_share, cosine_overlap, spectra

EMITTERS, ROUNDS = 1_000, 5
LOOPED = 150
"""Emitters of the loop over pairs, whose time is scaled to all: it goes with the square of their number."""

GRID_NM = [float(nm) for nm in range(350, 1401)]
BANDS_NM = [(585.0, 625.0), (635.0, 675.0), (690.0, 730.0), (700.0, math.inf)]


def emitters(count: int) -> tuple[list[float], list[float]]:
    """Maxima and widths, nm."""
    chance = random.Random(7)
    return [chance.uniform(450, 1200) for _ in range(count)], [chance.uniform(20, 120) for _ in range(count)]


def plain_spectra(peaks: list[float], widths: list[float]) -> list[list[float]]:
    """Each emission over the grid, a point at a time."""
    found = []
    for peak, width in zip(peaks, widths, strict=True):
        width_eV = HC_EV_NM * width / (peak * peak - width * width / 4)
        middle = HC_EV_NM / peak
        row = [math.exp(-4 * math.log(2) * ((HC_EV_NM / nm - middle) / width_eV) ** 2) for nm in GRID_NM]
        found.append(row)
    return found


def plain_overlap(rows: list[list[float]]) -> list[list[float]]:
    """Cosine of each pair, a product at a time; half of the pairs, for the other half is the same."""
    lengths = [math.sqrt(sum(value * value for value in row)) for row in rows]
    found = [[1.0] * len(rows) for _ in rows]
    for one, left in enumerate(rows):
        for other in range(one):
            product = sum(a * b for a, b in zip(left, rows[other], strict=True))
            found[one][other] = found[other][one] = product / (lengths[one] * lengths[other])
    return found


def plain_shares(peaks: list[float], widths: list[float]) -> list[list[float]]:
    """Share of each emission in each band, by sums over steps of 0.1 nm."""
    found = []
    for peak, width in zip(peaks, widths, strict=True):
        width_eV = HC_EV_NM * width / (peak * peak - width * width / 4)
        low, high = HC_EV_NM / (HC_EV_NM / peak + 3 * width_eV), HC_EV_NM / (HC_EV_NM / peak - 3 * width_eV)
        total, inside = 0.0, [0.0] * len(BANDS_NM)
        for step in range(int((high - low) * 10)):
            nm = low + (step + 0.5) / 10
            height = math.exp(-4 * math.log(2) * ((HC_EV_NM / nm - HC_EV_NM / peak) / width_eV) ** 2)
            total += height
            for place, (start, end) in enumerate(BANDS_NM):
                if start <= nm <= end:
                    inside[place] += height
        found.append([part / total for part in inside])
    return found


def main() -> None:
    """Print medians and ratios."""
    import numpy as np

    peaks, widths = emitters(EMITTERS)
    arrays = np.array(peaks), np.array(widths)
    grid, bands = np.array(GRID_NM), np.array(BANDS_NM)
    np.testing.assert_allclose(spectra(*arrays, grid), plain_spectra(peaks, widths), atol=1e-9)
    few = plain_spectra(peaks[:LOOPED], widths[:LOOPED])
    np.testing.assert_allclose(cosine_overlap(*arrays)[:LOOPED, :LOOPED], plain_overlap(few), atol=0.01)
    some = plain_shares(peaks[:LOOPED], widths[:LOOPED])
    np.testing.assert_allclose(collected_share(*arrays, bands)[:LOOPED], some, atol=0.005)
    scale = EMITTERS / LOOPED
    print(f"{EMITTERS:,} emitters; median of {ROUNDS}; the same results")
    _report(
        f"spectra over {len(GRID_NM):,} wavelengths",
        seconds(lambda: spectra(*arrays, grid), ROUNDS),
        seconds(lambda: plain_spectra(peaks, widths), 1),
    )
    _report(
        f"overlap matrix (plain Python: from {LOOPED} emitters, half of the pairs)",
        seconds(lambda: cosine_overlap(*arrays), ROUNDS),
        seconds(lambda: plain_overlap(few), 1) * scale**2 + seconds(lambda: plain_spectra(peaks, widths), 1),
    )
    _report(
        f"shares in {len(BANDS_NM)} bands (plain Python: from {LOOPED} emitters, steps of 0.1 nm)",
        seconds(lambda: collected_share(*arrays, bands), ROUNDS),
        seconds(lambda: plain_shares(peaks[:LOOPED], widths[:LOOPED]), 1) * scale,
    )


def _report(what: str, fast: Any, slow: Any) -> None:
    print(f"  {what}")
    print(f"    qdselect     {fast:8.3f} s")
    print(f"    plain Python {slow:8.3f} s   x {slow / fast:.0f}")


if __name__ == "__main__":
    main()
