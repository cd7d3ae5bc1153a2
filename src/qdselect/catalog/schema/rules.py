"""Rules."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from qdselect.catalog.schema.base import MarkerId, ScoredCriterion, Short, Slug, Strict, Text


class Applies(Strict):
    """When a rule applies: all lists that are given must match; `photons` is how many must excite together."""

    modes: list[Slug] | None = None
    flags: list[Slug] | None = None
    markers: list[MarkerId] | None = None
    photons: Literal[1, 2] | None = None


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
