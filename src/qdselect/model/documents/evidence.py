"""Evidence, as every document shows it."""

from __future__ import annotations

from typing_extensions import TypedDict

__all__ = ["DiscountDoc", "EvidenceDoc", "SupportDoc"]


class DiscountDoc(TypedDict):
    """Why a record weighs less than it could: the factor, its value, and the reason."""

    factor: str
    value: float
    because: str


class EvidenceDoc(TypedDict):
    """One record of evidence and what it weighs here."""

    id: str
    reference: str
    marker: str | None
    untargeted: str | None
    ligand: str | None
    ligand_type: str | None
    conjugation: str | None
    mode: str
    level: str
    model: list[str]
    cancer: str | None
    n_patients: int | None
    negative_control: bool | None
    comparator: str | None
    direction: str
    confidence: str
    outcome: str
    relation: str | None
    strength: float
    counted: bool
    discounts: list[DiscountDoc]
    retracted: bool


class SupportDoc(TypedDict):
    """How many records speak for the question and against it, and how many independent lab groups for it.

    ``indirect`` records are of other markers or of untargeted use: they show the particle, not this marker.
    """

    supporting: int
    indirect: int
    refuting: int
    independent_groups: int
