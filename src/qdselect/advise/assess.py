"""Assess every formulation for a question in one mode: tier, rules, evidence, score."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from qdselect.advise.rows import reduced, whole
from qdselect.catalog.catalog import Catalog
from qdselect.columns.table import Categories, Numbers, Sets
from qdselect.columns.values import constant
from qdselect.evidence.strength import NOTHING, Support, Weighed, support_of, weigh
from qdselect.evidence.tiers import history_of, ligands_for, tier_of
from qdselect.model.query import Query
from qdselect.model.vocabulary import LEVELS, NOT_IMAGING
from qdselect.rules.engine import Verdict, asked_for, evaluate, in_mode
from qdselect.score.additive import score_table
from qdselect.score.weights import mode_weights

if TYPE_CHECKING:
    from qdselect.advise.light_path import Illuminated

__all__ = ["Assessment", "Bench", "assess", "assess_all"]

Record = Mapping[str, Any]

LIT_BY = ("emission_max_nm", "absorption_max_nm", "core_diameter_nm", "fwhm_nm")
"""Fields that the light of a particle is computed from."""


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
        rows = whole(catalog) if without is None else reduced(catalog, without)
        self.ids, self.names, self.sources, self.ranges = rows.ids, rows.names, rows.sources, rows.ranges
        self.records, self.predicted = rows.records, rows.predicted
        self.all_evidence = [record for record in catalog.evidence if record["reference"] != without]
        self.evidence: dict[str, list[Record]] = defaultdict(list)
        for record in self.all_evidence:
            self.evidence[record["formulation"]].append(record)
        self.families = {mode["id"]: mode["family"] for mode in catalog.modes.values()}
        known = ligands_for(query.marker, self.all_evidence, catalog.section("ligands")) if query.marker else []
        self.ligands = [ligand for ligand in known if _may_be_tried(ligand, query)]
        self.rules = asked_for(catalog.rules.values(), query)
        own = [self.evidence.get(name, ()) for name in self.ids]
        levels = Categories.of(_highest_level(records, query) for records in own)
        self.light = _light(catalog, query, like)
        light = self.light.columns(self.ids, _in_the_dark(self.records, without)) if self.light else {}
        lines = _lines(query, self.ids, self.light)
        self.table = rows.table.with_columns({"evidence_level": levels, "excitation_line_nm": lines, **light})
        self.histories = [history_of(records, query) for records in own]
        self.distinct_histories = set(self.histories)
        self.carried = [_types_carried(records, query.marker) for records in own]
        self.to_try = sorted({ligand["type"] for ligand in self.ligands if ligand["type"]})
        named = [[word for word in types if word] for types in self.carried]
        self.carried_types = Sets.of(named, [None not in types for types in self.carried], self.to_try)

    def relevant(self, mode: str) -> list[Record]:
        """Evidence records that can weigh in a mode: those of the marker, and those of the mode."""
        marker = self.query.marker
        return [item for item in self.all_evidence if item["mode"] == mode or (marker and item.get("marker") == marker)]

    def row(self, name: str) -> int:
        """Row of a formulation."""
        return self.ids.index(name)


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
    predicted : mapping of int to mapping
        Per row, what models say of fields that no source reports; only the score reads it.
    photons : int
        Photons that excite together in the mode.
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
        self.predicted, self.photons = bench.predicted, query.photons(mode["id"])
        self._ids, self._light = bench.ids, bench.light
        tier = {item: tier_of(item, query, mode["id"], bool(bench.ligands)) for item in bench.distinct_histories}
        self.tiers = [tier[history] for history in bench.histories]
        self.table = bench.table.with_columns(
            {"tier": Categories.of(self.tiers), "ligand_types": _ligand_types(self.tiers, bench)}
        )
        self.supports = _supports(bench, mode)
        self.weights = mode_weights(mode, query)
        self._rules: dict[str, list[Record]] = {"exclude": [], "warn": [], "score": []}
        for rule in in_mode(bench.rules, mode, query):
            self._rules[rule["kind"]].append(rule)
        self.exclusions = evaluate(self._rules["exclude"], self.table, query)
        evidence = constant([support.value for support in self.supports])
        self.score = score_table(self.table, self._rules["score"], self.weights, evidence, bench.ranges)

    @cached_property
    def warnings(self) -> list[Verdict]:
        """Warnings that apply, evaluated."""
        return evaluate(self._rules["warn"], self.table, self.query)

    def rests_on(self, field: str, row: int) -> tuple[str, str] | None:
        """Status of a number that is computed for the light path, and of what it rests on; none of other fields."""
        return self._light.rests_on(self._ids[row], field) if self._light else None

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


def _lines(query: Query, ids: Sequence[str], light: Illuminated | None) -> Numbers:
    """What the question excites each particle with: the line known to suit it best, or all between several."""
    lasers = query.light.lines_nm if query.light else ()
    lines = lasers if query.excitation_nm is None else (query.excitation_nm,)
    if light is None or query.excitation_nm is not None or len(lines) < 2:
        return Numbers.of([(min(lines), max(lines)) if lines else None] * len(ids))
    seen = (light.seen.get(name) for name in ids)
    best = (own.line_nm if own and own.excitation[0] is not None else None for own in seen)
    return Numbers.of((min(lines), max(lines)) if line is None else (line, line) for line in best)


def _light(catalog: Catalog, query: Query, like: Bench | None) -> Illuminated | None:
    """Every particle in the light path of the question, where it names one."""
    if query.light is None:
        return None
    if like is not None:
        return like.light
    from qdselect.advise.light_path import Illuminated

    return Illuminated(catalog, query.light)


def _in_the_dark(records: Sequence[Record], without: str | None) -> set[str]:
    """Particles that owe their light to the source that is left out: what is known of it then, nobody computed."""
    if without is None:
        return set()
    return {record["id"] for record in records if any(record["borrowed"].get(name) == without for name in LIT_BY)}


def _supports(bench: Bench, mode: Record) -> list[Support]:
    """Evidence per row that weighs in a mode."""
    scheme = bench.catalog.section("evidence_scheme")
    weighed: dict[str, list[Weighed]] = defaultdict(list)
    for record in bench.relevant(mode["id"]):
        item = weigh(record, bench.query, mode, bench.families, scheme)
        if item is not None:
            weighed[record["formulation"]].append(item)
    found = {name: support_of(items, scheme) for name, items in weighed.items()}
    return [found.get(name, NOTHING) for name in bench.ids]


def _may_be_tried(ligand: Record, query: Query) -> bool:
    """Whether a ligand fits the constraints: the kind asked for, and no whole antibody on what must pass the kidney."""
    if query.ligand_type and ligand["type"] != query.ligand_type:
        return False
    return not (query.renal_clearable and ligand["type"] == "antibody")


def _types_carried(records: Sequence[Record], marker: str | None) -> Collection[str | None]:
    """Kinds of ligand that carried a formulation to the marker; ``None`` stands for one that is not named."""
    if marker is None or not records:
        return ()
    own = [record for record in records if record.get("marker") == marker and record["mode"] not in NOT_IMAGING]
    return {(record.get("ligand") or {}).get("type") for record in own}


def _highest_level(records: Sequence[Record], query: Query) -> str | None:
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
