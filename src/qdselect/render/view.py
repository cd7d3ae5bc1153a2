"""What a person sees of a document: headings, sentences, sheets. Terminal, plain text, Markdown and HTML print it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qdselect.render.picture import Picture

__all__ = ["Block", "Line", "Sheet", "View", "cell_text", "safe"]


def safe(text: str) -> str:
    """Text on one line, without control and escape characters; line breaks and unusual spaces become plain spaces.

    A line break in a catalogue's text could otherwise begin a line that looks like one of the answer.
    """
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _stand_in(char) for char in text)


def _stand_in(char: str) -> str:
    return " " if char.isspace() else "\ufffd"


def cell_text(value: Any) -> str:
    """A value as people read it; a missing one is a dash."""
    if value is None or value == [] or value == "":
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.4g}" if abs(value) < 1e5 else f"{value:,.0f}"
    if isinstance(value, list | tuple):
        return safe(", ".join(map(str, value)))
    return safe(str(value))


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence, with a role: ``plain``, ``strong``, ``warn``, ``quiet``, ``good``, ``item`` or ``struck``."""

    text: str
    role: str = "plain"
    indent: int = 0
    swatch: float | None = None
    """Wavelength in nm whose colour stands before the line."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table.

    Attributes
    ----------
    keys : sequence of str
        Names for scripts (CSV header).
    titles : sequence of str
        Names for people.
    rows : sequence of sequences
        Plain values.
    weights : sequence of int
        How willingly a column gives up width on a narrow terminal; 0 never.
    """

    keys: Sequence[str]
    titles: Sequence[str]
    rows: Sequence[Sequence[Any]]
    shown: Sequence[int] | None = None
    """Places of the columns that people see; by default all."""
    heat: Sequence[Sequence[int]] | None = None
    """Shade per cell on a terminal, 0 (none) to 3."""

    def people(self) -> tuple[list[str], list[list[str]]]:
        """Titles and cells of the columns that people see."""
        places = self.shown if self.shown is not None else range(len(self.keys))
        return [self.titles[place] for place in places], [
            [cell_text(row[place]) for place in places] for row in self.rows
        ]


@dataclass(frozen=True, slots=True)
class Block:
    """A heading with lines, and perhaps a sheet or a picture."""

    heading: str = ""
    lines: Sequence[Line] = ()
    sheet: Sheet | None = None
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class View:
    """What a person sees of a document, and its main sheet for table formats."""

    title: str
    blocks: Sequence[Block]
    main: Sheet = field(default_factory=lambda: Sheet((), (), ()))
