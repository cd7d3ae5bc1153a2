"""Evidence: level x quality x directness, one vote per lab group, saturating sum, refuting records subtract."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qdselect.catalog import Catalog
from qdselect.evidence.strength import LIMIT, harmonic_sum, support_of, weigh
from qdselect.evidence.tiers import history_of, tier_of
from qdselect.model.query import Query

MODE = {"id": "live-cell", "family": "in-vitro"}
FAMILIES = {"live-cell": "in-vitro", "fixed-cell": "in-vitro", "tissue-ihc": "histology"}


def record(**changes: Any) -> dict[str, Any]:
    base = {"id": "a#1", "reference": "a", "marker": "HER2", "mode": "live-cell", "level": "in-vitro-cells"}
    return {**base, "group": ["lab a"], "retracted": False, **changes}


def strength(scheme: dict[str, Any], query: Query | None = None, **changes: Any) -> float:
    item = weigh(record(**changes), query or Query(marker="HER2"), MODE, FAMILIES, scheme)
    return item.strength if item else 0.0


@pytest.fixture(scope="module")
def scheme(catalog: Catalog) -> dict[str, Any]:
    found: dict[str, Any] = catalog.section("evidence_scheme")
    return found


def test_harmonic_sum_reproduces_the_example_of_open_targets() -> None:
    """Scores 1, 0.5, 0.25: 1/1 + 0.5/4 + 0.25/9, as the platform's documentation defines its harmonic sum."""
    limit = sum(1 / place**2 for place in range(1, 200_000))
    assert harmonic_sum([0.25, 1.0, 0.5]) == pytest.approx((1 + 0.5 / 4 + 0.25 / 9) / limit, rel=1e-4)


def test_harmonic_sum_reproduces_the_constants_that_open_targets_publishes() -> None:
    """Eleven scores of 1 add up to 1.558, and a thousand of them, the normalising maximum, to 1.644 (Open Targets
    Community, "How to calculate the overall association score?"; The Hyve, "Open Targets Platform: association page").
    """
    assert harmonic_sum([1.0] * 11) * LIMIT == pytest.approx(1.558, abs=5e-4)
    assert harmonic_sum([1.0] * 1000) * LIMIT == pytest.approx(1.644, abs=5e-4)


@given(st.lists(st.floats(0, 1), max_size=40))
def test_saturating_sum_stays_below_one_and_ignores_order(strengths: list[float]) -> None:
    assert 0 <= harmonic_sum(strengths) <= 1
    assert harmonic_sum(strengths) == pytest.approx(harmonic_sum(strengths[::-1]))


@given(st.lists(st.floats(0, 1), max_size=20), st.floats(0, 1))
def test_a_further_supporting_record_never_lowers_the_sum(strengths: list[float], further: float) -> None:
    assert harmonic_sum([*strengths, further]) >= harmonic_sum(strengths) - 1e-12


def test_patients_outweigh_animals_outweigh_cells_outweigh_material(scheme: dict[str, Any]) -> None:
    levels = ("material-only", "in-vitro-cells", "in-vivo-animal", "patient-specimens")
    values = [strength(scheme, level=level) for level in levels]
    assert values == sorted(values)
    assert len(set(values)) == 4


def test_a_negative_control_raises_the_strength(scheme: dict[str, Any]) -> None:
    assert strength(scheme, negative_control=True) > strength(scheme)


def test_another_mode_weighs_less_than_a_related_one_less_than_the_same(scheme: dict[str, Any]) -> None:
    same, related, other = (strength(scheme, mode=mode) for mode in ("live-cell", "fixed-cell", "tissue-ihc"))
    assert same > related > other > 0


def test_another_marker_counts_only_in_the_same_mode_and_as_transferable(scheme: dict[str, Any]) -> None:
    item = weigh(record(marker="EGFR"), Query(marker="HER2"), MODE, FAMILIES, scheme)
    assert item is not None
    assert item.relation == "transferable"
    assert strength(scheme, marker="EGFR", mode="tissue-ihc") == 0


def test_another_cancer_and_an_inferred_mode_are_discounted(scheme: dict[str, Any]) -> None:
    asked = Query(marker="HER2", cancer="breast")
    assert strength(scheme, asked, cancer="ovarian") < strength(scheme, asked, cancer="breast")
    assert strength(scheme, confidence="inferred") < strength(scheme)


def test_a_retracted_record_weighs_nothing(scheme: dict[str, Any]) -> None:
    assert weigh(record(retracted=True), Query(marker="HER2"), MODE, FAMILIES, scheme) is None


def weighed(scheme: dict[str, Any], *records: dict[str, Any]) -> Any:
    found = [weigh(item, Query(marker="HER2"), MODE, FAMILIES, scheme) for item in records]
    return support_of([item for item in found if item], scheme)


def test_one_lab_group_has_one_vote(scheme: dict[str, Any]) -> None:
    one = weighed(scheme, record())
    twice = weighed(scheme, record(), record(id="b#1", reference="b"))
    other = weighed(scheme, record(), record(id="b#1", reference="b", group=["lab b"]))
    assert twice.value == one.value
    assert [item.counted for item in twice.weighed] == [True, False]
    assert other.value > one.value


def test_a_refuting_record_subtracts_and_raises_the_conflict_flag(scheme: dict[str, Any]) -> None:
    alone = weighed(scheme, record())
    against = weighed(scheme, record(), record(id="b#1", reference="b", group=["lab b"], direction="refutes"))
    assert against.conflict
    assert not alone.conflict
    assert 0 <= against.value < alone.value


@pytest.mark.parametrize("kind", ["sensor", "toxicology", "biodistribution", "material-study"])
def test_a_study_that_images_nothing_proves_no_probe(scheme: dict[str, Any], kind: str) -> None:
    query = Query(marker="HER2")
    assert strength(scheme, mode=kind) == 0
    assert tier_of(history_of([record(mode=kind)], query), query, "live-cell", ligand_known=True) == "material-only"
