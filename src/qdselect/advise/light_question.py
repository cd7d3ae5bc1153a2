"""From lasers, filters and an instrument as typed to a `LightPath`: names resolved, contradictions refused."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from qdselect.catalog.catalog import Catalog
from qdselect.catalog.compile_instruments import instrument_from
from qdselect.errors import UsageError
from qdselect.model.light import LIGHT_NM, Band, Channel, Instrument, LightPath
from qdselect.model.names import Names, names_in
from qdselect.model.query import Query

__all__ = ["laser_nm", "light_path_of", "refuse_dark_path"]


DETECTOR = "detector"
"""Name of the channel of a detector behind no filter."""


def light_path_of(
    catalog: Catalog,
    lasers: float | str | Iterable[float | str],
    filters: Names,
    instrument: str | None,
    two_photon: bool,
) -> LightPath:
    """The light path of a question.

    Parameters
    ----------
    catalog : Catalog
        Knows instruments, and the weight of the criterion.
    lasers : number or iterable of numbers
        Excitation lines, nm.
    filters : str or iterable of str
        Bands, such as ``605/40``; with an instrument that has channels, those of its channels.
    instrument : str or None
        Name of an instrument, or a YAML file of one's own.
    two_photon : bool
        Whether the question is about two-photon microscopy.

    Raises
    ------
    UsageError
        A line or band that is none, one that the instrument does not have, or lines and bands that cannot go together.
    UnknownNameError
        No instrument has this name.
    """
    own = instrument_from(catalog.instrument(instrument)) if instrument is not None else None
    lines, bands = _lines(lasers), sorted({Band.of(name) for name in names_in(filters)})
    light = LightPath(
        lines_nm=_lines_of(own, lines),
        channels=_within_detector(own, _channels_of(own, bands)),
        photons=2 if two_photon else own.photons if own else 1,
        instrument=instrument if own is None or own.id == instrument else own.id,
    )
    typed = _typed(instrument, lines, bands)
    wanted = {"laser": bool(light.lines_nm), "filter": bool(light.channels)}
    options = tuple((flag, typed[flag]) for flag, asked in wanted.items() if asked)
    judged = light.channels or light.photons == 1
    light = light._replace(options=options, weight=_weight(catalog) if judged else 0.0)
    if not light.pairs():
        raise UsageError(_no_pair(light))
    return light


def _weight(catalog: Catalog) -> float:
    entries: Sequence[Mapping[str, Any]] = catalog.section("conditional_weights")
    return next((float(entry["weight"]) for entry in entries if entry["criterion"] == "light-path"), 0.0)


def _lines(lasers: float | str | Iterable[float | str]) -> tuple[float, ...]:
    given = [lasers] if isinstance(lasers, int | float | str) else list(lasers)
    return tuple(sorted({laser_nm(laser) for laser in given}))


def laser_nm(laser: float | str) -> float:
    """A laser as typed, such as ``405`` or ``405nm``, in nm.

    Raises
    ------
    UsageError
        No wavelength, or none of light.
    """
    low, high = LIGHT_NM
    try:
        line = float(str(laser).lower().removesuffix("nm"))
    except ValueError:
        raise UsageError(f"--laser {str(laser)[:40]!r} is no wavelength. Write it in nm: --laser 405.") from None
    if not (math.isfinite(line) and low <= line <= high):
        raise UsageError(f"--laser {line:g} is out of range; it is in nm, from {low:g} to {high:g}.")
    return line


def _lines_of(own: Instrument | None, lines: tuple[float, ...]) -> tuple[float, ...]:
    """Lines that were typed; they must be among those of an instrument that has any."""
    if own is None or not own.lines_nm:
        return lines
    for line in lines:
        if line not in own.lines_nm:
            has = ", ".join(f"{other:g}" for other in own.lines_nm)
            raise UsageError(f"{own.id} has no line at {line:g} nm; it has {has}. Choose one, or leave out --laser.")
    return lines or own.lines_nm


def _channels_of(own: Instrument | None, bands: Sequence[Band]) -> tuple[Channel, ...]:
    """Bands that were typed as channels; of an instrument that has channels, those that they name."""
    if own is None or not own.channels:
        return tuple(Channel(band.name, band) for band in bands)
    if not bands:
        return own.channels
    chosen = []
    for band in bands:
        found = [channel for channel in own.channels if channel.band[:2] == band[:2]]
        if not found:
            has = ", ".join(dict.fromkeys(channel.band.name for channel in own.channels))
            raise UsageError(f"{own.id} has no channel {band.name}; it has {has}. Choose one, or leave out --filter.")
        chosen += found
    return tuple(chosen)


def _within_detector(own: Instrument | None, channels: tuple[Channel, ...]) -> tuple[Channel, ...]:
    """Channels as far as the detector answers; without any, the detector's own range."""
    if own is None or own.detector_nm is None:
        return channels
    low, high = own.detector_nm
    whole = Channel(DETECTOR, Band(low, high, f"{low:g}-{high:g}"))
    cut = [_cut(channel, low, high) for channel in channels]
    seen = tuple(channel for channel in cut if channel.band.low_nm < channel.band.high_nm)
    if channels and not seen:
        names = ", ".join(channel.band.name for channel in channels)
        raise UsageError(f"the detector of {own.id} answers from {low:g} to {high:g} nm, and not behind {names}.")
    return seen or (whole,)


def _cut(channel: Channel, low: float, high: float) -> Channel:
    band = channel.band
    return channel._replace(band=Band(max(band.low_nm, low), min(band.high_nm, high), band.name))


def _typed(instrument: str | None, lines: Sequence[float], bands: Sequence[Band]) -> dict[str, str]:
    """The options that set lines and bands; with an instrument they are one constraint."""
    laser = " ".join(f"--laser {line:g}" for line in lines)
    passing = " ".join(f"--filter {band.name}" for band in bands)
    if instrument is None:
        return {"laser": laser, "filter": passing}
    together = " ".join(word for word in (f"--instrument {instrument}", laser, passing) if word)
    return {"laser": together, "filter": together}


def _no_pair(light: LightPath) -> str:
    lines = ", ".join(f"{line:g}" for line in light.lines_nm)
    bands = ", ".join(channel.band.name for channel in light.channels)
    if light.channels[0].name == DETECTOR:
        return _bare_detector(light)
    return (
        f"no band goes with a line: {bands} with {lines} nm. A dot emits at longer wavelengths than it is excited at, "
        "and a band must not pass the line itself. Choose a shorter line or a redder band."
    )


CLEAR_NM = 20
"""How far from a line the filter begins that a message suggests, nm, at the next multiple of 5: an example, no rule."""


def _bare_detector(light: LightPath) -> str:
    """Why a detector behind no filter goes with no line, and the filter that keeps most of its range."""
    band, lines = light.channels[0].band, ", ".join(f"{line:g}" for line in light.lines_nm)
    seen = [line for line in light.lines_nm if line in band]
    if not seen:
        return (
            f"the detector answers at {band.name} nm, and the line at {lines} nm is longer: a dot emits at longer "
            "wavelengths than it is excited at. Choose a shorter line."
        )
    own = ", ".join(f"{line:g}" for line in seen)
    text = f"the detector answers at {band.name} nm and sees the line at {own} nm itself."
    low, high = band.low_nm, band.high_nm
    if light.photons > 1:
        high = 5.0 * math.floor((min(seen) - CLEAR_NM) / 5)
        name, other = f"{high:g}SP", "longer"
    else:
        low = 5.0 * math.ceil((max(seen) + CLEAR_NM) / 5)
        name, other = f"{low:g}LP", "shorter"
    if low >= high:
        return f"{text} Little or nothing of that range is left beside the line: choose a {other} line."
    return f"{text} Add --filter, such as {name}, which leaves {low:g}-{high:g} nm of it."


def refuse_dark_path(light: LightPath, query: Query) -> None:
    """Refuse a light path that the other options contradict.

    Raises
    ------
    UsageError
        ``--excitation`` is none of its lines, or no band lies within ``--emission``.
    """
    line = query.excitation_nm
    if line is not None and light.lines_nm and line not in light.lines_nm:
        lines = ", ".join(f"{own:g}" for own in light.lines_nm)
        raise UsageError(
            f"--excitation {line:g} is none of the lines of the light path ({lines} nm). Leave it out: "
            "--laser says what excites."
        )
    if query.emission_window_nm and light.channels:
        low, high = query.emission_window_nm
        if not any(channel.band.low_nm < high and channel.band.high_nm > low for channel in light.channels):
            bands = ", ".join(channel.band.name for channel in light.channels)
            raise UsageError(
                f"no band lies within {query.emission_option}: {bands}. Choose another band, or leave out one of both."
            )
