"""The question: a target, a mode, constraints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qdselect.model.struct import Struct

if TYPE_CHECKING:
    from qdselect.model.light import LightPath

__all__ = ["TWO_PHOTON", "Query"]

TWO_PHOTON = "two-photon"
"""The mode in which two photons excite together whatever the instrument."""


class Query(Struct):
    """One question, with all names already resolved.

    Attributes
    ----------
    marker : str or None
        Marker id; ``None`` for an untargeted question.
    marker_as_typed : str or None
        What the user wrote.
    modes : tuple of str
        Mode ids that are considered.
    mode_as_typed : str or None
        What the user wrote; ``None`` when the modes follow from the evidence.
    cd_free, heavy_metal_free, renal_clearable, commercial, allow_unknown : bool
        Constraints. ``allow_unknown`` admits what a constraint cannot judge, with a caution.
    exclude_elements : tuple of str
        Element symbols.
    emission_window_nm : (float, float) or None
        Emission maximum within, nm.
    window_of : str or None
        What asks for that window where it is not ``--emission`` alone, such as ``--mode nir2``.
    excitation_nm : float or None
        Excitation line, nm.
    max_hydrodynamic_nm : float or None
        Largest hydrodynamic diameter, nm.
    ligand_type, cancer, min_level : str or None
        Words of the vocabularies.
    weights : tuple of (str, float)
        Weights that replace those of the mode, before scaling to a sum of 1.
    profile : str or None
        Named profile of weights, or the name of one's own.
    factors : tuple of (str, float)
        What the profile multiplies the weights of the mode with.
    prefer : tuple of (str, str)
        Criteria of which the first weighs at least as much as the second.
    light : LightPath or None
        Lines, bands and detector, where the question names any.
    """

    marker: str | None = None
    marker_as_typed: str | None = None
    modes: tuple[str, ...] = ()
    mode_as_typed: str | None = None
    cd_free: bool = False
    heavy_metal_free: bool = False
    exclude_elements: tuple[str, ...] = ()
    emission_window_nm: tuple[float, float] | None = None
    window_of: str | None = None
    excitation_nm: float | None = None
    max_hydrodynamic_nm: float | None = None
    renal_clearable: bool = False
    commercial: bool = False
    ligand_type: str | None = None
    cancer: str | None = None
    min_level: str | None = None
    allow_unknown: bool = False
    weights: tuple[tuple[str, float], ...] = ()
    profile: str | None = None
    factors: tuple[tuple[str, float], ...] = ()
    prefer: tuple[tuple[str, str], ...] = ()
    light: LightPath | None = None

    def flags(self) -> dict[str, str]:
        """Query flags that are set, each with the option that sets it as typed on the command line."""
        options = {
            "cd_free": "--cd-free" if self.cd_free else "",
            "heavy_metal_free": "--heavy-metal-free" if self.heavy_metal_free else "",
            "exclude_elements": " ".join(f"--exclude-element {element}" for element in self.exclude_elements),
            "emission": self.emission_option,
            "excitation": f"--excitation {self.excitation_nm:g}" if self.excitation_nm is not None else "",
            "max_hydrodynamic": (
                f"--max-hydrodynamic {self.max_hydrodynamic_nm:g}" if self.max_hydrodynamic_nm is not None else ""
            ),
            "renal_clearable": "--renal-clearable" if self.renal_clearable else "",
            "commercial": "--commercial" if self.commercial else "",
            "ligand_type": f"--ligand-type {self.ligand_type}" if self.ligand_type else "",
            **dict(self.light.options if self.light else ()),
        }
        return {flag: option for flag, option in options.items() if option}

    @property
    def emission_option(self) -> str:
        """What asks for a window of the emission, as typed; empty where nothing does."""
        if self.emission_window_nm is None:
            return ""
        low, high = self.emission_window_nm
        if self.window_of:
            return f"the window of {self.window_of} ({low:g}-{high:g} nm)"
        return f"--emission {low:g}-{high:g}"

    def photons(self, mode: str) -> int:
        """Photons that excite together in a mode: two in two-photon microscopy, and under an instrument for it."""
        return 2 if mode == TWO_PHOTON else self.light.photons if self.light else 1

    def value(self, name: str) -> Any:
        """Value of the question that a rule uses as threshold."""
        return getattr(self, name)
