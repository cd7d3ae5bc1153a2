"""Support tiers: published for this marker in this mode, in another mode, transferable, or material only."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from qdselect.model.query import Query
from qdselect.model.vocabulary import LEVELS, STUDY_KINDS

__all__ = ["ligands_for", "marker_modes", "tier_of"]

Record = Mapping[str, Any]


def tier_of(records: Sequence[Record], query: Query, mode: str, ligand_known: bool) -> str:
    """Support tier of a formulation from its own evidence records.

    Parameters
    ----------
    records : sequence of mapping
        Evidence records of the formulation.
    query : Query
        Marker (or none), and the lowest level that counts as proof.
    mode : str
        Id of the imaging mode.
    ligand_known : bool
        Whether any ligand for the marker is known.
    """
    valid = [record for record in records if _supports(record)]
    if not valid:
        return "material-only"
    proof = [record for record in valid if _high_enough(record, query.min_level)]
    own = [record for record in proof if record.get("marker") == query.marker]
    if any(record["mode"] == mode for record in own):
        return "demonstrated"
    if query.marker is None:
        return _untargeted_tier(valid, own, mode)
    if own:
        return "other-mode"
    swappable = ligand_known and any(_carried_a_ligand(record) for record in valid)
    return "transferable" if swappable and any(record["mode"] == mode for record in valid) else "material-only"


def _untargeted_tier(valid: Sequence[Record], own: Sequence[Record], mode: str) -> str:
    if any(record["mode"] not in STUDY_KINDS for record in own):
        return "other-mode"
    return "transferable" if any(record["mode"] == mode for record in valid) else "material-only"


def _carried_a_ligand(record: Record) -> bool:
    """Whether a ligand was coupled that could be swapped, rather than being the dot's own surface."""
    return bool(record.get("ligand")) and not str(record.get("conjugation") or "").startswith("intrinsic")


def _supports(record: Record) -> bool:
    return record.get("direction", "supports") == "supports" and not record["retracted"]


def _high_enough(record: Record, level: str | None) -> bool:
    return level is None or LEVELS.index(record["level"]) >= LEVELS.index(level)


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
