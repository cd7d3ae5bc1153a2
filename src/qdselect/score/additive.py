"""Additive value model: ``score = sum(weight_c * value_c)`` over fixed value functions.

Values are intervals: an unknown property spans the documented typical range of its material, or the whole function.
The functions never look at the other candidates, so adding or removing one cannot swap two others. How sure a
ranking is, is the subject of `qdselect.score.confidence`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import qdselect.columns.values as value_functions
from qdselect.columns.table import Numbers, Table
from qdselect.columns.values import Values
from qdselect.model.struct import Struct

__all__ = ["Criterion", "Score", "score_table"]

Record = Mapping[str, Any]
Ranges = Mapping[str, Mapping[int, tuple[float, float]]]


class Criterion(Struct):
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


class Score(Struct):
    """Scores of all rows, and what they are the sum of."""

    total: Values
    criteria: tuple[Criterion, ...]


def score_table(
    table: Table, rules: Sequence[Record], weights: Mapping[str, float], evidence: Values, ranges: Ranges
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
    ranges : mapping
        Per field and row, where the number may lie: the spread of what was reported, or a typical range.
    """
    criteria = []
    for name, weight in weights.items():
        own = sorted((rule for rule in rules if rule["criterion"] == name), key=lambda rule: str(rule["id"]))
        if name == "evidence" or not own:
            values = evidence if name == "evidence" else _undefined(table.size)
            criteria.append(Criterion(name, weight, values))
            continue
        total = sum(rule["share"] for rule in own)
        parts = tuple((rule, rule["share"] / total, rule_values(rule, table, ranges)) for rule in own)
        criteria.append(Criterion(name, weight, value_functions.weighted_sum([part[1:] for part in parts]), parts))
    total_values = value_functions.weighted_sum([(item.weight, item.values) for item in criteria])
    return Score(total_values, tuple(criteria))


def _undefined(size: int) -> Values:
    """A criterion for which no rule applies in the mode: nothing is known, nothing is gained."""
    half = value_functions.constant([0.5] * size)
    return half._replace(known=half.known * 0)


def rule_values(rule: Record, table: Table, ranges: Ranges) -> Values:
    """Value of one score rule in every row; ``ranges`` belong to the rows of the table."""
    field = rule["field"]
    return table.remember(("value", rule["id"]), (field,), lambda: _rule_values(rule, table, ranges))


def _rule_values(rule: Record, table: Table, ranges: Ranges) -> Values:
    column = table.column(rule["field"])
    if rule.get("points"):
        assert isinstance(column, Numbers)
        values = value_functions.piecewise(rule["points"], column, ranges.get(rule["field"]))
    else:
        values = value_functions.table_values(rule["table"], column)
    return _worst_if_unknown(values) if rule["on_unknown"] == "fail" else values


def _worst_if_unknown(values: Values) -> Values:
    worst = values.low * (1 - values.known)
    return values._replace(high=worst + values.high * values.known, middle=worst + values.middle * values.known)
