"""Support tiers: published for this marker in this mode, in another mode, transferable, or material only."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from qdselect.evidence.strength import untargeted
from qdselect.model.names import normalise
from qdselect.model.query import Query
from qdselect.model.struct import Struct
from qdselect.model.vocabulary import LEVELS, LIGAND_TYPES, NOT_IMAGING, STUDY_KINDS

__all__ = ["NO_HISTORY", "History", "history_of", "ligands_for", "marker_modes", "tier_of"]

Record = Mapping[str, Any]


class History(Struct):
    """What the evidence records of one formulation say about a question, whatever the mode.

    Attributes
    ----------
    proven : frozenset of str
        Modes in which it was published for the marker (or untargeted), at the level asked for.
    used : frozenset of str
        Modes in which it was used at all.
    carried : bool
        Whether it carried a ligand that could be swapped.
    below : frozenset of str
        Modes in which it was published for the marker (or untargeted), only below the level asked for.
    refuted : frozenset of str
        Modes in which a finding for the marker (or untargeted) speaks against it.
    """

    proven: frozenset[str]
    used: frozenset[str]
    carried: bool
    below: frozenset[str] = frozenset()
    refuted: frozenset[str] = frozenset()


def history_of(records: Sequence[Record], query: Query) -> History:
    """Sum up the evidence records of one formulation for a question."""
    proven: set[str] = set()
    below: set[str] = set()
    used, refuted = set(), set()
    carried = False
    for record in records:
        if record["retracted"]:
            continue
        mode, direction = record["mode"], record.get("direction", "supports")
        answers = _answers(record, query)
        if direction == "supports":
            used.add(mode)
            carried = carried or _carried_a_ligand(record)
            if answers:
                (proven if _high_enough(record, query.min_level) else below).add(mode)
        elif direction == "refutes" and answers:
            refuted.add(mode)
    return History(frozenset(proven), frozenset(used), carried, frozenset(below - proven), frozenset(refuted))


NO_HISTORY = History(frozenset(), frozenset(), False)
"""Of a formulation that no evidence names."""


def tier_of(history: History, query: Query, mode: str, ligand_known: bool) -> str:
    """Support tier of a formulation in a mode.

    Parameters
    ----------
    history : History
        Sum of its evidence records.
    query : Query
        Marker, or none.
    mode : str
        Id of the imaging mode.
    ligand_known : bool
        Whether any ligand for the marker is known.
    """
    if mode in history.proven:
        return "demonstrated"
    if history.proven:
        return "other-mode"
    if query.marker is None:
        return "transferable" if mode in history.used else "material-only"
    return "transferable" if mode in history.used and history.carried and ligand_known else "material-only"


def _carried_a_ligand(record: Record) -> bool:
    """Whether a ligand was coupled that could be swapped, rather than being the dot's own surface."""
    return bool(record.get("ligand")) and not str(record.get("conjugation") or "").startswith("intrinsic")


def _supports(record: Record) -> bool:
    return record.get("direction", "supports") == "supports" and not record["retracted"]


def _answers(record: Record, query: Query) -> bool:
    """Whether a record images the marker asked for; where none is, whether it is untargeted use in a mode."""
    if query.marker is None:
        return record["mode"] not in STUDY_KINDS and untargeted(record)
    return record["mode"] not in NOT_IMAGING and record.get("marker") == query.marker


def _high_enough(record: Record, level: str | None) -> bool:
    return level is None or LEVELS.index(record["level"]) >= LEVELS.index(level)


def marker_modes(evidence: Sequence[Record], marker: str, askable: Collection[str]) -> list[str]:
    """Modes in which a marker has supporting evidence, in the order of ``askable``."""
    used = {record["mode"] for record in evidence if record.get("marker") == marker and _supports(record)}
    return [mode for mode in askable if mode in used]


def _binds(name: str, known: Mapping[Any, Record]) -> str | None:
    """What a ligand that is named as one of those known binds, where that is not the marker as cells show it."""
    limits = [ligand["binds"] for ligand in known.values() if ligand.get("binds") and _within(name, ligand["name"])]
    return limits[0] if limits else None


def _within(name: str, other: str) -> bool:
    return normalise(name) in normalise(other)


def ligands_for(marker: str, evidence: Sequence[Record], ligands: Sequence[Record]) -> list[dict[str, Any]]:
    """Ligands known to bind a marker, each with its source.

    Those of the ligand list come first, antibodies before smaller ones, and of one kind first those that were most
    often on a dot. Those that bind only a variant of the marker, or a part inside the cell (``binds``), come last.
    """
    found = {
        (ligand["name"], ligand["type"]): {**ligand, "reference": ligand["reference"]}
        for ligand in ligands
        if ligand["marker"] == marker
    }
    for record in evidence:
        ligand = record.get("ligand")
        if record.get("marker") == marker and ligand and _supports(record):
            key = (ligand["name"], ligand.get("type"))
            entry = {"name": key[0], "type": key[1], "reference": record["reference"], "binds": _binds(key[0], found)}
            found.setdefault(key, entry)
    order = {kind: place for place, kind in enumerate(LIGAND_TYPES)}
    used = [
        normalise(item["ligand"]["name"]) for item in evidence if item.get("marker") == marker and item.get("ligand")
    ]

    def place(entry: Record) -> tuple[Any, ...]:
        name = normalise(entry["name"])
        uses = sum(name in other for other in used)
        return bool(entry.get("binds")), "id" not in entry, order.get(entry.get("type") or "", len(order)), -uses

    listed = sorted(found.values(), key=place)
    return [{key: entry.get(key) for key in ("name", "type", "reference", "binds")} for entry in listed]
