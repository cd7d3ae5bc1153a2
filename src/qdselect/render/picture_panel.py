"""The picture of a panel: the light of its probes, each with its marker, on the light path that was asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from qdselect.render.picture import Entry
from qdselect.render.picture_spectra import light_words, picture_of_spectra
from qdselect.render.view_case import badge

if TYPE_CHECKING:
    from qdselect.render.picture import Picture

__all__ = ["picture_of_panel"]

Record = Mapping[str, Any]


def picture_of_panel(document: Record, rank: int = 1) -> Picture | None:
    """Picture of one of the panels of a document of ``qdselect panel``.

    Parameters
    ----------
    document : mapping
        With ``panels``, each of which has ``assignments``; ``cases``; and ``query`` with its ``light_path``.
    rank : int
        Which of the panels; 1 is the best.

    Returns
    -------
    Picture or None
        ``None`` where there is no such panel.
    """
    found = next((panel for panel in document["panels"] if panel["rank"] == rank), None)
    if found is None:
        return None
    light = _spectra_of(found["assignments"], document["query"]["light_path"])
    cases = {(case["marker"], case["candidate"]["id"]): case["candidate"] for case in document["cases"]}
    pairs = zip(light["emitters"], found["assignments"], strict=True)
    entries = [_entry(item, assignment, cases) for item, assignment in pairs if item["mark"]]
    title = f"Panel: {', '.join(item['marker'] for item in found['assignments'])}"
    title += f" (alternative {rank - 1})" if rank > 1 else ""
    return replace(picture_of_spectra(light), title=title, entries=entries)


def _spectra_of(assignments: Sequence[Record], light: Record | None) -> Record:
    """The part of a document of spectra that a picture needs."""
    from qdselect.advise.curves import Source, grid_of, line_docs, points_of, range_of, spectrum_docs

    fields = ("emission_max_nm", "fwhm_nm", "absorption_max_nm", "rise_per_eV")
    sources = [Source(item["id"], item["name"], None, *(item[field] for field in fields)) for item in assignments]
    lines = list(light["lines_nm"]) if light else [*dict.fromkeys(a["line_nm"] for a in assignments if a["line_nm"])]
    bands = list({(band["low_nm"], band["high_nm"]): band for band in (light["bands"] if light else ())}.values())
    shown = spectrum_docs(sources, bands, absorption=True)
    low, high = range_of(shown, lines, bands, absorption=True)
    return {
        "asked": {"absorption": True},
        "range_nm": [low, high],
        "emitters": shown,
        "lines": line_docs(lines, light["photons"] if light else 1),
        "bands": bands,
        "points": points_of(shown, grid_of(low, high)),
    }


def _entry(item: Record, assignment: Record, cases: Mapping[tuple[str, str], Record]) -> Entry:
    """The legend of a probe: its marker, how well proven it is there, its light, and how it is read.

    A picture is shown without the answer it came from, so that what is untested has to say so in it.
    """
    support = badge(cases[assignment["marker"], item["id"]])
    seen = [f"excited at {assignment['line_nm']:g} nm"] if assignment["line_nm"] else []
    seen += [f"seen in {assignment['channel']['band']}"] if assignment["channel"] else []
    name = f"{assignment['marker']}: {item['id']} ({support})"
    return Entry(item["mark"], name, "; ".join([light_words(item), *seen]))
