"""What each marker of a panel has to choose from, and what each choice is worth, in whole numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from qdselect.advise.assess import Bench, assess_all
from qdselect.advise.emitters import emitters_of
from qdselect.advise.panel_left_out import left_out_docs
from qdselect.advise.panel_light import Colours, Probe, rounded
from qdselect.advise.panel_question import PanelQuestion
from qdselect.advise.place import Place, places
from qdselect.advise.tree import DECIMALS, rounded_score
from qdselect.catalog.catalog import Catalog
from qdselect.model.struct import Struct
from qdselect.model.vocabulary import TIERS
from qdselect.panels.problem import NEVER

if TYPE_CHECKING:
    from qdselect.model.documents.panel import PoolDoc, WorthDoc

__all__ = ["UNIT", "Choice", "Offer", "Pool", "brightness_of", "choice_of", "tier_points", "worth_doc"]

UNIT = 10**DECIMALS
"""Worth is counted in ten-thousandths, as scores are printed: sums are exact, and equal is equal."""


class Offer(Struct):
    """A probe for a marker, and the terms of its worth in units.

    Attributes
    ----------
    place : Place
        The formulation in its mode.
    tier_points, score, scarcity : int
        Terms; they add up to the worth.
    """

    place: Place
    tier_points: int
    score: int
    scarcity: int

    @property
    def worth(self) -> int:
        """Sum of the terms."""
        return self.tier_points + self.score + self.scarcity


class Pool(Struct):
    """What one marker has to choose from.

    Attributes
    ----------
    marker : str
        Id of the marker.
    bench : Bench
        Its question.
    offers : mapping of str to Offer
        By id, those that were admitted, belong to the wanted tiers and have a known light.
    not_admitted, less_proven, dark : sequence of Place
        What constraints turned down, what is less proven than was asked for, and what has no known light; best proven
        first.
    """

    marker: str
    bench: Bench
    offers: Mapping[str, Offer]
    not_admitted: Sequence[Place]
    less_proven: Sequence[Place]
    dark: Sequence[Place]

    def doc(self) -> PoolDoc:
        """Numbers of the pool, and what is published for the marker but not in it."""
        tiers = [offer.place.tier for offer in self.offers.values()]
        return {
            "marker": self.marker,
            "candidates": len(self.offers),
            "by_tier": {tier: tiers.count(tier) for tier in TIERS},
            "not_admitted": len(self.not_admitted),
            "less_proven": len(self.less_proven),
            "dark": len(self.dark),
            "left_out": left_out_docs(self),
        }


class Choice(Struct):
    """All markers with all probes.

    Attributes
    ----------
    question : PanelQuestion
        The question.
    pools : tuple of Pool
        One per marker.
    probes : tuple of Probe
        All that any marker could take, in order of wavelength.
    colours : Colours
        How they are told apart.
    worth : list of list of int
        Per marker and probe, in units.
    """

    question: PanelQuestion
    pools: tuple[Pool, ...]
    probes: tuple[Probe, ...]
    colours: Colours
    worth: list[list[int]]


def tier_points(tier: str, markers: int) -> int:
    """Points of a support tier in a panel of so many markers.

    They are such that no number of less proven probes, and no score, outweighs one that is better proven: twice a power
    of the number of markers and one.

    Examples
    --------
    >>> [tier_points(tier, 5) for tier in ("demonstrated", "other-mode", "transferable", "material-only")]
    [432, 72, 12, 0]
    """
    power = len(TIERS) - 1 - TIERS.index(tier)
    return 2 * (markers + 1) ** power if power else 0


def choice_of(catalog: Catalog, question: PanelQuestion) -> Choice:
    """Assess every formulation for every marker, and leave what has light."""
    first = Bench(catalog, question.queries[0])
    benches = [first, *(Bench(catalog, query, like=first) for query in question.queries[1:])]
    standing = [places(bench, assess_all(bench), "tier") for bench in benches]
    wanted = {place.id for found in standing for place in found if place.admitted and place.tier in question.tiers}
    lit = _lit(catalog, sorted(wanted), first, question)
    parts = zip(question.markers, benches, standing, _scarcity(question), strict=True)
    pools = tuple(_pool(question, marker, bench, found, lit, share) for marker, bench, found, share in parts)
    probes = [lit[name] for name in {name for pool in pools for name in pool.offers}]
    probes.sort(key=lambda probe: (probe.emitter.emission_max_nm.value, probe.emitter.id))
    worth = [
        [pool.offers[probe.emitter.id].worth if probe.emitter.id in pool.offers else NEVER for probe in probes]
        for pool in pools
    ]
    return Choice(question, pools, tuple(probes), Colours(probes, question.separation), worth)


def _lit(catalog: Catalog, names: Sequence[str], bench: Bench, question: PanelQuestion) -> dict[str, Probe]:
    """Probes of which emission and width are known at least as intervals, and a band where bands count."""
    seen = bench.light.seen if bench.light else {}
    found = {}
    for emitter in emitters_of(catalog, names):
        own = seen.get(emitter.id)
        channel = own.channel if own and question.separation.kind == "spill" else None
        if emitter.fwhm_nm.value is not None and (channel is not None or question.separation.kind != "spill"):
            found[emitter.id] = Probe(rounded(emitter), own.line_nm if own else None, channel)
    return found


def _pool(
    question: PanelQuestion, marker: str, bench: Bench, found: Sequence[Place], lit: Mapping[str, Any], share: float
) -> Pool:
    admitted = [place for place in found if place.admitted]
    own = [place for place in admitted if place.tier in question.tiers]
    return Pool(
        marker,
        bench,
        {place.id: _offer(place, question, share) for place in own if place.id in lit},
        [place for place in found if not place.admitted],
        [place for place in admitted if place.tier not in question.tiers],
        [place for place in own if place.id not in lit],
    )


def _offer(place: Place, question: PanelQuestion, scarcity: float) -> Offer:
    points = tier_points(place.tier, len(question.queries)) * UNIT if question.by_tier else 0
    return Offer(place, points, round(rounded_score(place.score) * UNIT), round(scarcity * _brightness(place) * UNIT))


def _brightness(place: Place) -> float:
    """What brightness adds to the score: its weight times its value."""
    own = brightness_of(place)
    return own.weight * own.value if own else 0.0


class Brightness(Struct):
    """The criterion of that name for one probe: its weight, the value that counts, and between which ends it lies."""

    weight: float
    value: float
    low: float
    high: float


def brightness_of(place: Place) -> Brightness | None:
    """What the score makes of the brightness of a probe; ``None`` where the mode has no such criterion."""
    own = next((item for item in place.assessment.score.criteria if item.name == "brightness"), None)
    if own is None:
        return None
    values = own.values
    return Brightness(own.weight, *(float(part[place.row]) for part in (values.middle, values.low, values.high)))


def _scarcity(question: PanelQuestion) -> list[float]:
    """How scarce each marker is: 1 for the scarcest, 0 for the most abundant, by the logarithm in between."""
    if question.densities is None:
        return [0.0] * len(question.queries)
    logs = [math.log(question.densities[name]) for name in question.markers]
    span = max(logs) - min(logs)
    return [(max(logs) - own) / span if span else 0.0 for own in logs]


def worth_doc(offers: Sequence[Offer]) -> WorthDoc:
    """Terms of one or several offers; the total is their sum to the last digit."""
    return {
        "tier_points": sum(offer.tier_points for offer in offers) / UNIT,
        "score": sum(offer.score for offer in offers) / UNIT,
        "scarcity": sum(offer.scarcity for offer in offers) / UNIT,
        "total": sum(offer.worth for offer in offers) / UNIT,
    }
