"""Everything that qdselect raises on purpose, and the exit code each one ends the command with.

::

    QdselectError                70
    ├── UsageError                2   the question cannot be asked like this
    │   ├── UnknownNameError      2   a name that the vocabulary does not know; carries the nearest ones
    │   └── OutsideValidityError  2   a value for which a physical model does not hold; names the range
    ├── DataError                 3   catalogue or rules cannot be used; carries the findings
    └── OutputError              74   the answer could not be written
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

__all__ = ["DataError", "OutputError", "OutsideValidityError", "QdselectError", "UnknownNameError", "UsageError"]


class QdselectError(Exception):
    """Base of all deliberate errors; ``exit_code`` is what the command line returns."""

    exit_code = 70


class UsageError(QdselectError):
    """The question cannot be asked like this: a contradiction, a value out of range."""

    exit_code = 2


class UnknownNameError(UsageError):
    """A name that the vocabulary does not know.

    Parameters
    ----------
    kind : str
        What was asked for, such as ``"marker"``.
    name : str
        The name as typed.
    nearest : sequence of str
        The nearest valid names, best first.
    hint : str
        What to do next, such as ``"qdselect markers lists them all"``.
    """

    def __init__(self, kind: str, name: str, nearest: Sequence[str] = (), hint: str = "") -> None:
        self.kind, self.name, self.nearest, self.hint = kind, name, tuple(nearest), hint
        shown = name if len(name) <= 60 else name[:57] + "..."
        parts = [f"unknown {kind} {shown!r}."]
        if self.nearest:
            parts.append(f"Did you mean {_either(self.nearest)}?")
        if hint:
            parts.append(hint[0].upper() + hint[1:] + ("" if hint.endswith(".") else "."))
        super().__init__(" ".join(parts))


class OutsideValidityError(UsageError):
    """A value for which a physical model does not hold.

    Parameters
    ----------
    what : str
        What the value is, such as ``"core diameter"``.
    value : float
        The value, nm.
    low, high : float
        Range in which the model holds, nm.
    model : str
        Id of the model.
    """

    def __init__(self, what: str, value: float, low: float, high: float, model: str) -> None:
        self.low, self.high = low, high
        article = "an" if what[0] in "aeiou" else "a"
        super().__init__(
            f"{article} {what} of {value:.4g} nm is outside of {low:.4g} to {high:.4g} nm, the range of {model}."
        )


class DataError(QdselectError):
    """Catalogue or rules cannot be used.

    Parameters
    ----------
    message : str
        What is wrong, where, and what to do next.
    findings : sequence
        The findings behind it, if the data was read at all.
    """

    exit_code = 3

    def __init__(self, message: str, findings: Sequence[Any] = ()) -> None:
        super().__init__(message)
        self.findings = tuple(findings)


class OutputError(QdselectError):
    """The answer could not be written to where it was asked to go."""

    exit_code = 74


def _either(names: Sequence[str]) -> str:
    quoted = [repr(name) for name in names]
    return quoted[0] if len(quoted) == 1 else ", ".join(quoted[:-1]) + " or " + quoted[-1]
