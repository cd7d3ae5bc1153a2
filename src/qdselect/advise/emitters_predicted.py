"""What follows of the light of a particle where no source reports it: predicted, typical or assumed, and labelled."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from qdselect.advise.emitters import Known
from qdselect.advise.predict_colour import Colours
from qdselect.advise.predict_parts import Estimate, constant_of
from qdselect.advise.predict_signal import points_of
from qdselect.model.composition import parse_formula
from qdselect.model.light import BAND_EDGE, ENCLOSING
from qdselect.model.struct import Struct
from qdselect.model.units import HC_EV_NM
from qdselect.physics.extinction import laws_of
from qdselect.physics.spectrum import fwhm_to_wavelength

if TYPE_CHECKING:
    from qdselect.advise.predict_signal import Point

__all__ = ["predicted_light"]

Record = Mapping[str, Any]

BLUE_NM = 420.0
"""Laws up to this wavelength stand for the blue end when the rise of the absorption is taken from two laws."""


def predicted_light(
    scheme: Record, material: Record, record: Record, reported: Mapping[str, Known]
) -> dict[str, Known]:
    """All that an emitter says of its light, by name.

    Parameters
    ----------
    scheme : mapping
        ``rules/physics.yaml``; empty where the rules have none.
    material : mapping
        Entry of the core's material; empty where the catalogue knows none.
    record : mapping
        The formulation as a document.
    reported : mapping
        What sources report, by field.
    """
    shift = _assumed_shift(scheme, material, record)
    material = material if _is_plain(record) else {}
    emission = _emission(record, reported["emission_max_nm"])
    absorption = _absorption(record, reported["absorption_max_nm"], emission, shift)
    points = _points(scheme, material, record, reported["core_diameter_nm"], absorption)
    return {
        "emission_max_nm": emission,
        "fwhm_nm": _width(scheme, shift.typical_nm, record, reported["fwhm_nm"], emission),
        "absorption_max_nm": absorption,
        "rise_per_eV": _rise(scheme, absorption, points),
        "quantum_yield": _yield(reported["quantum_yield"]),
        "molar_extinction_M_cm": _extinction(scheme, record, absorption),
    }


_CLAD = set(ENCLOSING)
"""Shells under which the light stays that of the core; others may take one of the carriers (as the checks have it)."""


def _is_plain(record: Record) -> bool:
    """Whether models of the core's material hold: undoped, and under no shell or one that encloses the core."""
    return not record["dopants"] and set(record["shells"]) <= _CLAD


def _emission(record: Record, own: Known) -> Known:
    return own if own.status != "unknown" else _predicted(record, "emission_max_nm") or own


def _predicted(record: Record, field: str) -> Known | None:
    """What the models say of a field (`qdselect.catalog.compile_predicted`); of one open end nothing is drawn."""
    entry = _entry(record, field)
    if entry is None or entry["low"] is None or entry["high"] is None:
        return None
    value = entry["value"]
    if value is None and field != "emission_max_nm":
        value = _short((entry["low"] + entry["high"]) / 2)
    if value is None:
        return None
    inputs = " and ".join(f"{name} {_written(record, name)}" for name in entry["inputs"])
    because = f"{entry['because']}; from {inputs}"
    return Known(value, entry["low"], entry["high"], "predicted", (*entry["references"], *entry["rests_on"]), because)


def _entry(record: Record, field: str) -> Record | None:
    return next((item for item in record["predicted"] if item["field"] == field), None)


def _written(record: Record, name: str) -> str:
    if record[name] is not None:
        return f"{record[name]:g}"
    low, high = record["bounds"][name]
    return f"{low:g} to {high:g}"


class _Shift(Struct):
    """How far above the emission the first exciton is taken to lie at most, and what the gap of the core leaves.

    ``typical_nm`` is the reddest emission of which a width that is typical of the material holds: none under a shell
    that takes one of the carriers.
    """

    widest_eV: float | None
    reddest_nm: float
    why: str
    typical_nm: float = math.inf


UNBOUND = ("carbon", "IV", "transition-metal dichalcogenide")
"""Families whose light does not tell where they begin to absorb."""

TELLING = "II-VI"
"""Family whose light is not the core's under shells that do not enclose both carriers, or beyond its gap."""
DETOUR_EV = 0.06
"""How far a first exciton may lie below the bulk gap, as the checks of the catalogue have it."""


def _assumed_shift(scheme: Record, material: Record, record: Record) -> _Shift:
    family = material.get("family")
    gap = constant_of(material, "bulk_band_gap_eV")
    reddest = math.inf if gap is None or gap[0] <= 2 * DETOUR_EV else HC_EV_NM / (gap[0] - DETOUR_EV)
    shared = family == TELLING and not _is_plain(record)
    found = _Shift(None, reddest, "", 0.0 if shared else reddest if family == TELLING else math.inf)
    if record["dopants"]:
        return found._replace(why="dopants shine far below the first exciton, and no source gives it")
    if family is None:
        return found._replace(why="no source gives the first exciton, and its material is not known")
    if family in UNBOUND:
        return found._replace(why="no source gives the first exciton, and the light of such dots does not tell it")
    near = family in BAND_EDGE and _is_plain(record)
    widest = _judgement(scheme, "stokes_allowance_eV" if near else "stokes_widest_eV")
    return found._replace(widest_eV=widest, why="no source gives the first exciton or a Stokes shift")


def _absorption(record: Record, own: Known, emission: Known, shift: _Shift) -> Known:
    if own.value is not None:
        return own
    return _predicted(record, "absorption_max_nm") or _shifted(shift, emission)


def _shifted(shift: _Shift, emission: Known) -> Known:
    """The first exciton at most the widest Stokes shift above the emission: an assumption, with all it leaves open."""
    widest = shift.widest_eV
    if widest is None or emission.value is None or emission.low is None or emission.high is None:
        return Known(None, None, None, "unknown", (), shift.why)
    low = HC_EV_NM / (HC_EV_NM / emission.low + widest)
    if low > shift.reddest_nm:
        because = f"not redder than the gap of its core, {shift.reddest_nm:.4g} nm: its light is that of defects"
        return Known(None, None, None, "unknown", (), because)
    because = f"assumed at most {widest:g} eV above the emission, for want of a Stokes shift of its material"
    middle = HC_EV_NM / (HC_EV_NM / emission.value + widest / 2)
    return Known(_short(middle), _short(low), emission.high, "assumed", emission.references, because)


def _width(scheme: Record, typical_nm: float, record: Record, own: Known, emission: Known) -> Known:
    """Reported, or typical of a material whose light it still is (not redder than ``typical_nm``), or assumed."""
    if own.value is not None:
        return own
    if emission.value is None:
        return Known(None, own.low, own.high, own.status, own.references, own.because)
    left, right = record["bounds"].get("emission_band_nm") or (None, None)
    if left is not None and right is not None:
        return _inside_band(scheme, emission, emission.value, right - left)
    for typical in scheme.get("emission_width") or () if emission.value <= typical_nm else ():
        if typical["material"] == record["core_material"] and _meant(typical, record, emission.value):
            return _within(_typical_width(typical, emission.value), own)
    why = _why_assumed(scheme, typical_nm, record, emission.value)
    return _within(_assumed_width(scheme, emission.value, why) or own, own)


def _why_assumed(scheme: Record, typical_nm: float, record: Record, emission_nm: float) -> str:
    """Why no width that is typical of the material was taken."""
    material = record["core_material"]
    typical = [entry for entry in scheme.get("emission_width") or () if entry["material"] == material]
    if not typical:
        return "for want of a source on its material"
    if record["dopants"]:
        return f"since its dopants shine, and no source gives a width for {material} with them"
    if emission_nm <= typical_nm:
        return f"since widths of {material} are given " + " and ".join(_where(entry) for entry in typical)
    if foreign := sorted(set(record["shells"]) - _CLAD):
        return f"since widths of {material} do not hold under {' and '.join(foreign)}, not taken to enclose its core"
    return f"since its light is redder than the gap of {material}, and widths of that do not hold"


def _where(typical: Record) -> str:
    ends, element = typical.get("emission_nm"), typical.get("shell_element")
    words = [f"for {ends['min']:g} to {ends['max']:g} nm"] if ends else []
    words += [f"under a shell with {element}"] if element else []
    return f"only {' '.join(words)}"


def _assumed_width(scheme: Record, emission_nm: float, why: str = "") -> Known | None:
    names = ("width_narrowest_meV", "width_assumed_meV", "width_broadest_meV")
    ends = [end for name in names if (end := _judgement(scheme, name)) is not None]
    if len(ends) < len(names):
        return None
    low, value, high = (_in_nm(end, emission_nm) for end in ends)
    because = f"assumed {ends[0]:g} to {ends[-1]:g} meV, {why}"
    return Known(value, low, high, "assumed", (), because)


def _inside_band(scheme: Record, emission: Known, middle_nm: float, span: float) -> Known:
    """The width of a batch of which only the band is known over which it emits: no more than that band."""
    assumed = _assumed_width(scheme, middle_nm)
    low = min(assumed.low, span) if assumed and assumed.low is not None else span
    because = f"assumed at most the {span:g} nm over which the batch is said to emit"
    return Known(_short((low + span) / 2), low, span, "assumed", emission.references, because)


def _meant(typical: Record, record: Record, emission_nm: float) -> bool:
    """Whether a typical width holds for this particle at this emission: dopants shine by themselves."""
    if record["dopants"]:
        return False
    ends, element = typical.get("emission_nm"), typical.get("shell_element")
    if ends and not ends["min"] <= emission_nm <= ends["max"]:
        return False
    return element is None or any(element in (parse_formula(shell) or ()) for shell in record["shells"])


def _typical_width(typical: Record, emission_nm: float) -> Known:
    low, high = (
        float(typical["width_nm"][end]) if "width_nm" in typical else _in_nm(typical["width_meV"][end], emission_nm)
        for end in ("min", "max")
    )
    because = f"typical of {typical['material']} ({typical['id']})"
    return Known(_short((low + high) / 2), low, high, "typical", tuple(typical["references"]), because)


def _within(guess: Known, own: Known) -> Known:
    """A guess inside what one reported end allows."""
    if own.status != "bound" or guess.value is None or guess.low is None or guess.high is None:
        return guess
    low = guess.low if own.low is None else max(guess.low, own.low)
    high = guess.high if own.high is None else min(guess.high, own.high)
    if low > high:
        end = own.low if own.high is None else own.high
        low = high = float(end)  # type: ignore[arg-type]
    value = min(max(guess.value, low), high)
    return Known(
        value, low, high, guess.status, (*own.references, *guess.references), f"{guess.because}; {own.because}"
    )


def _yield(own: Known) -> Known:
    """A quantum yield lies between 0 and 1, whatever is reported."""
    return own._replace(low=own.low or 0.0, high=1.0 if own.high is None else own.high)


def _in_nm(width_meV: float, emission_nm: float) -> float:
    return _short(float(fwhm_to_wavelength(width_meV, emission_nm)))


def _points(scheme: Record, material: Record, record: Record, size: Known, absorption: Known) -> list[Point]:
    """Extinctions by the laws of the material, for a core of this size or first exciton."""
    if not material or not scheme or absorption.value is None or absorption.status == "assumed":
        return []
    entry = _entry(record, "core_diameter_nm") or {}
    core = size[:3] if size.value is not None else (entry.get("value"), entry.get("low"), entry.get("high"))
    if core[0] is None:
        return []
    colour = Estimate(absorption.value, absorption.low, absorption.high)
    colours = Colours(Estimate(core[0], *core[1:]), colour, "", [])
    return points_of(laws_of(scheme, material["id"]), colours)[0]


def _rise(scheme: Record, absorption: Known, points: Sequence[Point]) -> Known:
    """How fast the absorption rises to the blue: from two laws, or assumed."""
    red = next((point for point in points if point.laws[0][0].at_nm is None), None)
    blue = next((point for point in points if point.laws[0][0].at_nm is not None and point.at_nm <= BLUE_NM), None)
    low, middle, high = (_judgement(scheme, f"rise_{name}_per_eV") for name in ("lowest", "assumed", "highest"))
    if red and blue and absorption.value and red.at_nm > blue.at_nm:
        return _rise_by_laws(red, blue, low, high)
    if low is None or middle is None or high is None:
        return Known(None, None, None, "unknown", (), "no two laws give the absorption of its material")
    return Known(middle, low, high, "assumed", (), "assumed, for want of two laws of the absorption of its material")


def _rise_by_laws(red: Point, blue: Point, least: float | None, most: float | None) -> Known:
    """From two laws; where one of them leaves an end open, the assumed end stands in, and the status says so."""
    apart = HC_EV_NM / blue.at_nm - HC_EV_NM / red.at_nm

    def rise(upper: float | None, lower: float | None) -> float | None:
        return None if upper is None or lower is None else _short(max(math.log(upper / lower) / apart, 0.0))

    value = rise(blue.estimate.value, red.estimate.value) or 0.0
    ends = [rise(blue.estimate.low, red.estimate.high), rise(blue.estimate.high, red.estimate.low)]
    low, high = ends[0] if ends[0] is not None else least, ends[1] if ends[1] is not None else most
    because = f"from the laws at the first exciton and at {blue.at_nm:g} nm, shells left out"
    references = tuple(sorted({law.reference for point in (red, blue) for law, _ in point.laws}))
    if None in ends:
        because += "; an end that a law leaves open is assumed"
    low, high = (value if low is None else min(low, value)), (value if high is None else max(high, value))
    return Known(value, low, high, "assumed" if None in ends else "predicted", references, because)


def _extinction(scheme: Record, record: Record, absorption: Known) -> Known:
    """Extinction at the first exciton: reported there, or by the laws of the material."""
    value, conditions = record["molar_extinction_M_cm"], record["conditions"].get("molar_extinction_M_cm") or {}
    at_nm, reach = conditions.get("at_nm"), _judgement(scheme, "reach_nm") or 0.0
    unknown = Known(None, None, None, "unknown", (), "no source gives it, and no law of its material holds")
    if (
        value is not None
        and at_nm is not None
        and absorption.value is not None
        and abs(at_nm - absorption.value) <= reach
    ):
        source = (record["sources"]["molar_extinction_M_cm"],)
        return Known(float(value), float(value), float(value), "reported", source, f"as reported at {at_nm:g} nm")
    entry = _entry(record, "molar_extinction_M_cm")
    if entry is None or entry["value"] is None or entry["at_nm"] is None or absorption.value is None:
        return unknown
    if abs(entry["at_nm"] - absorption.value) > reach:
        return unknown
    references = (*entry["references"], *entry["rests_on"])
    return Known(entry["value"], entry["low"], entry["high"], "predicted", references, entry["because"])


def _judgement(scheme: Record, name: str) -> float | None:
    found = (scheme.get("judgements") or {}).get(name)
    return None if found is None else float(found["value"])


def _short(number: float) -> float:
    """Six digits, as predictions have."""
    return float(f"{number:.6g}")
