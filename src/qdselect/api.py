"""The library calls: same names and same results as the commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from qdselect.answers import (
    Checklist,
    Comparison,
    Explanation,
    FormulationCard,
    FormulationList,
    Instruments,
    Panels,
    Prediction,
    Recommendation,
    Spectra,
    Weights,
)
from qdselect.catalog.catalog import Catalog, load_catalog
from qdselect.errors import UsageError
from qdselect.model.names import Names, names_in

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Never, Unpack

    from qdselect.model.constraints import Constraints

__all__ = [
    "checklist",
    "compare",
    "explain",
    "instruments",
    "list_formulations",
    "panel",
    "predict",
    "recommend",
    "show",
    "spectra",
    "weights",
]


def recommend(
    marker: str | None = None,
    mode: str | None = None,
    *,
    tier: str | None = None,
    all_tiers: bool = False,
    rank_by: str = "tier",
    top: int = 10,
    pareto: bool = False,
    explain: bool = False,
    confidence: bool = True,
    draws: int | None = None,
    seed: int = 0,
    catalog: Catalog | None = None,
    **constraints: Unpack[Constraints],
) -> Recommendation:
    """Which probe, why, with what support, and how sure that is; and why not the others.

    Parameters
    ----------
    marker : str, optional
        Biomarker as people type it; may be left out for untargeted modes.
    mode : str, optional
        Imaging mode, alias or family; by default the modes in which the marker has evidence.
    tier, all_tiers : str, bool
        Support tiers to show; by default all but ``material-only``.
    rank_by : str
        ``tier`` or ``score``.
    top : int
        At most so many candidates; 0 for all.
    pareto : bool
        Only candidates that no other one beats or equals on every criterion.
    explain : bool
        With explanation trees.
    confidence : bool
        Whether to draw weights and unknown values at random and say how sure the ranking is.
    draws : int, optional
        Number of draws, 100 to 1,000,000; by default that of ``rules/confidence.yaml``.
    seed : int
        Seed of the draws, 0 or more.
    catalog : Catalog, optional
        By default the one that came with the package.
    **constraints
        ``cd_free``, ``heavy_metal_free``, ``exclude_elements``, ``emission`` (nm, ``"600-700"`` or a pair),
        ``excitation_nm``, ``max_hydrodynamic_nm``, ``renal_clearable``, ``commercial``, ``ligand_type``, ``cancer``,
        ``min_level``, ``allow_unknown``, ``weights`` (criterion to weight), ``profile`` (a named profile of weights, or
        a YAML file), ``prefer`` (sentences such as ``"safety>brightness"``), ``lasers`` (nm), ``filters`` (such as
        ``"605/40"``), ``instrument`` (a name of `instruments`, or a YAML file).

    Returns
    -------
    Recommendation
        ``document`` is what ``--json`` prints; it renders in a notebook.

    Raises
    ------
    UsageError
        The question cannot be asked like this.

    Examples
    --------
    >>> answer = recommend("HER2", "live-cell", cd_free=True)
    >>> all(found["formulation"]["cadmium_free"] for found in answer.candidates)
    True
    """
    from qdselect.advise.question import ask, one_of, tiers_wanted
    from qdselect.advise.recommend import Wish
    from qdselect.advise.recommend import recommend as answer

    own, question = _checked(recommend, locals())
    if own["top"] < 0:
        raise UsageError(f"--top must be 0 (all) or more, not {own['top']}.")
    order = one_of("order", own["rank_by"], ("tier", "score")) or "tier"
    tiers = tiers_wanted(own["tier"], own["all_tiers"])
    if draws is not None and not own["confidence"]:
        raise UsageError("draws has no effect without confidence. Leave out one of them.")
    catalog = catalog_of(catalog)
    query = ask(catalog, **question)
    number = draws_wanted(catalog, own["draws"], own["seed"])
    wish = Wish(
        tiers, order, own["top"], own["pareto"], own["explain"], number if own["confidence"] else 0, own["seed"]
    )
    return Recommendation(answer(catalog, query, wish))


def explain(
    formulation: str,
    marker: str | None = None,
    mode: str | None = None,
    *,
    catalog: Catalog | None = None,
    **constraints: Unpack[Constraints],
) -> Explanation:
    """Why a formulation is recommended, turned down or cannot be judged for a question.

    Parameters
    ----------
    formulation : str
        Id of the formulation.
    marker, mode, catalog, **constraints
        As for `recommend`.
    """
    from qdselect.advise.explain import explain as answer
    from qdselect.advise.question import ask

    _, question = _checked(explain, locals())
    catalog = catalog_of(catalog)
    catalog.formulation(formulation)
    return Explanation(answer(catalog, formulation, ask(catalog, **question)))


def compare(
    formulations: Names,
    marker: str | None = None,
    mode: str | None = None,
    *,
    draws: int | None = None,
    seed: int = 0,
    catalog: Catalog | None = None,
    **constraints: Unpack[Constraints],
) -> Comparison:
    """Formulations side by side: criteria, how often each beats the other, who is no better on any criterion.

    Parameters
    ----------
    formulations : iterable of str
        Ids of at least two formulations.
    marker, mode, draws, seed, catalog, **constraints
        As for `recommend`.
    """
    from qdselect.advise.compare import compare as answer
    from qdselect.advise.question import ask

    own, question = _checked(compare, locals())
    catalog = catalog_of(catalog)
    chosen = {record["id"]: record for record in map(catalog.formulation, names_in(own["formulations"]))}
    for name, record in chosen.items():
        if record["retracted"]:
            raise UsageError(f"the source of {name} was retracted: it stands for nothing. Leave it out.")
    names = list(chosen)
    if len(names) < 2:
        raise UsageError("give at least two different formulations to compare.")
    number = draws_wanted(catalog, own["draws"], own["seed"])
    return Comparison(answer(catalog, names, ask(catalog, **question), number, own["seed"]))


def weights(
    mode: str,
    *,
    marker: str | None = None,
    catalog: Catalog | None = None,
    **constraints: Unpack[Constraints],
) -> Weights:
    """Weights of a mode: their sources, the named profiles, and what each would put first.

    Parameters
    ----------
    mode : str
        One imaging mode.
    marker, catalog, **constraints
        As for `recommend`.
    """
    from qdselect.advise.weights import weights as answer

    _, question = _checked(weights, locals())
    return Weights(answer(catalog_of(catalog), **question))


def checklist(formulation: str, mode: str, *, catalog: Catalog | None = None) -> Checklist:
    """What a mode needs to be known of a formulation, what is reported, and what one would have to do.

    Parameters
    ----------
    formulation : str
        Id of the formulation.
    mode : str
        Imaging mode or alias.
    catalog : Catalog, optional
        By default the one that came with the package.

    Raises
    ------
    UsageError
        No formulation or mode has this name, or it is a family of several modes.

    Examples
    --------
    >>> checklist("inp-zns-msa-yong2009", "live-cell").grade["grade"] in "ABCDE"
    True
    """
    from qdselect.advise.checklist import checklist as answer

    return Checklist(answer(catalog_of(catalog), formulation, mode))


def panel(
    markers: Names,
    mode: str | None = None,
    *,
    unmix: bool = False,
    max_overlap: float | None = None,
    max_spill: float | None = None,
    max_noise: float | None = None,
    spectral_step_nm: float | None = None,
    any_width: bool = False,
    densities: Mapping[str, float] | None = None,
    min_tier: str | None = None,
    rank_by: str = "tier",
    alternatives: int = 3,
    max_nodes: int | None = None,
    catalog: Catalog | None = None,
    **constraints: Unpack[Constraints],
) -> Panels:
    """A different probe for each of several markers: the best that can be told apart, with the proof that it is.

    Proven comes before unproven, then the sum of the scores of `recommend` decides. A probe of unknown emission is in
    no panel; one whose emission is an interval counts with the end that is worst.

    Parameters
    ----------
    markers : iterable of str
        Two to twelve biomarkers; their order changes nothing.
    mode : str, optional
        Imaging mode, alias or family; by default ``multiplexed-ihc``.
    unmix : bool
        Spectra are unmixed by least squares: the limit is on the noise that this adds.
    max_overlap, max_spill, max_noise : float, optional
        The limit: cosine similarity of two whole emissions; with bands the light of any one other probe in parts of the
        channel's own (that of all others together is in the answer); with ``unmix`` the factor by which noise grows. By
        default a judgement of ``rules/physics.yaml``.
    spectral_step_nm : float, optional
        Width of the bands in which a spectral detector is unmixed, 1 to 100 nm; by default that of the instrument, or a
        judgement.
    any_width : bool
        Whether the limit must hold at all widths that are tried between the ends, not only at the one to reckon with.
    densities : mapping of str to float, optional
        Copies of each marker, in one unit: brightness then counts up to twice for the scarce ones, after the support
        tier.
    min_tier : str, optional
        Least proven support tier to choose from; by default all.
    rank_by : str
        ``tier`` or ``score``.
    alternatives : int
        Next best panels, each with at least one other probe.
    max_nodes : int, optional
        Where the search stops without a proof.
    catalog : Catalog, optional
        By default the one that came with the package.
    **constraints
        As for `recommend`, ``lasers``, ``filters`` and ``instrument`` among them.

    Returns
    -------
    Panels
        ``document`` is what ``--json`` prints; it renders in a notebook.

    Raises
    ------
    UsageError
        The question cannot be asked like this, or an argument is unknown or of another kind.

    Examples
    --------
    >>> found = panel(["HER2", "EGFR", "Ki-67"])
    >>> found.proven, len(set(found.best.values()))
    (True, 3)
    """
    from qdselect.advise.panel import panel as answer
    from qdselect.advise.panel_question import USUAL_NODES, ask_panel

    catalog = catalog_of(catalog)
    question = ask_panel(
        catalog,
        markers,
        mode,
        unmix=unmix,
        max_overlap=max_overlap,
        max_spill=max_spill,
        max_noise=max_noise,
        spectral_step_nm=spectral_step_nm,
        any_width=any_width,
        densities=densities,
        min_tier=min_tier,
        rank_by=rank_by,
        alternatives=alternatives,
        max_nodes=USUAL_NODES if max_nodes is None else max_nodes,
        **constraints,
    )
    return Panels(answer(catalog, question))


def predict(
    core: str,
    *,
    diameter: float | None = None,
    absorption: float | None = None,
    emission: float | None = None,
    shell: str | Sequence[str] = (),
    shell_thickness: float | Sequence[float] = (),
    coat_thickness: float | None = None,
    excitation: float | None = None,
    quantum_yield: float | None = None,
    dose_nmol_per_kg: float | None = None,
    catalog: Catalog | None = None,
    **unknown: Never,
) -> Prediction:
    """Size, colour, extinction, brightness and mass of a dot, each with interval, validity and source.

    Outside the range of a model the answer is unknown, and says why; nothing is extrapolated.

    Parameters
    ----------
    core : str
        Material of the core, such as ``"CdSe"``.
    diameter, absorption, emission : float
        Core diameter, first exciton, or emission maximum, in nm; exactly one of them.
    shell, shell_thickness : str and float, or sequences
        Shells from the inside out, and the thickness of each in nm.
    coat_thickness : float, optional
        Thickness of the organic coat, nm.
    excitation : float, optional
        Excitation line, nm.
    quantum_yield : float, optional
        From 0 to 1.
    dose_nmol_per_kg : float, optional
        Dose of particles per body mass.
    catalog : Catalog, optional
        By default the one that came with the package.

    Raises
    ------
    UsageError
        Unknown material, not exactly one of size and colours, a number out of its bounds, or an unknown argument.

    Examples
    --------
    >>> round(predict("CdSe", diameter=4.2).value("absorption_max_nm"))
    588
    """
    from qdselect.advise.arguments import checked
    from qdselect.advise.predict import predict as answer

    checked("predict", _takes(predict), unknown)
    return Prediction(
        answer(
            catalog_of(catalog),
            core,
            diameter_nm=diameter,
            absorption_nm=absorption,
            emission_nm=emission,
            shells=(shell,) if isinstance(shell, str) else shell,
            shell_thickness_nm=(shell_thickness,) if isinstance(shell_thickness, int | float) else shell_thickness,
            coat_thickness_nm=coat_thickness,
            excitation_nm=excitation,
            quantum_yield=quantum_yield,
            dose_nmol_per_kg=dose_nmol_per_kg,
        )
    )


def spectra(
    formulations: Names,
    *,
    lasers: float | str | Iterable[float | str] = (),
    filters: Names = (),
    instrument: str | None = None,
    absorption: bool = True,
    range: str | Sequence[float] | None = None,
    catalog: Catalog | None = None,
    **unknown: Never,
) -> Spectra:
    """Emission and absorption of formulations over one axis, with lasers and filters.

    Every curve says how its numbers are known. What is only known as a range, or not at all, has no curve.

    Parameters
    ----------
    formulations : str or sequence of str
        Ids.
    lasers : float or iterable of float
        Excitation lines, nm.
    filters : str or sequence of str
        Bands: ``"605/40"``, ``"585-625"``, ``"700LP"``, ``"650SP"``.
    instrument : str, optional
        Lines and bands of an instrument by name, or of a YAML file.
    absorption : bool
        Whether to compute absorption too.
    range : str or (float, float), optional
        Wavelengths, nm: ``"400-900"``; by default such that everything is in it.
    catalog : Catalog, optional
        By default the one that came with the package.

    Raises
    ------
    UsageError
        Unknown formulation, a laser, filter or range that cannot be, or an argument that is unknown or of another kind.

    Examples
    --------
    >>> answer = spectra("efluor-605nc")
    >>> nm, height = answer.curve("efluor-605nc")
    >>> nm[height.index(max(height))]
    605.0
    """
    from qdselect.advise.arguments import checked
    from qdselect.advise.spectra import spectra as answer

    asked: dict[str, Any] = {
        "formulations": formulations,
        "lasers": lasers,
        "filters": filters,
        "instrument": instrument,
        "absorption": absorption,
        "range": range,
    }
    asked = checked("spectra", _takes(spectra), {**asked, **unknown})
    asked["window"], lines = asked.pop("range"), asked.pop("lasers")
    several = () if lines is None else (lines,) if isinstance(lines, int | float | str) else lines
    return Spectra(answer(catalog_of(catalog), **asked, lasers=several))


NOT_CHECKED = ("catalog", "constraints", "unknown", "return")
"""What the annotations of calls name beside the arguments that are checked."""


def _checked(call: Callable[..., Any], given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Arguments of a call that asks a question, each of its kind: those of its own, and the question.

    Raises
    ------
    UnknownNameError
        There is no argument of this name.
    UsageError
        A value of another kind.
    """
    from qdselect.advise.arguments import checked
    from qdselect.advise.question import ask

    takes = _takes(ask, call)
    typed = {name: value for name, value in given.items() if name in takes}
    asked = checked(call.__name__, takes, {**typed, **given["constraints"]})
    question = {name: asked.pop(name) for name in ask.__annotations__ if name in asked}
    return asked, question


def catalog_of(catalog: Catalog | None) -> Catalog:
    """The catalogue that was given, or the one that came with the package.

    Raises
    ------
    UsageError
        Something that is no catalogue.
    """
    if catalog is not None and not isinstance(catalog, Catalog):
        raise UsageError(f"catalog must be what `qdselect.load_catalog()` gives, not {str(catalog)[:60]!r}.")
    return catalog or load_catalog()


def _takes(*calls: Callable[..., Any], without: Sequence[str] = ()) -> dict[str, str]:
    """What each argument of some calls takes, the last counting, as `qdselect.advise.arguments.checked` wants it."""
    every = {name: kind for call in calls for name, kind in call.__annotations__.items()}
    return {name: kind for name, kind in every.items() if name not in (*NOT_CHECKED, *without)}


def instruments(instrument: str | None = None, *, catalog: Catalog | None = None) -> Instruments:
    """Instruments, filter sets, lists of lines and cameras, or one of them.

    Parameters
    ----------
    instrument : str, optional
        Id, alias or name of one, or a YAML file of one's own.
    catalog : Catalog, optional
        By default the one that came with the package.

    Raises
    ------
    UsageError
        No instrument has this name, or the file cannot be used.

    Examples
    --------
    >>> instruments("ivis-spectrum").instruments[0]["channels"][0]["band"]
    '500/20'
    """
    from qdselect.advise.instruments import instruments as answer

    return Instruments(answer(catalog_of(catalog), instrument))


def draws_wanted(catalog: Catalog, draws: int | None, seed: int) -> int:
    """Number of draws, checked.

    Raises
    ------
    UsageError
        Too few or too many draws, or a negative seed.
    """
    number = int(catalog.section("confidence_scheme")["draws"]["value"]) if draws is None else draws
    if not 100 <= number <= 1_000_000:
        raise UsageError(f"--draws must be from 100 to 1000000, not {number}.")
    if seed < 0:
        raise UsageError(f"--seed must be 0 or more, not {seed}.")
    return number


def list_formulations(
    *,
    emission: str | Sequence[float] | None = None,
    catalog: Catalog | None = None,
    elements: Names = (),
    **filters: Any,
) -> FormulationList:
    """Formulations that certainly pass all filters; see `qdselect.advise.listing.list_formulations`."""
    from qdselect.advise.arguments import checked
    from qdselect.advise.listing import list_formulations as answer

    takes = _takes(answer, list_formulations, without=("filters", "only_head"))
    filters = checked("list_formulations", takes, {"emission": emission, "elements": elements, **filters})
    catalog, emission, elements = catalog_of(catalog), filters.pop("emission"), filters.pop("elements")
    if elements or emission is not None or filters.get("mode") is not None:
        from qdselect.advise.question import element_named, emission_window

        elements = tuple(element_named(element) for element in names_in(elements))
        emission, _ = emission_window(catalog, filters.get("mode"), emission)
    return FormulationList(answer(catalog, emission=emission, elements=elements, **filters))


def show(formulation: str, *, catalog: Catalog | None = None) -> FormulationCard:
    """Everything that is known of one formulation, with its sources and their rivals."""
    from qdselect.advise.listing import show as answer

    return FormulationCard(answer(catalog_of(catalog), formulation))


def densities_of(pairs: Names) -> dict[str, float]:
    """Densities from ``marker=number`` as typed on the command line.

    Raises
    ------
    UsageError
        Not of this form, or one marker twice.
    """
    return _numbers_of(pairs, "--density", "marker=number, such as HER2=1e6")


def weights_of(pairs: Names) -> Mapping[str, float]:
    """Weights from ``criterion=weight`` as typed on the command line.

    Raises
    ------
    UsageError
        Not of this form, or one criterion twice.
    """
    return _numbers_of(pairs, "--weight", "criterion=number, such as safety=0.3")


def _numbers_of(pairs: Names, option: str, form: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for pair in names_in(pairs):
        name, equals, number = pair.partition("=")
        try:
            value = float(number)
        except ValueError:
            equals, value = "", 0.0
        if not equals:
            raise UsageError(f"{option} {pair[:40]!r} is not of the form {form}.")
        if name in found:
            raise UsageError(f"{option} names {name!r} twice. Give it once.")
        found[name] = value
    return found
