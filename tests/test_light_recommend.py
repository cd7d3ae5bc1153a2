"""The light path in questions: exclusions with reasons, a criterion with its weight, unknown that never passes."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import qdselect
from conftest import Result
from qdselect.advise.emitters import KNOWN_STATUS
from qdselect.advise.light_path import Illuminated
from qdselect.advise.summary import summary_of
from qdselect.catalog import Catalog, load_catalog
from qdselect.errors import UnknownNameError, UsageError
from qdselect.model.light import Band, Channel, LightPath
from qdselect.model.query import Query
from qdselect.model.vocabulary import CRITERIA, TIERS
from qdselect.physics.light_path import collected_share
from qdselect.physics.light_yield import Ends, excitation_ends, share_ends
from qdselect.score.weights import mode_weights

ASKED: dict[str, Any] = {"marker": "EGFR", "mode": "flow-cytometry", "confidence": False, "top": 0, "all_tiers": True}


def ask(catalog: Catalog, **light: Any) -> Any:
    return qdselect.recommend(**{**ASKED, **light}, catalog=catalog).document


def path_of(*bands: str, lines: tuple[float, ...] = (405.0,)) -> LightPath:
    return LightPath(lines, tuple(Channel(band, Band.of(band)) for band in bands))


# numbers


def test_the_channels_that_a_maker_names_for_its_dots_collect_what_the_rule_says(catalog: Catalog) -> None:
    channels = {item["note"]: item for item in catalog.instrument("quanteon")["channels"] if item["note"]}
    dots = {"Qdot 605": (605, 30), "Qdot 705": (705, 70), "Qdot 800": (800, 90)}
    bands = np.array([[channels[name]["low_nm"], channels[name]["high_nm"]] for name in dots])
    peaks, widths = np.array(list(dots.values()), dtype=float).T
    assert np.diag(collected_share(peaks, widths, bands)).round(2).tolist() == [0.45, 0.47, 0.49]


def test_a_sold_dot_goes_into_the_channel_that_bears_its_name(catalog: Catalog) -> None:
    quanteon = instrument_path(catalog, "quanteon")
    seen = Illuminated(catalog, quanteon).seen
    best = {name: seen[name].channel.band.name for name in ("efluor-605nc", "efluor-650nc")}  # type: ignore[union-attr]
    assert best == {"efluor-605nc": "615/20", "efluor-650nc": "660/20"}


def instrument_path(catalog: Catalog, name: str) -> LightPath:
    from qdselect.advise.light_question import light_path_of

    return light_path_of(catalog, (), (), name, two_photon=False)


def test_the_expected_signal_is_extinction_times_yield_times_share(catalog: Catalog) -> None:
    """eFluor 605NC: extinction reported, yield not: the signal is known only as an interval, never as a value."""
    doc = Illuminated(catalog, path_of("605/40")).doc("efluor-605nc", [])
    assert doc["signal_M_cm"]["value"] is None
    assert doc["signal_M_cm"]["low"] == 0
    assert doc["signal_M_cm"]["high"] is not None
    assert doc["signal_M_cm"]["status"] == "unknown"


def test_the_extinction_at_the_line_compares_dots_where_it_is_known(catalog: Catalog) -> None:
    """By hand: 253,000 at the first exciton of eFluor 605NC, 590 nm, times exp(1.05305 x (3.0613 - 2.1014) eV)."""
    light = Illuminated(catalog, path_of("605/40"))
    doc = light.doc("efluor-605nc")
    assert doc["extinction_M_cm"]["value"] == pytest.approx(253_000 * math.exp(1.05305 * (3.0613 - 2.1014)), rel=1e-3)
    assert doc["extinction_M_cm"]["status"] == "predicted"
    assert "molar_extinction_M_cm as reported at 590 nm" in doc["because"]
    assert "handwiki-efluor" in doc["references"]
    assert light.doc("inp-zns-530-kuo2017")["extinction_M_cm"]["status"] == "unknown"
    bare, shown = light.seen["efluor-605nc"], light.doc("efluor-605nc", photons=2)
    assert bare.extinction[0] is not None
    assert shown["extinction_M_cm"]["status"] == "unknown"


def test_a_number_says_when_it_rests_on_a_typical_or_assumed_width(catalog: Catalog) -> None:
    light = Illuminated(catalog, path_of("605/40"))
    assert light.doc("efluor-605nc", [])["collection"]["status"] == "typical"
    assert light.doc("inp-zns-530-kuo2017", [])["collection"]["status"] == "modelled"
    statuses = {light.doc(name, [])["collection"]["status"] for name in light.seen}
    assert "assumed" in statuses


@settings(deadline=None, max_examples=60)
@given(
    st.floats(450, 900), st.floats(0, 80), st.floats(20, 120), st.floats(0, 60), st.floats(500, 900), st.floats(5, 200)
)
def test_ends_of_a_share_hold_the_share_of_everything_between(
    peak: float, spread: float, width: float, more: float, low: float, span: float
) -> None:
    peaks = Ends.of([(peak + spread / 2, peak, peak + spread)])
    widths = Ends.of([(width + more / 2, width, width + more)])
    share = share_ends(peaks, widths, np.array([[low, low + span]]))
    assert 0 <= share.low[0, 0] <= share.value[0, 0] + 1e-9
    assert share.value[0, 0] - 1e-9 <= share.high[0, 0] <= 1
    ends = collected_share(
        np.array([peak, peak + spread]), np.array([width, width + more]), np.array([[low, low + span]])
    )
    assert (ends >= share.low[0, 0] - 1e-9).all()
    assert (ends <= share.high[0, 0] + 1e-9).all()


@settings(deadline=None, max_examples=60)
@given(
    st.floats(450, 900), st.floats(0, 600), st.floats(20, 120), st.floats(0, 60), st.floats(500, 900), st.floats(4, 200)
)
def test_ends_of_a_share_are_those_of_a_dense_search(
    peak: float, spread: float, width: float, more: float, low: float, span: float
) -> None:
    band = np.array([[low, low + span]])
    share = share_ends(
        Ends.of([(peak + spread / 2, peak, peak + spread)]), Ends.of([(width + more / 2, width, width + more)]), band
    )
    peaks, widths = np.meshgrid(np.linspace(peak, peak + spread, 401), np.linspace(width, width + more, 13))
    dense = collected_share(peaks.ravel(), widths.ravel(), band)
    assert share.high[0, 0] == pytest.approx(dense.max(), rel=0.01, abs=1e-6)
    assert share.low[0, 0] == pytest.approx(dense.min(), rel=0.01, abs=1e-6)


@pytest.mark.parametrize(
    ("name", "band", "share"),
    [
        ("cdte-znse-strained-smith2008lattice", "689/6", 0.165),
        ("cuzis-zns-zhangwj2013", "574/4", 0.166),
    ],
)
def test_a_narrow_band_within_a_wide_interval_of_maxima_is_not_ruled_out(
    catalog: Catalog, name: str, band: str, share: float
) -> None:
    found = qdselect.explain(name, "HER2", mode="live-cell", lasers=405, filters=band, catalog=catalog).document
    mode = found["modes"][0]
    assert mode["light_path"]["collection"]["high"] == pytest.approx(share, abs=0.002)
    judged = [reason for reason in mode["exclusions"] if reason["rule"] == "light-band-collects"]
    assert [reason["outcome"] for reason in judged] == ["unknown"]


@settings(deadline=None)
@given(st.sampled_from([355.0, 405.0, 488.0, 561.0, 640.0]), st.floats(450, 900), st.floats(0, 100), st.floats(0, 2))
def test_excitation_lies_within_its_ends(line: float, exciton: float, spread: float, rise: float) -> None:
    found = excitation_ends(
        [line], Ends.of([(exciton + spread / 3, exciton, exciton + spread)]), Ends.of([(rise, 0, 2)])
    )
    assert found.low[0, 0] <= found.value[0, 0] + 1e-12
    assert found.value[0, 0] <= found.high[0, 0] + 1e-12
    if line == 405:
        assert found.low[0, 0] == found.high[0, 0] == pytest.approx(1)


@settings(deadline=None, max_examples=25)
@given(st.floats(450, 900), st.floats(10, 150), st.floats(1, 150), st.floats(1, 150))
def test_a_wider_filter_never_collects_less_of_any_real_particle(
    centre: float, width: float, left: float, right: float
) -> None:
    catalog = load_catalog()
    low, high = centre - width / 2, centre + width / 2
    narrow, wide = (
        Illuminated(catalog, LightPath((), (Channel("band", Band(*ends, "band")),))).seen
        for ends in ((low, high), (low - left, high + right))
    )
    for name, seen in narrow.items():
        sought = (0.0, 0.0, 0.003)  # how far the greatest share is right
        for less, more, off in zip(seen.collection, wide[name].collection, sought, strict=True):
            assert (less is None) == (more is None)
            assert less is None or more is None or less <= more * (1 + off) + 1e-12


# exclusions


def test_what_is_unknown_never_passes(catalog: Catalog) -> None:
    document = ask(catalog, lasers=405, filters="605/40")
    for candidate in document["candidates"]:
        light = candidate["light_path"]
        assert light["collection"]["status"] != "unknown", candidate["id"]
        assert light["collection"]["low"] >= 0.1
        assert light["excitation"]["status"] != "unknown"
    unknown = [item for item in document["rejected"] if item["id"] not in catalog.formulations]
    assert not unknown
    reasons = {reason["rule"]: reason["outcome"] for item in document["rejected"] for reason in item["reasons"]}
    assert {"light-band-collects", "light-line-excites"} <= set(reasons)


def test_a_particle_without_emission_is_turned_down_because_nobody_can_tell(catalog: Catalog) -> None:
    bare = next(
        name
        for name, record in catalog.formulations.items()
        if all(
            record[field] is None and field not in record["bounds"]
            for field in ("emission_max_nm", "absorption_max_nm", "core_diameter_nm")
        )
    )
    document = ask(catalog, filters="605/40")
    (item,) = [item for item in document["rejected"] if item["id"] == bare]
    (reason,) = [reason for reason in item["reasons"] if reason["rule"] == "light-band-collects"]
    assert reason["outcome"] == "unknown"
    doubt = "cannot tell whether a band collects its light, since neither a source nor a model gives its emission"
    assert doubt in reason["because"]


def test_unknown_is_admitted_with_a_caution_where_that_is_asked_for(catalog: Catalog) -> None:
    strict, open_ = (ask(catalog, filters="605/40", allow_unknown=allowed) for allowed in (False, True))
    more = {item["id"] for item in open_["candidates"]} - {item["id"] for item in strict["candidates"]}
    assert more
    for candidate in open_["candidates"]:
        if candidate["id"] in more:
            assert any(caution["rule"] == "light-band-collects" for caution in candidate["cautions"])


def test_a_line_redder_than_the_first_exciton_turns_a_dot_down_with_the_reason(catalog: Catalog) -> None:
    story = qdselect.explain("efluor-605nc", "EGFR", "flow-cytometry", lasers=700, catalog=catalog).document
    (reason,) = [item for item in story["modes"][0]["exclusions"] if item["rule"] == "light-line-excites"]
    assert (reason["outcome"], reason["threshold"]) == ("fires", 0.01)
    assert "gaigalas2014" in reason["references"]


def test_a_band_far_from_its_colour_turns_a_dot_down_with_the_share(catalog: Catalog) -> None:
    story = qdselect.explain("efluor-605nc", "EGFR", "flow-cytometry", filters="780/60", catalog=catalog).document
    (reason,) = [item for item in story["modes"][0]["exclusions"] if item["rule"] == "light-band-collects"]
    assert reason["outcome"] == "fires"
    assert "collects" in reason["because"]


def light_reasons(document: Any) -> list[Any]:
    return [
        reason
        for item in document["rejected"]
        for reason in item["reasons"]
        if reason["rule"] in ("light-band-collects", "light-line-excites")
    ]


def test_an_exclusion_by_the_light_path_says_how_its_number_is_known(catalog: Catalog) -> None:
    document = ask(catalog, lasers=700, filters="780/60", cd_free=True)
    found = light_reasons(document)
    assert {reason["status"] for reason in found} >= {"assumed", "typical", "unknown"}
    for reason in found:
        assert reason["status"] in ("modelled", "typical", "predicted", "assumed", "unknown")
        if reason["status"] not in ("modelled", "unknown"):
            assert reason["status"] in reason["because"], reason["because"]
    assert any("emission reported, width assumed" in reason["because"] for reason in found)
    others = [r for item in document["rejected"] for r in item["reasons"] if r["rule"] == "no-cadmium"]
    assert others
    assert all("status" not in reason for reason in others)


def test_no_number_of_a_light_path_is_ever_called_reported(catalog: Catalog) -> None:
    light = Illuminated(catalog, path_of("605/40", lines=(488.0,)))
    numbers = [
        number
        for name in light.seen
        for number in light.doc(name).values()
        if isinstance(number, dict) and number.keys() == {"value", "low", "high", "status"}
    ]
    statuses = {number["status"] for number in numbers}
    assert "modelled" in statuses
    assert statuses.isdisjoint({"reported", "bound"})
    for name in light.seen:
        for field in ("light_excitation", "light_collection"):
            assert (light.rests_on(name, field) or ("",))[0] not in ("reported", "bound")


def test_a_modelled_share_is_called_so_wherever_it_is_shown(call: Callable[..., Result]) -> None:
    question = ("-m", "HER2", "--mode", "fcm", "--laser", "488", "--filter", "605/40")
    shown = call("explain", "inp-zns-530-kuo2017", *question).stdout
    assert re.search(r"605/40 collects [^ ]+ \(modelled\) of its emission", shown), shown
    side_by_side = call("compare", "inp-zns-530-kuo2017", "efluor-605nc", *question).stdout
    assert re.search(r"collected .*\(modelled\)", side_by_side), side_by_side


def test_a_prediction_never_claims_to_settle_nothing_beside_a_light_path(call: Callable[..., Result]) -> None:
    question = ("-m", "HER2", "--mode", "live-cell", "--laser", "700")
    text = " ".join(call("compare", "qdot-605-line", "qdot-565", *question).stdout.split())
    assert "settles no rule but those of a light path" in text
    assert "settles no rule" not in text.replace("settles no rule but those of a light path", "")


def test_an_explanation_notes_what_two_photons_leave_out_as_a_recommendation_does(catalog: Catalog) -> None:
    asked: dict[str, Any] = {"lasers": 800, "catalog": catalog}
    told = qdselect.explain("efluor-605nc", "HER2", "two-photon", **asked).document["notes"]
    assert [note for note in told if note.startswith("Two photons excite together")]
    assert set(told) <= set(qdselect.recommend("HER2", "two-photon", **asked).document["notes"])


def test_particles_that_are_shown_are_not_promised_by_all_tiers() -> None:
    query, leads = Query(marker="EGFR", modes=("flow-cytometry",)), ()
    counts = dict.fromkeys(("demonstrated", "other-mode", "transferable", "below_level", "rejected", "uncertain"), 0)
    texts = [
        summary_of(query, {**counts, "material-only": 3}, leads, tiers=tiers, ligand_known=True)
        for tiers in (TIERS[:3], TIERS)
    ]
    assert [text.endswith("used like this (--all-tiers shows them).") for text in texts] == [True, False]
    assert texts[1].endswith("3 particles fit, and no checked source shows them used like this.")


def test_what_is_missing_to_judge_a_line_is_named_alone_with_its_reason(catalog: Catalog) -> None:
    document = qdselect.recommend("HER2", "live-cell", lasers=700, catalog=catalog).document
    reasons = {
        item["id"]: reason
        for item in document["rejected"]
        for reason in item["reasons"]
        if reason["rule"] == "light-line-excites" and reason["outcome"] == "unknown"
    }
    assert "the light of such dots does not tell it" in reasons["r-cd-spinach-2017"]["because"]
    assert any("dopants shine far below the first exciton" in reason["because"] for reason in reasons.values())
    for name, reason in reasons.items():
        reported = catalog.formulation(name)["emission_max_nm"] is not None
        assert not (reported and "emission is not known" in reason["because"]), reason
        assert not (reported and "gives its emission" in reason["because"]), reason
        assert "emission and first exciton are not known" not in reason["because"]
        assert " (" in reason["because"] or ", since " in reason["because"]


def test_the_status_of_a_reason_is_that_of_the_weakest_number(catalog: Catalog) -> None:
    light = Illuminated(catalog, path_of("780/60", lines=(700.0,)))
    for name, seen in light.seen.items():
        status, words = light.rests_on(name, "light_collection") or ("", "")
        own = seen.emitter
        weakest = max(own.emission_max_nm.status, own.fwhm_nm.status, key=KNOWN_STATUS.index)
        assert status == ("modelled" if weakest in ("reported", "bound") else weakest)
        assert words == f"emission {own.emission_max_nm.status}, width {own.fwhm_nm.status}"
    assert light.rests_on("efluor-605nc", "emission_max_nm") is None


def test_why_not_and_explain_print_what_an_exclusion_rests_on(call: Callable[..., Result]) -> None:
    light = ("--laser", "405", "--filter", "780/60")
    asked = ("--marker", "EGFR", "--mode", "flow", *light)
    for arguments in (("recommend", *asked, "--why-not", "--brief"), ("explain", "efluor-605nc", *asked)):
        text = call(*arguments).stdout
        assert "width typical)" in text, arguments
    story = call("explain", "efluor-605nc", *asked, "--json").stdout
    trees = json.loads(story)["modes"][0]["explanation"]
    assert any("(emission reported, width typical)" in tree["description"] for tree in trees)


def test_nearly_nothing_is_said_as_a_bound_and_not_as_a_number(call: Callable[..., Result], catalog: Catalog) -> None:
    """The Gaussian has no tail of defects: below a thousandth it says no more than that."""
    arguments = ("explain", "efluor-605nc", "-m", "EGFR", "--mode", "flow", "--laser", "700", "--filter", "780/60")
    text = call(*arguments).stdout
    assert not re.search(r"\de-\d", text)
    assert "collects at most 0.001 of its emission" in text
    assert "780/60 collects below 0.001" in text
    light = json.loads(call(*arguments, "--json").stdout)["modes"][0]["light_path"]
    assert [light["collection"][key] for key in ("value", "low", "high")] == [0, 0, 0.001]


def test_relaxations_name_the_options_of_the_light_path(catalog: Catalog) -> None:
    answer = qdselect.recommend(
        "folate receptor", "live-cell", lasers=405, filters="605/40", confidence=False, catalog=catalog
    )
    relaxations = {item["without"] for item in answer.document["relaxations"]}
    assert "without --filter 605/40" in relaxations
    answer = qdselect.recommend("GPC3", "live-cell", instrument="ingaas-1350lp", confidence=False, catalog=catalog)
    named = [item["without"] for item in answer.document["relaxations"]]
    assert all(name.count("--instrument") <= 1 for name in named)


# the criterion


def test_the_weights_of_the_mode_are_scaled_beside_the_light_path_and_shown(catalog: Catalog) -> None:
    weights = ask(catalog, lasers=405)["weights"]["flow-cytometry"]
    own = mode_weights(catalog.modes["flow-cytometry"])
    assert weights["light-path"] == pytest.approx(0.15)
    assert sum(weights.values()) == pytest.approx(1)
    for name in CRITERIA:
        assert weights[name] == pytest.approx(own[name] * 0.85)


def test_without_a_light_path_there_is_no_such_criterion_and_no_such_word(catalog: Catalog) -> None:
    answer = qdselect.recommend("EGFR", "flow-cytometry", catalog=catalog)
    assert list(answer.document["weights"]["flow-cytometry"]) == list(CRITERIA)
    assert "light_path" not in answer.to_json()
    assert "light-path" not in answer.to_json()


def test_the_weight_of_the_light_path_can_be_changed_where_there_is_one(catalog: Catalog) -> None:
    weights = ask(catalog, lasers=405, weights={"light-path": 0.5})["weights"]["flow-cytometry"]
    assert weights["light-path"] == pytest.approx(0.5 / (0.85 + 0.5))
    with pytest.raises(UsageError, match="only where the question names a light path"):
        ask(catalog, weights={"light-path": 0.5})
    with pytest.raises(UsageError, match="only where the question names a light path"):
        ask(catalog, prefer="light-path>size")


def test_scores_add_up_with_the_light_path_too(catalog: Catalog) -> None:
    for candidate in ask(catalog, lasers=[405, 488], filters=["605/40", "655/40"])["candidates"]:
        criteria = candidate["score"]["criteria"]
        assert criteria[-1]["id"] == "light-path"
        total = sum(item["weight"] * item["value"] for item in criteria)
        assert candidate["score"]["value"] == pytest.approx(total, abs=1e-4)


def test_the_value_of_a_candidate_does_not_depend_on_the_others(catalog: Catalog) -> None:
    wide, narrow = (ask(catalog, lasers=405, filters="605/40", cd_free=free)["candidates"] for free in (False, True))
    first = {item["id"]: item["score"]["value"] for item in wide}
    assert narrow
    assert all(item["score"]["value"] == first[item["id"]] for item in narrow)


def test_two_photons_are_not_judged_by_the_absorption_of_one(catalog: Catalog) -> None:
    story = qdselect.recommend(
        "HER2", "two-photon", instrument="ultima-2pplus", top=0, all_tiers=True, confidence=False, catalog=catalog
    )
    asked = story.document["query"]["constraints"]["light_path"]
    assert asked["photons"] == 2
    rules = {reason["rule"] for item in story.document["rejected"] for reason in item["reasons"]}
    assert "light-line-excites" not in rules
    for candidate in story.candidates:
        assert candidate["light_path"]["excitation"]["status"] == "unknown"


def test_lines_of_two_photons_alone_weigh_nothing_and_a_note_says_so(catalog: Catalog) -> None:
    question: dict[str, Any] = {**ASKED, "marker": "HER2", "mode": "two-photon", "lasers": 1040}
    document = qdselect.recommend(**question, catalog=catalog).document
    assert list(document["weights"]["two-photon"]) == list(CRITERIA)
    assert any(note.startswith("Two photons excite together") for note in document["notes"])


def test_the_order_of_lines_and_bands_changes_no_byte(call: Callable[..., Result]) -> None:
    lines, bands = ["405", "488", "640"], ["605/40", "655/40", "800/60", "585-625"]

    def answer(command: list[str], lines: list[str], bands: list[str]) -> str:
        typed = [word for line in lines for word in ("--laser", line)]
        typed += [word for band in bands for word in ("--filter", band)]
        return call(*command, "-m", "EGFR", "--mode", "flow", *typed, "--json").stdout

    for command in (["recommend", "--no-confidence"], ["explain", "efluor-605nc"]):
        assert answer(command, lines, bands) == answer(command, lines[::-1], [*bands[2:], *bands[:2]])


def test_a_comparison_shows_line_band_and_share_as_a_recommendation_does(call: Callable[..., Result]) -> None:
    asked = ("-m", "EGFR", "--mode", "flow", "--laser", "405", "--filter", "605/40")
    text = call("compare", "efluor-605nc", "efluor-585nc", *asked, "--draws", "100").stdout
    rows = [line.split() for line in text.splitlines()]
    assert ["line", "nm", "405", "405"] in rows
    assert ["filter", "band", "605/40", "605/40"] in rows
    (collected,) = [line for line in text.splitlines() if line.startswith("collected")]
    assert collected.count("typical)") == 2
    plain = call("compare", "efluor-605nc", "efluor-585nc", "-m", "EGFR", "--mode", "flow", "--draws", "100").stdout
    assert "line nm" not in plain


def test_tables_say_how_each_number_of_the_light_path_is_known(call: Callable[..., Result]) -> None:
    arguments = ("recommend", "-m", "EGFR", "--mode", "flow", "--laser", "405", "--filter", "605/40", "--all-tiers")
    head, *body = call(*arguments, "--no-confidence", "--format", "tsv").stdout.splitlines()
    place = head.split("\t").index("light_collection_status")
    assert {row.split("\t")[place] for row in body} <= {"modelled", "typical", "predicted", "assumed", "unknown"}


def test_a_band_that_is_typed_twice_counts_once(catalog: Catalog) -> None:
    document = ask(catalog, lasers=[405, 405], filters=["605/40", "605/40"])
    asked = document["query"]["constraints"]["light_path"]
    assert (asked["lines_nm"], len(asked["bands"])) == ([405], 1)


def test_every_reference_of_the_light_path_is_in_the_document(catalog: Catalog) -> None:
    for document in (
        ask(catalog, instrument="quanteon"),
        qdselect.explain("efluor-605nc", "EGFR", "flow", instrument="quanteon", catalog=catalog).document,
    ):
        found = document.get("candidates") or document["modes"]
        cited = {name for item in found for name in item["light_path"]["references"]}
        assert cited
        assert cited <= set(document["references"])


# questions that cannot be asked


@pytest.mark.parametrize(
    ("light", "words"),
    [
        ({"lasers": 405, "filters": "605"}, "is no band"),
        ({"lasers": 50}, "--laser 50 is out of range"),
        ({"lasers": "violet"}, "is no wavelength"),
        ({"lasers": 700, "filters": "605/40"}, "no band goes with a line"),
        ({"lasers": 600, "filters": "605/40"}, "no band goes with a line"),
        ({"instrument": "quanteon", "lasers": 532}, "has no line at 532 nm"),
        ({"instrument": "quanteon", "filters": "605/41"}, "has no channel 605/41"),
        ({"instrument": "ingaas-camera", "filters": "605/40"}, "answers from 900 to 1700 nm, and not behind 605/40"),
        ({"instrument": "silicon-camera", "lasers": 488}, "sees the line at 488 nm itself. Add --filter"),
        ({"lasers": 405, "excitation_nm": 488}, "--excitation 488 is none of the lines"),
        ({"filters": "605/40", "emission": "700-800"}, "no band lies within --emission 700-800"),
    ],
    ids=str,
)
def test_contradictions_are_refused_with_what_to_do(catalog: Catalog, light: dict[str, Any], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        ask(catalog, **light)


def test_an_unknown_instrument_names_the_nearest(catalog: Catalog) -> None:
    with pytest.raises(UnknownNameError, match="ivis-spectrum"):
        ask(catalog, instrument="ivis-spectrom")


def test_a_channel_is_chosen_by_its_band_and_a_line_by_its_wavelength(catalog: Catalog) -> None:
    asked = ask(catalog, instrument="quanteon", lasers=405, filters="615/20")["query"]["constraints"]["light_path"]
    assert asked["lines_nm"] == [405]
    assert {band["band"] for band in asked["bands"]} == {"615/20"}


def test_the_older_options_work_beside_the_light_path(catalog: Catalog) -> None:
    document = ask(catalog, lasers=405, excitation_nm=405, filters="605/40", emission="590-620")
    for candidate in document["candidates"]:
        assert 590 <= candidate["formulation"]["emission_max_nm"] <= 620


# the command


@pytest.mark.parametrize("kind", ["table", "json", "ndjson", "csv", "tsv", "yaml", "markdown"])
def test_the_command_shows_the_light_path_in_every_format(call: Callable[..., Result], kind: str) -> None:
    arguments = ("recommend", "-m", "EGFR", "--mode", "nir", "--laser", "405", "--filter", "800/40", "--no-confidence")
    result = call(*arguments, "--format", kind)
    assert (result.code, result.stderr) == (0, "")
    assert "800/40" in result.stdout


def test_the_command_and_the_library_give_the_same(call: Callable[..., Result], catalog: Catalog) -> None:
    arguments = ("recommend", "-m", "EGFR", "--mode", "flow", "--laser", "405", "--laser", "488", "--filter", "655/40")
    document = json.loads(call(*arguments, "--json").stdout)
    answer = qdselect.recommend("EGFR", "flow", lasers=[405, 488], filters=["655/40"], catalog=catalog)
    assert document == json.loads(answer.to_json())


def test_why_not_says_which_share_and_which_line(call: Callable[..., Result]) -> None:
    arguments = ("recommend", "-m", "EGFR", "--mode", "flow", "--instrument", "quanteon", "--why-not", "--brief")
    text = call(*arguments, "--no-confidence").stdout
    assert "light-band-collects" in text
    assert "light-line-excites" in text


def test_no_module_of_the_light_path_is_loaded_without_its_options(run: Callable[..., Result]) -> None:
    import sys

    script = (
        "import sys; from qdselect.cli.run import run; run(['recommend', '-m', 'HER2', '--brief', '-o', '/dev/null']);"
        "words = ('light', 'emitters', 'physics', 'instrument');"
        "print(sorted(name for name in sys.modules if any(word in name for word in words)))"
    )
    result = run(command=(sys.executable, "-c", script))
    assert result.stdout.strip() == "[]"
