"""Reference values for decision thresholds and hardest rows: writes threshold.json beside this file.

    python test/reference/threshold.py        (requirements.txt holds the versions)

At five thresholds the figures of "positive where score >= threshold" come from scikit-learn, with and without weights. Loss, margin
and residual of each row are numpy's; the loss is checked here against scikit-learn's log_loss of that row alone.
"""

import json
import pathlib

import numpy as np
from sklearn import metrics as sk

rng = np.random.default_rng(20261123)
THRESHOLDS = [0.05, 0.25, 0.5, 0.731, 0.98]
COSTS = {"falsePositive": 1, "falseNegative": 7}


def as_float32(values):
    """What the model gives: float32 numbers, here held as float64."""
    return np.asarray(values, dtype=np.float32).astype(np.float64)


def figures(actual, score, threshold, weight=None):
    predicted = (score >= threshold).astype(int)
    (tn, fp), (fn, tp) = sk.confusion_matrix(actual, predicted, labels=[0, 1], sample_weight=weight)
    return {
        "threshold": threshold,
        "truePositives": float(tp),
        "falsePositives": float(fp),
        "falseNegatives": float(fn),
        "trueNegatives": float(tn),
        # Nothing predicted positive: there is no precision to speak of.
        "precision": sk.precision_score(actual, predicted, sample_weight=weight) if predicted.any() else None,
        "recall": sk.recall_score(actual, predicted, sample_weight=weight),
        "f1": sk.f1_score(actual, predicted, sample_weight=weight),
        "accuracy": sk.accuracy_score(actual, predicted, sample_weight=weight),
        "falseAlarms": float(fp / (fp + tn)),
        "share": float(np.average(predicted, weights=weight)),
        "cost": float(COSTS["falsePositive"] * fp + COSTS["falseNegative"] * fn),
    }


def loss_of(probability):
    eps = np.finfo(np.float64).eps
    return -np.log(np.clip(probability, eps, 1 - eps))


# Two classes. Rounded scores repeat, and some are equal to a threshold (as float32: a little beside it).
n = 400
truth = rng.random(n) < 0.3
binary = np.where(truth, rng.beta(4, 3, n), rng.beta(2, 6, n))
binary[::3] = np.round(binary[::3], 2)
binary[:6] = [0.05, 0.25, 0.5, 0.731, 0.98, 0]
binary = as_float32(binary)
actual = truth.astype(int)
weight = np.round(rng.gamma(2, 1, n), 3) + 0.125

# More different scores than are taken one by one.
many_actual = (rng.random(2500) < 0.2).astype(int)
many_score = as_float32(np.where(many_actual, rng.beta(5, 2, 2500), rng.beta(1, 5, 2500)))

# Three classes.
raw = rng.gamma(1, 1, (60, 3))
three = as_float32(raw / raw.sum(axis=1, keepdims=True))
three[0] = [1, 0, 0]
three_actual = rng.integers(0, 3, 60)
three_actual[0] = 2
ordered = np.sort(three, axis=1)
three_loss = loss_of(three[np.arange(60), three_actual])
for row in range(1, 60):
    alone = sk.log_loss([three_actual[row]], three[[row]] / three[row].sum(), labels=[0, 1, 2])
    assert np.isclose(alone, three_loss[row], atol=1e-6), (alone, three_loss[row])

numbers = as_float32(rng.normal(0, 3, 50))
target = np.round(numbers + rng.normal(0, 1, 50), 4)

out = {
    "costs": COSTS,
    "binary": {
        "actual": actual.tolist(),
        "score": binary.tolist(),
        "weight": weight.tolist(),
        "figures": [figures(actual, binary, t) for t in THRESHOLDS],
        "weighted": [figures(actual, binary, t, weight) for t in THRESHOLDS],
        "loss": loss_of(np.where(actual == 1, binary, 1 - binary)).tolist(),
        "margin": np.abs(binary - (1 - binary)).tolist(),
    },
    "many": {
        "actual": many_actual.tolist(),
        "score": many_score.tolist(),
        "figures": [figures(many_actual, many_score, t) for t in THRESHOLDS],
    },
    "three": {
        "actual": three_actual.tolist(),
        "scores": three.tolist(),
        "loss": three_loss.tolist(),
        "margin": (ordered[:, 2] - ordered[:, 1]).tolist(),
    },
    "regression": {
        "actual": target.tolist(),
        "predicted": numbers.tolist(),
        "residual": np.abs(numbers - target).tolist(),
    },
}

pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out, indent=None, separators=(",", ":")) + "\n")
