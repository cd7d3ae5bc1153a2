"""Compile particles: what sources report, and what follows from it."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from qdselect.catalog.compile_methods import characterisation_of
from qdselect.catalog.toxicity import toxicity_of
from qdselect.model.composition import Composition, parse_formula
from qdselect.model.fields import MEASURED, NUMERIC, SHOWN_NUMBERS
from qdselect.model.interval import closed_interval, json_number
from qdselect.model.names import normalise
from qdselect.model.vocabulary import HEAVY_METALS

__all__ = ["MaterialNames", "composition_text", "document_of", "formulations_of", "working_of"]

Record = dict[str, Any]

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
    "size_with_ligand",
    "elements",
    "composition_complete",
    "shells",
    "shell_materials",
    "dopants",
    "intervals",
    "spreads",
    "source",
    "borrowed",
)
_HEAD = (
    "id",
    "name",
    "core",
    "core_material",
    "shells",
    "dopants",
    "has_shell",
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
_TAIL = (
    "predicted",
    "excitation_nm",
    "characterisation",
    "cytotoxicity",
    "in_vivo",
    "sources",
    "source",
    "retracted",
    "markers",
    "modes",
    "note",
)
_BESIDE_FIELDS = ("shells_unknown", "dopants_unknown", "elements_reported", "characterisation")
"""Authored keys that are no fields of their own: of these all sources count, not one."""
_CONDITIONS = ("above", "below", "medium", "method", "at_nm", "sd", "state", "with_ligand", "note")

METHODS: dict[str, tuple[str, ...]] = {
    "core_diameter_nm": ("tem", "hrtem", "saxs", "xrd"),
    "core_shell_diameter_nm": ("tem", "hrtem", "saxs", "xrd"),
    "hydrodynamic_diameter_nm": ("dls", "fcs", "gpc", "sec"),
    "quantum_yield": ("absolute", "integrating sphere", "relative"),
}
"""Methods per field, most direct first; used to choose between sources."""


def working_of(record: Record) -> Record:
    """What rules and scores read of a formulation."""
    reported = {name: bool(record[name]) for name in ("in_vivo", "cytotoxicity")}
    return {key: record[key] for key in _ENGINE} | reported


def document_of(record: Record) -> Record:
    """A formulation as scripts see it (`qdselect.model.documents.formulation.FormulationDoc`)."""
    document: Record = {key: record[key] for key in _HEAD}
    for name in SHOWN_NUMBERS:
        document[name] = (record["values"].get(name) or {}).get("value")
    exact = {name for name in SHOWN_NUMBERS if document[name] is not None}
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


class MaterialNames:
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
        """Id of the material, the plain formula where no material fits, or ``None``."""
        if formula is None:
            return None
        plain = formula.split(" (")[0]
        named = self._by_name.get(normalise(plain))
        if named:
            return named
        elements = parse_formula(formula)
        return self._by_elements.get(elements, plain) if elements else None


def formulations_of(
    checked: dict[str, Record], material: MaterialNames, toxicity: Record, evidence: list[Record]
) -> list[Record]:
    """All particles of the checked sources, by id; those of a retracted source are marked.

    A retracted source measures nothing, and what it introduces is known only by its own word.
    """
    reported: dict[str, dict[str, list[Record]]] = defaultdict(lambda: defaultdict(list))
    introduced: dict[str, tuple[str, Record]] = {}
    retracted = {name for name, data in checked.items() if data["reference"].get("retracted")}
    for name, data in sorted(checked.items()):
        for record in data.get("formulations") or ():
            introduced[record["id"]] = (name, record)
            _collect(reported[record["id"]], record, name)
        for record in data.get("measurements") or () if name not in retracted else ():
            _collect(reported[record["formulation"]], record, name)
    used = _uses(evidence)
    years = {name: data["reference"].get("year") or 0 for name, data in checked.items()}
    return [
        _formulation(source, record, reported[ident], material, toxicity, used[ident], years)
        | {"retracted": source in retracted}
        for ident, (source, record) in sorted(introduced.items())
    ]


def _collect(into: dict[str, list[Record]], record: Record, source: str) -> None:
    for name in (*MEASURED, *_BESIDE_FIELDS):
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
    material: MaterialNames,
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
        "composition": composition_text(plain),
        "elements": sorted(composition.elements),
        "composition_complete": composition.complete,
        "cadmium_free": composition.free_of(["Cd"]),
        "heavy_metal_free": composition.free_of(HEAVY_METALS),
        **toxicity_of(composition, _core_names(plain, material), _materials_in(plain, material), toxicity),
        "core_material": material(plain["core"]),
        "shell_materials": [material(shell) or shell for shell in plain["shells"] or []],
        "has_shell": _has_shell(plain, reported),
        "size_with_ligand": bool(chosen.get("hydrodynamic_diameter_nm", {}).get("with_ligand")),
        "synthesis_route": plain["synthesis_route"],
        "availability": availability.get("kind"),
        "vendor": availability.get("vendor"),
        "product": availability.get("product"),
        "product_line": _product_line(availability),
        "excitation_nm": plain["excitation_nm"],
        "characterisation": characterisation_of(reported),
        "cytotoxicity": plain["cytotoxicity"],
        "in_vivo": plain["in_vivo"],
        "values": {name: _quantity(chosen[name]) for name in NUMERIC if name in chosen},
        "intervals": _intervals(chosen),
        "spreads": _spreads(ordered),
        "borrowed": {name: item["source"] for name, item in chosen.items() if item["source"] != source},
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
    parts = Composition.of(
        plain["core"], plain["shells"] or (), plain["dopants"] or (), named, coat=plain["coating_class"]
    )
    return Composition(parts.elements, parts.complete and not _flagged(reported, "shells_unknown", "dopants_unknown"))


def composition_text(plain: Record) -> str | None:
    """Composition in one word: core with its dopants, shells from the inside out."""
    if not plain["core"] and not plain["shells"]:
        return None
    dopants = ":" + ",".join(plain["dopants"]) if plain["dopants"] else ""
    return "/".join([(plain["core"] or "?") + dopants, *(plain["shells"] or [])])


def _core_names(plain: Record, material: MaterialNames) -> set[str]:
    return {name for name in (material(plain["core"]), plain["core"]) if name}


def _materials_in(plain: Record, material: MaterialNames) -> set[str]:
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
    return {name: [json_number(end) for end in ends] for name, ends in found.items()}  # type: ignore[misc]


def _spreads(ordered: dict[str, list[Record]]) -> dict[str, list[float]]:
    """Per exactly reported number, the interval that its standard deviation and the other reports of it span.

    Reports from another medium or at another wavelength than the shown one measure something else and do not count.
    """
    found = {}
    for name in NUMERIC:
        shown, *others = ordered.get(name) or [{}]
        if shown.get("value") is None:
            continue
        alike = [item for item in others if all(item.get(key) in (None, shown.get(key)) for key in ("medium", "at_nm"))]
        deviations = [shown["value"] + sign * shown.get("sd", 0.0) for sign in (-1, 1)]
        reports = [*deviations, *(item["value"] for item in alike if item.get("value") is not None)]
        if min(reports) < max(reports):
            found[name] = [min(reports), max(reports)]
    return found
