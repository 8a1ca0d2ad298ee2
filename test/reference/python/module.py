"""The Python module of bundles against what the server answers: golden rows, odd rows one by one and all at once.

    python module.py OUT        OUT as bundles.ts writes it
"""

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd

# The bundles stay as they were exported.
sys.dont_write_bytecode = True


def load(case: Path):
    """The module and the model as they lie in the unpacked bundle."""
    sys.path.insert(0, str(case / "bundle/spark"))
    sys.modules.pop("drydock_model", None)
    import drydock_model

    sys.path.pop(0)
    return drydock_model, drydock_model.load(case / "bundle/model", threads=1)


def lines(path: Path) -> list:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def near(got, expected, tolerance) -> bool:
    if isinstance(got, float) and isinstance(expected, (int, float)) and not isinstance(expected, bool):
        return abs(got - expected) <= tolerance["absolute"] + tolerance["relative"] * abs(expected)
    return got == expected


def difference(got: dict, expected: dict, tolerance: dict):
    """What differs, or None. Only scores and values may differ within the tolerance."""
    for name in sorted(set(got) | set(expected)):
        if name == "scores" and got.get(name) and expected.get(name):
            if list(got[name]) != list(expected[name]):
                return name, got, expected
            if not all(near(got[name][label], score, tolerance) for label, score in expected[name].items()):
                return name, got, expected
        elif name not in got or name not in expected or not near(got[name], expected[name], tolerance):
            return name, got, expected
    return None


def fail(case: Path, what: str, found) -> None:
    raise SystemExit(f"{case.name}: {what}: {found}")


def golden(case: Path) -> "tuple[pd.DataFrame, list, dict]":
    folder = case / "bundle/golden"
    rows = [row for [row] in lines(folder / "requests.jsonl")]
    answers = [answer for [answer] in lines(folder / "responses.jsonl")]
    return pd.DataFrame(rows), answers, json.loads((folder / "tolerance.json").read_text())


def as_golden(got: dict, expected: dict) -> "tuple[dict, dict]":
    """Golden answers leave out the wording of refusals, the set, and all scores of a row without a prediction."""
    wanted = {name: value for name, value in expected.items() if name != "scores" or value is not None}
    return {name: value for name, value in got.items() if name in wanted}, wanted


def check_golden(case: Path, model) -> int:
    frame, expected, tolerance = golden(case)
    forms = {
        "as it is": frame,
        "objects": frame.astype(object).where(frame.notna(), None),
        "nullable": frame.convert_dtypes(),
        "categories": frame.astype({name: "category" for name in frame.columns if frame[name].dtype == object}),
        "reversed": frame.iloc[::-1],
        "doubled": pd.concat([frame, frame]),
    }
    for form, given in forms.items():
        wanted = {"reversed": expected[::-1], "doubled": expected * 2}.get(form, expected)
        got = model.records(given)
        for row, (one, want) in enumerate(zip(got, wanted)):
            found = difference(*as_golden(one, want), tolerance)
            if found:
                fail(case, f"golden row {row + 1} ({form})", found)
        if len(got) != len(wanted):
            fail(case, form, f"{len(got)} answers for {len(wanted)} rows")
    table = model.predict(frame)
    if list(table.columns) != list(model.output_columns) or len(model.predict(frame[:0])) != 0:
        fail(case, "columns", list(table.columns))
    return len(expected)


def check_run(case: Path, model) -> int:
    """Every row of the validated data gets what the run says."""
    predicted = pd.read_parquet(case / "predictions.parquet")
    frame = pd.read_parquet(case / "data.parquet")
    for name in frame.columns:
        # The server asks for 1 and 0 where truth values feed a number, and so does the module.
        if name in model.rules and model.rules[name].kind == "number" and isinstance(frame[name].dropna().iloc[0], (bool, np.bool_)):
            frame[name] = frame[name].astype("boolean").astype("Int64")
    got = model.predict(frame)
    told = predicted["predicted"].tolist()
    for row, (one, want) in enumerate(zip(got["prediction"].tolist(), told)):
        missing = pd.isna(one) or pd.isna(want)
        same = missing and pd.isna(one) == pd.isna(want) or near(one, want, {"absolute": 1e-5, "relative": 1e-4})
        if not same and str(one) != str(want):
            fail(case, f"row {row + 1} of the run", (one, want))
    scores = [name for name in predicted.columns if name.startswith("score_")]
    apart = [float((got[name] - predicted[name]).abs().max()) for name in scores]
    if len(got) != len(told) or any(one > 1e-6 for one in apart) or any((got[n].isna() != predicted[n].isna()).any() for n in scores):
        fail(case, "scores of the run", apart)
    return len(told)


def answer(module, model, frame, **options) -> dict:
    try:
        return model.records(frame, **options)[0]
    except module.DataMismatch as refusal:
        # What the runtime itself cannot do is worded otherwise in Python.
        if refusal.message.startswith("The model fails on row 1: "):
            return {"refused": "the model failed"}
        return {"refused": f"Row {refusal.row}: {refusal.message}"}


def refused_alone(one: dict) -> dict:
    """What a row that the server refuses gets where the job goes on."""
    if "refused" not in one:
        return one
    return {"prediction": None, "error": one["refused"].partition(": ")[2] or one["refused"]}


def check_odd(case: Path, module, model) -> "tuple[int, int, int]":
    odd = lines(case / "odd.jsonl")
    tolerance = {"absolute": 1e-6, "relative": 1e-6}
    rows = [json.loads(one["text"]) for one in odd]
    names = list(rows[0])
    for one, row in zip(odd, rows):
        got = answer(module, model, pd.DataFrame([row], dtype=object))
        if found := difference(got, one["answer"], tolerance):
            fail(case, f"odd row {one['text']}", found)
        # As pandas itself reads it: types guessed from the one value. It cannot guess of half surrogates.
        if "\\ud" not in one["text"]:
            if found := difference(answer(module, model, pd.DataFrame([row])), one["answer"], tolerance):
                fail(case, f"odd row with guessed types {one['text']}", found)
        got = answer(module, model, pd.DataFrame([one["cells"]], columns=names, dtype=object), as_text=True)
        if found := difference(got, one["csv"], tolerance):
            fail(case, f"odd CSV row {one['cells']}", found)
    for form, frame, options in [
        ("JSON", pd.DataFrame(rows, columns=names, dtype=object), {}),
        ("CSV", pd.DataFrame([one["cells"] for one in odd], columns=names, dtype=object), {"as_text": True}),
    ]:
        got = model.records(frame, on_bad_cell="reject", **options)
        for one, wanted in zip(got, [refused_alone(one["answer" if form == "JSON" else "csv"]) for one in odd]):
            if "error" in one:
                one.pop("scores", None)
                if one["error"].startswith("The model failed on this row"):
                    one["error"] = "the model failed"
                wanted = {name: value for name, value in wanted.items() if name != "scores"}
            if found := difference(one, wanted, tolerance):
                fail(case, f"odd rows at once, {form}", found)
    answered = sum(one["answer"].get("prediction") is not None for one in odd)
    refused = sum("refused" in one["answer"] for one in odd)
    return len(odd), answered, refused


def check_clear_errors(case: Path, module, model) -> None:
    frame, _, _ = golden(case)
    name = model.columns[-1]
    try:
        model.predict(frame.drop(columns=[name]))
        fail(case, "a missing column", "is not noticed")
    except module.DataMismatch as refusal:
        if name not in str(refusal) or refusal.column != name:
            fail(case, "a missing column is not named", refusal)


def check_failing_row(case: Path, module, model) -> None:
    """The first row that the model itself fails on is named, as the server names it, wherever its block begins."""
    for block in (65_536, 4):
        model.BLOCK_ROWS = block
        for values, row in [([99], 1), ([0, 99], 2), ([0, 1, 2, 3, 99, 0, 1], 5), ([3, 3, -7, 3, 50], 3), ([0, 0, 0, 0, 0, 99], 6)]:
            try:
                model.predict(pd.DataFrame({"x": [float(one) for one in values]}))
                fail(case, f"rows {values}", "do not fail")
            except module.DataMismatch as refusal:
                told = str(refusal)
                if refusal.row != row or not told.startswith(f"The model fails on row {row}: indices element out of data bounds"):
                    fail(case, f"the failing row of {values}", told)


def main() -> None:
    total = [0, 0, 0, 0]
    for case in sorted(Path(sys.argv[1]).iterdir()):
        module, model = load(case)
        rows = check_golden(case, model) + check_run(case, model)
        check_clear_errors(case, module, model)
        if case.name == "fails":
            check_failing_row(case, module, model)
        odd = check_odd(case, module, model)
        total = [a + b for a, b in zip(total, [rows, *odd])]
        print(f"{case.name}: {rows} rows of run and golden set, {odd[0]} odd rows ({odd[1]} answered, {odd[2]} refused): as the server")
    print(f"module: {total[0]} rows of runs and golden sets, {total[1]} odd rows ({total[2]} answered, {total[3]} refused) agree")


if __name__ == "__main__":
    main()
