"""Physical models."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from qdselect.catalog.schema.base import JudgementName, Short, Slug, Strict, Text


class Between(Strict):
    """An inclusive range."""

    min: Annotated[float, Field(gt=0)]
    max: Annotated[float, Field(gt=0)]


class SizingCurve(Strict):
    """First exciton and core diameter of one material; ``polynomial`` gives the diameter, ``rational`` the energy."""

    id: Slug
    material: Short
    reference: Slug
    form: Literal["polynomial", "rational"]
    coefficients: Annotated[list[float], Field(min_length=2, max_length=8)]
    diameter_nm: Between
    absorption_nm: Between
    relative_sd: Annotated[float, Field(gt=0, lt=1)] | None = None
    confirmed: Text


class StokesShift(Strict):
    """How far the emission of one material lies from its first exciton."""

    id: Slug
    material: Short
    reference: Slug
    shells: list[Short] | None = None
    emission_nm: Between
    shift_nm: Between
    confirmed: Text


class ExtinctionLaw(Strict):
    """Extinction of one material by size, at the first exciton (within ``absorption_nm``) or at ``at_nm``.

    ``condition`` is what else must hold of the dots, in words that follow *for*.
    """

    id: Slug
    material: Short
    reference: Slug
    form: Literal["power", "cross-section", "exponential"]
    at_nm: Annotated[float, Field(gt=0)] | None = None
    coefficients: dict[Literal["factor", "exponent", "offset", "scale", "width_eV"], float]
    diameter_nm: Between
    absorption_nm: Between | None = None
    relative_sd: Annotated[float, Field(gt=0, lt=1)] | None = None
    condition: Text | None = None
    confirmed: Text


class EmissionWidth(Strict):
    """Typical width of the emission of one material, in nm or in meV; ``shell_element`` must be in a shell."""

    id: Slug
    material: Short
    references: Annotated[list[Slug], Field(min_length=1)]
    width_nm: Between | None = None
    width_meV: Between | None = None
    emission_nm: Between | None = None
    shell_element: Short | None = None
    confirmed: Text


class Judgement(Strict):
    """A number that no source gives, with the reason for it."""

    value: Annotated[float, Field(gt=0)]
    because: Text


class AtomicWeights(Strict):
    """Atomic weights by element."""

    reference: Slug
    g_per_mol: dict[Short, Annotated[float, Field(gt=0)]]


class Scattering(Strict):
    """Reduced scattering of a tissue, a power law of the wavelength."""

    id: Slug
    tissue: Slug
    reference: Slug
    at_500_nm_per_cm: Annotated[float, Field(gt=0)]
    power: float
    wavelength_nm: Between
    note: Text | None = None


class Absorber(Strict):
    """A table of absorption: wavelength in nm, and a coefficient."""

    id: Slug
    absorber: Literal["water", "oxyhaemoglobin", "deoxyhaemoglobin"]
    reference: Slug
    unit: Literal["per cm", "per M and cm"]
    points: Annotated[list[Annotated[list[float], Field(min_length=2, max_length=2)]], Field(min_length=2)]


class Blood(Strict):
    """How much haemoglobin whole blood holds."""

    haemoglobin_g_per_l: Annotated[float, Field(gt=0)]
    haemoglobin_g_per_mol: Annotated[float, Field(gt=0)]
    reference: Slug
    because: Text


class TypicalTissue(Strict):
    """What the tissue holds for which a value function is tabulated; shares from 0 to 1."""

    tissue: Slug
    blood: Annotated[float, Field(ge=0, le=1)]
    saturation: Annotated[float, Field(ge=0, le=1)]
    water: Annotated[float, Field(ge=0, le=1)]
    reference: Slug
    because: Text


class Tissue(Strict):
    """Light in tissue."""

    scattering: list[Scattering]
    absorption: list[Absorber]
    blood: Blood
    typical: TypicalTissue | None = None


class PhysicsFile(Strict):
    """``rules/physics.yaml``."""

    sizing: list[SizingCurve]
    stokes: list[StokesShift]
    emission_width: list[EmissionWidth] = []
    extinction: list[ExtinctionLaw]
    judgements: dict[JudgementName, Judgement]
    atomic_weights: AtomicWeights
    tissue: Tissue
