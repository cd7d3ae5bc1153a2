"""Parts that predictions share: what was asked, an estimate with its interval, and a row of the answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from qdselect.catalog.scalar_models import not_included
from qdselect.errors import OutsideValidityError
from qdselect.model.struct import Struct

if TYPE_CHECKING:
    from qdselect.model.documents.prediction import PredictedDoc
    from qdselect.physics.validity import Range

__all__ = ["Asked", "Estimate", "Shell", "attempted", "constant_of", "left_out", "row_of", "spanning", "through"]

Record = Mapping[str, Any]

UNITS = {
    "core_diameter_nm": "nm",
    "absorption_max_nm": "nm",
    "emission_max_nm": "nm",
    "hydrodynamic_diameter_nm": "nm",
    "molar_extinction_M_cm": "/(M cm)",
    "brightness_M_cm": "/(M cm)",
    "molar_mass_g_mol": "g/mol",
    "element_mass_mg_per_nmol": "mg/nmol",
    "element_dose_mg_per_kg": "mg/kg",
}


class Shell(Struct):
    """A shell: its material and its thickness in nm."""

    material: Record
    thickness_nm: float


class Asked(Struct):
    """The question, checked.

    Attributes
    ----------
    core : mapping
        Material of the core.
    given : (str, float)
        ``diameter_nm``, ``absorption_nm`` or ``emission_nm``, and its value.
    shells : tuple of Shell
        From the inside out.
    coat_nm, excitation_nm, quantum_yield, dose_nmol_per_kg : float or None
        What else was given.
    """

    core: Record
    given: tuple[str, float]
    shells: tuple[Shell, ...]
    coat_nm: float | None
    excitation_nm: float | None
    quantum_yield: float | None
    dose_nmol_per_kg: float | None


class Estimate(Struct):
    """A value with its interval; an open end is unknown."""

    value: float
    low: float | None
    high: float | None

    @classmethod
    def exact(cls, value: float) -> Estimate:
        """A given value."""
        return cls(value, value, value)

    @property
    def exactly(self) -> bool:
        """Whether the interval is a point."""
        return self.low == self.high == self.value


def attempted(model: Callable[..., Any], *arguments: Any) -> float | None:
    """What a model says, or nothing where it does not hold."""
    try:
        return float(model(*arguments))
    except OutsideValidityError:
        return None


def through(function: Callable[[float], Any], estimate: Estimate, sd: float | None = 0.0) -> Estimate:
    """An estimate through an increasing function with a relative standard deviation of its own.

    Where that is not known (``None``), the interval is that of the estimate alone, and `left_out` must say so; of an
    exact one it is unknown.

    Raises
    ------
    OutsideValidityError
        The function does not hold for the value; where it fails at an end, that end is unknown.
    """
    value = float(function(estimate.value))
    if sd is None and estimate.exactly:
        return Estimate(value, None, None)
    ends = [None if end is None else attempted(function, end) for end in (estimate.low, estimate.high)]
    low, high = (
        None if end is None else end * (1 + sign * (sd or 0.0)) for end, sign in zip(ends, (-1, 1), strict=True)
    )
    return Estimate(value, low, high)


def left_out(names: Sequence[str], *intervals: Estimate) -> str:
    """What an interval does not hold, as the last words of a reason; none where it holds everything.

    Parameters
    ----------
    names : sequence of str
        Of the models whose own uncertainty no source gives.
    *intervals : Estimate
        What is shown of them. With an end it would look as if that uncertainty were in it.

    Examples
    --------
    >>> left_out(["a-law"], Estimate(4, 3, 5))
    '; the uncertainty of a-law itself is not known and not included'
    >>> left_out(["a-law"], Estimate(4, None, None))
    '; no source gives the uncertainty of a-law'
    >>> left_out([], Estimate(4, 3, 5))
    ''
    """
    if names and all(item.low is None and item.high is None for item in intervals):
        return f"; no source gives the uncertainty of {', '.join(dict.fromkeys(names))}"
    return not_included(names)


def spanning(estimates: Sequence[Estimate]) -> Estimate:
    """The first of several estimates, with an interval that spans them all; an end that none of them has is open.

    It does not hold the own uncertainty of a model of which no source gives it: `left_out` says so.
    """
    values = [item.value for item in estimates]
    lows, highs = (
        [end for end in ends if end is not None] for ends in zip(*(item[1:] for item in estimates), strict=True)
    )
    return Estimate(values[0], min(lows + values) if lows else None, max(highs + values) if highs else None)


def row_of(
    quantity: str,
    estimate: Estimate | None,
    because: str,
    *,
    status: str = "predicted",
    references: Iterable[str] = (),
    model: str | None = None,
    valid: Range | str | None = None,
    preferred: bool = True,
    element: str | None = None,
    at_nm: float | None = None,
) -> PredictedDoc:
    """A row of the answer; without an estimate the quantity is unknown, and ``because`` says why."""
    value, low, high = estimate or (None, None, None)
    return {
        "quantity": quantity,
        "element": element,
        "at_nm": _short(at_nm),
        "value": _short(value),
        "low": _short(low),
        "high": _short(high),
        "unit": UNITS[quantity],
        "status": status if estimate else "unknown",
        "preferred": preferred,
        "model": model,
        "valid": None if valid is None else str(valid),
        "because": because,
        "references": sorted(set(references)),
    }


def constant_of(material: Record, name: str) -> tuple[float, str] | None:
    """A constant of a material and the id of its source; ``None`` where the catalogue has none."""
    found = (material.get("constants") or {}).get(name)
    return None if not found or found.get("value") is None else (float(found["value"]), str(found["reference"]))


def _short(value: float | None) -> float | None:
    """Six digits: the same on every machine, and more than any model is worth."""
    return None if value is None else float(f"{value:.6g}")
