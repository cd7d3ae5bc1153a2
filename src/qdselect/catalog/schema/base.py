"""What all authored files are made of: words of the vocabularies, identifiers, numbers with their conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from qdselect.catalog.findings import CODES
from qdselect.model import fields as registry
from qdselect.model import vocabulary as words

SLUG = r"^[a-z0-9][a-z0-9._-]*$"
MARKER = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"
PAGE = r"^(https?://|github:)\S+$"
DOI = r"^10\.\d{4,9}/\S+$"
PMID = r"^\d{5,9}$"
PMCID = r"^PMC\d+$"
ACCESSION = r"^[A-Z0-9]{6,10}(-\d+)?$"

FORMS = {
    SLUG: ("an id", "use small letters, digits, '.', '_' and '-', a letter or digit first: yong2009"),
    MARKER: ("an id", "use letters, digits, '.', '_' and '-', a letter or digit first: claudin-4"),
    PAGE: ("the address of a page", "begin with https://, http:// or github:, without spaces"),
    DOI: ("a DOI", "begin with 10., four to nine digits and a slash, without https://doi.org/: 10.1021/nn8008933"),
    PMID: ("a PMID", "give five to nine digits in quotes: '19243145'"),
    PMCID: ("a PMCID", "give PMC and digits: PMC2762404"),
    ACCESSION: ("a UniProt accession", "give six to ten capitals and digits: P04626"),
}
"""What a text of each pattern is, and how it is written, for people."""

Slug = Annotated[str, Field(pattern=SLUG, max_length=80)]
MarkerId = Annotated[str, Field(pattern=MARKER, max_length=60)]
Doi = Annotated[str, Field(pattern=DOI, max_length=120)]
Pmid = Annotated[str, Field(pattern=PMID)]
Pmcid = Annotated[str, Field(pattern=PMCID)]
Accession = Annotated[str, Field(pattern=ACCESSION)]
Text = Annotated[str, Field(min_length=1, max_length=2000)]
Short = Annotated[str, Field(min_length=1, max_length=300)]
Year = Annotated[int, Field(ge=1900, le=2100)]
Page = Annotated[str, Field(pattern=PAGE, max_length=500)]


if TYPE_CHECKING:
    AvailabilityWord = str
    CoatingClass = str
    SurfaceCharge = str
    SynthesisRoute = str
    LigandType = str
    Method = str
    Level = str
    Cancer = str
    ReferenceType = str
    MarkerKind = str
    Location = str
    StudyWord = str
    ToxicityWord = str
    Criterion = str
    ScoredCriterion = str
    WarningCode = str
    EvidenceFact = str
    ChecklistField = str
    JudgementName = str
    AnyCriterion = str
    ConditionalCriterion = str
    InstrumentWord = str
else:
    AvailabilityWord = Literal[words.AVAILABILITY]
    CoatingClass = Literal[words.COATING_CLASSES]
    SurfaceCharge = Literal[words.SURFACE_CHARGES]
    SynthesisRoute = Literal[words.SYNTHESIS_ROUTES]
    LigandType = Literal[words.LIGAND_TYPES]
    Method = Literal[words.CHARACTERISATION]
    Level = Literal[words.LEVELS]
    Cancer = Literal[words.CANCERS]
    ReferenceType = Literal[words.REFERENCE_TYPES]
    MarkerKind = Literal[words.MARKER_KINDS]
    Location = Literal[words.LOCATIONS]
    StudyWord = Literal[words.STUDY_KINDS]
    ToxicityWord = Literal[words.TOXICITY_CLASSES]
    Criterion = Literal[words.CRITERIA]
    ScoredCriterion = Literal[(*words.CRITERIA[1:], *words.CONDITIONAL_CRITERIA)]
    AnyCriterion = Literal[(*words.CRITERIA, *words.CONDITIONAL_CRITERIA)]
    ConditionalCriterion = Literal[words.CONDITIONAL_CRITERIA]
    InstrumentWord = Literal[words.INSTRUMENT_KINDS]
    EvidenceFact = Literal[words.EVIDENCE_FACTS]
    ChecklistField = Literal[(*registry.MEASURED, "elements")]
    JudgementName = Literal[words.PHYSICS_JUDGEMENTS]
    WarningCode = Literal[tuple(code for code, (severity, _) in CODES.items() if severity == "warning")]


class Strict(BaseModel):
    """Base of all authored records: unknown keys are errors, values are not coerced."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def _as_quantity(value: Any) -> Any:
    return {"value": value} if isinstance(value, int | float) and not isinstance(value, bool) else value


class Quantity(Strict):
    """A reported number or bound, with the conditions under which it was measured.

    ``min`` and ``max`` are inclusive bounds, ``above`` and ``below`` exclusive ones. ``state`` names the other state of
    the particle that a colour or an inner size belongs to; ``with_ligand`` marks a size that was measured with the
    ligand on: of a probe with another ligand it says nothing.
    """

    value: float | None = None
    min: float | None = None
    max: float | None = None
    above: float | None = None
    below: float | None = None
    sd: float | None = None
    at_nm: float | None = None
    medium: Short | None = None
    method: Short | None = None
    state: Short | None = None
    with_ligand: bool | None = None
    note: Text | None = None


QuantityField = Annotated[
    Quantity | None, BeforeValidator(_as_quantity, json_schema_input_type=float | Quantity | None)
]
"""A quantity, or a plain number as its short form; the published schema knows both."""
