"""How the command behaves: stdout is data, stderr is talk; every format parses; terminals and settings are honoured."""

from __future__ import annotations

import csv
import functools
import importlib
import io
import json
import os
import re
import struct
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NoReturn

import jsonschema
import pytest
import yaml

import qdselect
from conftest import COMMAND, Home, Result
from qdselect.advise.schema import OUTPUTS, SCHEMAS, schema_of
from qdselect.catalog.locate import default_folders
from qdselect.cli.app import COMMANDS
from qdselect.cli.options import FORMATS
from qdselect.render.views import VIEWS

Run = Callable[..., Result]
Asked = Callable[..., Result]

READING: dict[str, tuple[str, ...]] = {
    "recommend": ("recommend", "--marker", "HER2"),
    "explain": ("explain", "znse-silica-ando2008", "--marker", "HER2"),
    "compare": ("compare", "znse-silica-ando2008", "inp-zns-msa-yong2009", "--marker", "HER2", "--draws", "200"),
    "weights": ("weights", "--mode", "live-cell"),
    "checklist": ("checklist", "znse-silica-ando2008", "--mode", "live-cell"),
    "panel": ("panel", "--marker", "HER2", "--marker", "EGFR"),
    "predict": ("predict", "--core", "CdSe", "--emission", "620", "--shell", "ZnS", "--shell-thickness", "1"),
    "instruments": ("instruments",),
    "one instrument": ("instruments", "quanteon"),
    "light path": ("recommend", "-m", "EGFR", "--mode", "live", "--instrument", "quanteon", "--no-confidence"),
    "spectra": ("spectra", "efluor-605nc", "pbs-cds-tsukasaki2014", "--laser", "405", "--filter", "605/40"),
    "list": ("list",),
    "show": ("show", "znse-silica-ando2008"),
    "markers": ("markers",),
    "modes": ("modes",),
    "references": ("references",),
    "one reference": ("references", "han2014"),
    "leads": ("leads",),
    "methods": ("methods",),
    "patents": ("patents",),
    "coverage": ("coverage",),
    "rules list": ("rules", "list"),
    "rules show": ("rules", "show", "emission-window"),
    "rules test": ("rules", "test"),
    "validate": ("validate", str(Path(__file__).parent / "broken" / "ligand-missing" / "broken.yaml")),
}
"""Every command that reads, in every form."""

ROWS = {
    "recommend": "candidates",
    "checklist": "items",
    "predict": "predicted",
    "instruments": "instruments",
    "light path": "candidates",
    "spectra": "points",
    "list": "formulations",
    "markers": "markers",
    "modes": "modes",
    "references": "references",
    "leads": "leads",
    "methods": "methods",
    "patents": "patents",
    "coverage": "coverage",
    "rules list": "rules_listed",
    "rules test": "tests",
    "validate": "findings",
}
"""The list that a command is about."""


def others(*left_out: str) -> list[str]:
    """Reading commands without some that other cases stand for."""
    return [what for what in READING if what not in left_out]


@pytest.fixture(scope="session")
def asked(home: Home) -> Asked:
    """Answer of a command in a clean place; each question is asked once."""
    from qdselect.cli.run import run

    @functools.cache
    def ask(*arguments: str) -> Result:
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n") for _ in range(2))
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            for name in [name for name in os.environ if name.startswith("QDSELECT_") or name == "FORCE_COLOR"]:
                patch.delenv(name)
            for name, value in {**home.environment, "COLUMNS": "200"}.items():
                patch.setenv(name, value)
            patch.chdir(home.folder)
            code = run(arguments)
        return Result(code, *(_all_of(stream) for stream in (out, err)))

    return ask


def _all_of(stream: io.TextIOWrapper) -> str:
    stream.seek(0)
    return stream.read()


def answered(result: Result) -> str:
    """Check that a command answered and said nothing beside it; return the answer."""
    assert (result.code, result.stderr) == (0, "")
    assert result.stdout.endswith("\n")
    assert not result.stdout.endswith("\n\n")
    return result.stdout


def strict(text: str) -> Any:
    """JSON without NaN and infinities."""

    def no_constant(name: str) -> NoReturn:
        raise ValueError(f"{name} is not JSON")

    return json.loads(text, parse_constant=no_constant)


# ---- formats


@pytest.mark.parametrize("what", READING)
def test_json_is_strict_and_the_same_as_the_format_json(asked: Asked, what: str) -> None:
    text = answered(asked(*READING[what], "--json"))
    document = strict(text)
    assert isinstance(document, dict)
    assert text == asked(*READING[what], "--format", "json").stdout
    if what in ROWS:
        assert document[ROWS[what]]


def published(what: str) -> Any:
    """The schema of a command; what it does not name may not be there."""
    name = "-".join(READING[what][: 2 if what.startswith("rules") else 1])

    def closed(part: Any) -> Any:
        if isinstance(part, list):
            return [closed(item) for item in part]
        if not isinstance(part, dict):
            return part
        own = {"additionalProperties": False} if isinstance(part.get("properties"), dict) else {}
        return own | {key: closed(value) for key, value in part.items()}

    return closed(schema_of(name))


@pytest.mark.parametrize("what", READING)
def test_json_fits_the_schema_of_its_command_and_holds_no_name_that_it_does_not_promise(
    asked: Asked, what: str
) -> None:
    jsonschema.validate(strict(asked(*READING[what], "--json").stdout), published(what))


def test_every_command_has_a_published_schema_and_stands_among_those_that_are_tried() -> None:
    commands = set(COMMANDS) - {"schema", "rules"} | {f"rules-{name}" for name in ("list", "show", "test")}
    assert set(OUTPUTS) == commands
    assert {"-".join(words[: 2 if words[0] == "rules" else 1]) for words in READING.values()} == commands


@pytest.mark.parametrize("what", READING)
def test_ndjson_is_one_object_a_line(asked: Asked, what: str) -> None:
    lines = answered(asked(*READING[what], "--format", "ndjson")).splitlines()
    assert all(isinstance(strict(line), dict) for line in lines)
    if what in ROWS:
        assert len(lines) == len(strict(asked(*READING[what], "--json").stdout)[ROWS[what]])


@pytest.mark.parametrize(("kind", "delimiter"), [("csv", ","), ("tsv", "\t")])
@pytest.mark.parametrize("what", READING)
def test_every_row_of_a_table_for_scripts_has_all_columns(asked: Asked, what: str, kind: str, delimiter: str) -> None:
    text = answered(asked(*READING[what], "--format", kind))
    header, *rows = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    assert len(header) == len(set(header)) > 1
    assert {len(row) for row in rows} == {len(header)}
    assert len(text.splitlines()) == len(rows) + 1
    if what in ROWS:
        assert len(rows) == len(strict(asked(*READING[what], "--json").stdout)[ROWS[what]])


@pytest.mark.parametrize("what", READING)
def test_yaml_holds_the_same_document_as_json(asked: Asked, what: str) -> None:
    if what in ("list", "references"):  # too long for a test; shorter ones stand for them
        arguments = ("list", "--core", "InP") if what == "list" else ("references", "xing2007")
    else:
        arguments = READING[what]
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    document = yaml.load(answered(asked(*arguments, "--format", "yaml")), Loader=loader)
    assert document == strict(asked(*arguments, "--json").stdout)


@pytest.mark.parametrize("what", READING)
def test_tables_of_markdown_have_as_many_cells_in_every_row(asked: Asked, what: str) -> None:
    text = answered(asked(*READING[what], "--format", "markdown"))
    tables = re.findall(r"(?:^\|.*\|\n)+", text, re.MULTILINE)
    for table in tables:
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}) == 1
    assert bool(tables) == (
        what in ROWS.keys() - {"rules test", "validate"}
        or what in ("show", "panel", "one instrument", "compare", "weights")
    )


@pytest.mark.parametrize("what", READING)
def test_a_table_is_the_default_and_has_neither_escape_codes_nor_ellipses(asked: Asked, what: str) -> None:
    text = answered(asked(*READING[what]))
    assert text == asked(*READING[what], "--format", "table").stdout
    assert all(char.isprintable() or char == "\n" for char in text)
    assert all(line == line.rstrip() for line in text.splitlines())


def test_a_piped_table_is_not_cut_to_any_width(run: Run, asked: Asked) -> None:
    narrow, wide = run("list", COLUMNS="20"), run("list", COLUMNS="2000")
    assert narrow == wide
    assert "\u2026" not in narrow.stdout
    names = [record["id"] for record in strict(asked("list", "--json").stdout)["formulations"]]
    assert [line.split()[0] for line in narrow.stdout.splitlines()[1 : len(names) + 1]] == names


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_one_json_document_in_every_format_that_can_hold_it(asked: Asked, name: str) -> None:
    text = answered(asked("schema", name))
    schema = strict(text)
    assert schema["$schema"].startswith("https://json-schema.org/")
    assert asked("schema", name, "--json").stdout == text
    assert strict(answered(asked("schema", name, "--format", "ndjson"))) == schema
    assert yaml.safe_load(answered(asked("schema", name, "--format", "yaml"))) == schema


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("what", others("list", "references", "validate", "one reference"))
def test_a_file_holds_the_bytes_that_stdout_would(asked: Asked, tmp_path: Path, what: str, kind: str) -> None:
    target = tmp_path / "answer"
    assert asked(*READING[what], "--format", kind, "--output", str(target)) == Result(0, "", "")
    assert target.read_bytes() == asked(*READING[what], "--format", kind).stdout.encode()
    assert list(tmp_path.iterdir()) == [target]


def test_a_schema_goes_to_a_file_too(asked: Asked, tmp_path: Path) -> None:
    target = tmp_path / "schema.json"
    assert asked("schema", "list", "-o", str(target)) == Result(0, "", "")
    assert target.read_bytes() == asked("schema", "list").stdout.encode()


def test_a_dash_for_a_file_is_stdout(asked: Asked, home: Home) -> None:
    assert asked("list", "-o", "-") == asked("list")
    assert list(home.folder.iterdir()) == []


@pytest.mark.parametrize("what", others("one reference"))
def test_the_same_question_gets_the_same_bytes_in_another_process(run: Run, asked: Asked, what: str) -> None:
    assert run(*READING[what], "--json", PYTHONHASHSEED="7") == asked(*READING[what], "--json")


# ---- nothing found

NOTHING = {
    "list": ("list", "--core", "InP", "--element", "Hg"),
    "recommend": ("recommend", "--marker", "HER2", "--emission", "2990-3000"),
}


@pytest.mark.parametrize("what", NOTHING)
def test_an_empty_result_fails_only_when_asked_to(asked: Asked, what: str) -> None:
    plain, failing = asked(*NOTHING[what], "--json"), asked(*NOTHING[what], "--json", "--fail-empty")
    assert (plain.code, failing.code) == (0, 1)
    assert plain.stdout == failing.stdout
    assert strict(plain.stdout)[ROWS[what]] == []
    assert asked(*READING[what], "--json", "--fail-empty").code == 0


@pytest.mark.parametrize("what", NOTHING)
def test_an_empty_result_is_valid_in_every_format(asked: Asked, what: str) -> None:
    assert asked(*NOTHING[what], "--format", "ndjson") == Result(0, "", "")
    (header,) = csv.reader(io.StringIO(asked(*NOTHING[what], "--format", "csv").stdout))
    assert "id" in header
    assert len(answered(asked(*NOTHING[what]))) > 20


# ---- names

ALIASES = {
    "HER2": ("HER-2/neu", "ErbB2", "c-erbB-2", "ERBB2", "her2", "  HER2 "),
    "CA125": ("MUC16", "ca-125"),
    "claudin-4": ("CLDN4", "claudin 4", "Claudin4"),
    "PSMA": ("FOLH1", "psma"),
}


def without_typing(text: str) -> Any:
    """A document without what was typed."""
    document = strict(text)
    assert document["query"]["marker"].pop("as_typed")
    return document


@pytest.mark.parametrize(("name", "alias"), [(name, alias) for name in ALIASES for alias in ALIASES[name]])
def test_an_alias_of_a_marker_gets_the_answer_of_the_marker(asked: Asked, name: str, alias: str) -> None:
    found = answered(asked("recommend", "--marker", alias, "--json"))
    assert strict(found)["query"]["marker"]["as_typed"] == alias
    assert without_typing(found) == without_typing(asked("recommend", "--marker", name, "--json").stdout)
    listed = strict(asked("list", "--marker", alias, "--json").stdout)["formulations"]
    assert listed == strict(asked("list", "--marker", name, "--json").stdout)["formulations"]


MODES = {
    "ihc": "tissue-ihc",
    "sln": "sentinel-lymph-node",
    "live": "live-cell",
    "2p": "two-photon",
    "fcm": "flow-cytometry",
    "pdt": "photodynamic-therapy",
    "nir": "in-vivo-fluorescence",
    "Live Cell": "live-cell",
}


@pytest.mark.parametrize("alias", MODES)
def test_an_alias_of_a_mode_gets_the_answer_of_the_mode(asked: Asked, alias: str) -> None:
    documents = [
        strict(answered(asked("recommend", "--marker", "HER2", "--mode", name, "--json")))
        for name in (alias, MODES[alias])
    ]
    assert documents[0]["query"]["modes"] == [MODES[alias]]
    for document in documents:
        document["query"].pop("mode")
    assert documents[0] == documents[1]


@pytest.mark.parametrize("family", ["in-vitro", "in-vivo", "histology"])
def test_a_family_of_modes_asks_for_all_of_them(asked: Asked, family: str) -> None:
    modes = [mode["id"] for mode in strict(asked("modes", "--json").stdout)["modes"] if mode["family"] == family]
    document = strict(answered(asked("recommend", "--marker", "HER2", "--mode", family, "--json")))
    assert len(modes) > 1
    assert document["query"]["modes"] == modes


# ---- help


@pytest.mark.parametrize(
    "command", [(), *((name,) for name in COMMANDS), *(("rules", name) for name in ("list", "show", "test"))]
)
def test_help_goes_to_stdout_and_fits_a_page(asked: Asked, command: tuple[str, ...]) -> None:
    text = answered(asked(*command, "--help"))
    assert text.startswith(f"Usage: qdselect{''.join(' ' + part for part in command)} ")
    assert max(map(len, text.splitlines())) <= 110
    assert asked(*command, "-h").stdout == text


def test_the_help_lists_every_command(asked: Asked) -> None:
    text = asked("--help").stdout
    assert [name for name in COMMANDS if not re.search(rf"^  {name}  ", text, re.MULTILINE)] == []


def test_the_version_is_one_line(asked: Asked) -> None:
    assert asked("--version") == Result(0, f"qdselect {qdselect.__version__}\n", "")


# ---- terminals

ESCAPE = re.compile(r"\x1b\[([0-9;]*)m|\x1b\]8;[^\x1b]*\x1b\\")


def on_terminal(home: Home, columns: int, *arguments: str, **environment: str) -> Result:
    """Run the command on a pseudo-terminal so many columns wide."""
    fcntl, pty, termios = (pytest.importorskip(name) for name in ("fcntl", "pty", "termios"))
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    with subprocess.Popen(
        [COMMAND, *arguments],
        cwd=home.folder,
        env=home.merged({"TERM": "xterm-256color", **environment}),
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=subprocess.PIPE,
    ) as process:
        os.close(theirs)
        assert process.stderr is not None
        shown = b"".join(iter(lambda: _read(ours), b""))
        talk = process.stderr.read()
    os.close(ours)
    return Result(process.returncode, shown.decode().replace("\r\n", "\n"), talk.decode())


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # what Linux says when the other end has closed
        return b""


def cells(line: str) -> int:
    """Columns that a line takes on a terminal."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line
    )


@pytest.mark.parametrize("columns", [30, 80, 200])
@pytest.mark.parametrize("what", others("references", "one reference", "rules test"))
def test_no_line_on_a_terminal_is_longer_than_it_is_wide(home: Home, what: str, columns: int) -> None:
    found = on_terminal(home, columns, *READING[what])
    assert (found.code, found.stderr) == (0, "")
    lines = ESCAPE.sub("", found.stdout).splitlines()
    assert lines[0].strip()
    assert [line for line in lines if cells(line) > columns] == []
    assert len(lines) > 1
    assert "\x1b" not in "".join(lines)


@pytest.mark.parametrize("what", NOTHING)
def test_nothing_found_can_be_shown_on_a_terminal(home: Home, what: str) -> None:
    found = on_terminal(home, 80, *NOTHING[what])
    assert (found.code, found.stderr) == (0, "")
    assert found.stdout.strip()


def test_a_terminal_shows_every_particle_by_its_whole_name(home: Home, asked: Asked) -> None:
    names = [record["id"] for record in strict(asked("list", "--json").stdout)["formulations"]]
    for columns in (30, 80, 200):
        shown = ESCAPE.sub("", on_terminal(home, columns, "list").stdout)
        joined = "".join(shown.split())
        assert [name for name in names if name not in joined] == []


def colours(text: str) -> list[str]:
    """Escape codes that set a colour, rather than bold or dim."""
    codes = [part for found in ESCAPE.finditer(text) for part in (found[1] or "").split(";") if part]
    return [code for code in codes if 30 <= int(code) <= 38 or 40 <= int(code) <= 48 or 90 <= int(code) <= 107]


def test_no_color_takes_the_colours_off_a_terminal_and_leaves_the_words(home: Home) -> None:
    arguments = READING["recommend"]
    plain, coloured = on_terminal(home, 100, *arguments, NO_COLOR="1"), on_terminal(home, 100, *arguments)
    assert colours(coloured.stdout)
    assert colours(plain.stdout) == []
    assert ESCAPE.sub("", plain.stdout) == ESCAPE.sub("", coloured.stdout)


def test_a_dumb_terminal_gets_the_text_of_a_pipe(home: Home, asked: Asked) -> None:
    assert on_terminal(home, 80, "list", TERM="dumb") == asked("list")


def test_escape_codes_reach_a_pipe_only_when_forced(run: Run) -> None:
    arguments = READING["recommend"]
    assert "\x1b" not in run(*arguments, TERM="xterm-256color").stdout
    assert colours(run(*arguments, FORCE_COLOR="1", TERM="xterm-256color", COLUMNS="100").stdout)


@pytest.mark.parametrize("kind", ["json", "csv", "markdown"])
def test_data_on_a_terminal_is_data(home: Home, asked: Asked, kind: str) -> None:
    assert on_terminal(home, 40, "list", "--format", kind) == asked("list", "--format", kind)


def test_force_color_never_reaches_a_file(run: Run, asked: Asked, tmp_path: Path) -> None:
    assert run("list", "-o", str(tmp_path / "list.txt"), FORCE_COLOR="1") == Result(0, "", "")
    assert (tmp_path / "list.txt").read_text(encoding="utf-8") == asked("list").stdout


# ---- settings


@pytest.fixture
def settle(run: Run, tmp_path: Path) -> Callable[..., Result]:
    """Run the command with a project file, a user file and an environment."""
    project, user = tmp_path / "project", tmp_path / "user"
    project.mkdir()
    (user / "qdselect").mkdir(parents=True)

    def ask(*arguments: str, project_file: str = "", user_file: str = "", **environment: str) -> Result:
        (project / "qdselect.toml").write_text(project_file, encoding="utf-8")
        (user / "qdselect" / "config.toml").write_text(user_file, encoding="utf-8")
        return run(*arguments, cwd=project, XDG_CONFIG_HOME=str(user), **environment)

    return ask


def test_flag_beats_environment_beats_project_file_beats_user_file(settle: Run, asked: Asked) -> None:
    files = {"project_file": 'format = "csv"', "user_file": 'format = "tsv"'}
    arguments = ("modes",)
    texts = {kind: asked(*arguments, "--format", kind).stdout for kind in FORMATS}
    assert len(set(texts.values())) == len(FORMATS)
    assert settle(*arguments).stdout == texts["table"]
    assert settle(*arguments, user_file=files["user_file"]).stdout == texts["tsv"]
    assert settle(*arguments, **files).stdout == texts["csv"]
    assert settle(*arguments, **files, QDSELECT_FORMAT="ndjson").stdout == texts["ndjson"]
    assert settle(*arguments, "--format", "yaml", **files, QDSELECT_FORMAT="ndjson").stdout == texts["yaml"]
    assert settle(*arguments, "--json", **files, QDSELECT_FORMAT="ndjson").stdout == texts["json"]
    assert settle("--isolated", *arguments, **files, QDSELECT_FORMAT="ndjson").stdout == texts["table"]


def test_settings_of_different_files_add_up(settle: Run) -> None:
    found = settle(*READING["recommend"], project_file="top = 2", user_file='format = "csv"\ntop = 5', QDSELECT_TOP="")
    assert len(found.stdout.splitlines()) == 3
    assert (
        len(settle(*READING["recommend"], "--top", "4", user_file='format = "csv"\ntop = 5').stdout.splitlines()) == 5
    )


def test_the_catalogue_and_the_rules_can_be_named_by_environment_and_file(settle: Run, asked: Asked) -> None:
    catalog, rules = default_folders()
    whole = asked("list").stdout
    for name, option in (("QDSELECT_CATALOG", f"catalog = '{catalog}'"), ("QDSELECT_RULES", f"rules = '{rules}'")):
        assert settle("list", **{name: "/nowhere"}).code == 3
        assert "/nowhere" in settle("list", **{name: "/nowhere"}).stderr
        assert settle("--isolated", "list", **{name: "/nowhere"}).stdout == whole
        assert settle("list", project_file=option, user_file="catalog = '/nowhere'\nrules = '/nowhere'").code == 3
        assert settle("list", project_file=option).stdout == whole
    flags = ("--catalog", str(catalog), "--rules", str(rules))
    assert settle(*flags, "list", QDSELECT_CATALOG="/nowhere", QDSELECT_RULES="/nowhere").stdout == whole


BROKEN = {
    "not TOML": "[x",
    "an unknown setting": "formt = 'csv'",
    "an unknown format": "format = 'jsn'",
    "a number for a folder": "catalog = 5",
    "a list for a folder": "rules = ['x']",
    "a number for a format": "format = 5",
    "text for a number": "top = 'many'",
    "a negative number": "top = -1",
    "too long": "#" * 200_000,
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_settings_file_is_a_usage_error_that_isolation_avoids(settle: Run, what: str) -> None:
    for place in ("project_file", "user_file"):
        found = settle(*READING["recommend"], **{place: BROKEN[what]})
        assert (found.code, found.stdout) == (2, "")
        assert found.stderr.startswith("qdselect: ")
        assert "Traceback" not in found.stderr
        path = Path("qdselect.toml") if place == "project_file" else Path("qdselect", "config.toml")
        assert f"{path}: " in found.stderr
        assert settle(*READING["show"], "--json", **{place: BROKEN[what]}).code == 2
    assert settle("--isolated", "modes", project_file=BROKEN[what]).code == 0


def test_a_settings_file_that_cannot_be_read_is_a_usage_error(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "qdselect.toml"
    path.mkdir()
    found = run("modes", cwd=tmp_path)
    assert (found.code, found.stdout) == (2, "")
    assert "qdselect.toml: the settings file cannot be read" in found.stderr
    assert run("--isolated", "modes", cwd=tmp_path).code == 0
    path.rmdir()
    os.mkfifo(path)
    assert run("modes", cwd=tmp_path).code == 2


def test_a_broken_settings_file_is_an_error_even_where_flags_beat_it(settle: Run) -> None:
    catalog, rules = default_folders()
    flags = ("--catalog", str(catalog), "--rules", str(rules))
    assert settle(*flags, "list", "--json", project_file="top = 'many'").code == 2


def test_a_settings_file_that_is_not_text_is_a_usage_error(run: Run, tmp_path: Path) -> None:
    (tmp_path / "qdselect.toml").write_bytes(b"format = '\xff'")
    found = run("list", cwd=tmp_path)
    assert (found.code, found.stdout) == (2, "")
    assert "qdselect.toml" in found.stderr


def test_a_format_in_the_settings_that_a_schema_cannot_have_is_passed_over(settle: Run, asked: Asked) -> None:
    assert settle("schema", "list", QDSELECT_FORMAT="csv").stdout == asked("schema", "list").stdout
    assert settle("schema", "list", QDSELECT_FORMAT="yaml").stdout == asked("schema", "list", "--format", "yaml").stdout


# ---- what is loaded

HEAVY = ("numpy", "pydantic", "yaml", "rich")
LOADED = """
import io, sys
from contextlib import redirect_stdout
from qdselect.cli.run import run
with redirect_stdout(io.StringIO()) as out:
    code = run(sys.argv[1:])
assert code == 0 and len(out.getvalue()) > 100, code
print(*sorted(name for name in sys.modules if "." not in name))
"""


def loaded(run: Run, program: str, *arguments: str) -> set[str]:
    """Top-level modules that a program has loaded at its end; the catalogue was compiled before."""
    assert run("list").code == 0
    found = run("-c", program, *arguments, command=(sys.executable,))
    assert (found.code, found.stderr) == (0, "")
    return set(found.stdout.split())


@pytest.mark.parametrize(
    "arguments", [("list", "--json"), ("list",), ("show", "znse-silica-ando2008"), ("--help",)], ids=" ".join
)
def test_a_look_up_loads_nothing_heavy(run: Run, arguments: tuple[str, ...]) -> None:
    modules = loaded(run, LOADED, *arguments)
    assert "qdselect" in modules
    assert modules.isdisjoint(HEAVY)


@pytest.mark.parametrize(
    "arguments",
    [READING["recommend"], READING["explain"], READING["checklist"], READING["predict"], READING["spectra"]],
    ids=" ".join,
)
def test_an_answer_loads_nothing_that_only_authors_need(run: Run, arguments: tuple[str, ...]) -> None:
    assert loaded(run, LOADED, *arguments, "--json") & {"pydantic", "yaml", "rich"} == set()


def test_importing_the_library_loads_nothing_heavy(run: Run) -> None:
    modules = loaded(run, "import sys, qdselect; print(*sorted(name for name in sys.modules if '.' not in name))")
    assert "qdselect" in modules
    assert modules.isdisjoint((*HEAVY, "typer"))


def test_a_table_loads_the_view_of_its_own_command_only(run: Run) -> None:
    program = LOADED.replace('if "." not in name', 'if ".view_" in name')
    assert loaded(run, program, "list") == {"qdselect.render.view_lists"}
    own = {f"qdselect.render.view_{name}" for name in ("recommend", "case", "sure")}
    assert loaded(run, program, *READING["recommend"]) == own


@pytest.mark.parametrize("key", VIEWS)
def test_every_view_is_there(key: str) -> None:
    module, name = VIEWS[key]
    assert callable(getattr(importlib.import_module(f"qdselect.render.{module}"), name))


@pytest.mark.parametrize("columns", [30, 40, 60, 80])
@pytest.mark.parametrize("arguments", [(), ("recommend",), ("rules", "list")], ids=" ".join)
def test_help_fits_the_terminal_and_breaks_no_word(run: Run, columns: int, arguments: tuple[str, ...]) -> None:
    texts = [run(*arguments, "--help", COLUMNS=str(width)).stdout for width in (columns, 110)]
    assert max(map(len, texts[0].splitlines())) <= columns
    broken, whole = (set(re.findall(r"\w+", text)) for text in texts)
    assert broken == whole
