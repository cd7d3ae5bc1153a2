"""Validate a file, a folder or the whole catalogue, all findings in one run."""

from __future__ import annotations

import os
from pathlib import Path

from qdselect.catalog.checks import check_folder
from qdselect.catalog.files import Folder, list_files, read_file, read_folder
from qdselect.catalog.findings import Finding
from qdselect.catalog.locate import default_folders
from qdselect.errors import UsageError

__all__ = ["validate"]

PathLike = str | os.PathLike[str]


def validate(
    path: PathLike | None = None, catalog: PathLike | None = None, rules: PathLike | None = None
) -> tuple[int, list[Finding]]:
    """Check authored files.

    Parameters
    ----------
    path : path, optional
        A file or folder; by default the whole catalogue and its rules. A catalogue folder (one that holds
        ``sources/``) is checked as a whole; other files are checked against the catalogue they would join.
    catalog, rules : path, optional
        Folders of one's own.

    Returns
    -------
    (int, list of Finding)
        Number of files read, and findings in order of place.

    Raises
    ------
    UsageError
        There is nothing to check at ``path``.
    DataError
        A folder cannot be read.
    """
    own_catalog, own_rules = (
        Path(given or own) for given, own in zip((catalog, rules), default_folders(), strict=True)
    )
    if path is None:
        return _whole(own_catalog, own_rules)
    target = Path(path)
    if not _exists(target):
        raise UsageError(f"{target}: there is no such file or folder.")
    if not (target.is_file() or target.is_dir()):
        raise UsageError(f"{target}: a pipe or a device is not read. Give a file or a folder.")
    if (target / "sources").is_dir() or (target / "markers.yaml").exists():
        return _whole(target, own_rules)
    if target.is_dir() and (target / "modes.yaml").exists():
        return _whole(own_catalog, target)
    return _against(target, read_folder(own_catalog, own_rules))


def _exists(target: Path) -> bool:
    try:
        return target.exists()
    except (OSError, ValueError):
        return False


def _whole(catalog: Path, rules: Path) -> tuple[int, list[Finding]]:
    count = len(list_files(catalog, rules))
    return count, check_folder(read_folder(catalog, rules))


def _against(target: Path, context: Folder) -> tuple[int, list[Finding]]:
    """Check single files against the catalogue they would join (or already stand in)."""
    paths = sorted(p for p in target.rglob("*") if p.suffix in (".yaml", ".yml")) if target.is_dir() else [target]
    if not paths:
        raise UsageError(f"{target}: there is no YAML file in this folder.")
    files = [read_file(path) for path in paths]
    resolved = {path.resolve() for path in paths}
    others = [file for file in context.files if Path(file.path).resolve() not in resolved]
    own = {file.path for file in files}
    together = check_folder(Folder([*others, *files]), newcomers=own)
    return len(files), [finding for finding in together if finding.path in own]
