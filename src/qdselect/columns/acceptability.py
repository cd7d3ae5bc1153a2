"""Stochastic multicriteria acceptability analysis (SMAA) on arrays: how sure a ranking is.

Weights and unknown values are drawn many times; how often a candidate comes first, or among the first three, says how
much its place owes to what is known and how much to what is not. The measures are those of SMAA-2 (Lahdelma and
Salminen 2001) and of its implementation by Monte Carlo simulation (Tervonen and Lahdelma 2007). Arrays are indexed by
draw *d*, candidate *n*, criterion *k* and weight profile *m*.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from qdselect.columns.randomness import Stream

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
    "expected_ranks",
    "information_bits",
    "orders",
    "pairwise",
    "rank_acceptability",
    "rank_shares",
    "ratio_weights",
    "uniform_weights",
]

CHUNK = 2000
"""Draws that are worked on together: few enough to stay in the processor's cache."""
FACTORS = 16
"""Candidates whose confidence factors are worked out together: few enough to fit into memory."""
TIE = 1e-6
"""Width of the noise that breaks exact ties of fully known candidates, far below any difference that a score shows."""


class Draws(NamedTuple):
    """Sampled scores, and what they were made of.

    Attributes
    ----------
    scores : ndarray of float32, shape (d, n)
        Score of every candidate in every draw.
    weights : ndarray of float32, shape (m, d, k)
        Weights per profile and draw.
    shares : dict of (int, int) to ndarray of float32, shape (d,)
        Per watched candidate and criterion, where in its interval (0 low, 1 high) the unknown value was drawn.
    """

    scores: Floats
    weights: Floats
    shares: dict[tuple[int, int], Floats]


def uniform_weights(rng: Stream, draws: int, criteria: int) -> Floats:
    """Weights that are evenly spread over all that are positive and add up to one; shape (d, k)."""
    raw = rng.exponential((draws, criteria))
    found: Floats = raw / raw.sum(axis=1, keepdims=True)
    return found


def ratio_weights(
    rng: Stream,
    profiles: Sequence[Sequence[float]],
    spread: float,
    draws: int,
    prefer: Sequence[tuple[int, int]] = (),
) -> Floats:
    """Weights around one or several profiles, disturbed in the same way; shape (m, d, k).

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
    own = np.asarray(profiles, dtype=float)
    kept: list[Floats] = []
    missing = draws
    while missing > 0:
        disturbed = own[:, None, :] * np.exp(spread * rng.standard_normal((draws, own.shape[1])))
        for more, less in prefer:
            disturbed = disturbed[:, (disturbed[:, :, more] >= disturbed[:, :, less]).all(axis=0)]
        kept.append(disturbed[:, :missing])
        missing -= kept[-1].shape[1]
    raw = np.concatenate(kept, axis=1)
    found: Floats = (raw / raw.sum(axis=2, keepdims=True)).astype(np.float32)
    return found


def draw(rng: Stream, low: Floats, high: Floats, weights: Floats, profile: Ints, watched: Sequence[int] = ()) -> Draws:
    """Scores under drawn weights and values; an unknown value is drawn evenly from its interval.

    Parameters
    ----------
    rng : Stream
        Source of randomness.
    low, high : ndarray of float, shape (n, k)
        Ends of the interval of every value; equal for a known one.
    weights : ndarray of float, shape (m, d, k)
        Drawn weights.
    profile : ndarray of int, shape (n,)
        Weight profile of each candidate.
    watched : sequence of int
        Candidates whose drawn values are kept.
    """
    draws, size = weights.shape[1], low.shape[0]
    base, width = low.astype(np.float32), (high - low).astype(np.float32)
    fixed = np.flatnonzero(~(width * weights[profile, 0]).any(axis=1))
    by_criterion = np.ascontiguousarray(weights.transpose(0, 2, 1))
    scores = np.empty((draws, size), dtype=np.float32)
    shares = {
        (row, criterion): np.empty(draws, dtype=np.float32)
        for row in watched
        for criterion in np.flatnonzero(width[row]).tolist()
    }
    for start in range(0, draws, CHUNK):
        part = slice(start, start + CHUNK)
        own = by_criterion[:, :, part]
        block = np.empty((size, own.shape[2]), dtype=np.float32)
        for number in range(len(weights)):
            rows = np.flatnonzero(profile == number)
            block[rows] = base[rows] @ own[number]
        block[fixed] += rng.random((fixed.size, own.shape[2])) * np.float32(TIE)
        for criterion in range(width.shape[1]):
            rows = np.flatnonzero(width[:, criterion])
            drawn = rng.random((rows.size, own.shape[2]))
            for place, row in enumerate(rows.tolist()):
                if (row, criterion) in shares:
                    shares[row, criterion][part] = drawn[place]
            drawn *= width[rows, criterion, None]
            drawn *= own[profile[rows], criterion]
            block[rows] += drawn
        scores[part] = block.T
    return Draws(scores, weights, shares)


def orders(scores: Floats, groups: Sequence[int]) -> Ints:
    """Candidates by rank in every draw; those of an earlier group come first whatever their score.

    Parameters
    ----------
    scores : ndarray of float, shape (d, n)
        Sampled scores.
    groups : sequence of int
        Group of each candidate (its support tier); the least comes first.

    Returns
    -------
    ndarray of int, shape (d, n)
        ``[d, r]`` is the candidate on rank ``r + 1`` in draw ``d``.
    """
    own = np.asarray(groups)
    parts = []
    for group in sorted(set(groups)):
        rows = np.flatnonzero(own == group)
        parts.append(rows[np.argsort(-scores[:, rows], axis=1)])
    found: Ints = np.concatenate(parts, axis=1)
    return found


def rank_acceptability(order: Ints) -> Floats:
    """Share of the draws in which a candidate has a rank; shape (n, n), candidate by rank.

    Rows and columns add up to one.
    """
    draws, size = order.shape
    cells = order * size + np.arange(size)
    found: Floats = np.bincount(cells.ravel(), minlength=size * size).reshape(size, size) / draws
    return found


def rank_shares(order: Ints, best: int) -> list[float]:
    """Share of the draws in which each candidate is among the ``best`` first; length n."""
    draws, size = order.shape
    found: list[float] = (np.bincount(order[:, :best].ravel(), minlength=size) / draws).tolist()
    return found


def expected_ranks(order: Ints) -> Floats:
    """Mean rank of every candidate, 1 being the best; shape (n,)."""
    draws, size = order.shape
    ranks = np.broadcast_to(np.arange(1.0, size + 1), order.shape)
    found: Floats = np.bincount(order.ravel(), weights=ranks.ravel(), minlength=size) / draws
    return found


def pairwise(scores: Floats, first: int) -> Floats:
    """Pairwise winning index: share of the draws in which candidate ``first`` beats each other; shape (n,)."""
    found: Floats = np.mean(scores[:, [first]] > scores, axis=0)
    return found


def central_weights(winners: Ints, weights: Floats, size: int) -> Floats:
    """Mean of the weights under which each candidate comes first; NaN for one that never does.

    Parameters
    ----------
    winners : ndarray of int, shape (d,)
        Candidate on the first rank.
    weights : ndarray of float, shape (m, d, k)
        Drawn weights.
    size : int
        Number of candidates, n.

    Returns
    -------
    ndarray of float, shape (m, n, k)
    """
    counts = np.bincount(winners, minlength=size).astype(float)
    counts[counts == 0] = np.nan
    sums = np.array([[np.bincount(winners, weights=own, minlength=size) for own in profile.T] for profile in weights])
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
        Weight profile and group of each candidate.
    candidates : sequence of int
        Candidates of the first group that come first at least once.
    draws : int
        Number of draws.
    """
    rivals = np.flatnonzero(np.asarray(groups) == min(groups))
    base, width = low[rivals].astype(np.float32), (high - low)[rivals].astype(np.float32)
    values = base + rng.random((draws, *base.shape)) * width
    by_rival = values.transpose(1, 0, 2)
    found: list[float] = []
    for start in range(0, len(candidates), FACTORS):
        some = list(candidates[start : start + FACTORS])
        own = central[profile[rivals]][:, some].astype(np.float32)
        winners = rivals[np.argmax(np.matmul(by_rival, own.transpose(0, 2, 1)), axis=0)]
        found += np.mean(winners == np.asarray(some), axis=0).tolist()
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


def information_bits(winners: Ints, shares: Sequence[Floats], bins: int = 10) -> list[float]:
    """How much knowing one value would tell about which candidate comes first, in bits, per value.

    The mutual information between the winner and the place of the value in its interval, from draws sorted into equal
    bins, less the bias that a finite number of draws gives (Miller and Madow).

    Parameters
    ----------
    winners : ndarray of int, shape (d,)
        Candidate on the first rank.
    shares : sequence of ndarray of float, shape (d,)
        Per value, its place in its interval in every draw, 0 to 1.
    bins : int
        Number of bins.
    """
    codes, winner = np.unique(winners, return_inverse=True)
    size, draws = len(codes), len(winners)
    found = []
    for share in shares:
        cells = (share * bins).astype(np.intp).clip(0, bins - 1) * size + winner
        table = np.bincount(cells, minlength=bins * size).reshape(bins, size) / draws
        margins = table.sum(axis=0), table.sum(axis=1)
        raw = sum(map(entropy_bits, margins)) - entropy_bits(table)
        filled = np.count_nonzero(table) - sum(map(np.count_nonzero, margins)) + 1
        found.append(max(raw - filled / (2 * draws * np.log(2)), 0.0))
    return found
