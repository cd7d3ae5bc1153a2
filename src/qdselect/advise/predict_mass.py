"""Predict size with coat, mass of the particle, mass of its elements, and what a dose brings with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from qdselect.advise.predict_colour import Colours
from qdselect.advise.predict_parts import Asked, Estimate, Record, constant_of, row_of, through
from qdselect.physics.hydrodynamic import coated_diameter_nm
from qdselect.physics.mass import Layer, dose_mg_per_kg, element_masses, molar_mass_g_mol

if TYPE_CHECKING:
    from qdselect.model.documents.prediction import PredictedDoc

__all__ = ["masses_of"]

GEOMETRY = "sphere at the density of the bulk"

UNCERTAIN = None
"""Nobody says how far a real particle is from a sphere of the bulk: of an exact size, the interval is unknown."""


def _holding(estimate: Estimate) -> str:
    """What an interval that comes of a sphere holds; how far real particles are from one is never in it."""
    if estimate.low is None and estimate.high is None:
        return "; no source says how far a real particle is from this"
    return "; the interval is that of the core diameter alone: how far a real particle is from this is not included"


def masses_of(scheme: Record, asked: Asked, colours: Colours) -> Iterator[PredictedDoc]:
    """Rows of the coated size, the molar mass and the masses of elements."""
    diameter = colours.diameter
    if asked.coat_nm is not None:
        yield _coated(asked, diameter, asked.coat_nm, colours.missing)
    missing = colours.missing if diameter is None else _without_density(asked)
    if diameter is None or missing:
        yield row_of("molar_mass_g_mol", None, missing)
        return
    cited = _cited(asked)
    mass = through(lambda nm: molar_mass_g_mol(_layers(asked, nm)), diameter, UNCERTAIN)
    because = f"{GEOMETRY}, without coat{_holding(mass)}"
    yield row_of("molar_mass_g_mol", mass, because, status="modelled", references=cited)
    yield from _elements(scheme, asked, diameter, cited)


def _coated(asked: Asked, diameter: Estimate | None, coat_nm: float, missing: str) -> PredictedDoc:
    quantity = "hydrodynamic_diameter_nm"
    if diameter is None:
        return row_of(quantity, None, missing)
    layers = [shell.thickness_nm for shell in asked.shells]
    found = through(lambda nm: coated_diameter_nm(nm, *layers, coat_nm), diameter, UNCERTAIN)
    because = "hard sphere: core, shells and coat, without hydration, protein and ligands; a measured size is larger"
    return row_of(quantity, found, because + _holding(found), status="modelled")


def _without_density(asked: Asked) -> str:
    names = [part["id"] for part in _parts(asked) if constant_of(part, "density_g_cm3") is None]
    return f"no checked source gives the density of {', '.join(names)}." if names else ""


def _parts(asked: Asked) -> list[Record]:
    return [asked.core, *(shell.material for shell in asked.shells)]


def _layers(asked: Asked, diameter_nm: float) -> list[Layer]:
    thicknesses = [diameter_nm / 2, *(shell.thickness_nm for shell in asked.shells)]
    densities = [(constant_of(part, "density_g_cm3") or (0.0, ""))[0] for part in _parts(asked)]
    return [
        Layer(part["formula"], density, thickness)
        for part, density, thickness in zip(_parts(asked), densities, thicknesses, strict=True)
    ]


def _cited(asked: Asked) -> list[str]:
    return [found[1] for part in _parts(asked) if (found := constant_of(part, "density_g_cm3"))]


def _elements(scheme: Record, asked: Asked, diameter: Estimate, cited: list[str]) -> Iterator[PredictedDoc]:
    weights = scheme["atomic_weights"]["g_per_mol"]
    references = [*cited, scheme["atomic_weights"]["reference"]]
    masses = element_masses(_layers(asked, diameter.value), weights)
    if masses is None:
        yield row_of(
            "element_mass_mg_per_nmol", None, "a formula does not say how many atoms of each element it holds."
        )
        return

    def mass_of(element: str, nm: float) -> Any:
        return (element_masses(_layers(asked, nm), weights) or {})[element]

    for element in masses:
        mass = through(lambda nm, element=element: mass_of(element, nm), diameter, UNCERTAIN)  # type: ignore[misc]
        about: dict[str, Any] = {"status": "modelled", "references": references, "element": element}
        yield row_of("element_mass_mg_per_nmol", mass, GEOMETRY + _holding(mass), **about)
        dose = asked.dose_nmol_per_kg
        if dose is not None:
            found = through(lambda mg, dose=dose: dose_mg_per_kg(mg, dose), mass)  # type: ignore[misc]
            yield row_of(
                "element_dose_mg_per_kg", found, f"at {dose:g} nmol of particles per kg{_holding(found)}", **about
            )
