"""Hydrodynamic size of a particle with its coat and its ligands, as hard spheres.

Thicknesses and diameters are given by the caller: no checked source of the catalogue gives the length of a coat or of
a ligand as a number. The model has no water of hydration, no corona of protein, and no aggregates, so a measured size
is rather larger.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from qdselect.physics.validity import positive, returned

if TYPE_CHECKING:
    from qdselect.physics.validity import Number

__all__ = ["coated_diameter_nm", "conjugate_interval_nm"]


def coated_diameter_nm(core_diameter_nm: Number, *layers_nm: Number) -> Number:
    """Diameter of a sphere under layers.

    Parameters
    ----------
    core_diameter_nm : float or ndarray
        Core diameter, nm.
    *layers_nm : float or ndarray
        Thickness of each shell and of the coat, nm, 0 or more; each counts twice.

    Returns
    -------
    float or ndarray
        Diameter of the whole, nm.

    Examples
    --------
    >>> coated_diameter_nm(4.0, 1.0, 2.5)
    11.0
    """
    total = positive(core_diameter_nm, "a core diameter in nm")
    for layer in layers_nm:
        total = total + 2 * positive(layer, "a thickness in nm", zero=True)
    return returned(total)


def conjugate_interval_nm(coated_nm: Number, ligand_diameter_nm: Number, ligands: Number = 1) -> tuple[Number, Number]:
    """Least and largest hydrodynamic diameter of a coated particle that carries ligands.

    Ligands are hard spheres. The least size is a sphere of the same volume, as if they lay in the coat; the largest is
    the sphere that they reach when they stand out on all sides. A single ligand stands out on one side only.

    Parameters
    ----------
    coated_nm : float or ndarray
        Diameter of the particle with its coat, nm.
    ligand_diameter_nm : float or ndarray
        Diameter of one ligand, nm.
    ligands : float or ndarray
        Number of ligands, 0 or more.

    Returns
    -------
    (low, high) : float or ndarray
        Diameters, nm.

    Examples
    --------
    >>> low, high = conjugate_interval_nm(11.0, 5.0, 2)
    >>> 11 < low < high == 21
    True
    """
    coated = positive(coated_nm, "a diameter in nm")
    ligand = positive(ligand_diameter_nm, "a ligand's diameter in nm")
    number = positive(ligands, "the number of ligands", zero=True)
    low = np.cbrt(coated**3 + number * ligand**3)
    reach = np.where(number == 0, 0, np.where(number < 2, 1, 2)) * ligand
    return returned(np.minimum(low, coated + reach)), returned(coated + reach)
