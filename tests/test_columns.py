"""Three-valued columns: laws of Kleene's logic, intervals, value functions."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qdselect.columns.table import Categories, Numbers, Sets, Truths, compare
from qdselect.columns.truth import Truth
from qdselect.columns.values import constant, mean, piecewise, table_values, top, weighted_sum

ANSWERS = st.sampled_from([True, False, None])
ENDS = st.one_of(st.none(), st.floats(0, 100))


def truth(answer: bool | None) -> Truth:
    return Truths.of([answer]).is_(True)


@given(ANSWERS, ANSWERS)
def test_de_morgan_holds_with_unknowns(a: bool | None, b: bool | None) -> None:
    assert (~(truth(a) & truth(b))).at(0) is (~truth(a) | ~truth(b)).at(0)


@pytest.mark.parametrize(
    ("a", "b", "both", "either"),
    [
        (True, True, True, True),
        (True, False, False, True),
        (True, None, None, True),
        (False, False, False, False),
        (False, None, False, None),
        (None, None, None, None),
    ],
)
def test_truth_table_of_kleene_1938(a: bool | None, b: bool | None, both: bool | None, either: bool | None) -> None:
    assert (truth(a) & truth(b)).at(0) is both
    assert (truth(a) | truth(b)).at(0) is either


@given(ENDS, ENDS, st.floats(0, 100), st.sampled_from(["lt", "le", "gt", "ge"]))
def test_a_comparison_is_certain_only_if_the_whole_interval_agrees(
    low: float | None, high: float | None, bound: float, operator: str
) -> None:
    if low is not None and high is not None and low > high:
        low, high = high, low
    answer = compare(Numbers.of([[low, high]]), operator, bound).at(0)
    signs: Any = {"lt": float.__lt__, "le": float.__le__, "gt": float.__gt__, "ge": float.__ge__}
    ends = [float("-inf") if low is None else low, float("inf") if high is None else high]
    outcomes = {bool(signs[operator](float(end), bound)) for end in ends}
    assert answer is (outcomes.pop() if len(outcomes) == 1 else None)


@given(st.floats(0, 100), st.sampled_from(["lt", "le", "gt", "ge", "between", "outside"]))
def test_unknown_never_satisfies_a_limit(bound: float, operator: str) -> None:
    value: Any = [bound, bound + 1] if operator in ("between", "outside") else bound
    assert compare(Numbers.of([None]), operator, value).at(0) is None


def test_unknown_word_is_neither_equal_nor_different() -> None:
    column = Categories.of(["silica", None])
    assert [column.equals("silica").at(row) for row in (0, 1)] == [True, None]
    assert [column.equals("polymer").at(row) for row in (0, 1)] == [False, None]


def test_an_incomplete_set_contains_what_was_seen_and_leaves_the_rest_open() -> None:
    column = Sets.of([["Zn", "S"], ["Zn", "S"]], [False, True])
    assert [column.contains("Zn").at(row) for row in (0, 1)] == [True, True]
    assert [column.contains("Cd").at(row) for row in (0, 1)] == [None, False]
    assert [column.subset_of(["Zn", "S"]).at(row) for row in (0, 1)] == [None, True]
    assert [column.subset_of(["Zn"]).at(row) for row in (0, 1)] == [False, False]
    assert [column.contains_all(["Zn", "Xx"]).at(row) for row in (0, 1)] == [None, False]


def test_sets_of_more_than_sixty_four_words_work() -> None:
    words = [f"w{number}" for number in range(150)]
    column = Sets.of([words, words[:1]], [True, True])
    assert column.contains("w149").at(0) is True
    assert column.contains("w149").at(1) is False
    assert column.read(0) == sorted(words)


def test_known_discharges_the_unknown() -> None:
    column = Numbers.of([None, [1.0, 1.0], [None, 5.0]])
    assert [compare(column, "known", True).at(row) for row in (0, 1, 2)] == [False, True, True]
    assert [compare(column, "known", False).at(row) for row in (0, 1, 2)] == [True, False, False]


POINTS = [[0.0, 0.0], [0.4, 0.6], [0.9, 1.0]]


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_rising_value_function_never_falls(a: float, b: float) -> None:
    low, high = min(a, b), max(a, b)
    values = piecewise(POINTS, Numbers.of([[low, low], [high, high]]))
    assert values.low[0] <= values.low[1] + 1e-12


@given(st.floats(0, 20), st.floats(0, 20), st.floats(0, 1))
def test_an_interval_spans_the_value_of_every_number_in_it(a: float, b: float, share: float) -> None:
    points = [[2.0, 0.2], [5.0, 1.0], [9.0, 0.0], [15.0, 0.7]]
    low, high = min(a, b), max(a, b)
    inside = low + share * (high - low)
    span = piecewise(points, Numbers.of([[low, high]]))
    value = piecewise(points, Numbers.of([[inside, inside]])).low[0]
    assert span.low[0] - 1e-9 <= value <= span.high[0] + 1e-9


def test_an_unknown_number_spans_the_whole_function_and_counts_as_unknown() -> None:
    values = piecewise(POINTS, Numbers.of([None]))
    assert (values.low[0], values.high[0], values.known[0]) == (0.0, 1.0, 0.0)


def test_a_word_outside_the_table_counts_as_unknown() -> None:
    values = table_values({"low": 1.0, "high": 0.0}, Categories.of(["low", "odd", None]))
    assert list(values.low) == [1.0, 0.0, 0.0]
    assert list(values.high) == [1.0, 1.0, 1.0]
    assert list(values.known) == [1.0, 0.0, 0.0]


def test_weighted_sum_and_mean_agree_with_hand_calculation() -> None:
    total = weighted_sum([(0.75, constant([1.0, 0.0])), (0.25, constant([0.0, 1.0]))])
    assert list(total.middle) == [0.75, 0.25]
    assert list(mean([(3, constant([1.0])), (1, constant([0.0]))]).middle) == [0.75]


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=60), st.integers(1, 10))
def test_top_is_the_head_of_the_full_order(rows: list[tuple[int, bool]], count: int) -> None:
    import numpy as np

    scores = np.array([score for score, _ in rows], dtype=float)
    admitted = np.array([ok for _, ok in rows], dtype=bool)
    expected = sorted((row for row, (_, ok) in enumerate(rows) if ok), key=lambda row: (-scores[row], row))[:count]
    assert top(scores, admitted, count) == expected
