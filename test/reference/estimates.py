"""Reference values for performance estimated without labels: writes estimates.json beside this file.

    python test/reference/estimates.py        (an environment of its own: nannyml 0.13.1 with pandas 2.2.3, numpy 2.2.6,
                                              scikit-learn 1.6.1, category-encoders 2.8.1, statsmodels, lightgbm 4.5)

CBPE: NannyML's own estimates and sampling errors, once with its calibration and once with that switched off. On its synthetic binary
data set the whole set as counts of equal rows (its scores have two decimals) with the chunks of NannyML's own test, on
the multiclass set rows drawn from it, with a little noise on the scores so that few are equal (NannyML's order of equal ones is numpy's).
DLE, domain classifier and PCA reconstruction: NannyML on tables that the tests make again from the same linear congruential generator.
"""

import json
import os
import pathlib
import warnings

os.environ["NML_DISABLE_USAGE_LOGGING"] = "True"  # It would tell its makers of every call.
os.environ["OMP_NUM_THREADS"] = "1"
import nannyml
import numpy as np
import pandas as pd
from nannyml.calibration import NoopCalibrator
from nannyml.chunk import SizeBasedChunker

warnings.filterwarnings("ignore")
METRICS = ["roc_auc", "average_precision", "f1", "precision", "recall", "specificity", "accuracy"]


class Lcg:
    """Numerical Recipes' generator: x <- 1664525 x + 1013904223 mod 2^32, uniform = x / 2^32."""

    def __init__(self, seed):
        self.state = seed

    def uniform(self):
        self.state = (self.state * 1664525 + 1013904223) % 2**32
        return self.state / 2**32

    def noise(self):
        """Mean 0, variance 1: the sum of four uniforms has a third."""
        return (self.uniform() + self.uniform() + self.uniform() + self.uniform() - 2) * 1.7320508075688772


def figures(result, names, period="analysis"):
    frame = result.filter(period=period).to_df()
    fields = {"value": "value", "sampling_error": "error", "lower_confidence_boundary": "low", "upper_confidence_boundary": "high"}
    return [{name: {short: float(frame[(name, long)].iloc[i]) for long, short in fields.items()} for name in names} for i in range(len(frame))]


def cells(result):
    frame = result.filter(period="analysis").to_df()
    names = ["true_positive", "false_positive", "false_negative", "true_negative"]
    return [[float(frame[(name, "value")].iloc[i]) for name in names] for i in range(len(frame))]


def binary():
    reference, analysis, _ = nannyml.load_synthetic_binary_classification_dataset()
    columns = ["y_pred_proba", "y_pred", "work_home_actual"]
    assert ((reference.y_pred_proba * 100).round() / 100 == reference.y_pred_proba).all()
    estimator = nannyml.CBPE(
        metrics=METRICS + ["confusion_matrix"], y_pred_proba="y_pred_proba", y_pred="y_pred", y_true="work_home_actual",
        problem_type="classification_binary", chunker=SizeBasedChunker(chunk_size=20000, incomplete="append"),
    )
    estimator.fit(reference)
    decided = bool(estimator.needs_calibration)
    own = estimator.estimate(analysis)
    out = {"needsCalibration": decided, "own": figures(own, METRICS), "ownCells": cells(own)}
    estimator.needs_calibration = False
    raw = estimator.estimate(analysis)
    out |= {"raw": figures(raw, METRICS), "rawCells": cells(raw)}
    estimator.needs_calibration = True
    estimator.calibrator.fit(reference.y_pred_proba, reference.work_home_actual)
    out |= {"calibrated": figures(estimator.estimate(analysis), METRICS)}

    def counts(frame, names):
        grouped = frame.assign(percent=(frame.y_pred_proba * 100).round().astype(int)).groupby(["percent"] + names).size().reset_index()
        return grouped.to_numpy().astype(int).tolist()

    out["reference"] = counts(reference, ["y_pred", "work_home_actual"])
    out["chunks"] = [counts(analysis.iloc[:20000], ["y_pred"]), counts(analysis.iloc[20000:], ["y_pred"])]
    return out


def multiclass():
    rng = np.random.default_rng(20261129)
    reference, analysis, _ = nannyml.load_synthetic_multiclass_classification_dataset()
    classes = ["prepaid_card", "highstreet_card", "upmarket_card"]
    probability = {name: f"y_pred_proba_{name}" for name in classes}
    classes = sorted(classes)

    def drawn(frame, n):
        frame = frame.sample(n, random_state=7).reset_index(drop=True)
        p = np.clip(frame[[probability[c] for c in classes]].to_numpy() + rng.uniform(-0.004, 0.004, (n, 3)), 1e-4, None)
        frame[[probability[c] for c in classes]] = np.round(p / p.sum(axis=1, keepdims=True), 5)
        return frame

    reference, analysis = drawn(reference, 1500), drawn(analysis, 1500)
    estimator = nannyml.CBPE(
        metrics=METRICS, y_pred_proba=probability, y_pred="y_pred", y_true="y_true", problem_type="classification_multiclass",
        chunker=SizeBasedChunker(chunk_size=750),
    )
    estimator.fit(reference)
    out = {"needsCalibration": [not isinstance(estimator._calibrators[c], NoopCalibrator) for c in classes]}
    out["own"] = figures(estimator.estimate(analysis), METRICS)
    estimator._calibrators = {c: NoopCalibrator() for c in classes}
    out["raw"] = figures(estimator.estimate(analysis), METRICS)

    def table(frame):
        index = {c: k for k, c in enumerate(classes)}
        return {
            "scores": [frame[probability[c]].tolist() for c in classes],
            "decided": [index[c] for c in frame.y_pred],
            "labels": [index[c] for c in frame.y_true] if "y_true" in frame else None,
        }

    return out | {"reference": table(reference), "window": table(analysis)}


def regression_table(n, seed, shift):
    """Errors that grow with the first column, which is larger in the window."""
    random = Lcg(seed)
    rows = []
    for _ in range(n):
        u = [random.uniform() for _ in range(4)]
        x0 = u[0] + shift * (1 - u[0]) * u[0]
        x1, x2 = u[1], (float("nan") if u[3] < 0.1 else u[2])
        predicted = 5 + 4 * x0 + 3 * x1 * x1
        actual = predicted + random.noise() * (0.2 + x0 * x0 + (0.5 if x1 > 0.7 else 0))
        rows.append([x0, x1, x2, predicted, actual])
    return pd.DataFrame(rows, columns=["x0", "x1", "x2", "predicted", "actual"])


def dle():
    reference, window = regression_table(6000, 11, 0), regression_table(4000, 12, 1)
    names = ["mae", "rmse", "rmsle"]
    estimator = nannyml.DLE(
        feature_column_names=["x0", "x1", "x2"], y_pred="predicted", y_true="actual", metrics=names, chunk_size=2000,
    )
    estimator.fit(reference)
    result = estimator.estimate(window)
    frame = result.filter(period="analysis").to_df()
    realised = {name: [float(frame[(name, "realized")].iloc[i]) for i in range(len(frame))] for name in names}
    return {"chunks": figures(result, names), "realised": realised}


def drift_table(n, seed, twist):
    """Columns go together, less so with `twist`; one is a category, and both kinds have missing values."""
    random = Lcg(seed)
    rows = []
    for _ in range(n):
        a, b, c = random.noise(), random.noise(), random.uniform()
        x0, x1 = a, 0.8 * a + 0.6 * b
        x2 = (1 - twist) * (a - b) + twist * 2 * random.noise() + 0.1 * b
        name = "red" if c < 0.5 + 0.1 * a else "green" if c < 0.8 else "new" if c > 0.98 and twist > 0 else "blue"
        u, v = random.uniform(), random.uniform()
        rows.append([x0, float("nan") if u < 0.05 else x1, x2, float("nan") if v < 0.05 else name])
    return pd.DataFrame(rows, columns=["x0", "x1", "x2", "colour"])


def multivariate():
    columns = ["x0", "x1", "x2", "colour"]
    reference = drift_table(3000, 21, 0)
    windows = [drift_table(1000, 22, 0), drift_table(1000, 23, 0.3), drift_table(1000, 24, 1)]
    pca = nannyml.DataReconstructionDriftCalculator(column_names=columns, chunk_size=1000)
    pca.fit(reference)
    domain = nannyml.DomainClassifierCalculator(feature_column_names=["x0", "x1", "x2"], chunk_size=1000)
    domain.fit(reference)
    out = []
    for window in windows:
        frame = pca.calculate(window.copy()).filter(period="analysis").to_df()
        fields = {"value": "value", "sampling_error": "error", "lower_confidence_boundary": "low", "upper_confidence_boundary": "high"}
        area = domain.calculate(window).filter(period="analysis").to_df()
        one = {short: float(frame[("reconstruction_error", long)].iloc[0]) for long, short in fields.items() if ("reconstruction_error", long) in frame}
        out.append({"reconstruction": one, "domainAuc": float(area[("domain_classifier_auroc", "value")].iloc[0])})
    return {"components": int(pca._pca.n_components_), "windows": out}


result = {"nannyml": nannyml.__version__, "binary": binary(), "multiclass": multiclass(), "dle": dle(), "multivariate": multivariate()}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(result, separators=(",", ":")) + "\n")
