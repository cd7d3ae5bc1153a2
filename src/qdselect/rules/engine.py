"""Evaluate rules over a table; the evaluation is its own explanation.

A rule is a record of the index (see ``docs/rules.md``). Its check becomes a tree of `Node`; every node keeps its
truth per row, so that *why*, *why not* and *cannot tell* for one row are read from the same evaluation.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from qdselect.columns.table import Table
from qdselect.columns.truth import Truth
from qdselect.model.fields import TOLD_WITH
from qdselect.model.query import Query
from qdselect.model.struct import Struct

if TYPE_CHECKING:
    from qdselect.columns.table import Column
    from qdselect.columns.truth import Bools

__all__ = [
    "Node",
    "Verdict",
    "asked_for",
    "evaluate",
    "evaluate_check",
    "fields_read",
    "in_every",
    "in_mode",
    "left_out",
]

Record = Mapping[str, Any]


class Node(Struct):
    """A check, evaluated: an atom, or ``all`` / ``any`` / ``not`` over nodes.

    Attributes
    ----------
    kind : str
        ``atom``, ``all``, ``any`` or ``not``.
    truth : Truth
        Per row.
    parts : tuple of Node
        Below a combinator.
    field, operator, threshold
        Of an atom.
    """

    kind: str
    truth: Truth
    parts: tuple[Node, ...] = ()
    field: str = ""
    operator: str = ""
    threshold: Any = None

    def deciding(self, row: int, want: bool | None) -> list[Node]:
        """Atoms that made this node come out as ``want`` (true, false, ``None`` = unknown) in a row."""
        if self.kind == "atom":
            return [self]
        if self.kind == "not":
            return self.parts[0].deciding(row, None if want is None else not want)
        return [atom for part in self.parts if part.truth.at(row) is want for atom in part.deciding(row, want)]


class Verdict:
    """A rule, evaluated over a table.

    Attributes
    ----------
    rule : mapping
        The rule.
    node : Node
        Its check.
    worded : dict
        What was said of rows, by what these hold of the fields that the check reads; see `qdselect.rules.wording`.
    """

    def __init__(self, rule: Record, node: Node) -> None:
        self.rule, self.node = rule, node
        self.worded: dict[Hashable, list[dict[str, Any]]] = {}
        self._columns: tuple[Column, ...] | None = None

    def held(self, table: Table, row: int) -> Hashable:
        """What decides about a row: equal for rows that hold the same in all fields that are read and told of."""
        if self._columns is None:
            read = fields_read(self.rule["check"])
            told = (name for field in read for name in (field, *TOLD_WITH.get(field, ())))
            self._columns = tuple(map(table.column, told))
        return tuple([column.key(row) for column in self._columns])

    def fires(self) -> Bools:
        """Rows in which the rule certainly fires."""
        return self.node.truth.true

    def excluded(self, allow_unknown: bool = False) -> Bools:
        """Rows that an exclusion turns down; what it cannot judge follows ``on_unknown``."""
        if self.rule["on_unknown"] == "fail" and not allow_unknown:
            excluded: Bools = ~self.node.truth.false
            return excluded
        return self.node.truth.true

    def cautions(self, allow_unknown: bool = False) -> Bools:
        """Rows in which the rule must be mentioned although it excludes nothing."""
        on_unknown, unknown = self.rule["on_unknown"], self.node.truth.unknown
        if self.rule["kind"] == "warn":
            return self.node.truth.true if on_unknown == "pass" else self.node.truth.true | unknown
        if on_unknown == "flag" or (on_unknown == "fail" and allow_unknown):
            return unknown
        return unknown & False

    def atoms_at(self, row: int) -> list[Node]:
        """Atoms that decided the outcome in one row."""
        return self.node.deciding(row, self.node.truth.at(row))


def asked_for(rules: Iterable[Record], query: Query) -> list[Record]:
    """Rules that apply to a question in some mode, in order of their ids."""
    flags = set(query.flags())
    found = []
    for rule in rules:
        applies = rule["applies"]
        markers = applies.get("markers")
        if flags.issuperset(applies.get("flags") or ()) and (not markers or query.marker in markers):
            found.append(rule)
    return sorted(found, key=lambda rule: str(rule["id"]))


def in_mode(rules: Iterable[Record], mode: Record, query: Query) -> list[Record]:
    """Those of the rules that apply in a mode, with as many photons as excite together there."""
    return [rule for rule in _of_mode(rules, mode) if _of_photons(rule, query.photons(mode["id"]))]


def in_every(modes: Sequence[Record], rules: Iterable[Record], query: Query) -> list[Record]:
    """Those of the rules that apply in all of some modes."""
    return [rule for rule in rules if all(in_mode([rule], mode, query) for mode in modes)]


def left_out(rules: Iterable[Record], mode: Record, query: Query) -> list[Record]:
    """Those that would apply in a mode if it were not for the number of photons that excite together."""
    return [rule for rule in _of_mode(rules, mode) if not _of_photons(rule, query.photons(mode["id"]))]


def _of_mode(rules: Iterable[Record], mode: Record) -> list[Record]:
    own = {mode["id"], mode["family"]}
    return [rule for rule in rules if not (modes := rule["applies"].get("modes")) or not own.isdisjoint(modes)]


def _of_photons(rule: Record, photons: int) -> bool:
    return bool(rule["applies"].get("photons", photons) == photons)


def evaluate(rules: Iterable[Record], table: Table, query: Query) -> list[Verdict]:
    """Evaluate rules that have a check; what reads nothing of a mode is evaluated once for all modes."""
    return [Verdict(rule, _remembered(rule, table, query)) for rule in rules if rule.get("check")]


def _remembered(rule: Record, table: Table, query: Query) -> Node:
    check = rule["check"]
    return table.remember(
        ("check", rule["id"], query), tuple(fields_read(check)), lambda: evaluate_check(check, table, query)
    )


def fields_read(check: Record) -> Iterator[str]:
    """Fields that a check reads."""
    if "field" in check:
        yield check["field"]
    elif "not" in check:
        yield from fields_read(check["not"])
    else:
        for part in check.get("all") or check.get("any") or ():
            yield from fields_read(part)


def evaluate_check(check: Record, table: Table, query: Query) -> Node:
    """Evaluate one check over a table.

    Parameters
    ----------
    check : mapping
        Atom or combinator, already type-checked.
    table : Table
        Columns.
    query : Query
        Supplies thresholds of the form ``{query: name}``.
    """
    if "field" in check:
        threshold = check["value"]
        if isinstance(threshold, Mapping):
            threshold = query.value(threshold["query"])
        truth = table.compare(check["field"], check["op"], threshold)
        return Node("atom", truth, (), check["field"], check["op"], threshold)
    if "not" in check:
        part = evaluate_check(check["not"], table, query)
        return Node("not", ~part.truth, (part,))
    kind = "all" if "all" in check else "any"
    parts = tuple(evaluate_check(part, table, query) for part in check[kind])
    truth = parts[0].truth
    for part in parts[1:]:
        truth = truth & part.truth if kind == "all" else truth | part.truth
    return Node(kind, truth, parts)
