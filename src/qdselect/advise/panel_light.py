"""The light of the probes of a panel: which of them can be told apart, and how well."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from qdselect.advise.curves import known_doc
from qdselect.advise.emitters import Emitter
from qdselect.advise.light_path import LEAST
from qdselect.advise.rounding import rounded
from qdselect.model.struct import Struct
from qdselect.panels.noise import Crosstalk, condition_number
from qdselect.panels.problem import Problem
from qdselect.physics.light_yield import Ends
from qdselect.physics.overlap import distinct, mixed_cosines, overlap_ends, spill_ends, spill_totals, tried_widths

if TYPE_CHECKING:
    from qdselect.advise.panel_separation import Separation
    from qdselect.model.documents.panel import PairDoc, SpillDoc
    from qdselect.model.light import Channel

__all__ = ["Colours", "Noise", "Probe", "known_doc", "rounded", "short"]


class Probe(Struct):
    """An emitter in the light path of the question.

    Attributes
    ----------
    emitter : Emitter
        What is known of its light.
    line_nm : float or None
        The line that suits it best, where the question names any.
    channel : Channel or None
        The band that collects most of its light, where bands separate the colours.
    """

    emitter: Emitter
    line_nm: float | None = None
    channel: Channel | None = None


class Noise(Struct):
    """What unmixing does to a panel.

    Attributes
    ----------
    factors : list of float
        What it multiplies the noise of each probe with, at the ends of emission that are worst for it.
    worst, at_worst_width : float
        Largest of them; the same with all widths at their lower end, as reckoned with, or at their upper end.
    condition : float
        Condition number of the mixing matrix.
    """

    factors: list[float]
    worst: float
    at_worst_width: float
    condition: float


class Colours:
    """All probes with their light, and how colours are told apart.

    Parameters
    ----------
    probes : sequence of Probe
        In order of wavelength.
    separation : Separation
        How colours are told apart, in what bands, and the limit.
    """

    def __init__(self, probes: Sequence[Probe], separation: Separation) -> None:
        self.probes, self.separation = probes, separation
        self.bands = [channel.band[:2] for channel in separation.channels]
        self.peak = Ends.of(probe.emitter.emission_max_nm[:3] for probe in probes)
        self.width = Ends.of(probe.emitter.fwhm_nm[:3] for probe in probes)
        self.exact = [probe.emitter.emission_max_nm.low == probe.emitter.emission_max_nm.high for probe in probes]
        if separation.kind == "spill":
            self.places = [separation.channels.index(probe.channel) for probe in probes if probe.channel is not None]
            self.pairs = spill_ends(self.peak, self.width, self.bands, self.places)
        else:
            self.pairs = overlap_ends(self.peak, self.width)

    def problem(self, worth: Sequence[Sequence[int]], most: float | None = None) -> Problem:
        """What the search has to solve, under the limit or another one."""
        limit = self.separation.most if most is None else most
        if self.separation.kind != "noise":
            return Problem.of(worth, (self.pairs.high if self.separation.any_width else self.pairs.value) <= limit)
        cosines = mixed_cosines(self.peak, self.width.value, self.bands)
        return Problem.of(worth, distinct(self.peak), None, Crosstalk.of(cosines, self.exact, limit))

    def noise(self, options: Sequence[int]) -> Noise:
        """What unmixing does to a panel."""
        places = list(options)
        peak = Ends(*(part[places] for part in self.peak))
        exact, everyone = [self.exact[place] for place in places], range(len(places))
        by_width = [
            Crosstalk.of(mixed_cosines(peak, widths, self.bands), exact, self.separation.most).factors(everyone)
            for widths in tried_widths(Ends(*(part[places] for part in self.width)))
        ]
        middle = Ends(peak.value, peak.value, peak.value)
        square = mixed_cosines(middle, self.width.value[places], self.bands)[: len(places), : len(places)]
        worst_at_width = max(max(factors) for factors in by_width)
        return Noise(by_width[0], max(by_width[0]), worst_at_width, condition_number(square))

    def holds(self, options: Sequence[int], noise: Noise | None) -> bool:
        """Whether the limit is kept at all widths that were tried; with the noise of a panel that is unmixed."""
        if noise is not None:
            return noise.at_worst_width <= self.separation.most
        return all(float(self.pairs.high[one, other]) <= self.separation.most for one, other in _pairs(options))

    def pair_docs(self, options: Sequence[int], markers: Sequence[str]) -> list[PairDoc]:
        """Every two probes of a panel, the closest first."""
        marker_of, value = dict(zip(options, markers, strict=True)), self.pairs.value
        closest = sorted(
            _pairs(options), key=lambda pair: (-digits(float(value[pair])), [marker_of[place] for place in pair])
        )
        return [self._pair_doc(one, other, [marker_of[one], marker_of[other]]) for one, other in closest]

    def _pair_doc(self, one: int, other: int, markers: list[str]) -> PairDoc:
        """Two probes that keep the limit, so that only the high end may have no end."""
        value, low, high = (float(part[one, other]) for part in self.pairs)
        kind = "spill" if self.separation.kind == "spill" else "overlap"
        return {"markers": markers, "kind": kind, **_spill_doc(value, low, high)}

    def spill_totals(self, options: Sequence[int]) -> list[SpillDoc | None]:
        """Light of all other probes of a panel in the channel of each; none where no bands separate the colours."""
        if self.separation.kind != "spill":
            return [None] * len(options)
        places = list(options)
        peak, width = (Ends(*(part[places] for part in ends)) for ends in (self.peak, self.width))
        found = spill_totals(peak, width, self.bands, [self.places[place] for place in places])
        return [_spill_doc(*ends) for ends in zip(*(part.tolist() for part in found), strict=True)]


def _spill_doc(value: float, low: float, high: float) -> SpillDoc:
    """A part of some light with its ends; below `LEAST` no more is said than that it is below."""
    return {
        "value": 0.0 if value < LEAST else digits(value),
        "low": 0.0 if low < LEAST else digits(low),
        "high": short(max(high, LEAST)),
        "open_because": None if math.isfinite(high) else NOTHING_OF_ITS_OWN,
    }


def _pairs(options: Sequence[int]) -> list[tuple[int, int]]:
    return [(one, other) for number, one in enumerate(options) for other in options[number + 1 :]]


NOTHING_OF_ITS_OWN = "over what is open, a channel may collect nothing of its own probe"
"""Why a spill has no end."""


def digits(number: float) -> float:
    """Four digits: more than any of these models is worth."""
    return float(f"{number:.4g}")


def short(number: float) -> float | None:
    """Four digits; ``None`` where a number has no end."""
    return digits(number) if math.isfinite(number) else None
