"""Instruments: each from a page, each readable; files of one's own are checked, and say what is wrong where."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import qdselect
from conftest import Folders, Result
from qdselect.advise.schema import schema_of
from qdselect.catalog import Catalog
from qdselect.catalog.compile_instruments import instrument_from
from qdselect.catalog.validate import validate
from qdselect.errors import UnknownNameError, UsageError
from qdselect.model.light import Band

OWN = """\
id: our-confocal
name: Confocal microscope in room 2.14
kind: microscope
lines_nm: [405, 488]
channels:
- {name: red, band: 605/40, line_nm: 405}
- {name: far red, band: 655LP}
detector_nm: {min: 400, max: 850}
basis: read from the labels of the filters
"""


@pytest.fixture
def scope(tmp_path: Path) -> Path:
    path = tmp_path / "our-confocal.yaml"
    path.write_text(OWN, encoding="utf-8")
    return path


def test_every_instrument_has_a_source_whose_page_was_seen(catalog: Catalog) -> None:
    assert len(catalog.instruments) >= 41  # may only rise
    for record in catalog.instruments.values():
        assert record["references"], record["id"]
        for name in record["references"]:
            assert catalog.references[name]["url"], (record["id"], name)


def test_channels_are_read_with_lines_that_the_instrument_has(catalog: Catalog) -> None:
    for record in catalog.instruments.values():
        instrument = instrument_from(record)
        for channel in instrument.channels:
            assert channel.line_nm is None or channel.line_nm in instrument.lines_nm
            assert channel.line_nm is None or channel.line_nm not in channel.band


def test_bands_stand_as_their_page_writes_them(catalog: Catalog) -> None:
    quanteon = {item["name"]: item for item in catalog.instrument("Quanteon")["channels"]}
    assert [quanteon[name]["note"] for name in ("V615", "V695", "V780")] == ["Qdot 605", "Qdot 705", "Qdot 800"]
    assert (quanteon["V695"]["low_nm"], quanteon["V695"]["high_nm"]) == (675, 715)
    xenith = {item["name"]: item["band"] for item in catalog.instrument("thermo-attune-xenith")["channels"]}
    assert (xenith["FL20"], xenith["FL23"], len(xenith)) == ("770LP", "615/24", 51)


def test_filters_of_the_whole_animal_imager_tile_the_range_that_its_page_gives(catalog: Catalog) -> None:
    imager = instrument_from(catalog.instrument("ivis-spectrum"))
    edges = [(channel.band.low_nm, channel.band.high_nm) for channel in imager.channels]
    assert edges[0][0] == 490
    assert edges[-1][1] == 850
    assert len(edges) == 18
    assert all(low == high for (_, high), (low, _) in pairwise(edges))
    assert (len(imager.lines_nm), imager.lines_nm[0] - 15, imager.lines_nm[-1] + 15) == (10, 415, 760)


@pytest.mark.parametrize("name", ["ivis-spectrum", "IVIS", "IVIS Spectrum", "ivis spectrum"])
def test_an_instrument_is_found_by_id_alias_and_name(catalog: Catalog, name: str) -> None:
    assert catalog.instrument(name)["id"] == "ivis-spectrum"


def test_an_instrument_that_does_not_exist_names_the_nearest(catalog: Catalog) -> None:
    with pytest.raises(UnknownNameError, match="Quanteon"):
        catalog.instrument("quantheon")


@pytest.mark.parametrize("kind", ["table", "json", "ndjson", "csv", "tsv", "yaml", "markdown"])
def test_the_command_lists_and_shows_in_every_format(call: Callable[..., Result], kind: str) -> None:
    for arguments in ((), ("quanteon",)):
        result = call("instruments", *arguments, "--format", kind)
        assert (result.code, result.stderr) == (0, "")
        assert "agilent-novocyte-quanteon" in result.stdout or "615/20" in result.stdout


def test_the_document_fits_its_schema_and_the_library_gives_the_same(
    call: Callable[..., Result], catalog: Catalog
) -> None:
    document = json.loads(call("instruments", "--json").stdout)
    jsonschema.validate(document, schema_of("instruments"))
    assert document == qdselect.instruments(catalog=catalog).document


def test_a_file_of_ones_own_is_valid_and_can_be_shown_and_asked(
    call: Callable[..., Result], scope: Path, catalog: Catalog
) -> None:
    jsonschema.validate(
        {"id": "x", "name": "x", "kind": "camera", "detector_nm": {"min": 400.0, "max": 1000.0}},
        schema_of("instrument"),
    )
    assert validate(scope) == (1, [])
    assert call("validate", str(scope)).code == 0
    shown = json.loads(call("instruments", str(scope), "--json").stdout)["instruments"][0]
    assert (shown["basis"], shown["channels"][1]["high_nm"]) == ("read from the labels of the filters", None)
    answer = qdselect.recommend("HER2", "live-cell", instrument=str(scope), catalog=catalog)
    asked = answer.document["query"]["constraints"]["light_path"]
    assert asked["lines_nm"] == [405, 488]
    assert [band["high_nm"] for band in asked["bands"]] == [625, 850]


@pytest.mark.parametrize(
    ("change", "code", "line"),
    [
        (("605/40", "605 wide"), "band-unreadable", 6),
        (("line_nm: 405", "line_nm: 561"), "channel-line", 6),
        (("basis: read", "because: read"), "unknown-key", 9),
        (("[405, 488]", "[405, 50]"), "bad-value", 4),
        (("min: 400, max: 850", "min: 900, max: 850"), "bounds-order", 8),
        (("microscope\n", "telescope\n"), "unknown-value", 3),
        (("basis: read from the labels of the filters", "references: [nobody2020]"), "dangling-id", 9),
    ],
)
def test_a_faulty_file_of_ones_own_is_refused_with_place_and_remedy(
    scope: Path, change: tuple[str, str], code: str, line: int, catalog: Catalog
) -> None:
    scope.write_text(OWN.replace(*change), encoding="utf-8")
    findings = validate(scope)[1]
    assert (code, line) in [(finding.code, finding.line) for finding in findings]
    with pytest.raises(UsageError, match=f"{scope.name}:{line}:.* error {code}"):
        catalog.instrument(str(scope))


def test_an_instrument_file_that_is_not_there_says_so(catalog: Catalog) -> None:
    with pytest.raises(UsageError, match="there is no such file"):
        catalog.instrument("no-such-scope.yaml")


def test_a_file_in_a_catalogue_is_named_by_its_id_and_asked_by_it(own: Folders, call: Callable[..., Result]) -> None:
    path = own.catalog / "instruments" / "our-confocal.yaml"
    path.write_text(OWN, encoding="utf-8")
    try:
        assert call(*own.options, "validate").code == 0
        result = call(*own.options, "recommend", "-m", "HER2", "--instrument", "our-confocal", "--json")
        assert json.loads(result.stdout)["query"]["constraints"]["light_path"]["instrument"] == "our-confocal"
        path.write_text(OWN.replace("[405, 488]", "[405, 561]"), encoding="utf-8")
        changed = json.loads(call(*own.options, "instruments", "our-confocal", "--json").stdout)
        assert changed["instruments"][0]["lines_nm"] == [405, 561]  # a change is seen at once
        twin = path.with_name("twin.yaml")
        twin.write_text(OWN, encoding="utf-8")
        codes = sorted(finding.code for finding in validate(own.catalog, rules=own.rules)[1])
        twin.unlink()
        assert codes == ["duplicate-id", "file-name"]
    finally:
        path.unlink()


@pytest.mark.parametrize("text", ["605/40", "585-625", "700LP", "650SP"])
def test_the_ways_to_write_a_band_that_the_help_names_are_read(text: str) -> None:
    assert Band.of(text).name == text


def test_an_instrument_never_takes_the_name_of_a_source_file(tmp_path: Path) -> None:
    """A lone file is an instrument only where it holds one."""
    source: dict[str, Any] = {"id": "x", "type": "article", "reference": {"title": "t", "seen": "https://example.org"}}
    path = tmp_path / "x.yaml"
    path.write_text(json.dumps(source), encoding="utf-8")
    assert [finding.code for finding in validate(path)[1]] == []


def test_an_instrument_without_lines_says_so_in_words(call: Callable[..., Result]) -> None:
    printed = call("instruments", "cri-spectral-camera").stdout
    assert "camera; no lines of its own" in printed
    assert "none nm" not in printed
