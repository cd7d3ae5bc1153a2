"""Fixtures shared by the tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from qdselect.catalog import Catalog, load_catalog
from qdselect.catalog.locate import default_folders

COMMAND = shutil.which("qdselect", path=str(Path(sys.executable).parent)) or "qdselect"
"""The installed command, beside the interpreter that runs the tests."""


class Result(NamedTuple):
    """How a command ended: exit code, stdout and stderr."""

    code: int
    stdout: str
    stderr: str


class Home(NamedTuple):
    """A clean place to run commands in: an empty working folder, and an environment that names nothing else."""

    folder: Path
    environment: dict[str, str]

    def merged(self, changes: dict[str, str | None]) -> dict[str, str]:
        """The environment with changes; ``None`` takes a variable out."""
        return {key: value for key, value in {**self.environment, **changes}.items() if value is not None}


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """The real catalogue."""
    return load_catalog()


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A working folder, a home, a cache and an environment without settings."""
    base = tmp_path_factory.mktemp("home")
    for name in ("work", "user", "config", "cache"):
        (base / name).mkdir()
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(base / "user"),
        "XDG_CONFIG_HOME": str(base / "config"),
        "XDG_CACHE_HOME": str(base / "cache"),
        "LC_ALL": "C.UTF-8",
    }
    return Home(base / "work", environment)


@pytest.fixture(scope="session")
def run(home: Home) -> Callable[..., Result]:
    """Run the installed command in a subprocess with a clean environment."""

    def call(
        *arguments: str,
        cwd: Path | None = None,
        command: tuple[str, ...] = (COMMAND,),
        stdout: Any = subprocess.PIPE,
        **environment: str | None,
    ) -> Result:
        done = subprocess.run(
            [*command, *arguments],
            cwd=cwd or home.folder,
            env=home.merged(environment),
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
        return Result(done.returncode, (done.stdout or b"").decode("utf-8", "replace"), done.stderr.decode())

    return call


@pytest.fixture
def call(home: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run a command inside the test's own process, in the same clean place."""
    from qdselect.cli.run import run

    for name in [name for name in os.environ if name.startswith("QDSELECT_") or name == "FORCE_COLOR"]:
        monkeypatch.delenv(name)
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, home.environment[name])
    monkeypatch.chdir(home.folder)

    def call(*arguments: str) -> Result:
        capsys.readouterr()
        code = run(arguments)
        return Result(code, *capsys.readouterr())

    return call


class Folders(NamedTuple):
    """A catalogue and rules of one's own, and the options that name them."""

    catalog: Path
    rules: Path

    @property
    def options(self) -> tuple[str, ...]:
        """What to type before a command."""
        return ("--catalog", str(self.catalog), "--rules", str(self.rules))

    def add(self, text: str | bytes) -> Path:
        """Add one source file, in place of the one added before."""
        path = self.catalog / "sources" / "added.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path


@pytest.fixture(scope="session")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    """Copies of the catalogue and the rules."""
    base = tmp_path_factory.mktemp("copied")
    catalog, rules = (Path(shutil.copytree(folder, base / folder.name)) for folder in default_folders())
    return Folders(catalog, rules)


@pytest.fixture
def own(copied: Folders) -> Iterator[Folders]:
    """A catalogue of one's own that holds all of the real one, and to which one file may be added."""
    yield copied
    (copied.catalog / "sources" / "added.yaml").unlink(missing_ok=True)
