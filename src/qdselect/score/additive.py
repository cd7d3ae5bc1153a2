"""Additive value model: ``score = sum(weight_c * value_c)`` over fixed value functions.

Values are intervals: an unknown property spans the documented typical range of its material, or the whole function.
The functions never look at the other candidates, so adding or removing one cannot swap two others. How sure a
ranking is (sampling weights and unknown values) belongs beside this module.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import qdselect.columns.values as value_functions
from qdselect.columns.table import Numbers, Table
from qdselect.columns.values import Values
from qdselect.model.vocabulary import CRITERIA

__all__ = ["Criterion", "Score", "mode_weights", "score_table"]

Record = Mapping[str, Any]
Typical = Mapping[str, Mapping[int, tuple[float, float]]]


class Criterion(NamedTuple):
    """One criterion over all rows.

    Attributes
    ----------
    name : str
        Name of the criterion.
    weight : float
        Its share of the score.
    values : Values
        Value per row.
    parts : tuple of (rule, share, Values)
        Score rules that it is the mean of; empty for evidence.
    """

    name: str
    weight: float
    values: Values
    parts: tuple[tuple[Record, float, Values], ...] = ()


class Score(NamedTuple):
    """Scores of all rows, and what they are the sum of."""

    total: Values
    criteria: tuple[Criterion, ...]


def mode_weights(mode: Record, changed: Sequence[tuple[str, float]] = ()) -> dict[str, float]:
    """Weights of a mode in the order of the criteria, with the user's changes, scaled to a sum of 1."""
    weights = {name: float(mode["weights"].get(name, 0.0)) for name in CRITERIA} | dict(changed)
    total = sum(weights.values())
    return {name: weight / total for name, weight in weights.items()}


def score_table(
    table: Table, rules: Sequence[Record], weights: Mapping[str, float], evidence: Values, typical: Typical
) -> Score:
    """Score every row.

    Parameters
    ----------
    table : Table
        Columns.
    rules : sequence of mapping
        Score rules that apply in the mode.
    weights : mapping of str to float
        Weight per criterion, sum 1.
    evidence : Values
        Evidence criterion per row.
    typical : mapping
        Per field and row, the typical range that stands in for an unknown value.
    """
    criteria = []
    for name, weight in weights.items():
        own = sorted((rule for rule in rules if rule["criterion"] == name), key=lambda rule: str(rule["id"]))
        if name == "evidence" or not own:
            values = evidence if name == "evidence" else _undefined(table.size)
            criteria.append(Criterion(name, weight, values))
            continue
        total = sum(rule["share"] for rule in own)
        parts = tuple((rule, rule["share"] / total, rule_values(rule, table, typical)) for rule in own)
        criteria.append(Criterion(name, weight, value_functions.weighted_sum([part[1:] for part in parts]), parts))
    total_values = value_functions.weighted_sum([(item.weight, item.values) for item in criteria])
    return Score(total_values, tuple(criteria))


def _undefined(size: int) -> Values:
    """A criterion for which no rule applies in the mode: nothing is known, nothing is gained."""
    half = value_functions.constant([0.5] * size)
    return Values(half.low, half.high, half.known * 0)


def rule_values(rule: Record, table: Table, typical: Typical) -> Values:
    """Value of one score rule in every row; ``typical`` belongs to the rows of the table."""
    field = rule["field"]
    return table.remember(("value", rule["id"]), (field,), lambda: _rule_values(rule, table, typical))


def _rule_values(rule: Record, table: Table, typical: Typical) -> Values:
    column = table.column(rule["field"])
    if rule.get("points"):
        assert isinstance(column, Numbers)
        narrowed = value_functions.within_typical(column, typical.get(rule["field"], {}))
        values = value_functions.piecewise(rule["points"], narrowed)
    else:
        values = value_functions.table_values(rule["table"], column)
    if rule["on_unknown"] == "fail":
        return Values(values.low, _worst_if_unknown(values), values.known)
    return values


def _worst_if_unknown(values: Values) -> Any:
    return values.low * (1 - values.known) + values.high * values.known
