"""Reference values for the checks of data quality: writes quality.json beside this file.

    python test/reference/quality.py        (requirements.txt holds the versions)

Predictive power: scikit-learn's decision tree of default form on one column, 4-fold cross-validation as ppscore calls it
(cross_val_score with cv=4 on rows in the order given); naive guesses written out here. Isolation forest: the trees that
scikit-learn grew are saved with the scores it gives, so that scoring is compared exactly; growing is compared by rank. Outliers
and trend are numpy's and scipy's.
"""

import json
import pathlib

import numpy as np
from scipy import stats
from sklearn.ensemble import IsolationForest
from sklearn.ensemble._iforest import _average_path_length
from sklearn.model_selection import StratifiedKFold, cross_val_score
from sklearn.preprocessing import OneHotEncoder
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

rng = np.random.default_rng(20270114)


def listed(values):
    return [float(v) for v in values]


def class_power(feature, labels, categorical=False):
    """As ppscore: tree, cv=4, weighted F1; the naive guess is the better of the most frequent class and of guessing by shares."""
    x = OneHotEncoder(sparse_output=False).fit_transform(feature.reshape(-1, 1)) if categorical else feature.reshape(-1, 1)
    model = float(np.mean(cross_val_score(DecisionTreeClassifier(random_state=0), x, labels, cv=4, scoring="f1_weighted")))
    _, counts = np.unique(labels, return_counts=True)
    shares = counts / counts.sum()
    top = shares.max()
    naive = max(top * 2 * top / (1 + top), float((shares**2).sum()))
    return {"model": model, "naive": float(naive), "score": max(0.0, (model - naive) / (1 - naive))}


def number_power(feature, target):
    errors = -cross_val_score(
        DecisionTreeRegressor(random_state=0), feature.reshape(-1, 1), target, cv=4, scoring="neg_mean_absolute_error"
    )
    model = float(errors.mean())
    naive = float(np.abs(target - np.median(target)).mean())
    return {"model": model, "naive": naive, "score": max(0.0, 1 - model / naive)}


def predictive_power():
    n = 240
    cases = []
    # Quarters: no two values are closer than scikit-learn tells apart in float32, and many repeat.
    signal = np.round(rng.normal(size=n) * 4) / 4
    labels = (signal + rng.normal(size=n) * 0.7 > 0.4).astype(int)
    cases.append({"name": "number, two classes", "feature": listed(signal), "labels": labels.tolist(), **class_power(signal, labels)})
    three = np.digitize(signal + rng.normal(size=n) * 0.2, [-0.6, 0.5])
    cases.append({"name": "number, three classes", "feature": listed(signal), "labels": three.tolist(), **class_power(signal, three)})
    noise = np.round(rng.normal(size=n) * 1000) / 1000
    cases.append({"name": "noise", "feature": listed(noise), "labels": labels.tolist(), **class_power(noise, labels)})
    category = (labels * 2 + rng.integers(0, 3, n)) % 5
    cases.append(
        {
            "name": "category",
            "categories": category.tolist(),
            "labels": labels.tolist(),
            **class_power(category.astype(float), labels, categorical=True),
        }
    )
    cases.append({"name": "the label itself", "feature": listed(labels), "labels": labels.tolist(), **class_power(labels.astype(float), labels)})
    target = signal**2 + rng.normal(size=n) * 0.1
    cases.append({"name": "number for a number", "feature": listed(signal), "target": listed(target), **number_power(signal, target)})
    return cases


def folds():
    labels = rng.choice([0, 1, 2], size=53, p=[0.6, 0.3, 0.1])
    found = np.zeros(53, dtype=int)
    for k, (_, test) in enumerate(StratifiedKFold(4).split(labels, labels)):
        found[test] = k
    return {"labels": labels.tolist(), "folds": found.tolist()}


def isolation():
    clean = rng.normal(size=(300, 2)) * [1, 3] + [0, 5]
    planted = np.array([[8.0, 5.0], [0.0, 40.0], [-7.0, -20.0]])
    rows = np.round(np.vstack([clean, planted]), 4)
    small = IsolationForest(n_estimators=5, max_samples=64, random_state=0).fit(rows)
    trees = []
    for estimator, features in zip(small.estimators_, small.estimators_features_):
        tree = estimator.tree_
        trees.append(
            {
                "feature": [int(features[f]) if f >= 0 else -1 for f in tree.feature],
                "threshold": listed(tree.threshold),
                "left": tree.children_left.tolist(),
                "right": tree.children_right.tolist(),
                "size": tree.n_node_samples.tolist(),
            }
        )
    full = IsolationForest(n_estimators=100, max_samples=256, random_state=0).fit(rows)
    return {
        "columns": [listed(rows[:, 0]), listed(rows[:, 1])],
        "small": {"trees": trees, "sampleSize": 64, "scores": listed(-small.score_samples(rows))},
        "scores": listed(-full.score_samples(rows)),
        "pathLengths": [[n, float(_average_path_length([n])[0])] for n in (1, 2, 3, 10, 64, 256)],
    }


def quartiles():
    values = np.round(rng.standard_t(3, size=500), 3)
    low, high = np.percentile(values, [25, 75])
    bottom, top = low - 1.5 * (high - low), high + 1.5 * (high - low)
    return {
        "values": listed(values),
        "low": float(low),
        "high": float(high),
        "below": int((values < bottom).sum()),
        "above": int((values > top).sum()),
    }


def skewed():
    """Quantiles on an even grid: healthy columns that lean to the right, without chance."""
    shares = (np.arange(1000) + 0.5) / 1000
    return {
        "poisson": listed(stats.poisson.ppf(shares, 1.6)),
        "lognormal": listed(np.round(stats.lognorm.ppf(shares, 1.0), 6)),
        "exponential": listed(np.round(stats.expon.ppf(shares), 6)),
    }


def trend():
    windows = [(1990, 463, 57), (1991, 571, 75), (1992, 657, 121), (1993, 677, 148), (1995, 713, 197), (1996, 752, 221)]
    at = np.repeat([w[0] for w in windows], [w[1] for w in windows]).astype(float)
    hit = np.concatenate([[1] * h + [0] * (n - h) for _, n, h in windows])
    r = np.corrcoef(at, hit)[0, 1]
    line = stats.linregress(at, hit)
    return {
        "windows": [{"at": a, "rows": n, "hits": h} for a, n, h in windows],
        "z": float(r * np.sqrt(len(at))),
        "pValue": float(stats.chi2.sf(len(at) * r * r, 1)),
        "change": float(line.slope * (windows[-1][0] - windows[0][0])),
    }


values = {
    "predictivePower": predictive_power(),
    "stratifiedFolds": folds(),
    "isolation": isolation(),
    "quartiles": quartiles(),
    "trend": trend(),
    "skewed": skewed(),
}
path = pathlib.Path(__file__).with_name("quality.json")
path.write_text(json.dumps(values) + "\n")
print(f"wrote {path} ({path.stat().st_size} bytes)")
