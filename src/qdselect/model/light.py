"""A light path as data: bands, channels and instruments."""

from __future__ import annotations

import math
import re

from qdselect.errors import UsageError
from qdselect.model.struct import Struct
from qdselect.model.vocabulary import LIGHT_NM

__all__ = ["BAND_EDGE", "ENCLOSING", "LIGHT_NM", "Band", "Channel", "Instrument", "LightPath"]

BAND_EDGE = ("II-VI", "III-V", "IV-VI")
"""Families of which undoped dots shine by their band edge; I-III-VI compounds shine by defects, far below it."""

ENCLOSING = ("ZnS",)
"""Shells that hold both carriers of every core here; other shells may take one of them (type II)."""

NUMBER = r"(\d+(?:\.\d+)?)"
_FORMS = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("width", rf"(?:BP)?{NUMBER}/{NUMBER}(?:BP)?"),
        ("ends", rf"{NUMBER}(?:nm)?[-\u2013]{NUMBER}"),
        ("long", rf"{NUMBER}LP|LP{NUMBER}"),
        ("short", rf"{NUMBER}SP|SP{NUMBER}"),
    )
)
"""The ways to write a band, spaces and a final ``nm`` left out."""


class Band(Struct):
    """Wavelengths that a filter passes, taken as a box: all inside, nothing outside.

    Attributes
    ----------
    low_nm, high_nm : float
        Edges in nm; 0 below a short-pass, infinity above a long-pass.
    name : str
        As it is written, such as ``605/40``.
    """

    low_nm: float
    high_nm: float
    name: str

    @classmethod
    def of(cls, text: str) -> Band:
        """Band from text as people and filter makers write it.

        Parameters
        ----------
        text : str
            ``605/40`` (centre and full width), ``585-625``, ``700LP`` or ``LP700``, ``650SP`` or ``SP650``, all in nm.

        Raises
        ------
        UsageError
            It is none of these, or the edges are no wavelengths.

        Examples
        --------
        >>> Band.of("605/40")
        Band(low_nm=585.0, high_nm=625.0, name='605/40')
        >>> Band.of("700 LP").high_nm
        inf
        """
        name = "".join(text.split())
        plain = re.sub(r"nm$", "", name, flags=re.IGNORECASE)
        for kind, form in _FORMS:
            if found := form.fullmatch(plain):
                numbers = [float(number) for number in found.groups() if number is not None]
                return cls._checked(*_edges(kind, numbers), name)
        raise UsageError(
            f"{name[:40]!r} is no band. Write centre and full width (605/40), both edges (585-625), a long-pass "
            "(700LP) or a short-pass (650SP), in nm."
        )

    @classmethod
    def _checked(cls, low_nm: float, high_nm: float, name: str) -> Band:
        edges = [edge for edge in (low_nm, high_nm) if edge not in (0.0, math.inf)]
        if low_nm >= high_nm or not all(LIGHT_NM[0] <= edge <= LIGHT_NM[1] for edge in edges):
            span = f"{LIGHT_NM[0]:g} to {LIGHT_NM[1]:g} nm"
            raise UsageError(f"{name[:40]!r} goes from {low_nm:g} to {high_nm:g} nm; edges rise and lie within {span}.")
        return cls(low_nm, high_nm, name)

    def __contains__(self, wavelength_nm: object) -> bool:
        return isinstance(wavelength_nm, int | float) and self.low_nm <= wavelength_nm <= self.high_nm


def _edges(kind: str, numbers: list[float]) -> tuple[float, float]:
    if kind == "width":
        centre, width = numbers
        return centre - width / 2, centre + width / 2
    if kind == "ends":
        return numbers[0], numbers[1]
    return (numbers[0], math.inf) if kind == "long" else (0.0, numbers[0])


class Channel(Struct):
    """A detector behind a band.

    Attributes
    ----------
    name : str
        What the instrument calls it.
    band : Band
        What it collects.
    line_nm : float or None
        The line it is read with, nm; ``None`` is any line of the instrument.
    """

    name: str
    band: Band
    line_nm: float | None = None


class Instrument(Struct):
    """What shines on a sample, and what is collected from it.

    Attributes
    ----------
    id, name, kind : str
        Id, name, and one of `qdselect.model.vocabulary.INSTRUMENT_KINDS`.
    lines_nm : tuple of float
        Excitation lines, nm; none where the instrument has no light of its own, as a camera.
    channels : tuple of Channel
        What it collects; none where it collects nothing of its own, as a set of lasers.
    detector_nm : (float, float) or None
        Wavelengths to which its detector answers, nm; ``None`` is not known.
    references : tuple of str
        Ids of the sources.
    photons : int
        Photons that excite together: 2 where the lines are those of a two-photon microscope.
    spectral : bool
        Whether it takes a whole spectrum over the range of its detector.
    spectral_step_nm : float or None
        Width of the bands in which it does, nm; ``None`` is not known.
    """

    id: str
    name: str
    kind: str
    lines_nm: tuple[float, ...]
    channels: tuple[Channel, ...]
    detector_nm: tuple[float, float] | None
    references: tuple[str, ...]
    photons: int = 1
    spectral: bool = False
    spectral_step_nm: float | None = None


class LightPath(Struct):
    """What a question asks of lines, bands and detector.

    Attributes
    ----------
    lines_nm : tuple of float
        Excitation lines, nm; none where the question names none.
    channels : tuple of Channel
        What is collected, the detector's range already taken off; none where the question names none.
    photons : int
        2 where two photons excite together.
    instrument : str or None
        Id of the instrument, or the name of one's own file.
    options : tuple of (str, str)
        Of ``laser`` and ``filter``, the options that set them as typed.
    weight : float
        Weight of the criterion ``light-path``; 0 where the rules give it none.
    """

    lines_nm: tuple[float, ...] = ()
    channels: tuple[Channel, ...] = ()
    photons: int = 1
    instrument: str | None = None
    options: tuple[tuple[str, str], ...] = ()
    weight: float = 0.0

    def pairs(self) -> list[tuple[float | None, Channel | None]]:
        """Lines and channels that can be used together.

        A channel that is tied to a line is used with that one. One photon is emitted redder than it was absorbed, so
        that the band must reach beyond the line, and must not collect the line itself.
        """
        lines: tuple[float | None, ...] = self.lines_nm or (None,)
        channels: tuple[Channel | None, ...] = self.channels or (None,)
        return [(line, channel) for channel in channels for line in lines if self._together(line, channel)]

    def _together(self, line: float | None, channel: Channel | None) -> bool:
        if line is None or channel is None:
            return True
        if channel.line_nm is not None and channel.line_nm != line:
            return False
        return line not in channel.band and (self.photons > 1 or line < channel.band.high_nm)
