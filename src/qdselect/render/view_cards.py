"""Cards: one formulation with its sources, and one formulation explained."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from qdselect.model.fields import OPERATOR_WORDS
from qdselect.model.names import counted
from qdselect.render.phrases import (
    UNITS,
    bounded,
    cadmium,
    conditions_of,
    particle_line,
    predicted,
    reference_lines,
    reported,
    source_of,
    target_of,
    value_read,
)
from qdselect.render.view import Block, Line, Sheet, View, cell_text
from qdselect.render.view_case import discounted, evidence_role, light_of, tree_lines

__all__ = ["explanation_view", "show_view"]

Record = Mapping[str, Any]

TEXT_FIELDS = (
    "core",
    "shells",
    "dopants",
    "coating",
    "coating_class",
    "surface_charge",
    "synthesis",
    "synthesis_route",
)


def show_view(document: Record) -> View:
    """Card of a formulation: every value with its source and its rivals."""
    formulation = document["formulation"]
    rows = [*_value_rows(formulation, document["rivals"])]
    sheet = Sheet(
        ("field", "value", "unit", "source", "conditions", "rivals"),
        ("field", "value", "unit", "source", "conditions", "other sources"),
        rows,
    )
    head = [Line(particle_line(formulation), swatch=formulation["emission_max_nm"])]
    if formulation["retracted"]:
        mark = f"RETRACTED: the source {formulation['source']} was withdrawn"
        head.insert(0, Line(f"{mark}; this is never recommended and counts nothing.", "warn"))
    head += [Line(formulation["note"], "quiet")] if formulation["note"] else []
    blocks = [
        Block(lines=head),
        Block("Values", sheet=sheet),
        Block("Toxicity class", list(_toxicity(formulation))),
    ]
    if formulation["predicted"]:
        blocks.append(Block("Predicted, not reported by any source", list(_predicted(formulation["predicted"]))))
    blocks.append(Block("Evidence", list(_evidence(document["evidence"])) or [Line("none recorded", "quiet")]))
    blocks.append(Block("References", list(reference_lines(document["references"]))))
    blocks.append(Block("Not reported by any checked source", [Line(", ".join(document["unknowns"]), "quiet")]))
    return View(f"{formulation['name']} ({formulation['id']})", blocks, sheet)


def _value_rows(formulation: Record, rivals: Record) -> Iterator[list[Any]]:
    sources = formulation["sources"]
    for field in (*TEXT_FIELDS, "availability"):
        if field in sources:
            value = formulation[field]
            if field == "availability":
                value = " ".join(part for part in (value, formulation["vendor"], formulation["product"]) if part)
            yield [field, value, "", sources[field], "", _rivals(rivals.get(field))]
    for field in UNITS | {"quantum_yield": ""}:
        text = reported(formulation, field)
        if text is not None:
            source = source_of(formulation, field)
            conditions = ", ".join(_condition(*item) for item in conditions_of(formulation, field).items())
            value = formulation[field] if formulation[field] is not None else text
            yield [field, value, UNITS.get(field, ""), source, conditions, _rivals(rivals.get(field))]
    for item in formulation["characterisation"]:
        yield ["characterisation", item["method"], "", item["sources"], "", ""]
    for field in ("excitation_nm", "cytotoxicity", "in_vivo"):
        value = formulation[field]
        if value:
            text = "; ".join(f"{key}: {part}" for key, part in value.items()) if isinstance(value, dict) else value
            yield [field, text, UNITS.get(field, ""), sources.get(field), "", _rivals(rivals.get(field))]


def _condition(key: str, value: Any) -> str:
    return "with ligand" if key == "with_ligand" else f"{key} {value}"


def _rivals(items: Any) -> str:
    return "; ".join(f"{_rival(item)} ({item['source']})" for item in items or ())


def _rival(item: Record) -> str:
    if item.get("value") is not None:
        return cell_text(item["value"])
    low, high = item.get("min", item.get("above")), item.get("max", item.get("below"))
    return bounded([low, high], exclusive="below" in item or "above" in item) or "?"


def _toxicity(formulation: Record) -> Iterator[Line]:
    because = formulation["toxicity_because"]
    if because is None:
        yield Line(f"unknown: the composition is not known completely ({cadmium(formulation)})")
    else:
        found = f" (found: {', '.join(because['found'])})" if because["found"] else ""
        cited = ", ".join(because["references"])
        yield Line(f"{formulation['toxicity_class'] or 'unknown'}: {because['because']}{found} [{cited}]")
    for hazard in formulation["hazards"]:
        name = hazard["element"] or hazard["material"]
        yield Line(f"{name}: {hazard['because']} [{', '.join(hazard['references'])}]", "item", 1)


def _predicted(entries: Any) -> Iterator[Line]:
    """What models say of fields that no source reports: of what it was made, where it holds, and what it is not."""
    for entry in entries:
        yield Line(f"{predicted(entry)} [{', '.join(entry['references'])}]", "item", 1)
        start = f"from {', '.join(entry['inputs'])}: " if entry["inputs"] else ""
        yield Line(f"{start}{entry['because']}; holds for {entry['valid']}", "quiet", 2)
    yield Line(
        "Models, no measurements: they narrow the score, and settle no rule but those of a light path.", "quiet", 1
    )


def _evidence(entries: Any) -> Iterator[Line]:
    for entry in entries:
        role = evidence_role(entry)
        target = target_of(entry)
        ligand = f", {entry['ligand']}" if entry["ligand"] else ""
        yield Line(
            f"{target}{ligand}; {entry['mode']}; {entry['level']}: {entry['outcome']} [{entry['reference']}]",
            role,
            1,
        )


def explanation_view(document: Record) -> View:
    """One formulation explained: per mode every rule, the value read, the threshold, the margin."""
    formulation = document["formulation"]
    rows = [
        [mode["mode"], kind, reason["rule"], reason["outcome"], reason["field"], reason["value"], reason["operator"],
         reason["threshold"], reason["margin"], reason["because"], reason["references"]]
        for mode in document["modes"]
        for kind, reason in _all_reasons(mode)
    ]  # fmt: skip
    keys = (
        "mode",
        "kind",
        "rule",
        "outcome",
        "field",
        "value",
        "operator",
        "threshold",
        "margin",
        "because",
        "references",
    )
    blocks = [Block(lines=[Line(document["verdict"], "strong"), Line(particle_line(formulation))])]
    blocks += [_mode_block(mode) for mode in document["modes"]]
    blocks += [Block(lines=[Line(note, "quiet") for note in document["notes"]])] if document["notes"] else []
    blocks.append(Block("References", list(reference_lines(document["references"]))))
    return View(f"{formulation['name']} ({formulation['id']}) explained", blocks, Sheet(keys, keys, rows))


def _all_reasons(mode: Record) -> Iterator[tuple[str, Record]]:
    for kind in ("exclusions", "cautions", "passed"):
        yield from ((kind, reason) for reason in mode[kind])


def _mode_block(mode: Record) -> Block:
    verdict = "passes" if mode["admitted"] else "turned down"
    lines = [_reason_line("turned down", reason, "warn") for reason in mode["exclusions"]]
    lines += [_reason_line("caution", reason, "warn") for reason in mode["cautions"] if reason["outcome"] == "fires"]
    lines += [_reason_line("passes", reason, "quiet") for reason in mode["passed"]]
    lines += [_reason_line("cannot tell", r, "quiet") for r in mode["cautions"] if r["outcome"] == "unknown"]
    score, support = mode["score"], mode["support"]
    groups = counted(support["independent_groups"], "independent group")
    lines.append(Line(f"Score {score['value']:.4f} ({score['low']:.4f} to {score['high']:.4f}), the sum of:", indent=1))
    lines += [line for detail in mode["explanation"][0]["details"] for line in tree_lines(detail, 2)]
    lines += light_of(mode)
    lines.append(
        Line(
            f"Evidence: {support['supporting']} supporting from {groups}, "
            f"{support['refuting']} refuting" + (": CONFLICT" if mode["conflict"] else ""),
            indent=1,
        )
    )
    lines += [Line(_weighed(entry), evidence_role(entry), 1) for entry in mode["evidence"]]
    return Block(f"{mode['mode']}: {verdict}; support: {mode['tier']}", lines)


def _weighed(entry: Record) -> str:
    words = [f"strength {entry['strength']:.3f}", str(entry["relation"])]
    words += [discounted(entry)] if entry["discounts"] else []
    return f"{entry['outcome']} ({', '.join(words)}) [{entry['reference']}]"


def _reason_line(what: str, reason: Record, role: str) -> Line:
    if reason["outcome"] == "silent":
        value = value_read(reason["value"], exclusive=reason["exclusive"])
        operator = OPERATOR_WORDS[reason["operator"]]
        limit = f"{operator} {cell_text(reason['threshold'])}"
        text = f"{what}: {reason['rule']}: {reason['field']} {value}; checked against: {limit}"
    else:
        text = f"{what}: {reason['rule']}: {reason['because']}"
    margin = f"; margin {reason['margin']:g}" if reason["margin"] is not None else ""
    return Line(f"{text}{margin} [{', '.join(reason['references'])}]", role, 1)
