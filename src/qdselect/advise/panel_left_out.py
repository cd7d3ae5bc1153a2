"""What is published for a marker of a panel, but cannot be in one: turned down, less proven than asked, or dark."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from qdselect.advise.emitters import emitter_of
from qdselect.advise.wording import reasons
from qdselect.model.vocabulary import TIERS

if TYPE_CHECKING:
    from qdselect.advise.panel_pool import Pool
    from qdselect.advise.place import Place
    from qdselect.model.documents.panel import LeftOutDoc

__all__ = ["left_out_docs", "left_out_notes"]

PUBLISHED = TIERS[:2]
NAMED, GROUPS = 3, 5
"""Probes that a note names of each group, and groups that it tells apart."""


def left_out_docs(pool: Pool) -> list[LeftOutDoc]:
    """Probes that are published for a marker and not in its pool, each with the reason, best proven first."""
    causes = {"constraint": pool.not_admitted, "tier": pool.less_proven, "light": pool.dark}
    return [_doc(pool, place, cause) for cause, found in causes.items() for place in found if place.tier in PUBLISHED]


def _doc(pool: Pool, place: Place, cause: str) -> LeftOutDoc:
    options, undecided, because = {"constraint": _turned_down, "tier": _less_proven, "light": _dark}[cause](pool, place)
    return {
        "id": place.id,
        "name": pool.bench.names[place.row],
        "tier": place.tier,
        "mode": place.assessment.mode["id"],
        "cause": cause,
        "options": options,
        "undecided": undecided,
        "because": because,
    }


def _turned_down(pool: Pool, place: Place) -> tuple[list[str], bool, str]:
    """Options whose rules turn a probe down, whether all of them only cannot judge it, and what they say."""
    verdicts = place.assessment.excluded_by(place.row)
    flags = pool.bench.query.flags()
    options = [
        flags[flag] for verdict in verdicts for flag in verdict.rule["applies"].get("flags") or () if flag in flags
    ]
    said = (reason["because"] for reason in reasons(verdicts, place.assessment, place.row))
    undecided = not any(verdict.fires()[place.row] for verdict in verdicts)
    return list(dict.fromkeys(options)), undecided, "; ".join(dict.fromkeys(said))


def _less_proven(_: Pool, place: Place) -> tuple[list[str], bool, str]:
    return ["--min-tier"], False, f"{place.tier}, less proven than --min-tier asks"


def _dark(pool: Pool, place: Place) -> tuple[list[str], bool, str]:
    emitter = emitter_of(pool.bench.catalog, pool.bench.catalog.formulation(place.id))
    known = (emitter.emission_max_nm, emitter.fwhm_nm)
    missing = next((own.because for own in known if own.value is None), "no band is known to see it")
    return [], True, missing


def left_out_notes(pools: Sequence[Pool], found: Sequence[Sequence[LeftOutDoc]]) -> list[str]:
    """What is published for each marker but in no panel: how many for which reason, the best named, how to learn more.

    Parameters
    ----------
    pools : sequence of Pool
        One per marker.
    found : sequence of sequence of dict
        `left_out_docs` of each.
    """
    notes = [
        f"Published for {pool.marker}, but in no panel: {_told(own)}."
        for pool, own in zip(pools, found, strict=True)
        if own
    ]
    return [*notes, f"`qdselect explain ID {' '.join(_asked(pools[0]))}` says more of each."] if notes else []


def _told(found: Sequence[LeftOutDoc]) -> str:
    groups = [(why, list(own)) for why, own in groupby(sorted(found, key=_why), key=_why)]
    groups.sort(key=lambda group: -len(group[1]))
    shown = [f"{len(own)} {why} ({_few(own)})" for why, own in groups[:GROUPS]]
    rest = sum(len(own) for _, own in groups[GROUPS:])
    parts = [*shown, *([f"{rest} for other reasons"] if rest else [])]
    return "; ".join(parts) if len(groups) == 1 else f"{len(found)} probes, {'; '.join(parts)}"


def _why(item: LeftOutDoc) -> str:
    """The reason in words that several probes share."""
    if item["cause"] == "light":
        return "of unknown emission"
    if item["cause"] == "tier":
        return "less proven than --min-tier asks"
    by = " and ".join(dict.fromkeys(map(_constraint, item["options"]))) or "the rules of the mode"
    return f"of which too little is known to pass {by}" if item["undecided"] else f"turned down by {by}"


def _constraint(option: str) -> str:
    return "the light path" if option.startswith(("--laser", "--filter", "--instrument")) else option


def _few(own: Sequence[LeftOutDoc]) -> str:
    names = ", ".join(item["id"] for item in own[:NAMED])
    return names if len(own) <= NAMED else f"the best: {names}"


def _asked(pool: Pool) -> Iterator[str]:
    """Options with which `qdselect explain` is asked the same of any marker."""
    query = pool.bench.query
    yield f"--marker MARKER --mode {shlex.quote(query.mode_as_typed or '')}"
    yield from dict.fromkeys(query.flags().values())
    if query.min_level:
        yield f"--min-level {query.min_level}"
    if query.allow_unknown:
        yield "--allow-unknown"
