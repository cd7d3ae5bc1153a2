"""Agreement with an independent library (``make peers`` installs it; otherwise these are skipped)."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import pytest

from qdselect.columns import acceptability as smaa
from qdselect.columns.randomness import Stream

peer = pytest.importorskip("crispyn.mcda_methods.vikor_smaa", reason="make peers installs crispyn")


@pytest.mark.parametrize("seed", range(5))
def test_crispyn_finds_the_same_rank_acceptabilities_and_central_weights(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With v = 1, VIKOR ranks by the weighted sum of distances from the best: the additive value turned round."""
    values = np.random.default_rng(seed).random((6, 4))
    values = (values - values.min(axis=0)) / (values.max(axis=0) - values.min(axis=0))
    weights = smaa.uniform_weights(Stream(seed), 3000, 4)
    monkeypatch.setattr(peer, "VIKOR", functools.partial(peer.VIKOR, v=1))
    theirs: Any = peer.VIKOR_SMAA()(values, np.asarray(weights.T), np.ones(4))
    scores = values @ weights
    assert smaa.rank_acceptability(smaa.ranks(scores, [0] * 6)) == pytest.approx(theirs[0], abs=1e-12)
    central = smaa.central_weights(smaa.winners(scores, [0] * 6), weights[None], 6)[0]
    assert np.nan_to_num(central) == pytest.approx(theirs[1], abs=1e-9)
