"""What all sources say of one particle: every record with the place where it stands."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from qdselect.catalog.files import Authored, Folder
from qdselect.catalog.findings import Finding
from qdselect.model.interval import closed_interval
from qdselect.model.struct import Struct

__all__ = ["Report", "first_value", "reports_in", "sources_in"]


class Report(Struct):
    """One record of a source about a particle.

    Attributes
    ----------
    file : Authored
        File of the source.
    where : tuple
        Place of the record in the file.
    record : dict
        The record: a formulation or a measurement.
    """

    file: Authored
    where: tuple[Any, ...]
    record: dict[str, Any]

    @property
    def source(self) -> str:
        """Id of the source."""
        return str(self.file.data["id"])

    def quantity(self, field: str) -> dict[str, Any]:
        """A reported number with its conditions; empty when it is not reported."""
        value = self.record.get(field)
        return value if isinstance(value, dict) else {} if value is None else {"value": value}

    def interval(self, field: str) -> tuple[float, float] | None:
        """Closed interval of a reported number; ``None`` when it is not reported."""
        quantity = self.quantity(field)
        return closed_interval(quantity) if quantity else None

    def finding(self, code: str, field: str, message: str, fix: str) -> Finding:
        """A finding at a field of the record."""
        return self.file.finding(code, (*self.where, field), message, fix, key=True)


def sources_in(folder: Folder) -> list[Authored]:
    """Files of sources that count: no leads, none that was retracted."""
    return [
        file
        for file in folder.whole("source")
        if file.data.get("status") != "lead" and not file.data["reference"].get("retracted")
    ]


def reports_in(folder: Folder) -> dict[str, list[Report]]:
    """Records by particle, in the order of the files; of a file the formulations before the measurements."""
    found: dict[str, list[Report]] = defaultdict(list)
    for file in sources_in(folder):
        for part, name in (("formulations", "id"), ("measurements", "formulation")):
            for place, record in enumerate(file.data.get(part) or ()):
                found[record[name]].append(Report(file, (part, place), record))
    return dict(found)


def first_value(reports: list[Report], key: str) -> Any:
    """What the first record that has a key says: that of the introducing source before all others."""
    ordered = sorted(reports, key=lambda report: "id" not in report.record)
    return next((report.record[key] for report in ordered if report.record.get(key) is not None), None)
