"""Methods and patents: vocabularies with definitions, who characterised what, and patents that nobody has checked."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import qdselect
from conftest import Folders, Result
from qdselect.advise.vocabulary import methods, patents
from qdselect.catalog import Catalog, load_catalog
from qdselect.catalog.compile_methods import methods_in
from qdselect.catalog.validate import validate
from qdselect.errors import UnknownNameError
from qdselect.model.vocabulary import CHARACTERISATION, DEFINED, SYNTHESIS_ROUTES

MINIMAL = Path(__file__).parent / "minimal"
ADDED = """\
id: added
type: article
reference:
  title: An invented paper that adds one particle with its methods
  seen: https://example.org/added
formulations:
- id: dots-added
  name: Invented dots
  characterisation: [XRD, TEM]
  hydrodynamic_diameter_nm: {value: 20, method: by DLS in PBS}
measurements:
- formulation: znse-silica-ando2008
  characterisation: [FTIR]
"""


# ---- vocabularies


def test_every_word_of_the_vocabularies_is_defined(catalog: Catalog) -> None:
    rows = methods(catalog)["methods"]
    assert {key: tuple(row["id"] for row in rows if row["vocabulary"] == key) for key in DEFINED} == DEFINED
    assert all(row["name"] and row["definition"] for row in rows)


def test_references_of_methods_are_in_the_document(catalog: Catalog) -> None:
    document = methods(catalog)
    assert {name for row in document["methods"] for name in row["references"]} <= set(document["references"])


def test_methods_count_the_particles_that_have_them(catalog: Catalog) -> None:
    counts = {row["id"]: row["n_formulations"] for row in methods(catalog)["methods"]}
    for route in SYNTHESIS_ROUTES:
        assert counts[route] == len(qdselect.list_formulations(synthesis=route, catalog=catalog))
    dls = [record for record in catalog.formulations.values() if "DLS" in _methods_of(record)]
    assert counts["DLS"] == len(dls) > 0


def _methods_of(record: dict[str, list[dict[str, str]]]) -> list[str]:
    return [item["method"] for item in record["characterisation"]]


def test_a_catalogue_without_methods_and_patents_is_fine() -> None:
    small = load_catalog(MINIMAL / "catalog", MINIMAL / "rules")
    rows = methods(small)["methods"]
    assert len(rows) == len(SYNTHESIS_ROUTES) + len(CHARACTERISATION)
    assert {row["definition"] for row in rows} == {None}
    assert patents(small)["patents"] == []


def test_an_unknown_word_of_a_method_suggests_the_nearest(tmp_path: Path) -> None:
    shutil.copytree(MINIMAL, tmp_path, dirs_exist_ok=True)
    text = "synthesis_routes: []\ncharacterisation:\n- {id: UVVis, name: Absorption, measures: Light.}\n"
    (tmp_path / "catalog" / "methods.yaml").write_text(text, encoding="utf-8")
    _, findings = validate(tmp_path / "catalog", rules=tmp_path / "rules")
    assert [(finding.code, finding.line) for finding in findings] == [("method-undefined", 1), ("unknown-value", 3)]
    assert "did you mean UV-Vis" in findings[1].fix


# ---- characterisation


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("DLS", ["DLS"]),
        ("XRD and HRTEM", ["TEM", "XRD"]),
        ("by dynamic light scattering (DLS)", ["DLS"]),
        ("GPC against standards", ["SEC"]),
        ("integrating sphere", []),
        ("a system with 5 sections", []),
        ("", []),
    ],
)
def test_method_of_a_value_names_words_of_the_vocabulary(text: str, found: list[str]) -> None:
    assert methods_in(text) == found


def test_characterisation_is_the_union_of_all_sources_and_says_whose(own: Folders) -> None:
    own.add(ADDED)
    catalog = load_catalog(own.catalog, own.rules)
    assert catalog.formulation("dots-added")["characterisation"] == [
        {"method": "TEM", "sources": ["added"]},
        {"method": "XRD", "sources": ["added"]},
        {"method": "DLS", "sources": ["added"]},
    ]
    assert {"method": "FTIR", "sources": ["added"]} in catalog.formulation("znse-silica-ando2008")["characterisation"]
    card = qdselect.show("znse-silica-ando2008", catalog=catalog)
    assert "added" in card.document["references"]
    assert any(line.split()[:2] == ["characterisation", "FTIR"] for line in str(card).splitlines())


def test_every_value_measured_by_a_known_method_counts_as_characterisation(catalog: Catalog) -> None:
    for record in catalog.formulations.values():
        for field, conditions in record["conditions"].items():
            source = record["sources"][field]
            for method in methods_in(conditions.get("method", "")):
                (item,) = [item for item in record["characterisation"] if item["method"] == method]
                assert source in item["sources"]


# ---- synthesis as a filter


def test_a_route_lists_its_own_particles_and_not_those_that_mention_the_word(catalog: Catalog) -> None:
    found = qdselect.list_formulations(synthesis="Aqueous", catalog=catalog)
    assert {record["synthesis_route"] for record in found} == {"aqueous"}


def test_words_of_a_synthesis_are_searched_where_they_are_no_route(catalog: Catalog) -> None:
    found = qdselect.list_formulations(synthesis="ligand exchange", catalog=catalog)
    assert len(found) > 1
    assert all("ligand exchange" in str(record["synthesis"]) for record in found)


@pytest.mark.parametrize(("typed", "meant"), [("hydrotermal", "hydrothermal"), ("sol gell", "sol-gel")])
def test_an_unknown_synthesis_suggests_the_nearest_route(catalog: Catalog, typed: str, meant: str) -> None:
    with pytest.raises(UnknownNameError, match=meant):
        qdselect.list_formulations(synthesis=typed, catalog=catalog)


# ---- patents


def test_a_patent_whose_page_nobody_saw_is_a_lead(catalog: Catalog) -> None:
    rows = patents(catalog)["patents"]
    assert rows
    assert all((row["seen"] is not None) or row["status"] == "lead" for row in rows)


def test_a_patent_without_a_page_must_say_that_it_is_a_lead(tmp_path: Path) -> None:
    shutil.copytree(MINIMAL, tmp_path, dirs_exist_ok=True)
    path = tmp_path / "catalog" / "patents.yaml"
    path.write_text("patents:\n- {id: one, number: US 1}\n- {id: two, number: US 2, status: lead}\n", encoding="utf-8")
    _, findings = validate(tmp_path / "catalog", rules=tmp_path / "rules")
    assert [(finding.code, finding.line) for finding in findings] == [("source-unseen", 2)]


def test_people_see_which_patents_are_leads(run: Callable[..., Result]) -> None:
    shown = run("patents").stdout
    document = json.loads(run("patents", "--json").stdout)
    leads = [row for row in document["patents"] if row["status"] == "lead"]
    assert shown.count("LEAD: not checked") == len(leads)
    assert f"{len(leads)} are leads" in shown
