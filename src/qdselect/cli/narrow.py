"""Help on a narrow terminal: what an option means stands below it, so that words stay whole; loaded only for help."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

__all__ = ["help_formatter"]

NARROW = 60
"""Columns below which two columns of help have no room beside each other."""


def help_formatter(plain: Callable[..., Any], **sizes: int | None) -> Any:
    """The parser's own formatter, or on a narrow terminal one that fits into it.

    Parameters
    ----------
    plain : callable
        Makes the formatter of the parser, which is at least 50 columns wide.
    **sizes : int or None
        What the parser hands to it.
    """
    columns = shutil.get_terminal_size().columns
    if columns >= NARROW:
        return plain(**sizes)
    formatter = plain(width=max(columns - 2, 20))
    formatter.write_dl = partial(_below, formatter)
    return formatter


def _below(formatter: Any, rows: Iterable[tuple[str, str]], *_: Any, **__: Any) -> None:
    for name, meaning in rows:
        for indent, text in ((formatter.current_indent, name), (formatter.current_indent + 2, meaning)):
            start = " " * indent
            lines = textwrap.wrap(text, formatter.width, initial_indent=start, subsequent_indent=start)
            formatter.write("".join(f"{line}\n" for line in lines))
