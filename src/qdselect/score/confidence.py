"""How sure a ranking is: what comes first how often when weights and unknown values are drawn at random."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import qdselect.columns.acceptability as smaa
from qdselect.columns.randomness import Stream
from qdselect.columns.values import beside, dominated_by, intervals_of
from qdselect.model.struct import Struct
from qdselect.score.additive import Score

__all__ = ["Contest", "Informative", "Sureness", "contest_of", "dominators", "how_sure", "winning_index"]

WATCHED = 12
"""Candidates, from the first on, whose unknown values are looked at for what measuring them would tell."""
TOP = 3
"""Ranks that count as being among the first."""
FACTOR_DRAWS = 2000
"""Draws for a confidence factor: its standard error is then at most 0.011."""


class Contest(Struct):
    """Candidates in the order in which they stand, as arrays.

    Attributes
    ----------
    low, middle, high : ndarray of float, shape (n, k)
        The criteria's values and their intervals.
    profiles : list of list of float, shape (m, k)
        Weights per mode in which a candidate stands.
    profile : ndarray of int, shape (n,)
        Mode of each candidate.
    groups : list of int
        Support tier of each candidate where tier goes before score, else 0; increasing where ranks are drawn.
    prefer : tuple of (int, int)
        Criteria of which the first never weighs less than the second.
    """

    low: Any
    middle: Any
    high: Any
    profiles: list[list[float]]
    profile: Any
    groups: list[int]
    prefer: tuple[tuple[int, int], ...]


class Informative(Struct):
    """What measuring one unknown value would tell about which candidate comes first."""

    candidate: int
    criterion: int
    bits: float


class Sureness(Struct):
    """Measures of SMAA-2 per candidate, and for the whole choice.

    Attributes
    ----------
    first : list of float
        Probability of the first rank, of every candidate.
    top3, expected_rank : list of float
        Probability of the first three ranks, and the mean rank, of the candidates that are shown.
    bands : list of int
        Candidates of one band cannot be told apart; counted from 1.
    central : list of (list of float or None)
        Mean of the weights, in the mode of a candidate that is shown, under which it comes first.
    factors : list of (float or None)
        Probability that it comes first under these weights.
    entropy_bits : float
        Of the choice of the first.
    informative : list of Informative
        Unknown values by what measuring them would tell, the most first.
    """

    first: list[float]
    top3: list[float]
    expected_rank: list[float]
    bands: list[int]
    central: list[list[float] | None]
    factors: list[float | None]
    entropy_bits: float
    informative: list[Informative]


def contest_of(
    scores: Sequence[Score],
    modes: Sequence[int],
    rows: Sequence[int],
    groups: Sequence[int],
    prefer: Sequence[tuple[str, str]] = (),
) -> Contest:
    """Candidates as arrays.

    Parameters
    ----------
    scores : sequence of Score
        One per mode.
    modes, rows : sequence of int
        Per candidate, the mode in which it stands and its row there.
    groups : sequence of int
        Per candidate, see `Contest`.
    prefer : sequence of (str, str)
        Preferred criteria.
    """
    names = [criterion.name for criterion in scores[0].criteria]
    used = {mode: place for place, mode in enumerate(sorted(set(modes)))}
    values = [[item.values for item in scores[mode].criteria] for mode in used]
    low, middle, high, profile = intervals_of(values, [used[mode] for mode in modes], rows)
    weights = [[item.weight for item in scores[mode].criteria] for mode in used]
    pairs = tuple((names.index(more), names.index(less)) for more, less in prefer)
    return Contest(low, middle, high, weights, profile, list(groups), pairs)


def how_sure(contest: Contest, numbers: Mapping[str, Any], draws: int, seed: int, kept: int) -> Sureness:
    """Draw weights and unknown values, and count.

    Parameters
    ----------
    contest : Contest
        The candidates, at least one.
    numbers : mapping
        ``rules/confidence.yaml``.
    draws : int
        Number of draws.
    seed : int
        Seed of the random numbers.
    kept : int
        Candidates, from the first on, that are shown.
    """
    size = len(contest.groups)
    rng = Stream(seed)
    spread = numbers["weight_spread"]["value"]
    weights = smaa.ratio_weights(rng, contest.profiles, spread, draws, contest.prefer)
    watched = range(min(WATCHED, size))
    drawn = smaa.draw(rng, contest.low, contest.high, weights, contest.profile, watched)
    won = smaa.winners(drawn.scores, contest.groups)
    first = smaa.first_shares(won, size)
    shown = range(min(kept, size))
    ranks = smaa.ranks(drawn.scores, contest.groups, shown)
    central = smaa.central_weights(won, weights, size)
    some = [place for place in shown if first[place] > 0]
    factors = smaa.confidence_factors(
        rng, contest.low, contest.high, central, contest.profile, contest.groups, some, min(draws, FACTOR_DRAWS)
    )
    by_place = dict(zip(some, factors, strict=True))
    return Sureness(
        first,
        (ranks <= TOP).mean(axis=1).tolist(),
        ranks.mean(axis=1).tolist(),
        _bands(drawn.scores, contest.groups, numbers["told_apart"]["value"]),
        [central[contest.profile[place], place].tolist() if place in by_place else None for place in shown],
        [by_place.get(place) for place in shown],
        smaa.entropy_bits(first),
        _informative(won, drawn.shares),
    )


def _bands(scores: Any, groups: Sequence[int], told_apart: float) -> list[int]:
    """Number of the band of each candidate: all that the leader of a band does not certainly beat belong to it.

    The best candidate that has no band leads the next one.
    """
    bands, number = [0] * len(groups), 0
    while 0 in bands:
        number += 1
        leader = bands.index(0)
        beaten = smaa.pairwise(scores, leader).tolist()
        for place in range(leader, len(groups)):
            if not bands[place] and groups[place] == groups[leader] and beaten[place] < told_apart:
                bands[place] = number
    return bands


def _informative(won: Any, shares: Mapping[tuple[int, int], Any]) -> list[Informative]:
    bits = smaa.information_bits(won, list(shares.values()))
    found = [Informative(*place, told) for place, told in zip(shares, bits, strict=True)]
    return sorted(found, key=lambda item: (-item.bits, item.candidate, item.criterion))


def winning_index(contest: Contest, numbers: Mapping[str, Any], draws: int, seed: int) -> list[list[float]]:
    """Pairwise winning indices: row beats column in this share of the draws, whatever the groups."""
    rng = Stream(seed)
    weights = smaa.ratio_weights(rng, contest.profiles, numbers["weight_spread"]["value"], draws, contest.prefer)
    scores = smaa.draw(rng, contest.low, contest.high, weights, contest.profile).scores
    return [smaa.pairwise(scores, place).tolist() for place in range(len(contest.groups))]


def dominators(contest: Contest) -> list[list[int]]:
    """Per candidate, those that are no worse on any criterion nor in support tier, and better on one."""
    tiers = [[-float(group)] for group in contest.groups]
    return dominated_by(beside(contest.middle, tiers))
