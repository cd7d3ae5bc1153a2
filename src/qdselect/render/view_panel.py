"""What a person sees of a panel: who gets what, how it is told apart, what is next best, the case for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from qdselect.model.names import counted, told
from qdselect.render.phrases import ligand_words, particle_name
from qdselect.render.view import Block, Line, Sheet, View, cell_text
from qdselect.render.view_case import TIER_WORDS, badge, case_block

__all__ = ["panel_view"]

Record = Mapping[str, Any]
Cases = Mapping[tuple[str, str], Record]

KEYS = (
    *("panel", "marker", "id", "name", "tier", "mode", "composition", "cadmium_free", "ligand"),
    *("emission_max_nm", "emission_low_nm", "emission_high_nm", "emission_status"),
    *("fwhm_nm", "fwhm_low_nm", "fwhm_high_nm", "fwhm_status"),
    *(
        "line_nm",
        "band",
        "noise",
        "spill_total",
        "spill_total_high",
        "tier_points",
        "score",
        "scarcity",
        "total",
        "panel_total",
        "proven_optimal",
    ),
)
SHOWN = ("marker", "id", "support", "emission nm", "score", "band", "ligand", "dot")
STATUS_WORDS = {
    "reported": "",
    "bound": "",
    "typical": " (typical)",
    "predicted": " (predicted)",
    "assumed": " (assumed)",
}
"""What stands behind a number of light; one that no source reports of this particle is always marked."""
MARKS = {"optimal": "good", "best-found": "warn", "impossible": "warn", "not-found": "warn"}


def panel_view(document: Record, *, brief: bool = False, plot: bool = False) -> View:
    """View of a panel and its alternatives, with a picture of the best one where ``plot`` asks for it."""
    panels, proof = document["panels"], document["proof"]
    cases = {(case["marker"], case["candidate"]["id"]): case["candidate"] for case in document["cases"]}
    blocks = [Block(lines=[Line(document["summary"], "strong"), Line(proof["because"], MARKS[proof["status"]])])]
    if panels:
        blocks.append(Block(sheet=_people(panels[0], cases)))
        blocks += _drawn(document) if plot else []
        blocks.append(Block("How the colours are told apart", list(_apart(document, panels[0]))))
        blocks.append(Block("What the total is made of", list(_terms(document, panels[0]))))
    if panels[1:]:
        blocks.append(Block("Next best panels", [_alternative(own, panels[0]) for own in panels[1:]]))
    if document["blocked"]:
        blocks.append(Block("What would free it", list(_freed(document["blocked"]))))
    if panels and not brief:
        blocks += [_case(item, cases, document["references"]) for item in panels[0]["assignments"]]
    if document["leads"]:
        blocks.append(Block("Not yet checked (leads)", list(_leads(document["leads"]))))
    blocks.append(Block(lines=[Line(note, "quiet") for note in _closing(document)]))
    return View(_title(document["query"]), blocks, Sheet(KEYS, KEYS, list(_rows(document, cases))))


def _drawn(document: Record) -> Iterator[Block]:
    """The picture and its legend."""
    from qdselect.render.picture_panel import picture_of_panel

    picture = picture_of_panel(document)
    if picture and not picture.empty:
        legend = [Line(f"{entry.mark}  {entry.name}: {entry.words}", indent=1) for entry in picture.entries]
        legend += [Line(note, "quiet", 1) for note in picture.notes]
        yield Block("Spectra", legend, picture=picture)


def _title(query: Record) -> str:
    words = [", ".join(marker["id"] for marker in query["markers"]), query["mode"]]
    light = query["light_path"]
    words += [f"{line:g} nm" for line in light["lines_nm"]] if light else []
    words += ["unmixed"] if query["separation"]["kind"] == "noise" else []
    constraints = query["constraints"]
    words += ["cadmium-free"] if constraints["cd_free"] else []
    words += ["heavy-metal-free"] if constraints["heavy_metal_free"] else []
    words += ["unknown allowed"] if constraints["allow_unknown"] else []
    return "Panel: " + "; ".join(word for word in words if word)


def _people(own: Record, cases: Cases) -> Sheet:
    rows = []
    for item in own["assignments"]:
        case = cases[item["marker"], item["id"]]
        rows.append(
            [
                item["marker"],
                item["id"],
                badge(case),
                f"{_light(item['emission_max_nm'])}, width {_light(item['fwhm_nm'])}",
                f"{item['worth']['score']:.2f}",
                item["channel"]["band"] if item["channel"] else None,
                ligand_words(case, 1),
                particle_name(case["formulation"]),
            ]
        )
    kept = [place for place in range(len(SHOWN)) if any(row[place] not in (None, "-") for row in rows)]
    return Sheet(SHOWN, SHOWN, rows, kept)


def _light(known: Record) -> str:
    """A number of light with where it comes from; an interval as such."""
    low, value, high = known["low"], known["value"], known["high"]
    if known["status"] in ("bound", "predicted") and low != high:
        return f"{cell_text(low)}-{cell_text(high)}{STATUS_WORDS[known['status']]}"
    return f"{cell_text(value)}{STATUS_WORDS[known['status']]}"


_MEASURES = {
    "overlap": "Cosine similarity of two whole emissions, at most {most:g}",
    "spill": "Light of any one other probe in a channel, in parts of its own, at most {most:g}",
    "noise": "Unmixing may multiply the noise of a probe by {most:g} at most",
}


def _apart(document: Record, own: Record) -> Iterator[Line]:
    separation = document["query"]["separation"]
    default = f" (a judgement: {separation['because']})" if separation["by_default"] else " (as asked)"
    width = "; held against the worst of all widths that were tried" if separation["any_width"] else ""
    yield Line(_MEASURES[separation["kind"]].format(most=separation["most"]) + width + default, indent=1)
    if separation["step_nm"] is not None:
        yield Line(_read_in(separation), indent=1)
    if own["noise"] is not None:
        factors = ", ".join(
            f"{item['marker']} {told(item['noise'], separation['most'])}" for item in own["assignments"]
        )
        yield Line(f"Noise multiplied by: {factors}; condition number {told(own['condition_number'])}.", indent=1)
    for pair in own["pairs"][:3]:
        kind = "overlap of whole emissions" if separation["kind"] == "noise" else pair["kind"]
        yield Line(f"{' and '.join(pair['markers'])}: {kind} {_ends(pair, separation)}", "item", 1)
    yield from _spilt(own, separation)
    if not own["holds_at_worst_width"]:
        better = next((other["rank"] for other in document["panels"] if other["holds_at_worst_width"]), None)
        hint = f"; panel {better} below does" if better else "; --any-width asks for a panel that does"
        if separation["kind"] == "noise" and not better:
            hint = ""
        yield Line(f"At some widths that are possible it does not keep the limit{hint}.", "warn", 1)


LEAST = 0.001
"""No part of some light is said to be less: the document has 0 for a value below, and this as the high end."""
SAME = 0.005
"""Widths of bands that differ by less than this part are called equal."""


def _read_in(separation: Record) -> str:
    """The bands of a spectral detector as they are: each stretch without a gap, and the width that they really have."""
    step, stretches = separation["step_nm"], list(_stretches(separation["bands_nm"]))
    shown = "; ".join(
        f"{counted(number, 'band')} of {(high - low) / number:.3g} nm from {low:g} to {high:g} nm"
        for number, low, high in stretches
    )
    why = separation["step_because"]
    if any(abs((high - low) / number - step) > SAME * step for number, low, high in stretches):
        why = f"equal bands that fill each range come no nearer to {step:g} nm; {step:g} nm is {why}"
    return f"Read in {shown} ({why})"


def _stretches(bands: Sequence[Sequence[float]]) -> Iterator[tuple[int, float, float]]:
    """Bands of one width, side by side: how many, from where, to where."""
    number, start, end = 0, 0.0, 0.0
    for low, high in bands:
        width = (end - start) / number if number else 0.0
        if number and abs(low - end) < SAME and abs(high - low - width) <= SAME * width:
            number, end = number + 1, high
            continue
        if number:
            yield number, start, end
        number, start, end = 1, low, high
    if number:
        yield number, start, end


def _ends(number: Record, separation: Record) -> str:
    """A number of light with its ends, over all that emissions and widths leave open."""
    most = None if separation["kind"] == "noise" else separation["most"]
    value, low, high = (told(number[key], most) for key in ("value", "low", "high"))
    if number["high"] is not None and number["high"] <= LEAST:
        return f"<{LEAST:g} over all that emissions and widths leave open"
    end = f"{high} ({number['open_because']})" if number["high"] is None else f"to {high}"
    return f"{value}, from {low} {end} over what emissions and widths leave open"


def _spilt(own: Record, separation: Record) -> Iterator[Line]:
    """What all other probes together spill into each channel: shown, for the limit holds for each alone."""
    totals = {item["marker"]: item["spill_total"] for item in own["assignments"] if item["spill_total"]}
    if not totals:
        return
    shown = ", ".join(f"{marker} {told(total['value'], separation['most'])}" for marker, total in totals.items())
    yield Line(f"All other probes together, in each channel: {shown}.", indent=1)
    above = [marker for marker, total in totals.items() if total["value"] > separation["most"]]
    if above:
        yield Line(
            f"Together they spill more than {separation['most']:g} into the channel of {', '.join(above)}: the limit "
            "holds for each alone.",
            "warn",
            1,
        )


def _terms(document: Record, own: Record) -> Iterator[Line]:
    worth = own["worth"]
    low, high = own["score_interval"]
    parts = [f"{worth[term['name']]:g} {term['name'].replace('_', ' ')}" for term in document["terms"]]
    yield Line(f"{worth['total']:g} = {' + '.join(parts)}; the scores lie between {low:.2f} and {high:.2f}", indent=1)
    for term in document["terms"]:
        yield Line(f"{term['name'].replace('_', ' ')}: {term['because']}", "quiet", 2)
    proof = document["proof"]
    if proof["gap"]:
        yield Line(
            f"No panel is worth more than {proof['bound']:g}: a gap of {proof['gap']:g} is not closed.", "warn", 1
        )


def _alternative(own: Record, first: Record) -> Line:
    before = {item["marker"]: item["id"] for item in first["assignments"]}
    now = {item["marker"]: item["id"] for item in own["assignments"]}
    changes = "; ".join(f"{marker}: {now[marker]} instead of {before[marker]}" for marker in own["changes"])
    less = first["worth"]["total"] - own["worth"]["total"]
    worth = f"{less:.4g} less" if less else "worth the same"
    keeps = "keeps the limit at all widths tried" if own["holds_at_worst_width"] else "not at all widths"
    return Line(f"{own['rank']}. {worth}; {keeps}: {changes}", "item", 1)


def _freed(blocked: Record) -> Iterator[Line]:
    if not blocked["freed_by"]:
        every = "neither one limit, nor one constraint, nor markers left out"
        yield Line(f"No change was found{'.' if blocked['undecided'] else f': {every}.'}", "warn", 1)
    for item in blocked["freed_by"]:
        tiers = ", ".join(f"{number} {TIER_WORDS[tier]}" for tier, number in item["tiers"].items() if number)
        remark = f" ({item['remark']})" if item["remark"] else ""
        yield Line(f"{item['change']}: {tiers}{remark}", "item", 1)
    if blocked["more_ways"]:
        number = blocked["more_ways"]
        yield Line(f"and {number} more {'way' if number == 1 else 'ways'} to leave out as many markers", "item", 1)
    if blocked["in_vain"]:
        yield Line(f"No panel either, each alone: {'; '.join(blocked['in_vain'])}.", "quiet", 1)
    if blocked["undecided"]:
        words = "; ".join(blocked["undecided"])
        yield Line(f"Not decided, each alone (a larger --max-nodes searches further): {words}.", "warn", 1)


def _case(item: Record, cases: Cases, references: Record) -> Block:
    block = case_block(cases[item["marker"], item["id"]], references)
    heading = f"{item['marker']}: {block.heading.partition('. ')[2]}"
    emission, width = item["emission_max_nm"], item["fwhm_nm"]
    light = Line(f"Light: emission {_because(emission)}; width {_because(width)}", "quiet", 1)
    return Block(heading, [light, *block.lines], block.sheet)


def _because(known: Record) -> str:
    sources = f" [{', '.join(known['references'])}]" if known["references"] else ""
    return f"{_light(known)} nm, {known['because']}{sources}"


def _leads(leads: Sequence[Record]) -> Iterator[Line]:
    yield Line("Publications that nobody has checked yet: not scored, not to be relied on.", "warn")
    markers: dict[str, list[Record]] = {}
    for lead in leads:
        markers.setdefault(lead["id"], []).append(lead)
    for name, own in markers.items():
        which = ", ".join(dict.fromkeys(lead["marker"] for lead in own))
        yield Line(f"{own[0]['particle']}: {which} ({own[0]['mode']})", "item", 1)
        yield Line(f"{own[0]['citation']} [{name}]", "quiet", 2)


def _closing(document: Record) -> Iterator[str]:
    yield from document["notes"]
    catalog = document["catalog"]
    sizes = f"{catalog['n_formulations']} formulations, {catalog['n_references']} references"
    yield f"Catalogue {catalog['version']}: {sizes}."


def _rows(document: Record, cases: Cases) -> Iterator[list[Any]]:
    """A row for each marker of each panel."""
    for own in document["panels"]:
        for item in own["assignments"]:
            case = cases[item["marker"], item["id"]]
            emission, width, worth = item["emission_max_nm"], item["fwhm_nm"], item["worth"]
            yield [
                *(own["rank"], item["marker"], item["id"], item["name"], item["tier"], item["mode"]),
                *(
                    case["formulation"]["composition"],
                    case["formulation"]["cadmium_free"],
                    ligand_words(case),
                ),
                *(emission[key] for key in ("value", "low", "high", "status")),
                *(width[key] for key in ("value", "low", "high", "status")),
                *(item["line_nm"], item["channel"]["band"] if item["channel"] else None),
                item["noise"],
                *((item["spill_total"]["value"], item["spill_total"]["high"]) if item["spill_total"] else (None, None)),
                *(worth[key] for key in ("tier_points", "score", "scarcity", "total")),
                *(own["worth"]["total"], document["proof"]["proven"]),
            ]
