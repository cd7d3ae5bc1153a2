"""Formulas are parsed into elements; what does not parse is unknown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qdselect.model.composition import ELEMENTS, Composition, parse_formula


@pytest.mark.parametrize(
    ("formula", "elements"),
    [
        ("CdSe", "Cd Se"),
        ("CdSe0.5Te0.5", "Cd Se Te"),
        ("AgIn5S8", "Ag In S"),
        ("CuInS2", "Cu In S"),
        ("Zn-Cu-In-S", "Zn Cu In S"),
        ("ZnS-AgInS2", "Zn S Ag In"),
        ("Pb1-xCdxS", "Pb Cd S"),
        ("InAsxP1-x", "In As P"),
        ("CuInZnxS2+x", "Cu In Zn S"),
        ("Zn(Se,S)", "Zn Se S"),
        ("ZnSeS (gradient)", "Zn Se S"),
        ("C (graphene)", "C"),
        ("64Cu", "Cu"),
        ("Cd0.1Zn0.9S", "Cd Zn S"),
        ("HgTe", "Hg Te"),
        ("InP", "In P"),
        ("Si", "Si"),
    ],
)
def test_formulas_of_the_literature_parse(formula: str, elements: str) -> None:
    assert parse_formula(formula) == set(elements.split())


@pytest.mark.parametrize(
    "formula",
    [
        "",
        "indium-based alloy",
        "alloy",
        "cadmium selenide",
        "Xx",
        "CdSe/ZnS",
        "Cd Se",
        "(CdSe",
        "CdSe)",
        "CdSe (Cd-free)",
        "Zn-",
        "C" * 500,
    ],
)
def test_what_does_not_parse_is_unknown(formula: str) -> None:
    assert parse_formula(formula) is None


@given(st.text(max_size=200))
def test_any_text_gives_elements_or_unknown_and_never_an_error(text: str) -> None:
    found = parse_formula(text)
    assert found is None or (found and found <= ELEMENTS)


@given(st.lists(st.sampled_from(sorted(ELEMENTS)), min_size=1, max_size=5))
def test_every_element_written_is_found(symbols: list[str]) -> None:
    found = parse_formula("-".join(symbols))
    assert found == set(symbols)


def test_unknown_core_is_unknown_cadmium() -> None:
    assert Composition.of(None, ["ZnS"]).free_of(["Cd"]) is None
    assert Composition.of("quantum dot", ["ZnS"]).free_of(["Cd"]) is None


def test_a_shell_that_does_not_parse_leaves_cadmium_unknown() -> None:
    assert Composition.of("InP", ["a shell"]).free_of(["Cd"]) is None


def test_cadmium_seen_in_any_layer_is_certain_even_if_the_rest_is_unknown() -> None:
    assert Composition.of(None, ["CdS"]).free_of(["Cd"]) is False
    assert Composition.of("PbS", ["CdS", "ZnS"]).free_of(["Cd"]) is False
    assert Composition.of(None, reported=["Cd"]).free_of(["Cd"]) is False


def test_completely_parsed_composition_without_cadmium_is_cadmium_free() -> None:
    assert Composition.of("InP", ["ZnSe", "ZnS"], ["Mn"]).free_of(["Cd"]) is True
