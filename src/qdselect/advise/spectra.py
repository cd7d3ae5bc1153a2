"""Spectra: emission and absorption of particles over one axis, each curve with how it is known."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from qdselect.advise import frame
from qdselect.advise.curves import STEP_NM, Source, grid_of, known_doc, line_docs, points_of, range_of, spectrum_docs
from qdselect.advise.emitters import emitter_of
from qdselect.advise.question import parse_window
from qdselect.advise.rounding import rounded
from qdselect.catalog.catalog import Catalog
from qdselect.errors import UsageError
from qdselect.model.light import LIGHT_NM, Band, Channel, LightPath
from qdselect.model.names import Names, names_in

if TYPE_CHECKING:
    from qdselect.model.documents.light import LightBandDoc
    from qdselect.model.documents.spectra import SpectraDoc, SpectrumDoc

__all__ = ["spectra"]

NARROWEST_NM = 20.0
"""Narrowest range that can be asked for, nm: below it no curve can be told from a line."""

NOTES = [
    "A number without a word is reported; typical, predicted, assumed and modelled ones say so.",
    "Curves are models: an emission is a Gaussian in energy with this maximum and width; it has no tail of defects.",
    "Absorption is relative to that at the first exciton; it rises smoothly to the blue, without the steps between.",
]


def spectra(
    catalog: Catalog,
    formulations: Names,
    *,
    lasers: Iterable[float | str] = (),
    filters: Names = (),
    instrument: str | None = None,
    absorption: bool = True,
    window: str | Sequence[float] | None = None,
) -> SpectraDoc:
    """Emission and absorption of formulations, with lasers and filters.

    Parameters
    ----------
    catalog : Catalog
        Where the formulations are.
    formulations : str or iterable of str
        Ids, in the order in which they are shown.
    lasers : iterable of float
        Excitation lines, nm; as text too.
    filters : str or iterable of str
        Bands as `qdselect.model.light.Band.of` reads them.
    instrument : str, optional
        Name of an instrument, or a YAML file: its lines and bands, or those that ``lasers`` and ``filters`` name.
    absorption : bool
        Whether to compute absorption too.
    window : str or (float, float), optional
        Range of wavelengths, nm; by default one that shows everything.

    Raises
    ------
    UnknownNameError
        No formulation has this id, or no instrument this name.
    UsageError
        No formulation, one twice, or a laser, filter or range that cannot be.
    """
    ids = _once(catalog, names_in(formulations))
    light = _light(catalog, lasers, filters, instrument)
    lines, bands = list(light.lines_nm), [_band_doc(channel) for channel in light.channels]
    shown = spectrum_docs([_source(catalog, name) for name in ids], bands, absorption)
    low, high = _window(window) or range_of(shown, lines, bands, absorption)
    return {
        **frame.ruled_head(catalog),
        "asked": {
            "formulations": ids,
            "lasers_nm": lines,
            "filters": [band["band"] for band in bands],
            "instrument": light.instrument,
            "range_nm": None if window is None else [low, high],
            "absorption": absorption,
        },
        "range_nm": [low, high],
        "step_nm": STEP_NM,
        "emitters": shown,
        "lines": line_docs(lines, light.photons),
        "bands": bands,
        "points": points_of(shown, grid_of(low, high)),
        "references": frame.reference_docs(catalog, _cited(shown)),
        "notes": [*NOTES[: 2 + absorption], *_outside(lines, bands, low, high)],
    }


def _outside(lines: Sequence[float], bands: Sequence[LightBandDoc], low: float, high: float) -> Iterator[str]:
    """What was asked for and is not drawn, for it lies outside the range."""
    names = [f"{line:g} nm" for line in lines if not low <= line <= high]
    for band in bands:
        if (band["high_nm"] or math.inf) <= low or (band["low_nm"] or 0) >= high:
            names.append(band["band"])
    if names:
        yield f"Not drawn, for it lies outside {low:g} to {high:g} nm: {', '.join(names)}."


def _once(catalog: Catalog, names: Sequence[str]) -> list[str]:
    ids = [str(catalog.formulation(name)["id"]) for name in names]
    if not ids:
        raise UsageError("name at least one formulation: `qdselect list --has emission_max_nm` lists those that shine.")
    twice = next((name for place, name in enumerate(ids) if name in ids[:place]), None)
    if twice:
        raise UsageError(f"{twice} is named twice. Name it once.")
    return ids


def _source(catalog: Catalog, name: str) -> Source:
    emitter = rounded(emitter_of(catalog, catalog.formulation(name)))
    numbers = (emitter.emission_max_nm, emitter.fwhm_nm, emitter.absorption_max_nm, emitter.rise_per_eV)
    return Source(emitter.id, emitter.name, emitter.record["composition"], *map(known_doc, numbers))


def _light(catalog: Catalog, lasers: Iterable[float | str], filters: Names, instrument: str | None) -> LightPath:
    """Lines and channels, each band once; without an instrument any of them can be drawn beside any other."""
    from qdselect.advise.light_question import laser_nm, light_path_of

    if instrument is not None:
        path = light_path_of(catalog, lasers, filters, instrument, two_photon=False)
        channels: dict[tuple[float, float], Channel] = {}
        for channel in path.channels:
            channels.setdefault(channel.band[:2], channel)
        return path._replace(channels=tuple(channels.values()))
    bands = dict.fromkeys(Band.of(text) for text in names_in(filters))
    return LightPath(tuple(dict.fromkeys(map(laser_nm, lasers))), tuple(Channel(band.name, band) for band in bands))


def _band_doc(channel: Channel) -> LightBandDoc:
    band = channel.band
    return {"channel": channel.name, "band": band.name, "low_nm": _end(band.low_nm), "high_nm": _end(band.high_nm)}


def _window(window: str | Sequence[float] | None) -> tuple[float, float] | None:
    ends = parse_window(window)
    if ends is None:
        return None
    if not (LIGHT_NM[0] <= ends[0] and ends[1] <= LIGHT_NM[1] and ends[1] - ends[0] >= NARROWEST_NM):
        span = f"{LIGHT_NM[0]:g} to {LIGHT_NM[1]:g} nm"
        given = f"--range {ends[0]:g}-{ends[1]:g}"
        raise UsageError(f"{given} cannot be shown: give {NARROWEST_NM:g} nm or more, within {span}.")
    return ends


def _end(edge_nm: float) -> float | None:
    return edge_nm if 0 < edge_nm < math.inf else None


def _cited(shown: Sequence[SpectrumDoc]) -> set[str]:
    return {
        reference
        for item in shown
        for known in (item["emission_max_nm"], item["fwhm_nm"], item["absorption_max_nm"], item["rise_per_eV"])
        for reference in known["references"]
    }
