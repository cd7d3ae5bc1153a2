"""Instruments as documents: all of them, or one with its lines, bands and sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qdselect.advise import frame
from qdselect.catalog.catalog import Catalog

if TYPE_CHECKING:
    from qdselect.model.documents.light import InstrumentsDoc

__all__ = ["instruments"]


def instruments(catalog: Catalog, name: str | None = None) -> InstrumentsDoc:
    """All instruments, filter sets, line lists and cameras, or one of them.

    Parameters
    ----------
    catalog : Catalog
        What to list.
    name : str, optional
        Id, alias or name of one, or a YAML file of one's own.

    Raises
    ------
    UnknownNameError
        No instrument has this name.
    UsageError
        The file cannot be used.

    Examples
    --------
    >>> from qdselect import load_catalog
    >>> found = instruments(load_catalog(), "quanteon")["instruments"][0]
    >>> found["lines_nm"]
    [405.0, 488.0, 561.0, 637.0]
    """
    found = list(catalog.instruments.values()) if name is None else [catalog.instrument(name)]
    cited = [reference for record in found for reference in record["references"]]
    document: InstrumentsDoc = {
        **frame.head(catalog),
        "instruments": found,  # type: ignore[typeddict-item]
        "references": frame.reference_docs(catalog, cited),
    }
    return document
