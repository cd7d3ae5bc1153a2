"""The picture of a panel: every probe with its marker, on the light path that was asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import qdselect
from conftest import Result
from qdselect.advise.curves import known_doc
from qdselect.advise.emitters import emitter_of
from qdselect.catalog import Catalog
from qdselect.errors import UsageError
from qdselect.render.picture_panel import picture_of_panel
from qdselect.render.plot_file import picture_bytes
from qdselect.render.plot_text import draw, plain_lines

BANDS = [
    {"channel": "green", "band": "525/50", "low_nm": 500.0, "high_nm": 550.0},
    {"channel": "red", "band": "700LP", "low_nm": 700.0, "high_nm": None},
    {"channel": "red again", "band": "700LP", "low_nm": 700.0, "high_nm": None},
]
LIGHT = {"instrument": None, "lines_nm": [405.0, 488.0], "bands": BANDS, "photons": 1, "weight": 0.2}
PROBES = {"HER2": "efluor-525nc", "ER": "inp-zns-tessier2015", "Ki-67": "efluor-650nc"}


def assignment(catalog: Catalog, marker: str, name: str, band: int | None) -> dict[str, Any]:
    emitter = emitter_of(catalog, catalog.formulation(name))
    return {
        "marker": marker,
        "id": name,
        "name": emitter.name,
        "emission_max_nm": known_doc(emitter.emission_max_nm),
        "fwhm_nm": known_doc(emitter.fwhm_nm),
        "absorption_max_nm": known_doc(emitter.absorption_max_nm),
        "rise_per_eV": known_doc(emitter.rise_per_eV),
        "line_nm": 405.0,
        "channel": None if band is None else BANDS[band],
    }


@pytest.fixture
def document(catalog: Catalog) -> dict[str, Any]:
    """What a picture reads of a document of a panel."""
    first = [assignment(catalog, marker, name, place) for place, (marker, name) in enumerate(PROBES.items())]
    second = [assignment(catalog, "HER2", "efluor-605nc", None)]
    case = {"tier": "material-only", "below_level": False}
    return {
        "query": {"light_path": LIGHT},
        "panels": [{"rank": 1, "assignments": first}, {"rank": 2, "assignments": second}],
        "cases": [{"marker": item["marker"], "candidate": {"id": item["id"], **case}} for item in [*first, *second]],
    }


def test_every_probe_stands_in_the_legend_with_its_marker_line_and_band(document: dict[str, Any]) -> None:
    picture = picture_of_panel(document)
    assert picture is not None
    names = [entry.name.partition(" (")[0] for entry in picture.entries]
    assert names == [f"{marker}: {name}" for marker, name in PROBES.items()]
    assert "excited at 405 nm; seen in 525/50" in picture.entries[0].words
    assert picture.title == "Panel: HER2, ER, Ki-67"


def test_a_picture_says_what_is_untested(document: dict[str, Any]) -> None:
    picture = picture_of_panel(document)
    assert picture is not None
    assert all("(UNTESTED: material only)" in entry.name for entry in picture.entries)


def test_a_probe_whose_emission_is_a_range_has_no_curve(document: dict[str, Any]) -> None:
    picture = picture_of_panel(document)
    assert picture is not None
    assert [(item.mark, item.low_nm, item.high_nm) for item in picture.ranges] == [("B", 510, 630)]
    assert {curve.mark for curve in picture.emissions} == {"A", "C"}


def test_the_light_path_is_drawn_each_band_once(document: dict[str, Any]) -> None:
    picture = picture_of_panel(document)
    assert picture is not None
    assert [line.at_nm for line in picture.lasers] == [405, 488]
    assert [item.name for item in picture.filters] == ["525/50", "700LP"]


def test_without_a_light_path_the_lines_of_the_probes_are_drawn(document: dict[str, Any]) -> None:
    document["query"]["light_path"] = None
    picture = picture_of_panel(document)
    assert picture is not None
    assert [line.at_nm for line in picture.lasers] == [405]
    assert picture.filters == []


def test_alternatives_have_pictures_and_a_panel_that_is_not_there_has_none(document: dict[str, Any]) -> None:
    picture = picture_of_panel(document, rank=2)
    assert picture is not None
    assert picture.title == "Panel: HER2 (alternative 1)"
    assert picture_of_panel(document, rank=3) is None
    assert picture_of_panel({**document, "panels": []}) is None


def test_the_picture_can_be_drawn_both_ways(document: dict[str, Any]) -> None:
    picture = picture_of_panel(document)
    assert picture is not None
    assert {"A", "B", "C"} <= set("".join(plain_lines(draw(picture))))
    assert picture_bytes(picture, "svg") == picture_bytes(picture, "svg")


# ---- the command

PANEL = ("panel", "--marker", "HER2", "--marker", "EGFR", "--marker", "Ki-67", "--laser", "405", "--brief")


def test_a_real_panel_has_its_probes_in_the_picture(catalog: Catalog) -> None:
    found = qdselect.panel(["HER2", "EGFR", "Ki-67"], lasers=[405], catalog=catalog)
    picture = picture_of_panel(found.document)
    assert picture is not None
    assert len(picture.entries) == 3
    for item, entry in zip(found.panels[0]["assignments"], picture.entries, strict=True):
        assert entry.name.startswith(f"{item['marker']}: {item['id']} (")
        assert item["proven"] or "UNTESTED" in entry.name or "other mode" in entry.name


def test_plot_adds_the_drawing_and_changes_nothing_else(call: Callable[..., Result]) -> None:
    plain, drawn = call(*PANEL), call(*PANEL, "--plot")
    assert (drawn.code, drawn.stderr) == (0, "")
    before, _, rest = drawn.stdout.partition("Spectra\n")
    assert plain.stdout.startswith(before.rstrip("\n"))
    assert "wavelength, nm" in rest
    assert plain.stdout.endswith(rest[rest.index("How the colours are told apart") :])


def test_a_panel_is_written_as_a_picture_by_the_ending_of_its_file(
    call: Callable[..., Result], tmp_path: Path, catalog: Catalog
) -> None:
    assert call(*PANEL[:-1], "-o", str(tmp_path / "x.svg")) == Result(0, "", "")
    assert b"Panel: " in (tmp_path / "x.svg").read_bytes()
    found = qdselect.panel(["HER2", "EGFR", "Ki-67"], lasers=[405], catalog=catalog)
    found.save(tmp_path / "y.svg")
    assert (tmp_path / "y.svg").read_bytes() == (tmp_path / "x.svg").read_bytes()
    assert 'alt="Panel: ' in found._repr_html_()


def test_an_impossible_panel_has_no_picture(catalog: Catalog, tmp_path: Path) -> None:
    found = qdselect.panel(["HER2", "EGFR", "Ki-67"], emission="600-601", catalog=catalog)
    assert not found.panels
    with pytest.raises(UsageError, match="nothing to draw"):
        found.save(tmp_path / "x.svg")
