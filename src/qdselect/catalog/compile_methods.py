"""Compile methods: the defined vocabularies, and by which methods each particle was characterised."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from qdselect.catalog.files import Authored
from qdselect.model.fields import NUMERIC
from qdselect.model.vocabulary import CHARACTERISATION, DEFINED

__all__ = ["characterisation_of", "methods_in", "methods_of"]

Record = dict[str, Any]

_WORDS = {
    "TEM": r"(hr|cryo-?|s)?tem|transmission electron microscopy",
    "SEM": r"(fe-?)?sem|scanning electron microscopy",
    "AFM": r"afm|atomic force microscopy",
    "XRD": r"p?xrd|x-ray diffraction",
    "EDS": r"edx?s|edx|energy[- ]dispersive x-ray( spectroscopy)?",
    "XPS": r"xps|x-ray photoelectron spectroscopy",
    "ICP": r"icp(-ms|-oes|-aes)?",
    "FTIR": r"ft-?ir",
    "UV-Vis": r"uv[-/ ]?vis",
    "DLS": r"dls|dynamic light scattering",
    "FCS": r"fcs|fluorescence correlation spectroscopy",
    "SEC": r"sec|gpc|hplc-sec|size[- ]exclusion( chromatography)?|gel permeation chromatography",
}
"""How the method of a value names a word of the vocabulary; one that it does not name for certain is left out."""

_PATTERNS = {word: re.compile(rf"(?<![a-z0-9])({words})(?![a-z0-9])") for word, words in _WORDS.items()}


def methods_of(file: Authored | None) -> list[Record]:
    """Words of the defined vocabularies, in their order; what ``methods.yaml`` does not say stays unknown."""
    return list(_methods(file.data if file else {}))


def _methods(data: Mapping[str, Any]) -> Iterator[Record]:
    for vocabulary, words in DEFINED.items():
        defined = {item["id"]: item for item in data.get(vocabulary) or ()}
        for word in words:
            item = defined.get(word, {})
            yield {
                "vocabulary": vocabulary,
                "id": word,
                "name": item.get("name"),
                "definition": item.get("definition") or item.get("measures"),
                "references": item.get("references") or [],
            }


def methods_in(text: str) -> list[str]:
    """Words of the vocabulary that the method of a value names.

    Examples
    --------
    >>> methods_in("XRD and HRTEM")
    ['TEM', 'XRD']
    >>> methods_in("system of unknown kind")
    []
    """
    return [word for word, pattern in _PATTERNS.items() if pattern.search(text.lower())]


def characterisation_of(reported: Mapping[str, list[Record]]) -> list[Record]:
    """Methods by which a particle was characterised, each with all sources that say so.

    Parameters
    ----------
    reported : mapping
        What sources report of the particle: key to entries with their source.

    Returns
    -------
    list of dict
        ``method`` and ``sources``, in the order of the vocabulary: methods that a source lists, and those by which it
        measured a value.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for item in reported.get("characterisation", ()):
        for method in item["value"]:
            found[method].add(item["source"])
    for name in NUMERIC:
        for item in reported.get(name, ()):
            for method in methods_in(item.get("method") or ""):
                found[method].add(item["source"])
    return [{"method": method, "sources": sorted(found[method])} for method in CHARACTERISATION if method in found]
