"""Predict size and colour: core diameter, first exciton and emission, each from the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from qdselect.advise.predict_parts import Asked, Estimate, Record, attempted, left_out, row_of, spanning, through
from qdselect.catalog.scalar_models import moved
from qdselect.errors import OutsideValidityError
from qdselect.model.light import ENCLOSING
from qdselect.model.struct import Struct
from qdselect.physics.sizing import Curve, curves_of, diameter_nm, first_exciton_nm
from qdselect.physics.validity import Range, within

if TYPE_CHECKING:
    from qdselect.model.documents.prediction import PredictedDoc

__all__ = ["Colours", "colours_of"]


class Colours(Struct):
    """What is known of size and colour, and the rows that say so.

    Attributes
    ----------
    diameter, absorption : Estimate or None
        Core diameter and first exciton, nm; ``None`` is unknown.
    missing : str
        Why one of them is unknown.
    rows : list
        Rows of the answer.
    """

    diameter: Estimate | None
    absorption: Estimate | None
    missing: str
    rows: list[PredictedDoc]


class _Step(Struct):
    """An estimate, or why there is none, with the rows that show it."""

    estimate: Estimate | None
    missing: str
    rows: list[PredictedDoc]


def colours_of(scheme: Record, asked: Asked) -> Colours:
    """Core diameter, first exciton and emission from the one that is given."""
    name, value = asked.given
    exact = Estimate.exact(value)
    foreign = _foreign_shell(asked)
    if foreign:
        return _without_models(name, exact, foreign)
    if name == "diameter_nm":
        diameter = _Step(exact, "", [_given("core_diameter_nm", exact)])
        absorption = _exciton_under(scheme, asked, _by_curves(scheme, asked, exact, "absorption_max_nm", _exciton))
        emission = _emission(scheme, asked, absorption)
    else:
        emission = absorption = _Step(exact, "", [_given("absorption_max_nm", exact)])
        if name == "absorption_nm":
            emission = _emission(scheme, asked, absorption)
        else:
            emission = _Step(exact, "", [_given("emission_max_nm", exact)])
            absorption = _absorption_of_emission(scheme, asked, exact)
        diameter = _diameter(scheme, asked, absorption)
    missing = diameter.missing or absorption.missing
    return Colours(diameter.estimate, absorption.estimate, missing, [*diameter.rows, *absorption.rows, *emission.rows])


_QUANTITIES = {
    "diameter_nm": "core_diameter_nm",
    "absorption_nm": "absorption_max_nm",
    "emission_nm": "emission_max_nm",
}


def _foreign_shell(asked: Asked) -> str:
    """Why no curve of the bare core holds: a shell that may take one of the carriers; empty where it does."""
    shells = [shell.material["id"] for shell in asked.shells if shell.material["id"] not in ENCLOSING]
    if not shells:
        return ""
    known = " or ".join(ENCLOSING)
    return f"under a shell of {shells[0]} the light is not known to be that of the core, as it is under {known}."


def _without_models(name: str, exact: Estimate, reason: str) -> Colours:
    given = _QUANTITIES[name]
    rows = [_given(each, exact) if each == given else row_of(each, None, reason) for each in _QUANTITIES.values()]
    known = {given: exact}
    return Colours(known.get("core_diameter_nm"), known.get("absorption_max_nm"), reason, rows)


def _shift_by_shell(scheme: Record, asked: Asked) -> float:
    """How far an enclosing shell may move the first exciton to the red, eV."""
    return float(scheme["judgements"]["shell_shift_eV"]["value"]) if asked.shells else 0.0


def _under(asked: Asked, shift_eV: float, rows: list[PredictedDoc]) -> list[PredictedDoc]:
    """Rows that say what a shell adds to the interval."""
    if asked.shells:
        names = "/".join(shell.material["id"] for shell in asked.shells)
        for row in rows:
            if row["value"] is not None:
                row["because"] += f"; under a shell of {names} the exciton up to {shift_eV:g} eV lower (a judgement)"
    return rows


def _given(quantity: str, exact: Estimate) -> PredictedDoc:
    return row_of(quantity, exact, "as given", status="given")


def _diameter(scheme: Record, asked: Asked, absorption: _Step) -> _Step:
    if absorption.estimate is None:
        return _unknown("core_diameter_nm", absorption.missing)
    shift_eV = _shift_by_shell(scheme, asked)

    def size(curve: Curve, exciton: Estimate) -> tuple[Estimate, str]:
        found, valid = _size(curve, exciton)
        return (_as_if_bare(curve, exciton, found, shift_eV) if shift_eV else found), valid

    step = _by_curves(scheme, asked, absorption.estimate, "core_diameter_nm", size)
    return step._replace(rows=_under(asked, shift_eV, step.rows))


def _as_if_bare(curve: Curve, exciton: Estimate, found: Estimate, shift_eV: float) -> Estimate:
    """A size with its low end at the bluest exciton that the bare core may have; beyond the curve it is open."""
    if found.low is None or exciton.low is None:
        return found._replace(low=None)
    least = attempted(lambda nm: diameter_nm(curve, nm), moved(exciton.low, shift_eV))
    return found._replace(low=_held(least and least * (1 - (curve.relative_sd or 0.0)), curve.diameter_nm))


def _held(end: float | None, valid: Range) -> float | None:
    """An end of an interval where the model holds; beyond it is open."""
    return end if end is not None and valid.holds(end) else None


def _size(curve: Curve, absorption: Estimate) -> tuple[Estimate, str]:
    """Core diameter by a curve; an end that its standard deviation carries beyond its sizes is open."""
    found = through(lambda nm: diameter_nm(curve, nm), absorption, curve.relative_sd)
    low, high = (_held(end, curve.diameter_nm) for end in found[1:])
    return found._replace(low=low, high=high), f"first exciton {curve.absorption_nm} nm"


def _exciton(curve: Curve, diameter: Estimate) -> tuple[Estimate, str]:
    """The uncertainty of a curve is one of the diameter, so it widens the diameter first."""
    sd = curve.relative_sd
    value = diameter.value
    ends = (None, None) if sd is None else (value * (1 - sd), value * (1 + sd))
    found = through(lambda nm: first_exciton_nm(curve, nm), Estimate(value, *ends))
    return found, f"core diameter {curve.diameter_nm} nm"


def _exciton_under(scheme: Record, asked: Asked, step: _Step) -> _Step:
    """A first exciton of the bare core, with the far end moved to the red as far as the shell may move it."""
    shift_eV = _shift_by_shell(scheme, asked)
    if not shift_eV or step.estimate is None:
        return step
    own = step.estimate
    moved_far = own._replace(high=moved(own.high, -shift_eV))
    for row in step.rows:
        if row["value"] is not None:
            row["high"] = None if moved_far.high is None else float(f"{moved_far.high:.6g}")
    return _Step(moved_far, step.missing, _under(asked, shift_eV, step.rows))


def _by_curves(
    scheme: Record,
    asked: Asked,
    estimate: Estimate,
    quantity: str,
    ask: Callable[[Curve, Estimate], tuple[Estimate, str]],
) -> _Step:
    """A quantity by every sizing curve of the material; the first that holds is preferred."""
    curves = curves_of(scheme, asked.core["id"])
    if not curves:
        return _unknown(quantity, f"no checked source gives a sizing curve of {asked.core['id']}.")
    found: list[tuple[Curve, Estimate, str]] = []
    outside: list[tuple[Curve, str]] = []
    for curve in curves:
        try:
            found.append((curve, *ask(curve, estimate)))
        except OutsideValidityError as error:
            outside.append((curve, str(error)))
    rows = [_curve_row(quantity, *item, items=found, place=place) for place, item in enumerate(found)]
    for curve, reason in outside:
        preferred = not found and curve is outside[0][0]
        rows.append(row_of(quantity, None, reason, model=curve.id, references=[curve.reference], preferred=preferred))
    if not found:
        return _Step(None, outside[0][1], rows)
    return _Step(spanning([item[1] for item in found]), "", rows)


def _curve_row(
    quantity: str, curve: Curve, own: Estimate, valid: str, *, items: Sequence[Any], place: int
) -> PredictedDoc:
    """A row for one curve; the interval of the preferred one spans all of them, as far as each holds."""
    references, because, curves = [curve.reference], "sizing curve", [curve]
    if place == 0 and len(items) > 1:
        own, curves = spanning([item[1] for item in items]), [item[0] for item in items]
        references = [each.reference for each in curves]
        because += f"; the interval spans {', '.join(each.id for each in curves)}"
    because += _how_sure(curves, own)
    return row_of(quantity, own, because, references=references, model=curve.id, valid=valid, preferred=place == 0)


def _how_sure(curves: Sequence[Curve], interval: Estimate) -> str:
    """What an interval holds of the uncertainty of the curves, and what not."""
    known = [f"{curve.relative_sd:.0%} by {curve.id}" for curve in curves if curve.relative_sd is not None]
    words = f"; standard deviation of the diameter {', '.join(known)}" if known else ""
    return words + left_out([curve.id for curve in curves if curve.relative_sd is None], interval)


def _emission(scheme: Record, asked: Asked, absorption: _Step) -> _Step:
    quantity = "emission_max_nm"
    if absorption.estimate is None:
        return _unknown(quantity, absorption.missing)
    shift = _shift_of(scheme, asked)
    if shift is None:
        return _unknown(quantity, _no_shift(asked))
    low, high = shift["shift_nm"]["min"], shift["shift_nm"]["max"]
    own, ends = absorption.estimate, shift["emission_nm"]
    middle = own.value + (low + high) / 2
    try:
        within(middle, Range.of(ends), "band of emission", shift["id"])
    except OutsideValidityError as error:
        return _Step(None, str(error), [_stokes_row(quantity, None, shift, asked, str(error))])
    moved_ends = (None if end is None else end + by for end, by in ((own.low, low), (own.high, high)))
    found = Estimate(middle, *(_held(end, Range.of(ends)) for end in moved_ends))
    return _Step(found, "", [_stokes_row(quantity, found, shift, asked)])


def _absorption_of_emission(scheme: Record, asked: Asked, emission: Estimate) -> _Step:
    quantity, shift = "absorption_max_nm", _shift_of(scheme, asked)
    if shift is None:
        return _unknown(quantity, f"{_no_shift(asked)} Give --absorption or --diameter.")
    low, high = shift["shift_nm"]["min"], shift["shift_nm"]["max"]
    ends = shift["emission_nm"]
    try:
        within(emission.value, Range.of(ends), "band of emission", shift["id"])
    except OutsideValidityError as error:
        return _Step(None, str(error), [_stokes_row(quantity, None, shift, asked, str(error))])
    found = Estimate(emission.value - (low + high) / 2, emission.value - high, emission.value - low)
    return _Step(found, "", [_stokes_row(quantity, found, shift, asked)])


def _shift_of(scheme: Record, asked: Asked) -> Record | None:
    return next((shift for shift in scheme["stokes"] if shift["material"] == asked.core["id"]), None)


def _no_shift(asked: Asked) -> str:
    return f"no checked source gives the Stokes shift of {asked.core['id']}."


def _seen_under(shift: Record, asked: Asked) -> str:
    """Under which shells a shift was seen, and that the dot that was asked for has others or none."""
    seen = shift.get("shells")
    if not seen:
        return ""
    own = [shell.material["id"] for shell in asked.shells]
    words = f", seen under {' or '.join(seen)}"
    if own and set(own) <= set(seen):
        return words
    given = f"under {'/'.join(own)}" if own else "without a shell"
    return f"{words}; this dot is given {given}, and may differ"


def _stokes_row(quantity: str, found: Estimate | None, shift: Record, asked: Asked, reason: str = "") -> PredictedDoc:
    span, ends = shift["shift_nm"], shift["emission_nm"]
    because = reason or f"Stokes shift of {span['min']:g} to {span['max']:g} nm{_seen_under(shift, asked)}"
    valid = f"emission {ends['min']:g} to {ends['max']:g} nm"
    return row_of(quantity, found, because, references=[shift["reference"]], model=shift["id"], valid=valid)


def _unknown(quantity: str, reason: str) -> _Step:
    return _Step(None, reason, [row_of(quantity, None, reason)])
