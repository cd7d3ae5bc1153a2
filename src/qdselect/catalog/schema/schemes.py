"""Numbers of the evidence, of the confidence, of the toxicity class; profiles of weights."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from qdselect.catalog.schema.base import AnyCriterion, Level, Short, Slug, Strict, Text, ToxicityWord
from qdselect.catalog.schema.rules import RuleTest


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
