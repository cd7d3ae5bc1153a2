"""Predict what no source reports of a particle from what sources do report, by the models of ``rules/physics.yaml``.

A prediction narrows an unknown for the score and is never a reported value: no rule reads it. It is made only where
the light must be that of the core: composition complete, undoped, no alloy, and a shell that is known to be absent or
to enclose both carriers. Whether there is a shell must be reported; type II pairs, graded and unlisted shells are
refused, since they shift the colour by what no curve of a bare core says.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from qdselect.catalog.checks_physics import longest_emission_nm
from qdselect.catalog.scalar_models import (
    End,
    combined,
    diameter_by,
    exciton_by,
    extinction_by,
    inside,
    moved,
    not_included,
    shifted,
    sizing_ranges,
    through,
)
from qdselect.model.fields import FIELDS
from qdselect.model.light import ENCLOSING
from qdselect.model.struct import Struct

__all__ = ["models_say", "narrowing_of", "predictions_of"]

Record = Mapping[str, Any]

_PARTS = ("sizing", "stokes", "extinction")
_BAND_EDGE = "undoped dots of one compound that shine by their band edge"


def predictions_of(record: Record, materials: Mapping[str, Record], models: Record | None) -> list[dict[str, Any]]:
    """What the models say of fields that no source reports of a particle.

    Parameters
    ----------
    record : mapping
        A particle as `qdselect.catalog.compile_formulations` makes it.
    materials : mapping
        Entries of ``materials.yaml`` by id.
    models : mapping or None
        ``rules/physics.yaml``.

    Returns
    -------
    list of dict
        One per field, in the order of the registry; see `qdselect.model.documents.formulation.FieldPredictionDoc`.
    """
    found = {} if record["retracted"] else models_say(record, materials, models)
    return [entry for field, entry in found.items() if field not in record["intervals"]]


def models_say(record: Record, materials: Mapping[str, Record], models: Record | None) -> dict[str, dict[str, Any]]:
    """What the models say of every field that they reach, reported or not, each from the other fields."""
    material = materials.get(record["core_material"] or "")
    if models is None or material is None or not _plain(record, material):
        return {}
    found = _Particle(record, material, models).predicted()
    return {field: _entry(field, found[field], record) for field in FIELDS if field in found}


def narrowing_of(predicted: Sequence[Record]) -> dict[str, list[Any]]:
    """Per predicted field what an answer needs: low, high, model, references, and the sources that it rests on."""
    return {
        item["field"]: [item["low"], item["high"], item["model"], item["references"], item["rests_on"]]
        for item in predicted
    }


def _plain(record: Record, material: Record) -> bool:
    """Whether the light is certainly that of the core; a shell that is not reported is not known to be absent."""
    alloyed = "alloy" in (material.get("family") or "") or "(" in (record["core"] or "")
    enclosed = all(shell in ENCLOSING for shell in record["shells"])
    told = record["composition_complete"] and record["has_shell"] is not None
    return bool(told and enclosed and not alloyed and not record["dopants"])


class _Guess(Struct):
    """A number with its interval and where it comes from; an end that is ``None`` is open.

    Attributes
    ----------
    value, low, high : float or None
        The number and the ends of its interval.
    inputs : tuple of str
        Reported fields that it rests on.
    models, references, valid, because : tuple of str
        Of every step: its model, its sources, where it holds, and what it says.
    at_nm : float or None
        Wavelength that an extinction belongs to.
    """

    value: End = None
    low: End = None
    high: End = None
    inputs: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    valid: tuple[str, ...] = ()
    because: tuple[str, ...] = ()
    at_nm: float | None = None

    def then(self, ends: tuple[End, End, End], models: Sequence[Record], valid: str, because: str) -> _Guess:
        """What a further step makes of it: value, low and high."""
        return _Guess(
            *ends,
            self.inputs,
            (*self.models, *(model["id"] for model in models)),
            (*self.references, *(model["reference"] for model in models)),
            (*self.valid, valid),
            (*self.because, because),
        )


class _Particle:
    """A particle with the models of its material."""

    def __init__(self, record: Record, material: Record, models: Record) -> None:
        own = {part: [model for model in models[part] if model["material"] == material["id"]] for part in _PARTS}
        judgements = models["judgements"]
        shell = judgements.get("shell_shift_eV", {}).get("value", math.inf)
        self.record, self.material = record, material
        self.curves, self.laws = own["sizing"], own["extinction"]
        self.stokes = next((shift for shift in own["stokes"] if _seen_on(shift, record["shells"])), None)
        self.tolerance = float(judgements["size_tolerance"]["value"])
        self.shell_eV = float(shell) if record["shells"] else 0.0

    def predicted(self) -> dict[str, _Guess]:
        """Every field that a model gives from the other fields, by name; of two open ends nothing follows."""
        absorption = self._reported("absorption_max_nm")
        emission = self._reported("emission_max_nm")
        diameter = self._reported("core_diameter_nm")
        by_emission, by_size = self._exciton_of_emission(emission), self._exciton_of_diameter(diameter)
        size = self._diameter(absorption or by_emission)
        found = {
            "absorption_max_nm": by_emission or by_size,
            "core_diameter_nm": size,
            "emission_max_nm": self._emission(absorption or by_size),
            "molar_extinction_M_cm": self._extinction(
                self._widened(diameter) if diameter else size, absorption or by_emission or by_size
            ),
        }
        return {name: guess for name, guess in found.items() if guess and (guess.low, guess.high) != (None, None)}

    def _reported(self, field: str) -> _Guess | None:
        """A reported number with its spread; of a bound with an open end, and of a family's range, nothing follows."""
        if field not in self.record["values"]:
            return None
        low, high = self.record["spreads"].get(field) or self.record["intervals"][field]
        if low is None or high is None:
            return None
        value = self.record["values"][field].get("value")
        return _Guess((low + high) / 2 if value is None else value, low, high, (field,))

    def _exciton_of_emission(self, emission: _Guess | None) -> _Guess | None:
        """First exciton by the Stokes shift; an end whose emission lies outside its band is open."""
        if emission is None or self.stokes is None or not inside(emission.value, self.stokes["emission_nm"]):
            return None
        low, high = self.stokes["shift_nm"]["min"], self.stokes["shift_nm"]["max"]
        value = shifted(emission.value, -(low + high) / 2)
        ends = (shifted(self._in_band(end), -by) for end, by in ((emission.low, high), (emission.high, low)))
        return self._by_stokes(emission, (value, *ends))  # type: ignore[arg-type]

    def _emission_of_exciton(self, exciton: _Guess | None) -> _Guess | None:
        if exciton is None or self.stokes is None:
            return None
        low, high = self.stokes["shift_nm"]["min"], self.stokes["shift_nm"]["max"]
        value = shifted(exciton.value, (low + high) / 2)
        if not inside(value, self.stokes["emission_nm"]):
            return None
        ends = (self._in_band(shifted(end, by)) for end, by in ((exciton.low, low), (exciton.high, high)))
        return self._by_stokes(exciton, (value, *ends))  # type: ignore[arg-type]

    def _in_band(self, emission: End) -> End:
        assert self.stokes is not None
        return emission if inside(emission, self.stokes["emission_nm"]) else None

    def _by_stokes(self, start: _Guess, ends: tuple[End, End, End]) -> _Guess:
        assert self.stokes is not None
        span, band = self.stokes["shift_nm"], self.stokes["emission_nm"]
        because = f"Stokes shift of {span['min']:g} to {span['max']:g} nm"
        return start.then(ends, [self.stokes], f"emission {band['min']:g} to {band['max']:g} nm", because)

    def _emission(self, exciton: _Guess | None) -> _Guess | None:
        """By the Stokes shift, and never beyond the gap of the bulk; by that gap alone where no more is known."""
        found, longest = self._emission_of_exciton(exciton), longest_emission_nm(self.material)
        if math.isinf(longest) or (found and found.high is not None and found.high <= longest):
            return found
        models = [{"id": "bulk-gap", "reference": self.material["constants"]["bulk_band_gap_eV"]["reference"]}]
        because = f"a plain {self.material['id']} dot does not emit beyond its bulk gap, at about {longest:.0f} nm"
        if found is not None:
            value = found.value or 0.0
            return found.then((value, found.low, longest), models, _BAND_EDGE, because) if value <= longest else None
        documented = (self.material.get("typical") or {}).get("emission_max_nm") or {}
        if "min" in documented:
            models.append({"id": "typical-range", "reference": documented["reference"]})
        return _Guess().then((None, documented.get("min"), longest), models, _BAND_EDGE, because)

    def _diameter(self, exciton: _Guess | None) -> _Guess | None:
        """By every curve of the material; the bare core's exciton lies at or to the blue of that under a shell."""
        if exciton is None or math.isinf(self.shell_eV):
            return None
        bare = exciton._replace(low=moved(exciton.low, self.shell_eV))
        found = self._by_curves(bare, diameter_by, self.tolerance, "core diameter")
        return found and found._replace(low=self._within_curves(found.low), high=self._within_curves(found.high))

    def _within_curves(self, diameter: End) -> End:
        """An end of a diameter where any curve holds; what the tolerance carries beyond all of them is open."""
        if diameter is None:
            return None
        ranges = (sizing_ranges(curve)[0] for curve in self.curves)
        return diameter if any(low <= diameter <= high for low, high in ranges) else None

    def _exciton_of_diameter(self, diameter: _Guess | None) -> _Guess | None:
        """The tolerance widens the diameter, so it comes first; a shell moves the far end to the red."""
        if diameter is None or math.isinf(self.shell_eV):
            return None
        found = self._by_curves(self._widened(diameter), exciton_by, 0.0, "first exciton")
        return found and found._replace(high=moved(found.high, -self.shell_eV))

    def _widened(self, diameter: _Guess) -> _Guess:
        """A reported diameter within the tolerance: how it was measured and how broad the batch is, few say."""
        low, high = (
            end and end * by for end, by in zip(diameter[1:3], (1 - self.tolerance, 1 + self.tolerance), strict=True)
        )
        return diameter._replace(low=low, high=high)

    def _by_curves(
        self, start: _Guess, model: Callable[[Record, float], End], tolerance: float, what: str
    ) -> _Guess | None:
        """A quantity by every curve that holds: the first gives the value, and the interval spans them all.

        An end that no curve reaches is open.
        """
        held = [curve for curve in self.curves if through(model, curve, start.value) is not None]
        if not held:
            return None
        lows = [end for curve in held if (end := through(model, curve, start.low)) is not None]
        highs = [end for curve in held if (end := through(model, curve, start.high)) is not None]
        low = min(lows) * (1 - tolerance) if lows else None
        high = max(highs) * (1 + tolerance) if highs else None
        ends = (through(model, held[0], start.value), low, high)
        return start.then(ends, held, _ranges_of(held, bool(self.record["shells"])), self._said(what))

    def _said(self, what: str) -> str:
        said = f"{what} by the sizing curve of the bare core, {self.tolerance:.0%} of the diameter either way"
        if not self.record["shells"]:
            return said
        shell = "/".join(self.record["shells"])
        return f"{said}, and under a shell of {shell} the exciton up to {self.shell_eV:g} eV lower (a judgement)"

    def _extinction(self, size: _Guess | None, exciton: _Guess | None) -> _Guess | None:
        """At the first exciton by every law that holds there, else at the wavelength of the first law that holds."""
        if size is None:
            return None
        middle = exciton.value if exciton else None
        held = [law for law in self.laws if extinction_by(law, size.value, middle) is not None]
        here = [law for law in held if law.get("at_nm") == held[0].get("at_nm")]
        if not here:
            return None
        bare, far = (moved(exciton.low, self.shell_eV), exciton.high) if exciton else (None, None)
        low = combined([_within_sd(law, -1, extinction_by(law, size.low, bare)) for law in here], min)
        high = combined([_within_sd(law, 1, extinction_by(law, size.high, far)) for law in here], max)
        at_nm = here[0].get("at_nm")
        where = "at the first exciton" if at_nm is None else f"at {at_nm:g} nm"
        ends = (extinction_by(here[0], size.value, middle), low, high)
        unsure = not_included([law["id"] for law in here if law.get("relative_sd") is None])
        found = size.then(ends, here, _sizes_of(here[0]), f"extinction of the core {where}{unsure}")
        inputs = {*size.inputs, *(exciton.inputs if exciton else ())}
        return found._replace(inputs=tuple(inputs), at_nm=at_nm or middle)


def _seen_on(shift: Record, shells: Sequence[str]) -> bool:
    """Whether a Stokes shift was documented for these shells; one that names none holds for every plain dot."""
    return "shells" not in shift or list(shift["shells"]) == list(shells)


def _within_sd(law: Record, sign: int, end: End) -> End:
    """An end of an extinction moved by the standard deviation of its law, where a source gives it."""
    return None if end is None else end * (1 + sign * law.get("relative_sd", 0.0))


def _sizes_of(law: Record) -> str:
    """Where a law of the extinction holds, in words."""
    sizes, excitons = law["diameter_nm"], law.get("absorption_nm")
    said = f"core diameter {sizes['min']:g} to {sizes['max']:g} nm"
    return f"{said} and first exciton {excitons['min']:g} to {excitons['max']:g} nm" if excitons else said


def _ranges_of(curves: Sequence[Record], shelled: bool) -> str:
    """Where each curve holds, in words."""
    bare = " of the bare core" if shelled else ""
    said = []
    for curve in curves:
        (small, large), (blue, red) = sizing_ranges(curve)
        words = f"core diameter {small:.4g} to {large:.4g} nm and first exciton{bare} {blue:.4g} to {red:.4g} nm"
        said.append(f"{words} ({curve['id']})" if len(curves) > 1 else words)
    return ", ".join(said)


def _entry(field: str, guess: _Guess, record: Record) -> dict[str, Any]:
    sources = record["sources"]
    needed = [name for name in ("core", "shells", *guess.inputs) if name in sources]
    value, low, high, at_nm = (_short(number) for number in (*guess[:3], guess.at_nm))
    ranges = [name for name in guess.inputs if record["values"][name].get("value") is None]
    return {
        "field": field,
        "value": None if ranges else value,
        "low": low,
        "high": high,
        "at_nm": at_nm,
        "status": "predicted",
        "model": ", ".join(dict.fromkeys(guess.models)),
        "valid": "; ".join(dict.fromkeys(guess.valid)),
        "because": "; ".join(guess.because),
        "inputs": sorted(guess.inputs),
        "references": sorted(set(guess.references)),
        "rests_on": sorted({sources[name] for name in needed}),
    }


def _short(number: End) -> End:
    """Six digits: the same on every machine, and more than any model is worth."""
    return None if number is None else float(f"{number:.6g}")
