"""Trains small models with the usual libraries, converts them with default options, and records what Python gets.

For each model NAME it writes test/fixtures/models/NAME.onnx, and for all of them test/reference/models.json:
versions, SHA-256 of each file, the task, the class labels, a few rows of input, and the labels, probabilities or
values that onnxruntime (Python) returns for the file as exported. The library's own predictions are compared
on the way and the largest difference is recorded as `libraryDifference`.

    python test/reference/models.py                 # regenerate
    python test/reference/models.py check FILE...   # onnx.checker, full check, of repaired copies

Source of the numbers: onnxruntime and the libraries pinned in requirements.txt.
"""

import hashlib
import json
import platform
import sys
from pathlib import Path

import numpy as np
import onnx

ROOT = Path(__file__).resolve().parents[1]
MODELS = ROOT / "fixtures" / "models"
ROWS = 12


def accept_bool_attributes():
    """skl2onnx hands bool and NumPy integers to integer attributes of HistGradientBoosting, which protobuf 7 no longer takes."""
    original = onnx.helper.make_attribute

    def make_attribute(key, value, *args, **kwargs):
        if isinstance(value, (list, np.ndarray)) and all(isinstance(entry, (bool, np.bool_, np.integer)) for entry in value):
            value = [int(entry) for entry in value]
        return original(key, value, *args, **kwargs)

    onnx.helper.make_attribute = make_attribute


def check(paths):
    for path in paths:
        onnx.checker.check_model(path, full_check=True)
        print("ok", path)


def plain(value):
    """Python numbers, with NaN as null."""
    if isinstance(value, np.ndarray):
        return [plain(entry) for entry in value.tolist()]
    if isinstance(value, list):
        return [plain(entry) for entry in value]
    return None if isinstance(value, float) and np.isnan(value) else value


def outputs_of(path, feeds):
    import onnxruntime

    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    results = {}
    for info, value in zip(session.get_outputs(), session.run(None, feeds)):
        if isinstance(value, list) and value and isinstance(value[0], dict):
            value = np.array([[row[label] for label in row] for row in value])
        elif isinstance(value, list):
            continue
        results[info.name] = value
    return results


def save(name, model, feeds, task, classes, expected=None, note=""):
    """`expected`: the library's own probabilities [N, K] or values [N]."""
    MODELS.mkdir(parents=True, exist_ok=True)
    path = MODELS / f"{name}.onnx"
    content = model.SerializeToString()
    path.write_bytes(content)
    results = outputs_of(path, feeds)
    difference = None
    if expected is not None:
        scores = next(v for v in reversed(list(results.values())) if np.asarray(v).dtype.kind == "f")
        difference = float(np.max(np.abs(np.asarray(scores, dtype=float).reshape(-1) - np.asarray(expected).reshape(-1))))
    return {
        "name": name,
        "note": note,
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "task": task,
        "classes": [str(int(c)) if isinstance(c, np.bool_) else str(c) for c in classes],
        "inputs": {
            key: {"type": str(value.dtype) if value.dtype != object else "string", "dims": list(value.shape), "data": plain(value.reshape(-1))}
            for key, value in feeds.items()
        },
        "outputs": {
            key: {"dims": list(np.asarray(value).shape), "data": plain(np.asarray(value).reshape(-1))} for key, value in results.items()
        },
        "libraryDifference": difference,
    }


def sklearn_models():
    import pandas as pd
    from skl2onnx import to_onnx
    from skl2onnx.common.data_types import FloatTensorType, Int64TensorType, StringTensorType
    from sklearn.calibration import CalibratedClassifierCV
    from sklearn.cluster import KMeans
    from sklearn.compose import ColumnTransformer
    from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris
    from sklearn.ensemble import (
        AdaBoostClassifier,
        GradientBoostingClassifier,
        HistGradientBoostingClassifier,
        RandomForestClassifier,
        RandomForestRegressor,
        VotingClassifier,
    )
    from sklearn.linear_model import LinearRegression, LogisticRegression, PoissonRegressor, RidgeClassifier
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.multioutput import MultiOutputClassifier
    from sklearn.naive_bayes import GaussianNB
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.neural_network import MLPClassifier, MLPRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler
    from sklearn.svm import SVC, LinearSVC
    from sklearn.tree import DecisionTreeClassifier

    iris_x, iris_y = load_iris(return_X_y=True)
    iris_x = iris_x.astype(np.float32)
    iris_names = load_iris().target_names[iris_y]
    cancer_x, cancer_y = load_breast_cancer(return_X_y=True)
    cancer_x = cancer_x[:, :6].astype(np.float32)
    diabetes_x, diabetes_y = load_diabetes(return_X_y=True)
    diabetes_x = diabetes_x.astype(np.float32)
    out = []

    def classifier(name, estimator, x, y, options=None, note="", scores=True):
        estimator.fit(x, y)
        rows = x[:: max(1, len(x) // ROWS)][:ROWS]
        onx = to_onnx(estimator, x[:1], options=options)
        classes = estimator.classes_
        expected = estimator.predict_proba(rows) if scores and hasattr(estimator, "predict_proba") else None
        task = "binary" if len(classes) == 2 else "multiclass"
        out.append(save(name, onx, {"X": rows}, task, classes, expected, note))

    def regressor(name, estimator):
        estimator.fit(diabetes_x, diabetes_y)
        rows = diabetes_x[::40][:ROWS]
        out.append(save(name, to_onnx(estimator, diabetes_x[:1]), {"X": rows}, "regression", [], estimator.predict(rows)))

    classifier("sklearn-logistic-int", LogisticRegression(max_iter=5000), cancer_x, cancer_y)
    classifier("sklearn-logistic-string", make_pipeline(StandardScaler(), LogisticRegression()), iris_x, iris_names)
    classifier("sklearn-forest", RandomForestClassifier(5, max_depth=4, random_state=0), iris_x, iris_names)
    classifier("sklearn-tree", DecisionTreeClassifier(max_depth=3, random_state=0), iris_x, iris_y)
    classifier("sklearn-boosting", GradientBoostingClassifier(n_estimators=6, max_depth=2, random_state=0), cancer_x, cancer_y)
    classifier("sklearn-hist-boosting", HistGradientBoostingClassifier(max_iter=4, random_state=0), cancer_x, cancer_y)
    classifier("sklearn-ada", AdaBoostClassifier(n_estimators=4, random_state=0), iris_x, iris_y, scores=False)
    classifier("sklearn-mlp", make_pipeline(StandardScaler(), MLPClassifier((8,), max_iter=300, random_state=0)), iris_x, iris_y)
    classifier("sklearn-mlp-binary", make_pipeline(StandardScaler(), MLPClassifier((8,), max_iter=300, random_state=0)), cancer_x, cancer_y)
    classifier("sklearn-svc", make_pipeline(StandardScaler(), SVC(probability=True, random_state=0, C=50)), iris_x, iris_y)
    classifier("sklearn-svc-decision", make_pipeline(StandardScaler(), SVC(random_state=0, C=50)), cancer_x, cancer_y)
    classifier("sklearn-svc-decision-three", make_pipeline(StandardScaler(), SVC(random_state=0)), iris_x, iris_y)
    classifier("sklearn-linear-svc", LinearSVC(random_state=0, max_iter=50000), cancer_x, cancer_y)
    classifier("sklearn-ridge", RidgeClassifier(), iris_x, iris_y)
    classifier("sklearn-bayes", GaussianNB(), iris_x, iris_y)
    classifier("sklearn-neighbours", KNeighborsClassifier(3), iris_x[::3], iris_y[::3])
    classifier("sklearn-one-vs-rest", OneVsRestClassifier(LogisticRegression(max_iter=1000)), iris_x, iris_y)
    classifier(
        "sklearn-voting",
        VotingClassifier([("a", LogisticRegression(max_iter=1000)), ("b", GaussianNB())], voting="soft", flatten_transform=False),
        iris_x,
        iris_y,
    )
    classifier("sklearn-calibrated", CalibratedClassifierCV(LinearSVC(random_state=0), cv=2), iris_x, iris_y)
    classifier("sklearn-bool", LogisticRegression(max_iter=5000), cancer_x, cancer_y.astype(bool), note="labels are bool")
    classifier(
        "sklearn-no-zipmap", LogisticRegression(max_iter=1000), iris_x, iris_y, options={"zipmap": False}, note='zipmap=False'
    )
    classifier(
        "sklearn-zipmap-columns",
        LogisticRegression(max_iter=5000),
        cancer_x,
        cancer_y,
        options={"zipmap": "columns"},
        note='zipmap="columns"',
        scores=False,
    )
    regressor("sklearn-linear-regression", LinearRegression())
    regressor("sklearn-forest-regression", RandomForestRegressor(4, max_depth=4, random_state=0))
    regressor("sklearn-mlp-regression", make_pipeline(StandardScaler(), MLPRegressor(hidden_layer_sizes=(8,), max_iter=200, random_state=0)))
    regressor("sklearn-poisson", make_pipeline(StandardScaler(), PoissonRegressor()))

    # A pipeline on a data frame: one input per column.
    rng = np.random.default_rng(0)
    n = 400
    frame = pd.DataFrame(
        {
            "age": rng.integers(18, 90, n).astype(np.float32),
            "visits": rng.integers(0, 9, n).astype(np.int64),
            "city": rng.choice(["berlin", "paris", "rome"], n),
        }
    )
    p = 1 / (1 + np.exp(-(0.05 * (frame.age - 50) + (frame.city == "paris") * 1.5)))
    target = np.where(rng.random(n) < p, "yes", "no")
    pipeline = make_pipeline(
        ColumnTransformer(
            [("numbers", StandardScaler(), ["age", "visits"]), ("city", OneHotEncoder(handle_unknown="ignore"), ["city"])]
        ),
        LogisticRegression(),
    ).fit(frame, target)
    types = [
        ("age", FloatTensorType([None, 1])),
        ("visits", Int64TensorType([None, 1])),
        ("city", StringTensorType([None, 1])),
    ]
    rows = frame[:ROWS].copy()
    rows.loc[0, "city"] = "oslo"
    feeds = {
        "age": rows[["age"]].to_numpy(),
        "visits": rows[["visits"]].to_numpy(),
        "city": rows[["city"]].to_numpy().astype(object),
    }
    onx = to_onnx(pipeline, initial_types=types)
    out.append(
        save("sklearn-columns", onx, feeds, "binary", pipeline.classes_, pipeline.predict_proba(rows), "one input per column; row 1 has an unseen city")
    )

    # Two targets: a sequence of tensors, or one ZipMap per target, depending on options.
    multi = MultiOutputClassifier(LogisticRegression(max_iter=5000)).fit(iris_x, np.column_stack([iris_y, (iris_y > 0).astype(int)]))
    out.append(save("sklearn-multi-output", to_onnx(multi, iris_x[:1]), {"X": iris_x[::13][:ROWS]}, None, [], note="probabilities are a sequence of tensors"))

    clusters = KMeans(3, n_init=1, random_state=0).fit(iris_x)
    out.append(save("sklearn-kmeans", to_onnx(clusters, iris_x[:1]), {"X": iris_x[::13][:ROWS]}, None, [], note="clustering"))

    # One class per LightGBM/XGBoost convention of onnxmltools.
    import lightgbm
    import xgboost
    from onnxmltools import convert_lightgbm, convert_xgboost
    from onnxmltools.convert.common.data_types import FloatTensorType as MlFloat

    def boosted(name, estimator, convert, x, y, task):
        estimator.fit(x, y)
        rows = x[:: max(1, len(x) // ROWS)][:ROWS]
        onx = convert(estimator, initial_types=[("input", MlFloat([None, x.shape[1]]))])
        onx.graph.name = name  # onnxmltools draws a random one
        is_classifier = task != "regression"
        expected = estimator.predict_proba(rows) if is_classifier else estimator.predict(rows)
        out.append(save(name, onx, {"input": rows}, task, estimator.classes_ if is_classifier else [], expected))

    small = {"n_estimators": 4, "max_depth": 3}
    boosted("xgboost-binary", xgboost.XGBClassifier(**small), convert_xgboost, cancer_x, cancer_y, "binary")
    boosted("xgboost-multiclass", xgboost.XGBClassifier(**small), convert_xgboost, iris_x, iris_y, "multiclass")
    boosted("xgboost-regression", xgboost.XGBRegressor(**small), convert_xgboost, diabetes_x, diabetes_y, "regression")
    quiet = {"verbose": -1, "random_state": 0}
    boosted("lightgbm-binary", lightgbm.LGBMClassifier(**small, **quiet), convert_lightgbm, cancer_x, cancer_y, "binary")
    boosted("lightgbm-multiclass", lightgbm.LGBMClassifier(**small, **quiet), convert_lightgbm, iris_x, iris_y, "multiclass")
    boosted("lightgbm-regression", lightgbm.LGBMRegressor(**small, **quiet), convert_lightgbm, diabetes_x, diabetes_y, "regression")
    return out


def main():
    if sys.argv[1:2] == ["check"]:
        check(sys.argv[2:])
        return
    import lightgbm
    import onnxmltools
    import onnxruntime
    import skl2onnx
    import sklearn
    import xgboost

    accept_bool_attributes()
    modules = [np, onnx, onnxruntime, sklearn, skl2onnx, onnxmltools, xgboost, lightgbm]
    record = {
        "generator": "test/reference/models.py",
        "versions": {"python": platform.python_version(), **{m.__name__: m.__version__ for m in modules}},
        "models": sklearn_models(),
    }
    target = Path(__file__).with_suffix(".json")
    target.write_text(json.dumps(record, indent=1) + "\n")
    print(target, sum(m["bytes"] for m in record["models"]), "bytes of models")


if __name__ == "__main__":
    main()
