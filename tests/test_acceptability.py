"""SMAA on arrays: published worked examples, named after their source, and laws.

The thrombolytics example is that of the tests of MCDA-web (github.com/gertvv/mcda-web): heparin and enoxaparin, with
event counts as beta distributions, and its results from R's `smaa`. The tolerances are those that its tests allow.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qdselect.columns import acceptability as smaa
from qdselect.columns.randomness import Stream
from qdselect.columns.values import constant, dominated_by, weighted_sum
from qdselect.score.weights import contradiction_in, respecting

DRAWS = 40_000
EVENTS = {  # events and non-events per criterion, for heparin and enoxaparin
    "proximal": ((20, 116), (8, 121)),
    "distal": ((40, 96), (32, 97)),
    "bleeding": ((1, 135), (5, 124)),
}
SCALES = {"proximal": (0.25, 0.0), "distal": (0.4, 0.15), "bleeding": (0.1, 0.0)}  # worst, best


def thrombolytics(seed: int) -> Any:
    """Values of the two drugs per draw and criterion."""
    rng = np.random.default_rng(seed)
    values = np.empty((DRAWS, 2, 3))
    for place, (name, events) in enumerate(EVENTS.items()):
        worst, best = SCALES[name]
        for drug, (happened, not_happened) in enumerate(events):
            values[:, drug, place] = (worst - rng.beta(happened, not_happened, DRAWS)) / (worst - best)
    return values


def acceptability(values: Any, weights: Any) -> tuple[Any, Any]:
    scores = np.einsum("dnk,kd->nd", values, weights)
    won = smaa.winners(scores, [0, 0])
    return smaa.rank_acceptability(smaa.ranks(scores, [0, 0])), smaa.central_weights(won, weights[None], 2)[0]


def test_mcda_web_thrombolytics_without_preferences() -> None:
    rng = Stream(1)
    values = thrombolytics(1)
    ranks, central = acceptability(values, smaa.uniform_weights(rng, DRAWS, 3))
    assert ranks[:, 0] == pytest.approx([0.3381, 0.6619], abs=0.02)
    assert central[0] == pytest.approx([0.1976, 0.2780, 0.5244], abs=0.02)
    assert central[1] == pytest.approx([0.4118, 0.3578, 0.2304], abs=0.02)
    own = np.einsum("dnk,k->dn", values, central[0])
    assert np.mean(own[:, 0] > own[:, 1]) == pytest.approx(0.6389, abs=0.05)


def test_mcda_web_thrombolytics_with_an_order_of_the_criteria() -> None:
    """Proximal before bleeding before distal: uniform weights, sorted, are uniform under that order."""
    rng = Stream(2)
    weights = -np.sort(-smaa.uniform_weights(rng, DRAWS, 3), axis=0)[[0, 2, 1]]
    ranks, central = acceptability(thrombolytics(2), weights)
    assert ranks[:, 0] == pytest.approx([0.1369, 0.8631], abs=0.02)
    assert central[0] == pytest.approx([0.5240, 0.1213, 0.3547], abs=0.03)
    assert central[1] == pytest.approx([0.6229, 0.1103, 0.2668], abs=0.03)


def test_mcda_web_thrombolytics_with_exact_weights() -> None:
    weights = np.broadcast_to(np.array([[4 / 7], [1 / 7], [2 / 7]]), (3, DRAWS))
    ranks, _ = acceptability(thrombolytics(3), weights)
    assert ranks[:, 0] == pytest.approx([0.1049, 0.8951], abs=0.02)


def test_decision_entropy_of_the_r_package_smaa() -> None:
    """Its documentation: rank acceptabilities 0.3504 and 0.6496 have an entropy of 0.9344248."""
    assert smaa.entropy_bits([0.3504, 0.6496]) == pytest.approx(0.9344248, abs=1e-7)


def test_goodwin_and_wright_office_location() -> None:
    """Decision Analysis for Management Judgment, chapter SMART: Addison Square is worth 80.8 of 100."""
    values = [100, 60, 100, 75, 0, 90]
    weights = [0.32, 0.26, 0.23, 0.10, 0.06, 0.03]
    total = weighted_sum([(weight, constant([value / 100])) for weight, value in zip(weights, values, strict=True)])
    assert total.middle[0] == pytest.approx(0.808)


def test_two_criteria_have_the_acceptabilities_that_geometry_gives() -> None:
    """(1, 0), (0, 1) and (0.6, 0.6) under uniform weights: first for 0.4, 0.4 and 0.2 of the weights."""
    rng = Stream(4)
    values = np.array([[1, 0], [0, 1], [0.6, 0.6]])
    shares = first_of(values @ smaa.uniform_weights(rng, DRAWS, 2))
    assert shares == pytest.approx([0.4, 0.4, 0.2], abs=0.01)


def first_of(scores: Any) -> list[float]:
    return smaa.first_shares(smaa.winners(scores, [0] * len(scores)), len(scores))


tables = st.integers(1, 7).flatmap(
    lambda size: st.lists(
        st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=3, max_size=3), min_size=size, max_size=size
    )
)
PROFILE = [0.5, 0.3, 0.2]


def drawn(table: Any, seed: int = 0, draws: int = 500, prefer: Any = (), watched: Any = ()) -> smaa.Draws:
    ends = np.sort(np.array(table, dtype=float), axis=2)
    rng = Stream(seed)
    weights = smaa.ratio_weights(rng, [PROFILE], 0.5, draws, prefer)
    return smaa.draw(rng, ends[:, :, 0], ends[:, :, 1], weights, np.zeros(len(ends), dtype=int), watched)


@settings(deadline=None, max_examples=40)
@given(tables)
def test_acceptabilities_add_up_to_one_over_ranks_and_over_candidates(table: Any) -> None:
    ranks = smaa.rank_acceptability(smaa.ranks(drawn(table).scores, [0] * len(table)))
    assert ranks.sum(axis=0) == pytest.approx(np.ones(len(table)))
    assert ranks.sum(axis=1) == pytest.approx(np.ones(len(table)))


@settings(deadline=None, max_examples=40)
@given(tables)
def test_drawn_scores_stay_within_the_interval_of_values(table: Any) -> None:
    found = drawn(table)
    ends = np.sort(np.array(table, dtype=float), axis=2)
    low, high = ends[:, :, 0] @ found.weights[0], ends[:, :, 1] @ found.weights[0]
    assert (found.scores >= low - 1e-5).all()
    assert (found.scores <= high + 1e-5).all()


@settings(deadline=None, max_examples=30)
@given(tables, st.integers(0, 2**32))
def test_the_same_seed_gives_the_same_draws(table: Any, seed: int) -> None:
    assert (drawn(table, seed).scores == drawn(table, seed).scores).all()


@settings(deadline=None, max_examples=30)
@given(tables)
def test_a_candidate_better_on_every_criterion_beats_the_other_always(table: Any) -> None:
    best = [[(1.1, 1.1)] * 3]
    scores = drawn([*table, *best]).scores
    assert smaa.pairwise(scores, len(table))[:-1] == pytest.approx(np.ones(len(table)))


@settings(deadline=None, max_examples=20)
@given(tables)
def test_a_dominated_candidate_takes_no_first_rank_from_the_others(table: Any) -> None:
    worst = [[(-1.0, -0.5)] * 3]
    size = len(table)
    before = first_of(drawn(table, draws=4000).scores)
    after = first_of(drawn([*table, *worst], draws=4000).scores)
    assert after[size] == 0
    assert after[:size] == pytest.approx(before, abs=0.06)


def test_more_draws_converge() -> None:
    table = [[(0.2, 0.8)] * 3, [(0.5, 0.5)] * 3, [(0.1, 0.95)] * 3]
    exact = first_of(drawn(table, 9, 200_000).scores)
    errors = []
    for draws in (100, 10_000):
        found = [first_of(drawn(table, seed, draws).scores) for seed in range(12)]
        errors.append(np.abs(np.array(found) - exact).mean())
    assert errors[1] < errors[0] / 4


def test_an_earlier_group_comes_first_whatever_the_scores() -> None:
    scores = np.array([[0.1, 0.2], [0.9, 0.3], [0.5, 0.8]])
    assert smaa.ranks(scores, [0, 1, 1]).tolist() == [[1, 1], [2, 3], [3, 2]]
    assert smaa.winners(scores, [0, 1, 1]).tolist() == [0, 0]


@settings(deadline=None, max_examples=40)
@given(st.lists(st.lists(st.integers(0, 5), min_size=4, max_size=4), min_size=1, max_size=50), st.data())
def test_ranks_are_the_same_however_many_are_asked_for(rows: list[list[int]], data: st.DataObject) -> None:
    groups = sorted(data.draw(st.lists(st.integers(0, 2), min_size=len(rows), max_size=len(rows))))
    scores = np.array(rows, dtype=np.float32)
    whole = smaa.ranks(scores, groups)
    assert np.sort(whole, axis=0).T.tolist() == [list(range(1, len(rows) + 1))] * 4
    some = sorted(data.draw(st.lists(st.integers(0, len(rows) - 1), max_size=5, unique=True)))
    assert smaa.ranks(scores, groups, some).tolist() == whole[some].tolist()
    assert (whole[smaa.winners(scores, groups), np.arange(4)] == 1).all()


def test_exact_ties_are_broken_by_chance() -> None:
    shares = first_of(drawn([[(0.5, 0.5)] * 3] * 2, draws=4000).scores)
    assert shares == pytest.approx([0.5, 0.5], abs=0.05)


def test_preferences_hold_in_every_draw() -> None:
    weights = smaa.ratio_weights(Stream(0), [[0.3, 0.3, 0.4]], 0.5, 1000, [(0, 2), (1, 2)])
    assert (weights[0, 0] >= weights[0, 2]).all()
    assert (weights[0, 1] >= weights[0, 2]).all()
    assert weights.shape == (1, 3, 1000)
    assert weights.sum(axis=1) == pytest.approx(np.ones((1, 1000)), abs=1e-6)


def test_knowing_a_value_tells_most_where_it_decides() -> None:
    found = drawn(
        [[(0.0, 1.0), (0.5, 0.5), (0.5, 0.5)], [(0.5, 0.5), (0.45, 0.55), (0.5, 0.5)]], draws=8000, watched=[0, 1]
    )
    won = smaa.winners(found.scores, [0, 0])
    decides, hardly = smaa.information_bits(won, [found.shares[0, 0], found.shares[1, 1]])
    assert decides > 0.5 > 0.05 > hardly >= 0


def test_where_everything_is_known_there_is_nothing_to_measure() -> None:
    found = drawn([[(0.5, 0.5)] * 3, [(0.2, 0.2)] * 3], watched=(0, 1))
    assert found.shares == {}
    assert smaa.information_bits(smaa.winners(found.scores, [0, 0]), []) == []


@settings(deadline=None, max_examples=10)
@given(st.integers(2, 300))
def test_of_equally_good_ones_the_first_wins_however_many_there_are(size: int) -> None:
    scores = np.zeros((size, 3), dtype=np.float32)
    scores[-1, 1] = 1
    assert smaa.winners(scores, [0] * size).tolist() == [0, size - 1, 0]


def test_many_candidates_are_drawn_in_parts_as_few_are_in_one() -> None:
    """Known values carry no noise beyond the breaking of ties: every score is what the weights make of it."""
    table = [[(place / 50, place / 50), (0.5, 0.5), (0.0, 1.0) if place % 2 else (0.25, 0.25)] for place in range(50)]
    found = drawn(table, watched=range(50))
    values = np.array([[low for low, _ in row] for row in table])
    known = [place for place in range(50) if place % 2 == 0]
    assert found.scores[known] == pytest.approx(values[known] @ found.weights[0], abs=3e-5)
    assert sorted(found.shares) == [(place, 2) for place in range(50) if place % 2]
    odd = 2 * 7 + 1
    rebuilt = values[odd, :2] @ found.weights[0][:2] + (found.shares[odd, 2] + 0.5) / 2**16 * found.weights[0][2]
    assert found.scores[odd] == pytest.approx(rebuilt, abs=3e-5)


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(0, 3), min_size=3, max_size=3), min_size=1, max_size=8))
def test_dominance_is_what_its_definition_says(rows: list[list[int]]) -> None:
    found = dominated_by(np.array(rows, dtype=float))
    for row, better in zip(rows, found, strict=True):
        expected = [
            place
            for place, other in enumerate(rows)
            if all(a >= b for a, b in zip(other, row, strict=True)) and other != row
        ]
        assert better == expected


@given(
    st.dictionaries(st.sampled_from("abcde"), st.floats(0.01, 1), min_size=2),
    st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from("abcde")), max_size=6),
)
def test_weights_respect_preferences_and_keep_their_sum(
    weights: dict[str, float], pairs: list[tuple[str, str]]
) -> None:
    prefer = [(more, less) for more, less in pairs if more in weights and less in weights and more < less]
    found = respecting(weights, prefer)
    assert all(found[more] >= found[less] - 1e-9 for more, less in prefer)
    assert sum(found.values()) == pytest.approx(sum(weights.values()))
    assert not contradiction_in(prefer)
