"""The floors of the house: nothing imports upward, and each heavy package has one home."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import qdselect

PACKAGE = Path(qdselect.__file__).parent
FLOORS = [
    {"errors", "__init__"},
    {"model"},
    {"catalog"},
    {"columns"},
    {"rules", "score", "evidence", "physics", "panels"},
    {"advise"},
    {"answers", "render"},
    {"api"},
    {"cli"},
]
BESIDE = {
    ("answers", "render"),
    ("render", "answers"),
    ("rules", "rules"),
    ("score", "score"),
    ("evidence", "evidence"),
}
HOMES = {
    "numpy": {"columns", "physics", "panels"},
    "pydantic": {"catalog/schema"},
    "yaml": {"catalog/strict_yaml.py"},
    "rich": {"render/screen.py"},
    "matplotlib": {"render/plot_file.py"},
    "plotille": {"render/plot_text.py"},
    "typer": {"cli"},
    "orjson": {"model/json_text.py"},
}
FILES = sorted(PACKAGE.rglob("*.py"))


def floor_of(part: str) -> int:
    return next(level for level, parts in enumerate(FLOORS) if part in parts)


def part_of(path: Path) -> str:
    relative = path.relative_to(PACKAGE)
    return relative.parts[0] if len(relative.parts) > 1 else relative.stem


def imports_at_run_time(path: Path) -> Iterator[str]:
    """Names of imported modules, those for type checkers left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for branch in node.body
        for inner in ast.walk(branch)
    }
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_nothing_imports_upward(path: Path) -> None:
    own = part_of(path)
    for name in imports_at_run_time(path):
        if not name.startswith("qdselect.") or own == "__init__":
            continue
        other = name.split(".")[1]
        if other not in {part for floor in FLOORS for part in floor} or other == own or (own, other) in BESIDE:
            continue
        assert floor_of(other) < floor_of(own), f"{own} imports {name}, which stands on the same floor or above"


@pytest.mark.parametrize("package", HOMES)
def test_each_heavy_package_has_one_home(package: str) -> None:
    users = {
        path.relative_to(PACKAGE).as_posix()
        for path in FILES
        for name in imports_at_run_time(path)
        if name.split(".")[0] == package
    }
    outside = {
        user for user in users if not any(user == home or user.startswith(home + "/") for home in HOMES[package])
    }
    assert users
    assert not outside


def test_every_public_thing_has_a_docstring() -> None:
    missing = []
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            public = isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_")
            if public and path.name != "screen.py" and isinstance(node, ast.ClassDef) and not ast.get_docstring(node):
                missing.append(f"{path.name}: {node.name}")
    assert not missing
