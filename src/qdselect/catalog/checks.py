"""Checks of content: within one source, and over the whole catalogue.

Each check is a small function that yields findings. A check of the whole catalogue gets a `Known`: the ids that
exist, so that one file can also be checked against the catalogue it will join.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from qdselect.catalog.files import Authored, Folder
from qdselect.catalog.findings import Finding
from qdselect.model.composition import ELEMENTS, parse_formula
from qdselect.model.expression import QUERY_FLAGS, atoms, faults_in_check
from qdselect.model.fields import FIELDS, MEASURED, NUMERIC
from qdselect.model.names import nearest, normalise
from qdselect.model.vocabulary import CRITERIA, STUDY_KINDS

__all__ = ["Known", "check_file", "check_folder", "known_in"]

IN_VIVO_MODES = ("in-vivo-fluorescence", "in-vivo-multimodal", "sentinel-lymph-node", "biodistribution")
IN_VITRO_MODES = ("fixed-cell", "flow-cytometry")


@dataclass(slots=True)
class Known:
    """Ids that a file may refer to; files of the wrong shape still define theirs.

    Attributes
    ----------
    formulations, of_leads : set of str
        Formulations of sources, and of leads; only a lead may refer to those of leads.
    values : set of (str, str, str)
        Formulation, field and source of every reported value.
    unread : set of str
        Sets that are incomplete because a file could not be read at all: what is not in them may exist.
    """

    references: set[str] = field(default_factory=set)
    formulations: set[str] = field(default_factory=set)
    of_leads: set[str] = field(default_factory=set)
    markers: set[str] = field(default_factory=set)
    modes: set[str] = field(default_factory=set)
    families: set[str] = field(default_factory=set)
    values: set[tuple[str, str, str]] = field(default_factory=set)
    unread: set[str] = field(default_factory=set)

    def lacks(self, what: str, name: Any) -> bool:
        """Whether ``name`` is certainly not among the ids of one kind."""
        return name not in getattr(self, what) and what not in self.unread


_DEFINED_IN = {
    "source": ("references", "formulations", "values"),
    "markers": ("markers",),
    "modes": ("modes", "families"),
}


def known_in(folder: Folder) -> Known:
    """All ids that a folder of files defines."""
    known = Known()
    for file in folder.files:
        data = file.data if file.usable else file.document and file.document.data
        if not isinstance(data, dict):
            known.unread.update(_DEFINED_IN.get(file.kind, ()))
        elif file.kind == "source":
            _know_source(known, data)
        elif file.kind == "markers":
            known.markers.update(_words(data, "markers", "id"))
        elif file.kind == "modes":
            known.modes.update(_words(data, "modes", "id"))
            known.families.update(_words(data, "modes", "family"))
    return known


def _know_source(known: Known, data: Any) -> None:
    if data.get("status") == "lead":
        known.of_leads.update(_words(data, "formulations", "id"))
        return
    known.references.add(str(data.get("id")))
    known.formulations.update(_words(data, "formulations", "id"))
    reference = data.get("reference")
    if isinstance(reference, dict) and reference.get("retracted"):
        return
    for key, name in (("formulations", "id"), ("measurements", "formulation")):
        for record in _records(data, key):
            reported = (item for item in MEASURED if record.get(item) is not None)
            known.values.update((str(record.get(name)), item, str(data.get("id"))) for item in reported)


def _records(data: Any, key: str) -> list[Any]:
    items = data.get(key)
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _words(data: Any, key: str, name: str) -> list[str]:
    return [item[name] for item in _records(data, key) if isinstance(item.get(name), str)]


def check_folder(folder: Folder) -> list[Finding]:
    """All findings of a whole catalogue and its rules, reading included, in order of place."""
    known = known_in(folder)
    findings = folder.findings()
    for file in folder.files:
        if file.usable:
            findings += check_file(file, known)
    findings += [*_missing_files(folder), *_duplicate_ids(folder), *_duplicate_aliases(folder)]
    findings += _duplicate_references(folder)
    return sorted(set(findings))


def check_file(file: Authored, known: Known) -> list[Finding]:
    """Findings of one file's content."""
    if file.kind == "source":
        return list(_check_source(file, known))
    checks = {
        "ligands": _check_ligands,
        "materials": _check_materials,
        "modes": _check_modes,
        "rules": _check_rules,
        "evidence": _check_references_inside,
        "toxicity": _check_toxicity,
    }
    check = checks.get(file.kind)
    return list(check(file, known)) if check else []


# one source


def _check_source(file: Authored, known: Known) -> Iterator[Finding]:
    data = file.data
    path = PurePath(file.path)
    if path.stem != data["id"]:
        yield file.finding("file-name", ("id",), f"the id is {data['id']!r}, the file {path.name!r}", "make them equal")
    lead = data.get("status") == "lead"
    if lead != (path.parent.name == "leads") and path.parent.name in ("leads", "sources"):
        yield file.finding("lead-status", ("id",), "leads stand in leads/ with `status: lead`", "move it or say so")
    if not lead and not data["reference"].get("seen"):
        fix = "add the page's address as `seen`, or make it a lead"
        yield file.finding("source-unseen", ("reference",), "no page was seen", fix, key=True)
    if data["reference"].get("retracted"):
        message = "this source was retracted; its evidence counts nothing"
        yield file.finding("retracted-source", ("reference", "retracted"), message, "keep it marked", key=True)
    for part in ("formulations", "measurements"):
        for place, record in enumerate(data.get(part) or ()):
            yield from _check_properties(file, record, (part, place), known)
    for place, record in enumerate(data.get("evidence") or ()):
        yield from _check_evidence(file, record, ("evidence", place), known)


def _check_properties(file: Authored, record: Any, where: tuple[Any, ...], known: Known) -> Iterator[Finding]:
    if "formulation" in record:
        yield from _check_particle(file, record, where, known)
    for name in NUMERIC:
        if record.get(name) is not None:
            yield from _check_quantity(file, name, record[name], (*where, name))
    for name, source in (record.get("pin") or {}).items():
        if known.lacks("values", (record["id"], name, source)):
            message = f"the source {source!r} gives no {name[:60]} of {record['id']}"
            fix = "pin a field to a source that reports it, or remove the pin"
            yield file.finding("pin-without-value", (*where, "pin", name), message, fix)
    yield from _check_formulas(file, record, where)
    yield from _check_sizes(file, record, where)


def _check_quantity(file: Authored, name: str, value: Any, where: tuple[Any, ...]) -> Iterator[Finding]:
    numbers = value if isinstance(value, dict) else {"value": value}
    stated = {key: numbers[key] for key in ("value", "min", "max", "above", "below") if numbers.get(key) is not None}
    if not stated:
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
    if name.endswith("_nm") and 0 < number < 10 and FIELDS[name].low >= 250:
        return "unit-slip", f"micrometres or electronvolts? {number:g} eV is {1239.84 / number:.0f} nm"
    if name.endswith("diameter_nm") and 0 < number < FIELDS[name].low:
        return "unit-slip", f"a radius, or micrometres? the diameter of a radius is {2 * number:g} nm"
    if name == "fwhm_nm" and number > 500:
        return "unit-slip", "an energy in meV, or a wavelength?"
    return "out-of-range", "check the number and its unit on the page"


def _check_formulas(file: Authored, record: Any, where: tuple[Any, ...]) -> Iterator[Finding]:
    parts: list[tuple[tuple[Any, ...], str]] = [(("core",), record["core"])] if record.get("core") else []
    for key in ("shells", "dopants"):
        parts += [((key, place), formula) for place, formula in enumerate(record.get(key) or ())]
    for step, formula in parts:
        if step[0] == "shells" and "".join(formula.split()).lower() in ("sio2", "silica"):
            fix = "write it under coating, with coating_class: silica"
            yield file.finding("silica-shell", (*where, *step), "silica is a coating, not a shell", fix)
        elif parse_formula(formula) is None:
            fix = "write a formula, or leave it out and name what is certain in elements_reported"
            yield file.finding("composition-unparsed", (*where, *step), f"{formula[:60]!r} does not parse", fix)
    for place, element in enumerate(record.get("elements_reported") or ()):
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
    marker = record.get("marker")
    if marker is None and not record.get("untargeted"):
        fix = "name the marker by its id, or say under `untargeted` what it was used for"
        yield file.finding("marker-missing", where, "neither marker nor untargeted use", fix)
    if marker is not None and known.lacks("markers", marker):
        near = nearest(marker, known.markers)
        fix = f"did you mean {' or '.join(near)}?" if near else "add it to markers.yaml"
        yield file.finding("unknown-marker", (*where, "marker"), f"unknown marker {marker!r}", fix)
    if marker is not None and not record.get("ligand") and record["mode"] not in STUDY_KINDS:
        yield file.finding("ligand-missing", where, "a marker, and no ligand", "name what bound it, if the page does")
    if known.lacks("modes", record["mode"]) and record["mode"] not in STUDY_KINDS:
        near = nearest(record["mode"], [*known.modes, *STUDY_KINDS])
        fix = f"did you mean {' or '.join(near)}?" if near else "see modes.yaml"
        yield file.finding("unknown-mode", (*where, "mode"), f"unknown mode {record['mode']!r}", fix)
    yield from _level_against_mode(file, record, where)


def _level_against_mode(file: Authored, record: Any, where: tuple[Any, ...]) -> Iterator[Finding]:
    mode, level = record["mode"], record.get("level")
    if level is None and file.data.get("status") != "lead":
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
    name, lead = record["formulation"], file.data.get("status") == "lead"
    if known.lacks("formulations", name) and not (lead and name in known.of_leads):
        yield _dangling(file, (*where, "formulation"), "formulation", name, known.formulations)


def _dangling(file: Authored, where: tuple[Any, ...], what: str, name: str, known: set[str]) -> Finding:
    near = nearest(name, known)
    fix = f"did you mean {' or '.join(near)}?" if near else f"define the {what} or correct the id"
    return file.finding("dangling-id", where, f"no {what} has the id {name[:60]!r}", fix)


# the other files


def _check_ligands(file: Authored, known: Known) -> Iterator[Finding]:
    for place, ligand in enumerate(file.data["ligands"]):
        if known.lacks("markers", ligand["marker"]):
            near = nearest(ligand["marker"], known.markers)
            fix = f"did you mean {' or '.join(near)}?" if near else "add it to markers.yaml"
            message = f"unknown marker {ligand['marker']!r}"
            yield file.finding("unknown-marker", ("ligands", place, "marker"), message, fix)
    yield from _check_references_inside(file, known)


def _check_materials(file: Authored, known: Known) -> Iterator[Finding]:
    for place, material in enumerate(file.data["materials"]):
        if parse_formula(material["formula"]) is None:
            message = f"{material['formula']!r} does not parse"
            yield file.finding("composition-unparsed", ("materials", place, "formula"), message, "correct the formula")
    yield from _check_references_inside(file, known)


def _check_toxicity(file: Authored, known: Known) -> Iterator[Finding]:
    for place, record in enumerate(file.data["classes"]):
        for item, element in enumerate(record.get("any_element") or ()):
            if element not in ELEMENTS:
                where = ("classes", place, "any_element", item)
                yield file.finding("unknown-element", where, f"{element!r} is no element", "use its symbol")
    yield from _check_references_inside(file, known)


def _check_modes(file: Authored, known: Known) -> Iterator[Finding]:
    for place, mode in enumerate(file.data["modes"]):
        total = sum(mode["weights"].values())
        if abs(total - 1) > 1e-9:
            where = ("modes", place, "weights")
            yield file.finding(
                "weights-sum", where, f"the weights add up to {total:g}", "make them add up to 1", key=True
            )
    yield from _check_references_inside(file, known)


def _check_references_inside(file: Authored, known: Known) -> Iterator[Finding]:
    for where, name in _references_in(file.data, ()):
        if known.lacks("references", name):
            yield _dangling(file, where, "source", name, known.references)


def _references_in(value: Any, where: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], str]]:
    if isinstance(value, dict):
        for key, child in value.items():
            if key == "reference" and isinstance(child, str):
                yield (*where, key), child
            elif key == "references":
                yield from (((*where, key, place), name) for place, name in enumerate(child))
            else:
                yield from _references_in(child, (*where, key))
    elif isinstance(value, list):
        for place, child in enumerate(value):
            yield from _references_in(child, (*where, place))


def _check_rules(file: Authored, known: Known) -> Iterator[Finding]:
    for place, rule in enumerate(file.data["rules"]):
        where = ("rules", place)
        yield from _check_applies(file, rule, where, known)
        yield from _check_rule_shape(file, rule, where)
        check = rule.get("check") or {}
        for atom in () if faults_in_check(check) else atoms(check):
            if isinstance(atom.get("value"), dict) and not (rule.get("applies") or {}).get("flags"):
                message = "a threshold from the question, in a rule that no query flag switches on"
                yield file.finding("rule-flag", (*where, "applies"), message, "name the flag", key=True)
    yield from _check_references_inside(file, known)


def _check_applies(file: Authored, rule: Any, where: tuple[Any, ...], known: Known) -> Iterator[Finding]:
    applies = rule.get("applies") or {}
    lists = (
        ("modes", {*known.modes, *known.families}, "unknown-mode"),
        ("flags", set(QUERY_FLAGS), "rule-flag"),
        ("markers", known.markers, "unknown-marker"),
    )
    for key, valid, code in lists:
        for place, name in enumerate(applies.get(key) or ()):
            if name not in valid and key not in known.unread:
                near = nearest(name, valid)
                fix = f"did you mean {' or '.join(near)}?" if near else "correct it"
                yield file.finding(code, (*where, "applies", key, place), f"unknown {key[:-1]} {name!r}", fix)


def _check_rule_shape(file: Authored, rule: Any, where: tuple[Any, ...]) -> Iterator[Finding]:
    if rule["kind"] == "score":
        yield from _check_score_rule(file, rule, where)
    elif rule.get("check") is None:
        yield file.finding("rule-shape", where, f"a rule of kind {rule['kind']} needs a check", "add `check`")
    else:
        for fault in faults_in_check(rule["check"]):
            yield file.finding("rule-check", (*where, "check", *fault.path), fault.message, fault.fix)
    allowed = ("value", "threshold", "score") if rule["kind"] == "score" else ("value", "threshold")
    for name in _placeholders(rule["because"]):
        if name not in allowed:
            fix = "use " + " or ".join(f"{{{word}}}" for word in allowed)
            yield file.finding("rule-template", (*where, "because"), f"nothing fills {{{name}}}", fix)


def _check_score_rule(file: Authored, rule: Any, where: tuple[Any, ...]) -> Iterator[Finding]:
    kind = FIELDS[rule["field"]].kind if rule.get("field") in FIELDS else None
    needs = {"number": "points", "category": "table", "truth": "table"}.get(kind or "")
    if rule.get("criterion") not in CRITERIA or needs is None or not rule.get(needs):
        message = "a score rule needs a criterion, a number with points, or a category with a table"
        yield file.finding("rule-shape", where, message, "see docs/rules.md")
        return
    points = rule.get("points") or []
    if [point[0] for point in points] != sorted({point[0] for point in points}):
        yield file.finding("rule-shape", (*where, "points"), "x of the points must increase", "sort them", key=True)
    if any(not 0 <= point[1] <= 1 for point in points):
        yield file.finding("rule-shape", (*where, "points"), "values must lie in 0 to 1", "correct them", key=True)


def _placeholders(template: str) -> list[str]:
    from string import Formatter

    try:
        return [name for _, name, _, _ in Formatter().parse(template) if name is not None]
    except ValueError:
        return ["{"]


# the whole catalogue


def _missing_files(folder: Folder) -> Iterator[Finding]:
    present = {file.kind for file in folder.files}
    for kind in ("markers", "modes", "evidence", "toxicity"):
        if kind not in present:
            yield Finding(f"{kind}.yaml", 1, 1, "missing-file", f"there is no {kind}.yaml", "add it")


def _duplicate_ids(folder: Folder) -> Iterator[Finding]:
    lists = {
        "markers": "markers",
        "ligands": "ligands",
        "materials": "materials",
        "modes": "modes",
        "rules": "rules",
    }
    first: dict[tuple[str, str], str] = {}
    for file in folder.files:
        if not file.usable:
            continue
        key = "formulations" if file.kind == "source" else lists.get(file.kind, "")
        own = [("source", ("id",), file.data["id"])] if file.kind == "source" else []
        items = [(key, (key, place, "id"), item["id"]) for place, item in enumerate(file.data.get(key) or ())]
        for kind, where, name in own + items:
            other = first.setdefault((kind, name), file.path)
            if other != file.path or where != _first_place(file, kind, name):
                message = f"the id {name!r} stands in {PurePath(*PurePath(other).parts[-2:])} too"
                yield file.finding("duplicate-id", where, message, "give each its own id")


def _first_place(file: Authored, kind: str, name: str) -> tuple[Any, ...]:
    if kind == "source":
        return ("id",)
    ids = [item["id"] for item in file.data[kind]]
    return (kind, ids.index(name), "id")


def _duplicate_aliases(folder: Folder) -> Iterator[Finding]:
    for kind in ("markers", "modes"):
        owner: dict[str, str] = {}
        for file in folder.of_kind(kind):
            for place, item in enumerate(file.data[kind]):
                names = [
                    ("id", item["id"]),
                    *((("aliases", i), n) for i, n in enumerate(item.get("aliases") or ())),
                ]
                for step, name in names:
                    form = normalise(name)
                    if owner.setdefault(form, item["id"]) != item["id"]:
                        where = (kind, place, *(step if isinstance(step, tuple) else (step,)))
                        message = f"{name!r} already means {owner[form]}"
                        yield file.finding("duplicate-alias", where, message, "keep it in one place")


def _duplicate_references(folder: Folder) -> Iterator[Finding]:
    first: dict[tuple[str, str], str] = {}
    for file in folder.of_kind("source"):
        reference = file.data["reference"]
        for key in ("doi", "pmid", "pmcid", "title"):
            text = normalise(str(reference.get(key) or ""))
            if not text or (key == "title" and len(text) < 25):
                continue
            other = first.setdefault((key, text), file.data["id"])
            if other != file.data["id"]:
                message = f"the same {key} stands in {other}"
                yield file.finding("duplicate-reference", ("reference", key), message, "merge the two files")
