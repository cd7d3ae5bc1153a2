"""The answer in plain words, before any table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from qdselect.catalog.catalog import Catalog
from qdselect.model.query import Query

__all__ = ["notes_for", "summary_of"]


def summary_of(
    query: Query, counts: Mapping[str, int], leads: Sequence[Mapping[str, Any]], *, ligand_known: bool
) -> str:
    """What was found, in one paragraph; an unproven answer says that it is one."""
    target = _target(query)
    demonstrated, elsewhere, untested = counts["demonstrated"], counts["other-mode"], counts["transferable"]
    kind = _kind(query)
    if demonstrated:
        verb = "is" if demonstrated == 1 else "are"
        text = f"{demonstrated} {kind}{_plural('probe', demonstrated)} {verb} published {target}"
        text += f"; {_rest(elsewhere, untested, query)}" if elsewhere or untested else ""
        return text + "." + _lead_sentence(leads)
    text = f"No {kind}probe that passes your constraints was found published {target} on any page checked so far."
    if elsewhere or untested:
        text += f" What follows is not proof: {_rest(elsewhere, untested, query)}."
    elif counts["material-only"]:
        text += (
            f" {counts['material-only']} particles fit, and nobody has used them like this (--all-tiers shows them)."
        )
    else:
        text += " Nothing else fits either."
    if query.marker and not ligand_known:
        text += f" No checked source names a ligand for {query.marker}, so no particle can be called transferable."
    return text + _lead_sentence(leads)


def _kind(query: Query) -> str:
    if query.heavy_metal_free:
        return "heavy-metal-free "
    return "cadmium-free " if query.cd_free else ""


def _target(query: Query) -> str:
    modes = " or ".join(query.modes) if len(query.modes) <= 3 else f"the {len(query.modes)} modes considered"
    return f"for {query.marker} in {modes}" if query.marker else f"untargeted in {modes}"


def _rest(elsewhere: int, untested: int, query: Query) -> str:
    parts = []
    if elsewhere and query.marker:
        parts.append(f"{elsewhere} published for {query.marker}, not in these modes")
    elif elsewhere:
        parts.append(f"{elsewhere} used untargeted in another mode")
    if untested and query.marker:
        parts.append(f"{untested} used in these modes with another ligand, untested with {query.marker}")
    elif untested:
        parts.append(f"{untested} used in these modes with a ligand")
    return "; ".join(parts)


def _lead_sentence(leads: Sequence[Mapping[str, Any]]) -> str:
    count = len({lead["id"] for lead in leads})
    return f" {count} {_plural('publication', count)} not yet checked: see leads." if count else ""


def _plural(word: str, count: int) -> str:
    return word if count == 1 else word + "s"


def notes_for(catalog: Catalog, query: Query, counts: Mapping[str, int]) -> list[str]:
    """Remarks on how the question was understood."""
    notes = []
    if query.marker and not query.mode_as_typed:
        if any(record.get("marker") == query.marker for record in catalog.evidence):
            notes.append(f"Modes considered, those in which {query.marker} has evidence: {', '.join(query.modes)}.")
        else:
            notes.append(f"No checked source names {query.marker}; all modes are considered, and nothing is proven.")
    if query.marker is None:
        notes.append(
            "Untargeted question: evidence is untargeted use; a dot that drains or circulates detects no tumour."
        )
    if query.cd_free:
        notes.append("Cadmium-free is computed from core, shells and dopants; where these are unknown, so is cadmium.")
    if query.allow_unknown:
        notes.append("--allow-unknown: what a constraint could not judge is admitted, with a caution.")
    if counts["not_shown"]:
        notes.append(f"{counts['not_shown']} further candidates are not shown; --top 0 shows all.")
    return notes
