"""Parts of an answer that are sentences: readings of criteria, the summary, what is untested."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from qdselect.advise.assess import Assessment
from qdselect.advise.tree import predicted_words, rounded_score
from qdselect.evidence.strength import tally
from qdselect.rules.wording import absent, fill, readings, shown

if TYPE_CHECKING:
    from qdselect.evidence.strength import Support
    from qdselect.model.documents.candidate import CriterionDoc, ReasonDoc, ScoreDoc
    from qdselect.rules.engine import Verdict
    from qdselect.score.additive import Criterion

__all__ = ["in_modes", "reasons", "score_doc", "untested_advice"]


def score_doc(assessment: Assessment, row: int, scheme: Mapping[str, Any]) -> ScoreDoc:
    """Score of one row with its parts."""
    total = assessment.score.total
    return {
        "value": rounded_score(total.middle[row]),
        "low": rounded_score(total.low[row]),
        "high": rounded_score(total.high[row]),
        "completeness": rounded_score(total.known[row]),
        "criteria": [_criterion_doc(item, assessment, row, scheme) for item in assessment.score.criteria],
    }


def _criterion_doc(item: Criterion, assessment: Assessment, row: int, scheme: Mapping[str, Any]) -> CriterionDoc:
    if item.name == "evidence":
        reading, because, references = _evidence_reading(assessment.supports[row], scheme)
    elif not item.parts:
        reading, because, references = "no rule", "no rule of this criterion applies in this mode", []
    else:
        reading, because, references = _rule_reading(item, assessment, row)
    return {
        "id": item.name,
        "weight": _rounded(item.weight),
        "value": _rounded(item.values.middle[row]),
        "low": _rounded(item.values.low[row]),
        "high": _rounded(item.values.high[row]),
        "known": _rounded(item.values.known[row]),
        "reading": reading,
        "because": because,
        "references": references,
    }


def _evidence_reading(support: Support, scheme: Mapping[str, Any]) -> tuple[str, str, list[str]]:
    found = tally(support)
    groups = "group" if found["independent_groups"] == 1 else "groups"
    reading = (
        f"{found['supporting']} supporting ({found['independent_groups']} independent {groups}), "
        f"{found['indirect']} indirect, {found['refuting']} refuting"
    )
    because = (
        f"saturating sum of level x quality x directness: {support.supporting:.3f} for, {support.refuting:.3f} against"
    )
    return reading, because, list(scheme["levels"]["in-vitro-cells"]["references"])


def _rule_reading(item: Criterion, assessment: Assessment, row: int) -> tuple[str, str, list[str]]:
    words, sentences, references = [], [], []
    for rule, _, values in item.parts:
        value = assessment.table.read(rule["field"], row)
        read = absent(rule["field"]) if value is None else shown(value)
        predicted = assessment.predicted.get(row, {}).get(rule["field"])
        words.append(f"{rule['field']} {read}" + (f", {predicted_words(predicted)}" if predicted else ""))
        score = [float(values.low[row]), float(values.high[row])]
        if predicted:
            sentences.append(
                f"{rule['field']} is {read}, {predicted_words(predicted)}: {score[0]:.2g} to {score[1]:.2g}"
            )
            references += predicted[3]
        elif value is None:
            sentences.append(f"{rule['field']} is {read}: anything from {score[0]:.2g} to {score[1]:.2g}")
        else:
            text = f"{score[0]:.2f}" if score[0] == score[1] else f"{score[0]:.2f} to {score[1]:.2f}"
            sentences.append(fill(rule["because"], value=value, threshold=None, score=text))
        references += rule["references"]
    return "; ".join(words), "; ".join(sentences), list(dict.fromkeys(references))


def reasons(verdicts: Sequence[Verdict], assessment: Assessment, row: int) -> list[ReasonDoc]:
    """What rules read and decided in one row."""
    found: dict[tuple[str, str], Any] = {}
    predictions = assessment.predicted.get(row, {})
    for verdict in verdicts:
        for reading in readings(verdict, assessment.table, row, assessment.rests_on):
            predicted = predictions.get(reading["field"])
            if predicted and reading["outcome"] == "unknown":
                reading["because"] += f"; {predicted_words(predicted)}, and a prediction does not settle this rule"
                reading["references"] += predicted[3]
            sentence = reading["field"] if reading["outcome"] == "silent" else reading["because"]
            found.setdefault((reading["rule"], sentence), reading)
    return list(found.values())


def in_modes(modes: Iterable[str]) -> str:
    """Modes in words; one that its page does not state could be any."""
    words = [mode if mode != "unstated" else "a mode that its page does not state" for mode in sorted(modes)]
    return ", ".join(words)


def untested_advice(record: Mapping[str, Any], marker: str, mode: str, ligands: Sequence[Mapping[str, Any]]) -> str:
    """What would have to be done before a transferable particle can be called a probe."""
    names = [ligand["name"] for ligand in ligands if not ligand["binds"]][:2]
    ligand = " or ".join(names) if names else "a ligand"
    coat = record.get("coating")
    through = (
        f" through its coat ({coat})" if coat else " (its coat is not reported: ask the authors how it was coupled)"
    )
    return (
        f"Untested combination: no checked source shows {record['name']} on {marker}. One would have to couple {ligand}"
        f"{through}, measure size and brightness again afterwards, and control with {marker}-negative cells, with the "
        f"unconjugated dot, and by blocking with free ligand (mode: {mode})."
    )


def _rounded(value: Any) -> float:
    return round(float(value), 12)
