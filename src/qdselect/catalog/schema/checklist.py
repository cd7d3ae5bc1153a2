"""The checklist of characterisations."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from qdselect.catalog.schema.base import ChecklistField, EvidenceFact, Method, Short, Slug, Strict, Text


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
