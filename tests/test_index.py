"""The compiled index: the same bytes from the same files, and a cache that is never trusted blindly."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from conftest import Result
from qdselect.advise.schema import schema_of
from qdselect.catalog import build
from qdselect.catalog.build import build_index, write_index
from qdselect.catalog.index import FORMAT, BadIndexError, Index, encode, write_atomically
from qdselect.catalog.locate import open_index
from qdselect.cli.run import run
from qdselect.errors import DataError

MINIMAL = Path(__file__).parent / "minimal"
RECOMMEND = ("recommend", "--marker", "HER2", "--mode", "live-cell", "--json")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A catalogue and rules of one's own, and a cache of one's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    shutil.copytree(MINIMAL, tmp_path / "own")
    return tmp_path / "own"


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Path]]:
    """Catalogues that were compiled, in order."""
    calls: list[Path] = []
    original = build.build_index

    def counted(catalog: Path, rules: Path, key: str | None = None) -> bytes:
        calls.append(catalog)
        return original(catalog, rules, key)

    monkeypatch.setattr(build, "build_index", counted)
    return calls


def opened(folder: Path) -> Index:
    return open_index(folder / "catalog", folder / "rules")


def cache_of(folder: Path) -> Path:
    (path,) = (folder.parent / "cache" / "qdselect").glob("*.qdx")
    return path


def everything(index: Index) -> dict[str, Any]:
    """All sections as plain data, read in every way in which they can be read."""
    names = index.header["sections"]
    keyed = index.header["keyed"]
    for name in keyed:
        index.section(name).texts()
    return {name: dict(index.section(name)) if name in keyed else index.section(name) for name in names}


def command(folder: Path, *arguments: str) -> list[str]:
    own = ["--catalog", str(folder / "catalog"), "--rules", str(folder / "rules")]
    program = "import sys; from qdselect.cli.run import run; sys.exit(run(sys.argv[1:]))"
    return [sys.executable, "-c", program, "--isolated", *own, *arguments]


# content


def test_compiled_catalogue_holds_what_the_files_say(folder: Path) -> None:
    index = opened(folder)
    particle = index.section("formulations")["inp-alpha"]
    assert particle["cadmium_free"] is True
    assert particle["elements"] == ["In", "P", "S", "Zn"]
    assert particle["toxicity_class"] == "elevated"
    assert particle["emission_max_nm"] == 650
    assert particle["bounds"]["hydrodynamic_diameter_nm"] == [12, 14]
    assert set(index.section("formulations")) == {"cdse-beta", "inp-alpha"}
    assert index.section("formulations")["cdse-beta"]["cadmium_free"] is False
    assert [record["id"] for record in index.section("evidence")] == ["alpha#1", "beta#1"]
    assert [lead["id"] for lead in index.section("leads")] == ["gamma"]
    assert index.header["counts"] == {"formulations": 2, "evidence": 2, "references": 2, "leads": 1, "rules": 3}
    assert index.header["version"] == "2026.1"


def test_introducing_source_is_shown_and_the_other_is_a_rival(folder: Path) -> None:
    index = opened(folder)
    assert index.section("formulations")["inp-alpha"]["quantum_yield"] == 0.4
    assert [item["source"] for item in index.section("rivals")["inp-alpha"]["quantum_yield"]] == ["beta"]


def test_pinned_value_is_shown_instead_of_that_of_the_introducing_source(folder: Path) -> None:
    path = folder / "catalog" / "sources" / "alpha.yaml"
    path.write_text(path.read_text().replace("  core: InP\n", "  pin: {quantum_yield: beta}\n  core: InP\n"))
    particle = opened(folder).section("formulations")["inp-alpha"]
    assert particle["quantum_yield"] == 0.3
    assert particle["sources"]["quantum_yield"] == "beta"


def test_formulation_without_composition_is_unknown_cadmium(folder: Path) -> None:
    path = folder / "catalog" / "sources" / "alpha.yaml"
    path.write_text(path.read_text().replace("  core: InP\n", ""))
    particle = opened(folder).section("formulations")["inp-alpha"]
    assert particle["cadmium_free"] is None
    assert particle["toxicity_class"] is None


def test_what_cannot_be_told_of_elements_is_said_in_the_plural(folder: Path, call: Callable[..., Result]) -> None:
    path = folder / "catalog" / "sources" / "alpha.yaml"
    path.write_text(path.read_text().replace("  core: InP\n", ""))
    options = ["--isolated", "--catalog", str(folder / "catalog"), "--rules", str(folder / "rules")]
    found = call(*options, "explain", "inp-alpha", "--marker", "HER2", "--cd-free")
    assert "elements are known only as S, Zn" in found.stdout


def test_retracted_source_brings_no_formulation_that_counts(folder: Path) -> None:
    path = folder / "catalog" / "sources" / "beta.yaml"
    path.write_text(path.read_text().replace("  seen:", "  retracted: true\n  seen:"))
    index = opened(folder)
    assert set(index.section("formulations")) == {"inp-alpha"}
    assert index.section("formulations")["inp-alpha"]["retracted"] is False
    assert index.section("references")["beta"]["retracted"] is True
    assert list(index.section("workings")) == ["inp-alpha"]
    assert index.section("rows")["id"] == ["inp-alpha"]
    assert [record["id"] for record in index.section("evidence")] == ["alpha#1"]
    assert index.header["counts"]["formulations"] == 1
    assert index.section("retracted")["cdse-beta"]["formulation"]["retracted"] is True
    assert "inp-alpha" not in index.section("rivals")


def test_particle_of_a_retracted_source_is_found_and_said_to_be_one(folder: Path, call: Callable[..., Result]) -> None:
    path = folder / "catalog" / "sources" / "beta.yaml"
    path.write_text(path.read_text().replace("  seen:", "  retracted: true\n  seen:"))
    options = ["--isolated", "--catalog", str(folder / "catalog"), "--rules", str(folder / "rules")]
    shown = call(*options, "show", "cdse-beta").stdout
    assert "RETRACTED: the source beta was withdrawn" in shown
    assert "The dots circulated" in shown
    document = json.loads(call(*options, "show", "cdse-beta", "--json").stdout)
    jsonschema.validate(document, schema_of("show"))
    assert document["formulation"]["retracted"] is True
    assert [record["retracted"] for record in document["evidence"]] == [True]
    explained = json.loads(call(*options, "explain", "cdse-beta", "--marker", "HER2", "--json").stdout)
    jsonschema.validate(explained, schema_of("explain"))
    assert "its source beta was retracted" in explained["verdict"]
    assert explained["modes"] == []
    assert "its source beta was retracted" in call(*options, "explain", "cdse-beta", "--marker", "HER2").stdout
    assert "cdse-beta" in call(*options, "references", "beta").stdout
    refused = call(*options, "compare", "cdse-beta", "inp-alpha", "--marker", "HER2")
    assert (refused.code, "retracted" in refused.stderr) == (2, True)
    for arguments in (["list"], ["recommend", "--mode", "in-vivo-fluorescence", "--all-tiers", "--why-not"]):
        assert "cdse-beta" not in call(*options, *arguments).stdout


def test_catalogue_with_errors_is_not_compiled(folder: Path) -> None:
    (folder / "catalog" / "markers.yaml").write_text("markers: [")
    with pytest.raises(DataError, match="yaml-syntax") as refused:
        opened(folder)
    assert refused.value.exit_code == 3
    assert [finding.code for finding in refused.value.findings] == ["yaml-syntax"]


def test_missing_version_is_said(folder: Path) -> None:
    (folder / "catalog" / "VERSION").unlink()
    assert opened(folder).header["version"] == "unversioned"


# order


def _copied_in_order(source: Path, target: Path, order: Callable[[list[Path]], list[Path]]) -> Path:
    for path in order(sorted(path for path in source.rglob("*") if path.is_file())):
        copy = target / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    return target


def test_order_and_place_of_files_never_change_the_index(tmp_path: Path) -> None:
    one = _copied_in_order(MINIMAL, tmp_path / "a-first", list)
    two = _copied_in_order(MINIMAL, tmp_path / "z" / "second", lambda paths: paths[::-1])
    assert build_index(one / "catalog", one / "rules") == build_index(two / "catalog", two / "rules")


def test_hash_seed_never_changes_the_index(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from qdselect.catalog.build import write_index; "
        "write_index(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))"
    )
    written = []
    for seed in ("1", "2"):
        target = tmp_path / f"{seed}.qdx"
        arguments = [sys.executable, "-c", program, str(MINIMAL / "catalog"), str(MINIMAL / "rules"), str(target)]
        subprocess.run(arguments, check=True, env={**os.environ, "PYTHONHASHSEED": seed})
        written.append(target.read_bytes())
    assert written[0] == written[1]


def test_name_of_a_rule_file_never_changes_the_sections(folder: Path) -> None:
    before = everything(opened(folder))
    (folder / "rules" / "topic.yaml").rename(folder / "rules" / "another.yaml")
    assert everything(opened(folder)) == before


def test_digest_follows_the_content_and_not_the_times(tmp_path: Path) -> None:
    first = _copied_in_order(MINIMAL, tmp_path / "first", list)
    digests = Index.from_bytes(build_index(first / "catalog", first / "rules")).header["digests"]
    os.utime(first / "rules" / "topic.yaml", (0, 0))
    assert Index.from_bytes(build_index(first / "catalog", first / "rules")).header["digests"] == digests
    with (first / "rules" / "topic.yaml").open("a") as file:
        file.write("# a remark\n")
    after = Index.from_bytes(build_index(first / "catalog", first / "rules")).header["digests"]
    assert after["rules"] != digests["rules"]
    assert after["catalog"] == digests["catalog"]


# the cache


def test_unchanged_catalogue_is_compiled_once(folder: Path, builds: list[Path]) -> None:
    first = everything(opened(folder))
    assert everything(opened(folder)) == first
    assert len(builds) == 1


@pytest.mark.parametrize("name", ["catalog/sources/beta.yaml", "catalog/leads/gamma.yaml", "rules/topic.yaml"])
def test_changed_file_is_compiled_anew(name: str, folder: Path, builds: list[Path]) -> None:
    opened(folder)
    with (folder / name).open("a") as file:
        file.write("# a remark\n")
    opened(folder)
    opened(folder)
    assert len(builds) == 2


def test_change_that_keeps_the_size_is_seen_by_its_time(folder: Path, builds: list[Path]) -> None:
    path = folder / "catalog" / "sources" / "alpha.yaml"
    opened(folder)
    times = path.stat()
    path.write_text(path.read_text().replace("emission_max_nm: 650", "emission_max_nm: 660"))
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns + 1))
    assert opened(folder).section("formulations")["inp-alpha"]["emission_max_nm"] == 660
    assert len(builds) == 2


def test_new_and_removed_files_are_seen(folder: Path) -> None:
    assert len(opened(folder).section("leads")) == 1
    (folder / "catalog" / "leads" / "gamma.yaml").unlink()
    assert opened(folder).section("leads") == []
    shutil.copy(MINIMAL / "catalog" / "leads" / "gamma.yaml", folder / "catalog" / "leads")
    assert len(opened(folder).section("leads")) == 1


def test_two_catalogues_have_two_caches(folder: Path, builds: list[Path]) -> None:
    other = folder.parent / "other"
    shutil.copytree(folder, other)
    (other / "catalog" / "leads" / "gamma.yaml").unlink()
    for _ in range(2):
        assert len(opened(folder).section("leads")) == 1
        assert opened(other).section("leads") == []
    assert len(builds) == 2


def _flip(raw: bytes, at: int) -> bytes:
    return raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]


def _foreign(raw: bytes) -> bytes:
    header = json.dumps({"format": FORMAT, "key": "another", "keyed": [], "sections": {}})
    return header.encode() + b"\n"


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda raw: b"",
    "header only": lambda raw: raw[: raw.index(b"\n") + 1],
    "half a header": lambda raw: raw[: raw.index(b"\n") // 2],
    "half": lambda raw: raw[: len(raw) // 2],
    "last byte missing": lambda raw: raw[:-1],
    "no line end": lambda raw: raw.replace(b"\n", b""),
    "first byte of the body": lambda raw: _flip(raw, raw.index(b"\n") + 1),
    "last byte": lambda raw: _flip(raw, len(raw) - 1),
    "zeroes": lambda raw: bytes(len(raw)),
    "tail of zeroes": lambda raw: raw[: len(raw) // 2] + bytes(len(raw) - len(raw) // 2),
    "foreign": _foreign,
    "older format": lambda raw: raw.replace(FORMAT.encode(), b"qdselect-index-0"),
    "no header keys": lambda raw: b"{}\n",
    "a list": lambda raw: b"[]\n",
    "a number": lambda raw: b"5\n",
    "a picture": lambda raw: b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "a text": lambda raw: b"nothing to see here\n",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_cache_is_rebuilt_silently(
    damage: str, folder: Path, builds: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    sections = everything(opened(folder))
    path = cache_of(folder)
    intact = path.read_bytes()
    spoilt = DAMAGES[damage](intact)
    assert spoilt != intact
    path.write_bytes(spoilt)
    assert everything(opened(folder)) == sections
    assert path.read_bytes() == intact
    assert len(builds) == 2
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("", "")


def test_every_flipped_bit_of_the_body_is_noticed(folder: Path) -> None:
    opened(folder)
    raw = cache_of(folder).read_bytes()
    start = raw.index(b"\n") + 1
    for at in range(start, len(raw), 97):
        with pytest.raises(BadIndexError):
            everything(Index.from_bytes(_flip(raw, at)))


def test_every_truncation_is_noticed(folder: Path) -> None:
    opened(folder)
    raw = cache_of(folder).read_bytes()
    for length in range(0, len(raw), 101):
        with pytest.raises(BadIndexError):
            Index.from_bytes(raw[:length])


def test_cache_that_is_a_folder_is_done_without(folder: Path) -> None:
    sections = everything(opened(folder))
    path = cache_of(folder)
    path.unlink()
    path.mkdir()
    assert everything(opened(folder)) == sections
    assert path.is_dir()
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_remains_of_a_writer_that_was_killed_do_not_matter(folder: Path, builds: list[Path]) -> None:
    sections = everything(opened(folder))
    path = cache_of(folder)
    path.with_name(f".{path.name}.{os.getpid()}.tmp").write_bytes(path.read_bytes()[:100])
    path.unlink()
    assert everything(opened(folder)) == sections
    assert cache_of(folder).stat().st_size > 100
    assert len(builds) == 2


def test_failed_write_leaves_the_old_file_and_no_remains(tmp_path: Path) -> None:
    target = tmp_path / "index.qdx"
    target.mkdir()
    with pytest.raises(OSError, match="directory"):
        write_atomically(target, b"new")
    assert list(tmp_path.iterdir()) == [target]


def test_write_index_replaces_what_was_there(tmp_path: Path) -> None:
    target = tmp_path / "index.qdx"
    target.write_bytes(b"old")
    write_index(MINIMAL / "catalog", MINIMAL / "rules", target)
    assert set(Index.from_file(target).section("references")) == {"alpha", "beta"}
    assert list(tmp_path.iterdir()) == [target]


def test_processes_at_once_on_a_cold_cache_give_the_same_answer(folder: Path) -> None:
    started = [
        subprocess.Popen(command(folder, *RECOMMEND), stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(4)
    ]
    ended = [process.communicate(timeout=120) for process in started]
    assert [process.returncode for process in started] == [0] * 4
    assert {err for _, err in ended} == {b""}
    assert len({out for out, _ in ended}) == 1
    assert [item["id"] for item in json.loads(ended[0][0])["candidates"]] == ["inp-alpha"]
    path = cache_of(folder)
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]
    assert set(Index.from_file(path).section("references")) == {"alpha", "beta"}


def _answer(folder: Path, **changes: str | None) -> tuple[int, bytes, bytes]:
    environment = {name: value for name, value in os.environ.items() if name not in ("HOME", "XDG_CACHE_HOME")}
    environment |= {name: value for name, value in changes.items() if value is not None}
    done = subprocess.run(command(folder, *RECOMMEND), capture_output=True, timeout=120, env=environment, check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("home", ["/nonexistent", "", "relative", None])
def test_home_is_not_needed_beside_a_cache_folder(home: str | None, folder: Path) -> None:
    code, out, err = _answer(folder, HOME=home, XDG_CACHE_HOME=str(folder.parent / "cache"))
    assert (code, err) == (0, b"")
    assert json.loads(out)["candidates"]
    assert cache_of(folder).is_file()


def test_home_that_cannot_be_made_changes_no_answer(folder: Path) -> None:
    (folder.parent / "file").write_text("not a folder")
    with_cache = _answer(folder, XDG_CACHE_HOME=str(folder.parent / "cache"))
    assert with_cache[0] == 0
    assert _answer(folder, HOME=str(folder.parent / "file" / "home")) == with_cache


@pytest.mark.parametrize("name", ["HOME", "XDG_CACHE_HOME"])
def test_home_or_cache_that_is_a_file_changes_no_answer(name: str, folder: Path) -> None:
    file = folder.parent / "file"
    file.write_text("not a folder")
    code, out, err = _answer(folder, **{name: str(file)})
    assert (code, err) == (0, b"")
    assert json.loads(out)["candidates"]
    assert file.read_text() == "not a folder"


def test_relative_cache_folder_is_not_written_to_the_working_directory(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    working = folder.parent / "working"
    working.mkdir()
    monkeypatch.chdir(working)
    monkeypatch.setenv("XDG_CACHE_HOME", "somewhere")
    monkeypatch.setenv("HOME", str(folder.parent / "home"))
    opened(folder)
    assert list(working.iterdir()) == []
    assert list((folder.parent / "home" / ".cache" / "qdselect").glob("*.qdx"))


# folders that are none


@pytest.mark.parametrize("which", ["catalog", "rules"])
@pytest.mark.parametrize("state", ["file", "missing"])
def test_folder_that_is_none_is_a_data_error(
    which: str, state: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(folder / which)
    if state == "file":
        (folder / which).write_text("not a folder")
    with pytest.raises(DataError) as refused:
        opened(folder)
    assert refused.value.exit_code == 3
    own = ["--catalog", str(folder / "catalog"), "--rules", str(folder / "rules")]
    assert run(["--isolated", *own, *RECOMMEND]) == 3
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.count("\n") == 1
    assert str(folder / which) in shown.err
    assert ("is a file" if state == "file" else "does not exist") in shown.err


def test_sources_that_are_a_file_are_a_data_error(folder: Path) -> None:
    shutil.rmtree(folder / "catalog" / "sources")
    (folder / "catalog" / "sources").write_text("not a folder")
    with pytest.raises(DataError, match="sources"):
        opened(folder)


# encoding


def test_keyed_section_decodes_single_records() -> None:
    sections = {"words": {"b": {"x": "\u00e9\n"}, "a": [1, None]}, "list": [1, 2]}
    index = Index.from_bytes(encode(sections, ["words"], "key", {"version": "1"}), "key")
    words = index.section("words")
    assert list(words) == ["b", "a"]
    assert words["b"] == {"x": "\u00e9\n"}
    assert dict(words) == sections["words"]
    assert index.section("list") == [1, 2]
    assert index.header["version"] == "1"


def test_empty_keyed_section_reads_back() -> None:
    assert dict(Index.from_bytes(encode({"words": {}}, ["words"], "key", {})).section("words")) == {}


def test_index_of_other_files_is_refused() -> None:
    with pytest.raises(BadIndexError):
        Index.from_bytes(encode({"list": [1]}, [], "one", {}), "another")


def test_number_that_json_does_not_know_is_never_written() -> None:
    with pytest.raises(ValueError, match="JSON"):
        encode({"list": [float("nan")]}, [], "key", {})


def test_keyed_section_of_bytes_reads_back_as_bytes() -> None:
    sections = {"columns": {"one": b"\x00\xff\n", "none": b""}}
    assert dict(Index.from_bytes(encode(sections, ["columns"], "key", {})).section("columns")) == sections["columns"]


def test_damage_found_while_reading_is_compiled_anew_and_the_answer_stands(folder: Path, builds: list[Path]) -> None:
    whole = everything(opened(folder))
    path = cache_of(folder)
    raw = path.read_bytes()
    at = raw.index(b'"name": "InP alpha') if b'"name": "InP alpha' in raw else len(raw) - 400
    path.write_bytes(_flip(raw, at + 10))
    index = opened(folder)
    assert len(builds) == 1
    assert everything(index) == whole
    assert len(builds) == 2
    assert path.read_bytes() == raw


def test_show_reads_one_record_and_not_the_section(folder: Path) -> None:
    opened(folder)
    read: list[int] = []
    index = Index.from_file(cache_of(folder))
    whole = index.read
    index.read = lambda offset, length, check: read.append(length) or whole(offset, length, check)  # type: ignore[method-assign,func-returns-value]
    record = index.section("formulations")["inp-alpha"]
    assert record["id"] == "inp-alpha"
    assert len(read) == 2
    assert sum(read) < index.header["keyed"]["formulations"][1]
