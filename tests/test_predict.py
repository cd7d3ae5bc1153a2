"""qdselect predict: what follows from size or colour, and why the rest is unknown."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import qdselect
from conftest import Result
from qdselect.advise.schema import schema_of
from qdselect.answers import Prediction
from qdselect.catalog import Catalog, load_catalog
from qdselect.catalog.checks_sizes import possible_diameters_nm
from qdselect.catalog.validate import validate
from qdselect.errors import DataError, UnknownNameError, UsageError
from qdselect.model.vocabulary import PREDICTION_STATUS

MINIMAL = Path(__file__).parent / "minimal"
ROOT = Path(__file__).parent.parent


def rows(answer: Prediction, quantity: str) -> list[Any]:
    return [row for row in answer.predicted if row["quantity"] == quantity]


# ---- what follows


def test_a_size_gives_colour_and_the_colour_gives_the_size_back(catalog: Catalog) -> None:
    there = qdselect.predict("CdSe", diameter=4.2, catalog=catalog)
    back = qdselect.predict("CdSe", absorption=there.value("absorption_max_nm"), catalog=catalog)
    assert back.value("core_diameter_nm") == pytest.approx(4.2, abs=1e-3)


def test_an_emission_gives_an_interval_of_sizes_that_holds_the_value(catalog: Catalog) -> None:
    row = rows(qdselect.predict("CdSe", emission=620, catalog=catalog), "core_diameter_nm")[0]
    assert row["low"] < row["value"] < row["high"]
    assert set(row["references"]) == {"jasieniak2009", "yu2003"}


def test_of_several_curves_the_preferred_one_spans_the_others(catalog: Catalog) -> None:
    first, *others = rows(qdselect.predict("CdSe", diameter=4.0, catalog=catalog), "absorption_max_nm")
    assert first["preferred"]
    assert others
    for other in others:
        assert not other["preferred"]
        assert first["low"] <= other["value"] <= first["high"]


def test_an_uncertainty_without_a_source_is_an_open_interval(catalog: Catalog) -> None:
    (row,) = rows(qdselect.predict("PbS", absorption=1000, catalog=catalog), "core_diameter_nm")
    assert (row["low"], row["high"]) == (None, None)
    assert "no source gives the uncertainty of moreels2009-pbs" in row["because"]


LAWLESS = ("molar_extinction_M_cm", "molar_mass_g_mol", "element_mass_mg_per_nmol", "element_dose_mg_per_kg")
"""Quantities whose models have an uncertainty that no source gives."""


@pytest.mark.parametrize("size", [{"diameter": 4.834}, {"emission": 620}, {"absorption": 605}], ids=str)
def test_a_closed_interval_says_that_the_uncertainty_of_the_model_is_not_in_it(
    catalog: Catalog, size: dict[str, float]
) -> None:
    """A size of which less is known closes intervals that an exact one leaves open; it makes no law surer."""
    answer = qdselect.predict("CdSe", **size, excitation=405, coat_thickness=2, dose_nmol_per_kg=40, catalog=catalog)
    found = [row for name in (*LAWLESS, "hydrodynamic_diameter_nm") for row in rows(answer, name)]
    assert {row["quantity"] for row in found} == {*LAWLESS, "hydrodynamic_diameter_nm"}
    for row in found:
        closed = (row["low"], row["high"]) != (None, None)
        assert ("not included" in row["because"]) == closed, row
        assert closed or "no source" in row["because"]
    assert any("leaves out" in note for note in answer.document["notes"])


def test_an_interval_that_spans_two_laws_names_those_without_an_uncertainty(catalog: Catalog) -> None:
    answer = qdselect.predict("CdSe", diameter=4.834, catalog=catalog)
    exciton = rows(answer, "absorption_max_nm")[0]["because"]
    assert "15% by yu2003-cdse; the uncertainty of jasieniak2009-cdse itself is not known" in exciton
    law = rows(answer, "molar_extinction_M_cm")[0]["because"]
    assert "the uncertainty of jasieniak2009-cdse-exciton, yu2003-cdse-exciton itself is not known" in law


def test_an_extinction_that_needs_a_narrow_peak_says_so_wherever_it_is_used(catalog: Catalog) -> None:
    answer = qdselect.predict("CdSe", diameter=4.834, excitation=600, catalog=catalog)
    for row in rows(answer, "molar_extinction_M_cm"):
        used = "jasieniak2009" in row["references"]
        assert ("jasieniak2009-cdse-exciton is for a peak of 0.06 eV half width" in row["because"]) == used
        assert ("broader peak is lower" in row["because"]) == used


@pytest.mark.parametrize("size", [{"diameter": 4.2}, {"emission": 605}], ids=str)
def test_a_shift_seen_under_a_shell_says_so_of_a_dot_without_one(catalog: Catalog, size: dict[str, float]) -> None:
    def words(**shells: Any) -> str:
        found = qdselect.predict("CdSe", **size, **shells, catalog=catalog).predicted
        return str(next(row["because"] for row in found if row["model"] == "efluor-cdse"))

    assert "seen under ZnS; this dot is given without a shell" in words()
    assert "seen under ZnS" in words(shell="ZnS", shell_thickness=1)
    assert "this dot is given" not in words(shell="ZnS", shell_thickness=1)


def test_brightness_doubles_with_the_quantum_yield(catalog: Catalog) -> None:
    one, two = (
        qdselect.predict("CdSe", diameter=4.2, excitation=405, quantum_yield=share, catalog=catalog).value(
            "brightness_M_cm"
        )
        for share in (0.3, 0.6)
    )
    assert two == pytest.approx(2 * one, rel=1e-5)


def test_a_value_between_laws_is_called_a_model_and_spans_all_between(catalog: Catalog) -> None:
    answer = qdselect.predict("CdSe", diameter=4.2, excitation=405, catalog=catalog)
    (row,) = [row for row in rows(answer, "molar_extinction_M_cm") if row["at_nm"] == 405]
    assert row["status"] == "modelled"
    assert row["low"] < row["value"]


def test_between_two_laws_an_end_that_a_law_leaves_open_is_open(catalog: Catalog) -> None:
    """No source gives the uncertainty of leatherdale2002: of an exact size nothing bounds the blue side."""
    exact = qdselect.predict("CdSe", diameter=4.2, excitation=405, catalog=catalog)
    by_nm = {row["at_nm"]: row for row in rows(exact, "molar_extinction_M_cm") if row["preferred"]}
    red = max(by_nm)
    assert (by_nm[350]["low"], by_nm[350]["high"]) == (None, None)
    assert (by_nm[405]["low"], by_nm[405]["high"]) == (by_nm[red]["low"], None)
    spread = qdselect.predict("CdSe", emission=620, excitation=405, catalog=catalog)
    by_nm = {row["at_nm"]: row for row in rows(spread, "molar_extinction_M_cm") if row["preferred"]}
    assert (by_nm[405]["low"], by_nm[405]["high"]) == (by_nm[605]["low"], by_nm[350]["high"])


def test_two_laws_that_do_not_rise_to_the_blue_say_nothing_of_what_lies_between(catalog: Catalog) -> None:
    answer = qdselect.predict("CdSe", diameter=2.0, excitation=405, quantum_yield=0.5, catalog=catalog)
    (row,) = [row for row in rows(answer, "molar_extinction_M_cm") if row["at_nm"] == 405]
    assert row["status"] == "unknown"
    assert "do not rise to the blue" in row["because"]
    assert answer.value("brightness_M_cm") is None


WITHIN = {"core_diameter_nm": (1.554, 8), "emission_max_nm": (490, 650)}
"""Where any curve of CdSe holds, and its Stokes shift."""


@settings(deadline=None, max_examples=40)
@given(st.sampled_from(["absorption", "diameter", "emission"]), st.floats(0, 1), st.booleans())
def test_no_end_of_a_prediction_lies_beyond_its_model(given_name: str, share: float, shelled: bool) -> None:
    low, high = {"absorption": (400, 657), "diameter": (1.56, 8), "emission": (490, 650)}[given_name]
    shell = ("ZnS",) * shelled
    answer = qdselect.predict(
        "CdSe", **{given_name: low + share * (high - low)}, shell=shell, shell_thickness=[1.0] * len(shell)
    )
    for quantity, (least, most) in WITHIN.items():
        for row in rows(answer, quantity):
            assert row["low"] is None or row["low"] >= least - 1e-3
            assert row["high"] is None or row["high"] <= most
            assert row["value"] is None or (row["low"] or 0) <= row["value"] <= (row["high"] or 1e9)
    for row in rows(answer, "molar_extinction_M_cm"):
        assert row["model"] != "jasieniak2009-cdse-exciton" or row["at_nm"] <= 657.7


def test_under_a_shell_an_end_that_is_open_for_the_bare_core_stays_open(catalog: Catalog) -> None:
    shell: dict[str, Any] = {"shell": "ZnS", "shell_thickness": 1.0, "catalog": catalog}
    (exciton,) = rows(qdselect.predict("CdTe", diameter=4, **shell), "absorption_max_nm")
    assert (exciton["low"], exciton["high"]) == (None, None)
    sizes = rows(qdselect.predict("CdSe", absorption=405, **shell), "core_diameter_nm")
    (size,) = [row for row in sizes if row["value"] is not None]
    assert size["low"] is None


def test_a_brightness_without_a_quantum_yield_is_unknown_and_says_so(catalog: Catalog) -> None:
    (row,) = rows(qdselect.predict("CdSe", diameter=4.2, catalog=catalog), "brightness_M_cm")
    assert (row["status"], row["value"]) == ("unknown", None)
    assert "give --quantum-yield" in row["because"]


def test_what_was_given_reads_exact_and_what_has_no_uncertainty_reads_unknown(call: Callable[..., Result]) -> None:
    lines = call("predict", "--core", "CdSe", "--diameter", "4.2").stdout.splitlines()
    (given,) = [line for line in lines if line.startswith("core diameter")]
    (law,) = [line for line in lines if line.startswith("extinction at 350 nm")]
    (between,) = [line for line in lines if line.startswith("extinction at 405 nm")]
    assert "exact" in given.split()
    assert "unknown" in law.split()
    assert "to unknown" in between


def test_a_law_close_by_says_how_far_it_was_stretched(catalog: Catalog) -> None:
    answer = qdselect.predict("PbS", diameter=4.2, excitation=405, catalog=catalog)
    (row,) = [row for row in rows(answer, "molar_extinction_M_cm") if row["at_nm"] == 405]
    assert row["model"] == "moreels2009-pbs-400"
    assert "400 nm" in row["because"]


def test_masses_of_elements_add_up_to_the_molar_mass(catalog: Catalog) -> None:
    answer = qdselect.predict("CdSe", diameter=4.2, shell="ZnS", shell_thickness=1.0, catalog=catalog)
    masses = [row["value"] for row in rows(answer, "element_mass_mg_per_nmol")]
    assert sum(masses) == pytest.approx(answer.value("molar_mass_g_mol") * 1e-6, rel=1e-4)


def test_a_dose_gives_mg_of_each_element_per_kg(catalog: Catalog) -> None:
    answer = qdselect.predict("CdSe", diameter=4.2, dose_nmol_per_kg=40, catalog=catalog)
    mass, dose = answer.value("element_mass_mg_per_nmol", "Cd"), answer.value("element_dose_mg_per_kg", "Cd")
    assert dose == pytest.approx(40 * mass, rel=1e-5)


def test_two_shells_and_a_coat_add_up(catalog: Catalog) -> None:
    answer = qdselect.predict(
        "CdSe", diameter=4.0, shell=["CdS", "ZnS"], shell_thickness=[0.5, 0.5], coat_thickness=2, catalog=catalog
    )
    assert answer.value("hydrodynamic_diameter_nm") == pytest.approx(10)


def test_a_material_is_found_by_alias(catalog: Catalog) -> None:
    assert qdselect.predict("cadmium selenide", diameter=4, catalog=catalog).document["core"] == "CdSe"


# ---- what is unknown, and why


@pytest.mark.parametrize(
    ("core", "given", "quantity", "why"),
    [
        ("CdSe", {"diameter": 12}, "absorption_max_nm", "2 to 8 nm"),
        ("CdSe", {"absorption": 800}, "core_diameter_nm", "458.4 to 657.6 nm"),
        ("CdSe", {"emission": 900}, "core_diameter_nm", "490 to 650 nm"),
        ("CdTe", {"emission": 620}, "core_diameter_nm", "Stokes shift of CdTe"),
        ("CdTe", {"absorption": 600}, "emission_max_nm", "Stokes shift of CdTe"),
        ("InP", {"diameter": 3}, "absorption_max_nm", "sizing curve of InP"),
        ("InP", {"diameter": 3}, "molar_extinction_M_cm", "extinction of InP"),
        ("CuInS2", {"diameter": 4}, "molar_mass_g_mol", "density of CuInS2"),
        ("CdSe", {"diameter": 4, "excitation": 300}, "brightness_M_cm", "extrapolated to 300 nm"),
        ("CdSe", {"diameter": 4, "excitation": 405}, "brightness_M_cm", "quantum yield is not known"),
        ("CdSe", {"emission": 900, "coat_thickness": 2}, "hydrodynamic_diameter_nm", "490 to 650 nm"),
    ],
)
def test_what_no_model_reaches_is_unknown_with_its_reason(
    catalog: Catalog, core: str, given: dict[str, float], quantity: str, why: str
) -> None:
    answer = qdselect.predict(core, **given, catalog=catalog)
    unknown = [row for row in rows(answer, quantity) if row["value"] is None and row["preferred"]]
    assert unknown
    assert all(row["status"] == "unknown" and row["low"] is None and row["high"] is None for row in unknown)
    assert any(why in row["because"] for row in unknown)


def test_a_size_outside_the_curve_still_has_a_mass(catalog: Catalog) -> None:
    answer = qdselect.predict("CdSe", diameter=12, catalog=catalog)
    assert answer.value("absorption_max_nm") is None
    assert answer.value("molar_mass_g_mol") > 0


def test_the_summary_says_the_valid_range(catalog: Catalog) -> None:
    assert "2 to 8 nm" in qdselect.predict("CdSe", diameter=12, catalog=catalog).document["summary"]


# ---- questions that cannot be asked


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "--diameter, --absorption, --emission"),
        ({"diameter": 4, "emission": 600}, "--diameter and --emission contradict"),
        ({"diameter": -4}, "--diameter must be above 0"),
        ({"diameter": float("inf")}, "--diameter must be a finite number above 0, not inf"),
        ({"diameter": 4, "quantum_yield": 1.5}, "--quantum-yield"),
        ({"diameter": 4, "excitation": 0}, "--excitation"),
        ({"diameter": 4, "dose_nmol_per_kg": -1}, "--dose-nmol-per-kg"),
        ({"diameter": 4, "shell": "ZnS"}, "a thickness for each shell"),
        ({"diameter": 4, "shell_thickness": 1.0}, "a thickness for each shell"),
    ],
)
def test_a_contradictory_question_is_a_usage_error(catalog: Catalog, given: dict[str, float], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        qdselect.predict("CdSe", **given, catalog=catalog)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"core": None, "diameter": 4}, "--core must be the name of a material"),
        ({"core": 3, "diameter": 4}, "--core must be the name of a material"),
        ({"diameter": True}, "--diameter must be a number, not True"),
        ({"diameter": "4"}, "--diameter must be a number, not '4'"),
        ({"diameter": [4]}, "--diameter must be a number"),
        ({"diameter": 10**400}, "--diameter must be a number"),
        ({"diameter": 4, "quantum_yield": True}, "--quantum-yield must be a number"),
        ({"diameter": 4, "excitation": 1j}, "--excitation must be a number"),
        ({"diameter": 4, "shell": None}, "--shell must be a list"),
        ({"diameter": 4, "shell": [None], "shell_thickness": 1}, "--shell must be the name of a material"),
        ({"diameter": 4, "shell": "ZnS", "shell_thickness": "1"}, "--shell-thickness must be a list"),
        ({"diameter": 4, "shell": "ZnS", "shell_thickness": True}, "--shell-thickness must be a number"),
        ({"diameter": 4, "shell": "ZnS", "shell_thickness": [None]}, "--shell-thickness must be a number"),
    ],
    ids=str,
)
def test_what_is_no_name_or_number_is_a_usage_error(catalog: Catalog, given: dict[str, Any], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        qdselect.predict(**{"core": "CdSe", **given}, catalog=catalog)


def test_an_unknown_material_suggests_the_nearest(catalog: Catalog) -> None:
    with pytest.raises(UnknownNameError, match="CdSe"):
        qdselect.predict("CdSee", diameter=4, catalog=catalog)
    with pytest.raises(UnknownNameError, match="ZnS"):
        qdselect.predict("CdSe", diameter=4, shell="ZnSs", shell_thickness=1, catalog=catalog)


def test_usage_errors_end_with_2_and_one_paragraph(call: Callable[..., Result]) -> None:
    result = call("predict", "--core", "CdSe", "--diameter", "4", "--emission", "600")
    assert (result.code, result.stdout) == (2, "")
    assert result.stderr.count("\n") == 1


def test_rules_without_physics_say_so_when_asked() -> None:
    small = load_catalog(MINIMAL / "catalog", MINIMAL / "rules")
    with pytest.raises(DataError, match=r"physics\.yaml"):
        qdselect.predict("InP", diameter=3, catalog=small)


# ---- the answer


@pytest.mark.parametrize(
    "core", ["CdSe", "CdTe", "CdS", "PbS", "PbSe", "InP", "InAs", "CuInS2", "Ag2S", "C", "Zn-Cu-In-S"]
)
def test_documents_fit_the_published_schema(catalog: Catalog, core: str) -> None:
    for asked in ({"diameter": 3.5}, {"absorption": 600}, {"emission": 650}, {"diameter": 0.1}):
        answer = qdselect.predict(core, **asked, excitation=405, quantum_yield=0.5, dose_nmol_per_kg=3, catalog=catalog)
        document = json.loads(answer.to_json())
        jsonschema.validate(document, schema_of("predict"))
        assert {row["status"] for row in answer} <= set(PREDICTION_STATUS)
        assert {name for row in answer for name in row["references"]} == set(document["references"])


def test_an_answer_is_iterable_and_renders_in_a_notebook(catalog: Catalog) -> None:
    answer = qdselect.predict("CdSe", diameter=4.2, catalog=catalog)
    assert len(answer) == len(list(answer)) == len(answer.predicted)
    assert answer._repr_html_().startswith("<div>")
    assert "jasieniak2009-cdse" in str(answer)
    assert answer.value("no_such_quantity") is None


# ---- the check of the catalogue


def folder_with(tmp_path: Path, particle: str) -> Path:
    shutil.copytree(MINIMAL, tmp_path, dirs_exist_ok=True)
    (tmp_path / "catalog" / "sources" / "delta.yaml").write_text(
        "id: delta\ntype: article\nreference: {title: An invented title of its own, seen: 'https://example.org/d'}\n"
        f"formulations:\n- {{id: dots-delta, name: Dots, {particle}}}\n",
        encoding="utf-8",
    )
    return tmp_path


@pytest.mark.parametrize(
    ("particle", "found"),
    [
        ("core: CdSe, core_diameter_nm: 6.5, absorption_max_nm: 520", True),
        ("core: CdSe, core_diameter_nm: 2.8, absorption_max_nm: 520", False),
        ("core: CdSe, core_diameter_nm: 6.5, emission_max_nm: 520", True),
        ("core: CdSe, core_diameter_nm: 4.5, emission_max_nm: 620", False),
        ("core: CdSe, core_diameter_nm: {min: 2, max: 7}, absorption_max_nm: 520", False),
        ("core: CdSe, core_diameter_nm: {above: 5}, absorption_max_nm: 520", True),
        ("core: CdSe, core_diameter_nm: 6.5, absorption_max_nm: 380", True),
        ("core: CdSe, core_diameter_nm: 1.5, absorption_max_nm: 380", False),
        ("core: CdSe, core_diameter_nm: 12, absorption_max_nm: 690", False),
        ("core: CdSe, shells: [CdS], core_diameter_nm: 2.5, absorption_max_nm: 620", False),
        ("core: CdSe, dopants: [Mn], core_diameter_nm: 6.5, absorption_max_nm: 520", False),
        ("core: CdSe, shells_unknown: true, core_diameter_nm: 6.5, absorption_max_nm: 520", False),
        ("core: CdSe0.5Te0.5, core_diameter_nm: 6.5, absorption_max_nm: 520", False),
        ("core: InP, core_diameter_nm: 9, absorption_max_nm: 520", False),
        ("core: CdSe, core_diameter_nm: 6.5", False),
    ],
)
def test_a_size_that_the_colour_contradicts_is_a_warning(tmp_path: Path, particle: str, found: bool) -> None:
    folder = folder_with(tmp_path, particle)
    catalog = ROOT / "catalog"
    shutil.copy(catalog / "materials.yaml", folder / "catalog" / "materials.yaml")
    codes = [item.code for item in validate(folder / "catalog", rules=with_models(folder))[1]]
    assert ("size-against-colour" in codes) is found


def with_models(folder: Path) -> Path:
    shutil.copy(ROOT / "rules" / "physics.yaml", folder / "rules" / "physics.yaml")
    return folder / "rules"


def test_a_pair_of_two_sources_is_checked_too(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, "core: CdSe, core_diameter_nm: 6.5")
    shutil.copy(ROOT / "catalog" / "materials.yaml", folder / "catalog" / "materials.yaml")
    (folder / "catalog" / "sources" / "epsilon.yaml").write_text(
        "id: epsilon\ntype: article\nreference: {title: Another title altogether, seen: 'https://example.org/e'}\n"
        "measurements:\n- {formulation: dots-delta, absorption_max_nm: 520}\n",
        encoding="utf-8",
    )
    findings = [
        item
        for item in validate(folder / "catalog", rules=with_models(folder))[1]
        if item.code == "size-against-colour"
    ]
    (finding,) = findings
    assert Path(finding.path).name == "delta.yaml"
    assert "epsilon" in finding.message


def test_an_emission_is_given_a_generous_stokes_shift() -> None:
    models = load_catalog().section("physics_scheme")
    curve = models["sizing"][0]
    as_absorption = possible_diameters_nm(curve, (600.0, 600.0), 0.0, 0.3)
    as_emission = possible_diameters_nm(curve, (600.0, 600.0), 0.25, 0.3)
    assert as_emission[0] < as_absorption[0]
    assert as_emission[1] == as_absorption[1]


@pytest.mark.parametrize(
    ("old", "new", "code", "word"),
    [
        ("material: CdTe", "material: CdTee", "dangling-id", "material"),
        ("reference: moreels2009", "reference: morels2009", "dangling-id", "source"),
        ("diameter_nm: {min: 2, max: 8}", "diameter_nm: {min: 9, max: 8}", "bounds-order", "9 to 8"),
        ("id: yu2003-cdte\n", "id: yu2003-cds\n", "duplicate-id", "yu2003-cds"),
        ("form: rational", "form: rationel", "unknown-value", "rational"),
        ("    Cd: 112.414", "    Cx: 112.414", "unknown-element", "Cx"),
    ],
)
def test_faults_in_the_models_are_findings(tmp_path: Path, old: str, new: str, code: str, word: str) -> None:
    path = tmp_path / "physics.yaml"
    text = (ROOT / "rules" / "physics.yaml").read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    shutil.move(path, tmp_path / "rules" / "physics.yaml")
    (finding,) = validate(ROOT / "catalog", rules=tmp_path / "rules")[1]
    assert (finding.code, Path(finding.path).name) == (code, "physics.yaml")
    assert word in finding.message
