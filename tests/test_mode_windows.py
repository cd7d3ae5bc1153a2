"""Names of modes that ask for an emission too, as ``nir2`` does."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import qdselect
from conftest import Result
from qdselect.catalog import Catalog
from qdselect.catalog.validate import validate
from qdselect.errors import UsageError

NIR2 = ("nir2", "NIR-II", "swir")


def asked(catalog: Catalog, mode: str, **constraints: Any) -> Any:
    """Every candidate for EGFR in a mode."""
    return qdselect.recommend(
        "EGFR", mode, top=0, all_tiers=True, confidence=False, catalog=catalog, **constraints
    ).document


@pytest.mark.parametrize("alias", NIR2)
def test_nir2_asks_for_an_emission_that_certainly_lies_beyond_1000_nm(catalog: Catalog, alias: str) -> None:
    answer = asked(catalog, alias)
    assert answer["query"]["modes"] == ["in-vivo-fluorescence"]
    assert answer["query"]["constraints"]["emission_window_nm"][0] == 1000
    for candidate in answer["candidates"]:
        formulation = candidate["formulation"]
        low = formulation["emission_max_nm"] or formulation["bounds"]["emission_max_nm"][0]
        assert low >= 1000
    assert answer["candidates"]
    unknown = [name for name, record in catalog.formulations.items() if "emission_max_nm" not in record["sources"]]
    assert unknown[0] in {item["id"] for item in answer["rejected"]}


def test_nir2_is_the_mode_with_that_window(catalog: Catalog) -> None:
    one, other = asked(catalog, "nir2"), asked(catalog, "in-vivo-fluorescence", emission="1000-5000")
    assert one["counts"] == other["counts"]
    assert [item["id"] for item in one["candidates"]] == [item["id"] for item in other["candidates"]]


def test_the_heading_the_notes_and_the_relaxations_say_what_nir2_asks_for(call: Callable[..., Result]) -> None:
    out = call("recommend", "--marker", "EGFR", "--mode", "nir2", "--brief").stdout
    assert "in-vivo-fluorescence, emission 1000-5000 nm" in out
    assert "The emission must lie in the window of --mode nir2 (1000-5000 nm)" in " ".join(out.split())
    assert "without the window of --mode nir2 (1000-5000 nm)" in " ".join(out.split())


def test_an_emission_beside_nir2_narrows_its_window(catalog: Catalog) -> None:
    assert asked(catalog, "nir2", emission="800-1300")["query"]["constraints"]["emission_window_nm"] == [1000, 1300]


def test_an_emission_outside_nir2_is_a_contradiction_that_names_both(catalog: Catalog) -> None:
    with pytest.raises(UsageError) as refused:
        asked(catalog, "nir2", emission="600-700")
    for words in ("--mode nir2", "1000-5000 nm", "--emission 600-700", "in-vivo-fluorescence"):
        assert words in str(refused.value)


def test_a_light_path_that_nir2_rules_out_is_refused_by_its_name(catalog: Catalog) -> None:
    with pytest.raises(UsageError, match=r"within the window of --mode nir2 \(1000-5000 nm\): 605/40"):
        asked(catalog, "nir2", filters="605/40")


def test_lists_and_weights_in_nir2_hold_nothing_that_shines_below(catalog: Catalog) -> None:
    listed = {record["id"] for record in qdselect.list_formulations(mode="nir2", catalog=catalog).formulations}
    firsts = {profile["first"] for profile in qdselect.weights("nir2", catalog=catalog).profiles}
    assert listed
    assert None not in firsts
    for name in listed | firsts:
        record = catalog.formulations[name]
        assert (record["emission_max_nm"] or record["bounds"]["emission_max_nm"][0]) >= 1000


def test_modes_say_which_names_ask_for_which_emission(call: Callable[..., Result]) -> None:
    modes = {mode["id"]: mode for mode in json.loads(call("modes", "--json").stdout)["modes"]}
    (window,) = modes["in-vivo-fluorescence"]["windows"]
    assert window["aliases"] == ["nir2", "nir-ii", "swir"]
    assert window["emission_nm"] == [1000, 5000]
    assert set(window["aliases"]) < set(modes["in-vivo-fluorescence"]["aliases"])
    assert modes["live-cell"]["windows"] == []
    assert "nir2 (emission 1000-5000 nm)" in call("modes", "--format", "csv").stdout


WINDOW = """
  windows:
  - aliases: [far]
    emission_nm: {min: 1000, max: 1700}
    because: Names of modes may ask for an emission.
    references: [alpha]
"""


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("", ""), None),
        (("max: 1700", "max: 900"), "bounds-order"),
        (("max: 1700", "max: 1700000"), "bad-value"),
        (("min: 1000, ", ""), "missing-key"),
        (("{min: 1000,", "{min: 1000, from: 1,"), "unknown-key"),
        (("[far]", "[in vivo]"), "duplicate-alias"),
        (("alpha", "nobody1999"), "dangling-id"),
    ],
    ids=str,
)
def test_a_window_is_checked_like_all_that_is_authored(
    change: tuple[str, str], code: str | None, tmp_path: Path
) -> None:
    folder = shutil.copytree(Path(__file__).parent / "minimal", tmp_path / "own")
    modes = folder / "rules" / "modes.yaml"
    text = modes.read_text(encoding="utf-8")
    place = text.index("\n  untargeted:")
    modes.write_text(text[:place] + WINDOW.replace(*change).rstrip() + text[place:], encoding="utf-8")
    found = {finding.code for finding in validate(catalog=folder / "catalog", rules=folder / "rules")[1]}
    assert found == ({code} if code else set())
