"""Checklist: what should be known of a particle before it is used in a mode, what is reported, what is to be done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from qdselect.advise import frame
from qdselect.catalog.catalog import Catalog
from qdselect.errors import DataError, UsageError
from qdselect.model.fields import FIELDS
from qdselect.model.vocabulary import CHECKLIST_STATUS

if TYPE_CHECKING:
    from qdselect.model.documents.checklist import ChecklistDoc, ChecklistItemDoc, GradeDoc
    from qdselect.model.documents.common import FoundDoc

__all__ = ["checklist", "grade_of"]

Record = Mapping[str, Any]

COUNTS = {"reported": 1.0, "in-part": 0.5, "missing": 0.0}
"""What an item is worth by its status; one on which the catalogue holds no data is not counted."""

STAND_INS = {"emission_max_nm": ("emission_tunable_nm", "emission_band_nm")}
"""Ranges that stand in for a value."""

IN_EVIDENCE: dict[str, Callable[[Record], bool]] = {
    "negative_control": lambda record: record.get("negative_control") is True,
    "toxicity_in_cells": lambda record: (record["mode"], record["level"]) == ("toxicology", "in-vitro-cells"),
    "toxicity_in_animals": lambda record: (record["mode"], record["level"]) == ("toxicology", "in-vivo-animal"),
    "biodistribution": lambda record: record["mode"] == "biodistribution",
}
"""Whether a record of evidence shows a fact."""

OF_ONE_MODE = ("negative_control",)
"""Facts that hold for the mode in which they were shown, and count in part for another."""


def checklist(catalog: Catalog, formulation: str, mode: str) -> ChecklistDoc:
    """What a mode needs to be known of a formulation, and what the sources of the catalogue report.

    Parameters
    ----------
    catalog : Catalog
        Catalogue.
    formulation : str
        Id of the formulation.
    mode : str
        Imaging mode or alias; of a family, only one that has a single mode.

    Raises
    ------
    UnknownNameError
        No formulation or mode has this name.
    UsageError
        A family of several modes.
    DataError
        The rules hold no checklist.
    """
    record = catalog.formulation(formulation)
    chosen = _one_mode(catalog, mode)
    scheme = _scheme(catalog)
    own = (item for item in catalog.evidence if item["formulation"] == record["id"] and not item["retracted"])
    evidence = [catalog.told(item) for item in own]
    wanted = [item for item in scheme["items"] if _applies(item, chosen)]
    items = [_item(item, record, evidence, chosen["id"]) for item in wanted]
    grade = grade_of(items, scheme)
    cited = {name for item in items for name in item["references"]}
    cited |= {source for item in items for found in item["found"] for source in found["sources"]}
    return {
        **frame.ruled_head(catalog),
        "formulation": record,
        "mode": chosen["id"],
        "summary": _summary(record["name"], chosen["id"], items, grade),
        "grade": grade,
        "items": items,
        "references": frame.reference_docs(catalog, cited),
    }


def grade_of(items: Sequence[ChecklistItemDoc], scheme: Record) -> GradeDoc:
    """Completeness: the weighted share of items that are reported, those in part by half, and its grade.

    Parameters
    ----------
    items : sequence of dict
        Items with need and status.
    scheme : mapping
        Content of ``rules/checklist.yaml``: weights, and grades from best to worst.
    """
    counted = [item for item in items if item["status"] in COUNTS]
    total = sum(scheme["weights"][item["need"]] for item in counted)
    found = sum(scheme["weights"][item["need"]] * COUNTS[item["status"]] for item in counted)
    share = found / total if total else 0.0
    entry = next(entry for entry in scheme["grades"] if share >= entry["at_least"])
    return {"share": round(share, 6), "grade": entry["grade"], "means": entry["means"]}


def _one_mode(catalog: Catalog, mode: str) -> Record:
    modes = catalog.modes_named(mode)
    if len(modes) > 1:
        names = ", ".join(record["id"] for record in modes)
        raise UsageError(f"{mode!r} is a family of modes, and each has a checklist of its own. Give one of {names}.")
    return modes[0]


def _scheme(catalog: Catalog) -> Record:
    scheme: Record | None = catalog.section("checklist")
    if scheme is None:
        raise DataError("these rules hold no checklist. Add a checklist.yaml to them, or leave --rules out.")
    return scheme


def _applies(item: Record, mode: Record) -> bool:
    return not item.get("modes") or not {mode["id"], mode["family"]}.isdisjoint(item["modes"])


def _item(item: Record, record: Record, evidence: Sequence[Record], mode: str) -> ChecklistItemDoc:
    whole = list(_found(item.get("satisfied_by") or {}, item, record, evidence, mode))
    part = list(_found(item.get("partly_by") or {}, item, record, evidence, mode))
    for entry in part:
        entry["in_part"] = True
    found = [*whole, *part]
    return {
        "id": item["id"],
        "title": item["title"],
        "need": item["need"],
        "status": _status(item, found),
        "found": sorted(found, key=lambda entry: entry["in_part"]),
        "because": item["because"],
        "how": item["how"],
        "references": item["references"],
    }


def _status(item: Record, found: Sequence[FoundDoc]) -> str:
    reported, in_part, missing, not_recorded = CHECKLIST_STATUS
    if not item.get("satisfied_by") and not item.get("partly_by"):
        return not_recorded
    if any(not entry["in_part"] for entry in found):
        return reported
    return in_part if found else missing


def _found(by: Record, item: Record, record: Record, evidence: Sequence[Record], mode: str) -> Iterator[FoundDoc]:
    """What is reported of the fields, methods and facts under one key of an item."""
    for name in by.get("fields") or ():
        yield from _of_field(record, name, item.get("conditions") or ())
    for entry in record["characterisation"]:
        if entry["method"] in (by.get("characterisation") or ()):
            yield _entry("characterisation", entry["method"], None, entry["sources"])
    for name in by.get("evidence") or ():
        yield from _of_evidence(name, evidence, mode)


def _entry(kind: str, name: str, value: Any, sources: Sequence[str], *lacks: str) -> FoundDoc:
    unit = FIELDS[name].unit if kind == "field" else ""
    return {
        "kind": kind,
        "name": name,
        "value": value,
        "unit": unit,
        "sources": list(sources),
        "in_part": bool(lacks),
        "remark": "; ".join(lacks) or None,
    }


def _of_field(record: Record, name: str, conditions: Sequence[str]) -> Iterator[FoundDoc]:
    if name == "elements":
        yield from _of_composition(record)
        return
    sources = [record["sources"][key] for key in (name, *STAND_INS.get(name, ())) if key in record["sources"]][:1]
    value = record[name]
    lacks = [] if value is not None else ["a bound or a range, no value"]
    if FIELDS[name].kind == "number":
        value = record["bounds"].get(name) if value is None else value
        lacks += [f"{key} not stated" for key in conditions if key not in record["conditions"].get(name, {})]
    if value is not None:
        yield _entry("field", name, value, sources, *lacks)


def _of_composition(record: Record) -> Iterator[FoundDoc]:
    if record["elements"]:
        keys = [key for key in ("core", "shells", "dopants") if key in record["sources"]]
        sources = list(dict.fromkeys(record["sources"][key] for key in keys)) or [record["source"]]
        lacks = [] if record["composition_complete"] else ["not known completely"]
        yield _entry("field", "elements", record["composition"] or record["elements"], sources, *lacks)


def _of_evidence(name: str, evidence: Sequence[Record], mode: str) -> Iterator[FoundDoc]:
    for record in evidence:
        if IN_EVIDENCE[name](record):
            elsewhere = name in OF_ONE_MODE and record["mode"] != mode
            lacks = [f"shown in {record['mode']}"] if elsewhere else []
            yield _entry("evidence", name, record["outcome"], [record["reference"]], *lacks)


def _summary(name: str, mode: str, items: Sequence[ChecklistItemDoc], grade: GradeDoc) -> str:
    counts = Counter((item["need"], item["status"]) for item in items)
    required = [item for item in items if item["need"] == "required"]
    counted = [item for item in required if item["status"] in COUNTS]
    return (
        f"For {mode}, the checked sources report {counts['required', 'reported']} of {len(counted)} required items of "
        f"{name}, and {counts['required', 'in-part']} in part. Completeness {grade['share']:.0%}, grade "
        f"{grade['grade']}: {grade['means']}. What is not reported may have been measured: no page seen says so."
    )
