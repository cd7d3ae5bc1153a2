"""Every finding code has one broken file that gives it, at the right place and with a remedy."""

from __future__ import annotations

import functools
import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from qdselect.advise.schema import AUTHORED, schema_of
from qdselect.catalog import strict_yaml
from qdselect.catalog.checks import check_folder
from qdselect.catalog.files import Folder, read_file
from qdselect.catalog.findings import CODES, Finding
from qdselect.catalog.schema.base import FORMS
from qdselect.catalog.validate import validate
from qdselect.cli.run import run
from qdselect.errors import UsageError

HERE = Path(__file__).parent
BROKEN = HERE / "broken"
MINIMAL = HERE / "minimal"
MARK = re.compile(r"# here: (\d+) (.+)$")
"""In a broken file, the place of its fault: the line of the comment, the column, and what the message must name."""


class Expected(NamedTuple):
    """Where a finding must point, and what its message must name."""

    line: int
    column: int
    word: str


# Files that an editor or version control would spoil are made here: code -> maker, place and word.


def _invalid_utf8(folder: Path) -> Path:
    path = folder / "broken.yaml"
    path.write_bytes("id: broken\ntype: \u00e9t\u00e9 ".encode() + b"\xff\n")
    return path


def _empty(folder: Path) -> Path:
    path = folder / "broken.yaml"
    path.write_bytes(b"")
    return path


def _too_large(folder: Path) -> Path:
    path = folder / "broken.yaml"
    path.write_bytes(b"# padding\n" * (strict_yaml.MAX_BYTES // 10 + 1))
    return path


def _unreadable(folder: Path) -> Path:
    """A folder that is named like a file: nobody can read it, whatever their permissions."""
    (folder / "broken.yaml").mkdir()
    return folder


def _without_toxicity(folder: Path) -> Path:
    shutil.copytree(MINIMAL, folder, dirs_exist_ok=True)
    (folder / "rules" / "toxicity.yaml").unlink()
    return folder


MADE: dict[str, tuple[Callable[[Path], Path], Expected]] = {
    "not-utf8": (_invalid_utf8, Expected(2, 11, "UTF-8")),
    "empty-file": (_empty, Expected(1, 1, "empty")),
    "file-too-large": (_too_large, Expected(1, 1, "4,000,000 bytes")),
    "unreadable": (_unreadable, Expected(1, 1, "cannot be read")),
    "missing-file": (_without_toxicity, Expected(1, 1, "toxicity.yaml")),
}


def expected_in(path: Path) -> Expected:
    marks = [
        Expected(number, int(found[1]), found[2])
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if (found := MARK.search(line))
    ]
    assert len(marks) == 1, f"{path}: one '# here' comment is needed"
    return marks[0]


def check(target: Path) -> list[Finding]:
    """Findings of a file against the real catalogue, or of a folder with a catalogue and rules of its own."""
    if (target / "catalog").is_dir():
        return validate(target / "catalog", rules=target / "rules")[1]
    return validate(target)[1]


Broken = Callable[[str], tuple[list[Finding], Expected]]


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Broken:
    """Findings of the fixture of one code, and what is expected of them; each file is checked once."""
    return functools.cache(lambda code: _broken(code, tmp_path_factory.mktemp(code)))


def _broken(code: str, folder: Path) -> tuple[list[Finding], Expected]:
    if code in MADE:
        make, expected = MADE[code]
        return check(make(folder)), expected
    (path,) = [path for path in (BROKEN / code).rglob("*") if path.is_file()]
    over = BROKEN / code / "over"
    if not over.is_dir():
        return check(path), expected_in(path)
    shutil.copytree(MINIMAL, folder, dirs_exist_ok=True)
    shutil.copytree(over, folder, dirs_exist_ok=True)
    return check(folder), expected_in(path)


def minimal(folder: Path, **changes: str) -> Path:
    """A copy of the minimal catalogue in which files were written anew (``a__b`` is ``a/b.yaml``)."""
    shutil.copytree(MINIMAL, folder, dirs_exist_ok=True)
    for name, text in changes.items():
        (folder / (name.replace("__", "/") + ".yaml")).write_text(text, encoding="utf-8")
    return folder


def text_of(name: str) -> str:
    return (MINIMAL / f"{name}.yaml").read_text(encoding="utf-8")


def alone(path: Path) -> tuple[int, list[Finding]]:
    """Number of files and findings of a file or folder that would join the minimal catalogue."""
    return validate(path, catalog=MINIMAL / "catalog", rules=MINIMAL / "rules")


# every code


def test_every_code_has_a_fixture_and_every_fixture_a_code() -> None:
    stored = {path.name for path in BROKEN.iterdir()}
    assert stored | set(MADE) == set(CODES)
    assert not stored & set(MADE)


@pytest.mark.parametrize("code", CODES)
def test_broken_file_gives_its_code_and_no_other(code: str, broken: Broken) -> None:
    findings, _ = broken(code)
    assert [finding.code for finding in findings] == [code]


@pytest.mark.parametrize("code", CODES)
def test_finding_points_at_the_fault(code: str, broken: Broken) -> None:
    (finding,), expected = broken(code)
    assert (finding.line, finding.column) == (expected.line, expected.column)


@pytest.mark.parametrize("code", CODES)
def test_finding_names_the_fault_and_a_remedy(code: str, broken: Broken) -> None:
    (finding,), expected = broken(code)
    assert expected.word in finding.message
    assert finding.fix.strip()
    assert finding.severity == CODES[code][0]
    place = f"{finding.path}:{finding.line}:{finding.column}: {finding.severity} {code}: "
    assert str(finding).startswith(place)


@pytest.mark.parametrize("code", CODES)
def test_severity_is_error_or_warning(code: str) -> None:
    severity, meaning = CODES[code]
    assert severity in ("error", "warning")
    assert meaning


# other faults that give the same codes

RECORD = """\
id: broken
type: article
reference:
  title: An invented paper with one thing wrong
  seen: https://example.org/broken
formulations:
- id: dots-broken
  name: Invented dots
"""
USE = "evidence:\n- {formulation: dots-broken, untargeted: circulation, outcome: Seen., "


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (USE + "mode: biodistribution, level: material-only}\n", "level-mode-conflict", 10),
        (USE + "mode: material-study, level: patient-specimens}\n", "level-mode-conflict", 10),
        (USE + "mode: live-cell}\n", "missing-key", 10),
        ("  emission_max_nm: 0.65\n", "unit-slip", 9),
        ("  hydrodynamic_diameter_nm: 1\n", "unit-slip", 9),
        ("  fwhm_nm: 655\n", "unit-slip", 9),
        ("  quantum_yield: 655\n", "unit-slip", 9),
        ("  quantum_yield: 1.0001e5\n", "unit-slip", 9),
        ("  zeta_potential_mV: -200\n", "out-of-range", 9),
        ("  emission_max_nm: {above: 700, below: 600}\n", "bounds-order", 9),
        ("  core_diameter_nm: {min: 9, max: 10}\n  core_shell_diameter_nm: 5\n", "core-larger-than-whole", 10),
        ("  emission_max_nm: true\n", "bad-value", 9),
        ("  emission_max_nm: '655'\n", "bad-value", 9),
        ("  shells: ZnS\n", "bad-value", 9),
        ("  shells: [null]\n", "bad-value", 9),
        ("  availability: in-house\n", "bad-value", 9),
        ("  coating: a\u202eb\n", "control-character", 9),
        ("  pin: {emision_max_nm: broken}\n", "pin-without-value", 9),
        ("  Name: x\n", "unknown-key", 9),
        ("  quantum_yield: {value: 0.5, source: x}\n", "unknown-key", 9),
    ],
)
def test_faults_in_a_source(text: str, code: str, line: int, tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text(RECORD + text, encoding="utf-8")
    assert [(finding.code, finding.line) for finding in alone(path)[1]] == [(code, line)]


@pytest.mark.parametrize("mode", ["fixed-cell", "flow-cytometry"])
def test_mode_that_needs_cells_is_no_study_of_the_material_alone(mode: str, tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text(f"{RECORD}{USE}mode: {mode}, level: material-only}}\n", encoding="utf-8")
    assert [finding.code for finding in validate(path)[1]] == ["level-mode-conflict"]


@pytest.mark.parametrize(
    ("check_of", "code"),
    [
        ("{all: {field: elements}}", "rule-check"),
        ("{not: 5}", "rule-check"),
        ("{any: []}", "rule-check"),
        ("{field: elements, op: contains}", "rule-check"),
        ("{field: emision_max_nm, op: lt, value: 5}", "rule-check"),
        ("{field: emission_max_nm, op: between, value: [700, 600]}", "rule-check"),
        ("{field: emission_max_nm, op: lt, value: '650'}", "rule-check"),
        ("{field: elements, op: contains-any, value: {query: emission_window_nm}}", "rule-check"),
        ("{all: [{field: elements, op: contains, value: Cd}], any: []}", "rule-check"),
        ("{field: elements, op: contains-any, value: {query: exclude_elements}}", "rule-flag"),
        ("", "rule-shape"),
        ("[Cd]", "bad-value"),
    ],
)
def test_faults_in_a_check_are_findings_and_never_a_crash(check_of: str, code: str, tmp_path: Path) -> None:
    rules = text_of("rules/topic").replace("{field: emission_max_nm, op: lt, value: 650}", check_of)
    assert rules != text_of("rules/topic")
    findings = check(minimal(tmp_path, rules__topic=rules))
    assert [finding.code for finding in findings] == [code]
    assert Path(findings[0].path).name == "topic.yaml"


@pytest.mark.parametrize(
    ("test", "missing"),
    [
        ("  - {given: {elements: [In, P]}, expect: silent}\n", "silent"),
        ("  - {given: {elements: [Cd, Se]}, expect: fires}\n", "fires"),
        ("  - {given: {emission_max_nm: 600}, expect: 0.5}\n", "a value"),
    ],
)
def test_a_rule_has_a_test_of_every_kind_of_outcome(test: str, missing: str, tmp_path: Path) -> None:
    rules = text_of("rules/topic").replace(test, "", 1)
    assert rules != text_of("rules/topic")
    (finding,) = check(minimal(tmp_path, rules__topic=rules))
    assert (finding.code, finding.message) == ("rule-untested", f"no test expects {missing}")


def test_a_rule_on_what_is_known_alone_has_no_unknown_outcome_to_test(tmp_path: Path) -> None:
    rules = (
        text_of("rules/topic")
        .replace("op: lt, value: 650", "op: known, value: true")
        .replace("expect: silent}\n  - {given: {}, expect: unknown}\n- id: colour", "expect: fires}\n- id: colour")
        .replace("{given: {emission_max_nm: 800}, expect: fires}", "{given: {}, expect: silent}")
    )
    assert rules.count("expect: unknown") == 2
    assert check(minimal(tmp_path, rules__topic=rules)) == []


@pytest.mark.parametrize("template", ["{", "{value!r} {0}", "{}", "{score}"])
def test_sentence_of_a_rule_has_only_placeholders_that_are_filled(template: str, tmp_path: Path) -> None:
    rules = text_of("rules/topic").replace("emission at {value} nm is below", template)
    assert rules != text_of("rules/topic")
    assert {finding.code for finding in check(minimal(tmp_path, rules__topic=rules))} == {"rule-template"}


def test_unknown_key_suggests_the_nearest(broken: Broken) -> None:
    (finding,), _ = broken("unknown-key")
    assert finding.fix.startswith("did you mean emission_max_nm")


WRITTEN_WRONG = [
    ("doi", "javascript:alert(1)", "a DOI", "10.1021/nn8008933"),
    ("doi", "https://doi.org/10.1021/nn8008933", "a DOI", "without https://doi.org/"),
    ("pmid", "12", "a PMID", "digits"),
    ("pmcid", "2762404", "a PMCID", "PMC2762404"),
    ("seen", "the paper itself", "the address of a page", "https://"),
]


@pytest.mark.parametrize(("key", "written", "what", "hint"), WRITTEN_WRONG, ids=lambda word: word)
def test_a_text_of_the_wrong_form_is_told_in_words_and_never_by_a_pattern(
    key: str, written: str, what: str, hint: str, tmp_path: Path
) -> None:
    path = tmp_path / "own2026.yaml"
    path.write_text(f"id: own2026\ntype: article\nreference: {{title: A title, {key}: {written!r}}}\n", "utf-8")
    (finding,) = (finding for finding in validate(path)[1] if finding.code == "bad-value")
    assert finding.message == f"{written!r} is not {what}"
    assert hint in finding.fix
    assert "\\" not in str(finding)


def test_every_pattern_of_the_published_schemas_has_its_words() -> None:
    def patterns(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            yield from (child for key, child in value.items() if key == "pattern" and isinstance(child, str))
        for child in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            yield from patterns(child)

    assert {pattern for name in AUTHORED for pattern in patterns(schema_of(name))} == set(FORMS)


@pytest.mark.parametrize(
    ("code", "suggestion"),
    [
        ("unknown-value", "PEG-thiol"),
        ("unknown-marker", "HER2"),
        ("unknown-mode", "live-cell"),
        ("rule-flag", "cd_free"),
    ],
)
def test_unknown_word_suggests_the_nearest(code: str, suggestion: str, broken: Broken) -> None:
    (finding,), _ = broken(code)
    assert f"did you mean {suggestion}" in finding.fix


EVERYTHING = """\
id: somebody
type: artikel
reference:
  title: 5
  colour: red
formulations:
- id: dots-broken
  name: Invented dots
  core: unobtainium
  shells: [ZnS, 7, indium stuff]
  quantum_yield: 65
  fwhm_nm: -40
  emission_max_nm: -inf
  molar_extinction_M_cm: {value: .inf}
  surface_charge: {}
  colour: red
- name: No id
  quantum_yield: 40
evidence:
- 5
- formulation: dots-nowhere
  marker: HER22
  mode: live-sell
  level: in-vitro
  outcome: Seen.
  sighted: true
- marker: 7
  outcome: Seen.
"""
"""One thing wrong after the other; a value of the wrong shape hides nothing that stands beside it."""


def test_every_fault_of_a_file_is_found_in_one_run(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text(EVERYTHING, encoding="utf-8")
    assert [(finding.line, finding.code) for finding in alone(path)[1]] == [
        (1, "file-name"),
        (2, "unknown-value"),
        (3, "source-unseen"),
        (4, "bad-value"),
        (5, "unknown-key"),
        (9, "composition-unparsed"),
        (10, "bad-value"),
        (10, "composition-unparsed"),
        (11, "unit-slip"),
        (12, "out-of-range"),
        (13, "bad-value"),
        (14, "not-finite"),
        (15, "unknown-value"),
        (16, "unknown-key"),
        (17, "missing-key"),
        (18, "unit-slip"),
        (20, "bad-value"),
        (21, "ligand-missing"),
        (21, "dangling-id"),
        (22, "unknown-marker"),
        (23, "unknown-mode"),
        (24, "unknown-value"),
        (26, "unknown-key"),
        (27, "missing-key"),
        (27, "missing-key"),
        (27, "missing-key"),
        (27, "bad-value"),
    ]


WRONG_SHAPES = ["5", "x", "true", "[]", "{}", "[5]", "[{}]", "{a: b}", "[[x]]", "[null]", ".inf", "'\\u202e'", ""]


@pytest.mark.parametrize("wrong", WRONG_SHAPES)
@pytest.mark.parametrize("name", [path.relative_to(MINIMAL).as_posix() for path in sorted(MINIMAL.rglob("*.yaml"))])
def test_no_value_of_any_file_can_make_the_checks_fail(name: str, wrong: str, tmp_path: Path) -> None:
    document = strict_yaml.read(MINIMAL / name)
    text = (MINIMAL / name).read_text(encoding="utf-8").splitlines()
    path = tmp_path / Path(name).name
    for line in {document.place(where)[0] for where in places_in(document.data)}:
        key, colon, _ = text[line - 1].partition(": ")
        if not colon:
            continue
        changed = [*text[: line - 1], f"{key}: {wrong}", *text[line:]]
        path.write_text("\n".join(changed), encoding="utf-8")
        file = read_file(path, "source" if "/sources/" in name or "/leads/" in name else None)
        check_folder(Folder([file]))


def places_in(value: Any, where: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield where
    for step, child in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        yield from places_in(child, (*where, step))


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("hydrodynamic_diameter_nm: 0.01", "micrometres? 0.01 µm is 10 nm"),
        ("core_diameter_nm: 0.7", "a radius? its diameter is 1.4 nm"),
        ("emission_max_nm: 0.65", "micrometres? 0.65 µm is 650 nm; electronvolts? 0.65 eV is 1907 nm"),
        ("emission_max_nm: 2", "micrometres? 2 µm is 2000 nm; electronvolts? 2 eV is 620 nm"),
        ("emission_max_nm: 100", "check the number and its unit on the page"),
        ("fwhm_nm: 0.04", "micrometres? 0.04 µm is 40 nm"),
        ("core_diameter_nm: 0.0001", "check the number and its unit on the page"),
    ],
)
def test_hint_of_another_unit_names_a_value_that_is_plausible(text: str, hint: str, tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text(f"{RECORD}  {text}\n", encoding="utf-8")
    assert [finding.fix for finding in alone(path)[1]] == [hint]


# whole folders


def test_all_findings_of_a_folder_are_reported_in_one_run(tmp_path: Path) -> None:
    alpha = text_of("catalog/sources/alpha").replace("quantum_yield: 0.4", "quantum_yield: 40\n  colour: red")
    beta = text_of("catalog/sources/beta").replace("core: CdSe", "core: indium alloy").replace("CdSe/ZnS-PEG", "x")
    beta = beta.replace("formulation: inp-alpha", "formulation: inp-omega").replace("max: 620", "max: 590")
    modes = text_of("rules/modes").replace("safety: 0.3", "safety: 0.2")
    folder = minimal(
        tmp_path,
        catalog__sources__alpha=alpha,
        catalog__sources__beta=beta,
        catalog__sources__delta="a: [",
        rules__modes=modes,
    )
    found = {(Path(finding.path).name, finding.code) for finding in check(folder)}
    assert found == {
        ("alpha.yaml", "unknown-key"),
        ("alpha.yaml", "unit-slip"),
        ("beta.yaml", "composition-unparsed"),
        ("beta.yaml", "bounds-order"),
        ("delta.yaml", "yaml-syntax"),
        ("modes.yaml", "weights-sum"),
    }


def test_findings_come_in_order_of_place_without_repetition(tmp_path: Path) -> None:
    beta = text_of("catalog/sources/beta").replace("core: CdSe", "core: indium alloy")
    beta = beta.replace("inp-alpha", "inp-omega").replace("max: 620", "max: 590")
    findings = check(minimal(tmp_path, catalog__sources__beta=beta))
    assert len(findings) == 3
    assert findings == sorted(set(findings))


@pytest.mark.parametrize(
    ("name", "old", "new", "code"),
    [
        ("catalog/sources/alpha", "core: InP", "kore: InP", "unknown-key"),
        ("catalog/sources/alpha", "core: InP", "core: [", "yaml-syntax"),
        ("catalog/markers", "kind: protein\n  aliases", "kind: protien\n  aliases", "unknown-value"),
        ("catalog/markers", "kind: protein\n  aliases", "kind: [\n  aliases", "yaml-syntax"),
        ("rules/modes", "untargeted: true", "untargeted: NO", "bad-value"),
        ("rules/modes", "untargeted: true", "untargeted: [", "yaml-syntax"),
    ],
)
def test_fault_in_one_file_gives_no_findings_in_files_that_refer_to_it(
    name: str, old: str, new: str, code: str, tmp_path: Path
) -> None:
    text = text_of(name).replace(old, new)
    assert text != text_of(name)
    folder = minimal(tmp_path, **{name.replace("/", "__"): text})
    assert [(Path(finding.path).stem, finding.code) for finding in check(folder)] == [(name.split("/")[-1], code)]


def test_two_files_with_one_id_name_each_other(tmp_path: Path) -> None:
    lead = text_of("catalog/leads/gamma").replace("gamma", "beta").replace("nobody has opened yet", "is another one")
    (finding,) = check(minimal(tmp_path, catalog__leads__beta=lead))
    assert finding.code == "duplicate-id"
    assert "leads/beta.yaml" in finding.message.replace("\\", "/")


@pytest.mark.parametrize(("emission_nm", "conflicts"), [(650, 0), (500, 50)])
def test_many_copies_of_a_source_give_each_the_same_findings_once(
    emission_nm: int, conflicts: int, tmp_path: Path
) -> None:
    """Two by two, fifty copies would give 1,275 findings of every kind."""
    folder = shutil.copytree(MINIMAL, tmp_path / "many")
    text = (folder / "catalog" / "sources" / "alpha.yaml").read_text(encoding="utf-8")
    for number in range(50):
        copy = text.replace("id: alpha\n", f"id: copy{number:02}\n", 1).replace("_nm: 650", f"_nm: {emission_nm}")
        (folder / "catalog" / "sources" / f"copy{number:02}.yaml").write_text(copy, encoding="utf-8")
    found = check(folder)
    kinds = [(finding.path, finding.code, finding.line) for finding in found]
    assert len(kinds) == len(set(kinds))
    twins = [finding for finding in found if finding.code == "duplicate-reference"]
    assert len(twins) == 50
    assert {finding.message for finding in twins} == {"the same doi stands in alpha"}
    assert sum(finding.code == "value-conflict" for finding in found) == conflicts


def test_source_does_not_rest_on_the_particle_of_a_lead(tmp_path: Path) -> None:
    beta = text_of("catalog/sources/beta").replace("formulation: inp-alpha", "formulation: dots-gamma")
    assert [finding.code for finding in check(minimal(tmp_path, catalog__sources__beta=beta))] == ["dangling-id"]


def test_lead_may_refer_to_its_own_particle_and_to_that_of_a_source(tmp_path: Path) -> None:
    lead = text_of("catalog/leads/gamma").replace("- formulation: dots-gamma", "- formulation: inp-alpha")
    assert check(minimal(tmp_path, catalog__leads__gamma=lead)) == []


def test_pin_to_a_source_that_measured_the_field_is_right(tmp_path: Path) -> None:
    alpha = text_of("catalog/sources/alpha").replace("  core: InP\n", "  pin: {quantum_yield: beta}\n  core: InP\n")
    assert check(minimal(tmp_path, catalog__sources__alpha=alpha)) == []


def test_pin_to_a_retracted_source_has_no_value(tmp_path: Path) -> None:
    alpha = text_of("catalog/sources/alpha").replace("  core: InP\n", "  pin: {quantum_yield: beta}\n  core: InP\n")
    beta = text_of("catalog/sources/beta").replace("  seen:", "  retracted: true\n  seen:")
    findings = check(minimal(tmp_path, catalog__sources__alpha=alpha, catalog__sources__beta=beta))
    assert [finding.code for finding in findings] == ["pin-without-value", "retracted-source"]


def test_real_catalogue_and_rules_have_no_errors() -> None:
    count, findings = validate()
    assert count > 100
    assert [str(finding) for finding in findings if finding.severity == "error"] == []


def test_minimal_catalogue_gives_no_findings() -> None:
    assert validate(MINIMAL / "catalog", rules=MINIMAL / "rules") == (12, [])


def test_clean_file_gives_no_findings(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text(RECORD, encoding="utf-8")
    assert alone(path) == (1, [])
    assert validate(path) == (1, [])


def test_file_of_the_catalogue_is_not_its_own_duplicate() -> None:
    path = HERE.parent / "catalog" / "markers.yaml"
    assert validate(path) == (1, [])


def test_both_endings_of_yaml_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text("a: [", encoding="utf-8")
    (tmp_path / "two.yml").write_text("a: [", encoding="utf-8")
    count, findings = alone(tmp_path)
    assert count == 2
    assert {Path(finding.path).name for finding in findings} == {"one.yaml", "two.yml"}


@pytest.mark.parametrize("name", ["nowhere.yaml", "a" * 5000])
def test_path_that_does_not_exist_is_a_usage_error(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        validate(tmp_path / name)


def test_folder_without_files_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no YAML file"):
        validate(tmp_path)


# the command


@pytest.mark.parametrize(
    ("code", "strict", "status"),
    [("bad-value", False, 1), ("bad-value", True, 1), ("ligand-missing", False, 0), ("ligand-missing", True, 1)],
)
def test_exit_code_follows_errors_and_strictness(
    code: str, strict: bool, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--isolated", "validate", str(BROKEN / code / "broken.yaml"), "--json"]
    assert run(arguments + ["--strict"] * strict) == status
    document = json.loads(capsys.readouterr().out)
    assert document["n_files"] == 1
    (finding,) = document["findings"]
    assert finding["code"] == code
    assert finding["severity"] == CODES[code][0]
    assert {"path", "line", "column", "message", "fix"} < set(finding)


def test_exit_code_is_0_without_findings_even_when_strict(capsys: pytest.CaptureFixture[str]) -> None:
    folders = ["--catalog", str(MINIMAL / "catalog"), "--rules", str(MINIMAL / "rules")]
    assert run(["--isolated", *folders, "validate", "--json", "--strict"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["n_files"], document["findings"]) == (12, [])


def test_exit_code_is_2_for_a_path_that_does_not_exist(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--isolated", "validate", str(tmp_path / "nowhere.yaml"), "--json"]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "nowhere.yaml" in shown.err


@pytest.mark.parametrize(
    ("code", "closing"),
    [("bad-value", "1 file: 1 error, 0 warnings"), ("ligand-missing", "1 file: 0 errors, 1 warning")],
)
def test_one_of_a_kind_is_said_in_the_singular(code: str, closing: str, capsys: pytest.CaptureFixture[str]) -> None:
    run(["--isolated", "validate", str(BROKEN / code / "broken.yaml")])
    assert capsys.readouterr().out.splitlines()[-1] == closing


# the strict reader


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("NO", "NO"),
        ("no", "no"),
        ("on", "on"),
        ("y", "y"),
        ("Yes", "Yes"),
        ("True", "True"),
        ("12:30", "12:30"),
        ("017", "017"),
        ("0o17", "0o17"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("2009-01-31", "2009-01-31"),
        ("2009-01-31 12:30:00", "2009-01-31 12:30:00"),
        ("1e5", 100000.0),
        ("1E-3", 0.001),
        (".5", 0.5),
        ("+7", 7),
        ("-0.5", -0.5),
        ("0", 0),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("'12'", "12"),
        ('"true"', "true"),
        ("2009", 2009),
        ("10.1021/nn8008933", "10.1021/nn8008933"),
        ("502-510", "502-510"),
        ("{<<: 1}", {"<<": 1}),
    ],
)
def test_scalars_read_as_written(written: str, value: object) -> None:
    document = strict_yaml.parse(f"key: {written}\n".encode())
    assert document.data == {"key": value}
    assert type(document.data["key"]) is type(value)
    assert document.problems == []


@pytest.mark.parametrize("number", [".inf", "-.INF", ".nan", "1e999", "9" * 400])
def test_numbers_that_are_not_finite_are_findings(number: str) -> None:
    document = strict_yaml.parse(f"key: {number}\n".encode())
    assert [problem.code for problem in document.problems] == ["not-finite"]
    assert document.data == {"key": None}


@pytest.mark.parametrize(
    "text",
    [
        "a: !!python/object/apply:os.system [ls]",
        "a: !!python/object:os.path {}",
        "a: !!python/name:os.system",
        "a: !!str 12",
        "a: !!binary aGk=",
        "a: !!set {x}",
        "a: !own x",
        "a: ! 12",
        "!own a: 1",
        "!!map {a: 1}",
        "a: [\u00e9\u2028, !!int '1']",
    ],
)
def test_tags_are_refused(text: str) -> None:
    with pytest.raises(strict_yaml.YamlProblemError) as refused:
        strict_yaml.parse(text.encode())
    assert refused.value.code == "yaml-tag"
    assert refused.value.fix


@pytest.mark.parametrize(
    "text",
    [
        "a: &x 1",
        "a: &x {b: 1}\nc: *x",
        "a: &x 1\nb: *x",
        "&x a: 1",
        "a: *nowhere",
        "a: &x [*x]",
        "a: &x {b: 1}\nc: {<<: *x}",
        "\ufeffa: \u03b1\nb: &x 1",
    ],
)
def test_anchors_and_aliases_are_refused(text: str) -> None:
    with pytest.raises(strict_yaml.YamlProblemError) as refused:
        strict_yaml.parse(text.encode())
    assert refused.value.code == "yaml-alias"


@pytest.mark.parametrize("text", ["a: x & y", "a: it works!", "a: 'x'  # &b !c *d", "a: '&x'", "a: |\n  &x\n  !y\n"])
def test_signs_inside_a_text_are_text(text: str) -> None:
    assert isinstance(strict_yaml.parse(text.encode()).data["a"], str)


def test_bomb_of_aliases_is_refused_before_it_grows() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    with pytest.raises(strict_yaml.YamlProblemError) as refused:
        strict_yaml.parse("\n".join(lines).encode())
    assert (refused.value.code, refused.value.line) == ("yaml-alias", 1)


@pytest.mark.parametrize(
    "raw",
    [
        b"[" * 100_000,
        b"{" * 100_000,
        b"a: " + b"[" * 100_000 + b"]" * 100_000,
        b"[{a: " * 50_000,
        b"- " * 100_000 + b"x",
        b"? " * 100_000 + b"x",
        b"".join(b" " * depth + b"a:\n" for depth in range(2500)),
        b"".join(b" " * depth + b"a:\n" for depth in range(60)),
        b"- " * 60 + b"x",
    ],
    ids=["brackets", "braces", "closed", "mixed", "dashes", "questions", "indentation", "60-deep", "60-dashes"],
)
def test_deep_nesting_is_refused(raw: bytes) -> None:
    with pytest.raises(strict_yaml.YamlProblemError) as refused:
        strict_yaml.parse(raw)
    assert refused.value.code == "too-deep"


def test_many_brackets_side_by_side_are_no_depth() -> None:
    assert strict_yaml.parse(b"a: [" + b"[1], " * 1000 + b"]").data == {"a": [[1]] * 1000}


def test_byte_order_mark_and_windows_line_ends_are_read() -> None:
    document = strict_yaml.parse(b"\xef\xbb\xbfa: 1\r\nb: x\r\n")
    assert document.data == {"a": 1, "b": "x"}
    assert document.place(("b",)) == (2, 4)


def test_place_of_invalid_bytes_counts_letters_and_no_byte_order_mark() -> None:
    with pytest.raises(strict_yaml.YamlProblemError) as refused:
        strict_yaml.parse(b"\xef\xbb\xbfa: \xc3\xa9\xff\n")
    assert (refused.value.code, refused.value.line, refused.value.column) == ("not-utf8", 1, 5)


@pytest.mark.parametrize("text", ["- a\n- b\n", "just words\n", "12\n", "~\n"])
def test_file_that_is_no_mapping_is_a_finding(text: str, tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text(text, encoding="utf-8")
    file = read_file(path)
    assert [finding.code for finding in file.findings] == ["bad-value"]
    assert not file.usable


@pytest.mark.parametrize("text", ["# nothing but a comment\n", "\n\n", "   \n"])
def test_file_without_content_is_empty(text: str) -> None:
    with pytest.raises(strict_yaml.YamlProblemError) as refused:
        strict_yaml.parse(text.encode())
    assert refused.value.code == "empty-file"


@pytest.mark.parametrize("text", ["a: 1\n---\nb: 2\n", "a:\t\n\t- 1\n", "? [a]\n: b\n", "a: 'x\n", "a: \x00b\n"])
def test_what_is_no_single_document_of_words_is_a_syntax_finding(text: str) -> None:
    with pytest.raises(strict_yaml.YamlProblemError) as refused:
        strict_yaml.parse(text.encode())
    assert refused.value.code == "yaml-syntax"


def test_first_of_two_equal_keys_does_not_hide_the_second() -> None:
    document = strict_yaml.parse(b"a: 1\nb: 2\na: 3\n")
    assert [(problem.code, problem.line) for problem in document.problems] == [("duplicate-key", 3)]


def test_dump_reads_back_as_the_same_data() -> None:
    data = {
        "a": "NO",
        "b": "017",
        "c": "12:30",
        "d": [1, 0.5, True, None, "x\ny"],
        "e": {"f": "1e5", "g": "2009-01-31"},
    }
    assert strict_yaml.parse(strict_yaml.dump(data).encode()).data == data
