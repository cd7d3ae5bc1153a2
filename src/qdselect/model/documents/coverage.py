"""The document of ``qdselect coverage``."""

from __future__ import annotations

from typing_extensions import TypedDict

from qdselect.model.documents.common import HeadDoc

__all__ = ["CoverageCellDoc", "CoverageDoc"]


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


class CoverageDoc(HeadDoc):
    """Answer to ``qdselect coverage``."""

    cd_free: bool
    counts: dict[str, int]
    by_level: dict[str, int]
    coverage: list[CoverageCellDoc]
