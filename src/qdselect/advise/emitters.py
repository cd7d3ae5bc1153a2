"""Emitters: what is known of the light of each particle, reported before predicted, typical and assumed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from qdselect.model.struct import Struct

if TYPE_CHECKING:
    from qdselect.catalog.catalog import Catalog

__all__ = [
    "KNOWN_STATUS",
    "MEASURED",
    "Emitter",
    "Known",
    "computed_status",
    "emitter_of",
    "emitters_of",
    "weakest",
    "without_light",
]

Record = Mapping[str, Any]

KNOWN_STATUS = ("reported", "bound", "typical", "predicted", "assumed", "unknown")
"""Where a number comes from: a source gives it, or gives bounds; a source gives it for the material; a published model
gives it; this project assumes it, with the reason; nothing does."""
MEASURED = ("reported", "bound")
"""What a source reports of this very particle, as a value or as bounds."""


def weakest(statuses: Iterable[str]) -> str:
    """The status of the number of which least is known."""
    return max(statuses, key=KNOWN_STATUS.index)


def computed_status(statuses: Iterable[str]) -> str:
    """How a number is known that a model makes of others: by the weakest of them, and never better than by a model."""
    least = weakest(statuses)
    return "modelled" if least in MEASURED else least


class Known(Struct):
    """What is known of one number.

    Attributes
    ----------
    value : float or None
        The number, or the middle of a bounded interval, to draw and to reckon with; ``None`` is unknown.
    low, high : float or None
        Ends of the interval in which it lies; ``None`` is open.
    status : str
        One of `KNOWN_STATUS`.
    references : tuple of str
        Ids of the sources.
    because : str
        Where it comes from, in words.
    """

    value: float | None
    low: float | None
    high: float | None
    status: str
    references: tuple[str, ...]
    because: str

    @property
    def measured(self) -> bool:
        """Whether a source reports it of this very particle, as a value or as bounds."""
        return self.status in MEASURED


class Emitter(Struct):
    """A particle as a source of light.

    Attributes
    ----------
    id, name : str
        Of the formulation.
    record : mapping
        The formulation as a document.
    emission_max_nm, fwhm_nm, absorption_max_nm, rise_per_eV, quantum_yield, molar_extinction_M_cm : Known
        Emission maximum, its full width at half maximum and first exciton in nm; rise of the absorption to the blue
        per eV; quantum yield from 0 to 1; extinction at the first exciton in 1/(M cm).
    """

    id: str
    name: str
    record: Record
    emission_max_nm: Known
    fwhm_nm: Known
    absorption_max_nm: Known
    rise_per_eV: Known
    quantum_yield: Known
    molar_extinction_M_cm: Known


def emitters_of(catalog: Catalog, ids: Iterable[str] | None = None) -> list[Emitter]:
    """Particles of which at least an interval of the emission is known.

    Parameters
    ----------
    catalog : Catalog
        What to choose from.
    ids : iterable of str, optional
        Formulations; by default all.

    Returns
    -------
    list of Emitter
        In the order of ``ids``, or of the catalogue.

    Raises
    ------
    UnknownNameError
        A formulation that does not exist.

    Examples
    --------
    >>> from qdselect import load_catalog
    >>> emitter = emitters_of(load_catalog(), ["efluor-605nc"])[0]
    >>> emitter.emission_max_nm.value, emitter.emission_max_nm.status
    (605.0, 'reported')
    >>> emitter.fwhm_nm.status
    'typical'
    """
    return [emitter for emitter in _all(catalog, ids) if _shines(emitter)]


def without_light(catalog: Catalog, ids: Iterable[str] | None = None) -> dict[str, str]:
    """Particles that `emitters_of` leaves out, by id, each with the reason."""
    return {emitter.id: emitter.emission_max_nm.because for emitter in _all(catalog, ids) if not _shines(emitter)}


def _shines(emitter: Emitter) -> bool:
    return emitter.emission_max_nm.value is not None


def _all(catalog: Catalog, ids: Iterable[str] | None) -> Iterator[Emitter]:
    names = list(catalog.formulations) if ids is None else ids
    return (emitter_of(catalog, catalog.formulation(name)) for name in names)


def emitter_of(catalog: Catalog, record: Record) -> Emitter:
    """What is known of the light of one formulation, given as a document."""
    from qdselect.advise.emitters_predicted import predicted_light

    material = catalog.materials.get(record["core_material"] or "", {})
    scheme = catalog.section("physics_scheme") or {}
    reported = {name: _reported(record, name) for name in _FIELDS}
    light = predicted_light(scheme, material, record, reported)
    return Emitter(record["id"], record["name"], record, **light)


_FIELDS = ("emission_max_nm", "fwhm_nm", "absorption_max_nm", "quantum_yield", "core_diameter_nm")


def _reported(record: Record, name: str) -> Known:
    """A number as sources report it: a value, both ends of an interval, or one end."""
    source = tuple(name for name in (_source_of(record, name),) if name)
    value = record.get(name)
    if value is not None:
        return Known(float(value), float(value), float(value), "reported", source, "as reported")
    low, high = record["bounds"].get(name) or (None, None)
    if low is None and high is None:
        return Known(None, None, None, "unknown", (), f"no source gives {name}")
    if low is None or high is None:
        words = f"reported as {high:g} or less" if low is None else f"reported as {low:g} or more"
        return Known(None, low, high, "bound", source, f"{words}, and nothing bounds the other end")
    return Known((low + high) / 2, low, high, "bound", source, f"{_kind(record, name)} {low:g} to {high:g}")


_STANDING_IN = {"emission_max_nm": ("emission_tunable_nm", "emission_band_nm")}
"""Fields that stand in for another one where that is not reported."""


def _source_of(record: Record, name: str) -> str | None:
    sources = record["sources"]
    return next((sources[key] for key in (name, *_STANDING_IN.get(name, ())) if key in sources), None)


def _kind(record: Record, name: str) -> str:
    if name == "emission_max_nm" and name not in record["sources"]:
        family = "emission_tunable_nm" in record["sources"]
        return "made over the maxima" if family else "one batch emits over"
    return "reported as"
