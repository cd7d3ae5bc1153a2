"""Weights of a mode: where they come from, what the named profiles make of them, and what that would change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from qdselect.advise import frame
from qdselect.advise.question import ask
from qdselect.catalog.catalog import Catalog
from qdselect.errors import UsageError
from qdselect.model.query import Query
from qdselect.rules.engine import in_mode
from qdselect.score.weights import mode_weights

if TYPE_CHECKING:
    from qdselect.model.documents.comparison import ProfileDoc, WeightDoc, WeightsDoc

__all__ = ["weights"]


def weights(catalog: Catalog, mode: str, *, marker: str | None = None, **constraints: Any) -> WeightsDoc:
    """Weights of one mode.

    Parameters
    ----------
    catalog : Catalog
        Modes, rules and profiles.
    mode : str
        One imaging mode or its alias; no family.
    marker, **constraints
        A question as for ``recommend``; when it can be asked, each profile says what it would put first.

    Raises
    ------
    UsageError
        The name means several modes.
    """
    chosen = catalog.modes_named(mode)
    if len(chosen) > 1:
        names = ", ".join(record["id"] for record in chosen)
        raise UsageError(f"{mode} means several modes: {names}. Weights are shown for one of them.")
    record = chosen[0]
    asked = marker is not None or record["untargeted"]
    question = {"marker": marker, "mode": mode, **constraints} if asked else None
    profiles = catalog.section("confidence_scheme")["profiles"]
    document: WeightsDoc = {
        **frame.ruled_head(catalog),
        "mode": record["id"],
        "because": record["because"],
        "weights_of_mode": [_weight(catalog, record, *item) for item in mode_weights(record).items()],
        "profiles": [_profile(catalog, record, profile, question) for profile in profiles],
        "references": {},
        "notes": _notes(question),
    }
    cited = {name for item in document["weights_of_mode"] for name in item["references"]}
    document["references"] = frame.reference_docs(catalog, cited)
    return document


def _weight(catalog: Catalog, mode: Mapping[str, Any], criterion: str, weight: float) -> WeightDoc:
    feeding = [rule for rule in in_mode(catalog.rules.values(), mode, Query()) if rule.get("criterion") == criterion]
    cited = [*mode["references"], *(name for rule in feeding for name in rule["references"])]
    return {
        "criterion": criterion,
        "weight": round(weight, 12),
        "rules": [rule["id"] for rule in feeding],
        "references": list(dict.fromkeys(cited)),
    }


def _profile(
    catalog: Catalog, mode: Mapping[str, Any], profile: Mapping[str, Any], question: dict[str, Any] | None
) -> ProfileDoc:
    from qdselect.model.query import Query

    own = mode_weights(mode, Query(factors=tuple(profile["factors"].items())))
    first = _first(catalog, question, profile["id"]) if question else None
    return {
        "id": profile["id"],
        "name": profile["name"],
        "because": profile["because"],
        "factors": dict(profile["factors"]),
        "weights": {name: round(weight, 12) for name, weight in own.items()},
        "first": first["id"] if first else None,
        "tier": first["tier"] if first else None,
        "score": first["score"]["value"] if first else None,
    }


def _first(catalog: Catalog, question: Mapping[str, Any], profile: str) -> Any:
    from qdselect.advise.recommend import Wish, recommend

    answer = recommend(catalog, ask(catalog, **question, profile=profile), Wish(top=1))
    return answer["candidates"][0] if answer["candidates"] else None


def _notes(question: Mapping[str, Any] | None) -> list[str]:
    notes = [
        "A profile multiplies weights of the mode; all are scaled to a sum of 1. --weight and --prefer come after it."
    ]
    if question is None:
        notes.append("Add --marker to see what each profile would put first.")
    return notes
