"""JSON Schemas: of the documents that commands print, and of the files that people write."""

from __future__ import annotations

from typing import Any

from qdselect.errors import UnknownNameError
from qdselect.model.names import nearest

__all__ = ["SCHEMAS", "schema_of"]

SCHEMAS = (
    *("recommend", "explain", "compare", "weights", "panel", "checklist", "predict", "spectra"),
    *("coverage", "list", "show", "instruments"),
    *("source", "rule", "method", "patent", "exception", "checklist-item", "physics", "profile"),
    "instrument",
)


def schema_of(what: str) -> dict[str, Any]:
    """JSON Schema of a document or an authored file.

    Parameters
    ----------
    what : str
        One of `SCHEMAS`.

    Raises
    ------
    UnknownNameError
        No schema has this name.
    """
    from qdselect.catalog.schema import json_schema_of_type, model_for
    from qdselect.model import documents, documents_panel, documents_spectra

    outputs = {
        "recommend": documents.RecommendationDoc,
        "explain": documents.ExplanationDoc,
        "compare": documents.ComparisonDoc,
        "weights": documents.WeightsDoc,
        "panel": documents_panel.PanelDoc,
        "checklist": documents.ChecklistDoc,
        "predict": documents.PredictionDoc,
        "spectra": documents_spectra.SpectraDoc,
        "coverage": documents.CoverageDoc,
        "list": documents.ListDoc,
        "show": documents.ShowDoc,
        "instruments": documents.InstrumentsDoc,
    }
    authored = {
        "source": "source",
        "rule": "rules",
        "method": "methods",
        "patent": "patents",
        "exception": "exceptions",
        "checklist-item": "checklist",
        "physics": "physics",
        "profile": "profile",
        "instrument": "instrument",
    }
    if what in outputs:
        return json_schema_of_type(outputs[what], f"qdselect {what}")
    if what in authored:
        return json_schema_of_type(model_for(authored[what]), f"qdselect {what} file")
    raise UnknownNameError("schema", what, nearest(what, SCHEMAS), f"schemas: {', '.join(SCHEMAS)}")
