"""Lists: formulations, markers, modes, methods, references, leads, patents, rules, findings, tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from qdselect.model.names import counted
from qdselect.render.phrases import cadmium, reported
from qdselect.render.view import Block, Line, Sheet, View

__all__ = [
    "findings_view",
    "formulations_view",
    "leads_view",
    "markers_view",
    "methods_view",
    "modes_view",
    "patents_view",
    "references_view",
    "rule_view",
    "rules_view",
    "tests_view",
]

Record = Mapping[str, Any]
SHORT = {
    "cadmium_free": "cadmium",
    "toxicity_class": "toxicity",
    "coating_class": "coat",
    "emission_max_nm": "emission nm",
    "quantum_yield": "QY",
    "hydrodynamic_diameter_nm": "hydrod. nm",
}
"""Titles for people; scripts get the names of the fields."""


def formulations_view(document: Record, *, columns: Sequence[str] = ()) -> View:
    """List of formulations in the given columns."""
    from qdselect.advise.listing import DEFAULT_COLUMNS

    keys = list(columns or DEFAULT_COLUMNS)
    records = document["formulations"]
    sheet = Sheet(keys, keys, [[_value(record, key) for key in keys] for record in records])
    people = Sheet(
        keys, [SHORT.get(key, key) for key in keys], [[_seen(record, key) for key in keys] for record in records]
    )
    count = document["catalog"]["n_formulations"]
    closing = [Line(f"{len(records)} of {counted(count, 'formulation')}. `qdselect show ID` shows one.", "quiet")]
    if not records:
        closing.insert(0, Line("Nothing certainly passes these filters; what is unknown passes none.", "strong"))
        return View("", [Block(lines=closing)], sheet)
    return View("", [Block(sheet=people), Block(lines=closing)], sheet)


def _value(record: Record, key: str) -> Any:
    value = record[key]
    return reported(record, key) if value is None and key in record["bounds"] else value


def _seen(record: Record, key: str) -> Any:
    if key == "cadmium_free":
        return cadmium(record)
    value = _value(record, key)
    return "unknown" if value is None and key in ("toxicity_class", "composition") else value


def markers_view(document: Record) -> View:
    """Vocabulary of markers."""
    keys = ("id", "name", "gene", "uniprot", "location", "cancers", "aliases", "n_evidence", "n_cadmium_free")
    titles = ("id", "name", "gene", "UniProt", "where", "cancers", "aliases", "records", "Cd-free records")
    rows = document["markers"]
    return _listing(rows, keys, titles, [0, 1, 2, 4, 7, 8], counted(len(rows), "marker"))


def modes_view(document: Record) -> View:
    """Imaging modes."""
    keys = ("id", "name", "family", "untargeted", "aliases", "weights", "needs", "because", "references", "n_evidence")
    titles = (*keys[:-1], "records")
    rows = [
        {
            **mode,
            "aliases": list(_aliases(mode)),
            "weights": [f"{name} {weight:g}" for name, weight in mode["weights"].items()],
            "needs": [need["text"] for need in mode["needs"]],
        }
        for mode in document["modes"]
    ]
    return _listing(rows, keys, titles, [0, 2, 3, 4, 5, 9], counted(len(rows), "mode"))


def _aliases(mode: Record) -> Iterator[str]:
    """Other names of a mode, those that ask for an emission with it."""
    windows = {name: window["emission_nm"] for window in mode["windows"] for name in window["aliases"]}
    for name in mode["aliases"]:
        low, high = windows.get(name, (None, None))
        yield name if low is None else f"{name} (emission {low:g}-{high:g} nm)"


def methods_view(document: Record) -> View:
    """Vocabularies of synthesis and characterisation, one table each."""
    keys = ("vocabulary", "id", "name", "definition", "n_formulations", "references")
    titles = ("vocabulary", "id", "name", "meaning", "particles", "references")
    rows = document["methods"]
    sheets = {
        name: Sheet(
            keys, titles, [[row[key] for key in keys] for row in rows if row["vocabulary"] == name], range(1, 6)
        )
        for name in dict.fromkeys(row["vocabulary"] for row in rows)
    }
    blocks = [Block(name.replace("_", " ").capitalize(), sheet=sheet) for name, sheet in sheets.items()]
    text = "`qdselect list --synthesis ROUTE` lists the particles of a route; a particle may have several methods."
    main = Sheet(keys, titles, [row for sheet in sheets.values() for row in sheet.rows])
    return View("", [*blocks, Block(lines=[Line(text, "quiet")])], main)


def references_view(document: Record) -> View:
    """References; one of them as a card."""
    rows = [{"id": name, **record} for name, record in document["references"].items()]
    keys = ("id", "citation", "year", "doi", "pmid", "pmcid", "url", "retracted", "unconfirmed")
    view = _listing(rows, keys, keys, [0, 1, 3], counted(len(rows), "reference"))
    if len(rows) != 1:
        return view
    lines = [Line(f"{key}: {value}") for key, value in rows[0].items() if value not in (None, [], False)]
    used = document["used"] or {}
    lines += [Line(f"{kind}: {', '.join(names)}") for kind, names in used.items() if names]
    return View(rows[0]["id"], [Block(lines=lines)], view.main)


def leads_view(document: Record) -> View:
    """Publications not yet checked."""
    keys = ("id", "basis", "year", "citation", "claims", "tried")
    rows = [{**lead, "claims": [claim["outcome"] for claim in lead["claims"]]} for lead in document["leads"]]
    view = _listing(rows, keys, keys, [0, 1, 3], f"{counted(len(rows), 'lead')}: not yet checked, never scored")
    return View("Not yet checked", view.blocks, view.main)


def patents_view(document: Record) -> View:
    """Patents; leads say that nobody has checked them."""
    keys = ("id", "status", "number", "year", "assignee", "title", "about", "seen", "basis", "note")
    rows = [
        {**patent, "status": "LEAD: not checked" if patent["status"] == "lead" else "checked"}
        for patent in document["patents"]
    ]
    people = _listing(rows, keys, keys, range(7), "patents")
    data = Sheet(keys, keys, [[patent[key] for key in keys] for patent in document["patents"]])
    leads = sum(patent["status"] == "lead" for patent in document["patents"])
    warning = [Line(f"{leads} are leads: known from a list, and not to be relied on.", "warn")] if leads else []
    return View("", [*people.blocks, Block(lines=warning)], data)


def rules_view(document: Record) -> View:
    """All rules."""
    keys = ("id", "kind", "criterion", "title", "modes", "flags", "status", "strength", "references")
    rows = [
        {**rule, "modes": rule["applies"].get("modes"), "flags": rule["applies"].get("flags")}
        for rule in document["rules_listed"]
    ]
    return _listing(rows, keys, keys, [0, 1, 3, 4, 5], counted(len(rows), "rule"))


def rule_view(document: Record) -> View:
    """One rule as a card."""
    rule = {key: value for key, value in document["rule"].items() if value is not None}
    lines = [Line(f"{key}: {_one_line(value)}") for key, value in rule.items() if key != "tests"]
    lines += [Line(f"test: {_one_line(test)}", "quiet") for test in rule["tests"]]
    sheet = Sheet(("key", "value"), ("key", "value"), [[key, _one_line(value)] for key, value in rule.items()])
    return View(f"{rule['title']} ({rule['id']})", [Block(lines=lines)], sheet)


def tests_view(document: Record) -> View:
    """Outcome of the tests in the rule files."""
    keys = ("rule", "number", "expected", "got", "passed", "given")
    failed = [test for test in document["tests"] if not test["passed"]]
    sheet = Sheet(keys, keys, [[_one_line(test[key]) for key in keys] for test in document["tests"]])
    lines = [
        Line(f"{test['rule']} test {test['number']}: expected {test['expected']}, got {test['got']}", "warn", 1)
        for test in failed
    ]
    passed = len(document["tests"]) - len(failed)
    closing = Line(
        f"{passed} passed, {len(failed)} failed, over {counted(document['n_rules'], 'rule')}",
        "strong" if failed else "good",
    )
    return View("", [Block(lines=[*lines, closing])], sheet)


def findings_view(document: Record) -> View:
    """Findings of a validation."""
    keys = ("path", "line", "column", "severity", "code", "message", "fix")
    findings = document["findings"]
    sheet = Sheet(keys, keys, [[item[key] for key in keys] for item in findings])
    lines = [
        Line(
            f"{item['path']}:{item['line']}:{item['column']}: {item['severity']} {item['code']}: {item['message']} "
            f"({item['fix']})",
            "plain",
        )
        for item in findings
    ]
    errors = sum(item["severity"] == "error" for item in findings)
    files, others = counted(document["n_files"], "file"), counted(len(findings) - errors, "warning")
    text = f"{files}: {counted(errors, 'error')}, {others}"
    return View("", [Block(lines=lines), Block(lines=[Line(text, "strong" if errors else "good")])], sheet)


def _one_line(value: Any) -> Any:
    import json

    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def _listing(
    rows: Sequence[Record], keys: Sequence[str], titles: Sequence[str], shown: Sequence[int], what: str
) -> View:
    sheet = Sheet(keys, titles, [[row.get(key) for key in keys] for row in rows], shown)
    return View("", [Block(sheet=sheet), Block(lines=[Line(what, "quiet")])], sheet)
