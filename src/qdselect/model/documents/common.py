"""What every document starts with and may cite: tool, catalogue, question, references."""

from __future__ import annotations

from typing import Any

from typing_extensions import TypedDict

__all__ = [
    "CatalogDoc",
    "FoundDoc",
    "HeadDoc",
    "LeadDoc",
    "MarkerDoc",
    "ReferenceDoc",
    "RuledHeadDoc",
    "RulesDoc",
    "ToolDoc",
]


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


class HeadDoc(TypedDict):
    """What every document starts with."""

    schema_version: str
    tool: ToolDoc
    catalog: CatalogDoc


class RuledHeadDoc(HeadDoc):
    """What a document starts with that rules have a part in."""

    rules: RulesDoc


class MarkerDoc(TypedDict):
    """Resolved marker."""

    id: str
    name: str
    gene: list[str]
    uniprot: list[str]
    as_typed: str


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


class FoundDoc(TypedDict):
    """Something reported that meets an item of the checklist, wholly or in part."""

    kind: str
    name: str
    value: Any
    unit: str
    sources: list[str]
    in_part: bool
    remark: str | None
