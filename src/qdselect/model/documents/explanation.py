"""The document of ``qdselect explain``."""

from __future__ import annotations

from typing import NotRequired

from typing_extensions import TypedDict

from qdselect.model.documents.candidate import ReasonDoc, ScoreDoc, TreeDoc
from qdselect.model.documents.common import ReferenceDoc, RuledHeadDoc
from qdselect.model.documents.evidence import EvidenceDoc, SupportDoc
from qdselect.model.documents.formulation import FormulationDoc
from qdselect.model.documents.light import LightPathDoc
from qdselect.model.documents.question import QueryDoc

__all__ = ["ExplanationDoc", "ModeExplanationDoc"]


class ModeExplanationDoc(TypedDict):
    """What happened to one formulation in one mode."""

    mode: str
    admitted: bool
    tier: str
    exclusions: list[ReasonDoc]
    passed: list[ReasonDoc]
    cautions: list[ReasonDoc]
    score: ScoreDoc
    explanation: list[TreeDoc]
    conflict: bool
    support: SupportDoc
    evidence: list[EvidenceDoc]
    light_path: NotRequired[LightPathDoc]


class ExplanationDoc(RuledHeadDoc):
    """Answer to ``qdselect explain``."""

    query: QueryDoc
    formulation: FormulationDoc
    verdict: str
    modes: list[ModeExplanationDoc]
    notes: list[str]
    references: dict[str, ReferenceDoc]
