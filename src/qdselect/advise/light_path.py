"""What a light path makes of each particle: the line that excites it, the band that collects it, the signal."""

from __future__ import annotations

import math
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from qdselect.advise.emitters import Emitter, Known, computed_status, emitters_of
from qdselect.advise.rows import whole
from qdselect.columns.table import Column, Numbers
from qdselect.model.light import Channel, LightPath
from qdselect.model.struct import Struct
from qdselect.physics.light_yield import Ends, excitation_ends, extinction_ends, share_ends

if TYPE_CHECKING:
    from qdselect.catalog.catalog import Catalog
    from qdselect.model.documents.light import LightNumberDoc, LightPathDoc

__all__ = ["LEAST", "SHINING", "Illuminated", "Seen", "told"]

Record = Mapping[str, Any]
Triple = tuple[float | None, float | None, float | None]

UNKNOWN: Triple = (None, None, None)
LEAST = 0.001
"""Of a share, or of an excitation related to 405 nm, no more is said than that it is below this: the models draw a
Gaussian, and the tails of real bands are fed by defects."""
FAINT = "it hardly absorbs 405 nm, to which every line is related"
NO_LIGHT = "neither a source nor a model gives its emission, or only one bound of it"
SHINING = ("emission_max_nm", "absorption_max_nm", "core_diameter_nm")
"""Fields of which one must be reported, or no light is known of a particle."""


class Seen(Struct):
    """One particle in the light path.

    Attributes
    ----------
    emitter : Emitter
        What is known of its light.
    line_nm, channel : float or None, Channel or None
        The line and the band that suit it best; ``None`` where the question names none.
    excitation, extinction, collection, signal : (value, low, high)
        Related to 405 nm; extinction at the line, 1/(M cm); share of the emission; extinction at the line times quantum
        yield times share, 1/(M cm).
    """

    emitter: Emitter
    line_nm: float | None
    channel: Channel | None
    excitation: Triple
    extinction: Triple
    collection: Triple
    signal: Triple = UNKNOWN


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
                seen and _interval(seen.excitation, _known(seen.emitter, "light_excitation")) for seen in rows
            ),
            "light_collection": Numbers.of(
                seen and _interval(seen.collection, _known(seen.emitter, "light_collection")) for seen in rows
            ),
            "light_band_nm": Numbers.of(_band(seen) for seen in rows),
        }

    def rests_on(self, name: str, field: str) -> tuple[str, str] | None:
        """What a field of the light path rests on for one particle: its status, and all of them in words.

        ``None`` for other fields. Where a number that it needs is not known, the status is ``unknown``, and the words
        say which, and why.
        """
        if field not in _RESTS_ON:
            return None
        seen = self.seen.get(name)
        if seen is None:
            return "unknown", NO_LIGHT
        known = dict(zip(_RESTS_ON[field].values(), _known(seen.emitter, field), strict=True))
        missing = [f"its {word} is not known: {own.because}" for word, own in known.items() if own.status == "unknown"]
        if missing:
            return "unknown", "; ".join(missing)
        words = ", ".join(f"{word} {own.status}" for word, own in known.items())
        faint = field == "light_excitation" and seen.line_nm is not None and seen.excitation[0] is None
        return _status(known.values()), f"{words}; {FAINT}" if faint else words

    def doc(
        self, name: str, cautions: Iterable[Record] = (), mode: Record | None = None, photons: int = 1
    ) -> LightPathDoc:
        """What the light path makes of one particle.

        Parameters
        ----------
        name : str
            Id of the formulation.
        cautions : iterable of mapping
            Its cautions; those that speak of the band say what is known of the background.
        mode : mapping, optional
            The imaging mode: in the living animal depth matters too, and several lines are said to be compared
            without it.
        photons : int
            Photons that excite together there; with two, no line is judged.
        """
        seen = self.seen.get(name)
        if seen is not None and photons > 1:
            line = self.light.lines_nm[0] if len(self.light.lines_nm) == 1 else None
            seen = seen._replace(line_nm=line, excitation=UNKNOWN, extinction=UNKNOWN, signal=UNKNOWN)
        return _doc(seen, photons, _remarks(self.light, mode, photons), cautions)


def _lit(catalog: Catalog) -> list[str]:
    """Particles of which a field is reported that tells their light; the others need not be looked at."""
    rows = whole(catalog)
    known = [rows.table.compare(name, "known", True).true.tolist() for name in SHINING]
    return [name for name, told in zip(rows.ids, zip(*known, strict=True), strict=True) if any(told)]


_RESTS_ON = {
    "light_excitation": {"absorption_max_nm": "first exciton", "rise_per_eV": "rise to the blue"},
    "light_collection": {"emission_max_nm": "emission", "fwhm_nm": "width"},
}
"""What of an emitter the fields of a light path are computed from, each in words."""


def _known(emitter: Emitter, field: str) -> list[Known]:
    return [getattr(emitter, name) for name in _RESTS_ON[field]]


def _status(rests_on: Iterable[Known]) -> str:
    return computed_status(known.status for known in rests_on)


def _remarks(light: LightPath, mode: Record | None, photons: int) -> list[str]:
    """What must be known of the comparison of lines in a mode."""
    lines = " and ".join(f"{line:g}" for line in light.lines_nm)
    if photons > 1 and lines:
        return [f"two photons excite together, and the absorption of one does not judge {lines} nm"]
    if len(light.lines_nm) > 1 and mode and mode["family"] == "in-vivo":
        return [f"{lines} nm are compared at the surface: what tissue leaves of each at a depth is not known"]
    return []


def told(triple: Triple) -> Triple:
    """A share or a ratio as far as the models go: below `LEAST` there is no more than that bound."""
    value, low, high = triple
    if high is None or low is None or value is None:
        return triple
    return (0.0 if value < LEAST else value, 0.0 if low < LEAST else low, max(high, LEAST))


def _interval(triple: Triple, rests_on: Sequence[Known]) -> tuple[float | None, float | None]:
    """Ends of a number; one that does not rest on reports alone is an interval, however narrow, and never known."""
    _, low, high = triple
    if high is not None and high <= LEAST:
        return None, math.nextafter(LEAST, 0.0)
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
                absorbed[row][lines.index(line)] if line in lines else UNKNOWN,
                shares[row][light.channels.index(channel)] if channel else UNKNOWN,
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
    """Extinction at the line times quantum yield times the share collected, each as far as its model goes."""
    seen = seen._replace(excitation=told(seen.excitation), collection=told(seen.collection))
    if seen.channel is None or seen.line_nm is None:
        return seen
    parts = (seen.extinction, seen.emitter.quantum_yield[:3], seen.collection)
    value, low, high = (_product(numbers) for numbers in zip(*parts, strict=True))
    return seen._replace(signal=(value, low, high))


def _product(parts: Iterable[float | None]) -> float | None:
    total = 1.0
    for part in parts:
        if part is None:
            return None
        total *= part
    return total


def _doc(
    seen: Seen | None, photons: int, remarks: Sequence[str], cautions: Iterable[Mapping[str, Any]]
) -> LightPathDoc:
    if seen is None:
        nothing: LightNumberDoc = {"value": None, "low": None, "high": None, "status": "unknown"}
        return {
            "line_nm": None,
            "band": None,
            "excitation": nothing,
            "extinction_M_cm": nothing,
            "collection": nothing,
            "signal_M_cm": nothing,
            "crosstalk": _crosstalk(cautions),
            "because": NO_LIGHT,
            "references": [],
        }
    own, channel = seen.emitter, seen.channel
    used = [
        *((own.emission_max_nm, own.fwhm_nm) if channel else ()),
        *((own.absorption_max_nm, own.rise_per_eV) if seen.line_nm is not None and photons == 1 else ()),
    ]
    told = [
        *([own.molar_extinction_M_cm] if seen.extinction != UNKNOWN else []),
        *([own.quantum_yield] if seen.signal != UNKNOWN and own.quantum_yield.status != "unknown" else []),
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
        "extinction_M_cm": _number(seen.extinction, own.molar_extinction_M_cm, own.absorption_max_nm, own.rise_per_eV),
        "collection": _number(seen.collection, own.emission_max_nm, own.fwhm_nm),
        "signal_M_cm": _number(seen.signal, own.molar_extinction_M_cm, own.quantum_yield, *used),
        "crosstalk": _crosstalk(cautions),
        "because": "; ".join([*dict.fromkeys(_words(own, known) for known in [*used, *told]), *remarks]),
        "references": sorted({name for known in [*used, *told] for name in known.references}),
    }


def _words(own: Emitter, known: Known) -> str:
    name = next(field for field in Emitter._fields[3:] if getattr(own, field) is known)
    return f"{name} {known.because}"


def _number(triple: Triple, *rests_on: Known) -> LightNumberDoc:
    """A number with its ends and its status (`_status`)."""
    value, low, high = (None if number is None else float(f"{number:.4g}") for number in triple)
    if value is None and low is None and high is None:
        return {"value": None, "low": None, "high": None, "status": "unknown"}
    return {"value": value, "low": low, "high": high, "status": _status(rests_on)}


def _crosstalk(cautions: Iterable[Mapping[str, Any]]) -> Any:
    """What is known of the background in the band: a caution with its source, or nothing."""
    for caution in cautions:
        if caution["rule"].startswith("light-background"):
            return {"status": "caution", "because": caution["because"], "references": list(caution["references"])}
    because = "no checked source gives a spectrum of the background: measure an unstained sample in the same band"
    return {"status": "unknown", "because": because, "references": []}
