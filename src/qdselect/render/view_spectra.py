"""What a person sees of spectra: the drawing, a table of what is known, what is not reported, and how to read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from qdselect.render.phrases import bounded
from qdselect.render.picture_spectra import picture_of_spectra, reading_notes
from qdselect.render.view import Block, Line, Sheet, View

__all__ = ["spectra_view"]

Record = Mapping[str, Any]

LEAST = 0.001
"""Below it no share is told (`qdselect.advise.light_path`)."""
KEYS = ("wavelength_nm", "id", "emission", "emission_status", "absorption", "absorption_status")


def spectra_view(document: Record) -> View:
    """View of a document of spectra; a picture only where there is something to draw."""
    picture = picture_of_spectra(document)
    sources = ", ".join(document["references"])
    blocks = [
        Block(picture=None if picture.empty else picture),
        Block(sheet=_table(document["emitters"])),
        Block("Not reported", list(_hows(document["emitters"]))),
        Block("How to read it", [Line(note, "item", 1) for note in (*reading_notes(document), *document["notes"])]),
        Block(lines=[Line(f"Sources: {sources}. `qdselect references ID` shows one.", "quiet")] if sources else []),
    ]
    main = Sheet(KEYS, KEYS, [[point[key] for key in KEYS] for point in document["points"]])
    return View(picture.title, [block for block in blocks if block.lines or block.sheet or block.picture], main)


def _table(emitters: Sequence[Record]) -> Sheet:
    """A row for each particle: letter, id, and its light with how it is known; and what each filter lets through."""
    bands = [item["band"] for item in emitters[0]["collected"]]
    titles = ("id", "curve", "composition", "emission nm", "width nm", "first exciton nm")
    rows = [
        [
            item["id"],
            item["mark"],
            item["composition"],
            _short(item["emission_max_nm"]),
            _short(item["fwhm_nm"]) if item["drawn"] == "curve" or _of_its_own(item["fwhm_nm"]) else None,
            _short(item["absorption_max_nm"]) if item["absorption_status"] != "unknown" else None,
            *map(_share, item["collected"]),
        ]
        for item in emitters
    ]
    heads = (*titles, *(f"in {band}" for band in bands))
    return Sheet(heads, heads, rows)


def _short(known: Record) -> str | None:
    """A number of nanometres, its interval, and how it is known unless a source reports it: ``28 (21-35) typical``."""
    low, high, value = known["low"], known["high"], known["value"]
    if known["status"] == "bound":
        return bounded([low, high])
    if value is None:
        return None
    between = f" ({low:.3g}-{high:.3g})" if None not in (low, high) and low != high else ""
    if known["status"] == "reported":
        return f"{value:.4g}{between}"
    return f"{value:.3g}{between} {known['status']}"


def _share(share: Record) -> str | None:
    """A share, its interval, and how the weakest number behind it is known: ``90.6% (82-97) typical``, ``<0.1%``."""
    value, low, high = share["value"], share["low"], share["high"]
    if value is None:
        return None
    words = f"{value:.1%}" if value else "<0.1%"
    if None not in (low, high) and low != high and high > LEAST:
        words += f" ({_percent(low)}-{_percent(high)})"
    return f"{words} {share['status']}"


def _percent(share: float) -> str:
    return f"{share * 100:.0f}" if share >= 0.1 else f"{share * 100:.2g}"


def _hows(emitters: Sequence[Record]) -> Iterator[Line]:
    """Where numbers come from that no source reports of the very particle; said once for all that share it."""
    said: dict[str, list[str]] = {}
    for item in emitters:
        fields = [("width", "fwhm_nm"), ("emission", "emission_max_nm")] if item["drawn"] == "curve" else []
        if item["absorption_status"] != "unknown":
            fields += [("first exciton", "absorption_max_nm"), ("rise of the absorption", "rise_per_eV")]
        for words, field in fields:
            if not _of_its_own(item[field]):
                said.setdefault(f"{words}: {_because(item[field])}", []).append(item["mark"] or item["id"])
    yield from (Line(f"{', '.join(names)}, {words}", "item", 1) for words, names in said.items())


def _of_its_own(known: Record) -> bool:
    """Whether a source reports it of this very particle."""
    return known["status"] in ("reported", "bound")


def _because(known: Record) -> str:
    """How a number is known, with its sources; the status is said once."""
    status, because = known["status"], known["because"]
    sources = f" [{', '.join(known['references'])}]" if known["references"] else ""
    return (because if because.startswith(status) else f"{status}, {because}") + sources
