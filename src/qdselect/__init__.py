"""qdselect: which quantum-dot probe for which cancer biomarker, why, and how sure.

The library calls carry the names of the commands and give the same results:

>>> import qdselect
>>> answer = qdselect.recommend(marker="HER2", mode="live-cell", cd_free=True)
>>> answer.document["query"]["marker"]["id"]
'HER2'

Nothing heavy is imported until a function is called.
"""

from __future__ import annotations

TYPE_CHECKING = False
"""True for those who check types; `typing` is not loaded for it, since every command starts here."""

__version__ = "0.1.0"
__all__ = [
    "__version__",
    "checklist",
    "compare",
    "explain",
    "instruments",
    "list_formulations",
    "load_catalog",
    "panel",
    "predict",
    "recommend",
    "show",
    "spectra",
    "weights",
]

if TYPE_CHECKING:
    from typing import Any

    from qdselect.api import (
        checklist,
        compare,
        explain,
        instruments,
        list_formulations,
        panel,
        predict,
        recommend,
        show,
        spectra,
        weights,
    )
    from qdselect.catalog.catalog import load_catalog


def __getattr__(name: str) -> Any:
    if name == "load_catalog":
        from qdselect.catalog.catalog import load_catalog

        return load_catalog
    if name in __all__:
        from qdselect import api

        return getattr(api, name)
    raise AttributeError(f"module 'qdselect' has no attribute {name!r}")
