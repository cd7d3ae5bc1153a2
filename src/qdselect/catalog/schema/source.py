"""Source files: reference, particles, measurements, evidence."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, create_model

from qdselect.catalog.schema.base import (
    AvailabilityWord,
    Cancer,
    CoatingClass,
    Doi,
    Level,
    LigandType,
    MarkerId,
    Method,
    Page,
    Pmcid,
    Pmid,
    QuantityField,
    ReferenceType,
    Short,
    Slug,
    Strict,
    SurfaceCharge,
    SynthesisRoute,
    Text,
    Year,
)
from qdselect.model import fields as registry


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
    doi: Doi | None = None
    pmid: Pmid | None = None
    pmcid: Pmcid | None = None
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
