"""What a picture of spectra holds, before anything draws it: curves, ranges, lines, and what is not drawn.

`qdselect.render.plot_file` makes an SVG, PNG or PDF of it, `qdselect.render.plot_text` a drawing of characters. Neither
knows of catalogues: a picture holds plain numbers and words, and whatever is assumed, or only known as a range,
is marked so here.
"""

from __future__ import annotations

import string
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = [
    "FAINT",
    "MARKS",
    "Curve",
    "Entry",
    "LaserLine",
    "Picture",
    "Stretch",
    "lanes_of",
    "lanes_of_lines",
    "trimmed",
]

MARKS = string.ascii_uppercase
"""Letters that tell emitters apart, with or without colour; more than these fit no picture that can be read."""


FAINT = 0.002
"""Height below which nothing of a curve can be seen."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A curve to draw, scaled so that its maximum (of absorption: the highest in view) is 1.

    Attributes
    ----------
    mark : str
        Letter of its emitter.
    wavelength_nm, height : sequences of float
        Its points.
    at_nm : float
        Where it is named: the maximum of an emission, the first exciton of an absorption.
    colour_nm : float
        Wavelength whose colour it has.
    absorption : bool
        Whether it shows absorption instead of emission.
    sure : bool
        Whether all numbers behind it are reported; otherwise it is drawn broken.
    between : pair of sequences of float, optional
        Lowest and highest that the curve can be at each point, where its numbers are intervals.
    """

    mark: str
    wavelength_nm: Sequence[float]
    height: Sequence[float]
    at_nm: float
    colour_nm: float
    absorption: bool = False
    sure: bool = True
    between: tuple[Sequence[float], Sequence[float]] | None = None

    @property
    def label(self) -> str:
        """What stands at the curve: the letter, small for absorption."""
        return self.mark.lower() if self.absorption else self.mark


@dataclass(frozen=True, slots=True)
class Stretch:
    """A range of wavelengths: a filter, a detector, or where an emission maximum lies that is no better known.

    Attributes
    ----------
    low_nm, high_nm : float
        Its ends; infinite where it is open.
    name : str
        What to call it.
    mark : str
        Letter of the emitter whose maximum lies in it; empty for filters and detectors.
    """

    low_nm: float
    high_nm: float
    name: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class LaserLine:
    """A line of excitation."""

    at_nm: float
    name: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What the legend says of one emitter."""

    mark: str
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of spectra.

    Attributes
    ----------
    title : str
        What it shows.
    low_nm, high_nm : float
        Range of wavelengths.
    curves : sequence of Curve
        Curves, those of one emitter with the same mark.
    stretches : sequence of Stretch
        Filters, detectors, and ranges of emission maxima.
    lines : sequence of LaserLine
        Excitation.
    entries : sequence of Entry
        One for each emitter that is drawn.
    notes : sequence of str
        How to read the picture, and what is not in it and why.
    """

    title: str
    low_nm: float
    high_nm: float
    curves: Sequence[Curve] = ()
    stretches: Sequence[Stretch] = ()
    lines: Sequence[LaserLine] = ()
    entries: Sequence[Entry] = ()
    notes: Sequence[str] = ()

    @property
    def fingerprint(self) -> str:
        """Digest of everything that is in the picture, the same on every machine and with every drawing library."""
        import hashlib

        return hashlib.sha256(repr(self).encode()).hexdigest()

    @property
    def empty(self) -> bool:
        """Whether there is no particle in view."""
        return not (self.emissions or self.absorptions or self.ranges)

    @property
    def emissions(self) -> list[Curve]:
        """Curves of emission that can be seen."""
        return [curve for curve in self.curves if not curve.absorption and max(curve.height, default=0) >= FAINT]

    @property
    def absorptions(self) -> list[Curve]:
        """Curves of absorption that can be seen."""
        return [curve for curve in self.curves if curve.absorption and max(curve.height, default=0) >= FAINT]

    @property
    def filters(self) -> list[Stretch]:
        """Stretches that are no emission, those in view."""
        return [item for item in self.stretches if not item.mark and self.in_view(item)]

    @property
    def ranges(self) -> list[Stretch]:
        """Ranges in which an emission maximum lies, those in view."""
        return [item for item in self.stretches if item.mark and self.in_view(item)]

    @property
    def lasers(self) -> list[LaserLine]:
        """Lines in view, from the blue to the red."""
        return sorted((line for line in self.lines if self.low_nm <= line.at_nm <= self.high_nm), key=lambda x: x.at_nm)

    def in_view(self, item: Stretch) -> bool:
        """Whether any part of a range can be seen."""
        return item.low_nm < self.high_nm and item.high_nm > self.low_nm

    def clipped(self, item: Stretch) -> tuple[float, float]:
        """Ends of a range within the picture."""
        return max(item.low_nm, self.low_nm), min(item.high_nm, self.high_nm)


def lanes_of(spans: Sequence[tuple[float, float]]) -> list[int]:
    """Lane of each span, so that no two in one lane touch: each takes the first that is free, from left to right.

    Examples
    --------
    >>> lanes_of([(0, 10), (5, 15), (12, 20)])
    [0, 1, 0]
    """
    lanes = [0] * len(spans)
    ends: list[float] = []
    for place in sorted(range(len(spans)), key=lambda place: (spans[place], place)):
        low, high = spans[place]
        lane = next((number for number, end in enumerate(ends) if end <= low), len(ends))
        ends[lane : lane + 1] = [high]
        lanes[place] = lane
    return lanes


def lanes_of_lines(lines: Sequence[tuple[float, float, float]]) -> list[int]:
    """Lane of each line that runs down from its name, so that no line runs through the name of another.

    Parameters
    ----------
    lines : sequence of (float, float, float)
        Where each line is, and both ends of the room that it takes with its name.

    Examples
    --------
    >>> lanes_of_lines([(0, 0, 10), (5, 5, 15), (20, 20, 30)])
    [0, 1, 0]
    """
    lanes = [0] * len(lines)
    for _ in lines:
        for one, (_, low, high) in enumerate(lines):
            for other, (at, start, end) in enumerate(lines):
                crossed = one != other and low < at < high
                level = one < other and lanes[one] == lanes[other] and start < high and low < end
                if (crossed and lanes[other] <= lanes[one] < len(lines) - 1) or level:
                    lanes[other] = lanes[one] + 1
    return lanes


def trimmed(curve: Curve, least: float = FAINT) -> tuple[list[float], list[float]]:
    """Points of a curve from the first to the last that is not all but zero.

    Examples
    --------
    >>> trimmed(Curve("A", [1, 2, 3, 4], [0, 0.5, 1, 0], 3, 3))
    ([2, 3], [0.5, 1])
    """
    places = [place for place, height in enumerate(curve.height) if height >= least]
    if not places:
        return [], []
    kept = slice(places[0], places[-1] + 1)
    return list(curve.wavelength_nm[kept]), list(curve.height[kept])
