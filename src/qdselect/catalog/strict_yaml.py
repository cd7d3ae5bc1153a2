"""YAML as data: the only module that reads or writes it.

libyaml does the parsing; on top of it stands a strict reading: no duplicate keys, no anchors, aliases or tags,
no implicit dates, yes/no booleans, sexagesimal or octal numbers, bounded size and depth. Every node keeps its
line and column so that a finding can point at it.
"""

from __future__ import annotations

import errno
import math
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

__all__ = ["Document", "YamlProblemError", "dump", "parse", "read"]

MAX_BYTES = 4_000_000
MAX_DEPTH = 40

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_SPECIAL = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_WORDS: dict[str, Any] = {"": None, "~": None, "null": None, "true": True, "false": False}
_DEPTH_OF_FLOW = re.compile(r"[\[{]")


class YamlProblemError(Exception):
    """A place in a file that cannot be read.

    Attributes
    ----------
    code, message, fix : str
        Kind of problem, what is wrong, what to do.
    line, column : int
        One-based place.
    """

    def __init__(self, code: str, message: str, fix: str, line: int = 1, column: int = 1) -> None:
        self.code, self.message, self.fix, self.line, self.column = code, message, fix, line, column
        super().__init__(f"{line}:{column}: {message}")


@dataclass(slots=True)
class Document:
    """One parsed file: its data, and where each value stands.

    Attributes
    ----------
    data : object
        Plain Python values.
    problems : list of YamlProblemError
        What was wrong but did not stop the reading (duplicate keys, bad scalars).
    """

    data: Any
    root: Any
    problems: list[YamlProblemError] = field(default_factory=list)

    def place(self, path: tuple[Any, ...], *, key: bool = False) -> tuple[int, int]:
        """One-based line and column of the value at ``path`` (of its key, if asked)."""
        node, mark = self.root, self.root.start_mark if self.root else None
        for step in path:
            child = _child(node, step)
            if child is None:
                break
            mark = (child[0] if key and child[0] is not None else child[1]).start_mark
            node = child[1]
        return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _child(node: Any, step: Any) -> tuple[Any, Any] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in reversed(node.value):  # of equal keys, the last is what was read
            if key.value == str(step):
                return key, value
    elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return None, node.value[step]
    return None


def read(path: Path) -> Document:
    """Read one file strictly.

    Raises
    ------
    YamlProblemError
        The file cannot be read as data at all.
    """
    try:
        if path.exists() and not path.is_file():  # a pipe or a device might never end
            raise OSError(errno.EINVAL, "it is no regular file")
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise YamlProblemError(
            "unreadable", f"cannot be read: {error.strerror}", "check that it is a readable file"
        ) from None
    if len(raw) > MAX_BYTES:
        raise YamlProblemError("file-too-large", f"the file has more than {MAX_BYTES:,} bytes", "split it")
    return parse(raw)


def parse(raw: bytes) -> Document:
    """Parse YAML text strictly; see `read`."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode().split("\n")
        place = len(before), len(before[-1]) + 1
        raise YamlProblemError("not-utf8", "the file is not valid UTF-8 here", "save it as UTF-8", *place) from None
    _refuse_deep_flow(text)
    try:
        loader = _LOADER(text)
        try:
            root = loader.get_single_node()
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        raise _syntax(error) from None
    except (yaml.YAMLError, ValueError) as error:
        raise YamlProblemError(
            "yaml-syntax", f"not YAML: {_first_line(error)}", "remove the offending character"
        ) from None
    except RecursionError:
        raise YamlProblemError("too-deep", "nested too deeply", "flatten it") from None
    if root is None:
        raise YamlProblemError("empty-file", "the file is empty", "fill it or delete it")
    document = Document(None, root)
    document.data = _Reader(document.problems, text).value(root, 0)
    return document


def _refuse_deep_flow(text: str) -> None:
    """Stop a bracket bomb before the parser recurses into it."""
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return
    depth, line = 0, 1
    for char in text:
        if char in "[{":
            depth += 1
            if depth > 200:
                raise YamlProblemError("too-deep", "nested too deeply", "flatten it", line, 1)
        elif char in "]}":
            depth -= 1
        elif char == "\n":
            line += 1


def _syntax(error: yaml.MarkedYAMLError) -> YamlProblemError:
    mark = error.problem_mark or error.context_mark
    place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    text = error.problem or str(error)
    if "undefined alias" in text:
        return YamlProblemError("yaml-alias", "anchors and aliases are not used here", "write the value out", *place)
    if "nesting depth" in text:
        return YamlProblemError("too-deep", "nested too deeply", "flatten it", *place)
    return YamlProblemError("yaml-syntax", f"not YAML: {text}", "check indentation, quotes and colons", *place)


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__


class _Reader:
    """Builds plain data from nodes; collects what is wrong on the way."""

    def __init__(self, problems: list[YamlProblemError], text: str) -> None:
        self._problems, self._text = problems, text

    def value(self, node: Any, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise YamlProblemError("too-deep", "nested too deeply", "flatten it", *_place(node))
        self._refuse_sign(node)
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, depth + 1) for child in node.value]
        return self._mapping(node, depth)

    def _mapping(self, node: Any, depth: int) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key, child in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise YamlProblemError(
                    "yaml-syntax", "a key must be a word", "quote it or fix the indentation", *_place(key)
                )
            self._refuse_sign(key)
            if key.value in data:
                self._problems.append(
                    YamlProblemError(
                        "duplicate-key",
                        f"key {key.value[:60]!r} stands twice",
                        "keep one of them",
                        *_place(key),
                    )
                )
            data[key.value] = self.value(child, depth + 1)
        return data

    def _scalar(self, node: Any) -> Any:
        text = node.value
        if node.style:
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _INT.fullmatch(text):
            return int(text) if len(text) < 19 else self._finite(float(text), node)
        if any(char.isdigit() for char in text) and _FLOAT.fullmatch(text):
            return self._finite(float(text), node)
        if _SPECIAL.fullmatch(text):
            return self._finite(float(text.replace(".", "")), node)
        return text

    def _finite(self, number: float, node: Any) -> float | None:
        if math.isfinite(number):
            return number
        self._problems.append(
            YamlProblemError(
                "not-finite",
                f"{node.value[:40]!r} is not a finite number",
                "leave it out if unknown",
                *_place(node),
            )
        )
        return None

    def _refuse_sign(self, node: Any) -> None:
        """Refuse an anchor or a tag; a node starts at its sign, and an alias needs an anchor before it."""
        start = node.start_mark.index
        sign = self._text[start : start + 1]
        if sign == "&":
            raise YamlProblemError(
                "yaml-alias", "anchors and aliases are not used here", "write the value out", *_place(node)
            )
        if sign == "!":
            tag = self._text[start : start + 60].split()[0]
            raise YamlProblemError(
                "yaml-tag", f"tags such as {tag!r} are not used here", "remove the tag", *_place(node)
            )


def _place(node: Any) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1


class _Dumper(yaml.SafeDumper):
    """Writes plain data without aliases; quotes strings that would read as something else."""

    def ignore_aliases(self, _data: Any) -> bool:
        return True


def _text(dumper: Any, data: str) -> Any:
    number = _INT.fullmatch(data) or _FLOAT.fullmatch(data) or _SPECIAL.fullmatch(data)
    return dumper.represent_scalar("tag:yaml.org,2002:str", data, style="'" if number or data in _WORDS else None)


_Dumper.add_representer(str, _text)


def dump(data: Any) -> str:
    """Plain data as YAML text, keys in their order."""
    return str(yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110))
