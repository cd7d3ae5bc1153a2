"""The commands by name; each is imported only when it is called."""

from __future__ import annotations

import importlib
from typing import Any

import typer
from typer.core import TyperGroup

from qdselect import __version__
from qdselect.cli.twice import refuse_second_values

__all__ = ["COMMANDS", "command"]

COMMANDS: dict[str, tuple[str, str]] = {
    "recommend": ("recommend", "Which probe for a marker and a mode, why, and how sure."),
    "explain": ("explain", "Why one formulation is recommended, turned down, or cannot be judged."),
    "compare": ("compare", "Formulations side by side, and who beats whom how often."),
    "panel": ("panel", "A different probe for each of several markers, the best that can be told apart."),
    "weights": ("weights", "Weights of a mode, their sources, and named profiles."),
    "checklist": ("checklist", "What a mode needs to be known of a formulation, and what is reported."),
    "predict": ("predict", "Size, colour, extinction, brightness and mass of a dot, from physics."),
    "spectra": ("spectra", "Emission and absorption of formulations, with lasers and filters: a picture, or numbers."),
    "list": ("listing", "Formulations, filtered and sorted."),
    "show": ("listing", "One formulation with every value, its source and its rivals."),
    "instruments": ("instruments", "Instruments, filter sets, lines and cameras, for --instrument."),
    "markers": ("vocabulary", "Markers one can ask for, with their names."),
    "modes": ("vocabulary", "Imaging modes, what they need and what counts how much."),
    "methods": ("vocabulary", "Routes of synthesis and methods of characterisation."),
    "references": ("vocabulary", "References, or one of them with what it supports."),
    "coverage": ("vocabulary", "Markers by modes: how well proven, and where the gaps are."),
    "leads": ("vocabulary", "Publications that nobody has checked yet."),
    "patents": ("vocabulary", "Patents, those that nobody has checked marked as leads."),
    "rules": ("rules", "Rules: list, show, test."),
    "validate": ("validate", "Check a file, a folder or the whole catalogue."),
    "schema": ("schema", "JSON Schemas of outputs and of authored files."),
}
"""Module and help per command, in the order of the help."""

ON_ARRAYS = frozenset({"recommend", "explain", "compare", "panel", "predict", "spectra"})
"""Commands that work on arrays."""


class LazyGroup(TyperGroup):
    """A group that imports a command's module only when the command is called."""

    called = ""
    """Name of the command that was called, for an error that does not know where it stands."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Names in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command, or ``None``."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"qdselect.cli.{COMMANDS[cmd_name][0]}")
        group = module.app
        built = typer.main.get_command(group)
        found = built if cmd_name == "rules" else getattr(built, "commands", {cmd_name: built})[cmd_name]
        found.name = cmd_name
        return found

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Resolve, with the nearest command for a typing error."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from qdselect.errors import UnknownNameError
            from qdselect.model.names import nearest

            raise UnknownNameError("command", args[0], nearest(args[0], COMMANDS), "`qdselect --help` lists them")
        name, found, rest = super().resolve_command(ctx, args)
        self.called = name or ""
        refuse_second_values(found.params if found else (), rest)
        if name in ON_ARRAYS and not {"-h", "--help"}.intersection(rest):
            _load_arrays()
        return name, found, rest

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the general options."""
        refuse_second_values(self.params, args, until_word=True)
        return super().parse_args(ctx, args)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


def _load_arrays() -> None:
    """Load numpy before the command runs.

    Its imports go deep. Below the frames of a running command they fill up the first block of Python's stack, and
    every call across its end would ask the system for memory and give it back: some 450 times, or 7 ms. Loading it
    before the index also spares memory that would be given back and asked for again, and so does a large block that
    is asked for and given back untouched: the C library of Linux then keeps what arrays leave for the next ones.
    """
    import qdselect.columns.table  # noqa: F401

    bytes(1 << 22)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"qdselect {__version__}")
        raise typer.Exit()


def root(
    ctx: typer.Context,
    catalog: str = typer.Option(None, "--catalog", metavar="DIR", help="Catalogue folder [env: QDSELECT_CATALOG]."),
    rules: str = typer.Option(None, "--rules", metavar="DIR", help="Rules folder [env: QDSELECT_RULES]."),
    isolated: bool = typer.Option(False, "--isolated", help="Ignore environment and settings files."),
    debug: bool = typer.Option(False, "--debug", help="Show a traceback for a bug."),
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version."),
) -> None:
    """Which quantum-dot probe for which cancer biomarker, why, and how sure.

    Start with: qdselect recommend --marker HER2 --cd-free
    """
    from qdselect.cli.settings import Settings

    ctx.obj = {**(ctx.obj or {}), "settings": Settings(catalog=catalog, rules=rules, isolated=isolated)}


_PLAIN_HELP = TyperGroup.context_class.formatter_class


def _help_formatter(**sizes: int | None) -> Any:
    from qdselect.cli.narrow import help_formatter

    return help_formatter(_PLAIN_HELP, **sizes)


def command() -> Any:
    """The command ``qdselect``."""
    TyperGroup.context_class.formatter_class = staticmethod(_help_formatter)  # type: ignore[assignment]
    app = typer.Typer(
        cls=LazyGroup,
        add_completion=False,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    )
    app.callback()(root)
    return typer.main.get_command(app)
