"""The compiled index: one file, a header line and sections that are read only when needed.

A keyed section holds its records behind a line that says where each one is, so that a command reads and decodes only
what it shows. Header, sections and records have checksums. A file that is short or foreign is refused when it is
opened; what is damaged further in is found when it is read, and then compiled anew. Nothing damaged is ever trusted.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from qdselect.model.json_text import read_json, write_json

__all__ = ["FORMAT", "BadIndexError", "Index", "JsonTexts", "Records", "encode", "write_atomically"]

FORMAT = "qdselect-index-14"
HEAD = 1 << 16
"""Longest header, bytes."""

Reader = Callable[[int, int], bytes]
"""Bytes of a file from an offset on, so many."""


class BadIndexError(Exception):
    """The file is not an index that can be trusted."""


class Index:
    """Sections of a compiled catalogue, read on first use.

    Parameters
    ----------
    header : dict
        Decoded header line.
    read : callable
        Gives bytes of the file.
    start : int
        Where the sections begin.
    mend : callable, optional
        Compiles the same catalogue anew; called when something turns out to be damaged.
    """

    def __init__(
        self, header: dict[str, Any], read: Reader, start: int, mend: Callable[[], bytes] | None = None
    ) -> None:
        self.header, self._read, self._start, self._mend = header, read, start, mend
        self._decoded: dict[str, Any] = {}

    @classmethod
    def from_bytes(cls, raw: bytes, key: str | None = None) -> Index:
        """Index from the bytes of a file; ``key`` is what it must have been compiled from.

        Raises
        ------
        BadIndexError
            Short, foreign, or compiled from something else.
        """
        return cls(*_opened(_reader(raw), len(raw), key))

    @classmethod
    def from_file(cls, path: Path, key: str | None = None, mend: Callable[[], bytes] | None = None) -> Index:
        """Index from a file; see `from_bytes`."""
        try:
            file = _File(path)
            return cls(*_opened(file.read, file.size, key), mend)
        except OSError as error:
            raise BadIndexError(str(error)) from None

    def section(self, name: str) -> Any:
        """Decoded section ``name``; a keyed one is a mapping that decodes a record on first use."""
        if name not in self._decoded:
            keyed = self.header["keyed"].get(name)
            offset, length, check = self.header["sections"][name]
            data = read_json(self.read(offset, length, check))
            self._decoded[name] = data if keyed is None else Records(self, data, keyed)
        return self._decoded[name]

    def read(self, offset: int, length: int, check: int) -> bytes:
        """Bytes behind the header that have this checksum.

        Raises
        ------
        BadIndexError
            They are damaged, and cannot be compiled anew.
        """
        raw = self._bytes(offset, length)
        if zlib.crc32(raw) != check and self._mend:
            self.header, self._read, self._start = _opened(_reader(fresh := self._mend()), len(fresh), None)
            raw = self._bytes(offset, length)
        if zlib.crc32(raw) != check:
            raise BadIndexError("damaged")
        return raw

    def _bytes(self, offset: int, length: int) -> bytes:
        try:
            return self._read(self._start + offset, length)
        except OSError as error:
            raise BadIndexError(str(error)) from None


class _File:
    """A file that stays open for as long as something may be read from it."""

    def __init__(self, path: Path) -> None:
        self._number: int | None = None
        self._number = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        self.size = os.fstat(self._number).st_size

    def read(self, offset: int, length: int) -> bytes:
        assert self._number is not None
        os.lseek(self._number, offset, os.SEEK_SET)
        return os.read(self._number, length)

    def __del__(self) -> None:
        if self._number is not None:
            os.close(self._number)


def _reader(raw: bytes) -> Reader:
    return lambda offset, length: raw[offset : offset + length]


def _opened(read: Reader, size: int, key: str | None) -> tuple[dict[str, Any], Reader, int]:
    """Header of an index, and where its sections begin."""
    head = read(0, HEAD)
    end = head.find(b"\n")
    try:
        check, line = head[:8], head[9 : max(end, 9)]
        if int(check, 16) != zlib.crc32(line):
            raise BadIndexError("damaged")
        header = read_json(line)
        if header["format"] != FORMAT or (key is not None and header["key"] != key):
            raise BadIndexError("compiled from something else")
        if header["size"] != size - end - 1:
            raise BadIndexError("not whole")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadIndexError(str(error)) from None
    return header, read, end + 1


SEPARATOR = ",\n    "
"""What stands between the records of a keyed section: just what stands between them when they are printed."""


class JsonTexts(Sequence[str]):
    """Items of a list as JSON texts: what is printed as it is stored need not be decoded and encoded again.

    Parameters
    ----------
    raw : bytes
        All of them, with `SEPARATOR` between two.
    places : sequence of (int, int, int)
        Offset and length of each, and its checksum.
    """

    def __init__(self, raw: bytes, places: Sequence[Sequence[int]]) -> None:
        self._raw, self._places = raw, places

    @property
    def joined(self) -> str:
        """All of them, with `SEPARATOR` between two."""
        return self._raw.decode()

    def __getitem__(self, place: Any) -> Any:
        offset, length, _ = self._places[place]
        return self._raw[offset : offset + length].decode()

    def __len__(self) -> int:
        return len(self._places)


class Records(Mapping[str, Any]):
    """Records of a keyed section by id; each is read and decoded on first use, bytes stay bytes."""

    def __init__(self, index: Index, places: dict[str, list[int]], whole: Sequence[Any]) -> None:
        self._index, self._places = index, places
        self._offset, self._length, self._check, self._binary = whole
        self._decoded: dict[str, Any] = {}

    def __getitem__(self, key: str) -> Any:
        if key not in self._decoded:
            offset, length, check = self._places[key]
            raw = self._index.read(self._offset + offset, length, check)
            self._decoded[key] = raw if self._binary else read_json(raw)
        return self._decoded[key]

    def texts(self) -> JsonTexts:
        """All records as the JSON that they are stored as, without decoding any."""
        return JsonTexts(self._index.read(self._offset, self._length, self._check), list(self._places.values()))

    def __contains__(self, key: object) -> bool:
        return key in self._places

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
        Sections that are mappings from id to record: plain data, or bytes in all of them.
    key : str
        What it was compiled from (a digest).
    facts : dict
        Small facts for the header: versions, digests, counts.
    """
    body = bytearray()
    table: dict[str, list[int]] = {}
    wholes: dict[str, list[Any]] = {}
    for name, data in sections.items():
        records = _packed(data) if name in keyed else {}
        raw = _json(_places(records) if name in keyed else data)
        table[name] = [len(body), len(raw), zlib.crc32(raw)]
        body += raw
        if name in keyed:
            whole = SEPARATOR.encode().join(records.values())
            binary = any(isinstance(record, bytes) for record in data.values())
            wholes[name] = [len(body), len(whole), zlib.crc32(whole), binary]
            body += whole
    header = {"format": FORMAT, "key": key, **facts, "size": len(body), "keyed": wholes, "sections": table}
    line = write_json(header, ascii_only=True).encode()
    return f"{zlib.crc32(line):08x} ".encode() + line + b"\n" + bytes(body)


def _packed(data: dict[str, Any]) -> dict[str, bytes]:
    return {key: record if isinstance(record, bytes) else _json(record) for key, record in data.items()}


def _places(records: dict[str, bytes]) -> dict[str, list[int]]:
    places, offset = {}, 0
    for key, raw in records.items():
        places[key] = [offset, len(raw), zlib.crc32(raw)]
        offset += len(raw) + len(SEPARATOR)
    return places


def _json(data: Any) -> bytes:
    return write_json(data, strict=True).encode()


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
