"""The documents of ``qdselect compare`` and ``qdselect weights``."""

from __future__ import annotations

from typing import NotRequired

from typing_extensions import TypedDict

from qdselect.model.documents.candidate import CautionDoc, ReasonDoc, ScoreDoc, TreeDoc
from qdselect.model.documents.common import CatalogDoc, ReferenceDoc, RulesDoc, ToolDoc
from qdselect.model.documents.confidence import CandidateConfidenceDoc, ConfidenceDoc, SensitivityDoc
from qdselect.model.documents.evidence import SupportDoc
from qdselect.model.documents.formulation import FormulationDoc
from qdselect.model.documents.light import LightPathDoc
from qdselect.model.documents.question import QueryDoc

__all__ = ["ComparedDoc", "ComparisonDoc", "ProfileDoc", "WeightDoc", "WeightsDoc"]


class ComparedDoc(TypedDict):
    """One of the compared formulations.

    ``beats`` holds, per other formulation, the share of draws in which this one has the higher score (pairwise winning
    index), whatever the tiers; ``dominated_by`` names those that are no worse on any criterion nor in support tier,
    and better on one.
    """

    id: str
    name: str
    mode: str
    tier: str
    admitted: bool
    exclusions: list[ReasonDoc]
    score: ScoreDoc
    explanation: list[TreeDoc]
    confidence: CandidateConfidenceDoc
    beats: dict[str, float]
    dominated_by: list[str]
    pareto: bool
    support: SupportDoc
    formulation: FormulationDoc
    cautions: list[CautionDoc]
    unknowns: list[str]
    light_path: NotRequired[LightPathDoc]


class ComparisonDoc(TypedDict):
    """Answer to ``qdselect compare``."""

    schema_version: str
    tool: ToolDoc
    catalog: CatalogDoc
    rules: RulesDoc
    query: QueryDoc
    weights: dict[str, dict[str, float]]
    seed: int
    confidence: ConfidenceDoc
    sensitivity: SensitivityDoc
    summary: str
    compared: list[ComparedDoc]
    references: dict[str, ReferenceDoc]
    notes: list[str]


class ProfileDoc(TypedDict):
    """A named profile in one mode: its weights, and what they would put first for the question, if one was asked."""

    id: str
    name: str
    because: str
    factors: dict[str, float]
    weights: dict[str, float]
    first: str | None
    tier: str | None
    score: float | None


class WeightDoc(TypedDict):
    """One weight of a mode, with the rules that feed its criterion there."""

    criterion: str
    weight: float
    rules: list[str]
    references: list[str]


class WeightsDoc(TypedDict):
    """Answer to ``qdselect weights``."""

    schema_version: str
    tool: ToolDoc
    catalog: CatalogDoc
    rules: RulesDoc
    mode: str
    because: str
    weights_of_mode: list[WeightDoc]
    profiles: list[ProfileDoc]
    references: dict[str, ReferenceDoc]
    notes: list[str]
