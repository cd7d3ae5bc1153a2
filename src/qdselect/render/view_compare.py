"""Formulations side by side, and the weights of a mode."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from qdselect.model.names import counted
from qdselect.render.phrases import cadmium_and_why, particle_name, reported, source_of
from qdselect.render.view import Block, Line, Sheet, View
from qdselect.render.view_case import TIER_WORDS, unknown_lines
from qdselect.render.view_sure import how_sure

__all__ = ["comparison_view", "weights_view"]

Record = Mapping[str, Any]

FIELDS = (
    "emission_max_nm",
    "fwhm_nm",
    "quantum_yield",
    "molar_extinction_M_cm",
    "core_diameter_nm",
    "hydrodynamic_diameter_nm",
    "zeta_potential_mV",
    "lifetime_ns",
    "two_photon_cross_section_GM",
    "blood_half_life_min",
)
TEXTS = ("coating", "coating_class", "surface_charge", "availability", "toxicity_class")


def comparison_view(document: Record) -> View:
    """A column per formulation: place, criteria, values with their sources; then who beats whom."""
    compared = document["compared"]
    ids = [item["id"] for item in compared]
    blocks = [Block(lines=[Line(document["summary"], "strong"), *_turned_down(compared)])]
    blocks.append(Block("Side by side", sheet=Sheet(["what", *ids], ["what", *ids], list(_rows(compared)))))
    blocks.append(Block("Wins: in this share of the draws the row scores above the column", sheet=_wins(compared)))
    blocks.append(Block("Dominance", list(_dominance(compared))))
    blocks.append(how_sure(document, listed="compared"))
    blocks.append(Block(lines=[Line(note, "quiet") for note in document["notes"]]))
    return View("Compared: " + ", ".join(ids), blocks, _long(compared))


def _turned_down(compared: Any) -> Iterator[Line]:
    for item in compared:
        for reason in item["exclusions"]:
            yield Line(f"{item['id']}: {reason['rule']}: {reason['because']}", "warn", 1)


def _rows(compared: Any) -> Iterator[list[Any]]:
    yield ["support", *(TIER_WORDS[item["tier"]] for item in compared)]
    yield ["mode", *(item["mode"] for item in compared)]
    yield ["score", *(_span(item["score"]) for item in compared)]
    yield ["known", *(f"{item['score']['completeness']:.0%}" for item in compared)]
    yield ["P(first)", *(f"{item['confidence']['p_first']:.0%}" for item in compared)]
    yield ["band", *(item["confidence"]["band"] for item in compared)]
    for place, criterion in enumerate(compared[0]["score"]["criteria"]):
        own = [item["score"]["criteria"][place] for item in compared]
        yield [criterion["id"], *(f"{entry['weight']:.2f} x {_span(entry)}" for entry in own)]
    yield from _light(compared)
    yield ["for / against", *(_support(item["support"]) for item in compared)]
    yield ["particle", *(particle_name(item["formulation"]) for item in compared)]
    yield ["cadmium", *(cadmium_and_why(item["formulation"]) for item in compared)]
    for field in TEXTS:
        yield from _given(field, [item["formulation"][field] for item in compared], compared)
    for field in FIELDS:
        yield from _given(field, [reported(item["formulation"], field) for item in compared], compared)
    yield ["not known", *("; ".join(unknown_lines(item)).removeprefix("Not known: ") for item in compared)]


def _light(compared: Any) -> Iterator[list[Any]]:
    """Line, band, excitation, share and signal of each, where the question names a light path."""
    if "light_path" not in compared[0]:
        return
    from qdselect.render.view_light import light_rows

    yield from (row for row in light_rows(compared) if any(cell is not None for cell in row[1:]))


def _given(field: str, values: list[Any], compared: Any) -> Iterator[list[Any]]:
    """A row of values, each with its source; none where nobody reports the field."""
    if any(value is not None for value in values):
        cells = [
            None if value is None else f"{value} [{source_of(item['formulation'], field) or 'computed'}]"
            for value, item in zip(values, compared, strict=True)
        ]
        yield [field, *cells]


def _span(entry: Record) -> str:
    text = f"{entry['value']:.2f}"
    return text if entry["low"] == entry["high"] else f"{text} ({entry['low']:.2f}-{entry['high']:.2f})"


def _support(support: Record) -> str:
    return f"{support['supporting']} ({counted(support['independent_groups'], 'group')}) / {support['refuting']}"


def _wins(compared: Any) -> Sheet:
    ids = [item["id"] for item in compared]
    rows = [[item["id"], *(_share(item["beats"].get(other)) for other in ids)] for item in compared]
    return Sheet(["id", *ids], ["id", *ids], rows)


def _share(share: float | None) -> str | None:
    return None if share is None else f"{share:.0%}"


def _dominance(compared: Any) -> Iterator[Line]:
    for item in compared:
        if item["dominated_by"]:
            better = ", ".join(item["dominated_by"])
            yield Line(f"{item['id']} is no better than {better} on any criterion", "warn", 1)
        else:
            yield Line(f"{item['id']}: no other one is at least as good on every criterion", "item", 1)


def _long(compared: Any) -> Sheet:
    keys = [
        "id",
        "tier",
        "mode",
        "criterion",
        "weight",
        "value",
        "low",
        "high",
        "contribution",
        "reading",
        "excluded_by",
    ]
    rows = [
        [item["id"], item["tier"], item["mode"], entry["id"], entry["weight"], entry["value"], entry["low"],
         entry["high"], entry["weight"] * entry["value"], entry["reading"],
         list(dict.fromkeys(reason["rule"] for reason in item["exclusions"]))]
        for item in compared
        for entry in item["score"]["criteria"]
    ]  # fmt: skip
    return Sheet(keys, keys, rows)


def weights_view(document: Record) -> View:
    """Weights of a mode, and of each profile, with what it would put first."""
    names = [item["criterion"] for item in document["weights_of_mode"]]
    own = [
        [item["criterion"], round(item["weight"], 4), item["rules"], item["references"]]
        for item in document["weights_of_mode"]
    ]
    keys = ["criterion", "weight", "rules", "references"]
    profiles = [
        [item["id"], _first(item), *(f"{item['weights'][name]:.3f}" for name in names)] for item in document["profiles"]
    ]
    head = ["profile", "would put first", *names]
    lines = [Line(f"{item['id']}: {item['name']}. {item['because']}", "item", 1) for item in document["profiles"]]
    blocks = [
        Block(lines=[Line(document["because"])]),
        Block(sheet=Sheet(keys, keys, own)),
        Block("Profiles", sheet=Sheet(head, head, profiles)),
        Block(lines=[*lines, *(Line(note, "quiet") for note in document["notes"])]),
    ]
    return View(f"Weights in {document['mode']}", blocks, _profile_rows(document, names))


def _first(profile: Record) -> str | None:
    return f"{profile['first']} ({profile['tier']}, {profile['score']:.2f})" if profile["first"] else None


def _profile_rows(document: Record, names: list[str]) -> Sheet:
    keys = ["profile", *names, "first", "tier", "score"]
    rows = [
        [item["id"], *(item["weights"][name] for name in names), item["first"], item["tier"], item["score"]]
        for item in document["profiles"]
    ]
    return Sheet(keys, keys, rows)
