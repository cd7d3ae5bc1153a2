"""From a document to what a person sees of it."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

from qdselect.render.view import View

__all__ = ["VIEWS", "view_of"]

VIEWS = {
    "candidates": ("view_recommend", "recommendation_view"),
    "verdict": ("view_cards", "explanation_view"),
    "panels": ("view_panel", "panel_view"),
    "compared": ("view_compare", "comparison_view"),
    "weights_of_mode": ("view_compare", "weights_view"),
    "items": ("view_checklist", "checklist_view"),
    "predicted": ("view_predict", "prediction_view"),
    "points": ("view_spectra", "spectra_view"),
    "rivals": ("view_cards", "show_view"),
    "coverage": ("view_coverage", "coverage_view"),
    "formulations": ("view_lists", "formulations_view"),
    "findings": ("view_lists", "findings_view"),
    "tests": ("view_lists", "tests_view"),
    "rules_listed": ("view_lists", "rules_view"),
    "rule": ("view_lists", "rule_view"),
    "markers": ("view_lists", "markers_view"),
    "modes": ("view_lists", "modes_view"),
    "methods": ("view_lists", "methods_view"),
    "leads": ("view_lists", "leads_view"),
    "patents": ("view_lists", "patents_view"),
    "instruments": ("view_instruments", "instruments_view"),
    "references": ("view_lists", "references_view"),
}
"""The list that a document carries: module and name of its view, which is loaded by the command that shows it."""


def view_of(document: Mapping[str, Any], **options: Any) -> View:
    """View of a document, by the first list of `VIEWS` that it carries."""
    for key, (module, name) in VIEWS.items():
        if key in document:
            view: View = getattr(importlib.import_module(f"qdselect.render.{module}"), name)(document, **options)
            return view
    raise ValueError("no view for this document")
