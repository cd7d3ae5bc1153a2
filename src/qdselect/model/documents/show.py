"""The document of ``qdselect show``."""

from __future__ import annotations

from typing import Any

from qdselect.model.documents.common import HeadDoc, ReferenceDoc
from qdselect.model.documents.evidence import EvidenceDoc
from qdselect.model.documents.formulation import FormulationDoc

__all__ = ["ShowDoc"]


class ShowDoc(HeadDoc):
    """Answer to ``qdselect show``."""

    formulation: FormulationDoc
    rivals: dict[str, list[dict[str, Any]]]
    evidence: list[EvidenceDoc]
    references: dict[str, ReferenceDoc]
    unknowns: list[str]
