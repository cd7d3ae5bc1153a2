"""Random numbers: the published outputs of the generator, and the distributions that are made of it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qdselect.columns.randomness import Stream

MANY = 200_000


def test_the_first_numbers_of_seed_1234567_that_rosetta_code_publishes() -> None:
    """Rosetta Code, "Pseudo-random numbers/Splitmix64"."""
    published = [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
        4593380528125082431,
        16408922859458223821,
    ]
    assert Stream(1234567).words(5).tolist() == published


@given(st.integers(0, 2**70), st.integers(0, 40), st.integers(0, 40))
def test_a_stream_taken_in_parts_is_the_same_stream(seed: int, first: int, second: int) -> None:
    parts = Stream(seed)
    whole = Stream(seed).words(first + second).tolist()
    assert parts.words(first).tolist() + parts.words(second).tolist() == whole


def test_even_numbers_stay_within_their_ends_and_have_mean_and_spread_of_the_even_distribution() -> None:
    for found in (Stream(1).random((MANY,)), Stream(2).even((MANY,))):
        assert found.min() >= 0
        assert found.max() <= 1
        assert found.mean() == pytest.approx(1 / 2, abs=0.005)
        assert found.var() == pytest.approx(1 / 12, abs=0.002)
    assert Stream(1).random((MANY,)).max() < 1


def test_normal_numbers_have_the_shares_of_the_normal_distribution() -> None:
    found = Stream(3).standard_normal((MANY,))
    for limit in (-2, -1, 0, 0.5, 1.5):
        assert np.mean(found < limit) == pytest.approx((1 + math.erf(limit / math.sqrt(2))) / 2, abs=0.005)


def test_exponential_numbers_have_the_shares_of_the_exponential_distribution() -> None:
    found = Stream(4).exponential((MANY,))
    for limit in (0.1, 1, 3):
        assert np.mean(found < limit) == pytest.approx(1 - math.exp(-limit), abs=0.005)


def test_neighbouring_seeds_and_neighbouring_numbers_have_nothing_to_do_with_each_other() -> None:
    one, next_one = Stream(10).random((MANY,)), Stream(11).random((MANY,))
    assert np.corrcoef(one, next_one)[0, 1] == pytest.approx(0, abs=0.01)
    assert np.corrcoef(one[:-1], one[1:])[0, 1] == pytest.approx(0, abs=0.01)


def test_shapes_are_those_asked_for_odd_and_empty_ones_too() -> None:
    assert Stream(0).random((3, 5)).shape == (3, 5)
    assert Stream(0).random((0, 5)).shape == (0, 5)
    assert Stream(0).standard_normal((7,)).shape == (7,)
