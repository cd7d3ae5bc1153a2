"""Build hook: compile the catalogue and the rules into the wheel.

An editable install reads the checkout's own ``catalog/`` and ``rules/``; for it the hook does nothing.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileCatalogHook(BuildHookInterface[Any]):
    """Put the compiled index and the YAML it came from inside the package."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the index and add it, the catalogue and the rules to the wheel."""
        if version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root / "src"))
        from qdselect.catalog.build import write_index

        self._folder = tempfile.TemporaryDirectory(prefix="qdselect-build-")
        index = Path(self._folder.name) / "index.qdx"
        write_index(root / "catalog", root / "rules", index)
        build_data["force_include"].update(
            {
                str(index): "qdselect/_data/index.qdx",
                str(root / "catalog"): "qdselect/_data/catalog",
                str(root / "rules"): "qdselect/_data/rules",
            }
        )
        build_data["pure_python"] = True

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the temporary folder."""
        folder = getattr(self, "_folder", None)
        if folder is not None:
            folder.cleanup()
