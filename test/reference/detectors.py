"""Reference values for change detectors on streams: writes detectors.json beside this file.

    python test/reference/detectors.py          (river 0.23.0, frouros 0.9.0, ruptures 1.1.10, statsmodels 0.15.0: an environment of its own; minutes)

Places of alarms are those of river's detectors (CUSUM and the geometric moving average: frouros's) on streams of bits and numbers
without change, with sudden changes of several sizes and with a gradual one. Warnings likewise, where a detector has them. The
limits of the p chart are from scipy's binomial tails and statsmodels's Wilson intervals, p-values of equal samples scipy's exact
ones, change points ruptures's (PELT, least squares; with weights as a cost of our own in it; and Dynp, which knows no penalty).
"""

import json
import pathlib
import types

import numpy as np
import ruptures
from frouros.detectors.concept_drift import CUSUM, CUSUMConfig, GeometricMovingAverage, GeometricMovingAverageConfig
from river import drift
from river.drift import binary
from river.drift.binary import hddm_w
from scipy.stats import binom, ks_2samp
from statsmodels.stats.proportion import proportion_confint

rng = np.random.default_rng(20261129)


def bits(*parts):
    return np.concatenate([rng.random(n) < p for n, p in parts]).astype(int)


def numbers(*parts):
    return np.concatenate([rng.normal(mean, sd, n) for n, mean, sd in parts]).round(4)


ramp = np.concatenate([np.full(1000, 0.1), np.linspace(0.1, 0.4, 1000), np.full(1000, 0.4)])
bit_streams = {
    "none": bits((4000, 0.1)),
    "none, half": bits((3000, 0.5)),
    "0.1 to 0.15": bits((1500, 0.1), (2000, 0.15)),
    "0.1 to 0.3": bits((1500, 0.1), (1500, 0.3)),
    "0.3 to 0.1": bits((1500, 0.3), (1500, 0.1)),
    "up and down": bits((800, 0.05), (800, 0.5), (800, 0.05), (800, 0.5)),
    "gradual": (rng.random(3000) < ramp).astype(int),
}
number_streams = {
    "normal, none": numbers((3000, 0, 1)),
    "normal, half an sd": numbers((1500, 0, 1), (1500, 0.5, 1)),
    "normal, three levels": numbers((700, 0, 1), (700, 3, 1), (700, -1, 2)),
    "normal, spread": numbers((1500, 0, 1), (1000, 0, 3)),
    "absolute errors": np.abs(numbers((1500, 0, 1), (1500, 0.8, 1.4))),
}


def river_run(make, stream):
    detector = make()
    drifts, warnings = [], []
    for i, value in enumerate(stream.tolist()):
        detector.update(value)
        if detector.drift_detected:
            drifts.append(i)
        elif getattr(detector, "warning_detected", False):
            warnings.append(i)
    return {"drifts": drifts, "warnings": warnings}


class PaperMean:
    """The weighted mean of the paper, which begins with the first value. That of river 0.23 takes a mean of 0 for none yet: after
    any run of correct rows from the start the first error counts in full."""

    def __init__(self, weight):
        self.weight, self.mean = weight, None

    def update(self, x):
        self.mean = float(x) if self.mean is None else self.weight * x + (1 - self.weight) * self.mean

    def get(self):
        return 0.0 if self.mean is None else self.mean


def paper_run(make, stream):
    ours, hddm_w.stats = hddm_w.stats, types.SimpleNamespace(EWMean=PaperMean)
    try:
        return river_run(make, stream)
    finally:
        hddm_w.stats = ours


def frouros_run(make, stream):
    detector = make()
    drifts = []
    for i, value in enumerate(stream.tolist()):
        detector.update(value=value)
        if detector.status["drift"]:
            detector.reset()
            drifts.append(i)
    return {"drifts": drifts, "warnings": []}


# Kind, parameters as ours are named, and the detector. Errors of numbers: only those that take them.
river_numbers = [
    ("adwin", {}, lambda: drift.ADWIN()),
    ("adwin", {"delta": 0.2}, lambda: drift.ADWIN(delta=0.2)),
    ("adwin", {"delta": 0.05, "clock": 1}, lambda: drift.ADWIN(delta=0.05, clock=1)),
    (
        "adwin",
        {"delta": 0.3, "clock": 8, "maxBuckets": 3, "minWindow": 10, "grace": 50},
        lambda: drift.ADWIN(delta=0.3, clock=8, max_buckets=3, min_window_length=10, grace_period=50),
    ),
    ("pageHinkley", {}, lambda: drift.PageHinkley()),
    ("pageHinkley", {"threshold": 15, "direction": "up"}, lambda: drift.PageHinkley(threshold=15, mode="up")),
    ("pageHinkley", {"threshold": 10, "delta": 0.05, "direction": "down"}, lambda: drift.PageHinkley(threshold=10, delta=0.05, mode="down")),
    ("pageHinkley", {"threshold": 20, "alpha": 0.99, "minValues": 100}, lambda: drift.PageHinkley(threshold=20, alpha=0.99, min_instances=100)),
    ("kswin", {"seed": 7}, lambda: drift.KSWIN(seed=7)),
    ("kswin", {"seed": 3, "alpha": 0.0005, "window": 300, "recent": 60}, lambda: drift.KSWIN(seed=3, alpha=0.0005, window_size=300, stat_size=60)),
]
river_bits = [
    ("ddm", {}, lambda: binary.DDM()),
    ("ddm", {"warmUp": 100, "warning": 1.5, "drift": 2.5}, lambda: binary.DDM(warm_start=100, warning_threshold=1.5, drift_threshold=2.5)),
    ("eddm", {}, lambda: binary.EDDM()),
    ("eddm", {"warmUp": 50, "warning": 0.8, "drift": 0.7}, lambda: binary.EDDM(warm_start=50, alpha=0.8, beta=0.7)),
    ("hddmA", {}, lambda: binary.HDDM_A()),
    ("hddmA", {"drift": 0.05, "warning": 0.1, "direction": "both"}, lambda: binary.HDDM_A(drift_confidence=0.05, warning_confidence=0.1, two_sided_test=True)),
    ("hddmW", {}, lambda: binary.HDDM_W()),
]
paper_bits = [
    (
        "hddmW",
        {"drift": 0.01, "warning": 0.02, "lambda": 0.02, "direction": "both"},
        lambda: binary.HDDM_W(drift_confidence=0.01, warning_confidence=0.02, lambda_val=0.02, two_sided_test=True),
    ),
    ("hddmW", {"drift": 0.05, "lambda": 0.1}, lambda: binary.HDDM_W(drift_confidence=0.05, lambda_val=0.1)),
]
frouros_numbers = [
    ("cusum", {}, lambda: CUSUM(config=CUSUMConfig())),
    ("cusum", {"lambda": 12, "delta": 0.05, "minValues": 50}, lambda: CUSUM(config=CUSUMConfig(lambda_=12, delta=0.05, min_num_instances=50))),
    ("gma", {"lambda": 0.3}, lambda: GeometricMovingAverage(config=GeometricMovingAverageConfig(lambda_=0.3))),
    (
        "gma",
        {"lambda": 0.1, "alpha": 0.98, "minValues": 60},
        lambda: GeometricMovingAverage(config=GeometricMovingAverageConfig(lambda_=0.1, alpha=0.98, min_num_instances=60)),
    ),
]


def runs(stream, is_bits):
    kinds = [(one, river_run) for one in river_numbers + (river_bits if is_bits else [])]
    kinds += [(one, paper_run) for one in (paper_bits if is_bits else [])]
    kinds += [(one, frouros_run) for one in frouros_numbers]
    return [{"kind": kind, "parameters": parameters, **run(make, stream)} for (kind, parameters, make), run in kinds]


# frouros's own test of its change detection (numpy's seed 31), no value to wait for.
np.random.seed(31)
own = np.concatenate((np.random.normal(0, 0.5, 100), np.random.normal(4, 0.2, 100), np.random.normal(6, 0.5, 100)))
frouros_own = {
    "values": own.tolist(),
    "cusum": frouros_run(lambda: CUSUM(config=CUSUMConfig(delta=0.005, lambda_=50, min_num_instances=1)), own)["drifts"],
    "gma": frouros_run(lambda: GeometricMovingAverage(config=GeometricMovingAverageConfig(alpha=0.99, min_num_instances=1)), own)["drifts"],
}


def chart_limits(p, n, alpha, direction):
    """Counts that alarm, by trying every one."""
    tail = alpha / 2 if direction == "both" else alpha
    counts = np.arange(n + 1)
    many, few = binom.sf(counts - 1, n, p) <= tail, binom.cdf(counts, n, p) <= tail
    low, high = proportion_confint(counts, n, alpha=2 * tail, method="wilson")
    wilson_many, wilson_few = low > p, high < p
    ends = lambda few, many: {
        "low": int(counts[few].max()) if direction != "up" and few.any() else -1,
        "high": int(counts[many].min()) if direction != "down" and many.any() else n + 1,
    }
    return {"exact": ends(few, many), "wilson": ends(wilson_few, wilson_many)}


charts = [
    {"referenceRate": p, "window": n, "falseAlarm": alpha, "direction": direction, **chart_limits(p, n, alpha, direction)}
    for p, n, alpha, direction in [
        (0.1, 100, 0.0027, "both"),
        (0.1, 100, 0.01, "up"),
        (0.03, 50, 0.0027, "both"),
        (0.5, 1000, 0.05, "down"),
        (0.002, 20000, 1e-6, "both"),
        (0.97, 300, 0.001, "both"),
    ]
]

p_values = [
    [n, h, float(ks_2samp(np.arange(n), np.arange(n) + h - 0.5, method="exact").pvalue)]
    for n, h in [(30, 5), (30, 12), (30, 14), (100, 20), (100, 31), (100, 80), (7, 7), (5, 1), (1000, 90)]
]


class Weighted(ruptures.base.BaseCost):
    model = "weighted"
    min_size = 1

    def __init__(self, weights):
        self.weights = np.asarray(weights)

    def fit(self, signal):
        self.signal = np.asarray(signal, dtype=float).reshape(-1)
        return self

    def error(self, start, end):
        x, w = self.signal[start:end], self.weights[start:end]
        return float((w * (x - np.average(x, weights=w)) ** 2).sum())


def series(name, levels, sd, weighted, penalty, min_length):
    mean = np.concatenate([np.full(n, level) for n, level in levels])
    weights = rng.integers(5, 200, len(mean)) if weighted else np.ones(len(mean))
    values = (mean + rng.normal(0, sd, len(mean)) / np.sqrt(weights)).round(5)
    cost = Weighted(weights) if weighted else ruptures.costs.CostL2()
    breaks = ruptures.Pelt(custom_cost=cost, min_size=min_length, jump=1).fit(values).predict(pen=penalty)
    again = ruptures.Dynp(custom_cost=Weighted(weights), min_size=min_length, jump=1).fit(values).predict(n_bkps=len(breaks) - 1)
    assert breaks == again, (name, breaks, again)
    total = ruptures.Pelt(custom_cost=Weighted(weights), min_size=min_length, jump=1).fit(values).cost.sum_of_costs(breaks)
    return {
        "name": name,
        "values": values.tolist(),
        "weights": weights.tolist() if weighted else None,
        "penalty": penalty,
        "minLength": min_length,
        "changes": breaks[:-1],
        "cost": float(total),
    }


change_points = [
    series("two levels", [(30, 0.0), (30, 1.0)], 0.3, False, 1.0, 2),
    series("none", [(80, 0.2)], 0.1, False, 0.1, 2),
    series("many levels", [(20, 0), (15, 2), (25, 1), (10, 4), (30, 0)], 0.8, False, 4.0, 2),
    series("too many", [(60, 0.0), (60, 0.4)], 1.0, False, 1.5, 3),
    series("weighted", [(40, 0.1), (25, 0.16), (35, 0.12)], 0.3, True, 0.8, 2),
    series("weighted, single", [(30, 0.1), (30, 0.3)], 1.0, True, 3.0, 1),
]

result = {
    "bits": [{"name": name, "values": "".join(map(str, s)), "runs": runs(s, True)} for name, s in bit_streams.items()],
    "numbers": [{"name": name, "values": s.tolist(), "runs": runs(s, False)} for name, s in number_streams.items()],
    "frourosOwn": frouros_own,
    "charts": charts,
    "pValues": p_values,
    "changePoints": change_points,
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(result) + "\n")
