"""Support tiers: published for this marker in this mode, in another mode, transferable, or material only."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from qdselect.model.query import Query
from qdselect.model.vocabulary import LEVELS, STUDY_KINDS

__all__ = ["ligands_for", "marker_modes", "tier_of"]

Record = Mapping[str, Any]


def tier_of(records: Sequence[Record], query: Query, mode: Record, ligand_known: bool) -> str:
    """Support tier of a formulation from its own evidence records.

    Parameters
    ----------
    records : sequence of mapping
        Evidence records of the formulation.
    query : Query
        Marker (or none), and the lowest level that counts as proof.
    mode : mapping
        The imaging mode.
    ligand_known : bool
        Whether any ligand for the marker is known.
    """
    valid = [record for record in records if _supports(record)]
    proof = [record for record in valid if _high_enough(record, query.min_level)]
    in_mode = [record for record in valid if record["mode"] == mode["id"]]
    if query.marker is None:
        if any(record["mode"] == mode["id"] and record.get("marker") is None for record in proof):
            return "demonstrated"
        return "other-mode" if _untargeted_elsewhere(proof) else _used_or_not(in_mode)
    own = [record for record in proof if record.get("marker") == query.marker]
    if any(record["mode"] == mode["id"] for record in own):
        return "demonstrated"
    if own:
        return "other-mode"
    carried = any(record.get("ligand") for record in valid)
    return "transferable" if in_mode and carried and ligand_known else "material-only"


def _supports(record: Record) -> bool:
    return record.get("direction", "supports") == "supports" and not record["retracted"]


def _high_enough(record: Record, level: str | None) -> bool:
    return level is None or LEVELS.index(record["level"]) >= LEVELS.index(level)


def _untargeted_elsewhere(records: Sequence[Record]) -> bool:
    studies = STUDY_KINDS
    return any(record.get("marker") is None and record["mode"] not in studies for record in records)


def _used_or_not(in_mode: Sequence[Record]) -> str:
    return "transferable" if in_mode else "material-only"


def marker_modes(evidence: Sequence[Record], marker: str, askable: Collection[str]) -> list[str]:
    """Modes in which a marker has supporting evidence, in the order of ``askable``."""
    used = {record["mode"] for record in evidence if record.get("marker") == marker and _supports(record)}
    return [mode for mode in askable if mode in used]


def ligands_for(marker: str, evidence: Sequence[Record], ligands: Sequence[Record]) -> list[dict[str, Any]]:
    """Ligands known to bind a marker, each with its source; those of the ligand list first."""
    found = {
        (ligand["name"], ligand["type"]): {**ligand, "reference": ligand["reference"]}
        for ligand in ligands
        if ligand["marker"] == marker
    }
    for record in evidence:
        ligand = record.get("ligand")
        if record.get("marker") == marker and ligand and _supports(record):
            key = (ligand["name"], ligand.get("type"))
            entry = {"name": key[0], "type": key[1], "reference": record["reference"]}
            found.setdefault(key, entry)
    return [
        {"name": entry["name"], "type": entry.get("type"), "reference": entry["reference"]} for entry in found.values()
    ]
