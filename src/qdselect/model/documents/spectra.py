"""Document of ``qdselect spectra``: curves as numbers, and how each is known."""

from __future__ import annotations

from typing_extensions import TypedDict

from qdselect.model.documents.common import ReferenceDoc, RuledHeadDoc
from qdselect.model.documents.light import LightBandDoc
from qdselect.model.documents.panel import KnownDoc

__all__ = ["KnownDoc", "SpectraDoc", "SpectrumDoc", "SpectrumPointDoc"]


class SpectraAskedDoc(TypedDict):
    """What was asked for."""

    formulations: list[str]
    lasers_nm: list[float]
    filters: list[str]
    instrument: str | None
    range_nm: list[float] | None
    absorption: bool


class LaserDoc(TypedDict):
    """A line of excitation."""

    name: str
    at_nm: float


class CollectedDoc(TypedDict):
    """Share of an emission that a band lets through; null where the curve is not known."""

    band: str
    share: float | None


class SpectrumDoc(TypedDict):
    """One particle as a source of light.

    ``drawn`` says what can be drawn of its emission: a ``curve``, the ``range`` in which its maximum lies, or
    ``nothing``. Each status is that of the weakest number behind the curve.
    """

    mark: str | None
    id: str
    name: str
    composition: str | None
    drawn: str
    emission_status: str
    absorption_status: str
    emission_max_nm: KnownDoc
    fwhm_nm: KnownDoc
    absorption_max_nm: KnownDoc
    rise_per_eV: KnownDoc
    collected: list[CollectedDoc]
    because: str | None


class SpectrumPointDoc(TypedDict):
    """A point of the curves of one particle; null where they are not known."""

    wavelength_nm: float
    id: str
    emission: float | None
    emission_status: str
    absorption: float | None
    absorption_status: str


class SpectraDoc(RuledHeadDoc):
    """Answer to ``qdselect spectra``."""

    asked: SpectraAskedDoc
    range_nm: list[float]
    step_nm: float
    emitters: list[SpectrumDoc]
    lines: list[LaserDoc]
    bands: list[LightBandDoc]
    points: list[SpectrumPointDoc]
    references: dict[str, ReferenceDoc]
    notes: list[str]
