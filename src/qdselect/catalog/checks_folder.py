"""Checks that need the whole catalogue: what is missing, what stands twice, what contradicts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from qdselect.catalog.checks_between import check_between
from qdselect.catalog.checks_papers import check_papers
from qdselect.catalog.checks_physics import check_physics
from qdselect.catalog.checks_sizes import check_sizes
from qdselect.catalog.checks_state import check_states
from qdselect.catalog.files import Authored, Folder
from qdselect.catalog.findings import Finding
from qdselect.catalog.known import records_in, words_in
from qdselect.catalog.reports import reports_in
from qdselect.model.names import normalise
from qdselect.model.vocabulary import DEFINED

__all__ = ["check_together"]


def check_together(folder: Folder) -> Iterator[Finding]:
    """Findings between files."""
    yield from _missing_files(folder)
    yield from _duplicate_ids(folder)
    yield from _duplicate_aliases(folder)
    yield from check_papers(folder)
    yield from _ligands_of_other_markers(folder)
    reports = reports_in(folder)
    yield from check_between(reports)
    yield from check_states(reports)
    materials = [item for file in folder.whole("materials") for item in file.data["materials"]]
    yield from check_physics(reports, materials)
    models = next((file.data for file in folder.whole("physics")), None)
    if models is not None:
        yield from check_sizes(reports, materials, models)


def _missing_files(folder: Folder) -> Iterator[Finding]:
    present = {file.kind for file in folder.files}
    if "source" not in present:
        path = str(folder.catalog / "sources")
        yield Finding(path, 1, 1, "missing-file", "there is no source in sources/", "add one")
    for kind in ("markers", "modes", "evidence", "toxicity", "confidence"):
        if kind not in present:
            path = str((folder.catalog if kind == "markers" else folder.rules) / f"{kind}.yaml")
            yield Finding(path, 1, 1, "missing-file", f"there is no {kind}.yaml", "add it")


_LISTS = {
    "source": ("formulations",),
    "methods": tuple(DEFINED),
    "checklist": ("items",),
    "physics": ("sizing", "stokes", "extinction", "emission_width"),
} | {kind: (kind,) for kind in ("markers", "ligands", "materials", "patents", "modes", "rules")}
"""Lists whose items have ids, per kind of file."""


ONE_A_FILE = ("source", "instrument")
"""Kinds of files that hold one record with an id."""


def _duplicate_ids(folder: Folder) -> Iterator[Finding]:
    first: dict[tuple[str, str], str] = {}
    for file in folder.files:
        if not file.usable:
            continue
        whole = file.kind in ONE_A_FILE and "id" in file.data
        own: list[tuple[str, tuple[Any, ...], str]] = [(file.kind, ("id",), file.data["id"])] if whole else []
        items = [
            (key, (key, place, "id"), item["id"])
            for key in _LISTS.get(file.kind, ())
            for place, item in records_in(file.data, key)
            if "id" in item
        ]
        for kind, where, name in own + items:
            other = first.setdefault((kind, name), file.path)
            if other != file.path or where != _first_place(file, kind, name):
                message = f"the id {name!r} stands in {PurePath(*PurePath(other).parts[-2:])} too"
                yield file.finding("duplicate-id", where, message, "give each its own id")


def _first_place(file: Authored, kind: str, name: str) -> tuple[Any, ...]:
    if kind in ONE_A_FILE:
        return ("id",)
    first = next(place for place, item in records_in(file.data, kind) if item.get("id") == name)
    return (kind, first, "id")


def _duplicate_aliases(folder: Folder) -> Iterator[Finding]:
    for kind in ("markers", "modes"):
        owner: dict[str, str] = {}
        for file in folder.of_kind(kind):
            for place, item in records_in(file.data, kind):
                for where, name in _names_of(item):
                    form, ident = normalise(name), item.get("id", name)
                    if owner.setdefault(form, ident) != ident:
                        message = f"{name!r} already means {owner[form]}"
                        yield file.finding("duplicate-alias", (kind, place, *where), message, "keep it in one place")


def _names_of(item: Any) -> Iterator[tuple[tuple[Any, ...], str]]:
    if "id" in item:
        yield ("id",), item["id"]
    yield from ((("aliases", place), name) for place, name in words_in(item, "aliases"))
    for number, window in records_in(item, "windows"):
        yield from ((("windows", number, "aliases", place), name) for place, name in words_in(window, "aliases"))


def _ligands_of_other_markers(folder: Folder) -> Iterator[Finding]:
    known: dict[str, set[str]] = defaultdict(set)
    for file in folder.whole("ligands"):
        for ligand in file.data["ligands"]:
            known[normalise(ligand["name"])].add(ligand["marker"])
    for file in folder.whole("source"):
        for place, record in enumerate(file.data.get("evidence") or ()):
            name, marker = (record.get("ligand") or {}).get("name"), record.get("marker")
            others = known.get(normalise(name or ""))
            if marker and others and marker not in others:
                message = f"{name!r} is said to bind {marker}; ligands.yaml has it for {', '.join(sorted(others))}"
                fix = "correct one of them, or add the ligand for this marker too"
                yield file.finding("ligand-marker", ("evidence", place, "ligand"), message, fix)
