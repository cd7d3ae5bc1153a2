"""What a person sees of a checklist: the grade, what is reported, what is to be done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qdselect.render.phrases import particle_line, reference_lines, value_read
from qdselect.render.view import Block, Line, Sheet, View, cell_text

__all__ = ["checklist_view"]

Record = Mapping[str, Any]

STATUS_WORDS = {
    "reported": "reported",
    "in-part": "in part",
    "missing": "NOT REPORTED",
    "not-recorded": "no data kept",
}
KEYS = ("id", "title", "need", "status", "found", "sources", "because", "how", "references")
TITLES = ("id", "item", "need", "status", "reported", "source", "because", "how", "references")


def checklist_view(document: Record) -> View:
    """View of a checklist: summary, table of items, what one would have to do, references."""
    formulation, items = document["formulation"], document["items"]
    sheet = Sheet(KEYS, TITLES, [_row(item, item["status"]) for item in items])
    people = Sheet(KEYS, TITLES, [_row(item, STATUS_WORDS[item["status"]]) for item in items], range(6))
    head = [
        Line(document["summary"], "strong"),
        Line(particle_line(formulation), swatch=formulation["emission_max_nm"]),
    ]
    to_do = [line for item in items if item["status"] != "reported" for line in _to_do(item)]
    note = "The grade is about reporting. It never enters a score, and says nothing of how good the particle is."
    blocks = [Block(lines=head), Block(sheet=people), Block("What you would have to do", to_do)]
    blocks.append(Block("References", list(reference_lines(document["references"]))))
    blocks.append(Block(lines=[Line(note, "quiet")]))
    return View(f"Checklist: {formulation['name']} ({formulation['id']}) in {document['mode']}", blocks, sheet)


def _row(item: Record, status: str) -> list[Any]:
    sources = list(dict.fromkeys(source for found in item["found"] for source in found["sources"]))
    words = "; ".join(map(_found_words, item["found"])) or None
    return [item["id"], item["title"], item["need"], status, words, sources, *(item[key] for key in KEYS[6:])]


def _found_words(found: Record) -> str:
    value = _value(found["value"])
    text = f"{found['name']}: {value} {found['unit']}".rstrip() if value else found["name"]
    return f"{text} ({found['remark']})" if found["remark"] else text


def _value(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {part}" for key, part in value.items())
    return cell_text(value) if isinstance(value, str) else value_read(value)


def _to_do(item: Record) -> list[Line]:
    role = "warn" if item["need"] == "required" and item["status"] != "in-part" else "item"
    what = f"{item['title']} ({item['need']}, {STATUS_WORDS[item['status']]}): {item['how']}."
    return [Line(what, role, 1), Line(f"{item['because']} [{', '.join(item['references'])}]", "quiet", 2)]
