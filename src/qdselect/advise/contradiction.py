"""Options that contradict each other, or that the rules say cannot go together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qdselect.catalog.catalog import Catalog
from qdselect.errors import UsageError
from qdselect.model.query import Query

__all__ = ["refuse_contradictions"]


def refuse_contradictions(catalog: Catalog, query: Query) -> None:
    """Refuse a question that nothing can answer, whatever the particle.

    Raises
    ------
    UsageError
        An excitation that is not below the emission; a kind of ligand without a marker, or one that a constraint
        rules out by itself; leave for what is unknown where nothing asks for it.
    """
    if query.allow_unknown and not _asks_for_the_known(catalog, query):
        raise UsageError(
            "--allow-unknown has no effect here: nothing else in the question turns down what is unknown. Add a "
            "constraint, such as --cd-free or --emission, or leave --allow-unknown out."
        )
    window, line = query.emission_window_nm, query.excitation_nm
    one_photon = any(query.photons(mode) == 1 for mode in query.modes)
    if window and line is not None and one_photon and line >= window[1]:
        raise UsageError(
            f"--excitation {line:g} is not below {query.emission_option}: a dot emits at "
            "longer wavelengths than it is excited at. Choose a shorter excitation or a longer emission."
        )
    if query.ligand_type is None:
        return
    if query.marker is None:
        raise UsageError(
            f"--ligand-type {query.ligand_type} without a marker: a ligand is there to bind one. Add --marker "
            "(`qdselect markers` lists them), or leave --ligand-type out."
        )
    if len(query.flags()) > 1 and (rule := _rule_against_ligand(catalog, query)):
        options = query.flags()
        others = " ".join(options[flag] for flag in rule["applies"]["flags"] if flag in options)
        raise UsageError(
            f"--ligand-type {query.ligand_type} and {others} contradict each other: {rule['because']} "
            f"(`qdselect rules show {rule['id']}`). Leave one of them out."
        )


def _asks_for_the_known(catalog: Catalog, query: Query) -> bool:
    """Whether some exclusion of the question turns down what it cannot judge."""
    from qdselect.rules.engine import asked_for, in_mode

    strict = [rule for rule in catalog.rules.values() if rule["kind"] == "exclude" and rule.get("on_unknown") == "fail"]
    asked = asked_for(strict, query)
    return any(in_mode(asked, catalog.modes[mode], query) for mode in query.modes)


def _rule_against_ligand(catalog: Catalog, query: Query) -> Mapping[str, Any] | None:
    """The rule of a constraint that turns down every particle with this kind of ligand and no other."""
    from qdselect.columns.table import Table
    from qdselect.rules.engine import asked_for, evaluate, in_every

    rules = [rule for rule in catalog.rules.values() if rule["kind"] == "exclude" and rule["applies"].get("flags")]
    always = in_every([catalog.modes[mode] for mode in query.modes], asked_for(rules, query), query)
    probe = Table.of([{"intervals": {}, "ligand_types": [query.ligand_type]}])
    return next((verdict.rule for verdict in evaluate(always, probe, query) if verdict.fires()[0]), None)
