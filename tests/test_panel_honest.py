"""What `qdselect panel` must not claim: what is unknown, not decided, not read or not shown is called so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import qdselect
from conftest import Result
from qdselect.catalog import Catalog

TWO = ["HER2", "EGFR"]


# ---- what a constraint could not judge


def test_a_probe_of_unknown_composition_does_not_pass_under_the_title_cadmium_free(catalog: Catalog) -> None:
    found = qdselect.panel(TWO, cd_free=True, allow_unknown=True, catalog=catalog)
    title = str(found).splitlines()[0]
    cases = {case["candidate"]["id"]: case["candidate"] for case in found.document["cases"]}
    own = [item["id"] for item in found.panels[0]["assignments"]]
    unknown = [name for name in own if cases[name]["formulation"]["cadmium_free"] is None]
    assert title.endswith("cadmium-free; unknown allowed")
    assert unknown == ["qd800-egfr-oscc"]
    assert (
        "Of 1 of 2 probes it is not known whether it is cadmium-free (EGFR: qd800-egfr-oscc)."
        in found.document["summary"]
    )


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ({"heavy_metal_free": True}, "is heavy-metal-free"),
        ({"max_hydrodynamic_nm": 10}, "passes --max-hydrodynamic 10"),
    ],
    ids=str,
)
def test_each_constraint_that_could_not_judge_a_probe_is_named(
    catalog: Catalog, question: dict[str, Any], words: str
) -> None:
    found = qdselect.panel(TWO, allow_unknown=True, **question, catalog=catalog)
    open_ones = [
        case["candidate"]["id"]
        for case in found.document["cases"]
        if any(
            caution["kind"] == "exclude" and caution["outcome"] == "unknown"
            for caution in case["candidate"]["cautions"]
        )
    ]
    own = [item["id"] for item in found.panels[0]["assignments"] if item["id"] in open_ones]
    assert own
    assert f"Of {len(own)} of 2 probes it is not known whether it {words} (" in found.document["summary"]


def test_where_all_is_known_nothing_is_called_unknown(catalog: Catalog) -> None:
    found = qdselect.panel(TWO, cd_free=True, catalog=catalog)
    assert found.panels
    assert "not known whether it" not in found.document["summary"]
    assert "unknown allowed" not in str(found).splitlines()[0]


# ---- light


@pytest.mark.parametrize(
    ("mode", "instrument", "words"),
    [
        ("2p", "ultima-2pplus", "Two photons excite together"),
        ("in-vivo-fluorescence", "ivis-spectrum", "are compared at the surface"),
    ],
)
def test_a_panel_says_of_its_lines_what_recommend_says(
    catalog: Catalog, mode: str, instrument: str, words: str
) -> None:
    own = qdselect.panel(TWO, mode, instrument=instrument, catalog=catalog).document["notes"]
    other = qdselect.recommend("HER2", mode, instrument=instrument, confidence=False, catalog=catalog)
    (note,) = [note for note in other.document["notes"] if words in note]
    assert note in own


# ---- densities


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ({"weights": {"brightness": 0}, "densities": {"HER2": 1e6, "EGFR": 1e4}}, "brightness has the weight 0"),
        ({"densities": {"HER2": 1e6, "EGFR": 1e6}}, "all markers are given the same"),
    ],
    ids=str,
)
def test_densities_that_can_change_nothing_are_not_ignored_in_silence(
    catalog: Catalog, question: dict[str, Any], words: str
) -> None:
    found = qdselect.panel(TWO, **question, catalog=catalog)
    without = qdselect.panel(TWO, **{**question, "densities": None}, catalog=catalog)
    (note,) = [note for note in found.document["notes"] if note.startswith("--density changed nothing:")]
    assert words in note
    assert [own["worth"] for own in found.panels] == [own["worth"] for own in without.panels]
    assert not [note for note in found.document["notes"] if "brightness of these dots" in note]


def test_densities_that_count_are_not_said_to_change_nothing(catalog: Catalog) -> None:
    found = qdselect.panel(TWO, densities={"HER2": 1e6, "EGFR": 1e4}, catalog=catalog)
    assert found.panels[0]["worth"]["scarcity"] > 0
    assert not [note for note in found.document["notes"] if note.startswith("--density changed nothing:")]


# ---- what would free an impossible panel

FIVE = [*TWO, "ER", "PR", "Ki-67"]


def test_what_a_cut_search_did_not_decide_is_not_called_in_vain(catalog: Catalog) -> None:
    found = qdselect.panel(FIVE, emission="600-680", max_nodes=1, catalog=catalog)
    blocked, text = found.document["blocked"], str(found)
    whole = qdselect.panel(FIVE, emission="600-680", catalog=catalog).document["blocked"]
    assert blocked is not None
    assert whole is not None
    helps = {item["change"] for item in whole["freed_by"] if item["kind"] in ("separation", "constraint")}
    assert helps
    assert helps <= set(blocked["undecided"])
    assert set(blocked["in_vain"]) == set(whole["in_vain"])
    assert "nor markers left out" not in text
    assert (
        f"Not decided, each alone (a larger --max-nodes searches further): {'; '.join(blocked['undecided'])}." in text
    )


def test_ways_to_leave_markers_out_that_were_not_decided_are_counted(catalog: Catalog) -> None:
    blocked = qdselect.panel(FIVE, emission="600-680", max_nodes=1, catalog=catalog).document["blocked"]
    assert blocked is not None
    assert blocked["undecided"][-1] == "without 3 markers (any of 10 ways)"


def test_where_all_was_decided_nothing_is_said_to_be_open(catalog: Catalog) -> None:
    found = qdselect.panel(["HER2", "ER", "PR"], emission="600-601", catalog=catalog)
    blocked = found.document["blocked"]
    assert blocked is not None
    assert blocked["undecided"] == []
    assert "Not decided" not in str(found)


def test_ways_out_that_are_not_shown_are_counted(catalog: Catalog) -> None:
    found = qdselect.panel(FIVE, emission="600-680", catalog=catalog)
    blocked = found.document["blocked"]
    assert blocked is not None
    shown = [item for item in blocked["freed_by"] if item["kind"] == "markers"]
    assert (len(shown), blocked["more_ways"]) == (4, 6)
    assert "and 6 more ways to leave out as many markers" in str(found)
