"""Checks of an instrument: bands that can be read, channels that fit its lines, a source."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from qdselect.catalog.files import INSTRUMENTS, Authored
from qdselect.catalog.findings import Finding
from qdselect.catalog.known import Known, check_references, records_in
from qdselect.errors import UsageError
from qdselect.model.light import Band

__all__ = ["check_instrument"]


def check_instrument(file: Authored, known: Known) -> Iterator[Finding]:
    """Findings of one file of an instrument."""
    data, path = file.data, PurePath(file.path)
    if "id" in data and path.parent.name == INSTRUMENTS and path.stem != data["id"]:
        message = f"the id {data['id']!r} is not the name of its file"
        yield file.finding("file-name", ("id",), message, f"rename the file to {data['id']}.yaml, or correct the id")
    yield from _check_whole(file)
    for place, channel in records_in(data, "channels"):
        yield from _check_channel(file, ("channels", place), channel)
    ends = data.get("detector_nm") or {}
    if {"min", "max"} <= ends.keys() and ends["min"] >= ends["max"]:
        message = f"detector_nm goes from {ends['min']:g} to {ends['max']:g}"
        yield file.finding("bounds-order", ("detector_nm",), message, "put the smaller number first", key=True)
    yield from check_references(file, known)


def _check_whole(file: Authored) -> Iterator[Finding]:
    data, parts = file.data, ("lines_nm", "channels", "detector_nm")
    if not any(data.get(part) for part in parts) and not file.lost((), *parts):
        fix = "add lines_nm, channels or detector_nm"
        yield file.finding("instrument-empty", (), "it has neither lines, nor channels, nor a detector", fix)
    if data.get("spectral") and not data.get("detector_nm") and not file.lost((), "detector_nm"):
        message = "it takes a spectrum, and nothing says over which wavelengths"
        yield file.finding("spectral-range", ("spectral",), message, "add detector_nm", key=True)
    if data.get("spectral_step_nm") is not None and not data.get("spectral") and not file.lost((), "spectral"):
        message = "it has spectral_step_nm, and nothing says that it takes spectra"
        yield file.finding("spectral-range", ("spectral_step_nm",), message, "add `spectral: true`", key=True)
    if not data.get("references") and not data.get("basis") and not file.lost((), "references", "basis"):
        fix = "add `references` to sources of the catalogue, or `basis`, such as: read from the instrument itself"
        yield file.finding("instrument-source", (), "nothing says where the data comes from", fix)


def _check_channel(file: Authored, where: tuple[Any, ...], channel: Any) -> Iterator[Finding]:
    line, lines = channel.get("line_nm"), file.data.get("lines_nm") or ()
    if line is not None and line not in lines and not file.lost((), "lines_nm"):
        has = ", ".join(f"{own:g}" for own in lines if own is not None) or "none"
        message = f"{channel.get('name', 'the channel')} is read with {line:g} nm, and the lines are {has}"
        yield file.finding("channel-line", (*where, "line_nm"), message, "add the line to lines_nm, or correct it")
    if "band" not in channel:
        return
    try:
        band = Band.of(channel["band"])
    except UsageError as problem:
        yield file.finding("band-unreadable", (*where, "band"), str(problem), "write it as 605/40")
        return
    if line is not None and line in band:
        message = f"{band.name} passes {line:g} nm, with which {channel.get('name', 'it')} is read"
        fix = "leave out channels of scattered light, or correct the band"
        yield file.finding("line-in-channel", (*where, "band"), message, fix)
