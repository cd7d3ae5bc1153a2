"""Stochastic multicriteria acceptability analysis (SMAA) on arrays: how sure a ranking is.

Weights and unknown values are drawn many times; how often a candidate comes first, or among the first three, says how
much its place owes to what is known and how much to what is not. The measures are those of SMAA-2 (Lahdelma and
Salminen 2001) and of its implementation by Monte Carlo simulation (Tervonen and Lahdelma 2007). Arrays are indexed by
candidate *n*, criterion *k*, weight profile *m*, and last by draw *d*.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from qdselect.columns.randomness import PLACES, STEPS, Stream

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.floating[Any]]
    Ints = npt.NDArray[np.integer[Any]]

__all__ = [
    "Draws",
    "central_weights",
    "confidence_factors",
    "draw",
    "entropy_bits",
    "first_shares",
    "information_bits",
    "pairwise",
    "rank_acceptability",
    "ranks",
    "ratio_weights",
    "uniform_weights",
    "winners",
]

CHUNK = 500
"""Draws that are worked on together: few enough to stay in the processor's cache."""
FACTORS = 16
"""Candidates whose confidence factors are worked out together: few enough to fit into memory."""
COUNTED = 32
"""Candidates up to which counting those above each is cheaper than sorting all."""
TIE = 1e-5
"""Width of the noise that breaks exact ties of fully known candidates, far below any difference that a score shows."""


class Draws(NamedTuple):
    """Sampled scores, and what they were made of.

    Attributes
    ----------
    scores : ndarray of float32, shape (n, d)
        Score of every candidate in every draw.
    weights : ndarray of float32, shape (m, k, d)
        Weights per profile and draw.
    shares : dict of (int, int) to ndarray of uint16, shape (d,)
        Per watched candidate and criterion, where in its interval (0 low, `STEPS` high) the unknown value was drawn.
    """

    scores: Floats
    weights: Floats
    shares: dict[tuple[int, int], Ints]


def uniform_weights(rng: Stream, draws: int, criteria: int) -> Floats:
    """Weights that are evenly spread over all that are positive and add up to one; shape (k, d)."""
    raw = rng.exponential((criteria, draws))
    found: Floats = raw / raw.sum(axis=0)
    return found


def ratio_weights(
    rng: Stream,
    profiles: Sequence[Sequence[float]],
    spread: float,
    draws: int,
    prefer: Sequence[tuple[int, int]] = (),
) -> Floats:
    """Weights around one or several profiles, disturbed in the same way; shape (m, k, d).

    Every weight is multiplied by ``exp(spread * z)`` with a standard normal ``z``, and all are scaled to a sum of one
    (a logistic-normal distribution on the simplex). A weight of zero stays zero.

    Parameters
    ----------
    rng : Stream
        Source of randomness.
    profiles : sequence of sequence of float, shape (m, k)
        Rows that add up to one; they satisfy ``prefer`` themselves.
    spread : float
        Standard deviation of the logarithm of a weight.
    draws : int
        Number of draws.
    prefer : sequence of (int, int)
        Pairs of criteria of which the first never weighs less than the second; draws that contradict are thrown away.
    """
    own = np.asarray(profiles, dtype=np.float32)[:, :, None]
    kept: list[Floats] = []
    missing = draws
    while missing > 0:
        factors = np.exp(spread * rng.standard_normal((own.shape[1], draws))).astype(np.float32)
        for more, less in prefer:
            factors = factors[:, (own[:, more] * factors[more] >= own[:, less] * factors[less]).all(axis=0)]
        kept.append(factors[:, :missing])
        missing -= kept[-1].shape[1]
    found: Floats = own * (kept[0] if len(kept) == 1 else np.concatenate(kept, axis=1))
    found /= found.sum(axis=1, keepdims=True)
    return found


def draw(rng: Stream, low: Floats, high: Floats, weights: Floats, profile: Ints, watched: Sequence[int] = ()) -> Draws:
    """Scores under drawn weights and values; an unknown value is drawn evenly from its interval.

    Parameters
    ----------
    rng : Stream
        Source of randomness.
    low, high : ndarray of float, shape (n, k)
        Ends of the interval of every value; equal for a known one.
    weights : ndarray of float, shape (m, k, d)
        Drawn weights.
    profile : ndarray of int, shape (n,)
        Weight profile of each candidate.
    watched : sequence of int
        Candidates whose drawn values are kept.
    """
    size, draws = len(low), weights.shape[2]
    step = ((high - low) / STEPS).astype(np.float32)
    base = low.astype(np.float32) + step / 2
    rows, criteria = np.nonzero(step * weights[profile, :, 0])
    moves = np.zeros((size, len(rows)), dtype=np.float32)
    moves[rows, np.arange(len(rows))] = step[rows, criteria]
    fixed = np.flatnonzero(~moves.any(axis=1))
    pairs = list(zip(rows.tolist(), criteria.tolist(), strict=True))
    kept = [place for place, (row, _) in enumerate(pairs) if row in watched]
    shares = np.empty((len(kept), draws), dtype=np.uint16)
    scores = np.empty((size, draws), dtype=np.float32)
    own_weights = profile[rows] * weights.shape[1] + criteria
    for start in range(0, draws, CHUNK):
        part = slice(start, start + CHUNK)
        own, block = weights[:, :, part], scores[:, part]
        steps = rng.steps((len(rows), own.shape[2]))
        shares[:, part] = steps[kept]
        block[:] = moves @ (steps * own.reshape(-1, own.shape[2])[own_weights])
        for number in range(len(weights)):
            mine = np.flatnonzero(profile == number)
            block[mine] += base[mine] @ own[number]
        block[fixed] += rng.random((fixed.size, own.shape[2])) * np.float32(TIE)
    return Draws(scores, weights, dict(zip([pairs[place] for place in kept], shares, strict=True)))


def winners(scores: Floats, groups: Sequence[int]) -> Ints:
    """Candidate on the first rank in every draw: the best of the first group; shape (d,).

    Parameters
    ----------
    scores : ndarray of float, shape (n, d)
        Sampled scores.
    groups : sequence of int, increasing
        Group of each candidate (its support tier).
    """
    found: Ints = np.argmax(scores[: bisect_right(groups, groups[0])], axis=0)
    return found


def ranks(scores: Floats, groups: Sequence[int], some: Sequence[int] | None = None) -> Ints:
    """Rank of candidates in every draw, 1 being the best; those of an earlier group come first whatever their score.

    Parameters
    ----------
    scores : ndarray of float, shape (n, d)
        Sampled scores; of two equal ones the first stands before the other.
    groups : sequence of int, increasing
        Group of each candidate (its support tier).
    some : sequence of int, increasing, optional
        Candidates whose ranks are wanted; by default all.

    Returns
    -------
    ndarray of int, shape (len(some), d)
    """
    wanted = range(len(groups)) if some is None else some
    found: Ints = np.empty((len(wanted), scores.shape[1]), dtype=np.int32)
    done = 0
    for group in dict.fromkeys(groups[row] for row in wanted):
        start, stop = bisect_left(groups, group), bisect_right(groups, group)
        within = [row - start for row in wanted if start <= row < stop]
        found[done : done + len(within)] = _ranks_within(scores[start:stop], within) + 1 + start
        done += len(within)
    return found


def _ranks_within(scores: Floats, wanted: Sequence[int]) -> Ints:
    """Candidates above each wanted one in every draw."""
    if len(wanted) > COUNTED:
        order = np.argsort(-scores, axis=0, kind="stable")
        above: Ints = np.empty(scores.shape, dtype=np.int32)
        np.put_along_axis(above, order, np.arange(len(scores), dtype=np.int32)[:, None], axis=0)
        return above[list(wanted)]
    return np.array(
        [
            np.add.reduce(scores[:row] >= scores[row], axis=0, dtype=np.int32)
            + np.add.reduce(scores[row + 1 :] > scores[row], axis=0, dtype=np.int32)
            for row in wanted
        ]
    )


def rank_acceptability(found: Ints) -> Floats:
    """Share of the draws in which a candidate has a rank; shape (n, n), candidate by rank.

    Rows and columns add up to one.

    Parameters
    ----------
    found : ndarray of int, shape (n, d)
        Ranks of all candidates.
    """
    size, draws = found.shape
    cells = np.arange(size)[:, None] * size + found - 1
    shares: Floats = np.bincount(cells.ravel(), minlength=size * size).reshape(size, size) / draws
    return shares


def first_shares(won: Ints, size: int) -> list[float]:
    """Share of the draws in which each candidate is the first; length n."""
    found: list[float] = (np.bincount(won, minlength=size) / len(won)).tolist()
    return found


def pairwise(scores: Floats, first: int) -> Floats:
    """Pairwise winning index: share of the draws in which candidate ``first`` beats each other; shape (n,)."""
    found: Floats = np.count_nonzero(scores[first] > scores, axis=1) / scores.shape[1]
    return found


def central_weights(won: Ints, weights: Floats, size: int) -> Floats:
    """Mean of the weights under which each candidate comes first; NaN for one that never does.

    Parameters
    ----------
    won : ndarray of int, shape (d,)
        Candidate on the first rank.
    weights : ndarray of float, shape (m, k, d)
        Drawn weights.
    size : int
        Number of candidates, n.

    Returns
    -------
    ndarray of float, shape (m, n, k)
    """
    counts = np.bincount(won, minlength=size).astype(float)
    counts[counts == 0] = np.nan
    sums = np.array([[np.bincount(won, weights=own, minlength=size) for own in profile] for profile in weights])
    found: Floats = np.moveaxis(sums / counts, 1, 2)
    return found


def confidence_factors(
    rng: Stream,
    low: Floats,
    high: Floats,
    central: Floats,
    profile: Ints,
    groups: Sequence[int],
    candidates: Sequence[int],
    draws: int,
) -> list[float]:
    """Probability that a candidate comes first under its own central weights, given what is unknown of the values.

    Parameters
    ----------
    rng : Stream
        Source of randomness.
    low, high : ndarray of float, shape (n, k)
        Intervals of the values.
    central : ndarray of float, shape (m, n, k)
        Central weights, from `central_weights`.
    profile, groups : sequence of int, shape (n,)
        Weight profile and group of each candidate, the groups increasing.
    candidates : sequence of int
        Candidates of the first group that come first at least once.
    draws : int
        Number of draws.
    """
    rivals = slice(bisect_right(groups, groups[0]))
    base, step = low[rivals].astype(np.float32), ((high - low)[rivals] / STEPS).astype(np.float32)
    unknown = np.nonzero(step)
    own = central[profile[rivals]][:, list(candidates)].astype(np.float32)
    wins = np.zeros(len(candidates))
    for start in range(0, draws, CHUNK):
        values = np.repeat((base + step / 2)[:, :, None], min(CHUNK, draws - start), axis=2)
        values[unknown] += rng.steps((len(unknown[0]), values.shape[2])) * step[unknown][:, None]
        for first in range(0, len(candidates), FACTORS):
            some = slice(first, first + FACTORS)
            won = np.argmax(np.matmul(own[:, some], values), axis=0)
            wins[some] += np.count_nonzero(won == np.asarray(candidates)[some, None], axis=1)
    found: list[float] = (wins / draws).tolist()
    return found


def entropy_bits(probabilities: Floats | Sequence[float]) -> float:
    """Entropy of a choice in bits: 0 when it is certain, log2(n) when all n are equally likely.

    Examples
    --------
    >>> round(entropy_bits([0.3504, 0.6496]), 4)
    0.9344
    """
    some = np.asarray(probabilities, dtype=float)
    some = some[some > 0]
    return float(-(some * np.log2(some)).sum()) + 0.0


def information_bits(won: Ints, shares: Sequence[Ints], bins: int = 10) -> list[float]:
    """How much knowing one value would tell about which candidate comes first, in bits, per value.

    The mutual information between the winner and the place of the value in its interval, from draws sorted into equal
    bins, less the bias that a finite number of draws gives (Miller and Madow).

    Parameters
    ----------
    won : ndarray of int, shape (d,)
        Candidate on the first rank.
    shares : sequence of ndarray of uint16, shape (d,)
        Per value, its place in its interval in every draw, 0 to below `STEPS`.
    bins : int
        Number of bins.
    """
    seen = np.flatnonzero(np.bincount(won))
    winner, size, draws = np.searchsorted(seen, won), len(seen), len(won)
    found = []
    for share in shares:
        cells = ((share.astype(np.intp) * bins) >> PLACES) * size + winner
        table = np.bincount(cells, minlength=bins * size).reshape(bins, size) / draws
        margins = table.sum(axis=0), table.sum(axis=1)
        raw = sum(map(entropy_bits, margins)) - entropy_bits(table)
        filled = np.count_nonzero(table) - sum(map(np.count_nonzero, margins)) + 1
        found.append(max(raw - filled / (2 * draws * np.log(2)), 0.0))
    return found
