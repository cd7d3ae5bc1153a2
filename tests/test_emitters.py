"""Emitters: reported beats predicted beats typical beats assumed, and each says which it is."""

from __future__ import annotations

import pytest

from conftest import Folders
from qdselect.advise.emitters import KNOWN_STATUS, Emitter, Known, emitter_of, emitters_of, without_light
from qdselect.catalog import Catalog
from qdselect.catalog.validate import validate
from qdselect.errors import UnknownNameError

NUMBERS = Emitter._fields[3:]


@pytest.fixture(scope="module")
def emitters(catalog: Catalog) -> dict[str, Emitter]:
    return {emitter.id: emitter for emitter in emitters_of(catalog)}


def test_every_particle_is_an_emitter_or_left_out_with_a_reason(catalog: Catalog, emitters: dict[str, Emitter]) -> None:
    left_out = without_light(catalog)
    assert set(left_out).isdisjoint(emitters)
    assert {*left_out, *emitters} == set(catalog.formulations)
    assert all(left_out.values())
    assert len(emitters) >= 149  # may only rise


def test_every_number_says_where_it_comes_from(emitters: dict[str, Emitter], catalog: Catalog) -> None:
    for emitter in emitters.values():
        for name in NUMBERS:
            known: Known = getattr(emitter, name)
            assert known.status in KNOWN_STATUS, (emitter.id, name)
            assert known.because
            assert set(known.references) <= set(catalog.references), (emitter.id, name, known.references)
            if known.status in ("reported", "bound", "typical", "predicted") and name != "rise_per_eV":
                assert known.references, (emitter.id, name)
            if known.status in ("unknown",):
                assert known.value is None


def test_a_value_lies_within_its_interval(emitters: dict[str, Emitter]) -> None:
    for emitter in emitters.values():
        for name in NUMBERS:
            known: Known = getattr(emitter, name)
            if known.value is None:
                continue
            assert known.value > 0 or name in ("rise_per_eV", "quantum_yield")
            assert known.low is None or known.low <= known.value, (emitter.id, name, known)
            assert known.high is None or known.high >= known.value, (emitter.id, name, known)


def test_a_reported_number_is_never_replaced(catalog: Catalog, emitters: dict[str, Emitter]) -> None:
    for emitter in emitters.values():
        for name in ("emission_max_nm", "fwhm_nm", "absorption_max_nm", "quantum_yield"):
            if emitter.record[name] is not None:
                known: Known = getattr(emitter, name)
                assert known[:4] == (emitter.record[name],) * 3 + ("reported",)


def test_the_first_exciton_of_a_sold_cdse_dot_is_as_reported_and_its_extinction_too(
    emitters: dict[str, Emitter],
) -> None:
    dot = emitters["efluor-605nc"]
    assert dot.absorption_max_nm[:4] == (590, 590, 590, "reported")
    assert dot.molar_extinction_M_cm[:4] == (253000, 253000, 253000, "reported")
    assert dot.rise_per_eV.status == "predicted"
    assert dot.fwhm_nm.status == "typical"


def test_the_colour_of_a_dot_of_known_size_is_predicted_and_says_so(emitters: dict[str, Emitter]) -> None:
    dot = emitters["cdse-zns-cooh-roberts2013"]
    assert dot.record["emission_max_nm"] is None
    assert dot.emission_max_nm.status == "predicted"
    assert "core_diameter_nm 5" in dot.emission_max_nm.because


def test_a_doped_dot_takes_neither_width_nor_first_exciton_from_its_host(emitters: dict[str, Emitter]) -> None:
    doped = [emitter for emitter in emitters.values() if emitter.record["dopants"]]
    assert doped
    for emitter in doped:
        assert emitter.fwhm_nm.status not in ("typical", "predicted")
        assert emitter.absorption_max_nm.status != "predicted"


def test_a_batch_that_emits_over_a_band_is_no_wider_than_that_band(emitters: dict[str, Emitter]) -> None:
    dot = emitters["cdse-pen-gallagher2010"]
    assert dot.fwhm_nm.status == "assumed"
    assert dot.fwhm_nm.high == 780 - 430


def test_an_unknown_quantum_yield_lies_between_0_and_1(emitters: dict[str, Emitter]) -> None:
    unknown = [emitter.quantum_yield for emitter in emitters.values() if emitter.quantum_yield.status == "unknown"]
    assert unknown
    assert {(known.value, known.low, known.high) for known in unknown} == {(None, 0.0, 1.0)}


def test_an_emitter_that_does_not_exist_names_the_nearest(catalog: Catalog) -> None:
    with pytest.raises(UnknownNameError, match="efluor-605nc"):
        emitters_of(catalog, ["efluor-605"])


def test_a_typical_width_holds_every_width_that_its_sources_report(catalog: Catalog) -> None:
    checked = 0
    for typical in catalog.section("physics_scheme")["emission_width"]:
        for record in catalog.formulations.values():
            own = record["core_material"] == typical["material"] and "width_nm" in typical
            if own and record["sources"].get("fwhm_nm") in typical["references"] and record["fwhm_nm"] is not None:
                assert typical["width_nm"]["min"] <= record["fwhm_nm"] <= typical["width_nm"]["max"], record["id"]
                checked += 1
    assert checked >= 5


def test_a_doped_dot_and_a_carbon_dot_do_not_tell_where_they_begin_to_absorb(emitters: dict[str, Emitter]) -> None:
    for emitter in emitters.values():
        if emitter.record["core_material"] == "C" and emitter.record["absorption_max_nm"] is None:
            assert emitter.absorption_max_nm.status in ("unknown", "bound"), emitter.id


def test_light_far_below_the_gap_of_its_core_is_not_taken_for_that_of_its_band_edge(
    emitters: dict[str, Emitter],
) -> None:
    """Zinc sulfide begins to absorb in the ultraviolet, whatever colour its defects and dopants shine in."""
    for emitter in emitters.values():
        if emitter.record["core_material"] == "ZnS" and emitter.record["absorption_max_nm"] is None:
            assert emitter.absorption_max_nm.value is None or emitter.absorption_max_nm.value < 360, emitter.id


def test_a_typical_width_is_given_in_one_unit_and_with_its_ends_in_order(own: Folders) -> None:
    path = own.rules / "physics.yaml"
    before = path.read_text(encoding="utf-8")
    once = "  width_nm: {min: 21, max: 35}\n"
    assert once in before
    try:
        for wrong, code in (
            (once + "  width_meV: {min: 60, max: 90}\n", "no-value"),
            ("", "no-value"),
            ("  width_nm: {min: 35, max: 21}\n", "bounds-order"),
        ):
            path.write_text(before.replace(once, wrong, 1), encoding="utf-8")
            assert [finding.code for finding in validate(path, catalog=own.catalog, rules=own.rules)[1]] == [code]
    finally:
        path.write_text(before, encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("cdse-znse-zns-650-xing2007", "since widths of CdSe do not hold under ZnSe, not taken to enclose its core"),
        ("qdot-800-line", "since widths of CdSeTe are given only for 690 to 730 nm"),
        ("cdse-qd800-64cu-schipper2007", "since its light is redder than the gap of CdSe"),
        ("cdmnte-nac-gao2015", "since its dopants shine, and no source gives a width for CdTe with them"),
        ("ag2s-2mpa-acar", "for want of a source on its material"),
    ],
)
def test_an_assumed_width_says_why_no_typical_one_was_taken(catalog: Catalog, name: str, why: str) -> None:
    width = emitter_of(catalog, catalog.formulation(name)).fwhm_nm
    assert width.status == "assumed"
    assert f"assumed 70 to 600 meV, {why}" in width.because


def test_no_width_is_said_to_want_a_source_where_its_material_has_one(catalog: Catalog) -> None:
    sourced = {entry["material"] for entry in catalog.section("physics_scheme")["emission_width"]}
    for emitter in emitters_of(catalog):
        wants = "for want of a source on its material" in emitter.fwhm_nm.because
        assert not (wants and emitter.record["core_material"] in sourced), emitter.id
