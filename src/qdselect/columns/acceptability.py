"""Stochastic multicriteria acceptability analysis (SMAA) on arrays: how sure a ranking is.

Weights and unknown values are drawn many times; how often a candidate comes first, or among the first three, says how
much its place owes to what is known and how much to what is not. The measures are those of SMAA-2 (Lahdelma and
Salminen 2001) and of its implementation by Monte Carlo simulation (Tervonen and Lahdelma 2007). Arrays are indexed by
candidate *n*, criterion *k*, weight profile *m*, and last by draw *d*.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from qdselect.columns.randomness import PLACES, STEPS, Stream
from qdselect.model.struct import Struct

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

CHUNK = 1000
"""Draws that are worked on together: few enough to stay in the processor's cache."""
TOGETHER = 16
"""Candidates that are drawn together: the product of matrices grows with their square."""
FACTORS = 16
"""Candidates whose confidence factors are worked out together: few enough to fit into memory."""
COUNTED = 32
"""Candidates up to which counting those above each is cheaper than sorting all."""
TIE = 1e-5
"""Width of the noise that breaks exact ties of fully known candidates, far below any difference that a score shows."""


class Draws(Struct):
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
        factors = np.exp(np.float32(spread) * rng.standard_normal((own.shape[1], draws)))
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
    size, criteria, draws = *low.shape, weights.shape[2]
    step = ((high - low) / STEPS * (weights[profile, :, 0] > 0)).astype(np.float32)
    base = low.astype(np.float32) + step / 2
    places = profile[:, None] * criteria + np.arange(criteria)
    scores = np.empty((size, draws), dtype=np.float32)
    shares: dict[tuple[int, int], Ints] = {}
    for first in range(0, size, TOGETHER):
        some = slice(first, first + TOGETHER)
        cells = [(first + row, name) for row, name in np.argwhere(step[some]).tolist()]
        kept = [number for number, (row, _) in enumerate(cells) if row in watched]
        found = _draw(rng, base[some], step[some], places[some], weights, scores[some], kept)
        shares |= zip([cells[number] for number in kept], found, strict=True)
    return Draws(scores, weights, shares)


def _draw(
    rng: Stream, base: Floats, step: Floats, places: Ints, weights: Floats, scores: Floats, kept: Sequence[int]
) -> Ints:
    """Fill in the scores of some candidates; the places of the unknown values ``kept`` are returned.

    A score is a sum over its unknown values (place in the interval x weight) and over its known parts (weight), so one
    product of matrices makes all scores of a chunk of draws.
    """
    rows, criteria = np.nonzero(step)
    unknown, own = len(rows), places[rows, criteria]
    flat = weights.reshape(-1, scores.shape[1])
    mixture = np.zeros((len(base), unknown + len(flat)), dtype=np.float32)
    mixture[rows, np.arange(unknown)] = step[rows, criteria]
    np.put_along_axis(mixture, unknown + places, base, axis=1)
    fixed = np.flatnonzero(~step.any(axis=1))
    shares = np.empty((len(kept), scores.shape[1]), dtype=np.uint16)
    for start in range(0, scores.shape[1], CHUNK):
        part = slice(start, start + CHUNK)
        width = len(flat[0, part])
        steps = rng.steps((unknown, width))
        shares[:, part] = steps[kept]
        terms = np.empty((unknown + len(flat), width), dtype=np.float32)
        terms[:unknown], terms[unknown:] = steps, flat[:, part]
        terms[:unknown] *= terms[unknown:][own]
        scores[:, part] = mixture @ terms
        scores[fixed, part] += rng.random((fixed.size, width)) * np.float32(TIE)
    return shares


def winners(scores: Floats, groups: Sequence[int]) -> Ints:
    """Candidate on the first rank in every draw: the best of the first group; shape (d,).

    Parameters
    ----------
    scores : ndarray of float, shape (n, d)
        Sampled scores.
    groups : sequence of int, increasing
        Group of each candidate (its support tier).
    """
    return _best(scores[_of_group(groups, groups[0])])


def _of_group(groups: Sequence[int], group: int) -> slice:
    """Candidates of one group, the groups increasing."""
    start, stop = np.searchsorted(groups, [group, group + 1]).tolist()
    return slice(start, stop)


def _best(scores: Floats) -> Ints:
    """The first of the highest along the first axis; `numpy.argmax` takes several times as long on it."""
    size = len(scores)
    left = np.arange(size, 0, -1, dtype=np.min_scalar_type(size)).reshape(-1, *[1] * (scores.ndim - 1))
    highest = scores == np.maximum.reduce(scores, axis=0)
    found: Ints = size - np.maximum.reduce(highest * left, axis=0).astype(np.intp)
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
        own = _of_group(groups, group)
        start, stop = own.start, own.stop
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
    count = np.min_scalar_type(len(scores))
    return np.array(
        [
            np.add.reduce(scores[:row] >= scores[row], axis=0, dtype=count)
            + np.add.reduce(scores[row + 1 :] > scores[row], axis=0, dtype=count)
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
    beaten = [np.count_nonzero(row) for row in scores[first] > scores]
    found: Floats = np.array(beaten) / scores.shape[1]
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
    counts = np.bincount(won, minlength=size)
    first = np.flatnonzero(counts)
    sums = (won == first[:, None]).astype(weights.dtype) @ weights.reshape(-1, len(won)).T
    found: Floats = np.full((len(weights), size, weights.shape[1]), np.nan)
    found[:, first] = np.moveaxis((sums / counts[first, None]).reshape(len(first), len(weights), -1), 1, 0)
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
    rivals = _of_group(groups, groups[0])
    base, step = low[rivals].astype(np.float32), ((high - low)[rivals] / STEPS).astype(np.float32)
    unknown = np.nonzero(step)
    own = central[profile[rivals]][:, list(candidates)].astype(np.float32)
    wins = np.zeros(len(candidates))
    chunk = CHUNK // 4  # a draw holds the values of all rivals here: as many numbers stay in the cache
    for start in range(0, draws, chunk):
        values = np.repeat((base + step / 2)[:, :, None], min(chunk, draws - start), axis=2)
        values[unknown] += rng.steps((len(unknown[0]), values.shape[2])) * step[unknown][:, None]
        for first in range(0, len(candidates), FACTORS):
            some = slice(first, first + FACTORS)
            won = _best(np.matmul(own[:, some], values))
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
    return float(_entropies(np.asarray(probabilities, dtype=float).reshape(1, -1))[0])


def information_bits(won: Ints, shares: Sequence[Ints], halvings: int = 3) -> list[float]:
    """How much knowing one value would tell about which candidate comes first, in bits, per value.

    The mutual information between the winner and the place of the value in its interval, from draws sorted into equal
    bins, less the bias that a finite number of draws gives (Miller and Madow).

    Parameters
    ----------
    won : ndarray of int, shape (d,)
        Candidate on the first rank.
    shares : sequence of ndarray of uint16, shape (d,)
        Per value, its place in its interval in every draw, 0 to below `STEPS`.
    halvings : int
        How often an interval is halved: the number of bins is a power of two, so that all are of one size.
    """
    if not shares:
        return []
    seen = np.flatnonzero(np.bincount(won))
    size, draws, bins = len(seen), len(won), 1 << halvings
    winner = np.searchsorted(seen, won).astype(np.min_scalar_type(max(bins * size, STEPS - 1)))
    cells = ((share >> (PLACES - halvings)) * winner.dtype.type(size) + winner for share in shares)
    counts = [np.bincount(cell, minlength=bins * size) for cell in cells]
    table = np.array(counts, dtype=float).reshape(-1, bins, size) / draws
    parts = table, table.sum(axis=1), table.sum(axis=2)
    whole, of_winner, of_bin = (_entropies(part.reshape(len(shares), -1)) for part in parts)
    filled, winners, bins_used = (np.count_nonzero(part.reshape(len(shares), -1), axis=1) for part in parts)
    bias = (filled - winners - bins_used + 1) / (2 * draws * np.log(2))
    found: list[float] = np.maximum(of_winner + of_bin - whole - bias, 0).tolist()
    return found


def _entropies(probabilities: Floats) -> Floats:
    """Entropy of every row in bits."""
    logarithms = np.log2(probabilities, where=probabilities > 0, out=np.zeros_like(probabilities))
    found: Floats = -(probabilities * logarithms).sum(axis=1) + 0.0
    return found
