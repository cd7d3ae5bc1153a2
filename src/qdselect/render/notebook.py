"""HTML for notebooks; all text is escaped."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from qdselect.render.view import Block, Line, Sheet, safe

if TYPE_CHECKING:
    from qdselect.answers import Answer

__all__ = ["html"]

STYLES = {
    "strong": "font-weight:bold",
    "warn": "color:#9a6700",
    "quiet": "color:#666",
    "good": "color:#1a7f37",
    "struck": "color:#666;text-decoration:line-through",
}


def html(answer: Answer[Any]) -> str:
    """An answer as an HTML fragment."""
    from qdselect.render.views import view_of

    view = view_of(answer.document)
    return f"<div><h4>{escape(safe(view.title))}</h4>{''.join(map(_block, view.blocks))}</div>"


def _block(block: Block) -> str:
    heading = f"<h5>{escape(safe(block.heading))}</h5>" if block.heading else ""
    return heading + "".join(map(_line, block.lines)) + (_sheet(block.sheet) if block.sheet else "")


def _line(line: Line) -> str:
    mark = "Caution: " if line.role == "warn" else ""
    style = f"margin-left:{line.indent * 1.5}em;{STYLES.get(line.role, '')}"
    return f'<div style="{style}">{mark}{escape(safe(line.text))}</div>'


def _sheet(sheet: Sheet) -> str:
    titles, rows = sheet.people()
    head = "".join(f"<th>{escape(title)}</th>" for title in titles)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
