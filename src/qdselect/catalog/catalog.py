"""A loaded catalogue: look-ups by id and by name as people type it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from qdselect.catalog.index import Index
from qdselect.catalog.locate import open_index
from qdselect.errors import UnknownNameError
from qdselect.model.names import nearest, normalise
from qdselect.model.packing import Packed

__all__ = ["Catalog", "load_catalog"]

Record = dict[str, Any]


def load_catalog(catalog: str | os.PathLike[str] | None = None, rules: str | os.PathLike[str] | None = None) -> Catalog:
    """Load the catalogue that came with the package, or one's own.

    Parameters
    ----------
    catalog, rules : path, optional
        Folders of one's own.

    Returns
    -------
    Catalog
        Sections are decoded on first use.

    Raises
    ------
    DataError
        There is no catalogue there, or it has errors.

    Examples
    --------
    >>> load_catalog().marker("HER-2/neu")["id"]
    'HER2'
    """
    return Catalog(open_index(catalog, rules))


class Catalog:
    """Formulations, evidence, references, markers, modes and rules of one compiled catalogue.

    Parameters
    ----------
    index : Index
        The compiled index.
    """

    def __init__(self, index: Index) -> None:
        self._index = index

    def _repr_html_(self) -> str:
        counts = ", ".join(f"{count} {name}" for name, count in self.counts.items())
        return f"<p><b>qdselect catalogue {self.version}</b>: {counts}</p>"

    def __repr__(self) -> str:
        return f"<Catalog {self.version}: {self.counts['formulations']} formulations>"

    @property
    def version(self) -> str:
        """Version of the catalogue's data."""
        return str(self._index.header["version"])

    @property
    def counts(self) -> dict[str, int]:
        """Number of formulations, evidence records, references, leads and rules."""
        return dict(self._index.header["counts"])

    @property
    def digests(self) -> dict[str, str]:
        """SHA-256 of the catalogue's and of the rules' files."""
        return dict(self._index.header["digests"])

    def section(self, name: str) -> Any:
        """One section of the index."""
        return self._index.section(name)

    @property
    def formulations(self) -> Mapping[str, Any]:
        """Formulations as documents, by id; decoded on first use."""
        found: Mapping[str, Any] = self.section("formulations")
        return found

    @property
    def retracted(self) -> Mapping[str, Any]:
        """Formulations of retracted sources by id, each with its rivals and evidence: to be shown, never considered."""
        found: Mapping[str, Any] = self.section("retracted")
        return found

    @property
    def workings(self) -> Mapping[str, Any]:
        """What rules and scores read of each formulation, by id, row by row; decoded on first use."""
        found: Mapping[str, Any] = self.section("workings")
        return found

    @property
    def rows(self) -> dict[str, list[str]]:
        """Ids, names and sources of all formulations, row by row."""
        found: dict[str, list[str]] = self.section("rows")
        return found

    def column(self, field: str) -> Packed:
        """What rules and scores read of all formulations, row by row."""
        return Packed.from_bytes(self.section("columns")[field])

    @cached_property
    def evidence(self) -> list[Record]:
        """Evidence records, without what they tell in words; see `told`."""
        return list(self.section("evidence"))

    def told(self, record: Mapping[str, Any]) -> Record:
        """An evidence record with what it tells in words: outcome, model and note."""
        return {**record, **self.section("told")[record["id"]]}

    @property
    def references(self) -> Mapping[str, Any]:
        """References by id; decoded on first use."""
        found: Mapping[str, Any] = self.section("references")
        return found

    @cached_property
    def markers(self) -> dict[str, Record]:
        """Markers by id."""
        return {record["id"]: record for record in self.section("markers")}

    @cached_property
    def modes(self) -> dict[str, Record]:
        """Imaging modes by id, in their order."""
        return {record["id"]: record for record in self.section("modes")}

    @cached_property
    def rules(self) -> dict[str, Record]:
        """Rules by id."""
        return {record["id"]: record for record in self.section("rules")}

    @cached_property
    def materials(self) -> dict[str, Record]:
        """Materials of cores and shells by id."""
        return {record["id"]: record for record in self.section("materials")}

    @cached_property
    def instruments(self) -> dict[str, Record]:
        """Instruments, filter sets, line lists and cameras by id."""
        return {record["id"]: record for record in self.section("instruments")}

    @property
    def families(self) -> list[str]:
        """Families of modes, in order of first use."""
        return list(dict.fromkeys(mode["family"] for mode in self.modes.values()))

    def formulation(self, name: str) -> Any:
        """Formulation by id, whatever its case and hyphens; one of a retracted source says so under ``retracted``.

        Raises
        ------
        UnknownNameError
            No formulation has this id.
        """
        if name in self.formulations:
            return self.formulations[name]
        if name in self.retracted:
            return self.retracted[name]["formulation"]
        every, wanted = [*self.formulations, *self.retracted], normalise(name)
        same = [known for known in every if wanted and normalise(known) == wanted]
        if len(same) == 1:
            return self.formulation(same[0])
        raise UnknownNameError("formulation", name, nearest(name, every), "`qdselect list` lists them all")

    def marker(self, name: str) -> Record:
        """Marker by id or alias, as people type it.

        Raises
        ------
        UnknownNameError
            No marker has this name.
        """
        found = _by_name(name, self.markers, lambda marker: [marker["name"], *(marker.get("gene") or ())][:2])
        if found is None:
            names = [
                *self.markers,
                *(alias for marker in self.markers.values() for alias in marker.get("aliases") or ()),
            ]
            raise UnknownNameError("marker", name, nearest(name, names), "`qdselect markers` lists them all")
        return found

    def material(self, name: str) -> Record:
        """Material by id, formula or alias.

        Raises
        ------
        UnknownNameError
            No material has this name.
        """
        found = _by_name(name, self.materials, lambda material: [material["formula"]])
        if found is None:
            names = [
                *self.materials,
                *(alias for material in self.materials.values() for alias in material.get("aliases") or ()),
            ]
            raise UnknownNameError("material", name, nearest(name, names), f"materials: {', '.join(self.materials)}")
        return found

    def instrument(self, name: str) -> Record:
        """Instrument by id, alias or name, or from a YAML file of one's own.

        Raises
        ------
        UnknownNameError
            No instrument has this name, and no file.
        UsageError
            The file cannot be used.
        """
        if name.endswith((".yaml", ".yml")):
            from qdselect.catalog.instrument_file import read_instrument

            return read_instrument(name, set(self.references))
        found = _by_name(name, self.instruments, lambda instrument: [instrument["name"]])
        if found is None:
            every = self.instruments.values()
            names = [*self.instruments, *(other for record in every for other in (record["name"], *record["aliases"]))]
            hint = "`qdselect instruments` lists them all; a file of one's own ends in .yaml"
            raise UnknownNameError("instrument", name, nearest(name, names), hint)
        return found

    def modes_named(self, name: str) -> list[Record]:
        """Modes by id, alias or family.

        Raises
        ------
        UnknownNameError
            No mode or family has this name.
        """
        family = [mode for mode in self.modes.values() if normalise(mode["family"]) == normalise(name)]
        single = _by_name(name, self.modes, lambda mode: [mode["name"]])
        if single is not None:
            return [single]
        if family:
            return family
        names = [
            *self.modes,
            *self.families,
            *(a for mode in self.modes.values() for a in mode.get("aliases") or ()),
        ]
        raise UnknownNameError("mode", name, nearest(name, names), "`qdselect modes` lists them all")

    def emission_asked_by(self, mode: str) -> tuple[float, float] | None:
        """Emission that a name of a mode asks for, nm, as ``nir2`` does; none for nearly all names."""
        wanted = normalise(mode)
        for record in self.modes.values():
            for window in record["windows"]:
                if wanted in map(normalise, window["aliases"]):
                    low, high = window["emission_nm"]
                    return low, high
        return None

    def reference(self, name: str) -> Any:
        """Reference by id, DOI (bare or as an address, whatever its case), PMID or PMCID.

        Raises
        ------
        UnknownNameError
            No reference has this id.
        """
        if name in self.references:
            return self.references[name]
        import re

        wanted = re.sub(_DOI_PREFIX, "", name.strip()[:400].casefold())
        for record in self.references.values():
            if wanted in [(record[key] or "").casefold() for key in ("doi", "pmid", "pmcid")] and wanted:
                return record
        raise UnknownNameError("reference", name, nearest(name, self.references), "`qdselect references` lists them")

    def rule(self, name: str) -> Record:
        """Rule by id, with its tests.

        Raises
        ------
        UnknownNameError
            No rule has this id.
        """
        if name in self.rules:
            return self.rules[name] | {"tests": self.section("rule_tests")[name]}
        raise UnknownNameError("rule", name, nearest(name, self.rules), "`qdselect rules list` lists them all")


_DOI_PREFIX = r"(?:https?://)?(?:dx\.)?doi(?:\.org/|:)\s*"
"""What people write before a DOI; the DOI itself ignores case."""


def _by_name(name: str, records: dict[str, Record], extra: Callable[[Record], list[str]]) -> Record | None:
    """Record whose id, alias or further name has the same normal form; ids first, then aliases, then the rest."""
    wanted = normalise(name)
    if not wanted:
        return None
    tiers: tuple[Callable[[Record], list[str]], ...] = (
        lambda record: [record["id"]],
        lambda record: record.get("aliases") or [],
        extra,
    )
    for names in tiers:
        for record in records.values():
            if wanted in map(normalise, names(record)):
                return record
    return None
