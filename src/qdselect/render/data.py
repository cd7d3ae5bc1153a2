"""Machine formats: strict JSON, NDJSON, CSV, TSV, YAML. Text stays data: no formulas, no markup."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from qdselect.catalog.index import SEPARATOR, JsonTexts
from qdselect.model.json_text import read_json, write_json

if TYPE_CHECKING:
    from qdselect.render.view import Sheet, View

__all__ = ["DATA_FORMATS", "main_rows", "to_data", "to_json"]

DATA_FORMATS = ("json", "ndjson", "csv", "tsv", "yaml")

_MAIN_LISTS = (
    "candidates",
    "panels",
    "compared",
    "profiles",
    "items",
    "predicted",
    "points",
    "formulations",
    "instruments",
    "modes",
    "methods",
    "patents",
    "markers",
    "references",
    "leads",
    "coverage",
    "rules_listed",
    "findings",
    "tests",
)


def to_json(document: Any, *, ascii_only: bool = False) -> str:
    """Strict JSON (null, never NaN), keys in their order; every top-level key and list item on a line of its own.

    The lines make it readable and let `diff` and `grep` work; each is encoded in one go, which is much faster
    than indenting to the depth.
    """
    encode = _encoder(ascii_only)
    if not isinstance(document, Mapping) or not document:
        return encode(document)
    lines = ",\n".join(f"  {encode(key)}: {_item(value, encode, ascii_only)}" for key, value in document.items())
    return "{\n" + lines + "\n}"


def _encoder(ascii_only: bool) -> Callable[[Any], str]:
    return lambda part: write_json(part, ascii_only=ascii_only)


def _texts(texts: JsonTexts, encode: Callable[[Any], str], ascii_only: bool) -> list[str]:
    """Items that are JSON already; escaped anew only where they hold what the stream cannot show."""
    return [encode(read_json(text)) if ascii_only and not text.isascii() else text for text in texts]


def _item(value: Any, encode: Callable[[Any], str], ascii_only: bool) -> str:
    if isinstance(value, JsonTexts):
        joined = SEPARATOR.join(_texts(value, encode, True)) if ascii_only else value.joined
        return f"[\n    {joined}\n  ]"
    if isinstance(value, list) and value and isinstance(value[0], Mapping):
        return "[\n" + ",\n".join(f"    {encode(item)}" for item in value) + "\n  ]"
    if isinstance(value, Mapping) and value and all(isinstance(item, Mapping) for item in value.values()):
        return "{\n" + ",\n".join(f"    {encode(key)}: {encode(item)}" for key, item in value.items()) + "\n  }"
    return encode(value)


def to_data(document: Mapping[str, Any], view: View | None, kind: str, *, ascii_only: bool = False) -> str:
    """A document in one of the machine formats.

    Parameters
    ----------
    document : mapping
        The whole answer.
    view : View or None
        Its tabular view; CSV and TSV are its main sheet, the others do without.
    kind : str
        One of `DATA_FORMATS`.
    ascii_only : bool
        Escape what is not ASCII (JSON only), for terminals that cannot show it.
    """
    if kind == "json":
        return to_json(document, ascii_only=ascii_only)
    if kind == "ndjson":
        rows, encode = main_rows(document), _encoder(ascii_only)
        return "\n".join(_texts(rows, encode, ascii_only) if isinstance(rows, JsonTexts) else map(encode, rows))
    if kind == "yaml":
        import json  # its numbers have no end, those of orjson have 64 bits

        from qdselect.catalog.strict_yaml import dump

        return dump(json.loads(to_json(document))).rstrip("\n")
    if view is None:
        raise ValueError("a table format needs a view")
    return _delimited(view.main, "," if kind == "csv" else "\t")


def main_rows(document: Mapping[str, Any]) -> Sequence[Any]:
    """The list that NDJSON prints one object a line: candidates, formulations ..., or the document itself."""
    for name in _MAIN_LISTS:
        rows = document.get(name)
        if isinstance(rows, list | JsonTexts):
            return rows
        if isinstance(rows, Mapping) and name == "references" and "used" in document and not document["used"]:
            return [{"id": key, **row} for key, row in rows.items()]
    return [document]


def _delimited(sheet: Sheet, delimiter: str) -> str:
    import csv
    import io

    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\n")
    writer.writerow(sheet.keys)
    for row in sheet.rows:
        writer.writerow([_cell(value) for value in row])
    return buffer.getvalue().rstrip("\n")


def _cell(value: Any) -> str:
    """A cell that a spreadsheet cannot take for a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    text = "; ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    if not text.isprintable():
        from qdselect.render.view import safe

        text = " ".join(safe(text).split())
    return "'" + text if text[:1] in ("=", "+", "-", "@") else text
