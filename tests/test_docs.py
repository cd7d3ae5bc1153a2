"""The documents tell the truth: generated parts are fresh, commands and snippets run, links lead somewhere."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import qdselect
from conftest import Home
from qdselect.catalog import Catalog
from qdselect.cli.run import run

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
WITH_COMMANDS = ("README.md", "CONTRIBUTING.md", "docs/validation.md", "docs/spectra.md")
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    """Code blocks in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def commands() -> list[str]:
    """What the pages tell the reader to type, up to a pipe."""
    found = []
    for name in WITH_COMMANDS:
        for block in blocks((ROOT / name).read_text(encoding="utf-8"), "console"):
            found += [line.split(" | ")[0] for line in block.splitlines() if line.startswith("qdselect ")]
    return list(dict.fromkeys(line for line in found if "our-catalogue" not in line))


@pytest.fixture
def generate(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The generator of the documents, which is no part of the package."""
    monkeypatch.syspath_prepend(str(ROOT))
    from docs import generate

    yield generate
    for name in [name for name in sys.modules if name == "docs" or name.startswith("docs.")]:
        del sys.modules[name]


# ---- generated parts


def test_generated_parts_are_up_to_date(generate: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert generate.main(["--check"]) == 0, capsys.readouterr().err


def test_every_generated_part_stands_on_a_page(generate: ModuleType) -> None:
    used = [found[2] for page in PAGES for found in generate.PART.finditer(page.read_text(encoding="utf-8"))]
    assert sorted(used) == sorted(generate.PARTS)


def test_a_changed_generated_part_is_noticed_and_mended(
    generate: ModuleType,
    catalog: Catalog,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    page = tmp_path / "page.md"
    page.write_text("Kept.\n<!-- generated: operators -->\nstale\n<!-- end -->\nKept too.\n", encoding="utf-8")
    monkeypatch.setattr(generate, "ROOT", tmp_path)
    monkeypatch.setattr(generate, "pages", lambda: [page])
    assert generate.main(["--check"]) == 1
    assert "-stale" in capsys.readouterr().err
    assert generate.main([]) == 0
    text = page.read_text(encoding="utf-8")
    assert text.startswith("Kept.\n")
    assert text.endswith("Kept too.\n")
    assert "`contains-any`" in text
    assert generate.main(["--check"]) == 0


def test_every_output_field_has_a_meaning(generate: ModuleType) -> None:
    assert generate.undescribed() == []


# ---- what a reader types


def test_there_are_commands_to_check() -> None:
    assert len(commands()) > 15


@pytest.mark.parametrize("command", commands())
def test_every_command_in_the_documents_runs(
    command: str, home: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, home.environment[name])
    monkeypatch.chdir(ROOT)
    arguments = shlex.split(command, comments=True)[1:]
    if "-o" in arguments:
        arguments[arguments.index("-o") + 1] = str(tmp_path / "out")
    assert run(arguments) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out or (tmp_path / "out").read_text(encoding="utf-8")


@pytest.mark.parametrize("snippet", blocks(README, "python"))
def test_every_python_snippet_in_the_readme_runs(snippet: str, capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(snippet, "README.md", "exec"), {})
    assert capsys.readouterr().out


def test_the_readme_has_a_python_snippet() -> None:
    assert blocks(README, "python")


# ---- the pages themselves


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith(("http://", "https://")):
            continue
        path, _, anchor = target.partition("#")
        linked = page.parent / path if path else page
        assert linked.exists(), f"{page.name}: {target}"
        assert not anchor or anchor in anchors(linked), f"{page.name}: {target}"


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_code_blocks_are_closed(page: Path) -> None:
    assert len(re.findall(r"^\s*```", page.read_text(encoding="utf-8"), re.MULTILINE)) % 2 == 0


def test_version_is_the_same_everywhere() -> None:
    assert f"version: {qdselect.__version__}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert qdselect.__version__ in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
