"""The catalogue only gets better: counts and fill rates never fall, weak entries never become more.

``statistics.yaml`` holds what was reached. Whoever adds to the catalogue raises it; whoever must lower it says why
in the commit.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from docs import statistics
from qdselect.catalog import Catalog

REACHED = yaml.safe_load((Path(__file__).parent / "statistics.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("what", REACHED["at_least"])
def test_counts_never_fall(catalog: Catalog, what: str) -> None:
    assert statistics.counts(catalog)[what] >= REACHED["at_least"][what]


@pytest.mark.parametrize("what", REACHED["at_most"])
def test_weak_entries_never_become_more(catalog: Catalog, what: str) -> None:
    assert statistics.weak(catalog)[what] <= REACHED["at_most"][what]


@pytest.mark.parametrize("field", REACHED["filled_at_least"])
def test_fill_rates_never_fall(catalog: Catalog, field: str) -> None:
    assert sum(statistics.fill(catalog)[field]) >= REACHED["filled_at_least"][field]


@pytest.mark.parametrize("field", REACHED["share_at_least"])
def test_shares_of_filled_fields_never_fall(catalog: Catalog, field: str) -> None:
    share = sum(statistics.fill(catalog)[field]) / len(catalog.formulations)
    assert share >= REACHED["share_at_least"][field]


def test_everything_that_is_counted_is_kept(catalog: Catalog) -> None:
    assert set(REACHED["at_least"]) == set(statistics.counts(catalog))
    assert set(REACHED["at_most"]) == set(statistics.weak(catalog))
    assert set(REACHED["filled_at_least"]) == set(REACHED["share_at_least"]) == set(statistics.fill(catalog))


def test_what_is_filled_and_what_is_unknown_make_up_the_catalogue(catalog: Catalog) -> None:
    table = [line.split("|") for line in statistics.lines(catalog) if line.startswith("| `")]
    assert len(table) == len(statistics.fill(catalog))
    assert all(sum(int(cell) for cell in row[2:5]) == len(catalog.formulations) for row in table)
