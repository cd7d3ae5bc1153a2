"""Arguments of library calls: names and kinds are checked before anything is answered, with the nearest valid thing."""

from __future__ import annotations

import contextlib
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import qdselect
from qdselect import api
from qdselect.advise.arguments import KINDS, checked
from qdselect.advise.listing import list_formulations
from qdselect.advise.panel_question import _takes, ask_panel
from qdselect.advise.question import ask
from qdselect.catalog import Catalog
from qdselect.errors import QdselectError, UnknownNameError, UsageError

TWO = ["HER2", "EGFR"]


def test_every_argument_of_a_panel_has_a_kind_that_is_checked() -> None:
    assert set(_takes().values()) <= set(KINDS)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ({"max_overlap": "x"}, "max_overlap must be a number, not 'x'."),
        ({"max_overlap": "0.2"}, "Did you mean 0.2?"),
        ({"densities": {"HER2": "a", "EGFR": 2}}, "densities['HER2'] must be a number, not 'a'."),
        ({"densities": "HER2=3"}, "such as {'HER2': 1e6}"),
        ({"densities": {"HER2": True, "EGFR": 1}}, "must be a number, not True"),
        ({"weights": {"brightness": "0.4"}}, "Did you mean 0.4?"),
        ({"alternatives": 1.5}, "alternatives must be a whole number, not 1.5. Did you mean 2?"),
        ({"alternatives": "3"}, "Did you mean 3?"),
        ({"alternatives": True}, "a whole number, not True."),
        ({"max_nodes": float("inf")}, "max_nodes must be a whole number, not inf."),
        ({"cd_free": "yes"}, "cd_free must be True or False, not 'yes'. Did you mean True?"),
        ({"unmix": 1}, "unmix must be True or False, not 1."),
        ({"mode": 3}, "mode must be text, not 3."),
        ({"min_tier": 3}, "min_tier must be text"),
        ({"filters": 605}, "filters must be a text or several texts"),
        ({"exclude_elements": ["Cd", 82]}, "exclude_elements must be a text or several texts"),
        ({"lasers": object()}, "lasers must be wavelengths in nm"),
        ({"excitation_nm": "x"}, "excitation_nm must be a number"),
        ({"markers": 5}, "markers must be a text or several texts, not 5."),
        ({"markers": ["HER2", None]}, "markers must be"),
    ],
    ids=str,
)
def test_a_value_of_another_kind_is_refused_with_the_nearest_valid_one(
    catalog: Catalog, question: dict[str, Any], words: str
) -> None:
    with pytest.raises(UsageError) as refused:
        qdselect.panel(**{"markers": TWO, **question}, catalog=catalog)
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("name", "nearest"),
    [("cdfree", "cd_free"), ("alternativs", "alternatives"), ("tier", "min_tier"), ("marker", "markers")],
)
def test_an_unknown_option_names_the_nearest(catalog: Catalog, name: str, nearest: str) -> None:
    with pytest.raises(UnknownNameError) as refused:
        qdselect.panel(TWO, **{name: 1}, catalog=catalog)
    assert refused.value.nearest[0] == nearest
    assert refused.value.exit_code == 2


def test_what_can_be_read_only_once_counts_for_every_marker(catalog: Catalog) -> None:
    lists: dict[str, Any] = {"exclude_elements": ["Cd", "Pb"], "lasers": [405], "filters": ["565/40", "655/40"]}
    once = {name: iter(values) for name, values in lists.items()}
    again = qdselect.panel(iter(TWO), **once, catalog=catalog)
    assert again.to_json() == qdselect.panel(TWO, **lists, catalog=catalog).to_json()
    assert again.document["query"]["constraints"]["exclude_elements"] == ["Cd", "Pb"]


def test_a_call_checks_only_what_it_takes() -> None:
    assert checked("panel", {"unmix": "bool"}, {"unmix": False}) == {"unmix": False}
    with pytest.raises(UnknownNameError, match=r"qdselect\.panel"):
        checked("panel", {"unmix": "bool"}, {"plot": True})


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ({"lasers": "x"}, "--laser 'x' is no wavelength"),
        ({"lasers": object()}, "lasers must be wavelengths in nm"),
        ({"filters": 605}, "filters must be a text or several texts, not 605."),
        ({"instrument": 5}, "instrument must be text, not 5."),
        ({"absorption": "no"}, "absorption must be True or False, not 'no'. Did you mean False?"),
        ({"range": object()}, "range must be wavelengths in nm"),
        ({"formulations": 5}, "formulations must be a text or several texts, not 5."),
        ({"laser": 405}, "Did you mean 'lasers'?"),
        ({"window": "400-800"}, "option of qdselect.spectra()"),
    ],
    ids=str,
)
def test_a_strange_argument_of_spectra_is_refused_in_words(
    catalog: Catalog, question: dict[str, Any], words: str
) -> None:
    with pytest.raises(UsageError) as refused:
        qdselect.spectra(**{"formulations": "efluor-605nc", **question}, catalog=catalog)
    assert words in str(refused.value)


def test_lasers_of_spectra_may_be_text_or_read_only_once(catalog: Catalog) -> None:
    several = qdselect.spectra("efluor-605nc", lasers=[488, 405], catalog=catalog).to_json()
    for same in (["488nm", "405"], iter([488, 405])):
        assert qdselect.spectra("efluor-605nc", lasers=same, catalog=catalog).to_json() == several


def test_every_argument_of_spectra_has_a_kind_that_is_checked() -> None:
    assert set(api._takes(qdselect.spectra).values()) <= set(KINDS)


def test_an_unknown_option_of_predict_names_the_nearest(catalog: Catalog) -> None:
    with pytest.raises(UnknownNameError) as refused:
        qdselect.predict("CdSe", diametre=4, catalog=catalog)
    assert refused.value.nearest[0] == "diameter"


JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 10**20),
    st.floats(),
    st.text(max_size=8),
    st.lists(st.one_of(st.integers(), st.text(max_size=4), st.none()), max_size=3),
    st.dictionaries(
        st.one_of(st.text(max_size=4), st.integers()), st.one_of(st.floats(), st.text(max_size=4)), max_size=2
    ),
    st.just(b"Cd"),
)


@given(st.sampled_from([*sorted(_takes()), "foo"]), JUNK)
@settings(max_examples=300, deadline=None)
def test_nothing_but_an_error_for_the_reader_comes_of_a_strange_argument(
    catalog: Catalog, name: str, value: Any
) -> None:
    with contextlib.suppress(QdselectError):
        ask_panel(catalog, **{"markers": TWO, name: value})


@given(st.sampled_from([*sorted(api._takes(qdselect.spectra)), "foo"]), JUNK)
@settings(max_examples=150, deadline=None)
def test_nothing_but_an_error_for_the_reader_comes_of_a_strange_argument_of_spectra(
    catalog: Catalog, name: str, value: Any
) -> None:
    with contextlib.suppress(QdselectError):
        qdselect.spectra(**{"formulations": "efluor-605nc", name: value}, catalog=catalog)


@given(st.sampled_from([*sorted(api._takes(qdselect.predict)), "foo"]), JUNK)
@settings(max_examples=150, deadline=None)
def test_nothing_but_an_error_for_the_reader_comes_of_a_strange_argument_of_predict(
    catalog: Catalog, name: str, value: Any
) -> None:
    size: dict[str, Any] = {} if name in ("diameter", "absorption", "emission") else {"diameter": 4}
    with contextlib.suppress(QdselectError):
        qdselect.predict(**{"core": "CdSe", **size, name: value}, catalog=catalog)


# ---- calls that ask a question, and lists

CALLS: dict[str, dict[str, Any]] = {
    "recommend": {"marker": "HER2", "confidence": False, "top": 1},
    "explain": {"formulation": "znse-silica-ando2008", "marker": "HER2"},
    "compare": {"formulations": ("znse-silica-ando2008", "inp-zns-msa-yong2009"), "marker": "HER2", "draws": 100},
    "weights": {"mode": "live-cell"},
    "list_formulations": {},
}
"""Calls with what each needs."""


@pytest.mark.parametrize("name", CALLS)
def test_every_argument_of_a_call_has_a_kind_that_is_checked(name: str, catalog: Catalog) -> None:
    taken = {
        key: kind
        for key, kind in {
            **(list_formulations if name == "list_formulations" else ask).__annotations__,
            **getattr(api, name).__annotations__,
        }.items()
        if key not in ("catalog", "constraints", "filters", "only_head", "return")
    }
    assert set(taken.values()) <= set(KINDS)
    for key in taken:
        with pytest.raises(UsageError, match=key):
            getattr(qdselect, name)(**{**CALLS[name], key: object()}, catalog=catalog)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ({"cd_free": "no"}, "cd_free must be True or False, not 'no'. Did you mean False?"),
        ({"cd_free": 0}, "cd_free must be True or False, not 0."),
        ({"excitation_nm": "a"}, "excitation_nm must be a number, not 'a'."),
        ({"top": "3"}, "top must be a whole number, not '3'. Did you mean 3?"),
        ({"top": 2.5}, "top must be a whole number, not 2.5. Did you mean 2?"),
        ({"tier": 3}, "tier must be text, not 3."),
        ({"marker": 3}, "marker must be text, not 3."),
        ({"marker": ["HER2"]}, "marker must be text, not ['HER2']."),
        ({"weights": "safety=0.4"}, "weights must be numbers by name, such as {'brightness': 0.4}, not 'safety=0.4'."),
        ({"exclude_elements": [1]}, "exclude_elements must be a text or several texts, not [1]."),
        ({"seed": -1}, "--seed must be 0 or more, not -1."),
        ({"draws": 1.5}, "draws must be a whole number, not 1.5."),
        ({"draws": 200}, "draws has no effect without confidence."),
        ({"foo": 1}, "unknown option of qdselect.recommend() 'foo'"),
        ({"cadmium_free": True}, "Did you mean 'cd_free'"),
    ],
    ids=str,
)
def test_a_strange_argument_of_recommend_is_refused_in_words(
    catalog: Catalog, question: dict[str, Any], words: str
) -> None:
    with pytest.raises(UsageError) as refused:
        qdselect.recommend(**{**CALLS["recommend"], **question}, catalog=catalog)
    assert words in str(refused.value)


@pytest.mark.parametrize("name", CALLS)
def test_an_unknown_option_of_a_call_names_the_call_and_the_nearest(catalog: Catalog, name: str) -> None:
    with pytest.raises(UnknownNameError, match=rf"qdselect\.{name}\(\) 'cdfree'") as refused:
        getattr(qdselect, name)(**CALLS[name], cdfree=True, catalog=catalog)
    assert refused.value.nearest[0] == "cd_free"


def test_what_is_no_catalogue_is_refused_in_words() -> None:
    with pytest.raises(UsageError, match=r"catalog must be what `qdselect\.load_catalog\(\)` gives, not 'here'"):
        qdselect.recommend("HER2", catalog="here")  # type: ignore[arg-type]


def test_numbers_of_numpy_and_whole_numbers_are_numbers(catalog: Catalog) -> None:
    own = {"excitation_nm": 488, "top": 2, "cd_free": True, "weights": {"safety": 1}, "emission": (600, 700)}
    others: dict[str, Any] = {
        "excitation_nm": np.int64(488),
        "top": np.int32(2),
        "cd_free": np.bool_(True),
        "weights": {"safety": np.float32(1)},
        "emission": np.array([600.0, 700.0]),
    }
    asked: dict[str, Any] = {"marker": "HER2", "confidence": False, "catalog": catalog}
    assert qdselect.recommend(**asked, **others).to_json() == qdselect.recommend(**asked, **own).to_json()


@pytest.mark.parametrize("name", ["recommend", "list_formulations"])
@given(st.data(), JUNK)
@settings(max_examples=60, deadline=None)
def test_nothing_but_an_error_for_the_reader_comes_of_a_strange_argument_of_a_call(
    catalog: Catalog, name: str, data: st.DataObject, value: Any
) -> None:
    known = {"recommend": [*ask.__annotations__, "tier", "top", "rank_by", "pareto", "explain"]}
    key = data.draw(st.sampled_from(known.get(name, [*list_formulations.__annotations__])))
    if key not in ("catalog", "return", "only_head"):
        with contextlib.suppress(QdselectError):
            getattr(qdselect, name)(**{**CALLS[name], key: value}, catalog=catalog)
