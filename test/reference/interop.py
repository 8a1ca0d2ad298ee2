"""Real models from the usual converters, the rows to run them on, and what Python says about them.

Writes test/fixtures/interop/: NAME.onnx (and .data), TABLE.parquet, expected.json. Every figure is measured by scikit-learn on
the answers of the model in its own library (predict_proba / predict / forward). LightGBM alone is asked through Python's
onnxruntime: its converter rounds thresholds to float32, so that a few rows at a border take the other branch.

    .venv/bin/python test/reference/interop.py
"""

import json
import warnings
from pathlib import Path

import lightgbm
import numpy as np
import onnx
import onnxruntime
import pandas as pd
import torch
import xgboost
from onnxmltools import convert_lightgbm, convert_xgboost
from onnxmltools.convert.common.data_types import FloatTensorType as ToolsFloat
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType, Int64TensorType, StringTensorType
from sklearn.compose import ColumnTransformer
from sklearn.datasets import load_breast_cancer, load_diabetes, load_wine
from sklearn.ensemble import GradientBoostingRegressor, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import (
    accuracy_score, average_precision_score, balanced_accuracy_score, brier_score_loss, f1_score, log_loss, matthews_corrcoef,
    mean_absolute_error, mean_absolute_percentage_error, median_absolute_error, precision_score, r2_score, recall_score,
    roc_auc_score, root_mean_squared_error,
)
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

warnings.filterwarnings("ignore")
OUT = Path(__file__).parents[1] / "fixtures" / "interop"
OUT.mkdir(parents=True, exist_ok=True)
EXPECTED: dict[str, dict] = {}


def classification(truth, scores) -> dict:
    truth, scores = np.asarray(truth), np.asarray(scores, dtype=float)
    scores = scores / scores.sum(axis=1, keepdims=True)
    predicted = scores.argmax(axis=1)
    binary = scores.shape[1] == 2
    average = {"average": "binary" if binary else "macro", "zero_division": 0}
    figures = {
        "accuracy": accuracy_score(truth, predicted),
        "balancedAccuracy": balanced_accuracy_score(truth, predicted),
        "precision": precision_score(truth, predicted, **average),
        "recall": recall_score(truth, predicted, **average),
        "f1": f1_score(truth, predicted, **average),
        "mcc": matthews_corrcoef(truth, predicted),
        "logLoss": log_loss(truth, scores),
        "rocAuc": roc_auc_score(truth, scores[:, 1] if binary else scores, multi_class="ovr"),
    }
    if binary:
        figures["averagePrecision"] = average_precision_score(truth, scores[:, 1])
        figures["brier"] = brier_score_loss(truth, scores[:, 1])
    return figures


def regression(truth, predicted) -> dict:
    return {
        "mae": mean_absolute_error(truth, predicted),
        "rmse": root_mean_squared_error(truth, predicted),
        "r2": r2_score(truth, predicted),
        "mape": mean_absolute_percentage_error(truth, predicted),
        "medianAe": median_absolute_error(truth, predicted),
    }


def record(name: str, table: str, target: str, task: str, metrics: dict, monthly=None) -> None:
    EXPECTED[name] = {"table": table, "target": target, "task": task, "metrics": {key: float(value) for key, value in metrics.items()}}
    if monthly is not None:
        EXPECTED[name]["monthly"] = monthly


def dated(frame: pd.DataFrame, seed: int) -> pd.DataFrame:
    days = np.sort(np.random.default_rng(seed).integers(0, 365, len(frame)))
    return frame.assign(seen=pd.Timestamp("2021-01-01") + pd.to_timedelta(days, unit="D"))


def asked(name: str, x) -> list:
    session = onnxruntime.InferenceSession(OUT / f"{name}.onnx")
    return session.run(None, {session.get_inputs()[0].name: x})


def torch_net(inputs: int, outputs: int, x, y) -> torch.nn.Module:
    torch.manual_seed(0)
    net = torch.nn.Sequential(torch.nn.Linear(inputs, 8), torch.nn.ReLU(), torch.nn.Linear(8, outputs))
    optimizer = torch.optim.Adam(net.parameters(), lr=0.02)
    for _ in range(15):
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(net(x), y).backward()
        optimizer.step()
    return net.eval()


def without_traces(name: str) -> None:
    """The exporter writes where in which Python file each node came from: of no use here, and different on every machine."""
    model = onnx.load(OUT / f"{name}.onnx", load_external_data=False)
    for part in [model, model.graph, *model.graph.node, *model.graph.value_info, *model.graph.input, *model.graph.output, *model.graph.initializer]:
        del part.metadata_props[:]
    (OUT / f"{name}.onnx").write_bytes(model.SerializeToString())


def breast_cancer() -> None:
    raw = load_breast_cancer()
    x = raw.data.astype(np.float32)
    frame = dated(pd.DataFrame(x, columns=raw.feature_names).assign(diagnosis=raw.target), seed=1)
    frame.to_parquet(OUT / "breastCancer.parquet", index=False, compression="zstd")
    half = slice(0, 280)

    boosted = xgboost.XGBClassifier(n_estimators=20, max_depth=3, base_score=0.5).fit(x[half], raw.target[half])
    model = convert_xgboost(boosted, initial_types=[("input", ToolsFloat([None, x.shape[1]]))], target_opset=15)
    (OUT / "xgboost.onnx").write_bytes(model.SerializeToString())
    scores = boosted.predict_proba(x)
    hit = (scores.argmax(axis=1) == raw.target)
    monthly = [[str(month), int(len(part)), float(part.mean())] for month, part in pd.Series(hit).groupby(frame["seen"].dt.to_period("M"))]
    record("xgboost", "breastCancer", "diagnosis", "binary", classification(raw.target, scores), monthly)

    light = lightgbm.LGBMClassifier(n_estimators=20, num_leaves=7, verbose=-1).fit(x[half], raw.target[half])
    model = convert_lightgbm(light, initial_types=[("input", ToolsFloat([None, x.shape[1]]))], target_opset=15)
    (OUT / "lightgbm.onnx").write_bytes(model.SerializeToString())
    record("lightgbm", "breastCancer", "diagnosis", "binary", classification(raw.target, [[row[0], row[1]] for row in asked("lightgbm", x)[1]]))

    forest = RandomForestClassifier(10, max_depth=4, random_state=0).fit(x[half], raw.target[half])
    model = to_onnx(forest, initial_types=[("X", FloatTensorType([None, x.shape[1]]))])
    (OUT / "forest.onnx").write_bytes(model.SerializeToString())
    record("forest", "breastCancer", "diagnosis", "binary", classification(raw.target, forest.predict_proba(x)))


def wine() -> None:
    raw = load_wine()
    x = raw.data.astype(np.float32)
    names = np.array(["barolo", "grignolino", "barbera"])
    frame = pd.DataFrame(x, columns=raw.feature_names).assign(cultivar=names[raw.target], vintage=np.where(raw.data[:, 0] > 13, "late", "early"), batch=np.arange(len(x)) % 7)
    frame.to_parquet(OUT / "wine.parquet", index=False, compression="zstd")
    features = list(raw.feature_names[:4]) + ["vintage", "batch"]

    columns = ColumnTransformer([("numbers", StandardScaler(), features[:4]), ("words", OneHotEncoder(handle_unknown="ignore"), ["vintage"]), ("counts", OneHotEncoder(handle_unknown="ignore"), ["batch"])])
    pipeline = make_pipeline(columns, LogisticRegression(max_iter=1000)).fit(frame[features], frame["cultivar"])
    types = [(name, FloatTensorType([None, 1])) for name in features[:4]] + [("vintage", StringTensorType([None, 1])), ("batch", Int64TensorType([None, 1]))]
    (OUT / "sklearnColumns.onnx").write_bytes(to_onnx(pipeline, initial_types=types).SerializeToString())
    order = list(pipeline.classes_)
    truth = frame["cultivar"].map(order.index)
    record("sklearnColumns", "wine", "cultivar", "multiclass", classification(truth, pipeline.predict_proba(frame[features])))

    scaled = torch.tensor((x - x.mean(axis=0)) / x.std(axis=0))
    frame = pd.DataFrame(scaled.numpy(), columns=raw.feature_names).assign(target=raw.target)
    frame.to_parquet(OUT / "wineScaled.parquet", index=False, compression="zstd")
    net = torch_net(x.shape[1], 3, scaled, torch.tensor(raw.target))
    with torch.no_grad():
        scores = torch.softmax(net(scaled), dim=1).numpy()
    figures = classification(raw.target, scores)
    batch = torch.export.Dim("batch")
    torch.onnx.export(net, (scaled[:2],), str(OUT / "torchDynamic.onnx"), dynamo=True, input_names=["x"], output_names=["logits"], dynamic_shapes=({0: batch},), external_data=True)
    without_traces("torchDynamic")
    record("torchDynamic", "wineScaled", "target", "multiclass", figures)
    torch.onnx.export(net, (scaled[:1],), str(OUT / "torchFixed.onnx"), dynamo=True, input_names=["x"], output_names=["logits"], external_data=False)
    without_traces("torchFixed")
    record("torchFixed", "wineScaled", "target", "multiclass", figures)


def diabetes() -> None:
    raw = load_diabetes()
    x = raw.data.astype(np.float32)
    pd.DataFrame(x, columns=raw.feature_names).assign(progression=raw.target).to_parquet(OUT / "diabetes.parquet", index=False, compression="zstd")
    boosting = GradientBoostingRegressor(n_estimators=20, max_depth=2, random_state=0).fit(x[:220], raw.target[:220])
    (OUT / "regressor.onnx").write_bytes(to_onnx(boosting, initial_types=[("X", FloatTensorType([None, x.shape[1]]))]).SerializeToString())
    record("regressor", "diabetes", "progression", "regression", regression(raw.target, boosting.predict(x)))
    light = lightgbm.LGBMRegressor(n_estimators=20, num_leaves=7, verbose=-1).fit(x[:220], raw.target[:220])
    model = convert_lightgbm(light, initial_types=[("X", ToolsFloat([None, x.shape[1]]))], target_opset=15)
    (OUT / "lightgbmRegressor.onnx").write_bytes(model.SerializeToString())
    record("lightgbmRegressor", "diabetes", "progression", "regression", regression(raw.target, asked("lightgbmRegressor", x)[0].ravel()))


breast_cancer()
wine()
diabetes()
(OUT / "expected.json").write_text(json.dumps(EXPECTED, indent=1) + "\n")
print("\n".join(f"{name}: {entry['metrics']}" for name, entry in EXPECTED.items()))
