"""Where catalogue, rules and the compiled index are.

An installed wheel carries an index. A checkout (or a folder of one's own) is compiled on first use into a cache
that is keyed by the files' names, sizes and times; a cache that cannot be read or written is done without.
"""

from __future__ import annotations

import contextlib
import os
import zlib
from pathlib import Path

from qdselect.catalog.index import FORMAT, BadIndexError, Index, write_atomically
from qdselect.errors import DataError

__all__ = ["default_folders", "open_index"]

_PACKAGE = Path(__file__).resolve().parent.parent


def default_folders() -> tuple[Path, Path]:
    """Folders of the catalogue and the rules: those of the checkout, or those inside the wheel."""
    checkout = _PACKAGE.parent.parent
    if (checkout / "catalog" / "sources").is_dir() and (checkout / "rules").is_dir():
        return checkout / "catalog", checkout / "rules"
    data = _PACKAGE / "_data"
    return data / "catalog", data / "rules"


def open_index(catalog: str | os.PathLike[str] | None = None, rules: str | os.PathLike[str] | None = None) -> Index:
    """The compiled index of a catalogue and its rules; compiled first if need be.

    Parameters
    ----------
    catalog, rules : path, optional
        Folders of one's own; by default those that came with the package.

    Raises
    ------
    DataError
        There is no catalogue there, or it has errors.
    """
    own_catalog, own_rules = default_folders()
    if catalog is None and rules is None:
        packed = _PACKAGE / "_data" / "index.qdx"
        if own_catalog.parent == packed.parent:
            return _packed(packed, own_catalog, own_rules)
    return _cached(Path(catalog or own_catalog), Path(rules or own_rules))


def _packed(path: Path, catalog: Path, rules: Path) -> Index:
    """The index inside the wheel; a damaged one is compiled anew from the YAML beside it."""
    try:
        return Index.from_file(path, mend=lambda: _compiled(catalog, rules))
    except BadIndexError:
        return _cached(catalog, rules)


def _cached(catalog: Path, rules: Path) -> Index:
    key = _stamp(catalog, rules)
    places = [folder / f"{_short(catalog, rules)}.qdx" for folder in _cache_folders(catalog)]
    for place in places:
        with contextlib.suppress(BadIndexError):
            return Index.from_file(place, key, lambda: _kept(_compiled(catalog, rules, key), places))
    return Index.from_bytes(_kept(_compiled(catalog, rules, key), places), key)


def _compiled(catalog: Path, rules: Path, key: str | None = None) -> bytes:
    from qdselect.catalog import build

    return build.build_index(catalog, rules, key)


def _kept(raw: bytes, places: list[Path]) -> bytes:
    """The same bytes, written to the first place that takes them."""
    for place in places:
        with contextlib.suppress(OSError):
            place.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(place, raw)
            break
    return raw


def _cache_folders(catalog: Path) -> list[Path]:
    """Folders to try for the cache: the checkout's own, then the user's."""
    folders = [catalog.parent / ".cache" / "qdselect"] if catalog == default_folders()[0] else []
    base = os.environ.get("XDG_CACHE_HOME") or ""
    with contextlib.suppress(RuntimeError, OSError):
        folders.append((Path(base) if Path(base).is_absolute() else Path.home() / ".cache") / "qdselect")
    return folders


def _short(catalog: Path, rules: Path) -> str:
    text = f"{catalog.absolute()}\0{rules.absolute()}".encode("utf-8", "surrogateescape")
    return f"{zlib.crc32(text):08x}{zlib.adler32(text):08x}"


def _stamp(catalog: Path, rules: Path) -> str:
    """Checksum of names, sizes and times of all files, and of the code that compiles them."""
    parts = [FORMAT]
    for what, folder in (("catalogue", catalog), ("rules folder", rules)):
        if not folder.is_dir():
            kind = "is a file; give the folder that holds it" if folder.exists() else "does not exist"
            raise DataError(f"{folder}: the {what} {kind}.")
    folders = (
        catalog,
        catalog / "sources",
        catalog / "leads",
        catalog / "instruments",
        rules,
        _PACKAGE / "catalog",
        _PACKAGE / "catalog" / "schema",
        _PACKAGE / "model",
    )
    for folder in folders:
        parts += _stamps_in(folder)
    text = "\n".join(parts).encode("utf-8", "surrogateescape")
    return f"{len(parts)}-{len(text)}-{zlib.crc32(text):08x}{zlib.adler32(text):08x}"


def _stamps_in(folder: Path) -> list[str]:
    found = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                name = entry.name
                if not name.endswith((".yaml", ".yml", ".py", "VERSION")) or name.startswith("."):
                    continue
                try:
                    stat = entry.stat()
                except FileNotFoundError:
                    continue
                found.append(f"{name}\0{stat.st_size}\0{stat.st_mtime_ns}")
    except FileNotFoundError:
        return []
    except OSError as error:
        raise DataError(f"{folder}: cannot be read ({error.strerror}). Check its permissions.") from None
    found.sort()
    return [f"{folder}", *found]
