"""What a light path makes of each particle: the line that excites it, the band that collects it, the signal."""

from __future__ import annotations

import math
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from qdselect.advise.emitters import KNOWN_STATUS, Emitter, Known, emitters_of
from qdselect.advise.rows import whole
from qdselect.columns.table import Column, Numbers
from qdselect.model.light import Channel, LightPath
from qdselect.physics.light_yield import Ends, excitation_ends, extinction_ends, share_ends

if TYPE_CHECKING:
    from qdselect.catalog.catalog import Catalog
    from qdselect.model.documents.light import LightNumberDoc, LightPathDoc

__all__ = ["SHINING", "Illuminated", "Seen"]

Record = Mapping[str, Any]
Triple = tuple[float | None, float | None, float | None]

UNKNOWN: Triple = (None, None, None)
SHINING = ("emission_max_nm", "absorption_max_nm", "core_diameter_nm")
"""Fields of which one must be reported, or no light is known of a particle."""


class Seen(NamedTuple):
    """One particle in the light path.

    Attributes
    ----------
    emitter : Emitter
        What is known of its light.
    line_nm, channel : float or None, Channel or None
        The line and the band that suit it best; ``None`` where the question names none.
    excitation, collection, signal : (value, low, high)
        Related to 405 nm; share of the emission; extinction at the line times quantum yield times share, 1/(M cm).
    """

    emitter: Emitter
    line_nm: float | None
    channel: Channel | None
    excitation: Triple
    collection: Triple
    signal: Triple


class Illuminated:
    """Every particle of which some light is known, in one light path.

    Parameters
    ----------
    catalog : Catalog
        The particles.
    light : LightPath
        Lines, bands and detector.
    """

    def __init__(self, catalog: Catalog, light: LightPath) -> None:
        self.light = light
        emitters = emitters_of(catalog, _lit(catalog))
        self.seen = {seen.emitter.id: seen for seen in _all_seen(emitters, light)} if emitters else {}

    def columns(self, ids: Iterable[str], dark: Container[str] = ()) -> dict[str, Column]:
        """Columns of the question, row by row; ``dark`` are ids of which nothing is known here."""
        rows = [None if name in dark else self.seen.get(name) for name in ids]
        return {
            "light_excitation": Numbers.of(
                seen and _interval(seen.excitation, seen.emitter.absorption_max_nm, seen.emitter.rise_per_eV)
                for seen in rows
            ),
            "light_collection": Numbers.of(
                seen and _interval(seen.collection, seen.emitter.emission_max_nm, seen.emitter.fwhm_nm) for seen in rows
            ),
            "light_band_nm": Numbers.of(_band(seen) for seen in rows),
        }

    def doc(self, name: str, cautions: Iterable[Mapping[str, Any]]) -> LightPathDoc:
        """What the light path makes of one particle.

        Parameters
        ----------
        name : str
            Id of the formulation.
        cautions : iterable of mapping
            Its cautions; those that speak of the band say what is known of the background.
        """
        return _doc(self.seen.get(name), self.light, cautions)


def _lit(catalog: Catalog) -> list[str]:
    """Particles of which a field is reported that tells their light; the others need not be looked at."""
    rows = whole(catalog)
    known = [rows.table.compare(name, "known", True).true.tolist() for name in SHINING]
    return [name for name, told in zip(rows.ids, zip(*known, strict=True), strict=True) if any(told)]


def _interval(triple: Triple, *rests_on: Known) -> tuple[float | None, float | None]:
    """Ends of a number; one that does not rest on reports alone is an interval, however narrow, and never known."""
    _, low, high = triple
    if low is not None and low == high and any(known.status != "reported" for known in rests_on):
        low = math.nextafter(low, -math.inf)
    return low, high


def _band(seen: Seen | None) -> tuple[float | None, float | None] | None:
    if seen is None or seen.channel is None:
        return None
    band = seen.channel.band
    return band.low_nm, band.high_nm


def _all_seen(emitters: Sequence[Emitter], light: LightPath) -> list[Seen]:
    """Every emitter with the pair of line and band that suits it best."""
    pairs, lines = light.pairs(), light.lines_nm if light.photons == 1 else ()
    peak, width = (_ends(emitters, name) for name in ("emission_max_nm", "fwhm_nm"))
    exciton, rise = (_ends(emitters, name) for name in ("absorption_max_nm", "rise_per_eV"))
    shares = share_ends(peak, width, [channel.band[:2] for channel in light.channels]).rows() if light.channels else []
    excited = excitation_ends(lines, exciton, rise).rows() if lines else []
    molar = _ends(emitters, "molar_extinction_M_cm")
    absorbed = extinction_ends(lines, exciton, rise, molar).rows() if lines else []
    found = []
    for row, emitter in enumerate(emitters):
        own = [
            Seen(
                emitter,
                line,
                channel,
                excited[row][lines.index(line)] if line in lines else UNKNOWN,
                shares[row][light.channels.index(channel)] if channel else UNKNOWN,
                absorbed[row][lines.index(line)] if line in lines else UNKNOWN,
            )
            for line, channel in pairs
        ]
        found.append(_with_signal(max(own, key=_worth)))
    return found


def _ends(emitters: Sequence[Emitter], name: str) -> Ends:
    return Ends.of(getattr(emitter, name)[:3] for emitter in emitters)


def _worth(seen: Seen) -> float:
    """What a pair of line and band is worth for one emitter: what it excites times what it collects."""
    parts = [part[0] for part in (seen.excitation, seen.collection) if part[0] is not None]
    total = 1.0
    for part in parts:
        total *= part
    return total


def _with_signal(seen: Seen) -> Seen:
    """Extinction at the line times quantum yield times the share collected."""
    extinction, quantum, share = seen.signal, seen.emitter.quantum_yield[:3], seen.collection
    if seen.channel is None or seen.line_nm is None:
        return seen._replace(signal=UNKNOWN)
    value, low, high = (_product(parts) for parts in zip(extinction, quantum, share, strict=True))
    return seen._replace(signal=(value, low, high))


def _product(parts: Iterable[float | None]) -> float | None:
    total = 1.0
    for part in parts:
        if part is None:
            return None
        total *= part
    return total


def _doc(seen: Seen | None, light: LightPath, cautions: Iterable[Mapping[str, Any]]) -> LightPathDoc:
    if seen is None:
        nothing: LightNumberDoc = {"value": None, "low": None, "high": None, "status": "unknown"}
        return {
            "line_nm": None,
            "band": None,
            "excitation": nothing,
            "collection": nothing,
            "signal_M_cm": nothing,
            "crosstalk": _crosstalk(cautions),
            "because": "no source gives its emission, and no model reaches it",
            "references": [],
        }
    own, channel = seen.emitter, seen.channel
    used = [
        *((own.emission_max_nm, own.fwhm_nm) if channel else ()),
        *((own.absorption_max_nm, own.rise_per_eV) if seen.line_nm is not None and light.photons == 1 else ()),
    ]
    return {
        "line_nm": seen.line_nm,
        "band": None
        if channel is None
        else {
            "channel": channel.name,
            "band": channel.band.name,
            "low_nm": channel.band.low_nm or None,
            "high_nm": None if channel.band.high_nm == float("inf") else channel.band.high_nm,
        },
        "excitation": _number(seen.excitation, own.absorption_max_nm, own.rise_per_eV),
        "collection": _number(seen.collection, own.emission_max_nm, own.fwhm_nm),
        "signal_M_cm": _number(seen.signal, own.molar_extinction_M_cm, own.quantum_yield, *used),
        "crosstalk": _crosstalk(cautions),
        "because": "; ".join(dict.fromkeys(_words(own, known) for known in used)),
        "references": sorted({name for known in used for name in known.references}),
    }


def _words(own: Emitter, known: Known) -> str:
    name = next(field for field in Emitter._fields[3:] if getattr(own, field) is known)
    return f"{name} {known.because}"


def _number(triple: Triple, *rests_on: Known) -> LightNumberDoc:
    """A number with its ends; its status is that of the weakest number it rests on."""
    value, low, high = (None if number is None else float(f"{number:.4g}") for number in triple)
    if value is None and low is None and high is None:
        return {"value": None, "low": None, "high": None, "status": "unknown"}
    weakest = max((known.status for known in rests_on), key=KNOWN_STATUS.index)
    return {"value": value, "low": low, "high": high, "status": weakest}


def _crosstalk(cautions: Iterable[Mapping[str, Any]]) -> Any:
    """What is known of the background in the band: a caution with its source, or nothing."""
    for caution in cautions:
        if caution["rule"].startswith("light-background"):
            return {"status": "caution", "because": caution["because"], "references": list(caution["references"])}
    because = "no checked source gives a spectrum of the background: measure an unstained sample in the same band"
    return {"status": "unknown", "because": because, "references": []}
