"""A profile of weights of one's own, from a YAML file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qdselect.catalog.files import read_file
from qdselect.errors import UsageError

__all__ = ["read_profile"]


def read_profile(path: str) -> dict[str, Any]:
    """Read a profile: any of ``name``, ``factors``, ``weights`` and ``prefer``.

    Raises
    ------
    UsageError
        The file cannot be read, or something in it is wrong; the message says where.
    """
    place = Path(path)
    if not place.is_file():
        raise UsageError(f"{path}: there is no such file.")
    file = read_file(place, "profile")
    if file.findings:
        raise UsageError("the profile cannot be used:\n" + "\n".join(f"  {finding}" for finding in file.findings))
    found: dict[str, Any] = file.data
    return {"name": place.stem, **found}
