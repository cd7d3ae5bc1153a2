"""Arguments of a library call: names that the call has, and values of the kind that its signature says.

The command line never meets these errors, for its options are typed; a script does.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from numbers import Integral, Real
from typing import Any

from qdselect.errors import UnknownNameError, UsageError
from qdselect.model.names import nearest

__all__ = ["KINDS", "checked"]

ANSWERS = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}
"""Words that stand for a truth value."""


def checked(call: str, takes: Mapping[str, str], given: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments as given, each of the kind that the call takes; what can be read only once is read here.

    Parameters
    ----------
    call : str
        Name of the call, for the message.
    takes : mapping of str to str
        Annotation of each argument, one of `KINDS`.
    given : mapping of str to Any
        The arguments.

    Raises
    ------
    UnknownNameError
        The call has no argument of this name.
    UsageError
        A value of another kind.

    Examples
    --------
    >>> checked("panel", {"alternatives": "int", "filters": "Names"}, {"alternatives": 2, "filters": iter(["605/20"])})
    {'alternatives': 2, 'filters': ('605/20',)}
    """
    for name in given:
        if name not in takes:
            hint = f"`help(qdselect.{call})` lists the options"
            raise UnknownNameError(f"option of qdselect.{call}()", name, nearest(name, takes), hint)
    return {name: KINDS[takes[name]](name, value) for name, value in given.items()}


def _refuse(name: str, kind: str, value: Any, meant: object = None) -> UsageError:
    shown = repr(value)
    few = shown if len(shown) <= 60 else shown[:57] + "..."
    nearest_one = "" if meant is None else f" Did you mean {meant}?"
    return UsageError(f"{name} must be {kind}, not {few}.{nearest_one}")


def _truth(name: str, value: Any) -> bool:
    if type(value).__module__ == "numpy" and type(value).__name__ in ("bool", "bool_"):
        return bool(value)
    if not isinstance(value, bool):
        meant = ANSWERS.get(value.strip().lower()) if isinstance(value, str) else None
        raise _refuse(name, "True or False", value, meant)
    return value


def _number(name: str, value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, Real):
        raise _refuse(name, "a number", value, _as_number(value))
    if isinstance(value, int | float):
        return value
    return int(value) if isinstance(value, Integral) else float(value)


def _as_number(value: Any) -> float | None:
    """The number that a text spells."""
    try:
        number = float(value) if isinstance(value, str) else math.nan
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _whole(name: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, Integral):
        near = value if isinstance(value, Real) and not isinstance(value, bool) else _as_number(value)
        meant = round(near) if near is not None and math.isfinite(near) else None
        raise _refuse(name, "a whole number", value, meant)
    return int(value)


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise _refuse(name, "text", value)
    return value


def _names(name: str, value: Any) -> Any:
    if value is None or isinstance(value, str):
        return value
    several = tuple(value) if isinstance(value, Iterable) else (None,)
    if not all(isinstance(item, str) for item in several):
        raise _refuse(name, "a text or several texts", value)
    return several


def _numbers_by_name(name: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise _refuse(name, "numbers by name, such as {'HER2': 1e6}" if name == "densities" else _BY_NAME, value)
    return {key: _number(f"{name}[{key[:40]!r}]", number) for key, number in value.items()}


_BY_NAME = "numbers by name, such as {'brightness': 0.4}"


def _wavelengths(name: str, value: Any) -> Any:
    """Wavelengths as numbers or as text, several or one; those who use them read the text."""
    if isinstance(value, str | Real) or value is None:
        return value
    if not isinstance(value, Iterable):
        raise _refuse(name, "wavelengths in nm, such as [405, 488]", value)
    return tuple(value)


def _or_none(check: Callable[[str, Any], Any]) -> Callable[[str, Any], Any]:
    return lambda name, value: None if value is None else check(name, value)


KINDS: dict[str, Callable[[str, Any], Any]] = {
    "bool": _truth,
    "int": _whole,
    "int | None": _or_none(_whole),
    "float | None": _or_none(_number),
    "str": _text,
    "str | None": _or_none(_text),
    "Names": _names,
    "Mapping[str, float] | None": _or_none(_numbers_by_name),
    "float | str | Iterable[float | str]": _wavelengths,
    "str | Sequence[float] | None": _wavelengths,
}
"""What each annotation takes."""
