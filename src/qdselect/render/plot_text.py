"""Pictures of characters for terminals, pipes and files of text: the only module that uses plotille.

plotille draws each curve into Braille dots on a canvas of its own; here the canvases are laid over each other, named,
and framed. So a cell knows whose it is, colours are left to the terminal, and where Braille cannot be shown a cell
becomes the letter of its curve. Letters name every curve, with or without colour.
"""

from __future__ import annotations

from collections.abc import Sequence

from qdselect.model.struct import Struct
from qdselect.render.colour import VISIBLE_NM
from qdselect.render.picture import Curve, Picture, Stretch, lanes_of, lanes_of_lines, trimmed
from qdselect.render.view import safe

__all__ = ["PLAIN_WIDTH", "WITHOUT", "Cell", "can_draw", "draw", "plain_lines", "text_lines"]

WITHOUT = (
    "The drawing needs plotille, which is not installed: `pip install plotille`. "
    "The numbers are here without it: --csv, --json."
)
"""What stands in place of a drawing that cannot be made."""

PLAIN_WIDTH = 80
"""Width where no terminal tells its own."""

GUTTER, LEAST, WIDEST = 5, 24, 120
"""Columns left of the curves, and the least and the most that a picture takes."""

UNSURE = "~"
"""Stands behind the letter of an emission of which not every number is reported."""

EMISSION_ROWS, ABSORPTION_ROWS = 12, 5
EMPTY = chr(0x2800)
TICKS_NM = (10, 20, 25, 50, 100, 200, 250, 500, 1000)

Cell = tuple[str, float | None]
"""A character, and the wavelength whose colour it has, if any."""

Rows = list[list[Cell]]


class _Signs(Struct):
    """Characters of the frame."""

    side: str
    corner: str
    base: str
    tick: str
    laser: str


UNICODE = _Signs("\u2524", "\u2514", "\u2500", "\u252c", "\u2502")
ASCII = _Signs("|", "+", "-", "+", "|")


def can_draw() -> bool:
    """Whether plotille is installed."""
    from importlib.util import find_spec

    return find_spec("plotille") is not None


def draw(picture: Picture, width: int = PLAIN_WIDTH, *, ascii_only: bool = False) -> Rows:
    """A picture as rows of cells.

    Parameters
    ----------
    picture : Picture
        What to draw; the legend is not part of the drawing.
    width : int
        Columns that there are; the drawing takes at least 24 and at most 120.
    ascii_only : bool
        Letters instead of Braille, and a frame of ASCII.

    Raises
    ------
    ImportError
        plotille is not installed (`can_draw`).
    """
    page = _Page(picture, min(max(width, LEAST), WIDEST) - GUTTER, ascii_only)
    rows = page.lasers()
    if picture.absorptions:
        rows += page.panel(
            ("absorption, highest in view = 1", "absorption, top = 1"), picture.absorptions, ABSORPTION_ROWS
        )
    rows += page.panel(("emission, maximum = 1", "emission, top = 1"), picture.emissions, EMISSION_ROWS)
    return rows + page.axis() + page.bars()


def text_lines(picture: Picture, *, ascii_only: bool = False) -> list[str]:
    """A drawing as plain text, or the sentence that says what it needs."""
    return plain_lines(draw(picture, ascii_only=ascii_only)) if can_draw() else [WITHOUT]


def plain_lines(rows: Rows) -> list[str]:
    """Rows without colours, as text."""
    return ["".join(sign for sign, _ in row).replace(EMPTY, " ").rstrip() for row in rows]


class _Page:
    """One drawing: a picture, the columns of its curves, and the characters to draw with."""

    def __init__(self, picture: Picture, columns: int, ascii_only: bool) -> None:
        self.picture, self.columns, self.ascii_only = picture, columns, ascii_only
        self.signs = ASCII if ascii_only else UNICODE

    def column(self, nm: float) -> int:
        """Column of a wavelength, within the page."""
        share = (nm - self.picture.low_nm) / (self.picture.high_nm - self.picture.low_nm)
        return min(max(int(share * self.columns), 0), self.columns - 1)

    # lasers above

    def lasers(self) -> Rows:
        """Names of the lasers, each beside the line that runs down from it."""
        lines = self.picture.lasers
        spans = [self._span(self.column(line.at_nm), self.column(line.at_nm), line.name) for line in lines]
        lanes = lanes_of_lines([(self.column(line.at_nm), *span) for line, span in zip(lines, spans, strict=True)])
        rows = [_row(self.columns, "") for _ in range(1 + max(lanes, default=-1))]
        for line, lane, (start, _) in zip(lines, lanes, spans, strict=True):
            column = self.column(line.at_nm)
            for row in rows[lane:]:
                _write(row, column, self.signs.laser)
            words = self._said(line.name)
            _write(rows[lane], column + 1 if start == column else column - len(words), words)
        return rows

    def _span(self, low: int, high: int, name: str) -> tuple[int, int]:
        """Columns that a bar takes with its name: in it, right of it, or left of it."""
        size = len(self._said(name))
        if high - low - 1 >= size and high > low:
            return low, high + 1
        return (low, high + 2 + size) if high + 2 + size <= self.columns else (max(low - 1 - size, 0), high + 1)

    def _said(self, name: str) -> str:
        text = safe(name)
        return text if not self.ascii_only else text.encode("ascii", "replace").decode()

    # curves

    def panel(self, titles: tuple[str, str], curves: Sequence[Curve], rows: int) -> Rows:
        """Curves in a frame, each with its letter; one that is not sure with a wave behind it."""
        labels = self._labels(curves)
        above = 1 + max((level for _, _, level, _ in labels), default=0)
        heights = max((height for _, height, _, _ in labels), default=1.0)
        above = above if heights > 0.75 else 0
        cells = [_blank(self.columns) for _ in range(above + rows)]
        for line in self.picture.lasers:
            for row in cells:
                row[self.column(line.at_nm)] = (self.signs.laser, None)
        for curve in curves:
            self._lay(cells[above:], curve)
        for column, height, level, curve in labels:
            place = above + rows - 1 - int(height * (rows - 1) + 0.5) - 1 - level
            for number, sign in enumerate(_label(curve)[: self.columns - column]):
                cells[max(place, 0)][column + number] = (sign, curve.colour_nm)
        title = next((title for title in titles if len(title) <= self.columns), titles[-1])
        return [_row(self.columns, title), *self._framed(cells, above, rows)]

    def _framed(self, cells: Rows, above: int, rows: int) -> Rows:
        """Cells with the scale left of them."""
        marks = {above: " 1.0", above + rows - 1: " 0.0"} | ({above + rows // 2: " 0.5"} if rows % 2 else {})
        framed = []
        for number, row in enumerate(cells):
            side = self.signs.side if number in marks else self.signs.laser
            framed.append([*((sign, None) for sign in marks.get(number, "    ") + side), *row])
        return framed

    def _labels(self, curves: Sequence[Curve]) -> list[tuple[int, float, int, Curve]]:
        """Column, height, level above it and curve of each letter, so that none covers another."""
        found = []
        for curve in curves:
            if self.picture.low_nm <= curve.at_nm <= self.picture.high_nm:
                near = min(range(len(curve.height)), key=lambda spot: abs(curve.wavelength_nm[spot] - curve.at_nm))
                found.append((self.column(curve.at_nm), curve.height[near], curve))
        levels = lanes_of([(column, column + len(_label(curve))) for column, _, curve in found])
        return [(*item[:2], level, item[2]) for item, level in zip(found, levels, strict=True)]

    def _lay(self, cells: Rows, curve: Curve) -> None:
        """Lay the dots of a curve over what is there; a cell keeps the colour of the curve that came first."""
        for number, line in enumerate(self._dots(curve, len(cells))):
            for column, sign in enumerate(line):
                if sign == EMPTY:
                    continue
                old, owner = cells[number][column]
                if self.ascii_only and owner is None:
                    cells[number][column] = (curve.label, curve.colour_nm)
                elif old >= EMPTY:
                    cells[number][column] = (chr(ord(old) | ord(sign)), owner)
                elif not self.ascii_only:
                    cells[number][column] = (sign, curve.colour_nm)
        self._name_flank(cells, curve)

    def _name_flank(self, cells: Rows, curve: Curve) -> None:
        """A second letter halfway down the red flank of a wide emission, where curves of one place part."""
        if curve.absorption or self.ascii_only:
            return
        past = [
            nm
            for nm, height in zip(curve.wavelength_nm, curve.height, strict=True)
            if height >= 0.5 and nm > curve.at_nm
        ]
        if past and past[-1] < self.picture.high_nm and self.column(past[-1]) - self.column(curve.at_nm) >= 3:
            cells[len(cells) // 2][self.column(past[-1])] = (curve.label, curve.colour_nm)

    def _dots(self, curve: Curve, rows: int) -> list[str]:
        """The curve alone, in Braille: broken where it is not sure, dotted for absorption."""
        from plotille import Canvas

        low, high = self.picture.low_nm, self.picture.high_nm
        canvas = Canvas(self.columns, rows, xmin=low, xmax=high, ymin=0.0, ymax=1.0 + 1.0 / (4 * rows))
        x, y = trimmed(curve)
        on, period = (
            (1, 2)
            if curve.absorption and not self.ascii_only
            else (1, 1)
            if curve.absorption or curve.sure
            else (8, 14)
        )
        run = 0
        for place in range(1, len(x)):
            ends = x[place - 1], min(y[place - 1], 1.0), x[place], min(y[place], 1.0)
            if run % period < on:
                canvas.line(*ends)
            across, up = canvas.dots_between(*ends)
            run += max(abs(across), abs(up))
        return str(canvas.plot(linesep="\n")).split("\n")

    # axis and what stands below it

    def axis(self) -> Rows:
        """The axis with its ticks, their numbers, and what it is."""
        ticks = self._ticks()
        base = [self.signs.base] * self.columns
        numbers = [" "] * (self.columns + 3)
        for tick in ticks:
            base[self.column(tick)] = self.signs.tick
            text, column = f"{tick:g}", self.column(tick)
            start = max(min(column - len(text) // 2, self.columns - len(text)), 0)
            numbers[start : start + len(text)] = text
        title = "wavelength, nm".center(self.columns)
        lines = ["    " + self.signs.corner + "".join(base), " " * GUTTER + "".join(numbers), " " * GUTTER + title]
        return [[(sign, None) for sign in line.rstrip()] for line in lines]

    def _ticks(self) -> list[float]:
        low, high = self.picture.low_nm, self.picture.high_nm
        step = next((step for step in TICKS_NM if self.columns * step / (high - low) >= 7), TICKS_NM[-1])
        first = -(-low // step) * step
        return [first + step * number for number in range(int((high - first) // step) + 1)]

    def bars(self) -> Rows:
        """Ranges of maxima, filters, and what the eye does not see, below the axis."""
        picture = self.picture
        rows: Rows = []
        for item in picture.ranges:
            rows += self._bar_rows([item], "(", ".", ")")
        rows += self._bar_rows(picture.filters, "[", "=", "]")
        dark = [
            Stretch(
                max(low, picture.low_nm),
                min(high, picture.high_nm),
                f"{name}, invisible" if self.columns > 50 else name,
            )
            for low, high, name in (
                (picture.low_nm, VISIBLE_NM[0], "ultraviolet"),
                (VISIBLE_NM[1], picture.high_nm, "near infrared"),
            )
            if max(low, picture.low_nm) < min(high, picture.high_nm)
        ]
        return rows + self._bar_rows(dark, "/", "/", "/")

    def _bar_rows(self, items: Sequence[Stretch], left: str, fill: str, right: str) -> Rows:
        """Bars with their names, as many rows as they need."""
        ends = [(self.column(low), self.column(high)) for low, high in map(self.picture.clipped, items)]
        names = [self._fitting(item, low, high) for item, (low, high) in zip(items, ends, strict=True)]
        spans = [self._span(low, high, name) for (low, high), name in zip(ends, names, strict=True)]
        lanes = lanes_of([(low, high + 1) for low, high in spans])
        rows = [_row(self.columns, "") for _ in range(1 + max(lanes, default=-1))]
        for item, (low, high), name, lane, (start, end) in zip(items, ends, names, lanes, spans, strict=True):
            colour = (item.low_nm + item.high_nm) / 2 if item.mark else None
            first = "<" if item.low_nm < self.picture.low_nm else left
            last = ">" if item.high_nm > self.picture.high_nm else right
            bar = first + fill * (high - low - 1) + last if high > low else first
            _write(rows[lane], low, bar, colour)
            text = self._said(name)
            inside = (start, end) == (low, high + 1)
            at = (
                low + (high - low + 1 - len(text)) // 2 if inside else high + 2 if start == low else low - 1 - len(text)
            )
            _write(rows[lane], at, text, colour)
        return rows

    def _fitting(self, item: Stretch, low: int, high: int) -> str:
        """What a bar is called: letter and name, or where these do not fit, the letter."""
        if not item.mark:
            return item.name
        whole = f"{item.mark}: {item.name}"
        return whole if len(whole) < max(high - low, self.columns - high - 2, low) else item.mark


def _label(curve: Curve) -> str:
    return curve.label if curve.absorption or curve.sure else curve.label + UNSURE


def _blank(columns: int) -> list[Cell]:
    return [(" ", None)] * columns


def _row(columns: int, text: str) -> list[Cell]:
    """A row with the gutter, and words at its beginning."""
    return [(sign, None) for sign in (" " * GUTTER + text).ljust(GUTTER + columns)[: GUTTER + columns]]


def _write(row: list[Cell], column: int, text: str, colour_nm: float | None = None) -> None:
    """Write into a row, from a column of the curves on; what does not fit is left out."""
    for number, sign in enumerate(text):
        if 0 <= GUTTER + column + number < len(row):
            row[GUTTER + column + number] = (sign, colour_nm)
