"""What a question may ask for beside marker and mode, for type checkers; `qdselect.advise.question.ask` reads it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from typing_extensions import TypedDict

from qdselect.model.names import Names

__all__ = ["Constraints"]


class Constraints(TypedDict, total=False):
    """Keywords of `qdselect.recommend` and of the other calls that ask a question.

    ``emission`` is a range in nm (``"600-700"`` or a pair), ``weights`` are by criterion, ``profile`` and
    ``instrument`` are names or YAML files, ``prefer`` holds sentences such as ``"safety>brightness"``, ``lasers`` are
    in nm, ``filters`` such as ``"605/40"``.
    """

    cd_free: bool
    heavy_metal_free: bool
    exclude_elements: Names
    emission: str | Sequence[float] | None
    excitation_nm: float | None
    max_hydrodynamic_nm: float | None
    renal_clearable: bool
    commercial: bool
    ligand_type: str | None
    cancer: str | None
    min_level: str | None
    allow_unknown: bool
    weights: Mapping[str, float] | None
    profile: str | None
    prefer: Names
    lasers: float | str | Iterable[float | str]
    filters: Names
    instrument: str | None
