"""The search for panels on plain arrays: exhaustive search on small problems, laws, proof, noise of unmixing."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from qdselect.panels.bound import completions
from qdselect.panels.noise import Crosstalk, condition_number, noise_factors
from qdselect.panels.problem import NEVER, Problem
from qdselect.panels.search import best_panels

# ---- small random problems, and all their panels by trying every assignment


@st.composite
def problems(draw: Any, *, unmixed: bool = False) -> Problem:
    """Up to four markers and eight options; worth with many ties, some options barred, some channels of one probe."""
    markers, size = draw(st.integers(1, 4)), draw(st.integers(1, 8))
    cell = st.one_of(st.integers(0, draw(st.sampled_from([1, 5, 1000]))), st.just(NEVER))
    worth = draw(st.lists(st.lists(cell, min_size=size, max_size=size), min_size=markers, max_size=markers))
    apart = np.array(draw(st.lists(st.booleans(), min_size=size * size, max_size=size * size))).reshape(size, size)
    apart = np.triu(apart, 1)
    probe = draw(st.lists(st.integers(0, size - 1), min_size=size, max_size=size))
    if not unmixed:
        return Problem.of(worth, apart | apart.T, probe if draw(st.booleans()) else None)
    places = np.sort(
        np.array(draw(st.lists(st.integers(0, 60), min_size=2 * size, max_size=2 * size))).reshape(size, 2)
    )
    places[:, 1] = np.where(draw(st.booleans()), places[:, 1], places[:, 0])
    middle = np.concatenate([places[:, 0], places[:, 1]]) / 4.0
    cosines = np.exp(-((middle[:, None] - middle) ** 2) / 4)
    exact = (places[:, 0] == places[:, 1]).tolist()
    crosstalk = Crosstalk.of(cosines, exact, draw(st.sampled_from([1.05, 1.3, 2.0, 5.0])))
    return Problem.of(worth, np.ones((size, size), dtype=bool), None, crosstalk)


def quiet(problem: Problem, options: tuple[int, ...]) -> bool:
    """Whether unmixing keeps the limit at all ends of emission, by inverting the matrix of cosines."""
    if problem.crosstalk is None:
        return True
    for ends in itertools.product(*(problem.crosstalk.ends[option] for option in options)):
        square = problem.crosstalk.cosines[np.ix_(ends, ends)]
        if np.linalg.det(square) < 1e-9:
            return False
        if math.sqrt(np.diag(np.linalg.inv(square)).max()) > problem.crosstalk.most * (1 + 1e-9):
            return False
    return True


def every_panel(problem: Problem) -> list[int]:
    """Worth of the best panel of every possible set of probes, best first, by trying everything."""
    markers, size = problem.worth.shape
    best: dict[frozenset[int], int] = {}
    for options in itertools.permutations(range(size), markers):
        worth = [int(problem.worth[row, option]) for row, option in enumerate(options)]
        pairs = itertools.combinations(options, 2)
        if NEVER in worth or not all(problem.allowed[pair] for pair in pairs) or not quiet(problem, options):
            continue
        probes = frozenset(int(problem.probe[option]) for option in options)
        best[probes] = max(best.get(probes, NEVER), sum(worth))
    return sorted(best.values(), reverse=True)


def is_panel(problem: Problem, worth: int, options: tuple[int, ...]) -> bool:
    together = all(problem.allowed[pair] for pair in itertools.combinations(options, 2))
    return together and quiet(problem, options) and worth == sum(problem.worth[row, o] for row, o in enumerate(options))


@given(problems(), st.integers(1, 6))
@settings(max_examples=300, deadline=None)
def test_the_best_panels_are_those_of_exhaustive_search(problem: Problem, count: int) -> None:
    found = best_panels(problem, count)
    assert found.proven
    assert [panel.worth for panel in found.panels] == every_panel(problem)[:count]
    assert all(is_panel(problem, *panel) for panel in found.panels)
    assert len({frozenset(problem.probe[list(panel.options)].tolist()) for panel in found.panels}) == len(found.panels)
    assert found.bound == (found.panels[0].worth if found.panels else None)


@given(problems(unmixed=True), st.integers(1, 4))
@settings(max_examples=200, deadline=None)
def test_unmixed_panels_are_those_of_exhaustive_search(problem: Problem, count: int) -> None:
    assert problem.crosstalk is not None
    near = [
        factor / problem.crosstalk.most
        for size in range(2, len(problem.worth) + 1)
        for chosen in itertools.combinations(range(problem.worth.shape[1]), size)
        for factor in worst_of(problem, chosen)
    ]
    assume(all(abs(share - 1) > 1e-6 for share in near))  # rounding may decide what lies on the limit
    found = best_panels(problem, count)
    assert found.proven
    assert [panel.worth for panel in found.panels] == every_panel(problem)[:count]
    assert all(is_panel(problem, *panel) for panel in found.panels)


def worst_of(problem: Problem, chosen: tuple[int, ...]) -> list[float]:
    assert problem.crosstalk is not None
    found = []
    for ends in itertools.product(*(problem.crosstalk.ends[option] for option in chosen)):
        square = problem.crosstalk.cosines[np.ix_(ends, ends)]
        if np.linalg.det(square) > 1e-9:
            found.append(math.sqrt(np.diag(np.linalg.inv(square)).max()))
    return found


# ---- laws


@given(problems())
@settings(max_examples=150, deadline=None)
def test_the_first_of_several_is_the_one_that_is_found_alone(problem: Problem) -> None:
    assert best_panels(problem, 4).panels[:1] == best_panels(problem, 1).panels


@given(problems(), st.data())
@settings(max_examples=150, deadline=None)
def test_allowing_more_never_lowers_the_optimum(problem: Problem, data: Any) -> None:
    more = np.array(data.draw(st.lists(st.booleans(), min_size=problem.allowed.size, max_size=problem.allowed.size)))
    looser = Problem.of(
        problem.worth,
        problem.allowed | (more.reshape(problem.allowed.shape) & more.reshape(problem.allowed.shape).T),
        problem.probe,
    )
    assert (best_panels(looser).bound or NEVER) >= (best_panels(problem).bound or NEVER)


@given(problems(), st.data())
@settings(max_examples=150, deadline=None)
def test_adding_an_option_never_lowers_the_optimum(problem: Problem, data: Any) -> None:
    size = problem.worth.shape[1]
    assume(size > 1)
    kept = [place for place in range(size) if place != data.draw(st.integers(0, size - 1))]
    fewer = Problem.of(problem.worth[:, kept], problem.allowed[np.ix_(kept, kept)], problem.probe[kept])
    assert (best_panels(problem).bound or NEVER) >= (best_panels(fewer).bound or NEVER)


@given(problems())
@settings(max_examples=150, deadline=None)
def test_the_bound_is_never_below_what_can_be_had(problem: Problem) -> None:
    markers, size = problem.worth.shape
    table = completions(problem.worth, problem.allowed, markers)
    for first in range(size - 1):
        beside = problem.allowed[first, first + 1 :]
        worth = np.where(beside, problem.worth[:, first + 1 :], NEVER)
        later = Problem.of(worth, problem.allowed[first + 1 :, first + 1 :], problem.probe[first + 1 :])
        for best in every_panel(later)[:1]:
            assert table[first, (1 << markers) - 1] >= best


@given(problems(), st.integers(1, 3))
@settings(max_examples=150, deadline=None)
def test_a_search_that_is_cut_short_says_so_and_its_bound_holds(problem: Problem, nodes: int) -> None:
    found, whole = best_panels(problem, 1, nodes), best_panels(problem)
    assert found.nodes <= nodes
    if found.proven:
        assert found.panels == whole.panels
    elif whole.panels:
        assert found.bound is not None
        assert whole.panels[0].worth <= found.bound
        assert not found.panels or found.panels[0].worth <= whole.panels[0].worth


# ---- hard cases: many ties, tight limits


def crowd(seed: int, low: float, high: float, kind: str) -> tuple[Any, Any]:
    """Worth of 150 options for 6 markers, and cosines of Gaussians between two wavelengths."""
    chance = np.random.default_rng(seed)
    peak, width = np.sort(chance.uniform(low, high, 150)), chance.uniform(20, 60, 150)
    distance, together = peak[:, None] - peak, width[:, None] ** 2 + width**2
    cosines = np.sqrt(2 * np.outer(width, width) / together) * np.exp(-(2.355**2) * distance**2 / (2 * together))
    worth = {
        "random": chance.integers(0, 10_000, (6, 150)),
        "ties": np.zeros((6, 150), dtype=np.int64),
        "tiers": chance.integers(0, 3, (6, 150)) * 10_000,
    }[kind]
    return worth, cosines


@pytest.mark.parametrize("kind", ["random", "ties", "tiers"])
@pytest.mark.parametrize(
    ("low", "high", "most"), [(450, 850, 0.25), (520, 680, 0.1), (560, 640, 0.25), (560, 600, 0.7)]
)
def test_six_markers_and_150_options_are_solved_and_proven_within_the_usual_nodes(
    kind: str, low: float, high: float, most: float
) -> None:
    worth, cosines = crowd(3, low, high, kind)
    found = best_panels(Problem.of(worth, cosines <= most), 4)
    assert found.proven
    assert found.nodes < 2_500


@pytest.mark.parametrize("kind", ["random", "ties", "tiers"])
@pytest.mark.parametrize(("low", "high", "most"), [(450, 850, 2), (540, 680, 1.3), (560, 640, 1.5)])
def test_six_unmixed_markers_are_solved_and_proven_within_the_usual_nodes(
    kind: str, low: float, high: float, most: float
) -> None:
    worth, cosines = crowd(3, low, high, kind)
    crosstalk = Crosstalk.of(np.tile(cosines, (2, 2)), [True] * 150, most)
    found = best_panels(Problem.of(worth, np.ones((150, 150), dtype=bool), None, crosstalk), 4)
    assert found.proven


# ---- noise


def test_noise_of_two_spectra_is_that_of_the_known_formula() -> None:
    for cosine in (0.0, 0.3, 0.6, 0.9):
        factors = noise_factors(np.array([[1, cosine], [cosine, 1]]))
        assert factors == pytest.approx([1 / math.sqrt(1 - cosine**2)] * 2)


def test_noise_is_the_spread_of_shares_that_least_squares_finds() -> None:
    chance = np.random.default_rng(5)
    axis = np.arange(500, 700.0)
    spectra = np.exp(-((axis - np.array([[560], [590], [605]])) ** 2) / 2 / 15**2)
    noisy = spectra.sum(axis=0) + chance.normal(0, 0.01, (20_000, axis.size))
    together = np.linalg.lstsq(spectra.T, noisy.T, rcond=None)[0].std(axis=1)
    alone = 0.01 / np.linalg.norm(spectra, axis=1)
    unit = spectra / np.linalg.norm(spectra, axis=1, keepdims=True)
    assert noise_factors(unit @ unit.T) == pytest.approx(together / alone, rel=0.03)


def test_a_mixture_of_others_cannot_be_unmixed() -> None:
    spectra = np.array([[1.0, 0, 0], [0, 1, 0], [1 / math.sqrt(2), 1 / math.sqrt(2), 0]])
    assert np.isinf(noise_factors(spectra @ spectra.T)).all()
    assert condition_number(spectra @ spectra.T) == math.inf


@given(st.lists(st.floats(0, 40), min_size=3, max_size=6, unique=True))
@settings(max_examples=60, deadline=None)
def test_another_probe_never_lowers_the_noise_of_those_that_are_there(places: list[float]) -> None:
    middle = np.array(places)
    cosines = np.exp(-((middle[:, None] - middle) ** 2) / 4)
    assume(np.linalg.eigvalsh(cosines)[0] > 1e-6)
    before, after = noise_factors(cosines[:-1, :-1]), noise_factors(cosines)
    assert (after[:-1] >= before - 1e-6).all()
