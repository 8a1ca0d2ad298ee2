"""The folder mlflow/ of bundles by MLflow itself: loaded with mlflow.pyfunc, and served by `mlflow models serve`.

    python mlflowModel.py OUT CASE...        OUT as bundles.ts writes it; the cases named are served as well
"""

import json
import logging
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import mlflow
import pandas as pd
from module import as_golden, difference, fail, golden, lines

logging.getLogger("mlflow").setLevel(logging.ERROR)


def records(table: list, has_scores: bool) -> list:
    """Answers of a table in the form of golden answers."""
    given = []
    for row in table:
        one = {"prediction": row["prediction"]}
        if has_scores:
            one["scores"] = {name[len("score_") :]: value for name, value in row.items() if name.startswith("score_")}
        if row.get("abstained") is not None:
            one["abstained"] = row["abstained"]
        given.append(one)
    return given


def compare(case: Path, how: str, table: list, expected: list, tolerance: dict) -> None:
    if len(table) != len(expected):
        fail(case, how, f"{len(table)} answers for {len(expected)} rows")
    for row, (one, want) in enumerate(zip(records(table, any("scores" in one for one in expected)), expected)):
        if found := difference(*as_golden(one, want), tolerance):
            fail(case, f"golden row {row + 1}, {how}", found)


def load(case: Path, folder: Path) -> int:
    frame, expected, tolerance = golden(case)
    model = mlflow.pyfunc.load_model(str(folder))
    compare(case, "loaded", model.predict(frame).to_dict("records"), expected, tolerance)
    example = json.loads((folder / "input_example.json").read_text())
    if len(model.predict(pd.DataFrame(**example))) != 1 or model.metadata.signature is None:
        fail(case, "the input example", "is not answered")
    try:
        model.predict(frame.drop(columns=[frame.columns[0]]))
        fail(case, "a missing column", "is not noticed")
    except mlflow.exceptions.MlflowException as refusal:
        if frame.columns[0] not in str(refusal):
            fail(case, "a missing column is not named", refusal)
    return len(expected)


def post(port: int, body: object) -> "tuple[int, object]":
    data = json.dumps(body).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{port}/invocations", data, {"Content-Type": "application/json"})

    def no_nan(name: str):
        raise ValueError(f"{name} is no JSON")

    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, json.loads(answer.read(), parse_constant=no_nan)
    except urllib.error.HTTPError as failure:
        return failure.code, json.loads(failure.read())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(server: subprocess.Popen, port: int) -> None:
    for _ in range(240):
        if server.poll() is not None:
            raise SystemExit(f"mlflow models serve ended with {server.returncode}")
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/ping", timeout=1).read()
            return
        except OSError:
            time.sleep(0.25)
    raise SystemExit("mlflow models serve did not answer /ping within a minute")


def serve(case: Path, folder: Path) -> int:
    frame, expected, tolerance = golden(case)
    rows = [row for [row] in lines(case / "bundle/golden/requests.jsonl")]
    port = free_port()
    command = [sys.executable, "-m", "mlflow", "models", "serve", "-m", str(folder), "--env-manager", "local", "-w", "1"]
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    log = open(folder.parent / f"{case.name}.log", "wb")
    server = subprocess.Popen(
        [*command, "-h", "127.0.0.1", "-p", str(port)], stdout=log, stderr=log, env=environment, start_new_session=True
    )
    try:
        wait_for(server, port)
        columns = list(frame.columns)
        split = {"columns": columns, "data": [[row[name] for name in columns] for row in rows]}
        for form, body in {
            "dataframe_records": {"dataframe_records": rows},
            "dataframe_split": {"dataframe_split": split},
        }.items():
            status, answer = post(port, body)
            if status != 200:
                fail(case, form, (status, str(answer)[:2000]))
            compare(case, f"served, {form}", answer["predictions"], expected, tolerance)
        one_by_one = [post(port, {"dataframe_records": [row]})[1]["predictions"][0] for row in rows]
        compare(case, "served one by one", one_by_one, expected, tolerance)
        example = json.loads((folder / "serving_input_example.json").read_text())
        if post(port, example)[0] != 200:
            fail(case, "the serving example", "is refused")
        wrong = {**rows[0], columns[0]: {"not": "a cell"}}
        status, answer = post(port, {"dataframe_records": [wrong]})
        if status != 400 or f'\\"{columns[0]}\\" takes' not in json.dumps(str(answer)):
            fail(case, "a wrong cell", (status, str(answer)[:2000]))
        status, answer = post(port, {"dataframe_records": [{name: rows[0][name] for name in columns[1:]}]})
        if status != 400 or columns[0] not in str(answer):
            fail(case, "a missing column", (status, str(answer)[:2000]))
    finally:
        os.killpg(server.pid, 15)
        server.wait(30)
        log.close()
    return 3 * len(expected)


def main() -> None:
    out, served = Path(sys.argv[1]), set(sys.argv[2:])
    total = 0
    with tempfile.TemporaryDirectory() as work:
        for case in sorted(out.iterdir()):
            # Alone, as it would be registered: nothing else of the bundle is there.
            folder = Path(shutil.copytree(case / "bundle/mlflow", Path(work) / case.name))
            rows = load(case, folder) + (serve(case, folder) if case.name in served else 0)
            total += rows
            print(f"{case.name}: {rows} golden answers {'loaded and served' if case.name in served else 'loaded'} by MLflow")
            sys.stdout.flush()
    print(f"MLflow {mlflow.__version__}: {total} golden answers agree")


if __name__ == "__main__":
    main()
