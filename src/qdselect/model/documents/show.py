"""The document of ``qdselect show``."""

from __future__ import annotations

from typing import Any

from typing_extensions import TypedDict

from qdselect.model.documents.common import CatalogDoc, ReferenceDoc, ToolDoc
from qdselect.model.documents.evidence import EvidenceDoc
from qdselect.model.documents.formulation import FormulationDoc

__all__ = ["ShowDoc"]


class ShowDoc(TypedDict):
    """Answer to ``qdselect show``."""

    schema_version: str
    tool: ToolDoc
    catalog: CatalogDoc
    formulation: FormulationDoc
    rivals: dict[str, list[dict[str, Any]]]
    evidence: list[EvidenceDoc]
    references: dict[str, ReferenceDoc]
    unknowns: list[str]
