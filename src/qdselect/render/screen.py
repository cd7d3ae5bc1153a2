"""The terminal: the only module that uses rich. Text goes in as data, never as markup."""

from __future__ import annotations

import sys
from io import TextIOWrapper
from typing import TYPE_CHECKING, TextIO

from rich.console import Console
from rich.padding import Padding
from rich.style import Style
from rich.table import Table
from rich.text import Text

from qdselect.render.colour import legible, rgb_of_wavelength
from qdselect.render.view import Block, Line, Sheet, View, safe

if TYPE_CHECKING:
    from qdselect.render.picture import Picture

__all__ = ["print_view"]

STYLES = {
    "plain": "",
    "strong": "bold",
    "warn": "yellow",
    "quiet": "dim",
    "good": "green",
    "item": "",
    "struck": "dim strike",
}
SHADES = ("", "black on rgb(198,219,239)", "black on rgb(107,174,214)", "white on rgb(8,81,156)")
"""Light to dark blue: told apart by colour-blind eyes and in black and white."""
MARKS = {"warn": "! ", "item": "- ", "struck": "- "}
NARROW, GAP = 72, 2
KEPT = ("id", "support", "score", "particle", "composition", "value", "source")
"""Columns that never give way."""


def print_view(view: View, stream: TextIO | None = None, *, ascii_only: bool = False) -> None:
    """Print a view on a terminal, in its width and with its colours; ``ascii_only`` draws without Braille."""
    target = stream or sys.stdout
    if isinstance(target, TextIOWrapper):
        target.reconfigure(errors="replace")  # a character that the terminal does not know becomes a question mark
    console = Console(file=target, markup=False, emoji=False, highlight=False, soft_wrap=False)
    if view.title:
        console.print(Text(safe(view.title), style="bold"))
    for number, block in enumerate(view.blocks):
        if number or view.title:
            console.print()
        _print_block(console, block, ascii_only)


def _print_block(console: Console, block: Block, ascii_only: bool) -> None:
    if block.heading:
        console.print(Text(safe(block.heading), style="bold"))
    if block.picture:
        _print_picture(console, block.picture, ascii_only)
    for line in block.lines:
        console.print(Padding(_text(line), (0, 0, 0, _indent(console, line))))
    if block.sheet:
        if console.width < NARROW:
            _print_stacked(console, block.sheet)
        else:
            _print_table(console, block.sheet)


def _print_picture(console: Console, picture: Picture, ascii_only: bool) -> None:
    from qdselect.render.plot_text import WITHOUT, can_draw, draw

    if not can_draw():
        console.print(_text(Line(WITHOUT, "warn")))
        return
    for row in draw(picture, console.width, ascii_only=ascii_only):
        text = Text(no_wrap=True, overflow="crop")
        for sign, colour in row:
            text.append(sign, style="" if colour is None else Style(color="rgb({},{},{})".format(*_shade(colour))))
        console.print(text, crop=True)


def _shade(wavelength_nm: float) -> tuple[int, int, int]:
    return legible(rgb_of_wavelength(wavelength_nm))


def _indent(console: Console, line: Line) -> int:
    return line.indent * (1 if console.width < NARROW else 3)


def _text(line: Line) -> Text:
    text = Text(MARKS.get(line.role, "") + safe(line.text), style=STYLES[line.role])
    if line.swatch is not None:
        colour = rgb_of_wavelength(line.swatch)
        patch = ("    ", Style(bgcolor=f"rgb({colour[0]},{colour[1]},{colour[2]})"))
        return Text.assemble(patch, " ", text)
    return text


def _print_table(console: Console, sheet: Sheet) -> None:
    """A table whose words stay whole; columns that tell least give way on a narrow terminal, and are named."""
    titles, rows = sheet.people()
    kept, hidden = _fitting(titles, rows, console.width)
    table = Table(box=None, pad_edge=False, padding=(0, GAP, 0, 0), header_style="bold underline")
    for place, width in zip(kept, _widths(titles, rows, kept, console.width), strict=True):
        table.add_column(Text(titles[place]), overflow="fold", width=width)
    for number, row in enumerate(rows):
        shades = sheet.heat[number] if sheet.heat else [0] * len(row)
        table.add_row(*(Text(row[place], style=SHADES[shades[place]]) for place in kept))
    console.print(table)
    if hidden:
        names = ", ".join(titles[place] for place in hidden)
        console.print(Text(f"Columns that did not fit: {names}", style="dim"))


def _fitting(titles: list[str], rows: list[list[str]], width: int) -> tuple[list[int], list[int]]:
    """Places of the columns that fit, and of those that do not; the emptiest and rightmost go first."""
    kept, hidden = list(range(len(titles))), []
    while sum(_least(titles, rows, place) + GAP for place in kept) > width:
        movable = [place for place in kept[1:] if titles[place] not in KEPT]
        if not movable:
            break
        gone = max(movable, key=lambda place: (sum(row[place] == "-" for row in rows), place))
        kept.remove(gone)
        hidden.append(gone)
    return kept, sorted(hidden)


def _widths(titles: list[str], rows: list[list[str]], kept: list[int], width: int) -> list[int]:
    """Widths of the columns: the least that keeps words whole, and what is left over to those that want more."""
    widths = [_least(titles, rows, place) for place in kept]
    wanted = [max([len(titles[place]), *(len(row[place]) for row in rows)]) for place in kept]
    left = width - sum(widths) - GAP * len(kept)
    while left > 0 and any(have < want for have, want in zip(widths, wanted, strict=True)):
        place = max(range(len(kept)), key=lambda place: wanted[place] - widths[place])
        widths[place] += 1
        left -= 1
    return widths


def _least(titles: list[str], rows: list[list[str]], place: int) -> int:
    """Width of the longest word of a column, within reason; the first column is never broken."""
    words = [word for row in rows for word in row[place].split()] + titles[place].split()
    longest = max(map(len, words), default=1)
    return longest if place == 0 else min(longest, 22 if titles[place] in KEPT else 16)


def _print_stacked(console: Console, sheet: Sheet) -> None:
    """On a narrow terminal a row becomes a little card."""
    titles, rows = sheet.people()
    for row in rows:
        console.print(Text(row[0], style="bold"))
        for title, cell in list(zip(titles, row, strict=True))[1:]:
            if cell != "-":
                console.print(Padding(Text(f"{title.replace(chr(10), ' ')}: {cell}"), (0, 0, 0, 1)))
