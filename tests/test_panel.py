"""`qdselect panel` on the real catalogue: what it assigns, what it proves, what it says when there is none."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from typing import Any

import jsonschema
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import qdselect
from conftest import Result
from qdselect.advise.panel_pool import choice_of, tier_points
from qdselect.advise.panel_question import ask_panel
from qdselect.advise.schema import schema_of
from qdselect.answers import Panels
from qdselect.catalog import Catalog
from qdselect.errors import UnknownNameError, UsageError
from qdselect.panels.problem import NEVER
from qdselect.panels.search import best_panels
from qdselect.physics.light_path import cosine_overlap
from qdselect.physics.light_yield import Ends
from qdselect.physics.overlap import overlap_ends, spill_ends

FIVE = ["HER2", "ER", "PR", "EGFR", "mTOR"]
"""The five markers of one section in the published breast-cancer panel (lead yezhelyev2007, not yet checked)."""
BANDS = ["525/20", "565/20", "605/20", "655/20", "705/20"]
QUESTIONS: list[dict[str, Any]] = [
    {"markers": FIVE},
    {"markers": FIVE, "unmix": True},
    {"markers": FIVE, "lasers": [405], "filters": BANDS},
    {"markers": FIVE, "unmix": True, "lasers": [405], "filters": BANDS},
    {"markers": ["HER2", "EGFR", "Ki-67"], "mode": "histology", "cd_free": True, "any_width": True},
    {"markers": ["HER2", "EGFR", "Ki-67"], "densities": {"HER2": 1e6, "EGFR": 1e5, "Ki-67": 1e3}, "rank_by": "score"},
    {"markers": FIVE, "emission": "600-660"},
    {"markers": FIVE, "min_tier": "transferable"},
    {"markers": ["HER2", "EGFR"], "instrument": "bd-fortessa-3l", "mode": "flow-cytometry"},
]


@pytest.fixture(scope="module")
def asked(catalog: Catalog) -> Callable[..., Panels]:
    """Ask, but the same question only once."""
    known: dict[str, Panels] = {}

    def ask(**question: Any) -> Panels:
        key = repr(sorted(question.items()))
        if key not in known:
            known[key] = qdselect.panel(**question, catalog=catalog)
        return known[key]

    return ask


@pytest.fixture(scope="module")
def five(asked: Callable[..., Panels]) -> Panels:
    return asked(markers=FIVE)


# ---- the published five-marker panel as a question


def test_the_published_five_markers_get_five_probes_and_the_proof(five: Panels) -> None:
    assert five.proven
    assert five.document["proof"]["status"] == "optimal"
    assert sorted(five.best) == sorted(FIVE)
    assert len(set(five.best.values())) == 5


def test_the_published_panel_itself_is_a_lead_and_scores_nothing(five: Panels) -> None:
    leads = [lead for lead in five.document["leads"] if lead["id"] == "yezhelyev2007"]
    assert {lead["marker"] for lead in leads} == set(FIVE)
    assert not any("yezhelyev" in item["id"] for own in five for item in own["assignments"])


def test_an_assignment_says_what_recommend_says_of_the_probe(catalog: Catalog, five: Panels) -> None:
    for item in five.panels[0]["assignments"]:
        answer = qdselect.recommend(
            item["marker"], "multiplexed-ihc", top=0, all_tiers=True, confidence=False, catalog=catalog
        )
        (own,) = [candidate for candidate in answer if candidate["id"] == item["id"]]
        (case,) = [
            case["candidate"]
            for case in five.document["cases"]
            if (case["marker"], case["candidate"]["id"]) == (item["marker"], item["id"])
        ]
        assert {**own, "rank": 1} == case
        assert item["tier"] == own["tier"]
        assert item["untested"] == own["untested"]
        assert item["worth"]["score"] == own["score"]["value"]


def test_an_unproven_assignment_never_looks_proven(five: Panels) -> None:
    for own in five:
        for item in own["assignments"]:
            assert item["proven"] == (item["tier"] == "demonstrated") == (item["untested"] is None)


def test_a_probe_of_unknown_emission_is_in_no_panel_and_is_named(catalog: Catalog, five: Panels) -> None:
    named = {item["id"] for pool in five.document["pools"] for item in pool["left_out"] if item["cause"] == "light"}
    assert named
    for own in five:
        for item in own["assignments"]:
            assert item["emission_max_nm"]["value"] is not None
            assert item["fwhm_nm"]["value"] is not None
            assert item["id"] not in named


def test_a_width_that_no_source_reports_is_labelled(five: Panels) -> None:
    text = str(five)
    for item in five.panels[0]["assignments"]:
        status = item["fwhm_nm"]["status"]
        assert item["light_status"] in ("reported", "bound", "typical", "predicted", "assumed")
        if status in ("typical", "assumed"):
            row = next(line for line in text.splitlines() if line.startswith(item["marker"] + " "))
            assert f"({status})" in row


# ---- the total, and who reckons it again


@pytest.mark.parametrize("question", QUESTIONS, ids=str)
def test_terms_add_up_to_the_printed_total_exactly(asked: Callable[..., Panels], question: dict[str, Any]) -> None:
    for own in asked(**question):
        whole = [round(own["worth"][name] * 10_000) for name in ("tier_points", "score", "scarcity", "total")]  # type: ignore[literal-required]
        assert sum(whole[:3]) == whole[3]
        parts = [item["worth"] for item in own["assignments"]]
        for name in ("tier_points", "score", "scarcity", "total"):
            assert round(own["worth"][name] * 10_000) == sum(round(part[name] * 10_000) for part in parts)  # type: ignore[literal-required]


@pytest.mark.parametrize("markers", range(2, 13))
def test_no_number_of_less_proven_probes_outweighs_one_that_is_better_proven(markers: int) -> None:
    points = [tier_points(tier, markers) for tier in ("material-only", "transferable", "other-mode", "demonstrated")]
    for less, more in itertools.pairwise(points):
        assert (
            more > less * markers + 2 * markers - less
        )  # the rest could not be better than less proven, with full scores
    assert points[0] == 0


@pytest.mark.parametrize("question", QUESTIONS[:6], ids=str)
def test_the_panel_is_the_best_of_an_exhaustive_search_among_some_probes(
    catalog: Catalog, question: dict[str, Any]
) -> None:
    asked = {**question, "markers": question["markers"][:3]}
    if "densities" in asked:
        asked["densities"] = {name: asked["densities"][name] for name in asked["markers"]}
    choice = choice_of(catalog, ask_panel(catalog, **asked))
    some = sorted({*range(0, len(choice.probes), max(1, len(choice.probes) // 12))})
    problem = choice.colours.problem(choice.worth)
    crosstalk = problem.crosstalk and problem.crosstalk._replace(ends=problem.crosstalk.ends[some])
    small = problem._replace(
        worth=problem.worth[:, some],
        allowed=problem.allowed[np.ix_(some, some)],
        probe=problem.probe[some],
        crosstalk=crosstalk,
    )
    best = None
    for options in itertools.permutations(range(len(some)), 3):
        worth = [int(small.worth[row, option]) for row, option in enumerate(options)]
        if NEVER in worth or not all(small.allowed[pair] for pair in itertools.combinations(options, 2)):
            continue
        if crosstalk and max(crosstalk.factors(options)) > crosstalk.most:
            continue
        best = max(best, sum(worth)) if best is not None else sum(worth)
    found = best_panels(small)
    assert found.proven
    assert (found.panels[0].worth if found.panels else None) == best


# ---- laws


@given(st.permutations(FIVE))
@settings(max_examples=6, deadline=None)
def test_order_of_markers_never_changes_the_answer(catalog: Catalog, five: Panels, markers: list[str]) -> None:
    again = qdselect.panel(markers, catalog=catalog)
    assert {**again.document["query"], "markers": 0} == {**five.document["query"], "markers": 0}
    assert [own["assignments"] for own in again] == [own["assignments"] for own in five]


@pytest.mark.parametrize(
    ("option", "limits", "question"),
    [
        ("max_overlap", [0.001, 0.01, 0.1, 0.25, 0.5, 0.9], {}),
        ("max_spill", [0.01, 0.05, 0.1, 0.5], {"lasers": [405], "filters": BANDS}),
        ("max_noise", [1.001, 1.05, 1.5, 3], {"unmix": True}),
    ],
)
def test_loosening_the_limit_never_lowers_the_optimum(
    catalog: Catalog, option: str, limits: list[float], question: dict[str, Any]
) -> None:
    totals = []
    for most in limits:
        found = qdselect.panel(FIVE, alternatives=0, catalog=catalog, **question, **{option: most})
        assert found.proven
        totals.append(found.document["proof"]["total"] or -1.0)
    assert totals == sorted(totals)


def test_alternatives_differ_in_a_probe_and_never_rise(catalog: Catalog) -> None:
    found = qdselect.panel(FIVE, alternatives=12, catalog=catalog)
    sets = [frozenset(item["id"] for item in own["assignments"]) for own in found]
    assert len(sets) == len(set(sets)) == 13
    totals = [own["worth"]["total"] for own in found]
    assert totals == sorted(totals, reverse=True)
    assert found.panels[0]["changes"] == []
    assert all(own["changes"] for own in found.panels[1:])


def test_same_question_same_bytes(catalog: Catalog) -> None:
    texts = {qdselect.panel(FIVE, unmix=True, catalog=catalog).to_json() for _ in range(2)}
    assert len(texts) == 1


# ---- limits


def test_every_pair_keeps_the_limit_and_its_interval_holds_it(five: Panels) -> None:
    for own in five:
        assert len(own["pairs"]) == 10
        for pair in own["pairs"]:
            assert pair["high"] is not None
            assert pair["low"] <= pair["value"] <= pair["high"]
            assert pair["value"] <= 0.25
        assert own["holds_at_worst_width"] == all((pair["high"] or 0) <= 0.25 for pair in own["pairs"])


def test_any_width_asks_for_panels_that_hold_at_any_width(catalog: Catalog) -> None:
    found = qdselect.panel(FIVE, any_width=True, catalog=catalog)
    assert found.panels
    assert all(own["holds_at_worst_width"] for own in found)


def test_two_intervals_of_emission_that_meet_are_one_colour() -> None:
    found = overlap_ends(Ends.of([(600, 580, 620), (640, 615, 660)]), Ends.of([(30, 30, 30)] * 2))
    assert found.value[0, 1] == found.high[0, 1] == 1


def test_an_interval_of_emission_counts_with_the_end_that_is_worst() -> None:
    found = overlap_ends(Ends.of([(600, 590, 610), (655, 655, 655)]), Ends.of([(30, 30, 30)] * 2))
    assert found.value[0, 1] == pytest.approx(cosine_overlap(np.array([610.0, 655.0]), np.array([30.0, 30.0]))[0, 1])


@given(
    st.lists(
        st.tuples(st.floats(450, 800), st.floats(0, 20), st.floats(15, 90), st.floats(1, 2)), min_size=2, max_size=4
    ),
    st.lists(st.floats(0, 1), min_size=16, max_size=16),
)
@settings(max_examples=60, deadline=None)
def test_no_width_and_no_emission_that_is_open_goes_beyond_the_interval(
    emitters: list[tuple[float, float, float, float]], parts: list[float]
) -> None:
    peak = Ends.of([(middle, middle - reach, middle + reach) for middle, reach, _, _ in emitters])
    width = Ends.of([(width * 1.1, width, width * 1.2 * more) for _, _, width, more in emitters])
    found = overlap_ends(peak, width)
    size = len(emitters)
    at = peak.low + np.array(parts[:size]) * (peak.high - peak.low)
    wide = width.low + np.array(parts[8 : 8 + size]) * (width.high - width.low)
    cosines = cosine_overlap(at, wide)
    off = ~np.eye(size, dtype=bool)
    assert (cosines <= found.high + 0.01)[off].all()  # the ends are sought at some widths, the greatest lies between
    assert (cosines >= found.low - 0.01)[off].all()


def test_two_probes_in_one_channel_always_collide() -> None:
    found = spill_ends(Ends.of([(600, 600, 600), (605, 605, 605)]), Ends.of([(30, 30, 30)] * 2), [(585, 625)], [0, 0])
    assert np.isinf(found.value).all()


def test_with_bands_each_probe_has_a_channel_of_its_own(asked: Callable[..., Panels]) -> None:
    found = asked(markers=FIVE, lasers=[405], filters=BANDS)
    for own in found:
        bands = [item["channel"]["band"] for item in own["assignments"] if item["channel"]]
        assert sorted(bands) == sorted(BANDS)
        assert all(item["line_nm"] == 405 for item in own["assignments"])
        assert all(pair["kind"] == "spill" and pair["value"] <= 0.1 for pair in own["pairs"])


def test_unmixing_keeps_its_limit_and_says_what_it_costs(catalog: Catalog) -> None:
    found = qdselect.panel(FIVE, unmix=True, max_noise=1.2, catalog=catalog)
    for own in found:
        assert own["noise"] is not None
        assert own["noise"] == max(item["noise"] or 0 for item in own["assignments"])
        assert 1 <= own["noise"] <= 1.2
        assert (own["condition_number"] or 0) >= 1


# ---- densities


def test_the_brightest_dots_go_to_the_scarcest_antigens(catalog: Catalog) -> None:
    question = {"markers": ["HER2", "EGFR", "ER"], "rank_by": "score", "alternatives": 0, "max_overlap": 0.9}
    plain = choice_of(catalog, ask_panel(catalog, **question))
    scarce = choice_of(catalog, ask_panel(catalog, **question, densities={"HER2": 1e6, "EGFR": 1e4, "ER": 1e2}))
    for number, (before, after) in enumerate(zip(plain.pools, scarce.pools, strict=True)):
        share = {"EGFR": 0.5, "ER": 1.0, "HER2": 0.0}[before.marker]
        for name, offer in after.offers.items():
            place = offer.place
            (own,) = [item for item in place.assessment.score.criteria if item.name == "brightness"]
            expected = share * own.weight * float(own.values.middle[place.row])
            assert offer.scarcity == round(expected * 10_000)
            assert offer.score == before.offers[name].score
        assert scarce.question.markers[number] == before.marker


def test_equal_densities_change_nothing(catalog: Catalog, five: Panels) -> None:
    again = qdselect.panel(FIVE, densities=dict.fromkeys(FIVE, 1e5), catalog=catalog)
    assert again.best == five.best
    assert again.document["proof"]["total"] == five.document["proof"]["total"]


# ---- no panel


def test_an_impossible_panel_names_who_collides_and_what_would_free_it(asked: Callable[..., Panels]) -> None:
    found = asked(markers=FIVE, emission="600-660")
    blocked = found.document["blocked"]
    assert found.proven
    assert not found.panels
    assert blocked is not None
    assert blocked["markers"]
    assert blocked["freed_by"]
    assert found.document["proof"]["status"] == "impossible"


def test_the_limit_that_would_do_does_and_a_tighter_one_does_not(
    catalog: Catalog, asked: Callable[..., Panels]
) -> None:
    blocked = asked(markers=FIVE, emission="600-660").document["blocked"]
    assert blocked is not None
    (limit,) = [item["value"] for item in blocked["freed_by"] if item["kind"] == "limit"]
    assert limit is not None
    assert qdselect.panel(FIVE, emission="600-660", max_overlap=limit, catalog=catalog).panels
    assert not qdselect.panel(FIVE, emission="600-660", max_overlap=limit - 0.001, catalog=catalog).panels


def test_a_constraint_that_would_do_does(catalog: Catalog) -> None:
    blocked = qdselect.panel(FIVE, emission="600-660", cd_free=True, catalog=catalog).document["blocked"]
    assert blocked is not None
    changes = {item["change"] for item in blocked["freed_by"]}
    for change, question in (
        ("without --emission 600-660", {"cd_free": True}),
        ("without --cd-free", {"emission": "600-660"}),
    ):
        assert (change in changes) == bool(qdselect.panel(FIVE, catalog=catalog, **question).panels)


def test_what_was_tried_in_vain_does_not_help(asked: Callable[..., Panels]) -> None:
    question: dict[str, Any] = {"markers": FIVE, "emission": "600-660", "cd_free": True}
    blocked = asked(**question).document["blocked"]
    assert blocked is not None
    assert {"with --unmix", "without --cd-free"} <= set(blocked["in_vain"])
    assert not asked(**question, unmix=True).panels
    assert not asked(markers=FIVE, emission="600-660").panels


def test_the_markers_that_collide_cannot_be_served_and_any_fewer_of_them_can(
    catalog: Catalog, asked: Callable[..., Panels]
) -> None:
    blocked = asked(markers=FIVE, emission="600-660").document["blocked"]
    assert blocked is not None
    (group,) = blocked["markers"]
    assert not qdselect.panel(group, emission="600-660", catalog=catalog).panels
    for gone in group:
        fewer = [marker for marker in group if marker != gone]
        assert len(fewer) < 2 or qdselect.panel(fewer, emission="600-660", catalog=catalog).panels


def test_a_marker_without_any_probe_is_named_with_the_reason(asked: Callable[..., Panels]) -> None:
    found = asked(markers=FIVE, min_tier="transferable")
    blocked = found.document["blocked"]
    assert blocked is not None
    assert blocked["without_probe"] == ["PR", "mTOR"]
    assert "less proven than --min-tier asks" in blocked["because"]
    assert [item["change"] for item in blocked["freed_by"]][:1] == ["with --min-tier material-only"]


def test_a_search_that_is_cut_short_says_best_found_with_the_gap(catalog: Catalog) -> None:
    whole = qdselect.panel(FIVE, alternatives=40, catalog=catalog)
    cut = qdselect.panel(FIVE, alternatives=40, max_nodes=6, catalog=catalog)
    proof = cut.document["proof"]
    assert not proof["proven"]
    assert proof["status"] == "best-found"
    assert proof["nodes"] == 6
    assert "not proven" in cut.document["summary"]
    assert proof["gap"] is not None
    assert proof["total"] is not None
    assert proof["total"] <= (whole.document["proof"]["total"] or 0) <= proof["total"] + proof["gap"] + 1e-9


# ---- contract, errors


@pytest.mark.parametrize("question", QUESTIONS, ids=str)
def test_a_panel_fits_its_schema_and_cites_what_it_names(
    asked: Callable[..., Panels], question: dict[str, Any]
) -> None:
    found = asked(**question)
    document = json.loads(found.to_json(), parse_constant=lambda word: pytest.fail(f"{word} is not strict JSON"))
    jsonschema.validate(document, schema_of("panel"))
    for own in document["panels"]:
        for item in own["assignments"]:
            for key in ("emission_max_nm", "fwhm_nm", "absorption_max_nm", "rise_per_eV"):
                assert set(item[key]["references"]) <= set(document["references"])
    assert found._repr_html_().startswith("<div>")


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ({"markers": ["HER2"]}, "at least two"),
        ({"markers": ["HER2", "ErbB2"]}, "one marker, HER2"),
        ({"markers": ["HER2", "EGFR"], "max_spill": 0.1}, "--max-spill has no meaning"),
        ({"markers": ["HER2", "EGFR"], "unmix": True, "max_overlap": 0.1}, "--max-noise"),
        ({"markers": ["HER2", "EGFR"], "max_overlap": 1.5}, "at most 1"),
        ({"markers": ["HER2", "EGFR"], "unmix": True, "max_noise": 1}, "above 1"),
        ({"markers": ["HER2", "EGFR"], "filters": "605/20"}, "1 band for 2 markers"),
        ({"markers": ["HER2", "EGFR"], "densities": {"HER2": 1}}, "missing for EGFR"),
        ({"markers": ["HER2", "EGFR"], "densities": {"HER2": 1, "EGFR": 0}}, "above 0"),
        ({"markers": ["HER2", "EGFR"], "densities": {"HER2": 1, "EGFR": 1, "ER": 1}}, "no marker of this panel"),
        ({"markers": ["HER2", "EGFR"], "alternatives": -1}, "--alternatives"),
        ({"markers": ["HER2", "EGFR"], "max_nodes": 0}, "--max-nodes"),
        ({"markers": ["HER2", "EGFR"], "unmix": True, "any_width": True}, "cannot go together"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_what_to_do(
    catalog: Catalog, question: dict[str, Any], words: str
) -> None:
    with pytest.raises(UsageError, match=words):
        qdselect.panel(**question, catalog=catalog)


def test_an_unknown_marker_names_the_nearest(catalog: Catalog) -> None:
    with pytest.raises(UnknownNameError, match="HER2"):
        qdselect.panel(["HER2", "HER22"], catalog=catalog)


def test_the_command_gives_the_document_of_the_call(catalog: Catalog, call: Callable[..., Result]) -> None:
    done = call("panel", "-m", "HER2", "-m", "EGFR", "--laser", "405", "--filters", "605/20,655/20,800/40", "--json")
    found = qdselect.panel(["HER2", "EGFR"], lasers=[405], filters=["605/20", "655/20", "800/40"], catalog=catalog)
    assert (done.code, done.stderr) == (0, "")
    assert json.loads(done.stdout) == json.loads(found.to_json())


def test_ndjson_is_a_panel_a_line_and_csv_a_row_for_each_marker(call: Callable[..., Result]) -> None:
    lines = call("panel", "-m", "HER2", "-m", "EGFR", "--format", "ndjson").stdout.splitlines()
    assert [json.loads(line)["rank"] for line in lines] == [1, 2, 3, 4]
    rows = call("panel", "-m", "HER2", "-m", "EGFR", "--format", "csv").stdout.splitlines()
    assert rows[0].startswith("panel,marker,id,")
    assert len(rows) == 1 + 2 * 4


def test_no_panel_is_a_result_and_ends_with_1_only_where_asked(call: Callable[..., Result]) -> None:
    question = ("panel", "-m", "HER2", "-m", "PR", "--min-tier", "transferable")
    assert call(*question).code == 0
    assert call(*question, "--fail-empty").code == 1
