"""Checks that need the whole catalogue: what is missing, and what stands twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from qdselect.catalog.files import Authored, Folder
from qdselect.catalog.findings import Finding
from qdselect.catalog.known import records_in, words_in
from qdselect.model.names import normalise

__all__ = ["check_together"]


def check_together(folder: Folder) -> Iterator[Finding]:
    """Findings between files."""
    yield from _missing_files(folder)
    yield from _duplicate_ids(folder)
    yield from _duplicate_aliases(folder)
    yield from _duplicate_references(folder)


def _missing_files(folder: Folder) -> Iterator[Finding]:
    present = {file.kind for file in folder.files}
    if "source" not in present:
        path = str(folder.catalog / "sources")
        yield Finding(path, 1, 1, "missing-file", "there is no source in sources/", "add one")
    for kind in ("markers", "modes", "evidence", "toxicity", "confidence"):
        if kind not in present:
            path = str((folder.catalog if kind == "markers" else folder.rules) / f"{kind}.yaml")
            yield Finding(path, 1, 1, "missing-file", f"there is no {kind}.yaml", "add it")


def _duplicate_ids(folder: Folder) -> Iterator[Finding]:
    lists = {
        "markers": "markers",
        "ligands": "ligands",
        "materials": "materials",
        "modes": "modes",
        "rules": "rules",
    }
    first: dict[tuple[str, str], str] = {}
    for file in folder.files:
        if not file.usable:
            continue
        key = "formulations" if file.kind == "source" else lists.get(file.kind, "")
        own = [("source", ("id",), file.data["id"])] if file.kind == "source" and "id" in file.data else []
        items = [(key, (key, place, "id"), item["id"]) for place, item in records_in(file.data, key) if "id" in item]
        for kind, where, name in own + items:
            other = first.setdefault((kind, name), file.path)
            if other != file.path or where != _first_place(file, kind, name):
                message = f"the id {name!r} stands in {PurePath(*PurePath(other).parts[-2:])} too"
                yield file.finding("duplicate-id", where, message, "give each its own id")


def _first_place(file: Authored, kind: str, name: str) -> tuple[Any, ...]:
    if kind == "source":
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


def _duplicate_references(folder: Folder) -> Iterator[Finding]:
    first: dict[tuple[str, str], str] = {}
    for file in folder.of_kind("source"):
        reference = file.data.get("reference") or {}
        own = file.data.get("id", PurePath(file.path).stem)
        for key in ("doi", "pmid", "pmcid", "title"):
            text = normalise(str(reference.get(key) or ""))
            if not text or (key == "title" and len(text) < 25):
                continue
            other = first.setdefault((key, text), own)
            if other != own:
                message = f"the same {key} stands in {other}"
                yield file.finding("duplicate-reference", ("reference", key), message, "merge the two files")
