"""Settings: flag, then environment (``QDSELECT_*``), then project file, then user file, then default.

The project file is ``qdselect.toml`` in the working folder, the user file ``qdselect/config.toml`` under
``$XDG_CONFIG_HOME`` (``~/.config``). Keys: ``catalog``, ``rules``, ``format``, ``top``.
"""

from __future__ import annotations

import contextlib
import errno
import os
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qdselect.cli.options import FORMATS
from qdselect.errors import UsageError

if TYPE_CHECKING:
    from qdselect.catalog.catalog import Catalog

__all__ = ["Settings"]

KEYS = ("catalog", "rules", "format", "top")
MAX_BYTES = 100_000


class Settings:
    """What the general options, the environment and the settings files say.

    Parameters
    ----------
    catalog, rules : str or None
        Folders as flags.
    isolated : bool
        Ignore everything but flags.
    """

    def __init__(self, catalog: str | None = None, rules: str | None = None, isolated: bool = False) -> None:
        for option, folder in (("--catalog", catalog), ("--rules", rules)):
            if folder == "":
                raise UsageError(f"{option} names no folder. Give the folder, or leave the option out.")
        self.catalog, self.rules, self.isolated = catalog, rules, isolated

    def value(self, key: str, flag: Any = None) -> Any:
        """Value of a setting; ``None`` when nothing sets it."""
        if self.isolated:
            return flag
        from_files = self._from_files.get(key)  # a broken file is an error even where a flag beats it
        return flag if flag is not None else os.environ.get(f"QDSELECT_{key.upper()}") or from_files

    def load(self) -> Catalog:
        """The catalogue that the settings name."""
        from qdselect.catalog.catalog import load_catalog

        return load_catalog(self.value("catalog", self.catalog), self.value("rules", self.rules))

    @cached_property
    def _from_files(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for path in reversed(_files()):
            found |= _read(path)
        return found


def _files() -> list[Path]:
    base = os.environ.get("XDG_CONFIG_HOME") or ""
    paths = [Path("qdselect.toml")]
    with contextlib.suppress(RuntimeError, OSError):
        paths.append((Path(base) if Path(base).is_absolute() else Path.home() / ".config") / "qdselect" / "config.toml")
    return paths


def _read(path: Path) -> dict[str, Any]:
    """Settings of one file; none if there is no file.

    Raises
    ------
    UsageError
        It is there and cannot be read, or something in it is wrong.
    """
    if not os.path.lexists(path):
        return {}
    data = _parsed(path, _bytes_of(path))
    for key, value in data.items():
        _check(path, key, value)
    return data


def _bytes_of(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file():
            raise OSError(errno.EINVAL, "it is no regular file")
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(
            f"{path}: the settings file cannot be read ({error.strerror}). Correct that, or use --isolated."
        ) from None
    if len(raw) > MAX_BYTES:
        raise UsageError(f"{path}: not a settings file: more than {MAX_BYTES:,} bytes. Shorten it, or use --isolated.")
    return raw


def _parsed(path: Path, raw: bytes) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(raw.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: not a settings file: {error}. Correct it, or use --isolated.") from None


def _check(path: Path, key: str, value: object) -> None:
    if key not in KEYS:
        raise UsageError(f"{path}: unknown setting {key[:60]!r}. Settings are {', '.join(KEYS)}.")
    whole = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    if key == "top" and not whole:
        raise UsageError(f"{path}: the setting top must be a whole number, 0 or more, not {str(value)[:40]!r}.")
    if key != "top" and not (isinstance(value, str) and value):
        raise UsageError(f"{path}: the setting {key} must be text in quotes, not {str(value)[:40]!r}.")
    if key == "format" and value not in FORMATS:
        raise UsageError(f"{path}: unknown format {str(value)[:40]!r}. Formats are {', '.join(FORMATS)}.")
