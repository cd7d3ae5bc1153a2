"""Run a command: errors become one paragraph on stderr and a documented exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any

from qdselect.errors import DataError, OutputError, QdselectError

__all__ = ["run"]

INTERRUPTED = 130


def run(arguments: Sequence[str]) -> int:
    """Run the command line and return its exit code.

    0 result; 1 a check with findings, or ``--fail-empty``; 2 usage; 3 catalogue or rules invalid; 70 bug;
    74 output cannot be written; 130 interrupted. A closed pipe is quiet.
    """
    try:
        code = _call(arguments)
        sys.stdout.flush()
        return code
    except QdselectError as error:
        _trace(arguments)
        _say(str(error))
        return error.exit_code
    except KeyboardInterrupt:
        _say("interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        _silence_stdout()
        return 0
    except OSError as error:
        _trace(arguments)
        return _io_failed(error)
    except Exception as error:
        if isinstance(error.__cause__, KeyboardInterrupt):  # Python 3.11 wraps one that comes while a class is made
            _say("interrupted")
            return INTERRUPTED
        _trace(arguments)
        _say(
            f"this is a bug in qdselect: {type(error).__name__}: {str(error)[:300]}. "
            "`qdselect --debug ...` shows where."
        )
        return 70


def _call(arguments: Sequence[str]) -> int:
    from typer import Abort, Exit, TyperException

    from qdselect.cli.app import command

    program = command()
    try:
        result = program(args=list(arguments), prog_name="qdselect", standalone_mode=False)
        if result == INTERRUPTED:  # no command returns it: typer makes it of an interrupt
            raise KeyboardInterrupt
        return result if isinstance(result, int) else 0
    except Exit as stop:
        return stop.exit_code
    except Abort:
        raise KeyboardInterrupt from None
    except TyperException as error:
        _misused(error, program.called)
        return 2
    except SystemExit as stop:
        # The parser leaves the program when a pipe closes under it.
        if isinstance(stop.__context__, OSError):
            raise BrokenPipeError from None
        raise


def _misused(error: Any, command: str) -> None:
    """Say what the parser found wrong, or print the help when nothing was asked."""
    if type(error).__name__ == "NoArgsIsHelpError":
        _write(f"{error.format_message()}\n")
        return
    from qdselect.cli.misused import misuse

    _say(misuse(error, command))


def _io_failed(error: OSError) -> int:
    """Only reading names a file here, for a failure to write one is an `OutputError`; stdout has no name."""
    if error.filename is not None:
        _say(f"{os.fsdecode(error.filename)}: cannot be read ({error.strerror}).")
        return DataError.exit_code
    _silence_stdout()
    _say(f"stdout: cannot be written ({error.strerror or error}).")
    return OutputError.exit_code


def _trace(arguments: Sequence[str]) -> None:
    """With ``--debug``, show where the error being handled came from."""
    if "--debug" in arguments:
        import traceback

        _write(traceback.format_exc())


def _say(message: str) -> None:
    """A message on stderr, with its own lines; control characters in what was typed are not passed on."""
    from qdselect.render.view import safe

    lines = "\n".join(map(safe, message.split("\n")))
    _write(f"qdselect: {lines}\n")


def _write(text: str) -> None:
    encoding = sys.stderr.encoding or "ascii"
    try:
        sys.stderr.write(text.encode(encoding, "replace").decode(encoding))
    except OSError:
        return


def _silence_stdout() -> None:
    """Keep the interpreter from complaining about a stdout that is gone."""
    try:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123
    except OSError:
        return
