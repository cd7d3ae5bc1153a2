"""Laws of the advice, on the real catalogue."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import qdselect
from qdselect.advise.assess import Bench, assess
from qdselect.advise.question import ask
from qdselect.catalog import Catalog
from qdselect.columns.table import Table
from qdselect.columns.values import constant
from qdselect.errors import DataError
from qdselect.model.expression import QUERY_FLAGS
from qdselect.score.additive import score_table
from qdselect.score.weights import mode_weights

ELEMENTS = ["Cd", "Se", "Te", "Zn", "S", "In", "P", "As", "Pb", "Ag", "Cu", "Si", "C", "Hg", "Mn"]
MODES = ["live-cell", "fixed-cell", "in-vivo-fluorescence", "tissue-ihc", "multiplexed-ihc", "sentinel-lymph-node"]


def scores(catalog: Catalog, records: list[dict[str, Any]], mode: str) -> list[float]:
    """Scores of records in a mode, with the evidence held equal."""
    record = catalog.modes[mode]
    query = ask(catalog, marker="HER2", mode=mode)
    rules = [
        rule
        for rule in catalog.rules.values()
        if rule["kind"] == "score"
        and (not rule["applies"].get("modes") or {mode, record["family"]} & set(rule["applies"]["modes"]))
    ]
    evidence = constant([0.5] * len(records))
    total = score_table(Table.of(records), rules, mode_weights(record, query), evidence, {}).total
    return [float(value) for value in total.middle]


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_adding_a_candidate_never_swaps_two_others(catalog: Catalog, data: Any) -> None:
    workings = list(catalog.workings.values())
    mode = data.draw(st.sampled_from(MODES))
    rows = data.draw(st.lists(st.integers(0, len(workings) - 1), min_size=3, max_size=8, unique=True))
    records = [workings[row] for row in rows]
    assert scores(catalog, records, mode)[:-1] == pytest.approx(scores(catalog, records[:-1], mode), abs=1e-12)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_raising_a_quantum_yield_never_lowers_a_score(catalog: Catalog, data: Any) -> None:
    record = data.draw(st.sampled_from(list(catalog.workings.values())))
    mode = data.draw(st.sampled_from(list(catalog.modes)))
    low, high = sorted(data.draw(st.tuples(st.floats(0, 1), st.floats(0, 1))))
    dim, bright = copy.deepcopy(record), copy.deepcopy(record)
    dim["intervals"]["quantum_yield"], bright["intervals"]["quantum_yield"] = [low, low], [high, high]
    before, after = scores(catalog, [dim, bright], mode)
    assert after >= before - 1e-12


@given(st.lists(st.sampled_from(ELEMENTS), min_size=1, max_size=4, unique=True))
@settings(max_examples=15, deadline=None)
def test_an_excluded_element_never_appears(catalog: Catalog, elements: list[str]) -> None:
    answer = qdselect.recommend("EGFR", exclude_elements=elements, top=0, all_tiers=True, catalog=catalog)
    for candidate in answer.candidates:
        assert not set(elements) & set(candidate["formulation"]["elements"])
        assert candidate["formulation"]["composition_complete"]


@pytest.mark.parametrize("marker", ["HER2", "EGFR", "PSMA", "CA125", "claudin-4", "folate-receptor"])
def test_cadmium_free_means_known_to_be_free_of_cadmium(catalog: Catalog, marker: str) -> None:
    answer = qdselect.recommend(marker, cd_free=True, top=0, all_tiers=True, catalog=catalog)
    assert all(candidate["formulation"]["cadmium_free"] is True for candidate in answer)


@given(st.floats(3, 60))
@settings(max_examples=15, deadline=None)
def test_unknown_size_never_satisfies_a_size_limit(catalog: Catalog, limit: float) -> None:
    answer = qdselect.recommend("EGFR", max_hydrodynamic_nm=limit, top=0, all_tiers=True, catalog=catalog)
    for candidate in answer:
        formulation = candidate["formulation"]
        exact = formulation["hydrodynamic_diameter_nm"]
        ends = formulation["bounds"].get("hydrodynamic_diameter_nm", [exact, exact])
        assert ends[1] is not None
        assert ends[1] <= limit
        assert candidate["tier"] in ("demonstrated", "other-mode")  # else a ligand is to be coupled yet, and adds to it


def test_allow_unknown_admits_with_a_caution_and_never_what_certainly_fails(catalog: Catalog) -> None:
    strict = qdselect.recommend("HER2", cd_free=True, top=0, all_tiers=True, catalog=catalog)
    loose = qdselect.recommend("HER2", cd_free=True, top=0, all_tiers=True, allow_unknown=True, catalog=catalog)
    added = {item["id"] for item in loose} - {item["id"] for item in strict}
    assert added
    for candidate in loose:
        assert candidate["formulation"]["cadmium_free"] is not False
        if candidate["id"] in added:
            assert candidate["formulation"]["cadmium_free"] is None
            assert any(caution["rule"] == "no-cadmium" for caution in candidate["cautions"])


@pytest.mark.parametrize("marker", ["HER2", "EGFR", "PSMA", "claudin-4"])
def test_proven_candidates_come_before_unproven_ones(catalog: Catalog, marker: str) -> None:
    answer = qdselect.recommend(marker, top=0, all_tiers=True, catalog=catalog)
    order = ["demonstrated", "other-mode", "transferable", "material-only"]
    places = [order.index(candidate["tier"]) for candidate in answer]
    assert places == sorted(places)


def test_within_a_tier_the_score_decides(catalog: Catalog) -> None:
    answer = qdselect.recommend("EGFR", top=0, all_tiers=True, catalog=catalog)
    for tier in ("demonstrated", "transferable", "material-only"):
        values = [candidate["score"]["value"] for candidate in answer if candidate["tier"] == tier]
        assert values == sorted(values, reverse=True)


def test_rank_by_score_ignores_tiers(catalog: Catalog) -> None:
    answer = qdselect.recommend("EGFR", top=0, all_tiers=True, rank_by="score", catalog=catalog)
    values = [candidate["score"]["value"] for candidate in answer]
    assert values == sorted(values, reverse=True)


def test_an_unproven_candidate_never_looks_proven(catalog: Catalog) -> None:
    answer = qdselect.recommend("HER2", top=0, all_tiers=True, catalog=catalog)
    for candidate in answer:
        shown = [
            entry
            for entry in candidate["evidence"]
            if entry["marker"] == "HER2" and entry["mode"] == candidate["mode"] and entry["direction"] == "supports"
        ]
        assert candidate["proven"] == (candidate["tier"] == "demonstrated") == bool(shown)
        assert (candidate["untested"] is None) == candidate["proven"]
        if candidate["tier"] in ("transferable", "material-only"):
            assert not any(ligand["tested"] for ligand in candidate["ligands"])


def test_every_printed_score_is_the_sum_of_its_parts(catalog: Catalog) -> None:
    answer = qdselect.recommend("EGFR", top=0, all_tiers=True, catalog=catalog)
    for candidate in answer:
        score = candidate["score"]
        for end in ("value", "low", "high"):
            total = sum(part["weight"] * part[end] for part in score["criteria"])  # type: ignore[literal-required]
            assert score[end] == round(total, 4) or abs(score[end] - total) < 5.1e-5  # type: ignore[literal-required]
        assert score["low"] <= score["value"] <= score["high"]
        assert 0 <= score["completeness"] <= 1 + 1e-9


def test_retracted_sources_count_nothing(catalog: Catalog) -> None:
    retracted = {name for name, record in catalog.references.items() if record["retracted"]}
    assert retracted
    assert not [
        record for record in catalog.workings.values() if catalog.formulations[record["id"]]["source"] in retracted
    ]


def test_order_of_rules_never_changes_the_assessment(catalog: Catalog) -> None:
    query = ask(catalog, marker="HER2", cd_free=True)
    mode = catalog.modes["live-cell"]
    straight = assess(Bench(catalog, query), mode)
    other = Catalog(catalog._index)
    other.__dict__["rules"] = dict(reversed(list(catalog.rules.items())))
    turned = assess(Bench(other, query), mode)
    assert straight.turned_down.tolist() == turned.turned_down.tolist()
    assert list(straight.score.total.middle) == list(turned.score.total.middle)
    assert [verdict.rule["id"] for verdict in straight.warnings] == [v.rule["id"] for v in turned.warnings]


def test_same_question_same_bytes(catalog: Catalog) -> None:
    texts = {qdselect.recommend("HER2", cd_free=True, catalog=catalog).to_json() for _ in range(3)}
    assert len(texts) == 1


def test_no_exclusion_without_a_rule_and_a_reference(catalog: Catalog) -> None:
    answer = qdselect.recommend("HER2", cd_free=True, catalog=catalog)
    assert answer.document["rejected"]
    for rejected in answer.document["rejected"]:
        assert rejected["reasons"]
        for reason in rejected["reasons"]:
            assert reason["outcome"] in ("fires", "unknown")
            assert set(reason["references"]) <= set(answer.document["references"])


def test_every_formulation_is_recommended_hidden_or_turned_down(catalog: Catalog) -> None:
    answer = qdselect.recommend("HER2", cd_free=True, top=0, all_tiers=True, catalog=catalog)
    shown = {candidate["id"] for candidate in answer}
    turned_down = {item["id"] for item in answer.document["rejected"]}
    assert not shown & turned_down
    assert shown | turned_down == set(catalog.formulations)


def test_a_relaxation_admits_as_many_as_it_promises(catalog: Catalog) -> None:
    answer = qdselect.recommend("HER2", cd_free=True, catalog=catalog)
    promised = {item["without"]: item for item in answer.document["relaxations"]}
    without = qdselect.recommend("HER2", top=0, catalog=catalog)
    tiers = [candidate["tier"] for candidate in without]
    assert promised["without --cd-free"]["demonstrated"] == tiers.count("demonstrated")
    assert promised["without --cd-free"]["admits"] == tiers.count("demonstrated") + tiers.count("other-mode")


@pytest.mark.parametrize("flag", [{"renal_clearable": True}, {"commercial": True}, {"heavy_metal_free": True}])
def test_explain_agrees_with_recommend(catalog: Catalog, flag: dict[str, bool]) -> None:
    answer = qdselect.recommend("EGFR", catalog=catalog, **flag)
    for rejected in answer.document["rejected"][:8]:
        story = qdselect.explain(rejected["id"], "EGFR", catalog=catalog, **flag)
        assert not any(mode["admitted"] for mode in story.document["modes"])
        rules = {reason["rule"] for mode in story.document["modes"] for reason in mode["exclusions"]}
        assert {reason["rule"] for reason in rejected["reasons"]} <= rules
    for candidate in answer.candidates[:4]:
        story = qdselect.explain(candidate["id"], "EGFR", catalog=catalog, **flag)
        (mode,) = [mode for mode in story.document["modes"] if mode["mode"] == candidate["mode"]]
        assert mode["admitted"]
        assert mode["score"] == candidate["score"]


def test_every_constraint_is_enforced_by_a_rule(catalog: Catalog) -> None:
    enforced = {
        flag for rule in catalog.rules.values() if rule["kind"] == "exclude" for flag in rule["applies"]["flags"]
    }
    assert enforced == set(QUERY_FLAGS)


def test_a_constraint_that_no_rule_enforces_is_refused() -> None:
    folder = Path(__file__).parent / "minimal"
    small = qdselect.load_catalog(folder / "catalog", folder / "rules")
    with pytest.raises(DataError, match="no rule enforces"):
        qdselect.recommend("HER2", exclude_elements=["In"], catalog=small)
