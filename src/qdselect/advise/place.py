"""Every formulation in the mode in which it stands best, in order of rank."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from qdselect.advise.assess import Assessment, Bench
from qdselect.columns.values import chosen, in_order, ordered, standing_best
from qdselect.model.struct import Struct
from qdselect.model.vocabulary import TIERS

__all__ = ["TIER_ORDER", "Place", "first_without", "places"]

TIER_ORDER = {tier: order for order, tier in enumerate(TIERS)}


class Place(Struct):
    """A formulation in the mode in which it stands best.

    Attributes
    ----------
    id : str
        Id of the formulation.
    row : int
        Row in the table.
    assessment : Assessment
        Of that mode.
    admitted : bool
        Whether no exclusion turns it down in any considered mode.
    score : float
        Score in that mode.
    """

    id: str
    row: int
    assessment: Assessment
    admitted: bool
    score: float

    @property
    def tier(self) -> str:
        """Support tier in that mode."""
        return self.assessment.tiers[self.row]

    @property
    def tier_order(self) -> int:
        """Place of the support tier, 0 being the best proven."""
        return TIER_ORDER[self.tier]


def places(bench: Bench, assessments: Sequence[Assessment], rank_by: str) -> list[Place]:
    """Every formulation in its best mode, in order of rank.

    The best mode is the best proven one whatever the order is by: what is published does not depend on it.
    """
    out = [item.turned_down for item in assessments]
    scores = [item.score.total.middle for item in assessments]
    losses = [-score.round(12) for score in scores]
    tiers = [ordered(item.tiers, TIER_ORDER) for item in assessments]
    best = standing_best([out, tiers, losses])
    found = [
        Place(name, row, assessments[order], not down, score)
        for row, (name, order, down, score) in enumerate(zip(bench.ids, best, *chosen(best, out, scores), strict=True))
    ]
    # Rows stand in order of their ids, and the sorting is stable: of equals, the first id comes first.
    keys = [tiers, losses] if rank_by == "tier" else [losses]
    return [found[row] for row in in_order(chosen(best, *keys))]


def first_without(
    source: str, standing: Sequence[Place], bench: Bench, rebuild: Callable[[str], Sequence[Place]]
) -> str | None:
    """Id of the candidate that comes first when a source is left out, with its particles and its evidence.

    Parameters
    ----------
    source : str
        The source.
    standing : sequence of Place
        Candidates in the order in which they stand now.
    bench : Bench
        The question.
    rebuild : callable
        Ranks anew without the source; called only where the source says something about a candidate that stays.
    """
    stays = [place for place in standing if bench.sources[place.row] != source]
    touched = {record["formulation"] for record in bench.all_evidence if record["reference"] == source}
    touched |= {place.id for place in stays if source in bench.records[place.row]["borrowed"].values()}
    matters = any(place.id in touched for place in stays)
    if matters or any(ligand["reference"] == source for ligand in bench.ligands):
        stays = list(rebuild(source))
    return stays[0].id if stays else None
