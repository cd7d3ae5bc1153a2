"""Pictures: what is drawn, told apart without colour, and the same every time."""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qdselect.physics.spectrum import absorption_shape, emission_shape
from qdselect.render import plot_text
from qdselect.render.colour import LEGIBLE, VISIBLE_NM, legible, luminance, rgb_of_wavelength
from qdselect.render.picture import MARKS, Curve, Entry, LaserLine, Picture, Stretch, lanes_of, lanes_of_lines, trimmed
from qdselect.render.plot_file import picture_bytes
from qdselect.render.plot_text import draw, plain_lines

GRID = [float(nm) for nm in range(400, 901)]


def emission(mark: str, peak: float, width: float = 30, sure: bool = True) -> Curve:
    return Curve(mark, GRID, emission_shape(GRID, peak, width).tolist(), peak, peak, sure=sure)


def absorption(mark: str, exciton: float) -> Curve:
    height = absorption_shape(GRID, exciton, 1.0)
    return Curve(mark, GRID, (height / height.max()).tolist(), exciton, exciton + 20, absorption=True, sure=False)


def picture(*curves: Curve, **given: object) -> Picture:
    entries = [Entry(curve.mark, f"dot {curve.mark}", "words") for curve in curves if not curve.absorption]
    return replace(Picture("A title", 400.0, 900.0, curves, entries=entries), **given)  # type: ignore[arg-type]


def drawn(what: Picture, width: int = 80, *, ascii_only: bool = False) -> list[str]:
    return plain_lines(draw(what, width, ascii_only=ascii_only))


def texts(svg: bytes) -> list[str]:
    """What an SVG says: its text is outlines, and stands in comments beside them."""
    return [found.strip() for found in re.findall(r"<!--(.*?)-->", svg.decode(), re.DOTALL)]


# ---- colours


@given(st.floats(200, 2000))
def test_every_line_has_a_contrast_of_3_with_black_and_with_white(wavelength_nm: float) -> None:
    light = luminance(legible(rgb_of_wavelength(wavelength_nm)))
    assert LEGIBLE[0] <= light <= LEGIBLE[1]
    assert (light + 0.05) / 0.05 >= 3
    assert 1.05 / (light + 0.05) >= 3


@pytest.mark.parametrize(("rgb", "light"), [((0, 0, 0), 0.0), ((255, 255, 255), 1.0), ((255, 0, 0), 0.2126)])
def test_luminance_is_that_of_wcag(rgb: tuple[int, int, int], light: float) -> None:
    assert luminance(rgb) == pytest.approx(light, abs=1e-4)


@pytest.mark.parametrize("wavelength_nm", [350, 379, 781, 1300])
def test_light_that_the_eye_does_not_see_has_no_hue(wavelength_nm: float) -> None:
    assert len(set(legible(rgb_of_wavelength(wavelength_nm)))) == 1


# ---- lanes


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(1, 30)).map(lambda x: (x[0], x[0] + x[1])), max_size=20))
def test_no_two_spans_of_a_lane_overlap_and_no_lane_is_skipped(spans: list[tuple[int, int]]) -> None:
    lanes = lanes_of(spans)
    assert set(lanes) == set(range(1 + max(lanes, default=-1)))
    for one, first in enumerate(spans):
        for other, second in enumerate(spans[:one]):
            if lanes[one] == lanes[other]:
                assert first[1] <= second[0] or second[1] <= first[0]


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 12)), max_size=8, unique_by=lambda line: line[0]))
def test_no_line_runs_through_the_name_of_another(lines: list[tuple[int, int]]) -> None:
    spans = [(at, at, at + wide) for at, wide in sorted(lines)]
    lanes = lanes_of_lines(spans)
    for one, (_, low, high) in enumerate(spans):
        for other, (at, start, end) in enumerate(spans):
            if one != other:
                assert not (low < at < high and lanes[other] <= lanes[one])
                assert not (lanes[other] == lanes[one] and start < high and low < end)


def test_a_curve_that_is_nowhere_is_trimmed_to_nothing() -> None:
    assert trimmed(emission("A", 2000.0)) == ([], [])


# ---- drawings of characters


@pytest.mark.parametrize("ascii_only", [False, True])
@pytest.mark.parametrize("width", [10, 24, 30, 80, 120, 400])
def test_no_row_is_wider_than_the_terminal_unless_that_is_absurdly_narrow(width: int, ascii_only: bool) -> None:
    what = picture(
        emission("A", 525),
        absorption("A", 505),
        emission("B", 605, sure=False),
        lines=[LaserLine(405, "405 nm"), LaserLine(488, "488 nm"), LaserLine(899, "a long name of a laser")],
        stretches=[
            Stretch(585, 625, "605/40"),
            Stretch(700, math.inf, "700LP"),
            Stretch(880, 899, "a name that does not fit beside its bar"),
            Stretch(600, 830, "maximum within", "C"),
        ],
    )
    rows = draw(what, width, ascii_only=ascii_only)
    assert all(len(row) <= max(plot_text.LEAST, min(width, plot_text.WIDEST)) for row in rows)
    assert all(line.isascii() for line in plain_lines(rows)) is ascii_only


def test_every_curve_is_named_where_it_is_highest() -> None:
    lines = drawn(picture(emission("A", 525), emission("B", 605), absorption("A", 505)))
    title = lines.index("     emission, maximum = 1")
    labels, first = lines[title + 1], lines[title + 2]
    assert re.findall("[A-Z]", labels) == ["A", "B"]
    for letter in "AB":
        assert first[labels.index(letter)] != " "
    assert any("a" in line[5:] for line in lines[:title] if "absorption" not in line)


def test_a_curve_with_a_number_that_is_not_reported_is_broken_and_has_a_wave() -> None:
    whole, broken = (drawn(picture(emission("A", 600, 60, sure=sure))) for sure in (True, False))
    assert "A~" not in "".join(whole)
    assert "A~" in "".join(broken)
    assert dots(broken) < 0.75 * dots(whole)


def dots(lines: list[str]) -> int:
    return sum(bin(ord(sign) - 0x2800).count("1") for line in lines for sign in line if 0x2800 < ord(sign) < 0x2900)


def test_two_emissions_of_one_place_have_both_letters_and_in_ascii_both_curves() -> None:
    what = picture(emission("A", 600, 30), emission("B", 600, 90))
    for ascii_only in (False, True):
        text = "".join(line[5:] for line in drawn(what, ascii_only=ascii_only)[2:16])
        assert {"A", "B"} <= set(text)
    assert text.count("A") > 10
    assert text.count("B") > 10


def test_colours_of_a_drawing_are_those_of_the_emissions() -> None:
    rows = draw(picture(emission("A", 525), emission("B", 605)))
    assert {colour for row in rows for _, colour in row} == {None, 525, 605}


def test_a_range_is_a_row_of_points_and_never_a_curve() -> None:
    lines = drawn(picture(stretches=[Stretch(600, 800, "maximum within", "A")]))
    assert dots(lines) == 0
    bar = next(line for line in lines if "(" in line)
    assert "A: maximum within" in bar
    assert abs(bar.index("(") - 5 - 200 / 500 * 75) <= 1
    assert abs(bar.index(")") - 5 - 400 / 500 * 75) <= 1


def test_an_open_range_and_a_long_pass_end_with_arrows() -> None:
    lines = drawn(picture(stretches=[Stretch(600, math.inf, "maximum within", "A"), Stretch(0, 500, "500SP")]))
    assert any(line.rstrip().endswith(">") for line in lines)
    assert any(line.strip().startswith("<") for line in lines)


@pytest.mark.parametrize("ascii_only", [False, True])
def test_what_the_eye_does_not_see_is_named(ascii_only: bool) -> None:
    text = "\n".join(drawn(picture(emission("A", 600), low_nm=300.0), ascii_only=ascii_only))
    assert "near infrared, invisible" in text
    assert "ultraviolet, invisible" in text
    visible = "\n".join(drawn(picture(emission("A", 600), high_nm=VISIBLE_NM[1]), ascii_only=ascii_only))
    assert "invisible" not in visible


def test_names_from_outside_cannot_bring_escape_codes() -> None:
    what = picture(emission("A", 600), lines=[LaserLine(500, "\x1b[31mred")], stretches=[Stretch(550, 650, "\x9bX\n")])
    assert all(sign.isprintable() for row in draw(what) for text, _ in row for sign in text)


def test_a_drawing_without_plotille_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plot_text, "can_draw", lambda: False)
    (line,) = plot_text.text_lines(picture(emission("A", 600)))
    assert "pip install plotille" in line
    assert "--csv" in line


# ---- files

BUSY = picture(
    emission("A", 525),
    absorption("A", 505),
    emission("B", 530, 60, sure=False),
    emission("C", 850, 60),
    lines=[LaserLine(405, "405 nm"), LaserLine(410, "410 nm")],
    stretches=[Stretch(515, 535, "525/20"), Stretch(700, math.inf, "700LP"), Stretch(600, 800, "maximum within", "D")],
    entries=[Entry(mark, f"dot-{mark}", "words " * 30) for mark in "ABCD"],
    notes=["How to read it.", "Not drawn: dot-e (no source gives its emission)."],
)


@pytest.mark.parametrize(("kind", "magic"), [("svg", b"<?xml"), ("png", b"\x89PNG\r\n"), ("pdf", b"%PDF-1.")])
def test_a_file_is_what_its_name_says_and_the_same_bytes_every_time(kind: str, magic: bytes) -> None:
    first = picture_bytes(BUSY, kind)
    assert first.startswith(magic)
    assert first == picture_bytes(BUSY, kind)
    assert not re.search(rb"CreationDate|dc:date|20\d\d-\d\d-\d\dT", first)


def test_settings_of_the_machine_do_not_change_a_picture() -> None:
    import matplotlib

    first = picture_bytes(BUSY, "svg")
    with matplotlib.rc_context({"font.size": 20, "axes.facecolor": "black", "svg.hashsalt": "x", "lines.linewidth": 9}):
        assert picture_bytes(BUSY, "svg") == first


def test_a_picture_says_everything_that_it_was_given() -> None:
    said = " ".join(texts(picture_bytes(BUSY, "svg")))
    for words in ("A title", "wavelength, nm", "emission, maximum = 1", "highest in view = 1", "405 nm", "410 nm"):
        assert words in said
    for words in (
        "525/20",
        "700LP",
        "near infrared, invisible",
        "dot-A",
        "dot-D",
        "How to read it.",
        "no source gives",
    ):
        assert words in said
    for label in "ABCDa":
        assert label in said.split()


def test_curves_differ_by_line_and_shape_without_any_colour() -> None:
    styles = set()
    for mark in "ABC":
        for sure in (True, False):
            one = picture(emission(mark, 600, sure=sure), entries=[])
            root = ET.fromstring(picture_bytes(one, "svg"))
            shapes = {
                path.get("d")
                for path in root.iter("{http://www.w3.org/2000/svg}path")
                if (path.get("id") or "").startswith("m")
            }
            dashes = re.findall(r"stroke-dasharray: ([^;]+)", ET.tostring(root, encoding="unicode"))
            styles.add((tuple(sorted(shapes)), tuple(dashes)))
    assert len(styles) == 6


@pytest.mark.parametrize("count", [1, 6, len(MARKS)])
def test_nothing_of_a_legend_is_outside_of_the_page(count: int) -> None:
    marks = MARKS[:count]
    curves = [emission(mark, 600 + 50 * place / count) for place, mark in enumerate(marks)]
    entries = [Entry(mark, f"dot-{mark}", "W" * 20 + " of a legend that is long" * 6) for mark in marks]
    svg = picture_bytes(picture(*curves, entries=entries, notes=["A note that is long. " * 12]), "svg")
    root = ET.fromstring(svg)
    width, height = (float(number) for number in root.get("viewBox", "").split()[2:])
    for group in root.iter("{http://www.w3.org/2000/svg}g"):
        place = re.match(r"translate\(([-\d.]+) ([-\d.]+)\)", group.get("transform", ""))
        if place and group.get("id") is None:
            assert 0 <= float(place[1]) <= width
            assert 0 <= float(place[2]) <= height


def test_the_fingerprint_follows_the_content() -> None:
    assert BUSY.fingerprint == replace(BUSY).fingerprint
    assert BUSY.fingerprint != replace(BUSY, high_nm=950.0).fingerprint
    assert f"sha256:{BUSY.fingerprint}" in picture_bytes(BUSY, "svg").decode()
