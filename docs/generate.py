"""Generate the parts of the documents that repeat what code, rules and catalogue say.

``python -m docs.generate`` rewrites everything between ``<!-- generated: name -->`` and ``<!-- end -->`` in the pages;
``--check`` writes nothing, says what differs, and exits with 1 if anything does.
"""

from __future__ import annotations

import contextlib
import difflib
import io
import os
import re
import shlex
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import qdselect
from docs import pictures, statistics
from docs.list_meanings import LIST_MEANINGS
from docs.panel_meanings import PANEL_MEANINGS
from qdselect.catalog import Catalog, load_catalog
from qdselect.catalog.findings import CODES
from qdselect.model import vocabulary
from qdselect.model.expression import QUERY_FLAGS, QUERY_VALUES
from qdselect.model.fields import FIELDS, OPERATORS

__all__ = ["PARTS", "main", "pages", "rewritten", "stale", "undescribed"]

ROOT = Path(__file__).parent.parent
PART = re.compile(r"(<!-- generated: ([a-z-]+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)
EXAMPLE_SOURCE = "yong2009"
EXAMPLE_SCORE = ("inp-zns-msa-yong2009", "claudin-4", "live-cell")
WIDTH = 80
_WITHOUT_DESCRIPTION = {"Formulation": "A particle that this source introduces; a measurement has the same keys."}
_VOCABULARY = {
    getattr(vocabulary, name): name.lower().replace("_", " ")
    for name in vocabulary.__all__
    if len(getattr(vocabulary, name)) > 4
}


def pages() -> list[Path]:
    """Pages that may hold generated parts."""
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


def rewritten(text: str, catalog: Catalog) -> str:
    """A page with its generated parts made anew.

    Parameters
    ----------
    text : str
        The page as it stands.
    catalog : Catalog
        What the parts are generated from.

    Raises
    ------
    KeyError
        A marker names a part that does not exist.
    """

    def part(found: re.Match[str]) -> str:
        lines = "\n".join(PARTS[found[2]](catalog)).strip("\n")
        return f"{found[1]}\n{lines}\n\n{found[4]}"

    return PART.sub(part, text)


def stale(catalog: Catalog) -> Iterator[str]:
    """What differs between the pages and what they should say, as unified diffs; and pictures that show other data."""
    yield from pictures.stale(catalog, ROOT)
    for page in pages():
        old = page.read_text(encoding="utf-8")
        new = rewritten(old, catalog)
        if new != old:
            name = page.relative_to(ROOT).as_posix()
            diff = difflib.unified_diff(old.splitlines(), new.splitlines(), name, f"{name} (generated)", "", "", 0, "")
            yield "\n".join(diff)


def undescribed() -> list[str]:
    """Output fields without a meaning, and meanings without an output field."""
    fields = {f"{kind}.{name}" for kind, shape in _kinds().items() for name in shape["properties"]}
    described = {field for field in fields if _meaning(*field.split("."))}
    written = {f"{kind}.{name}" for kind, names in _MEANINGS.items() for name in names}
    return sorted(fields - described) + sorted(written - fields)


def table(titles: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Lines of a Markdown table.

    Parameters
    ----------
    titles : sequence of str
        Head.
    rows : iterable of sequences
        Cells; bars and line ends in them are escaped.
    """
    yield "| " + " | ".join(titles) + " |"
    yield "|" + "---|" * len(titles)
    for row in rows:
        yield "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in row) + " |"
    yield ""


def fence(lines: Iterable[str], language: str = "text") -> Iterator[str]:
    """Lines as a code block."""
    yield f"```{language}"
    yield from lines
    yield "```"


def _codes_of(words: Iterable[Any]) -> str:
    return ", ".join(f"`{word}`" for word in words) or "-"


def _number(value: float) -> str:
    return "" if value in (float("inf"), float("-inf")) else f"{value:g}"


# rules.md


def _fields(_: Catalog) -> Iterator[str]:
    rows = [
        (
            f"`{name}`",
            field.kind,
            field.unit or "-",
            f"{_number(field.low)} to {_number(field.high)}" if _number(field.low) else "-",
            "a source" if field.measured else "computed",
            field.meaning,
        )
        for name, field in FIELDS.items()
    ]
    yield from table(("field", "kind", "unit", "plausible", "from", "meaning"), rows)


def _operators(_: Catalog) -> Iterator[str]:
    yield from table(
        ("kind of field", "operators"), ((kind, _codes_of((*ops, "known"))) for kind, ops in OPERATORS.items())
    )


def _query_flags(_: Catalog) -> Iterator[str]:
    yield f"Flags (in `applies: {{flags: [...]}}`): {_codes_of(QUERY_FLAGS)}."
    yield ""
    yield from table(("value of the question", "kind"), ((f"`{name}`", kind) for name, kind in QUERY_VALUES.items()))


def _rules_of(kind: str) -> Callable[[Catalog], Iterator[str]]:
    def part(catalog: Catalog) -> Iterator[str]:
        rows = [
            (f"`{rule['id']}`", rule["title"], _applies(rule), rule["on_unknown"], ", ".join(rule["references"]))
            for rule in catalog.rules.values()
            if rule["kind"] == kind
        ]
        yield from table(("rule", "title", "applies to", "on unknown", "references"), rows)

    return part


def _applies(rule: Mapping[str, Any]) -> str:
    applies = rule["applies"]
    words = [*(applies.get("modes") or ()), *(applies.get("markers") or ())]
    flags = [f"`{flag}`" for flag in applies.get("flags") or ()]
    photons = {1: ["one photon"], 2: ["two photons"]}.get(applies.get("photons"), [])
    return ", ".join(words + flags + photons) or "always"


# catalogue.md


def _vocabularies(_: Catalog) -> Iterator[str]:
    rows = ((name.lower().replace("_", " "), _codes_of(getattr(vocabulary, name))) for name in vocabulary.__all__)
    yield from table(("vocabulary", "words"), rows)


def _study_kinds(catalog: Catalog) -> Iterator[str]:
    rows = ((f"`{kind['id']}`", kind["name"], kind.get("note") or "") for kind in catalog.section("study_kinds"))
    yield from table(("study kind", "name", "note"), rows)


def _authored(kind: str, *names: str) -> Callable[[Catalog], Iterator[str]]:
    """Keys of authored records, from the models that check them."""

    def part(_: Catalog) -> Iterator[str]:
        from qdselect.catalog.schema import model_for

        schema = model_for(kind).model_json_schema()
        shapes = {schema["title"]: schema, **schema.get("$defs", {})}
        for name in names:
            shape = shapes[name]
            required = shape.get("required", ())
            about = " ".join(shape.get("description", "").split()).replace("``", "`")
            yield f"**{name}**. {about or _WITHOUT_DESCRIPTION.get(name, '')}".strip()
            yield ""
            keys = sorted(shape["properties"], key=lambda key: key not in required)
            types = {key: _type(shape["properties"][key]).removesuffix(" or null") for key in keys}
            rows = [(f"`{key}`", types[key], "yes" if key in required else "") for key in keys]
            yield from table(("key", "type", "must be there"), rows)

    return part


def _toxicity(catalog: Catalog) -> Iterator[str]:
    scheme = catalog.section("toxicity_scheme")
    rows = [
        (
            entry["id"],
            ", ".join(entry.get("any_element") or ()) or "-",
            ", ".join(entry.get("any_material") or ()) or "-",
            ", ".join(entry.get("any_core") or ()) or "-",
            entry["because"],
            ", ".join(entry["references"]),
        )
        for entry in scheme["classes"]
    ]
    yield from table(("class", "any of the elements", "any material", "any core", "because", "references"), rows)


# checklist.md


def _checklist(catalog: Catalog) -> Iterator[str]:
    rows = [
        (
            f"`{item['id']}`",
            item["title"],
            ", ".join(item.get("modes") or ()) or "all",
            item["need"],
            _met_by(item.get("satisfied_by")),
            _met_by(item.get("partly_by")),
            item["because"],
            ", ".join(item["references"]),
        )
        for item in catalog.section("checklist")["items"]
    ]
    yield from table(("item", "title", "modes", "need", "met by", "in part by", "because", "references"), rows)


def _met_by(by: Mapping[str, Sequence[str]] | None) -> str:
    return _codes_of(name for names in (by or {}).values() for name in names)


def _grades(catalog: Catalog) -> Iterator[str]:
    scheme = catalog.section("checklist")
    weights = ", ".join(f"a {need} item counts {weight:g}" for need, weight in scheme["weights"].items())
    yield f"In the share, {weights}."
    yield ""
    rows = ((grade["grade"], f"{grade['at_least']:.0%}", grade["means"]) for grade in scheme["grades"])
    yield from table(("grade", "from a share of", "meaning"), rows)


# physics.md


def _range(ends: Mapping[str, float]) -> str:
    return f"{ends['min']:g} to {ends['max']:g}"


def _sizing(catalog: Catalog) -> Iterator[str]:
    from qdselect.physics.sizing import Curve

    rows = []
    for record in catalog.section("physics_scheme")["sizing"]:
        curve = Curve.of(record)
        rows.append(
            (
                record["material"],
                f"`{curve.id}`",
                record["form"],
                ", ".join(f"{number:.10g}" for number in curve.coefficients),
                str(curve.diameter_nm),
                str(curve.absorption_nm),
                "not given" if curve.relative_sd is None else f"{curve.relative_sd:.0%}",
                record["confirmed"],
                record["reference"],
            )
        )
    titles = ("material", "curve", "form", "coefficients", "diameter, nm", "first exciton, nm", "sd of the diameter")
    yield from table((*titles, "confirmed", "source"), rows)


def _predicted_fields(catalog: Catalog) -> Iterator[str]:
    """How many formulations gain a predicted value of which field, and by which models."""
    found: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for record in catalog.formulations.values():
        for item in record["predicted"]:
            found[item["field"], item["model"]].append(item["value"] is not None)
    rows = [
        (f"`{field}`", f"`{model}`", len(items), sum(items))
        for (field, model), items in sorted(
            found.items(), key=lambda pair: (list(FIELDS).index(pair[0][0]), pair[0][1])
        )
    ]
    gaining = sum(bool(record["predicted"]) for record in catalog.formulations.values())
    fields = sum(row[2] for row in rows)
    yield f"Of {len(catalog.formulations)} formulations {gaining} gain a prediction, {fields} fields in all."
    yield ""
    yield from table(("field", "models", "formulations", "of these with a value, not only bounds"), rows)


def _stokes(catalog: Catalog) -> Iterator[str]:
    rows = [
        (
            record["material"],
            f"`{record['id']}`",
            _range(record["shift_nm"]),
            _range(record["emission_nm"]),
            "/".join(record.get("shells") or ["any"]),
            record["confirmed"].strip(),
            record["reference"],
        )
        for record in catalog.section("physics_scheme")["stokes"]
    ]
    yield from table(("material", "model", "shift, nm", "emission, nm", "seen under", "confirmed", "source"), rows)


ORDER = (*vocabulary.CRITERIA, *vocabulary.CONDITIONAL_CRITERIA)
"""Criteria in the order in which they are shown."""


def _light_rules(catalog: Catalog) -> Iterator[str]:
    rows = []
    for rule in catalog.rules.values():
        if {"laser", "filter"} & set(rule["applies"].get("flags") or ()):
            points = ", ".join(f"{x:g} -> {y:g}" for x, y in rule.get("points") or ())
            what = points or f"{rule['check']['op']} {rule['check']['value']:g}"
            field = (rule.get("check") or rule)["field"]
            rows.append((f"`{rule['id']}`", rule["kind"], f"`{field}`", what, rule["on_unknown"]))
    yield from table(("rule", "kind", "field", "threshold or corners", "unknown"), rows)
    for entry in catalog.section("conditional_weights"):
        yield ""
        yield f"Weight of `{entry['criterion']}`: {entry['weight']:g}. {entry['because'].strip()}"


def _instruments(catalog: Catalog) -> Iterator[str]:
    rows = [
        (
            f"`{record['id']}`",
            record["name"],
            record["kind"],
            ", ".join(f"{line:g}" for line in record["lines_nm"]),
            ", ".join(dict.fromkeys(channel["band"] for channel in record["channels"])),
            "-".join(f"{end:g}" for end in record["detector_nm"] or ()),
            ", ".join(record["references"]),
        )
        for record in catalog.instruments.values()
    ]
    yield from table(("id", "name", "kind", "lines, nm", "bands", "detector, nm", "sources"), rows)


def _widths(catalog: Catalog) -> Iterator[str]:
    rows = []
    for record in catalog.section("physics_scheme")["emission_width"]:
        unit = "nm" if "width_nm" in record else "meV"
        holds = [f"emission {_range(record['emission_nm'])} nm"] if "emission_nm" in record else []
        holds += [f"{record['shell_element']} in a shell"] if "shell_element" in record else []
        width = f"{_range(record[f'width_{unit}'])} {unit}"
        sources = ", ".join(record["references"])
        rows.append((record["material"], f"`{record['id']}`", width, ", ".join(holds), record["confirmed"], sources))
    yield from table(("material", "id", "width", "holds for", "confirmed", "sources"), rows)


def _extinction(catalog: Catalog) -> Iterator[str]:
    rows = [
        (
            record["material"],
            f"`{record['id']}`",
            f"{record['at_nm']:g} nm" if record.get("at_nm") else "first exciton",
            record["form"],
            ", ".join(f"{name} {number:.10g}" for name, number in record["coefficients"].items()),
            _range(record["diameter_nm"]),
            _range(record["absorption_nm"]) if "absorption_nm" in record else "",
            record["confirmed"] + (f" Holds for {record['condition']}." if record.get("condition") else ""),
            record["reference"],
        )
        for record in catalog.section("physics_scheme")["extinction"]
    ]
    yield from table(
        ("material", "law", "at", "form", "numbers", "diameter, nm", "first exciton, nm", "confirmed", "source"), rows
    )


def _tissue(catalog: Catalog) -> Iterator[str]:
    tissue = catalog.section("physics_scheme")["tissue"]
    rows = [
        (
            f"scattering of {record['tissue']} tissue",
            f"`{record['id']}`",
            f"a = {record['at_500_nm_per_cm']:g}/cm, b = {record['power']:g}",
            _range(record["wavelength_nm"]),
            record["reference"],
        )
        for record in tissue["scattering"]
    ]
    rows += [
        (
            f"absorption of {record['absorber']}",
            f"`{record['id']}`",
            f"table of {len(record['points'])} points, {record['unit']}",
            f"{record['points'][0][0]:g} to {record['points'][-1][0]:g}",
            record["reference"],
        )
        for record in tissue["absorption"]
    ]
    yield from table(("what", "model", "numbers", "wavelength, nm", "source"), rows)
    blood = tissue["blood"]
    molar = f"{blood['haemoglobin_g_per_mol']:g} g/mol [{blood['reference']}]"
    yield f"Whole blood holds {blood['haemoglobin_g_per_l']:g} g/l of haemoglobin, {molar}."


def _depth(catalog: Catalog) -> Iterator[str]:
    """What the typical tissue lets through by emission, and the value function beside it."""
    from qdselect.physics.tissue import depth_share

    scheme, rule = catalog.section("physics_scheme"), catalog.rules["optical-fit-in-vivo"]
    typical, judgements = scheme["tissue"]["typical"], scheme["judgements"]
    yield (
        f"Typical tissue: {typical['tissue']}, {typical['blood']:.0%} of blood, {typical['saturation']:.0%} saturated, "
        f"{typical['water']:.0%} of water [{typical['reference']}]; depth {judgements['depth_mm']['value']:g} mm; "
        f"excitation at best, {judgements['excitation_gap_nm']['value']:g} nm or more below the emission."
    )
    yield ""
    lowest = 630 + judgements["excitation_gap_nm"]["value"]
    rows = []
    for emission, value in rule["points"]:
        inside = lowest <= emission <= 950
        share = f"{float(depth_share(scheme, emission)):.2f}" if inside else "outside the tables"
        rows.append((f"{emission:g}", share, f"{value:g}", "0.85 x share" if inside else "judgement"))
    yield from table(("emission, nm", "share of the best", "value in `optical-fit-in-vivo`", "from"), rows)


def _physics_judgements(catalog: Catalog) -> Iterator[str]:
    judgements = catalog.section("physics_scheme")["judgements"]
    rows = ((f"`{name}`", f"{entry['value']:g}", entry["because"]) for name, entry in judgements.items())
    yield from table(("number", "value", "because"), rows)


# scoring.md


def _evidence(catalog: Catalog) -> Iterator[str]:
    scheme = catalog.section("evidence_scheme")
    rows = [
        (
            part,
            f"`{name}`" + (f" (at least {entry['at_least']})" if entry.get("at_least") else ""),
            entry["value"],
            entry["because"],
            ", ".join(entry["references"]),
        )
        for part in ("levels", "quality", "directness")
        for name, entry in scheme[part].items()
    ]
    refuting = scheme["refuting"]
    rows.append(("refuting", "-", refuting["value"], refuting["because"], ", ".join(refuting["references"])))
    yield from table(("part", "case", "value", "because", "references"), rows)


def _confidence(catalog: Catalog) -> Iterator[str]:
    scheme = catalog.section("confidence_scheme")
    rows = [
        (f"`{name}`", f"{scheme[name]['value']:g}", scheme[name]["because"], ", ".join(scheme[name]["references"]))
        for name in ("draws", "weight_spread", "told_apart")
    ]
    yield from table(("setting", "value", "because", "references"), rows)


def _profiles(catalog: Catalog) -> Iterator[str]:
    rows = [
        (
            f"`{item['id']}`",
            item["name"],
            ", ".join(f"{name} x {factor:g}" for name, factor in item["factors"].items()) or "-",
            item["because"],
        )
        for item in catalog.section("confidence_scheme")["profiles"]
    ]
    yield from table(("profile", "what", "factors", "because"), rows)


def _weights(catalog: Catalog) -> Iterator[str]:
    rows = [
        (
            f"`{mode['id']}`",
            mode["family"],
            "yes" if mode["untargeted"] else "no",
            *(mode["weights"].get(criterion, 0) for criterion in vocabulary.CRITERIA),
        )
        for mode in catalog.modes.values()
    ]
    yield from table(("mode", "family", "without a marker", *vocabulary.CRITERIA), rows)


def _modes(catalog: Catalog) -> Iterator[str]:
    for mode in catalog.modes.values():
        yield f"**{mode['name']}** (`{mode['id']}`; also {_codes_of(mode['aliases'])})"
        yield ""
        for window in mode["windows"]:
            low, high = window["emission_nm"]
            because = f"{window['because'].strip()} [{', '.join(window['references'])}]"
            yield f"- {_codes_of(window['aliases'])}: emission from {low:g} to {high:g} nm. {because}"
        yield f"- Weights: {mode['because'].strip()} [{', '.join(mode['references'])}]"
        for need in mode["needs"]:
            yield f"- Needs {need['text'].strip()} [{', '.join(need['references'])}]"
        yield ""


def _value_functions(catalog: Catalog) -> Iterator[str]:
    rows = [
        (
            rule["criterion"],
            f"`{rule['id']}`",
            _applies(rule),
            f"{rule['share']:g}",
            f"`{rule['field']}`",
            _function(rule),
            ", ".join(rule["references"]),
        )
        for rule in sorted(
            (rule for rule in catalog.rules.values() if rule["kind"] == "score"),
            key=lambda rule: (ORDER.index(rule["criterion"]), rule["id"]),
        )
    ]
    yield from table(("criterion", "rule", "modes", "share", "field", "value", "references"), rows)


def _function(rule: Mapping[str, Any]) -> str:
    if rule.get("points"):
        return ", ".join(f"{x:g}: {y:g}" for x, y in rule["points"])
    return ", ".join(f"{word}: {value:g}" for word, value in rule["table"].items())


def _score_example(catalog: Catalog) -> Iterator[str]:
    name, marker, mode = EXAMPLE_SCORE
    answer = qdselect.explain(name, marker, mode, catalog=catalog).document["modes"][0]
    score = answer["score"]
    command = f"qdselect explain {name} --marker {marker} --mode {mode}"
    yield f"`{command}`: score {score['value']:.3f}, from {score['low']:.3f} to {score['high']:.3f};"
    yield f"completeness {score['completeness']:.2f}."
    yield ""
    rows = [
        (
            item["id"],
            f"{item['weight']:.2f}",
            f"{item['value']:.3f}",
            f"{item['low']:.2f} to {item['high']:.2f}",
            f"{item['weight'] * item['value']:.3f}",
            item["reading"],
        )
        for item in score["criteria"]
    ]
    yield from table(("criterion", "weight", "value", "interval", "weight x value", "reading"), rows)
    strongest = answer["evidence"][0]
    yield f"The strongest record, {strongest['id']}, weighs {strongest['strength']:.3f} ({strongest['relation']})."


# output.md


def _kinds() -> dict[str, Any]:
    """Every kind of output document and what stands in it, in the order in which it is met."""
    from qdselect.advise.schema import OUTPUTS, schema_of

    found: dict[str, Any] = {}
    for what, place in OUTPUTS.items():
        schema = schema_of(what)
        parts = schema["$defs"]
        top = {"properties": schema["properties"], "description": schema["description"]}
        for name, shape in [(place.rpartition(".")[2], top), *_reached(top, parts)]:
            found.setdefault(name, shape)
    return found


def _reached(
    shape: Mapping[str, Any], parts: Mapping[str, Any], met: set[str] | None = None
) -> Iterator[tuple[str, Any]]:
    met = set() if met is None else met
    for value in shape["properties"].values():
        for name in re.findall(r"#/\$defs/(\w+)", repr(value)):
            if name not in met:
                met.add(name)
                yield name, parts[name]
                yield from _reached(parts[name], parts, met)


def _output_fields(_: Catalog) -> Iterator[str]:
    for name, shape in _kinds().items():
        yield f"### {name}"
        yield ""
        yield " ".join(shape["description"].split()).replace("``", "`")
        yield ""
        rows = [(f"`{key}`", _type(value), _meaning(name, key)) for key, value in shape["properties"].items()]
        yield from table(("key", "type", "meaning"), rows)


def _meaning(kind: str, key: str) -> str:
    own = _MEANINGS.get(kind, {}).get(key)
    if own is None and kind == "FormulationDoc" and key in FIELDS:
        field = FIELDS[key]
        return field.meaning + (f", {field.unit}" if field.unit else "")
    return own or ""


def _type(value: Mapping[str, Any]) -> str:
    """A JSON Schema type in a few words."""
    if "$ref" in value:
        return str(value["$ref"]).rsplit("/", 1)[-1]
    if "anyOf" in value:
        kinds = list(dict.fromkeys(_type(item) for item in value["anyOf"]))
        return " or ".join([kind for kind in kinds if kind != "null"] + (["null"] if "null" in kinds else []))
    if "const" in value:
        return f"`{value['const']}`"
    if "enum" in value:
        named = _VOCABULARY.get(tuple(value["enum"]))
        return f"one of the {named}" if named else _codes_of(value["enum"])
    kind = value.get("type", "any")
    if kind == "array":
        return f"list of {_type(value.get('items', {}))}"
    if kind == "object":
        extra = value.get("additionalProperties")
        return f"mapping to {_type(extra)}" if isinstance(extra, Mapping) else "mapping"
    return str(kind)


# commands.md


def _commands(_: Catalog) -> Iterator[str]:
    from qdselect.cli.app import COMMANDS

    subcommands = {"rules": ("list", "show", "test")}
    calls = [(), *((name,) for name in COMMANDS)]
    calls += [(name, sub) for name, subs in subcommands.items() for sub in subs]
    for call in sorted(calls, key=lambda call: list(COMMANDS).index(call[0]) if call else -1):
        yield f"## {' '.join(('qdselect', *call))}"
        yield ""
        yield from fence(_help(call))
        yield ""


def _help(call: Sequence[str]) -> list[str]:
    from qdselect.cli.run import run

    out = io.StringIO()
    with _plain_terminal(), contextlib.redirect_stdout(out):
        run([*call, "--help"])
    return [line.rstrip() for line in out.getvalue().strip("\n").splitlines()]


@contextlib.contextmanager
def _plain_terminal() -> Iterator[None]:
    """An environment in which output is as wide as a page and has no colour."""
    names = (
        "COLUMNS",
        "FORCE_COLOR",
        "TTY_COMPATIBLE",
        "TTY_INTERACTIVE",
        "TERMINAL_WIDTH",
        "_TYPER_FORCE_DISABLE_TERMINAL",
    )
    before = {name: os.environ.pop(name, None) for name in names}
    os.environ["COLUMNS"] = str(WIDTH)
    try:
        yield
    finally:
        os.environ.pop("COLUMNS")
        os.environ.update({name: value for name, value in before.items() if value is not None})


# README.md and CONTRIBUTING.md


def _headline(catalog: Catalog) -> Iterator[str]:
    """The headline answer as a terminal of 80 columns shows it: three candidates, the first with its case."""
    from qdselect.render.screen import print_view
    from qdselect.render.view import Block, Line, View
    from qdselect.render.views import view_of

    document = qdselect.recommend("HER2", cd_free=True, top=3, catalog=catalog).document
    view = view_of(document)
    cases = [block for block in view.blocks if re.match(r"\d+\. ", block.heading)]
    left_out = Block(lines=[Line("[... the case for each of the others ...]")])
    blocks: list[Block] = []
    for block in view.blocks:
        if block in cases[1:]:
            continue
        blocks.append(_shortened(block) if "leads" in block.heading else block)
        if cases and block is cases[0]:
            blocks.append(left_out)
    out = io.StringIO()
    with _plain_terminal():
        print_view(View(view.title, blocks, view.main), out)
    yield from fence(["$ qdselect recommend --marker HER2 --cd-free --top 3", *_rstripped(out.getvalue())])


# panel.md


def _panel_terms(_: Catalog) -> Iterator[str]:
    from qdselect.advise.panel_pool import tier_points
    from qdselect.model.vocabulary import TIERS

    rows = [(f"`{tier}`", *(tier_points(tier, markers) for markers in (2, 3, 5, 8))) for tier in TIERS]
    yield from table(("support tier", "2 markers", "3 markers", "5 markers", "8 markers"), rows)


def _panel_limits(catalog: Catalog) -> Iterator[str]:
    from qdselect.advise.panel_separation import KINDS

    judgements = catalog.section("physics_scheme")["judgements"]
    rows = [
        (f"`{option}`", kind, _number(judgements[name]["value"]), judgements[name]["because"])
        for kind, (name, option, _) in KINDS.items()
    ]
    yield from table(("option", "kind", "default", "what it stands for"), rows)


def _panel_example(*arguments: str) -> Callable[[Catalog], Iterator[str]]:
    """What a terminal of 80 columns shows of a panel, without the case for each probe."""

    def lines(_: Catalog) -> Iterator[str]:
        from qdselect.cli.run import run
        from qdselect.render import output

        before, output.is_terminal = output.is_terminal, lambda: True
        out = io.StringIO()
        try:
            with _plain_terminal(), contextlib.redirect_stdout(out):
                run(["--isolated", *arguments])
        finally:
            output.is_terminal = before
        yield from fence([f"$ qdselect {shlex.join(arguments)}", *_rstripped(out.getvalue())])

    return lines


FIVE_MARKERS = ("panel", *(word for name in ("HER2", "ER", "PR", "EGFR", "Ki-67") for word in ("--marker", name)))


def _shortened(block: Any) -> Any:
    from qdselect.render.view import Block, Line

    kept = list(block.lines)[:3]
    return Block(block.heading, [*kept, Line("[...]", indent=1)] if len(block.lines) > 3 else kept)


def _rstripped(text: str) -> Iterator[str]:
    return (line.rstrip() for line in text.strip("\n").splitlines())


def _source_example(_: Catalog) -> Iterator[str]:
    path = ROOT / "catalog" / "sources" / f"{EXAMPLE_SOURCE}.yaml"
    yield from fence(path.read_text(encoding="utf-8").strip("\n").splitlines(), "yaml")


# validation.md


def _codes(_: Catalog) -> Iterator[str]:
    yield from table(("code", "severity", "meaning"), ((f"`{code}`", *entry) for code, entry in CODES.items()))


_MEANINGS = {
    "RecommendationDoc": {
        "schema_version": "version of the names; its first number changes when one goes or changes its meaning",
        "tool": "program that answered",
        "catalog": "catalogue that was asked",
        "rules": "rules that were applied",
        "query": "the question as understood",
        "weights": "weight per criterion, for each mode considered",
        "seed": "seed of the draws; null without confidence",
        "summary": "the answer in one paragraph",
        "counts": "`considered`, `admitted`, admitted per tier, `below_level`, `uncertain` (demonstrated, "
        "composition not known), `dominated`, `shown`, `not_shown`, `rejected`, `leads`",
        "confidence": "how sure the ranking is; null with `--no-confidence` or without candidates",
        "sensitivity": "what the first place hangs on; null as `confidence`",
        "candidates": "ranked, best first",
        "leads": "unchecked publications that bear on the question",
        "relaxations": "what would admit more; only when nothing is demonstrated",
        "rejected": "what was turned down, all of it",
        "references": "every reference named in the answer, by id",
        "notes": "how the question was understood",
    },
    "ToolDoc": {
        "name": "`qdselect`",
        "version": "version of the program",
    },
    "CatalogDoc": {
        "version": "version of the catalogue",
        "sha256": "digest of its files",
        "n_formulations": "number of formulations",
        "n_evidence": "number of evidence records",
        "n_references": "number of references",
    },
    "RulesDoc": {
        "sha256": "digest of the rule files",
        "n_rules": "number of rules",
    },
    "QueryDoc": {
        "marker": "the marker; null for an untargeted question",
        "mode": "mode id, or the family as typed; null when the modes follow from the evidence",
        "modes": "modes considered",
        "constraints": "what was asked for",
        "weights": "weights that the question replaces",
        "profile": "named profile of weights, or the name of one's own",
        "prefer": "criteria of which the first weighs at least as much as the second",
        "tiers": "tiers that may be shown",
        "rank_by": "`tier` or `score`",
        "top": "at most so many candidates; 0 is all",
        "pareto": "whether dominated candidates are left out",
    },
    "MarkerDoc": {
        "id": "id in the vocabulary",
        "name": "full name",
        "gene": "HGNC symbols",
        "uniprot": "UniProt accessions",
        "as_typed": "what the user wrote",
    },
    "ConstraintsDoc": {
        "cd_free": "no cadmium",
        "heavy_metal_free": "no Cd, Pb, Hg, As or Tl",
        "exclude_elements": "further elements that may not be in it",
        "emission_window_nm": "`[low, high]` for the emission maximum",
        "excitation_nm": "excitation line",
        "max_hydrodynamic_nm": "largest hydrodynamic diameter",
        "renal_clearable": "must leave through the kidney",
        "commercial": "must be on sale",
        "ligand_type": "kind of ligand",
        "cancer": "tumour type; evidence from others weighs less",
        "min_level": "lowest level that counts as published",
        "allow_unknown": "whether what cannot be judged is admitted",
        "light_path": "lines, bands and detector; only where the question names any",
    },
    "LigandDoc": {
        "name": "name",
        "type": "kind of ligand",
        "tested": "true: this particle carried it to the marker; false: it is known to bind the marker, elsewhere",
        "reference": "source",
    },
    "HazardDoc": {
        "element": "the element, or null",
        "material": "the compound, or null",
        "because": "the finding",
        "references": "sources",
    },
    "ToxicityDoc": {
        "because": "reason of the class",
        "found": "elements and materials that put it there",
        "references": "sources",
    },
    "CharacterisationDoc": {
        "method": "word of the vocabulary (`qdselect methods`)",
        "sources": "sources that list it, or that measured a value by it",
    },
    "FieldPredictionDoc": {
        "field": "field that no source reports",
        "value": "the value; null where only an interval follows",
        "low": "low end of its interval; null for an open end",
        "high": "high end of its interval; null for an open end",
        "at_nm": "wavelength that an extinction belongs to, nm; null for other fields, or where it is not known",
        "status": "always `predicted`",
        "model": "ids of the models, in the order of the steps; `bulk-gap` and `typical-range` are of `materials.yaml`",
        "valid": "range in which the models hold",
        "because": "what each step says",
        "inputs": "reported fields that it was computed from",
        "references": "sources of the models",
        "rests_on": "sources of the composition and of the inputs; without one of them the prediction goes",
    },
    "FormulationDoc": {
        "id": "id",
        "name": "name in the source",
        "composition": "core/shells:dopants as text; null when not seen",
        "composition_complete": "whether core, shells and dopants were all seen and parsed",
        "has_shell": "whether there is a shell; null where the page names none, which composition and cadmium status "
        "take as absent",
        "cadmium_free": "true, false, or null for unknown",
        "heavy_metal_free": "true, false, or null for unknown",
        "toxicity_class": "hazard class of the composition; null for unknown",
        "toxicity_because": "why it has this class",
        "hazards": "unfavourable findings on what is in it",
        "vendor": "who sells it",
        "product": "name of the product",
        "bounds": "field to `[low, high]`, null for an open end; what is known only as a bound or a tunable range",
        "predicted": "what models say of fields that no source reports; no rule reads it",
        "conditions": "field to medium, method, wavelength, standard deviation, note, and the other state of the "
        "particle that a value is of",
        "characterisation": "methods by which it was characterised, from all sources together",
        "sources": "field to the source of the value shown",
        "source": "source that introduces the particle",
        "markers": "markers with a record on it",
        "retracted": "whether that source was retracted; such a particle is shown, and never listed, ranked or counted",
        "modes": "modes and study kinds with a record on it",
        "note": "remark of the curator",
    },
    "CriterionDoc": {
        "id": "criterion",
        "weight": "its share of the score",
        "value": "value of the reported number, else the middle of the interval, 0 to 1",
        "low": "low end",
        "high": "high end",
        "known": "share that rests on reported values",
        "reading": "the values that were read",
        "because": "why they score as they do",
        "references": "sources of the value functions",
    },
    "ScoreDoc": {
        "value": "sum of weight times value, to four decimals",
        "low": "sum over the low ends",
        "high": "sum over the high ends",
        "completeness": "share of the weight that rests on reported values",
        "criteria": "the parts",
    },
    "EvidenceDoc": {
        "id": "source and number of the record",
        "reference": "source",
        "marker": "marker; null for untargeted use",
        "untargeted": "what it was used for without a marker",
        "ligand": "ligand that it carried",
        "ligand_type": "kind of ligand",
        "conjugation": "how the ligand was attached; `intrinsic` is the dot's own surface",
        "mode": "mode or study kind",
        "level": "highest model used",
        "model": "cells, animals, specimens",
        "cancer": "tumour type",
        "n_patients": "number of patients",
        "negative_control": "whether the source shows one",
        "comparator": "what it was compared with",
        "direction": "`supports` or `refutes`",
        "confidence": "`seen`, or `inferred` for mode or model",
        "outcome": "what was found, in one sentence",
        "relation": "how direct it is for the question; null where nothing is weighed",
        "strength": "level x quality x directness, 0 to 1",
        "counted": "false for a weaker record of a lab group that already counts",
        "discounts": "what it was discounted for",
        "retracted": "true counts nothing",
    },
    "DiscountDoc": {
        "factor": "`same_family`, `other_mode`, `serum_assay`, `transferable`, `untargeted`, `other_cancer`, "
        "`inferred` or `no_control`",
        "value": "what the strength was multiplied with",
        "because": "why",
    },
    "TreeDoc": {
        "value": "contribution to the score; for a rule true (fires), false or null (cannot be told)",
        "description": "what was read and how it counts",
        "details": "what the value is made of",
    },
    "SupportDoc": {
        "supporting": "records of the question that support",
        "indirect": "records of other markers or of untargeted use: they show the particle, not this marker",
        "refuting": "records that refute",
        "independent_groups": "lab groups behind those that support",
    },
    "CandidateConfidenceDoc": {
        "p_first": "share of the draws in which it comes first",
        "p_top3": "share of the draws in which it is among the first three",
        "expected_rank": "mean rank",
        "band": "number of its band, from 1",
        "central_weights": "mean of the weights under which it comes first",
        "confidence_factor": "share of the draws in which it comes first under these weights",
    },
    "ConfidenceDoc": {
        "draws": "number of draws",
        "seed": "their seed",
        "candidates": "number of candidates that took part, shown or not",
        "entropy_bits": "entropy of the choice of the first: 0 is certain",
        "level_with_first": "size of the first band",
        "weight_spread": "standard deviation of the logarithm of a weight",
        "told_apart": "share of the draws in which a candidate must be beaten to start a new band",
        "references": "sources of the method",
    },
    "SensitivityDoc": {
        "first": "id of the first candidate",
        "flips_if": "smallest changes that would unseat it",
        "withdrawn": "per source that it rests on, what comes first without that source",
        "measure": "measurements that would tell most about which candidate comes first",
    },
    "FlipsDoc": {
        "weight": "of a single weight",
        "unknown": "of a single unknown value",
    },
    "WeightFlipDoc": {
        "criterion": "whose weight",
        "mode": "mode of the first candidate",
        "weight": "its share now",
        "needed": "its share then",
        "factor": "what it is multiplied with before all are scaled",
        "first": "what comes first then",
        "because": "the sentence to read",
    },
    "UnknownFlipDoc": {
        "id": "whose value",
        "field": "which field",
        "criterion": "which criterion it feeds",
        "values": "values of the field that reach it: intervals with null for an open end, or words",
        "needed": "value of the value function",
        "share": "how far that is in what the interval leaves open, 0 to 1",
        "first": "what comes first then",
        "because": "the sentence to read",
    },
    "WithdrawnDoc": {
        "reference": "the source",
        "survives": "whether the first stays first",
        "first": "what comes first then; null for nothing",
    },
    "MeasureDoc": {
        "id": "which candidate",
        "criterion": "which criterion",
        "fields": "what to measure",
        "bits": "information about which candidate comes first",
        "because": "the sentence to read",
    },
    "ComparisonDoc": {
        "schema_version": "as in RecommendationDoc",
        "tool": "program that answered",
        "catalog": "catalogue that was asked",
        "rules": "rules that were applied",
        "query": "the question as understood",
        "weights": "weight per criterion, for each mode considered",
        "seed": "seed of the draws",
        "confidence": "how sure the order of the compared is",
        "sensitivity": "what the first place among them hangs on",
        "summary": "the comparison in one sentence",
        "compared": "the formulations in the order in which they stand",
        "references": "every reference named, by id",
        "notes": "how the question was understood",
    },
    "ComparedDoc": {
        "id": "id of the formulation",
        "name": "its name",
        "mode": "mode in which it stands best",
        "tier": "support tier in that mode",
        "admitted": "whether the constraints of the question admit it",
        "exclusions": "rules that turn it down",
        "score": "score and its parts",
        "explanation": "tree of the score",
        "confidence": "how sure its place among the compared is",
        "beats": "per other formulation, share of the draws in which this one has the higher score",
        "dominated_by": "those that are no worse on any criterion nor in tier, and better on one",
        "pareto": "whether nothing dominates it",
        "support": "records for and against, and independent groups",
        "formulation": "the particle",
        "cautions": "rules to be mentioned",
        "unknowns": "fields whose value would sharpen the score or settle a rule",
        "light_path": "what the light path makes of it; only where the question names one",
    },
    "WeightsDoc": {
        "schema_version": "as in RecommendationDoc",
        "tool": "program that answered",
        "catalog": "catalogue that was asked",
        "rules": "rules that were applied",
        "mode": "the mode",
        "because": "why the mode has these weights",
        "weights_of_mode": "weight per criterion, and what feeds it",
        "profiles": "the named profiles",
        "references": "every reference named, by id",
        "notes": "remarks",
    },
    "WeightDoc": {
        "criterion": "criterion",
        "weight": "its share of the score",
        "rules": "score rules that feed it in this mode",
        "references": "sources of the mode's weights and of these rules",
    },
    "ProfileDoc": {
        "id": "name to give to `--profile`",
        "name": "what it is about",
        "because": "when to use it",
        "factors": "what it multiplies weights with",
        "weights": "the weights that follow in this mode",
        "first": "what it would put first; null without a question",
        "tier": "support tier of that candidate",
        "score": "its score",
    },
    "CautionDoc": {
        "rule": "rule",
        "kind": "`warn`, or `exclude` for a constraint that could not be judged",
        "outcome": "`fires` or `unknown`",
        "because": "the sentence to read",
        "references": "sources of the rule",
        "status": "as in a reason; only of a number of the light path",
    },
    "CandidateDoc": {
        "rank": "place, from 1",
        "id": "id of the formulation",
        "name": "its name",
        "tier": "support tier",
        "mode": "mode in which it stands best",
        "proven": "whether the tier is `demonstrated`",
        "below_level": "whether it was published for the marker, only below `--min-level`",
        "untested": "what no checked source shows, and what would have to be done; null when proven",
        "ligands": "ligands it carried, or those one would have to try",
        "formulation": "the particle",
        "score": "score and its parts",
        "confidence": "how sure its place is; null without confidence",
        "explanation": "with `--explain`: trees of the score and of every rule that must be mentioned; else null",
        "conflict": "whether records refute it",
        "support": "records for and against, and independent groups",
        "evidence": "what weighs for and against it, strongest first; then what is shown and weighs nothing",
        "cautions": "rules to be mentioned, those that fire first",
        "unknowns": "fields whose value would sharpen the score or settle a rule",
        "light_path": "what the light path makes of it; only where the question names one",
    },
    "ReasonDoc": {
        "rule": "rule",
        "kind": "`exclude` or `warn`",
        "outcome": "`fires`, `silent` or `unknown`",
        "field": "field that was read",
        "operator": "comparison",
        "value": "value read; `[low, high]` for a bound, null for not reported",
        "exclusive": "whether an end of that bound is not included",
        "threshold": "threshold",
        "margin": "value minus threshold in the unit of the field; null where there is none",
        "because": "the sentence to read",
        "references": "sources of the rule",
        "status": "`modelled`, or how the weakest number is known that it rests on; only of a number of the light path",
    },
    "RejectedDoc": {
        "id": "id of the formulation",
        "name": "its name",
        "tier": "tier it would have had",
        "mode": "mode in which it came furthest",
        "reasons": "rules that turned it down, or could not be judged",
    },
    "LeadDoc": {
        "id": "id of the lead",
        "basis": "`memory`, or `listing` for another paper's list",
        "citation": "citation",
        "particle": "particle",
        "composition": "composition, as far as believed",
        "cadmium_free": "computed from that composition",
        "marker": "marker",
        "mode": "mode",
        "ligand": "ligand",
        "outcome": "what it is believed to show",
    },
    "RelaxationDoc": {
        "without": "the constraint to give up, or `with --allow-unknown`",
        "admits": "formulations published for the marker (untargeted, where there is none) that would then be admitted",
        "demonstrated": "those of them that are demonstrated",
        "untested": "transferable ones that would be admitted",
        "below_level": "published ones that would be admitted, only below the level asked for",
    },
    "ReferenceDoc": {
        "citation": "one line; parts that were not confirmed are left out or marked",
        "title": "title",
        "year": "year",
        "doi": "DOI",
        "pmid": "PubMed id",
        "pmcid": "PubMed Central id",
        "url": "DOI link, or the page that was read",
        "retracted": "whether it was retracted",
        "unconfirmed": "bibliographic parts that did not stand on the page read",
    },
    "ModeExplanationDoc": {
        "mode": "mode",
        "admitted": "whether no exclusion turns it down",
        "tier": "support tier in this mode",
        "exclusions": "rules that turn it down",
        "passed": "exclusions that it passes",
        "cautions": "rules to be mentioned",
        "score": "score and its parts",
        "explanation": "trees of the score, of every exclusion, and of every rule that must be mentioned",
        "conflict": "whether records refute it",
        "support": "records for and against, and independent groups",
        "evidence": "what weighs for and against it",
        "light_path": "what the light path makes of it; only where the question names one",
    },
    "ExplanationDoc": {
        "schema_version": "as in RecommendationDoc",
        "tool": "program that answered",
        "catalog": "catalogue that was asked",
        "rules": "rules that were applied",
        "query": "the question as understood",
        "formulation": "the particle",
        "verdict": "the verdict in one sentence",
        "modes": "one entry per mode considered",
        "notes": "how the lines of the question were judged: by two photons, and at the surface",
        "references": "every reference named, by id",
    },
    "ChecklistDoc": {
        "schema_version": "as in RecommendationDoc",
        "tool": "program that answered",
        "catalog": "catalogue that was asked",
        "rules": "rules that were applied",
        "formulation": "the particle",
        "mode": "mode id",
        "summary": "the answer in one paragraph",
        "grade": "how complete the reports are",
        "items": "what should be known, in the order of the rules",
        "references": "every reference named, by id",
    },
    "GradeDoc": {
        "share": "weighted share of the items that are reported, those in part by half, 0 to 1",
        "grade": "letter",
        "means": "the letter in words",
    },
    "ChecklistItemDoc": {
        "id": "item",
        "title": "what should be known",
        "need": "`required` or `recommended`",
        "status": "`reported`, `in-part`, `missing`, or `not-recorded` where the catalogue holds no such data",
        "found": "what meets it, whole reports first",
        "because": "why it is needed",
        "how": "what one would have to do",
        "references": "sources of the item",
    },
    "FoundDoc": {
        "kind": "`field`, `characterisation` or `evidence`",
        "name": "field, method, or kind of evidence",
        "value": "value, `[low, high]` for a bound, outcome of a record; null for a method",
        "unit": "unit of the field",
        "sources": "who reports it",
        "in_part": "whether it meets the item in part only",
        "remark": "what it lacks, or null",
    },
    "CoverageDoc": {
        "schema_version": "as in RecommendationDoc",
        "tool": "program that answered",
        "catalog": "catalogue that was asked",
        "cd_free": "whether only particles certainly free of cadmium count",
        "counts": "`cells`, and those of them that are `gaps`",
        "by_level": "supporting records of all cells, by level",
        "coverage": "one cell for every marker and mode",
    },
    "LightBandDoc": {
        "channel": "name of the channel, or the band as typed",
        "band": "as it is written",
        "low_nm": "lower edge, nm; null below a short-pass",
        "high_nm": "upper edge, nm; null above a long-pass",
    },
    "AskedLightDoc": {
        "instrument": "id of the instrument, or the file of one's own; null where lines and bands were typed",
        "lines_nm": "excitation lines, nm",
        "bands": "what is collected, the detector's range taken off",
        "photons": "photons that excite together",
        "weight": "share of the criterion `light-path` before profiles and `--weight`",
    },
    "LightNumberDoc": {
        "value": "the number; null if unknown",
        "low": "lower end; null if unknown",
        "high": "upper end; null if unknown or endless",
        "status": "`modelled`, `typical`, `predicted`, `assumed` or `unknown`",
    },
    "CrosstalkDoc": {
        "status": "`caution` or `unknown`",
        "because": "what is known of the background, or what to measure",
        "references": "sources",
    },
    "LightPathDoc": {
        "line_nm": "the line that suits it best, nm; null where none was asked for, or several for two photons",
        "band": "the band that suits it best; null where none was asked for",
        "excitation": "absorption at the line related to that of the same dot at 405 nm: it compares lines, not dots",
        "extinction_M_cm": "extinction at the line, 1/(M cm), which compares dots; unknown of most",
        "collection": "share of the emission in the band, 0 to 1",
        "signal_M_cm": "extinction at the line x quantum yield x share, 1/(M cm)",
        "crosstalk": "background in the band",
        "because": "where the numbers of its light come from, and what the comparison of lines leaves out",
        "references": "sources of these numbers",
    },
    "ChannelDoc": {
        "name": "what the instrument calls it",
        "band": "as it is written",
        "low_nm": "lower edge, nm; null below a short-pass",
        "high_nm": "upper edge, nm; null above a long-pass",
        "line_nm": "the line it is read with, nm; null is any",
        "note": "remark, such as the dot that its maker names for it",
    },
    "InstrumentDoc": {
        "id": "id",
        "name": "name",
        "kind": "`microscope`, `flow-cytometer`, `imager`, `camera`, `filter-set` or `lines`",
        "aliases": "other names",
        "photons": "photons that excite together",
        "lines_nm": "excitation lines, nm",
        "channels": "what it collects",
        "detector_nm": "wavelengths to which its detector answers, nm; null is not known",
        "spectral": "whether it takes a whole spectrum over this range",
        "spectral_step_nm": "width of the bands in which it does, nm; null is not known",
        "references": "sources",
        "basis": "where the data comes from if from no source",
        "note": "remark",
    },
    "InstrumentsDoc": {
        "schema_version": "as above",
        "tool": "as above",
        "catalog": "as above",
        "instruments": "all of them, or the one that was asked for",
        "references": "every source named in the answer, by id",
    },
    "PredictionDoc": {
        "schema_version": "as above",
        "tool": "as above",
        "catalog": "as above",
        "rules": "as above",
        "core": "material of the core",
        "asked": "what the prediction was asked for",
        "summary": "size and colours in a sentence, and why one of them is unknown",
        "predicted": "quantities, those that are unknown included",
        "references": "every source named in the answer, by id",
        "notes": "what holds for all predictions",
    },
    "AskedDoc": {
        "core_diameter_nm": "core diameter, nm; null unless given",
        "absorption_max_nm": "first exciton, nm; null unless given",
        "emission_max_nm": "emission maximum, nm; null unless given",
        "shells": "shells from the inside out",
        "coat_thickness_nm": "thickness of the organic coat, nm",
        "excitation_nm": "excitation line, nm",
        "quantum_yield": "quantum yield, 0 to 1",
        "dose_nmol_per_kg": "dose of particles per body mass, nmol/kg",
    },
    "LayerDoc": {
        "material": "material of the shell",
        "thickness_nm": "its thickness, nm",
    },
    "PredictedDoc": {
        "quantity": "name with its unit, such as `core_diameter_nm` or `brightness_M_cm`",
        "element": "element of which it is the mass; null for all else",
        "at_nm": "wavelength at which it holds, nm; null where there is none, or the first exciton is unknown",
        "value": "the value; null where it is unknown",
        "low": "low end of its interval; null where that is unknown",
        "high": "high end of its interval; null where that is unknown",
        "unit": "unit",
        "status": "`given`, `predicted`, `modelled` or `unknown`",
        "preferred": "whether it is that of the preferred model; its interval spans the others",
        "model": "id of the model in `rules/physics.yaml`, or `between-laws`",
        "valid": "range in which the model holds",
        "because": "how it was found, or why it is unknown",
        "references": "sources of the model",
    },
    "SpectraDoc": {
        "schema_version": "as above",
        "tool": "as above",
        "catalog": "as above",
        "rules": "as above",
        "asked": "what was asked for",
        "range_nm": "wavelengths of the points, lowest and highest, nm",
        "step_nm": "distance of the points, nm",
        "emitters": "the particles, in the order asked for, with what is known of their light",
        "lines": "lines of excitation",
        "bands": "what filters let through",
        "points": "points of the curves, one particle after the other",
        "references": "every source named in the answer, by id",
        "notes": "how the curves are made",
    },
    "SpectraAskedDoc": {
        "formulations": "ids",
        "lasers_nm": "lines of excitation, nm",
        "filters": "bands as they were written",
        "instrument": "id of an instrument, or null",
        "range_nm": "wavelengths asked for, nm; null where they follow from what is shown",
        "absorption": "whether absorption was asked for",
    },
    "SpectrumDoc": {
        "mark": "letter in the picture; null where nothing is drawn",
        "id": "id of the formulation",
        "name": "its name",
        "composition": "core/shells, null when unknown",
        "drawn": "`curve`, `range` (the maximum lies in it) or `nothing`",
        "emission_status": "how the weakest number behind the emission is known; `unknown` without a curve or range",
        "absorption_status": "the same of the absorption: `predicted` at best, for its shape is a model",
        "emission_max_nm": "emission maximum, nm",
        "fwhm_nm": "full width at half maximum of the emission, nm",
        "absorption_max_nm": "first exciton, nm",
        "rise_per_eV": "natural logarithm by which the absorption rises to the blue, per eV",
        "collected": "share of the emission that each band lets through",
        "because": "why there is no curve of the emission; null where there is one",
    },
    "CollectedDoc": {
        "band": "name of the band",
        "value": "share of the emission in it, 0 to 1; 0 below 0.001, null without a curve",
        "low": "least share that maximum and width leave open",
        "high": "greatest share that they leave open, at least 0.001",
        "status": "that of the weaker of maximum and width; `modelled` if both are reported; or `unknown`",
    },
    "LaserDoc": {
        "name": "what it is called",
        "at_nm": "wavelength, nm",
    },
    "SpectrumPointDoc": {
        "wavelength_nm": "wavelength, nm",
        "id": "id of the formulation",
        "emission": "emission, 1 at its maximum; null where there is no curve",
        "emission_status": "as in SpectrumDoc",
        "absorption": "absorption, 1 at the first exciton; null where there is no curve",
        "absorption_status": "as in SpectrumDoc",
    },
    "CoverageCellDoc": {
        "marker": "marker",
        "mode": "mode",
        "supporting": "supporting records",
        "refuting": "refuting records",
        "formulations": "particles with a supporting record",
        "by_level": "supporting records by level",
        "highest_level": "highest level among them; null where there is none",
        "gap": "true where no record supports: a research gap",
    },
    "ListDoc": {
        "schema_version": "as in RecommendationDoc",
        "tool": "program that answered",
        "catalog": "catalogue that was asked",
        "filters": "filters as understood",
        "formulations": "what certainly passes them",
    },
    "ShowDoc": {
        "schema_version": "as in RecommendationDoc",
        "tool": "program that answered",
        "catalog": "catalogue that was asked",
        "formulation": "the particle",
        "rivals": "field to what other sources report",
        "evidence": "all records on it",
        "references": "every reference named, by id",
        "unknowns": "fields that no checked source reports",
    },
}
"""Meaning of every output field, by kind of document; those of `FIELDS` have theirs there."""
_MEANINGS |= PANEL_MEANINGS | LIST_MEANINGS

PARTS: dict[str, Callable[[Catalog], Iterable[str]]] = {
    "headline": _headline,
    "source-example": _source_example,
    "fields": _fields,
    "operators": _operators,
    "query-flags": _query_flags,
    "exclusions": _rules_of("exclude"),
    "warnings": _rules_of("warn"),
    "scores": _rules_of("score"),
    "vocabularies": _vocabularies,
    "study-kinds": _study_kinds,
    "source-keys": _authored(
        "source",
        "Source",
        "Reference",
        "Formulation",
        "Quantity",
        "Availability",
        "Cytotoxicity",
        "InVivo",
        "Evidence",
        "Ligand",
    ),
    "marker-keys": _authored("markers", "Marker"),
    "ligand-keys": _authored("ligands", "KnownLigand"),
    "material-keys": _authored("materials", "Material", "Constant"),
    "method-keys": _authored("methods", "Route", "Characterisation"),
    "patent-keys": _authored("patents", "Patent"),
    "exception-keys": _authored("exceptions", "KnownException"),
    "checklist": _checklist,
    "grades": _grades,
    "checklist-keys": _authored("checklist", "ChecklistItem", "Satisfied", "Grade"),
    "sizing": _sizing,
    "predicted-fields": _predicted_fields,
    "stokes": _stokes,
    "widths": _widths,
    "light-rules": _light_rules,
    "instruments": _instruments,
    "instrument-keys": _authored("instrument", "InstrumentFile", "InstrumentChannel"),
    "extinction": _extinction,
    "tissue": _tissue,
    "depth": _depth,
    "physics-judgements": _physics_judgements,
    "physics-keys": _authored(
        "physics",
        "SizingCurve",
        "StokesShift",
        "EmissionWidth",
        "ExtinctionLaw",
        "Scattering",
        "Absorber",
        "TypicalTissue",
    ),
    "mode-keys": _authored("modes", "Mode", "Need", "Window", "EmissionRange"),
    "rule-keys": _authored("rules", "Rule", "Applies", "RuleTest"),
    "toxicity": _toxicity,
    "evidence": _evidence,
    "confidence": _confidence,
    "profiles": _profiles,
    "weights": _weights,
    "modes": _modes,
    "value-functions": _value_functions,
    "score-example": _score_example,
    "panel-terms": _panel_terms,
    "panel-limits": _panel_limits,
    "panel-example": _panel_example(*FIVE_MARKERS, "--brief"),
    "panel-blocked": _panel_example(*FIVE_MARKERS, "--emission", "600-680", "--brief"),
    "output-fields": _output_fields,
    "commands": _commands,
    "codes": _codes,
    "statistics": statistics.lines,
}
"""Generated parts by name."""


def main(arguments: Sequence[str]) -> int:
    """Rewrite the pages, or with ``--check`` say what is not up to date.

    Parameters
    ----------
    arguments : sequence of str
        Empty, or ``--check``.

    Returns
    -------
    int
        Exit code: 1 if ``--check`` found anything, 2 for unknown arguments.
    """
    if any(argument != "--check" for argument in arguments):
        print("usage: python -m docs.generate [--check]", file=sys.stderr)
        return 2
    catalog = load_catalog()
    if not arguments:
        for page in pages():
            page.write_text(rewritten(page.read_text(encoding="utf-8"), catalog), encoding="utf-8")
        pictures.write(catalog, ROOT)
        return 0
    differences = list(stale(catalog))
    for difference in differences:
        print(difference, file=sys.stderr)
    if differences:
        print("The generated parts above are not up to date: run `make docs`.", file=sys.stderr)
    return int(bool(differences))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
