"""A candidate: its score with its parts, its ligands, its cautions, and why one was turned down."""

from __future__ import annotations

from typing import Any, NotRequired

from typing_extensions import TypedDict

from qdselect.model.documents.confidence import CandidateConfidenceDoc
from qdselect.model.documents.evidence import EvidenceDoc, SupportDoc
from qdselect.model.documents.formulation import FormulationDoc
from qdselect.model.documents.light import LightPathDoc

__all__ = ["CandidateDoc", "CautionDoc", "CriterionDoc", "LigandDoc", "ReasonDoc", "RejectedDoc", "ScoreDoc", "TreeDoc"]


class LigandDoc(TypedDict):
    """A ligand for the marker; ``tested`` says whether this particle carried it."""

    name: str
    type: str | None
    tested: bool
    reference: str


class CriterionDoc(TypedDict):
    """One criterion of a score."""

    id: str
    weight: float
    value: float
    low: float
    high: float
    known: float
    reading: str
    because: str
    references: list[str]


class ScoreDoc(TypedDict):
    """Score with its parts; ``value`` is the sum of weight times value."""

    value: float
    low: float
    high: float
    completeness: float
    criteria: list[CriterionDoc]


class CautionDoc(TypedDict):
    """A warning, or a constraint that could not be judged (kind ``exclude``); ``status`` as in a reason."""

    rule: str
    kind: str
    outcome: str
    because: str
    references: list[str]
    status: NotRequired[str]


class TreeDoc(TypedDict):
    """A node of an explanation.

    In a score the values of the details add up to the value of the node exactly; in a rule the value is true when it
    fires, false when it does not, and null when that cannot be told.
    """

    value: float | bool | None
    description: str
    details: list[TreeDoc]


class CandidateDoc(TypedDict):
    """One candidate."""

    rank: int
    id: str
    name: str
    tier: str
    mode: str
    proven: bool
    below_level: bool
    untested: str | None
    ligands: list[LigandDoc]
    formulation: FormulationDoc
    score: ScoreDoc
    confidence: CandidateConfidenceDoc | None
    explanation: list[TreeDoc] | None
    conflict: bool
    support: SupportDoc
    evidence: list[EvidenceDoc]
    cautions: list[CautionDoc]
    unknowns: list[str]
    light_path: NotRequired[LightPathDoc]


class ReasonDoc(TypedDict):
    """What one rule read and decided; ``exclusive`` says that an end of a bound is not included.

    ``status`` stands only where the value is computed for the light path: ``modelled`` where all that it rests on is
    reported, else how the weakest number is known on which it rests.
    """

    rule: str
    kind: str
    outcome: str
    field: str
    operator: str
    value: Any
    exclusive: bool
    threshold: Any
    margin: float | None
    because: str
    references: list[str]
    status: NotRequired[str]


class RejectedDoc(TypedDict):
    """A formulation that was turned down, in the mode in which it came furthest."""

    id: str
    name: str
    tier: str
    mode: str
    reasons: list[ReasonDoc]
