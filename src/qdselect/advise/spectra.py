"""Spectra: emission and absorption of particles over one axis, each curve with how it is known."""

from __future__ import annotations

import math
import string
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from qdselect.advise import frame
from qdselect.advise.emitters import Emitter, Known, emitter_of
from qdselect.advise.question import parse_window
from qdselect.catalog.catalog import Catalog
from qdselect.errors import UsageError
from qdselect.model.light import LIGHT_NM, Band
from qdselect.model.names import Names, names_in
from qdselect.physics.light_path import collected_share
from qdselect.physics.light_path import spectra as emission_curves
from qdselect.physics.spectrum import absorption_shape

if TYPE_CHECKING:
    from qdselect.model.documents_spectra import CollectedDoc, KnownDoc, SpectraDoc, SpectrumDoc, SpectrumPointDoc

__all__ = ["spectra"]

STEP_NM, OPEN_NM = 1.0, 100.0
"""Step of the axis, and how much of a range without an end is shown, nm."""

NARROWEST_NM = 20.0
"""Narrowest range that can be asked for, nm: below it no curve can be told from a line."""

WEAKER = ("reported", "bound", "predicted", "typical", "assumed", "unknown")
"""How a number is known, from the strongest to the weakest."""

NOTES = [
    "A number without a word is reported; typical, predicted and assumed ones say so.",
    "Curves are models: an emission is a Gaussian in energy with this maximum and width; it has no tail of defects.",
    "Absorption is relative to that at the first exciton; it rises smoothly to the blue, without the steps between.",
]


def spectra(
    catalog: Catalog,
    formulations: Names,
    *,
    lasers: Iterable[float] = (),
    filters: Names = (),
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
        Excitation lines, nm.
    filters : str or iterable of str
        Bands as `qdselect.model.light.Band.of` reads them.
    absorption : bool
        Whether to compute absorption too.
    window : str or (float, float), optional
        Range of wavelengths, nm; by default one that shows everything.

    Raises
    ------
    UnknownNameError
        No formulation has this id.
    UsageError
        No formulation, one twice, or a laser, filter or range that cannot be.
    """
    ids = _once(catalog, names_in(formulations))
    lines = [_line(nm) for nm in lasers]
    bands = [Band.of(text) for text in names_in(filters)]
    emitters = [emitter_of(catalog, catalog.formulation(name)) for name in ids]
    low, high = _window(window) or _all_of(emitters, lines, bands, absorption)
    grid = [low + STEP_NM * step for step in range(int((high - low) / STEP_NM + 1e-9) + 1)]
    shown = _shown(emitters, bands, absorption)
    return {
        "schema_version": frame.SCHEMA_VERSION,
        "tool": frame.tool_doc(),
        "catalog": frame.catalog_doc(catalog),
        "rules": frame.rules_doc(catalog),
        "asked": {
            "formulations": ids,
            "lasers_nm": lines,
            "filters": [band.name for band in bands],
            "instrument": None,
            "range_nm": None if window is None else [low, high],
            "absorption": absorption,
        },
        "range_nm": [low, high],
        "step_nm": STEP_NM,
        "emitters": shown,
        "lines": [{"name": f"{nm:g} nm", "at_nm": nm} for nm in lines],
        "bands": [{"name": band.name, "low_nm": _end(band.low_nm), "high_nm": _end(band.high_nm)} for band in bands],
        "points": _points(shown, grid),
        "references": frame.reference_docs(catalog, _cited(shown)),
        "notes": NOTES[: 2 + absorption],
    }


def _once(catalog: Catalog, names: Sequence[str]) -> list[str]:
    ids = [str(catalog.formulation(name)["id"]) for name in names]
    if not ids:
        raise UsageError("name at least one formulation: `qdselect list --has emission_max_nm` lists those that shine.")
    twice = next((name for place, name in enumerate(ids) if name in ids[:place]), None)
    if twice:
        raise UsageError(f"{twice} is named twice. Name it once.")
    return ids


def _line(nm: float) -> float:
    if not (math.isfinite(nm) and LIGHT_NM[0] <= nm <= LIGHT_NM[1]):
        span = f"{LIGHT_NM[0]:g} to {LIGHT_NM[1]:g}"
        raise UsageError(f"--laser {nm:g} is out of range; it is a wavelength in nm, from {span}.")
    return float(nm)


def _window(window: str | Sequence[float] | None) -> tuple[float, float] | None:
    ends = parse_window(window)
    if ends is None:
        return None
    if not (LIGHT_NM[0] <= ends[0] and ends[1] <= LIGHT_NM[1] and ends[1] - ends[0] >= NARROWEST_NM):
        span = f"{LIGHT_NM[0]:g} to {LIGHT_NM[1]:g} nm"
        given = f"--range {ends[0]:g}-{ends[1]:g}"
        raise UsageError(f"{given} cannot be shown: give {NARROWEST_NM:g} nm or more, within {span}.")
    return ends


def _all_of(
    emitters: Sequence[Emitter], lines: Sequence[float], bands: Sequence[Band], absorption: bool
) -> tuple[float, float]:
    """A range in full 50 nm that shows every emission, laser and filter, and where visible dots are excited."""
    ends = [end for emitter in emitters for end in _reach(emitter)]
    ends += [*lines, *(edge for band in bands for edge in (band.low_nm, band.high_nm) if 0 < edge < math.inf)]
    if not ends:
        return 400.0, 800.0
    ends = [min(ends) - 5, max(ends) + 5]
    if any(emitter.emission_max_nm.value and emitter.emission_max_nm.value < 800 for emitter in emitters):
        ends += [350.0 if absorption else 400.0, 700.0]
    low, high = 50.0 * math.floor(min(ends) / 50), 50.0 * math.ceil(max(ends) / 50)
    return max(low, LIGHT_NM[0]), min(high, LIGHT_NM[1])


def _reach(emitter: Emitter) -> list[float]:
    """Where an emission begins and ends, nm."""
    emission, width = emitter.emission_max_nm, emitter.fwhm_nm.value
    if emission.status == "bound":
        ends = [end for end in (emission.low, emission.high) if end is not None]
        return [ends[0] - OPEN_NM * (emission.low is None), ends[-1] + OPEN_NM * (emission.high is None)]
    if emission.value is None or width is None:
        return []
    return [emission.value - 1.5 * width, emission.value + 1.5 * width]


# what is known of each


def _shown(emitters: Sequence[Emitter], bands: Sequence[Band], absorption: bool) -> list[SpectrumDoc]:
    marks = iter(string.ascii_uppercase)
    shown: list[SpectrumDoc] = []
    for emitter in emitters:
        drawn, because = _drawn(emitter)
        shown.append(
            {
                "mark": next(marks, None) if drawn != "nothing" else None,
                "id": emitter.id,
                "name": emitter.name,
                "composition": emitter.record["composition"],
                "drawn": drawn,
                "emission_status": _weakest(emitter.emission_max_nm, emitter.fwhm_nm) if drawn == "curve" else
                                   emitter.emission_max_nm.status if drawn == "range" else "unknown",
                "absorption_status": _absorption_status(emitter) if absorption else "unknown",
                "emission_max_nm": _known_doc(emitter.emission_max_nm),
                "fwhm_nm": _known_doc(emitter.fwhm_nm),
                "absorption_max_nm": _known_doc(emitter.absorption_max_nm),
                "rise_per_eV": _known_doc(emitter.rise_per_eV),
                "collected": _collected(emitter, bands, drawn),
                "because": because,
            }
        )  # fmt: skip
    return shown


def _drawn(emitter: Emitter) -> tuple[str, str | None]:
    """What can be drawn of an emission, and why not the curve."""
    emission = emitter.emission_max_nm
    if emission.status == "bound":
        return "range", f"the maximum is only known to be {_between(emission)}"
    if emission.value is None:
        return "nothing", emission.because.replace("emission_max_nm", "the emission maximum")
    if emitter.fwhm_nm.value is None:
        return "nothing", f"the width of the emission is unknown: {emitter.fwhm_nm.because}"
    return "curve", None


def _between(known: Known) -> str:
    if known.low is None or known.high is None:
        return f"{known.high:g} nm or less" if known.low is None else f"{known.low:g} nm or more"
    return f"within {known.low:g} to {known.high:g} nm"


def _weakest(*numbers: Known) -> str:
    return max((number.status for number in numbers), key=WEAKER.index)


FIRM = ("reported", "predicted", "typical")
"""How a first exciton must be known for a curve to begin at it; where it is assumed it could be far off."""


def _absorption_status(emitter: Emitter) -> str:
    """Never above ``predicted``, for the shape is a model; ``unknown`` where no first exciton is known."""
    if emitter.absorption_max_nm.status not in FIRM or emitter.rise_per_eV.value is None:
        return "unknown"
    return max("predicted", _weakest(emitter.absorption_max_nm, emitter.rise_per_eV), key=WEAKER.index)


def _known_doc(known: Known) -> KnownDoc:
    return {
        "value": known.value,
        "low": known.low,
        "high": known.high,
        "status": known.status,
        "because": known.because,
        "references": sorted(set(known.references)),
    }


def _collected(emitter: Emitter, bands: Sequence[Band], drawn: str) -> list[CollectedDoc]:
    shares: Sequence[float | None] = [None] * len(bands)
    if drawn == "curve" and bands:
        peak, width = [emitter.emission_max_nm.value], [emitter.fwhm_nm.value]
        found: Any = collected_share(peak, width, [[band.low_nm, band.high_nm] for band in bands])  # type: ignore[arg-type]
        shares = [_short(share) for share in found[0].tolist()]
    return [{"band": band.name, "share": share} for band, share in zip(bands, shares, strict=True)]


def _end(edge_nm: float) -> float | None:
    return edge_nm if 0 < edge_nm < math.inf else None


def _cited(shown: Sequence[SpectrumDoc]) -> set[str]:
    return {
        reference
        for item in shown
        for known in (item["emission_max_nm"], item["fwhm_nm"], item["absorption_max_nm"], item["rise_per_eV"])
        for reference in known["references"]
    }


# points


def _points(shown: Sequence[SpectrumDoc], grid: Sequence[float]) -> list[SpectrumPointDoc]:
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


def _emissions(curves: Sequence[SpectrumDoc], grid: Sequence[float]) -> dict[str, list[float]]:
    if not curves:
        return {}
    peaks: Any = [item["emission_max_nm"]["value"] for item in curves]
    widths: Any = [item["fwhm_nm"]["value"] for item in curves]
    rows: Any = emission_curves(peaks, widths, grid)  # type: ignore[arg-type]
    return {item["id"]: [_short(value) for value in row] for item, row in zip(curves, rows.tolist(), strict=True)}


def _absorption(item: SpectrumDoc, grid: Sequence[float]) -> list[float] | None:
    if item["absorption_status"] == "unknown":
        return None
    found: Any = absorption_shape(grid, item["absorption_max_nm"]["value"], item["rise_per_eV"]["value"])  # type: ignore[arg-type]
    return [_short(value) for value in found.tolist()]


def _short(value: float) -> float:
    """Six places: the same on every machine, and more than any curve is worth."""
    return round(value, 6) + 0.0
