"""What the parser found wrong, in words that help; loaded only then."""

from __future__ import annotations

from typing import Any

from qdselect.model.names import nearest

__all__ = ["misuse"]

MEANT = {
    **dict.fromkeys(("--limit", "--number", "--count", "--max", "--first", "-n"), "--top"),
    **dict.fromkeys(("--biomarker", "--target", "--antigen", "--protein"), "--marker"),
    **dict.fromkeys(("--cadmium-free", "--no-cadmium", "--no-cd", "--without-cd"), "--cd-free"),
    **dict.fromkeys(("--modality", "--imaging", "--application"), "--mode"),
    **dict.fromkeys(("--wavelength", "--colour", "--color"), "--emission"),
    **dict.fromkeys(("--file", "--out"), "--output"),
    "--exclude": "--exclude-element",
    "--size": "--max-hydrodynamic",
}
"""Options that other programs have, and what they are called here."""

PLAIN = {"a valid int": "a whole number", "a valid float": "a number"}


def misuse(error: Any, command: str) -> str:
    """A sentence on what was typed wrong, and where the options stand.

    Parameters
    ----------
    error : TyperException
        What the parser raised.
    command : str
        Name of the command that was called; empty if none was.
    """
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else f"qdselect {command}".strip()
    message = _message(error, context)
    end = "" if message.endswith(("?", ".")) else "."
    return f"{message}{end} `{path} --help` lists what can be given."


def _message(error: Any, context: Any) -> str:
    message: str = error.format_message()
    if context is not None and type(error).__name__ == "NoSuchOption":
        return _no_such_option(error.option_name, context)
    start, _, words = message.partition("unexpected extra argument(s) ")
    if context is not None and words and start == "Got ":
        return _too_much(words.strip("()"), context.command.params)
    for word, plain in PLAIN.items():
        message = message.replace(word, plain)
    return message


def _no_such_option(typed: str, context: Any) -> str:
    root, known = context.find_root(), _options(context)
    if context is not root and typed in _options(root):
        return f"{typed} stands before the command: qdselect {typed} ... {context.command_path.partition(' ')[2]}."
    near = [MEANT[typed]] if MEANT.get(typed) in known else []
    if not near and typed.startswith("--"):
        near = nearest(typed, [option for option in known if option.startswith("--")])
    after = " The options of a command stand after its name." if context is root and not near else ""
    return f"No such option: {typed}." + (f" Did you mean {' or '.join(near)}?" if near else after)


def _options(context: Any) -> list[str]:
    parameters = context.command.params
    return [option for parameter in parameters for option in (*parameter.opts, *parameter.secondary_opts)]


def _too_much(words: str, parameters: list[Any]) -> str:
    """More words than the command has arguments; one word that is all may be meant as the marker."""
    arguments = [parameter for parameter in parameters if parameter.param_type_name == "argument"]
    marker = any(parameter.name == "marker" for parameter in parameters)
    hint = f" Did you mean --marker {words.split()[0]}?" if marker and not arguments else ""
    return f"One argument too many: {words}." if arguments else f"No option takes this: {words}.{hint}"
