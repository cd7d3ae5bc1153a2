"""What `qdselect panel` says beside the panel: who is left out, what spills, what densities did, what is open."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import qdselect
from conftest import Result
from qdselect.advise import panel_blocked
from qdselect.advise.emitters import Known, emitters_of
from qdselect.advise.panel_blocked import blocked_doc
from qdselect.advise.panel_light import short
from qdselect.advise.panel_pool import Choice, choice_of
from qdselect.advise.panel_question import ask_panel
from qdselect.advise.panel_wording import told_by_width
from qdselect.advise.rounding import DIGITS, rounded
from qdselect.advise.schema import schema_of
from qdselect.catalog import Catalog
from qdselect.errors import UsageError
from qdselect.model.names import told
from qdselect.panels.search import Found, best_panels
from qdselect.physics.light_path import collected_share
from qdselect.physics.light_yield import Ends
from qdselect.physics.overlap import spill_ends, spill_totals

THREE = ["HER2", "EGFR", "Ki-67"]
BANDS = ["525/20", "565/20", "605/20", "655/20", "705/20"]


def notes_that(found: qdselect.answers.Panels, start: str) -> list[str]:
    return [note for note in found.document["notes"] if note.startswith(start)]


# ---- published, but left out


@pytest.mark.parametrize(
    ("question", "cause", "words"),
    [
        ({"cd_free": True}, "constraint", "--cd-free"),
        ({"lasers": [405], "filters": BANDS}, "constraint", "the light path"),
        ({"min_tier": "demonstrated"}, "tier", "less proven than --min-tier asks"),
        ({}, "light", "of unknown emission"),
    ],
    ids=str,
)
def test_published_probes_that_are_left_out_are_named_with_the_reason(
    catalog: Catalog, question: dict[str, Any], cause: str, words: str
) -> None:
    found = qdselect.panel(THREE, **question, catalog=catalog)
    for pool in found.document["pools"]:
        (note,) = notes_that(found, f"Published for {pool['marker']}, but in no panel:")
        assert str(len(pool["left_out"])) in note
        assert words in note
        assert pool["left_out"][0]["id"] in note
        assert cause in {item["cause"] for item in pool["left_out"]}
        assert all(item["because"] for item in pool["left_out"])
    (how,) = notes_that(found, "`qdselect explain ID --marker MARKER --mode multiplexed-ihc")
    assert ("--cd-free" in how) == question.get("cd_free", False)


def test_every_published_probe_is_a_candidate_or_left_out_and_recommend_agrees(catalog: Catalog) -> None:
    question: dict[str, Any] = {"cd_free": True, "emission": "500-700"}
    found = qdselect.panel(THREE, **question, catalog=catalog)
    for pool in found.document["pools"]:
        out = {item["id"]: item for item in pool["left_out"]}
        answer = qdselect.recommend(
            pool["marker"], "multiplexed-ihc", top=0, all_tiers=True, confidence=False, **question, catalog=catalog
        ).document
        turned_down = {item["id"] for item in answer["rejected"] if item["tier"] in ("demonstrated", "other-mode")}
        assert turned_down
        assert turned_down == {name for name, item in out.items() if item["cause"] == "constraint"}
        for name in turned_down:
            (own,) = [item for item in answer["rejected"] if item["id"] == name]
            assert out[name]["undecided"] == all(reason["outcome"] == "unknown" for reason in own["reasons"])
            assert set(out[name]["options"]) <= {"--cd-free", "--emission 500-700"}


def test_the_command_that_says_more_of_a_left_out_probe_can_be_typed(
    catalog: Catalog, call: Callable[..., Result]
) -> None:
    found = qdselect.panel(THREE, cd_free=True, lasers=[405], filters=["605/40", "655/40", "525/40"], catalog=catalog)
    (how,) = notes_that(found, "`qdselect explain")
    item = found.document["pools"][0]["left_out"][0]
    words = how.split("`")[1].replace("MARKER", found.document["pools"][0]["marker"]).replace("ID", item["id"])
    done = call(*words.split()[1:], "--json")
    assert done.code == 0
    assert json.loads(done.stdout)["formulation"]["id"] == item["id"]


# ---- spectral detectors


def test_a_spectral_camera_is_unmixed_in_bands_side_by_side_over_its_range(catalog: Catalog) -> None:
    found = qdselect.panel(THREE, instrument="cri-spectral-camera", lasers=[405], unmix=True, catalog=catalog)
    separation = found.document["query"]["separation"]
    edges = separation["bands_nm"]
    assert found.panels
    assert len(edges) == 15
    assert edges[0][0] == 530
    assert edges[-1][1] == 680
    assert all(one[1] == pytest.approx(other[0]) for one, other in itertools.pairwise(edges))
    assert separation["step_because"].startswith("a judgement")
    assert "Read in 15 bands of 10 nm from 530 to 680 nm (a judgement" in str(found)


def test_the_step_of_a_spectral_detector_can_be_asked_for_or_stated_of_it(catalog: Catalog, tmp_path: Path) -> None:
    question: dict[str, Any] = {"markers": THREE, "lasers": [405], "unmix": True}
    asked = qdselect.panel(**question, instrument="cri-spectral-camera", spectral_step_nm=5, catalog=catalog)
    assert len(asked.document["query"]["separation"]["bands_nm"]) == 30
    assert asked.document["query"]["separation"]["step_because"] == "as asked"
    text = "id: own\nname: Own\nkind: camera\ndetector_nm: {min: 500, max: 700}\nspectral: true\nspectral_step_nm: 20\n"
    (tmp_path / "own.yaml").write_text(f"{text}basis: read from the instrument\n")
    own = qdselect.panel(**question, instrument=str(tmp_path / "own.yaml"), catalog=catalog)
    assert len(own.document["query"]["separation"]["bands_nm"]) == 10
    assert own.document["query"]["separation"]["step_because"] == "as the file of the instrument states"


def test_narrow_bands_are_unmixed_nearly_as_whole_spectra_are(catalog: Catalog, tmp_path: Path) -> None:
    text = "id: own\nname: Own\nkind: camera\ndetector_nm: {min: 350, max: 1700}\nspectral: true\nbasis: wide\n"
    (tmp_path / "own.yaml").write_text(text)
    question: dict[str, Any] = {"markers": THREE, "unmix": True, "alternatives": 0, "catalog": catalog}
    whole = qdselect.panel(**question).panels[0]
    fine = choice_of(
        catalog, ask_panel(**{**question, "instrument": str(tmp_path / "own.yaml"), "spectral_step_nm": 1})
    )
    ids = {probe.emitter.id: place for place, probe in enumerate(fine.probes)}
    options = [ids[item["id"]] for item in whole["assignments"]]
    assert fine.colours.noise(options).worst == pytest.approx(whole["noise"] or 0, rel=0.01)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ({"instrument": "silicon-camera", "unmix": True}, "nothing says that silicon-camera takes spectra"),
        ({"unmix": True, "spectral_step_nm": 10}, "an --instrument that takes spectra (cri-spectral-camera"),
        ({"instrument": "cri-spectral-camera", "spectral_step_nm": 10}, "give --unmix"),
        ({"instrument": "cri-spectral-camera", "unmix": True, "spectral_step_nm": 0}, "from 1 to 100 nm, not 0"),
        ({"instrument": "cri-spectral-camera", "unmix": True, "spectral_step_nm": 100}, "2 bands for 3 markers"),
    ],
    ids=str,
)
def test_a_detector_that_takes_no_spectra_is_not_unmixed(
    catalog: Catalog, question: dict[str, Any], words: str
) -> None:
    with pytest.raises(UsageError, match=re.escape(words)):
        qdselect.panel(THREE, lasers=[350], **question, catalog=catalog)


# ---- spill


def test_spill_totals_are_the_sums_of_what_each_other_probe_spills(catalog: Catalog) -> None:
    peak, width = np.array([560.0, 605.0, 640.0]), np.array([30.0, 30.0, 45.0])
    bands = [(540, 580), (585, 625), (630, 670)]
    shares = collected_share(peak, width, np.array(bands))
    found = spill_totals(Ends(peak, peak, peak), Ends(width, width, width), bands, [0, 1, 2])
    for place in range(3):
        others = sum(shares[other, place] for other in range(3) if other != place)
        assert found.value[place] == pytest.approx(others / shares[place, place])
        assert found.low[place] == pytest.approx(found.value[place]) == pytest.approx(found.high[place])


@given(st.lists(st.tuples(st.floats(0, 15), st.floats(0.5, 1)), min_size=3, max_size=3))
@settings(max_examples=40, deadline=None)
def test_a_total_is_never_below_the_spill_of_any_one_probe(parts: list[tuple[float, float]]) -> None:
    peak = Ends.of([(nm, nm - reach, nm + reach) for nm, (reach, _) in zip((560, 605, 655), parts, strict=True)])
    width = Ends.of([(35, 35 * narrow, 35 / narrow) for _, narrow in parts])
    bands = [(540, 580), (585, 625), (635, 675)]
    pairs, totals = spill_ends(peak, width, bands, [0, 1, 2]), spill_totals(peak, width, bands, [0, 1, 2])
    assert (totals.low <= totals.value).all()
    assert (totals.value <= totals.high).all()
    assert (
        totals.value.max() >= max(pairs.value[one, other] for one, other in itertools.combinations(range(3), 2)) - 1e-9
    )


def test_the_total_spill_into_each_channel_is_printed_beside_the_limit_for_pairs(
    catalog: Catalog, call: Callable[..., Result]
) -> None:
    found = qdselect.panel([*THREE, "ER"], lasers=[405], filters=BANDS, max_spill=0.3, catalog=catalog)
    first = found.panels[0]
    totals = [item["spill_total"] for item in first["assignments"]]
    assert all(total is not None for total in totals)
    worst_pair = first["pairs"][0]["value"]
    assert max(total["value"] for total in totals if total) >= worst_pair * (1 - 1e-3)
    assert "All other probes together, in each channel: EGFR " in str(found)
    assert "Light of any one other probe in a channel" in str(found)
    text = " ".join(call("panel", "--help").stdout.split())
    assert "most light of any one other probe in a channel" in text
    assert "that of all together is printed, not limited" in text


def test_totals_above_the_limit_are_a_caution(catalog: Catalog) -> None:
    tight = qdselect.panel([*THREE, "ER"], lasers=[405], filters=BANDS, max_spill=0.3, catalog=catalog)
    own = json.loads(tight.to_json())
    own["panels"][0]["assignments"][0]["spill_total"]["value"] = 0.4
    from qdselect.render.view_panel import panel_view

    lines = [line.text for block in panel_view(own).blocks for line in block.lines]
    assert any(line.startswith("Together they spill more than 0.3 into the channel of EGFR") for line in lines)


# ---- densities


def test_a_scarcer_antigen_that_yields_to_the_tiers_is_told(catalog: Catalog) -> None:
    densities = {"HER2": 1e2, "EGFR": 1e4, "Ki-67": 1e6}
    question: dict[str, Any] = {"markers": THREE, "mode": "flow-cytometry", "densities": densities, "alternatives": 0}
    found = qdselect.panel(**question, catalog=catalog)
    (note,) = notes_that(
        found, "Scarcer, and yet with a dot that counts as less bright: EGFR (0.50) than Ki-67 (0.80)."
    )
    assert "Proven comes before unproven" in note
    assert "--rank-by score it is otherwise for EGFR" in note
    again = qdselect.panel(**question, rank_by="score", catalog=catalog)
    assert not any("EGFR" in note.split(".")[0] for note in notes_that(again, "Scarcer"))


def test_a_brightness_that_nobody_measured_is_told_with_its_ends(catalog: Catalog) -> None:
    found = qdselect.panel(THREE, densities={"HER2": 1, "EGFR": 2, "Ki-67": 3}, catalog=catalog)
    (note,) = notes_that(found, "The brightness of these dots is not known exactly")
    assert "EGFR (0.00 to 1.00)" in note
    assert not notes_that(qdselect.panel(THREE, catalog=catalog), "The brightness")


# ---- who collides


def test_each_pair_that_collides_is_told_alone(catalog: Catalog) -> None:
    found = qdselect.panel([*THREE, "ER"], emission="600-601", catalog=catalog)
    blocked = found.document["blocked"]
    assert blocked is not None
    assert len(blocked["markers"]) > 1
    for one, other in blocked["markers"]:
        assert f"{one} and {other} collide: " in blocked["because"]
    assert "No two of their probes" not in blocked["because"]


def test_markers_with_too_few_probes_collide_for_that_and_not_for_the_limit(catalog: Catalog) -> None:
    question: dict[str, Any] = {"lasers": [405], "filters": BANDS, "cd_free": True}
    blocked = qdselect.panel([*THREE, "ER"], **question, catalog=catalog).document["blocked"]
    assert blocked is not None
    (group,) = blocked["markers"]
    found = re.search(r"only (\d+) probes of known light", blocked["because"])
    assert found
    assert int(found[1]) < len(group)
    assert "Any two markers could be served, but not all together." in blocked["because"]


def test_a_group_of_three_is_not_told_as_a_pair(catalog: Catalog) -> None:
    found = qdselect.panel([*THREE, "ER", "PR"], emission="600-680", catalog=catalog)
    blocked = found.document["blocked"]
    assert blocked is not None
    assert [len(group) for group in blocked["markers"]] == [3]
    assert "no probes for all of them have overlaps of at most 0.25" in blocked["because"]


# ---- what is not decided


@pytest.fixture
def impossible(catalog: Catalog) -> Choice:
    return choice_of(catalog, ask_panel(catalog, [*THREE, "ER", "PR"], emission="600-680"))


def cut_short(monkeypatch: pytest.MonkeyPatch, when: Callable[[Any], bool]) -> None:
    """Let searches of some problems end before they decided anything."""

    def search(problem: Any, count: int = 1, most_nodes: int = 2_500) -> Found:
        found = best_panels(problem, count, most_nodes)
        return Found((), 0, False, most_nodes) if not found.panels and when(problem) else found

    monkeypatch.setattr(panel_blocked, "best_panels", search)


def test_a_limit_that_a_cut_search_did_not_decide_is_not_called_impossible(
    catalog: Catalog, impossible: Choice, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = blocked_doc(catalog, impossible)
    cut_short(monkeypatch, lambda problem: len(problem.worth) == 5)
    unsure = blocked_doc(catalog, impossible)
    (before,) = [item for item in plain["freed_by"] if item["kind"] == "limit"]
    (after,) = [item for item in unsure["freed_by"] if item["kind"] == "limit"]
    assert before["remark"] is None
    assert after["remark"] == "whether a tighter limit would do is not decided: a search was cut short"
    assert before["value"] == after["value"]
    assert plain["in_vain"]
    assert plain["undecided"] == []
    assert (unsure["in_vain"], unsure["undecided"]) == ([], plain["in_vain"])


def test_a_group_that_a_cut_search_did_not_decide_is_not_called_a_smallest_one(
    catalog: Catalog, impossible: Choice, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "not decided" not in blocked_doc(catalog, impossible)["because"]
    cut_short(monkeypatch, lambda problem: len(problem.worth) == 4)
    unsure = blocked_doc(catalog, impossible)
    assert "Whether fewer of them collide is not decided" in unsure["because"]
    assert {item["remark"] for item in unsure["freed_by"] if item["kind"] == "markers"} == {
        "whether fewer would do is not decided: a search was cut short"
    }


def test_giving_up_any_width_is_tried(catalog: Catalog) -> None:
    found = qdselect.panel(["HER2", "EGFR", "Ki-67", "ER", "PR"], any_width=True, emission="600-700", catalog=catalog)
    blocked = found.document["blocked"]
    assert blocked is not None
    assert "without --any-width" in [*(item["change"] for item in blocked["freed_by"]), *blocked["in_vain"]]
    assert "at all widths that were tried" in blocked["because"]


def test_without_any_probe_nothing_is_said_to_have_been_searched(catalog: Catalog) -> None:
    for separation in ({}, {"unmix": True}, {"filters": BANDS}):
        found = qdselect.panel(THREE, min_tier="demonstrated", **separation, catalog=catalog)
        proof = found.document["proof"]
        assert proof["status"] == "impossible"
        assert proof["because"] == (
            "Nothing had to be searched: there is no probe to choose from for EGFR, HER2 and Ki-67."
        )
        assert "No probe of known light is left for EGFR (" in found.document["summary"]


def test_a_proof_says_whether_there_are_other_panels(catalog: Catalog) -> None:
    many = qdselect.panel(THREE, catalog=catalog).document["proof"]["because"]
    assert many.endswith("nothing that it left out is worth more than the last one shown.")
    few = qdselect.panel(["HER2", "EGFR"], filters=["605/20", "655/20"], lasers=[405], cd_free=True, catalog=catalog)
    assert len(few) < 4
    assert few.document["proof"]["because"].endswith(
        "there are no other panels." if few.panels else "serve all markers."
    )


# ---- digits, and what has no end


def test_what_has_no_end_is_null_with_a_reason_and_no_made_up_number(catalog: Catalog) -> None:
    assert short(float("inf")) is None
    questions: list[dict[str, Any]] = [
        {"lasers": [405], "filters": ["525/20", "605/20", "655/20"], "allow_unknown": True, "max_spill": 10},
        {"unmix": True, "max_noise": 1000, "alternatives": 20},
    ]
    for question in questions:
        document = json.loads(qdselect.panel(THREE, **question, catalog=catalog).to_json())
        jsonschema.validate(document, schema_of("panel"))
        assert document["panels"]
        for own in document["panels"]:
            for pair in own["pairs"]:
                assert (pair["high"] is None) == (pair["open_because"] is not None)
                assert pair["high"] is None or pair["high"] < 1e6
            assert (own["noise_at_worst_width"] is None or own["condition_number"] is None) == (
                own["open_because"] is not None or own["noise"] is None
            )


def test_a_pair_without_an_end_is_told_as_such(catalog: Catalog) -> None:
    document = json.loads(qdselect.panel(THREE, filters=BANDS, lasers=[405], catalog=catalog).to_json())
    document["panels"][0]["pairs"][0] |= {"high": None, "open_because": "a reason"}
    from qdselect.render.view_panel import panel_view

    lines = [line.text for block in panel_view(document).blocks for line in block.lines]
    assert any(" without end (a reason) over what" in line for line in lines)


@pytest.mark.parametrize(
    ("number", "most", "text"),
    [
        (0.0708, None, "0.071"),
        (0.25345, 0.25, "0.2535"),
        (0.2466, 0.25, "0.25"),
        (0.0004, None, "<0.001"),
        (0, None, "<0.001"),
        (123.4, None, "123"),
        (1.996, 2, "2"),
        (None, 2, "without end"),
    ],
)
def test_a_modelled_number_has_two_digits_unless_they_hide_its_side_of_the_limit(
    number: float | None, most: float | None, text: str
) -> None:
    assert told(number, most) == text


def test_what_no_source_reports_of_a_probe_has_few_digits_in_every_output(
    catalog: Catalog, call: Callable[..., Result]
) -> None:
    found = qdselect.panel([*THREE, "ER", "PR"], alternatives=20, catalog=catalog)
    guessed = [
        (name, item[name])  # type: ignore[literal-required]
        for own in found
        for item in own["assignments"]
        for name in DIGITS
        if item[name]["status"] in ("typical", "predicted", "assumed")  # type: ignore[literal-required]
    ]
    assert {name for name, _ in guessed} >= {"fwhm_nm", "absorption_max_nm"}
    for name, known in guessed:
        for end in ("low", "value", "high"):
            assert known[end] == pytest.approx(float(f"{known[end]:.{DIGITS[name]}g}"))
    words = ["panel", *(word for name in [*THREE, "ER", "PR"] for word in ("-m", name))]
    rows = [line.split(",") for line in call(*words, "--format", "csv").stdout.splitlines()]
    widths = {row[rows[0].index("fwhm_nm")] for row in rows[1:] if row[rows[0].index("fwhm_status")] == "assumed"}
    assert widths
    assert all(len(width.rstrip("0").rstrip(".").replace(".", "")) <= 3 for width in widths)


def test_rounding_never_narrows_an_interval_and_spares_what_is_reported(catalog: Catalog) -> None:
    for emitter in emitters_of(catalog):
        after = rounded(emitter)
        for name in DIGITS:
            one: Known = getattr(emitter, name)
            other: Known = getattr(after, name)
            if one.measured or one.value is None:
                assert one == other
                continue
            assert other.value is not None
            assert one.low is None or (other.low is not None and other.low <= one.low)
            assert one.high is None or (other.high is not None and other.high >= one.high)
            assert (other.low or 0) <= other.value <= (other.high or 1e9)


# ---- options that contradict each other


@pytest.mark.parametrize("data", [("--json",), ("--format", "csv"), ("--format", "ndjson"), ("-o", "x.tsv")])
def test_a_drawing_and_data_contradict_each_other(call: Callable[..., Result], data: tuple[str, ...]) -> None:
    done = call("panel", "-m", "HER2", "-m", "EGFR", "--plot", *data)
    assert (done.code, done.stdout) == (2, "")
    assert "--plot changes nothing in" in done.stderr


def test_a_format_of_the_settings_does_not_contradict_a_flag(
    call: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QDSELECT_FORMAT", "json")
    assert call("panel", "-m", "HER2", "-m", "EGFR", "--plot").code == 0


def test_an_instrument_without_bands_says_what_is_compared_instead(catalog: Catalog) -> None:
    found = qdselect.panel(THREE, instrument="cri-spectral-camera", lasers=[405], catalog=catalog)
    assert found.document["query"]["separation"]["kind"] == "overlap"
    assert notes_that(found, "cri-spectral-camera names no bands, so whole emissions are compared")
    assert not notes_that(qdselect.panel(THREE, catalog=catalog), "cri")


@pytest.mark.parametrize(
    ("peaks", "statuses", "told_so"),
    [
        ((650, 655), ("assumed", "reported"), True),
        ((650, 655), ("reported", "bound"), False),
        ((650, 690), ("assumed", "typical"), False),
    ],
)
def test_probes_that_only_an_unmeasured_width_tells_apart_are_a_caution(
    catalog: Catalog, peaks: tuple[float, float], statuses: tuple[str, str], told_so: bool
) -> None:
    first: Any = json.loads(qdselect.panel(["HER2", "EGFR"], unmix=True, catalog=catalog).to_json())["panels"][0]
    for item, peak, width, status in zip(first["assignments"], peaks, (68, 28), statuses, strict=True):
        item["emission_max_nm"]["value"] = peak
        item["fwhm_nm"] |= {"value": width, "status": status}
    notes = list(told_by_width(first))
    assert bool(notes) == told_so
    assert all(note.startswith("EGFR and HER2 lie 5 nm apart, so that only their widths tell") for note in notes)
