"""Run the tests that stand in the rule files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from qdselect.columns.table import Table
from qdselect.columns.values import piecewise, table_values
from qdselect.model.composition import Composition
from qdselect.model.fields import FIELDS
from qdselect.model.interval import closed_interval
from qdselect.model.query import Query
from qdselect.model.struct import Struct
from qdselect.rules.engine import Verdict, evaluate_check

__all__ = ["RuleTestResult", "run_rule_tests"]


class RuleTestResult(Struct):
    """Outcome of one test of one rule."""

    rule: str
    number: int
    given: dict[str, Any]
    expected: str
    got: str

    @property
    def passed(self) -> bool:
        """Whether the rule did what its file says."""
        return self.expected == self.got


def run_rule_tests(rules: Iterable[Mapping[str, Any]]) -> list[RuleTestResult]:
    """Run every test of every rule, in order."""
    return [
        RuleTestResult(rule["id"], number, test["given"], _expected(test["expect"]), _got(rule, test))
        for rule in rules
        for number, test in enumerate(rule["tests"], start=1)
    ]


def _expected(value: Any) -> str:
    return value if isinstance(value, str) else f"{float(value):.4g}"


def _got(rule: Mapping[str, Any], test: Mapping[str, Any]) -> str:
    table = Table.of([_record(test["given"])])
    if rule["kind"] == "score":
        column: Any = table.column(rule["field"])
        values = piecewise(rule["points"], column) if rule.get("points") else table_values(rule["table"], column)
        return f"{values.low[0]:.4g}" if values.low[0] == values.high[0] else "unknown"
    verdict = Verdict(rule, evaluate_check(rule["check"], table, _query(test.get("query") or {})))
    return {True: "fires", False: "silent", None: "unknown"}[verdict.node.truth.at(0)]


def _query(given: Mapping[str, Any]) -> Query:
    values: dict[str, Any] = {name: tuple(item) if isinstance(item, list) else item for name, item in given.items()}
    return Query(**values)


def _record(given: Mapping[str, Any]) -> dict[str, Any]:
    """A formulation record with just the given fields."""
    record: dict[str, Any] = {"intervals": {}}
    for name, value in given.items():
        kind = FIELDS[name].kind if name in FIELDS else ""
        if name == "n_shells":
            record.update(shells=["ZnS"] * int(value), has_shell=value > 0)
        elif name.endswith("_reported"):
            record[name.removesuffix("_reported")] = value
        elif kind == "number":
            record["intervals"][name] = _interval(value)
        else:
            record[name] = value
    if "elements" in given:
        record["composition_complete"] = True
        record.setdefault("cadmium_free", Composition(frozenset(given["elements"]), True).free_of(["Cd"]))
    if "dopant_elements" in given:
        record.update(dopants=given["dopant_elements"], composition_complete=True)
    if "shell_materials" in given:
        record.setdefault("has_shell", bool(given["shell_materials"]))
    return record


def _interval(value: Any) -> list[float]:
    return list(closed_interval(value if isinstance(value, Mapping) else {"value": value}))
