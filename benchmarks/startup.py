"""Start-up: what a command costs beside the imports that it cannot do without."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROUNDS = 15
BIN = Path(sys.executable).parent
COMMAND = str(BIN / "qdselect")

FLOORS = {
    "import typer": [sys.executable, "-c", "import typer"],
    "import typer, numpy": [sys.executable, "-c", "import typer, numpy"],
}
CASES = [
    ("recommend --marker HER2 --cd-free --json --no-confidence", "import typer, numpy", 1.25),
    ("recommend --marker HER2 --cd-free --json", "import typer, numpy", 1.25),
    ("list --json", "import typer", 1.3),
    ("show inp-zns-msa-yong2009", "import typer", 1.3),
    ("--help", "import typer", 1.3),
]


def seconds(command: list[str]) -> float:
    """Wall-clock time of one run, with the byte code cached as it is for users."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
    return time.perf_counter() - start


def main() -> None:
    """Run floors and commands in turn, so that a busy machine slows both."""
    commands = FLOORS | {text: [COMMAND, *text.split()] for text, _, _ in CASES}
    for command in commands.values():
        seconds(command)
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(ROUNDS):
        for name, command in commands.items():
            times[name].append(seconds(command))
    median = {name: statistics.median(values) for name, values in times.items()}
    print(f"start-up, median of {ROUNDS} runs")
    for name in FLOORS:
        print(f"  {median[name] * 1000:7.1f} ms            python -c '{name}'")
    for text, floor, goal in CASES:
        ratio = median[text] / median[floor]
        print(f"  {median[text] * 1000:7.1f} ms  x {ratio:4.2f}    qdselect {text}   (goal x {goal} of '{floor}')")


if __name__ == "__main__":
    main()
