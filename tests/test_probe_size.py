"""Limits on size are limits on the probe, and a ligand that is proposed fits the question."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

import qdselect
from qdselect.advise.assess import Bench
from qdselect.advise.question import ask
from qdselect.catalog import Catalog
from qdselect.columns.table import Numbers
from qdselect.evidence.tiers import ligands_for
from qdselect.model.fields import PROBE_SIZE
from qdselect.rules.engine import Node
from qdselect.rules.wording import _margin

Run = Callable[..., Any]

NOT_THE_PROBE = re.compile(r"before |cut-off|not a value of|not a measured value|stated for the family")


def answer(catalog: Catalog, **question: Any) -> Any:
    return qdselect.recommend(catalog=catalog, confidence=False, top=0, **question).document


def item(document: Any, name: str) -> Any:
    return next(candidate for candidate in document["candidates"] if candidate["id"] == name)


def reasons(document: Any, name: str) -> Any:
    return next(rejected["reasons"] for rejected in document["rejected"] if rejected["id"] == name)


def of_rule(found: Any, rule: str) -> Any:
    return next(reason for reason in found if reason["rule"] == rule)


def test_no_exact_hydrodynamic_size_is_that_of_something_else_by_its_own_note(catalog: Catalog) -> None:
    for name, record in catalog.formulations.items():
        note = record["conditions"].get("hydrodynamic_diameter_nm", {}).get("note") or ""
        if NOT_THE_PROBE.search(note):
            low, high = record["bounds"].get("hydrodynamic_diameter_nm", [0, 0])
            stands_for_the_probe = note.startswith(("with ", "before irradiation"))
            assert stands_for_the_probe or (low, high) == (low, None), name


@pytest.mark.parametrize(
    ("question", "name", "outcome"),
    [
        ({"marker": "HER2", "mode": "live-cell", "max_hydrodynamic_nm": 30}, "cdse-zns-herceptin-han2014", "fires"),
        (
            {"marker": "integrin avb3", "mode": "in-vivo-fluorescence", "max_hydrodynamic_nm": 16},
            "inas-inp-znse-peg-gao2010",
            "unknown",
        ),
        ({"marker": "EGFR", "mode": "live-cell", "max_hydrodynamic_nm": 12}, "qd92-qdsize2020", "unknown"),
        ({"marker": "EGFR", "renal_clearable": True}, "qd-zwitterionic-small-choi2010", "unknown"),
        ({"marker": "HER2", "mode": "live-cell", "max_hydrodynamic_nm": 22}, "qdot-605-line", "unknown"),
    ],
)
def test_a_limit_is_not_passed_by_a_size_that_is_not_the_probes(
    catalog: Catalog, question: dict[str, Any], name: str, outcome: str
) -> None:
    rule = "renal-size" if "renal_clearable" in question else "max-hydrodynamic"
    assert of_rule(reasons(answer(catalog, **question), name), rule)["outcome"] == outcome


def test_a_particle_that_needs_a_ligand_is_at_least_as_large_and_no_more_is_known(catalog: Catalog) -> None:
    bench = Bench(catalog, ask(catalog, marker="EGFR", max_hydrodynamic_nm=12))
    column = bench.table.column(PROBE_SIZE)
    assert isinstance(column, Numbers)
    for row, name in enumerate(bench.ids):
        own, probe = bench.table.read("hydrodynamic_diameter_nm", row), column.read(row)
        if not bench.needs_a_ligand(row):
            assert probe == own, name
        elif isinstance(probe, list):
            assert probe == [own[0] if isinstance(own, list) else own, None], name
        else:
            assert probe is None, name


def test_without_a_marker_no_ligand_is_needed_and_the_particle_is_the_probe(catalog: Catalog) -> None:
    bench = Bench(catalog, ask(catalog, mode="in-vivo-fluorescence", renal_clearable=True))
    row = bench.row("cdse-zns-cys-choi2007")
    assert bench.table.read(PROBE_SIZE, row) == bench.table.read("hydrodynamic_diameter_nm", row) == [None, 5.5]


@pytest.mark.parametrize(
    ("name", "limit", "outcome", "words"),
    [
        ("inas-inp-znse-mpa-gao2010b-ovarian", 12, "unknown", "cannot tell, at most 10 nm before a ligand is coupled"),
        ("efluor-525nc", 30, "unknown", "cannot tell, 20 to 26 nm before a ligand is coupled"),
        ("efluor-525nc", 12, "fires", "at least 20 nm exceeds 12 nm (20 to 26 nm before a ligand is coupled)"),
        ("qd-cetuximab-cn", 12, "unknown", "cannot tell, 57.85 nm with another ligand"),
    ],
)
def test_the_reason_says_that_the_size_is_that_of_the_particle(
    catalog: Catalog, name: str, limit: float, outcome: str, words: str
) -> None:
    story = qdselect.explain(name, "HER2", mode="flow-cytometry", max_hydrodynamic_nm=limit, catalog=catalog)
    (mode,) = story.document["modes"]
    reason = of_rule(mode["exclusions"], "max-hydrodynamic")
    assert reason["outcome"] == outcome
    assert words in reason["because"]


def test_allow_unknown_admits_it_with_a_caution_and_names_the_size_of_the_probe_as_unknown(catalog: Catalog) -> None:
    question = {"marker": "HER2", "mode": "flow-cytometry", "max_hydrodynamic_nm": 30, "all_tiers": True}
    found = item(answer(catalog, allow_unknown=True, **question), "efluor-525nc")
    caution = of_rule(found["cautions"], "max-hydrodynamic")
    assert caution["because"] == "Larger than the question allows: cannot tell, 20 to 26 nm before a ligand is coupled"
    assert "hydrodynamic_diameter_nm" in found["unknowns"]
    unsized = next(entry for entry in found["score"]["criteria"] if entry["id"] == "size")
    assert "20 to 26" in unsized["reading"]  # the score keeps reading the particle's own size


def test_what_cannot_be_told_is_named_by_the_title_of_its_rule(call: Run) -> None:
    text = call("recommend", "--marker", "HER2", "--cd-free", "--allow-unknown", "--no-confidence").stdout
    assert "! No cadmium: cannot tell, elements are not reported [bibra2009]" in text
    assert "! cannot tell" not in text


def test_a_card_says_under_what_condition_the_size_was_measured(call: Run) -> None:
    text = call("show", "cdse-zns-herceptin-han2014").stdout
    assert "hydrodynamic diameter 86 nm (with Herceptin; 28 nm before conjugation)" in text


@pytest.mark.parametrize(
    ("operator", "threshold", "value", "margin"),
    [
        ("gt", 12, [15.0, 21.0], 3.0),
        ("gt", 30, [15.0, 21.0], -9.0),
        ("gt", 18, [15.0, 21.0], None),
        ("gt", 12, [17.4, None], 5.4),
        ("gt", 12, [None, 10.0], -2.0),
        ("gt", 12, [9.2, None], None),
        ("outside", [600, 700], [520.0, 580.0], -20.0),
        ("outside", [600, 700], [610.0, 695.0], -5.0),
        ("gt", 12, 28.0, 16.0),
        ("gt", 12, None, None),
    ],
)
def test_the_margin_of_an_interval_is_that_of_its_nearer_end(
    operator: str, threshold: Any, value: Any, margin: float | None
) -> None:
    atom = Node("atom", None, (), "emission_max_nm", operator, threshold)  # type: ignore[arg-type]
    assert _margin(atom, value) == margin


def test_a_range_that_is_turned_down_has_its_margin_in_the_answer(catalog: Catalog) -> None:
    document = answer(catalog, marker="HER2", mode="flow-cytometry", max_hydrodynamic_nm=12, all_tiers=True)
    assert of_rule(reasons(document, "efluor-525nc"), "max-hydrodynamic")["margin"] == 8


@pytest.mark.parametrize("marker", ["EGFR", "HER2", "PSMA", "integrin avb3", "folate receptor"])
def test_only_kinds_known_on_dots_that_passed_the_kidney_are_proposed_for_one_that_must(
    catalog: Catalog, marker: str
) -> None:
    offered = Bench(catalog, ask(catalog, marker=marker, renal_clearable=True)).ligands
    assert offered
    assert {ligand["type"] for ligand in offered} <= {"peptide", "small-molecule"}


def test_without_that_constraint_the_other_kinds_are_proposed_as_well(catalog: Catalog) -> None:
    kinds = {ligand["type"] for ligand in Bench(catalog, ask(catalog, marker="EGFR")).ligands}
    assert {"antibody", "nanobody", "scfv", None} <= kinds


def test_a_known_ligand_that_the_constraint_rules_out_is_not_said_to_be_unknown(catalog: Catalog) -> None:
    summary = answer(catalog, marker="HER2", renal_clearable=True, ligand_type="scfv")["summary"]
    assert "a ligand for HER2 of the kind scfv that is known on dots that pass the kidney" in summary


def test_the_refusal_of_an_antibody_for_the_kidney_is_true_of_the_question(call: Run) -> None:
    told = call("recommend", "--marker", "HER2", "--renal-clearable", "--ligand-type", "antibody")
    assert told.code == 2
    assert "every known ligand" not in told.stderr


def test_a_published_probe_has_no_ligand_to_try(catalog: Catalog, call: Run) -> None:
    document = answer(catalog, marker="EGFR", mode="fixed-cell", cancer="lung")
    assert item(document, "qd-egfr-dukes2010")["ligands"] == []
    for candidate in document["candidates"]:
        if candidate["tier"] != "transferable":
            assert all(ligand["tested"] for ligand in candidate["ligands"])
    table = call("recommend", "--marker", "EGFR", "--mode", "fixed-cell", "--cancer", "lung", "--format", "ndjson")
    assert json.loads(table.stdout.splitlines()[0])["ligands"] == []
    text = call("recommend", "--marker", "EGFR", "--mode", "fixed-cell", "--cancer", "lung", "--brief").stdout
    assert re.search(r"qd-egfr-dukes2010 +demonstrated .*not named", text)


@pytest.mark.parametrize(
    ("marker", "never"), [("EGFR", "EGFR mutation-specific antibodies (E746-A750del, L858R)"), ("PSMA", "capromab")]
)
def test_a_ligand_that_does_not_bind_the_marker_as_cells_show_it_comes_last_and_is_not_advised(
    catalog: Catalog, marker: str, never: str
) -> None:
    known = ligands_for(marker, catalog.evidence, catalog.section("ligands"))
    limited = [bool(ligand["binds"]) for ligand in known]
    assert never in {ligand["name"] for ligand in known if ligand["binds"]}
    assert limited == sorted(limited)
    document = answer(catalog, marker=marker, mode="live-cell", all_tiers=True)
    advice = [found["untested"] for found in document["candidates"] if found["tier"] == "transferable"]
    assert advice
    assert not any(never in text for text in advice)
