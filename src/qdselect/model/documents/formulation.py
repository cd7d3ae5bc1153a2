"""Particles: what `list` and `show` print, and what every candidate carries."""

from __future__ import annotations

from typing import Any

from typing_extensions import TypedDict

from qdselect.model.documents.common import HeadDoc

__all__ = ["CharacterisationDoc", "FieldPredictionDoc", "FormulationDoc", "HazardDoc", "ListDoc", "ToxicityDoc"]


Bound = list[float | None]


class HazardDoc(TypedDict):
    """An element or compound with an unfavourable finding."""

    element: str | None
    material: str | None
    because: str
    references: list[str]


class ToxicityDoc(TypedDict):
    """Why a composition has its toxicity class."""

    because: str
    found: list[str]
    references: list[str]


class CharacterisationDoc(TypedDict):
    """A method by which a particle was characterised, and who says so."""

    method: str
    sources: list[str]


class FieldPredictionDoc(TypedDict):
    """What a model says of a field that no source reports; never a reported value, and no rule reads it.

    An end that is null is open; the value is null where only an interval follows.
    """

    field: str
    value: float | None
    low: float | None
    high: float | None
    at_nm: float | None
    status: str
    model: str
    valid: str
    because: str
    inputs: list[str]
    references: list[str]
    rests_on: list[str]


class FormulationDoc(TypedDict):
    """A particle. Numbers are exact values; bounds and tunable ranges stand under ``bounds``."""

    id: str
    name: str
    core: str | None
    core_material: str | None
    shells: list[str]
    dopants: list[str]
    has_shell: bool | None
    composition: str | None
    elements: list[str]
    composition_complete: bool
    cadmium_free: bool | None
    heavy_metal_free: bool | None
    toxicity_class: str | None
    toxicity_because: ToxicityDoc | None
    hazards: list[HazardDoc]
    coating: str | None
    coating_class: str | None
    surface_charge: str | None
    synthesis: str | None
    synthesis_route: str | None
    availability: str | None
    vendor: str | None
    product: str | None
    emission_max_nm: float | None
    absorption_max_nm: float | None
    fwhm_nm: float | None
    quantum_yield: float | None
    molar_extinction_M_cm: float | None
    two_photon_cross_section_GM: float | None
    lifetime_ns: float | None
    core_diameter_nm: float | None
    core_shell_diameter_nm: float | None
    particle_diameter_nm: float | None
    hydrodynamic_diameter_nm: float | None
    zeta_potential_mV: float | None
    blood_half_life_min: float | None
    bounds: dict[str, Bound]
    conditions: dict[str, dict[str, Any]]
    predicted: list[FieldPredictionDoc]
    excitation_nm: list[float] | None
    characterisation: list[CharacterisationDoc]
    cytotoxicity: dict[str, str] | None
    in_vivo: dict[str, str] | None
    sources: dict[str, str]
    source: str
    retracted: bool
    markers: list[str]
    modes: list[str]
    note: str | None


class ListDoc(HeadDoc):
    """Answer to ``qdselect list``."""

    filters: dict[str, Any]
    formulations: list[FormulationDoc]
