"""Light paths and instruments."""

from __future__ import annotations

from typing_extensions import TypedDict

from qdselect.model.documents.common import CatalogDoc, ReferenceDoc, ToolDoc

__all__ = [
    "AskedLightDoc",
    "ChannelDoc",
    "CrosstalkDoc",
    "InstrumentDoc",
    "InstrumentsDoc",
    "LightBandDoc",
    "LightNumberDoc",
    "LightPathDoc",
]


class LightBandDoc(TypedDict):
    """A band that is collected; an open end is null."""

    channel: str
    band: str
    low_nm: float | None
    high_nm: float | None


class AskedLightDoc(TypedDict):
    """The light path of a question; ``photons`` is 2 where two excite together, and lines are then not judged."""

    instrument: str | None
    lines_nm: list[float]
    bands: list[LightBandDoc]
    photons: int
    weight: float


class LightNumberDoc(TypedDict):
    """A number of the light path, computed by a model.

    ``status`` is ``modelled`` where all that it rests on is reported, as values or as bounds, else that of the weakest
    number that it rests on.
    """

    value: float | None
    low: float | None
    high: float | None
    status: str


class CrosstalkDoc(TypedDict):
    """What is known of the background in the band: a ``caution`` with its source, or ``unknown``."""

    status: str
    because: str
    references: list[str]


class LightPathDoc(TypedDict):
    """What the light path makes of a particle.

    ``line_nm`` and ``band`` are the pair that suits it best; ``excitation`` is related to 405 nm and compares lines,
    ``extinction_M_cm`` is that at the line and compares dots, ``collection`` is the share of the emission,
    ``signal_M_cm`` is extinction at the line times quantum yield times that share.
    """

    line_nm: float | None
    band: LightBandDoc | None
    excitation: LightNumberDoc
    extinction_M_cm: LightNumberDoc
    collection: LightNumberDoc
    signal_M_cm: LightNumberDoc
    crosstalk: CrosstalkDoc
    because: str
    references: list[str]


class ChannelDoc(TypedDict):
    """A channel of an instrument; an open end of its band is null, as is the line of one read with any."""

    name: str
    band: str
    low_nm: float | None
    high_nm: float | None
    line_nm: float | None
    note: str | None


class InstrumentDoc(TypedDict):
    """An instrument, a filter set, a list of lines, or a camera.

    ``spectral`` says that it takes a whole spectrum over ``detector_nm``, ``spectral_step_nm`` in bands of what width;
    null is not known.
    """

    id: str
    name: str
    kind: str
    aliases: list[str]
    photons: int
    lines_nm: list[float]
    channels: list[ChannelDoc]
    detector_nm: list[float] | None
    spectral: bool
    spectral_step_nm: float | None
    references: list[str]
    basis: str | None
    note: str | None


class InstrumentsDoc(TypedDict):
    """Answer to ``qdselect instruments``."""

    schema_version: str
    tool: ToolDoc
    catalog: CatalogDoc
    instruments: list[InstrumentDoc]
    references: dict[str, ReferenceDoc]
