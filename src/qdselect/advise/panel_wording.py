"""The answer about a panel in plain words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from qdselect.advise.panel_pool import Choice, tier_points
from qdselect.advise.panel_question import PanelQuestion
from qdselect.model.names import counted
from qdselect.model.vocabulary import TIERS

if TYPE_CHECKING:
    from qdselect.model.documents.panel import BlockedDoc, ProofDoc, SetDoc, TermDoc

__all__ = ["TIER_WORDS", "listed", "notes_of", "proof_because", "summary_of", "terms_of", "tiers_in_words"]

TIER_WORDS = {
    "demonstrated": "demonstrated",
    "other-mode": "published in another mode",
    "transferable": "UNTESTED with its marker",
    "material-only": "UNTESTED, never used like this",
}


def listed(names: Sequence[str]) -> str:
    """Names as a sentence has them."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else "none"


def tiers_in_words(tiers: Mapping[str, int]) -> str:
    """How many probes of a panel are proven how well."""
    return ", ".join(f"{number} {TIER_WORDS[tier]}" for tier, number in tiers.items() if number)


def summary_of(question: PanelQuestion, proof: ProofDoc, sets: Sequence[SetDoc], blocked: BlockedDoc | None) -> str:
    """What was found and what was proven, in one paragraph."""
    what = f"{listed(question.markers)} in {' or '.join(question.queries[0].modes)}"
    if blocked is not None:
        return f"There is no panel for {what}, and that is proven. {blocked['because']}"
    if not sets:
        within = counted(proof["nodes"], "node")
        return f"No panel for {what} was found within {within}; whether there is one is not known."
    first = sets[0]
    kind = "The best panel" if proof["proven"] else "The best panel found, not proven to be the best,"
    text = f"{kind} for {what}: {tiers_in_words(first['tiers'])}."
    if not first["tiers"]["demonstrated"]:
        text += " None of these probes was published for its marker in this mode: it is a plan, no proof."
    return text + " " + _holds(question, first)


def _holds(question: PanelQuestion, first: SetDoc) -> str:
    kind, most = question.separation.kind, question.separation.most
    if kind == "noise":
        reached, worst = first["noise"] or 0.0, first["noise_at_worst_width"] or 0.0
        text = f"Unmixing multiplies the noise of a probe by {reached:.3g} at most (limit {most:g})"
        there = f"at the worst widths that were tried by {worst:.3g}"
    else:
        closest = first["closest"]
        assert closest is not None
        what = "the largest overlap" if kind == "overlap" else "the largest spill"
        text = f"{what.capitalize()} is {closest['value']:.3g} ({listed(closest['markers'])}; limit {most:g})"
        there = f"at the worst width that is possible {max(pair['high'] for pair in first['pairs']):.3g}"
    if first["holds_at_worst_width"] and kind == "noise":
        return f"{text}, {there}: the limit holds at all widths that were tried, their ends and what lies between."
    if first["holds_at_worst_width"]:
        return f"{text}, {there}: the limit holds whatever the widths are."
    return f"{text}, {there}: whether the limit holds depends on what is not known exactly. Measure the spectra first."


def proof_because(status: str, nodes: int, probes: int, question: PanelQuestion) -> str:
    """What the search did, and what that proves."""
    looked = f"{nodes:,} {'node' if nodes == 1 else 'nodes'} over {probes} probes"
    if status == "optimal":
        return f"Branch and bound looked at {looked}; all that it left out has a bound no better than what is shown."
    if status == "impossible":
        return f"Branch and bound looked at {looked}; what it left out cannot serve all markers within the limit."
    rest = "better panels may exist, up to the bound" if status == "best-found" else "none was found"
    return f"The search stopped at {looked} (--max-nodes {question.most_nodes}); {rest}."


def terms_of(question: PanelQuestion) -> list[TermDoc]:
    """The terms of the total, so that a reader can reckon it again."""
    markers = len(question.queries)
    points = ", ".join(f"{tier} {tier_points(tier, markers)}" for tier in TIERS)
    first = (
        f"points of the support tier, so that proven comes before unproven whatever the scores: {points}"
        if question.by_tier
        else "0 for all: --rank-by score leaves the support tier out"
    )
    scarcity = (
        "what brightness adds to the score, once more, times how scarce the marker is: 1 for the lowest density, 0 for "
        "the highest, by the logarithm in between"
        if question.densities
        else "0: no densities were given"
    )
    return [
        {"name": "tier_points", "because": first},
        {"name": "score", "because": "the score that `qdselect recommend` prints for this marker and mode"},
        {"name": "scarcity", "because": scarcity},
    ]


def notes_of(choice: Choice, sets: Sequence[SetDoc]) -> list[str]:
    """Remarks on how the question was understood and what the answer rests on."""
    question = choice.question
    notes = []
    if len(question.queries[0].modes) > 1:
        notes.append(
            f"Modes considered: {', '.join(question.queries[0].modes)}; each probe stands in the one where it is best "
            "proven, and all must be done on one sample."
        )
    guessed = _guessed(sets)
    if guessed:
        notes.append(
            f"No source gives the width of {guessed} of {len(question.queries)} probes: typical of the material, or "
            "assumed by this project."
        )
    if any(not pool.bench.ligands for pool in choice.pools):
        names = [pool.marker for pool in choice.pools if not pool.bench.ligands]
        notes.append(f"No checked source names a ligand for {listed(names)}: it would have to be found first.")
    for pool in choice.pools:
        published = pool.doc()["dark"]
        if published:
            few = listed(published[:4]) + (f" and {len(published) - 4} more" if len(published) > 4 else "")
            notes.append(f"Published for {pool.marker}, but of unknown emission, so in no panel: {few}.")
    if len(sets) > 1:
        notes.append(
            "Scores are intervals: panels whose totals differ by less than these are wide cannot be told apart by "
            "score (`qdselect compare` for single probes)."
        )
    notes.append(
        f"{_ASSUMED[question.separation.kind]} An emission known only as an interval counts with the end that is worst."
    )
    return notes


_ASSUMED = {
    "overlap": "Spectra are taken as Gaussians in energy.",
    "spill": "Spill takes all probes to be as bright and as abundant; a bright or abundant one spills more.",
    "noise": "Noise is taken to be the same at all wavelengths.",
}


def _guessed(sets: Sequence[SetDoc]) -> int:
    first = sets[0]["assignments"] if sets else []
    return sum(item["fwhm_nm"]["status"] in ("typical", "assumed") for item in first)
