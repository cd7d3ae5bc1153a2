"""Instruments."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from qdselect.catalog.schema.base import InstrumentWord, Short, Slug, Strict, Text
from qdselect.catalog.schema.physics import Between
from qdselect.model.light import LIGHT_NM

Wavelength = Annotated[float, Field(ge=LIGHT_NM[0], le=LIGHT_NM[1])]


class InstrumentChannel(Strict):
    """A detector behind a band (605/40, 585-625, 700LP or 650SP), read with one line or with any."""

    name: Short
    band: Short
    line_nm: Wavelength | None = None
    note: Text | None = None


class InstrumentFile(Strict):
    """``catalog/instruments/<id>.yaml``: an instrument, a filter set, a list of lines, or a camera.

    ``spectral`` says that it takes a whole spectrum over ``detector_nm``, ``spectral_step_nm`` in bands of what width.
    """

    id: Slug
    name: Short
    kind: InstrumentWord
    aliases: list[Short] = []
    photons: Literal[1, 2] = 1
    lines_nm: list[Wavelength] = []
    channels: list[InstrumentChannel] = []
    detector_nm: Between | None = None
    spectral: bool = False
    spectral_step_nm: Annotated[float, Field(gt=0)] | None = None
    references: list[Slug] = []
    basis: Text | None = None
    note: Text | None = None
