"""Shape of the authored files: the only module that uses pydantic.

The models check a file by itself. What needs the rest of the catalogue (dangling ids, a formula that does not
parse, a level that contradicts its mode) is checked in `qdselect.catalog.checks`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError, create_model

from qdselect.catalog.findings import CODES
from qdselect.model import fields as registry
from qdselect.model import vocabulary as words
from qdselect.model.light import LIGHT_NM

__all__ = ["FILE_MODELS", "Source", "ValidationError", "json_schema_of_type", "model_for"]

Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]*$", max_length=80)]
MarkerId = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=60)]
Text = Annotated[str, Field(min_length=1, max_length=2000)]
Short = Annotated[str, Field(min_length=1, max_length=300)]
Year = Annotated[int, Field(ge=1900, le=2100)]
Page = Annotated[str, Field(pattern=r"^(https?://|github:)\S+$", max_length=500)]


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

    ``min`` and ``max`` are inclusive bounds, ``above`` and ``below`` exclusive ones.
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
    note: Text | None = None


class Availability(Strict):
    """Where the particle comes from."""

    kind: AvailabilityWord
    vendor: Short | None = None
    product: Short | None = None
    note: Text | None = None


class Cytotoxicity(Strict):
    """A cytotoxicity result as reported."""

    assay: Short | None = None
    cells: Short | None = None
    dose: Short | None = None
    exposure: Short | None = None
    result: Text | None = None


class InVivo(Strict):
    """Findings in living animals as reported."""

    species: Short | None = None
    dose: Short | None = None
    half_life: Short | None = None
    biodistribution: Text | None = None
    facts: Text | None = None


QuantityField = Annotated[Quantity | None, BeforeValidator(_as_quantity)]


class _Texts(Strict):
    name: Short | None = None
    core: Short | None = None
    shells: list[Short] | None = None
    shells_unknown: bool | None = None
    dopants_unknown: bool | None = None
    dopants: list[Short] | None = None
    elements_reported: list[Short] | None = None
    coating: Text | None = None
    coating_class: CoatingClass | None = None
    surface_charge: SurfaceCharge | None = None
    synthesis: Text | None = None
    synthesis_route: SynthesisRoute | None = None
    availability: Availability | None = None
    excitation_nm: list[float] | None = None
    characterisation: list[Method] | None = None
    cytotoxicity: Cytotoxicity | None = None
    in_vivo: InVivo | None = None
    note: Text | None = None


_NUMBERS: Any = dict.fromkeys(registry.NUMERIC, (QuantityField, None))
Properties: Any = create_model("Properties", __base__=_Texts, **_NUMBERS)
Formulation: Any = create_model(
    "Formulation", __base__=Properties, id=(Slug, ...), name=(Short, ...), pin=(dict[str, Slug] | None, None)
)
Measurement: Any = create_model("Measurement", __base__=Properties, formulation=(Slug, ...))


class Ligand(Strict):
    """What carried the particle to the marker."""

    name: Short
    type: LigandType | None = None


class Evidence(Strict):
    """One claim of one source."""

    formulation: Slug
    marker: MarkerId | None = None
    untargeted: Short | None = None
    ligand: Ligand | None = None
    conjugation: Short | None = None
    mode: Slug
    level: Level | None = None
    direction: Literal["supports", "refutes"] = "supports"
    cancer: Cancer | None = None
    model: list[Short] | None = None
    n_patients: Annotated[int, Field(ge=1)] | None = None
    negative_control: bool | None = None
    comparator: Short | None = None
    outcome: Text
    confidence: Literal["seen", "inferred"] = "seen"
    note: Text | None = None


class Reference(Strict):
    """Bibliographic data of a source; ``seen`` is the page on which title and content were read."""

    authors: list[Short] | None = None
    title: Text | None = None
    journal: Short | None = None
    year: Year | None = None
    volume: Short | None = None
    issue: Short | None = None
    pages: Short | None = None
    doi: Annotated[str, Field(pattern=r"^10\.\d{4,9}/\S+$", max_length=120)] | None = None
    pmid: Annotated[str, Field(pattern=r"^\d{5,9}$")] | None = None
    pmcid: Annotated[str, Field(pattern=r"^PMC\d+$")] | None = None
    patent_number: Short | None = None
    seen: Page | None = None
    unconfirmed: list[Literal["authors", "title", "journal", "year", "volume", "issue", "pages"]] | None = None
    open_access: bool | None = None
    retracted: bool | None = None
    note: Text | None = None


class Source(Strict):
    """One source, one file: reference, formulations, measurements, evidence."""

    id: Slug
    type: ReferenceType
    status: Literal["lead"] | None = None
    basis: Literal["memory", "listing"] | None = None
    tried: Text | None = None
    reference: Reference
    formulations: list[Formulation] | None = None
    measurements: list[Measurement] | None = None
    evidence: list[Evidence] | None = None


class Marker(Strict):
    """A biomarker and its names."""

    id: MarkerId
    name: Short
    kind: MarkerKind
    aliases: list[Short] | None = None
    gene: list[Short] | None = None
    uniprot: list[Annotated[str, Field(pattern=r"^[A-Z0-9]{6,10}(-\d+)?$")]] | None = None
    location: list[Location] | None = None
    cancers: list[Cancer] | None = None
    seen: list[Short] | None = None
    note: Text | None = None


class MarkerFile(Strict):
    """``catalog/markers.yaml``."""

    markers: list[Marker]


class KnownLigand(Strict):
    """A ligand that is known to bind a marker."""

    id: Slug
    name: Short
    type: LigandType
    marker: MarkerId
    mass_kda: float | None = None
    reference: Slug
    note: Text | None = None


class LigandFile(Strict):
    """``catalog/ligands.yaml``."""

    ligands: list[KnownLigand]


class Constant(Quantity):
    """A constant or a typical range with its reference."""

    reference: Slug


class Material(Strict):
    """A semiconductor: formula, names, constants, typical ranges."""

    id: Short
    formula: Short
    family: Short | None = None
    aliases: list[Short] | None = None
    constants: dict[str, Constant] | None = None
    typical: dict[str, Constant] | None = None
    note: Text | None = None


class MaterialFile(Strict):
    """``catalog/materials.yaml``."""

    materials: list[Material]


class Route(Strict):
    """A route of synthesis; the id is a word of the vocabulary."""

    id: SynthesisRoute
    name: Short
    definition: Text
    references: Annotated[list[Slug], Field(min_length=1)] | None = None


class Characterisation(Strict):
    """A method by which particles are characterised, and what it measures; the id is a word of the vocabulary."""

    id: Method
    name: Short
    measures: Text
    references: Annotated[list[Slug], Field(min_length=1)] | None = None


class MethodFile(Strict):
    """``catalog/methods.yaml``."""

    synthesis_routes: list[Route]
    characterisation: list[Characterisation]


class Patent(Strict):
    """A patent; ``seen`` is the page on which it was read, and without one it is a lead."""

    id: Slug
    number: Short
    title: Text | None = None
    assignee: Short | None = None
    year: Year | None = None
    about: Text | None = None
    seen: Page | None = None
    status: Literal["lead"] | None = None
    basis: Literal["memory", "listing"] | None = None
    note: Text | None = None


class PatentFile(Strict):
    """``catalog/patents.yaml``."""

    patents: list[Patent]


class KnownException(Strict):
    """A warning that is right as it is: ``where`` is the id of the source, particle or item, ``field`` narrows it."""

    code: WarningCode
    where: Short
    field: Short | None = None
    because: Text


class ExceptionFile(Strict):
    """``catalog/exceptions.yaml``."""

    exceptions: list[KnownException]


class Need(Strict):
    """Something a mode needs, with its references."""

    text: Text
    references: Annotated[list[Slug], Field(min_length=1)]


class Mode(Strict):
    """An imaging mode: what it needs and what counts how much."""

    id: Slug
    name: Short
    family: Slug
    aliases: list[Short] | None = None
    untargeted: bool
    needs: list[Need]
    weights: dict[Criterion, Annotated[float, Field(ge=0, le=1)]]
    because: Text
    references: Annotated[list[Slug], Field(min_length=1)]
    note: Text | None = None


class StudyKind(Strict):
    """A kind of study that is no mode one can ask for."""

    id: StudyWord
    name: Short
    note: Text | None = None


class ConditionalWeight(Strict):
    """Weight of a criterion that counts only when the question asks for it; those of the mode are then scaled down."""

    criterion: ConditionalCriterion
    weight: Annotated[float, Field(gt=0, lt=1)]
    because: Text
    references: list[Slug] = []


class ModeFile(Strict):
    """``rules/modes.yaml``."""

    modes: list[Mode]
    study_kinds: list[StudyKind]
    conditional_weights: list[ConditionalWeight] = []


class Applies(Strict):
    """When a rule applies: all lists that are given must match."""

    modes: list[Slug] | None = None
    flags: list[Slug] | None = None
    markers: list[MarkerId] | None = None


class RuleTest(Strict):
    """One test in a rule file."""

    given: dict[str, Any]
    query: dict[str, Any] | None = None
    expect: str | float


class Rule(Strict):
    """One rule; see ``docs/rules.md``."""

    id: Slug
    title: Short
    kind: Literal["exclude", "warn", "score"]
    applies: Applies = Applies()
    check: dict[str, Any] | None = None
    criterion: ScoredCriterion | None = None
    share: Annotated[float, Field(gt=0, le=100)] = 1.0
    field: str | None = None
    points: list[Annotated[list[float], Field(min_length=2, max_length=2)]] | None = None
    table: dict[str, Annotated[float, Field(ge=0, le=1)]] | None = None
    on_unknown: Literal["pass", "fail", "flag"]
    because: Text
    references: Annotated[list[Slug], Field(min_length=1)]
    status: Literal["stable", "contested", "experimental"]
    strength: Literal["strong", "moderate", "contested"] | None = None
    note: Text | None = None
    tests: Annotated[list[RuleTest], Field(min_length=1)]


class RuleFile(Strict):
    """``rules/<topic>.yaml``."""

    rules: list[Rule]


class Weighted(Strict):
    """A number of the evidence criterion with its reason."""

    value: Annotated[float, Field(ge=0, le=1)]
    at_least: Annotated[int, Field(ge=1)] | None = None
    because: Text
    references: Annotated[list[Slug], Field(min_length=1)]


class EvidenceFile(Strict):
    """``rules/evidence.yaml``."""

    levels: dict[Level, Weighted]
    quality: dict[Literal["base", "negative_control", "comparator", "many_patients"], Weighted]
    directness: dict[
        Literal[
            "same_mode",
            "same_family",
            "other_mode",
            "serum_assay",
            "other_cancer",
            "transferable",
            "untargeted",
            "inferred",
        ],
        Weighted,
    ]
    refuting: Weighted
    saturation: Text


class Setting(Strict):
    """A number of the confidence analysis with its reason."""

    value: Annotated[float, Field(gt=0)]
    because: Text
    references: Annotated[list[Slug], Field(min_length=1)]


class Profile(Strict):
    """A named way to weigh: factors by which a mode's weights are multiplied."""

    id: Slug
    name: Short
    factors: dict[AnyCriterion, Annotated[float, Field(ge=0, le=1000)]]
    because: Text
    references: list[Slug] = []


class ConfidenceFile(Strict):
    """``rules/confidence.yaml``."""

    draws: Setting
    weight_spread: Setting
    told_apart: Setting
    profiles: list[Profile]


class ProfileFile(Strict):
    """A profile of one's own, given to ``--profile``."""

    name: Short | None = None
    factors: dict[AnyCriterion, Annotated[float, Field(ge=0, le=1000)]] = {}
    weights: dict[AnyCriterion, Annotated[float, Field(ge=0, le=1000)]] = {}
    prefer: list[Short] = []


class ToxicityClass(Strict):
    """One class of the toxicity scheme."""

    id: ToxicityWord
    title: Short
    any_element: list[Short] = []
    any_material: list[Short] = []
    any_core: list[Short] = []
    only_core: list[Short] = []
    only_elements: list[Short] = []
    because: Text
    references: Annotated[list[Slug], Field(min_length=1)]


class HazardElement(Strict):
    """An element or compound with an unfavourable finding."""

    element: Short | None = None
    material: Short | None = None
    core: Short | None = None
    because: Text
    references: Annotated[list[Slug], Field(min_length=1)]


class ToxicityFile(Strict):
    """``rules/toxicity.yaml``."""

    scheme: Text
    classes: list[ToxicityClass]
    hazard_elements: list[HazardElement]
    tests: list[RuleTest]


class Satisfied(Strict):
    """What meets an item of the checklist: any one of these."""

    fields: list[ChecklistField] | None = None
    characterisation: list[Method] | None = None
    evidence: list[EvidenceFact] | None = None


class ChecklistItem(Strict):
    """Something that should be known of a particle; ``modes`` are modes or families, and without them all."""

    id: Slug
    title: Short
    modes: list[Slug] | None = None
    need: Literal["required", "recommended"]
    satisfied_by: Satisfied | None = None
    partly_by: Satisfied | None = None
    conditions: list[Literal["medium", "method"]] | None = None
    because: Text
    how: Text
    references: Annotated[list[Slug], Field(min_length=1)]


class Grade(Strict):
    """A grade of completeness: the share of items from which on it is given."""

    grade: Short
    at_least: Annotated[float, Field(ge=0, le=1)]
    means: Short


class ChecklistFile(Strict):
    """``rules/checklist.yaml``."""

    weights: dict[Literal["required", "recommended"], Annotated[float, Field(gt=0)]]
    grades: Annotated[list[Grade], Field(min_length=1)]
    items: list[ChecklistItem]


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
    """Extinction of one material by size, at the first exciton or at ``at_nm``."""

    id: Slug
    material: Short
    reference: Slug
    form: Literal["power", "cross-section", "exponential"]
    at_nm: Annotated[float, Field(gt=0)] | None = None
    coefficients: dict[Literal["factor", "exponent", "offset", "scale", "width_eV"], float]
    diameter_nm: Between
    relative_sd: Annotated[float, Field(gt=0, lt=1)] | None = None
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


Wavelength = Annotated[float, Field(ge=LIGHT_NM[0], le=LIGHT_NM[1])]


class InstrumentChannel(Strict):
    """A detector behind a band (605/40, 585-625, 700LP or 650SP), read with one line or with any."""

    name: Short
    band: Short
    line_nm: Wavelength | None = None
    note: Text | None = None


class InstrumentFile(Strict):
    """``catalog/instruments/<id>.yaml``: an instrument, a filter set, a list of lines, or a camera."""

    id: Slug
    name: Short
    kind: InstrumentWord
    aliases: list[Short] = []
    photons: Literal[1, 2] = 1
    lines_nm: list[Wavelength] = []
    channels: list[InstrumentChannel] = []
    detector_nm: Between | None = None
    references: list[Slug] = []
    basis: Text | None = None
    note: Text | None = None


class PhysicsFile(Strict):
    """``rules/physics.yaml``."""

    sizing: list[SizingCurve]
    stokes: list[StokesShift]
    emission_width: list[EmissionWidth] = []
    extinction: list[ExtinctionLaw]
    judgements: dict[JudgementName, Judgement]
    atomic_weights: AtomicWeights
    tissue: Tissue


FILE_MODELS: dict[str, type[BaseModel]] = {
    "source": Source,
    "markers": MarkerFile,
    "ligands": LigandFile,
    "materials": MaterialFile,
    "methods": MethodFile,
    "patents": PatentFile,
    "exceptions": ExceptionFile,
    "modes": ModeFile,
    "evidence": EvidenceFile,
    "confidence": ConfidenceFile,
    "profile": ProfileFile,
    "toxicity": ToxicityFile,
    "checklist": ChecklistFile,
    "physics": PhysicsFile,
    "instrument": InstrumentFile,
    "rules": RuleFile,
}
"""Model per kind of file."""


def model_for(kind: str) -> type[BaseModel]:
    """The pydantic model of one kind of authored file."""
    return FILE_MODELS[kind]


def json_schema_of_type(kind: Any, title: str) -> dict[str, Any]:
    """JSON Schema of a typed document."""
    schema = TypeAdapter(kind).json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": title}
