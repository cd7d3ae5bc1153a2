"""Mass of a particle from its geometry and the density of the bulk, and how much of it is which element."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from qdselect.errors import UsageError
from qdselect.model.struct import Struct
from qdselect.model.units import AVOGADRO_PER_MOL
from qdselect.physics.validity import positive, returned

if TYPE_CHECKING:
    from qdselect.physics.validity import Number

__all__ = ["Layer", "dose_mg_per_kg", "element_masses", "mass_shares", "molar_mass_g_mol", "stoichiometry"]

_PART = re.compile(r"([A-Z][a-z]?)(\d+(?:\.\d+)?)?")
NM3_TO_CM3 = 1e-21
MG_PER_NMOL = 1e-6
"""A g/mol is 1e-9 g, or 1e-6 mg, per nmol."""


class Layer(Struct):
    """A core, or a shell around it.

    Attributes
    ----------
    formula : str
        Formula with whole or fractional numbers, such as ``CuInS2``.
    density_g_cm3 : float
        Density of the bulk, g/cm3.
    thickness_nm : float or ndarray
        Radius of the core, or thickness of the shell, nm.
    """

    formula: str
    density_g_cm3: float
    thickness_nm: Number


def stoichiometry(formula: str) -> dict[str, float] | None:
    """How many atoms of which element a formula unit holds; ``None`` if the formula does not say so.

    Examples
    --------
    >>> stoichiometry("CuInS2")
    {'Cu': 1.0, 'In': 1.0, 'S': 2.0}
    >>> stoichiometry("Zn-Cu-In-S") is None
    True
    """
    parts = _PART.findall(formula)
    if not parts or "".join(map("".join, parts)) != formula:
        return None
    atoms: dict[str, float] = {}
    for element, number in parts:
        atoms[element] = atoms.get(element, 0.0) + float(number or 1)
    return atoms


def mass_shares(formula: str, atomic_weights: Mapping[str, float]) -> dict[str, float] | None:
    """Share of each element in the mass of a compound; ``None`` if a number of atoms or a weight is not known.

    Parameters
    ----------
    formula : str
        Formula of the compound.
    atomic_weights : mapping of str to float
        Atomic weights in g/mol; those of ``rules/physics.yaml``.

    Examples
    --------
    >>> round(mass_shares("CdSe", {"Cd": 112.414, "Se": 78.971})["Cd"], 3)
    0.587
    """
    atoms = stoichiometry(formula)
    if atoms is None or any(element not in atomic_weights for element in atoms):
        return None
    total = sum(number * atomic_weights[element] for element, number in atoms.items())
    return {element: number * atomic_weights[element] / total for element, number in atoms.items()}


def molar_mass_g_mol(layers: Sequence[Layer]) -> Number:
    """Molar mass of the inorganic particle: a sphere with shells, at the density of the bulk.

    Parameters
    ----------
    layers : sequence of Layer
        The core first, then the shells from the inside out.

    Returns
    -------
    float or ndarray
        Mass of a mole of particles without coat and ligands, g/mol.

    Raises
    ------
    UsageError
        No layer, or a density or thickness that is not above 0.

    Examples
    --------
    >>> round(molar_mass_g_mol([Layer("CdSe", 5.81, 2.0)]) / 1000)
    117
    """
    return returned(np.sum(np.broadcast_arrays(*_layer_masses(layers)), axis=0))


def element_masses(layers: Sequence[Layer], atomic_weights: Mapping[str, float]) -> dict[str, Number] | None:
    """Mass of each element in a nanomole of particles.

    Parameters
    ----------
    layers : sequence of Layer
        The core first, then the shells from the inside out.
    atomic_weights : mapping of str to float
        Atomic weights in g/mol.

    Returns
    -------
    dict of str to float or ndarray, or None
        mg per nmol of particles, which add up to the mass of a nanomole; ``None`` if a formula has no numbers.

    Examples
    --------
    >>> masses = element_masses([Layer("CdSe", 5.81, 2.0)], {"Cd": 112.414, "Se": 78.971})
    >>> round(masses["Cd"], 4)
    0.0689
    """
    found: dict[str, Number] = {}
    for layer, mass in zip(layers, _layer_masses(layers), strict=True):
        shares = mass_shares(layer.formula, atomic_weights)
        if shares is None:
            return None
        for element, share in shares.items():
            found[element] = returned(found.get(element, 0.0) + mass * share * MG_PER_NMOL)
    return found


def dose_mg_per_kg(mass_mg_per_nmol: Number, dose_nmol_per_kg: Number) -> Number:
    """Mass of an element per body mass at a dose of particles.

    Parameters
    ----------
    mass_mg_per_nmol : float or ndarray
        Mass of the element in a nanomole of particles, mg.
    dose_nmol_per_kg : float or ndarray
        Particles per body mass, nmol/kg.

    Returns
    -------
    float or ndarray
        mg/kg.

    Examples
    --------
    >>> round(dose_mg_per_kg(0.07, 40), 2)
    2.8
    """
    return returned(
        positive(mass_mg_per_nmol, "a mass in mg/nmol", zero=True) * positive(dose_nmol_per_kg, "a dose in nmol/kg")
    )


def _layer_masses(layers: Sequence[Layer]) -> list[Any]:
    """Mass of a mole of each layer, g/mol."""
    if not layers:
        raise UsageError("a particle needs a core.")
    found, inner = [], np.asarray(0.0)
    for layer in layers:
        outer = inner + positive(layer.thickness_nm, "a radius or thickness in nm")
        volume_cm3 = 4 / 3 * math.pi * (outer**3 - inner**3) * NM3_TO_CM3
        found.append(volume_cm3 * positive(layer.density_g_cm3, "a density in g/cm3") * AVOGADRO_PER_MOL)
        inner = outer
    return found
