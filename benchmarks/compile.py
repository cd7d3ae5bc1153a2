"""Compiling the whole catalogue from YAML, beside loading the same files with PyYAML's C loader alone."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

import yaml

from qdselect.catalog.build import build_index
from qdselect.catalog.files import list_files
from qdselect.catalog.locate import default_folders

ROUNDS = 3


def seconds(work: object) -> float:
    """Median time of a few runs."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()  # type: ignore[operator]
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    """Measure both and print the ratio."""
    catalog, rules = default_folders()
    paths: list[Path] = [path for _, path in list_files(catalog, rules)]
    floor = seconds(lambda: [yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader) for path in paths])
    whole = seconds(lambda: build_index(catalog, rules))
    print(f"compiling {len(paths)} files, median of {ROUNDS}")
    print(f"  {floor:6.3f} s            PyYAML's C loader alone")
    print(f"  {whole:6.3f} s   x {whole / floor:4.2f}   read, check, compile (goal below 3 s)")


if __name__ == "__main__":
    main()
