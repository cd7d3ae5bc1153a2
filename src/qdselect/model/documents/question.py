"""The question as understood."""

from __future__ import annotations

from typing import NotRequired

from typing_extensions import TypedDict

from qdselect.model.documents.common import MarkerDoc
from qdselect.model.documents.light import AskedLightDoc

__all__ = ["ConstraintsDoc", "QueryDoc"]


class ConstraintsDoc(TypedDict):
    """Constraints of the question."""

    cd_free: bool
    heavy_metal_free: bool
    exclude_elements: list[str]
    emission_window_nm: list[float] | None
    excitation_nm: float | None
    max_hydrodynamic_nm: float | None
    renal_clearable: bool
    commercial: bool
    ligand_type: str | None
    cancer: str | None
    min_level: str | None
    allow_unknown: bool
    light_path: NotRequired[AskedLightDoc]


class QueryDoc(TypedDict):
    """The question as understood; ``weights``, ``profile`` and ``prefer`` are what the user changed."""

    marker: MarkerDoc | None
    mode: str | None
    modes: list[str]
    constraints: ConstraintsDoc
    weights: dict[str, float]
    profile: str | None
    prefer: list[str]
    tiers: list[str]
    rank_by: str
    top: int
    pareto: bool
