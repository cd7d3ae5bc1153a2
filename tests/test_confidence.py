"""How sure the advice is, on the real catalogue: trees that add up, flips that flip, weights that people set."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import qdselect
from qdselect.advise.assess import Bench, assess
from qdselect.advise.place import first_without, places
from qdselect.advise.question import ask
from qdselect.catalog import Catalog
from qdselect.cli.run import run
from qdselect.errors import UnknownNameError, UsageError
from qdselect.score.sensitivity import Contender, Part, reaching, unknown_flip, weight_flip

QUESTIONS: list[dict[str, Any]] = [
    {"marker": "HER2"},
    {"marker": "HER2", "cd_free": True},
    {"marker": "EGFR", "mode": "live-cell"},
    {"marker": "folate-receptor", "cd_free": True},
    {"marker": "PSMA", "mode": "in-vivo-fluorescence", "profile": "safety-first"},
    {"mode": "sentinel-lymph-node"},
]


def leaves(tree: Any) -> Iterator[Decimal]:
    if tree["details"]:
        for detail in tree["details"]:
            yield from leaves(detail)
    else:
        yield Decimal(str(tree["value"]))


@pytest.mark.parametrize("question", QUESTIONS, ids=str)
def test_the_leaves_of_every_printed_tree_add_up_to_the_printed_score(catalog: Catalog, question: Any) -> None:
    answer = qdselect.recommend(**question, top=0, all_tiers=True, explain=True, confidence=False, catalog=catalog)
    assert answer.candidates
    for candidate in answer:
        tree = candidate["explanation"][0]  # type: ignore[index]
        assert sum(leaves(tree)) == Decimal(str(candidate["score"]["value"])) == Decimal(str(tree["value"]))
        for node in tree["details"]:
            assert not node["details"] or sum(leaves(node)) == Decimal(str(node["value"]))


def test_the_scores_of_the_whole_catalogue_are_recomputed_from_their_trees(catalog: Catalog) -> None:
    seen = set()
    for mode in catalog.modes:
        answer = qdselect.recommend(
            "EGFR", mode, top=0, all_tiers=True, explain=True, confidence=False, catalog=catalog
        )
        for candidate in answer:
            assert sum(leaves(candidate["explanation"][0])) == Decimal(str(candidate["score"]["value"]))  # type: ignore[index]
            seen.add(candidate["id"])
    assert seen == set(catalog.formulations)


def test_rules_are_explained_by_trees_of_the_same_shape(catalog: Catalog) -> None:
    story = qdselect.explain("cdse-zns-herceptin-han2014", "HER2", cd_free=True, catalog=catalog)
    for mode in story.document["modes"]:
        score, *rules = mode["explanation"]
        assert set(score) == {"value", "description", "details"}
        fired = [tree for tree in rules if tree["value"] is True]
        assert any("no-cadmium" in tree["description"] for tree in fired)
        assert all(set(tree) == {"value", "description", "details"} and tree["details"] for tree in rules)


def test_probabilities_of_the_first_rank_add_up_to_one(catalog: Catalog) -> None:
    answer = qdselect.recommend("HER2", cd_free=True, top=0, catalog=catalog)
    sure = [candidate["confidence"] for candidate in answer]
    assert sum(item["p_first"] for item in sure) == pytest.approx(1, abs=1e-4)  # type: ignore[index]
    assert sum(item["p_top3"] for item in sure) == pytest.approx(min(3, len(sure)), abs=1e-3)  # type: ignore[index]
    assert sure[0]["band"] == 1  # type: ignore[index]


def test_a_band_holds_all_that_its_leader_does_not_certainly_beat(catalog: Catalog) -> None:
    answer = qdselect.recommend("HER2", "live-cell", cd_free=True, top=0, catalog=catalog)
    names = [candidate["id"] for candidate in answer]
    bands = [candidate["confidence"]["band"] for candidate in answer]  # type: ignore[index]
    assert len(set(bands)) > 1
    compared = {item["id"]: item for item in qdselect.compare(names, "HER2", "live-cell", catalog=catalog).compared}
    told_apart = answer.document["confidence"]["told_apart"]  # type: ignore[index]
    for name, band in zip(names, bands, strict=True):
        beaten = compared[names[0]]["beats"].get(name, 0.0)
        assert (band == 1) == (beaten < told_apart) or abs(beaten - told_apart) < 0.01


def test_what_was_published_below_the_level_asked_for_is_said_to_be(catalog: Catalog) -> None:
    answer = qdselect.recommend("PSMA", min_level="patient-specimens", top=0, catalog=catalog)
    below = [candidate for candidate in answer if candidate["below_level"]]
    assert answer.document["counts"]["below_level"] == len(below) > 0
    assert f"{len(below)} published for PSMA, only below the level asked for" in answer.document["summary"]
    for candidate in below:
        assert "only below the level asked for" in str(candidate["untested"])
        assert not candidate["proven"]
    assert any(item["without"] == "without --min-level patient-specimens" for item in answer.document["relaxations"])


def test_what_is_said_to_be_published_does_not_depend_on_the_order(catalog: Catalog) -> None:
    one, other = (
        qdselect.recommend("HER2", rank_by=order, confidence=False, catalog=catalog) for order in ("tier", "score")
    )
    assert one.document["counts"] == other.document["counts"]
    assert one.document["summary"] == other.document["summary"]


def test_allowing_the_unknown_never_calls_it_cadmium_free(catalog: Catalog) -> None:
    answer = qdselect.recommend("HER2", cd_free=True, allow_unknown=True, top=0, confidence=False, catalog=catalog)
    assert answer.document["counts"]["uncertain"] > 0
    assert "cadmium-free probe" not in answer.document["summary"]
    assert "whether it holds cadmium is not known" in answer.document["summary"]
    for candidate in answer:
        if candidate["formulation"]["cadmium_free"] is None:
            assert any(caution["kind"] == "exclude" for caution in candidate["cautions"])


def test_a_finding_against_a_probe_in_the_mode_is_not_called_untested(catalog: Catalog) -> None:
    answer = qdselect.recommend("EGFR", "in-vivo-fluorescence", top=0, confidence=False, catalog=catalog)
    refuted = [
        candidate
        for candidate in answer
        if any(
            e["direction"] == "refutes" and e["mode"] == candidate["mode"] and e["marker"] == "EGFR"
            for e in candidate["evidence"]
        )
    ]
    assert refuted
    assert all("AGAINST" in str(candidate["untested"]) for candidate in refuted if not candidate["proven"])


@pytest.mark.parametrize("kind", ["nanobody", "affibody"])
def test_ligands_to_try_are_of_the_kind_asked_for(catalog: Catalog, kind: str) -> None:
    answer = qdselect.recommend("HER2", ligand_type=kind, top=0, confidence=False, catalog=catalog)
    tried = {ligand["type"] for candidate in answer for ligand in candidate["ligands"] if not ligand["tested"]}
    assert tried == {kind}


def test_no_whole_antibody_is_proposed_for_what_must_leave_through_the_kidney(catalog: Catalog) -> None:
    answer = qdselect.recommend(
        "PSMA", renal_clearable=True, allow_unknown=True, top=0, confidence=False, catalog=catalog
    )
    tried = {ligand["type"] for candidate in answer for ligand in candidate["ligands"] if not ligand["tested"]}
    assert "antibody" not in tried


def test_a_changed_weight_that_breaks_a_preference_flips_nothing(catalog: Catalog) -> None:
    answer = qdselect.recommend("HER2", prefer=["size>optical-fit"], catalog=catalog)
    flip = answer.document["sensitivity"]["flips_if"]["weight"]  # type: ignore[index]
    if flip is not None:
        for weights in answer.document["weights"].values():
            changed = {
                name: weight * (flip["factor"] if name == flip["criterion"] else 1) for name, weight in weights.items()
            }
            assert changed["size"] >= changed["optical-fit"] - 1e-9


def test_the_fewest_constraints_to_give_up_are_named_and_admit_what_they_promise(catalog: Catalog) -> None:
    question: dict[str, Any] = {"marker": "EGFR", "exclude_elements": ["Cd", "In", "C"], "emission": "640-660"}
    answer = qdselect.recommend(**question, top=0, confidence=False, catalog=catalog)
    for entry in answer.document["relaxations"]:
        dropped = entry["without"].removeprefix("without ").split(" and ")
        left = dict(question)
        left["exclude_elements"] = [e for e in ("Cd", "In", "C") if f"--exclude-element {e}" not in dropped]
        left["emission"] = None if "--emission 640-660" in dropped else "640-660"
        if "with --allow-unknown" in entry["without"]:
            continue
        found = qdselect.recommend(**left, top=0, confidence=False, catalog=catalog).document["counts"]
        assert (found["demonstrated"], found["demonstrated"] + found["other-mode"]) == (
            entry["demonstrated"],
            entry["admits"],
        )
    assert answer.document["relaxations"]


def test_proven_candidates_are_never_behind_unproven_ones_in_any_draw(catalog: Catalog) -> None:
    answer = qdselect.recommend("EGFR", top=0, catalog=catalog)
    proven = [candidate["confidence"] for candidate in answer if candidate["proven"]]
    others = [candidate["confidence"] for candidate in answer if not candidate["proven"]]
    assert proven
    assert others
    assert sum(item["p_first"] for item in proven) == pytest.approx(1, abs=1e-4)  # type: ignore[index]
    assert all(item["p_first"] == 0 and item["expected_rank"] > len(proven) for item in others)  # type: ignore[index]


def test_how_many_are_shown_does_not_change_how_sure_the_first_is(catalog: Catalog) -> None:
    few, all_of_them = (qdselect.recommend("HER2", top=top, catalog=catalog) for top in (2, 0))
    for key in ("p_first", "p_top3", "expected_rank", "band"):
        one, other = few.candidates[0]["confidence"], all_of_them.candidates[0]["confidence"]
        assert one[key] == other[key]  # type: ignore[index,literal-required]


def test_without_confidence_nothing_is_drawn(catalog: Catalog) -> None:
    document = qdselect.recommend("HER2", confidence=False, catalog=catalog).document
    assert document["confidence"] is document["sensitivity"] is document["seed"] is None
    assert all(candidate["confidence"] is None for candidate in document["candidates"])


def test_the_seed_is_all_that_chance_depends_on(catalog: Catalog) -> None:
    texts = [qdselect.recommend("EGFR", seed=seed, catalog=catalog).to_json() for seed in (5, 5, 6)]
    assert texts[0] == texts[1] != texts[2]


@pytest.mark.parametrize("wrong", [{"draws": 99}, {"draws": 10**7}, {"seed": -1}])
def test_draws_and_seed_out_of_range_are_refused(catalog: Catalog, wrong: dict[str, int]) -> None:
    with pytest.raises(UsageError, match="must be"):
        qdselect.recommend("HER2", catalog=catalog, **wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("marker", ["HER2", "EGFR", "folate-receptor"])
def test_the_weight_that_flips_the_first_place_does_flip_it(catalog: Catalog, marker: str) -> None:
    """In one mode the factor can be given as a weight: others keep their proportions when all are scaled."""
    mode = "live-cell"
    answer = qdselect.recommend(marker, mode, top=0, catalog=catalog)
    flip = answer.document["sensitivity"]["flips_if"]["weight"]  # type: ignore[index]
    assert flip is not None
    weight = answer.document["weights"][mode][flip["criterion"]]
    less, more = (0.98, 1.02) if flip["factor"] < 1 else (1.02, 0.98)
    for step, expected in ((less, flip["first"]), (more, answer.candidates[0]["id"])):
        factor = flip["factor"] * step
        turned = qdselect.recommend(
            marker, mode, weights={flip["criterion"]: weight * factor}, confidence=False, catalog=catalog
        )
        assert turned.candidates[0]["id"] == expected


contenders = st.lists(
    st.lists(st.floats(0, 1), min_size=3, max_size=3).map(lambda values: Contender("x", 0, [0.5, 0.3, 0.2], values)),
    min_size=2,
    max_size=5,
)


@settings(deadline=None)
@given(contenders)
def test_beyond_the_flip_the_named_rival_stands_above_the_first(found: list[Contender]) -> None:
    ranked = sorted(found, key=lambda item: -item.score)
    ranked = [item._replace(name=str(place)) for place, item in enumerate(ranked)]
    flip = weight_flip(ranked)
    if flip is None:
        return
    rival = next(item for item in ranked if item.name == flip.name)

    def lead(factor: float) -> float:
        weights = [w * (factor if place == flip.criterion else 1) for place, w in enumerate(ranked[0].weights)]
        gaps = [a - b for a, b in zip(ranked[0].values, rival.values, strict=True)]
        return sum(w * gap for w, gap in zip(weights, gaps, strict=True)) / sum(weights)

    assert lead(flip.factor) == pytest.approx(0, abs=1e-9)
    assert lead(1.0) >= -1e-12
    beyond = flip.factor * 1.01 if flip.factor > 1 else flip.factor * 0.99
    assert lead(beyond) <= 1e-9


def test_the_unknown_value_that_flips_the_first_place_makes_both_level() -> None:
    part = Part("brightness", "quantum_yield", "brightness-yield", 0.3, 0.0, 0.5, 1.0)
    first = Contender("first", 0, [0.7, 0.3], [0.8, 0.5])
    rival = Contender("rival", 0, [0.7, 0.3], [0.75, 0.5], (part,))
    flip = unknown_flip([first, rival])
    assert flip is not None
    assert (flip.owner, flip.name) == ("rival", "rival")
    assert 0.7 * 0.75 + 0.3 * flip.needed == pytest.approx(first.score)
    assert flip.share == pytest.approx((flip.needed - 0.5) / 0.5)


def test_candidates_of_another_tier_cannot_be_unseated_by_weights_or_values() -> None:
    part = Part("size", "hydrodynamic_diameter_nm", "size-cells", 1.0, 0.0, 0.5, 1.0)
    first, other = Contender("a", 0, [1.0], [0.1]), Contender("b", 1, [1.0], [0.5], (part,))
    assert weight_flip([first, other]) is unknown_flip([first, other]) is None


@given(st.lists(st.floats(0, 1), min_size=2, max_size=6), st.floats(0, 1), st.booleans())
def test_reaching_finds_exactly_where_a_value_function_is_high_enough(
    heights: list[float], level: float, at_least: bool
) -> None:
    points = [[float(10 * place), height] for place, height in enumerate(heights)]
    spans = reaching(points, level, at_least=at_least)
    for step in range(-10, 10 * len(points) + 10):
        x = float(step)
        place = min(max(step / 10, 0), len(points) - 1)
        left = int(place)
        right = min(left + 1, len(points) - 1)
        height = heights[left] + (heights[right] - heights[left]) * (place - left)
        inside = any((low is None or low <= x) and (high is None or x <= high) for low, high in spans)
        if abs(height - level) > 1e-6:
            assert inside == (height > level if at_least else height < level)


@pytest.mark.parametrize("question", QUESTIONS[:4], ids=str)
def test_withdrawing_a_source_ranks_as_if_it_had_never_been_there(catalog: Catalog, question: Any) -> None:
    query = ask(catalog, **question)
    bench = Bench(catalog, query)
    standing = [place for place in places(bench, _assessed(bench), "tier") if place.admitted]

    def rebuild(source: str) -> Any:
        reduced = Bench(catalog, query, without=source)
        return [place for place in places(reduced, _assessed(reduced), "tier") if place.admitted]

    sources = {bench.records[place.row]["source"] for place in standing[:6]}
    for source in sorted(sources):
        assert first_without(source, standing, bench, rebuild) == rebuild(source)[0].id


def _assessed(bench: Bench) -> Any:
    return [assess(bench, bench.catalog.modes[mode]) for mode in bench.query.modes]


def test_dominated_candidates_are_left_out_and_never_stand_above_what_beats_them(catalog: Catalog) -> None:
    whole = qdselect.recommend("HER2", "live-cell", top=0, confidence=False, catalog=catalog)
    front = qdselect.recommend("HER2", "live-cell", top=0, confidence=False, pareto=True, catalog=catalog)
    kept = {candidate["id"] for candidate in front}
    values = {c["id"]: ([part["value"] for part in c["score"]["criteria"]], c["tier"]) for c in whole}
    order = [candidate["id"] for candidate in whole]
    assert 0 < len(kept) < len(order)
    for place, name in enumerate(order):
        own, tier = values[name]
        better = [
            other
            for other in order
            if values[other][1] == tier
            and values[other][0] != own
            and all(a >= b for a, b in zip(values[other][0], own, strict=True))
        ]
        assert all(order.index(other) < place for other in better)
        assert not (better and name in kept)


def test_preferred_criteria_weigh_at_least_as_much(catalog: Catalog) -> None:
    answer = qdselect.recommend("HER2", "live-cell", prefer=["size>evidence>safety"], catalog=catalog)
    weights = answer.document["weights"]["live-cell"]
    assert weights["size"] >= weights["evidence"] - 1e-9 >= weights["safety"] - 2e-9
    assert sum(weights.values()) == pytest.approx(1)
    assert answer.document["query"]["prefer"] == ["size>evidence", "evidence>safety"]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"prefer": ["safety>size", "size>safety"]}, "contradict"),
        ({"prefer": ["safety"]}, "compares nothing"),
        (
            {"weights": dict.fromkeys(("evidence", "optical-fit", "brightness", "size", "safety", "practicality"), 0)},
            "are 0",
        ),
        ({"weights": {"safety": -1}}, "0 to 1000"),
        ({"profile": "nowhere.yaml"}, "no such file"),
    ],
)
def test_weights_that_mean_nothing_are_refused(catalog: Catalog, wrong: Any, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        qdselect.recommend("HER2", catalog=catalog, **wrong)


def test_an_unknown_profile_is_an_error_with_the_nearest_name(catalog: Catalog) -> None:
    with pytest.raises(UnknownNameError, match="safety-first"):
        qdselect.recommend("HER2", profile="safty-first", catalog=catalog)


def test_a_profile_of_ones_own_changes_the_weights(catalog: Catalog, tmp_path: Path) -> None:
    own = tmp_path / "mine.yaml"
    own.write_text("name: mine\nfactors: {safety: 3}\nweights: {practicality: 0}\nprefer: [safety>brightness]\n")
    document = qdselect.recommend("HER2", "live-cell", profile=str(own), catalog=catalog).document
    weights = document["weights"]["live-cell"]
    assert document["query"]["profile"] == "mine"
    assert weights["practicality"] == 0
    assert weights["safety"] / weights["evidence"] == pytest.approx(3 * 0.15 / 0.4)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("factors: {saftey: 3}\n", "mine.yaml:1"),
        ("weights: {safety: -1}\n", "mine.yaml:1"),
        ("a: [\n", "mine.yaml:2"),
        ("", "mine.yaml:1"),
    ],
)
def test_errors_in_a_profile_say_where(catalog: Catalog, tmp_path: Path, text: str, place: str) -> None:
    own = tmp_path / "mine.yaml"
    own.write_text(text)
    with pytest.raises(UsageError, match=place):
        qdselect.recommend("HER2", profile=str(own), catalog=catalog)


def test_comparing_two_counts_each_draw_for_one_of_them(catalog: Catalog) -> None:
    names = ["cdse-zns-herceptin-han2014", "inp-zns-msa-yong2009", "qd-anti-her2-wu2003"]
    known = [name for name in names if name in catalog.formulations]
    answer = qdselect.compare(known, "HER2", catalog=catalog)
    assert {item["id"] for item in answer.compared} == set(known)
    for one in answer.compared:
        for other in answer.compared:
            if one is not other:
                assert one["beats"][other["id"]] + other["beats"][one["id"]] == pytest.approx(1, abs=1e-3)


def test_what_a_constraint_turns_down_can_be_compared_all_the_same(catalog: Catalog) -> None:
    names = ["cdse-zns-herceptin-han2014", "inp-zns-msa-yong2009"]
    answer = qdselect.compare(names, "HER2", "live-cell", cd_free=True, catalog=catalog)
    turned_down = next(item for item in answer.compared if item["id"] == names[0])
    assert not turned_down["admitted"]
    assert turned_down["exclusions"][0]["rule"] == "no-cadmium"


def test_a_range_that_stands_in_for_a_number_keeps_its_source(catalog: Catalog) -> None:
    names = ["cu-ais-zns-polymer-chens2016", "inp-zns-msa-yong2009"]
    printed = str(qdselect.compare(names, "HER2", "live-cell", catalog=catalog))
    assert "570-610 [chens2016cuais]" in printed


def test_comparing_one_with_itself_is_refused(catalog: Catalog) -> None:
    with pytest.raises(UsageError, match="at least two"):
        qdselect.compare(["inp-zns-msa-yong2009"] * 2, "HER2", catalog=catalog)


def test_the_profiles_of_a_mode_say_what_they_would_put_first(catalog: Catalog) -> None:
    document = qdselect.weights("live-cell", marker="EGFR", catalog=catalog).document
    for profile in document["profiles"]:
        answer = qdselect.recommend("EGFR", "live-cell", profile=profile["id"], confidence=False, catalog=catalog)
        assert profile["first"] == answer.candidates[0]["id"]
        assert profile["weights"] == pytest.approx(answer.document["weights"]["live-cell"])


def test_evidence_says_what_it_was_discounted_for(catalog: Catalog) -> None:
    answer = qdselect.recommend("HER2", cd_free=True, cancer="breast", top=0, catalog=catalog)
    factors = set()
    for candidate in answer:
        direct = [
            entry for entry in candidate["evidence"] if entry["relation"] not in (None, "transferable", "untargeted")
        ]
        counted = [entry for entry in direct if entry["counted"] and entry["direction"] == "supports"]
        assert candidate["support"]["independent_groups"] == len(counted)
        for entry in candidate["evidence"]:
            factors |= {item["factor"] for item in entry["discounts"]}
            missing = [item for item in entry["discounts"] if item["factor"] == "no_control"]
            assert bool(missing) == (not entry["negative_control"] and entry["relation"] is not None)
    assert {"transferable", "no_control", "other_cancer"} <= factors


@pytest.mark.parametrize(
    "call",
    [
        "compare cdse-zns-herceptin-han2014 inp-zns-msa-yong2009 --marker HER2",
        "weights --mode live-cell --marker HER2",
        "recommend --marker HER2 --top 2 --pareto",
    ],
)
@pytest.mark.parametrize("kind", ["table", "json", "ndjson", "csv", "tsv", "yaml", "markdown"])
def test_every_format_of_the_new_commands_prints(call: str, kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*call.split(), "--format", kind]) == 0
    printed = capsys.readouterr()
    assert printed.out.strip()
    assert not printed.err
