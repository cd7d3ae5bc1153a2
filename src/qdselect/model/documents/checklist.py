"""The document of ``qdselect checklist``."""

from __future__ import annotations

from typing_extensions import TypedDict

from qdselect.model.documents.common import FoundDoc, ReferenceDoc, RuledHeadDoc
from qdselect.model.documents.formulation import FormulationDoc

__all__ = ["ChecklistDoc", "ChecklistItemDoc", "GradeDoc"]


class ChecklistItemDoc(TypedDict):
    """One item of the checklist: what is reported, and what one would have to do."""

    id: str
    title: str
    need: str
    status: str
    found: list[FoundDoc]
    because: str
    how: str
    references: list[str]


class GradeDoc(TypedDict):
    """How completely a particle is described for a mode; no part of any score."""

    share: float
    grade: str
    means: str


class ChecklistDoc(RuledHeadDoc):
    """Answer to ``qdselect checklist``."""

    formulation: FormulationDoc
    mode: str
    summary: str
    grade: GradeDoc
    items: list[ChecklistItemDoc]
    references: dict[str, ReferenceDoc]
