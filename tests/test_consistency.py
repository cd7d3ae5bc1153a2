"""Sources against each other and against the material: what disagrees is found, what may differ is left alone."""

from __future__ import annotations

import math
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qdselect.catalog.checks import check_folder
from qdselect.catalog.checks_between import TOLERANCES
from qdselect.catalog.checks_physics import FWHM_NM, longest_emission_nm
from qdselect.catalog.files import Folder, read_folder
from qdselect.catalog.findings import CODES, Finding
from qdselect.catalog.validate import validate
from qdselect.model.fields import FIELDS, NUMERIC
from test_validate import BROKEN, MINIMAL

Check = Callable[..., list[tuple[str, str]]]

HEAD = """\
id: {name}
type: article
reference:
  title: The paper called {name}
  seen: https://example.org/{name}
"""


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """Codes and files of the findings after sources or files were added to the minimal catalogue."""
    shutil.copytree(MINIMAL, tmp_path, dirs_exist_ok=True)

    def checked(**files: str) -> list[tuple[str, str]]:
        for name, text in files.items():
            source = not text.startswith(("exceptions:", "materials:", "ligands:", "markers:"))
            path = tmp_path / "catalog" / ("sources" if source else "") / f"{name}.yaml"
            path.write_text((HEAD.format(name=name) if source else "") + text, encoding="utf-8")
        _, findings = validate(tmp_path / "catalog", rules=tmp_path / "rules")
        return [(finding.code, Path(finding.path).stem) for finding in findings]

    return checked


def measured(**values: str) -> str:
    """Measurements of the particle of the source ``alpha``."""
    fields = "".join(f"  {name}: {value}\n" for name, value in values.items())
    return f"measurements:\n- formulation: inp-alpha\n{fields}"


def particle(name: str, **values: str) -> str:
    """A particle that a source introduces."""
    fields = "".join(f"  {key}: {value}\n" for key, value in values.items())
    return f"formulations:\n- id: {name}\n  name: Invented dots\n{fields}"


# ---- the real catalogue


def test_every_warning_of_the_real_catalogue_is_explained() -> None:
    assert [str(finding) for finding in validate()[1]] == []


# ---- two sources, one value


@pytest.mark.parametrize(
    ("value", "conflict"),
    [("655", False), ("663", False), ("640", False), ("664", True), ("{min: 600, max: 640}", False), ("600", True)],
)
def test_emission_may_differ_by_five_nanometres_or_two_per_cent(check: Check, value: str, conflict: bool) -> None:
    assert check(delta=measured(emission_max_nm=value)) == [("value-conflict", "delta")] * conflict


@pytest.mark.parametrize(
    ("value", "conflict"),
    [("5.9", False), ("6.1", True), ("2.6", True), ("{below: 3}", False), ("{below: 2}", True)],
)
def test_sizes_may_differ_by_half(check: Check, value: str, conflict: bool) -> None:
    assert check(delta=measured(core_diameter_nm=value)) == [("value-conflict", "delta")] * conflict


@pytest.mark.parametrize(
    ("one", "two", "conflict"),
    [
        ("{value: 20, medium: water}", "{value: 60, medium: serum}", False),
        ("{value: 20, medium: water}", "{value: 60, medium: Water}", True),
        ("{value: 20, medium: water}", "60", True),
        ("{value: 20, at_nm: 600}", "{value: 60, at_nm: 700}", False),
    ],
)
def test_values_under_conditions_that_differ_are_not_compared(check: Check, one: str, two: str, conflict: bool) -> None:
    found = check(delta=measured(lifetime_ns=one), omega=measured(lifetime_ns=two))
    assert found == [("value-conflict", "omega")] * conflict


@pytest.mark.parametrize(
    ("field", "value"), [("core", "CdSe"), ("shells", "[]"), ("shells", "[ZnSe, ZnS]"), ("coating_class", "silica")]
)
def test_words_of_two_sources_must_be_the_same(check: Check, field: str, value: str) -> None:
    assert check(delta=measured(**{field: value})) == [("value-conflict", "delta")]


def test_two_sources_that_agree_give_no_finding(check: Check) -> None:
    same = measured(
        core="InP", shells="[ZnS]", coating_class="PEG-thiol", emission_max_nm="650", core_diameter_nm="4.2"
    )
    assert check(delta=same) == []


def test_a_retracted_source_contradicts_nobody(tmp_path: Path) -> None:
    shutil.copytree(MINIMAL, tmp_path, dirs_exist_ok=True)
    head = HEAD.format(name="delta").replace("  seen:", "  retracted: true\n  seen:")
    text = head + measured(emission_max_nm="600")
    (tmp_path / "catalog" / "sources" / "delta.yaml").write_text(text, encoding="utf-8")
    _, findings = validate(tmp_path / "catalog", rules=tmp_path / "rules")
    assert [finding.code for finding in findings] == ["retracted-source"]


def test_every_measured_number_of_one_batch_has_a_tolerance() -> None:
    assert set(TOLERANCES) == set(NUMERIC) - {"emission_tunable_nm", "emission_band_nm"}


@given(st.sampled_from(sorted(TOLERANCES)), st.data())
def test_a_value_never_conflicts_with_itself(field: str, data: Any) -> None:
    value = data.draw(st.floats(FIELDS[field].low, FIELDS[field].high))
    assert TOLERANCES[field].allows(value, value)


@pytest.mark.parametrize(
    ("values", "conflict"),
    [
        ({"core_shell_diameter_nm": "15"}, True),
        ({"core_shell_diameter_nm": "13"}, False),
        ({"core_shell_diameter_nm": "{above: 3}"}, False),
        ({"hydrodynamic_diameter_nm": "{value: 3.5, medium: water}"}, True),
    ],
)
def test_a_core_of_one_source_fits_into_the_whole_of_another(
    check: Check, values: dict[str, str], conflict: bool
) -> None:
    codes = {code for code, _ in check(delta=measured(**values))}
    assert ("size-conflict" in codes) is conflict


# ---- the same thing twice


def test_batches_of_one_source_are_no_particle_twice(check: Check) -> None:
    looks = "  core: CdSe\n  coating: PEG\n  emission_max_nm: 600\n"
    text = f"formulations:\n- id: one\n  name: One\n{looks}- id: two\n  name: Two\n{looks}"
    assert check(delta=text) == []


def test_a_particle_is_the_same_however_its_emission_is_written(check: Check) -> None:
    looks = {"core": "CdSe", "coating": "PEG"}
    one = particle("dots-delta", **looks, emission_max_nm="600")
    two = particle("dots-omega", **looks, emission_max_nm="{value: 600, medium: water}")
    assert check(delta=one, omega=two) == [("duplicate-particle", "omega")]


@pytest.mark.parametrize("change", ["  coating: silica\n", "  emission_max_nm: 601\n", "  dopants: [Mn]\n"])
def test_particles_that_differ_in_anything_are_two(check: Check, change: str) -> None:
    looks = "  core: CdSe\n  coating: PEG\n  emission_max_nm: 600\n"
    key = change.split(":")[0]
    other = "".join(line + "\n" for line in looks.splitlines() if not line.startswith(key)) + change
    texts = {name: f"formulations:\n- id: {name}-dots\n  name: Dots\n{looks}" for name in ("delta", "omega")}
    assert check(**texts) == [("duplicate-particle", "omega")]
    assert check(omega=f"formulations:\n- id: omega-dots\n  name: Dots\n{other}") == []


@pytest.mark.parametrize(
    ("one", "two", "found"),
    [
        ("pages: 1-9", "pages: 1-9", True),
        ("pages: 1-9", "pages: 2-9", False),
        ("{pages: 1-9, doi: 10.1234/one}", "{pages: 1-9, doi: 10.1234/two}", False),
        ("{pages: 1-9, doi: 10.1234/one}", "{pages: 1-9}", True),
    ],
)
def test_first_author_year_and_pages_tell_a_paper_apart_unless_the_dois_do(
    tmp_path: Path, one: str, two: str, found: bool
) -> None:
    findings = _with_references(
        tmp_path, *(f"  authors: [Same A]\n  year: 2020\n{_lines(text)}" for text in (one, two))
    )
    assert [finding.code for finding in findings] == ["similar-reference"] * found


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Quantum dots of indium phosphide for imaging of HER2 in living cells: a study", True),
        ("Quantum dots of indium phosphide for imaging of PSMA in prostate tissue sections", False),
    ],
)
def test_titles_that_are_nearly_the_same_are_noticed(tmp_path: Path, title: str, found: bool) -> None:
    first = "  title: 'Quantum dots of indium phosphide for imaging of HER2 in living cells'\n"
    findings = _with_references(tmp_path, first, f"  title: '{title}'\n")
    assert [finding.code for finding in findings] == ["similar-reference"] * found


def _lines(text: str) -> str:
    return "".join(f"  {part.strip()}\n" for part in text.strip("{}").split(","))


def _with_references(folder: Path, one: str, two: str) -> list[Finding]:
    shutil.copytree(MINIMAL, folder, dirs_exist_ok=True)
    for name, lines in (("delta", one), ("omega", two)):
        text = f"id: {name}\ntype: article\nreference:\n  seen: https://example.org/{name}\n{lines}"
        (folder / "catalog" / "sources" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return validate(folder / "catalog", rules=folder / "rules")[1]


# ---- light against the material

MATERIALS = """\
materials:
- {id: InP, formula: InP, family: III-V}
- {id: CdSe, formula: CdSe, family: II-VI, constants: {bulk_band_gap_eV: {value: 1.74, reference: alpha}}}
- {id: CdSeTe, formula: CdSeTe, family: II-VI alloy, constants: {bulk_band_gap_eV: {value: 1.6, reference: alpha}}}
- {id: ZnO, formula: ZnO, family: II-VI, constants: {bulk_band_gap_eV: {value: 3.37, reference: alpha}}}
- {id: CuInS2, formula: CuInS2, family: I-III-VI2, constants: {bulk_band_gap_eV: {value: 1.55, reference: alpha}}}
- {id: Ag2S, formula: Ag2S, family: I-VI, typical: {emission_max_nm: {min: 510, max: 1294, reference: alpha}}}
"""


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"core": "CdSe", "shells": "[ZnS]", "emission_max_nm": "730"}, False),
        ({"core": "CdSe", "shells": "[ZnS]", "emission_max_nm": "760"}, True),
        ({"core": "CdSe", "emission_max_nm": "{min: 700, max: 800}"}, False),
        ({"core": "CdSe", "emission_tunable_nm": "{min: 700, max: 800}"}, True),
        ({"core": "CdSe", "shells": "[CdTe]", "emission_max_nm": "760"}, False),
        ({"core": "CdSe", "shells_unknown": "true", "emission_max_nm": "760"}, False),
        ({"core": "CdSe", "dopants": "[Mn]", "emission_max_nm": "760"}, False),
        ({"core": "CdSe0.5Te0.5", "emission_max_nm": "820"}, False),
        ({"core": "ZnO", "emission_max_nm": "550"}, False),
        ({"core": "CuInS2", "emission_max_nm": "850"}, False),
        ({"core": "Ag2S", "emission_max_nm": "1250"}, False),
        ({"core": "Ag2S", "emission_max_nm": "1350"}, True),
        ({"core": "Ag2S", "emission_max_nm": "480"}, True),
        ({"emission_max_nm": "2000"}, False),
    ],
)
def test_plain_dots_shine_within_the_limits_of_their_material(
    check: Check, values: dict[str, str], found: bool
) -> None:
    codes = check(delta=particle("dots-delta", **values), materials=MATERIALS)
    assert codes == [("emission-outside-material", "delta")] * found


def test_no_light_lies_below_the_bulk_gap_where_the_gap_bounds_it() -> None:
    def material(family: str, gap: float) -> dict[str, Any]:
        return {"family": family, "constants": {"bulk_band_gap_eV": {"value": gap}}}

    assert longest_emission_nm(material("II-VI", 1.74)) == pytest.approx(738, abs=1)
    assert longest_emission_nm(material("III-V", 1.35)) == pytest.approx(961, abs=1)
    assert longest_emission_nm(material("I-III-VI2", 1.55)) == math.inf
    assert longest_emission_nm(material("II-VI", 3.37)) == math.inf
    assert longest_emission_nm({"family": "II-VI"}) == math.inf


@pytest.mark.parametrize(
    ("core", "width", "found"),
    [
        ("CdSe", "14", True),
        ("CdSe", "30", False),
        ("CdSe", "180", True),
        ("CuInS2", "180", False),
        ("CuInS2", "15", True),
    ],
)
def test_width_of_one_batch_is_judged_by_its_family(check: Check, core: str, width: str, found: bool) -> None:
    codes = check(delta=particle("dots-delta", core=core, fwhm_nm=width), materials=MATERIALS)
    assert codes == [("fwhm-implausible", "delta")] * found


def test_limits_of_the_width_lie_in_the_plausible_range_of_the_field() -> None:
    assert all(FIELDS["fwhm_nm"].low <= low < high <= FIELDS["fwhm_nm"].high for low, high in FWHM_NM.values())


# ---- ligands

USE = (
    "evidence:\n- {{formulation: inp-alpha, marker: {}, ligand: {{name: {}}}, mode: live-cell, "
    "level: in-vitro-cells, outcome: Seen.}}\n"
)


@pytest.mark.parametrize(
    ("marker", "ligand", "found"),
    [
        ("HER2", "anti-HER2 antibody", False),
        ("CD20", "anti-HER2 antibody", True),
        ("CD20", "Anti HER-2 antibody", True),
        ("CD20", "anti-CD20 antibody", False),
    ],
)
def test_a_known_ligand_binds_the_marker_that_it_is_known_for(
    check: Check, marker: str, ligand: str, found: bool
) -> None:
    assert check(delta=USE.format(marker, ligand)) == [("ligand-marker", "delta")] * found


def test_a_ligand_may_be_known_for_two_markers(check: Check) -> None:
    known = (MINIMAL / "catalog" / "ligands.yaml").read_text(encoding="utf-8")
    known += "- {id: other, name: anti-HER2 antibody, type: antibody, marker: CD20, reference: alpha}\n"
    assert check(delta=USE.format("CD20", "anti-HER2 antibody"), ligands=known) == []


# ---- exceptions

EXCEPTION = "exceptions:\n- {{code: {}, where: {}, field: {}, because: Invented for the tests.}}\n"


@pytest.mark.parametrize("where", ["delta", "inp-alpha"])
def test_an_exception_silences_the_finding_that_it_names(check: Check, where: str) -> None:
    text = measured(emission_max_nm="600", core_diameter_nm="8")
    assert check(delta=text) == [("value-conflict", "delta")] * 2
    silenced = check(exceptions=EXCEPTION.format("value-conflict", where, "emission_max_nm"))
    assert silenced == [("value-conflict", "delta")]


@pytest.mark.parametrize(
    ("code", "where", "field"),
    [
        ("size-conflict", "inp-alpha", "emission_max_nm"),
        ("value-conflict", "cdse-beta", "emission_max_nm"),
        ("value-conflict", "inp-alpha", "fwhm_nm"),
    ],
)
def test_an_exception_that_silences_nothing_is_a_finding(check: Check, code: str, where: str, field: str) -> None:
    found = check(delta=measured(emission_max_nm="600"), exceptions=EXCEPTION.format(code, where, field))
    assert sorted(found) == [("exception-unused", "exceptions"), ("value-conflict", "delta")]


def test_an_error_has_no_exception(check: Check) -> None:
    assert CODES["bounds-order"][0] == "error"
    codes = check(exceptions=EXCEPTION.format("bounds-order", "inp-alpha", "fwhm_nm"))
    assert codes == [("unknown-value", "exceptions")]


# ---- order


def test_order_of_files_never_changes_the_findings(tmp_path_factory: pytest.TempPathFactory) -> None:
    base = tmp_path_factory.mktemp("order")
    shutil.copytree(MINIMAL, base, dirs_exist_ok=True)
    for code in ("value-conflict", "duplicate-particle", "size-conflict", "similar-reference", "duplicate-reference"):
        (path,) = (BROKEN / code / "over").rglob("*.yaml")
        text = path.read_text(encoding="utf-8").replace("id: delta", f"id: {code}")
        (base / "catalog" / "sources" / f"{code}.yaml").write_text(text, encoding="utf-8")
    files = read_folder(base / "catalog", base / "rules").files
    expected = check_folder(Folder(files))
    assert len({finding.code for finding in expected}) > 3

    @given(st.permutations(files))
    @settings(max_examples=30, deadline=None)
    def holds(shuffled: list[Any]) -> None:
        assert check_folder(Folder(shuffled)) == expected

    holds()


def test_a_newcomer_carries_the_finding_whatever_its_name(tmp_path: Path) -> None:
    path = tmp_path / "aaa.yaml"
    path.write_text(HEAD.format(name="aaa") + measured(emission_max_nm="600"), encoding="utf-8")
    _, findings = validate(path, catalog=MINIMAL / "catalog", rules=MINIMAL / "rules")
    assert [(finding.code, finding.path) for finding in findings] == [("value-conflict", str(path))]


def test_a_particle_copied_under_another_id_is_found_although_its_colour_is_unknown(check: Check) -> None:
    looks = {"core": "InP", "shells": "[ZnS]", "coating": "a thiol"}
    one, two = particle("dots-delta", **looks), particle("dots-omega", **looks)
    assert check(delta=one, omega=two) == [("duplicate-particle", "omega")]
