"""Plain text and Markdown: what pipes, files and dumb terminals get."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from qdselect.render.view import Block, Line, Sheet, View, safe

if TYPE_CHECKING:
    from qdselect.answers import Answer

__all__ = ["markdown", "plain", "plain_view"]

MARKS = {"warn": "! ", "item": "- ", "struck": "- ", "strong": "", "quiet": "", "good": "", "plain": ""}


def plain(answer: Answer) -> str:
    """An answer as plain text."""
    from qdselect.render.views import view_of

    return plain_view(view_of(answer.document))


def plain_view(view: View, *, ascii_only: bool = False) -> str:
    """A view as plain text: aligned columns, no colour, no wrapping; pictures without Braille if need be."""
    parts = [safe(view.title)] if view.title else []
    parts += ["\n".join(_block(block, ascii_only)) for block in view.blocks]
    return "\n\n".join(part for part in parts if part)


def _block(block: Block, ascii_only: bool) -> list[str]:
    lines = [safe(block.heading)] if block.heading else []
    lines += _drawn(block, ascii_only)
    lines += ["  " * line.indent + MARKS[line.role] + safe(line.text) for line in block.lines]
    return lines + (_aligned(block.sheet) if block.sheet else [])


def _drawn(block: Block, ascii_only: bool) -> list[str]:
    if block.picture is None:
        return []
    from qdselect.render.plot_text import text_lines

    return text_lines(block.picture, ascii_only=ascii_only)


def _aligned(sheet: Sheet) -> list[str]:
    titles, rows = sheet.people()
    widths = [max(map(len, column)) for column in zip(titles, *rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in [[title.replace("\n", " ") for title in titles], *rows]
    ]


def markdown(view: View, *, ascii_only: bool = False) -> str:
    """A view as Markdown; text is escaped so that it stays text; pictures without Braille if need be."""
    parts = [f"# {_escaped(view.title)}"] if view.title else []
    for block in view.blocks:
        lines = [f"## {_escaped(block.heading)}", ""] if block.heading else []
        if block.picture:
            lines += ["```text", *_drawn(block, ascii_only), "```"]
        lines += [_markdown_line(line) for line in block.lines]
        if block.sheet:
            lines += ([""] if block.lines else []) + _markdown_table(block.sheet)
        parts.append("\n".join(lines).strip("\n"))
    return "\n\n".join(part for part in parts if part)


def _markdown_line(line: Line) -> str:
    text = _escaped(line.text)
    if line.role == "strong":
        return f"**{text}**\n" if not line.indent else f"{'  ' * (line.indent - 1)}- **{text}**"
    if line.indent or line.role in ("item", "warn", "struck"):
        mark = "Caution: " if line.role == "warn" else ""
        struck = f"~~{text}~~" if line.role == "struck" else text
        return f"{'  ' * max(line.indent - 1, 0)}- {mark}{struck}"
    return text + "\n"


def _markdown_table(sheet: Sheet) -> list[str]:
    titles, rows = sheet.people()
    head = [_escaped(title.replace("\n", " ")) for title in titles]
    return [_row(head), _row(["---"] * len(head)), *(_row([_escaped(cell) for cell in row]) for row in rows)]


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _escaped(text: str) -> str:
    text = safe(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    for char in "\\`*_[]|#":
        text = text.replace(char, "\\" + char)
    return text
