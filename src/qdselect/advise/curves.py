"""Curves from what is known of particles: what can be drawn of each, over which wavelengths, and the points.

Everything here reads documents, so that the light of a panel is drawn like that of particles asked for by name.
"""

from __future__ import annotations

import math
import string
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from qdselect.advise.emitters import computed_status, weakest
from qdselect.advise.light_path import told
from qdselect.model.light import LIGHT_NM
from qdselect.model.struct import Struct
from qdselect.physics.light_path import spectra as emission_curves
from qdselect.physics.light_yield import Ends, share_ends
from qdselect.physics.spectrum import absorption_shape

if TYPE_CHECKING:
    from qdselect.advise.emitters import Known
    from qdselect.model.documents.light import LightBandDoc
    from qdselect.model.documents.panel import KnownDoc
    from qdselect.model.documents.spectra import CollectedDoc, LaserDoc, SpectrumDoc, SpectrumPointDoc

__all__ = ["STEP_NM", "Source", "grid_of", "known_doc", "line_docs", "points_of", "range_of", "spectrum_docs"]

STEP_NM, OPEN_NM = 1.0, 100.0
"""Step of the axis, and how much of a range without an end is shown, nm."""

FIRM = ("reported", "predicted", "typical")
"""How a first exciton must be known for a curve to begin at it; where it is assumed it could be far off."""


class Source(Struct):
    """A particle whose light is to be drawn.

    Attributes
    ----------
    id, name, composition : str
        Of the formulation; the composition may be unknown.
    emission_max_nm, fwhm_nm, absorption_max_nm, rise_per_eV : mapping
        What is known of its light, as documents.
    """

    id: str
    name: str
    composition: str | None
    emission_max_nm: KnownDoc
    fwhm_nm: KnownDoc
    absorption_max_nm: KnownDoc
    rise_per_eV: KnownDoc


def known_doc(known: Known) -> KnownDoc:
    """What is known of a number, as a document."""
    return {
        "value": known.value,
        "low": known.low,
        "high": known.high,
        "status": known.status,
        "because": known.because,
        "references": sorted(set(known.references)),
    }


def line_docs(lines_nm: Sequence[float], photons: int) -> list[LaserDoc]:
    """Lines of excitation with their names, which say so where two photons excite together."""
    more = f", {photons} photons" if photons > 1 else ""
    return [{"name": f"{nm:g} nm{more}", "at_nm": nm} for nm in lines_nm]


# what can be drawn


def spectrum_docs(sources: Sequence[Source], bands: Sequence[LightBandDoc], absorption: bool) -> list[SpectrumDoc]:
    """What can be drawn of each particle, with a letter for each of those of which something can."""
    marks = iter(string.ascii_uppercase)
    return [_spectrum_doc(source, bands, absorption, marks) for source in sources]


def _spectrum_doc(source: Source, bands: Sequence[LightBandDoc], absorption: bool, marks: Any) -> SpectrumDoc:
    drawn, because = _drawn(source)
    status = {
        "curve": weakest(_statuses(source.emission_max_nm, source.fwhm_nm)),
        "range": "bound",
        "nothing": "unknown",
    }
    return {
        "mark": next(marks, None) if drawn != "nothing" else None,
        "id": source.id,
        "name": source.name,
        "composition": source.composition,
        "drawn": drawn,
        "emission_status": status[drawn],
        "absorption_status": _absorption_status(source) if absorption else "unknown",
        "emission_max_nm": source.emission_max_nm,
        "fwhm_nm": source.fwhm_nm,
        "absorption_max_nm": source.absorption_max_nm,
        "rise_per_eV": source.rise_per_eV,
        "collected": _collected(source, bands, drawn),
        "because": because,
    }


def _drawn(source: Source) -> tuple[str, str | None]:
    """What can be drawn of an emission, and why not the curve."""
    emission = source.emission_max_nm
    if emission["status"] == "bound":
        return "range", f"the maximum is only known to be {_between(emission)}"
    if emission["value"] is None:
        return "nothing", emission["because"].replace("emission_max_nm", "the emission maximum")
    if source.fwhm_nm["value"] is None:
        return "nothing", f"the width of the emission is unknown: {source.fwhm_nm['because']}"
    return "curve", None


def _between(known: KnownDoc) -> str:
    low, high = known["low"], known["high"]
    if low is None or high is None:
        return f"{high:g} nm or less" if low is None else f"{low:g} nm or more"
    return f"within {low:g} to {high:g} nm"


def _statuses(*numbers: KnownDoc) -> list[str]:
    return [number["status"] for number in numbers]


def _absorption_status(source: Source) -> str:
    """Never above ``predicted``, for the shape is a model; ``unknown`` where no first exciton is known."""
    if source.absorption_max_nm["status"] not in FIRM or source.rise_per_eV["value"] is None:
        return "unknown"
    return weakest(["predicted", *_statuses(source.absorption_max_nm, source.rise_per_eV)])


def _collected(source: Source, bands: Sequence[LightBandDoc], drawn: str) -> list[CollectedDoc]:
    """Shares as a light path tells them: with all that the intervals of maximum and width leave open."""
    if drawn != "curve" or not bands:
        return [_share_doc(band, (None, None, None), "unknown") for band in bands]
    edges = [[band["low_nm"] or 0.0, math.inf if band["high_nm"] is None else band["high_nm"]] for band in bands]
    peak, width = (Ends.of([_three(known)]) for known in (source.emission_max_nm, source.fwhm_nm))
    status = computed_status(_statuses(source.emission_max_nm, source.fwhm_nm))
    (shares,) = share_ends(peak, width, edges).rows()
    return [_share_doc(band, told(share), status) for band, share in zip(bands, shares, strict=True)]


def _three(known: KnownDoc) -> tuple[float | None, float | None, float | None]:
    return known["value"], known["low"], known["high"]


def _share_doc(band: LightBandDoc, share: Sequence[float | None], status: str) -> CollectedDoc:
    value, low, high = (None if number is None else float(f"{number:.4g}") for number in share)
    return {"band": band["band"], "value": value, "low": low, "high": high, "status": status}


# over which wavelengths


def range_of(
    shown: Sequence[SpectrumDoc], lines: Sequence[float], bands: Sequence[LightBandDoc], absorption: bool
) -> tuple[float, float]:
    """A range in full 50 nm that shows every emission, laser and filter, and where visible dots are excited."""
    edges = [edge for band in bands for edge in (band["low_nm"], band["high_nm"]) if edge is not None]
    ends = [*(end for item in shown for end in _reach(item)), *lines, *edges]
    if not ends:
        return 400.0, 800.0
    ends = [min(ends) - 5, max(ends) + 5]
    if any((item["emission_max_nm"]["value"] or math.inf) < 800 for item in shown):
        ends += [350.0 if absorption else 400.0, 700.0]
    low, high = 50.0 * math.floor(min(ends) / 50), 50.0 * math.ceil(max(ends) / 50)
    return max(low, LIGHT_NM[0]), min(high, LIGHT_NM[1])


def _reach(item: SpectrumDoc) -> list[float]:
    """Where an emission begins and ends, nm."""
    emission, width = item["emission_max_nm"], item["fwhm_nm"]["value"]
    if item["drawn"] == "range":
        ends = [end for end in (emission["low"], emission["high"]) if end is not None]
        return [ends[0] - OPEN_NM * (emission["low"] is None), ends[-1] + OPEN_NM * (emission["high"] is None)]
    if emission["value"] is None or width is None:
        return []
    return [emission["value"] - 1.5 * width, emission["value"] + 1.5 * width]


def grid_of(low: float, high: float) -> list[float]:
    """Wavelengths of the points, both ends included."""
    return [low + STEP_NM * step for step in range(int((high - low) / STEP_NM + 1e-9) + 1)]


# points


def points_of(shown: Sequence[SpectrumDoc], grid: Sequence[float]) -> list[SpectrumPointDoc]:
    """Points of every particle, one particle after the other."""
    nothing = [None] * len(grid)
    emissions = _emissions([item for item in shown if item["drawn"] == "curve"], grid)
    found: list[SpectrumPointDoc] = []
    for item in shown:
        rows = zip(grid, emissions.get(item["id"], nothing), _absorption(item, grid) or nothing, strict=True)
        found += [
            {
                "wavelength_nm": nm,
                "id": item["id"],
                "emission": emission,
                "emission_status": item["emission_status"],
                "absorption": absorption,
                "absorption_status": item["absorption_status"],
            }
            for nm, emission, absorption in rows
        ]
    return found


def _emissions(curves: Sequence[SpectrumDoc], grid: Any) -> Mapping[str, list[float]]:
    if not curves:
        return {}
    peaks: Any = [item["emission_max_nm"]["value"] for item in curves]
    widths: Any = [item["fwhm_nm"]["value"] for item in curves]
    rows = emission_curves(peaks, widths, grid).tolist()
    return {item["id"]: [_short(value) for value in row] for item, row in zip(curves, rows, strict=True)}


def _absorption(item: SpectrumDoc, grid: Any) -> list[float] | None:
    if item["absorption_status"] == "unknown":
        return None
    exciton: Any = item["absorption_max_nm"]["value"]
    rise: Any = item["rise_per_eV"]["value"]
    found: Any = absorption_shape(grid, exciton, rise)
    return [_short(value) for value in found.tolist()]


def _short(value: float) -> float:
    """Six places: the same on every machine, and more than any curve is worth."""
    return round(value, 6) + 0.0
