"""Assess every formulation for a question in one mode: tier, rules, evidence, score."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from qdselect.catalog.catalog import Catalog
from qdselect.columns.table import Categories, Sets, Table
from qdselect.columns.values import constant
from qdselect.evidence.strength import NOTHING, Support, Weighed, support_of, weigh
from qdselect.evidence.tiers import history_of, ligands_for, tier_of
from qdselect.model.interval import closed_interval
from qdselect.model.query import Query
from qdselect.model.vocabulary import LEVELS, NOT_IMAGING
from qdselect.rules.engine import Verdict, asked_for, evaluate, in_mode
from qdselect.score.additive import score_table
from qdselect.score.weights import mode_weights

if TYPE_CHECKING:
    from qdselect.advise.light_path import Illuminated

__all__ = ["Assessment", "Bench", "assess", "assess_all"]

Record = Mapping[str, Any]


class Bench:
    """What all modes of a question share: rows, columns, evidence by formulation, ranges of numbers.

    Parameters
    ----------
    catalog : Catalog
        What to choose from.
    query : Query
        The question.
    without : str, optional
        A source to be left out, with the particles that it introduces and its evidence.
    like : Bench, optional
        One of the same question, whose light path need not be computed again.
    """

    def __init__(self, catalog: Catalog, query: Query, without: str | None = None, like: Bench | None = None) -> None:
        self.catalog, self.query = catalog, query
        self.records: list[Record] = [
            _returned(record, without) for record in catalog.workings if record["source"] != without
        ]
        self.all_evidence = [record for record in catalog.evidence if record["reference"] != without]
        self.evidence: dict[str, list[Record]] = defaultdict(list)
        for record in self.all_evidence:
            self.evidence[record["formulation"]].append(record)
        self.families = {mode["id"]: mode["family"] for mode in catalog.modes.values()}
        self.ranges = _ranges(catalog, self.records)
        known = ligands_for(query.marker, self.all_evidence, catalog.section("ligands")) if query.marker else []
        self.ligands = [ligand for ligand in known if _may_be_tried(ligand, query)]
        levels = Categories.of(_highest_level(self.evidence[record["id"]], query) for record in self.records)
        self.light = _light(catalog, query, like)
        light = self.light.columns(self.records, without) if self.light else {}
        self.table = Table.of(self.records).with_columns({"evidence_level": levels, **light})
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
        return [item for item in self.all_evidence if item["mode"] == mode or (marker and item.get("marker") == marker)]

    def row(self, name: str) -> int:
        """Row of a formulation."""
        return next(row for row, record in enumerate(self.records) if record["id"] == name)


class Assessment:
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
        Rules that apply; warnings are evaluated when somebody asks for them.
    weights : dict of str to float
        Weight per criterion.
    score : Score
        Score per row.
    """

    def __init__(self, bench: Bench, mode: Record) -> None:
        query = bench.query
        self.mode, self.query, self.allow_unknown = mode, query, query.allow_unknown
        tier = {item: tier_of(item, query, mode["id"], bool(bench.ligands)) for item in bench.distinct_histories}
        self.tiers = [tier[history] for history in bench.histories]
        self.table = bench.table.with_columns(
            {"tier": Categories.of(self.tiers), "ligand_types": _ligand_types(self.tiers, bench)}
        )
        self.supports = _supports(bench, mode)
        self.weights = mode_weights(mode, query)
        self._rules: dict[str, list[Record]] = {"exclude": [], "warn": [], "score": []}
        for rule in in_mode(bench.rules, mode):
            self._rules[rule["kind"]].append(rule)
        self.exclusions = evaluate(self._rules["exclude"], self.table, query)
        evidence = constant([support.value for support in self.supports])
        self.score = score_table(self.table, self._rules["score"], self.weights, evidence, bench.ranges)

    @cached_property
    def warnings(self) -> list[Verdict]:
        """Warnings that apply, evaluated."""
        return evaluate(self._rules["warn"], self.table, self.query)

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
    return Assessment(bench, mode)


def assess_all(bench: Bench) -> list[Assessment]:
    """Assess every formulation in every mode of the question."""
    return [assess(bench, bench.catalog.modes[mode]) for mode in bench.query.modes]


def _light(catalog: Catalog, query: Query, like: Bench | None) -> Illuminated | None:
    """Every particle in the light path of the question, where it names one."""
    if query.light is None:
        return None
    if like is not None:
        return like.light
    from qdselect.advise.light_path import Illuminated

    return Illuminated(catalog, query.light)


def _supports(bench: Bench, mode: Record) -> list[Support]:
    """Evidence per row that weighs in a mode."""
    scheme = bench.catalog.section("evidence_scheme")
    weighed: dict[str, list[Weighed]] = defaultdict(list)
    for record in bench.relevant(mode["id"]):
        item = weigh(record, bench.query, mode, bench.families, scheme)
        if item is not None:
            weighed[record["formulation"]].append(item)
    found = {name: support_of(items, scheme) for name, items in weighed.items()}
    return [found.get(record["id"], NOTHING) for record in bench.records]


def _returned(record: Record, without: str | None) -> Record:
    """A record without the values that it owes to a source; what it was composed of is then unknown."""
    gone = [field for field, source in record["borrowed"].items() if source == without]
    if without is None or not gone:
        return record
    kept = {key: None if key in gone else value for key, value in record.items()}
    for key in ("intervals", "spreads"):
        kept[key] = {field: ends for field, ends in record[key].items() if field not in gone}
    if {"core", "shells", "dopants"} & set(gone):
        unknown = ("core_material", "toxicity_class", "cadmium_free", "heavy_metal_free", "has_shell")
        kept |= dict.fromkeys(unknown) | {"composition_complete": False, "elements": [], "shells": [], "dopants": []}
        kept |= {"shell_materials": []}
    return kept


def _may_be_tried(ligand: Record, query: Query) -> bool:
    """Whether a ligand fits the constraints: the kind asked for, and no whole antibody on what must pass the kidney."""
    if query.ligand_type and ligand["type"] != query.ligand_type:
        return False
    return not (query.renal_clearable and ligand["type"] == "antibody")


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


def _ranges(catalog: Catalog, records: list[Record]) -> dict[str, dict[int, tuple[float, float]]]:
    """Where a number may lie: the spread of its reports, or the range documented for the core's material."""
    typical = {material["id"]: material.get("typical") or {} for material in catalog.section("materials")}
    found: dict[str, dict[int, tuple[float, float]]] = defaultdict(dict)
    for row, record in enumerate(records):
        for field, (low, high) in record["spreads"].items():
            found[field][row] = low, high
        for field, entry in typical.get(record["core_material"], {}).items():
            if field not in record["intervals"]:
                found[field][row] = closed_interval(entry)
    return found
