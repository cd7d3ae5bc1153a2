"""HTML for notebooks; all text is escaped."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from qdselect.render.view import Block, Line, Sheet, safe

if TYPE_CHECKING:
    from qdselect.answers import Answer
    from qdselect.render.picture import Picture

__all__ = ["html"]

STYLES = {
    "strong": "font-weight:bold",
    "warn": "color:#9a6700",
    "quiet": "color:#666",
    "good": "color:#1a7f37",
    "struck": "color:#666;text-decoration:line-through",
}


def html(answer: Answer) -> str:
    """An answer as an HTML fragment."""
    from qdselect.render.views import view_of

    view = view_of(answer.document, **answer.in_notebook)
    return f"<div><h4>{escape(safe(view.title))}</h4>{''.join(map(_block, view.blocks))}</div>"


def _block(block: Block) -> str:
    heading = f"<h5>{escape(safe(block.heading))}</h5>" if block.heading else ""
    heading += _picture(block.picture) if block.picture else ""
    return heading + "".join(map(_line, block.lines)) + (_sheet(block.sheet) if block.sheet else "")


def _picture(picture: Picture) -> str:
    """The picture as an image whose text can be read aloud; as characters where matplotlib is not installed."""
    from importlib.util import find_spec

    from qdselect.render.plot_text import text_lines

    if find_spec("matplotlib") is None:
        return f"<pre>{escape(chr(10).join(text_lines(picture)))}</pre>"
    import base64

    from qdselect.render.plot_file import picture_bytes

    said = "; ".join([picture.title, *(f"{entry.mark}: {entry.name}, {entry.words}" for entry in picture.entries)])
    data = base64.b64encode(picture_bytes(picture, "svg")).decode()
    return f'<img src="data:image/svg+xml;base64,{data}" alt="{escape(safe(said))}" style="max-width:100%">'


def _line(line: Line) -> str:
    mark = "Caution: " if line.role == "warn" else ""
    style = f"margin-left:{line.indent * 1.5}em;{STYLES.get(line.role, '')}"
    return f'<div style="{style}">{mark}{escape(safe(line.text))}</div>'


def _sheet(sheet: Sheet) -> str:
    titles, rows = sheet.people()
    head = "".join(f"<th>{escape(title)}</th>" for title in titles)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
