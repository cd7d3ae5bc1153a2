"""Authored files: find them, read them, check their shape.

A catalogue is a folder with ``markers.yaml``, ``ligands.yaml``, ``materials.yaml``, ``sources/`` and ``leads/``, and
where wanted ``methods.yaml``, ``patents.yaml`` and ``exceptions.yaml``; the rules are a folder with ``modes.yaml``,
``evidence.yaml``, ``toxicity.yaml``, where wanted ``checklist.yaml`` and ``physics.yaml``, and one file per topic.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qdselect.catalog import strict_yaml
from qdselect.catalog.findings import Finding
from qdselect.errors import DataError
from qdselect.model.names import did_you_mean

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
OTHERWISE = "remove it, or see `qdselect schema`"


@dataclass(slots=True)
class Authored:
    """One authored file: its kind, its data, and the findings of reading it."""

    path: str
    kind: str
    data: Any = None
    document: strict_yaml.Document | None = None
    findings: list[Finding] = field(default_factory=list)

    @property
    def usable(self) -> bool:
        """Whether the data has the right shape."""
        return self.data is not None

    def finding(self, code: str, where: tuple[Any, ...], message: str, fix: str, *, key: bool = False) -> Finding:
        """A finding at a place in this file."""
        line, column = self.document.place(where, key=key) if self.document else (1, 1)
        about = _about(self.document.data if self.document else None, where)
        return Finding(self.path, line, column, code, message, fix, about)


@dataclass(slots=True)
class Folder:
    """All authored files of a catalogue and its rules, in order of their paths."""

    files: list[Authored]

    def of_kind(self, kind: str) -> Iterator[Authored]:
        """Usable files of one kind."""
        return (file for file in self.files if file.kind == kind and file.usable)

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
    return "rules" if path.parent.name == "rules" else "source"


def read_folder(catalog: Path, rules: Path) -> Folder:
    """Read and shape-check every file of a catalogue and its rules."""
    return Folder([read_file(path, kind) for kind, path in list_files(catalog, rules)])


def read_file(path: Path, kind: str | None = None) -> Authored:
    """Read and shape-check one file; problems become findings."""
    file = Authored(str(path), kind or kind_of_file(path))
    try:
        file.document = strict_yaml.read(path)
    except strict_yaml.YamlProblemError as problem:
        file.findings.append(_from_problem(file.path, problem))
        return file
    file.findings += [_from_problem(file.path, problem) for problem in file.document.problems]
    _check_shape(file)
    return file


def _from_problem(path: str, problem: strict_yaml.YamlProblemError) -> Finding:
    return Finding(path, problem.line, problem.column, problem.code, problem.message, problem.fix)


def _check_shape(file: Authored) -> None:
    from qdselect.catalog.schema import ValidationError, model_for

    assert file.document is not None
    data = file.document.data
    if not isinstance(data, dict):
        file.findings.append(file.finding("bad-value", (), "the file must be a mapping", "start with `id:`"))
        return
    file.findings += list(_control_characters(file, data, ()))
    model = model_for(file.kind)
    try:
        model.model_validate(data)
    except ValidationError as error:
        file.findings += [_from_pydantic(file, item, model) for item in error.errors(include_url=False)]
        return
    file.data = data


def _control_characters(file: Authored, value: Any, where: tuple[Any, ...]) -> Iterator[Finding]:
    """Escape and control characters never belong in a catalogue's text."""
    if isinstance(value, str):
        if not value.isprintable() and any((char < " " and char not in "\n\t") or char in _UNSAFE for char in value):
            yield file.finding("control-character", where, "the text holds a control character", "remove it")
    elif isinstance(value, dict):
        for key, child in value.items():
            yield from _control_characters(file, child, (*where, key))
    elif isinstance(value, list):
        for place, child in enumerate(value):
            yield from _control_characters(file, child, (*where, place))


_UNSAFE = frozenset(
    [*map(chr, range(0x7F, 0xA0)), *"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"]
)


def _from_pydantic(file: Authored, item: Any, model: Any) -> Finding:
    where = tuple(step for step in item["loc"] if step not in ("function-before", "[key]"))
    kind, shown = item["type"], _shown(item.get("input"))
    if kind == "extra_forbidden":
        fix = did_you_mean(str(where[-1]), _keys_at(model, where[:-1]), OTHERWISE)
        return file.finding("unknown-key", where, f"unknown key {str(where[-1])[:60]!r}", fix, key=True)
    if kind == "missing":
        return file.finding("missing-key", where[:-1], f"{where[-1]!r} is missing", "add it")
    if kind == "literal_error":
        expected = str(item["ctx"]["expected"])
        fix = did_you_mean(
            str(item["input"]), [word.strip(" '") for word in expected.replace(" or ", ",").split(",")], OTHERWISE
        )
        return file.finding("unknown-value", where, f"{shown} is not one of {expected}", fix)
    if kind == "model_type" and item["ctx"]["class_name"] == "Quantity":
        fix = "give a number, or bounds such as {min: 20, max: 26}"
        return file.finding("bad-value", where, f"{shown} is not a quantity", fix)
    if kind in ("model_type", "dict_type"):
        return file.finding("bad-value", where, f"{shown} is not a mapping", "write keys and values")
    return file.finding("bad-value", where, f"{shown}: {item['msg'].lower()}", "correct the value")


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _keys_at(model: Any, where: tuple[Any, ...]) -> list[str]:
    """Field names of the model that stands at a place, for suggestions."""
    for step in where:
        if isinstance(step, int):
            continue
        info = model.model_fields.get(step) if hasattr(model, "model_fields") else None
        inner = _model_inside(info.annotation) if info else None
        if inner is None:
            return []
        model = inner
    return list(getattr(model, "model_fields", {}))


def _model_inside(annotation: Any) -> Any:
    from typing import get_args

    if hasattr(annotation, "model_fields"):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_inside(part))), None)
