"""Build the wheel, install it outside the checkout, ask it things; the sdist must build the same wheel.

Run as a script (``make wheel-test``): it makes environments of its own and prints one line per step.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def run(*command: str | Path, cwd: Path) -> str:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("QDSELECT_", "PYTHONPATH"))}
    done = subprocess.run([*map(str, command)], cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"failed ({done.returncode}): {' '.join(map(str, command))}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def new_environment(folder: Path) -> Path:
    uv = shutil.which("uv")
    if uv:
        run(uv, "venv", "--quiet", "--python", sys.executable, folder, cwd=folder.parent)
    else:
        run(sys.executable, "-m", "venv", folder, cwd=folder.parent)
    return folder / "bin" / "python"


def install(python: Path, *what: str | Path) -> None:
    uv = shutil.which("uv")
    if uv:
        run(uv, "pip", "install", "--quiet", "--python", python, *what, cwd=python.parent)
    else:
        run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *what, cwd=python.parent)


def contents(wheel: Path) -> dict[str, int]:
    with zipfile.ZipFile(wheel) as archive:
        return {item.filename: item.CRC for item in archive.infolist() if not item.filename.endswith("RECORD")}


def build(python: Path, source: Path, target: Path, kind: str) -> Path:
    run(python, "-m", "hatchling", "build", "-t", kind, "-d", target, cwd=source)
    (built,) = target.iterdir()
    return built


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="qdselect-wheel-") as name:
        work = Path(name)
        builder = new_environment(work / "builder")
        install(builder, *tomllib.loads((ROOT / "pyproject.toml").read_text())["build-system"]["requires"])
        wheel = build(builder, ROOT, work / "wheel", "wheel")
        sdist = build(builder, ROOT, work / "sdist", "sdist")
        shutil.unpack_archive(sdist, work / "unpacked")
        (source,) = (work / "unpacked").iterdir()
        again = build(builder, source, work / "again", "wheel")
        assert contents(wheel) == contents(again), "the sdist builds another wheel"
        names = set(contents(wheel))
        assert "qdselect/_data/index.qdx" in names
        assert "qdselect/_data/catalog/markers.yaml" in names
        assert "qdselect/_data/rules/modes.yaml" in names
        print(f"built {wheel.name} ({wheel.stat().st_size // 1024} KiB); the sdist builds the same")
        ask(wheel, work)


def ask(wheel: Path, work: Path) -> None:
    python = new_environment(work / "user")
    install(python, wheel)
    command, outside = python.parent / "qdselect", work / "outside"
    outside.mkdir()
    answer = json.loads(run(command, "recommend", "--marker", "HER2", "--cd-free", "--json", cwd=outside))
    assert answer["query"]["marker"]["id"] == "HER2"
    assert all(item["formulation"]["cadmium_free"] is True for item in answer["candidates"])
    listed = json.loads(run(command, "list", "--json", cwd=outside))["formulations"]
    assert len(listed) == answer["catalog"]["n_formulations"] > 0
    card = run(command, "show", listed[0]["id"], cwd=outside)
    assert listed[0]["id"] in card
    assert "0 failed" in run(command, "rules", "test", cwd=outside)
    run(command, "validate", cwd=outside)
    where = run(python, "-c", "import qdselect; print(qdselect.__file__)", cwd=outside)
    assert str(ROOT) not in where, "the command read the checkout"
    print(f"installed outside the checkout: recommend, list ({len(listed)}), show, rules test, validate answer")


if __name__ == "__main__":
    main()
