"""Coverage: which marker was imaged in which mode, how well proven, and where nothing is known at all."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from qdselect.advise import frame
from qdselect.catalog.catalog import Catalog
from qdselect.model.names import Names, names_in
from qdselect.model.vocabulary import LEVELS

if TYPE_CHECKING:
    from qdselect.model.documents.coverage import CoverageCellDoc, CoverageDoc

__all__ = ["coverage"]

Record = Mapping[str, Any]


def coverage(catalog: Catalog, *, cd_free: bool = False, markers: Names = ()) -> CoverageDoc:
    """Evidence per marker and imaging mode.

    Parameters
    ----------
    catalog : Catalog
        What to count in. Retracted records and studies that image nothing are left out; leads are no evidence.
    cd_free : bool
        Only particles that are certainly free of cadmium.
    markers : str or iterable of str
        Names of markers; by default all.

    Returns
    -------
    dict
        ``coverage`` holds one cell per marker and mode: supporting and refuting records, particles, records by
        level, the highest level, and ``gap`` where no record supports. ``by_level`` sums the cells.

    Raises
    ------
    UnknownNameError
        No marker has this name.
    """
    rows = list(dict.fromkeys(catalog.marker(name)["id"] for name in names_in(markers))) or list(catalog.markers)
    found: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for record in catalog.evidence:
        free = not cd_free or catalog.formulations[record["formulation"]]["cadmium_free"] is True
        if record.get("marker") and free and not record["retracted"]:
            found[record["marker"], record["mode"]].append(record)
    cells = [_cell(marker, mode, found.get((marker, mode), [])) for marker in rows for mode in catalog.modes]
    return {
        **frame.head(catalog),
        "cd_free": cd_free,
        "counts": {"cells": len(cells), "gaps": sum(cell["gap"] for cell in cells)},
        "by_level": {level: sum(cell["by_level"][level] for cell in cells) for level in LEVELS},
        "coverage": cells,
    }


def _cell(marker: str, mode: str, records: list[Record]) -> CoverageCellDoc:
    supporting = [record for record in records if record.get("direction", "supports") == "supports"]
    levels = Counter(record["level"] for record in supporting)
    return {
        "marker": marker,
        "mode": mode,
        "supporting": len(supporting),
        "refuting": len(records) - len(supporting),
        "formulations": len({record["formulation"] for record in supporting}),
        "by_level": {level: levels[level] for level in LEVELS},
        "highest_level": max(levels, key=LEVELS.index) if levels else None,
        "gap": not supporting,
    }
