"""Columns as bytes: what rules and scores read of all formulations, ready to be looked at as arrays.

The catalogue packs its columns once, when it is compiled; a table of a few records packs them when it is asked.
Numbers are little-endian; `qdselect.columns.table` makes arrays of them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from qdselect.model.fields import FIELDS, LIGHT_FIELDS, PROBE_SIZE
from qdselect.model.json_text import read_json, write_json
from qdselect.model.struct import Struct

__all__ = ["OF_THE_QUESTION", "Packed", "pack", "pack_numbers", "pack_sets", "pack_truths", "pack_words"]

OF_THE_QUESTION = ("tier", "evidence_level", "ligand_types", PROBE_SIZE, "excitation_line_nm", *LIGHT_FIELDS)
"""Fields that depend on the question, so no record holds them."""
BITS = 64
"""Words of a set that one number holds."""


class Packed(Struct):
    """One column.

    Attributes
    ----------
    kind : str
        ``number``, ``category``, ``truth`` or ``set``.
    names : tuple of str
        Vocabulary of words, sorted.
    parts : tuple of bytes
        ``number``: low and high, float64. ``category``: codes into ``names``, int16, -1 unknown. ``truth``: int8, -1
        unknown. ``set``: one bit per word of ``names`` in rows of uint64, and whether each set is complete, int8.
    """

    kind: str
    names: tuple[str, ...]
    parts: tuple[bytes, ...]

    def to_bytes(self) -> bytes:
        """One line that describes the parts, and the parts."""
        head = [self.kind, list(self.names), [len(part) for part in self.parts]]
        return write_json(head).encode() + b"\n" + b"".join(self.parts)

    @classmethod
    def from_bytes(cls, raw: bytes) -> Packed:
        """The inverse of `to_bytes`."""
        start = raw.index(b"\n") + 1
        kind, names, lengths = read_json(raw[:start])
        parts = []
        for length in lengths:
            parts.append(raw[start : start + length])
            start += length
        return cls(kind, tuple(names), tuple(parts))


def pack(field: str, records: Sequence[Mapping[str, Any]]) -> Packed:
    """The column of a field.

    Parameters
    ----------
    field : str
        Name of the field.
    records : sequence of mapping
        Compiled formulations.
    """
    kind = FIELDS[field].kind
    if kind == "number":
        return pack_numbers(_interval(record, field) for record in records)
    if kind == "category":
        return pack_words([record.get(field) for record in records])
    if kind == "truth":
        return pack_truths(_truth(record, field) for record in records)
    words = [_words(record, field) for record in records]
    return pack_sets([own for own, _ in words], [complete for _, complete in words])


def pack_numbers(intervals: Iterable[Sequence[float | None] | None]) -> Packed:
    """From ``[low, high]`` pairs; ``None`` is unknown."""
    pairs = [(None, None) if item is None else item for item in intervals]
    low = [float("-inf") if pair[0] is None else pair[0] for pair in pairs]
    high = [float("inf") if pair[1] is None else pair[1] for pair in pairs]
    return Packed("number", (), (_bytes("d", low), _bytes("d", high)))


def pack_words(words: Sequence[str | None]) -> Packed:
    """From words; ``None`` is unknown."""
    names = tuple(sorted({word for word in words if word is not None}))
    code = {name: place for place, name in enumerate(names)}
    return Packed("category", names, (_bytes("h", [code.get(word, -1) if word else -1 for word in words]),))


def pack_truths(answers: Iterable[bool | None]) -> Packed:
    """From true, false and ``None``."""
    return Packed("truth", (), (_bytes("b", [-1 if answer is None else int(answer) for answer in answers]),))


def pack_sets(sets: Iterable[Iterable[str]], complete: Iterable[bool], further: Iterable[str] = ()) -> Packed:
    """From sets of words and whether each is complete; ``further`` words join the vocabulary."""
    items = [frozenset(words) for words in sets]
    names = tuple(sorted(frozenset(further).union(*items)))
    width = max(1, -(-len(names) // BITS))
    place = {name: index for index, name in enumerate(names)}
    bits = [0] * (width * len(items))
    for row, words in enumerate(items):
        for word in words:
            bits[row * width + place[word] // BITS] |= 1 << (place[word] % BITS)
    return Packed("set", names, (_bytes("Q", bits), _bytes("b", [int(known) for known in complete])))


def _bytes(kind: str, values: Sequence[float]) -> bytes:
    """Numbers of a type code of `array`."""
    from array import array

    numbers = array(kind, values)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()


def _interval(record: Mapping[str, Any], name: str) -> Any:
    if name == "n_shells":
        count = len(record.get("shells") or ())
        return [count, count] if count and record.get("has_shell") else None
    return (record.get("intervals") or {}).get(name)


def _truth(record: Mapping[str, Any], name: str) -> bool | None:
    if name.endswith("_reported"):
        return bool(record.get(name.removesuffix("_reported")))
    answer = record.get(name)
    return None if answer is None else bool(answer)


def _words(record: Mapping[str, Any], name: str) -> tuple[Sequence[str], bool]:
    if name == "elements":
        return record.get("elements") or (), bool(record.get("composition_complete"))
    if name == "dopant_elements":
        return record.get("dopants") or (), bool(record.get("composition_complete"))
    if name == "ligand_types":
        return record.get("ligand_types") or (), "ligand_types" in record
    return record.get(name) or (), record.get("has_shell") is not None
