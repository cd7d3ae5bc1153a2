"""Checks of one source: values, units, formulas, sizes, evidence."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from qdselect.catalog.files import Authored
from qdselect.catalog.findings import Finding
from qdselect.catalog.known import Known, dangling, records_in, words_in
from qdselect.model.composition import ELEMENTS, parse_formula
from qdselect.model.fields import FIELDS, NUMERIC
from qdselect.model.names import did_you_mean
from qdselect.model.vocabulary import STUDY_KINDS

__all__ = ["check_source"]

IN_VIVO_MODES = ("in-vivo-fluorescence", "in-vivo-multimodal", "sentinel-lymph-node", "biodistribution")
IN_VITRO_MODES = ("fixed-cell", "flow-cytometry")


def check_source(file: Authored, known: Known) -> Iterator[Finding]:
    """Findings of one source or lead."""
    yield from _check_place(file)
    yield from _check_reference(file)
    for part in ("formulations", "measurements"):
        for place, record in records_in(file.data, part):
            yield from _check_properties(file, record, (part, place), known)
    for place, record in records_in(file.data, "evidence"):
        yield from _check_evidence(file, record, ("evidence", place), known)


def _check_place(file: Authored) -> Iterator[Finding]:
    path, name = PurePath(file.path), file.data.get("id")
    if name is not None and path.stem != name:
        yield file.finding("file-name", ("id",), f"the id is {name!r}, the file {path.name!r}", "make them equal")
    if _is_lead(file) != (path.parent.name == "leads") and path.parent.name in ("leads", "sources"):
        yield file.finding("lead-status", ("id",), "leads stand in leads/ with `status: lead`", "move it or say so")


def _is_lead(file: Authored) -> bool:
    """Whether it is a lead, or means to be one: a misspelt status has only one right word."""
    return bool(file.data.get("status") == "lead") or file.lost((), "status")


def _check_reference(file: Authored) -> Iterator[Finding]:
    reference = file.data.get("reference")
    if reference is None:
        return
    if not _is_lead(file) and not reference.get("seen") and not file.lost(("reference",), "seen"):
        fix = "add the page's address as `seen`, or make it a lead"
        yield file.finding("source-unseen", ("reference",), "no page was seen", fix, key=True)
    if reference.get("retracted"):
        message = "this source was retracted; its evidence counts nothing"
        yield file.finding("retracted-source", ("reference", "retracted"), message, "keep it marked", key=True)


def _check_properties(file: Authored, record: Any, where: tuple[Any, ...], known: Known) -> Iterator[Finding]:
    if "formulation" in record:
        yield from _check_particle(file, record, where, known)
    for name in NUMERIC:
        if record.get(name) is not None:
            yield from _check_quantity(file, name, record[name], (*where, name))
    ident = record.get("id")
    for name, source in (record.get("pin") or {}).items():
        if ident is not None and known.lacks("values", (ident, name, source)):
            message = f"the source {source!r} gives no {name[:60]} of {ident}"
            fix = "pin a field to a source that reports it, or remove the pin"
            yield file.finding("pin-without-value", (*where, "pin", name), message, fix)
    yield from _check_formulas(file, record, where)
    yield from _check_sizes(file, record, where)


def _check_quantity(file: Authored, name: str, value: Any, where: tuple[Any, ...]) -> Iterator[Finding]:
    numbers = value if isinstance(value, dict) else {"value": value}
    stated = {key: numbers[key] for key in ("value", "min", "max", "above", "below") if numbers.get(key) is not None}
    if not stated and not file.lost(where[:-1], name):
        yield file.finding("no-value", where, f"{name} has no value and no bound", "give value, min or max", key=True)
    low, high = stated.get("min", stated.get("above")), stated.get("max", stated.get("below"))
    if low is not None and high is not None and low > high:
        yield file.finding("bounds-order", where, f"the lower bound {low} is above the upper {high}", "swap them")
    spec = FIELDS[name]
    for key, number in stated.items():
        place = (*where, key) if isinstance(value, dict) else where
        if spec.low <= number <= spec.high:
            continue
        code, hint = _slip(name, number)
        message = f"{name} is {number:g}; plausible is {spec.low:g} to {spec.high:g} {spec.unit}".rstrip()
        yield file.finding(code, place, message, hint)


def _slip(name: str, number: float) -> tuple[str, str]:
    """Name the unit that a number outside the plausible range probably is in."""
    if name == "quantum_yield" and 1 < number <= 100:
        return "unit-slip", f"a percentage? write {number / 100:g}"
    if name == "quantum_yield" and number > 100:
        return "unit-slip", "a wavelength in the place of the quantum yield?"
    guesses = list(_other_units(name, number))
    if guesses:
        return "unit-slip", "; ".join(guesses)
    if name == "fwhm_nm" and number > 500:
        return "unit-slip", "an energy in meV, or a wavelength?"
    return "out-of-range", "check the number and its unit on the page"


def _other_units(name: str, number: float) -> Iterator[str]:
    """What a length would be if it were a radius, or in another unit; only what would then be plausible."""
    spec = FIELDS[name]
    if not name.endswith("_nm") or not 0 < number < spec.low:
        return
    if name.endswith("diameter_nm") and 2 * number >= spec.low:
        yield f"a radius? its diameter is {2 * number:g} nm"
    if spec.low <= 1000 * number <= spec.high:
        yield f"micrometres? {number:g} µm is {1000 * number:g} nm"
    if spec.low >= 250 and spec.low <= 1239.84 / number <= spec.high:
        yield f"electronvolts? {number:g} eV is {1239.84 / number:.0f} nm"


def _check_formulas(file: Authored, record: Any, where: tuple[Any, ...]) -> Iterator[Finding]:
    parts: list[tuple[tuple[Any, ...], str]] = [(("core",), record["core"])] if record.get("core") else []
    for key in ("shells", "dopants"):
        parts += [((key, place), formula) for place, formula in words_in(record, key)]
    for step, formula in parts:
        if step[0] == "shells" and "".join(formula.split()).lower() in ("sio2", "silica"):
            fix = "write it under coating, with coating_class: silica"
            yield file.finding("silica-shell", (*where, *step), "silica is a coating, not a shell", fix)
        elif parse_formula(formula) is None:
            fix = "write a formula, or leave it out and name what is certain in elements_reported"
            yield file.finding("composition-unparsed", (*where, *step), f"{formula[:60]!r} does not parse", fix)
    for place, element in words_in(record, "elements_reported"):
        if element not in ELEMENTS:
            place_of = (*where, "elements_reported", place)
            yield file.finding("unknown-element", place_of, f"{element[:20]!r} is no element", "use its symbol")


def _check_sizes(file: Authored, record: Any, where: tuple[Any, ...]) -> Iterator[Finding]:
    order = ("core_diameter_nm", "core_shell_diameter_nm", "hydrodynamic_diameter_nm")
    known = [(name, *_ends(record[name])) for name in order if record.get(name) is not None]
    for (inner, low, _), (outer, _, high) in itertools.pairwise(known):
        if low > high:
            message = f"{inner} of at least {low:g} nm does not fit into {outer} of at most {high:g} nm"
            fix = "is one of them a radius, or of another batch?"
            yield file.finding("core-larger-than-whole", (*where, outer), message, fix, key=True)


def _ends(value: Any) -> tuple[float, float]:
    if not isinstance(value, dict):
        return value, value
    exact = value.get("value")
    low = value.get("min", value.get("above", exact))
    high = value.get("max", value.get("below", exact))
    return (float("-inf") if low is None else low), (float("inf") if high is None else high)


def _check_evidence(file: Authored, record: Any, where: tuple[Any, ...], known: Known) -> Iterator[Finding]:
    yield from _check_particle(file, record, where, known)
    yield from _check_target(file, record, where, known)
    mode = record.get("mode")
    if mode is not None and known.lacks("modes", mode) and mode not in STUDY_KINDS:
        fix = did_you_mean(mode, [*known.modes, *STUDY_KINDS], "see modes.yaml")
        yield file.finding("unknown-mode", (*where, "mode"), f"unknown mode {mode!r}", fix)
    yield from _level_against_mode(file, record, where)


def _check_target(file: Authored, record: Any, where: tuple[Any, ...], known: Known) -> Iterator[Finding]:
    marker = record.get("marker")
    if marker is None:
        if not record.get("untargeted") and not file.lost(where, "marker", "untargeted"):
            fix = "name the marker by its id, or say under `untargeted` what it was used for"
            yield file.finding("marker-missing", where, "neither marker nor untargeted use", fix)
        return
    if known.lacks("markers", marker):
        fix = did_you_mean(marker, known.markers, "add it to markers.yaml")
        yield file.finding("unknown-marker", (*where, "marker"), f"unknown marker {marker!r}", fix)
    imaged = "mode" in record and record["mode"] not in STUDY_KINDS
    if imaged and not record.get("ligand") and not file.lost(where, "ligand"):
        yield file.finding("ligand-missing", where, "a marker, and no ligand", "name what bound it, if the page does")


def _level_against_mode(file: Authored, record: Any, where: tuple[Any, ...]) -> Iterator[Finding]:
    mode, level = record.get("mode"), record.get("level")
    if level is None and not _is_lead(file) and not file.lost(where, "level"):
        yield file.finding("missing-key", where, "'level' is missing", "say how far the study went")
    if mode in IN_VIVO_MODES and level in ("in-vitro-cells", "material-only"):
        message = f"{mode} is done in a living body; the level says {level}"
    elif mode in IN_VITRO_MODES and level == "material-only":
        message = f"{mode} needs cells; the level says {level}"
    elif mode == "material-study" and level == "patient-specimens":
        message = "a study of the material alone; the level says patient-specimens"
    else:
        return
    yield file.finding("level-mode-conflict", (*where, "level"), message, "correct one of them")


def _check_particle(file: Authored, record: Any, where: tuple[Any, ...], known: Known) -> Iterator[Finding]:
    name = record.get("formulation")
    if name is None or (_is_lead(file) and name in known.of_leads):
        return
    if known.lacks("formulations", name):
        yield dangling(file, (*where, "formulation"), "formulation", name, known.formulations)
