"""Run a command: errors become one paragraph on stderr and a documented exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from qdselect.errors import QdselectError

__all__ = ["run"]


def run(arguments: Sequence[str]) -> int:
    """Run the command line and return its exit code.

    0 result; 1 a check with findings, or ``--fail-empty``; 2 usage; 3 catalogue or rules invalid; 70 bug;
    74 output cannot be written; 130 interrupted. A closed pipe is quiet.
    """
    debug = "--debug" in arguments
    try:
        code = _call(arguments)
        sys.stdout.flush()
        return code
    except QdselectError as error:
        _say(str(error))
        if debug:
            raise
        return error.exit_code
    except KeyboardInterrupt:
        _say("interrupted")
        return 130
    except BrokenPipeError:
        _silence_stdout()
        return 0
    except OSError as error:
        _silence_stdout()
        _say(f"stdout: cannot be written ({error.strerror or error}).")
        return 74
    except Exception as error:
        if debug:
            raise
        _say(
            f"this is a bug in qdselect: {type(error).__name__}: {str(error)[:300]}. "
            "`qdselect --debug ...` shows where."
        )
        return 70


def _call(arguments: Sequence[str]) -> int:
    from typer import Abort, Exit, TyperException

    from qdselect.cli.app import command

    try:
        result = command()(args=list(arguments), prog_name="qdselect", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except Exit as stop:
        return stop.exit_code
    except Abort:
        raise KeyboardInterrupt from None
    except TyperException as error:
        message = error.format_message().rstrip(".")
        context = getattr(error, "ctx", None)
        path = context.command_path if context is not None else "qdselect"
        _say(f"{message}. `{path} --help` lists what can be given.")
        return 2


def _say(message: str) -> None:
    """One paragraph on stderr; control characters in what was typed are not passed on."""
    from qdselect.render.view import safe

    text = f"qdselect: {safe(message)}\n"
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
