"""What cannot be answered gets one clear paragraph, the documented exit code, and nothing half-written."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import qdselect
from conftest import COMMAND, Folders, Home, Result
from qdselect.advise.coverage import coverage
from qdselect.catalog import load_catalog
from qdselect.errors import UnknownNameError, UsageError
from qdselect.model.composition import Composition

Run = Callable[..., Result]
LINUX = sys.platform.startswith("linux")
ROOT = not hasattr(os, "geteuid") or os.geteuid() == 0
FULL = Path("/dev/full")
PLACE = re.compile(r"added\.yaml:(\d+):(\d+): error ([a-z0-9-]+): ")


def refused(result: Result, code: int, *words: str) -> str:
    """Check that a result is a refusal: its exit code, no output, one clear paragraph; return the paragraph."""
    assert result.code == code, result
    assert result.stdout == ""
    assert result.stderr.startswith("qdselect: ")
    assert result.stderr.endswith("\n")
    assert "\n\n" not in result.stderr
    assert "Traceback" not in result.stderr
    assert "this is a bug" not in result.stderr
    assert all(char.isprintable() or char == "\n" for char in result.stderr)
    for word in words:
        assert word in result.stderr, result.stderr
    return result.stderr


HER2 = ("recommend", "--marker", "HER2")

MISSPELT = {
    "marker": (("recommend", "--marker", "HER22"), "'HER2'"),
    "marker of list": (("list", "--marker", "claudin4x"), "'claudin-4'"),
    "mode": ((*HER2, "--mode", "live-cel"), "'live-cell'"),
    "mode of list": (("list", "--mode", "live-cel"), "'live-cell'"),
    "command": (("recomend",), "'recommend'"),
    "command of rules": (("rules", "lst"), "'list'"),
    "option": (("recommend", "--markr", "HER2"), "--marker"),
    "option before the command": (("--catalogue", "x", "list"), "--catalog"),
    "formulation": (("show", "znse-silica-ando208"), "'znse-silica-ando2008'"),
    "formulation to explain": (("explain", "znse-silica-ando208", "-m", "HER2"), "'znse-silica-ando2008'"),
    "reference": (("references", "han2041"), "'han2014'"),
    "rule": (("rules", "show", "emission-windw"), "'emission-window'"),
    "column": (("list", "--columns", "id,emision_max"), "'emission_max_nm'"),
    "column to sort by": (("list", "--sort=-emision_max"), "'emission_max_nm'"),
    "field": (("list", "--has", "quantum-yeild"), "'quantum_yield'"),
    "core": (("list", "--core", "CdSx"), "'CdS'"),
    "element": ((*HER2, "--exclude-element", "Cdd"), "'Cd'"),
    "element of list": (("list", "--element", "Znn"), "'Zn'"),
    "tier": ((*HER2, "--tier", "demonstratd"), "'demonstrated'"),
    "criterion": ((*HER2, "--weight", "safty=1"), "'safety'"),
    "format": ((*HER2, "--format", "jsn"), "'json'"),
    "order": ((*HER2, "--rank-by", "scor"), "'score'"),
    "cancer": ((*HER2, "--cancer", "brest"), "'breast'"),
    "level": ((*HER2, "--min-level", "in-vivo"), "'in-vivo-animal'"),
    "ligand type": ((*HER2, "--ligand-type", "antibdy"), "'antibody'"),
    "schema": (("schema", "recomend"), "'recommend'"),
}


@pytest.mark.parametrize("what", MISSPELT)
def test_an_unknown_name_is_refused_with_the_nearest_valid_one(call: Run, what: str) -> None:
    arguments, nearest = MISSPELT[what]
    message = refused(call(*arguments), 2, nearest)
    assert "?." not in message
    assert ".." not in message


ALL_ZERO = [
    part
    for name in ("evidence", "optical-fit", "brightness", "size", "safety", "practicality")
    for part in ("--weight", f"{name}=0")
]

CONTRADICTIONS: dict[str, tuple[tuple[str, ...], str]] = {
    "one tier and all tiers": ((*HER2, "--tier", "demonstrated", "--all-tiers"), "--all-tiers"),
    "json and csv": ((*HER2, "--json", "--format", "csv"), "contradict"),
    "excitation above emission": ((*HER2, "--excitation", "800", "--emission", "600-700"), "--excitation 800"),
    "emission upside down": ((*HER2, "--emission", "700-600"), "700-600"),
    "emission of one number": ((*HER2, "--emission", "600"), "600-700"),
    "emission of three numbers": ((*HER2, "--emission", "600-650-700"), "600-650-700"),
    "negative emission": ((*HER2, "--emission=-600-700"), "-600-700"),
    "emission of list upside down": (("list", "--emission", "700-600"), "700-600"),
    "all weights zero": ((*HER2, *ALL_ZERO), "all weights are 0"),
    "negative top": ((*HER2, "--top", "-1"), "--top"),
    "top that is no number": ((*HER2, "--top", "many"), "--top"),
    "a weight twice": ((*HER2, "--weight", "safety=1", "--weight", "safety=2"), "twice"),
    "a weight twice in other letters": ((*HER2, "--weight", "safety=1", "--weight", "Safety=2"), "twice"),
    "a weight without number": ((*HER2, "--weight", "safety"), "safety=0.3"),
    "a weight with nothing after its sign": ((*HER2, "--weight", "safety="), "safety=0.3"),
    "a negative weight": ((*HER2, "--weight", "safety=-1"), "safety"),
    "weight nan": ((*HER2, "--weight", "safety=nan"), "nan"),
    "weight inf": ((*HER2, "--weight", "safety=inf"), "inf"),
    "excitation nan": ((*HER2, "--excitation", "nan"), "--excitation nan"),
    "excitation inf": ((*HER2, "--excitation", "inf"), "--excitation inf"),
    "excitation of no number": ((*HER2, "--excitation", "blue"), "--excitation"),
    "negative excitation": ((*HER2, "--excitation=-488"), "--excitation -488"),
    "emission nan and inf": ((*HER2, "--emission", "nan-inf"), "nan-inf"),
    "size nan": ((*HER2, "--max-hydrodynamic", "nan"), "--max-hydrodynamic nan"),
    "size zero": ((*HER2, "--max-hydrodynamic", "0"), "--max-hydrodynamic 0"),
    "no marker and no mode": (("recommend",), "--marker"),
    "no marker and a mode that needs one": (("recommend", "--mode", "tissue-ihc"), "needs a marker"),
    "no marker to explain for": (("explain", "znse-silica-ando2008"), "--marker"),
    "an argument too many": ((*HER2, "more"), "more"),
    "an argument too few": (("show",), "ID"),
    "a schema as a table": (("schema", "list", "--format", "csv"), "ndjson"),
    "an option without its value": (("recommend", "--marker"), "--marker"),
    "two markers": ((*HER2, "--marker", "EGFR"), "--marker is given twice: 'HER2' and 'EGFR'"),
    "two markers, one of them short": ((*HER2, "-mEGFR"), "-m is given twice"),
    "two modes": ((*HER2, "--mode=live-cell", "--mode", "ihc"), "--mode is given twice: 'live-cell' and 'ihc'"),
    "two formats": (("list", "--format", "csv", "--format", "tsv"), "--format is given twice"),
    "two catalogues": (("--catalog", "a", "--catalog", "b", "list"), "--catalog is given twice"),
    "a ligand for no marker": (("recommend", "--mode", "live-cell", "--ligand-type", "antibody"), "without a marker"),
    "a whole antibody through the kidney": (
        (*HER2, "--renal-clearable", "--ligand-type", "antibody"),
        "--ligand-type antibody and --renal-clearable contradict each other: a whole antibody alone",
    ),
    "nothing to validate there": (("validate", "nowhere.yaml"), "nowhere.yaml"),
}


@pytest.mark.parametrize("what", CONTRADICTIONS)
def test_options_that_make_no_sense_are_refused_by_name(call: Run, what: str) -> None:
    arguments, words = CONTRADICTIONS[what]
    refused(call(*arguments), 2, words)


def test_a_value_that_is_repeated_or_belongs_to_a_list_is_no_contradiction(call: Run) -> None:
    assert call("list", "--marker", "HER2", "--marker", "HER2", "--element", "In", "--element", "P").code == 0
    assert call("list", "--core", "--marker", "--marker", "HER2").code == 2  # the core is called --marker here
    assert call(*HER2, "--ligand-type", "nanobody", "--renal-clearable", "--no-confidence").code == 0


@pytest.mark.parametrize(
    "typed",
    ["10.1021/nn8008933", "10.1021/NN8008933", "https://doi.org/10.1021/nn8008933", "http://dx.doi.org/10.1021/NN8008933",
     "doi:10.1021/nn8008933", "DOI: 10.1021/nn8008933", "doi.org/10.1021/nn8008933", "19243145", "pmc2762404"],
)  # fmt: skip
def test_a_reference_is_found_by_any_form_of_its_identifiers(call: Run, typed: str) -> None:
    assert call("references", typed).stdout == call("references", "yong2009").stdout


@pytest.mark.parametrize("typed", ["https://doi.org/", "doi:", "10.1021/nn", "   "])
def test_a_part_of_an_identifier_is_no_reference(call: Run, typed: str) -> None:
    refused(call("references", typed), 2, "unknown reference")


@pytest.mark.parametrize("typed", ["cadmium", "Cadmium", "cd", " Cd "])
def test_an_element_is_known_by_symbol_and_name(call: Run, typed: str) -> None:
    assert call("list", "--element", typed, "--json").stdout == call("list", "--element", "Cd", "--json").stdout


def test_an_element_misspelt_suggests_its_name(call: Run) -> None:
    refused(call(*HER2, "--exclude-element", "cadmum"), 2, "'cadmium'")


class TestOneName:
    """A plain text is one name wherever a library call takes several; a name is never read letter by letter."""

    def test_of_an_element_that_is_excluded(self) -> None:
        asked = {"confidence": False, "top": 0, "all_tiers": True}
        one = qdselect.recommend("HER2", exclude_elements="Pb", **asked).document
        assert one == qdselect.recommend("HER2", exclude_elements=["Pb"], **asked).document
        assert not any("Pb" in found["formulation"]["elements"] for found in one["candidates"])

    def test_of_an_element_that_is_contained(self) -> None:
        one = qdselect.list_formulations(elements="Pb").document
        assert one == qdselect.list_formulations(elements=iter(["Pb"])).document
        assert one["formulations"]

    def test_of_a_field(self) -> None:
        one = qdselect.list_formulations(has="quantum_yield").document
        assert one == qdselect.list_formulations(has=["quantum_yield"]).document

    def test_of_a_preference(self) -> None:
        asked = {"confidence": False}
        one = qdselect.recommend("HER2", prefer="safety>size", **asked).document
        assert one == qdselect.recommend("HER2", prefer=["safety>size"], **asked).document

    def test_of_a_marker_to_cover(self) -> None:
        cells = coverage(load_catalog(), markers="HER2")["coverage"]
        assert {cell["marker"] for cell in cells} == {"HER2"}

    def test_of_a_formulation_to_compare(self) -> None:
        with pytest.raises(UsageError, match="at least two"):
            qdselect.compare("znse-silica-ando2008", "HER2")

    def test_of_a_shell(self) -> None:
        assert Composition.of("CdSe", shells="ZnS") == Composition.of("CdSe", shells=["ZnS"])
        assert Composition.of("CdSe").free_of("Cd") is False


EMPTY = [
    ("recommend", "--marker", ""),
    ("recommend", "--marker", "   "),
    (*HER2, "--mode", ""),
    (*HER2, "--exclude-element", ""),
    (*HER2, "--emission", ""),
    (*HER2, "--excitation", ""),
    (*HER2, "--weight", ""),
    (*HER2, "--weight", "=1"),
    (*HER2, "--tier", ""),
    (*HER2, "--cancer", ""),
    (*HER2, "--rank-by", ""),
    (*HER2, "--format", ""),
    (*HER2, "--output", ""),
    ("list", "--columns", ""),
    ("list", "--columns", "id,,name"),
    ("list", "--sort", ""),
    ("list", "--has", ""),
    ("list", "--core", ""),
    ("list", "--synthesis", ""),
    ("list", "--element", ""),
    ("show", ""),
    ("references", ""),
    ("rules", "show", ""),
    ("schema", ""),
    ("schema", "list", "--output", ""),
    ("validate", ""),
    ("--catalog", "", "list"),
    ("--rules", "", "list"),
    ("",),
]


@pytest.mark.parametrize("arguments", EMPTY, ids=" ".join)
def test_an_empty_text_is_never_taken_for_a_value(call: Run, arguments: tuple[str, ...]) -> None:
    refused(call(*arguments), 2)


@pytest.mark.parametrize("typed", ["---", "/", "...", "'", "[]", "\u2013", "\U0001f600", "\u00a0"])
def test_a_marker_of_punctuation_alone_is_unknown(call: Run, typed: str) -> None:
    refused(call("recommend", f"--marker={typed}"), 2, "unknown marker", "qdselect markers")


@pytest.mark.parametrize("typed", ["[bold red]x[/]", "=cmd()", "<script>x</script>", "%s%n{0}", "../../etc/passwd"])
def test_markup_and_formulas_typed_as_a_marker_are_shown_as_they_were_typed(call: Run, typed: str) -> None:
    refused(call("recommend", "--marker", typed), 2, repr(typed))


@pytest.mark.parametrize("control", ["\x1b[31m", "\x07", "\x00", "\r", "\x7f", "\x9b31m", "\u202e", "\udcff", "\n"])
def test_control_characters_typed_are_never_passed_on(call: Run, control: str) -> None:
    message = refused(call("recommend", "--marker", f"x{control}y"), 2, "unknown marker")
    assert message.count("\n") == 1


def test_a_control_character_after_a_known_name_is_escaped_in_json_and_absent_from_tables(call: Run) -> None:
    typed = "HER2\x1b\x9b\x7f\u202e"
    found = call("recommend", "--marker", typed, "--json")
    assert json.loads(found.stdout)["query"]["marker"]["as_typed"] == typed
    assert not re.search("[\x1b\x7f-\x9f\u202e]", found.stdout)
    assert not re.search("[\x1b\x7f-\x9f\u202e]", call("recommend", "--marker", typed).stdout)


def test_a_name_that_is_not_text_is_written_without_failing(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "answer.json"
    arguments = (*HER2[:2], os.fsdecode(b"HER2\xff"), "--json")
    printed, written = run(*arguments), run(*arguments, "--output", str(target))
    assert (printed.code, written.code, written.stderr) == (0, 0, "")
    assert target.read_text(encoding="utf-8") == printed.stdout


def test_a_marker_of_ten_megabytes_is_refused_at_once_and_quoted_in_brief() -> None:
    started = time.monotonic()
    with pytest.raises(UnknownNameError) as error:
        qdselect.recommend("x" * 10_000_000)
    assert time.monotonic() - started < 5
    assert len(str(error.value)) < 500


def test_a_marker_of_a_hundred_kilobytes_on_the_command_line_is_quoted_in_brief(run: Run) -> None:
    assert len(refused(run("recommend", "--marker", "z" * 100_000), 2, "unknown marker")) < 500


@pytest.mark.parametrize("arguments", [(), ("rules",)], ids=["alone", "rules"])
def test_nothing_asked_gets_the_help_on_stderr_and_a_usage_code(call: Run, arguments: tuple[str, ...]) -> None:
    found = call(*arguments)
    helped = call(*arguments, "--help")
    assert (found.code, found.stdout, helped.code) == (2, "", 0)
    assert found.stderr.strip() == helped.stdout.strip()


# ---- a catalogue of one's own that cannot be used


@pytest.mark.parametrize("option", ["--catalog", "--rules"])
def test_a_folder_that_is_missing_or_a_file_is_named(call: Run, tmp_path: Path, option: str) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    refused(call(option, str(tmp_path / "none"), "list"), 3, str(tmp_path / "none"), "does not exist")
    refused(call(option, str(file), "list"), 3, str(file), "is a file")
    refused(call(option, str(tmp_path / ("n" * 5000)), "list"), 3, "too long")


def test_an_empty_catalogue_cannot_be_used_with_rules_that_cite(call: Run, tmp_path: Path) -> None:
    said = refused(call("--catalog", str(tmp_path), "list"), 3, "has 2 errors and cannot be used", "missing-file")
    assert f"{tmp_path / 'markers.yaml'}:1:1" in said
    assert f"`qdselect --catalog {tmp_path} validate`" in said
    assert "dangling-id" not in said


def test_empty_rules_cannot_be_used_with_evidence_that_names_modes(call: Run, tmp_path: Path) -> None:
    said = refused(call("--rules", str(tmp_path), "list"), 3, "has 4 errors and cannot be used", "missing-file")
    assert f"`qdselect --rules {tmp_path} validate`" in said
    assert "unknown-mode" not in said


def test_causes_are_named_before_what_follows_from_them(call: Run, own: Folders) -> None:
    record = "{formulation: nowhere, marker: nothing, mode: nohow, level: in-vitro-cells, outcome: Seen.}"
    own.add(one(quantum_yield="55") + f"evidence: [{record}, {record}, {record}]\n")
    said = refused(call(*own.options, "list"), 3, "has 10 errors", "and 5 more", "validate` for all findings")
    assert said.index("unit-slip") < said.index("dangling-id")


def test_a_file_where_the_folder_of_sources_should_be_is_named(call: Run, tmp_path: Path) -> None:
    (tmp_path / "sources").write_text("x")
    refused(call("--catalog", str(tmp_path), "list"), 3, "sources", "cannot be read")


@pytest.mark.skipif(ROOT, reason="root may read everything")
def test_an_unreadable_folder_is_named(call: Run, own: Folders) -> None:
    folder = own.catalog / "sources"
    folder.chmod(0)
    try:
        refused(call(*own.options, "list"), 3, str(folder), "Permission denied")
    finally:
        folder.chmod(0o755)


HEAD = """\
id: added
type: article
reference: {authors: [A B], title: T, journal: J, year: 2020, doi: 10.1000/added, seen: "https://example.org/added"}
"""


def one(**fields: str) -> str:
    """A source with one formulation; its further fields as YAML text, each on a line of its own."""
    lines = "".join(f"  {name}: {value}\n" for name, value in ({"name": "dot", "core": "InP"} | fields).items())
    return f"{HEAD}formulations:\n- id: added-dot\n{lines}"


BOMB = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9) if n else 'x'}]\n" for n in range(9))

BROKEN: dict[str, tuple[str | bytes, str, int, int]] = {
    "invalid UTF-8": (HEAD.encode() + b"note: caf\xe9\n", "not-utf8", 4, 10),
    "an empty file": ("", "empty-file", 1, 1),
    "more than 4 MB": (HEAD + "note: " + "x" * 4_000_001, "file-too-large", 1, 1),
    "a YAML bomb": (BOMB, "yaml-alias", 1, 5),
    "nesting without end": (HEAD + "note: " + "[" * 5000 + "]" * 5000, "too-deep", 4, 1),
    "a Python object": (HEAD + "note: !!python/object/apply:os.system [false]\n", "yaml-tag", 4, 7),
    "a duplicate key": (HEAD + "type: review\n", "duplicate-key", 4, 1),
    "not YAML": (HEAD + "note: a: b\n", "yaml-syntax", 4, 8),
    "a list": ("- id: added\n", "bad-value", 1, 1),
    "NaN": (one(emission_max_nm=".nan"), "not-finite", 8, 20),
    "infinity": (one(emission_max_nm=".inf"), "not-finite", 8, 20),
    "a negative size": (one(hydrodynamic_diameter_nm="-5"), "out-of-range", 8, 29),
    "a negative yield": (one(quantum_yield="-0.5"), "out-of-range", 8, 18),
    "an unknown key": (one(quantum_yeild="0.5"), "unknown-key", 8, 3),
    "an escape character": (one(name='"n\\e[31mx"'), "control-character", 6, 9),
    "an escape character as it is": (HEAD + "note: \x1b[31m\n", "yaml-syntax", 1, 1),
    "a NUL": (one(note='"n\\0x"'), "control-character", 8, 9),
    "a bell": (one(note='"n\\ax"'), "control-character", 8, 9),
    "a C1 control": (one(note='"n\\x9bx"'), "control-character", 8, 9),
    "text turned around": (one(note='"n\\u202ex"'), "control-character", 8, 9),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_file_is_refused_with_its_place(call: Run, own: Folders, what: str) -> None:
    content, code, line, column = BROKEN[what]
    path = own.add(content)
    message = refused(call(*own.options, "list", "--json"), 3, str(path))
    assert (str(line), str(column), code) in PLACE.findall(message)


def test_a_tag_that_would_run_a_program_runs_nothing(call: Run, own: Folders, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    own.add(f'{HEAD}note: !!python/object/apply:os.system ["touch {trace}"]\n')
    refused(call(*own.options, "list"), 3)
    assert not trace.exists()


def test_a_name_of_a_file_cannot_carry_an_escape_code_to_the_terminal(call: Run, tmp_path: Path) -> None:
    path = tmp_path / "x\x1b[31m\u202e.yaml"
    path.write_text("")
    for kind in ("table", "csv", "tsv", "markdown", "json", "ndjson"):
        found = call("validate", str(path), "--format", kind)
        assert (found.code, found.stderr) == (1, "")
        assert "empty-file" in found.stdout.replace("\\", "")
        assert not re.search("[\x1b\u202e]", found.stdout)


# ---- text of a catalogue is data

MARKUP, FORMULA, TAG, SUM = "[bold red]x[/]", "=cmd()", "<script>alert(1)</script>", "+1|2"
HOSTILE = one(name=f"'{MARKUP}'", coating=f"'{FORMULA}'", synthesis=f"'{SUM}'", note=f"'{TAG}'")
SHOWN = ("list", "--marker", "HER2", "--columns", "name,coating,synthesis,note,id", "--core", "InP")
EVIDENCE = f"""\
evidence:
- {{formulation: added-dot, marker: HER2, ligand: {{name: '{FORMULA}', type: antibody}}, mode: live-cell,
   level: in-vitro-cells, direction: supports, cancer: breast, outcome: '{MARKUP}'}}
"""


def row_with(rows: list[dict[str, str]]) -> dict[str, str]:
    (row,) = [row for row in rows if row["id"] == "added-dot"]
    return row


@pytest.fixture
def hostile(own: Folders, call: Run) -> Callable[..., str]:
    """Print a list that holds text which other programs would obey."""
    own.add(HOSTILE + EVIDENCE)

    def printed(kind: str, *arguments: str) -> str:
        found = call(*own.options, *(arguments or SHOWN), "--format", kind)
        assert (found.code, found.stderr) == (0, "")
        return found.stdout

    return printed


@pytest.mark.parametrize(("kind", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_a_formula_in_a_catalogue_is_neutralised_in_spreadsheets(
    hostile: Callable[..., str], kind: str, delimiter: str
) -> None:
    row = row_with(list(csv.DictReader(io.StringIO(hostile(kind)), delimiter=delimiter)))
    assert (row["name"], row["note"]) == (MARKUP, TAG)
    assert (row["coating"], row["synthesis"]) == ("'" + FORMULA, "'" + SUM)


def test_no_cell_of_the_real_catalogue_starts_a_formula(call: Run) -> None:
    for arguments in (("list", "--columns", "id,name,coating,synthesis,note,zeta_potential_mV"), ("references",)):
        for row in csv.reader(io.StringIO(call(*arguments, "--format", "csv").stdout)):
            for cell in row:
                assert cell[:1] not in ("=", "+", "@", "\t"), cell
                assert cell[:1] != "-" or float(cell) < 0


def test_markup_in_a_catalogue_is_literal_in_json_and_tables(hostile: Callable[..., str]) -> None:
    row = row_with(json.loads(hostile("json", "list"))["formulations"])
    assert (row["name"], row["coating"], row["synthesis"], row["note"]) == (MARKUP, FORMULA, SUM, TAG)
    (line,) = [line for line in hostile("table").splitlines() if "added-dot" in line]
    for text in (MARKUP, FORMULA, SUM, TAG):
        assert text in line
    card = hostile("table", "show", "added-dot")
    for text in (MARKUP, FORMULA, SUM, TAG):
        assert text in card


def test_markup_in_a_catalogue_is_literal_on_a_terminal(run: Run, own: Folders) -> None:
    own.add(HOSTILE + EVIDENCE)
    found = run(*own.options, "show", "added-dot", FORCE_COLOR="1", COLUMNS="200")
    assert found.code == 0
    assert "\x1b[" in found.stdout
    for text in (MARKUP, FORMULA, SUM, TAG):
        assert text in found.stdout


def test_markup_in_a_catalogue_is_escaped_in_markdown(hostile: Callable[..., str]) -> None:
    (line,) = [line for line in hostile("markdown").splitlines() if "added-dot" in line]
    cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
    assert cells == [r"\[bold red\]x\[/\]", FORMULA, r"+1\|2", "&lt;script&gt;alert(1)&lt;/script&gt;", "added-dot"]


def test_markup_in_a_catalogue_is_escaped_in_html(own: Folders, call: Run) -> None:
    own.add(HOSTILE + EVIDENCE)
    assert call(*own.options, "list").code == 0
    html = qdselect.show("added-dot", catalog=load_catalog(own.catalog, own.rules))._repr_html_()
    assert "&lt;script&gt;" in html
    assert "<script" not in html
    assert MARKUP in html


def test_a_line_break_in_a_catalogue_keeps_a_row_on_its_line(own: Folders, call: Run) -> None:
    own.add(one(name='"two\\nlines"', note='"a\\nb\\tc"') + EVIDENCE)
    for kind in ("table", "csv", "tsv", "markdown"):
        found = call(*own.options, *SHOWN, "--format", kind).stdout
        (line,) = [line for line in found.splitlines() if "added-dot" in line]
        assert "two lines" in line


OF_MANY_LINES = EVIDENCE.replace(f"'{MARKUP}'", '"seen\\n\\nHow sure\\n## Not known: nothing"')


def test_a_line_break_in_a_catalogue_begins_no_line_of_an_answer(own: Folders, call: Run) -> None:
    """An outcome or a coat could otherwise imitate a heading, a caution or a candidate."""
    own.add(one(coating='"multi\\nline\\n## head"', note='"a note\\n\\nHow sure"') + OF_MANY_LINES)
    for question in (("show", "added-dot"), ("recommend", "-m", "HER2", "--top", "0", "--all-tiers"), ("leads",)):
        for kind in ("table", "markdown"):
            lines = call(*own.options, *question, "--format", kind).stdout.splitlines()
            assert not [line for line in lines if line.strip() in ("line", "## head", "## Not known: nothing")]
    text = call(*own.options, "show", "added-dot").stdout
    assert "multi line ## head" in text
    assert "seen  How sure ## Not known: nothing" in text
    assert json.loads(call(*own.options, "show", "added-dot", "--json").stdout)["formulation"]["note"].count("\n") == 2


# ---- places that cannot be written

UNWRITABLE = ("missing/answer.json", ".", "..", "/", "taken/answer.json", "n" * 300)


@pytest.mark.parametrize("place", UNWRITABLE, ids=[*UNWRITABLE[:-1], "a name too long"])
@pytest.mark.parametrize("arguments", [("list",), ("schema", "list")], ids=" ".join)
def test_a_place_that_cannot_be_written_is_named(
    call: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, arguments: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "taken").write_text("a file")
    refused(call(*arguments, "--output", place), 74, place[:40], "cannot be written")
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder that nobody may write to")
def test_a_read_only_place_is_named(call: Run) -> None:
    refused(call("list", "--output", "/proc/answer.json"), 74, "/proc/answer.json", "cannot be written")


@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="needs /dev/stdout")
def test_a_pipe_named_as_a_file_is_written_to_and_may_be_closed(home: Home, tmp_path: Path) -> None:
    question = f"{COMMAND} list --format csv -o /dev/stdout"
    piped = subprocess.check_output(["bash", "-o", "pipefail", "-c", f"{question} | cat"], env=home.environment)
    assert piped == subprocess.check_output([COMMAND, "list", "--format", "csv"], env=home.environment)
    done = subprocess.run(
        ["bash", "-c", f"{question} | head -1"], env=home.environment, capture_output=True, check=True
    )
    assert (done.stdout.count(b"\n"), done.stderr) == (1, b"")
    (log := tmp_path / "log").write_text("kept\n")
    subprocess.run(["bash", "-c", f"{question} >> {log}"], env=home.environment, check=True)
    assert log.read_bytes() == b"kept\n" + piped


@pytest.mark.skipif(ROOT, reason="root may write everywhere")
def test_a_folder_without_permission_to_write_keeps_its_file(call: Run, tmp_path: Path) -> None:
    target = tmp_path / "answer.json"
    target.write_text("old")
    tmp_path.chmod(0o555)
    try:
        refused(call("list", "--output", str(target)), 74, str(target), "Permission denied")
        assert target.read_text() == "old"
    finally:
        tmp_path.chmod(0o755)


def test_an_error_leaves_an_existing_file_as_it_was(call: Run, tmp_path: Path) -> None:
    target = tmp_path / "answer.json"
    target.write_text("old")
    refused(call("recommend", "--marker", "nobody", "--output", str(target)), 2)
    refused(call("list", "--format", "jsn", "--output", str(target)), 2)
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_disk_that_is_full_leaves_an_existing_file_as_it_was(
    call: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    target = tmp_path / "answer.json"
    target.write_text("old")
    monkeypatch.setattr(os, "fsync", full)
    refused(call("list", "--output", str(target)), 74, str(target), "No space left")
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_an_interrupt_while_writing_leaves_an_existing_file_as_it_was(
    call: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_: int) -> None:
        raise KeyboardInterrupt

    target = tmp_path / "answer.json"
    target.write_text("old")
    monkeypatch.setattr(os, "fsync", interrupted)
    assert call("list", "--output", str(target)).code == 130
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_an_existing_file_keeps_its_permissions_and_a_link_keeps_its_target(call: Run, tmp_path: Path) -> None:
    target, link = tmp_path / "answer.json", tmp_path / "link.json"
    target.write_text("old")
    target.chmod(0o640)
    link.symlink_to(target.name)
    assert call("list", "--json", "--output", str(link)).code == 0
    assert link.is_symlink()
    assert target.stat().st_mode & 0o777 == 0o640
    assert json.loads(target.read_text(encoding="utf-8"))["formulations"]


def test_a_read_only_file_is_not_replaced(call: Run, tmp_path: Path) -> None:
    target = tmp_path / "answer.json"
    target.write_text("old")
    target.chmod(0o444)
    refused(call("list", "--output", str(target)), 74, str(target), "is read-only")
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with a name")
def test_what_may_never_end_is_not_validated(run: Run, tmp_path: Path, own: Folders) -> None:
    pipe = tmp_path / "source.yaml"
    os.mkfifo(pipe)
    refused(run("validate", str(pipe)), 2, str(pipe), "a pipe or a device is not read")
    found = run("validate", str(tmp_path))
    assert (found.code, "unreadable" in found.stdout) == (1, True)
    if FULL.exists():
        refused(run("validate", "/dev/zero"), 2, "/dev/zero", "a pipe or a device is not read")


@pytest.mark.skipif(not LINUX, reason="needs a limit on the size of files")
@pytest.mark.parametrize("unbuffered", ["1", None])
@pytest.mark.parametrize("arguments", [("list", "--json"), ("list",), ("recommend", "--help")], ids=" ".join)
def test_an_answer_that_stdout_took_in_part_is_an_output_error(
    run: Run, tmp_path: Path, unbuffered: str | None, arguments: tuple[str, ...]
) -> None:
    limited = ("sh", "-c", 'ulimit -f 1; exec "$@"', "sh", COMMAND)
    environment = {"PYTHONUNBUFFERED": unbuffered, "PYTHONDONTWRITEBYTECODE": "1"}
    with (tmp_path / "answer").open("wb") as file:
        found = run(*arguments, command=limited, stdout=file, **environment)
    assert found.code == 74
    assert "stdout: cannot be written (File too large)" in found.stderr


@pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")
class TestFullDisk:
    """Linux has a device that is always full."""

    def test_output_to_a_full_disk_is_an_output_error(self, call: Run) -> None:
        refused(call("list", "--output", str(FULL)), 74, str(FULL), "No space left")

    @pytest.mark.parametrize("arguments", [("list", "--json"), ("list",), ("--help",), ("--version",)], ids=" ".join)
    def test_a_stdout_that_is_full_is_an_output_error(self, run: Run, arguments: tuple[str, ...]) -> None:
        with FULL.open("wb") as full:
            refused(run(*arguments, stdout=full), 74, "stdout: cannot be written", "No space left")

    def test_a_terminal_table_to_a_full_disk_is_an_output_error(self, run: Run) -> None:
        with FULL.open("wb") as full:
            refused(run("list", stdout=full, FORCE_COLOR="1"), 74, "stdout: cannot be written")


# ---- streams that close, interrupts

ASKED = {
    "list --json": ("list", "--json"),
    "list": ("list",),
    "--help": ("--help",),
    "recommend": ("recommend", "--marker", "HER2", "--all-tiers", "--top", "0"),
}


@pytest.mark.parametrize("what", ASKED)
def test_a_pipe_closed_before_anything_is_written_is_quiet(run: Run, what: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        found = run(*ASKED[what], stdout=writing)
    finally:
        os.close(writing)
    assert (found.code, found.stderr) == (0, "")


@pytest.mark.parametrize("colour", [None, "1"], ids=["plain", "coloured"])
def test_a_pipe_closed_after_the_first_line_is_quiet(home: Home, colour: str | None) -> None:
    with subprocess.Popen(
        [COMMAND, "recommend", "--marker", "HER2", "--all-tiers", "--top", "0"],
        cwd=home.folder,
        env=home.merged({"FORCE_COLOR": colour}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=30) == 0


@pytest.mark.skipif(not LINUX, reason="needs a POSIX shell")
def test_a_stdout_that_the_caller_closed_is_an_output_error_only_when_it_is_needed(run: Run, tmp_path: Path) -> None:
    shell = ("sh", "-c", 'exec "$0" "$@" >&-', COMMAND)
    refused(run("list", "--json", command=shell), 74, "stdout: cannot be written")
    refused(run("--help", command=shell), 74, "stdout: cannot be written")
    target = tmp_path / "answer.json"
    assert run("list", "--json", "--output", str(target), command=shell) == Result(0, "", "")
    assert json.loads(target.read_text(encoding="utf-8"))["formulations"]


@pytest.mark.skipif(not LINUX, reason="needs a POSIX shell")
def test_a_stderr_that_the_caller_closed_changes_no_exit_code(run: Run) -> None:
    shell = ("sh", "-c", 'exec "$0" "$@" 2>&-', COMMAND)
    assert run("lst", command=shell) == Result(2, "", "")
    assert run("--version", command=shell).code == 0


def wait_for_data(reading: int) -> None:
    """Wait until somebody writes to a FIFO."""
    for _ in range(3000):
        try:
            if os.read(reading, 1):
                return
        except BlockingIOError:
            pass
        time.sleep(0.01)
    pytest.fail("nobody writes to the FIFO")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a FIFO")
def test_an_interrupt_ends_a_running_command_with_one_line_and_no_traceback(home: Home, tmp_path: Path) -> None:
    waiting = tmp_path / "answer.json"  # a pipe that is full, for the answer is longer than what it holds
    os.mkfifo(waiting)
    reading = os.open(waiting, os.O_RDONLY | os.O_NONBLOCK)
    with subprocess.Popen(
        [COMMAND, "list", "--json", "--output", str(waiting)],
        cwd=home.folder,
        env=home.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        wait_for_data(reading)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    os.close(reading)
    assert (process.returncode, out, err) == (130, "", "qdselect: interrupted\n")


@pytest.mark.parametrize(
    "place", ["gc.disable", "qdselect.cli.run._call", "qdselect.api.show", "os.environ.setdefault"]
)
def test_an_interrupt_is_said_wherever_it_comes(run: Run, place: str) -> None:
    module, _, name = place.rpartition(".")
    script = f"""
import os, sys, gc, qdselect.api, qdselect.cli.run
def stop(*_, **__): raise KeyboardInterrupt
setattr({module}, {name!r}, stop)
sys.argv[1:] = ["show", "inp-zns-msa-yong2009"]
qdselect.cli.main()
"""
    found = run("-c", script, command=(sys.executable,))
    assert found == (130, "", "qdselect: interrupted\n")


def test_an_interrupt_that_python_wraps_is_no_bug(call: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrapped(*_: Any, **__: Any) -> None:
        raise RuntimeError("Error calling __set_name__ on 'auto' instance") from KeyboardInterrupt()

    monkeypatch.setattr("qdselect.api.show", wrapped)
    assert call("show", "x") == (130, "", "qdselect: interrupted\n")


def test_nothing_is_imported_before_an_interrupt_is_waited_for(run: Run) -> None:
    script = "import sys, __future__; old = set(sys.modules); import qdselect.cli; print(*sorted({*sys.modules} - old))"
    assert run("-I", "-c", script, command=(sys.executable,)).stdout.split() == ["qdselect", "qdselect.cli"]


def test_a_bug_is_called_one_with_its_own_exit_code(call: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("no such luck\x1b[31m")

    monkeypatch.setattr("qdselect.api.show", broken)
    found = call("show", "x")
    assert (found.code, found.stdout) == (70, "")
    assert "this is a bug in qdselect: RuntimeError: no such luck" in found.stderr
    assert "\x1b" not in found.stderr
    assert "Traceback" not in found.stderr
    debugged = call("--debug", "show", "x")
    assert debugged.code == 70
    assert "Traceback" in debugged.stderr


def test_debug_keeps_the_exit_code_of_an_error(call: Run) -> None:
    found = call("--debug", "recommend", "--marker", "nobody")
    assert (found.code, found.stdout) == (2, "")
    assert "unknown marker" in found.stderr


# ---- places that speak little


NARROW = {"the C locale": {"LC_ALL": "C"}, "ASCII streams": {"PYTHONIOENCODING": "ascii"}}


@pytest.mark.parametrize("where", NARROW)
@pytest.mark.parametrize("kind", ["table", "json", "csv", "markdown", "yaml"])
def test_a_place_that_speaks_ascii_alone_gets_an_answer(run: Run, where: str, kind: str) -> None:
    found = run("references", "--format", kind, **NARROW[where])
    assert (found.code, found.stderr) == (0, "")
    assert found.stdout.isascii() or where == "the C locale"


def test_json_loses_nothing_in_a_place_that_speaks_ascii_alone(run: Run) -> None:
    plain, ascii_only = run("references", "--json"), run("references", "--json", PYTHONIOENCODING="ascii")
    assert not plain.stdout.isascii()
    assert ascii_only.stdout.isascii()
    assert json.loads(ascii_only.stdout) == json.loads(plain.stdout)


def test_a_terminal_that_speaks_ascii_alone_gets_an_answer(run: Run) -> None:
    found = run("references", PYTHONIOENCODING="ascii", FORCE_COLOR="1")
    assert (found.code, found.stderr) == (0, "")
    assert found.stdout.isascii()


def test_an_error_can_be_said_in_a_place_that_speaks_ascii_alone(run: Run) -> None:
    found = refused(run("recommend", "--marker", "αvβ33", PYTHONIOENCODING="ascii"), 2, "unknown marker")
    assert found.isascii()
