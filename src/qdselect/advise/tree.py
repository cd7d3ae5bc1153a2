"""Explanation trees: ``{value, description, details}`` for scores and for rules alike.

The values of a score's tree are decimal numbers with `DECIMALS` places. They are rounded so that at every node the
details add up to the value, and the root is the printed score: the leaves add up to it exactly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from qdselect.evidence.strength import LIMIT
from qdselect.model.struct import Struct
from qdselect.rules.wording import readings, shown

if TYPE_CHECKING:
    from qdselect.advise.assess import Assessment
    from qdselect.evidence.strength import Support, Weighed
    from qdselect.model.documents.candidate import TreeDoc
    from qdselect.rules.engine import Node, Verdict
    from qdselect.score.additive import Criterion

__all__ = ["DECIMALS", "predicted_words", "rounded_score", "rule_tree", "score_tree", "trees_of"]

DECIMALS = 4
UNIT = 10**DECIMALS
OUTCOMES = {True: "fires", False: "does not fire", None: "cannot be told"}


class Part(Struct):
    """A node before rounding."""

    value: float
    description: str
    details: tuple[Part, ...] = ()


def rounded_score(value: Any) -> float:
    """A score as it is printed."""
    return round(float(value), DECIMALS) + 0.0


def predicted_words(predicted: Sequence[Any]) -> str:
    """A predicted interval in words, with its model; it never reads as a reported value.

    Examples
    --------
    >>> predicted_words([None, 738.0, "bulk-gap", ["mat-azom-cdse"], []])
    'predicted at most 738 (bulk-gap)'
    """
    return f"predicted {shown(predicted[:2])} ({predicted[2]})"


def score_tree(assessment: Assessment, row: int, scheme: Mapping[str, Any]) -> TreeDoc:
    """The score of one row as a tree: criteria, and below them what each was made of."""
    criteria = tuple(_criterion(item, assessment, row, scheme) for item in assessment.score.criteria)
    total = float(assessment.score.total.middle[row])
    return _rounded(Part(total, f"score in {assessment.mode['id']}", criteria), round(rounded_score(total) * UNIT))


def _criterion(item: Criterion, assessment: Assessment, row: int, scheme: Mapping[str, Any]) -> Part:
    value = float(item.values.middle[row])
    text = f"{item.name}: weight {item.weight:.3f} x value {value:.3f}"
    if item.name == "evidence":
        details = _evidence(item.weight, assessment.supports[row], scheme)
    else:
        details = tuple(
            Part(item.weight * share * float(own.middle[row]), _reading(rule, share, own, assessment, row))
            for rule, share, own in item.parts
        )
    return Part(item.weight * value, text, details)


def _reading(rule: Mapping[str, Any], share: float, values: Any, assessment: Assessment, row: int) -> str:
    read = shown(assessment.table.read(rule["field"], row))
    predicted = assessment.predicted.get(row, {}).get(rule["field"])
    if predicted:
        read += f", {predicted_words(predicted)}"
    low, middle, high = (float(end[row]) for end in (values.low, values.middle, values.high))
    span = "" if low == high else f", from {low:.2f} to {high:.2f}"
    part = "" if share == 1 else f", share {share:.2f}"
    return f"{rule['field']} {read}: {middle:.3f}{span}{part} [{rule['id']}]"


def _evidence(weight: float, support: Support, scheme: Mapping[str, Any]) -> tuple[Part, ...]:
    """One part per record; those of a group that already counts add nothing."""
    found, place = [], {"supports": 0, "refutes": 0}
    for item in support.weighed:
        direction = item.record.get("direction", "supports")
        if not item.counted:
            found.append(Part(0.0, _record(item) + ", a weaker record of a group that already counts"))
            continue
        place[direction] += 1
        share = item.strength / place[direction] ** 2 / LIMIT
        sign = 1.0 if direction == "supports" else -float(scheme["refuting"]["value"])
        found.append(Part(sign * weight * share, f"{_record(item)} / {place[direction]}^2 / {LIMIT:.4f}"))
    rest = weight * support.value - sum(part.value for part in found)
    if abs(rest) > 1e-12:
        found.append(Part(rest, "the criterion stays between 0 and 1"))
    return tuple(found)


def _record(item: Weighed) -> str:
    against = "against: " if item.record.get("direction") == "refutes" else ""
    factors = " x ".join(f"{name} {value:g}" for name, value in item.factors.items())
    return f"{against}{item.record['reference']}: strength {round(item.strength, 6):.3f} = {factors}"


def _rounded(part: Part, units: int) -> TreeDoc:
    """Round a node to so many units, and its details so that they add up to it (largest remainders)."""
    return {
        "value": units / UNIT,
        "description": part.description,
        "details": [_rounded(*pair) for pair in zip(part.details, _shared_out(part.details, units), strict=True)],
    }


def _shared_out(parts: Sequence[Part], units: int) -> list[int]:
    exact = [part.value * UNIT for part in parts]
    found = [round(value) for value in exact]
    left = units - sum(found)
    step = 1 if left > 0 else -1
    by_need = sorted(range(len(parts)), key=lambda place: step * (found[place] - exact[place]))
    for place in (by_need * (1 + abs(left)))[: abs(left)]:
        found[place] += step
    return found


def rule_tree(verdict: Verdict, assessment: Assessment, row: int) -> TreeDoc:
    """What one rule decided in a row, as a tree: true when it fires, null when it cannot be told."""
    truth = verdict.node.truth.at(row)
    sentences = [reading["because"] for reading in readings(verdict, assessment.table, row, assessment.rests_on)]
    because = f": {sentences[0]}" if sentences and truth is not False else ""
    return {
        "value": truth,
        "description": f"{verdict.rule['kind']} {verdict.rule['id']} {OUTCOMES[truth]}{because}",
        "details": [_check(verdict.node, assessment, row)],
    }


def _check(node: Node, assessment: Assessment, row: int) -> TreeDoc:
    truth = node.truth.at(row)
    if node.kind != "atom":
        words = {"all": "all of", "any": "any of", "not": "not"}
        details = [_check(part, assessment, row) for part in node.parts]
        return {"value": truth, "description": words[node.kind], "details": details}
    from qdselect.model.fields import OPERATOR_WORDS

    value = shown(assessment.table.read(node.field, row))
    text = f"{node.field} {value}; {OPERATOR_WORDS[node.operator]} {shown(node.threshold)}"
    return {"value": truth, "description": text, "details": []}


def trees_of(assessment: Assessment, row: int, scheme: Mapping[str, Any]) -> list[TreeDoc]:
    """The score of a row, and every rule that turned it down or must be mentioned."""
    verdicts = [*assessment.excluded_by(row), *assessment.cautions(row)]
    return [
        score_tree(assessment, row, scheme),
        *(rule_tree(verdict, assessment, row) for verdict in verdicts),
    ]
