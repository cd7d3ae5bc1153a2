"""The case for one candidate, and the words that tell how well it is supported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from qdselect.render.phrases import particle_line, predicted, reported, target_of
from qdselect.render.view import Block, Line

__all__ = [
    "PREDICTED_REACH",
    "TIER_WORDS",
    "badge",
    "case_block",
    "discounted",
    "evidence_role",
    "light_of",
    "tree_lines",
    "unknown_lines",
]

Record = Mapping[str, Any]

TIER_WORDS = {
    "demonstrated": "demonstrated",
    "other-mode": "other mode",
    "transferable": "UNTESTED: transferable",
    "material-only": "UNTESTED: material only",
}


PREDICTED_REACH = "narrows the score, and settles no rule but those of a light path"
"""What a prediction does in an answer, in words that every view shares."""


def badge(item: Record) -> str:
    """Support of a candidate in a word or two; what is unproven never looks proven."""
    return "below the level" if item["below_level"] else TIER_WORDS[item["tier"]]


def light_of(item: Record) -> list[Line]:
    """Lines on the light path of a candidate, where the question names one."""
    if "light_path" not in item:
        return []
    from qdselect.render.view_light import light_lines

    return list(light_lines(item["light_path"]))


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
            yield f"Not reported: {predicted(entry)}; it {PREDICTED_REACH}"
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
