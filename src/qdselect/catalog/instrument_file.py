"""An instrument of one's own, read from a file that belongs to no catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qdselect.catalog.checks_instruments import check_instrument
from qdselect.catalog.compile_instruments import instrument_of
from qdselect.catalog.files import read_file
from qdselect.catalog.known import Known
from qdselect.errors import UsageError

__all__ = ["read_instrument"]


def read_instrument(path: str, sources: set[str]) -> dict[str, Any]:
    """A compiled instrument from a file.

    Parameters
    ----------
    path : str
        YAML file; see ``qdselect schema instrument``.
    sources : set of str
        Ids of the sources that it may refer to.

    Raises
    ------
    UsageError
        There is no such file, or it has errors; the message holds all of them.
    """
    if not Path(path).is_file():
        raise UsageError(f"{path}: there is no such file. `qdselect instruments` lists those of the catalogue.")
    file = read_file(Path(path), "instrument")
    findings = list(file.findings)
    if file.usable:
        findings += check_instrument(file, Known(references=sources))
    errors = [finding for finding in findings if finding.severity == "error"]
    if errors:
        shown = "\n".join(f"  {finding}" for finding in sorted(errors))
        raise UsageError(f"{path} cannot be used as an instrument:\n{shown}")
    return instrument_of(file.data)
