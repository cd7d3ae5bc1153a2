"""The toxicity class of a composition, computed from the scheme in ``rules/toxicity.yaml``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from qdselect.model.composition import Composition

__all__ = ["toxicity_of"]

Record = dict[str, Any]


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
        found = _found(entry, composition, cores, names)
        if found is not None:
            because = {"because": entry["because"], "found": found, "references": entry["references"]}
            return {"toxicity_class": entry["id"], "toxicity_because": because, "hazards": hazards}
        if not composition.complete:
            return {"toxicity_class": None, "toxicity_because": None, "hazards": hazards}
    because = {"because": NOT_RATED, "found": [], "references": []}
    return {"toxicity_class": None, "toxicity_because": because, "hazards": hazards}


NOT_RATED = "no class of the scheme names this composition; nobody has rated it, which says nothing of its harm"


def _found(entry: Record, composition: Composition, cores: set[str], names: set[str]) -> list[str] | None:
    """What puts a composition into a class; ``None`` when it does not belong there.

    A class that lists what may be in it takes only complete compositions of nothing else.
    """
    if entry.get("only_elements"):
        fits = composition.complete and composition.elements <= set(entry["only_elements"])
        return [] if fits and cores & set(entry["only_core"]) else None
    hit = [element for element in entry.get("any_element") or () if element in composition.elements]
    hit += [material for material in entry.get("any_material") or () if material in names]
    hit += [material for material in entry.get("any_core") or () if material in cores]
    return hit or None
