"""Documents that commands print and library calls return: names are a promise to scripts.

The published JSON Schemas are generated from these types.
"""

from __future__ import annotations

from typing import Any, NotRequired

from typing_extensions import TypedDict

__all__ = [
    "CandidateDoc",
    "ChecklistDoc",
    "CoverageDoc",
    "ExplanationDoc",
    "FormulationDoc",
    "InstrumentsDoc",
    "ListDoc",
    "PredictionDoc",
    "RecommendationDoc",
    "ReferenceDoc",
    "ShowDoc",
]


Bound = list[float | None]


class ToolDoc(TypedDict):
    """Program that made the document."""

    name: str
    version: str


class CatalogDoc(TypedDict):
    """Catalogue that was asked."""

    version: str
    sha256: str
    n_formulations: int
    n_evidence: int
    n_references: int


class RulesDoc(TypedDict):
    """Rules that were applied."""

    sha256: str
    n_rules: int


class MarkerDoc(TypedDict):
    """Resolved marker."""

    id: str
    name: str
    gene: list[str]
    uniprot: list[str]
    as_typed: str


class LightBandDoc(TypedDict):
    """A band that is collected; an open end is null."""

    channel: str
    band: str
    low_nm: float | None
    high_nm: float | None


class AskedLightDoc(TypedDict):
    """The light path of a question; ``photons`` is 2 where two excite together, and lines are then not judged."""

    instrument: str | None
    lines_nm: list[float]
    bands: list[LightBandDoc]
    photons: int
    weight: float


class LightNumberDoc(TypedDict):
    """A number of the light path; ``status`` is that of the weakest number that it rests on."""

    value: float | None
    low: float | None
    high: float | None
    status: str


class CrosstalkDoc(TypedDict):
    """What is known of the background in the band: a ``caution`` with its source, or ``unknown``."""

    status: str
    because: str
    references: list[str]


class LightPathDoc(TypedDict):
    """What the light path makes of a particle.

    ``line_nm`` and ``band`` are the pair that suits it best; ``excitation`` is related to 405 nm, ``collection`` is the
    share of the emission, ``signal_M_cm`` is extinction at the line times quantum yield times that share.
    """

    line_nm: float | None
    band: LightBandDoc | None
    excitation: LightNumberDoc
    collection: LightNumberDoc
    signal_M_cm: LightNumberDoc
    crosstalk: CrosstalkDoc
    because: str
    references: list[str]


class ChannelDoc(TypedDict):
    """A channel of an instrument; an open end of its band is null, as is the line of one read with any."""

    name: str
    band: str
    low_nm: float | None
    high_nm: float | None
    line_nm: float | None
    note: str | None


class InstrumentDoc(TypedDict):
    """An instrument, a filter set, a list of lines, or a camera."""

    id: str
    name: str
    kind: str
    aliases: list[str]
    photons: int
    lines_nm: list[float]
    channels: list[ChannelDoc]
    detector_nm: list[float] | None
    references: list[str]
    basis: str | None
    note: str | None


class InstrumentsDoc(TypedDict):
    """Answer to ``qdselect instruments``."""

    schema_version: str
    tool: ToolDoc
    catalog: CatalogDoc
    instruments: list[InstrumentDoc]
    references: dict[str, ReferenceDoc]


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


class LigandDoc(TypedDict):
    """A ligand for the marker; ``tested`` says whether this particle carried it."""

    name: str
    type: str | None
    tested: bool
    reference: str


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


class CautionDoc(TypedDict):
    """A warning, or a constraint that could not be judged (kind ``exclude``)."""

    rule: str
    kind: str
    outcome: str
    because: str
    references: list[str]


class TreeDoc(TypedDict):
    """A node of an explanation.

    In a score the values of the details add up to the value of the node exactly; in a rule the value is true when it
    fires, false when it does not, and null when that cannot be told.
    """

    value: float | bool | None
    description: str
    details: list[TreeDoc]


class SupportDoc(TypedDict):
    """How many records speak for the question and against it, and how many independent lab groups for it.

    ``indirect`` records are of other markers or of untargeted use: they show the particle, not this marker.
    """

    supporting: int
    indirect: int
    refuting: int
    independent_groups: int


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
    """What one rule read and decided; ``exclusive`` says that an end of a bound is not included."""

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


class RejectedDoc(TypedDict):
    """A formulation that was turned down, in the mode in which it came furthest."""

    id: str
    name: str
    tier: str
    mode: str
    reasons: list[ReasonDoc]


class LeadDoc(TypedDict):
    """A publication that nobody has checked yet; never scored."""

    id: str
    basis: str | None
    citation: str
    particle: str
    composition: str | None
    cadmium_free: bool | None
    marker: str | None
    mode: str | None
    ligand: str | None
    outcome: str | None


class RelaxationDoc(TypedDict):
    """A constraint whose loss would admit more."""

    without: str
    demonstrated: int
    admits: int
    untested: int


class ReferenceDoc(TypedDict):
    """A reference."""

    citation: str
    title: str | None
    year: int | None
    doi: str | None
    pmid: str | None
    pmcid: str | None
    url: str | None
    retracted: bool
    unconfirmed: list[str]


class RecommendationDoc(TypedDict):
    """Answer to ``qdselect recommend``."""

    schema_version: str
    tool: ToolDoc
    catalog: CatalogDoc
    rules: RulesDoc
    query: QueryDoc
    weights: dict[str, dict[str, float]]
    seed: int | None
    summary: str
    counts: dict[str, int]
    confidence: ConfidenceDoc | None
    sensitivity: SensitivityDoc | None
    candidates: list[CandidateDoc]
    leads: list[LeadDoc]
    relaxations: list[RelaxationDoc]
    rejected: list[RejectedDoc]
    references: dict[str, ReferenceDoc]
    notes: list[str]


class ModeExplanationDoc(TypedDict):
    """What happened to one formulation in one mode."""

    mode: str
    admitted: bool
    tier: str
    exclusions: list[ReasonDoc]
    passed: list[ReasonDoc]
    cautions: list[ReasonDoc]
    score: ScoreDoc
    explanation: list[TreeDoc]
    conflict: bool
    support: SupportDoc
    evidence: list[EvidenceDoc]
    light_path: NotRequired[LightPathDoc]


class ExplanationDoc(TypedDict):
    """Answer to ``qdselect explain``."""

    schema_version: str
    tool: ToolDoc
    catalog: CatalogDoc
    rules: RulesDoc
    query: QueryDoc
    formulation: FormulationDoc
    verdict: str
    modes: list[ModeExplanationDoc]
    references: dict[str, ReferenceDoc]


class ComparedDoc(TypedDict):
    """One of the compared formulations.

    ``beats`` holds, per other formulation, the share of draws in which this one has the higher score (pairwise winning
    index), whatever the tiers; ``dominated_by`` names those that are no worse on any criterion nor in support tier,
    and better on one.
    """

    id: str
    name: str
    mode: str
    tier: str
    admitted: bool
    exclusions: list[ReasonDoc]
    score: ScoreDoc
    explanation: list[TreeDoc]
    confidence: CandidateConfidenceDoc
    beats: dict[str, float]
    dominated_by: list[str]
    pareto: bool
    support: SupportDoc
    formulation: FormulationDoc
    cautions: list[CautionDoc]
    unknowns: list[str]
    light_path: NotRequired[LightPathDoc]


class ComparisonDoc(TypedDict):
    """Answer to ``qdselect compare``."""

    schema_version: str
    tool: ToolDoc
    catalog: CatalogDoc
    rules: RulesDoc
    query: QueryDoc
    weights: dict[str, dict[str, float]]
    seed: int
    confidence: ConfidenceDoc
    sensitivity: SensitivityDoc
    summary: str
    compared: list[ComparedDoc]
    references: dict[str, ReferenceDoc]
    notes: list[str]


class ProfileDoc(TypedDict):
    """A named profile in one mode: its weights, and what they would put first for the question, if one was asked."""

    id: str
    name: str
    because: str
    factors: dict[str, float]
    weights: dict[str, float]
    first: str | None
    tier: str | None
    score: float | None


class WeightDoc(TypedDict):
    """One weight of a mode, with the rules that feed its criterion there."""

    criterion: str
    weight: float
    rules: list[str]
    references: list[str]


class WeightsDoc(TypedDict):
    """Answer to ``qdselect weights``."""

    schema_version: str
    tool: ToolDoc
    catalog: CatalogDoc
    rules: RulesDoc
    mode: str
    because: str
    weights_of_mode: list[WeightDoc]
    profiles: list[ProfileDoc]
    references: dict[str, ReferenceDoc]
    notes: list[str]


class ListDoc(TypedDict):
    """Answer to ``qdselect list``."""

    schema_version: str
    tool: ToolDoc
    catalog: CatalogDoc
    filters: dict[str, Any]
    formulations: list[FormulationDoc]


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


class FoundDoc(TypedDict):
    """Something reported that meets an item of the checklist, wholly or in part."""

    kind: str
    name: str
    value: Any
    unit: str
    sources: list[str]
    in_part: bool
    remark: str | None


class ChecklistItemDoc(TypedDict):
    """One item of the checklist: what is reported, and what one would have to do."""

    id: str
    title: str
    need: str
    status: str
    found: list[FoundDoc]
    because: str
    how: str
    references: list[str]


class GradeDoc(TypedDict):
    """How completely a particle is described for a mode; no part of any score."""

    share: float
    grade: str
    means: str


class ChecklistDoc(TypedDict):
    """Answer to ``qdselect checklist``."""

    schema_version: str
    tool: ToolDoc
    catalog: CatalogDoc
    rules: RulesDoc
    formulation: FormulationDoc
    mode: str
    summary: str
    grade: GradeDoc
    items: list[ChecklistItemDoc]
    references: dict[str, ReferenceDoc]


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


class CoverageCellDoc(TypedDict):
    """What is published for one marker in one mode; a gap is a question that nobody has answered on a page seen."""

    marker: str
    mode: str
    supporting: int
    refuting: int
    formulations: int
    by_level: dict[str, int]
    highest_level: str | None
    gap: bool


class CoverageDoc(TypedDict):
    """Answer to ``qdselect coverage``."""

    schema_version: str
    tool: ToolDoc
    catalog: CatalogDoc
    cd_free: bool
    counts: dict[str, int]
    by_level: dict[str, int]
    coverage: list[CoverageCellDoc]
