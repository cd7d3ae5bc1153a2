"""Checks of content: which check a file gets, and the checks of the vocabularies.

Each check is a small function that yields findings. It gets a `Known`, the ids that exist, so that one file can also
be checked against the catalogue it will join.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import Any

from qdselect.catalog.checks_folder import check_together
from qdselect.catalog.checks_instruments import check_instrument
from qdselect.catalog.checks_rules import check_rules
from qdselect.catalog.checks_source import check_source
from qdselect.catalog.exceptions import without_exceptions
from qdselect.catalog.files import Authored, Folder
from qdselect.catalog.findings import Finding
from qdselect.catalog.known import Known, check_references, dangling, known_in, records_in, words_in
from qdselect.model.composition import ELEMENTS, parse_formula
from qdselect.model.names import did_you_mean
from qdselect.model.vocabulary import DEFINED

__all__ = ["check_folder"]


def check_folder(folder: Folder, newcomers: Container[str] = ()) -> list[Finding]:
    """All findings of a whole catalogue and its rules, reading included, in order of place.

    Parameters
    ----------
    folder : Folder
        Files in any order: it never changes the findings.
    newcomers : container of str
        Paths of files that would join the others. Where two files clash, the finding stands in the newcomer, or else
        in the one that comes later by its path.
    """
    ordered = sorted(folder.files, key=lambda file: (file.path in newcomers, file.path))
    folder = Folder(ordered, folder.catalog, folder.rules)
    known = known_in(folder)
    findings = folder.findings()
    for file in folder.files:
        if file.usable:
            findings += _check_file(file, known)
    findings += check_together(folder)
    return sorted(set(without_exceptions(findings, folder)))


def _check_file(file: Authored, known: Known) -> list[Finding]:
    """Findings of one file's content."""
    if file.kind == "source":
        return list(check_source(file, known))
    checks = {
        "ligands": _check_ligands,
        "materials": _check_materials,
        "methods": _check_methods,
        "patents": _check_patents,
        "modes": _check_modes,
        "rules": check_rules,
        "evidence": check_references,
        "confidence": check_references,
        "toxicity": _check_toxicity,
        "checklist": _check_checklist,
        "physics": _check_models,
        "instrument": check_instrument,
    }
    check = checks.get(file.kind)
    return list(check(file, known)) if check else []


def _check_ligands(file: Authored, known: Known) -> Iterator[Finding]:
    for place, ligand in records_in(file.data, "ligands"):
        marker = ligand.get("marker")
        if marker is not None and known.lacks("markers", marker):
            fix = did_you_mean(marker, known.markers, "add it to markers.yaml")
            yield file.finding("unknown-marker", ("ligands", place, "marker"), f"unknown marker {marker!r}", fix)
    yield from check_references(file, known)


def _check_materials(file: Authored, known: Known) -> Iterator[Finding]:
    for place, material in records_in(file.data, "materials"):
        formula = material.get("formula")
        if formula is not None and parse_formula(formula) is None:
            where = ("materials", place, "formula")
            yield file.finding("composition-unparsed", where, f"{formula!r} does not parse", "correct the formula")
    yield from check_references(file, known)


def _check_methods(file: Authored, known: Known) -> Iterator[Finding]:
    for key, words in DEFINED.items():
        defined = {item.get("id") for _, item in records_in(file.data, key)}
        missing = [word for word in words if word not in defined]
        if missing and not file.lost((), key):
            message = f"{key} does not define {', '.join(missing)}"
            yield file.finding("method-undefined", (key,), message, "define every word of the vocabulary", key=True)
    yield from check_references(file, known)


def _check_patents(file: Authored, _: Known) -> Iterator[Finding]:
    for place, patent in records_in(file.data, "patents"):
        where = ("patents", place)
        if not patent.get("seen") and patent.get("status") != "lead" and not file.lost(where, "seen", "status"):
            fix = "add the page's address as `seen`, or write `status: lead`"
            yield file.finding("source-unseen", where, f"no page of {patent.get('number')} was seen", fix)


def _check_toxicity(file: Authored, known: Known) -> Iterator[Finding]:
    for place, record in records_in(file.data, "classes"):
        for item, element in words_in(record, "any_element"):
            if element not in ELEMENTS:
                where = ("classes", place, "any_element", item)
                yield file.finding("unknown-element", where, f"{element!r} is no element", "use its symbol")
    yield from check_references(file, known)


def _check_modes(file: Authored, known: Known) -> Iterator[Finding]:
    for place, mode in records_in(file.data, "modes"):
        for number, window in records_in(mode, "windows"):
            yield from _check_ranges(file, ("modes", place, "windows", number), window)
        where = ("modes", place, "weights")
        if file.lost(where[:-1], "weights"):
            continue
        total = sum(mode["weights"].values())
        if abs(total - 1) > 1e-9:
            message = f"the weights add up to {total:g}"
            yield file.finding("weights-sum", where, message, "make them add up to 1", key=True)
    yield from check_references(file, known)


def _check_checklist(file: Authored, known: Known) -> Iterator[Finding]:
    valid = {*known.modes, *known.families}
    for place, item in records_in(file.data, "items"):
        for step, name in words_in(item, "modes"):
            if name not in valid and "modes" not in known.unread:
                fix = did_you_mean(name, valid, "name a mode or a family of modes.yaml")
                yield file.finding("unknown-mode", ("items", place, "modes", step), f"unknown mode {name!r}", fix)
    shares = [grade["at_least"] for _, grade in records_in(file.data, "grades") if "at_least" in grade]
    if file.lost((), "grades"):
        shares = []
    if shares and (shares != sorted(set(shares), reverse=True) or shares[-1] != 0):
        message = f"the grades begin at {', '.join(f'{share:g}' for share in shares)}"
        yield file.finding("grade-order", ("grades",), message, "from the best grade down to one at least 0", key=True)
    yield from check_references(file, known)


def _check_models(file: Authored, known: Known) -> Iterator[Finding]:
    """A physical model names a material that exists, and a range whose ends are in order."""
    for part in ("sizing", "stokes", "extinction"):
        for place, model in enumerate(file.data[part]):
            if known.lacks("materials", model["material"]):
                yield dangling(file, (part, place, "material"), "material", model["material"], known.materials)
            yield from _check_ranges(file, (part, place), model)
    for place, model in enumerate(file.data.get("emission_width") or ()):
        where: tuple[Any, ...] = ("emission_width", place)
        if ("width_nm" in model) == ("width_meV" in model):
            fix = "give one of width_nm and width_meV"
            yield file.finding("no-value", where, f"{model['id']} gives both widths, or none", fix)
        yield from _check_ranges(file, where, model)
    for place, model in enumerate(file.data["tissue"]["scattering"]):
        yield from _check_ranges(file, ("tissue", "scattering", place), model)
    for element in file.data["atomic_weights"]["g_per_mol"]:
        if element not in ELEMENTS:
            where = ("atomic_weights", "g_per_mol", element)
            yield file.finding("unknown-element", where, f"{element!r} is no element", "use its symbol", key=True)
    yield from check_references(file, known)


def _check_ranges(file: Authored, where: tuple[Any, ...], model: dict[str, Any]) -> Iterator[Finding]:
    for key, value in model.items():
        if isinstance(value, dict) and set(value) == {"min", "max"} and value["min"] >= value["max"]:
            message = f"{key} goes from {value['min']:g} to {value['max']:g}"
            yield file.finding("bounds-order", (*where, key), message, "put the smaller number first", key=True)
