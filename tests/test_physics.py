"""Physics: published check points, laws that must hold, and no number where a model does not hold."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qdselect.catalog import Catalog, load_catalog
from qdselect.errors import OutsideValidityError, UnknownNameError, UsageError
from qdselect.model.units import HC_EV_NM
from qdselect.physics.brightness import molar_brightness
from qdselect.physics.extinction import (
    Law,
    cross_section_cm2,
    extinction_between,
    extinction_of_cross_section,
    laws_of,
    molar_extinction,
)
from qdselect.physics.hydrodynamic import coated_diameter_nm, conjugate_interval_nm
from qdselect.physics.mass import Layer, dose_mg_per_kg, element_masses, mass_shares, molar_mass_g_mol, stoichiometry
from qdselect.physics.sizing import Curve, curves_of, diameter_interval, diameter_nm, first_exciton_nm
from qdselect.physics.spectrum import absorption_shape, emission_shape, fwhm_to_energy, fwhm_to_wavelength
from qdselect.physics.tissue import (
    Tissue,
    absorption_per_cm,
    effective_attenuation_per_cm,
    reduced_scattering_per_cm,
    transmitted,
    water_window,
)
from qdselect.physics.validity import positive

SCHEME: dict[str, Any] = load_catalog().section("physics_scheme")
CURVES = {curve.id: curve for record in SCHEME["sizing"] for curve in [Curve.of(record)]}
LAWS = {law.id: law for record in SCHEME["extinction"] for law in [Law.of(record)]}
WEIGHTS: dict[str, float] = SCHEME["atomic_weights"]["g_per_mol"]

SIZES = {
    "yu2003-cdse": {520: 2.562, 560: 3.259, 600: 4.583, 640: 6.949},
    "yu2003-cdte": {500: 2.344, 550: 3.242, 600: 3.662, 650: 4.341, 700: 6.013},
    "yu2003-cds": {350: 2.072, 400: 3.383, 450: 5.273},
    "jasieniak2009-cdse": {520: 2.69, 560: 3.41, 600: 4.63, 640: 6.703},
    "moreels2009-pbs": {800: 2.53, 1000: 3.292, 1200: 4.142, 1400: 5.106, 1600: 6.228},
    "moreels2007-pbse": {1200: 3.332, 1400: 4.303, 1600: 5.313},
}
"""First exciton in nm to core diameter in nm, computed from each published formula by others."""

EXTINCTIONS = {
    "yu2003-cdse-exciton": {3: 107658, 4: 230746, 5: 416817},
    "xia2018-cuins2-exciton": {3: 76845, 4: 155496, 5: 268626},
    "leatherdale2002-cdse-350": {4: 1.15e6, 6: 3.88e6},
    "moreels2009-pbs-400": {3: 629100, 5: 2912500},
    "inas-449": {4: 1.30e6},
}
"""Core diameter in nm to extinction in 1/(M cm), likewise."""

JASIENIAK = {520: 165710, 560: 206774, 600: 363219, 640: 862035}
"""First exciton in nm to extinction there, 1/(M cm)."""

curves = st.sampled_from(sorted(CURVES))
shares = st.floats(0, 1)


def at(valid: Any, share: float) -> float:
    return float(valid.low + share * (valid.high - valid.low))


# ---- published check points


@pytest.mark.parametrize(("curve", "nm"), [(name, nm) for name, points in SIZES.items() for nm in points])
def test_sizing_check_point(curve: str, nm: int) -> None:
    assert diameter_nm(CURVES[curve], nm) == pytest.approx(SIZES[curve][nm], abs=0.006)


def test_every_sizing_curve_has_check_points() -> None:
    assert set(SIZES) == set(CURVES)


@pytest.mark.parametrize(("law", "nm"), [(name, nm) for name, points in EXTINCTIONS.items() for nm in points])
def test_extinction_check_point(law: str, nm: int) -> None:
    assert molar_extinction(LAWS[law], nm) == pytest.approx(EXTINCTIONS[law][nm], rel=0.003)


@pytest.mark.parametrize("nm", JASIENIAK)
def test_extinction_check_point_jasieniak2009(nm: int) -> None:
    size = diameter_nm(CURVES["jasieniak2009-cdse"], nm)
    assert molar_extinction(LAWS["jasieniak2009-cdse-exciton"], size, nm) == pytest.approx(JASIENIAK[nm], rel=0.003)


def test_extinction_check_point_leatherdale2002_cross_section() -> None:
    assert cross_section_cm2(molar_extinction(LAWS["leatherdale2002-cdse-350"], 4.0)) == pytest.approx(
        4.4e-15, rel=2e-3
    )


def test_the_two_curves_of_cdse_agree_from_500_to_640_nm() -> None:
    wavelengths = np.linspace(500, 640, 50)
    one, other = (diameter_nm(CURVES[name], wavelengths) for name in ("jasieniak2009-cdse", "yu2003-cdse"))
    assert np.abs(np.asarray(one) - other).max() < 0.25


def test_300_mev_are_87_nm_at_600_nm_as_the_catalogue_says() -> None:
    assert fwhm_to_wavelength(300, 600) == pytest.approx(87, abs=0.5)


# ---- sizing


@given(curves, shares)
def test_the_inverse_undoes_the_curve(name: str, share: float) -> None:
    curve = CURVES[name]
    size = at(curve.diameter_nm, share)
    assert diameter_nm(curve, first_exciton_nm(curve, size)) == pytest.approx(size, rel=1e-6)


@given(curves, shares, shares)
def test_a_larger_dot_absorbs_further_to_the_red(name: str, one: float, other: float) -> None:
    small, large = sorted((at(CURVES[name].diameter_nm, one), at(CURVES[name].diameter_nm, other)))
    if large - small > 1e-6:
        assert first_exciton_nm(CURVES[name], small) < first_exciton_nm(CURVES[name], large)


@pytest.mark.parametrize("name", CURVES)
def test_arrays_give_what_numbers_give_and_nan_outside(name: str) -> None:
    curve = CURVES[name]
    inside = np.linspace(*curve.diameter_nm, 7)
    array = first_exciton_nm(curve, np.array([curve.diameter_nm.low / 2, *inside, 99.0]))
    assert isinstance(array, np.ndarray)
    assert np.isnan(array[[0, -1]]).all()
    assert array[1:-1].tolist() == pytest.approx([first_exciton_nm(curve, float(nm)) for nm in inside])


@pytest.mark.parametrize("name", CURVES)
def test_a_number_outside_is_refused_with_the_range(name: str) -> None:
    valid = CURVES[name].diameter_nm
    with pytest.raises(OutsideValidityError, match=f"outside of {valid.low:.4g} to {valid.high:.4g} nm.*{name}"):
        first_exciton_nm(CURVES[name], valid.high + 1)
    with pytest.raises(OutsideValidityError):
        diameter_nm(CURVES[name], CURVES[name].absorption_nm.low - 1)
    with pytest.raises(OutsideValidityError):
        diameter_nm(CURVES[name], math.nan)


def test_uncertainty_without_a_source_is_unknown() -> None:
    low, high = diameter_interval(CURVES["yu2003-cdse"], 4.0)
    assert (low, high) == pytest.approx((3.4, 4.6))
    assert all(math.isnan(float(end)) for end in diameter_interval(CURVES["moreels2009-pbs"], 4.0))


def test_a_material_without_a_curve_has_none() -> None:
    assert curves_of(SCHEME, "InP") == []
    assert laws_of(SCHEME, "InP") == []


# ---- extinction and brightness


@given(st.sampled_from(sorted(name for name, law in LAWS.items() if law.form != "exponential")), shares, shares)
def test_a_larger_dot_absorbs_more(name: str, one: float, other: float) -> None:
    small, large = sorted((at(LAWS[name].diameter_nm, one), at(LAWS[name].diameter_nm, other)))
    assert molar_extinction(LAWS[name], small) <= molar_extinction(LAWS[name], large)


@pytest.mark.parametrize("name", LAWS)
def test_a_law_outside_its_sizes_is_refused_and_unknown_in_an_array(name: str) -> None:
    valid = LAWS[name].diameter_nm
    with pytest.raises(OutsideValidityError, match=name):
        molar_extinction(LAWS[name], valid.high + 1, 600)
    array = np.asarray(molar_extinction(LAWS[name], np.array([valid.low, valid.high + 1]), np.array([600.0, 600.0])))
    assert np.isnan(array).tolist() == [False, True]


def test_a_law_of_energy_needs_the_first_exciton() -> None:
    with pytest.raises(UsageError, match="first exciton"):
        molar_extinction(LAWS["jasieniak2009-cdse-exciton"], 4.0)


@given(st.floats(1e-17, 1e-12))
def test_cross_section_and_extinction_undo_each_other(sigma: float) -> None:
    assert cross_section_cm2(extinction_of_cross_section(sigma)) == pytest.approx(sigma)


@given(st.floats(350, 600))
def test_between_two_laws_the_value_lies_between_them(nm: float) -> None:
    value, low, high = extinction_between(nm, (600.0, 3e5), (350.0, 1.3e6))
    assert low <= value * (1 + 1e-12)
    assert value <= high * (1 + 1e-12)


def test_beyond_two_laws_nothing_is_extrapolated() -> None:
    with pytest.raises(OutsideValidityError):
        extinction_between(300, (600.0, 3e5), (350.0, 1.3e6))
    value, low, _ = extinction_between(np.array([300.0, 405.0]), (np.array([600.0] * 2), 3e5), (350.0, 1.3e6))
    assert np.isnan(value).tolist() == np.isnan(low).tolist() == [True, False]


@given(st.floats(1, 1e7), shares, shares)
def test_brightness_is_linear_in_quantum_yield(extinction: float, share: float, factor: float) -> None:
    whole = molar_brightness(extinction, share)
    assert molar_brightness(extinction, share * factor) == pytest.approx(whole * factor)


@pytest.mark.parametrize(("extinction", "share"), [(1e5, 1.2), (1e5, -0.1), (0, 0.5), (math.inf, 0.5), (1e5, math.nan)])
def test_impossible_brightness_is_refused(extinction: float, share: float) -> None:
    with pytest.raises(UsageError):
        molar_brightness(extinction, share)


def test_unknown_in_an_array_stays_unknown() -> None:
    assert np.isnan(molar_brightness(np.array([1e5, np.nan]), np.array([0.5, 0.5]))).tolist() == [False, True]


# ---- spectra


@given(st.floats(1, 300), st.floats(400, 1700))
def test_widths_in_nm_and_mev_undo_each_other(width: float, peak: float) -> None:
    assert fwhm_to_wavelength(fwhm_to_energy(width, peak), peak) == pytest.approx(width)


@given(st.floats(1, 300), st.floats(400, 1700))
def test_a_width_in_mev_is_the_distance_of_both_half_maxima(width: float, peak: float) -> None:
    ends = HC_EV_NM / (peak - width / 2) - HC_EV_NM / (peak + width / 2)
    assert fwhm_to_energy(width, peak) == pytest.approx(1000 * ends)


@given(st.floats(450, 1500), st.floats(10, 100))
def test_emission_is_half_at_half_its_width_in_energy(peak: float, width: float) -> None:
    half_eV = float(fwhm_to_energy(width, peak)) / 2000
    for sign in (-1, 1):
        assert emission_shape(HC_EV_NM / (HC_EV_NM / peak + sign * half_eV), peak, width) == pytest.approx(0.5)


@given(st.floats(450, 1500), st.floats(0, 4), st.lists(st.floats(300, 1600), min_size=2))
def test_absorption_rises_to_the_blue(exciton: float, rise: float, wavelengths: list[float]) -> None:
    values = np.asarray(absorption_shape(np.array(sorted(wavelengths)), exciton, rise))
    assert (np.diff(values) <= 1e-9 * values[:-1]).all()


def test_a_band_that_would_reach_0_nm_is_refused() -> None:
    with pytest.raises(UsageError):
        fwhm_to_energy(1300, 600)


# ---- geometry and mass


@given(st.floats(1, 20), st.floats(0.1, 5), st.sampled_from(["CdSe", "CuInS2", "InP", "Ag2S"]))
def test_the_elements_add_up_to_the_particle(size: float, shell: float, core: str) -> None:
    layers = [Layer(core, 5.8, size / 2), Layer("ZnS", 4.079, shell)]
    masses = element_masses(layers, WEIGHTS)
    assert masses is not None
    assert sum(masses.values()) == pytest.approx(float(molar_mass_g_mol(layers)) * 1e-6)


def test_a_shell_of_the_same_material_is_a_larger_core() -> None:
    whole = molar_mass_g_mol([Layer("CdSe", 5.81, 3.0)])
    assert molar_mass_g_mol([Layer("CdSe", 5.81, 2.0), Layer("CdSe", 5.81, 1.0)]) == pytest.approx(whole)


def test_a_cdse_dot_of_4_nm_holds_about_600_formula_units() -> None:
    unit = WEIGHTS["Cd"] + WEIGHTS["Se"]
    assert 550 < float(molar_mass_g_mol([Layer("CdSe", 5.81, 2.0)])) / unit < 650


def test_mass_works_on_columns() -> None:
    masses = element_masses([Layer("PbS", 7.61, np.array([1.5, 2.0]))], WEIGHTS)
    assert masses is not None
    assert np.shape(masses["Pb"]) == (2,)


@pytest.mark.parametrize("formula", ["Zn-Cu-In-S", "CdSexTe1-x", "ZnSeS (gradient)", "", "indium"])
def test_a_formula_without_numbers_of_atoms_is_unknown(formula: str) -> None:
    assert stoichiometry(formula) is None
    assert mass_shares(formula, WEIGHTS) is None
    assert element_masses([Layer(formula, 5.0, 2.0)], WEIGHTS) is None


def test_an_element_without_a_weight_is_unknown() -> None:
    assert mass_shares("UO2", WEIGHTS) is None


def test_a_particle_needs_a_core() -> None:
    with pytest.raises(UsageError):
        molar_mass_g_mol([])


def test_dose_is_mass_times_particles() -> None:
    assert dose_mg_per_kg(0.07, 40) == pytest.approx(2.8)


@given(st.floats(2, 30), st.floats(1, 15), st.integers(0, 40))
def test_ligands_only_add_size(coated: float, ligand: float, number: int) -> None:
    low, high = conjugate_interval_nm(coated, ligand, number)
    assert coated * (1 - 1e-9) <= low <= high * (1 + 1e-9)
    if number < 2:
        assert high == pytest.approx(coated + number * ligand)


def test_each_layer_counts_on_both_sides() -> None:
    assert coated_diameter_nm(4.0, 1.0, 0.0, 2.0) == 10.0


# ---- tissue


@given(st.floats(400, 990))
def test_scattering_falls_to_the_red(nm: float) -> None:
    for kind in ("soft", "brain"):
        assert reduced_scattering_per_cm(SCHEME, kind, nm) > reduced_scattering_per_cm(SCHEME, kind, nm + 10)


def test_scattering_of_jacques2013_at_500_nm() -> None:
    assert reduced_scattering_per_cm(SCHEME, "soft", 500) == pytest.approx(18.9)
    assert reduced_scattering_per_cm(SCHEME, "brain", 1000) == pytest.approx(24.2 * 2**-1.611)


def test_absorption_of_water_at_970_nm_as_hale1973_has_it() -> None:
    assert absorption_per_cm(SCHEME, Tissue("soft", 0, 0, 1), 970) == pytest.approx(0.45)


def test_absorption_of_oxygenated_blood_at_800_nm_by_the_formula_of_the_table() -> None:
    expected = 2.303 * 800 * 150 / 66500
    blood = absorption_per_cm(SCHEME, Tissue("soft", 1, 1, 0), 800)
    assert blood == pytest.approx(expected, rel=1e-3)


def test_the_first_window_lets_more_through_than_red_light_and_the_water_band() -> None:
    tissue = Tissue("soft", 0.02, 0.75, 0.7)
    left = transmitted(SCHEME, tissue, 10.0, np.array([640.0, 780.0, 940.0]), np.array([660.0, 800.0, 950.0]))
    assert np.argmax(left) == 1


@given(st.floats(0, 20), st.floats(0, 20))
def test_deeper_is_darker(one: float, other: float) -> None:
    tissue = Tissue("soft", 0.02, 0.75, 0.7)
    near, far = sorted((one, other))
    assert transmitted(SCHEME, tissue, near, 700, 800) >= transmitted(SCHEME, tissue, far, 700, 800)


def test_tissue_beyond_its_tables_is_unknown() -> None:
    tissue = Tissue("soft", 0.02, 0.75, 0.7)
    for call in (
        lambda: reduced_scattering_per_cm(SCHEME, "soft", 1200),
        lambda: absorption_per_cm(SCHEME, tissue, 560),
        lambda: water_window(SCHEME, 2500),
        lambda: transmitted(SCHEME, tissue, 5, 488, 605),
    ):
        with pytest.raises(OutsideValidityError):
            call()
    assert np.isnan(transmitted(SCHEME, tissue, 5, np.array([488.0]), np.array([605.0]))).all()


def test_diffusion_theory_is_not_asked_where_absorption_is_strong() -> None:
    assert math.isnan(float(effective_attenuation_per_cm(5, 10)))


def test_unknown_tissue_names_the_known_ones() -> None:
    with pytest.raises(UnknownNameError, match="brain"):
        reduced_scattering_per_cm(SCHEME, "brian", 700)
    with pytest.raises(UsageError, match="blood"):
        absorption_per_cm(SCHEME, Tissue("soft", 2, 0.7, 0.7), 700)


# ---- the data


def test_every_model_cites_a_source_of_the_catalogue(catalog: Catalog) -> None:
    cited = {model["reference"] for part in ("sizing", "stokes", "extinction") for model in SCHEME[part]}
    tissue = SCHEME["tissue"]
    cited |= {model["reference"] for part in ("scattering", "absorption") for model in tissue[part]}
    cited |= {tissue["blood"]["reference"], tissue["typical"]["reference"], SCHEME["atomic_weights"]["reference"]}
    assert cited <= set(catalog.references)


def test_every_curve_grows_over_its_whole_range() -> None:
    for curve in CURVES.values():
        sizes = np.asarray(diameter_nm(curve, np.linspace(*curve.absorption_nm, 999)))
        assert (np.diff(sizes) > 0).all(), curve.id


def test_elements_of_materials_with_a_density_have_a_weight(catalog: Catalog) -> None:
    for material in catalog.materials.values():
        if "density_g_cm3" in (material.get("constants") or {}):
            assert set(stoichiometry(material["formula"]) or {}) <= set(WEIGHTS), material["id"]


@pytest.mark.parametrize("number", [math.inf, math.nan])
def test_a_number_that_is_not_finite_is_refused_as_such(number: float) -> None:
    with pytest.raises(UsageError, match=f"a size must be a finite number above 0, not {number:g}"):
        positive(number, "a size")


@pytest.mark.parametrize(("what", "words"), [("emission", "an emission of"), ("core diameter", "a core diameter of")])
def test_an_error_uses_the_article_that_its_word_wants(what: str, words: str) -> None:
    assert str(OutsideValidityError(what, 1000, 630, 950, "a model")).startswith(words)
