"""From a document to what a person sees of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from qdselect.render.view import View
from qdselect.render.view_cards import explanation_view, show_view
from qdselect.render.view_checklist import checklist_view
from qdselect.render.view_compare import comparison_view, weights_view
from qdselect.render.view_coverage import coverage_view
from qdselect.render.view_lists import (
    findings_view,
    formulations_view,
    leads_view,
    markers_view,
    methods_view,
    modes_view,
    patents_view,
    references_view,
    rule_view,
    rules_view,
    tests_view,
)
from qdselect.render.view_panel import panel_view
from qdselect.render.view_predict import prediction_view
from qdselect.render.view_recommend import recommendation_view

__all__ = ["view_of"]


def _instruments(document: Mapping[str, Any]) -> View:
    """Looked at by one command only, and loaded by it."""
    from qdselect.render.view_instruments import instruments_view

    return instruments_view(document)


def _spectra_view(document: Mapping[str, Any]) -> View:
    """Only spectra load what pictures are made of."""
    from qdselect.render.view_spectra import spectra_view

    return spectra_view(document)


_VIEWS: tuple[tuple[str, Callable[..., View]], ...] = (
    ("candidates", recommendation_view),
    ("verdict", explanation_view),
    ("panels", panel_view),
    ("compared", comparison_view),
    ("weights_of_mode", weights_view),
    ("items", checklist_view),
    ("predicted", prediction_view),
    ("points", _spectra_view),
    ("rivals", show_view),
    ("coverage", coverage_view),
    ("formulations", formulations_view),
    ("findings", findings_view),
    ("tests", tests_view),
    ("rules_listed", rules_view),
    ("rule", rule_view),
    ("markers", markers_view),
    ("modes", modes_view),
    ("methods", methods_view),
    ("leads", leads_view),
    ("patents", patents_view),
    ("instruments", _instruments),
    ("references", references_view),
)


def view_of(document: Mapping[str, Any], **options: Any) -> View:
    """View of a document, by the list that it carries."""
    for key, build in _VIEWS:
        if key in document:
            return build(document, **options)
    raise ValueError("no view for this document")
