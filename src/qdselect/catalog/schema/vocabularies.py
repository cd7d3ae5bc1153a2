"""Markers, ligands, materials, methods, patents, known exceptions."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from qdselect.catalog.schema.base import (
    Accession,
    Cancer,
    LigandType,
    Location,
    MarkerId,
    MarkerKind,
    Method,
    Page,
    Quantity,
    Short,
    Slug,
    Strict,
    SynthesisRoute,
    Text,
    WarningCode,
    Year,
)


class Marker(Strict):
    """A biomarker and its names."""

    id: MarkerId
    name: Short
    kind: MarkerKind
    aliases: list[Short] | None = None
    gene: list[Short] | None = None
    uniprot: list[Accession] | None = None
    location: list[Location] | None = None
    cancers: list[Cancer] | None = None
    seen: list[Short] | None = None
    note: Text | None = None


class MarkerFile(Strict):
    """``catalog/markers.yaml``."""

    markers: list[Marker]


class KnownLigand(Strict):
    """A ligand that is known to bind a marker.

    ``binds`` marks one that does not bind the marker as cells show it: ``variant`` a mutant or another variant only,
    ``inside`` a part of it that lies inside the cell. It is offered last, and never advised.
    """

    id: Slug
    name: Short
    type: LigandType
    marker: MarkerId
    mass_kda: float | None = None
    binds: Literal["variant", "inside"] | None = None
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
