"""How sure a ranking is, and what would change it."""

from __future__ import annotations

from typing import Any

from typing_extensions import TypedDict

__all__ = [
    "CandidateConfidenceDoc",
    "ConfidenceDoc",
    "FlipsDoc",
    "MeasureDoc",
    "SensitivityDoc",
    "UnknownFlipDoc",
    "WeightFlipDoc",
    "WithdrawnDoc",
]


class CandidateConfidenceDoc(TypedDict):
    """How sure the place of a candidate is.

    Candidates of one ``band`` cannot be told apart. ``central_weights`` are the mean of the weights under which it
    comes first, and ``confidence_factor`` is how often it does so under them; both are null for one that never comes
    first, and for those beyond the first twelve.
    """

    p_first: float
    p_top3: float
    expected_rank: float
    band: int
    central_weights: dict[str, float] | None
    confidence_factor: float | None


class ConfidenceDoc(TypedDict):
    """How sure the ranking is: ``entropy_bits`` of the choice of the first, and how many stand level with it."""

    draws: int
    seed: int
    candidates: int
    entropy_bits: float
    level_with_first: int
    weight_spread: float
    told_apart: float
    references: list[str]


class WeightFlipDoc(TypedDict):
    """The smallest change of a single weight that would unseat the first.

    ``factor`` multiplies the weight before all are scaled to a sum of one; ``needed`` is its share then.
    """

    criterion: str
    mode: str
    weight: float
    needed: float
    factor: float
    first: str
    because: str


class UnknownFlipDoc(TypedDict):
    """The smallest change of a single unknown value that would unseat the first.

    ``needed`` is the value of the value function, ``values`` are those of the field that reach it (intervals, or
    words); ``share`` is how far that is in what the interval leaves open.
    """

    id: str
    field: str
    values: list[Any]
    criterion: str
    needed: float
    share: float
    first: str
    because: str


class FlipsDoc(TypedDict):
    """What would unseat the first; null where nothing of the kind can."""

    weight: WeightFlipDoc | None
    unknown: UnknownFlipDoc | None


class WithdrawnDoc(TypedDict):
    """Which candidate comes first when one source is withdrawn."""

    reference: str
    survives: bool
    first: str | None


class MeasureDoc(TypedDict):
    """A measurement that would sharpen the choice, and by how many bits."""

    id: str
    criterion: str
    fields: list[str]
    bits: float
    because: str


class SensitivityDoc(TypedDict):
    """What the place of the first candidate hangs on."""

    first: str
    flips_if: FlipsDoc
    withdrawn: list[WithdrawnDoc]
    measure: list[MeasureDoc]
