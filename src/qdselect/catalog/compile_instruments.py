"""Compile an instrument: every key present, bands as numbers, what the file names kept as it is written."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from qdselect.model.light import Band, Channel, Instrument

__all__ = ["instrument_from", "instrument_of"]

Record = dict[str, Any]


def instrument_of(data: Mapping[str, Any]) -> Record:
    """An instrument as scripts see it (`qdselect.model.documents.light.InstrumentDoc`); open ends of bands are null."""
    detector = data.get("detector_nm")
    return {
        "id": data["id"],
        "name": data["name"],
        "kind": data["kind"],
        "aliases": list(data.get("aliases") or ()),
        "photons": data.get("photons", 1),
        "lines_nm": [float(line) for line in data.get("lines_nm") or ()],
        "channels": [_channel(channel) for channel in data.get("channels") or ()],
        "detector_nm": [float(detector["min"]), float(detector["max"])] if detector else None,
        "spectral": bool(data.get("spectral")),
        "spectral_step_nm": data.get("spectral_step_nm"),
        "references": list(data.get("references") or ()),
        "basis": data.get("basis"),
        "note": data.get("note"),
    }


def _channel(channel: Mapping[str, Any]) -> Record:
    band, line = Band.of(channel["band"]), channel.get("line_nm")
    return {
        "name": channel["name"],
        "band": band.name,
        "low_nm": band.low_nm or None,
        "high_nm": None if math.isinf(band.high_nm) else band.high_nm,
        "line_nm": None if line is None else float(line),
        "note": channel.get("note"),
    }


def instrument_from(record: Mapping[str, Any]) -> Instrument:
    """An instrument from its compiled record."""
    channels = tuple(
        Channel(item["name"], Band(item["low_nm"] or 0.0, item["high_nm"] or math.inf, item["band"]), item["line_nm"])
        for item in record["channels"]
    )
    detector = record["detector_nm"]
    return Instrument(
        record["id"],
        record["name"],
        record["kind"],
        tuple(record["lines_nm"]),
        channels,
        (detector[0], detector[1]) if detector else None,
        tuple(record["references"]),
        record["photons"],
        record["spectral"],
        record["spectral_step_nm"],
    )
