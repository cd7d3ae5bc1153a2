"""Rule engine and scoring on a synthetic table of a million formulations, beside polars and duckdb.

Thirty rules (numbers, categories, truth values and sets; conjunctions, negations), six criteria, half the values
unknown, top 50. The peers do the same three-valued work with nulls in columns loaded beforehand.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

ROWS, TOP, ROUNDS = 1_000_000, 50, 5
NUMBERS = {
    "emission_max_nm": (400.0, 1400.0),
    "quantum_yield": (0.0, 1.0),
    "hydrodynamic_diameter_nm": (3.0, 60.0),
    "fwhm_nm": (15.0, 120.0),
    "core_diameter_nm": (1.5, 10.0),
    "lifetime_ns": (5.0, 500.0),
}
WORDS = {
    "toxicity_class": ("low", "moderate", "elevated", "high"),
    "coating_class": ("silica", "small-thiol", "amphiphilic-polymer", "PEG-thiol"),
    "availability": ("commercial", "in-house", "discontinued"),
    "surface_charge": ("zwitterionic", "neutral", "positive", "negative"),
    "core_material": ("CdSe", "CdTe", "InP", "CuInS2", "Ag2S", "PbS"),
}
ELEMENTS = ("Cd", "Se", "Te", "In", "P", "Cu", "S", "Ag", "Pb", "Zn")


def checks() -> list[dict[str, Any]]:
    """Thirty checks; those with ``exclude`` turn rows down, the others only warn."""
    simple: list[tuple[bool, dict[str, Any]]] = [
        (True, {"field": "elements", "op": "contains", "value": "Cd"}),
        (True, {"field": "emission_max_nm", "op": "lt", "value": 450.0}),
        (True, {"field": "hydrodynamic_diameter_nm", "op": "gt", "value": 55.0}),
        (True, {"field": "availability", "op": "equals", "value": "discontinued"}),
        (False, {"field": "elements", "op": "contains-any", "value": ["Pb", "Ag"]}),
        (False, {"field": "elements", "op": "subset-of", "value": ["Cd", "Se", "Zn", "S"]}),
    ]
    for field, (low, high) in NUMBERS.items():
        middle = (low + high) / 2
        simple.append((False, {"field": field, "op": "ge", "value": middle}))
        simple.append((False, {"field": field, "op": "between", "value": [low + 0.1 * middle, middle]}))
    for field, names in WORDS.items():
        simple.append((False, {"field": field, "op": "in", "value": list(names[:2])}))
    both = {"all": [simple[1][1], {"not": {"field": "coating_class", "op": "equals", "value": "silica"}}]}
    either = {"any": [simple[2][1], {"field": "surface_charge", "op": "in", "value": ["positive", "negative"]}]}
    while len(simple) < 30:
        simple.append((False, both if len(simple) % 2 else either))
    return [{**check, "_exclude": exclude} for exclude, check in simple]


def columns() -> dict[str, Any]:
    """Raw columns: floats with NaN, codes with -1, bit sets with a flag for complete."""
    import numpy as np

    random = np.random.default_rng(7)
    raw: dict[str, Any] = {}
    for field, (low, high) in NUMBERS.items():
        values = random.uniform(low, high, ROWS)
        values[random.random(ROWS) < 0.5] = np.nan
        raw[field] = values
    for field, names in WORDS.items():
        codes = random.integers(0, len(names), ROWS).astype(np.int16)
        codes[random.random(ROWS) < 0.5] = -1
        raw[field] = codes
    raw["elements"] = random.integers(0, 2 ** len(ELEMENTS), ROWS).astype(np.uint64)
    raw["complete"] = random.random(ROWS) < 0.5
    raw["elements"][~raw["complete"]] &= np.uint64(0b1010000000)
    raw["evidence"] = random.random(ROWS)
    return raw


POINTS = {
    "emission_max_nm": ([450.0, 600.0, 800.0, 1000.0, 1400.0], [0.0, 0.1, 0.85, 1.0, 1.0]),
    "quantum_yield": ([0.0, 0.1, 0.4, 0.9], [0.0, 0.2, 0.6, 1.0]),
    "hydrodynamic_diameter_nm": ([5.5, 10.0, 20.0, 50.0], [1.0, 0.7, 0.55, 0.35]),
}
TABLES = {
    "toxicity_class": {"low": 1.0, "moderate": 0.7, "elevated": 0.4, "high": 0.0},
    "availability": {"commercial": 1.0, "in-house": 0.3, "discontinued": 0.1},
}
WEIGHTS = (0.35, 0.2, 0.1, 0.12, 0.18, 0.05)


def with_qdselect(raw: dict[str, Any]) -> Callable[[], list[int]]:
    """The project's own engine."""
    import numpy as np

    from qdselect.columns.table import Categories, Numbers, Sets, Table
    from qdselect.columns.values import constant, piecewise, table_values, top, weighted_sum
    from qdselect.model.query import Query
    from qdselect.rules.engine import evaluate_check

    loaded: dict[str, Any] = {}
    for field in NUMBERS:
        unknown = np.isnan(raw[field])
        loaded[field] = Numbers(np.where(unknown, -np.inf, raw[field]), np.where(unknown, np.inf, raw[field]))
    for field, names in WORDS.items():
        loaded[field] = Categories(raw[field], names)
    loaded["elements"] = Sets(raw["elements"][:, None], raw["complete"], ELEMENTS)
    query, rules = Query(), checks()
    evidence = constant(raw["evidence"])

    def answer() -> list[int]:
        table, admitted = Table(loaded, ROWS), np.ones(ROWS, dtype=bool)
        fired = 0
        for rule in rules:
            check = {key: value for key, value in rule.items() if key != "_exclude"}
            truth = evaluate_check(check, table, query).truth
            if rule["_exclude"]:
                admitted &= truth.false
            else:
                fired += int(np.count_nonzero(truth.true))
        parts = [evidence]
        parts += [piecewise(list(zip(*POINTS[field], strict=True)), loaded[field]) for field in POINTS]
        parts += [table_values(TABLES[field], loaded[field]) for field in TABLES]
        score = weighted_sum(list(zip(WEIGHTS, parts, strict=True)))
        return top(score.middle, admitted, TOP)

    return answer


def with_polars(raw: dict[str, Any]) -> Callable[[], list[int]]:
    """The same in polars expressions with nulls."""
    import polars as pl

    frame = pl.DataFrame(
        {
            **{field: pl.Series(raw[field]).fill_nan(None) for field in NUMBERS},
            **{field: pl.Series(raw[field]) for field in WORDS},
            "elements": raw["elements"],
            "complete": raw["complete"],
            "evidence": raw["evidence"],
        }
    ).with_columns(pl.when(pl.col(field) >= 0).then(pl.col(field)).alias(field) for field in WORDS)

    def mask(words: list[str]) -> int:
        return sum(1 << ELEMENTS.index(word) for word in words)

    def expression(check: dict[str, Any]) -> Any:
        if "all" in check:
            return pl.all_horizontal(*(expression(part) for part in check["all"]))
        if "any" in check:
            return pl.any_horizontal(*(expression(part) for part in check["any"]))
        if "not" in check:
            return ~expression(check["not"])
        column, op, value = pl.col(check["field"]), check["op"], check["value"]
        if op in ("contains", "contains-any"):
            hit = (column & mask([value] if op == "contains" else value)) != 0
            return pl.when(hit).then(True).when(pl.col("complete")).then(False)
        if op == "subset-of":
            beyond = (column & (2 ** len(ELEMENTS) - 1 - mask(value))) != 0
            return pl.when(beyond).then(False).when(pl.col("complete")).then(True)
        if op in ("equals", "in"):
            words = [value] if op == "equals" else value
            return column.is_in([WORDS[check["field"]].index(word) for word in words])
        if op == "between":
            return column.is_between(*value)
        return {"lt": column < value, "gt": column > value, "ge": column >= value}[op]

    def piecewise(field: str) -> Any:
        x, y = POINTS[field]
        column = pl.col(field)
        value = pl.when(column <= x[0]).then(y[0])
        for left, right, low, high in zip(x, x[1:], y, y[1:], strict=False):
            value = value.when(column <= right).then(low + (column - left) * ((high - low) / (right - left)))
        return value.when(column > x[-1]).then(y[-1]).otherwise((min(y) + max(y)) / 2)

    def words(field: str) -> Any:
        values = [TABLES[field][name] for name in WORDS[field]]
        middle = (min(values) + max(values)) / 2
        return pl.col(field).replace_strict(list(range(len(values))), values, default=middle, return_dtype=pl.Float64)

    rules = checks()
    excluding = [expression({k: v for k, v in rule.items() if k != "_exclude"}) for rule in rules if rule["_exclude"]]
    warning = [expression({k: v for k, v in rule.items() if k != "_exclude"}) for rule in rules if not rule["_exclude"]]
    parts = [pl.col("evidence"), *map(piecewise, POINTS), *map(words, TABLES)]
    score = sum((weight * part for weight, part in zip(WEIGHTS, parts, strict=True)), start=pl.lit(0.0))

    def answer() -> list[int]:
        frame.select(expr.sum().alias(str(place)) for place, expr in enumerate(warning))
        kept = frame.with_row_index("row").select(
            "row", score.alias("score"), pl.all_horizontal(*((~e).fill_null(False) for e in excluding)).alias("ok")
        )
        best = kept.filter(pl.col("ok")).sort(["score", "row"], descending=[True, False]).head(TOP)
        return [int(row) for row in best["row"]]

    return answer


def with_duckdb(raw: dict[str, Any]) -> Callable[[], list[int]]:
    """The same in SQL with NULLs."""
    import duckdb
    import polars as pl

    frame = pl.DataFrame(
        {
            "row": range(ROWS),
            **{field: pl.Series(raw[field]).fill_nan(None) for field in NUMBERS},
            **{field: raw[field] for field in WORDS},
            "elements": raw["elements"].astype("int64"),
            "complete": raw["complete"],
            "evidence": raw["evidence"],
        }
    )
    base = duckdb.connect(config={"threads": 1})
    words = ", ".join(f"CASE WHEN {field} >= 0 THEN {field} END AS {field}" for field in WORDS)
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/table.parquet"
        frame.write_parquet(path)
        base.execute(f"CREATE TABLE t AS SELECT * REPLACE ({words}) FROM '{path}'")

    def mask(names: list[str]) -> int:
        return sum(1 << ELEMENTS.index(name) for name in names)

    def sql(check: dict[str, Any]) -> str:
        for key, glue in (("all", " AND "), ("any", " OR ")):
            if key in check:
                return "(" + glue.join(sql(part) for part in check[key]) + ")"
        if "not" in check:
            return f"(NOT {sql(check['not'])})"
        field, op, value = check["field"], check["op"], check["value"]
        if op in ("contains", "contains-any"):
            bits = mask([value] if op == "contains" else value)
            return f"(CASE WHEN elements & {bits} <> 0 THEN true WHEN complete THEN false END)"
        if op == "subset-of":
            bits = 2 ** len(ELEMENTS) - 1 - mask(value)
            return f"(CASE WHEN elements & {bits} <> 0 THEN false WHEN complete THEN true END)"
        if op in ("equals", "in"):
            names = [value] if op == "equals" else value
            return f"({field} IN ({', '.join(str(WORDS[field].index(name)) for name in names)}))"
        if op == "between":
            return f"({field} BETWEEN {value[0]} AND {value[1]})"
        sign = {"lt": "<", "gt": ">", "ge": ">="}[op]
        return f"({field} {sign} {value})"

    def piecewise(field: str) -> str:
        x, y = POINTS[field]
        cases = [f"WHEN {field} <= {x[0]} THEN {y[0]}"]
        for left, right, low, high in zip(x, x[1:], y, y[1:], strict=False):
            cases.append(f"WHEN {field} <= {right} THEN {low} + ({field} - {left}) * {(high - low) / (right - left)}")
        return f"CASE {' '.join(cases)} WHEN {field} > {x[-1]} THEN {y[-1]} ELSE {(min(y) + max(y)) / 2} END"

    def table(field: str) -> str:
        values = [TABLES[field][name] for name in WORDS[field]]
        cases = " ".join(f"WHEN {code} THEN {value}" for code, value in enumerate(values))
        return f"CASE {field} {cases} ELSE {(min(values) + max(values)) / 2} END"

    rules = checks()
    out = [sql({k: v for k, v in rule.items() if k != "_exclude"}) for rule in rules if rule["_exclude"]]
    warn = [sql({k: v for k, v in rule.items() if k != "_exclude"}) for rule in rules if not rule["_exclude"]]
    parts = ["evidence", *map(piecewise, POINTS), *map(table, TABLES)]
    score = " + ".join(f"{weight} * ({part})" for weight, part in zip(WEIGHTS, parts, strict=True))
    counts = "SELECT " + ", ".join(f"count(*) FILTER (WHERE {check})" for check in warn) + " FROM t"
    best = (
        f"SELECT row FROM t WHERE {' AND '.join(f'coalesce(NOT {check}, false)' for check in out)} "
        f"ORDER BY {score} DESC, row LIMIT {TOP}"
    )

    def answer() -> list[int]:
        base.execute(counts).fetchall()
        return [int(row) for (row,) in base.execute(best).fetchall()]

    return answer


ENGINES = {"qdselect": with_qdselect, "polars": with_polars, "duckdb": with_duckdb}


def measure(name: str) -> None:
    """Measure one engine in this process and print the result as JSON."""
    answer = ENGINES[name](columns())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    first = answer()
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        assert answer() == first
        times.append(time.perf_counter() - start)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(json.dumps({"seconds": statistics.median(times), "mebibytes": grown / 1024, "rows": first}))


def main() -> None:
    """Measure all engines, each in a process of its own, on one core."""
    environment = {**os.environ, "POLARS_MAX_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    results = {}
    for name in ENGINES:
        command = [sys.executable, "-m", "benchmarks.engine", name]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"  {name}: not measured ({done.stderr.strip().splitlines()[-1]})")
            continue
        results[name] = json.loads(done.stdout)
    own = results["qdselect"]
    print(f"rule engine and scoring, {ROWS:,} rows, 30 rules, 6 criteria, top {TOP}; median of {ROUNDS}, one core")
    for name, result in results.items():
        same = "" if result["rows"] == own["rows"] else "   OTHER ROWS"
        ratio = result["seconds"] / own["seconds"]
        print(f"  {name:9} {result['seconds']:6.3f} s   x {ratio:5.2f}   +{result['mebibytes']:4.0f} MiB{same}")


if __name__ == "__main__":
    measure(sys.argv[1]) if len(sys.argv) > 1 else main()
