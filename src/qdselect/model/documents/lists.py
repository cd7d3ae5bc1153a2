"""The documents of the commands that list what the catalogue holds."""

from __future__ import annotations

from typing import Any

from typing_extensions import TypedDict

from qdselect.model.documents.common import HeadDoc, ReferenceDoc, ToolDoc

__all__ = [
    "ClaimDoc",
    "FindingDoc",
    "LeadsDoc",
    "ListedLeadDoc",
    "ListedMarkerDoc",
    "ListedMethodDoc",
    "ListedModeDoc",
    "ListedRuleDoc",
    "MarkersDoc",
    "MethodsDoc",
    "ModesDoc",
    "NeedDoc",
    "OneRuleDoc",
    "PatentDoc",
    "PatentsDoc",
    "ReferencesDoc",
    "RuleListDoc",
    "RuleTestDoc",
    "RuleTestsDoc",
    "StudyKindDoc",
    "TestedRuleDoc",
    "UsedDoc",
    "ValidationDoc",
    "WindowDoc",
]


class ListedMarkerDoc(TypedDict):
    """A marker one can ask for, with its names and the number of its evidence records."""

    id: str
    name: str
    kind: str
    aliases: list[str]
    gene: list[str]
    uniprot: list[str]
    location: list[str]
    cancers: list[str]
    seen: list[str]
    note: str | None
    n_evidence: int
    n_cadmium_free: int


class MarkersDoc(HeadDoc):
    """Answer to ``qdselect markers``."""

    markers: list[ListedMarkerDoc]


class NeedDoc(TypedDict):
    """Something that a mode needs."""

    text: str
    references: list[str]


class WindowDoc(TypedDict):
    """Names of a mode that ask for an emission too."""

    aliases: list[str]
    emission_nm: list[float]
    because: str
    references: list[str]


class ListedModeDoc(TypedDict):
    """An imaging mode: what it needs, and what counts how much."""

    id: str
    name: str
    family: str
    aliases: list[str]
    windows: list[WindowDoc]
    untargeted: bool
    needs: list[NeedDoc]
    weights: dict[str, float]
    because: str
    references: list[str]
    note: str | None
    n_evidence: int


class StudyKindDoc(TypedDict):
    """A kind of study that is no mode one can ask for."""

    id: str
    name: str
    note: str | None


class ModesDoc(HeadDoc):
    """Answer to ``qdselect modes``."""

    modes: list[ListedModeDoc]
    study_kinds: list[StudyKindDoc]


class ListedMethodDoc(TypedDict):
    """A route of synthesis or a method of characterisation."""

    vocabulary: str
    id: str
    name: str | None
    definition: str | None
    references: list[str]
    n_formulations: int


class MethodsDoc(HeadDoc):
    """Answer to ``qdselect methods``."""

    methods: list[ListedMethodDoc]
    references: dict[str, ReferenceDoc]


class UsedDoc(TypedDict):
    """What one reference supports."""

    formulations: list[str]
    measurements: list[str]
    evidence: list[str]
    rules: list[str]
    methods: list[str]
    checklist: list[str]


class ReferencesDoc(HeadDoc):
    """Answer to ``qdselect references``."""

    references: dict[str, ReferenceDoc]
    used: UsedDoc | None


class ClaimDoc(TypedDict):
    """What an unchecked publication is believed to report."""

    particle: str
    cadmium_free: bool | None
    elements: list[str]
    composition_complete: bool
    composition: str | None
    marker: str | None
    untargeted: str | None
    mode: str
    level: str | None
    cancer: str | None
    outcome: str
    ligand: str | None


class ListedLeadDoc(TypedDict):
    """A publication that nobody has checked yet, with all it is believed to report."""

    id: str
    basis: str | None
    citation: str
    title: str | None
    year: int | None
    note: str | None
    tried: str | None
    claims: list[ClaimDoc]


class LeadsDoc(HeadDoc):
    """Answer to ``qdselect leads``."""

    leads: list[ListedLeadDoc]


class PatentDoc(TypedDict):
    """A patent; a lead is one that nobody has checked yet."""

    status: str
    id: str
    number: str
    title: str | None
    assignee: str | None
    year: int | None
    about: str | None
    seen: str | None
    basis: str | None
    note: str | None


class PatentsDoc(HeadDoc):
    """Answer to ``qdselect patents``."""

    patents: list[PatentDoc]


class ListedRuleDoc(TypedDict):
    """A rule as its file states it; ``docs/rules.md`` says what its keys mean."""

    id: str
    title: str
    kind: str
    applies: dict[str, list[str] | int]
    check: dict[str, Any] | None
    criterion: str | None
    share: float
    field: str | None
    points: list[list[float]] | None
    table: dict[str, float] | None
    on_unknown: str
    because: str
    references: list[str]
    status: str
    strength: str | None
    note: str | None


class RuleListDoc(HeadDoc):
    """Answer to ``qdselect rules list``."""

    rules_listed: list[ListedRuleDoc]


class TestedRuleDoc(ListedRuleDoc):
    """A rule with its tests."""

    tests: list[dict[str, Any]]


class OneRuleDoc(HeadDoc):
    """Answer to ``qdselect rules show``."""

    rule: TestedRuleDoc
    references: dict[str, ReferenceDoc]


class RuleTestDoc(TypedDict):
    """Outcome of one test of one rule."""

    rule: str
    number: int
    given: dict[str, Any]
    expected: str
    got: str
    passed: bool


class RuleTestsDoc(HeadDoc):
    """Answer to ``qdselect rules test``."""

    tests: list[RuleTestDoc]
    n_rules: int


class FindingDoc(TypedDict):
    """Something wrong in an authored file: where, how badly, and what to do."""

    path: str
    line: int
    column: int
    code: str
    message: str
    fix: str
    about: list[str]
    severity: str


class ValidationDoc(TypedDict):
    """Answer to ``qdselect validate``; no catalogue is loaded for it."""

    schema_version: str
    tool: ToolDoc
    n_files: int
    findings: list[FindingDoc]
