"""Coverage: every record is in one cell, gaps say that they are gaps, and filters only take away."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import jsonschema
import pytest

from conftest import Result
from qdselect.advise.coverage import coverage
from qdselect.advise.schema import schema_of
from qdselect.catalog import Catalog
from qdselect.errors import UnknownNameError

Run = Callable[..., Result]


def test_every_supporting_record_on_a_marker_in_a_mode_is_counted_once(catalog: Catalog) -> None:
    records = [
        record
        for record in catalog.evidence
        if record.get("marker") and record["mode"] in catalog.modes and not record["retracted"]
    ]
    refuting = sum(record.get("direction") == "refutes" for record in records)
    cells = coverage(catalog)["coverage"]
    assert sum(cell["supporting"] for cell in cells) == len(records) - refuting
    assert sum(cell["refuting"] for cell in cells) == refuting
    assert all(sum(cell["by_level"].values()) == cell["supporting"] for cell in cells)
    assert sum(coverage(catalog)["by_level"].values()) == len(records) - refuting


@pytest.mark.parametrize("cd_free", [False, True])
def test_coverage_fits_its_schema(catalog: Catalog, cd_free: bool) -> None:
    jsonschema.validate(coverage(catalog, cd_free=cd_free, markers=["HER2", "PSMA"]), schema_of("coverage"))


def test_there_is_one_cell_for_every_marker_and_mode(catalog: Catalog) -> None:
    cells = coverage(catalog)["coverage"]
    assert len({(cell["marker"], cell["mode"]) for cell in cells}) == len(cells)
    assert len(cells) == len(catalog.markers) * len(catalog.modes)


def test_a_cell_is_a_gap_exactly_when_nothing_supports(catalog: Catalog) -> None:
    found = coverage(catalog)
    for cell in found["coverage"]:
        assert cell["gap"] is (cell["supporting"] == 0) is (cell["highest_level"] is None)
    assert found["counts"]["gaps"] == sum(cell["gap"] for cell in found["coverage"])


def test_cadmium_free_coverage_never_exceeds_all(catalog: Catalog) -> None:
    every, free = coverage(catalog)["coverage"], coverage(catalog, cd_free=True)["coverage"]
    assert all(clean["supporting"] <= cell["supporting"] for clean, cell in zip(free, every, strict=True))
    assert sum(clean["supporting"] for clean in free) < sum(cell["supporting"] for cell in every)


def test_no_cadmium_free_probe_of_her2_is_a_gap_in_every_mode(catalog: Catalog) -> None:
    assert all(cell["gap"] for cell in coverage(catalog, cd_free=True, markers=["HER-2/neu"])["coverage"])


def test_markers_are_asked_for_by_any_name_and_once(catalog: Catalog) -> None:
    cells = coverage(catalog, markers=["ErbB2", "HER2", "claudin 4"])["coverage"]
    assert list(dict.fromkeys(cell["marker"] for cell in cells)) == ["HER2", "claudin-4"]
    with pytest.raises(UnknownNameError, match="HER2"):
        coverage(catalog, markers=["HER22"])


def test_the_command_prints_cells_for_scripts_and_a_map_for_people(run: Run) -> None:
    cells = json.loads(run("coverage", "--marker", "PSMA", "--json").stdout)["coverage"]
    rows = list(csv.DictReader(io.StringIO(run("coverage", "--marker", "PSMA", "--format", "csv").stdout)))
    assert [row["mode"] for row in rows] == [cell["mode"] for cell in cells]
    assert [int(row["supporting"]) for row in rows] == [cell["supporting"] for cell in cells]
    shown = run("coverage", "--marker", "PSMA").stdout
    assert "research gaps" in shown
    assert "A dash is a research gap." in shown
    assert "Supporting records by level: " in shown
    assert "8 in-vivo-fluorescence" in shown
