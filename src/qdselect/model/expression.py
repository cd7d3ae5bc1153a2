"""Checks of a rule: a small closed language, type-checked before anything runs.

A check is an atom ``{field, op, value}`` or ``{all: [...]}``, ``{any: [...]}``, ``{not: ...}`` over checks.
``value`` is a literal or ``{query: name}``, a value of the question.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from qdselect.model.fields import FIELDS, OPERATORS
from qdselect.model.names import did_you_mean
from qdselect.model.struct import Struct

__all__ = ["QUERY_FLAGS", "QUERY_VALUES", "Fault", "atoms", "faults_in_check"]

QUERY_VALUES = {
    "exclude_elements": "elements",
    "emission_window_nm": "window",
    "excitation_nm": "number",
    "max_hydrodynamic_nm": "number",
    "ligand_type": "word",
}
"""Values of the question that a check may use as threshold, and their kind."""

QUERY_FLAGS = (
    "cd_free",
    "heavy_metal_free",
    "exclude_elements",
    "emission",
    "excitation",
    "max_hydrodynamic",
    "renal_clearable",
    "commercial",
    "ligand_type",
    "laser",
    "filter",
)
"""Flags of the question that a rule may depend on."""

_MAX_DEPTH = 8


class Fault(Struct):
    """Something wrong in a check: where in it, what, and what to do."""

    path: tuple[Any, ...]
    message: str
    fix: str


def atoms(check: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """All atoms of a check, left to right."""
    if "field" in check:
        yield check
    for key in ("all", "any"):
        for part in check.get(key, ()):
            yield from atoms(part)
    if "not" in check:
        yield from atoms(check["not"])


def faults_in_check(check: Any, path: tuple[Any, ...] = (), depth: int = 0) -> list[Fault]:
    """Everything wrong in a check: shape, field, operator, type of the value."""
    if not isinstance(check, dict) or not check:
        return [Fault(path, "a check is an atom {field, op, value} or all / any / not", "see docs/rules.md")]
    if depth > _MAX_DEPTH:
        return [Fault(path, "the check is nested too deeply", "flatten it")]
    combinators = [key for key in ("all", "any", "not") if key in check]
    if not combinators:
        return _faults_in_atom(check, path)
    if len(check) > 1:
        return [Fault(path, f"{combinators[0]!r} stands beside other keys", "put one combinator in one mapping")]
    key = combinators[0]
    if key == "not":
        return faults_in_check(check["not"], (*path, "not"), depth + 1)
    if not isinstance(check[key], list) or not check[key]:
        return [Fault((*path, key), f"{key!r} needs a list of checks", "list at least one")]
    return [
        fault
        for place, part in enumerate(check[key])
        for fault in faults_in_check(part, (*path, key, place), depth + 1)
    ]


def _faults_in_atom(atom: dict[str, Any], path: tuple[Any, ...]) -> list[Fault]:
    for key in atom:
        if key not in ("field", "op", "value"):
            return [Fault((*path, key), f"unknown key {str(key)[:40]!r} in a check", "use field, op, value")]
    for key in ("field", "op", "value"):
        if key not in atom:
            return [Fault(path, f"{key!r} is missing in a check", "give field, op and value")]
    field, op = FIELDS.get(str(atom["field"])), str(atom["op"])
    if field is None:
        return [
            Fault(
                (*path, "field"),
                f"unknown field {str(atom['field'])[:60]!r}",
                did_you_mean(str(atom["field"]), FIELDS, "see docs/rules.md for the fields"),
            )
        ]
    allowed = (*OPERATORS[field.kind], "known")
    if op not in allowed:
        message = f"operator {op[:30]!r} does not work on {field.name}, a {field.kind}"
        return [Fault((*path, "op"), message, f"use one of: {', '.join(allowed)}")]
    wrong = _wrong_value(field.kind, op, atom["value"])
    return [Fault((*path, "value"), f"{op} on {field.name} needs {wrong}", "correct the value")] if wrong else []


def _wrong_value(kind: str, op: str, value: Any) -> str | None:
    """What the value should have been, or ``None`` if it is right."""
    if isinstance(value, dict):
        name = value.get("query") if set(value) == {"query"} else None
        expected = _query_kind(kind, op)
        right = isinstance(name, str) and QUERY_VALUES.get(name) == expected and expected is not None
        return None if right else f"a literal or {{query: ...}} of kind {expected}"
    if op in ("known", "is"):
        return None if isinstance(value, bool) else "true or false"
    if op in ("between", "outside"):
        ok = isinstance(value, list) and len(value) == 2 and all(map(_is_number, value)) and value[0] <= value[1]
        return None if ok else "two numbers, [low, high]"
    if kind == "number":
        return None if _is_number(value) else "a number"
    if op in ("equals", "contains"):
        return None if isinstance(value, str) and value else "a word"
    ok = isinstance(value, list) and (bool(value) or op == "subset-of") and all(isinstance(word, str) for word in value)
    return None if ok else "a list of words"


def _query_kind(kind: str, op: str) -> str | None:
    if op in ("between", "outside"):
        return "window"
    if kind == "number" and op in ("lt", "le", "gt", "ge"):
        return "number"
    if op == "contains-any":
        return "elements"
    return "word" if op in ("contains", "equals") else None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
