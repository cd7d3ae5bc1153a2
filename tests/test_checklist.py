"""Checklist: what is reported counts with its source, what is known in part says so, no score depends on it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

import qdselect
from conftest import Folders
from qdselect.advise.checklist import COUNTS, grade_of
from qdselect.advise.schema import schema_of
from qdselect.catalog import Catalog, load_catalog
from qdselect.catalog.locate import default_folders
from qdselect.catalog.validate import validate
from qdselect.errors import DataError, UnknownNameError, UsageError
from qdselect.model.vocabulary import CHECKLIST_STATUS

MINIMAL = Path(__file__).parent / "minimal"
REVIEWED = {"XRD", "TEM", "SEM", "PL", "UV-Vis", "EDS", "FTIR", "DLS"}
"""Methods that a review of the field lists."""

LIVING = {"live-cell", "in-vivo-fluorescence", "sentinel-lymph-node", "drug-delivery"}


def items_of(catalog: Catalog, name: str, mode: str) -> dict[str, Any]:
    """Items of a checklist by id."""
    return {item["id"]: item for item in qdselect.checklist(name, mode, catalog=catalog)}


def added(own: Folders, *lines: str) -> Catalog:
    """The real catalogue with one particle more."""
    head = "id: added\ntype: article\nreference: {title: Dots, seen: 'https://example.org/added'}\n"
    own.add(head + "formulations:\n- id: dots-added\n  name: Invented dots\n" + "".join(f"{line}\n" for line in lines))
    return load_catalog(own.catalog, own.rules)


# ---- the items


def test_every_method_of_the_review_meets_an_item(catalog: Catalog) -> None:
    named = {
        method
        for item in catalog.section("checklist")["items"]
        for key in ("satisfied_by", "partly_by")
        for method in (item.get(key) or {}).get("characterisation") or ()
    }
    assert named >= REVIEWED


@pytest.mark.parametrize(
    ("item", "modes"),
    [("two-photon-cross-section", {"two-photon"}), ("emission-width", {"multiplexed-ihc"}), ("composition", None)],
)
def test_an_item_stands_in_the_checklists_of_its_modes(catalog: Catalog, item: str, modes: set[str] | None) -> None:
    name = next(iter(catalog.formulations))
    having = {mode for mode in catalog.modes if item in items_of(catalog, name, mode)}
    assert having == (set(catalog.modes) if modes is None else modes)


@pytest.mark.parametrize("mode", sorted(LIVING | {"tissue-ihc", "immunoassay"}))
def test_toxicity_is_asked_for_where_something_lives(catalog: Catalog, mode: str) -> None:
    items = items_of(catalog, "inp-zns-msa-yong2009", mode)
    assert ("cytotoxicity" in items) == (mode in LIVING)
    assert ("toxicity-in-animals" in items) == (catalog.modes[mode]["family"] == "in-vivo")


def test_every_item_says_why_and_what_to_do_with_references(catalog: Catalog) -> None:
    for mode in catalog.modes:
        document = qdselect.checklist("inp-zns-msa-yong2009", mode, catalog=catalog).document
        for item in document["items"]:
            assert item["because"]
            assert item["how"]
            assert set(item["references"]) <= set(document["references"])


# ---- what is reported


def test_every_status_has_its_report_and_every_report_a_source(catalog: Catalog) -> None:
    for name in list(catalog.formulations)[::7]:
        for item in qdselect.checklist(name, "live-cell", catalog=catalog):
            whole = [found for found in item["found"] if not found["in_part"]]
            assert (item["status"] == "reported") == bool(whole)
            assert (item["status"] == "in-part") == (bool(item["found"]) and not whole)
            assert all(found["sources"] for found in item["found"])


def test_a_value_is_reported_with_its_source(catalog: Catalog) -> None:
    item = items_of(catalog, "cuins2-zns-pons2010", "sentinel-lymph-node")["emission"]
    (found,) = item["found"]
    assert (item["status"], found["value"], found["unit"], found["sources"]) == ("reported", 800, "nm", ["pons2010"])


def test_a_bound_counts_in_part_and_says_so(own: Folders) -> None:
    item = items_of(added(own, "  quantum_yield: {max: 0.2}"), "dots-added", "live-cell")["quantum-yield"]
    assert item["status"] == "in-part"
    assert item["found"][0]["value"] == [None, 0.2]
    assert "bound" in item["found"][0]["remark"]


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("  hydrodynamic_diameter_nm: {value: 12, medium: PBS}", "reported"),
        ("  hydrodynamic_diameter_nm: {value: 12, method: DLS}", "in-part"),
        ("  characterisation: [DLS]", "in-part"),
        ("  core_diameter_nm: 4", "missing"),
    ],
)
def test_a_hydrodynamic_size_needs_its_medium(own: Folders, line: str, status: str) -> None:
    assert items_of(added(own, line), "dots-added", "live-cell")["hydrodynamic-size"]["status"] == status


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        (("  core: InP", "  shells: [ZnS]"), "reported"),
        (("  core: InP", "  shells_unknown: true"), "in-part"),
        (("  elements_reported: [In]",), "in-part"),
        ((), "missing"),
    ],
)
def test_a_composition_is_reported_when_it_is_known_completely(own: Folders, lines: tuple[str], status: str) -> None:
    assert items_of(added(own, *lines), "dots-added", "live-cell")["composition"]["status"] == status


def test_a_range_of_a_family_stands_in_for_an_emission_in_part(own: Folders) -> None:
    catalog = added(own, "  emission_tunable_nm: {min: 500, max: 700}")
    item = items_of(catalog, "dots-added", "live-cell")["emission"]
    assert (item["status"], item["found"][0]["sources"]) == ("in-part", ["added"])


def test_a_negative_control_in_another_mode_counts_in_part(catalog: Catalog) -> None:
    shown = items_of(catalog, "inp-zns-msa-yong2009", "live-cell")["negative-control"]
    other = items_of(catalog, "inp-zns-msa-yong2009", "tissue-ihc")["negative-control"]
    assert (shown["status"], other["status"]) == ("reported", "in-part")
    assert other["found"][0]["remark"] == "shown in live-cell"


# ---- the grade

STATUS = st.sampled_from(CHECKLIST_STATUS)
NEED = st.sampled_from(["required", "recommended"])
ITEMS = st.lists(st.builds(lambda need, status: {"need": need, "status": status}, NEED, STATUS), max_size=12)


@given(ITEMS, st.data())
def test_reporting_more_never_lowers_the_grade(catalog: Catalog, items: Any, data: Any) -> None:
    scheme = catalog.section("checklist")
    place = data.draw(st.integers(0, max(len(items) - 1, 0)))
    better = [dict(item) for item in items]
    if items and items[place]["status"] in COUNTS:
        better[place]["status"] = data.draw(
            st.sampled_from([word for word in COUNTS if COUNTS[word] >= COUNTS[items[place]["status"]]])
        )
    before, after = grade_of(items, scheme), grade_of(better, scheme)
    assert 0 <= before["share"] <= after["share"] <= 1
    assert after["grade"] <= before["grade"]


def test_what_the_catalogue_keeps_no_data_on_does_not_count(catalog: Catalog) -> None:
    scheme = catalog.section("checklist")
    items: Any = [{"need": "required", "status": "reported"}]
    silent: Any = [*items, {"need": "required", "status": "not-recorded"}]
    assert grade_of(items, scheme) == grade_of(silent, scheme)


def test_no_score_depends_on_the_checklist(tmp_path: Path) -> None:
    catalog, rules = default_folders()
    bare = Path(shutil.copytree(rules, tmp_path / "rules"))
    (bare / "checklist.yaml").unlink()
    whole, without = (
        qdselect.recommend("HER2", top=0, catalog=load_catalog(catalog, folder)) for folder in (rules, bare)
    )
    assert whole.candidates == without.candidates


# ---- questions that cannot be asked


@pytest.mark.parametrize(
    ("name", "mode", "meant"),
    [("inp-zns-msa-yong209", "live-cell", "inp-zns-msa-yong2009"), ("inp-zns-msa-yong2009", "life-cell", "live-cell")],
)
def test_an_unknown_name_suggests_the_nearest(catalog: Catalog, name: str, mode: str, meant: str) -> None:
    with pytest.raises(UnknownNameError, match=meant):
        qdselect.checklist(name, mode, catalog=catalog)


def test_a_family_of_modes_names_its_modes(catalog: Catalog) -> None:
    with pytest.raises(UsageError, match="tissue-ihc, multiplexed-ihc"):
        qdselect.checklist("inp-zns-msa-yong2009", "histology", catalog=catalog)


def test_rules_without_a_checklist_are_valid_and_say_so_when_asked(tmp_path: Path) -> None:
    shutil.copytree(MINIMAL, tmp_path, dirs_exist_ok=True)
    (tmp_path / "rules" / "checklist.yaml").unlink()
    assert validate(tmp_path / "catalog", rules=tmp_path / "rules")[1] == []
    small = load_catalog(tmp_path / "catalog", tmp_path / "rules")
    with pytest.raises(DataError, match=r"checklist\.yaml"):
        qdselect.checklist("inp-alpha", "live-cell", catalog=small)


@pytest.mark.parametrize(
    ("old", "new", "code", "fix"),
    [
        ("[in-vitro]", "[in-vitr]", "unknown-mode", "in-vitro"),
        ("[XRD]", "[XDR]", "unknown-value", "XRD"),
        ("[negative_control]", "[negative-control]", "unknown-value", "negative_control"),
        ("[elements]", "[emission_nm]", "unknown-value", "emission"),
        ("references: [beta]", "references: [betta]", "dangling-id", "beta"),
        ("id: crystal", "id: stability", "duplicate-id", "own id"),
    ],
)
def test_faults_in_a_checklist_are_findings(tmp_path: Path, old: str, new: str, code: str, fix: str) -> None:
    shutil.copytree(MINIMAL, tmp_path, dirs_exist_ok=True)
    path = tmp_path / "rules" / "checklist.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    (finding,) = validate(tmp_path / "catalog", rules=tmp_path / "rules")[1]
    assert (finding.code, Path(finding.path).name) == (code, "checklist.yaml")
    assert fix in finding.fix


# ---- the answer


def test_documents_fit_the_published_schema(catalog: Catalog) -> None:
    for name in list(catalog.formulations)[::25]:
        for mode in ("live-cell", "two-photon", "in-vivo-multimodal"):
            text = qdselect.checklist(name, mode, catalog=catalog).to_json()
            jsonschema.validate(json.loads(text), schema_of("checklist"))


def test_an_answer_is_iterable_and_renders_in_a_notebook(catalog: Catalog) -> None:
    answer = qdselect.checklist("inp-zns-msa-yong2009", "live cells", catalog=catalog)
    assert len(answer) == len(list(answer)) == len(answer.items)
    assert answer.grade == answer.document["grade"]
    page = answer._repr_html_()
    assert page.startswith("<div>")
    assert "What you would have to do" in page
    assert answer.document["mode"] == "live-cell"
