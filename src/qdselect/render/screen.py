"""The terminal: the only module that uses rich. Text goes in as data, never as markup."""

from __future__ import annotations

import sys
from typing import TextIO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.padding import Padding
from rich.style import Style
from rich.table import Table
from rich.text import Text

from qdselect.render.colour import rgb_of_wavelength
from qdselect.render.view import Block, Line, Sheet, View, safe

__all__ = ["print_view"]

STYLES = {
    "plain": "",
    "strong": "bold",
    "warn": "yellow",
    "quiet": "dim",
    "good": "green",
    "item": "",
}
MARKS = {"warn": "! ", "item": "- "}
NARROW = 72


def print_view(view: View, stream: TextIO | None = None) -> None:
    """Print a view on a terminal, in its width and with its colours."""
    console = Console(file=stream or sys.stdout, markup=False, emoji=False, highlight=False, soft_wrap=False)
    if view.title:
        console.print(Text(safe(view.title), style="bold"))
    for block in view.blocks:
        console.print()
        _print_block(console, block)


def _print_block(console: Console, block: Block) -> None:
    if block.heading:
        console.print(Text(safe(block.heading), style="bold"))
    for line in block.lines:
        console.print(Padding(_text(line), (0, 0, 0, _indent(console, line))))
    if block.sheet:
        if console.width < NARROW:
            _print_stacked(console, block.sheet)
        else:
            console.print(_table(block.sheet))


def _indent(console: Console, line: Line) -> int:
    return line.indent * (1 if console.width < NARROW else 3)


def _text(line: Line) -> Text:
    text = Text(MARKS.get(line.role, "") + safe(line.text), style=STYLES[line.role])
    if line.swatch is not None:
        colour = rgb_of_wavelength(line.swatch)
        patch = Text("    ", style=Style(bgcolor=f"rgb({colour[0]},{colour[1]},{colour[2]})"))
        return patch + Text(" ") + text
    return text


def _table(sheet: Sheet) -> Table:
    titles, rows = sheet.people()
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1), header_style="bold")
    for place, title in enumerate(titles):
        table.add_column(Text(title), overflow="fold", min_width=min(4, max(1, len(title))), no_wrap=place == 0)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    return table


def _print_stacked(console: Console, sheet: Sheet) -> None:
    """On a narrow terminal a row becomes a little card."""
    titles, rows = sheet.people()
    for row in rows:
        console.print(Text(row[0], style="bold"))
        for title, cell in list(zip(titles, row, strict=True))[1:]:
            if cell != "-":
                console.print(Padding(Text(f"{title.replace(chr(10), ' ')}: {cell}"), (0, 0, 0, 1)))
