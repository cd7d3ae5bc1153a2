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
    from qdselect.model.documents.checklist import ChecklistDoc
    from qdselect.model.documents.comparison import ComparisonDoc, WeightsDoc
    from qdselect.model.documents.coverage import CoverageDoc
    from qdselect.model.documents.explanation import ExplanationDoc
    from qdselect.model.documents.formulation import ListDoc
    from qdselect.model.documents.light import InstrumentsDoc
    from qdselect.model.documents.panel import PanelDoc
    from qdselect.model.documents.prediction import PredictionDoc
    from qdselect.model.documents.recommendation import RecommendationDoc
    from qdselect.model.documents.show import ShowDoc
    from qdselect.model.documents.spectra import SpectraDoc

    outputs = {
        "recommend": RecommendationDoc,
        "explain": ExplanationDoc,
        "compare": ComparisonDoc,
        "weights": WeightsDoc,
        "panel": PanelDoc,
        "checklist": ChecklistDoc,
        "predict": PredictionDoc,
        "spectra": SpectraDoc,
        "coverage": CoverageDoc,
        "list": ListDoc,
        "show": ShowDoc,
        "instruments": InstrumentsDoc,
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
