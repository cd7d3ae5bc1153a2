"""JSON texts: what is read back is what was written, and no terminal obeys them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qdselect.model.json_text import read_json, write_json

PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(PLAIN, st.booleans(), st.booleans())
def test_every_reader_finds_what_was_written(value: Any, ascii_only: bool, strict: bool) -> None:
    text = write_json(value, ascii_only=ascii_only, strict=strict)
    assert json.loads(text) == value
    assert text.isascii() or not ascii_only


@given(PLAIN)
def test_both_writers_give_the_same_form(value: Any) -> None:
    assert read_json(write_json(value)) == read_json(write_json(value, strict=True))
    assert ": " not in write_json({"key": [1, 2]})
    assert ", " not in write_json({"key": [1, 2]}, strict=True)


@pytest.mark.parametrize("strict", [True, False])
def test_what_a_terminal_would_obey_is_escaped(strict: bool) -> None:
    text = write_json({"name": "a\x1b[31m\x7f\x9b\u202eb\u2028"}, strict=strict)
    assert text.isprintable()
    assert read_json(text) == {"name": "a\x1b[31m\x7f\x9b\u202eb\u2028"}


def test_half_a_character_and_a_large_number_are_written() -> None:
    assert json.loads(write_json({"typed": "\udce9", "seed": 2**80})) == {"typed": "\udce9", "seed": 2**80}


def test_numbers_that_json_does_not_know_are_refused_where_it_matters() -> None:
    with pytest.raises(ValueError, match="JSON"):
        write_json([float("inf")], strict=True)
