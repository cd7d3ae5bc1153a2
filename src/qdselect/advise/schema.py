"""JSON Schemas: of the documents that commands print, and of the files that people write."""

from __future__ import annotations

import importlib
from typing import Any

from qdselect.errors import UnknownNameError
from qdselect.model.names import nearest, normalise

__all__ = ["OUTPUTS", "SCHEMAS", "schema_of"]

OUTPUTS = {
    "recommend": "recommendation.RecommendationDoc",
    "explain": "explanation.ExplanationDoc",
    "compare": "comparison.ComparisonDoc",
    "weights": "comparison.WeightsDoc",
    "panel": "panel.PanelDoc",
    "checklist": "checklist.ChecklistDoc",
    "predict": "prediction.PredictionDoc",
    "spectra": "spectra.SpectraDoc",
    "list": "formulation.ListDoc",
    "show": "show.ShowDoc",
    "instruments": "light.InstrumentsDoc",
    "markers": "lists.MarkersDoc",
    "modes": "lists.ModesDoc",
    "methods": "lists.MethodsDoc",
    "references": "lists.ReferencesDoc",
    "coverage": "coverage.CoverageDoc",
    "leads": "lists.LeadsDoc",
    "patents": "lists.PatentsDoc",
    "rules-list": "lists.RuleListDoc",
    "rules-show": "lists.OneRuleDoc",
    "rules-test": "lists.RuleTestsDoc",
    "validate": "lists.ValidationDoc",
}
"""Command (its words joined by hyphens) to module and name of its document in `qdselect.model.documents`."""

AUTHORED = {
    "source": "source",
    "marker": "markers",
    "ligand": "ligands",
    "material": "materials",
    "method": "methods",
    "patent": "patents",
    "exception": "exceptions",
    "rule": "rules",
    "mode": "modes",
    "evidence": "evidence",
    "confidence": "confidence",
    "toxicity": "toxicity",
    "checklist-item": "checklist",
    "physics": "physics",
    "profile": "profile",
    "instrument": "instrument",
}
"""What people write, and the kind of file that it stands in: every kind has its schema."""

SCHEMAS = (*OUTPUTS, *AUTHORED)


def schema_of(what: str) -> dict[str, Any]:
    """JSON Schema of a document or an authored file.

    Parameters
    ----------
    what : str
        One of `SCHEMAS`, whatever its case and hyphens.

    Raises
    ------
    UnknownNameError
        No schema has this name.

    Examples
    --------
    >>> schema_of("rules list")["title"]
    'qdselect rules list'
    """
    name = {normalise(known): known for known in SCHEMAS}.get(normalise(what))
    if name is None:
        raise UnknownNameError("schema", what, nearest(what, SCHEMAS), f"schemas: {', '.join(SCHEMAS)}")
    from qdselect.catalog.schema import json_schema_of_type, model_for

    if name in AUTHORED:
        return json_schema_of_type(model_for(AUTHORED[name]), f"qdselect {name} file")
    module, document = OUTPUTS[name].split(".")
    kind = getattr(importlib.import_module(f"qdselect.model.documents.{module}"), document)
    return json_schema_of_type(kind, f"qdselect {name.replace('-', ' ')}")
