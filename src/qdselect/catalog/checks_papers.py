"""Checks of the bibliography: the same paper in two files, and papers that look like one."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import NamedTuple

from qdselect.catalog.files import Authored, Folder
from qdselect.catalog.findings import Finding
from qdselect.model.names import normalise

__all__ = ["check_papers"]

IDENTIFIERS = ("doi", "pmid", "pmcid", "title")
"""Keys that only one paper has; a title counts when it is long enough."""

LEAST_TITLE = 25
"""Letters below which a title tells nothing ("Editorial")."""

LEAST_WORDS = 6
"""Words below which two titles are not compared."""

SHARED_WORDS = 0.8
"""Share of their words that two titles have in common when they are nearly the same; a judgement."""


class _Paper(NamedTuple):
    """What a paper is recognised by."""

    file: Authored
    identifiers: frozenset[tuple[str, str]]
    place: tuple[str, str, str] | None
    """First author, year and pages, where all three are known."""
    words: frozenset[str]

    @property
    def name(self) -> str:
        """Id of the source."""
        return str(self.file.data["id"])


def check_papers(folder: Folder) -> Iterator[Finding]:
    """Findings between references: the later file names the earlier one."""
    papers = [_paper(file) for file in folder.of_kind("source")]
    for earlier, later in itertools.combinations(papers, 2):
        if not later.identifiers.isdisjoint(earlier.identifiers):
            yield from _same(earlier, later)
        elif later.place and later.place == earlier.place and not _both_have_a_doi(earlier, later):
            yield _similar(earlier, later, "pages", "first author, year and pages are those")
        elif _nearly_the_same(earlier.words, later.words):
            yield _similar(earlier, later, "title", "the title is nearly that")


def _paper(file: Authored) -> _Paper:
    reference = file.data["reference"]
    forms = ((key, normalise(str(reference.get(key) or ""))) for key in IDENTIFIERS)
    known = frozenset((key, form) for key, form in forms if len(form) >= (LEAST_TITLE if key == "title" else 1))
    place = normalise((reference.get("authors") or [""])[0]), str(reference.get("year") or ""), reference.get("pages")
    words = frozenset(re.findall(r"\w{3,}", (reference.get("title") or "").casefold()))
    return _Paper(file, known, place if all(place) else None, words)


def _same(earlier: _Paper, later: _Paper) -> Iterator[Finding]:
    if later.name == earlier.name:  # one id twice is a finding of its own
        return
    for key, _ in later.identifiers & earlier.identifiers:
        message = f"the same {key} stands in {earlier.name}"
        yield later.file.finding("duplicate-reference", ("reference", key), message, "merge the two files")


def _both_have_a_doi(one: _Paper, two: _Paper) -> bool:
    return all("doi" in dict(paper.identifiers) for paper in (one, two))


def _nearly_the_same(one: frozenset[str], two: frozenset[str]) -> bool:
    fewer, more = sorted((len(one), len(two)))
    if fewer < LEAST_WORDS or fewer < SHARED_WORDS * more:
        return False
    return len(one & two) >= SHARED_WORDS * len(one | two)


def _similar(earlier: _Paper, later: _Paper, key: str, what: str) -> Finding:
    fix = "merge the two files if they are one paper"
    return later.file.finding("similar-reference", ("reference", key), f"{what} of {earlier.name}", fix)
