"""From what the user wrote to a `Query`: names resolved, values checked, contradictions refused."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from qdselect.advise.contradiction import refuse_contradictions
from qdselect.catalog.catalog import Catalog
from qdselect.errors import DataError, UnknownNameError, UsageError
from qdselect.evidence.tiers import marker_modes
from qdselect.model.names import Names, names_in, nearest, normalise
from qdselect.model.query import Query
from qdselect.model.vocabulary import CANCERS, CONDITIONAL_CRITERIA, CRITERIA, LEVELS, LIGAND_TYPES, LIGHT_NM, TIERS
from qdselect.score.weights import LIGHT_PATH, contradiction_in

if TYPE_CHECKING:
    from qdselect.model.light import LightPath

__all__ = ["ask", "element_named", "emission_window", "one_of", "parse_window", "profile_named", "tiers_wanted"]


def ask(
    catalog: Catalog,
    *,
    marker: str | None = None,
    mode: str | None = None,
    cd_free: bool = False,
    heavy_metal_free: bool = False,
    exclude_elements: Names = (),
    emission: str | Sequence[float] | None = None,
    excitation_nm: float | None = None,
    max_hydrodynamic_nm: float | None = None,
    renal_clearable: bool = False,
    commercial: bool = False,
    ligand_type: str | None = None,
    cancer: str | None = None,
    min_level: str | None = None,
    allow_unknown: bool = False,
    weights: Mapping[str, float] | None = None,
    profile: str | None = None,
    prefer: Names = (),
    lasers: float | str | Iterable[float | str] = (),
    filters: Names = (),
    instrument: str | None = None,
) -> Query:
    """Check a question and resolve its names.

    Raises
    ------
    UnknownNameError
        A marker, mode, element or word that the vocabulary does not know.
    UsageError
        A value out of range, or options that contradict each other.
    DataError
        A constraint that no rule enforces.
    """
    found = catalog.marker(marker) if marker is not None else None
    window, window_of = emission_window(catalog, mode, emission)
    _positive("--excitation", excitation_nm, 150, 3000)
    _positive("--max-hydrodynamic", max_hydrodynamic_nm, 0.5, 10000)
    chosen = profile_named(catalog, profile)
    modes = _modes(catalog, found, mode)
    light = _light(catalog, lasers, filters, instrument, modes)
    criteria = (*CRITERIA, *CONDITIONAL_CRITERIA) if light else CRITERIA
    query = Query(
        marker=found["id"] if found else None,
        marker_as_typed=marker,
        modes=modes,
        mode_as_typed=mode,
        cd_free=cd_free,
        heavy_metal_free=heavy_metal_free,
        exclude_elements=tuple(dict.fromkeys(element_named(element) for element in names_in(exclude_elements))),
        emission_window_nm=window,
        window_of=window_of,
        excitation_nm=excitation_nm,
        max_hydrodynamic_nm=max_hydrodynamic_nm,
        renal_clearable=renal_clearable,
        commercial=commercial,
        ligand_type=one_of("ligand type", ligand_type, LIGAND_TYPES),
        cancer=one_of("cancer", cancer, CANCERS),
        min_level=one_of("level", min_level, LEVELS),
        allow_unknown=allow_unknown,
        weights=_weights(_of_question(chosen.get("weights", {}), light) | dict(weights or {}), criteria),
        profile=chosen["name"] if profile else None,
        factors=tuple(_of_question(chosen.get("factors", {}), light).items()),
        prefer=_preferences([*chosen.get("prefer", ()), *names_in(prefer)], criteria),
        light=light,
    )
    if light:
        from qdselect.advise.light_question import refuse_dark_path

        refuse_dark_path(light, query)
    refuse_contradictions(catalog, query)
    _require_rules(catalog, query)
    _require_weight(catalog, query)
    return query


def _light(
    catalog: Catalog,
    lasers: float | str | Iterable[float | str],
    filters: Names,
    instrument: str | None,
    modes: Sequence[str],
) -> LightPath | None:
    """The light path of the question; none where it names neither line nor band nor instrument."""
    if instrument is None and lasers in ((), [], None) and not names_in(filters):
        return None
    from qdselect.advise.light_question import light_path_of

    return light_path_of(catalog, lasers, filters, instrument, list(modes) == ["two-photon"])


def _of_question(numbers: Mapping[str, float], light: LightPath | None) -> dict[str, float]:
    """Numbers of a profile for the criteria that this question has; a profile may name one that it has not."""
    return {name: number for name, number in numbers.items() if light or name not in CONDITIONAL_CRITERIA}


def _require_weight(catalog: Catalog, query: Query) -> None:
    """Weights and factors may take all weight from a mode; then nothing could be scored."""
    factors, weights = dict(query.factors), dict(query.weights)
    for name in query.modes:
        own = dict(catalog.modes[name]["weights"])
        if query.light and query.light.weight:
            own[LIGHT_PATH] = query.light.weight
        if not any(weights.get(key, own.get(key, 0) * factors.get(key, 1)) for key in (*CRITERIA, LIGHT_PATH)):
            raise UsageError(f"all weights are 0 in {name}. Give at least one criterion a weight.")


def _require_rules(catalog: Catalog, query: Query) -> None:
    """A constraint that no rule would enforce must not pass silently."""
    enforced = {
        flag
        for rule in catalog.rules.values()
        if rule["kind"] == "exclude"
        for flag in rule["applies"].get("flags") or ()
    }
    for flag, option in query.flags().items():
        if flag not in enforced:
            raise DataError(
                f"{option}: no rule enforces this constraint. Add a rule with `flags: [{flag}]` to the rules."
            )


def _modes(catalog: Catalog, marker: Mapping[str, Any] | None, mode: str | None) -> tuple[str, ...]:
    """Modes to consider: those asked for, or those in which the marker has evidence, or all."""
    if mode is not None:
        chosen = catalog.modes_named(mode)
        if marker is None:
            chosen = _untargeted(catalog, chosen)
        return tuple(record["id"] for record in chosen)
    if marker is None:
        raise UsageError(
            "name what is to be imaged: --marker (`qdselect markers` lists them), or --mode with an untargeted mode: "
            f"{', '.join(record['id'] for record in catalog.modes.values() if record['untargeted'])}."
        )
    return tuple(marker_modes(catalog.evidence, marker["id"], catalog.modes)) or tuple(catalog.modes)


def _untargeted(catalog: Catalog, chosen: list[dict[str, Any]]) -> list[dict[str, Any]]:
    fitting = [record for record in chosen if record["untargeted"]]
    if not fitting:
        names = ", ".join(record["id"] for record in catalog.modes.values() if record["untargeted"])
        raise UsageError(
            f"mode {chosen[0]['id']} needs a marker: add --marker (`qdselect markers` lists them). "
            f"Without a marker one can ask for {names}."
        )
    return fitting


def element_named(name: str) -> str:
    """Symbol of an element from its symbol or its name, whatever the case.

    Raises
    ------
    UnknownNameError
        No element has this symbol or name.
    """
    from qdselect.model.composition import ELEMENT_NAMES, ELEMENTS

    word = name.strip()[:40].lower()
    if word.capitalize() in ELEMENTS:
        return word.capitalize()
    if word in ELEMENT_NAMES:
        return ELEMENT_NAMES[word]
    near = nearest(name, [*ELEMENT_NAMES, *sorted(ELEMENTS)])
    raise UnknownNameError("element", name, near, "use a symbol such as Cd, Pb or As")


def one_of(what: str, name: str | None, words: Sequence[str]) -> str | None:
    """A word of a closed vocabulary, whatever its case and hyphens.

    Raises
    ------
    UnknownNameError
        The vocabulary does not know it.
    """
    if name is None:
        return None
    for word in words:
        if normalise(word) == normalise(name):
            return word
    raise UnknownNameError(what, name, nearest(name, words), f"one of: {', '.join(words)}")


def parse_window(window: str | Sequence[float] | None) -> tuple[float, float] | None:
    """A range such as ``600-700`` (nm) as two numbers.

    Raises
    ------
    UsageError
        Not two positive numbers in ascending order.
    """
    if window is None:
        return None
    parts: Sequence[Any] = window.replace("–", "-").split("-") if isinstance(window, str) else window
    try:
        low, high = (float(part) for part in parts)
    except (ValueError, TypeError):
        raise UsageError(f"{str(window)[:40]!r} is no range of wavelengths. Write it as 600-700 (nm).") from None
    if not (math.isfinite(low) and math.isfinite(high) and 0 < low <= high):
        raise UsageError(f"the range {low:g}-{high:g} is empty or not positive. Write the lower wavelength first.")
    return low, high


def emission_window(
    catalog: Catalog, mode: str | None, emission: str | Sequence[float] | None
) -> tuple[tuple[float, float] | None, str | None]:
    """The window of the emission, and what asks for it where that is the name of the mode.

    A name of a mode may ask for a window of its own, as ``nir2`` does; what is asked for besides must lie in it.

    Raises
    ------
    UsageError
        No range of wavelengths, or one that the name of the mode rules out.
    """
    window = parse_window(emission)
    least, most = LIGHT_NM
    if window and not least <= window[0] <= window[1] <= most:
        raise UsageError(f"--emission {window[0]:g}-{window[1]:g} is out of range; it is in nm, {least:g}-{most:g}.")
    own = catalog.emission_asked_by(mode) if mode is not None else None
    if window is None or own is None:
        return window or own, f"--mode {mode}" if own else None
    typed = f"--emission {window[0]:g}-{window[1]:g}"
    both = max(window[0], own[0]), min(window[1], own[1])
    if both[0] > both[1]:
        raise UsageError(
            f"--mode {mode} asks for an emission of {own[0]:g}-{own[1]:g} nm, and {typed} lies outside it. Leave out "
            f"{typed}, or give the mode as {catalog.modes_named(str(mode))[0]['id']}."
        )
    return both, f"--mode {mode} and {typed}"


def _positive(option: str, value: float | None, low: float, high: float) -> None:
    if value is not None and not (math.isfinite(value) and low <= value <= high):
        raise UsageError(f"{option} {value:g} is out of range; it is in nm, from {low:g} to {high:g}.")


def _weights(weights: Mapping[str, float], criteria: Sequence[str]) -> tuple[tuple[str, float], ...]:
    checked = {}
    for name, weight in weights.items():
        criterion = _criterion(name, criteria)
        if criterion in checked:
            raise UsageError(f"the weight of {criterion} is given twice. Give it once.")
        if not (math.isfinite(weight) and 0 <= weight <= 1000):
            raise UsageError(f"the weight of {criterion} must be a number from 0 to 1000, not {weight:g}.")
        checked[str(criterion)] = float(weight)
    return tuple(checked.items())


def _criterion(name: str, criteria: Sequence[str]) -> str:
    """A criterion of this question."""
    if normalise(name) in map(normalise, CONDITIONAL_CRITERIA) and name not in criteria:
        raise UsageError(
            f"{name} counts only where the question names a light path: add --laser, --filter or --instrument."
        )
    return str(one_of("criterion", name, criteria))


def profile_named(catalog: Catalog, name: str | None) -> Mapping[str, Any]:
    """A named profile of weights, or one's own from a YAML file.

    Raises
    ------
    UnknownNameError
        There is no such profile, and no such file.
    UsageError
        The file cannot be used.
    """
    if name is None:
        return {}
    known = {profile["id"]: profile for profile in catalog.section("confidence_scheme")["profiles"]}
    for ident, profile in known.items():
        if normalise(ident) == normalise(name):
            return {"name": ident, "factors": profile["factors"]}
    if name.endswith((".yaml", ".yml")):
        from qdselect.catalog.profile_file import read_profile

        return read_profile(name)
    near = nearest(name, known)
    raise UnknownNameError("profile", name, near, f"profiles: {', '.join(known)}; or a file that ends in .yaml")


def _preferences(sentences: Iterable[str], criteria: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Pairs of criteria from sentences such as ``safety>brightness>size``."""
    pairs: list[tuple[str, str]] = []
    for sentence in sentences:
        parts = [part.strip() for part in sentence.split(">")]
        if len(parts) < 2 or not all(parts):
            raise UsageError(f"--prefer {sentence[:60]!r} compares nothing. Write it as safety>brightness.")
        names = [_criterion(part, criteria) for part in parts]
        pairs += itertools.pairwise(names)
    if circle := contradiction_in(pairs):
        raise UsageError(f"the preferences contradict each other: {' > '.join(circle)}. Leave one of them out.")
    return tuple(dict.fromkeys(pairs))


def tiers_wanted(tier: str | None, all_tiers: bool) -> tuple[str, ...]:
    """Tiers to show.

    Raises
    ------
    UsageError
        One tier and all tiers were asked for together.
    """
    if tier and all_tiers:
        raise UsageError("--tier and --all-tiers contradict each other. Give one of them.")
    wanted = one_of("tier", tier, TIERS)
    if wanted:
        return (wanted,)
    return TIERS if all_tiers else TIERS[:3]
