"""The compiled index: one file, a header line and JSON sections that are read only when needed.

A keyed section holds its records behind a line that says where each one is, so that a command decodes only what it
shows. The header names each section's offset, length and checksum, and its own checksum stands before it. A file that
is short, foreign or damaged is never trusted: reading it raises `BadIndexError`, and the caller compiles anew.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

__all__ = ["FORMAT", "BadIndexError", "Index", "JsonTexts", "Records", "encode", "write_atomically"]

FORMAT = "qdselect-index-10"


class BadIndexError(Exception):
    """The file is not an index that can be trusted."""


class Index:
    """Sections of a compiled catalogue, decoded on first use.

    Parameters
    ----------
    header : dict
        Decoded header line.
    raw : bytes
        The whole file.
    """

    def __init__(self, header: dict[str, Any], raw: bytes, start: int) -> None:
        self.header, self._raw, self._start = header, raw, start
        self._decoded: dict[str, Any] = {}

    @classmethod
    def from_bytes(cls, raw: bytes, key: str | None = None) -> Index:
        """Index from the bytes of a file; ``key`` is what it must have been compiled from.

        Raises
        ------
        BadIndexError
            Damaged, foreign, or compiled from something else.
        """
        end = raw.find(b"\n")
        try:
            check, line = raw[:8], raw[9 : max(end, 9)]
            if int(check, 16) != zlib.crc32(line):
                raise BadIndexError("damaged")
            header = json.loads(line)
            if header["format"] != FORMAT or (key is not None and header["key"] != key):
                raise BadIndexError("compiled from something else")
            index = cls(header, raw, end + 1)
            body = memoryview(raw)[end + 1 :]
            for offset, length, check in header["sections"].values():
                if zlib.crc32(body[offset : offset + length]) != check:
                    raise BadIndexError("damaged")
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise BadIndexError(str(error)) from None
        return index

    @classmethod
    def from_file(cls, path: Path, key: str | None = None) -> Index:
        """Index from a file; see `from_bytes`."""
        try:
            raw = path.read_bytes()
        except OSError as error:
            raise BadIndexError(str(error)) from None
        return cls.from_bytes(raw, key)

    def section(self, name: str) -> Any:
        """Decoded section ``name``; a keyed one is a mapping that decodes a record on first use."""
        if name not in self._decoded:
            offset, length, _ = self.header["sections"][name]
            start = self._start + offset
            if name in self.header["keyed"]:
                self._decoded[name] = Records(self._raw, start)
            else:
                self._decoded[name] = json.loads(self._raw[start : start + length])
        return self._decoded[name]


class JsonTexts(list[str]):
    """Items of a list as JSON texts: what is printed as it is stored need not be decoded and encoded again."""


class Records(Mapping[str, Any]):
    """Records of a keyed section by id; each is decoded on first use."""

    def __init__(self, raw: bytes, start: int) -> None:
        end = raw.find(b"\n", start)
        self._raw, self._start = raw, end + 1
        self._places: dict[str, list[int]] = json.loads(raw[start:end])
        self._decoded: dict[str, Any] = {}

    def __getitem__(self, key: str) -> Any:
        if key not in self._decoded:
            offset, length = self._places[key]
            start = self._start + offset
            self._decoded[key] = json.loads(self._raw[start : start + length])
        return self._decoded[key]

    def texts(self) -> JsonTexts:
        """All records as the JSON that they are stored as, without decoding any."""
        ends = ((self._start + offset, length) for offset, length in self._places.values())
        return JsonTexts(self._raw[start : start + length].decode() for start, length in ends)

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def encode(sections: dict[str, Any], keyed: Sequence[str], key: str, facts: dict[str, Any]) -> bytes:
    """Bytes of an index file.

    Parameters
    ----------
    sections : dict
        Section name to plain data.
    keyed : sequence of str
        Sections that are mappings from id to record.
    key : str
        What it was compiled from (a digest).
    facts : dict
        Small facts for the header: versions, digests, counts.
    """
    table, body, offset = {}, [], 0
    for name, data in sections.items():
        raw = _keyed(data) if name in keyed else _json(data)
        table[name] = [offset, len(raw), zlib.crc32(raw)]
        body.append(raw)
        offset += len(raw)
    header = {"format": FORMAT, "key": key, **facts, "keyed": list(keyed), "sections": table}
    line = json.dumps(header, ensure_ascii=True).encode()
    return f"{zlib.crc32(line):08x} ".encode() + line + b"\n" + b"".join(body)


def _keyed(data: dict[str, Any]) -> bytes:
    places, body, offset = {}, [], 0
    for key, record in data.items():
        raw = _json(record)
        places[key] = [offset, len(raw)]
        body.append(raw)
        offset += len(raw)
    return _json(places) + b"\n" + b"".join(body)


def _json(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, allow_nan=False).encode()


def write_atomically(path: Path, raw: bytes) -> None:
    """Write a file so that a reader sees the old one or the new one, never half of it."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            file.write(raw)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
