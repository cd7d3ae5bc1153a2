"""Relaxations: what an answer promises without a constraint is what the question without it answers."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from typing import Any

import pytest

import qdselect
from conftest import Result
from qdselect.catalog import Catalog

TARGETS: tuple[tuple[str | None, str | None], ...] = (
    ("CA125", "live-cell"),
    ("CA125", None),
    ("folate receptor", "live-cell"),
    ("HER2", None),
    ("EGFR", "in-vivo"),
    ("claudin-4", "tissue-ihc"),
    (None, "sentinel-lymph-node"),
    (None, "in-vivo-fluorescence"),
)
CONSTRAINTS: tuple[dict[str, Any], ...] = (
    {"ligand_type": "nanobody"},
    {"ligand_type": "aptamer", "cd_free": True},
    {"renal_clearable": True},
    {"renal_clearable": True, "ligand_type": "peptide", "min_level": "in-vivo-animal"},
    {"min_level": "patient-specimens"},
    {"min_level": "in-vivo-animal", "excitation_nm": 488},
    {"cd_free": True, "max_hydrodynamic_nm": 8, "allow_unknown": True},
    {"heavy_metal_free": True, "commercial": True},
    {"exclude_elements": ("Se", "Te"), "emission": "700-900"},
    {"exclude_elements": ("Zn",), "ligand_type": "antibody", "max_hydrodynamic_nm": 15},
    {"lasers": 488, "filters": "605/40", "cd_free": True},
    {"lasers": (405, 640), "filters": ("525/50", "700LP"), "excitation_nm": 640, "ligand_type": "scfv"},
    {"instrument": "ultima-2pplus", "excitation_nm": 1040, "emission": "500-560"},
    {"instrument": "ivis-spectrum", "cd_free": True, "renal_clearable": True, "min_level": "in-vivo-animal"},
)


KEYWORDS = {
    "--excitation": "excitation_nm",
    "--max-hydrodynamic": "max_hydrodynamic_nm",
    "--laser": "lasers",
    "--filter": "filters",
}
"""Options whose keyword has another name."""


def relaxed(constraints: Mapping[str, Any], without: str) -> dict[str, Any]:
    """Constraints that are left when those that a relaxation names are given up."""
    left = dict(constraints)
    words = without.replace(",", "").split()
    for option, value in itertools.pairwise([*words, ""]):
        if option == "--allow-unknown":
            left["allow_unknown"] = True
        elif option == "--exclude-element":
            left["exclude_elements"] = tuple(name for name in left["exclude_elements"] if name != value)
        elif option.startswith("--"):
            left.pop(KEYWORDS.get(option, option[2:].replace("-", "_")), None)
    return {} if set(left) == {"allow_unknown"} else left


@pytest.fixture(scope="module")
def ask(catalog: Catalog) -> Callable[..., Any]:
    """Answers of the real catalogue, without what only says how sure they are; each is asked for once."""
    known: dict[str, Any] = {}

    def answer(marker: str | None, mode: str | None, constraints: Mapping[str, Any]) -> Any:
        key = repr((marker, mode, sorted(constraints.items())))
        if key not in known:
            known[key] = qdselect.recommend(
                marker, mode, confidence=False, top=1, catalog=catalog, **constraints
            ).document
        return known[key]

    return answer


@pytest.mark.parametrize(("marker", "mode"), TARGETS)
def test_every_relaxation_counts_what_the_relaxed_question_counts(
    ask: Callable[..., Any], marker: str | None, mode: str | None
) -> None:
    compared = 0
    for constraints in CONSTRAINTS:
        if marker is None and "ligand_type" in constraints:
            continue
        for item in ask(marker, mode, constraints)["relaxations"]:
            counts = ask(marker, mode, relaxed(constraints, item["without"]))["counts"]
            found = {
                "demonstrated": counts["demonstrated"],
                "admits": counts["demonstrated"] + counts["other-mode"],
                "untested": counts["transferable"],
                "below_level": counts["below_level"],
            }
            assert {**item, **found} == item, (constraints, item, found)
            compared += 1
    assert compared >= 6


def test_without_a_marker_nothing_is_said_to_be_published_for_a_target(call: Callable[..., Result]) -> None:
    code, out, _ = call("recommend", "--mode", "sln", "--renal-clearable", "--brief")
    assert code == 0
    assert "published for untargeted use" in out
    assert "target," not in out
