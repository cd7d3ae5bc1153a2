"""Where a number may lie that no source reports exactly."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from qdselect.model.interval import closed_interval, json_number

__all__ = ["ranges_of"]


def ranges_of(
    workings: Sequence[Mapping[str, Any]],
    materials: Iterable[Mapping[str, Any]],
    predictions: Mapping[str, Mapping[str, Sequence[Any]]],
) -> dict[str, list[Any]]:
    """Where a number may lie: the spread of its reports, else what a model predicts, else what the material documents.

    Parameters
    ----------
    workings : sequence of mapping
        What `working_of` gave, row by row.
    materials : iterable of mapping
        Materials of cores and shells.
    predictions : mapping
        Per formulation and field, low and high end of what a model predicts of an unknown, and what it rests on.

    Returns
    -------
    dict of str to list of (int, float or None, float or None)
        Per field, rows with the ends of the interval; ``None`` is an open end.
    """
    typical = {material["id"]: material.get("typical") or {} for material in materials}
    found: dict[str, dict[int, Any]] = defaultdict(dict)
    for row, record in enumerate(workings):
        for field, ends in record["spreads"].items():
            found[field][row] = ends
        for field, entry in typical.get(record["core_material"] or "", {}).items():
            if field not in record["intervals"]:
                found[field][row] = [json_number(end) for end in closed_interval(entry)]
        for field, (low, high, *_) in predictions.get(record["id"], {}).items():
            found[field][row] = [low, high]
    return {field: [[row, *ends] for row, ends in rows.items()] for field, rows in found.items()}
