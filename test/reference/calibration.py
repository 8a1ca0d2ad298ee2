"""Reference values for calibration and conformal sets: writes calibration.json beside this file.

    python test/reference/calibration.py        (scikit-learn 1.8 or newer: an environment of its own)

Platt: scikit-learn's _sigmoid_calibration on log-odds. Temperature: its _TemperatureScaling (1.8 and newer) on probabilities.
Isotonic: IsotonicRegression(out_of_bounds="clip"). Each with and without weights. Brier score, log loss and ECE before and after
are scikit-learn's and numpy's. Conformal quantile: numpy's quantile (inverted distribution function) at ceil((n + 1) level) / n, which
is the ceil((n + 1) level)-th smallest. The whole CalibratedClassifierCV(FrozenEstimator) is asked for its probabilities as well, where it gets the same scores.
"""

import json
import pathlib

import numpy as np
from scipy.stats import norm
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.calibration import CalibratedClassifierCV, _sigmoid_calibration, _TemperatureScaling
from sklearn.frozen import FrozenEstimator
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import brier_score_loss, log_loss

rng = np.random.default_rng(20261128)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def log_odds(p):
    p = np.clip(p, 1e-7, 1 - 1e-7)
    return np.log(p / (1 - p))


class Given(ClassifierMixin, BaseEstimator):
    """A fitted classifier whose scores are its only feature: log-odds for "sigmoid", probabilities for the others."""

    def __init__(self, as_odds):
        self.as_odds = as_odds

    def fit(self, X, y):
        self.classes_ = np.unique(y)
        return self

    def predict(self, X):
        return (X[:, 0] > 0.5).astype(int)

    def predict_proba(self, X):
        return np.column_stack([1 - X[:, 0], X[:, 0]])


class GivenOdds(Given):
    """With a decision function, which "sigmoid" is fitted to."""

    def decision_function(self, X):
        return log_odds(X[:, 0])


def ece(y, p):
    bins = np.clip(np.ceil(p * 10).astype(int) - 1, 0, 9)
    return float(sum(abs(y[bins == b].mean() - p[bins == b].mean()) * (bins == b).mean() for b in range(10) if (bins == b).any()))


def figures(y, p):
    return {"brier": float(brier_score_loss(y, p)), "logLoss": float(log_loss(y, p)), "ece": ece(y, p)}


def binary_case(name, n, slope, shift, weighted):
    odds = rng.normal(0, 1.5, n)
    y = (rng.uniform(size=n) < sigmoid(odds)).astype(int)
    p = np.asarray(sigmoid(slope * odds + shift), dtype=np.float32).astype(np.float64)
    w = rng.uniform(0.2, 3, n) if weighted else None
    a, b = _sigmoid_calibration(log_odds(p), y, w)
    temperature = _TemperatureScaling().fit(np.column_stack([1 - p, p]), y, w)
    isotonic = IsotonicRegression(out_of_bounds="clip").fit(p, y, w)
    at = np.linspace(0, 1, 21)
    case = {
        "name": name,
        "p": p.tolist(),
        "y": y.tolist(),
        "weight": None if w is None else w.tolist(),
        "platt": {"a": float(a), "b": float(b)},
        "temperature": float(1 / temperature.beta_),
        "isotonic": {"x": isotonic.X_thresholds_.tolist(), "y": isotonic.y_thresholds_.tolist(), "at": at.tolist(), "line": isotonic.predict(at).tolist()},
    }
    if not weighted:
        X = p[:, None]
        after = {}
        for method, estimator in (("sigmoid", GivenOdds(True)), ("isotonic", Given(False)), ("temperature", Given(False))):
            fitted = CalibratedClassifierCV(FrozenEstimator(estimator.fit(X, y)), method=method).fit(X, y)
            calibrated = fitted.predict_proba(X)[:, 1]
            after[method] = {"p": calibrated[:20].tolist(), **figures(y, calibrated)}
        case["before"] = figures(y, p)
        case["after"] = after
    return case


def many_case(n, classes):
    odds = rng.normal(0, 1.2, (n, classes))
    p = np.exp(odds) / np.exp(odds).sum(axis=1, keepdims=True)
    y = np.array([rng.choice(classes, p=row) for row in p])
    sure = p**2.2
    sure /= sure.sum(axis=1, keepdims=True)
    temperature = _TemperatureScaling().fit(sure, y)
    isotonic = [IsotonicRegression(out_of_bounds="clip").fit(sure[:, k], (y == k).astype(int)) for k in range(classes)]
    one = np.column_stack([line.predict(sure[:10, k]) for k, line in enumerate(isotonic)])
    sums = one.sum(axis=1, keepdims=True)
    scaled = np.where(sums == 0, 1 / classes, one / np.where(sums == 0, 1, sums))
    return {"p": sure.tolist(), "y": y.tolist(), "temperature": float(1 / temperature.beta_), "isotonic": scaled.tolist()}


def conformal(n, level):
    score = rng.uniform(size=n)
    misfit = 1 - score
    share = np.ceil((n + 1) * level) / n
    value = 1.0 if share > 1 else float(np.quantile(misfit, share, method="inverted_cdf"))
    return {"scores": score.tolist(), "level": level, "quantile": value}


result = {
    "binary": [
        binary_case("too sure", 400, 2.5, 0.3, False),
        binary_case("shifted", 300, 1, -1.2, False),
        binary_case("weighted", 250, 1.7, 0.5, True),
        binary_case("few", 30, 3, 0, False),
    ],
    "many": many_case(300, 4),
    "conformal": [conformal(100, 0.9), conformal(99, 0.9), conformal(9, 0.9), conformal(8, 0.9), conformal(500, 0.95)],
    "normalQuantile": [[q, float(norm.ppf(q))] for q in (1e-9, 1e-4, 0.001, 0.02, 0.025, 0.2, 0.5, 0.7, 0.975, 0.9995, 1 - 1e-7)],
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(result) + "\n")
