"""Predicted values of formulations: where models are asked, what they widen, and that they never pass for a report."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import qdselect
from conftest import Result
from qdselect.advise.assess import Bench, assess
from qdselect.advise.question import ask
from qdselect.advise.rows import _ranges
from qdselect.advise.tree import predicted_words
from qdselect.catalog import Catalog, load_catalog
from qdselect.catalog.compile_formulations import MaterialNames, formulations_of
from qdselect.catalog.compile_predicted import models_say, narrowing_of, predictions_of
from qdselect.catalog.compile_sources import evidence_of
from qdselect.catalog.files import read_folder
from qdselect.catalog.locate import default_folders
from qdselect.catalog.ranges import ranges_of
from qdselect.catalog.scalar_models import combined, diameter_by, exciton_by, extinction_by, moved, shifted
from qdselect.errors import OutsideValidityError
from qdselect.physics.extinction import Law, molar_extinction
from qdselect.physics.sizing import Curve, diameter_nm, first_exciton_nm

SCHEME = load_catalog().section("physics_scheme")
MATERIALS = load_catalog().materials
SIZED = "cdse-zns-cooh-roberts2013"
BOUNDED = "cdse-zns-cys-choi2007"


def particle(**changes: Any) -> dict[str, Any]:
    """A plain CdSe dot under ZnS as the compiler makes it; numbers are ``field: value`` or ``(low, high)``."""
    numbers = {name: value for name, value in changes.items() if name.endswith("_nm")}
    others = {name: value for name, value in changes.items() if name not in numbers}
    ends = {name: list(value) if isinstance(value, tuple) else [value, value] for name, value in numbers.items()}
    return {
        "core": "CdSe",
        "core_material": "CdSe",
        "shells": ["ZnS"],
        "dopants": [],
        "has_shell": True,
        "composition_complete": True,
        "retracted": False,
        "values": {name: {} if isinstance(value, tuple) else {"value": value} for name, value in numbers.items()},
        "intervals": ends,
        "spreads": {},
        "sources": {"core": "one", "shells": "one", **dict.fromkeys(numbers, "two")},
        **others,
    }


def said(**changes: Any) -> dict[str, Any]:
    return {item["field"]: item for item in predictions_of(particle(**changes), MATERIALS, SCHEME)}


# ---- where models are asked


def test_a_size_gives_colour_and_extinction() -> None:
    found = said(core_diameter_nm=4.0)
    assert set(found) == {"absorption_max_nm", "emission_max_nm", "molar_extinction_M_cm"}
    for item in found.values():
        assert item["low"] < item["value"] < item["high"]
        assert item["status"] == "predicted"
        assert item["inputs"] == ["core_diameter_nm"]
        assert item["rests_on"] == ["one", "two"]
        assert item["references"]


def test_a_colour_gives_size_and_the_other_colour() -> None:
    assert set(said(emission_max_nm=600)) == {"absorption_max_nm", "core_diameter_nm", "molar_extinction_M_cm"}
    assert set(said(absorption_max_nm=580)) == {"emission_max_nm", "core_diameter_nm", "molar_extinction_M_cm"}


def test_what_a_source_reports_is_not_predicted() -> None:
    assert "emission_max_nm" not in said(core_diameter_nm=4.0, emission_max_nm=600)


@pytest.mark.parametrize(
    "changes",
    [
        {"has_shell": None, "shells": []},
        {"shells": ["ZnTe", "ZnS"]},
        {"shells": ["CdS (gradient)"]},
        {"shells": ["CdS", "ZnS"]},
        {"dopants": ["Mn"]},
        {"composition_complete": False},
        {"core": "CdSe0.5Te0.5", "core_material": "CdSeTe"},
        {"core": "CdSe (alloyed)"},
        {"core_material": "C", "core": "C"},
        {"core_material": None, "core": None},
        {"retracted": True},
    ],
    ids=str,
)
def test_a_dot_whose_light_may_not_be_that_of_its_core_is_refused(changes: dict[str, Any]) -> None:
    assert said(core_diameter_nm=4.0, **changes) == {}


def test_without_models_nothing_is_predicted() -> None:
    assert predictions_of(particle(core_diameter_nm=4.0), MATERIALS, None) == []


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"core_diameter_nm": 9.0}, "absorption_max_nm"),
        ({"core_diameter_nm": 1.0}, "absorption_max_nm"),
        ({"absorption_max_nm": 700}, "core_diameter_nm"),
        ({"emission_max_nm": 655}, "absorption_max_nm"),
    ],
    ids=str,
)
def test_outside_the_range_of_a_model_nothing_is_predicted(given: dict[str, float], field: str) -> None:
    assert field not in said(**given)


def test_a_stokes_shift_holds_under_the_shells_on_which_it_was_seen() -> None:
    assert "absorption_max_nm" in said(emission_max_nm=600)
    assert "absorption_max_nm" not in said(emission_max_nm=600, shells=[], has_shell=False)


def test_a_bound_with_an_open_end_gives_nothing_and_a_range_gives_no_value() -> None:
    assert "absorption_max_nm" not in said(emission_max_nm=(None, 600.0))
    item = said(emission_max_nm=(580.0, 600.0))["absorption_max_nm"]
    assert item["value"] is None
    assert (item["low"], item["high"]) == (560, 590)


def test_where_no_more_is_known_the_gap_of_the_bulk_bounds_the_emission() -> None:
    item = said()["emission_max_nm"]
    assert (item["value"], item["low"], item["model"]) == (None, None, "bulk-gap")
    assert item["high"] == pytest.approx(738, abs=1)
    inp = said(core="InP", core_material="InP")["emission_max_nm"]
    assert (inp["low"], inp["model"]) == (425, "bulk-gap, typical-range")
    assert inp["high"] == pytest.approx(961, abs=1)


def test_no_prediction_reaches_beyond_the_gap_of_the_bulk() -> None:
    assert said(core_diameter_nm=7.0)["emission_max_nm"]["high"] <= said()["emission_max_nm"]["high"]


# ---- intervals


def test_a_shell_widens_what_a_bare_core_s_curve_says_and_is_named() -> None:
    bare, shelled = said(absorption_max_nm=560, shells=[], has_shell=False), said(absorption_max_nm=560)
    one, other = bare["core_diameter_nm"], shelled["core_diameter_nm"]
    assert one["value"] == other["value"]
    assert other["low"] < one["low"]
    assert other["high"] == one["high"]
    assert "under a shell of ZnS" in other["because"]
    assert "bare core" in one["because"]


def test_a_shell_moves_the_far_end_of_the_exciton_to_the_red() -> None:
    bare = said(core_diameter_nm=4.0, shells=[], has_shell=False)["absorption_max_nm"]
    shelled = said(core_diameter_nm=4.0)["absorption_max_nm"]
    assert shelled["low"] == bare["low"]
    assert shelled["high"] > bare["high"]


def test_the_spread_of_reports_widens_a_prediction() -> None:
    exact = said(absorption_max_nm=560)["core_diameter_nm"]
    spread = said(absorption_max_nm=560, spreads={"absorption_max_nm": [550, 570]})["core_diameter_nm"]
    assert spread["low"] < exact["low"] < exact["high"] < spread["high"]


def test_the_interval_holds_the_tolerance_of_the_diameter() -> None:
    item = said(absorption_max_nm=560, shells=[], has_shell=False)["core_diameter_nm"]
    tolerance = SCHEME["judgements"]["size_tolerance"]["value"]
    assert item["low"] <= item["value"] * (1 - tolerance)
    assert item["high"] >= item["value"] * (1 + tolerance)


def test_an_end_that_no_model_reaches_is_open() -> None:
    item = said(core_diameter_nm=2.1)["absorption_max_nm"]
    assert item["low"] is None
    assert item["high"] is not None


@given(st.floats(400, 680), st.sampled_from([(), ("ZnS",)]))
def test_no_predicted_size_lies_beyond_the_curves(nm: float, shells: tuple[str, ...]) -> None:
    found = said(absorption_max_nm=nm, shells=list(shells), has_shell=bool(shells))
    ranges = [Curve.of(record).diameter_nm for record in SCHEME["sizing"] if record["material"] == "CdSe"]
    size = found.get("core_diameter_nm", {})
    ends = [end for end in (size.get("low"), size.get("high")) if end is not None]
    assert all(any(valid.holds(end) for valid in ranges) for end in ends)
    assert all((item["low"], item["high"]) != (None, None) for item in found.values())


def test_a_shelled_exciton_beyond_the_law_leaves_the_extinction_open() -> None:
    """Under a shell the exciton of 6.5 nm may lie at 680 nm, where no core of up to 8 nm has it."""
    item = said(core_diameter_nm=6.0)
    assert item["absorption_max_nm"]["high"] is None or item["absorption_max_nm"]["high"] > 657.7
    assert item["molar_extinction_M_cm"]["high"] is None


def test_a_card_names_the_ranges_that_predict_names(catalog: Catalog) -> None:
    """Both ranges of an entry are met: jasieniak2009 is given for 2 to 8 nm, which is 458 to 658 nm."""
    (entry,) = catalog.formulation("efluor-650nc")["predicted"]
    answer = qdselect.predict("CdSe", absorption=640, catalog=catalog)
    (row,) = (row for row in answer.predicted if row["model"] == "jasieniak2009-cdse")
    assert row["valid"] == "first exciton 458.4 to 657.6 nm"
    assert "core diameter 2 to 8 nm and first exciton of the bare core 458.4 to 657.6 nm" in entry["valid"]
    assert (entry["low"], entry["high"]) == (3.4909, None)


def test_an_extinction_from_an_exact_size_is_no_point() -> None:
    item = said(core_diameter_nm=4.0, shells=[], has_shell=False)["molar_extinction_M_cm"]
    assert item["low"] < item["value"] < item["high"]


def test_an_extinction_says_that_it_leaves_out_the_uncertainty_of_its_law(catalog: Catalog) -> None:
    laws = {law["id"]: law.get("relative_sd") for law in SCHEME["extinction"]}
    extinctions = [
        entry
        for record in catalog.formulations.values()
        for entry in record["predicted"]
        if entry["field"] == "molar_extinction_M_cm" and (entry["low"], entry["high"]) != (None, None)
    ]
    assert extinctions
    for entry in extinctions:
        without = [name for name in entry["model"].split(", ") if name in laws and laws[name] is None]
        assert f"uncertainty of {', '.join(without)} itself is not known and not included" in entry["because"]


def test_the_standard_deviation_of_a_law_widens_an_extinction_and_is_then_no_longer_missed() -> None:
    laws = [{**law, "relative_sd": 0.1} for law in SCHEME["extinction"]]
    record = particle(core_diameter_nm=4.0)
    plain, widened = (
        models_say(record, MATERIALS, scheme)["molar_extinction_M_cm"]
        for scheme in (SCHEME, {**SCHEME, "extinction": laws})
    )
    assert widened["value"] == plain["value"]
    assert widened["low"] == pytest.approx(plain["low"] * 0.9, rel=1e-5)
    assert widened["high"] == pytest.approx(plain["high"] * 1.1, rel=1e-5)
    assert "not included" not in widened["because"]


# ---- one model, two floors


@pytest.mark.parametrize("record", SCHEME["sizing"], ids=lambda record: str(record["id"]))
@given(st.floats(0, 1))
def test_single_numbers_and_arrays_follow_the_same_curve(record: dict[str, Any], share: float) -> None:
    curve = Curve.of(record)
    low, high = curve.diameter_nm
    size = low + (0.001 + 0.998 * share) * (high - low)
    exciton = float(first_exciton_nm(curve, size))
    assert exciton_by(record, size) == pytest.approx(exciton, rel=1e-6)
    assert diameter_by(record, exciton) == pytest.approx(float(diameter_nm(curve, exciton)), rel=1e-6)


@pytest.mark.parametrize("record", SCHEME["sizing"], ids=lambda record: str(record["id"]))
def test_beyond_a_curve_both_refuse(record: dict[str, Any]) -> None:
    curve = Curve.of(record)
    for size in (curve.diameter_nm.low * 0.9, curve.diameter_nm.high * 1.1):
        assert exciton_by(record, size) is None
        with pytest.raises(OutsideValidityError):
            first_exciton_nm(curve, size)
    assert diameter_by(record, record["absorption_nm"]["max"] * 1.1) is None


@pytest.mark.parametrize("record", SCHEME["extinction"], ids=lambda record: str(record["id"]))
def test_single_numbers_and_arrays_follow_the_same_law(record: dict[str, Any]) -> None:
    law, size = Law.of(record), record["diameter_nm"]["max"] * 0.9
    assert extinction_by(record, size, 600.0) == pytest.approx(float(molar_extinction(law, size, 600.0)), rel=1e-9)
    assert extinction_by(record, record["diameter_nm"]["max"] * 1.1, 600.0) is None
    assert extinction_by(record, None, 600.0) is None


def test_open_ends_stay_open() -> None:
    assert (shifted(None, 5), moved(None, 0.1), combined([1.0, None], min)) == (None, None, None)
    assert combined([1.0, 2.0], max) == 2.0


# ---- the real catalogue


@pytest.fixture(scope="module")
def compiled() -> list[dict[str, Any]]:
    """All particles as the compiler makes them."""
    folder = read_folder(*default_folders())
    checked = {file.data["id"]: file.data for file in folder.of_kind("source") if file.data.get("status") != "lead"}
    toxicity = next(iter(folder.of_kind("toxicity"))).data
    return formulations_of(checked, MaterialNames(list(MATERIALS.values())), toxicity, evidence_of(checked))


def test_no_prediction_contradicts_a_report_of_the_same_formulation(compiled: list[dict[str, Any]]) -> None:
    compared, contradicted = 0, []
    for record in compiled:
        for field, item in models_say(record, MATERIALS, SCHEME).items():
            low, high = record["intervals"].get(field) or (None, None)
            if (low, high) == (None, None):
                continue
            compared += 1
            above = low is not None and item["high"] is not None and low > item["high"]
            below = high is not None and item["low"] is not None and high < item["low"]
            if above or below:
                contradicted.append((record["id"], field))
    assert compared >= 28
    assert contradicted == []


def test_a_family_beyond_the_gap_is_a_known_exception(compiled: list[dict[str, Any]]) -> None:
    (family,) = [record for record in compiled if record["id"] == "lifetech-cdse-zns-family-gaigalas2014"]
    item = models_say(family, MATERIALS, SCHEME)["emission_max_nm"]
    assert family["intervals"]["emission_max_nm"][1] > item["high"]


def test_predictions_are_known_as_such_in_documents_and_stand_beside_reports(catalog: Catalog) -> None:
    gaining = [record for record in catalog.formulations.values() if record["predicted"]]
    assert len(gaining) >= 70
    for record in gaining:
        for item in record["predicted"]:
            assert item["status"] == "predicted"
            assert record[item["field"]] is None
            assert item["field"] not in record["bounds"]
            assert item["field"] not in record["sources"]
            assert set(item["references"]) <= set(catalog.references)
            assert set(item["rests_on"]) <= set(catalog.references)
            assert item["rests_on"]
            assert not (item["low"] is None and item["high"] is None)
    assert catalog.section("predictions") == {record["id"]: narrowing_of(record["predicted"]) for record in gaining}


# ---- the advice


def unpredicted(catalog: Catalog, query: Any) -> Bench:
    """The same question without predictions."""
    bench = Bench(catalog, query)
    ranges = ranges_of(list(catalog.workings.values()), catalog.section("materials"), {})
    bench.predicted, bench.ranges = {}, _ranges(ranges)
    return bench


def test_a_prediction_settles_no_constraint(catalog: Catalog) -> None:
    """Predicted from 574 nm on, so a window above 400 nm holds it all; still it cannot be judged."""
    answer = qdselect.explain(SIZED, mode="in-vivo-fluorescence", emission="400-900", catalog=catalog)
    (mode,) = answer.document["modes"]
    assert not mode["admitted"]
    (reason,) = [item for item in mode["exclusions"] if item["rule"] == "emission-window"]
    assert (reason["outcome"], reason["value"]) == ("unknown", None)
    assert "predicted 573.8 to 738" in reason["because"]
    assert "a prediction does not settle this rule" in reason["because"]


def test_no_verdict_changes_for_want_of_predictions(catalog: Catalog) -> None:
    query = ask(catalog, mode="in-vivo-fluorescence", emission="600-900", excitation_nm=640)
    mode = catalog.modes["in-vivo-fluorescence"]
    there = assess(Bench(catalog, query), mode)
    without = assess(unpredicted(catalog, query), mode)
    assert there.turned_down.tolist() == without.turned_down.tolist()
    for verdict, other in zip(
        (*there.exclusions, *there.warnings), (*without.exclusions, *without.warnings), strict=True
    ):
        assert (verdict.node.truth.true == other.node.truth.true).all()
        assert (verdict.node.truth.false == other.node.truth.false).all()


@pytest.mark.parametrize("mode", ["in-vivo-fluorescence", "live-cell", "tissue-ihc", "multiplexed-ihc"])
def test_a_prediction_only_narrows_a_score_and_completes_nothing(catalog: Catalog, mode: str) -> None:
    query = ask(catalog, marker="HER2", mode=mode)
    there = assess(Bench(catalog, query), catalog.modes[mode]).score.total
    without = assess(unpredicted(catalog, query), catalog.modes[mode]).score.total
    assert (there.low >= without.low - 1e-12).all()
    assert (there.high <= without.high + 1e-12).all()
    assert (there.high - there.low < without.high - without.low - 1e-6).any()
    assert there.known.tolist() == without.known.tolist()


def test_reported_goes_before_predicted_and_predicted_before_typical(catalog: Catalog) -> None:
    bench = Bench(catalog, ask(catalog, mode="in-vivo-fluorescence"))
    rows = {name: row for row, name in enumerate(bench.ids)}
    inp = next(
        record for record in bench.records if record["core_material"] == "InP" and rows[record["id"]] in bench.predicted
    )
    assert bench.ranges["emission_max_nm"][rows[inp["id"]]] == (425.0, pytest.approx(961.1, abs=0.1))
    assert rows["inp-zns-530-kuo2017"] not in bench.ranges["emission_max_nm"]


def test_a_prediction_goes_with_the_source_that_it_rests_on(catalog: Catalog) -> None:
    query = ask(catalog, mode="in-vivo-fluorescence")
    name, own = next(iter(catalog.section("predictions").items()))
    source = next(iter(own.values()))[4][0]
    with_it, without = Bench(catalog, query), Bench(catalog, query, without=source)
    assert any(with_it.records[row]["id"] == name for row in with_it.predicted)
    assert not any(without.records[row]["id"] == name and fields for row, fields in without.predicted.items())


def test_the_answer_says_predicted_wherever_it_says_the_number(catalog: Catalog, run: Callable[..., Result]) -> None:
    answer = qdselect.recommend(mode="in-vivo-fluorescence", all_tiers=True, top=1000, explain=True, catalog=catalog)
    (candidate,) = [item for item in answer.candidates if item["id"] == BOUNDED]
    (fit,) = [item for item in candidate["score"]["criteria"] if item["id"] == "optical-fit"]
    assert fit["known"] == 0
    assert "emission_max_nm not reported, predicted at most 738 (bulk-gap)" in fit["reading"]
    assert "mat-azom-cdse" in fit["references"]
    assert "mat-azom-cdse" in answer.document["references"]
    assert "emission_max_nm" in candidate["unknowns"]
    assert "predicted at most 738 (bulk-gap)" in str(candidate["explanation"])
    assert candidate["formulation"]["emission_max_nm"] is None
    card = run("show", SIZED).stdout
    assert "Predicted, not reported by any source" in card
    assert "emission_max_nm about 623.8 (573.8-738) nm, predicted by" in card
    assert "emission_max_nm" in card.split("Not reported by any checked source")[1]


def test_a_list_shows_no_predicted_number(run: Callable[..., Result]) -> None:
    table = run("list", "--columns", "id,emission_max_nm", "--format", "csv").stdout
    assert f"{SIZED},\n" in table


def test_recommend_and_show_load_no_physics(run: Callable[..., Result]) -> None:
    import sys

    program = (
        "import sys\nfrom qdselect.cli.run import run\ncode = run(sys.argv[1:])\n"
        "print(*sorted(name for name in sys.modules if name.startswith('qdselect.')), file=sys.stderr)\n"
    )
    for arguments in (("recommend", "--marker", "HER2", "--json"), ("show", SIZED)):
        modules = set(run("-c", program, *arguments, command=(sys.executable,)).stderr.split())
        assert "qdselect.catalog" in modules
        assert not {name for name in modules if "physics" in name or "compile" in name or "scalar_models" in name}


def test_words_of_a_prediction_hold_its_model() -> None:
    assert predicted_words([570.0, None, "a", [], []]) == "predicted at least 570 (a)"


def test_a_catalogue_without_models_has_no_predictions(tmp_path: Path) -> None:
    minimal = Path(__file__).parent / "minimal"
    own = load_catalog(minimal / "catalog", minimal / "rules")
    assert own.section("predictions") == {}
    assert all(record["predicted"] == [] for record in own.formulations.values())
