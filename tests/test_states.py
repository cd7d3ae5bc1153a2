"""What belongs to a particle: the elements of its coat, and the numbers of its own state."""

from __future__ import annotations

import re
from typing import Any

import pytest

import qdselect
from qdselect.catalog import Catalog
from qdselect.catalog.checks_state import KEPT_BY_A_COAT, other_state
from qdselect.model.composition import ELEMENT_NAMES, Composition
from qdselect.render.phrases import conditions_of, particle_line

NAMES_IN_COATS = {
    "silica": "Si O",
    "siloxane": "Si O",
    "silane": "Si",
    "magnetite": "Fe O",
    "titania": "Ti O",
    "graphene": "C",
    **{name: symbol for name, symbol in ELEMENT_NAMES.items() if symbol not in ("H", "N", "O", "S", "P", "F", "Na")},
}
"""Words of a coating that name an element which is no mere part of an organic coat."""


def documents(catalog: Catalog) -> list[dict[str, Any]]:
    return [catalog.formulations[name] for name in sorted(catalog.formulations)]


# elements of a coat


def test_silica_brings_its_elements_and_settles_nothing_about_the_rest() -> None:
    assert Composition.of("C", coat="silica") == Composition(frozenset({"C", "O", "Si"}), True)
    assert Composition.of(None, coat="silica") == Composition(frozenset({"O", "Si"}), False)
    assert Composition.of("InP", coat="amphiphilic-polymer").elements == {"In", "P"}


def test_every_inorganic_coat_that_a_file_names_is_among_the_elements(catalog: Catalog) -> None:
    for item in documents(catalog):
        words = re.findall(r"[a-z]+", (item["coating"] or "").lower())
        named = {symbol for word in words for symbol in NAMES_IN_COATS.get(word, "").split()}
        assert named <= set(item["elements"]), item["id"]


def test_no_probe_without_silicon_is_coated_with_silica(catalog: Catalog) -> None:
    found = qdselect.recommend("VEGF", exclude_elements=["Si"], top=0, confidence=False, catalog=catalog).document
    assert found["candidates"]
    assert not [item["id"] for item in found["candidates"] if item["formulation"]["coating_class"] == "silica"]
    assert "gqd-hmsn-vegf-dongj2019" in {item["id"] for item in found["rejected"]}


def test_a_coat_of_silica_lists_under_its_element_and_leaves_cadmium_as_it_was(catalog: Catalog) -> None:
    document = qdselect.list_formulations(elements="Si", catalog=catalog).document
    listed = {item["id"] for item in document["formulations"]}
    coated = {item["id"] for item in documents(catalog) if item["coating_class"] == "silica"}
    assert coated <= listed
    assert catalog.formulations["gqd-hmsn-vegf-dongj2019"]["cadmium_free"] is True
    assert catalog.formulations["cdte-hmsn-vegf-yang2018"]["cadmium_free"] is False
    assert catalog.formulations["qd-embedded-silica-bock2021"]["cadmium_free"] is None


def test_no_carbon_dot_in_silica_is_called_of_low_hazard(catalog: Catalog) -> None:
    low = [item for item in documents(catalog) if item["toxicity_class"] == "low"]
    assert low
    assert not [item["id"] for item in low if "Si" in item["elements"]]


@pytest.mark.parametrize("asked", [{"cd_free": True}, {"heavy_metal_free": True}, {"exclude_elements": ["Si"]}])
def test_the_note_on_elements_comes_with_every_question_about_elements(catalog: Catalog, asked: dict[str, Any]) -> None:
    notes = qdselect.recommend("HER2", **asked, confidence=False, catalog=catalog).document["notes"]
    (note,) = [note for note in notes if "Elements" in note]
    assert "a shell or dopant that the page does not name is taken as absent" in note
    assert "organic coats and ligands are not counted" in note


# what an unnamed shell rests on


def test_a_card_says_when_cadmium_free_rests_on_a_shell_that_no_page_names(catalog: Catalog) -> None:
    for item in documents(catalog):
        rests = item["cadmium_free"] is True and item["has_shell"] is None
        assert ("no shell named on the page" in particle_line(item)) == rests, item["id"]


def test_an_empty_list_of_shells_is_no_unnamed_shell(catalog: Catalog) -> None:
    assert catalog.formulations["agins2-gsh-fa-2020"]["has_shell"] is False
    assert "Cd-free;" in particle_line(catalog.formulations["agins2-gsh-fa-2020"])


# numbers of another state


def test_a_quantum_yield_before_encapsulation_is_that_of_the_uncoated_dot(catalog: Catalog) -> None:
    coated, bare = (catalog.formulations[f"cu-ais-zns-{name}chens2016"] for name in ("polymer-", ""))
    assert "quantum_yield" not in coated["sources"]
    assert "lifetime_ns" not in coated["sources"]
    assert bare["bounds"]["quantum_yield"] == [0.5, 0.6]


def test_a_colour_taken_over_from_another_state_says_so_on_its_card(catalog: Catalog) -> None:
    coated = catalog.formulations["cu-ais-zns-polymer-chens2016"]
    assert "emission 570-610 nm (before encapsulation; around)" in particle_line(coated)
    assert conditions_of(coated, "emission_max_nm")["state"] == "before encapsulation"


def test_only_what_a_coat_leaves_alone_is_taken_over_from_another_state(catalog: Catalog) -> None:
    named = {
        (item["id"], field)
        for item in documents(catalog)
        for field, conditions in item["conditions"].items()
        if "state" in conditions
    }
    assert named
    assert {field for _, field in named} <= set(KEPT_BY_A_COAT)


@pytest.mark.parametrize(
    ("note", "coat", "found"),
    [
        ("before encapsulation", "amphiphilic-polymer", True),
        ("about; before transfer to water", "small-thiol", True),
        ("bare dots before PEG", "polymer", True),
        ("Gd-CDs before folic acid", "other", True),
        ("of the oil-soluble dots", "small-thiol", True),
        ("before conjugation", None, True),
        ("before encapsulation", None, False),
        ("0.68 before the ligand exchange", "small-thiol", False),
        ("about 1 before transfer", "small-thiol", False),
        ("the same before and after phase transfer", "amphiphilic-polymer", False),
        ("after the exchange to the thiol", "small-thiol", False),
        ("before UV exposure", "polymer", False),
    ],
)
def test_a_note_of_another_state_is_told_from_one_that_compares(note: str, coat: str | None, found: bool) -> None:
    assert bool(other_state({"value": 0.5, "note": note}, coat)) is found


def test_an_oily_medium_is_another_state_only_of_what_is_coated_for_water() -> None:
    assert other_state({"value": 0.5, "medium": "toluene"}, "amphiphilic-polymer") == "toluene"
    assert other_state({"value": 0.5, "medium": "toluene"}, None) is None


# classes of coats


def test_glutathione_is_a_small_thiol(catalog: Catalog) -> None:
    classes = {
        item["coating_class"]
        for item in documents(catalog)
        if (item["coating"] or "").startswith(("glutathione", "L-glu"))
    }
    assert classes == {"small-thiol"}


def test_a_micelle_of_peg_and_lipid_names_them(catalog: Catalog) -> None:
    for item in documents(catalog):
        if item["coating_class"] == "PEG-phospholipid-micelle":
            assert "PEG" in item["coating"], item["id"]
