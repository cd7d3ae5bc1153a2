"""The document of ``qdselect predict``."""

from __future__ import annotations

from typing_extensions import TypedDict

from qdselect.model.documents.common import CatalogDoc, ReferenceDoc, RulesDoc, ToolDoc

__all__ = ["AskedDoc", "LayerDoc", "PredictedDoc", "PredictionDoc"]


class LayerDoc(TypedDict):
    """A shell that was asked for."""

    material: str
    thickness_nm: float


class AskedDoc(TypedDict):
    """What a prediction was asked for; exactly one of the first three is given."""

    core_diameter_nm: float | None
    absorption_max_nm: float | None
    emission_max_nm: float | None
    shells: list[LayerDoc]
    coat_thickness_nm: float | None
    excitation_nm: float | None
    quantum_yield: float | None
    dose_nmol_per_kg: float | None


class PredictedDoc(TypedDict):
    """One quantity, as one model gives it; null where it is unknown, and ``because`` says why.

    Of several models of one quantity the first is preferred, and its interval spans them all.
    """

    quantity: str
    element: str | None
    at_nm: float | None
    value: float | None
    low: float | None
    high: float | None
    unit: str
    status: str
    preferred: bool
    model: str | None
    valid: str | None
    because: str
    references: list[str]


class PredictionDoc(TypedDict):
    """Answer to ``qdselect predict``."""

    schema_version: str
    tool: ToolDoc
    catalog: CatalogDoc
    rules: RulesDoc
    core: str
    asked: AskedDoc
    summary: str
    predicted: list[PredictedDoc]
    references: dict[str, ReferenceDoc]
    notes: list[str]
