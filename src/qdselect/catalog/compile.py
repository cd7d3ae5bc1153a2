"""Compile checked files into the index: what commands read instead of YAML.

Derived facts are computed here once, from rules that cite their references: elements, cadmium status, hazard
elements, toxicity class, the value shown for a field that several sources report.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from qdselect.catalog.files import Folder
from qdselect.model.composition import Composition, parse_formula
from qdselect.model.fields import MEASURED, NUMERIC
from qdselect.model.interval import closed_interval
from qdselect.model.names import normalise
from qdselect.model.vocabulary import HEAVY_METALS

__all__ = ["KEYED", "compile_index", "toxicity_of"]

Record = dict[str, Any]

KEYED = ("formulations", "references", "rivals", "rule_tests")
"""Sections of which a command decodes single records."""

_ENGINE = (
    "id",
    "name",
    "coating",
    "core_material",
    "coating_class",
    "surface_charge",
    "availability",
    "product_line",
    "toxicity_class",
    "cadmium_free",
    "heavy_metal_free",
    "has_shell",
    "elements",
    "composition_complete",
    "shells",
    "shell_materials",
    "dopants",
    "intervals",
)
_HEAD = (
    "id",
    "name",
    "core",
    "core_material",
    "shells",
    "dopants",
    "composition",
    "elements",
    "composition_complete",
    "cadmium_free",
    "heavy_metal_free",
    "toxicity_class",
    "toxicity_because",
    "hazards",
    "coating",
    "coating_class",
    "surface_charge",
    "synthesis",
    "synthesis_route",
    "availability",
    "vendor",
    "product",
)
_TAIL = ("excitation_nm", "cytotoxicity", "in_vivo", "sources", "source", "markers", "modes", "note")
_SHOWN_NUMBERS = tuple(name for name in NUMERIC if name not in ("emission_tunable_nm", "emission_band_nm"))
_CONDITIONS = ("above", "below", "medium", "method", "at_nm", "sd", "note")

METHODS: dict[str, tuple[str, ...]] = {
    "core_diameter_nm": ("tem", "hrtem", "saxs", "xrd"),
    "core_shell_diameter_nm": ("tem", "hrtem", "saxs", "xrd"),
    "hydrodynamic_diameter_nm": ("dls", "fcs", "gpc", "sec"),
    "quantum_yield": ("absolute", "integrating sphere", "relative"),
}
"""Methods per field, most direct first; used to choose between sources."""


def compile_index(folder: Folder) -> dict[str, Any]:
    """Sections of the index from a folder of checked files.

    Parameters
    ----------
    folder : Folder
        All files of a catalogue and its rules, without error findings.

    Returns
    -------
    dict
        Section name to plain data.
    """
    sources = {file.data["id"]: file.data for file in folder.of_kind("source")}
    checked = {name: data for name, data in sources.items() if data.get("status") != "lead"}
    materials = _list(folder, "materials")
    toxicity = next(iter(folder.of_kind("toxicity"))).data
    modes = next(iter(folder.of_kind("modes"))).data
    evidence = _evidence(checked)
    formulations = _formulations(checked, _MaterialNames(materials), toxicity, evidence)
    present = {record["id"] for record in formulations}
    evidence = [record for record in evidence if record["formulation"] in present]
    rules = sorted((_rule(rule) for rule in _list(folder, "rules")), key=lambda rule: str(rule["id"]))
    return {
        "formulations": {record["id"]: document_of(record) for record in formulations},
        "workings": [_working(record) for record in formulations],
        "rivals": {record["id"]: record["rivals"] for record in formulations if record["rivals"]},
        "evidence": evidence,
        "references": {name: _reference(data) for name, data in sorted(checked.items())},
        "leads": [_lead(data) for _, data in sorted(sources.items()) if data.get("status") == "lead"],
        "markers": sorted(_list(folder, "markers"), key=lambda marker: normalise(marker["id"])),
        "ligands": sorted(_list(folder, "ligands"), key=lambda ligand: (ligand["marker"], ligand["id"])),
        "materials": sorted(materials, key=lambda material: material["id"]),
        "modes": modes["modes"],
        "study_kinds": modes["study_kinds"],
        "rules": [{key: value for key, value in rule.items() if key != "tests"} for rule in rules],
        "rule_tests": {rule["id"]: rule["tests"] for rule in rules},
        "evidence_scheme": next(iter(folder.of_kind("evidence"))).data,
        "toxicity_scheme": toxicity,
    }


def _list(folder: Folder, kind: str) -> list[Record]:
    return [item for file in folder.of_kind(kind) for item in file.data[kind]]


def _rule(rule: Record) -> Record:
    return {**rule, "applies": rule.get("applies") or {}, "share": rule.get("share", 1.0)}


def _working(record: Record) -> Record:
    """What rules and scores read of a formulation."""
    reported = {name: bool(record[name]) for name in ("in_vivo", "cytotoxicity")}
    return {key: record[key] for key in _ENGINE} | reported


def document_of(record: Record) -> Record:
    """A formulation as scripts see it (`qdselect.model.documents.FormulationDoc`)."""
    document: Record = {key: record[key] for key in _HEAD}
    for name in _SHOWN_NUMBERS:
        document[name] = (record["values"].get(name) or {}).get("value")
    exact = {name for name in _SHOWN_NUMBERS if document[name] is not None}
    document["bounds"] = {
        name: [None if end is None else float(f"{end:.10g}") for end in ends]
        for name, ends in record["intervals"].items()
        if name not in exact
    }
    document["conditions"] = {
        name: found
        for name, item in record["values"].items()
        if (found := {key: item[key] for key in _CONDITIONS if key in item})
    }
    return document | {key: record[key] for key in _TAIL}


# references


def _reference(data: Record) -> Record:
    reference = data["reference"]
    doi = reference.get("doi")
    url = f"https://doi.org/{doi}" if doi else reference.get("seen")
    return {
        "id": data["id"],
        "type": data["type"],
        "citation": citation(reference),
        "authors": reference.get("authors") or [],
        "title": reference.get("title"),
        "journal": reference.get("journal"),
        "year": reference.get("year"),
        "doi": doi,
        "pmid": reference.get("pmid"),
        "pmcid": reference.get("pmcid"),
        "url": url,
        "seen": reference.get("seen"),
        "unconfirmed": reference.get("unconfirmed") or [],
        "retracted": bool(reference.get("retracted")),
        "note": reference.get("note"),
    }


def citation(reference: Record) -> str:
    """One-line citation; parts that did not stand on the page seen are left out."""
    hidden = set(reference.get("unconfirmed") or ())
    authors = reference.get("authors") or []
    names = authors[0] if len(authors) == 1 else ", ".join(authors[:3]) + (" et al" if len(authors) > 3 else "")
    shown = {key: reference.get(key) for key in ("journal", "year", "volume", "issue", "pages") if key not in hidden}
    place = " ".join(str(shown[key]) for key in ("journal", "year") if shown.get(key))
    if shown.get("volume"):
        place += f";{shown['volume']}" + (f"({shown['issue']})" if shown.get("issue") else "")
        place += f":{shown['pages']}" if shown.get("pages") else ""
    parts = [names.rstrip("."), (reference.get("title") or "").rstrip("."), place]
    doubtful = [key for key in ("authors", "title") if key in hidden and reference.get(key)]
    mark = f" ({' and '.join(doubtful)} not confirmed)" if doubtful else ""
    known = ". ".join(part for part in parts if part)
    return (known or "Bibliography not shown on the page seen") + "." + mark


# evidence


def _evidence(checked: dict[str, Record]) -> list[Record]:
    records = []
    for name, data in sorted(checked.items()):
        for place, record in enumerate(data.get("evidence") or ()):
            entry = {"id": f"{name}#{place + 1}", "reference": name, **record}
            entry["group"] = _lab_group(data["reference"])
            entry["retracted"] = bool(data["reference"].get("retracted"))
            records.append(entry)
    return records


def _lab_group(reference: Record) -> list[str]:
    """What papers of one lab are recognised by: the last author."""
    authors = [normalise(author) for author in reference.get("authors") or ()]
    return [authors[-1]] if authors else []


# formulations


class _MaterialNames:
    """Finds the material of a core: same formula, an alias, or the only one with these elements."""

    def __init__(self, materials: list[Record]) -> None:
        self._by_name: dict[str, str] = {}
        by_elements: dict[frozenset[str], list[str]] = defaultdict(list)
        for material in materials:
            for name in (material["id"], material["formula"], *(material.get("aliases") or ())):
                self._by_name.setdefault(normalise(name), material["id"])
            by_elements[parse_formula(material["formula"]) or frozenset()].append(material["id"])
        self._by_elements = {key: names[0] for key, names in by_elements.items() if len(names) == 1}

    def __call__(self, formula: str | None) -> str | None:
        if formula is None:
            return None
        plain = formula.split(" (")[0]
        named = self._by_name.get(normalise(plain))
        if named:
            return named
        elements = parse_formula(formula)
        return self._by_elements.get(elements, plain) if elements else None


def _formulations(
    checked: dict[str, Record], material: _MaterialNames, toxicity: Record, evidence: list[Record]
) -> list[Record]:
    reported: dict[str, dict[str, list[Record]]] = defaultdict(lambda: defaultdict(list))
    introduced: dict[str, tuple[str, Record]] = {}
    for name, data in sorted(checked.items()):
        if data["reference"].get("retracted"):
            continue
        for record in data.get("formulations") or ():
            introduced[record["id"]] = (name, record)
            _collect(reported[record["id"]], record, name)
        for record in data.get("measurements") or ():
            _collect(reported[record["formulation"]], record, name)
    used = _uses(evidence)
    years = {name: data["reference"].get("year") or 0 for name, data in checked.items()}
    return [
        _formulation(source, record, reported[ident], material, toxicity, used[ident], years)
        for ident, (source, record) in sorted(introduced.items())
    ]


def _collect(into: dict[str, list[Record]], record: Record, source: str) -> None:
    for name in (*MEASURED, "shells_unknown", "dopants_unknown", "elements_reported"):
        value = record.get(name)
        if value is None:
            continue
        entry = dict(value) if isinstance(value, dict) and name in NUMERIC else {"value": value}
        into[name].append({**entry, "source": source})


def _uses(evidence: list[Record]) -> dict[str, dict[str, set[str]]]:
    used: dict[str, dict[str, set[str]]] = defaultdict(lambda: {"markers": set(), "modes": set()})
    for record in evidence:
        if record["retracted"]:
            continue
        used[record["formulation"]]["modes"].add(record["mode"])
        if record.get("marker"):
            used[record["formulation"]]["markers"].add(record["marker"])
    return used


def _formulation(
    source: str,
    record: Record,
    reported: dict[str, list[Record]],
    material: _MaterialNames,
    toxicity: Record,
    used: dict[str, set[str]],
    years: dict[str, int],
) -> Record:
    pins = record.get("pin") or {}
    ordered = {name: _in_order(name, items, source, pins.get(name), years) for name, items in reported.items()}
    chosen = {name: items[0] for name, items in ordered.items()}
    plain = {name: chosen[name]["value"] if name in chosen else None for name in MEASURED if name not in NUMERIC}
    composition = _composition(plain, reported)
    availability = plain["availability"] or {}
    return {
        "id": record["id"],
        "name": record["name"],
        "source": source,
        **{key: plain[key] for key in ("core", "coating", "coating_class", "surface_charge", "synthesis")},
        "shells": plain["shells"] or [],
        "dopants": plain["dopants"] or [],
        "composition": _composition_text(plain),
        "elements": sorted(composition.elements),
        "composition_complete": composition.complete,
        "cadmium_free": composition.free_of(["Cd"]),
        "heavy_metal_free": composition.free_of(HEAVY_METALS),
        **toxicity_of(composition, _core_names(plain, material), _materials_in(plain, material), toxicity),
        "core_material": material(plain["core"]),
        "shell_materials": [material(shell) or shell for shell in plain["shells"] or []],
        "has_shell": _has_shell(plain, reported),
        "synthesis_route": plain["synthesis_route"],
        "availability": availability.get("kind"),
        "vendor": availability.get("vendor"),
        "product": availability.get("product"),
        "product_line": _product_line(availability),
        "excitation_nm": plain["excitation_nm"],
        "cytotoxicity": plain["cytotoxicity"],
        "in_vivo": plain["in_vivo"],
        "values": {name: _quantity(chosen[name]) for name in NUMERIC if name in chosen},
        "intervals": _intervals(chosen),
        "sources": {name: chosen[name]["source"] for name in MEASURED if name in chosen},
        "rivals": {name: items[1:] for name, items in ordered.items() if len(items) > 1 and name in MEASURED},
        "markers": sorted(used["markers"]),
        "modes": sorted(used["modes"]),
        "note": record.get("note"),
    }


def _has_shell(plain: Record, reported: dict[str, list[Record]]) -> bool | None:
    """Whether there is a shell: an empty list says that there is none; not listed is not known."""
    if _flagged(reported, "shells_unknown"):
        return True
    return None if plain["shells"] is None else bool(plain["shells"])


def _flagged(reported: dict[str, list[Record]], *names: str) -> bool:
    return any(item["value"] for name in names for item in reported.get(name, ()))


def _composition(plain: Record, reported: dict[str, list[Record]]) -> Composition:
    named = [element for item in reported.get("elements_reported", ()) for element in item["value"]]
    parts = Composition.of(plain["core"], plain["shells"] or (), plain["dopants"] or (), named)
    return Composition(parts.elements, parts.complete and not _flagged(reported, "shells_unknown", "dopants_unknown"))


def _composition_text(plain: Record) -> str | None:
    if not plain["core"] and not plain["shells"]:
        return None
    layers = "/".join([plain["core"] or "?", *(plain["shells"] or [])])
    return layers + (":" + ",".join(plain["dopants"]) if plain["dopants"] else "")


def _core_names(plain: Record, material: _MaterialNames) -> set[str]:
    return {name for name in (material(plain["core"]), plain["core"]) if name}


def _materials_in(plain: Record, material: _MaterialNames) -> set[str]:
    parts = [plain["core"], *(plain["shells"] or [])]
    return {name for part in parts if part for name in (material(part), part) if name}


def _product_line(availability: Record) -> str | None:
    words = (availability.get("product") or "").split()
    return words[0] if words else None


def _in_order(name: str, items: list[Record], home: str, pin: str | None, years: dict[str, int]) -> list[Record]:
    """Measurements of one field, the one to show first.

    The order is: the curator's pin, the introducing source, an exact value before a bound, the most direct
    method, the newest source, and the source's id.
    """
    ranks = METHODS.get(name, ())

    def key(item: Record) -> tuple[Any, ...]:
        method = str(item.get("method") or "").lower()
        directness = next((rank for rank, word in enumerate(ranks) if word in method), len(ranks))
        exact = item.get("value") is not None
        source = item["source"]
        return source != pin, source != home, not exact, directness, -years.get(source, 0), source

    return sorted(items, key=key)


def _quantity(item: Record) -> Record:
    return {key: value for key, value in item.items() if value is not None}


def _intervals(chosen: dict[str, Record]) -> dict[str, list[float]]:
    """Closed interval per numeric field; open bounds end just inside the bound."""
    found = {name: closed_interval(chosen[name]) for name in NUMERIC if name in chosen}
    if "emission_max_nm" not in found:
        for name in ("emission_tunable_nm", "emission_band_nm"):
            if name in found:
                found["emission_max_nm"] = found[name]
                break
    return {name: [_json_number(end) for end in ends] for name, ends in found.items()}  # type: ignore[misc]


def _json_number(value: float) -> float | None:
    return value if math.isfinite(value) else None


# toxicity


def toxicity_of(composition: Composition, core: Iterable[str], materials: Iterable[str], scheme: Record) -> Record:
    """Toxicity class of a composition, with its reasons.

    Parameters
    ----------
    composition : Composition
        Elements, and whether they are complete.
    core, materials : iterable of str
        Formulas of the core, and of core and shells, for entries about a compound (InP).
    scheme : dict
        Content of ``rules/toxicity.yaml``; its classes stand from worst to best.

    Returns
    -------
    dict
        ``toxicity_class`` (``None`` = unknown), ``toxicity_because`` and ``hazards``.
    """
    cores, names = set(core), set(materials)
    hazards = [
        {
            "element": entry.get("element"),
            "material": entry.get("material") or entry.get("core"),
            "because": entry["because"],
            "references": entry["references"],
        }
        for entry in scheme["hazard_elements"]
        if entry.get("element") in composition.elements or entry.get("material") in names or entry.get("core") in cores
    ]
    for entry in scheme["classes"]:
        hit = [element for element in entry.get("any_element") or () if element in composition.elements]
        hit += [material for material in entry.get("any_material") or () if material in names]
        hit += [material for material in entry.get("any_core") or () if material in cores]
        last = not (entry.get("any_element") or entry.get("any_material") or entry.get("any_core"))
        if hit or (last and composition.complete):
            because = {"because": entry["because"], "found": hit, "references": entry["references"]}
            return {"toxicity_class": entry["id"], "toxicity_because": because, "hazards": hazards}
        if not composition.complete:
            break
    return {"toxicity_class": None, "toxicity_because": None, "hazards": hazards}


# leads


def _lead(data: Record) -> Record:
    particles = {record["id"]: record for record in data.get("formulations") or ()}
    claims = [
        {
            "particle": (particles.get(record["formulation"]) or {}).get("name", record["formulation"]),
            "cadmium_free": _lead_composition(particles.get(record["formulation"])).free_of(["Cd"]),
            "elements": sorted(_lead_composition(particles.get(record["formulation"])).elements),
            "composition_complete": _lead_composition(particles.get(record["formulation"])).complete,
            "composition": _composition_text_of(particles.get(record["formulation"])),
            **{key: record.get(key) for key in ("marker", "untargeted", "mode", "level", "cancer", "outcome")},
            "ligand": (record.get("ligand") or {}).get("name"),
        }
        for record in data.get("evidence") or ()
    ]
    reference = data["reference"]
    return {
        "id": data["id"],
        "basis": data.get("basis"),
        "citation": citation(reference),
        "title": reference.get("title"),
        "year": reference.get("year"),
        "note": reference.get("note"),
        "tried": data.get("tried"),
        "claims": claims,
    }


def _lead_composition(record: Record | None) -> Composition:
    parts = record or {}
    return Composition.of(parts.get("core"), parts.get("shells") or (), parts.get("dopants") or ())


def _composition_text_of(record: Record | None) -> str | None:
    plain = {key: (record or {}).get(key) for key in ("core", "shells", "dopants")}
    return _composition_text(plain)
