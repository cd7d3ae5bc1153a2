"""What became of the densities: whether scarcer antigens got brighter dots, and what kept them from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from qdselect.advise.panel_pool import Brightness, Choice, brightness_of
from qdselect.advise.panel_wording import listed
from qdselect.panels.problem import NEVER
from qdselect.panels.search import Found, best_panels

if TYPE_CHECKING:
    from qdselect.panels.search import Panel

__all__ = ["density_notes"]

Lit = Mapping[str, "Brightness"]


def density_notes(choice: Choice, best: Panel) -> list[str]:
    """Remarks on the brightness of the dots of a panel, where densities were given.

    Parameters
    ----------
    choice : Choice
        All probes of all markers.
    best : Panel
        The best panel.

    Returns
    -------
    list of str
        Why densities had no effect, where they could have none; else scarcer antigens whose dot is not the brighter
        one, with the reason, and dots of which the brightness is not known.
    """
    densities = choice.question.densities
    if densities is None:
        return []
    if without := _without_effect(choice, densities):
        return [f"--density changed nothing: {without}."]
    own = _brightness(choice, best.options)
    dimmer = _dimmer(densities, own)
    notes = [f"{_told(dimmer, own)}. {_because(choice, densities, dimmer)}"] if dimmer else []
    return [*notes, *_unsure(own)]


def _without_effect(choice: Choice, densities: Mapping[str, float]) -> str | None:
    """Why no density could change the total of any panel; ``None`` where it could."""
    if len(set(densities.values())) == 1:
        return "all markers are given the same, so that none is scarcer"
    offers = [offer for pool in choice.pools for offer in pool.offers.values()]
    if any(offer.scarcity for offer in offers):
        return None
    scored = [own for offer in offers if (own := brightness_of(offer.place)) is not None]
    if not scored:
        return "this mode does not score brightness"
    if not any(own.weight for own in scored):
        return "brightness has the weight 0 in this question, so that no dot counts as the brighter one"
    return "no dot that a scarcer marker could take counts as bright"


def _brightness(choice: Choice, options: Sequence[int]) -> dict[str, Brightness]:
    """Brightness of the dot of each marker; none where the mode does not score it."""
    found = {}
    for pool, option in zip(choice.pools, options, strict=True):
        own = brightness_of(pool.offers[choice.probes[option].emitter.id].place)
        if own is not None:
            found[pool.marker] = own
    return found


def _dimmer(densities: Mapping[str, float], own: Lit) -> dict[str, list[str]]:
    """Per marker, those that are more abundant and yet have the brighter dot, as reckoned with."""
    found = {
        one: [other for other in own if densities[one] < densities[other] and own[one].value < own[other].value]
        for one in own
    }
    return {one: others for one, others in found.items() if others}


def _told(dimmer: Mapping[str, Sequence[str]], own: Lit) -> str:
    parts = [
        f"{one} ({own[one].value:.2f}) than {listed([f'{other} ({own[other].value:.2f})' for other in others])}"
        for one, others in dimmer.items()
    ]
    return f"Scarcer, and yet with a dot that counts as less bright: {'; '.join(parts)}"


def _because(choice: Choice, densities: Mapping[str, float], dimmer: Mapping[str, Sequence[str]]) -> str:
    """Why: the tiers, if they alone keep it from being otherwise; that is looked up by a search without them."""
    other = "Other criteria, or what can be told apart, weigh more"
    if not choice.question.by_tier:
        return f"{other}."
    found = _without_tiers(choice)
    if not found.proven:
        return "Whether the support tiers are the reason is not decided: the search without them was cut short."
    left = _dimmer(densities, _brightness(choice, found.panels[0].options))
    freed = [one for one, others in dimmer.items() if not set(others) & set(left.get(one, ()))]
    if not freed:
        return f"{other}, even without the support tiers (--rank-by score)."
    rest = "" if len(freed) == len(dimmer) else f" For the others: {other[0].lower()}{other[1:]}."
    return (
        f"Proven comes before unproven, and density decides only among equally proven ones: with --rank-by score it is "
        f"otherwise for {listed(freed)}.{rest}"
    )


def _without_tiers(choice: Choice) -> Found:
    """The best panel by score and scarcity alone."""
    names = [probe.emitter.id for probe in choice.probes]
    worth = [
        [offer.score + offer.scarcity if (offer := pool.offers.get(name)) else NEVER for name in names]
        for pool in choice.pools
    ]
    return best_panels(choice.colours.problem(worth), 1, choice.question.most_nodes)


def _unsure(own: Lit) -> Iterator[str]:
    """Dots of which the brightness is an interval: it counts with its middle."""
    open_ones = [
        f"{marker} ({item.low:.2f} to {item.high:.2f})" for marker, item in own.items() if item.low < item.high
    ]
    if open_ones:
        yield (
            "The brightness of these dots is not known exactly, and counts with the middle of what is possible: "
            f"{listed(open_ones)}."
        )
