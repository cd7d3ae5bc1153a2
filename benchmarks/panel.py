"""Panels: six markers, 150 emitters, easy and hard, beside every combination in turn and beside HiGHS.

Trying every combination is only possible on a reduced case: four markers, twenty emitters. HiGHS, through scipy, gets
the whole case as a mixed-integer program, with a constraint for each pair that cannot stand together.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.confidence import seconds
from qdselect.panels.noise import Crosstalk
from qdselect.panels.problem import Problem
from qdselect.panels.search import Found, best_panels
from qdselect.physics.light_yield import Ends
from qdselect.physics.overlap import mixed_cosines, overlap_ends

MARKERS, EMITTERS, ALTERNATIVES, ROUNDS, GOAL = 6, 150, 3, 3, 2.0
CASES = (
    ("whole spectrum, scores", (450, 850), "scores", "overlap", 0.25),
    ("tiers with many ties", (520, 700), "tiers", "overlap", 0.25),
    ("just possible, scores", (560, 740), "scores", "overlap", 0.25),
    ("all ties, impossible", (560, 660), "ties", "overlap", 0.25),
    ("all ties, 20 nm, limit 0.9", (560, 580), "ties", "overlap", 0.9),
    ("unmixed, scores", (450, 850), "scores", "noise", 2.0),
    ("unmixed, tiers, limit 1.3", (560, 720), "tiers", "noise", 1.3),
    ("unmixed, just possible", (560, 650), "scores", "noise", 2.0),
    ("unmixed, all ties, impossible", (570, 620), "ties", "noise", 2.0),
)


def emitters(low: float, high: float, size: int) -> tuple[Ends, Ends]:
    """Maxima and widths, nm; a third of the maxima are intervals."""
    chance = np.random.default_rng(7)
    middle = np.sort(chance.uniform(low, high, size))
    reach = np.where(chance.random(size) < 1 / 3, chance.uniform(2, 15, size), 0)
    width = chance.uniform(20, 60, size)
    return Ends(middle, middle - reach, middle + reach), Ends(width, width * 0.7, width * 1.5)


def worth_of(kind: str, markers: int, size: int) -> Any:
    """Scores alone, points of tiers with a coarse score, or nothing but ties."""
    chance = np.random.default_rng(11)
    scores = chance.integers(2_000, 7_000, (markers, size))
    if kind == "ties":
        return np.zeros_like(scores)
    return scores if kind == "scores" else chance.integers(0, 3, (markers, size)) * 120_000 + scores // 1_000 * 1_000


def problem_of(span: tuple[float, float], kind: str, separation: str, most: float, markers: int, size: int) -> Problem:
    """A problem from random emitters."""
    peak, width = emitters(*span, size)
    worth = worth_of(kind, markers, size)
    if separation == "overlap":
        return Problem.of(worth, overlap_ends(peak, width).value <= most)
    cosines = mixed_cosines(peak, width.value)
    apart = overlap_ends(peak, width).value < 1
    return Problem.of(worth, apart, None, Crosstalk.of(cosines, (peak.low == peak.high).tolist(), most))


def every_combination(problem: Problem) -> int | None:
    """The best total by trying every combination in turn."""
    worth, allowed = problem.worth.tolist(), problem.allowed.tolist()
    best = None
    for options in itertools.product(range(len(allowed)), repeat=len(worth)):
        if all(allowed[one][other] for one, other in itertools.combinations(options, 2)):
            total = sum(row[option] for row, option in zip(worth, options, strict=True))
            best = total if best is None or total > best else best
    return best


def with_highs(problem: Problem) -> Callable[[], int | None] | None:
    """The same as a mixed-integer program, if scipy is installed."""
    try:
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import coo_array, vstack
    except ImportError:
        return None
    markers, size = problem.worth.shape
    one, other = np.nonzero(np.triu(~problem.allowed))
    columns = np.arange(markers) * size
    rows = np.repeat(np.arange(len(one)), 2 * markers)
    places = np.concatenate([one[:, None] + columns, other[:, None] + columns], axis=1).ravel()
    pairs = coo_array((np.ones(len(rows)), (rows, places)), shape=(len(one), markers * size))
    each = coo_array((np.ones(markers * size), (np.repeat(np.arange(markers), size), np.arange(markers * size))))
    rules = [LinearConstraint(each, 1, 1), LinearConstraint(vstack([pairs]), -np.inf, np.where(one == other, 2, 1))]

    def solve() -> int | None:
        found = milp(-problem.worth.ravel().astype(float), constraints=rules, integrality=1, bounds=Bounds(0, 1))
        return None if found.x is None else round(-found.fun)

    return solve


def total(found: Found) -> int | None:
    """Worth of the best panel."""
    return found.panels[0].worth if found.panels else None


def main() -> None:
    """Print medians and ratios."""
    print(f"panels, {MARKERS} markers, {EMITTERS} emitters, the best and {ALTERNATIVES} more; median of {ROUNDS}")
    for name, span, kind, separation, most in CASES:
        problem = problem_of(span, kind, separation, most, MARKERS, EMITTERS)
        found = best_panels(problem, 1 + ALTERNATIVES)
        own = seconds(lambda problem=problem: best_panels(problem, 1 + ALTERNATIVES), ROUNDS)
        proof = "proven" if found.proven else "NOT PROVEN"
        what = "impossible" if not found.panels else f"total {total(found):,}"
        print(f"  {name:30s} {own:7.3f} s  {found.nodes:5d} nodes  {proof}, {what}   (goal {GOAL} s)")
    small = problem_of((450, 850), "scores", "overlap", 0.25, 4, 20)
    assert total(best_panels(small)) == every_combination(small)
    fast = seconds(lambda: best_panels(small), ROUNDS)
    slow = seconds(lambda: every_combination(small), 1)
    print(f"  4 markers, 20 emitters: {fast:.4f} s; every combination {slow:.3f} s   x {slow / fast:.0f}")
    problem = problem_of((450, 850), "scores", "overlap", 0.25, MARKERS, EMITTERS)
    solve = with_highs(problem)
    if solve is not None:
        begun = time.perf_counter()
        best = solve()
        highs = time.perf_counter() - begun
        own = seconds(lambda: best_panels(problem), ROUNDS)
        same = "the same total" if best == total(best_panels(problem)) else "ANOTHER TOTAL"
        what = f"{MARKERS} markers, {EMITTERS} emitters"
        print(f"  {what}: {own:.3f} s; HiGHS {highs:.3f} s   x {highs / own:.1f}   ({same})")


if __name__ == "__main__":
    main()
