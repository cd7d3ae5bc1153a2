"""Options: every one that is typed does something, and what several commands share is handed on by all of them."""

from __future__ import annotations

import csv
import inspect
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer

import qdselect
import qdselect.api
from conftest import Home, Result
from qdselect.advise.question import ask
from qdselect.advise.summary import summary_of
from qdselect.catalog import Catalog
from qdselect.cli.app import COMMANDS, command
from qdselect.cli.misused import MEANT
from qdselect.cli.options import CONSTRAINTS, PICTURES, SEEN_IN
from qdselect.errors import UsageError
from qdselect.model.constraints import Constraints
from qdselect.model.names import normalise
from qdselect.model.query import Query
from qdselect.model.vocabulary import COATING_CLASSES, SYNTHESIS_ROUTES, TIERS

Call = Callable[..., Result]

ASKING: dict[str, tuple[str, ...]] = {
    "recommend": ("recommend",),
    "explain": ("explain", "znse-silica-ando2008"),
    "compare": ("compare", "znse-silica-ando2008", "inp-zns-msa-yong2009"),
    "panel": ("panel",),
    "weights": ("weights", "--mode", "live-cell"),
}
"""Commands that ask a question, with what each needs beside its constraints."""

TYPED: dict[str, tuple[str, Any]] = {
    "exclude_element": ("Te", ["Te"]),
    "emission": ("600-700", "600-700"),
    "excitation": ("488", 488.0),
    "max_hydrodynamic": ("30", 30.0),
    "laser": ("405", [405.0]),
    "filter_": ("605/40", ["605/40"]),
    "instrument": ("quanteon", "quanteon"),
    "ligand_type": ("peptide", "peptide"),
    "cancer": ("breast", "breast"),
    "min_level": ("patient-tissue", "patient-tissue"),
    "weight": ("safety=0.4", {"safety": 0.4}),
    "profile": ("safety-first", "safety-first"),
    "prefer": ("safety>size", ["safety>size"]),
}
"""What is typed for a constraint that takes a value, and what the library call is to get."""


def parameters(name: str) -> dict[str, Any]:
    """Parameters of a command by name."""
    root = command()
    with typer.Context(root) as ctx:
        return {parameter.name: parameter for parameter in root.get_command(ctx, name).params}


# ---- constraints


@pytest.mark.parametrize("name", ASKING)
def test_every_constraint_of_a_command_reaches_its_library_call(
    name: str, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: dict[str, Any] = {}

    def answer(*_: object, **keywords: Any) -> None:
        given.update(keywords)
        raise UsageError("reached")

    monkeypatch.setattr(qdselect.api, name, answer)
    constraints = {key: found for key, found in parameters(name).items() if key in CONSTRAINTS}
    assert constraints
    for key, parameter in constraints.items():
        given.clear()
        typed, wanted = TYPED.get(key, ("", True))
        result = call(*ASKING[name], parameter.opts[-1], *([typed] if typed else []))
        assert result.stderr.startswith("qdselect: reached")
        got = given[CONSTRAINTS[key]]
        assert (list(got) if isinstance(got, tuple) else got) == wanted


def test_every_constraint_of_the_library_is_an_option_of_recommend_explain_and_panel() -> None:
    asked = set(inspect.signature(ask).parameters) - {"catalog", "marker", "mode"}
    assert set(CONSTRAINTS.values()) == set(Constraints.__annotations__) == asked
    for name in ("recommend", "explain", "panel"):
        assert set(CONSTRAINTS) <= set(parameters(name))


# ---- options that would change nothing

IDLE = {
    "recommend --marker HER2 --no-confidence --draws 200": ("--draws", "--no-confidence"),
    "recommend --marker HER2 --seed 0 --no-confidence": ("--seed", "--no-confidence"),
    "recommend --marker HER2 --brief --explain": ("--brief", "--explain"),
    "recommend --marker HER2 --brief --json": ("--brief", "json"),
    "recommend --marker HER2 --brief --format csv": ("--brief", "csv"),
    "recommend --marker HER2 --why-not --format csv": ("--why-not", "csv"),
    "recommend --marker HER2 --why-not --format ndjson": ("--why-not", "ndjson"),
    "recommend --marker HER2 --why-not -o answer.tsv": ("--why-not", "tsv"),
    "recommend --marker HER2 --explain --format csv": ("--explain", "csv"),
    "recommend --marker HER2 --explain --format tsv": ("--explain", "tsv"),
    "panel --marker HER2 --marker EGFR --brief --json": ("--brief", "json"),
    "panel --marker HER2 --marker EGFR --brief --format svg": ("--brief", "svg"),
    "panel --marker HER2 --marker EGFR --plot --json": ("--plot", "json"),
    "panel --marker HER2 --marker EGFR --plot --format csv": ("--plot", "csv"),
    "list --columns id,name --json": ("--columns", "json"),
    "list --columns id,name --format ndjson": ("--columns", "ndjson"),
    "list --columns id,name -o answer.yml": ("--columns", "yaml"),
    "recommend --marker HER2 --allow-unknown": ("--allow-unknown", "no effect"),
    "recommend --marker HER2 --min-level patient-specimens --allow-unknown": ("--allow-unknown", "no effect"),
    "recommend --marker HER2 --mode two-photon --excitation 900 --allow-unknown": ("--allow-unknown", "no effect"),
    "explain znse-silica-ando2008 --marker HER2 --allow-unknown": ("--allow-unknown", "no effect"),
    "list --element Cd --cd-free": ("--element Cd", "--cd-free"),
    "list --element lead --heavy-metal-free": ("--element Pb", "--heavy-metal-free"),
    "list --core CdSe --cd-free": ("--core CdSe", "--cd-free"),
    "recommend --marker HER2 --emission 1e9-1e10": ("--emission", "150-5000"),
    "list --emission 1-2": ("--emission", "150-5000"),
    "spectra efluor-605nc --absorption --no-absorption": ("--absorption", "--no-absorption"),
}
"""Questions with an option that something else typed leaves without effect or rules out, and what is to be named."""


@pytest.mark.parametrize("question", IDLE)
def test_an_option_without_effect_beside_another_is_refused(call: Call, home: Home, question: str) -> None:
    code, out, err = call(*question.split())
    assert (code, out) == (2, "")
    for name in IDLE[question]:
        assert name in err
    assert list(home.folder.iterdir()) == []


@pytest.mark.parametrize(
    "constraint",
    ["--cd-free", "--emission 600-700", "--instrument quanteon", "--commercial", "--mode nir2", "--ligand-type scfv"],
)
def test_leave_for_what_is_unknown_goes_with_every_constraint_that_turns_it_down(call: Call, constraint: str) -> None:
    assert call("recommend", "--marker", "HER2", "--allow-unknown", "--json", *constraint.split()).code == 0


@pytest.mark.parametrize("question", ["--core InP --cd-free", "--element Se --cd-free --heavy-metal-free"])
def test_what_may_be_free_of_an_element_is_listed(call: Call, question: str) -> None:
    assert json.loads(call("list", "--json", *question.split()).stdout)["formulations"]


@pytest.mark.parametrize("question", ["recommend --marker HER2 --brief", "list --columns id,name"])
def test_a_format_of_the_settings_refuses_no_option(call: Call, monkeypatch: pytest.MonkeyPatch, question: str) -> None:
    monkeypatch.setenv("QDSELECT_FORMAT", "json")
    code, out, err = call(*question.split())
    assert (code, err) == (0, "")
    assert json.loads(out)


@pytest.mark.parametrize(
    ("option", "kinds"),
    [
        ("--why-not", ("table", "markdown")),
        ("--explain", ("table", "markdown", "json", "ndjson", "yaml")),
        ("--brief", ("table", "markdown")),
    ],
)
def test_an_option_that_is_not_refused_changes_the_answer(call: Call, option: str, kinds: tuple[str, ...]) -> None:
    plain = ("recommend", "--marker", "HER2", "--top", "2", "--no-confidence", "--format")
    for kind in kinds:
        assert call(*plain, kind, option).stdout != call(*plain, kind).stdout


def test_what_why_not_adds_always_stands_in_json(call: Call) -> None:
    assert json.loads(call("recommend", "--marker", "HER2", "--cd-free", "--json", "--why-not").stdout)["rejected"]


@pytest.mark.parametrize("name", COMMANDS)
def test_parameters_that_only_change_what_is_seen_are_spelled_as_in_the_table(name: str) -> None:
    flags = {"--brief", "--why-not", "--plot", "--columns"}
    for key, parameter in parameters(name).items() if name != "rules" else ():
        assert (parameter.opts[0] in flags) <= (key in SEEN_IN)


def test_two_spellings_of_one_option_do_not_contradict_each_other(call: Call) -> None:
    assert call("list", "-h", "--help").code == 0
    assert call("recommend", "--cd-free", "--cd-free", "-m", "HER2", "--marker=HER2", "--brief").code == 0


# ---- what a file is called


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("answer.json", "json"),
        ("answer.ndjson", "ndjson"),
        ("answer.jsonl", "ndjson"),
        ("answer.csv", "csv"),
        ("answer.TSV", "tsv"),
        ("answer.yml", "yaml"),
        ("answer.md", "markdown"),
        ("answer.txt", "table"),
        ("answer", "table"),
        ("csv", "table"),
        ("a.json/answer", "table"),
    ],
)
def test_the_ending_of_a_file_names_the_format_of_every_command(
    call: Call, tmp_path: Path, name: str, kind: str
) -> None:
    target = tmp_path / name
    target.parent.mkdir(exist_ok=True)
    assert call("modes", "-o", str(target)) == Result(0, "", "")
    assert target.read_text(encoding="utf-8") == call("modes", "--format", kind).stdout


def test_the_ending_of_a_file_goes_before_the_settings(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, text = tmp_path / "answer.csv", call("modes", "--format", "csv").stdout
    monkeypatch.setenv("QDSELECT_FORMAT", "tsv")
    assert call("modes", "-o", str(target)).code == 0
    assert target.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    ("name", "options"),
    [("answer.csv", ("--json",)), ("answer.json", ("--format", "ndjson")), ("answer.md", ("--format", "table"))],
)
def test_an_option_and_the_ending_of_a_file_that_differ_contradict_each_other(
    call: Call, tmp_path: Path, name: str, options: tuple[str, ...]
) -> None:
    found = call("modes", *options, "-o", str(tmp_path / name))
    assert (found.code, found.stdout) == (2, "")
    assert found.stderr.startswith(f"qdselect: {' '.join(options)} and a file that ends with .")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("command", [("list",), ("recommend", "-m", "HER2"), ("schema", "list")], ids=" ".join)
@pytest.mark.parametrize("ending", ["parquet", "xlsx", "html", "DOCX"])
def test_an_ending_of_another_kind_of_file_is_refused(
    call: Call, tmp_path: Path, command: tuple[str, ...], ending: str
) -> None:
    for options in ((), ("--json",)):
        found = call(*command, *options, "-o", str(tmp_path / f"answer.{ending}"))
        assert (found.code, found.stdout) == (2, "")
        assert f"nothing is written as .{ending.lower()}. A file may end with .csv" in found.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("ending", PICTURES)
def test_no_text_is_written_into_a_picture(call: Call, tmp_path: Path, ending: str) -> None:
    target = tmp_path / f"answer.{ending}"
    for kind in ((), ("--json",), ("--format", "csv")):
        found = call("list", *kind, "-o", str(target))
        assert (found.code, found.stdout) == (2, "")
        assert f".{ending}" in found.stderr
        assert not target.exists()


def test_an_empty_format_is_an_unknown_one(call: Call) -> None:
    code, out, err = call("list", "--format", "")
    assert (code, out) == (2, "")
    assert "unknown format ''" in err


# ---- what cannot be understood

HINTS = {
    "recommend --limit 5": ("--limit. Did you mean --top?", "`qdselect recommend --help`"),
    "recommend -n 5": ("-n. Did you mean --top?", "`qdselect recommend --help`"),
    "recommend --cdfree": ("--cdfree. Did you mean --cd-free?", "`qdselect recommend --help`"),
    "panel --biomarker HER2": ("--biomarker. Did you mean --marker?", "`qdselect panel --help`"),
    "recommend HER2": ("HER2. Did you mean --marker HER2?", "`qdselect recommend --help`"),
    "list --limit 5": ("No such option: --limit. `", "`qdselect list --help`"),
    "list --top 5": ("No such option: --top. `", "`qdselect list --help`"),
    "show a b": ("One argument too many: b.", "`qdselect show --help`"),
    "recommend --marker": ("'--marker' requires an argument.", "`qdselect recommend --help`"),
    "recommend --top x": ("'x' is not a whole number.", "`qdselect recommend --help`"),
    "recommend --laser x": ("'x' is not a number.", "`qdselect recommend --help`"),
    "rules list --formt csv": ("--formt. Did you mean --format?", "`qdselect rules list --help`"),
    "list --catalog x": ("--catalog stands before the command: qdselect --catalog ... list.", "`qdselect list --help`"),
    "rules list --isolated": ("--isolated stands before the command", "`qdselect rules list --help`"),
    "--json list": ("--json. The options of a command stand after its name.", "`qdselect --help`"),
    "--catalg x list": ("--catalg. Did you mean --catalog?", "`qdselect --help`"),
}
"""Misunderstandings, what is said about them, and the help that is named."""


@pytest.mark.parametrize("question", HINTS)
def test_a_misunderstanding_names_what_may_be_meant_and_the_help_of_its_command(call: Call, question: str) -> None:
    code, out, err = call(*question.split())
    assert (code, out) == (2, "")
    said, where = HINTS[question]
    assert said in err
    assert err.endswith(f"{where} lists what can be given.\n")


@pytest.mark.parametrize("other", MEANT)
def test_what_other_programs_call_an_option_leads_to_one_that_is_there(other: str) -> None:
    own = {option for name in COMMANDS if name != "rules" for item in parameters(name).values() for option in item.opts}
    assert MEANT[other] in own
    assert other not in own


# ---- what was typed, and what was not


def test_a_column_is_named_once(call: Call) -> None:
    code, out, err = call("list", "--columns", "id,quantum-yield,quantum_yield")
    assert (code, out) == (2, "")
    assert "quantum_yield is named twice" in err


@pytest.mark.parametrize(
    ("constraint", "said"),
    [
        ((), False),
        (("--commercial",), True),
        (("--min-level", "patient-specimens"), True),
    ],
)
def test_an_answer_speaks_of_constraints_only_where_there_are_some(
    call: Call, constraint: tuple[str, ...], said: bool
) -> None:
    text = call("recommend", "--marker", "HER2", "--mode", "sentinel-lymph-node", "--brief", *constraint).stdout
    assert text.split("\n\n")[1].startswith("No probe ")
    assert ("passes your constraints" in text) is said


def test_where_a_rule_of_ones_own_turns_down_the_answer_speaks_of_the_rules() -> None:
    counts = dict.fromkeys(("demonstrated", "other-mode", "transferable", "material-only", "below_level"), 0)
    query = Query(marker="HER2", modes=("live-cell",))
    for rejected, start in ((3, "No probe that passes the rules was found"), (0, "No probe was found")):
        text = summary_of(query, counts | {"rejected": rejected}, [], tiers=TIERS, ligand_known=True)
        assert text.startswith(start)


@pytest.mark.parametrize(("option", "words"), [("--coating", "zzzz"), ("--coating", ""), ("--synthesis", "zzzz")])
def test_words_that_stand_in_no_particle_are_an_unknown_name(call: Call, option: str, words: str) -> None:
    code, out, err = call("list", option, words)
    assert (code, out) == (2, "")
    assert f"unknown {option[2:]} {words!r}" in err


@pytest.mark.parametrize(("option", "words"), [("--coating", COATING_CLASSES), ("--synthesis", SYNTHESIS_ROUTES)])
def test_a_word_of_a_vocabulary_is_known_though_no_particle_has_it(
    catalog: Catalog, option: str, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Catalog, "formulations", {})
    for word in words:
        assert not qdselect.list_formulations(catalog=catalog, **{option[2:]: word}).formulations


@pytest.mark.parametrize(("constraint", "word"), [((), "rules"), (("--cd-free",), "constraints")])
def test_a_verdict_speaks_of_constraints_only_where_there_are_some(
    call: Call, constraint: tuple[str, ...], word: str
) -> None:
    found = call("explain", "inp-zns-msa-yong2009", "--mode", "live-cell", *constraint).stdout
    assert f"InP/ZnS-MSA passes the {word}; tier transferable" in found
    assert "used in live-cell with a ligand, never shown without one" in found


def test_a_table_of_compared_formulations_says_what_a_constraint_turns_down(call: Call) -> None:
    plain = ("compare", "cdse-zns-herceptin-han2014", "inp-zns-msa-yong2009", "-m", "HER2", "--draws", "100")
    rows = list(csv.DictReader(io.StringIO(call(*plain, "--cd-free", "--format", "csv").stdout)))
    assert {(row["id"], row["excluded_by"]) for row in rows} == {
        ("cdse-zns-herceptin-han2014", "no-cadmium"),
        ("inp-zns-msa-yong2009", ""),
    }


@pytest.mark.parametrize("typed", ["INP-ZNS-MSA-YONG2009", "inp zns msa yong2009", "InP/ZnS-MSA-Yong2009"])
@pytest.mark.parametrize(
    "question",
    [
        "show ID",
        "explain ID --marker HER2",
        "compare ID qd-igy-xiao2008 --marker HER2 --draws 100",
        "checklist ID --mode ihc",
        "spectra ID",
    ],
)
def test_the_id_of_a_formulation_is_known_whatever_its_case_and_hyphens(call: Call, question: str, typed: str) -> None:
    asked = [[word if word != "ID" else name for word in question.split()] for name in (typed, "inp-zns-msa-yong2009")]
    found, plain = (call(*words, "--json") for words in asked)
    assert (found.code, found.stderr) == (0, "")
    assert found == plain


def test_no_two_formulations_differ_in_case_and_hyphens_alone(catalog: Catalog) -> None:
    names = [*catalog.formulations, *catalog.retracted]
    assert len({normalise(name) for name in names}) == len(names)


# ---- leads


def test_the_id_of_a_lead_is_known_as_one(call: Call, catalog: Catalog) -> None:
    lead = catalog.section("leads")[0]["id"]
    for typed in (lead, lead.upper()):
        code, out, err = call("references", typed)
        assert (code, out) == (2, "")
        assert err == f"qdselect: {lead} is a lead that nobody has checked: `qdselect leads {lead}` shows it.\n"
        (shown,) = json.loads(call("leads", typed, "--json").stdout)["leads"]
        assert shown["id"] == lead


def test_every_lead_of_an_answer_can_be_asked_for(call: Call) -> None:
    leads = json.loads(call("recommend", "--marker", "CA125", "--json").stdout)["leads"]
    assert leads
    for lead in leads:
        assert call("leads", lead["id"]).code == 0


def test_what_is_no_lead_is_refused_with_what_it_is(call: Call, catalog: Catalog) -> None:
    checked, lead = next(iter(catalog.references)), catalog.section("leads")[0]["id"]
    assert f"qdselect references {checked}" in call("leads", checked).stderr
    assert repr(lead) in call("leads", f"{lead}x").stderr
