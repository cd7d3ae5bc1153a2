"""Probes of a panel that a constraint could not judge, and that only --allow-unknown let in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from qdselect.advise.panel_pool import Choice

if TYPE_CHECKING:
    from qdselect.advise.place import Place

__all__ = ["unjudged_words"]

_WORDS = {"--cd-free": "is cadmium-free", "--heavy-metal-free": "is heavy-metal-free"}
"""What a probe would have to be, where a reader must not take the constraint for kept; others are named."""


def unjudged_words(choice: Choice, options: Sequence[int]) -> list[str]:
    """For each constraint that could not judge every probe of a panel, a sentence that names these probes.

    Parameters
    ----------
    choice : Choice
        All probes of all markers.
    options : sequence of int
        Number of the probe of each marker.

    Returns
    -------
    list of str
        None where every probe is known to pass.
    """
    found: dict[str, list[str]] = {}
    for pool, option in zip(choice.pools, options, strict=True):
        name = choice.probes[option].emitter.id
        for asked in dict.fromkeys(_open(pool.offers[name].place, pool.bench.query.flags())):
            found.setdefault(asked, []).append(f"{pool.marker}: {name}")
    return [
        f"Of {len(names)} of {len(choice.pools)} probes it is not known whether it {asked} ({', '.join(names)})."
        for asked, names in found.items()
    ]


def _open(place: Place, flags: dict[str, str]) -> Iterator[str]:
    """What is asked by the rules that would turn a probe down if what is unknown were not allowed."""
    item = place.assessment
    for verdict in item.exclusions:
        if verdict.excluded()[place.row] and not verdict.excluded(item.allow_unknown)[place.row]:
            options = [flags[flag] for flag in verdict.rule["applies"].get("flags") or () if flag in flags]
            option = " ".join(dict.fromkeys(options))
            yield _WORDS.get(option, f"passes {option or 'the rules of the mode'}")
