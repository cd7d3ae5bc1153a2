"""The shape of an authored file: what is wrong with it, and what of the data can be used all the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from qdselect.catalog.findings import Finding
from qdselect.model.names import did_you_mean

if TYPE_CHECKING:
    from qdselect.catalog.files import Authored

__all__ = ["check_shape"]

Where = tuple[Any, ...]

_START = {"profile": "start with `factors:`, `weights:` or `prefer:`"}
"""What a file begins with, where that is no id."""

OTHERWISE = "remove it, or see `qdselect schema`"


def check_shape(file: Authored) -> None:
    """Check the shape of what was read, and give the file the data whose shape is right.

    A faulty value is left out, not the record around it: the checks of content see the rest, so that one run reports
    everything.
    """
    assert file.document is not None
    data = file.document.data
    if not isinstance(data, dict):
        file.findings.append(
            file.finding("bad-value", (), "the file must be a mapping", _START.get(file.kind, "start with `id:`"))
        )
        return
    unread = {(finding.line, finding.column) for finding in file.findings}
    file.left_out = {where for where in _empty(data, ()) if unread and file.document.place(where) in unread}
    file.findings += list(_control_characters(file, data, ()))
    faults = _faults(file, data)
    file.findings += _once_a_value(file.findings, [finding for _, _, finding in faults])
    file.left_out |= {where for where, kind, _ in faults if kind != "extra_forbidden"}
    surplus = {where for where, kind, _ in faults if kind == "extra_forbidden"}
    file.data = _without(data, file.left_out | surplus) if faults else data


def _empty(value: Any, where: Where) -> Iterator[Where]:
    """Places of values that are none; the reader leaves one where it found no number."""
    if value is None:
        yield where
    for step, child in _children(value):
        yield from _empty(child, (*where, step))


def _children(value: Any) -> Iterable[tuple[Any, Any]]:
    if isinstance(value, dict):
        return value.items()
    return enumerate(value) if isinstance(value, list) else ()


def _faults(file: Authored, data: Any) -> list[tuple[Where, str, Finding]]:
    """Place in the data, kind and finding of everything that does not fit the model."""
    from qdselect.catalog.schema import ValidationError, model_for

    model = model_for(file.kind)
    try:
        model.model_validate(data)
    except ValidationError as error:
        return [
            (_within(data, item), item["type"], _from_pydantic(file, item, model))
            for item in error.errors(include_url=False)
        ]
    return []


def _within(data: Any, item: Any) -> Where:
    """The steps of a place that exist in the data, or are missing there; pydantic adds words of its own."""
    steps: Where = item["loc"]
    if item["type"] == "missing":
        return steps
    where: list[Any] = []
    for step in steps:
        children = dict(_children(data))
        if step in children:
            data = children[step]
            where.append(step)
    return tuple(where)


def _once_a_value(before: list[Finding], findings: list[Finding]) -> list[Finding]:
    """Findings about values that have none yet: a value that is no number is not a wrong number as well."""
    taken = {(finding.line, finding.column) for finding in before}
    kept = []
    for finding in findings:
        place = (finding.line, finding.column)
        if finding.code in ("bad-value", "unknown-value"):
            if place in taken:
                continue
            taken.add(place)
        kept.append(finding)
    return kept


def _without(value: Any, places: set[Where], where: Where = ()) -> Any:
    """The data without the values at some places; what follows in a list keeps its place."""
    if isinstance(value, dict):
        return {
            key: _without(child, places, (*where, key)) for key, child in value.items() if (*where, key) not in places
        }
    if isinstance(value, list):
        return [
            None if (*where, place) in places else _without(child, places, (*where, place))
            for place, child in enumerate(value)
        ]
    return value


def _control_characters(file: Authored, value: Any, where: Where) -> Iterator[Finding]:
    """Escape and control characters never belong in a catalogue's text."""
    if isinstance(value, str) and not value.isprintable() and any(map(_is_control, value)):
        yield file.finding("control-character", where, "the text holds a control character", "remove it")
    for step, child in _children(value):
        yield from _control_characters(file, child, (*where, step))


def _is_control(char: str) -> bool:
    return (char < " " and char not in "\n\t") or char in _UNSAFE


_UNSAFE = frozenset(
    [*map(chr, range(0x7F, 0xA0)), *"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"]
)


def _from_pydantic(file: Authored, item: Any, model: Any) -> Finding:
    where = tuple(step for step in item["loc"] if step not in ("function-before", "[key]"))
    kind, shown = item["type"], _shown(item.get("input"))
    if kind == "extra_forbidden":
        fix = did_you_mean(str(where[-1]), _keys_at(model, where[:-1]), OTHERWISE)
        return file.finding("unknown-key", where, f"unknown key {str(where[-1])[:60]!r}", fix, key=True)
    if kind == "missing":
        return file.finding("missing-key", where[:-1], f"{where[-1]!r} is missing", "add it")
    if kind == "literal_error":
        expected = str(item["ctx"]["expected"])
        fix = did_you_mean(
            str(item["input"]), [word.strip(" '") for word in expected.replace(" or ", ",").split(",")], OTHERWISE
        )
        return file.finding("unknown-value", where, f"{shown} is not one of {expected}", fix)
    if kind == "model_type" and item["ctx"]["class_name"] == "Quantity":
        fix = "give a number, or bounds such as {min: 20, max: 26}"
        return file.finding("bad-value", where, f"{shown} is not a quantity", fix)
    if kind in ("model_type", "dict_type"):
        return file.finding("bad-value", where, f"{shown} is not a mapping", "write keys and values")
    if kind == "string_pattern_mismatch":
        from qdselect.catalog.schema.base import FORMS

        what, fix = FORMS[item["ctx"]["pattern"]]
        return file.finding("bad-value", where, f"{shown} is not {what}", fix)
    message = item["msg"]
    return file.finding("bad-value", where, f"{shown}: {message[:1].lower()}{message[1:]}", "correct the value")


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _keys_at(model: Any, where: tuple[Any, ...]) -> list[str]:
    """Field names of the model that stands at a place, for suggestions."""
    for step in where:
        if isinstance(step, int):
            continue
        info = model.model_fields.get(step) if hasattr(model, "model_fields") else None
        inner = _model_inside(info.annotation) if info else None
        if inner is None:
            return []
        model = inner
    return list(getattr(model, "model_fields", {}))


def _model_inside(annotation: Any) -> Any:
    from typing import get_args

    if hasattr(annotation, "model_fields"):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_inside(part))), None)
