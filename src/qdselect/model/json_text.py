"""JSON texts: what the index is made of, and what an answer is printed as.

orjson reads and writes them in a fraction of the time that the standard library takes; what it does not know (whole
numbers beyond 64 bits, half a character, tuples with names) the standard library writes, in the same form.
"""

from __future__ import annotations

import json
from typing import Any

import orjson

__all__ = ["read_json", "write_json"]

_CONTROLS = "[\x7f-\x9f\u2028-\u202e\u2066-\u2069]"
"""What JSON may carry as it is, but a terminal would obey: escaped, it is the same text."""


def read_json(text: bytes | str) -> Any:
    """Decode a text.

    Raises
    ------
    ValueError
        It is no JSON.
    """
    return orjson.loads(text)


def write_json(value: Any, *, ascii_only: bool = False, strict: bool = False) -> str:
    """Encode a value on one line, without spaces; what a terminal would obey is escaped.

    Parameters
    ----------
    value : object
        What to encode.
    ascii_only : bool
        Escape all other characters.
    strict : bool
        Refuse numbers that JSON does not know (NaN, infinity), which may become null otherwise.

    Raises
    ------
    TypeError, ValueError
        The value has no form in JSON.
    """
    if not ascii_only and not strict:
        try:
            return _harmless(orjson.dumps(value).decode())
        except orjson.JSONEncodeError:
            pass
    return _harmless(json.dumps(value, ensure_ascii=ascii_only, allow_nan=False, separators=(",", ":")))


def _harmless(text: str) -> str:
    if text.isprintable():
        return text
    import re

    return re.sub(_CONTROLS, lambda found: f"\\u{ord(found[0]):04x}", text)
