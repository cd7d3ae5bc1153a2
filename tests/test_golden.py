"""Golden outputs on the minimal catalogue: what people and scripts see changes only on purpose.

``QDSELECT_UPDATE_GOLDEN=1 python -m pytest tests/test_golden.py`` writes them anew; read the difference before
committing it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from qdselect.cli.run import run

HERE = Path(__file__).parent
CASES = {
    "recommend.txt": "recommend --marker HER2 --cd-free",
    "recommend.json": "recommend --marker HER2 --cd-free --json",
    "recommend.csv": "recommend --marker HER2 --all-tiers --format csv",
    "recommend.md": "recommend --marker HER2 --all-tiers --why-not --format markdown",
    "explain.txt": "explain cdse-beta --marker HER2 --cd-free",
    "explain.json": "explain inp-alpha --marker HER2 --cd-free --json",
    "checklist.txt": "checklist inp-alpha --mode live-cell",
    "checklist.json": "checklist inp-alpha --mode live-cell --json",
    "checklist.csv": "checklist cdse-beta --mode in-vivo-fluorescence --format csv",
    "list.txt": "list",
    "list.ndjson": "list --format ndjson",
    "list.tsv": "list --columns id,composition,emission_max_nm,quantum_yield --format tsv",
    "show.txt": "show inp-alpha",
    "show.yaml": "show inp-alpha --format yaml",
    "markers.txt": "markers",
    "modes.csv": "modes --format csv",
    "methods.txt": "methods",
    "patents.csv": "patents --format csv",
    "leads.json": "leads --json",
    "rules.txt": "rules list",
}


@pytest.mark.parametrize("name", CASES)
def test_output_is_as_agreed(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    folder = HERE / "minimal"
    arguments = ["--isolated", "--catalog", str(folder / "catalog"), "--rules", str(folder / "rules")]
    code = run([*arguments, *CASES[name].split()])
    printed = capsys.readouterr()
    assert (code, printed.err) == (0, "")
    golden = HERE / "golden" / name
    if os.environ.get("QDSELECT_UPDATE_GOLDEN"):
        golden.write_text(printed.out, encoding="utf-8")
    assert printed.out == golden.read_text(encoding="utf-8")
