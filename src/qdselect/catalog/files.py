"""Authored files: find them, read them, check their shape.

A catalogue is a folder with ``markers.yaml``, ``ligands.yaml``, ``materials.yaml``, ``sources/`` and ``leads/``, and
where wanted ``methods.yaml``, ``patents.yaml``, ``exceptions.yaml`` and ``instruments/``; the rules are a folder with
``modes.yaml``, ``evidence.yaml``, ``toxicity.yaml``, where wanted ``checklist.yaml`` and ``physics.yaml``, and one file
per topic.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qdselect.catalog import strict_yaml
from qdselect.catalog.findings import Finding
from qdselect.catalog.shape import check_shape
from qdselect.errors import DataError

__all__ = ["Authored", "Folder", "kind_of_file", "list_files", "read_file", "read_folder"]

CATALOG_FILES = {
    "markers.yaml": "markers",
    "ligands.yaml": "ligands",
    "materials.yaml": "materials",
    "methods.yaml": "methods",
    "patents.yaml": "patents",
    "exceptions.yaml": "exceptions",
}
RULE_FILES = {
    "modes.yaml": "modes",
    "evidence.yaml": "evidence",
    "toxicity.yaml": "toxicity",
    "confidence.yaml": "confidence",
    "checklist.yaml": "checklist",
    "physics.yaml": "physics",
}
SOURCE_FOLDERS = ("sources", "leads")
INSTRUMENTS = "instruments"
"""Folder of instruments, one a file."""


@dataclass(slots=True)
class Authored:
    """One authored file: its kind, its data, and the findings of reading it.

    Attributes
    ----------
    path, kind : str
        Where it stands, and what it holds.
    data : object
        What has the right shape; ``None`` when nothing does. Where a part of a list is faulty stands ``None``.
    document : Document or None
        All that was read, and where it stands.
    findings : list of Finding
        What is wrong with reading and shape.
    left_out : set of tuple
        Places of faulty values, which ``data`` does not hold.
    """

    path: str
    kind: str
    data: Any = None
    document: strict_yaml.Document | None = None
    findings: list[Finding] = field(default_factory=list)
    left_out: set[tuple[Any, ...]] = field(default_factory=set)

    @property
    def usable(self) -> bool:
        """Whether there is data to look at."""
        return self.data is not None

    def lost(self, where: tuple[Any, ...], *keys: str) -> bool:
        """Whether something at or under one of the keys was left out, so that its absence says nothing."""
        starts = {(*where, key) for key in keys}
        return any(place[: len(where) + 1] in starts for place in self.left_out)

    def finding(self, code: str, where: tuple[Any, ...], message: str, fix: str, *, key: bool = False) -> Finding:
        """A finding at a place in this file."""
        line, column = self.document.place(where, key=key) if self.document else (1, 1)
        about = _about(self.document.data if self.document else None, where)
        return Finding(self.path, line, column, code, message, fix, about)


@dataclass(slots=True)
class Folder:
    """All authored files of a catalogue and its rules, in order of their paths, and the two folders."""

    files: list[Authored]
    catalog: Path = Path()
    rules: Path = Path()

    def of_kind(self, kind: str) -> Iterator[Authored]:
        """Usable files of one kind."""
        return (file for file in self.files if file.kind == kind and file.usable)

    def whole(self, kind: str) -> Iterator[Authored]:
        """Files of one kind of which nothing was left out: what compares records needs all of them."""
        return (file for file in self.of_kind(kind) if not file.left_out)

    def findings(self) -> list[Finding]:
        """Findings of reading, in order."""
        return [finding for file in self.files for finding in file.findings]


def _about(data: Any, where: tuple[Any, ...]) -> tuple[str, ...]:
    """Ids of the records on the way to a place, from the outside in, and the field in the innermost of them."""
    names, field = _name_of(data), ""
    for step in where:
        data = _inside(data, step)
        if name := _name_of(data):
            names, field = names + name, ""
        elif isinstance(step, str) and not field:
            field = step
    return (*names, field) if field else names


def _name_of(value: Any) -> tuple[str, ...]:
    name = value.get("id", value.get("formulation")) if isinstance(value, dict) else None
    return (name,) if isinstance(name, str) else ()


def _inside(value: Any, step: Any) -> Any:
    if isinstance(value, dict):
        return value.get(step)
    return value[step] if isinstance(value, list) and isinstance(step, int) else None


def list_files(catalog: Path, rules: Path) -> list[tuple[str, Path]]:
    """Kind and path of every file of a catalogue and its rules, sorted.

    Raises
    ------
    DataError
        A folder is missing, is a file, or cannot be read.
    """
    found = [(kind, catalog / name) for name, kind in CATALOG_FILES.items() if (catalog / name).exists()]
    _require_folder(catalog, "catalogue")
    for folder in SOURCE_FOLDERS:
        found += [("source", path) for path in _yaml_in(catalog / folder)]
    found += [("instrument", path) for path in _yaml_in(catalog / INSTRUMENTS)]
    _require_folder(rules, "rules folder")
    found += [(RULE_FILES.get(path.name, "rules"), path) for path in _yaml_in(rules)]
    return sorted(found, key=lambda item: (item[0], str(item[1])))


def _require_folder(path: Path, what: str) -> None:
    if not path.exists():
        raise DataError(f"{path}: there is no {what} here. Give the folder that holds it.")
    if not path.is_dir():
        raise DataError(f"{path}: the {what} must be a folder, and this is a file. Give the folder that holds it.")


def _yaml_in(folder: Path) -> list[Path]:
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in entries if entry.name.endswith((".yaml", ".yml"))]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise DataError(f"{folder}: cannot be read ({error.strerror}). Check its permissions.") from None
    return [folder / name for name in sorted(names) if not name.startswith(".")]


def kind_of_file(path: Path) -> str:
    """Kind of an authored file, from its name and folder."""
    if path.name in CATALOG_FILES:
        return CATALOG_FILES[path.name]
    if path.name in RULE_FILES:
        return RULE_FILES[path.name]
    return {"rules": "rules", INSTRUMENTS: "instrument"}.get(path.parent.name, "source")


def read_folder(catalog: Path, rules: Path) -> Folder:
    """Read and shape-check every file of a catalogue and its rules."""
    return Folder([read_file(path, kind) for kind, path in list_files(catalog, rules)], catalog, rules)


def read_file(path: Path, kind: str | None = None) -> Authored:
    """Read and shape-check one file; problems become findings.

    A file whose kind neither its name nor its folder tells is a source, or an instrument if that is what it holds.
    """
    file = Authored(str(path), kind or kind_of_file(path))
    try:
        file.document = strict_yaml.read(path)
    except strict_yaml.YamlProblemError as problem:
        file.findings.append(_from_problem(file.path, problem))
        return file
    if kind is None and file.kind == "source" and _holds_instrument(file.document.data):
        file.kind = "instrument"
    file.findings += [_from_problem(file.path, problem) for problem in file.document.problems]
    check_shape(file)
    return file


def _holds_instrument(data: Any) -> bool:
    own = {"kind", "lines_nm", "channels", "detector_nm"}
    return isinstance(data, dict) and not own.isdisjoint(data) and not {"reference", "type"} & data.keys()


def _from_problem(path: str, problem: strict_yaml.YamlProblemError) -> Finding:
    return Finding(path, problem.line, problem.column, problem.code, problem.message, problem.fix)
