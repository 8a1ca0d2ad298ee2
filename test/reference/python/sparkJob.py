"""The folder spark/ of bundles by spark-submit in local mode: golden rows in every format, odd rows, and a million rows.

    python sparkJob.py OUT [ROWS]        OUT as bundles.ts writes it; ROWS of the bird strikes (default 1,000,000)
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
from module import as_golden, difference, fail, golden, lines, load, near
from mlflowModel import records


def submit(case: Path, *arguments: object, ok: bool = True) -> str:
    """What the job printed. Its own folder is all there is of the repository."""
    folder = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}", "PYSPARK_PYTHON": sys.executable}
    # As on a machine where Python keeps what it compiles.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [str(folder / "spark-submit"), "--master", "local[2]", "--driver-memory", "2g", "spark/score.py"]
    done = subprocess.run(
        [*command, *map(str, arguments)], cwd=case / "bundle", env=environment, capture_output=True, text=True, timeout=900
    )
    if (done.returncode == 0) != ok:
        fail(case, f"spark-submit ended with {done.returncode}", done.stderr[-4000:])
    return done.stdout + done.stderr


def read(folder: Path, form: str) -> pd.DataFrame:
    parts = sorted(folder.glob("part-*"))
    if form == "parquet":
        return pd.concat([pd.read_parquet(part) for part in parts])
    if form == "json":
        return pd.DataFrame([json.loads(line) for part in parts for line in part.read_text().split("\n") if line])
    return pd.concat([pd.read_csv(part, dtype=str, keep_default_na=False, escapechar=None) for part in parts])


def answers(table: pd.DataFrame, names: list, form: str) -> list:
    """Rows of the answers as plain values."""

    def plain(name: str, value):
        if isinstance(value, (list, np.ndarray)):
            return list(value)
        if form == "csv":
            if value == "":
                return None
            number = name.startswith("score_")
            return float(value) if number else json.loads(value) if name in ("abstained", "set") else value
        return None if pd.isna(value) else value

    return [{name: plain(name, row[name]) for name in names} for row in table.to_dict("records")]


def golden_rows(case: Path, form: str, work: Path) -> int:
    frame, expected, tolerance = golden(case)
    source, target = work / f"{case.name}.{form}", work / f"{case.name}-scored"
    if form == "parquet":
        frame.to_parquet(source)
    elif form == "csv":
        frame.to_csv(source, index=False)
    else:
        source.write_text((case / "bundle/golden/requests.jsonl").read_text().replace("\n[", "\n").replace("]\n", "\n")[1:])
    said = submit(case, "--input", source, "--output", target, "--format", form)
    if f"{len(expected)} rows scored" not in said:
        fail(case, "the count of rows", said[-2000:])
    _, model = load(case)
    table = read(target, form)
    # Of JSON, Spark sorts the columns.
    if list(table.columns) != [*(sorted(frame.columns) if form == "json" else frame.columns), *model.output_columns]:
        fail(case, "columns", list(table.columns))
    got = records(answers(table, list(model.output_columns), form), any("scores" in one for one in expected))
    for row, (one, want) in enumerate(zip(got, expected)):
        if found := difference(*as_golden(one, want), tolerance):
            fail(case, f"golden row {row + 1}, Spark {form}", found)
    return len(expected)


def refuses_to_overwrite(case: Path, work: Path) -> None:
    arguments = ["--input", work / f"{case.name}.csv", "--output", work / f"{case.name}-scored"]
    before = sorted((work / f"{case.name}-scored").iterdir())
    if "exists already" not in submit(case, *arguments, ok=False) or sorted((work / f"{case.name}-scored").iterdir()) != before:
        fail(case, "overwriting", "is not refused")
    submit(case, *arguments, "--overwrite", "--keep")


def odd_rows(case: Path, work: Path) -> int:
    """As CSV, with all that Spark itself makes of quotes, line breaks and spaces: rows that are refused say why."""
    odd = [one for one in lines(case / "odd.jsonl") if "\0" not in "".join(one["cells"])]
    names = list(json.loads(odd[0]["text"]))
    source, target = work / "odd.csv", work / "odd-scored"
    pd.DataFrame([one["cells"] for one in odd], columns=names).to_csv(source, index=False, quoting=1)
    submit(case, "--input", source, "--output", target, "--format", "parquet")
    table = read(target, "parquet")
    for row, (one, want) in enumerate(zip(answers(table, ["prediction", "error"], "parquet"), odd)):
        wanted = want["csv"]
        error = wanted["refused"].partition(": ")[2] if "refused" in wanted else wanted.get("error")
        prediction = wanted.get("prediction")
        if one["error"] != error or not near(one["prediction"], prediction, {"absolute": 1e-5, "relative": 1e-4}):
            fail(case, f"odd row {row + 1}, Spark CSV {want['cells']}", (one, wanted))
    return len(odd)


def leaves_nothing(case: Path) -> None:
    bundle = case / "bundle"
    known = {one["path"] for one in json.loads((bundle / "manifest.json").read_text())["files"]} | {"manifest.json", "manifest.sha256"}
    there = {path.relative_to(bundle).as_posix() for path in bundle.rglob("*") if path.is_file()}
    if there != known:
        fail(case, "files that were not exported", sorted(there ^ known))


def million(case: Path, rows: int, work: Path) -> None:
    frame = pd.read_parquet(case / "data.parquet")
    many = pd.concat([frame] * (rows // len(frame) + 1), ignore_index=True)[:rows]
    many["Row"] = np.arange(rows)
    source, target = work / "many.parquet", work / "many-scored"
    many.to_parquet(source, row_group_size=rows // 8 + 1)
    _, model = load(case)
    began = time.perf_counter()
    alone = model.predict(many)
    seconds = time.perf_counter() - began
    print(f"{case.name}: {rows:,} rows by the module alone in {seconds:.1f} s, {rows / seconds:,.0f} rows a second")
    began = time.perf_counter()
    submit(case, "--input", source, "--output", target, "--keep", "Row")
    seconds = time.perf_counter() - began
    print(f"{case.name}: {rows:,} rows by Spark in {seconds:.1f} s, its start included, {rows / seconds:,.0f} rows a second")
    table = read(target, "parquet").sort_values("Row")
    scores = [name for name in alone.columns if name.startswith("score_")]
    same = (table["prediction"].to_numpy() == alone["prediction"].to_numpy()).all()
    apart = max(float(np.abs(table[name].to_numpy() - alone[name].to_numpy()).max()) for name in scores)
    if len(table) != rows or not same or apart > 1e-6:
        fail(case, "a million rows", (len(table), same, apart))


def main() -> None:
    out, rows = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        for case, form in {"hardened": "json", "casts": "csv", "types": "parquet"}.items():
            print(f"{case}: {golden_rows(out / case, form, work)} golden rows through {form} by Spark")
            sys.stdout.flush()
        refuses_to_overwrite(out / "casts", work)
        print(f"hardened: {odd_rows(out / 'hardened', work)} odd rows through CSV by Spark")
        sys.stdout.flush()
        million(out / "birdstrikes", rows, work)
        for case in ("hardened", "casts", "types", "birdstrikes"):
            leaves_nothing(out / case)
    import pyspark

    print(f"Spark {pyspark.__version__}: all answers agree")


if __name__ == "__main__":
    main()
