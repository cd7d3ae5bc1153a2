"""An option must not be given two values, nor be switched on and off: the parser would silently take the last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from qdselect.errors import UsageError

__all__ = ["refuse_second_values"]


def refuse_second_values(parameters: Sequence[Any], arguments: Sequence[str], *, until_word: bool = False) -> None:
    """Refuse an option that stands twice with different values, or beside its opposite.

    Parameters
    ----------
    parameters : sequence
        Parameters of the command.
    arguments : sequence of str
        What was typed.
    until_word : bool
        Whether the options end at the first word that is none, such as the name of a command.

    Raises
    ------
    UsageError
        One is given twice.
    """
    given: dict[str, tuple[str, str]] = {}
    for parameter, option, value in _values(parameters, arguments, until_word):
        before, first = given.setdefault(parameter.name, (option, value))
        if first != value and parameter.is_flag:
            raise UsageError(f"{before} and {option} contradict each other. Give one of them.")
        if first != value and not parameter.multiple:
            raise UsageError(f"{option} is given twice: {first[:60]!r} and {value[:60]!r}. Give it once.")


def _values(parameters: Sequence[Any], arguments: Sequence[str], until_word: bool) -> Iterator[tuple[Any, str, str]]:
    """Every option: its parameter, how it was typed, its value; ``off`` for the opposite of a flag."""
    known = {
        option: parameter
        for parameter in parameters
        if parameter.param_type_name == "option"
        for option in (*parameter.opts, *parameter.secondary_opts)
    }
    words = iter(arguments)
    for word in words:
        if word == "--" or (until_word and not word.startswith("-")):
            return
        option, inline, value = word.partition("=") if word.startswith("--") else (word[:2], word[2:], word[2:])
        if option not in known:
            continue
        if known[option].is_flag:
            yield known[option], option, "off" if option in known[option].secondary_opts else "on"
        else:
            yield known[option], option, value if inline else next(words, "")
