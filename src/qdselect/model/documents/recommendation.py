"""The document of ``qdselect recommend``."""

from __future__ import annotations

from typing_extensions import TypedDict

from qdselect.model.documents.candidate import CandidateDoc, RejectedDoc
from qdselect.model.documents.common import CatalogDoc, LeadDoc, ReferenceDoc, RulesDoc, ToolDoc
from qdselect.model.documents.confidence import ConfidenceDoc, SensitivityDoc
from qdselect.model.documents.question import QueryDoc

__all__ = ["RecommendationDoc", "RelaxationDoc"]


class RelaxationDoc(TypedDict):
    """A constraint whose loss would admit more."""

    without: str
    demonstrated: int
    admits: int
    untested: int
    below_level: int


class RecommendationDoc(TypedDict):
    """Answer to ``qdselect recommend``."""

    schema_version: str
    tool: ToolDoc
    catalog: CatalogDoc
    rules: RulesDoc
    query: QueryDoc
    weights: dict[str, dict[str, float]]
    seed: int | None
    summary: str
    counts: dict[str, int]
    confidence: ConfidenceDoc | None
    sensitivity: SensitivityDoc | None
    candidates: list[CandidateDoc]
    leads: list[LeadDoc]
    relaxations: list[RelaxationDoc]
    rejected: list[RejectedDoc]
    references: dict[str, ReferenceDoc]
    notes: list[str]
