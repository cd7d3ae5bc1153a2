"""What a person sees of instruments: a list, or one with its lines and channels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qdselect.model.names import counted
from qdselect.render.phrases import reference_lines
from qdselect.render.view import Block, Line, Sheet, View

__all__ = ["instruments_view"]

Record = Mapping[str, Any]

KEYS = (
    "id",
    "name",
    "kind",
    "photons",
    "lines_nm",
    "bands",
    "detector_nm",
    "spectral",
    "spectral_step_nm",
    "references",
    "note",
)
LISTED = ("id", "name", "kind", "lines nm", "bands", "detector nm")
CHANNEL_KEYS = ("channel", "band", "low_nm", "high_nm", "line_nm", "note")
CHANNEL_TITLES = ("channel", "band", "from nm", "to nm", "read with nm", "note")


def instruments_view(document: Record) -> View:
    """View of all instruments, or the card of one."""
    records = document["instruments"]
    main = Sheet(KEYS, KEYS, [_row(record) for record in records])
    if len(records) == 1:
        return _card(records[0], document["references"])
    shown = Sheet(LISTED, LISTED, [_listed(record) for record in records])
    closing = Line(f"{counted(len(records), 'instrument')}. `qdselect instruments ID` shows one.", "quiet")
    return View("", [Block(sheet=shown), Block(lines=[closing])], main)


def _bands(record: Record) -> list[str]:
    return list(dict.fromkeys(channel["band"] for channel in record["channels"]))


def _row(record: Record) -> list[Any]:
    return [_bands(record) if key == "bands" else record[key] for key in KEYS]


def _listed(record: Record) -> list[Any]:
    detector, bands, lines = record["detector_nm"], _bands(record), record["lines_nm"]
    shown = bands if len(bands) <= 6 else [*bands[:5], f"and {len(bands) - 5} more"]
    wanted = [f"{line:g}" for line in lines]
    if len(wanted) > 7:
        wanted = [*wanted[:6], f"and {len(wanted) - 6} more"]
    return [record["id"], record["name"], record["kind"], ", ".join(wanted), ", ".join(shown),
            f"{detector[0]:g}-{detector[1]:g}" if detector else None]  # fmt: skip


def _card(record: Record, references: Record) -> View:
    own_lines = ", ".join(f"{line:g}" for line in record["lines_nm"])
    lines = [Line(f"{record['kind']}; lines {own_lines} nm" if own_lines else f"{record['kind']}; no lines of its own")]
    if record["photons"] == 2:
        lines.append(Line("two photons excite together: lines are not judged by the absorption of one"))
    if record["detector_nm"]:
        lines.append(Line(f"detector answers from {record['detector_nm'][0]:g} to {record['detector_nm'][1]:g} nm"))
    if record["spectral"]:
        step = record["spectral_step_nm"]
        bands = f"bands of {step:g} nm" if step else "bands of a width that the catalogue does not hold"
        lines.append(Line(f"takes a whole spectrum over this range, in {bands} (`qdselect panel --unmix`)"))
    if record["aliases"]:
        lines.append(Line(f"also called {', '.join(record['aliases'])}", "quiet"))
    lines += [Line(record["note"], "quiet")] if record["note"] else []
    lines += [Line(f"data: {record['basis']}", "quiet")] if record["basis"] else []
    cited = list(reference_lines(references))
    rows = [[channel[key] for key in ("name", *CHANNEL_KEYS[1:])] for channel in record["channels"]]
    blocks = [Block(lines=lines)]
    blocks += [Block(sheet=Sheet(CHANNEL_KEYS, CHANNEL_TITLES, rows))] if rows else []
    blocks += [Block("References", cited)] if cited else []
    main = Sheet(CHANNEL_KEYS, CHANNEL_KEYS, rows) if rows else Sheet(KEYS, KEYS, [_row(record)])
    return View(f"{record['name']} ({record['id']})", blocks, main)
