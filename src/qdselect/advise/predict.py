"""Predict: what the laws of physics say of a dot whose core, and either size or colour, are known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from numbers import Real
from typing import TYPE_CHECKING, Any

from qdselect.advise import frame
from qdselect.advise.predict_colour import colours_of
from qdselect.advise.predict_mass import masses_of
from qdselect.advise.predict_parts import Asked, Shell
from qdselect.advise.predict_signal import signals_of
from qdselect.catalog.catalog import Catalog
from qdselect.errors import DataError, UsageError
from qdselect.physics.validity import positive

if TYPE_CHECKING:
    from qdselect.model.documents.prediction import AskedDoc, PredictedDoc, PredictionDoc

__all__ = ["predict"]

NOTES = [
    "Predicted values are those of models, not measurements: shells, alloying and doping shift the light.",
    "An open end of an interval is unknown: no source gives the uncertainty, or it reaches beyond the model.",
    "A closed interval leaves out a model's own uncertainty where no source gives it; its reason says so.",
]


def predict(
    catalog: Catalog,
    core: str,
    *,
    diameter_nm: float | None = None,
    absorption_nm: float | None = None,
    emission_nm: float | None = None,
    shells: Sequence[str] = (),
    shell_thickness_nm: Sequence[float] = (),
    coat_thickness_nm: float | None = None,
    excitation_nm: float | None = None,
    quantum_yield: float | None = None,
    dose_nmol_per_kg: float | None = None,
) -> PredictionDoc:
    """Size, colour, extinction, brightness and mass of a dot, each with interval, validity and source.

    Parameters
    ----------
    catalog : Catalog
        Materials and models.
    core : str
        Material of the core, by id, formula or alias.
    diameter_nm, absorption_nm, emission_nm : float
        Core diameter, first exciton, or emission maximum, nm; exactly one.
    shells, shell_thickness_nm : sequences
        Shells from the inside out, and their thicknesses in nm.
    coat_thickness_nm : float, optional
        Thickness of the organic coat, nm.
    excitation_nm, quantum_yield, dose_nmol_per_kg : float, optional
        Excitation line, quantum yield from 0 to 1, and dose of particles per body mass.

    Raises
    ------
    UnknownNameError
        No material has this name.
    UsageError
        Not exactly one of size and colours, shells without thickness, or a number out of its bounds.
    DataError
        The rules hold no physical models.
    """
    scheme = catalog.section("physics_scheme")
    if scheme is None:
        raise DataError("the rules hold no physical models: there is no physics.yaml in their folder. Add it.")
    asked = Asked(
        catalog.material(_name("--core", core)),
        _one_of(diameter_nm=diameter_nm, absorption_nm=absorption_nm, emission_nm=emission_nm),
        _shells(catalog, shells, shell_thickness_nm),
        _above_zero("--coat-thickness", coat_thickness_nm),
        _above_zero("--excitation", excitation_nm),
        _share(quantum_yield),
        _above_zero("--dose-nmol-per-kg", dose_nmol_per_kg),
    )
    colours = colours_of(scheme, asked)
    rows = [*colours.rows, *signals_of(scheme, asked, colours), *masses_of(scheme, asked, colours)]
    return {
        "schema_version": frame.SCHEMA_VERSION,
        "tool": frame.tool_doc(),
        "catalog": frame.catalog_doc(catalog),
        "rules": frame.rules_doc(catalog),
        "core": asked.core["id"],
        "asked": _asked_doc(asked),
        "summary": _summary(asked, rows),
        "predicted": rows,
        "references": frame.reference_docs(catalog, {name for row in rows for name in row["references"]}),
        "notes": list(NOTES),
    }


def _one_of(**given: float | None) -> tuple[str, float]:
    """The one quantity that was given, and its value."""
    named = {name: value for name, value in given.items() if value is not None}
    options = [f"--{name.removesuffix('_nm')}" for name in given]
    if not named:
        raise UsageError(f"give one of {', '.join(options)}: without size or colour nothing follows.")
    if len(named) > 1:
        both = " and ".join(f"--{name.removesuffix('_nm')}" for name in named)
        raise UsageError(f"{both} contradict each other: each follows from the other. Give one of them.")
    ((name, value),) = named.items()
    return name, _above_zero(f"--{name.removesuffix('_nm')}", value) or 0.0


SHELL_NM = "--shell-thickness"
MOST = {"--diameter": 1e3, SHELL_NM: 1e3, "--coat-thickness": 1e3, "--dose-nmol-per-kg": 1e9}
"""Far beyond every dot and every dose; other numbers are wavelengths in nm."""
LONGEST_NM, LEAST = 1e5, 1e-6


def _name(option: str, name: Any) -> str:
    if not isinstance(name, str):
        raise UsageError(f"{option} must be the name of a material, such as CdSe, not {name!r:.40}.")
    return name


def _number(option: str, value: Any) -> float:
    """A number; a truth value, a text or a list is none."""
    if isinstance(value, bool) or not isinstance(value, Real):
        raise UsageError(f"{option} must be a number, not {value!r:.40}.")
    try:
        return float(value)
    except OverflowError:
        raise UsageError(f"{option} must be a number that fits a dot, not one of {len(str(value))} digits.") from None


def _above_zero(option: str, value: float | None) -> float | None:
    if value is None:
        return None
    number, most = float(positive(_number(option, value), option)), MOST.get(option, LONGEST_NM)
    if not LEAST <= number <= most:
        raise UsageError(f"{option} must be from {LEAST:g} to {most:g}, not {number:g}.")
    return number


def _share(quantum_yield: float | None) -> float | None:
    if quantum_yield is None:
        return None
    share = _number("--quantum-yield", quantum_yield)
    if not 0 <= share <= 1:
        raise UsageError(f"--quantum-yield must be from 0 to 1, not {share:g}.")
    return share


def _shells(catalog: Catalog, names: Sequence[str], thicknesses: Sequence[float]) -> tuple[Shell, ...]:
    for option, given in (("--shell", names), (SHELL_NM, thicknesses)):
        if isinstance(given, str) or not isinstance(given, Iterable):
            raise UsageError(f"{option} must be a list, one entry for each shell, not {given!r:.40}.")
    names, thicknesses = list(names), list(thicknesses)
    if len(names) != len(thicknesses):
        raise UsageError(
            f"{len(names)} of --shell and {len(thicknesses)} of --shell-thickness: give a thickness for each shell."
        )
    materials = [catalog.material(_name("--shell", name)) for name in names]
    numbers = [_above_zero(SHELL_NM, _number(SHELL_NM, nm)) or 0.0 for nm in thicknesses]
    return tuple(Shell(*pair) for pair in zip(materials, numbers, strict=True))


def _asked_doc(asked: Asked) -> AskedDoc:
    name, value = asked.given
    return {
        "core_diameter_nm": value if name == "diameter_nm" else None,
        "absorption_max_nm": value if name == "absorption_nm" else None,
        "emission_max_nm": value if name == "emission_nm" else None,
        "shells": [{"material": shell.material["id"], "thickness_nm": shell.thickness_nm} for shell in asked.shells],
        "coat_thickness_nm": asked.coat_nm,
        "excitation_nm": asked.excitation_nm,
        "quantum_yield": asked.quantum_yield,
        "dose_nmol_per_kg": asked.dose_nmol_per_kg,
    }


def _summary(asked: Asked, rows: Sequence[PredictedDoc]) -> str:
    """Size and colours in one sentence; what cannot be told, and why, in others."""
    words = {"core_diameter_nm": "core diameter", "absorption_max_nm": "first exciton", "emission_max_nm": "emission"}
    found, missing = [], []
    for row in rows:
        if row["quantity"] in words and row["preferred"]:
            if row["value"] is None:
                missing.append(row["because"])
            else:
                found.append(f"{words[row['quantity']]} {_about(row)} ({row['status']})")
    name = "/".join([asked.core["id"], *(shell.material["id"] for shell in asked.shells)])
    sentences = [f"{name}: {', '.join(found)}.", *(f"Unknown: {reason}" for reason in dict.fromkeys(missing))]
    return " ".join(sentences)


def _about(row: Any) -> str:
    nm = f"{row['value']:.4g} nm"
    if row["low"] is None or row["high"] is None or row["low"] == row["high"]:
        return nm
    return f"{nm}, {row['low']:.4g} to {row['high']:.4g} nm"
