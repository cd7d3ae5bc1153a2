"""Constants that define the units, and conversions that follow from them alone.

Planck's constant, the speed of light, the elementary charge and Avogadro's number are exact by definition of the SI
(2019): they are not measured, and need no source.
"""

from __future__ import annotations

__all__ = ["AVOGADRO_PER_MOL", "HC_EV_NM"]

AVOGADRO_PER_MOL = 6.02214076e23
"""Avogadro's number, 1/mol."""

HC_EV_NM = 6.62607015e-34 * 299792458 / 1.602176634e-19 * 1e9
"""Planck's constant times the speed of light, eV nm: a wavelength in nm is this over an energy in eV."""
