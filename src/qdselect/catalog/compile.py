"""Compile checked files into the index: what commands read instead of YAML.

Derived facts are computed here once, from rules that cite their references: elements, cadmium status, hazard
elements, toxicity class, the value shown for a field that several sources report.
"""

from __future__ import annotations

from typing import Any

from qdselect.catalog.compile_formulations import (
    MaterialNames,
    document_of,
    formulations_of,
    working_of,
)
from qdselect.catalog.compile_instruments import instrument_of
from qdselect.catalog.compile_methods import methods_of
from qdselect.catalog.compile_predicted import narrowing_of, predictions_of
from qdselect.catalog.compile_sources import evidence_of, lead_of, reference_of
from qdselect.catalog.files import Folder
from qdselect.catalog.ranges import ranges_of
from qdselect.model.fields import FIELDS
from qdselect.model.names import normalise
from qdselect.model.packing import OF_THE_QUESTION, pack
from qdselect.model.vocabulary import LIGHT_NM

__all__ = ["KEYED", "compile_index"]

Record = dict[str, Any]

KEYED = ("formulations", "workings", "columns", "told", "references", "retracted", "rivals", "rule_tests")
"""Sections of which a command decodes single records."""
COLUMNS = tuple(name for name, field in FIELDS.items() if field.kind != "text" and name not in OF_THE_QUESTION)
"""Fields that rules and scores may read of a formulation."""
TOLD = ("outcome", "model", "note")
"""What an evidence record tells in words: long, read by no rule, and shown for few records."""


def compile_index(folder: Folder) -> dict[str, Any]:
    """Sections of the index from a folder of checked files.

    Parameters
    ----------
    folder : Folder
        All files of a catalogue and its rules, without error findings.

    Returns
    -------
    dict
        Section name to plain data.
    """
    sources = {file.data["id"]: file.data for file in folder.of_kind("source")}
    checked = {name: data for name, data in sources.items() if data.get("status") != "lead"}
    materials = _list(folder, "materials")
    toxicity = next(iter(folder.of_kind("toxicity"))).data
    modes = next(iter(folder.of_kind("modes"))).data
    evidence = evidence_of(checked)
    physics = next((file.data for file in folder.of_kind("physics")), None)
    by_id = {material["id"]: material for material in materials}
    every = [
        record | {"predicted": predictions_of(record, by_id, physics)}
        for record in formulations_of(checked, MaterialNames(materials), toxicity, evidence)
    ]
    formulations = [record for record in every if not record["retracted"]]
    retracted = [_retracted(record, evidence) for record in every if record["retracted"]]
    present = {record["id"] for record in formulations}
    counted = [record for record in evidence if record["formulation"] in present]
    workings = [working_of(record) for record in formulations]
    predictions = {record["id"]: narrowing_of(record["predicted"]) for record in formulations if record["predicted"]}
    rules = sorted((_rule(rule) for rule in _list(folder, "rules")), key=lambda rule: str(rule["id"]))
    return {
        "formulations": {record["id"]: document_of(record) for record in formulations},
        "workings": {record["id"]: record for record in workings},
        "rows": {key: [record[key] for record in workings] for key in ("id", "name", "source")},
        "columns": {name: pack(name, workings).to_bytes() for name in COLUMNS},
        "predictions": predictions,
        "ranges": ranges_of(workings, materials, predictions),
        "rivals": {record["id"]: record["rivals"] for record in formulations if record["rivals"]},
        "retracted": {record["formulation"]["id"]: record for record in retracted},
        "evidence": [{key: value for key, value in record.items() if key not in TOLD} for record in counted],
        "told": {record["id"]: {key: record[key] for key in TOLD if key in record} for record in evidence},
        "references": {name: reference_of(data) for name, data in sorted(checked.items())},
        "leads": [lead_of(data) for _, data in sorted(sources.items()) if data.get("status") == "lead"],
        "markers": sorted(_list(folder, "markers"), key=lambda marker: normalise(marker["id"])),
        "ligands": sorted(_list(folder, "ligands"), key=lambda ligand: (ligand["marker"], ligand["id"])),
        "materials": sorted(materials, key=lambda material: material["id"]),
        "methods": methods_of(next(folder.of_kind("methods"), None)),
        "patents": sorted(_list(folder, "patents"), key=lambda patent: (patent.get("year") or 9999, patent["id"])),
        "modes": [_mode(mode) for mode in modes["modes"]],
        "study_kinds": modes["study_kinds"],
        "rules": [{key: value for key, value in rule.items() if key != "tests"} for rule in rules],
        "rule_tests": {rule["id"]: rule["tests"] for rule in rules},
        "checklist": next((file.data for file in folder.of_kind("checklist")), None),
        "conditional_weights": modes.get("conditional_weights") or [],
        "instruments": sorted((instrument_of(file.data) for file in folder.of_kind("instrument")), key=_id),
        "physics_scheme": physics,
        "evidence_scheme": next(iter(folder.of_kind("evidence"))).data,
        "confidence_scheme": next(iter(folder.of_kind("confidence"))).data,
        "toxicity_scheme": toxicity,
    }


def _id(record: Record) -> str:
    return str(record["id"])


def _list(folder: Folder, kind: str) -> list[Record]:
    return [item for file in folder.of_kind(kind) for item in file.data[kind]]


def _retracted(record: Record, evidence: list[Record]) -> Record:
    """What is shown of a particle whose source was retracted; nothing else reads it."""
    own = [item for item in evidence if item["formulation"] == record["id"]]
    return {"formulation": document_of(record), "rivals": record["rivals"], "evidence": own}


def _mode(mode: Any) -> Any:
    """A mode with all its names in one list; its windows say which of them ask for an emission too, and for which."""
    windows = [
        {**window, "emission_nm": [window["emission_nm"]["min"], window["emission_nm"].get("max", LIGHT_NM[1])]}
        for window in mode.get("windows") or ()
    ]
    further = (name for window in windows for name in window["aliases"])
    return {**mode, "aliases": [*(mode.get("aliases") or ()), *further], "windows": windows}


def _rule(rule: Record) -> Record:
    return {**rule, "applies": rule.get("applies") or {}, "share": rule.get("share", 1.0)}
