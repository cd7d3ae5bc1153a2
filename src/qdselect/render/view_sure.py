"""How sure a ranking is, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qdselect.render.view import Block, Line

__all__ = ["how_sure"]

Record = Mapping[str, Any]


def how_sure(document: Record, *, brief: bool = False, listed: str = "candidates") -> Block:
    """How sure the ranking is, what it hangs on, and what to measure."""
    found, sensitivity = document["confidence"], document["sensitivity"]
    first = document[listed][0]["confidence"]
    level = found["level_with_first"]
    if found["candidates"] == 1:
        return Block("How sure", [Line("There is nothing to rank: it is the only candidate.", "quiet")])
    lines = [
        Line(
            f"{sensitivity['first']} comes first in {first['p_first']:.0%} of {found['draws']:,} draws of weights and "
            f"unknown values, among the first three in {first['p_top3']:.0%}."
        )
    ]
    if level > 1:
        text = f"{level} candidates share the first band: the data show no difference between the first and the others."
        lines.append(Line(text, "warn"))
    if brief:
        return Block("How sure", lines)
    flips = sensitivity["flips_if"]
    lines += [Line(_sentence(flip["because"]), "item", 1) for flip in flips.values() if flip]
    if not any(flips.values()):
        lines.append(Line("No change of a single weight or of a single unknown value would unseat it.", "item", 1))
    lines += [Line(_withdrawn(entry, sensitivity["first"]), "item", 1) for entry in sensitivity["withdrawn"]]
    lines += [Line(_measure(entry, found["entropy_bits"]), "item", 1) for entry in sensitivity["measure"]]
    return Block("How sure", lines)


def _measure(entry: Record, entropy: float) -> str:
    return f"What would sharpen the choice: {entry['because']} ({entry['bits']:.2f} of {entropy:.2f} bit)."


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."


def _withdrawn(entry: Record, first: str) -> str:
    if entry["survives"]:
        return f"If {entry['reference']} were withdrawn, {first} would still come first."
    then = entry["first"] or "nothing"
    return f"If {entry['reference']} were withdrawn, {then} would come first."
