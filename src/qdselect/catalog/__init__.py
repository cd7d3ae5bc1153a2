"""The catalogue: authored YAML in, a compiled index out, typed look-ups on top."""

from __future__ import annotations

from qdselect.catalog.catalog import Catalog, load_catalog

__all__ = ["Catalog", "load_catalog"]
