"""Confidence: ten thousand draws of weights and unknown values, beside a plain loop and an independent library.

Half the values are unknown, in five modes with their own weights. The loop does per draw what the method says; crispyn
ranks by its own method under the same number of weights, with nothing unknown.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from qdselect.columns import acceptability
from qdselect.columns.randomness import Stream
from qdselect.score.confidence import Contest, how_sure

DRAWS, ROUNDS = 10_000, 5
PROFILE = [0.40, 0.10, 0.15, 0.10, 0.15, 0.10]
NUMBERS = {"weight_spread": {"value": 0.5}, "told_apart": {"value": 0.9}}
GOALS = {50: 0.15, 500: 1.0}


def contest(size: int) -> Contest:
    """A random contest of so many candidates in five modes."""
    rng = np.random.default_rng(7)
    low = rng.random((size, 6)) * 0.5
    high = low + (rng.random((size, 6)) < 0.5) * 0.4
    return Contest(low, (low + high) / 2, high, [PROFILE] * 5, rng.integers(0, 5, size), [0] * size, ())


def seconds(work: Callable[[], Any], rounds: int = ROUNDS) -> float:
    """Median wall-clock time."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def loop(found: Contest, draws: int) -> list[float]:
    """First-rank acceptabilities, a draw at a time."""
    chance = random.Random(7)
    low, high = found.low.tolist(), found.high.tolist()
    wins = [0] * len(low)
    for _ in range(draws):
        disturbed = [weight * 2.718281828 ** (0.5 * chance.gauss(0, 1)) for weight in PROFILE]
        total = sum(disturbed)
        scores = [
            sum(w / total * chance.uniform(a, b) for w, a, b in zip(disturbed, *ends, strict=True))
            for ends in zip(low, high, strict=True)
        ]
        order = sorted(range(len(scores)), key=scores.__getitem__, reverse=True)
        wins[order[0]] += 1
    return [count / draws for count in wins]


def crispyn(found: Contest) -> Callable[[], Any] | None:
    """The same number of weights in crispyn, if it is installed."""
    try:
        from crispyn.mcda_methods import VIKOR_SMAA
    except ImportError:
        return None
    weights = acceptability.uniform_weights(Stream(7), DRAWS, 6).T
    return lambda: VIKOR_SMAA()(found.low, weights, found.low[0] * 0 + 1)


def main() -> None:
    """Print medians and ratios."""
    print(f"confidence, {DRAWS:,} draws, 6 criteria in 5 modes, half the values unknown; median of {ROUNDS}")
    for size, goal in GOALS.items():
        found = contest(size)
        own = seconds(lambda found=found: how_sure(found, NUMBERS, DRAWS, 0, 10))
        print(f"  {size:4d} candidates  qdselect    {own:7.3f} s   x {1:6.2f}   (goal {goal} s)")
        if size == min(GOALS):
            plain = seconds(lambda found=found: loop(found, DRAWS), 1)
            print(f"  {size:4d} candidates  plain loop  {plain:7.3f} s   x {plain / own:6.2f}   (ranks only)")
            peer = crispyn(found)
            if peer:
                other = seconds(peer, 1)
                print(f"  {size:4d} candidates  crispyn     {other:7.3f} s   x {other / own:6.2f}   (nothing unknown)")


if __name__ == "__main__":
    main()
