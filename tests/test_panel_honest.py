"""What `qdselect panel` must not claim: what is unknown, not decided, not read or not shown is called so."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import qdselect
from conftest import Result
from qdselect.advise.light_question import DETECTOR, _no_pair
from qdselect.advise.panel_separation import _side_by_side
from qdselect.catalog import Catalog
from qdselect.errors import UsageError
from qdselect.model.light import Band, Channel, LightPath

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


# ---- spectral detectors


def own_camera(folder: Path, **keys: Any) -> str:
    """A file of an instrument that takes spectra, with these keys."""
    own = {"id": "own", "name": "Own", "kind": "camera", "spectral": True, "basis": "read from it", **keys}
    (folder / "own.yaml").write_text(json.dumps(own))
    return str(folder / "own.yaml")


def read_in(catalog: Catalog, instrument: str, **question: Any) -> str:
    found = qdselect.panel(TWO, unmix=True, instrument=instrument, **question, catalog=catalog)
    (line,) = [line.strip() for line in str(found).splitlines() if line.strip().startswith("Read in ")]
    return line


def test_a_gap_between_filters_is_not_said_to_be_read(catalog: Catalog) -> None:
    line = read_in(catalog, "cri-spectral-camera", filters=["605/40", "655/20"])
    assert line.startswith("Read in 4 bands of 10 nm from 585 to 625 nm; 2 bands of 10 nm from 645 to 665 nm (a judg")


def test_bands_of_another_width_than_stated_are_told_as_they_are(catalog: Catalog, tmp_path: Path) -> None:
    own = own_camera(tmp_path, detector_nm={"min": 400, "max": 850}, spectral_step_nm=20)
    assert read_in(catalog, own, filters=["605/20", "655/20"]) == (
        "Read in 1 band of 20 nm from 595 to 615 nm; 1 band of 20 nm from 645 to 665 nm "
        "(as the file of the instrument states)"
    )
    assert read_in(catalog, own, filters=["605/20", "655/25"]) == (
        "Read in 1 band of 20 nm from 595 to 615 nm; 1 band of 25 nm from 642.5 to 667.5 nm (equal bands that fill "
        "each range come no nearer to 20 nm; 20 nm is as the file of the instrument states)"
    )


@pytest.mark.parametrize(("step", "bands"), [(60, "3 bands of 50 nm"), (100, "2 bands of 75 nm")])
def test_a_step_that_does_not_fit_is_not_printed_as_if_it_did(catalog: Catalog, step: float, bands: str) -> None:
    assert read_in(catalog, "cri-spectral-camera", spectral_step_nm=step) == (
        f"Read in {bands} from 530 to 680 nm (equal bands that fill each range come no nearer to {step} nm; {step} nm "
        "is as asked)"
    )


@given(st.floats(400, 900), st.floats(1, 500), st.floats(1, 100))
def test_no_other_number_of_equal_bands_comes_nearer_to_the_step(low: float, whole: float, step: float) -> None:
    bands = _side_by_side(Band(low, low + whole, "x"), step)
    assert bands[0].low_nm == low
    assert bands[-1].high_nm == pytest.approx(low + whole)
    off = [abs(whole / number - step) for number in range(1, len(bands) + 3)]
    assert off[len(bands) - 1] <= min(off) * (1 + 1e-9)


@given(
    st.integers(300, 500),
    st.integers(200, 900),
    st.lists(st.integers(320, 1000), min_size=1, max_size=3, unique=True),
    st.sampled_from([1, 2]),
)
def test_the_filter_that_a_message_suggests_lets_the_line_and_the_detector_go_together(
    low: int, more: int, lines: list[int], photons: int
) -> None:
    whole = Band(low, low + more, f"{low}-{low + more}")
    light = LightPath(tuple(sorted(map(float, lines))), (Channel(DETECTOR, whole),), photons)
    assume(not light.pairs())
    said = _no_pair(light)
    if "such as" not in said:
        assert said.endswith(f"hoose a {'longer' if photons > 1 else 'shorter'} line.")
        return
    filtered = Band.of(said.split("such as ")[1].split(",")[0])
    cut = Band(max(filtered.low_nm, low), min(filtered.high_nm, low + more), "cut")
    assert light._replace(channels=(Channel("x", cut),)).pairs()


def test_a_detector_that_sees_its_own_laser_is_given_the_filter_just_above_it(catalog: Catalog, tmp_path: Path) -> None:
    own = own_camera(tmp_path, detector_nm={"min": 400, "max": 850}, lines_nm=[405])
    with pytest.raises(UsageError, match="such as 425LP, which leaves 425-850 nm of it"):
        qdselect.panel(TWO, unmix=True, instrument=own, catalog=catalog)
    assert qdselect.panel(TWO, unmix=True, instrument=own, filters=["425LP"], catalog=catalog).panels


# ---- tails of Gaussians


@pytest.mark.parametrize("question", [{}, {"lasers": [405], "filters": ["605/20", "655/20", "800/40"]}], ids=str)
def test_a_part_of_light_below_a_thousandth_is_told_as_that_bound(catalog: Catalog, question: dict[str, Any]) -> None:
    found = qdselect.panel([*TWO, "Ki-67"], **question, catalog=catalog)
    told = [number for own in found.panels for number in own["pairs"]]
    told += [item["spill_total"] for own in found.panels for item in own["assignments"] if item["spill_total"]]
    numbers = [(item["value"], item["low"], item["high"]) for item in told]
    assert any(value == 0 for value, _, _ in numbers)
    assert all(end == 0 or end >= 0.001 for value, low, _ in numbers for end in (value, low))
    assert all(high is None or high >= 0.001 for _, _, high in numbers)
    assert not re.search(r"(overlap|spill|from|to|EGFR|HER2|Ki-67) 0[,. ](?!\d)", str(found))


def test_a_spill_that_is_below_a_thousandth_whatever_is_open_is_told_in_one_bound(catalog: Catalog) -> None:
    found = qdselect.panel([*TWO, "Ki-67"], lasers=[405], filters=["605/20", "655/20", "800/40"], catalog=catalog)
    assert "spill <0.001 over all that emissions and widths leave open" in str(found)


@pytest.mark.parametrize("limit", [{"max_overlap": 0.0005}, {"max_spill": 0.0005, "filters": ["605/20", "655/20"]}])
def test_no_limit_is_asked_for_below_what_the_models_say(catalog: Catalog, limit: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match=r"must be at least 0\.001, below which the models say"):
        qdselect.panel(TWO, **limit, catalog=catalog)


# ---- a picture of nothing


def test_a_picture_of_an_impossible_panel_is_refused_as_documented(call: Callable[..., Result], tmp_path: Path) -> None:
    asked = ["panel", "-m", "HER2", "-m", "ER", "-m", "PR", "--emission", "600-601"]
    done = call(*asked, "-o", str(tmp_path / "none.svg"))
    assert (done.code, done.stdout) == (2, "")
    assert "nothing to draw" in done.stderr
    assert "Ask the same without a picture" in done.stderr
    assert not list(tmp_path.iterdir())
    assert call(*asked).code == 0
    codes = Path(__file__).parents[1].joinpath("docs", "output.md").read_text().split("## Exit codes")[1]
    rows = {line.split("|")[1].strip(): line for line in codes.splitlines() if line.startswith("| ")}
    assert "but for a picture of nothing" in rows["0"]
    assert "a picture of an answer in which there is nothing to draw" in rows["2"]
