"""Physics of the modes in the rules: depth and windows, lines and detectors, two photons, blinking, lifetime."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import qdselect
from qdselect.catalog import Catalog, load_catalog
from qdselect.columns.table import Numbers
from qdselect.columns.values import piecewise
from qdselect.errors import OutsideValidityError
from qdselect.physics.tissue import Tissue, depth_share, transmitted, water_window

SCHEME = load_catalog().section("physics_scheme")
RULES = load_catalog().rules
BEST_IN_FIRST_WINDOW = 0.85
TABLES = (680.0, 950.0)


def value(rule: str, number: float) -> float:
    """Value function of a rule at a number."""
    return float(piecewise(RULES[rule]["points"], Numbers.of([(number, number)])).middle[0])


def cautions(catalog: Catalog, name: str, mode: str, **query: Any) -> dict[str, str]:
    """Rules that fire as cautions for a formulation in a mode, with what they say."""
    answer = qdselect.explain(name, mode=mode, catalog=catalog, **query)
    (found,) = answer.document["modes"]
    return {item["rule"]: item["because"] for item in found["cautions"] if item["outcome"] == "fires"}


# ---- depth and windows


def test_the_emission_in_vivo_is_scored_by_what_the_tissue_lets_through() -> None:
    corners = [(x, y) for x, y in RULES["optical-fit-in-vivo"]["points"] if TABLES[0] <= x <= TABLES[1]]
    assert len(corners) == 9
    for emission, own in corners:
        assert own == pytest.approx(BEST_IN_FIRST_WINDOW * float(depth_share(SCHEME, emission)), abs=0.006)


def test_between_its_corners_the_value_function_follows_the_tissue() -> None:
    wavelengths = np.arange(700.0, 951.0)
    own = np.array([value("optical-fit-in-vivo", wavelength) for wavelength in wavelengths])
    assert np.abs(own - BEST_IN_FIRST_WINDOW * np.asarray(depth_share(SCHEME, wavelengths))).max() < 0.05


def test_depth_share_is_both_ways_through_the_typical_tissue() -> None:
    typical = SCHEME["tissue"]["typical"]
    tissue = Tissue(typical["tissue"], typical["blood"], typical["saturation"], typical["water"])
    depth = SCHEME["judgements"]["depth_mm"]["value"]
    lines = np.arange(630.0, 701.0)
    at_750 = np.max(transmitted(SCHEME, tissue, depth, lines, np.full_like(lines, 750.0)))
    lines = np.arange(630.0, 751.0)
    at_800 = np.max(transmitted(SCHEME, tissue, depth, lines, np.full_like(lines, 800.0)))
    expected = float(depth_share(SCHEME, 750)) / float(depth_share(SCHEME, 800))
    assert at_750 / at_800 == pytest.approx(expected, rel=1e-6)


def test_the_best_of_the_first_window_lies_near_800_nm() -> None:
    wavelengths = np.arange(680.0, 951.0)
    shares = np.asarray(depth_share(SCHEME, wavelengths))
    assert shares.max() == 1
    assert 780 <= wavelengths[np.argmax(shares)] <= 820


@pytest.mark.parametrize("emission", [650.0, 960.0, 1100.0])
def test_beyond_the_tables_no_depth_is_told(emission: float) -> None:
    with pytest.raises(OutsideValidityError):
        depth_share(SCHEME, emission)
    assert np.isnan(depth_share(SCHEME, np.array([emission]))).all()


@given(st.floats(0.005, 0.065))
def test_whatever_the_blood_800_nm_goes_before_the_ends_of_the_window(blood: float) -> None:
    tissue = Tissue("soft", blood, 0.75, 0.7)
    left = transmitted(SCHEME, tissue, 5, np.array([640.0, 725.0, 725.0]), np.array([690.0, 800.0, 950.0]))
    assert left[1] > left[0]
    assert left[1] > left[2]


def test_in_the_band_of_the_warning_a_centimetre_of_water_leaves_less_than_a_hundredth() -> None:
    low, high = RULES["water-band-emission"]["check"]["value"]
    assert np.max(water_window(SCHEME, np.arange(low, high + 1.0))) < 0.01
    assert float(water_window(SCHEME, 1300)) > 0.3


def test_absorption_of_water_in_the_warning_about_lines_is_that_of_the_table() -> None:
    low, high = RULES["excitation-in-water-band"]["check"]["value"]
    found = -np.log(np.asarray(water_window(SCHEME, np.arange(low, high + 1.0))))
    assert found.min() == pytest.approx(0.27, abs=0.005)
    assert found.max() == pytest.approx(0.45, abs=0.005)


@pytest.mark.parametrize(("line", "fires"), [(488, True), (594, True), (640, False), (780, False)])
def test_a_line_that_stays_near_the_surface_is_warned_of_in_the_animal(
    catalog: Catalog, line: float, fires: bool
) -> None:
    for mode in ("in-vivo-fluorescence", "photodynamic-therapy", "sentinel-lymph-node"):
        found = cautions(catalog, "qd800-egfr-oscc", mode, excitation_nm=line)
        assert ("excitation-depth-in-vivo" in found) is fires
        if fires:
            assert f"excitation at {line} nm" in found["excitation-depth-in-vivo"]
    assert "excitation-depth-in-vivo" not in cautions(catalog, "qd800-egfr-oscc", "live-cell", excitation_nm=line)


def test_lasers_count_as_lines_where_all_of_them_say_the_same(catalog: Catalog) -> None:
    name, mode = "qd800-egfr-oscc", "in-vivo-fluorescence"
    assert "excitation-depth-in-vivo" in cautions(catalog, name, mode, lasers=[405, 488])
    assert "excitation-depth-in-vivo" not in cautions(catalog, name, mode, lasers=[488, 780])
    assert "excitation-depth-in-vivo" not in cautions(catalog, name, mode, lasers=[780])


def test_without_a_line_nothing_is_said_of_it(catalog: Catalog) -> None:
    assert not {"excitation-depth-in-vivo", "excitation-in-water-band"} & set(
        cautions(catalog, "qd800-egfr-oscc", "in-vivo-fluorescence")
    )


def test_a_line_of_the_question_scores_nothing_and_ranks_nothing(catalog: Catalog) -> None:
    plain = qdselect.recommend(mode="in-vivo-fluorescence", top=60, confidence=False, catalog=catalog)
    lined = qdselect.recommend(
        mode="in-vivo-fluorescence", top=60, confidence=False, excitation_nm=630, allow_unknown=True, catalog=catalog
    )
    scores = {item["id"]: item["score"]["value"] for item in plain.candidates}
    shared = [item for item in lined.candidates if item["id"] in scores]
    assert len(shared) > 20
    for item in shared:
        assert item["score"]["value"] == scores[item["id"]]


def test_a_line_never_passes_an_emission_that_nobody_reports(catalog: Catalog) -> None:
    """`--excitation` is a constraint like `--laser`: what it cannot judge is turned down, or admitted as such."""
    question: dict[str, Any] = {"marker": "HER2", "top": 0, "all_tiers": True, "confidence": False, "catalog": catalog}
    strict = qdselect.recommend(**question, excitation_nm=488).document
    for item in strict["candidates"]:
        record = item["formulation"]
        assert record["emission_max_nm"] is not None or "emission_max_nm" in record["bounds"]
    open_ = qdselect.recommend(**question, excitation_nm=488, allow_unknown=True).document
    more = [item for item in open_["candidates"] if item["formulation"]["emission_max_nm"] is None]
    assert any(c["rule"] == "excitation-above-emission" for item in more for c in item["cautions"])


# ---- two photons


TWO: dict[str, Any] = {"top": 0, "all_tiers": True, "confidence": False, "instrument": "ultima-2pplus"}


@pytest.mark.parametrize("mode", ["live-cell", "fixed-cell", "flow-cytometry", "in-vivo-fluorescence", "two-photon"])
@pytest.mark.parametrize("excitation", [None, 1040])
def test_no_rule_of_one_photon_judges_a_line_of_two(catalog: Catalog, mode: str, excitation: float | None) -> None:
    document = qdselect.recommend("HER2", mode, excitation_nm=excitation, **TWO, catalog=catalog).document
    one = {rule["id"] for rule in RULES.values() if rule["applies"].get("photons") == 1}
    assert {"light-line-excites", "light-excitation", "line-488-too-long", "excitation-above-emission"} <= one
    found = {reason["rule"] for item in document["rejected"] for reason in item["reasons"]}
    found |= {caution["rule"] for item in document["candidates"] for caution in item["cautions"]}
    assert not found & one
    (note,) = [note for note in document["notes"] if note.startswith("Two photons")]
    assert "1040 nm" in note
    assert "light-line-excites" in note
    for item in document["candidates"]:
        assert item["light_path"]["excitation"]["status"] == "unknown"
        assert "two photons excite together" in item["light_path"]["because"]


def test_in_a_question_of_several_modes_only_that_of_two_photons_leaves_the_line_unjudged(catalog: Catalog) -> None:
    question: dict[str, Any] = {"marker": "HER2", "top": 0, "all_tiers": True, "confidence": False, "lasers": 700}
    document = qdselect.recommend(**question, mode="in-vitro", catalog=catalog).document
    assert document["weights"]["two-photon"]["light-path"] == 0
    assert document["weights"]["live-cell"]["light-path"] == pytest.approx(0.15)
    blind = [item for item in document["candidates"] if item["light_path"]["excitation"]["status"] == "unknown"]
    assert {item["mode"] for item in blind} == {"two-photon"}
    assert any(note.startswith("Two photons excite together in two-photon:") for note in document["notes"])


def test_a_line_of_two_photons_may_lie_beyond_the_emission(catalog: Catalog) -> None:
    answer = qdselect.recommend("HER2", "live-cell", excitation_nm=1040, emission="500-700", **TWO, catalog=catalog)
    assert answer.candidates


def test_water_absorbs_a_line_of_two_photons_too(catalog: Catalog, tmp_path: Path) -> None:
    """What tissue does to a line is no matter of how many photons excite the dot together."""
    (tmp_path / "two.yaml").write_text(
        "id: two\nname: Two\nkind: microscope\nphotons: 2\nlines_nm: [970]\nbasis: read from its label\n"
    )
    document = qdselect.recommend(
        mode="in-vivo-fluorescence", instrument=str(tmp_path / "two.yaml"), confidence=False, catalog=catalog
    ).document
    found = {caution["rule"] for item in document["candidates"] for caution in item["cautions"]}
    assert "excitation-in-water-band" in found
    assert "line-488-too-long" not in found


def test_several_lines_in_the_animal_are_said_to_be_compared_at_the_surface(catalog: Catalog) -> None:
    question: dict[str, Any] = {"top": 5, "all_tiers": True, "confidence": False, "catalog": catalog}
    for lasers, mode, said in (
        ([405, 785], "in-vivo-fluorescence", True),
        ([785], "in-vivo-fluorescence", False),
        ([405, 785], "live-cell", False),
    ):
        document = qdselect.recommend(mode=mode, lasers=lasers, **question).document
        assert any("compared at the surface" in note for note in document["notes"]) is said
        for item in document["candidates"]:
            assert ("compared at the surface" in item["light_path"]["because"]) is said


# ---- each property once in a mode


@pytest.mark.parametrize("mode", load_catalog().modes)
def test_no_field_is_scored_twice_in_a_mode(mode: str) -> None:
    own = {mode, load_catalog().modes[mode]["family"]}
    fields = [
        (rule["field"], rule["criterion"])
        for rule in RULES.values()
        if rule["kind"] == "score" and (not rule["applies"].get("modes") or own & set(rule["applies"]["modes"]))
    ]
    assert len({field for field, _ in fields}) == len(fields)
    assert {"optical-fit", "brightness", "size", "safety", "practicality"} <= {criterion for _, criterion in fields}


# ---- lines and detectors of cytometers


def test_a_cytometer_sees_little_beyond_its_tubes() -> None:
    assert value("optical-fit-cytometer", 655) == 1.0
    assert value("optical-fit-cytometer", 850) < value("optical-fit-microscope", 850)


def test_detectors_and_lines_of_a_cytometer_are_warned_of(catalog: Catalog) -> None:
    found = cautions(catalog, "ag2s-gsh-fa-2020", "flow-cytometry", marker="FOLR1", excitation_nm=640)
    assert "800 nm" in found["cytometer-detector-end"]
    assert "405 nm" in found["cytometer-long-line"]


def test_a_violet_line_silences_the_warning_about_the_blue_one(catalog: Catalog) -> None:
    name = "efluor-490nc"
    marker = {"marker": "HER2"}
    assert "line-488-too-long" in cautions(catalog, name, "flow-cytometry", **marker)
    assert "line-488-too-long" in cautions(catalog, name, "flow-cytometry", excitation_nm=488, **marker)
    assert "line-488-too-long" not in cautions(catalog, name, "flow-cytometry", excitation_nm=405, **marker)


# ---- two photons, blinking, lifetime, therapy


def test_a_yield_without_a_cross_section_is_no_two_photon_brightness(catalog: Catalog) -> None:
    name = next(
        record["id"]
        for record in catalog.formulations.values()
        if record["quantum_yield"] is not None and "two_photon_cross_section_GM" not in record["sources"]
    )
    assert "one-photon-is-not-two-photon" in cautions(catalog, name, "two-photon")
    known = "cdse-cdzns-hetero-nag2008"
    assert "one-photon-is-not-two-photon" not in cautions(catalog, known, "two-photon")


def test_the_largest_cross_section_of_the_catalogue_is_the_one_that_is_named(catalog: Catalog) -> None:
    found = [record["two_photon_cross_section_GM"] or 0 for record in catalog.formulations.values()]
    assert max(found) == 100_000
    assert "100,000 GM" in RULES["brightness-two-photon"]["because"]


def test_a_bare_dot_in_tracking_is_warned_of_its_blinking(catalog: Catalog) -> None:
    found = cautions(catalog, "cdse-ultrasmall-2017", "single-particle-tracking", marker="HER2")
    assert "68 %" in found["blinking-bare"]


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("qdot-565", "long-lifetime-time-gating"),
        ("inp-znmgs-zns-465", "long-lifetime-time-gating"),
        ("gqd-citrate-hong2018", "short-lifetime-no-gating"),
    ],
)
def test_a_lifetime_says_whether_time_gating_helps(catalog: Catalog, name: str, rule: str) -> None:
    found = cautions(catalog, name, "live-cell")
    assert {"long-lifetime-time-gating", "short-lifetime-no-gating"} & set(found) == {rule}


def test_the_threshold_of_gating_follows_from_the_lifetimes_of_tissue() -> None:
    longest, gate, least = RULES["short-lifetime-no-gating"]["check"]["value"], 25.0, 20.0
    assert RULES["long-lifetime-time-gating"]["check"]["value"] == least
    assert np.exp(-gate / longest) < 0.01
    assert np.exp(-gate / least) > 0.25


def test_a_cadmium_dot_in_therapy_is_asked_for_its_sensitiser_unless_it_was_shown(catalog: Catalog) -> None:
    untried = cautions(catalog, "efluor-650nc", "photodynamic-therapy")
    assert "1 %" in untried["photodynamic-needs-sensitiser"]
    answer = qdselect.recommend(mode="photodynamic-therapy", top=0, confidence=False, catalog=catalog)
    shown = [item for item in answer.candidates if item["tier"] == "demonstrated"]
    assert any("Cd" in item["formulation"]["elements"] for item in shown)
    for item in shown:
        assert "photodynamic-needs-sensitiser" not in {caution["rule"] for caution in item["cautions"]}
