"""What would unseat the first: a changed weight, or an unknown value that turns out to be good or bad.

All of it is exact algebra on the additive score; nothing is sampled.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence

from qdselect.model.struct import Struct

__all__ = ["Contender", "Part", "UnknownFlip", "WeightFlip", "reaching", "unknown_flip", "weight_flip"]


class Part(Struct):
    """What one unknown field contributes to a score.

    Attributes
    ----------
    criterion, field, rule : str
        Where it enters.
    slope : float
        Points of the score per point of the field's value function: weight times share.
    low, middle, high : float
        Interval of the value function, and the value that the score was made with.
    """

    criterion: str
    field: str
    rule: str
    slope: float
    low: float
    middle: float
    high: float


class Contender(Struct):
    """A candidate as far as sensitivity is concerned.

    Attributes
    ----------
    name : str
        Id of the formulation.
    group : int
        Support tier when tier goes before score; only candidates of one group can change places.
    weights, values : sequence of float
        Per criterion, in the same order for all contenders.
    unknown : tuple of Part
        What is not known.
    """

    name: str
    group: int
    weights: Sequence[float]
    values: Sequence[float]
    unknown: tuple[Part, ...] = ()

    @property
    def score(self) -> float:
        """The additive score."""
        return sum(weight * value for weight, value in zip(self.weights, self.values, strict=True))


class WeightFlip(Struct):
    """The smallest change of one weight after which another candidate comes first.

    Attributes
    ----------
    criterion : int
        Which weight.
    weight, needed : float
        Its share of the sum in the first candidate's mode, now and then; the others keep their proportions.
    factor : float
        What the weight is multiplied with before all are scaled to a sum of one.
    name : str
        The candidate that comes first then.
    """

    criterion: int
    weight: float
    needed: float
    factor: float
    name: str


class UnknownFlip(Struct):
    """The smallest change of one unknown value after which another candidate comes first.

    Attributes
    ----------
    owner : str
        The candidate whose value is unknown.
    part : Part
        Which value.
    needed : float
        Value of the value function at which the two are level.
    share : float
        How far that is, as a share of what the interval leaves open in that direction (0 to 1).
    name : str
        The candidate that comes first then.
    """

    owner: str
    part: Part
    needed: float
    share: float
    name: str


def weight_flip(contenders: Sequence[Contender], prefer: Sequence[tuple[int, int]] = ()) -> WeightFlip | None:
    """The smallest change of a single weight that unseats the first contender; ``None`` when none can.

    A weight is multiplied by a factor in every mode alike, and all weights are scaled to a sum of one again. Two
    candidates are level where a polynomial of second degree in that factor is zero.

    Parameters
    ----------
    contenders : sequence of Contender
        In the order in which they stand.
    prefer : sequence of (int, int)
        Criteria of which the first weighs at least as much as the second; changes that break this do not count.
    """
    if not contenders:
        return None
    first, *others = contenders
    found = [
        WeightFlip(place, first.weights[place], _share(first.weights[place], factor), factor, rival.name)
        for rival in others
        if rival.group == first.group
        for place in range(len(first.weights))
        for factor in _level(first, rival, place)
        if _respects(factor, place, contenders, prefer)
    ]
    return min(found, key=lambda flip: abs(flip.needed - flip.weight), default=None)


def _respects(factor: float, place: int, contenders: Sequence[Contender], prefer: Sequence[tuple[int, int]]) -> bool:
    profiles = {tuple(contender.weights) for contender in contenders} if prefer else ()
    return all(
        weights[more] * (factor if more == place else 1) >= weights[less] * (factor if less == place else 1) - 1e-12
        for weights in profiles
        for more, less in prefer
    )


def _share(weight: float, factor: float) -> float:
    return factor * weight / (1 - weight + factor * weight)


def _level(first: Contender, rival: Contender, place: int) -> Iterator[float]:
    """Factors of a weight at which two contenders change places."""
    one, two = first.weights[place], rival.weights[place]
    own, other = one * first.values[place], two * rival.values[place]
    rest, others = first.score - own, rival.score - other
    square = own * two - other * one
    linear = rest * two + own * (1 - two) - others * one - other * (1 - one)
    constant = rest * (1 - two) - others * (1 - one)
    for factor in _roots(square, linear, constant):
        if factor >= 0 and 2 * square * factor + linear != 0:
            yield factor


def _roots(square: float, linear: float, constant: float) -> list[float]:
    """Real roots of a polynomial of second degree or less; none where it vanishes everywhere."""
    if abs(square) < 1e-15:
        return [-constant / linear] if abs(linear) > 1e-15 else []
    inside = linear * linear - 4 * square * constant
    if inside < 0:
        return []
    stable = -(linear + math.copysign(math.sqrt(inside), linear)) / 2
    return [stable / square, *([constant / stable] if stable else [])]


def unknown_flip(contenders: Sequence[Contender]) -> UnknownFlip | None:
    """The smallest change of a single unknown value that unseats the first contender; ``None`` when none can."""
    if not contenders:
        return None
    first, *others = contenders
    rivals = [rival for rival in others if rival.group == first.group]
    found = [
        flip
        for rival in rivals
        for part in rival.unknown
        if (flip := _moved(rival.name, part, first.score - rival.score, rival.name))
    ]
    if rivals:
        best = max(rivals, key=lambda rival: rival.score)
        for part in first.unknown:
            if flip := _moved(first.name, part, best.score - first.score, best.name):
                found.append(flip)
    return min(found, key=lambda flip: (flip.share, flip.owner, flip.part.field), default=None)


def _moved(owner: str, part: Part, gap: float, name: str) -> UnknownFlip | None:
    """Move one value of ``owner`` until its score has changed by ``gap``, if its interval allows that."""
    needed = part.middle + gap / part.slope if part.slope else math.inf
    room = part.high - part.middle if gap >= 0 else part.middle - part.low
    if not part.low <= needed <= part.high or room <= 0:
        return None
    return UnknownFlip(owner, part, needed, abs(needed - part.middle) / room, name)


def reaching(
    points: Sequence[Sequence[float]], level: float, *, at_least: bool
) -> list[tuple[float | None, float | None]]:
    """Where a piecewise linear function, flat outside its points, is at least (or at most) ``level``.

    Returns
    -------
    list of (float or None, float or None)
        Intervals in ascending order; ``None`` is an open end.

    Examples
    --------
    >>> reaching([[0, 0], [0.4, 0.6], [0.9, 1]], 0.3, at_least=True)
    [(0.2, None)]
    """
    sign = 1.0 if at_least else -1.0
    corners = [(float(x), sign * (float(y) - level)) for x, y in points]
    cuts: list[tuple[float | None, float]] = [(None, corners[0][1])]
    for (x1, y1), (x2, y2) in itertools.pairwise(corners):
        cuts.append((x1, y1))
        if min(y1, y2) < 0 < max(y1, y2):
            cuts.append((round(x1 + (x2 - x1) * y1 / (y1 - y2), 10), 0.0))
    cuts += [corners[-1], (None, corners[-1][1])]
    found: list[tuple[float | None, float | None]] = []
    for (start, left), (end, right) in itertools.pairwise(cuts):
        if left >= 0 and right >= 0:
            joined = bool(found) and found[-1][1] == start and start is not None
            found.append((found.pop()[0] if joined else start, end))
    return [interval for interval in found if interval[0] is None or interval[0] != interval[1]]
