"""Weights of a question: the mode's profile, changed by a named profile, by numbers and by preferences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from qdselect.model.query import Query
from qdselect.model.vocabulary import CONDITIONAL_CRITERIA, CRITERIA

__all__ = ["LIGHT_PATH", "contradiction_in", "mode_weights", "respecting"]

LIGHT_PATH = CONDITIONAL_CRITERIA[0]
"""Criterion that counts where the question names a light path."""

Pairs = Sequence[tuple[str, str]]


def mode_weights(mode: Mapping[str, Any], query: Query | None = None) -> dict[str, float]:
    """Weights of a mode for a question, in the order of the criteria, scaled to a sum of 1.

    A question that names a light path has the criterion ``light-path`` too, with a share of its own. The mode's own
    weights are multiplied by the factors of the profile that was asked for, then replaced where the
    question names a number, then brought to respect its preferences (`respecting`).

    Parameters
    ----------
    mode : mapping
        The imaging mode, from ``rules/modes.yaml``.
    query : Query, optional
        The question; without one, the mode's own weights.
    """
    own = {name: float(mode["weights"].get(name, 0.0)) for name in CRITERIA}
    if query is None:
        return _scaled(own)
    if query.light and query.light.weight:
        judged = query.light.channels or query.photons(mode["id"]) == 1
        own = _beside(own, LIGHT_PATH, query.light.weight if judged else 0.0)
    factors = dict(query.factors)
    changed = {name: weight * factors.get(name, 1.0) for name, weight in own.items()} | dict(query.weights)
    return respecting(_scaled(changed), query.prefer)


def _beside(weights: Mapping[str, float], name: str, share: float) -> dict[str, float]:
    """Weights beside one more criterion, which takes its share of the sum; the others keep their proportions."""
    return {key: weight * (1 - share) for key, weight in _scaled(weights).items()} | {name: share}


def _scaled(weights: Mapping[str, float]) -> dict[str, float]:
    total = sum(weights.values())
    return {name: weight / total for name, weight in weights.items()}


def respecting(weights: Mapping[str, float], prefer: Pairs) -> dict[str, float]:
    """Weights in which the first of every pair weighs at least as much as the second; their sum stays.

    Two weights that stand the wrong way round both become their mean, until none do (for a chain of preferences these
    are the nearest weights in the sense of least squares, as in isotonic regression by pooling adjacent violators).

    Examples
    --------
    >>> respecting({"safety": 0.1, "brightness": 0.3, "size": 0.6}, [("safety", "brightness")])
    {'safety': 0.2, 'brightness': 0.2, 'size': 0.6}
    """
    found = dict(weights)
    pools = {name: [name] for name in found}
    while wrong := _worst(found, prefer):
        pool = [*pools[wrong[0]], *pools[wrong[1]]]
        mean = sum(weights[name] for name in pool) / len(pool)
        for name in pool:
            pools[name], found[name] = pool, mean
    return found


def _worst(weights: Mapping[str, float], prefer: Pairs) -> tuple[str, str] | None:
    """The pair that stands the wrong way round by most, or none."""
    wrong = [(weights[less] - weights[more], more, less) for more, less in prefer]
    gap, more, less = max(wrong, default=(0.0, "", ""))
    return (more, less) if gap > 1e-12 else None


def contradiction_in(prefer: Pairs) -> list[str]:
    """Criteria that are preferred to themselves in a circle, in its order; empty when there is none.

    Examples
    --------
    >>> contradiction_in([("safety", "size"), ("size", "safety")])
    ['safety', 'size', 'safety']
    """
    less: dict[str, list[str]] = {}
    for more, other in prefer:
        less.setdefault(more, []).append(other)
    return next((circle for name in less if (circle := _back_to(name, [name], less))), [])


def _back_to(start: str, path: list[str], less: Mapping[str, Iterable[str]]) -> list[str]:
    for name in less.get(path[-1], ()):
        if name == start:
            return [*path, name]
        if name not in path and (found := _back_to(start, [*path, name], less)):
            return found
    return []
