"""Structs behave as the named tuples of the standard library do."""

from __future__ import annotations

import copy
import pickle
from collections import namedtuple
from typing import Any

import pytest

from qdselect.model.struct import Struct


class Point(Struct):
    """A point."""

    x: float
    y: float = 0.0
    z: float = 1.0

    @property
    def total(self) -> float:
        """Sum."""
        return self.x + self.y + self.z


Peer = namedtuple("Peer", "x y z", defaults=[0.0, 1.0])


@pytest.mark.parametrize(
    ("values", "named"), [((1.0,), {}), ((1.0, 2.0), {}), ((1.0, 2.0, 3.0), {}), ((), {"x": 4.0}), ((1.0,), {"z": 5.0})]
)
def test_values_and_defaults_stand_where_a_named_tuple_has_them(values: tuple[Any, ...], named: dict[str, Any]) -> None:
    own, peer = Point(*values, **named), Peer(*values, **named)
    assert tuple(own) == tuple(peer)
    assert (own.x, own.y, own.z) == (peer.x, peer.y, peer.z)
    assert own._asdict() == peer._asdict()
    assert tuple(own._replace(y=9.0)) == tuple(peer._replace(y=9.0))
    assert own == peer
    assert hash(own) == hash(peer)


@pytest.mark.parametrize(
    ("values", "named"),
    [((), {}), ((1.0, 2.0, 3.0, 4.0), {}), ((1.0,), {"x": 2.0}), ((1.0,), {"w": 2.0}), ((), {"y": 1.0})],
)
def test_what_a_named_tuple_refuses_is_refused(values: tuple[Any, ...], named: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        Peer(*values, **named)
    with pytest.raises(TypeError, match="x, y, z"):
        Point(*values, **named)


def test_fields_cannot_be_set_and_are_matched_by_place() -> None:
    point = Point(1.0, 2.0)
    with pytest.raises(AttributeError):
        point.x = 3.0  # type: ignore[misc]
    match point:
        case Point(x, y, z):
            assert (x, y, z) == (1.0, 2.0, 1.0)


def test_copies_and_pickles_are_equal_and_of_the_same_kind() -> None:
    point = Point(1.0, 2.0)
    for other in (
        copy.copy(point),
        copy.deepcopy(point),
        pickle.loads(pickle.dumps(point)),
        Point._make([1.0, 2.0, 1.0]),
    ):
        assert type(other) is Point
        assert other == point
    assert repr(point) == "Point(x=1.0, y=2.0, z=1.0)"
    assert point.total == 4.0
