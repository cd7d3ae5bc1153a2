"""Options: every one that is typed does something, and what several commands share is handed on by all of them."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import pytest
import typer

import qdselect.api
from conftest import Result
from qdselect.advise.question import ask
from qdselect.cli.app import command
from qdselect.cli.options import CONSTRAINTS
from qdselect.errors import UsageError
from qdselect.model.constraints import Constraints

Call = Callable[..., Result]

ASKING: dict[str, tuple[str, ...]] = {
    "recommend": ("recommend",),
    "explain": ("explain", "znse-silica-ando2008"),
    "compare": ("compare", "znse-silica-ando2008", "inp-zns-msa-yong2009"),
    "panel": ("panel",),
    "weights": ("weights", "--mode", "live-cell"),
}
"""Commands that ask a question, with what each needs beside its constraints."""

TYPED: dict[str, tuple[str, Any]] = {
    "exclude_element": ("Te", ["Te"]),
    "emission": ("600-700", "600-700"),
    "excitation": ("488", 488.0),
    "max_hydrodynamic": ("30", 30.0),
    "laser": ("405", [405.0]),
    "filter_": ("605/40", ["605/40"]),
    "instrument": ("quanteon", "quanteon"),
    "ligand_type": ("peptide", "peptide"),
    "cancer": ("breast", "breast"),
    "min_level": ("patient-tissue", "patient-tissue"),
    "weight": ("safety=0.4", {"safety": 0.4}),
    "profile": ("safety-first", "safety-first"),
    "prefer": ("safety>size", ["safety>size"]),
}
"""What is typed for a constraint that takes a value, and what the library call is to get."""


def parameters(name: str) -> dict[str, Any]:
    """Parameters of a command by name."""
    root = command()
    with typer.Context(root) as ctx:
        return {parameter.name: parameter for parameter in root.get_command(ctx, name).params}


# ---- constraints


@pytest.mark.parametrize("name", ASKING)
def test_every_constraint_of_a_command_reaches_its_library_call(
    name: str, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: dict[str, Any] = {}

    def answer(*_: object, **keywords: Any) -> None:
        given.update(keywords)
        raise UsageError("reached")

    monkeypatch.setattr(qdselect.api, name, answer)
    constraints = {key: found for key, found in parameters(name).items() if key in CONSTRAINTS}
    assert constraints
    for key, parameter in constraints.items():
        given.clear()
        typed, wanted = TYPED.get(key, ("", True))
        result = call(*ASKING[name], parameter.opts[-1], *([typed] if typed else []))
        assert result.stderr.startswith("qdselect: reached")
        got = given[CONSTRAINTS[key]]
        assert (list(got) if isinstance(got, tuple) else got) == wanted


def test_every_constraint_of_the_library_is_an_option_of_recommend_explain_and_panel() -> None:
    asked = set(inspect.signature(ask).parameters) - {"catalog", "marker", "mode"}
    assert set(CONSTRAINTS.values()) == set(Constraints.__annotations__) == asked
    for name in ("recommend", "explain", "panel"):
        assert set(CONSTRAINTS) <= set(parameters(name))
