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
