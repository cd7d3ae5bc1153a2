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
    """Share of an emission that a band lets through, 0 to 1; null where the curve is not known.

    The ends are those over all that maximum and width leave open; ``status`` is that of the weaker of both, and
    ``modelled`` where both are reported. Below 0.001 a value or a low end is 0, and no high end is less than 0.001.
    """

    band: str
    value: float | None
    low: float | None
    high: float | None
    status: str


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
