"""What a person sees of a recommendation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from qdselect.model.fields import OPERATOR_WORDS
from qdselect.render.phrases import ligand_words, particle_name, reported, value_read
from qdselect.render.view import Block, Line, Sheet, View, cell_text
from qdselect.render.view_case import badge, case_block
from qdselect.render.view_sure import how_sure

__all__ = ["recommendation_view"]

Record = Mapping[str, Any]

COLUMNS = {
    "rank": "#",
    "id": "id",
    "name": "name",
    "tier": "support",
    "mode": "mode",
    "composition": "particle",
    "cadmium_free": "Cd-free",
    "ligand": "ligand",
    "emission_max_nm": "emission nm",
    "quantum_yield": "QY",
    "hydrodynamic_diameter_nm": "hydrod. nm",
    "coating": "coat",
    "toxicity_class": "tox.",
    "availability": "available",
    "score": "score",
    "score_low": "low",
    "score_high": "high",
    "completeness": "known",
    "p_first": "P(first)",
    "p_top3": "P(top 3)",
    "expected_rank": "mean rank",
    "band": "band",
    "n_supporting": "for",
    "n_refuting": "against",
    "n_groups": "groups",
    "references": "references",
    "cautions": "cautions",
    "unknowns": "unknown",
}
"""Columns of the table: names for scripts, titles for people."""

KEYS, TITLES = tuple(COLUMNS), tuple(COLUMNS.values())
SHOWN = ("rank", "id", "tier", "mode", "composition", "ligand", "emission_max_nm", "toxicity_class", "score")
SURE = ("p_first", "band")
"""Shown as well where the confidence was asked for."""


def recommendation_view(document: Record, *, brief: bool = False, why_not: bool = False) -> View:
    """View of a recommendation: summary, table, the case for each candidate, leads, relaxations."""
    candidates = document["candidates"]
    keys, titles, further = _light_columns(document)
    targeted = document["query"]["marker"] is not None
    sheet = Sheet(keys, titles, [[*_row(item, targeted), *further(item)] for item in candidates])
    columns = [*SHOWN, *(SURE if document["confidence"] else ())]
    people = [[*_people_row(item, targeted), *further(item)] for item in candidates]
    shown = Sheet(keys, titles, people, [keys.index(name) for name in columns])
    blocks = [Block(lines=[_summary_line(document), *_relaxation_lines(document)])]
    if candidates:
        blocks.append(Block(sheet=shown))
    if document["sensitivity"]:
        blocks.append(how_sure(document, brief=brief))
    if not brief:
        blocks += [case_block(item, document["references"]) for item in candidates]
    if document["leads"]:
        blocks.append(_leads(document["leads"]))
    if why_not:
        blocks.append(_rejected(document["rejected"]))
    blocks.append(Block(lines=[Line(note, "quiet") for note in _closing(document, why_not)]))
    return View(_title(document["query"]), blocks, sheet)


def _light_columns(document: Record) -> tuple[Sequence[str], Sequence[str], Callable[[Record], list[Any]]]:
    """Keys and titles, with those of the light path where the question names one, and the cells that go there."""
    if "light_path" not in document["query"]["constraints"]:
        return KEYS, TITLES, lambda _: []
    from qdselect.render.view_light import LIGHT_KEYS, LIGHT_TITLES, light_cells

    return (*KEYS, *LIGHT_KEYS), (*TITLES, *LIGHT_TITLES), light_cells


def _light_words(constraints: Record) -> list[str]:
    if "light_path" not in constraints:
        return []
    from qdselect.render.view_light import light_words

    return light_words(constraints["light_path"])


def _title(query: Record) -> str:
    constraints = query["constraints"]
    words = [query["marker"]["id"] if query["marker"] else "untargeted"]
    words += [query["mode"]] if query["mode"] else []
    words += ["cadmium-free"] if constraints["cd_free"] else []
    words += ["heavy-metal-free"] if constraints["heavy_metal_free"] else []
    words += [f"without {element}" for element in constraints["exclude_elements"]]
    window = constraints["emission_window_nm"]
    words += [f"emission {window[0]:g}-{window[1]:g} nm"] if window else []
    excitation, largest = constraints["excitation_nm"], constraints["max_hydrodynamic_nm"]
    words += [f"excitation {excitation:g} nm"] if excitation is not None else []
    words += _light_words(constraints)
    words += [f"hydrodynamic at most {largest:g} nm"] if largest is not None else []
    words += ["renally clearable"] if constraints["renal_clearable"] else []
    words += ["commercial"] if constraints["commercial"] else []
    words += [f"ligand {constraints['ligand_type']}"] if constraints["ligand_type"] else []
    words += [f"cancer {constraints['cancer']}"] if constraints["cancer"] else []
    words += [f"level at least {constraints['min_level']}"] if constraints["min_level"] else []
    words += ["unknown allowed"] if constraints["allow_unknown"] else []
    words += [f"profile {query['profile']}"] if query["profile"] else []
    return "Quantum-dot probes: " + ", ".join(words)


def _summary_line(document: Record) -> Line:
    return Line(document["summary"], "good" if document["counts"]["demonstrated"] else "strong")


def _relaxation_lines(document: Record) -> Iterator[Line]:
    marker = document["query"]["marker"]
    use = f"for {marker['id']}" if marker else "for untargeted use"
    for item in document["relaxations"][:4]:
        below = f" and {item['below_level']} below the level" if item["below_level"] else ""
        counts = f"{item['demonstrated']} demonstrated, {item['admits']} published {use}{below}"
        yield Line(f"{item['without']}: {counts}, {item['untested']} untested", "item", 1)


def _row(item: Record, targeted: bool) -> list[Any]:
    formulation, score, sure = item["formulation"], item["score"], item["confidence"] or {}
    return [
        item["rank"],
        item["id"],
        item["name"],
        item["tier"],
        item["mode"],
        formulation["composition"],
        formulation["cadmium_free"],
        ligand_words(item, targeted=targeted),
        _number_or_bounds(formulation, "emission_max_nm"),
        _number_or_bounds(formulation, "quantum_yield"),
        _number_or_bounds(formulation, "hydrodynamic_diameter_nm"),
        formulation["coating"],
        formulation["toxicity_class"],
        formulation["availability"],
        score["value"],
        score["low"],
        score["high"],
        score["completeness"],
        *(sure.get(key) for key in ("p_first", "p_top3", "expected_rank", "band")),
        item["support"]["supporting"],
        item["support"]["refuting"],
        item["support"]["independent_groups"],
        list(dict.fromkeys(entry["reference"] for entry in item["evidence"])),
        [caution["rule"] for caution in item["cautions"] if caution["outcome"] == "fires"],
        item["unknowns"],
    ]


def _number_or_bounds(formulation: Record, field: str) -> Any:
    value = formulation[field]
    return value if value is not None else reported(formulation, field)


def _people_row(item: Record, targeted: bool) -> list[Any]:
    row, score = _row(item, targeted), item["score"]
    row[KEYS.index("tier")] = badge(item) + (" (conflicting)" if item["conflict"] else "")
    row[KEYS.index("composition")] = particle_name(item["formulation"])
    row[KEYS.index("ligand")] = ligand_words(item, 1, targeted=targeted)
    row[KEYS.index("toxicity_class")] = item["formulation"]["toxicity_class"] or "unknown"
    row[KEYS.index("score")] = f"{score['value']:.2f} ({score['low']:.2f}-{score['high']:.2f})"
    if item["confidence"]:
        row[KEYS.index("p_first")] = f"{item['confidence']['p_first']:.0%}"
    return row


BASES = {"memory": "the reference itself was not found", "listing": "known from another paper's list"}
"""How a lead is known, in words."""


def _leads(leads: Any) -> Block:
    lines = [Line("Publications that nobody has checked yet: not scored, not to be relied on.", "warn")]
    for lead in leads:
        lines.append(
            Line(
                f"{lead['particle']}: {lead['outcome']} ({lead['mode']}; {BASES.get(lead['basis'], lead['basis'])})",
                "item",
                1,
            )
        )
        lines.append(Line(f"{lead['citation']} [{lead['id']}]", "quiet", 2))
    return Block("Not yet checked (leads)", lines)


def _rejected(rejected: Any) -> Block:
    """Everything that was turned down: rule, value read, threshold, margin, reference."""
    lines = []
    for item in rejected:
        lines.append(Line(f"{item['id']} ({item['tier']}, {item['mode']})", "item", 1))
        lines += [Line(_reason(reason), "quiet", 2) for reason in item["reasons"]]
    return Block(f"Turned down: {len(rejected)}", lines)


def _reason(reason: Record) -> str:
    read = f"{reason['field']} {value_read(reason['value'], exclusive=reason['exclusive'])}"
    against = f"{OPERATOR_WORDS[reason['operator']]} {cell_text(reason['threshold'])}"
    margin = f", margin {reason['margin']:g}" if reason["margin"] is not None else ""
    return f"{reason['rule']}: {reason['because']} ({read}; {against}{margin}) [{', '.join(reason['references'])}]"


def _closing(document: Record, why_not: bool) -> Iterator[str]:
    yield from document["notes"]
    counts = document["counts"]
    if counts["rejected"] and not why_not:
        verb = "formulation was" if counts["rejected"] == 1 else "formulations were"
        yield f"{counts['rejected']} {verb} turned down: see --why-not, or `qdselect explain ID`."
    catalog = document["catalog"]
    sizes = f"{catalog['n_formulations']} formulations, {catalog['n_references']} references"
    yield f"Catalogue {catalog['version']}: {sizes}."
