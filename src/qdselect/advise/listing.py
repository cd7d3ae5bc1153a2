"""List and show: look-ups that need no rules, no numpy and no YAML."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from qdselect.advise import frame
from qdselect.catalog.catalog import Catalog
from qdselect.errors import UnknownNameError, UsageError
from qdselect.model.fields import FIELDS, MEASURED, NUMERIC, SHOWN_NUMBERS
from qdselect.model.names import Names, names_in, nearest, normalise
from qdselect.model.vocabulary import COATING_CLASSES, HEAVY_METALS, SYNTHESIS_ROUTES

if TYPE_CHECKING:
    from qdselect.model.documents.formulation import ListDoc
    from qdselect.model.documents.show import ShowDoc

__all__ = ["COLUMNS", "DEFAULT_COLUMNS", "columns_named", "list_formulations", "list_texts", "show"]

Record = Mapping[str, Any]

DEFAULT_COLUMNS = (
    "id",
    "composition",
    "cadmium_free",
    "toxicity_class",
    "coating_class",
    "emission_max_nm",
    "quantum_yield",
    "hydrodynamic_diameter_nm",
    "markers",
)
"""Columns of the list when none are named."""

COLUMNS = (
    "id",
    "name",
    "source",
    "composition",
    "core",
    "core_material",
    "shells",
    "dopants",
    "elements",
    "cadmium_free",
    "heavy_metal_free",
    "toxicity_class",
    "coating",
    "coating_class",
    "surface_charge",
    "synthesis",
    "synthesis_route",
    "availability",
    "vendor",
    "product",
    *SHOWN_NUMBERS,
    "markers",
    "modes",
    "note",
)
"""Columns that can be named."""


def list_formulations(
    catalog: Catalog,
    *,
    elements: Names = (),
    cd_free: bool = False,
    heavy_metal_free: bool = False,
    core: str | None = None,
    coating: str | None = None,
    emission: tuple[float, float] | None = None,
    marker: str | None = None,
    mode: str | None = None,
    commercial: bool = False,
    synthesis: str | None = None,
    has: Names = (),
    sort: str | None = None,
    only_head: bool = False,
) -> ListDoc:
    """Formulations that certainly pass all filters; what is unknown passes none.

    Parameters
    ----------
    catalog : Catalog
        Catalogue.
    elements : str or iterable of str
        Element symbols that must all be in the particle.
    cd_free, heavy_metal_free, commercial : bool
        Only particles of which this is known.
    core, coating, synthesis : str, optional
        Core material; class or words of the coating; route of the synthesis, or words that describe it.
    emission : (float, float), optional
        Range in nm within which the emission maximum (or the whole range known for it) must lie.
    marker, mode : str, optional
        Marker and mode in which it has evidence, as people type them.
    has : str or iterable of str
        Fields that must be reported.
    sort : str, optional
        Column to sort by; a leading ``-`` sorts downwards. Unknown values come last.
    only_head : bool
        All but the formulations themselves.

    Raises
    ------
    UnknownNameError
        A marker, mode, core, coating, synthesis, field or column that does not exist.
    UsageError
        An element that is to be in it, by itself or in the core, and that another filter rules out.
    """
    elements = tuple(names_in(elements))
    free = {"--cd-free": ("Cd",) if cd_free else (), "--heavy-metal-free": HEAVY_METALS if heavy_metal_free else ()}
    _refuse_contradiction(elements, core, {option: excluded for option, excluded in free.items() if excluded})
    required = [_field(name) for name in names_in(has)]
    filters: list[tuple[bool, Callable[[Record], bool]]] = [
        (bool(elements), lambda record: set(elements) <= set(record["elements"])),
        (cd_free, lambda record: record["cadmium_free"] is True),
        (heavy_metal_free, lambda record: record["heavy_metal_free"] is True),
        (core is not None, _core_filter(catalog, core)),
        (coating is not None, _coating_filter(catalog, coating)),
        (emission is not None, lambda record: _emits_in(record, emission)),
        (marker is not None, _marker_filter(catalog, marker)),
        (mode is not None, _mode_filter(catalog, mode)),
        (commercial, lambda record: record["availability"] == "commercial"),
        (synthesis is not None, _synthesis_filter(catalog, synthesis)),
        (bool(required), lambda record: all(_reported(record, name) for name in required)),
    ]
    active = [test for on, test in filters if on]
    records = () if only_head else catalog.formulations.values()
    kept = [record for record in records if all(test(record) for test in active)]
    return {
        **frame.head(catalog),
        "filters": _filters_doc(locals()),
        "formulations": _sorted(kept, sort),
    }


def _refuse_contradiction(elements: Sequence[str], core: str | None, free: Mapping[str, Collection[str]]) -> None:
    """Refuse to look for what holds an element and is free of it; ``free`` are elements by the option that is set."""
    if not free or not (elements or core):
        return
    from qdselect.model.composition import parse_formula

    holds: dict[str, Collection[str]] = {f"--element {element}": {element} for element in elements}
    if core:
        holds[f"--core {core[:40]}"] = parse_formula(core) or ()
    for option, own in holds.items():
        for other, excluded in free.items():
            if both := sorted(set(own).intersection(excluded)):
                raise UsageError(
                    f"{option} and {other} contradict each other: what holds {' and '.join(both)} is not free of it. "
                    "Leave out one of them."
                )


def list_texts(catalog: Catalog) -> dict[str, Any]:
    """All formulations, in the order of their ids, as `list_formulations` gives them without a filter.

    The formulations are the JSON texts of the index (`qdselect.catalog.index.JsonTexts`), for a writer that prints
    them as they are.
    """
    nothing = list_formulations(catalog, sort=None, only_head=True)
    return {**nothing, "formulations": catalog.section("formulations").texts()}


def _filters_doc(given: Mapping[str, Any]) -> dict[str, Any]:
    document: dict[str, Any] = {
        key: given[key] for key in ("cd_free", "heavy_metal_free", "core", "coating", "marker", "mode", "commercial")
    }
    window = given["emission"]
    return {
        **document,
        "synthesis": given["synthesis"],
        "elements": list(given["elements"]),
        "emission_window_nm": list(window) if window else None,
        "has": list(given["required"]),
        "sort": given["sort"],
    }


def _field(name: str) -> str:
    wanted = name.replace("-", "_")
    for field in MEASURED:
        if normalise(field) == normalise(wanted):
            return field
    raise UnknownNameError("field", name, nearest(name, MEASURED), f"fields: {', '.join(MEASURED)}")


def _reported(record: Record, name: str) -> bool:
    return name in record["sources"] or name in record["bounds"]


def _core_filter(catalog: Catalog, core: str | None) -> Callable[[Record], bool]:
    if core is None:
        return lambda _: True
    wanted = normalise(core)
    known = {normalise(name) for record in catalog.formulations.values() for name in _core_names(record)}
    known |= {normalise(material["id"]) for material in catalog.section("materials")}
    if wanted not in known:
        names = sorted({name for record in catalog.formulations.values() for name in _core_names(record)})
        raise UnknownNameError("core", core, nearest(core, names), f"cores: {', '.join(names)}")
    return lambda record: wanted in {normalise(name) for name in _core_names(record)}


def _core_names(record: Record) -> list[str]:
    return [name for name in (record["core_material"], record["core"]) if name]


def _words_in(wanted: str | None, word: str | None, text: str | None) -> bool:
    form = normalise(wanted or "")
    return bool(form) and (form in normalise(word or "") or form in normalise(text or ""))


def _emits_in(record: Record, window: tuple[float, float] | None) -> bool:
    ends = _ends(record, "emission_max_nm")
    known = [end for end in ends if end is not None]
    return len(known) == 2 and window is not None and window[0] <= known[0] and known[1] <= window[1]


def _ends(record: Record, field: str) -> list[float | None]:
    """Both ends of what is known of a number; empty when nothing is."""
    value = record[field]
    return [value, value] if value is not None else list(record["bounds"].get(field) or ())


def _marker_filter(catalog: Catalog, marker: str | None) -> Callable[[Record], bool]:
    wanted = catalog.marker(marker)["id"] if marker is not None else None
    return lambda record: wanted in record["markers"]


def _mode_filter(catalog: Catalog, mode: str | None) -> Callable[[Record], bool]:
    if mode is None:
        return lambda _: True
    studies = {normalise(kind["id"]): kind["id"] for kind in catalog.section("study_kinds")}
    if normalise(mode) in studies:
        wanted = {studies[normalise(mode)]}
    else:
        wanted = {record["id"] for record in catalog.modes_named(mode)}
    return lambda record: bool(wanted & set(record["modes"]))


def _coating_filter(catalog: Catalog, coating: str | None) -> Callable[[Record], bool]:
    """By words that stand in some particle's class of coat or in its description."""

    def found(record: Record) -> bool:
        return _words_in(coating, record["coating_class"], record["coating"])

    _refuse_strange(catalog, "coating", coating, COATING_CLASSES, found)
    return found


def _synthesis_filter(catalog: Catalog, synthesis: str | None) -> Callable[[Record], bool]:
    """By route of the vocabulary, or by words that stand in some particle's synthesis."""
    routes = {normalise(route): route for route in SYNTHESIS_ROUTES}
    wanted = normalise(synthesis or "")
    if wanted in routes:
        return lambda record: record["synthesis_route"] == routes[wanted]

    def found(record: Record) -> bool:
        return _words_in(synthesis, None, record["synthesis"])

    _refuse_strange(catalog, "synthesis", synthesis, SYNTHESIS_ROUTES, found)
    return found


def _refuse_strange(
    catalog: Catalog, what: str, words: str | None, known: Sequence[str], found: Callable[[Record], bool]
) -> None:
    """Refuse words that stand in no particle: they are a typing error more likely than an empty answer."""
    if words is None or normalise(words) in map(normalise, known):
        return
    if not any(map(found, catalog.formulations.values())):
        raise UnknownNameError(what, words, nearest(words, known), f"known are {', '.join(known)}")


def _sorted(records: Sequence[Any], sort: str | None) -> list[Any]:
    if sort is None:
        return list(records)
    down = sort.startswith("-")
    column = columns_named([sort.removeprefix("-")])[0]
    known = [record for record in records if _sort_key(record, column) is not None]
    unknown = [record for record in records if _sort_key(record, column) is None]
    known.sort(key=lambda record: record["id"])
    return sorted(known, key=lambda record: _sort_key(record, column), reverse=down) + unknown


def _sort_key(record: Record, column: str) -> Any:
    if column in NUMERIC:
        ends = [end for end in _ends(record, column) if end is not None]
        return sum(ends) / len(ends) if ends else None
    value = record[column]
    if isinstance(value, list):
        return ", ".join(value) or None
    return int(value) if isinstance(value, bool) else value


def columns_named(names: Names) -> list[str]:
    """Columns by name.

    Raises
    ------
    UnknownNameError
        No column has this name.
    UsageError
        A column is named twice.
    """
    forms = {normalise(column): column for column in COLUMNS}
    found = []
    for name in names_in(names):
        if normalise(name) not in forms:
            raise UnknownNameError("column", name, nearest(name, COLUMNS), f"columns: {', '.join(COLUMNS)}")
        if forms[normalise(name)] in found:
            raise UsageError(f"the column {forms[normalise(name)]} is named twice. Name it once.")
        found.append(forms[normalise(name)])
    return found


def show(catalog: Catalog, name: str) -> ShowDoc:
    """Everything that is known of one formulation.

    Raises
    ------
    UnknownNameError
        No formulation has this id.
    """
    record = catalog.formulation(name)
    known = catalog.retracted.get(record["id"]) or {"evidence": catalog.evidence, "rivals": _rivals(catalog, record)}
    own = [item for item in known["evidence"] if item["formulation"] == record["id"]]
    evidence = [frame.evidence_doc(catalog.told(item)) for item in own]
    rivals = {field: list(items) for field, items in sorted(known["rivals"].items())}
    cited = {record["source"], *record["sources"].values(), *(item["reference"] for item in evidence)}
    cited |= {item["source"] for items in rivals.values() for item in items}
    cited |= {source for item in record["characterisation"] for source in item["sources"]}
    cited |= {reference for hazard in record["hazards"] for reference in hazard["references"]}
    cited |= frame.cited_by_predictions(record)
    cited |= set((record["toxicity_because"] or {"references": ()})["references"])
    return {
        **frame.head(catalog),
        "formulation": record,
        "rivals": rivals,
        "evidence": evidence,
        "references": frame.reference_docs(catalog, cited),
        "unknowns": [field for field in FIELDS if field in MEASURED and not _reported(record, field)],
    }


def _rivals(catalog: Catalog, record: Record) -> Record:
    found: Record = catalog.section("rivals").get(record["id"]) or {}
    return found
