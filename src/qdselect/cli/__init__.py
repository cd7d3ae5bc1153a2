"""The command line: parse, call one library function, render."""

from __future__ import annotations

import os
import sys

__all__ = ["main"]


def main() -> None:
    """Entry point of the command ``qdselect``.

    Nothing but what the interpreter has loaded itself is imported before an interrupt (Ctrl-C) is waited for, so that
    one is answered from the start on. A command lives for a fraction of a second: taking the interpreter apart at the
    end would cost it a good part of that, and is left to the operating system.
    """
    try:
        code = _run()
    except KeyboardInterrupt:
        code = _interrupted()
    os._exit(code)


def _run() -> int:
    """Run the command with streams that can be written to.

    Collecting garbage is not worth its time here. Nothing multiplies matrices, so numpy's pool of threads is not
    started.
    """
    import contextlib
    import gc

    gc.disable()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    _stand_in_for_closed_streams()
    _buffer_stdout()
    from qdselect.cli.run import run

    code = run(sys.argv[1:])
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    return code


def _interrupted() -> int:
    """What `qdselect.cli.run` says of an interrupt, for one that comes before or after it."""
    try:
        os.write(2, b"qdselect: interrupted\n")
    except OSError:
        return 130
    return 130


def _stand_in_for_closed_streams() -> None:
    """Python has no stream where the caller closed one: writing to stdout then fails, stderr goes nowhere."""
    if sys.stdout is None:
        nowhere = os.open(os.devnull, os.O_RDONLY)
        sys.stdout = open(nowhere, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123


def _buffer_stdout() -> None:
    """An unbuffered stdout (``PYTHONUNBUFFERED``) drops what a full disk did not take of a write, and says nothing."""
    import io

    raw = sys.stdout.buffer
    if isinstance(raw, io.RawIOBase):
        encoding, errors = sys.stdout.encoding, sys.stdout.errors
        sys.stdout = io.TextIOWrapper(io.BufferedWriter(raw), encoding=encoding, errors=errors)
