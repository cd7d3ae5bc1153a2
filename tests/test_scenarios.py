"""Scenarios in YAML that a chemist can write, on the real catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import qdselect
from qdselect.catalog import Catalog, strict_yaml

FOLDER = Path(__file__).parent / "scenarios"


def scenarios(key: str) -> list[Any]:
    found = [
        scenario
        for path in sorted(FOLDER.glob("*.yaml"))
        for scenario in strict_yaml.read(path).data["scenarios"]
        if key in scenario
    ]
    return [pytest.param(scenario, id=scenario["name"]) for scenario in found]


@pytest.mark.parametrize("scenario", scenarios("record"))
def test_the_record_exists(catalog: Catalog, scenario: dict[str, Any]) -> None:
    wanted = scenario["record"]
    told = map(catalog.told, catalog.evidence)
    hits = [record for record in told if all(_fits(catalog, record, *item) for item in wanted.items())]
    assert hits, f"no record of {wanted}"


def _fits(catalog: Catalog, record: dict[str, Any], key: str, value: Any) -> bool:
    if key in ("composition", "cadmium_free"):
        return bool(catalog.formulations[record["formulation"]][key] == value)
    if key == "ligand_type":
        return bool((record.get("ligand") or {}).get("type") == value)
    if key == "model":
        return any(value in model for model in record.get("model") or ())
    return bool(record.get(key) == value)


@pytest.mark.parametrize("scenario", scenarios("lead"))
def test_the_lead_exists_and_is_never_scored(catalog: Catalog, scenario: dict[str, Any]) -> None:
    wanted = dict(scenario["lead"])
    name = wanted.pop("id")
    (lead,) = [lead for lead in catalog.section("leads") if lead["id"] == name]
    particle = wanted.pop("particle", "")
    claims = [claim for claim in lead["claims"] if all(claim[key] == value for key, value in wanted.items())]
    assert any(particle.lower() in claim["particle"].lower() for claim in claims)
    assert lead["id"] not in catalog.references
    assert lead["id"] not in {record["reference"] for record in catalog.evidence}


@pytest.mark.parametrize("scenario", scenarios("ask"))
def test_the_answer_is_true(catalog: Catalog, scenario: dict[str, Any]) -> None:
    document = qdselect.recommend(catalog=catalog, **scenario["ask"]).document
    for key, value in scenario["expect"].items():
        CHECKS[key](document, value)


def by_id(document: Any) -> dict[str, Any]:
    return {candidate["id"]: candidate for candidate in document["candidates"]}


def check_contains(document: Any, wanted: dict[str, str]) -> None:
    for name, tier in wanted.items():
        assert by_id(document)[name]["tier"] == tier


def check_caution(document: Any, wanted: dict[str, str]) -> None:
    for name, rule in wanted.items():
        fired = {item["rule"] for item in by_id(document)[name]["cautions"] if item["outcome"] == "fires"}
        assert rule in fired


def check_rejected(document: Any, wanted: dict[str, str]) -> None:
    rejected = {item["id"]: {reason["rule"] for reason in item["reasons"]} for item in document["rejected"]}
    for name, rule in wanted.items():
        assert rule in rejected[name]


def check_no_tier(document: Any, tier: str) -> None:
    assert tier not in {candidate["tier"] for candidate in document["candidates"]}


def check_first(document: Any, name: str) -> None:
    assert document["candidates"][0]["id"] == name


def check_summary(document: Any, text: str) -> None:
    assert text in document["summary"]


def check_note(document: Any, text: str) -> None:
    assert any(text in note for note in document["notes"])


def check_leads(document: Any, names: list[str]) -> None:
    assert set(names) <= {lead["id"] for lead in document["leads"]}


def check_relaxation(document: Any, text: str) -> None:
    assert text in {item["without"] for item in document["relaxations"]}


def check_evidence(document: Any, reference: str) -> None:
    assert reference in {entry["reference"] for entry in document["candidates"][0]["evidence"]}


CHECKS: dict[str, Any] = {
    "contains": check_contains,
    "caution": check_caution,
    "rejected": check_rejected,
    "no_tier": check_no_tier,
    "first": check_first,
    "summary": check_summary,
    "note": check_note,
    "leads": check_leads,
    "relaxation": check_relaxation,
    "evidence": check_evidence,
}
