"""From folders of YAML to an index: read, check, compile, encode."""

from __future__ import annotations

import hashlib
import shlex
from pathlib import Path

from qdselect.catalog.checks import check_folder
from qdselect.catalog.compile import KEYED, compile_index
from qdselect.catalog.files import list_files, read_folder
from qdselect.catalog.findings import Finding
from qdselect.catalog.index import encode, write_atomically
from qdselect.catalog.locate import default_folders
from qdselect.errors import DataError
from qdselect.model.names import counted

__all__ = ["build_index", "write_index"]


def build_index(catalog: Path, rules: Path, key: str | None = None) -> bytes:
    """Compile a catalogue and its rules.

    Parameters
    ----------
    catalog, rules : Path
        The two folders.
    key : str, optional
        What the index is keyed by; by default the digest of the content.

    Raises
    ------
    DataError
        The files have error findings; it carries all of them.
    """
    folder = read_folder(catalog, rules)
    errors = [finding for finding in check_folder(folder) if finding.severity == "error"]
    if errors:
        raise DataError(_summary(errors, catalog, rules), errors)
    sections = compile_index(folder)
    digests = {"catalog": _digest(catalog, rules, catalog), "rules": _digest(catalog, rules, rules)}
    facts = {
        "digests": digests,
        "version": _version(catalog),
        "counts": {name: len(sections[name]) for name in ("formulations", "evidence", "references", "leads", "rules")},
    }
    return encode(sections, KEYED, key or f"{digests['catalog']}+{digests['rules']}", facts)


def write_index(catalog: Path, rules: Path, target: Path) -> None:
    """Compile to a file."""
    write_atomically(target, build_index(catalog, rules))


_FOLLOWING = ("dangling-id", "unknown-marker", "unknown-mode", "pin-without-value")
"""Findings that another one may be the cause of."""


def _summary(errors: list[Finding], catalog: Path, rules: Path) -> str:
    """The first few errors, causes before what may follow from them, and the command that shows all."""
    ordered = sorted(errors, key=lambda finding: (finding.code != "missing-file", finding.code in _FOLLOWING))
    shown = "\n".join(f"  {finding}" for finding in ordered[:5])
    more = f"\n  and {len(errors) - 5} more" if len(errors) > 5 else ""
    return (
        f"the catalogue has {counted(len(errors), 'error')} and cannot be used:\n{shown}{more}\n"
        f"Run `{_command(catalog, rules)}` for all findings."
    )


def _command(catalog: Path, rules: Path) -> str:
    """The command that checks these two folders."""
    named = zip(("--catalog", "--rules"), (catalog, rules), default_folders(), strict=True)
    options = [f"{option} {shlex.quote(str(folder))} " for option, folder, usual in named if folder != usual]
    return f"qdselect {''.join(options)}validate"


def _digest(catalog: Path, rules: Path, root: Path) -> str:
    """SHA-256 over names and contents, independent of place and order of reading."""
    total = hashlib.sha256()
    for _, path in sorted(list_files(catalog, rules), key=lambda item: str(item[1])):
        if path.is_relative_to(root):
            name = path.relative_to(root).as_posix().encode()
            total.update(name + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _version(catalog: Path) -> str:
    """Catalogue version from ``catalog/VERSION``."""
    try:
        return (catalog / "VERSION").read_text(encoding="utf-8").strip()[:40] or "unversioned"
    except (OSError, UnicodeDecodeError):
        return "unversioned"
