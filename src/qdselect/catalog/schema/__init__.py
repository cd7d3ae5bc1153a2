"""Shape of the authored files: the only package that uses pydantic.

The models check a file by itself. What needs the rest of the catalogue (dangling ids, a formula that does not
parse, a level that contradicts its mode) is checked in `qdselect.catalog.checks`.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from qdselect.catalog.schema.checklist import ChecklistFile
from qdselect.catalog.schema.instruments import InstrumentFile
from qdselect.catalog.schema.modes import ModeFile
from qdselect.catalog.schema.physics import PhysicsFile
from qdselect.catalog.schema.rules import RuleFile
from qdselect.catalog.schema.schemes import ConfidenceFile, EvidenceFile, ProfileFile, ToxicityFile
from qdselect.catalog.schema.source import Source
from qdselect.catalog.schema.vocabularies import (
    ExceptionFile,
    LigandFile,
    MarkerFile,
    MaterialFile,
    MethodFile,
    PatentFile,
)

__all__ = ["FILE_MODELS", "Source", "ValidationError", "json_schema_of_type", "model_for"]

FILE_MODELS: dict[str, type[BaseModel]] = {
    "source": Source,
    "markers": MarkerFile,
    "ligands": LigandFile,
    "materials": MaterialFile,
    "methods": MethodFile,
    "patents": PatentFile,
    "exceptions": ExceptionFile,
    "modes": ModeFile,
    "evidence": EvidenceFile,
    "confidence": ConfidenceFile,
    "profile": ProfileFile,
    "toxicity": ToxicityFile,
    "checklist": ChecklistFile,
    "physics": PhysicsFile,
    "instrument": InstrumentFile,
    "rules": RuleFile,
}
"""Model per kind of file."""


def model_for(kind: str) -> type[BaseModel]:
    """The pydantic model of one kind of authored file."""
    return FILE_MODELS[kind]


def json_schema_of_type(kind: Any, title: str) -> dict[str, Any]:
    """JSON Schema of a typed document, or of what an authored file may hold."""
    schema = TypeAdapter(kind).json_schema(mode="validation")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": title}
