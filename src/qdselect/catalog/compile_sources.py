"""Compile what a source is and claims: references, citations, evidence, leads."""

from __future__ import annotations

from typing import Any

from qdselect.catalog.compile_formulations import composition_text
from qdselect.model.composition import Composition
from qdselect.model.names import normalise

__all__ = ["citation", "evidence_of", "lead_of", "reference_of"]

Record = dict[str, Any]


def reference_of(data: Record) -> Record:
    """A reference as the index holds it."""
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


def evidence_of(checked: dict[str, Record]) -> list[Record]:
    """All evidence records of the checked sources."""
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


def lead_of(data: Record) -> Record:
    """An unchecked publication with its claims."""
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
    return Composition.of(
        parts.get("core"),
        parts.get("shells") or (),
        parts.get("dopants") or (),
        parts.get("elements_reported") or (),
        coat=parts.get("coating_class"),
    )


def _composition_text_of(record: Record | None) -> str | None:
    plain = {key: (record or {}).get(key) for key in ("core", "shells", "dopants")}
    return composition_text(plain)
