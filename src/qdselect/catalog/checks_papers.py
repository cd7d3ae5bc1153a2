"""Checks of the bibliography: the same paper in two files, and papers that look like one."""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePath
from typing import Any

from qdselect.catalog.files import Authored, Folder
from qdselect.catalog.findings import Finding
from qdselect.catalog.known import words_in
from qdselect.model.names import normalise
from qdselect.model.struct import Struct

__all__ = ["check_papers"]

IDENTIFIERS = ("doi", "pmid", "pmcid", "title")
"""Keys that only one paper has; a title counts when it is long enough."""

LEAST_TITLE = 25
"""Letters below which a title tells nothing ("Editorial")."""

LEAST_WORDS = 6
"""Words below which two titles are not compared."""

SHARED_WORDS = 0.8
"""Share of their words that two titles have in common when they are nearly the same; a judgement."""


class _Paper(Struct):
    """What a paper is recognised by."""

    file: Authored
    identifiers: frozenset[tuple[str, str]]
    place: tuple[str, str, str] | None
    """First author, year and pages, where all three are known."""
    words: frozenset[str]

    @property
    def name(self) -> str:
        """Id of the source."""
        return str(self.file.data.get("id", PurePath(self.file.path).stem))


def check_papers(folder: Folder) -> Iterator[Finding]:
    """Findings between references: a later file names the first that it repeats, once."""
    papers: list[_Paper] = []
    own: dict[tuple[str, str], _Paper] = {}
    for paper in (_paper(file) for file in folder.of_kind("source")):
        twins = [(key, own[key, form]) for key, form in sorted(paper.identifiers, key=_rank) if (key, form) in own]
        if twins:
            yield from _same(*twins[0], paper)
        else:
            papers.append(paper)
        own |= {mark: own.get(mark, paper) for mark in paper.identifiers}
    yield from _similar_papers(papers)


def _rank(mark: tuple[str, str]) -> int:
    return IDENTIFIERS.index(mark[0])


def _similar_papers(papers: list[_Paper]) -> Iterator[Finding]:
    """Papers without an identifier in common that look like an earlier one."""
    told: set[str] = set()
    for earlier, later in _sharing(papers, lambda paper: {paper.place} if paper.place else ()):
        if later.file.path not in told and not _both_have_a_doi(earlier, later):
            told.add(later.file.path)
            yield _similar(earlier, later, "pages", "first author, year and pages are those")
    rare = _rarest(papers)
    for earlier, later in _sharing(papers, lambda paper: rare[paper.file.path]):
        alike = _nearly_the_same(earlier.words, later.words)
        if alike and later.file.path not in told and not (later.place and later.place == earlier.place):
            told.add(later.file.path)
            yield _similar(earlier, later, "title", "the title is nearly that")


def _sharing(papers: list[_Paper], marks: Callable[[_Paper], Iterable[Any]]) -> Iterator[tuple[_Paper, _Paper]]:
    """Pairs of papers, the earlier one first, that have marks in common."""
    holders: dict[Any, list[int]] = defaultdict(list)
    for place, paper in enumerate(papers):
        own = marks(paper)
        shared = set(itertools.chain.from_iterable(holders[mark] for mark in own))
        yield from ((papers[other], paper) for other in sorted(shared))
        for mark in own:
            holders[mark].append(place)


def _paper(file: Authored) -> _Paper:
    reference = file.data.get("reference") or {}
    forms = ((key, normalise(str(reference.get(key) or ""))) for key in IDENTIFIERS)
    known = frozenset((key, form) for key, form in forms if len(form) >= (LEAST_TITLE if key == "title" else 1))
    place = (
        normalise(next((name for _, name in words_in(reference, "authors")), "")),
        str(reference.get("year") or ""),
        str(reference.get("pages") or ""),
    )
    words = frozenset(re.findall(r"\w{3,}", (reference.get("title") or "").casefold()))
    return _Paper(file, known, place if all(place) else None, words)


def _same(key: str, earlier: _Paper, later: _Paper) -> Iterator[Finding]:
    if later.name == earlier.name:  # one id twice is a finding of its own
        return
    message = f"the same {key} stands in {earlier.name}"
    yield later.file.finding("duplicate-reference", ("reference", key), message, "merge the two files")


def _both_have_a_doi(one: _Paper, two: _Paper) -> bool:
    return all("doi" in dict(paper.identifiers) for paper in (one, two))


def _rarest(papers: list[_Paper]) -> dict[str, list[str]]:
    """Per file, so many of the rarest words of its title that one nearly the same has one of them among its own."""
    count = Counter(itertools.chain.from_iterable(paper.words for paper in papers))
    return {
        paper.file.path: sorted(paper.words, key=lambda word: (count[word], word))[
            : len(paper.words) - math.ceil(SHARED_WORDS * len(paper.words)) + 1
        ]
        for paper in papers
    }


def _nearly_the_same(one: frozenset[str], two: frozenset[str]) -> bool:
    """Whether two titles share nearly all of their words."""
    return min(len(one), len(two)) >= LEAST_WORDS and len(one & two) >= SHARED_WORDS * len(one | two)


def _similar(earlier: _Paper, later: _Paper, key: str, what: str) -> Finding:
    fix = "merge the two files if they are one paper"
    return later.file.finding("similar-reference", ("reference", key), f"{what} of {earlier.name}", fix)
