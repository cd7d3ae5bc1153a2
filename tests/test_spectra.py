"""qdselect spectra: curves, and how each is known."""

from __future__ import annotations

import csv
import importlib.util
import io
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

import qdselect
from conftest import Result
from qdselect.advise.emitters import KNOWN_STATUS, emitters_of
from qdselect.advise.light_path import Illuminated
from qdselect.advise.rounding import rounded
from qdselect.advise.schema import schema_of
from qdselect.answers import Spectra
from qdselect.catalog import Catalog
from qdselect.errors import OutputError, UnknownNameError, UsageError
from qdselect.model.light import Band, Channel, LightPath
from qdselect.model.units import HC_EV_NM
from qdselect.physics.light_path import collected_share
from qdselect.physics.spectrum import emission_shape
from qdselect.render.picture_spectra import picture_of_spectra

REPORTED, TYPICAL = "inp-zns-530-kuo2017", "efluor-605nc"
RANGE, OPEN, DARK = "pbs-cds-tsukasaki2014", "cpd-deepred-2019", "aigs-blue-lit2026"
INFRARED = "cis-zns-820-mua-xia2017"
ALL = [REPORTED, TYPICAL, RANGE, OPEN, DARK, INFRARED]


@pytest.fixture(scope="session")
def answer(catalog: Catalog) -> Spectra:
    return qdselect.spectra(ALL, lasers=[405, 488], filters=["605/40", "700LP"], catalog=catalog)


def item(answer: Spectra, name: str) -> Any:
    return next(emitter for emitter in answer if emitter["id"] == name)


# ---- curves


def test_an_emission_has_its_maximum_and_its_width_where_they_are_reported(answer: Spectra) -> None:
    nm, height = answer.curve(REPORTED)
    assert nm[height.index(max(height))] == 530
    above = [wavelength for wavelength, value in zip(nm, height, strict=True) if value >= 0.5]
    assert above[-1] - above[0] == pytest.approx(55, abs=2)


def test_an_emission_is_a_gaussian_in_energy(answer: Spectra) -> None:
    nm, height = answer.curve(REPORTED)
    width_eV = HC_EV_NM / (530 - 27.5) - HC_EV_NM / (530 + 27.5)
    for wavelength, value in zip(nm, height, strict=True):
        off = (HC_EV_NM / wavelength - HC_EV_NM / 530) / width_eV
        assert value == pytest.approx(2 ** -(4 * off * off), abs=2e-6)


def test_absorption_is_1_at_the_first_exciton_and_rises_to_the_blue(answer: Spectra) -> None:
    nm, height = answer.curve(TYPICAL, "absorption")
    assert height[nm.index(590)] == pytest.approx(1)
    blue = height[: nm.index(590) + 1]
    assert blue == sorted(blue, reverse=True)
    assert height[nm.index(700)] == 0


def test_a_filter_lets_through_what_the_curve_has_under_it(answer: Spectra) -> None:
    nm, height = answer.curve(TYPICAL)
    inside = sum(value for wavelength, value in zip(nm, height, strict=True) if 585 <= wavelength <= 625)
    (share,) = [share["value"] for share in item(answer, TYPICAL)["collected"] if share["band"] == "605/40"]
    assert share == pytest.approx(inside / sum(height), abs=0.01)


ASSUMED = "qdot-800-line"


def collected(catalog: Catalog, name: str, band: str) -> Any:
    return qdselect.spectra(name, filters=band, catalog=catalog).emitters[0]["collected"][0]


def test_a_share_has_the_ends_that_the_width_leaves_open_and_the_status_of_the_weakest_number(
    catalog: Catalog,
) -> None:
    share = collected(catalog, TYPICAL, "605/40")
    peak, edges = np.array([605.0]), np.array([[585.0, 625.0]])
    narrow, broad = (float(collected_share(peak, np.array([width]), edges)[0, 0]) for width in (21.0, 35.0))
    assert share["status"] == "typical"
    assert (share["low"], share["high"]) == pytest.approx((broad, narrow), rel=1e-3)
    known = collected(catalog, REPORTED, "530/40")
    assert known["status"] == "modelled"
    assert known["low"] == known["value"] == known["high"]


def test_a_share_is_told_as_a_light_path_tells_it(catalog: Catalog) -> None:
    """The width is rounded outwards, so that the interval holds that of the light path."""
    light = LightPath((405.0,), (Channel("530-680", Band.of("530-680")),))
    path = Illuminated(catalog, light).doc(ASSUMED)["collection"]
    share = collected(catalog, ASSUMED, "530-680")
    assert (share["value"], share["low"], share["status"]) == (path["value"], path["low"], path["status"])
    assert path["high"] <= share["high"] <= 1.05 * path["high"]


def test_what_cannot_be_drawn_has_no_share(catalog: Catalog) -> None:
    share = collected(catalog, DARK, "605/40")
    assert (share["value"], share["low"], share["high"], share["status"]) == (None, None, None, "unknown")


def test_the_table_says_what_a_share_leaves_open_and_rests_on(call: Callable[..., Result]) -> None:
    printed = call("spectra", TYPICAL, ASSUMED, REPORTED, "--filter", "605/40", "--filter", "530/40").stdout
    for words in ("90.6% (82-97) typical", "<0.1% (0-2) assumed", "<0.1% typical"):
        assert words in printed
    reported = next(line for line in printed.splitlines() if line.startswith(REPORTED))
    assert reported.endswith("% modelled")
    assert not re.search(r" 0\.0%", printed)


def test_what_no_source_reports_has_the_digits_of_a_panel(answer: Spectra, catalog: Catalog) -> None:
    """An assumed width of 101 nm between 35.4 and 293 would look measured."""
    width = qdselect.spectra(ASSUMED, catalog=catalog).emitters[0]["fwhm_nm"]
    assert (width["value"], width["low"], width["high"], width["status"]) == (100, 35, 300, "assumed")
    assert width["value"] == rounded(emitters_of(catalog, [ASSUMED])[0]).fwhm_nm.value
    assert item(answer, REPORTED)["fwhm_nm"]["value"] == 55


def test_tiling_filters_share_the_whole_emission(catalog: Catalog) -> None:
    found = qdselect.spectra(TYPICAL, filters=["590SP", "590-610", "610LP"], catalog=catalog)
    shares = [share["value"] for share in found.emitters[0]["collected"]]
    assert sum(shares) == pytest.approx(1, abs=2e-4)


# ---- lasers, filters, instruments


def test_an_instrument_brings_its_lines_and_each_of_its_bands_once(catalog: Catalog) -> None:
    found = qdselect.spectra(TYPICAL, instrument="bd-fortessa-3l", catalog=catalog).document
    assert [line["at_nm"] for line in found["lines"]] == [405, 488]
    names = [band["band"] for band in found["bands"]]
    assert "525/50" in names
    assert len(names) == len(set(names))
    assert found["asked"]["instrument"] == "bd-fortessa-3l"


def test_filters_choose_among_the_channels_of_an_instrument(catalog: Catalog) -> None:
    found = qdselect.spectra(TYPICAL, instrument="bd-fortessa-3l", filters="610/20", catalog=catalog).document
    assert [band["band"] for band in found["bands"]] == ["610/20"]
    with pytest.raises(UsageError, match="has no channel"):
        qdselect.spectra(TYPICAL, instrument="bd-fortessa-3l", filters="605/40", catalog=catalog)
    with pytest.raises(UnknownNameError, match="qdselect instruments"):
        qdselect.spectra(TYPICAL, instrument="fortnight", catalog=catalog)


def test_lines_that_two_photons_use_say_so(catalog: Catalog) -> None:
    found = qdselect.spectra(TYPICAL, instrument="ultima-2pplus", catalog=catalog).document
    assert found["lines"]
    assert all(line["name"].endswith("nm, 2 photons") for line in found["lines"])


def test_without_an_instrument_any_laser_stands_beside_any_filter(catalog: Catalog) -> None:
    found = qdselect.spectra(TYPICAL, lasers=[640, 605, 640], filters=["525/50", "525/50"], catalog=catalog).document
    assert [line["name"] for line in found["lines"]] == ["640 nm", "605 nm"]
    assert [band["band"] for band in found["bands"]] == ["525/50"]


# ---- how each is known


def test_a_reported_emission_says_so_and_is_drawn_whole(answer: Spectra) -> None:
    assert item(answer, REPORTED)["emission_status"] == "reported"
    (curve,) = [c for c in picture_of_spectra(answer.document).curves if c.at_nm == 530]
    assert curve.sure


def test_the_weakest_number_gives_the_status_and_breaks_the_line(answer: Spectra) -> None:
    found = item(answer, TYPICAL)
    assert (found["emission_max_nm"]["status"], found["fwhm_nm"]["status"]) == ("reported", "typical")
    assert found["emission_status"] == "typical"
    (curve,) = [c for c in picture_of_spectra(answer.document).curves if c.at_nm == 605]
    assert not curve.sure


def test_the_shade_holds_every_curve_that_the_interval_of_the_width_allows(answer: Spectra) -> None:
    (curve,) = [c for c in picture_of_spectra(answer.document).curves if c.at_nm == 605 and not c.absorption]
    assert curve.between
    for width in (21, 25, 28, 35):
        allowed = emission_shape(curve.wavelength_nm, 605, width)
        for low, height, high in zip(curve.between[0], allowed, curve.between[1], strict=True):
            assert low - 1e-6 <= height <= high + 1e-6


def test_a_reported_emission_has_no_shade_but_its_own_area(answer: Spectra) -> None:
    (curve,) = [c for c in picture_of_spectra(answer.document).curves if c.at_nm == 530]
    assert curve.between is None


def test_absorption_is_never_said_to_be_reported(answer: Spectra) -> None:
    assert item(answer, TYPICAL)["absorption_max_nm"]["status"] == "reported"
    assert item(answer, TYPICAL)["absorption_status"] == "predicted"


def test_an_assumed_first_exciton_gives_no_absorption(catalog: Catalog, answer: Spectra) -> None:
    assert item(answer, INFRARED)["absorption_max_nm"]["status"] == "assumed"
    assert answer.curve(INFRARED, "absorption") == ([], [])


def test_an_emission_known_as_a_range_has_no_curve_but_a_stretch(answer: Spectra) -> None:
    picture = picture_of_spectra(answer.document)
    for name, ends in ((RANGE, (1000, 1500)), (OPEN, (660, float("inf")))):
        found = item(answer, name)
        assert (found["drawn"], found["emission_status"]) == ("range", "bound")
        assert answer.curve(name) == ([], [])
        (stretch,) = [stretch for stretch in picture.ranges if stretch.mark == found["mark"]]
        assert (stretch.low_nm, stretch.high_nm) == ends
        assert found["mark"] not in {curve.mark for curve in picture.curves}


def test_an_unknown_emission_is_not_drawn_and_named_with_its_reason(answer: Spectra) -> None:
    found, picture = item(answer, DARK), picture_of_spectra(answer.document)
    assert (found["mark"], found["drawn"], found["emission_status"]) == (None, "nothing", "unknown")
    assert any(DARK in note and found["because"] in note for note in picture.notes)
    assert all(DARK not in entry.name for entry in picture.entries)


def test_everything_of_the_catalogue_can_be_asked_for_and_no_range_becomes_a_curve(catalog: Catalog) -> None:
    found = qdselect.spectra(list(catalog.formulations), range="400-440", catalog=catalog)
    statuses = {(emitter["drawn"], emitter["emission_status"]) for emitter in found}
    assert statuses <= {("curve", status) for status in KNOWN_STATUS} | {("range", "bound"), ("nothing", "unknown")}
    assert ("curve", "bound") not in {(emitter["drawn"], emitter["emission_max_nm"]["status"]) for emitter in found}
    for emitter in found:
        record = catalog.formulation(emitter["id"])
        if record["emission_max_nm"] is None and emitter["drawn"] == "curve":
            assert emitter["emission_status"] != "reported"
    assert "a picture holds 26" in " ".join(picture_of_spectra(found.document).notes)


# ---- ranges of wavelengths


def test_by_default_every_emission_laser_and_filter_is_in_view(answer: Spectra) -> None:
    low, high = answer.document["range_nm"]
    assert low <= 350
    assert high >= 1500
    for name in (REPORTED, TYPICAL, INFRARED):
        _, height = answer.curve(name)
        assert height[0] < 0.05
        assert height[-1] < 0.05


def test_a_range_is_kept_and_what_lies_outside_is_said(catalog: Catalog) -> None:
    found = qdselect.spectra([TYPICAL, INFRARED], range=(550, 700), catalog=catalog)
    assert found.points[0]["wavelength_nm"] == 550
    assert found.points[-1]["wavelength_nm"] == 700
    assert any(
        "Outside of the range shown" in note and "B" in note for note in picture_of_spectra(found.document).notes
    )


@pytest.mark.parametrize("window", ["560-580", "620-700", "640-700", "660-700", "700-900"])
def test_any_range_can_be_drawn_however_little_of_a_curve_is_in_it(
    call: Callable[..., Result], tmp_path: Path, window: str
) -> None:
    assert call("spectra", TYPICAL, REPORTED, "--range", window).code == 0
    result = call("spectra", TYPICAL, REPORTED, "--range", window, "-o", str(tmp_path / "x.svg"))
    assert result.code == 0 or "nothing to draw" in result.stderr


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"range": "600-605"}, "20 nm or more"),
        ({"range": "100-900"}, "150 to 5000"),
        ({"range": "700-600"}, "lower wavelength first"),
        ({"range": "red"}, "no range of wavelengths"),
        ({"lasers": [5]}, "--laser 5 is out of range"),
        ({"lasers": [float("nan")]}, "out of range"),
        ({"filters": ["605x40"]}, "605/40"),
        ({"formulations": [TYPICAL, TYPICAL]}, "named twice"),
        ({"formulations": []}, "at least one"),
    ],
)
def test_what_cannot_be_asked_is_a_usage_error(catalog: Catalog, given: dict[str, Any], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        qdselect.spectra(**{"formulations": TYPICAL, "catalog": catalog, **given})


def test_an_unknown_formulation_suggests_the_nearest(catalog: Catalog) -> None:
    with pytest.raises(UnknownNameError, match=TYPICAL):
        qdselect.spectra("efluor-605", catalog=catalog)


# ---- the answer


def test_documents_fit_the_published_schema(answer: Spectra) -> None:
    document = json.loads(answer.to_json())
    jsonschema.validate(document, schema_of("spectra"))
    known = [emitter[field] for emitter in document["emitters"] for field in ("emission_max_nm", "fwhm_nm")]
    assert {name for number in known for name in number["references"]} <= set(document["references"])


def test_points_are_rows_of_one_shape(answer: Spectra) -> None:
    low, high = answer.document["range_nm"]
    assert len(answer.points) == len(ALL) * (high - low + 1)
    assert len({tuple(point) for point in answer.points}) == 1


def test_a_curve_that_is_not_in_the_answer_is_a_key_error(answer: Spectra) -> None:
    with pytest.raises(KeyError):
        answer.curve("efluor-490nc")
    with pytest.raises(KeyError):
        answer.curve(TYPICAL, "excitation")


def test_a_notebook_shows_a_picture_that_can_be_read_aloud(answer: Spectra) -> None:
    page = answer._repr_html_()
    assert '<img src="data:image/svg+xml;base64,' in page
    assert 'alt="Spectra of 6 formulations; A: inp-zns-530-kuo2017' in page


def test_a_notebook_without_matplotlib_shows_characters(answer: Spectra, monkeypatch: pytest.MonkeyPatch) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "matplotlib" else real(name))
    page = answer._repr_html_()
    assert "<pre>" in page
    assert "\u2514" in page


def test_a_picture_is_saved_whole_and_in_the_format_of_its_name(answer: Spectra, tmp_path: Path) -> None:
    for ending, magic in (("svg", b"<?xml"), ("png", b"\x89PNG"), ("PDF", b"%PDF")):
        answer.save(tmp_path / f"x.{ending}")
        assert (tmp_path / f"x.{ending}").read_bytes().startswith(magic)
    with pytest.raises(UsageError, match=r"\.svg, \.png, \.pdf"):
        answer.save(tmp_path / "x.gif")
    with pytest.raises(OutputError, match="cannot be written"):
        answer.save(tmp_path / "nowhere" / "x.svg")


# ---- the command


def test_csv_holds_the_numbers_of_the_document(call: Callable[..., Result], answer: Spectra) -> None:
    result = call(
        "spectra", *ALL, "--laser", "405", "--laser", "488", "--filter", "605/40", "--filter", "700LP", "--csv"
    )
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert list(rows[0]) == [
        *("wavelength_nm", "id", "emission", "emission_status", "absorption", "absorption_status"),
    ]
    assert [float(row["wavelength_nm"]) for row in rows] == [point["wavelength_nm"] for point in answer.points]
    for row, point in zip(rows, answer.points, strict=True):
        assert row["emission"] == ("" if point["emission"] is None else repr(point["emission"]))
    assert result.stdout == call("spectra", *ALL, "--laser", "405", "--laser", "488", "--format", "csv").stdout


@pytest.mark.parametrize("kind", ["svg", "png", "pdf"])
def test_the_ending_of_a_file_makes_it_a_picture(call: Callable[..., Result], tmp_path: Path, kind: str) -> None:
    target = tmp_path / f"x.{kind}"
    assert call("spectra", TYPICAL, "-o", str(target)) == Result(0, "", "")
    first = target.read_bytes()
    assert call("spectra", TYPICAL, "-o", str(target), "--format", kind).code == 0
    assert target.read_bytes() == first


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--csv", "--json"), "--csv and --json contradict"),
        (("--csv", "--format", "tsv"), "--csv and --format tsv contradict"),
        (("--csv", "-o", "x.svg"), "--csv and a file that ends with .svg contradict"),
        (("--json", "-o", "x.png"), "--json and a file that ends with .png contradict"),
        (("--format", "png", "-o", "x.svg"), "--format png and a file that ends with .svg contradict"),
        (("--format", "sgv"), "svg"),
    ],
)
def test_contradicting_formats_are_usage_errors(
    call: Callable[..., Result], options: tuple[str, ...], words: str
) -> None:
    result = call("spectra", TYPICAL, *options)
    assert (result.code, result.stdout) == (2, "")
    assert words in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_picture_of_nothing_is_refused_and_the_table_says_why(call: Callable[..., Result], tmp_path: Path) -> None:
    result = call("spectra", DARK, "-o", str(tmp_path / "x.svg"))
    assert result.code == 2
    assert "nothing to draw" in result.stderr
    assert not list(tmp_path.iterdir())
    assert "no source gives" in call("spectra", DARK).stdout


def test_other_commands_have_no_pictures(call: Callable[..., Result]) -> None:
    assert call("list", "--format", "svg").code == 2


def test_without_matplotlib_the_command_says_what_to_install_and_gives_numbers(
    call: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    result = call("spectra", TYPICAL, "-o", str(tmp_path / "x.svg"))
    assert (result.code, result.stdout) == (2, "")
    assert "pip install 'qdselect[plot]'" in result.stderr
    assert call("spectra", TYPICAL, "--csv").code == 0
    assert "\u2514" in call("spectra", TYPICAL).stdout


@pytest.mark.parametrize("kind", ["table", "markdown"])
@pytest.mark.parametrize(
    "plain",
    [
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"LC_ALL": "C"},
        {"LC_ALL": "POSIX"},
        {"PYTHONIOENCODING": "ascii"},
    ],
    ids=str,
)
def test_a_place_without_unicode_gets_letters_and_no_question_marks(
    run: Callable[..., Result], plain: dict[str, str], kind: str
) -> None:
    result = run("spectra", TYPICAL, REPORTED, "--format", kind, **plain)
    assert result.code == 0
    drawing = result.stdout.split("\n\n")[1]
    assert drawing.isascii()
    assert "?" not in drawing
    assert drawing.count("A") > 10
    assert drawing.count("B") > 10


@pytest.mark.parametrize(
    ("environment", "coloured"), [({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False), ({"TERM": "xterm"}, True)]
)
def test_colours_only_where_a_terminal_takes_them(
    run: Callable[..., Result], environment: dict[str, str], coloured: bool
) -> None:
    result = run("spectra", TYPICAL, FORCE_COLOR="1", COLUMNS="80", **{"TERM": "xterm", **environment})
    assert result.code == 0
    assert ("\x1b[3" in result.stdout) is coloured
    assert "A~" in result.stdout.replace("\x1b[0m", "").replace("\x1b[33m", "") or coloured


def test_only_pictures_load_a_drawing_library(run: Callable[..., Result], tmp_path: Path) -> None:
    program = (
        "import io, sys; from contextlib import redirect_stdout; from qdselect.cli.run import run\n"
        "with redirect_stdout(io.StringIO()): code = run(sys.argv[1:])\n"
        "print(code, *sorted({'matplotlib', 'plotille', 'rich'} & set(sys.modules)))"
    )
    call = lambda *words: run("-c", program, *words, command=(sys.executable,)).stdout.split()  # noqa: E731
    assert call("spectra", TYPICAL, "--csv") == ["0"]
    assert call("spectra", TYPICAL, "--json") == ["0"]
    assert call("spectra", TYPICAL) == ["0", "plotille"]
    assert call("spectra", TYPICAL, "-o", str(tmp_path / "x.svg")) == ["0", "matplotlib"]
    assert call("recommend", "--marker", "HER2") == ["0"]
    assert call("predict", "--core", "CdSe", "--emission", "620") == ["0"]


def test_a_line_or_band_outside_the_range_is_named() -> None:
    asked: dict[str, Any] = {"lasers": [405, 600], "filters": ["700LP", "605/40", "900/40", "450SP"]}
    notes = qdselect.spectra(TYPICAL, **asked, range="500-700").document["notes"]
    assert notes[-1] == "Not drawn, for it lies outside 500 to 700 nm: 405 nm, 700LP, 900/40, 450SP."
    assert not any("Not drawn" in note for note in qdselect.spectra(TYPICAL, **asked).document["notes"])
