"""The ids that exist, and the check that an id is one of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from qdselect.catalog.files import Authored, Folder
from qdselect.catalog.findings import Finding
from qdselect.model.fields import MEASURED
from qdselect.model.names import did_you_mean

__all__ = ["Known", "check_references", "dangling", "known_in", "records_in", "words_in"]


@dataclass(slots=True)
class Known:
    """Ids that a file may refer to; files of the wrong shape still define theirs.

    Attributes
    ----------
    formulations, of_leads : set of str
        Formulations of sources, and of leads; only a lead may refer to those of leads.
    values : set of (str, str, str)
        Formulation, field and source of every reported value.
    unread : set of str
        Sets that are incomplete because a file is missing or could not be read at all: what is not in them may exist.
    """

    references: set[str] = field(default_factory=set)
    formulations: set[str] = field(default_factory=set)
    of_leads: set[str] = field(default_factory=set)
    markers: set[str] = field(default_factory=set)
    modes: set[str] = field(default_factory=set)
    families: set[str] = field(default_factory=set)
    materials: set[str] = field(default_factory=set)
    values: set[tuple[str, str, str]] = field(default_factory=set)
    unread: set[str] = field(default_factory=set)

    def lacks(self, what: str, name: Any) -> bool:
        """Whether ``name`` is certainly not among the ids of one kind."""
        return name not in getattr(self, what) and what not in self.unread


_DEFINED_IN = {
    "source": ("references", "formulations", "values"),
    "markers": ("markers",),
    "materials": ("materials",),
    "modes": ("modes", "families"),
}


def known_in(folder: Folder) -> Known:
    """All ids that a folder of files defines."""
    known = Known()
    for kind in _DEFINED_IN.keys() - {file.kind for file in folder.files}:
        known.unread.update(_DEFINED_IN[kind])
    for file in folder.files:
        data = file.document and file.document.data
        if not isinstance(data, dict):
            known.unread.update(_DEFINED_IN.get(file.kind, ()))
        elif file.kind == "source":
            _know_source(known, data)
        elif file.kind == "markers":
            known.markers.update(_words(data, "markers", "id"))
        elif file.kind == "materials":
            known.materials.update(_words(data, "materials", "id"))
        elif file.kind == "modes":
            known.modes.update(_words(data, "modes", "id"))
            known.families.update(_words(data, "modes", "family"))
    return known


def _know_source(known: Known, data: Any) -> None:
    if data.get("status") == "lead":
        known.of_leads.update(_words(data, "formulations", "id"))
        return
    known.references.add(str(data.get("id")))
    known.formulations.update(_words(data, "formulations", "id"))
    reference = data.get("reference")
    if isinstance(reference, dict) and reference.get("retracted"):
        return
    for key, name in (("formulations", "id"), ("measurements", "formulation")):
        for record in _records(data, key):
            reported = (item for item in MEASURED if record.get(item) is not None)
            known.values.update((str(record.get(name)), item, str(data.get("id"))) for item in reported)


def _records(data: Any, key: str) -> list[Any]:
    items = data.get(key)
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _words(data: Any, key: str, name: str) -> list[str]:
    return [item[name] for item in _records(data, key) if isinstance(item.get(name), str)]


def check_references(file: Authored, known: Known) -> Iterator[Finding]:
    """References of a file that no source defines."""
    for where, name in _references_in(file.data, ()):
        if known.lacks("references", name):
            yield dangling(file, where, "source", name, known.references)


def records_in(data: Any, key: str) -> Iterator[tuple[int, Any]]:
    """Records of a list with their places; those that have no shape are passed over."""
    return ((place, item) for place, item in enumerate(data.get(key) or ()) if isinstance(item, dict))


def words_in(data: Any, key: str) -> Iterator[tuple[int, str]]:
    """Words of a list with their places; what is no word is passed over."""
    return ((place, item) for place, item in enumerate(data.get(key) or ()) if isinstance(item, str))


def _references_in(value: Any, where: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], str]]:
    if isinstance(value, dict):
        for key, child in value.items():
            if key == "reference" and isinstance(child, str):
                yield (*where, key), child
            elif key == "references":
                yield from (((*where, key, place), name) for place, name in words_in(value, key))
            else:
                yield from _references_in(child, (*where, key))
    elif isinstance(value, list):
        for place, child in enumerate(value):
            yield from _references_in(child, (*where, place))


def dangling(file: Authored, where: tuple[Any, ...], what: str, name: str, known: set[str]) -> Finding:
    """The finding for an id that nothing defines."""
    fix = did_you_mean(name, known, f"define the {what} or correct the id")
    return file.finding("dangling-id", where, f"no {what} has the id {name[:60]!r}", fix)
