"""The answer in plain words, before any table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from qdselect.catalog.catalog import Catalog
from qdselect.evidence.tiers import marker_modes
from qdselect.model.query import Query
from qdselect.rules.engine import asked_for, left_out

__all__ = ["light_notes", "notes_for", "of_kind", "summary_of"]


def summary_of(
    query: Query,
    counts: Mapping[str, int],
    leads: Sequence[Mapping[str, Any]],
    *,
    tiers: Sequence[str],
    ligand_known: bool,
) -> str:
    """What was found, in one paragraph; an unproven answer says that it is one."""
    if counts["demonstrated"]:
        text = _proven(query, counts)
    else:
        text = f"No {_kind(query)}probe {_passing(query, counts)}was found published {_target(query)} on any page "
        text += "checked so far." + _unproven(query, counts, tiers)
    if query.marker and not ligand_known:
        text += f" No checked source names a ligand for {query.marker}{of_kind(query)}, so nothing is transferable."
    return text + _lead_sentence(leads)


def _proven(query: Query, counts: Mapping[str, int]) -> str:
    number, uncertain = counts["demonstrated"], counts["uncertain"]
    kind = "" if uncertain else _kind(query)
    verb = "is" if number == 1 else "are"
    text = f"{number} {kind}{_plural('probe', number)} {verb} published {_target(query)}"
    rest = _rest(counts, query)
    text += f"; {rest}." if rest else "."
    if uncertain:
        what = _kind(query).strip().replace("-free", "")
        which = "It is" if number == 1 else f"{uncertain} of them are" if uncertain < number else "All of them are"
        text += (
            f" {which} of a composition that no checked source states completely: whether it holds {what} is not known."
        )
    return text


def _unproven(query: Query, counts: Mapping[str, int], tiers: Sequence[str]) -> str:
    rest, others = _rest(counts, query), counts["material-only"]
    if rest and not {"other-mode", "transferable"} & set(tiers):
        return f" Left out by the tier asked for: {rest}."
    if rest:
        return f" What follows is not proof: {rest}."
    if others:
        verb = "fits, and no checked source shows it" if others == 1 else "fit, and no checked source shows them"
        them = "it" if others == 1 else "them"
        hint = "" if "material-only" in tiers else f" (--all-tiers shows {them})"
        return f" {others} {_plural('particle', others)} {verb} used like this{hint}."
    return " Nothing else fits either."


def _kind(query: Query) -> str:
    if query.heavy_metal_free:
        return "heavy-metal-free "
    return "cadmium-free " if query.cd_free else ""


def _passing(query: Query, counts: Mapping[str, int]) -> str:
    """What a published probe would have had to pass; a lab's own rules may turn down without any constraint."""
    if query.flags() or query.min_level:
        return "that passes your constraints "
    return "that passes the rules " if counts["rejected"] else ""


def of_kind(query: Query) -> str:
    """Which ligands the question leaves, in words that follow *a ligand for the marker*."""
    kind = f" of the kind {query.ligand_type}" if query.ligand_type else ""
    return f"{kind or ' of a kind'} that is known on dots that pass the kidney" if query.renal_clearable else kind


def _target(query: Query) -> str:
    modes = " or ".join(query.modes) if len(query.modes) <= 3 else f"the {len(query.modes)} modes considered"
    return f"for {query.marker} in {modes}" if query.marker else f"untargeted in {modes}"


def _rest(counts: Mapping[str, int], query: Query) -> str:
    elsewhere, untested, below = counts["other-mode"], counts["transferable"], counts["below_level"]
    these = "this mode" if len(query.modes) == 1 else "these modes"
    parts = []
    if below:
        parts.append(f"{below} published for {query.marker or 'untargeted use'}, only below the level asked for")
    if elsewhere and query.marker:
        parts.append(
            f"{elsewhere} published for {query.marker}, in another mode or in one that the page does not state"
        )
    elif elsewhere:
        parts.append(f"{elsewhere} used untargeted in another mode")
    if untested and query.marker:
        parts.append(f"{untested} used in {these} with another ligand, untested with {query.marker}")
    elif untested:
        parts.append(f"{untested} used in {these} with a ligand")
    return "; ".join(parts)


def _lead_sentence(leads: Sequence[Mapping[str, Any]]) -> str:
    count = len({lead["id"] for lead in leads})
    return f" {count} {_plural('publication', count)} not yet checked: see leads." if count else ""


def _plural(word: str, count: int) -> str:
    return word if count == 1 else word + "s"


def _retracted(catalog: Catalog, query: Query) -> list[str]:
    """Retracted sources that speak of the marker."""
    records = (item for entry in catalog.retracted.values() for item in entry["evidence"])
    own = {item["reference"] for item in records if query.marker and item.get("marker") == query.marker}
    return sorted(own)


def light_notes(catalog: Catalog, query: Query) -> list[str]:
    """What must be known of how the lines of a question were judged: by two photons, and at the surface."""
    lines = query.light.lines_nm if query.light else ()
    lines = lines or (() if query.excitation_nm is None else (query.excitation_nm,))
    if not lines:
        return []
    named, notes = " and ".join(f"{line:g}" for line in lines), []
    two = [mode for mode in query.modes if query.photons(mode) > 1]
    if two:
        asked = asked_for(catalog.rules.values(), query)
        rules = sorted({rule["id"] for mode in two for rule in left_out(asked, catalog.modes[mode], query)})
        where = "" if len(two) == len(query.modes) else f" in {', '.join(two)}"
        notes.append(
            f"Two photons excite together{where}: the absorption of one says nothing of {named} nm, so that these "
            f"rules were left out: {', '.join(rules)}."
        )
    if len(lines) > 1 and any(
        query.photons(mode) == 1 and catalog.modes[mode]["family"] == "in-vivo" for mode in query.modes
    ):
        notes.append(
            f"In the living animal {named} nm are compared at the surface: what tissue leaves of each at the depth of "
            "the dot is in no number here (`qdselect rules show excitation-depth-in-vivo` says how far light gets)."
        )
    return notes


def notes_for(catalog: Catalog, query: Query, counts: Mapping[str, int]) -> list[str]:
    """Remarks on how the question was understood."""
    notes = []
    modes = ", ".join(query.modes)
    if query.marker and not query.mode_as_typed:
        if marker_modes(catalog.evidence, query.marker, catalog.modes):
            notes.append(f"Modes considered, those in which {query.marker} has evidence: {modes}.")
        elif any(record.get("marker") == query.marker for record in catalog.evidence):
            notes.append(
                f"No checked source images {query.marker} in a mode one can ask for; all modes are considered."
            )
        else:
            notes.append(
                f"No checked source puts a dot on {query.marker}; all modes are considered, and nothing is proven."
            )
    elif len(query.modes) > 1:
        notes.append(f"Modes considered: {modes}.")
    if withdrawn := _retracted(catalog, query):
        notes.append(f"Retracted, and counted nowhere: {', '.join(withdrawn)} (`qdselect references ID`).")
    if query.marker is None:
        notes.append(
            "Untargeted question: evidence is untargeted use; a dot that drains or circulates detects no tumour."
        )
    if query.window_of:
        notes.append(
            f"The emission must lie in {query.emission_option}, as `qdselect modes` says; an unknown one does not pass."
        )
    if query.cd_free or query.heavy_metal_free or query.exclude_elements:
        notes.append(
            "Elements are those of core, shells, dopants and inorganic coats as the pages name them: a shell or dopant "
            "that the page does not name is taken as absent, organic coats and ligands are not counted, and where the "
            "composition is unknown, so is the answer."
        )
    notes += light_notes(catalog, query)
    if query.allow_unknown:
        notes.append("--allow-unknown: what a constraint could not judge is admitted, with a caution.")
    if counts["dominated"]:
        notes.append(
            f"--pareto: {counts['dominated']} left out, which another candidate equals or beats on every criterion, "
            "unknown values at the middle of their interval; the probabilities are those among all."
        )
    if counts["not_shown"]:
        number = counts["not_shown"]
        verb = "candidate is" if number == 1 else "candidates are"
        notes.append(f"{number} further {verb} not shown; --top 0 shows all.")
    return notes
