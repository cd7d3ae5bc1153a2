"""What a person sees of spectra: the drawing, a table of what is known, what is not reported, and how to read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from qdselect.render.picture_spectra import known_words, picture_of_spectra, reading_notes
from qdselect.render.view import Block, Line, Sheet, View

__all__ = ["spectra_view"]

Record = Mapping[str, Any]

KEYS = ("wavelength_nm", "id", "emission", "emission_status", "absorption", "absorption_status")


def spectra_view(document: Record) -> View:
    """View of a document of spectra."""
    picture = picture_of_spectra(document)
    blocks = [
        Block(picture=picture),
        Block(sheet=_table(document["emitters"])),
        Block("Not reported", list(_hows(document["emitters"]))),
        Block("How to read it", [Line(note, "item", 1) for note in reading_notes(document)]),
        Block("References", [_reference(name, entry) for name, entry in document["references"].items()]),
        Block(lines=[Line(note, "quiet") for note in document["notes"]]),
    ]
    main = Sheet(KEYS, KEYS, [[point[key] for key in KEYS] for point in document["points"]])
    shown = [block for block in blocks if block.lines or block.sheet or block.picture]
    return View(picture.title, shown, main)


def _table(emitters: Sequence[Record]) -> Sheet:
    """A row for each particle: letter, id, and its light with how it is known; and what each filter lets through."""
    bands = [item["band"] for item in emitters[0]["collected"]]
    titles = ("curve", "id", "composition", "emission", "width", "first exciton", *(f"in {band}" for band in bands))
    rows = [
        [
            item["mark"],
            item["id"],
            item["composition"],
            known_words(item["emission_max_nm"]),
            known_words(item["fwhm_nm"]) if item["drawn"] == "curve" or _of_its_own(item["fwhm_nm"]) else None,
            known_words(item["absorption_max_nm"]) if item["absorption_status"] != "unknown" else None,
            *(None if share["share"] is None else f"{share['share']:.1%}" for share in item["collected"]),
        ]
        for item in emitters
    ]
    return Sheet(titles, titles, rows)


def _hows(emitters: Sequence[Record]) -> Iterator[Line]:
    """Where numbers come from that no source reports of this very particle."""
    for item in emitters:
        fields = [("emission", "emission_max_nm"), ("width", "fwhm_nm")] if item["drawn"] == "curve" else []
        if item["absorption_status"] != "unknown":
            fields += [("first exciton", "absorption_max_nm"), ("rise of the absorption", "rise_per_eV")]
        for words, field in fields:
            known = item[field]
            if not _of_its_own(known):
                yield Line(f"{item['mark'] or item['id']}, {words}: {_because(known)}", "item", 1)


def _of_its_own(known: Record) -> bool:
    """Whether a source reports it of this very particle."""
    return known["status"] in ("reported", "bound")


def _because(known: Record) -> str:
    """How a number is known, with its sources; the status is said once."""
    status, because = known["status"], known["because"]
    sources = f" [{', '.join(known['references'])}]" if known["references"] else ""
    return (because if because.startswith(status) else f"{status}, {because}") + sources


def _reference(name: str, reference: Record) -> Line:
    return Line(f"{name}: {reference['citation']} {reference['url'] or ''}".rstrip(), "item", 1)
