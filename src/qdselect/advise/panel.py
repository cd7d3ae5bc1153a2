"""Panel: a different probe for each marker, the best that can be told apart, and the proof that nothing is better."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from qdselect.advise import frame
from qdselect.advise.candidate import candidate_doc
from qdselect.advise.emitters import weakest
from qdselect.advise.panel_density import density_notes
from qdselect.advise.panel_light import known_doc, short
from qdselect.advise.panel_pool import UNIT, Choice, choice_of, worth_doc
from qdselect.advise.panel_question import PanelQuestion
from qdselect.advise.panel_unjudged import unjudged_words
from qdselect.advise.panel_wording import notes_of, proof_because, summary_of, terms_of
from qdselect.advise.place import Place
from qdselect.advise.recommend import Wish, asked_light, cited_by, leads_for, query_doc
from qdselect.advise.tree import rounded_score
from qdselect.catalog.catalog import Catalog
from qdselect.model.vocabulary import TIERS
from qdselect.panels.search import Found, Panel, best_panels

if TYPE_CHECKING:
    from qdselect.model.documents.candidate import CandidateDoc
    from qdselect.model.documents.light import LightBandDoc
    from qdselect.model.documents.panel import AssignmentDoc, PanelDoc, PanelQueryDoc, ProofDoc, SetDoc, SpillDoc
    from qdselect.model.light import Channel

__all__ = ["panel"]

Cases = dict[tuple[int, int], "CandidateDoc"]


def panel(catalog: Catalog, question: PanelQuestion) -> PanelDoc:
    """Answer a question about a panel.

    Parameters
    ----------
    catalog : Catalog
        What to choose from.
    question : PanelQuestion
        The question.

    Returns
    -------
    PanelDoc
        The whole answer, ready to be printed or piped.
    """
    choice = choice_of(catalog, question)
    found = best_panels(choice.colours.problem(choice.worth), 1 + question.alternatives, question.most_nodes)
    cases = _cases(choice, found)
    sets = [_set_doc(choice, rank, own, found.panels[0], cases) for rank, own in enumerate(found.panels, 1)]
    proof, pools = _proof(choice, found), [pool.doc() for pool in choice.pools]
    unjudged = unjudged_words(choice, found.panels[0].options) if sets else []
    blocked = None
    if proof["status"] == "impossible":
        from qdselect.advise.panel_blocked import blocked_doc

        blocked = blocked_doc(catalog, choice)
    document: PanelDoc = {
        "schema_version": frame.SCHEMA_VERSION,
        "tool": frame.tool_doc(),
        "catalog": frame.catalog_doc(catalog),
        "rules": frame.rules_doc(catalog),
        "query": _query_doc(catalog, question),
        "summary": " ".join([summary_of(question, proof, sets, blocked), *unjudged]),
        "proof": proof,
        "terms": terms_of(question),
        "panels": sets,
        "blocked": blocked,
        "pools": pools,
        "cases": [{"marker": question.markers[number], "candidate": case} for (number, _), case in cases.items()],
        "leads": [lead for query in question.queries for lead in leads_for(catalog, query)],
        "references": {},
        "notes": [*notes_of(choice, sets, pools), *(density_notes(choice, found.panels[0]) if sets else ())],
    }
    document["references"] = frame.reference_docs(catalog, _cited(document))
    return document


def _proof(choice: Choice, found: Found) -> ProofDoc:
    total, bound = (found.panels[0].worth if found.panels else None), found.bound
    if found.proven:
        status = "optimal" if found.panels else "impossible"
        bound = total
    else:
        status = "best-found" if found.panels else "not-found"
    return {
        "status": status,
        "proven": found.proven,
        "total": None if total is None else total / UNIT,
        "bound": None if bound is None else bound / UNIT,
        "gap": None if total is None or bound is None else (bound - total) / UNIT,
        "nodes": found.nodes,
        "most_nodes": choice.question.most_nodes,
        "probes": len(choice.probes),
        "because": proof_because(
            status,
            found.nodes,
            len(choice.probes),
            choice.question,
            len(found.panels),
            [pool.marker for pool in choice.pools if not pool.offers],
        ),
    }


def _set_doc(choice: Choice, rank: int, own: Panel, first: Panel, cases: Cases) -> SetDoc:
    """One panel with its assignments, in the order of the markers."""
    question, names = choice.question, [choice.probes[option].emitter.id for option in own.options]
    offers = [pool.offers[name] for pool, name in zip(choice.pools, names, strict=True)]
    noise = choice.colours.noise(own.options) if question.separation.kind == "noise" else None
    pairs = choice.colours.pair_docs(own.options, question.markers)
    factors: Sequence[float | None] = noise.factors if noise else [None] * len(names)
    spilt = choice.colours.spill_totals(own.options)
    tiers = [offer.place.tier for offer in offers]
    return {
        "rank": rank,
        "worth": worth_doc(offers),
        "score_interval": _score_interval([offer.place for offer in offers]),
        "tiers": {tier: tiers.count(tier) for tier in TIERS},
        "holds_at_worst_width": choice.colours.holds(own.options, noise),
        "closest": pairs[0] if pairs else None,
        "noise": short(noise.worst) if noise else None,
        "noise_at_worst_width": short(noise.at_worst_width) if noise else None,
        "condition_number": short(noise.condition) if noise else None,
        "open_because": MIXTURE if noise and math.isinf(max(noise.at_worst_width, noise.condition)) else None,
        "changes": [
            marker
            for marker, one, other in zip(question.markers, own.options, first.options, strict=True)
            if one != other
        ],
        "assignments": [
            _assignment(choice, number, option, cases[number, option], factors[number], spilt[number])
            for number, option in enumerate(own.options)
        ],
        "pairs": pairs,
    }


MIXTURE = "at some of what is open, one spectrum is a mixture of the others: no share of it can be told"
"""Why the noise of unmixing has no end."""


def _score_interval(found: Sequence[Place]) -> list[float]:
    """Between which ends the sum of the scores lies, each unknown value being anything."""
    totals = [(place.assessment.score.total, place.row) for place in found]
    low = sum(float(total.low[row]) for total, row in totals)
    return [rounded_score(low), rounded_score(sum(float(total.high[row]) for total, row in totals))]


def _assignment(
    choice: Choice, number: int, option: int, case: CandidateDoc, noise: float | None, spilt: SpillDoc | None
) -> AssignmentDoc:
    probe, pool = choice.probes[option], choice.pools[number]
    emitter, offer = probe.emitter, pool.offers[probe.emitter.id]
    return {
        "marker": pool.marker,
        "id": emitter.id,
        "name": emitter.name,
        "tier": case["tier"],
        "mode": case["mode"],
        "proven": case["proven"],
        "untested": case["untested"],
        "worth": worth_doc([offer]),
        "emission_max_nm": known_doc(emitter.emission_max_nm),
        "fwhm_nm": known_doc(emitter.fwhm_nm),
        "absorption_max_nm": known_doc(emitter.absorption_max_nm),
        "rise_per_eV": known_doc(emitter.rise_per_eV),
        "light_status": weakest(known.status for known in (emitter.emission_max_nm, emitter.fwhm_nm)),
        "line_nm": probe.line_nm,
        "channel": _band_doc(probe.channel),
        "noise": None if noise is None else short(noise),
        "spill_total": spilt,
    }


def _band_doc(channel: Channel | None) -> LightBandDoc | None:
    if channel is None:
        return None
    low, high = channel.band.low_nm, channel.band.high_nm
    return {
        "channel": channel.name,
        "band": channel.band.name,
        "low_nm": low or None,
        "high_nm": None if high == float("inf") else high,
    }


def _cases(choice: Choice, found: Found) -> Cases:
    """The case for each probe of each panel, once, by number of marker and option."""
    cases: Cases = {}
    for own in found.panels:
        for number, option in enumerate(own.options):
            if (number, option) not in cases:
                pool = choice.pools[number]
                place = pool.offers[choice.probes[option].emitter.id].place
                cases[number, option] = candidate_doc(1, 0, place, pool.bench, None, explain=False)
    return cases


def _query_doc(catalog: Catalog, question: PanelQuestion) -> PanelQueryDoc:
    """The question as understood."""
    docs = [query_doc(catalog, query, Wish()) for query in question.queries]
    first, light = docs[0], question.queries[0].light
    return {
        "markers": [doc["marker"] for doc in docs if doc["marker"] is not None],
        "mode": first["mode"] or "",
        "modes": first["modes"],
        "constraints": first["constraints"],
        "weights": first["weights"],
        "profile": first["profile"],
        "prefer": first["prefer"],
        "tiers": list(question.tiers),
        "rank_by": "tier" if question.by_tier else "score",
        "light_path": asked_light(light) if light else None,
        "separation": {
            "kind": question.separation.kind,
            "most": question.separation.most,
            "by_default": question.separation.by_default,
            "because": question.separation.because,
            "any_width": question.separation.any_width,
            "bands_nm": _bands_nm(question.separation.channels),
            "step_nm": question.separation.step_nm,
            "step_because": question.separation.step_because,
        },
        "densities": dict(question.densities) if question.densities else None,
        "alternatives": question.alternatives,
        "most_nodes": question.most_nodes,
    }


def _bands_nm(channels: Sequence[Channel]) -> list[list[float | None]]:
    """Edges of the bands that are read, each once; an open end is null."""
    docs = [_band_doc(channel) for channel in {channel.band[:2]: channel for channel in channels}.values()]
    return [[doc["low_nm"], doc["high_nm"]] for doc in docs if doc]


def _cited(document: PanelDoc) -> set[str]:
    """Every reference id that the answer names."""
    cited = {name for case in document["cases"] for name in cited_by(case["candidate"])}
    for own in document["panels"]:
        for item in own["assignments"]:
            known = (item["emission_max_nm"], item["fwhm_nm"], item["absorption_max_nm"], item["rise_per_eV"])
            cited.update(name for number in known for name in number["references"])
    return cited
