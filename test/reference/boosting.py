"""Reference values for boosted trees: writes boosting.json beside this file.

    python test/reference/boosting.py        (lightgbm, scikit-learn: an environment of its own)

Test errors of LightGBM and scikit-learn's HistGradientBoosting, both with 100 trees of 31 leaves, at least 20 rows a leaf, learning
rate 0.1, 255 bins and no penalty, on three tables that the tests make again from the same linear congruential generator.
"""

import json
import pathlib

import lightgbm
import numpy as np
import sklearn
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.metrics import log_loss, roc_auc_score


class Lcg:
    """Numerical Recipes' generator: x <- 1664525 x + 1013904223 mod 2^32, uniform = x / 2^32."""

    def __init__(self, seed):
        self.state = seed

    def uniform(self):
        self.state = (self.state * 1664525 + 1013904223) % 2**32
        return self.state / 2**32

    def noise(self):
        return (self.uniform() + self.uniform() + self.uniform() + self.uniform() - 2) * 1.7320508075688772


def smooth(random):
    x = [random.uniform() for _ in range(8)]
    y = 10 * x[0] * x[1] + 20 * (x[2] - 0.5) ** 2 + 10 * x[3] + 5 * x[4] + random.noise()
    return x, y


def gaps(random):
    """Missing values that say something, and codes of categories."""
    x = [random.uniform() for _ in range(6)]
    gone = x[0] < 0.25
    code = int(6 * x[1])
    y = (4 if gone else 3 * x[0]) + (2 if code in (1, 4) else 0) + 3 * x[2] * x[3] + 0.5 * random.noise()
    return [float("nan") if gone else x[0], float(code), x[2], float("nan") if x[5] < 0.1 else x[3], x[4]], y


def sides(random):
    x = [random.uniform() for _ in range(5)]
    side = x[0] * x[1] + x[2] * x[2] > 0.55
    return x, float(side != (random.uniform() < 0.1))


def table(make, n, seed):
    random = Lcg(seed)
    rows = [make(random) for _ in range(n)]
    return np.array([x for x, _ in rows]), np.array([y for _, y in rows])


settings = {"n_estimators": 100, "num_leaves": 31, "min_child_samples": 20, "learning_rate": 0.1, "max_bin": 255, "verbose": -1, "deterministic": True, "num_threads": 1}
histogram = {"max_iter": 100, "max_leaf_nodes": 31, "min_samples_leaf": 20, "learning_rate": 0.1, "max_bins": 255, "early_stopping": False}
out = {"lightgbm": lightgbm.__version__, "sklearn": sklearn.__version__, "cases": []}
for name, make, loss in (("smooth", smooth, "squared"), ("gaps", gaps, "squared"), ("sides", sides, "logistic")):
    train, test = table(make, 4000, 1), table(make, 4000, 2)
    case = {"name": name, "loss": loss}
    models = {
        "lightgbm": (lightgbm.LGBMRegressor if loss == "squared" else lightgbm.LGBMClassifier)(**settings),
        "sklearn": (HistGradientBoostingRegressor if loss == "squared" else HistGradientBoostingClassifier)(**histogram),
    }
    for library, model in models.items():
        model.fit(*train)
        if loss == "squared":
            case[library] = {"rmse": float(np.sqrt(np.mean((model.predict(test[0]) - test[1]) ** 2)))}
        else:
            p = model.predict_proba(test[0])[:, 1]
            case[library] = {"logLoss": float(log_loss(test[1], p)), "rocAuc": float(roc_auc_score(test[1], p))}
    case["sumOfTargets"] = float(np.sum(test[1]))
    out["cases"].append(case)
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out) + "\n")
