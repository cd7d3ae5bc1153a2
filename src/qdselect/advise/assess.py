"""Assess every formulation for a question in one mode: tier, rules, evidence, score."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from qdselect.advise.rows import reduced, whole
from qdselect.catalog.catalog import Catalog
from qdselect.columns.table import Categories, Numbers, Sets, Table
from qdselect.columns.values import any_of, constant
from qdselect.evidence.strength import NOTHING, Support, Weighed, support_of, weigh
from qdselect.evidence.tiers import NO_HISTORY, History, history_of, ligands_for, tier_of
from qdselect.model.fields import PROBE_SIZE
from qdselect.model.query import Query
from qdselect.model.vocabulary import LEVELS, NOT_IMAGING
from qdselect.rules.engine import Verdict, asked_for, evaluate, fields_read, in_every, in_mode
from qdselect.score.additive import score_table
from qdselect.score.weights import mode_weights

if TYPE_CHECKING:
    from qdselect.advise.light_path import Illuminated
    from qdselect.columns.truth import Bools

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
        self.evidence = _grouped(self.all_evidence, "formulation")
        self._by_mode = _grouped(self.all_evidence, "mode")
        self._of_marker = [record for record in self.all_evidence if _of_marker(record, query)]
        self.families = {mode["id"]: mode["family"] for mode in catalog.modes.values()}
        self.rules = asked_for(catalog.rules.values(), query)
        known = ligands_for(query.marker, self.all_evidence, catalog.section("ligands")) if query.marker else []
        self.ligands = _to_be_tried(
            known, in_every([catalog.modes[mode] for mode in query.modes], self.rules, query), query
        )
        own = _grouped(self._of_marker, "formulation")
        self.light = _light(catalog, query, like)
        light = self.light.columns(self.ids, _in_the_dark(self.records, without)) if self.light else {}
        self.table = rows.table.with_columns(
            {
                "evidence_level": lambda: _levels(self.ids, own),
                PROBE_SIZE: self._probe_size,
                "excitation_line_nm": lambda: _lines(query, self.ids, self.light),
                **light,
            }
        )
        kinds = {NO_HISTORY: 0}
        own_kind = {
            name: kinds.setdefault(history_of(records, query), len(kinds)) for name, records in self.evidence.items()
        }
        self.histories = list(kinds)
        self.history_of_row = [own_kind.get(name, 0) for name in self.ids]
        carried = {name: _types_carried(records) for name, records in own.items()} if query.marker else {}
        self.carried = [carried.get(name, ()) for name in self.ids]
        self.to_try = sorted({ligand["type"] for ligand in self.ligands if ligand["type"]})

    @cached_property
    def carried_types(self) -> Sets:
        """Kinds of ligand that carried each row to the marker."""
        named = [[word for word in types if word] for types in self.carried]
        return Sets.of(named, [None not in types for types in self.carried], self.to_try)

    def _probe_size(self) -> Numbers:
        """Size of the probe: where a ligand is to be coupled yet, at least that of the bare particle."""
        own = self.table.column("hydrodynamic_diameter_nm")
        assert isinstance(own, Numbers)
        bare = [self.needs_a_ligand(row) for row in range(len(self.ids))]
        coupled = self.table.compare("size_with_ligand", "is", True).true.tolist()
        return own.opened([needs and had for needs, had in zip(bare, coupled, strict=True)], bare)

    def needs_a_ligand(self, row: int) -> bool:
        """Whether a ligand for the marker would have to be coupled first."""
        return self.query.marker is not None and not self.carried[row]

    def relevant(self, mode: str) -> list[Record]:
        """Evidence records that can weigh in a mode: those of the marker, and those of the mode."""
        own = self._of_marker if self.query.marker else ()
        return [*self._by_mode.get(mode, ()), *(record for record in own if record["mode"] != mode)]

    def history(self, row: int) -> History:
        """What the evidence says of a row, whatever the mode."""
        return self.histories[self.history_of_row[row]]

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
        tiers = [tier_of(history, query, mode["id"], bool(bench.ligands)) for history in bench.histories]
        self.tiers = [tiers[kind] for kind in bench.history_of_row]
        self.table = bench.table.with_columns(
            {
                "tier": lambda: Categories.of(self.tiers),
                "ligand_types": lambda: _ligand_types(self.tiers, bench),
            }
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

    @cached_property
    def _out(self) -> list[Bools]:
        """Per exclusion, the rows that it turns down."""
        return [verdict.excluded(self.allow_unknown) for verdict in self.exclusions]

    @cached_property
    def _excluded(self) -> list[bytes]:
        """The same, one byte a row: quickly asked of one row after the other."""
        return [out.tobytes() for out in self._out]

    @cached_property
    def turned_down(self) -> Bools:
        """Rows that some exclusion turns down."""
        return any_of(self._out, self.table.size)

    def rests_on(self, field: str, row: int) -> tuple[str, str] | None:
        """Status of a number that is computed for the light path, and of what it rests on; none of other fields."""
        return self._light.rests_on(self._ids[row], field) if self._light else None

    def excluded_by(self, row: int) -> list[Verdict]:
        """Exclusions that turn a row down."""
        return [verdict for verdict, out in zip(self.exclusions, self._excluded, strict=True) if out[row]]

    @cached_property
    def _mentioned(self) -> list[tuple[Verdict, Bools]]:
        """Per rule, the rows in which it must be mentioned although they are admitted."""
        return [(verdict, verdict.cautions(self.allow_unknown)) for verdict in (*self.exclusions, *self.warnings)]

    def cautions(self, row: int) -> list[Verdict]:
        """Rules to be mentioned although the row is admitted."""
        return [verdict for verdict, rows in self._mentioned if rows[row]]


def assess(bench: Bench, mode: Record) -> Assessment:
    """Assess every formulation in one mode."""
    return Assessment(bench, mode)


def assess_all(bench: Bench) -> list[Assessment]:
    """Assess every formulation in every mode of the question."""
    return [assess(bench, bench.catalog.modes[mode]) for mode in bench.query.modes]


def _levels(ids: Sequence[str], records: Mapping[str, Sequence[Record]]) -> Categories:
    """Highest level of evidence that each particle reached for the question."""
    reached = {name: _highest_level(own) for name, own in records.items()}
    return Categories.of(map(reached.get, ids))


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


def _to_be_tried(ligands: list[dict[str, Any]], rules: Iterable[Record], query: Query) -> list[dict[str, Any]]:
    """Ligands that fit the constraints: no exclusion that reads the kind of ligand turns a probe with them down."""
    about = [rule for rule in rules if rule["kind"] == "exclude" and "ligand_types" in fields_read(rule["check"])]
    if not about or not ligands:
        return ligands
    kinds = [{"ligand_types": [ligand["type"]]} if ligand["type"] else {} for ligand in ligands]
    out = [verdict.excluded() for verdict in evaluate(about, Table.of(kinds), query)]
    return [ligand for ligand, turned_down in zip(ligands, any_of(out, len(kinds)), strict=True) if not turned_down]


def _grouped(records: Iterable[Record], key: str) -> dict[str, list[Record]]:
    """Records by what they say under a key."""
    found: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        found[record[key]].append(record)
    return found


def _of_marker(record: Record, query: Query) -> bool:
    """Whether a record speaks of the marker asked for; where none is, all do."""
    return query.marker is None or record.get("marker") == query.marker


def _types_carried(records: Sequence[Record]) -> Collection[str | None]:
    """Kinds of ligand that carried a formulation to the marker; ``None`` stands for one that is not named."""
    return {
        (record.get("ligand") or {}).get("type")
        for record in records
        if record["mode"] not in NOT_IMAGING and not record["retracted"]
    }


def _highest_level(records: Sequence[Record]) -> str | None:
    levels = [record["level"] for record in records if not record["retracted"]]
    return max(levels, key=LEVELS.index) if levels else None


def _ligand_types(tiers: list[str], bench: Bench) -> Sets:
    """Kinds of ligand per row: those it carried to the marker, or those one would have to try."""
    rows = [tier == "transferable" and not types for tier, types in zip(tiers, bench.carried, strict=True)]
    return bench.carried_types.adding(rows, bench.to_try, bench.query.marker is not None)
