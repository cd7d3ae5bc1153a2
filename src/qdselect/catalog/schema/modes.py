"""Imaging modes and kinds of study."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from qdselect.catalog.schema.base import ConditionalCriterion, Criterion, Short, Slug, Strict, StudyWord, Text
from qdselect.catalog.schema.instruments import Wavelength


class Need(Strict):
    """Something a mode needs, with its references."""

    text: Text
    references: Annotated[list[Slug], Field(min_length=1)]


class EmissionRange(Strict):
    """From where to where the emission maximum must lie, nm; without ``max`` there is no upper end."""

    min: Wavelength
    max: Wavelength | None = None


class Window(Strict):
    """Names of a mode that ask for an emission too."""

    aliases: Annotated[list[Short], Field(min_length=1)]
    emission_nm: EmissionRange
    because: Text
    references: Annotated[list[Slug], Field(min_length=1)]


class Mode(Strict):
    """An imaging mode: what it needs and what counts how much; ``windows`` are names that ask for an emission too."""

    id: Slug
    name: Short
    family: Slug
    aliases: list[Short] | None = None
    windows: list[Window] | None = None
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
