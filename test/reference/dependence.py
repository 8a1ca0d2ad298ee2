"""Reference values for partial dependence and ICE: writes dependence.json beside this file.

    python test/reference/dependence.py        (requirements.txt holds the versions; custom_values needs scikit-learn 1.7 or later)

The committed models are asked through Python's onnxruntime behind an estimator of scikit-learn; partial_dependence(kind="both",
method="brute") does the rest. The grid is handed over: the values at equal steps of rank from the smallest to the largest (every
distinct value where there are few), counted here with numpy; texts by frequency.
"""

import json
import pathlib

import numpy as np
import onnxruntime
import pandas as pd
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.inspection import partial_dependence

ROOT = pathlib.Path(__file__).parents[2]


class Asked(BaseEstimator):
    """A model that is only asked: features by name, one input for all of them or one for each."""

    def __init__(self, path=None):
        self.path = path

    def fit(self, _frame, _target=None):
        return self

    def __sklearn_is_fitted__(self):
        return True

    def run(self, frame):
        session = onnxruntime.InferenceSession(str(ROOT / self.path))
        inputs = session.get_inputs()
        if len(inputs) == 1:
            fed = {inputs[0].name: frame.to_numpy(dtype=np.float32)}
        else:
            fed = {}
            for one in inputs:
                column = frame[one.name.replace("_", " ")]
                is_text = "string" in one.type
                values = column.fillna("").astype(object) if is_text else column.astype(np.float32)
                fed[one.name] = values.to_numpy().reshape(-1, 1)
        return dict(zip([o.name for o in session.get_outputs()], session.run(None, fed), strict=True))


class Classifier(ClassifierMixin, Asked):
    classes_ = np.array([0, 1])

    def predict_proba(self, frame):
        given = self.run(frame)
        if "probabilities" in given:
            return np.asarray(given["probabilities"], dtype=np.float64)
        return np.array([[row["No damage"], row["Some damage"]] for row in given["output_probability"]])

    def predict(self, frame):
        return self.predict_proba(frame).argmax(axis=1)


class Regressor(RegressorMixin, Asked):
    def predict(self, frame):
        return self.run(frame)["variable"].ravel().astype(np.float64)


def grid_of(column, points):
    present = column.dropna()
    if present.dtype.kind not in "fi":
        counts = present.value_counts()
        return sorted(counts.index, key=lambda text: (-counts[text], text))[:points]
    values = np.sort(present.to_numpy())
    distinct = np.unique(values)
    if len(distinct) <= points:
        return [float(value) for value in distinct]
    ranks = np.floor(np.arange(points) * (len(values) - 1) / (points - 1) + 0.5).astype(int)
    return [float(value) for value in dict.fromkeys(values[ranks].tolist())]


def case(name, estimator, frame, column, points):
    grid = grid_of(frame[column], points)
    found = partial_dependence(
        estimator, frame, [column], kind="both", method="brute", custom_values={column: np.array(grid)},
        response_method="predict_proba" if isinstance(estimator, Classifier) else "auto",
    )
    lines = found["individual"][0]
    return {
        "name": name,
        "column": column,
        "points": points,
        "grid": grid,
        "average": found["average"][0].tolist(),
        "lines": {str(row + 1): lines[row].tolist() for row in (0, 7, 100, len(frame) - 1)},
    }


def main():
    strikes = pd.read_parquet(ROOT / "examples/birdstrikes/strikes.parquet").head(400)
    strikes_model = Classifier("examples/birdstrikes/model.onnx")
    names = [one.name.replace("_", " ") for one in onnxruntime.InferenceSession(str(ROOT / strikes_model.path)).get_inputs()]
    cancer = pd.read_parquet(ROOT / "test/fixtures/interop/breastCancer.parquet").drop(columns=["diagnosis", "seen"])
    diabetes = pd.read_parquet(ROOT / "test/fixtures/interop/diabetes.parquet").drop(columns=["progression"])
    cases = [
        case("birdstrikes", strikes_model, strikes[names], "Speed IAS in knots", 20),
        case("birdstrikes", strikes_model, strikes[names], "Wildlife Size", 20),
        case("xgboost", Classifier("test/fixtures/interop/xgboost.onnx"), cancer, "worst area", 25),
        case("regressor", Regressor("test/fixtures/interop/regressor.onnx"), diabetes, "bmi", 30),
        case("regressor", Regressor("test/fixtures/interop/regressor.onnx"), diabetes, "sex", 30),
    ]
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(cases, indent=1) + "\n")
    print(f"{path}: {len(cases)} cases")


if __name__ == "__main__":
    main()
