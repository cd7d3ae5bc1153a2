"""Rows of a question: all formulations of a catalogue, or those that are left when a source is withdrawn."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from qdselect.catalog.catalog import Catalog
from qdselect.catalog.ranges import ranges_of
from qdselect.columns.table import Table
from qdselect.model.struct import Struct

__all__ = ["Rows", "reduced", "whole"]

Record = Mapping[str, Any]
Ranges = Mapping[str, Mapping[int, tuple[float, float]]]


class Rows(Struct):
    """Formulations, row by row.

    Attributes
    ----------
    ids, names, sources : sequence of str
        Id, name and introducing source of each.
    records : sequence of mapping
        What rules and scores read of each.
    table : Table
        The same as columns.
    ranges : mapping of str to mapping of int to (float, float)
        Per field and row, where a number may lie that is not known exactly.
    predicted : mapping of int to mapping
        Per row, what models say of fields that no source reports: low, high, model, references, and what it rests on.
    """

    ids: Sequence[str]
    names: Sequence[str]
    sources: Sequence[str]
    records: Sequence[Record]
    table: Table
    ranges: Ranges
    predicted: Mapping[int, Record]


class _OnDemand(Sequence[Record]):
    """Records in the order of their ids, each decoded when somebody asks for it."""

    def __init__(self, ids: Sequence[str], records: Mapping[str, Record]) -> None:
        self._ids, self._records = ids, records

    def __getitem__(self, row: Any) -> Any:
        return self._records[self._ids[row]]

    def __len__(self) -> int:
        return len(self._ids)


def whole(catalog: Catalog) -> Rows:
    """All formulations, as they were compiled."""
    rows = catalog.rows
    return Rows(
        rows["id"],
        rows["name"],
        rows["source"],
        _OnDemand(rows["id"], catalog.workings),
        Table({}, len(rows["id"]), catalog.column),
        _ranges(catalog.section("ranges")),
        _by_row(rows["id"], catalog.section("predictions")),
    )


def reduced(catalog: Catalog, without: str) -> Rows:
    """What is left without a source: without the particles that it introduces, and the values that others owe to it."""
    kept = [_returned(record, without) for record in catalog.workings.values() if record["source"] != without]
    ids, names, sources = ([str(record[key]) for record in kept] for key in ("id", "name", "source"))
    predictions = {
        name: {field: item for field, item in own.items() if without not in item[4]}
        for name, own in catalog.section("predictions").items()
    }
    ranges = _ranges(ranges_of(kept, catalog.section("materials"), predictions))
    return Rows(ids, names, sources, kept, Table.of(kept), ranges, _by_row(ids, predictions))


def _by_row(ids: Sequence[str], predictions: Mapping[str, Record]) -> dict[int, Record]:
    return {row: predictions[name] for row, name in enumerate(ids) if name in predictions}


def _ranges(found: Mapping[str, Sequence[Sequence[Any]]]) -> Ranges:
    return {
        field: {row: (_end(low, -math.inf), _end(high, math.inf)) for row, low, high in rows}
        for field, rows in found.items()
    }


def _end(value: float | None, unbounded: float) -> float:
    return unbounded if value is None else value


def _returned(record: Record, without: str) -> Record:
    """A record without the values that it owes to a source; what it was composed of is then unknown."""
    gone = [field for field, source in record["borrowed"].items() if source == without]
    if not gone:
        return record
    kept = {key: None if key in gone else value for key, value in record.items()}
    for key in ("intervals", "spreads"):
        kept[key] = {field: ends for field, ends in record[key].items() if field not in gone}
    if {"core", "shells", "dopants"} & set(gone):
        unknown = ("core_material", "toxicity_class", "cadmium_free", "heavy_metal_free", "has_shell")
        kept |= dict.fromkeys(unknown) | {"composition_complete": False, "elements": [], "shells": [], "dopants": []}
        kept |= {"shell_materials": []}
    return kept
