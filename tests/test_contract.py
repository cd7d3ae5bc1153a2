"""The output contract: every document fits the schema that the tool publishes itself."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

import qdselect
from qdselect.advise.schema import AUTHORED, SCHEMAS, schema_of
from qdselect.catalog import Catalog
from qdselect.catalog.files import list_files
from qdselect.catalog.locate import default_folders
from qdselect.catalog.schema import FILE_MODELS
from qdselect.catalog.strict_yaml import read
from qdselect.errors import UnknownNameError

QUESTIONS: list[dict[str, Any]] = [
    {"marker": "HER2", "cd_free": True},
    {"marker": "HER2", "mode": "ihc"},
    {"marker": "EGFR", "top": 0, "all_tiers": True},
    {"marker": "PSMA", "renal_clearable": True},
    {"mode": "sentinel-lymph-node", "cd_free": True},
    {"mode": "in-vivo", "emission": "800-1400"},
    {"marker": "CA125", "heavy_metal_free": True, "allow_unknown": True},
    {"marker": "claudin-4", "weights": {"safety": 0.5}},
    {"marker": "EGFR", "exclude_elements": ["Te", "Hg"], "excitation_nm": 488, "max_hydrodynamic_nm": 30},
    {"marker": "GPC3"},
    {"marker": "EGFR", "mode": "flow-cytometry", "instrument": "quanteon", "all_tiers": True},
    {"marker": "HER2", "lasers": [405, 488], "filters": ["605/40", "700LP"], "allow_unknown": True},
    {"mode": "sentinel-lymph-node", "lasers": 808, "instrument": "ingaas-camera", "all_tiers": True},
]

KEYS = {
    *("schema_version", "tool", "catalog", "rules", "query", "weights", "seed"),
    *("candidates", "rejected", "references", "notes"),
}
CANDIDATE_KEYS = {
    *("rank", "id", "name", "tier", "ligands", "formulation", "score"),
    *("confidence", "evidence", "cautions", "unknowns"),
}
FORMULATION_KEYS = {
    *("core", "shells", "dopants", "composition", "elements", "cadmium_free", "coating", "emission_max_nm", "fwhm_nm"),
    *("quantum_yield", "core_diameter_nm", "hydrodynamic_diameter_nm", "toxicity_class", "availability", "sources"),
}


@pytest.mark.parametrize("question", QUESTIONS, ids=str)
def test_recommend_fits_its_schema(catalog: Catalog, question: dict[str, Any]) -> None:
    text = qdselect.recommend(catalog=catalog, **question).to_json()
    document = json.loads(text, parse_constant=lambda word: pytest.fail(f"{word} is not strict JSON"))
    jsonschema.validate(document, schema_of("recommend"))


def test_names_promised_to_scripts_are_there(catalog: Catalog) -> None:
    document = qdselect.recommend("HER2", catalog=catalog).document
    assert set(document) >= KEYS
    for candidate in document["candidates"]:
        assert set(candidate) >= CANDIDATE_KEYS
        assert set(candidate["formulation"]) >= FORMULATION_KEYS


def test_every_cited_reference_is_in_the_document(catalog: Catalog) -> None:
    document = qdselect.recommend("EGFR", top=0, all_tiers=True, catalog=catalog).document
    for candidate in document["candidates"]:
        cited = {entry["reference"] for entry in candidate["evidence"]}
        cited |= {ligand["reference"] for ligand in candidate["ligands"]}
        cited |= {name for caution in candidate["cautions"] for name in caution["references"]}
        cited |= set(candidate["formulation"]["sources"].values())
        assert cited <= set(document["references"])


def test_list_and_show_and_explain_fit_their_schemas(catalog: Catalog) -> None:
    listed = json.loads(qdselect.list_formulations(catalog=catalog).to_json())
    jsonschema.validate(listed, schema_of("list"))
    for record in listed["formulations"][::25]:
        jsonschema.validate(json.loads(qdselect.show(record["id"], catalog=catalog).to_json()), schema_of("show"))
        story = qdselect.explain(record["id"], "HER2", cd_free=True, catalog=catalog)
        jsonschema.validate(json.loads(story.to_json()), schema_of("explain"))


def test_schemas_refuse_a_document_with_a_missing_name(catalog: Catalog) -> None:
    document = json.loads(qdselect.recommend("HER2", catalog=catalog).to_json())
    del document["candidates"][0]["score"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, schema_of("recommend"))


@pytest.mark.parametrize("what", SCHEMAS)
def test_published_schemas_are_schemas(what: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema_of(what))


def test_every_kind_of_authored_file_has_a_published_schema() -> None:
    assert sorted(AUTHORED.values()) == sorted(FILE_MODELS)


@pytest.mark.parametrize("what", [name for name in AUTHORED if name != "profile"])
def test_every_shipped_file_fits_the_schema_of_its_kind(what: str) -> None:
    validator = jsonschema.Draft202012Validator(schema_of(what))
    files = [path for kind, path in list_files(*default_folders()) if kind == AUTHORED[what]]
    assert files
    wrong = [f"{path}: {error.message[:200]}" for path in files for error in validator.iter_errors(read(path).data)]
    assert wrong == []


def test_schema_of_a_source_knows_the_short_form_of_a_quantity_and_no_other() -> None:
    validator = jsonschema.Draft202012Validator(schema_of("source"))
    source = {"id": "own2026", "type": "article", "reference": {}, "formulations": [{"id": "own-dot", "name": "a dot"}]}
    for value, fits in ((0.21, True), ({"max": 0.21}, True), ("0.21", False), ([0.21], False)):
        source["formulations"][0]["quantum_yield"] = value  # type: ignore[index]
        assert validator.is_valid(source) == fits, value


def test_an_unknown_schema_names_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="recommend"):
        schema_of("recomend")


def test_answers_render_in_a_notebook(catalog: Catalog) -> None:
    answers = [
        qdselect.recommend("HER2", cd_free=True, catalog=catalog),
        qdselect.list_formulations(cd_free=True, catalog=catalog),
        qdselect.show("inp-zns-msa-yong2009", catalog=catalog),
        qdselect.explain("inp-zns-msa-yong2009", "HER2", catalog=catalog),
    ]
    for answer in answers:
        page = answer._repr_html_()
        assert page.startswith("<div>")
        assert page.count("<table") == page.count("</table>")
    assert "qdselect catalogue" in catalog._repr_html_()


@pytest.mark.parametrize("kind", ["json", "ndjson"])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_the_whole_list_is_printed_as_it_is_stored_and_as_it_is_encoded(
    catalog: Catalog, kind: str, encoding: str
) -> None:
    from qdselect.advise.listing import list_formulations, list_texts
    from qdselect.render.data import to_data

    stored = to_data(list_texts(catalog), None, kind, ascii_only=encoding == "ascii")
    assert stored == to_data(list_formulations(catalog), None, kind, ascii_only=encoding == "ascii")  # type: ignore[arg-type]
