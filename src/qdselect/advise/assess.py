"""Assess every formulation for a question in one mode: tier, rules, evidence, score."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, NamedTuple

from qdselect.catalog.catalog import Catalog
from qdselect.columns.table import Categories, Sets, Table
from qdselect.columns.values import constant
from qdselect.evidence.strength import NOTHING, Support, Weighed, support_of, weigh
from qdselect.evidence.tiers import history_of, ligands_for, tier_of
from qdselect.model.interval import closed_interval
from qdselect.model.query import Query
from qdselect.model.vocabulary import LEVELS, NOT_IMAGING
from qdselect.rules.engine import Verdict, asked_for, evaluate, in_mode
from qdselect.score.additive import Score, mode_weights, score_table

__all__ = ["Assessment", "Bench", "assess"]

Record = Mapping[str, Any]


class Bench:
    """What all modes of a question share: rows, columns, evidence by formulation, typical ranges."""

    def __init__(self, catalog: Catalog, query: Query) -> None:
        self.catalog, self.query = catalog, query
        self.records: list[Record] = list(catalog.workings)
        self.evidence: dict[str, list[Record]] = defaultdict(list)
        for record in catalog.evidence:
            self.evidence[record["formulation"]].append(record)
        self.families = {mode["id"]: mode["family"] for mode in catalog.modes.values()}
        self.typical = _typical(catalog, self.records)
        self.ligands = ligands_for(query.marker, catalog.evidence, catalog.section("ligands")) if query.marker else []
        levels = Categories.of(_highest_level(self.evidence[record["id"]], query) for record in self.records)
        self.table = Table.of(self.records).with_columns({"evidence_level": levels})
        self.rules = asked_for(catalog.rules.values(), query)
        self.histories = [history_of(self.evidence[record["id"]], query) for record in self.records]
        self.distinct_histories = set(self.histories)
        self.carried = [_types_carried(self.evidence[record["id"]], query.marker) for record in self.records]
        self.to_try = sorted({ligand["type"] for ligand in self.ligands if ligand["type"]})
        named = [[word for word in types if word] for types in self.carried]
        self.carried_types = Sets.of(named, [None not in types for types in self.carried], self.to_try)

    def relevant(self, mode: str) -> list[Record]:
        """Evidence records that can weigh in a mode: those of the marker, and those of the mode."""
        marker = self.query.marker
        return [
            item for item in self.catalog.evidence if item["mode"] == mode or (marker and item.get("marker") == marker)
        ]

    def row(self, name: str) -> int:
        """Row of a formulation."""
        return next(row for row, record in enumerate(self.records) if record["id"] == name)


class Assessment(NamedTuple):
    """All formulations, assessed in one mode.

    Attributes
    ----------
    mode : mapping
        The imaging mode.
    table : Table
        Columns, with those of the question (tier, evidence level, ligand types).
    tiers : list of str
        Support tier per row.
    supports : list of Support
        Evidence per row.
    exclusions, warnings : list of Verdict
        Rules that apply.
    score : Score
        Score per row.
    """

    mode: Record
    table: Table
    tiers: list[str]
    supports: list[Support]
    exclusions: list[Verdict]
    warnings: list[Verdict]
    score: Score
    weights: dict[str, float]
    allow_unknown: bool

    def excluded_by(self, row: int) -> list[Verdict]:
        """Exclusions that turn a row down."""
        return [verdict for verdict in self.exclusions if verdict.excluded(self.allow_unknown)[row]]

    def cautions(self, row: int) -> list[Verdict]:
        """Rules to be mentioned although the row is admitted."""
        return [verdict for verdict in (*self.exclusions, *self.warnings) if verdict.cautions(self.allow_unknown)[row]]

    def admitted(self) -> list[bool]:
        """Per row, whether no exclusion turns it down."""
        if not self.exclusions:
            return [True] * self.table.size
        masks = [verdict.excluded(self.allow_unknown).tolist() for verdict in self.exclusions]
        return [not any(out) for out in zip(*masks, strict=True)]


def assess(bench: Bench, mode: Record) -> Assessment:
    """Assess every formulation in one mode."""
    catalog, query = bench.catalog, bench.query
    scheme = catalog.section("evidence_scheme")
    tier = {item: tier_of(item, query, mode["id"], bool(bench.ligands)) for item in bench.distinct_histories}
    tiers = [tier[history] for history in bench.histories]
    weighed: dict[str, list[Weighed]] = defaultdict(list)
    for record in bench.relevant(mode["id"]):
        item = weigh(record, query, mode, bench.families, scheme)
        if item is not None:
            weighed[record["formulation"]].append(item)
    found = {name: support_of(items, scheme) for name, items in weighed.items()}
    supports = [found.get(record["id"], NOTHING) for record in bench.records]
    table = bench.table.with_columns(
        {
            "tier": Categories.of(tiers),
            "ligand_types": _ligand_types(tiers, bench),
        }
    )
    rules = in_mode(bench.rules, mode)
    verdicts = evaluate(rules, table, query)
    weights = mode_weights(mode, query.weights)
    scoring = [rule for rule in rules if rule["kind"] == "score"]
    evidence = constant([support.value for support in supports])
    return Assessment(
        mode=mode,
        table=table,
        tiers=tiers,
        supports=supports,
        exclusions=[verdict for verdict in verdicts if verdict.rule["kind"] == "exclude"],
        warnings=[verdict for verdict in verdicts if verdict.rule["kind"] == "warn"],
        score=score_table(table, scoring, weights, evidence, bench.typical),
        weights=weights,
        allow_unknown=query.allow_unknown,
    )


def _types_carried(records: list[Record], marker: str | None) -> set[str | None]:
    """Kinds of ligand that carried a formulation to the marker; ``None`` stands for one that is not named."""
    if marker is None:
        return set()
    own = [record for record in records if record.get("marker") == marker and record["mode"] not in NOT_IMAGING]
    return {(record.get("ligand") or {}).get("type") for record in own}


def _highest_level(records: list[Record], query: Query) -> str | None:
    levels = [
        record["level"]
        for record in records
        if not record["retracted"] and (query.marker is None or record.get("marker") == query.marker)
    ]
    return max(levels, key=LEVELS.index) if levels else None


def _ligand_types(tiers: list[str], bench: Bench) -> Sets:
    """Kinds of ligand per row: those it carried to the marker, or those one would have to try."""
    rows = [tier == "transferable" and not types for tier, types in zip(tiers, bench.carried, strict=True)]
    return bench.carried_types.adding(rows, bench.to_try, bench.query.marker is not None)


def _typical(catalog: Catalog, records: list[Record]) -> dict[str, dict[int, tuple[float, float]]]:
    """Documented typical range of the core's material, for rows whose own value is unknown."""
    ranges = {material["id"]: material.get("typical") or {} for material in catalog.section("materials")}
    found: dict[str, dict[int, tuple[float, float]]] = defaultdict(dict)
    for row, record in enumerate(records):
        for field, entry in ranges.get(record["core_material"], {}).items():
            if field not in record["intervals"]:
                found[field][row] = closed_interval(entry)
    return found
