"""The document of ``qdselect panel``: names are a promise to scripts."""

from __future__ import annotations

from typing_extensions import TypedDict

from qdselect.model.documents.candidate import CandidateDoc
from qdselect.model.documents.common import CatalogDoc, LeadDoc, MarkerDoc, ReferenceDoc, RulesDoc, ToolDoc
from qdselect.model.documents.light import AskedLightDoc, LightBandDoc
from qdselect.model.documents.question import ConstraintsDoc

__all__ = ["AssignmentDoc", "BlockedDoc", "FreedDoc", "KnownDoc", "PairDoc", "PanelDoc", "PanelQueryDoc", "SetDoc"]


class KnownDoc(TypedDict):
    """A number of light with its interval, and where it comes from.

    ``status`` is reported, bound (reported as an interval), typical (of the material), predicted (by a model), assumed
    (by this project) or unknown.
    """

    value: float | None
    low: float | None
    high: float | None
    status: str
    because: str
    references: list[str]


class SeparationDoc(TypedDict):
    """How colours are told apart, and the limit.

    ``kind`` is overlap (cosine similarity of whole emissions), spill (light in another probe's channel, in parts of the
    light of its own probe) or noise (what unmixing multiplies the noise of a probe with). With ``any_width`` the limit
    was held against the worst width that was tried. ``bands_nm`` are the edges of the bands that are read, none where
    whole spectra count; ``step_nm`` is the width that those of a spectral detector come nearest to, being
    equal in each range, ``step_because`` where that comes from.
    """

    kind: str
    most: float
    by_default: bool
    because: str
    any_width: bool
    bands_nm: list[list[float | None]]
    step_nm: float | None
    step_because: str | None


class TermDoc(TypedDict):
    """A term of the total of a panel, and how it is reckoned."""

    name: str
    because: str


class PanelQueryDoc(TypedDict):
    """The question as understood."""

    markers: list[MarkerDoc]
    mode: str
    modes: list[str]
    constraints: ConstraintsDoc
    weights: dict[str, float]
    profile: str | None
    prefer: list[str]
    tiers: list[str]
    rank_by: str
    light_path: AskedLightDoc | None
    separation: SeparationDoc
    densities: dict[str, float] | None
    alternatives: int
    most_nodes: int


class ProofDoc(TypedDict):
    """What the search proved.

    ``status`` is optimal, best-found (the limit of nodes was hit: better panels may exist, up to ``bound``), impossible
    (proven) or not-found (the limit was hit before any panel was found). ``gap`` is bound minus total.
    """

    status: str
    proven: bool
    total: float | None
    bound: float | None
    gap: float | None
    nodes: int
    most_nodes: int
    probes: int
    because: str


class WorthDoc(TypedDict):
    """Terms of a total; they add up to it exactly."""

    tier_points: float
    score: float
    scarcity: float
    total: float


class SpillDoc(TypedDict):
    """Light of all other probes in the channel of a probe, in parts of what it collects of its own.

    ``value`` is at the widths to reckon with, and at the ends of emission that are worst; ``low`` and ``high`` add up
    the least and the most of each. Below 0.001 the models say nothing, for real bands have tails: ``value`` and ``low``
    are 0 then, and ``high`` is 0.001 at least. ``high`` is null where it has no end, and ``open_because`` says why.
    """

    value: float
    low: float
    high: float | None
    open_because: str | None


class AssignmentDoc(TypedDict):
    """The probe of one marker, with all that a picture needs.

    ``light_status`` is the weakest status that the emission and its width rest on. ``channel`` is the band it is seen
    in, where bands separate the colours, and ``spill_total`` the light of all other probes in it; ``noise`` is what
    unmixing multiplies its noise with.
    """

    marker: str
    id: str
    name: str
    tier: str
    mode: str
    proven: bool
    untested: str | None
    worth: WorthDoc
    emission_max_nm: KnownDoc
    fwhm_nm: KnownDoc
    absorption_max_nm: KnownDoc
    rise_per_eV: KnownDoc
    light_status: str
    line_nm: float | None
    channel: LightBandDoc | None
    noise: float | None
    spill_total: SpillDoc | None


class PairDoc(TypedDict):
    """How far two probes of a panel overlap.

    ``value`` is what the limit was held against: at the width to reckon with, and at the ends of emission that are
    worst for it. ``low`` and ``high`` are over all that emissions and widths leave open. Below 0.001 the models say
    nothing: ``value`` and ``low`` are 0 then, and ``high`` is 0.001 at least; it is null where it has no end, and
    ``open_because`` says why.
    """

    markers: list[str]
    kind: str
    value: float
    low: float
    high: float | None
    open_because: str | None


class SetDoc(TypedDict):
    """One panel.

    ``score_interval`` is where the sum of the scores lies, unknown values being anything. ``holds_at_worst_width`` says
    whether the limit is kept at all widths that were tried. ``open_because`` says why the noise at the worst width, or
    the condition number, is null although spectra are unmixed: it has no end. ``changes`` names the markers whose probe
    differs from that in the first panel.
    """

    rank: int
    worth: WorthDoc
    score_interval: list[float]
    tiers: dict[str, int]
    holds_at_worst_width: bool
    closest: PairDoc | None
    noise: float | None
    noise_at_worst_width: float | None
    condition_number: float | None
    open_because: str | None
    changes: list[str]
    assignments: list[AssignmentDoc]
    pairs: list[PairDoc]


class FreedDoc(TypedDict):
    """One change after which there is a panel; found by a search of its own.

    ``kind`` is limit, constraint, tiers, separation or markers. ``remark`` says where a smaller change was not decided.
    """

    kind: str
    change: str
    value: float | None
    tiers: dict[str, int]
    score: float
    remark: str | None


class BlockedDoc(TypedDict):
    """Why there is no panel: markers that collide, what would free them, what was tried in vain, what is not decided.

    ``freed_by`` holds the best ways to leave out as few markers as possible; ``more_ways`` counts the others. A change
    is ``undecided`` where a search was cut short or not made.
    """

    because: str
    markers: list[list[str]]
    without_probe: list[str]
    freed_by: list[FreedDoc]
    more_ways: int
    in_vain: list[str]
    undecided: list[str]


class LeftOutDoc(TypedDict):
    """A probe that is published for a marker, and cannot be in a panel.

    ``cause`` is constraint, tier (``--min-tier``) or light (its emission is unknown). ``options`` are those that turn
    it down, none where a rule of the mode does. ``undecided`` says that too little is known of it, not that it fails.
    """

    id: str
    name: str
    tier: str
    mode: str
    cause: str
    options: list[str]
    undecided: bool
    because: str


class PoolDoc(TypedDict):
    """What there was to choose from for one marker.

    ``candidates`` have light and passed all constraints; ``less_proven`` are those that ``--min-tier`` left out;
    ``dark`` passed but have no known emission, and can be in no panel. ``left_out`` are those of these three kinds that
    are published for the marker.
    """

    marker: str
    candidates: int
    by_tier: dict[str, int]
    not_admitted: int
    less_proven: int
    dark: int
    left_out: list[LeftOutDoc]


class CaseDoc(TypedDict):
    """All that speaks for and against a probe for a marker, as ``qdselect recommend`` says it."""

    marker: str
    candidate: CandidateDoc


class PanelDoc(TypedDict):
    """Answer to ``qdselect panel``."""

    schema_version: str
    tool: ToolDoc
    catalog: CatalogDoc
    rules: RulesDoc
    query: PanelQueryDoc
    summary: str
    proof: ProofDoc
    terms: list[TermDoc]
    panels: list[SetDoc]
    blocked: BlockedDoc | None
    pools: list[PoolDoc]
    cases: list[CaseDoc]
    leads: list[LeadDoc]
    references: dict[str, ReferenceDoc]
    notes: list[str]
