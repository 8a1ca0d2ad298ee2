"""What Evidently, Deepchecks and NannyML say by default of the same tables: writes driftPeers.json beside this file.

    python test/reference/driftPeers.py tables
    python test/reference/driftPeers.py evidently        (an environment with evidently, pandas below 3)
    python test/reference/driftPeers.py deepchecks       (one with deepchecks, numpy below 2, scikit-learn below 1.4)
    python test/reference/driftPeers.py nannyml          (one with nannyml, statsmodels)

Each adds its answers to the file, for their requirements do not go together. A column a peer throws at has its error instead.
NannyML is given chunks of as many rows as the current part has, so that this is one chunk.
"""

import json
import math
import pathlib
import random
import sys
import warnings
from importlib.metadata import version

warnings.filterwarnings("ignore")
file = pathlib.Path(__file__).with_suffix(".json")


def tables():
    rng = random.Random(20261129)

    def normal(n, mean=0.0, sd=1.0):
        return [round(rng.gauss(mean, sd), 3) for _ in range(n)]

    def lognormal(n, mean=0.0):
        return [round(math.exp(rng.gauss(mean, 1)), 3) for _ in range(n)]

    def chosen(n, values, weights):
        return rng.choices(values, weights, k=n)

    def gaps(values, share):
        return [None if rng.random() < share else value for value in values]

    def number(name, reference, current):
        return {"name": name, "kind": "number", "reference": reference, "current": current}

    def category(name, reference, current):
        return {"name": f"{name} (category)", "kind": "category", "reference": reference, "current": current}

    few = [0.5, 1.5, 2.5, 4.0]
    letters = list("abcdefgh")
    falling = [40, 25, 15, 8, 5, 4, 2.5, 0.5]
    numeric = [
        number("still", normal(400), normal(80)),
        number("moved", normal(400, 10, 2), normal(80, 11, 2)),
        number("skewed", lognormal(400), lognormal(80, 0.2)),
        number("four values", chosen(400, few, [4, 3, 2, 1]), chosen(80, few, [3, 3, 2, 2])),
        number("two values", chosen(400, [0.0, 1.0], [7, 3]), chosen(80, [0.0, 1.0], [5, 5])),
        number("some values", chosen(400, [i / 2 for i in range(12)], [1] * 12), chosen(80, [i / 2 for i in range(13)], [1] * 13)),
    ]
    categorical = [
        category("still", chosen(400, letters, falling), chosen(80, letters, falling)),
        category("moved", chosen(400, letters, falling), chosen(80, letters, falling[::-1])),
        category("new one", chosen(400, letters[:4], falling[:4]), chosen(80, letters[:5], falling[:5])),
        category("two", chosen(400, ["no", "yes"], [3, 1]), chosen(80, ["no", "yes"], [2, 1])),
        category("none in common", chosen(400, ["a", "b"], [1, 1]), chosen(80, ["c", "d"], [1, 1])),
    ]
    large = [
        number("still", normal(1200), normal(200)),
        number("moved", normal(1200, 5, 3), normal(200, 5.6, 3)),
        number("four values", chosen(1200, few, [4, 3, 2, 1]), chosen(200, few, [2, 3, 2, 3])),
        number("skewed, missing", gaps(lognormal(1200), 0.1), gaps(lognormal(200), 0.2)),
        category("moved", chosen(1200, letters, falling), chosen(200, letters, [30, 25, 15, 8, 5, 4, 2.5, 3])),
    ]
    missing = [
        number("few missing", gaps(normal(300), 0.05), gaps(normal(60), 0.1)),
        number("most missing", gaps(normal(300), 0.6), gaps(normal(60, 0.8), 0.7)),
        category("few missing", gaps(chosen(300, letters, falling), 0.05), gaps(chosen(60, letters, falling), 0.2)),
        number("all of current missing", normal(300), [None] * 60),
    ]
    tiny = [
        number("still", normal(12), normal(9)),
        number("moved", normal(12), normal(9, 3)),
        category("still", chosen(12, letters[:3], [3, 2, 1]), chosen(9, letters[:3], [3, 2, 1])),
        category("two", chosen(12, ["no", "yes"], [3, 2]), chosen(9, ["no", "yes"], [3, 2])),
    ]
    constant = [
        number("same", [2.5] * 100, [2.5] * 50),
        number("other", [2.5] * 100, [3.5] * 50),
        number("no longer", [2.5] * 100, normal(50, 2.5)),
        number("now", normal(100), [0.0] * 50),
        category("same", ["a"] * 100, ["a"] * 50),
        category("other", ["a"] * 100, ["b"] * 50),
    ]
    named = {"numeric": numeric, "categorical": categorical, "large": large, "missing": missing, "tiny": tiny, "constant": constant}
    return {"versions": {}, "tables": [{"name": name, "columns": columns, "share": {}} for name, columns in named.items()]}


def frame(columns, part):
    import pandas as pd

    return pd.DataFrame(
        {column["name"]: pd.Series(column[part], dtype=float if column["kind"] == "number" else object) for column in columns}
    )


def plain(value):
    number = None if value is None else float(value)
    return None if number is None or math.isnan(number) else number


def attempt(column, ask):
    try:
        return ask(column)
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}".split("\n")[0][:200]}


def evidently(table):
    from evidently.legacy.metric_preset import DataDriftPreset
    from evidently.legacy.metrics import ColumnDriftMetric
    from evidently.legacy.pipeline.column_mapping import ColumnMapping
    from evidently.legacy.report import Report

    def run(columns, metric):
        mapping = ColumnMapping(
            numerical_features=[column["name"] for column in columns if column["kind"] == "number"],
            categorical_features=[column["name"] for column in columns if column["kind"] == "category"],
        )
        report = Report([metric])
        report.run(reference_data=frame(columns, "reference"), current_data=frame(columns, "current"), column_mapping=mapping)
        return report.as_dict()["metrics"][0]["result"]

    def ask(column):
        found = run([column], ColumnDriftMetric(column["name"]))
        return {
            "method": found["stattest_name"],
            "score": plain(found["drift_score"]),
            "threshold": found["stattest_threshold"],
            "drifted": bool(found["drift_detected"]),
        }

    for column in table["columns"]:
        column["evidently"] = attempt(column, ask)
    answered = [column for column in table["columns"] if "error" not in column["evidently"]]
    found = run(answered, DataDriftPreset())
    table["share"]["evidently"] = {"share": found["share_of_drifted_columns"], "drifted": bool(found["dataset_drift"])}


def deepchecks(table):
    from deepchecks.tabular import Dataset
    from deepchecks.tabular.checks import FeatureDrift

    def ask(column):
        categories = [column["name"]] if column["kind"] == "category" else []
        parts = [Dataset(frame([column], part), cat_features=categories) for part in ("reference", "current")]
        check = FeatureDrift().add_condition_drift_score_less_than()
        result = check.run(parts[0], parts[1])
        found = result.value[column["name"]]
        score = found["Drift score"]
        drifted = not result.conditions_results[0].is_pass()
        return {"method": found["Method"], "score": plain(None if score == "not_enough_samples" else score), "threshold": 0.2, "drifted": drifted}

    for column in table["columns"]:
        column["deepchecks"] = attempt(column, ask)


def nannyml(table):
    import nannyml as nml

    def ask(column):
        name = column["name"]
        reference, current = frame([column], "reference"), frame([column], "current")
        calculator = nml.UnivariateDriftCalculator(
            column_names=[name],
            treat_as_categorical=[name] if column["kind"] == "category" else [],
            chunk_size=len(current),
        ).fit(reference)
        found = calculator.calculate(current).filter(period="analysis").to_df()
        assert len(found) == 1
        answer = {key: found[(name, "jensen_shannon", key)].iloc[0] for key in ("value", "upper_threshold", "alert")}
        return {
            "method": "jensen_shannon",
            "score": plain(answer["value"]),
            "threshold": plain(answer["upper_threshold"]),
            "drifted": bool(answer["alert"]),
        }

    for column in table["columns"]:
        column["nannyml"] = attempt(column, ask)


peer = sys.argv[1]
if peer == "tables":
    result = tables()
else:
    result = json.loads(file.read_text())
    for each in result["tables"]:
        {"evidently": evidently, "deepchecks": deepchecks, "nannyml": nannyml}[peer](each)
    result["versions"][peer] = {package: version(package) for package in (peer, "numpy", "scipy", "pandas")}
file.write_text(json.dumps(result) + "\n")
