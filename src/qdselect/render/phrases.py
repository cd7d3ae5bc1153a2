"""Short phrases about a particle, shared by tables and cards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from qdselect.render.view import Line, cell_text

__all__ = [
    "bounded",
    "cadmium",
    "cadmium_and_why",
    "conditions_of",
    "ligand_words",
    "particle_line",
    "particle_name",
    "predicted",
    "reference_lines",
    "reported",
    "source_of",
    "target_of",
    "value_read",
]

Record = Mapping[str, Any]

UNITS = {
    "emission_max_nm": "nm",
    "absorption_max_nm": "nm",
    "fwhm_nm": "nm",
    "core_diameter_nm": "nm",
    "core_shell_diameter_nm": "nm",
    "particle_diameter_nm": "nm",
    "hydrodynamic_diameter_nm": "nm",
    "lifetime_ns": "ns",
    "zeta_potential_mV": "mV",
    "blood_half_life_min": "min",
    "molar_extinction_M_cm": "/(M cm)",
    "two_photon_cross_section_GM": "GM",
}


STAND_INS = {"emission_max_nm": ("emission_tunable_nm", "emission_band_nm")}
"""Ranges that stand in for a number that is not reported."""


def target_of(evidence: Record) -> str:
    """What a record of evidence was aimed at: a marker, nothing, or something that its page does not name."""
    if evidence["marker"]:
        return str(evidence["marker"])
    kind = "no marker named" if evidence["ligand"] else "untargeted"
    return f"{kind} ({evidence['untargeted']})"


def reported(formulation: Record, field: str) -> str | None:
    """A number as text with its bounds, without its unit; ``None`` when not reported."""
    value = formulation.get(field)
    if value is not None:
        return _number(value)
    conditions = conditions_of(formulation, field)
    return bounded(formulation["bounds"].get(field), exclusive="below" in conditions or "above" in conditions)


def conditions_of(formulation: Record, field: str) -> Record:
    """Conditions of a number, or of the range that stands in for it."""
    conditions: Record = formulation["conditions"].get(_read_from(formulation, field), {})
    return conditions


def source_of(formulation: Record, field: str) -> str | None:
    """Source of a field, or of the range that stands in for it; none for what is computed."""
    source: str | None = formulation["sources"].get(_read_from(formulation, field))
    return source


def _read_from(formulation: Record, field: str) -> str:
    return next((name for name in (field, *STAND_INS.get(field, ())) if name in formulation["sources"]), field)


def predicted(item: Record) -> str:
    """A predicted field as text: number, interval, unit, and the model that says so."""
    unit = UNITS.get(item["field"], "")
    ends = bounded([item["low"], item["high"]]) or "no bounds"
    number = ends if item["value"] is None else f"about {_number(item['value'])} ({ends})"
    where = f" at {_number(item['at_nm'])} nm" if item["at_nm"] else ""
    return f"{item['field']} {number} {unit}{where}, predicted by {item['model']}"


def bounded(ends: Any, *, exclusive: bool = False) -> str | None:
    """``20-26``, ``<=10``, ``<5.5`` or ``>=0.8`` for an interval."""
    if ends is None or ends == [None, None]:
        return None
    low, high = ends
    equal = "" if exclusive else "="
    if low is None:
        return f"<{equal}{_number(high)}"
    if high is None:
        return f">{equal}{_number(low)}"
    return f"{_number(low)}-{_number(high)}"


def _number(value: float) -> str:
    return f"{value:.4g}" if abs(value) < 1e5 else f"{value:,.0f}"


def cadmium(formulation: Record) -> str:
    """``Cd-free``, ``contains Cd`` or ``Cd unknown``."""
    return {True: "Cd-free", False: "contains Cd", None: "Cd unknown"}[formulation["cadmium_free"]]


def cadmium_and_why(formulation: Record) -> str:
    """The cadmium status; a *Cd-free* that rests on a shell's not being named says so."""
    rests = formulation["cadmium_free"] and formulation["has_shell"] is None
    return cadmium(formulation) + (" (no shell named on the page)" if rests else "")


def particle_name(formulation: Record) -> str:
    """Composition, or that it is unknown."""
    return formulation["composition"] or "composition unknown"


def particle_line(formulation: Record) -> str:
    """The particle in one line: what is reported, and that the rest is not."""
    parts = [particle_name(formulation), cadmium_and_why(formulation)]
    parts.append(f"coat: {formulation['coating'] or formulation['coating_class'] or 'not reported'}")
    for field, word in (
        ("emission_max_nm", "emission"),
        ("quantum_yield", "quantum yield"),
        ("hydrodynamic_diameter_nm", "hydrodynamic diameter"),
        ("core_diameter_nm", "core diameter"),
    ):
        text = reported(formulation, field)
        if text is not None:
            own = conditions_of(formulation, field)
            told = "; ".join(str(own[key]) for key in ("state", "note") if own.get(key))
            parts.append(f"{word} {text} {UNITS.get(field, '')}".strip() + (f" ({told})" if told else ""))
    parts.append(f"toxicity class: {formulation['toxicity_class'] or 'unknown'}")
    if formulation["product"]:
        parts.append(f"product: {formulation['product']}")
    return "; ".join(parts)


def ligand_words(case: Record, count: int = 2, *, targeted: bool = True) -> str:
    """Ligands of a candidate in a few words; untested ones say so, and so does one that its page does not name."""
    ligands = case["ligands"]
    names = [ligand["name"] for ligand in ligands[:count]]
    if not names:
        published = case["below_level"] or case["tier"] in ("demonstrated", "other-mode")
        return "not named" if targeted and published else "-"
    more = f" (+{len(ligands) - count})" if len(ligands) > count else ""
    return (", ".join(names) + more) if ligands[0]["tested"] else "to try: " + ", ".join(names) + more


def value_read(value: Any, *, exclusive: bool = False) -> str:
    """A value as a rule read it: a word, a number, or an interval."""
    if isinstance(value, list) and len(value) == 2 and not all(isinstance(end, str) for end in value):
        return bounded(value, exclusive=exclusive) or "not reported"
    return "not reported" if value is None else cell_text(value)


def reference_lines(references: Record) -> Iterator[Line]:
    """References at the end of an answer, each in one line; a retracted one says so first."""
    for name, reference in references.items():
        mark = "RETRACTED: " if reference["retracted"] else ""
        yield Line(f"{name}: {mark}{reference['citation']} {reference['url'] or ''}".rstrip(), "item", 1)
