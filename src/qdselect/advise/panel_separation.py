"""How the colours of a panel are told apart, and the limit: overlap of whole spectra, spill between bands, or noise."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from qdselect.advise.light_path import LEAST
from qdselect.catalog.catalog import Catalog
from qdselect.catalog.compile_instruments import instrument_from
from qdselect.errors import DataError, UsageError
from qdselect.model.light import Band, Channel
from qdselect.model.struct import Struct

if TYPE_CHECKING:
    from qdselect.model.query import Query

__all__ = ["KINDS", "Separation", "separation_of"]

KINDS = {
    "overlap": ("panel_overlap", "--max-overlap", 1.0),
    "spill": ("panel_spill", "--max-spill", 10.0),
    "noise": ("panel_noise", "--max-noise", 1000.0),
}
"""How colours are told apart: the judgement that gives the limit, the option that sets it, the loosest it can be."""

STEPS_NM = (1.0, 100.0)
"""Widths of the bands of a spectral detector that can be asked for, nm."""


class Separation(Struct):
    """How colours are told apart, and the limit.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    most : float
        The limit.
    by_default : bool
        Whether the limit is this project's judgement.
    because : str
        What the limit stands for.
    any_width : bool
        Whether it must hold at all widths that are tried, not only at the one to reckon with.
    channels : tuple of Channel
        Bands that are read; none where whole spectra count.
    step_nm : float or None
        Width that the bands of a spectral detector come nearest to; `channels` have the width that they really have.
    step_because : str or None
        Where that comes from.
    """

    kind: str
    most: float
    by_default: bool
    because: str
    any_width: bool = False
    channels: tuple[Channel, ...] = ()
    step_nm: float | None = None
    step_because: str | None = None


class _Reading(Struct):
    """Bands that are read, and where their width comes from."""

    channels: tuple[Channel, ...]
    step_nm: float | None = None
    step_because: str | None = None


def separation_of(
    catalog: Catalog,
    query: Query,
    instrument: str | None,
    markers: int,
    *,
    unmix: bool,
    any_width: bool,
    given: Mapping[str, float | None],
    spectral_step_nm: float | None,
) -> Separation:
    """Noise where spectra are unmixed, spill where bands are named, overlap of whole spectra otherwise.

    Parameters
    ----------
    catalog : Catalog
        Knows the instrument, and the judgements.
    query : Query
        The question about one of the markers.
    instrument : str or None
        As typed.
    markers : int
        How many.
    unmix, any_width : bool
        As asked.
    given : mapping of str to float or None
        The limit by kind, as far as it was given.
    spectral_step_nm : float or None
        Width of the bands of a spectral detector, where it was given.

    Raises
    ------
    UsageError
        A limit that has no meaning here or is out of range, too few bands, or a detector that takes no spectra.
    DataError
        The rules give no limit.
    """
    reading = _reading(catalog, query, instrument, unmix, spectral_step_nm)
    kind = "noise" if unmix else "spill" if reading.channels else "overlap"
    for other, most in given.items():
        if most is not None and other != kind:
            raise UsageError(f"{KINDS[other][1]} has no meaning here: {_WHEN[kind]}. Give {KINDS[kind][1]} instead.")
    _refuse_too_few(reading.channels, markers, unmix)
    if any_width and unmix:
        raise UsageError(
            "--any-width and --unmix cannot go together: noise neither rises nor falls with a width alone. Without "
            "--any-width the answer says what the noise is at the worst width."
        )
    return Separation(kind, *_limit(catalog, kind, given[kind]), any_width, *reading)


_WHEN = {
    "overlap": "without bands whole spectra are compared",
    "spill": "bands are given, and the light that spills between them counts",
    "noise": "spectra are unmixed, and the noise that this adds counts",
}


# bands


def _reading(catalog: Catalog, query: Query, instrument: str | None, unmix: bool, step_nm: float | None) -> _Reading:
    """Bands that are read: those of the light path; of a detector that takes spectra, its range in equal steps."""
    own = instrument_from(catalog.instrument(instrument)) if instrument is not None else None
    channels = query.light.channels if query.light else ()
    if step_nm is not None and not (unmix and own and own.spectral):
        raise UsageError(
            "--spectral-step is the width of the bands that a spectral detector is unmixed in: give --unmix and an "
            f"--instrument that takes spectra ({_spectral(catalog)}), or leave it out."
        )
    if own and own.spectral and unmix:
        return _in_steps(catalog, channels, step_nm, own.spectral_step_nm)
    if not _bare(query):
        return _Reading(channels)
    if unmix:
        raise UsageError(
            f"nothing says that {own.id if own else 'the detector'} takes spectra, and it names no bands: there is "
            "nothing to unmix. Give its bands with --filters, or an --instrument that takes spectra "
            f"({_spectral(catalog)}); a file of one's own says so with `spectral: true`."
        )
    return _Reading(())


def _bare(query: Query) -> bool:
    """Whether the light path is a detector behind no filter: its own range is no band of a panel."""
    return bool(query.light) and [channel.name for channel in query.light.channels] == ["detector"]  # type: ignore[union-attr]


def _spectral(catalog: Catalog) -> str:
    """Instruments of the catalogue that take spectra."""
    return ", ".join(name for name, record in catalog.instruments.items() if record["spectral"]) or "none of these does"


def _in_steps(catalog: Catalog, channels: Sequence[Channel], given: float | None, stated: float | None) -> _Reading:
    """A spectral detector as bands side by side, as wide as asked for, stated of it, or judged by this project."""
    if given is not None:
        if not STEPS_NM[0] <= given <= STEPS_NM[1]:
            raise UsageError(f"--spectral-step must be from {STEPS_NM[0]:g} to {STEPS_NM[1]:g} nm, not {given:g}.")
        step, because = float(given), "as asked"
    elif stated is not None:
        step, because = stated, "as the file of the instrument states"
    else:
        judgement = _judgement(catalog, "panel_spectral_step_nm", "--spectral-step")
        step, because = float(judgement["value"]), f"a judgement: {judgement['because']}"
    bands = [band for channel in channels for band in _side_by_side(channel.band, step)]
    return _Reading(tuple(Channel(band.name, band) for band in dict.fromkeys(bands)), step, because)


def _side_by_side(band: Band, step_nm: float) -> list[Band]:
    """A band in equal parts of the width that comes nearest to a step."""
    whole = band.high_nm - band.low_nm
    fewer = max(1, math.floor(whole / step_nm))
    number = min((fewer, fewer + 1), key=lambda parts: abs(whole / parts - step_nm))
    edges = [band.low_nm + (band.high_nm - band.low_nm) * part / number for part in range(number + 1)]
    return [Band(low, high, f"{low:.4g}-{high:.4g}") for low, high in pairwise(edges)]


def _refuse_too_few(channels: Sequence[Channel], markers: int, unmix: bool) -> None:
    bands = len({channel.band[:2] for channel in channels})
    if channels and bands < markers:
        what = "has nothing to solve" if unmix else "has no band of its own for each"
        raise UsageError(
            f"{bands} {'band' if bands == 1 else 'bands'} for {markers} markers: the panel {what}. Give at least "
            f"{markers} bands, or leave them out to compare whole spectra."
        )


# limits


def _limit(catalog: Catalog, kind: str, own: float | None) -> tuple[float, bool, str]:
    """The limit, whether it is a judgement, and what it stands for."""
    judgement, option, loosest = KINDS[kind]
    if own is None:
        found = _judgement(catalog, judgement, option)
        return float(found["value"]), True, str(found["because"])
    if kind == "noise" and not (math.isfinite(own) and 1 < own <= loosest):
        raise UsageError(f"{option} must be above 1 and at most {loosest:g}, not {own:g}.")
    if kind != "noise" and not LEAST <= own <= loosest:
        raise UsageError(
            f"{option} must be at least {LEAST:g}, below which the models say nothing, and at most {loosest:g}, not "
            f"{own:g}."
        )
    return float(own), False, "as asked"


def _judgement(catalog: Catalog, name: str, option: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] | None = ((catalog.section("physics_scheme") or {}).get("judgements") or {}).get(name)
    if found is None:
        raise DataError(f"the rules lack the judgement {name} for a panel: add it to physics.yaml, or give {option}.")
    return found
