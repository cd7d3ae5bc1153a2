"""Checks of a rule file: where rules apply, the type of their checks, their sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from qdselect.catalog.files import Authored
from qdselect.catalog.findings import Finding
from qdselect.catalog.known import Known, check_references, records_in, words_in
from qdselect.model.expression import QUERY_FLAGS, atoms, faults_in_check
from qdselect.model.fields import FIELDS
from qdselect.model.names import did_you_mean
from qdselect.model.vocabulary import CONDITIONAL_CRITERIA, CRITERIA

__all__ = ["check_rules"]


def check_rules(file: Authored, known: Known) -> Iterator[Finding]:
    """Findings of one rule file."""
    for place, rule in records_in(file.data, "rules"):
        where = ("rules", place)
        yield from _check_applies(file, rule, where, known)
        yield from _check_rule_shape(file, rule, where)
        yield from _check_rule_tests(file, rule, where)
        check = rule.get("check") or {}
        for atom in () if faults_in_check(check) else atoms(check):
            unflagged = not (rule.get("applies") or {}).get("flags") and not file.lost(where, "applies")
            if isinstance(atom.get("value"), dict) and unflagged:
                message = "a threshold from the question, in a rule that no query flag switches on"
                yield file.finding("rule-flag", (*where, "applies"), message, "name the flag", key=True)
    yield from check_references(file, known)


def _check_applies(file: Authored, rule: Any, where: tuple[Any, ...], known: Known) -> Iterator[Finding]:
    applies = rule.get("applies") or {}
    lists = (
        ("modes", {*known.modes, *known.families}, "unknown-mode"),
        ("flags", set(QUERY_FLAGS), "rule-flag"),
        ("markers", known.markers, "unknown-marker"),
    )
    for key, valid, code in lists:
        for place, name in words_in(applies, key):
            if name not in valid and key not in known.unread:
                fix = did_you_mean(name, valid, "correct it")
                yield file.finding(code, (*where, "applies", key, place), f"unknown {key[:-1]} {name!r}", fix)


def _check_rule_shape(file: Authored, rule: Any, where: tuple[Any, ...]) -> Iterator[Finding]:
    if "kind" not in rule:
        return
    if rule["kind"] == "score":
        if not file.lost(where, "criterion", "field", "points", "table"):
            yield from _check_score_rule(file, rule, where)
    elif file.lost(where, "check"):
        pass
    elif rule.get("check") is None:
        yield file.finding("rule-shape", where, f"a rule of kind {rule['kind']} needs a check", "add `check`")
    else:
        for fault in faults_in_check(rule["check"]):
            yield file.finding("rule-check", (*where, "check", *fault.path), fault.message, fault.fix)
    allowed = ("value", "threshold", "score") if rule["kind"] == "score" else ("value", "threshold")
    for name in _placeholders(rule.get("because") or ""):
        if name not in allowed:
            fix = "use " + " or ".join(f"{{{word}}}" for word in allowed)
            yield file.finding("rule-template", (*where, "because"), f"nothing fills {{{name}}}", fix)


def _check_score_rule(file: Authored, rule: Any, where: tuple[Any, ...]) -> Iterator[Finding]:
    kind = FIELDS[rule["field"]].kind if rule.get("field") in FIELDS else None
    needs = {"number": "points", "category": "table", "truth": "table"}.get(kind or "")
    if rule.get("criterion") not in (*CRITERIA, *CONDITIONAL_CRITERIA) or needs is None or not rule.get(needs):
        message = "a score rule needs a criterion, a number with points, or a category with a table"
        yield file.finding("rule-shape", where, message, "see docs/rules.md")
        return
    points = rule.get("points") or []
    if [point[0] for point in points] != sorted({point[0] for point in points}):
        yield file.finding("rule-shape", (*where, "points"), "x of the points must increase", "sort them", key=True)
    if any(not 0 <= point[1] <= 1 for point in points):
        yield file.finding("rule-shape", (*where, "points"), "values must lie in 0 to 1", "correct them", key=True)


def _check_rule_tests(file: Authored, rule: Any, where: tuple[Any, ...]) -> Iterator[Finding]:
    """Every kind of outcome that the rule can have stands in its tests; whether they hold, `rules test` says."""
    check = rule.get("check") or {}
    if "kind" not in rule or file.lost(where, "check", "tests"):
        return
    expected = {test.get("expect") for _, test in records_in(rule, "tests")}
    if rule["kind"] == "score":
        missing = [] if expected - {"unknown"} else ["a value"]
    elif faults_in_check(check):
        return
    else:
        missing = [outcome for outcome in ("fires", "silent") if outcome not in expected]
    always_known = check and all(atom.get("op") == "known" for atom in atoms(check))
    if "unknown" not in expected and not always_known:
        missing.append("unknown")
    if missing:
        message = f"no test expects {' or '.join(missing)}"
        fix = "add one, and run `qdselect rules test`"
        yield file.finding("rule-untested", (*where, "tests"), message, fix, key=True)


def _placeholders(template: str) -> list[str]:
    from string import Formatter

    try:
        return [name for _, name, _, _ in Formatter().parse(template) if name is not None]
    except ValueError:
        return ["{"]
