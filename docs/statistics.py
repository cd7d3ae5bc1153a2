"""What the catalogue knows and what it does not: counts, weak entries, and fill rates per field.

``python -m docs.statistics`` prints them; `docs.generate` puts them into ``docs/curation.md``; a test keeps counts and
fill rates from falling and weak entries from rising.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from qdselect.catalog import Catalog, load_catalog

__all__ = ["MEASURED_FIELDS", "counts", "fill", "lines", "weak"]

MEASURED_FIELDS = (
    "emission_max_nm",
    "fwhm_nm",
    "quantum_yield",
    "molar_extinction_M_cm",
    "two_photon_cross_section_GM",
    "lifetime_ns",
    "core_diameter_nm",
    "core_shell_diameter_nm",
    "particle_diameter_nm",
    "hydrodynamic_diameter_nm",
    "zeta_potential_mV",
    "blood_half_life_min",
)
AUTHORED_FIELDS = ("coating", "coating_class", "surface_charge", "synthesis_route", "cytotoxicity", "in_vivo")


def counts(catalog: Catalog) -> dict[str, int]:
    """How much there is."""
    free = [name for name, record in catalog.formulations.items() if record["cadmium_free"] is True]
    imaging = [record for record in catalog.evidence if record.get("marker") and record["mode"] in catalog.modes]
    return {
        "references seen on a page": len(catalog.references),
        "formulations": len(catalog.formulations),
        "formulations certainly free of cadmium": len(free),
        "evidence records": len(catalog.evidence),
        "evidence records on a marker in an imaging mode": len(imaging),
        "of these on particles certainly free of cadmium": sum(item["formulation"] in free for item in imaging),
        "refuting records": sum(item.get("direction") == "refutes" for item in catalog.evidence),
        "markers with a record": len({item["marker"] for item in imaging}),
        "known ligands": len(catalog.section("ligands")),
    }


def weak(catalog: Catalog) -> dict[str, int]:
    """What rests on less than a page that says it."""
    return {
        "evidence records with an inferred marker, mode or level": sum(
            item.get("confidence") == "inferred" for item in catalog.evidence
        ),
        "references with unconfirmed bibliography": sum(
            bool(record["unconfirmed"]) for record in catalog.references.values()
        ),
        "formulations whose composition is not fully known": sum(
            not record["composition_complete"] for record in catalog.formulations.values()
        ),
    }


def fill(catalog: Catalog) -> dict[str, tuple[int, int]]:
    """Per field, formulations with an exact value, and those with a bound or a range only."""
    records = list(catalog.formulations.values())
    found = {}
    for field in MEASURED_FIELDS:
        exact = sum(record[field] is not None for record in records)
        bounded = sum(record[field] is None and field in record["bounds"] for record in records)
        found[field] = (exact, bounded)
    return found | {field: (sum(_given(record, field) for record in records), 0) for field in AUTHORED_FIELDS}


def _given(record: Mapping[str, Any], field: str) -> bool:
    return record[field] is not None


def lines(catalog: Catalog) -> Iterator[str]:
    """The statistics as Markdown."""
    yield from ("| what | number |", "|---|---|")
    yield from (f"| {name} | {number} |" for name, number in (counts(catalog) | weak(catalog)).items())
    total = len(catalog.formulations)
    yield from ("", "| field | exact | bound or range | unknown | filled |", "|---|---|---|---|---|")
    for field, (exact, bounded) in fill(catalog).items():
        known = exact + bounded
        yield f"| `{field}` | {exact} | {bounded} | {total - known} | {100 * known / total:.0f} % |"


if __name__ == "__main__":
    print("\n".join(lines(load_catalog())))
