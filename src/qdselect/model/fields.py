"""The fields of a formulation: name, kind, unit, plausible range, meaning.

One registry serves validation, rules, lists, cards and the published schemas, so a field means the same
everywhere.
"""

from __future__ import annotations

from qdselect.model.struct import Struct

__all__ = [
    "FIELDS",
    "LIGHT_FIELDS",
    "MEASURED",
    "NUMERIC",
    "OPERATORS",
    "OPERATOR_WORDS",
    "PROBE_SIZE",
    "SHOWN_NUMBERS",
    "TOLD_WITH",
    "Field",
    "Kind",
]

Kind = str
"""``number``, ``category``, ``truth``, ``set`` or ``text``."""


class Field(Struct):
    """One field.

    Attributes
    ----------
    name : str
        Name with its unit, as in files and output.
    kind : str
        ``number``, ``category``, ``truth``, ``set`` or ``text``.
    meaning : str
        One line for documentation.
    unit : str
        Unit, empty for dimensionless fields.
    low, high : float
        Plausible range of a number; outside of it a value is a finding.
    measured : bool
        Whether sources report it (otherwise it is computed).
    """

    name: str
    kind: Kind
    meaning: str
    unit: str = ""
    low: float = float("-inf")
    high: float = float("inf")
    measured: bool = False


def _number(name: str, meaning: str, unit: str, low: float, high: float) -> Field:
    return Field(name, "number", meaning, unit, low, high, True)


FIELDS: dict[str, Field] = {
    field.name: field
    for field in (
        _number("emission_max_nm", "wavelength of maximum emission", "nm", 300, 3000),
        _number("emission_tunable_nm", "emission maxima over which the family was made", "nm", 300, 3000),
        _number("emission_band_nm", "band over which one batch emits", "nm", 300, 3000),
        _number("absorption_max_nm", "first exciton absorption maximum", "nm", 250, 3000),
        _number("fwhm_nm", "full width of the emission at half maximum", "nm", 8, 500),
        _number("quantum_yield", "photons emitted per photon absorbed", "", 0, 1),
        _number("molar_extinction_M_cm", "molar extinction coefficient", "1/(M cm)", 1e2, 1e8),
        _number("two_photon_cross_section_GM", "two-photon (action) cross-section", "GM", 0.01, 1e6),
        _number("lifetime_ns", "photoluminescence lifetime", "ns", 0.1, 1e6),
        _number("core_diameter_nm", "diameter of the core", "nm", 0.8, 30),
        _number("core_shell_diameter_nm", "diameter of core and shells", "nm", 1, 60),
        _number("particle_diameter_nm", "diameter as reported, its kind not stated", "nm", 0.8, 500),
        _number("hydrodynamic_diameter_nm", "hydrodynamic diameter, coat included", "nm", 1.5, 500),
        _number("zeta_potential_mV", "zeta potential", "mV", -100, 100),
        _number("blood_half_life_min", "half-life in blood", "min", 0.1, 1e5),
        Field("n_shells", "number", "number of shells"),
        Field("probe_diameter_nm", "number", "hydrodynamic diameter of the probe, ligand included", "nm"),
        Field("excitation_line_nm", "number", "excitation line of the question", "nm", 200, 3000),
        Field("core_material", "category", "material of the core"),
        Field("coating_class", "category", "kind of coating", measured=True),
        Field("surface_charge", "category", "charge of the surface", measured=True),
        Field("availability", "category", "commercial, in-house or discontinued", measured=True),
        Field("product_line", "category", "product line, first word of the product name"),
        Field("toxicity_class", "category", "hazard class of the composition"),
        Field("tier", "category", "support tier for the question"),
        Field("evidence_level", "category", "highest level of the evidence for the question"),
        Field("light_excitation", "number", "how well the best line excites, related to 405 nm; a model"),
        Field("light_collection", "number", "share of the emission in the best band; a model"),
        Field("light_band_nm", "number", "band that collects most of the emission", "nm"),
        Field("cadmium_free", "truth", "whether no cadmium is in core, shells and dopants"),
        Field("heavy_metal_free", "truth", "whether no Cd, Pb, Hg, As or Tl is in core, shells and dopants"),
        Field("has_shell", "truth", "whether an inorganic shell was reported"),
        Field("size_with_ligand", "truth", "whether its hydrodynamic diameter was measured with a ligand on"),
        Field("in_vivo_reported", "truth", "whether a study in a living animal is recorded"),
        Field("cytotoxicity_reported", "truth", "whether a cytotoxicity result is recorded"),
        Field("elements", "set", "elements of core, shells, dopants and inorganic coats or partners"),
        Field("ligand_types", "set", "kinds of ligand that carried it to the marker"),
        Field("shell_materials", "set", "materials of the shells"),
        Field("dopant_elements", "set", "elements of the dopants"),
        Field("core", "text", "formula of the core", measured=True),
        Field("shells", "text", "formulas of the shells, inside out", measured=True),
        Field("dopants", "text", "dopants", measured=True),
        Field("coating", "text", "coating as reported", measured=True),
        Field("synthesis", "text", "synthesis as reported", measured=True),
        Field("synthesis_route", "category", "route of synthesis", measured=True),
        Field("excitation_nm", "text", "wavelengths at which the source excited", "nm", measured=True),
        Field("cytotoxicity", "text", "cytotoxicity as reported", measured=True),
        Field("in_vivo", "text", "findings in living animals", measured=True),
    )
}
"""All fields by name, in the order in which they are shown."""

NUMERIC = tuple(name for name, field in FIELDS.items() if field.kind == "number" and field.measured)
"""Numeric fields that sources report."""

SHOWN_NUMBERS = tuple(name for name in NUMERIC if name not in ("emission_tunable_nm", "emission_band_nm"))
"""Numeric fields that are shown; the two ranges of emission stand in for its maximum."""

MEASURED = tuple(name for name, field in FIELDS.items() if field.measured)
"""All fields that sources report."""

LIGHT_FIELDS = ("light_excitation", "light_collection", "light_band_nm")
"""Fields that are computed for the light path of a question."""

PROBE_SIZE = "probe_diameter_nm"
"""Field that limits on size read; of a particle that needs a ligand yet, its own size is a lower bound."""
TOLD_WITH = {PROBE_SIZE: ("hydrodynamic_diameter_nm", "size_with_ligand")}
"""Fields that a sentence on another field tells of too."""

OPERATORS: dict[Kind, tuple[str, ...]] = {
    "number": ("lt", "le", "gt", "ge", "between", "outside"),
    "category": ("equals", "in"),
    "truth": ("is",),
    "set": ("contains", "contains-any", "contains-all", "subset-of"),
    "text": (),
}
"""Closed set of operators per kind; ``known`` works on every field."""

OPERATOR_WORDS = {
    "lt": "below",
    "le": "at most",
    "gt": "above",
    "ge": "at least",
    "between": "within",
    "outside": "outside",
    "equals": "is",
    "in": "one of",
    "is": "is",
    "contains": "contains",
    "contains-any": "contains any of",
    "contains-all": "contains all of",
    "subset-of": "nothing but",
    "known": "reported:",
}
"""How an operator reads in a sentence."""
