"""Reports of checks as documents: the tests of the rules, and what is wrong in authored files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qdselect.advise import frame
from qdselect.catalog.catalog import Catalog

if TYPE_CHECKING:
    from qdselect.model.documents.lists import RuleTestsDoc, ValidationDoc

__all__ = ["rule_tests", "validation"]


def rule_tests(catalog: Catalog) -> RuleTestsDoc:
    """Run the tests that stand in the rule files."""
    from qdselect.rules.testing import run_rule_tests

    results = run_rule_tests(catalog.rule(name) for name in catalog.rules)
    rows: Any = [{**result._asdict(), "passed": result.passed} for result in results]
    return {**frame.head(catalog), "tests": rows, "n_rules": len(catalog.rules)}


def validation(path: str | None = None, catalog: str | None = None, rules: str | None = None) -> ValidationDoc:
    """All findings of a file, a folder or the whole catalogue; see `qdselect.catalog.validate.validate`.

    No catalogue is loaded, for the one to check may be broken; so the document does not name one.
    """
    from qdselect.catalog.validate import validate

    files, findings = validate(path, catalog, rules)
    rows: Any = [{**finding._asdict(), "severity": finding.severity} for finding in findings]
    return {
        "schema_version": frame.SCHEMA_VERSION,
        "tool": frame.tool_doc(),
        "n_files": files,
        "findings": rows,
    }
