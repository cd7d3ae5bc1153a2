"""Predict the signal: extinction at the first exciton and at laser lines, and brightness."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from qdselect.advise.predict_colour import Colours
from qdselect.advise.predict_parts import Asked, Estimate, Record, left_out, row_of, spanning, through
from qdselect.errors import OutsideValidityError
from qdselect.model.struct import Struct
from qdselect.physics.brightness import molar_brightness
from qdselect.physics.extinction import Law, extinction_between, laws_of, molar_extinction

if TYPE_CHECKING:
    from qdselect.model.documents.prediction import PredictedDoc

__all__ = ["LINES_NM", "Point", "points_of", "signals_of"]

LINES_NM = (350.0, 405.0, 488.0)
"""Lines for which the extinction is shown where a law or a model reaches them."""


UNKNOWN_NM = 0.0
"""Stands for the first exciton where its wavelength is not known."""


class Point(Struct):
    """Extinction at a wavelength by the preferred law, and all laws that hold there."""

    at_nm: float
    estimate: Estimate
    laws: list[tuple[Law, Estimate]]


def signals_of(scheme: Record, asked: Asked, colours: Colours) -> Iterator[PredictedDoc]:
    """Rows of extinction and brightness."""
    laws = laws_of(scheme, asked.core["id"])
    missing = colours.missing if colours.diameter is None else ""
    if not laws:
        missing = f"no checked source gives the extinction of {asked.core['id']}."
    points, outside = points_of(laws, colours) if not missing else ([], "")
    if missing or not points:
        yield row_of("molar_extinction_M_cm", None, missing or outside)
    for point in points:
        yield from _law_rows(point)
    reach = float(scheme["judgements"]["reach_nm"]["value"])
    for line in LINES_NM:
        row = _at_line(points, line, reach)
        if row["value"] is not None and line != asked.excitation_nm and line not in [point.at_nm for point in points]:
            yield row
    yield from _asked_for(asked, points, reach, missing or outside)


def points_of(laws: list[Law], colours: Colours) -> tuple[list[Point], str]:
    """Extinction wherever a law stands, red to blue, and why a law does not hold."""
    found: dict[float, list[tuple[Law, Estimate]]] = {}
    reasons = []
    for law in laws:
        at_nm = law.at_nm or (colours.absorption.value if colours.absorption else UNKNOWN_NM)
        if law.form == "exponential" and colours.absorption is None:
            reasons.append(colours.missing or f"{law.id} needs the first exciton, which is unknown.")
            continue
        try:
            found.setdefault(at_nm, []).append((law, _by_law(law, colours)))
        except OutsideValidityError as error:
            reasons.append(str(error))
    points = [Point(at, spanning([item[1] for item in items]), items) for at, items in found.items() if items]
    return sorted(points, key=lambda point: -point.at_nm), reasons[0] if reasons else ""


def _by_law(law: Law, colours: Colours) -> Estimate:
    assert colours.diameter is not None
    if law.form != "exponential" or colours.absorption is None:
        return through(lambda nm: molar_extinction(law, nm), colours.diameter, law.relative_sd)
    # It goes with the energy of the first exciton; the diameter only says whether it holds.
    size = colours.diameter.value
    return through(lambda nm: molar_extinction(law, size, nm), colours.absorption, law.relative_sd)


def _law_rows(point: Point) -> Iterator[PredictedDoc]:
    for place, (law, own) in enumerate(point.laws):
        references, because = [law.reference], "at the first exciton" if law.at_nm is None else "law at this wavelength"
        if place == 0 and len(point.laws) > 1:
            own, references = point.estimate, [item[0].reference for item in point.laws]
            because += f"; the interval spans {', '.join(item[0].id for item in point.laws)}"
            because += _caveats([item[0] for item in point.laws], own)
        else:
            because += _caveats([law], own)
        yield row_of(
            "molar_extinction_M_cm",
            own,
            because,
            references=references,
            model=law.id,
            valid=law.valid,
            preferred=place == 0,
            at_nm=point.at_nm or None,
        )


def _caveats(laws: Sequence[Law], interval: Estimate) -> str:
    """What must be known of the dots for laws to hold, and what their interval does not hold."""
    conditions = "".join(f"; {law.id} is for {law.condition}" for law in laws if law.condition)
    return conditions + left_out([law.id for law in laws if law.relative_sd is None], interval)


def _at_line(points: list[Point], line_nm: float, reach_nm: float) -> PredictedDoc:
    """Extinction at a line: that of a law close by, else between two laws, else unknown."""
    quantity = "molar_extinction_M_cm"
    points = [point for point in points if point.at_nm != UNKNOWN_NM]
    near = min(points, key=lambda point: abs(point.at_nm - line_nm), default=None)
    if near is None:
        return row_of(quantity, None, "no law at a known wavelength holds for this dot.", at_nm=line_nm)
    if abs(near.at_nm - line_nm) <= reach_nm:
        law = near.laws[0][0]
        because = f"law at {near.at_nm:.4g} nm, used up to {reach_nm:g} nm from it" + _caveats(
            _laws(near), near.estimate
        )
        valid = law.valid
        return row_of(
            quantity, near.estimate, because, references=_cited(near), model=law.id, valid=valid, at_nm=line_nm
        )
    red = [point for point in points if point.at_nm > line_nm]
    blue = [point for point in points if point.at_nm < line_nm]
    if not red or not blue:
        ends = ", ".join(f"{point.at_nm:.4g}" for point in points)
        reason = f"laws stand at {ends} nm only, and nothing is extrapolated to {line_nm:g} nm."
        return row_of(quantity, None, reason, at_nm=line_nm)
    return _modelled(red[-1], blue[0], line_nm)


def _modelled(red: Point, blue: Point, line_nm: float) -> PredictedDoc:
    """Between two laws: the absorption rises to the blue, so no less than the red one, and no more than the blue one.

    An end that its law leaves open is open; laws that do not rise say nothing of what lies between.
    """
    where, (least, most) = f"the laws at {red.at_nm:.4g} and {blue.at_nm:.4g} nm", (red.estimate, blue.estimate)
    if least.value > most.value:
        reason = f"{where} do not rise to the blue for this dot, and nothing is said of what lies between."
        return row_of("molar_extinction_M_cm", None, reason, references=[*_cited(red), *_cited(blue)], at_nm=line_nm)
    value, _, _ = extinction_between(line_nm, (red.at_nm, least.value), (blue.at_nm, most.value))
    found = Estimate(float(value), least.low, most.high)
    because = f"between {where}, exponential in energy; a model, and the interval holds those of both"
    return row_of(
        "molar_extinction_M_cm",
        found,
        because + _caveats([*_laws(red), *_laws(blue)], found),
        status="modelled",
        references=[*_cited(red), *_cited(blue)],
        model="between-laws",
        valid=f"wavelength {blue.at_nm:.4g} to {red.at_nm:.4g} nm",
        at_nm=line_nm,
    )


def _laws(point: Point) -> list[Law]:
    return [law for law, _ in point.laws]


def _cited(point: Point) -> list[str]:
    return [law.reference for law in _laws(point)]


def _asked_for(asked: Asked, points: list[Point], reach: float, missing: str) -> Iterator[PredictedDoc]:
    """Extinction at the excitation that was given, and the brightness there, or else at the first exciton.

    The brightness always has a row: without a quantum yield it is unknown, and says so.
    """
    exciton = next((point for point in points if point.laws[0][0].at_nm is None), None)
    line = asked.excitation_nm
    if line is not None:
        row = _at_line(points, line, reach) if points else _nothing(missing, line)
        if line not in [point.at_nm for point in points]:
            yield row
    elif exciton is not None:
        row = next(_law_rows(exciton))
    else:
        row = _nothing(missing or "no law at the first exciton holds; give --excitation.", None)
    yield _brightness(asked, row)


def _nothing(missing: str, line: float | None) -> PredictedDoc:
    return row_of("molar_extinction_M_cm", None, missing or "no law holds for this dot.", at_nm=line)


def _brightness(asked: Asked, row: PredictedDoc) -> PredictedDoc:
    quantity, share = "brightness_M_cm", asked.quantum_yield
    if row["value"] is None:
        return row_of(quantity, None, row["because"], at_nm=row["at_nm"])
    if share is None:
        return row_of(quantity, None, "the quantum yield is not known; give --quantum-yield.", at_nm=row["at_nm"])
    ends = [None if end is None else float(molar_brightness(end, share)) for end in (row["low"], row["high"])]
    leaves_out = "" if ends == [None, None] else "; the interval leaves out what that of the extinction leaves out"
    return row_of(
        quantity,
        Estimate(float(molar_brightness(row["value"], share)), *ends),
        f"extinction there times a quantum yield of {share:g}{leaves_out}",
        status=row["status"],
        references=row["references"],
        model=row["model"],
        valid=row["valid"],
        at_nm=row["at_nm"],
    )
