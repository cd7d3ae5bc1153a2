"""Formulations side by side: criteria, pairwise winning indices, dominance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from qdselect.advise import frame
from qdselect.advise.assess import Bench, assess_all
from qdselect.advise.candidate import cautions_of, support_doc, unknowns_of
from qdselect.advise.confidence import candidate_doc, confidence_doc, contest_among, sensitivity_doc, sureness_of
from qdselect.advise.place import Place, first_without, places
from qdselect.advise.recommend import Wish, light_references, query_doc
from qdselect.advise.summary import light_notes
from qdselect.advise.tree import score_tree
from qdselect.advise.wording import reasons, score_doc
from qdselect.catalog.catalog import Catalog
from qdselect.model.query import Query
from qdselect.model.vocabulary import TIERS
from qdselect.score.confidence import dominators, winning_index

if TYPE_CHECKING:
    from qdselect.model.documents.comparison import ComparedDoc, ComparisonDoc
    from qdselect.score.confidence import Sureness

__all__ = ["compare"]


def compare(catalog: Catalog, names: Sequence[str], query: Query, draws: int, seed: int) -> ComparisonDoc:
    """Compare formulations for a question, whether or not its constraints admit them.

    Parameters
    ----------
    catalog : Catalog
        What to look them up in.
    names : sequence of str
        Ids of at least two formulations.
    query : Query
        The question.
    draws, seed : int
        Of the random draws.

    Returns
    -------
    ComparisonDoc
        The formulations in the order in which they stand, each in the mode in which it stands best.
    """
    bench = Bench(catalog, query)
    assessments = assess_all(bench)
    found = [place for place in places(bench, assessments, "tier") if place.id in names]
    contest = contest_among(found, assessments, bench, by_tier=True)
    sureness = sureness_of(contest, bench, draws, seed, len(found))
    beats = winning_index(contest, catalog.section("confidence_scheme"), draws, seed)
    better = [[found[other].id for other in others] for others in dominators(contest)]
    compared = [_compared(rank, found, bench, sureness, beats[rank], better[rank]) for rank in range(len(found))]
    document: ComparisonDoc = {
        "schema_version": frame.SCHEMA_VERSION,
        "tool": frame.tool_doc(),
        "catalog": frame.catalog_doc(catalog),
        "rules": frame.rules_doc(catalog),
        "query": query_doc(catalog, query, Wish(tiers=TIERS, top=0)),
        "weights": {item.mode["id"]: {k: round(w, 12) for k, w in item.weights.items()} for item in assessments},
        "seed": seed,
        "confidence": confidence_doc(sureness, bench, draws, seed),
        "sensitivity": sensitivity_doc(
            found, sureness, bench, True, lambda source: _first_without(source, found, bench)
        ),
        "summary": _summary(compared),
        "compared": compared,
        "references": {},
        "notes": [*light_notes(catalog, query), *_notes(found)],
    }
    document["references"] = frame.reference_docs(catalog, _cited(document))
    return document


def _first_without(source: str, found: Sequence[Place], bench: Bench) -> str | None:
    names = {place.id for place in found}

    def rebuild(source: str) -> list[Place]:
        reduced = Bench(bench.catalog, bench.query, without=source, like=bench)
        return [place for place in places(reduced, assess_all(reduced), "tier") if place.id in names]

    return first_without(source, found, bench, rebuild)


def _compared(
    rank: int, found: Sequence[Place], bench: Bench, sureness: Sureness, beats: list[float], better: list[str]
) -> ComparedDoc:
    place = found[rank]
    item, row = place.assessment, place.row
    scheme = bench.catalog.section("evidence_scheme")
    support = item.supports[row]
    doubts = reasons(item.cautions(row), item, row)
    cautions = cautions_of(doubts)
    document: ComparedDoc = {
        "id": place.id,
        "name": bench.names[row],
        "mode": item.mode["id"],
        "tier": place.tier,
        "admitted": place.admitted,
        "exclusions": reasons(item.excluded_by(row), item, row),
        "score": score_doc(item, row, scheme),
        "explanation": [score_tree(item, row, scheme)],
        "confidence": candidate_doc(sureness, rank, item),
        "beats": {other.id: round(share, 4) for other, share in zip(found, beats, strict=True) if other is not place},
        "dominated_by": better,
        "pareto": not better,
        "support": support_doc(support),
        "formulation": bench.catalog.formulations[place.id],
        "cautions": cautions,
        "unknowns": unknowns_of(item, row, doubts),
    }
    if bench.light:
        document["light_path"] = bench.light.doc(place.id, cautions, item.mode, item.photons)
    return document


def _summary(compared: Sequence[ComparedDoc]) -> str:
    first, second = compared[0], compared[1]
    if first["tier"] != second["tier"]:
        return (
            f"{first['name']} stands first: its support is {first['tier']}, that of {second['name']} {second['tier']}."
        )
    share = first["beats"][second["id"]]
    level = first["confidence"]["band"] == second["confidence"]["band"]
    text = f"{first['name']} has the higher score than {second['name']} in {share:.0%} of the draws"
    return text + ("; the data cannot tell them apart." if level else ".")


def _notes(found: Sequence[Place]) -> list[str]:
    notes = []
    modes = {place.assessment.mode["id"] for place in found}
    if len(modes) > 1:
        notes.append(
            f"Each is judged in the mode in which it stands best ({', '.join(sorted(modes))}); the criteria differ "
            "between modes. Give --mode to compare in one."
        )
    notes += [f"{place.id} is turned down by a constraint of the question." for place in found if not place.admitted]
    return notes


def _cited(document: Any) -> set[str]:
    cited: set[str] = set(document["confidence"]["references"])
    for item in document["compared"]:
        cited.update(item["formulation"]["sources"].values(), [item["formulation"]["source"]])
        cited.update(frame.cited_by_predictions(item["formulation"]))
        for reason in (*item["exclusions"], *item["cautions"], *item["score"]["criteria"]):
            cited.update(reason["references"])
        cited.update(light_references(item.get("light_path")))
    cited.update(entry["reference"] for entry in document["sensitivity"]["withdrawn"])
    return cited
