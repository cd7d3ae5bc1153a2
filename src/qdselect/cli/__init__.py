"""The command line: parse, call one library function, render."""

from __future__ import annotations

import sys

__all__ = ["main"]


def main() -> None:
    """Entry point of the command ``qdselect``."""
    from qdselect.cli.run import run

    sys.exit(run(sys.argv[1:]))
