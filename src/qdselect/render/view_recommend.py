"""What a person sees of a recommendation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from qdselect.model.fields import OPERATOR_WORDS
from qdselect.render.phrases import (
    ligand_words,
    particle_line,
    particle_name,
    predicted,
    reported,
    target_of,
    value_read,
)
from qdselect.render.view import Block, Line, Sheet, View, cell_text

__all__ = [
    "badge",
    "case_block",
    "discounted",
    "evidence_role",
    "how_sure",
    "light_of",
    "recommendation_view",
    "tree_lines",
]

Record = Mapping[str, Any]

KEYS = (
    "rank",
    "id",
    "name",
    "tier",
    "mode",
    "composition",
    "cadmium_free",
    "ligand",
    "emission_max_nm",
    "quantum_yield",
    "hydrodynamic_diameter_nm",
    "coating",
    "toxicity_class",
    "availability",
    "score",
    "score_low",
    "score_high",
    "completeness",
    "p_first",
    "p_top3",
    "expected_rank",
    "band",
    "n_supporting",
    "n_refuting",
    "n_groups",
    "references",
    "cautions",
    "unknowns",
)
TITLES = (
    "#",
    "id",
    "name",
    "support",
    "mode",
    "particle",
    "Cd-free",
    "ligand",
    "emission nm",
    "QY",
    "hydrod. nm",
    "coat",
    "tox.",
    "available",
    "score",
    "low",
    "high",
    "known",
    "P(first)",
    "P(top 3)",
    "mean rank",
    "band",
    "for",
    "against",
    "groups",
    "references",
    "cautions",
    "unknown",
)
SHOWN = ("rank", "id", "tier", "mode", "composition", "ligand", "emission_max_nm", "toxicity_class", "score")
SURE = ("p_first", "band")
"""Shown as well where the confidence was asked for."""
TIER_WORDS = {
    "demonstrated": "demonstrated",
    "other-mode": "other mode",
    "transferable": "UNTESTED: transferable",
    "material-only": "UNTESTED: material only",
}


def recommendation_view(document: Record, *, brief: bool = False, why_not: bool = False) -> View:
    """View of a recommendation: summary, table, the case for each candidate, leads, relaxations."""
    candidates = document["candidates"]
    keys, titles, further = _light_columns(document)
    sheet = Sheet(keys, titles, [[*_row(item), *further(item)] for item in candidates])
    columns = [*SHOWN, *(SURE if document["confidence"] else ())]
    people = [[*_people_row(item), *further(item)] for item in candidates]
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


def light_of(item: Record) -> list[Line]:
    """Lines on the light path of a candidate, where the question names one."""
    if "light_path" not in item:
        return []
    from qdselect.render.view_light import light_lines

    return list(light_lines(item["light_path"]))


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
    for item in document["relaxations"][:4]:
        counts = f"{item['demonstrated']} demonstrated, {item['admits']} published for the target"
        yield Line(f"{item['without']}: {counts}, {item['untested']} untested", "item", 1)


def how_sure(document: Record, *, brief: bool = False, listed: str = "candidates") -> Block:
    """How sure the ranking is, what it hangs on, and what to measure."""
    found, sensitivity = document["confidence"], document["sensitivity"]
    first = document[listed][0]["confidence"]
    level = found["level_with_first"]
    if found["candidates"] == 1:
        return Block("How sure", [Line("There is nothing to rank: it is the only candidate.", "quiet")])
    lines = [
        Line(
            f"{sensitivity['first']} comes first in {first['p_first']:.0%} of {found['draws']:,} draws of weights and "
            f"unknown values, among the first three in {first['p_top3']:.0%}."
        )
    ]
    if level > 1:
        text = f"{level} candidates share the first band: the data show no difference between the first and the others."
        lines.append(Line(text, "warn"))
    if brief:
        return Block("How sure", lines)
    flips = sensitivity["flips_if"]
    lines += [Line(_sentence(flip["because"]), "item", 1) for flip in flips.values() if flip]
    if not any(flips.values()):
        lines.append(Line("No change of a single weight or of a single unknown value would unseat it.", "item", 1))
    lines += [Line(_withdrawn(entry, sensitivity["first"]), "item", 1) for entry in sensitivity["withdrawn"]]
    lines += [Line(_measure(entry, found["entropy_bits"]), "item", 1) for entry in sensitivity["measure"]]
    return Block("How sure", lines)


def _measure(entry: Record, entropy: float) -> str:
    return f"What would sharpen the choice: {entry['because']} ({entry['bits']:.2f} of {entropy:.2f} bit)."


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."


def _withdrawn(entry: Record, first: str) -> str:
    if entry["survives"]:
        return f"If {entry['reference']} were withdrawn, {first} would still come first."
    then = entry["first"] or "nothing"
    return f"If {entry['reference']} were withdrawn, {then} would come first."


def tree_lines(tree: Record, indent: int = 1) -> Iterator[Line]:
    """An explanation tree as indented lines; the values of a score's details add up to the value above them."""
    value = tree["value"]
    if isinstance(value, bool) or value is None:
        start = {True: "yes", False: "no", None: "unknown"}[value]
    else:
        start = f"{value:.4f}"
    yield Line(f"{start}  {tree['description']}", "plain" if indent == 1 else "quiet", indent)
    for detail in tree["details"]:
        yield from tree_lines(detail, indent + 1)


def _row(item: Record) -> list[Any]:
    formulation, score, sure = item["formulation"], item["score"], item["confidence"] or {}
    return [
        item["rank"],
        item["id"],
        item["name"],
        item["tier"],
        item["mode"],
        formulation["composition"],
        formulation["cadmium_free"],
        ligand_words(item["ligands"]),
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


def badge(item: Record) -> str:
    """Support of a candidate in a word or two; what is unproven never looks proven."""
    return "below the level" if item["below_level"] else TIER_WORDS[item["tier"]]


def _people_row(item: Record) -> list[Any]:
    row, score = _row(item), item["score"]
    row[KEYS.index("tier")] = badge(item) + (" (conflicting)" if item["conflict"] else "")
    row[KEYS.index("composition")] = particle_name(item["formulation"])
    row[KEYS.index("ligand")] = ligand_words(item["ligands"], 1)
    row[KEYS.index("toxicity_class")] = item["formulation"]["toxicity_class"] or "unknown"
    row[KEYS.index("score")] = f"{score['value']:.2f} ({score['low']:.2f}-{score['high']:.2f})"
    if item["confidence"]:
        row[KEYS.index("p_first")] = f"{item['confidence']['p_first']:.0%}"
    return row


def case_block(item: Record, references: Record) -> Block:
    """The case for one candidate: particle, support, score, what speaks against it, what is unknown."""
    formulation, score = item["formulation"], item["score"]
    lines = [Line(particle_line(formulation), swatch=formulation["emission_max_nm"], indent=1)]
    lines += [Line(formulation["note"], "quiet", 1)] if formulation["note"] else []
    if item["untested"]:
        lines.append(Line(item["untested"], "warn", 1))
    lines += _evidence_lines(item, references)
    known = f"{score['completeness']:.0%} of its weight rests on reported values"
    lines.append(Line(f"Score {score['value']:.2f} ({score['low']:.2f} to {score['high']:.2f}); {known}", indent=1))
    lines += light_of(item)
    if item["explanation"]:
        lines += [line for tree in item["explanation"] for line in tree_lines(tree, 2)]
    else:
        lines += [Line(_criterion(entry), "quiet", 2) for entry in score["criteria"]]
    lines += [
        Line(f"{caution['because']} [{', '.join(caution['references'])}]", "warn", 1)
        for caution in item["cautions"]
        if caution["outcome"] == "fires" or caution["kind"] == "exclude"
    ]
    lines += [Line(text, "quiet", 1) for text in unknown_lines(item)]
    return Block(f"{item['rank']}. {item['name']} [{badge(item)}, {item['mode']}] {item['id']}", lines)


def unknown_lines(item: Record) -> Iterator[str]:
    """What is not known at all, and what only within bounds."""
    bounds = item["formulation"]["bounds"]
    missing = [name for name in item["unknowns"] if name not in bounds]
    partly = [f"{name} {reported(item['formulation'], name)}" for name in item["unknowns"] if name in bounds]
    if missing:
        yield "Not known: " + ", ".join(missing)
    for entry in item["formulation"]["predicted"]:
        if entry["field"] in missing:
            yield f"Not reported: {predicted(entry)}; it narrows the score and settles no rule"
    if partly:
        yield "Known only within bounds: " + ", ".join(partly)


def _criterion(entry: Record) -> str:
    span = "" if entry["low"] == entry["high"] else f" ({entry['low']:.2f}-{entry['high']:.2f})"
    return f"{entry['id']} {entry['weight']:.2f} x {entry['value']:.2f}{span}: {entry['reading']}"


def _evidence_lines(item: Record, references: Record) -> Iterator[Line]:
    for entry in item["evidence"][:6]:
        words = [entry["level"], entry["mode"]]
        words += [target_of(entry)]
        words += [f"n = {entry['n_patients']}"] if entry["n_patients"] else []
        words += ["negative control"] if entry["negative_control"] else []
        words += ["inferred in part"] if entry["confidence"] == "inferred" else []
        words += ["; ".join(entry["model"])] if entry["model"] else []
        words += [discounted(entry)] if entry["discounts"] else []
        role = evidence_role(entry)
        start = "AGAINST: " if entry["direction"] == "refutes" else "RETRACTED: " if entry["retracted"] else ""
        yield Line(f"{start}{entry['outcome']} ({', '.join(words)})", role, 1)
        yield Line(_citation(references.get(entry["reference"]), entry["reference"]), "quiet", 2)
    if len(item["evidence"]) > 6:
        yield Line(f"and {len(item['evidence']) - 6} more records (--json has all)", "quiet", 1)


def evidence_role(entry: Record) -> str:
    """How a record is set: struck out when retracted, as a warning when it speaks against the probe."""
    if entry["retracted"]:
        return "struck"
    return "warn" if entry["direction"] == "refutes" else "item"


DISCOUNTS = {
    "same_family": "related mode",
    "other_mode": "other mode",
    "serum_assay": "assay of serum",
    "transferable": "other marker",
    "untargeted": "untargeted",
    "other_cancer": "other cancer",
    "inferred": "inferred",
    "no_control": "no negative control",
}
"""What a record is discounted for, in words."""


def discounted(entry: Record) -> str:
    """What a record was discounted for, with the factors."""
    words = (f"{DISCOUNTS[item['factor']]} x {item['value']:.2g}" for item in entry["discounts"])
    return "discounted: " + ", ".join(words)


def _citation(reference: Record | None, name: str) -> str:
    if reference is None:
        return name
    ids = [
        f"doi:{reference['doi']}" if reference["doi"] else "",
        f"PMID {reference['pmid']}" if reference["pmid"] else "",
    ]
    place = " ".join(part for part in ids if part) or (reference["url"] or "")
    return f"{reference['citation']} {place} [{name}]"


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
