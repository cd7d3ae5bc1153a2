"""Bands, and what lines excite and bands collect: published names of filters, and laws that must hold."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qdselect.errors import UsageError
from qdselect.model.light import Band
from qdselect.physics.light_path import collected_share, cosine_overlap, relative_excitation, spectra

PEAKS = st.floats(380, 1800)
WIDTHS = st.floats(8, 300)
EDGES = st.lists(st.floats(200, 2500), min_size=1, max_size=12, unique=True).map(sorted)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("605/40", 585, 625),  # Chroma: centre and full width
        ("BP605/20", 595, 615),
        ("610/20BP", 600, 620),
        (" 585 - 625 nm ", 585, 625),
        ("585\u2013625", 585, 625),
        ("700LP", 700, math.inf),
        ("LP 700", 700, math.inf),
        ("650sp", 0, 650),
        ("SP650", 0, 650),
        ("655/8.5", 650.75, 659.25),
    ],
)
def test_a_band_is_read_as_filter_makers_write_it(text: str, low: float, high: float) -> None:
    band = Band.of(text)
    assert (band.low_nm, band.high_nm) == (low, high)


@pytest.mark.parametrize(
    "text", ["", "605", "605/0", "625-585", "1/2", "abc", "605/40/20", "9000LP", "-5-40", "605/1e3"]
)
def test_what_is_no_band_says_how_to_write_one(text: str) -> None:
    with pytest.raises(UsageError, match=r"is no band|edges rise"):
        Band.of(text)


def test_a_share_agrees_with_direct_integration() -> None:
    for peak, width, low, high in [
        (605, 30, 585, 625),
        (800, 230, 700, 900),
        (1300, 200, 1250, 1400),
        (450, 20, 440, 445),
    ]:
        axis = np.linspace(peak / 2, peak * 3, 1_000_001)
        shape = spectra(np.array([peak]), np.array([width]), axis)[0]
        sums = np.concatenate([[0.0], np.cumsum((shape[1:] + shape[:-1]) / 2)])
        expected = (np.interp(high, axis, sums) - np.interp(low, axis, sums)) / sums[-1]
        share = collected_share(np.array([peak]), np.array([width]), np.array([[low, high]]))[0, 0]
        assert share == pytest.approx(expected, abs=1e-6)


@given(PEAKS, WIDTHS, EDGES)
def test_bands_that_tile_the_axis_share_the_whole_emission(peak: float, width: float, edges: list[float]) -> None:
    ends = [0.0, *edges, math.inf]
    shares = collected_share(np.array([peak]), np.array([width]), np.array(list(pairwise(ends))))
    assert shares.min() >= 0
    assert shares.max() <= 1
    assert shares.sum() == pytest.approx(1, abs=1e-12)


@given(PEAKS, WIDTHS, st.floats(200, 2500), st.floats(1, 500), st.floats(0, 200), st.floats(0, 200))
def test_a_wider_band_never_collects_less(
    peak: float, width: float, low: float, span: float, left: float, right: float
) -> None:
    bands = np.array([[low, low + span], [max(low - left, 0), low + span + right]])
    narrow, wide = collected_share(np.array([peak]), np.array([width]), bands)[0]
    assert wide >= narrow


def test_an_unknown_peak_or_width_collects_nothing_known() -> None:
    shares = collected_share(np.array([np.nan, 605, 605]), np.array([30, np.nan, 30]), np.array([[585, 625]]))
    assert np.isnan(shares[:, 0]).tolist() == [True, True, False]


@pytest.mark.parametrize("band", [[625, 585], [605, 605], [-5, 10]])
def test_a_band_whose_edges_do_not_rise_is_refused(band: list[float]) -> None:
    with pytest.raises(UsageError, match="edges of a band"):
        collected_share(np.array([605.0]), np.array([30.0]), np.array([band]))


@given(st.lists(st.tuples(PEAKS, st.floats(8, 200)), min_size=2, max_size=6))
def test_overlap_is_a_symmetric_cosine_with_itself_1(lights: list[tuple[float, float]]) -> None:
    peak, width = np.array(lights).T
    overlap = cosine_overlap(peak, width)
    assert np.array_equal(overlap, overlap.T)
    assert np.diag(overlap) == pytest.approx(1)
    assert overlap.min() >= 0
    assert overlap.max() <= 1


@given(PEAKS, st.floats(8, 100), st.floats(0, 100), st.floats(1, 100))
def test_emissions_further_apart_never_overlap_more(peak: float, width: float, near: float, further: float) -> None:
    energy = 1239.84198 / peak
    shifts = [near / 1000, (near + further) / 1000]
    peaks = np.array([peak, *(1239.84198 / (energy + shift) for shift in shifts)])
    # The same width in energy, so that the bands differ in their place alone.
    width_eV = 1239.84198 * width / (peak**2 - width**2 / 4)
    widths = 2 * peaks**2 * width_eV / (1239.84198 + np.sqrt(1239.84198**2 + (width_eV * peaks) ** 2))
    overlap = cosine_overlap(peaks, widths)
    assert overlap[0, 2] <= overlap[0, 1] + 1e-3


def test_an_unknown_emission_overlaps_with_nothing_known() -> None:
    overlap = cosine_overlap(np.array([605.0, np.nan]), np.array([30.0, 30.0]))
    assert np.isnan(overlap).tolist() == [[False, True], [True, True]]
    assert np.isnan(cosine_overlap(np.array([np.nan]), np.array([30.0]))).all()


@given(st.floats(300, 1064), st.floats(420, 1500), st.floats(0, 3))
def test_405_nm_excites_as_itself_and_blue_at_least_as_well_as_red(line: float, exciton: float, rise: float) -> None:
    assert relative_excitation(405, exciton, rise) == pytest.approx(1)
    assert relative_excitation(line, exciton, rise) >= relative_excitation(line + 10, exciton, rise) - 1e-12


def test_a_line_far_to_the_red_of_the_first_exciton_excites_nothing() -> None:
    assert relative_excitation(980, 590, 1.0) < 1e-6


def test_excitation_is_unknown_where_a_number_is_and_where_405_nm_is_not_absorbed() -> None:
    found = relative_excitation(355, np.array([590.0, np.nan, 340.0]), np.array([1.0, 1.0, 1.0]))
    assert np.isnan(np.asarray(found)).tolist() == [False, True, True]
