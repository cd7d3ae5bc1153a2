"""The answer about a panel in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from qdselect.advise.emitters import MEASURED
from qdselect.advise.light_path import LEAST
from qdselect.advise.panel_left_out import left_out_notes
from qdselect.advise.panel_pool import Choice, tier_points
from qdselect.advise.panel_question import PanelQuestion
from qdselect.advise.summary import light_notes, of_kind
from qdselect.model.names import counted, told
from qdselect.model.vocabulary import TIERS

if TYPE_CHECKING:
    from qdselect.model.documents.panel import BlockedDoc, PoolDoc, ProofDoc, SetDoc, TermDoc

__all__ = [
    "TIER_WORDS",
    "listed",
    "notes_of",
    "proof_because",
    "summary_of",
    "terms_of",
    "tiers_in_words",
    "told_by_width",
]

TIER_WORDS = {
    "demonstrated": "demonstrated",
    "other-mode": "published in another mode",
    "transferable": "UNTESTED with its marker",
    "material-only": "UNTESTED, not shown used like this",
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
    text, there = _noise_words(question, first) if first["noise"] is not None else _pair_words(question, first)
    if first["holds_at_worst_width"]:
        return f"{text}, {there}: the limit holds at all widths that were tried, their ends and some between."
    return f"{text}, {there}: whether the limit holds depends on what is not known exactly. Measure the spectra first."


def _noise_words(question: PanelQuestion, first: SetDoc) -> tuple[str, str]:
    most = question.separation.most
    text = f"Unmixing multiplies the noise of a probe by {told(first['noise'], most)} at most (limit {most:g})"
    return text, f"at the worst widths that were tried by {told(first['noise_at_worst_width'], most)}"


def _pair_words(question: PanelQuestion, first: SetDoc) -> tuple[str, str]:
    most, closest = question.separation.most, first["pairs"][0]
    what = "overlap" if question.separation.kind == "overlap" else "spill of one probe into the channel of another"
    text = f"The largest {what} is {told(closest['value'], most)} ({listed(closest['markers'])}; limit {most:g})"
    ends = [pair["high"] for pair in first["pairs"]]
    worst = None if None in ends else max(end for end in ends if end is not None)
    return text, f"at the worst widths that were tried {below_or_told(worst, most)}"


def below_or_told(end: float | None, most: float | None) -> str:
    """The high end of a part of some light; the least that is ever said is a bound."""
    return f"<{LEAST:g}" if end is not None and end <= LEAST else told(end, most)


def proof_because(
    status: str, nodes: int, probes: int, question: PanelQuestion, found: int, without_probe: Sequence[str]
) -> str:
    """What the search did, and what that proves.

    Parameters
    ----------
    status : str
        Of the proof.
    nodes, probes : int
        Sets of probes that were looked at, and probes to choose from.
    question : PanelQuestion
        The question.
    found : int
        Panels that were found.
    without_probe : sequence of str
        Markers that have no probe to choose from.
    """
    if without_probe:
        return f"Nothing had to be searched: there is no probe to choose from for {listed(without_probe)}."
    looked = f"{counted(nodes, 'node')} over {counted(probes, 'probe')}"
    if status == "optimal":
        only = found <= question.alternatives
        left = "there are no other panels" if only else "nothing that it left out is worth more than the last one shown"
        return f"Branch and bound looked at {looked}; {left}."
    if status == "impossible":
        return f"Branch and bound looked at {looked}; neither these nor what it left out serve all markers."
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


def notes_of(choice: Choice, sets: Sequence[SetDoc], pools: Sequence[PoolDoc]) -> list[str]:
    """Remarks on how the question was understood and what the answer rests on."""
    question = choice.question
    notes = []
    if len(question.queries[0].modes) > 1:
        notes.append(
            f"Modes considered: {', '.join(question.queries[0].modes)}; each probe stands in the one where it is best "
            "proven, and all must be done on one sample."
        )
    notes += light_notes(choice.pools[0].bench.catalog, question.queries[0])
    light = question.queries[0].light
    if light and light.instrument and question.separation.kind == "overlap":
        notes.append(
            f"{light.instrument} names no bands, so whole emissions are compared, two at a time: --filters says what "
            "is collected of each, --unmix reads spectra where the instrument takes any."
        )
    guessed = _guessed(sets)
    if guessed:
        notes.append(
            f"No source gives the width of {guessed} of {len(question.queries)} probes: typical of the material, or "
            "assumed by this project, and rounded to two digits."
        )
    if sets and question.separation.kind == "noise":
        notes += told_by_width(sets[0])
    if any(not pool.bench.ligands for pool in choice.pools):
        names = [pool.marker for pool in choice.pools if not pool.bench.ligands]
        kind = of_kind(choice.pools[0].bench.query)
        notes.append(f"No checked source names a ligand for {listed(names)}{kind}: it would have to be found first.")
    notes += left_out_notes(choice.pools, [doc["left_out"] for doc in pools])
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
    "spill": (
        "Spectra are taken as Gaussians in energy, and all probes to be as bright and as abundant; a bright or "
        "abundant one spills more."
    ),
    "noise": (
        "Spectra are taken as Gaussians in energy, and noise to be the same in all bands or at all wavelengths; "
        "autofluorescence, a spectrum more to unmix, is left out."
    ),
}


def told_by_width(first: SetDoc) -> Iterator[str]:
    """Probes closer than half the narrower width: only their widths tell them apart, and not both are measured."""
    for one, other in combinations(first["assignments"], 2):
        peaks = [item["emission_max_nm"]["value"] or 0.0 for item in (one, other)]
        widths = [item["fwhm_nm"]["value"] or 0.0 for item in (one, other)]
        measured = all(item["fwhm_nm"]["status"] in MEASURED for item in (one, other))
        if abs(peaks[0] - peaks[1]) < min(widths) / 2 and not measured:
            yield (
                f"{one['marker']} and {other['marker']} lie {abs(peaks[0] - peaks[1]):.2g} nm apart, so that only "
                "their widths tell them apart, and these are not both measured: do not rely on it before they are."
            )


def _guessed(sets: Sequence[SetDoc]) -> int:
    first = sets[0]["assignments"] if sets else []
    return sum(item["fwhm_nm"]["status"] in ("typical", "assumed") for item in first)
