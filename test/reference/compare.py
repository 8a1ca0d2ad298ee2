"""Reference values for app/metrics/paired: writes compare.json beside this file.

    python test/reference/compare.py        (requirements.txt holds the versions)

McNemar's tests come from statsmodels, paired t tests and binomial and normal tails from scipy, the figures of either side from
scikit-learn. What a row moves a figure by is a numerical derivative of scikit-learn's own function with respect to the
weight of the row. DeLong's covariance compares every positive row with every negative one (O(n^2)). Newcombe's paired interval is
written down anew from the paper, and checked here against the value that Fagerland, Lydersen and Laake print for it
("Recommended tests and confidence intervals for paired binomial proportions", Statistics in Medicine 33, 2014).
"""

import json
import pathlib
import warnings

import numpy as np
from scipy import stats
from sklearn import metrics as sk
from statsmodels.stats.contingency_tables import mcnemar

warnings.filterwarnings("ignore")
rng = np.random.default_rng(20260301)
Z = stats.norm.ppf(0.975)


def wilson(x, n):
    ci = stats.binomtest(int(x), int(n)).proportion_ci(0.95, method="wilson")
    return ci.low, ci.high


def newcombe(both, first, second, neither):
    """p2 - p1 for the same rows: method 10 of the paper."""
    n = both + first + second + neither
    p1, p2 = (both + first) / n, (both + second) / n
    (l1, u1), (l2, u2) = wilson(both + first, n), wilson(both + second, n)
    a = (both + first) * (second + neither) * (both + second) * (first + neither)
    b = both * neither - first * second
    c = b - n / 2 if b > n / 2 else (0 if b >= 0 else b)
    phi = c / np.sqrt(a) if a else 0
    down = np.sqrt((p2 - l2) ** 2 - 2 * phi * (p2 - l2) * (u1 - p1) + (u1 - p1) ** 2)
    up = np.sqrt((u2 - p2) ** 2 - 2 * phi * (u2 - p2) * (p1 - l1) + (p1 - l1) ** 2)
    d = p2 - p1
    return [d, d - down, d + up]


# Airway hyper-responsiveness before and after transplantation (Bentur et al. 2009), as in the table of intervals there.
assert np.allclose(newcombe(1, 1, 7, 12)[1:], [0.026, 0.507], atol=6e-4), newcombe(1, 1, 7, 12)


def t_difference(value, moves, n, unbiased=False):
    """
    Interval and p-value from what each row moves the difference by; degrees of freedom from how uneven that is.
    unbiased: the sum of their squares is the variance as it is.
    """
    se = np.sqrt(np.sum(moves**2) * (1 if unbiased else n / (n - 1)))
    if se == 0:
        return [value, None, None, 1.0 if value == 0 else 0.0]
    spread = np.sum(moves**4) / np.sum(moves**2) ** 2 - 1 / len(moves)
    df = max(1, min(n - 1, 2 / spread) if spread > 0 else n - 1)
    half = stats.t.ppf(0.975, df) * se
    return [value, value - half, value + half, 2 * stats.t.sf(abs(value) / se, df)]


def plain_t(value, moves, n):
    se = np.sqrt(np.sum(moves**2) * n / (n - 1))
    if se == 0:
        return [value, None, None, 1.0]
    half = stats.t.ppf(0.975, n - 1) * se
    return [value, value - half, value + half, 2 * stats.t.sf(abs(value) / se, n - 1)]


def moves_of(figure, w):
    """w_i × derivative by w_i, by central differences."""
    out = np.empty(len(w))
    for i in range(len(w)):
        h = 1e-4
        up, down = w.copy(), w.copy()
        up[i] *= 1 + h
        down[i] *= 1 - h
        out[i] = (figure(up) - figure(down)) / (2 * h)
    return out


def kish(w):
    return w.sum() ** 2 / (w**2).sum()


def delong(positive, s1, s2, w):
    """Second minus first area; weighted placements of every row against all of the other kind."""

    def placements(s):
        p, n = s[positive], s[~positive]
        wins = (p[:, None] > n[None, :]) + 0.5 * (p[:, None] == n[None, :])
        wp, wn = w[positive], w[~positive]
        v10 = wins @ wn / wn.sum()
        v01 = wp @ wins / wp.sum()
        return np.average(v10, weights=wp), v10, v01

    a1, v10a, v01a = placements(s1)
    a2, v10b, v01b = placements(s2)
    moves = np.empty(len(positive))
    for rows, d in ((positive, v10b - v10a), (~positive, v01b - v01a)):
        weight = w[rows]
        n = kish(weight)
        moves[rows] = weight * (d - np.average(d, weights=weight)) / weight.sum() * np.sqrt(n / (n - 1))
    return a1, a2, moves


def ece(y, said, w):
    bins = np.clip(np.ceil(said * 10).astype(int) - 1, 0, 9)
    return sum(abs(np.sum(w[bins == b] * (y - said)[bins == b])) for b in range(10)) / w.sum()


def classification(name, k, positive, actual, a, b, w=None):
    """a and b: (predicted, scores); labels beyond k-1 are unknown to both models."""
    weighted = w is not None
    w = np.ones(len(actual)) if w is None else w
    known = actual < k
    n = kish(w)
    expected = {}
    average = {"average": "binary", "pos_label": positive} if positive is not None else {"average": "macro", "labels": None}

    def label_figures(predicted):
        present = [c for c in range(k) if (actual == c).any() or (predicted == c).any()]
        how = dict(average)
        if positive is None:
            how["labels"] = present
        # An unknown label is a class of its own that is never predicted; scikit-learn's binary average would refuse it.
        y = actual if positive is None else np.where(actual == positive, positive, 1 - positive)
        return {
            "accuracy": lambda v: sk.accuracy_score(actual, predicted, sample_weight=v),
            "balancedAccuracy": lambda v: np.mean(
                [np.average(predicted[actual == c] == c, weights=v[actual == c]) for c in range(k) if (actual == c).any()]
            ),
            "precision": lambda v: sk.precision_score(y, predicted, sample_weight=v, zero_division=0, **how),
            "recall": lambda v: sk.recall_score(y, predicted, sample_weight=v, zero_division=0, **how),
            "f1": lambda v: sk.f1_score(y, predicted, sample_weight=v, zero_division=0, **how),
            "mcc": lambda v: sk.matthews_corrcoef(actual, predicted, sample_weight=v),
        }

    fa, fb = label_figures(a[0]), label_figures(b[0])
    for metric in fa:
        va, vb = fa[metric](w), fb[metric](w)
        moves = moves_of(fb[metric], w) - moves_of(fa[metric], w)
        expected[metric] = [va, vb, *t_difference(vb - va, moves, n)]

    def paired(rows):
        right = [(a[0] == actual)[rows], (b[0] == actual)[rows]]
        table = [
            int(np.sum(right[0] & right[1])),
            int(np.sum(right[0] & ~right[1])),
            int(np.sum(~right[0] & right[1])),
            int(np.sum(~right[0] & ~right[1])),
        ]
        few = table[1] + table[2] < 25
        test = mcnemar([[table[0], table[1]], [table[2], table[3]]], exact=few, correction=True)
        return table, test.pvalue

    table, p = paired(np.ones(len(actual), bool))
    if not weighted:
        expected["accuracy"][2:] = [*newcombe(*table), p]
        if positive is not None:
            ofpos, ppos = paired(actual == positive)
            expected["recall"][2:] = [*newcombe(*ofpos), ppos]

    if a[1] is not None:
        y, v = actual[known], w[known]
        sa, sb = a[1][known], b[1][known]
        nk = kish(v)
        eye = np.eye(k)[y]
        losses = {
            "logLoss": [-np.log(np.clip(s[np.arange(len(y)), y], np.finfo(float).eps, 1 - np.finfo(float).eps)) for s in (sa, sb)],
            "brier": [
                (s[:, positive] - (y == positive)) ** 2 if positive is not None else ((s - eye) ** 2).sum(axis=1) for s in (sa, sb)
            ],
        }
        for metric, (la, lb) in losses.items():
            if weighted:
                d = lb - la
                m = np.average(d, weights=v)
                se = np.sqrt(np.average((d - m) ** 2, weights=v) / (nk - 1))
                half = stats.t.ppf(0.975, nk - 1) * se
                ci, pv = [m - half, m + half], 2 * stats.t.sf(abs(m) / se, nk - 1)
            else:
                test = stats.ttest_rel(lb, la)
                interval = test.confidence_interval(0.95)
                ci, pv, m = [interval.low, interval.high], test.pvalue, np.mean(lb - la)
            expected[metric] = [np.average(la, weights=v), np.average(lb, weights=v), m, *ci, pv]
        said = [(s[:, positive], y == positive) if positive is not None else (s[np.arange(len(y)), g[known]], g[known] == y) for s, g in ((sa, a[0]), (sb, b[0]))]
        figure = [lambda x, q=q: ece(q[1].astype(float), q[0], x) for q in said]
        va, vb = figure[0](v), figure[1](v)
        expected["ece"] = [va, vb, *plain_t(vb - va, moves_of(figure[1], v) - moves_of(figure[0], v), nk)]

        classes = [positive] if positive is not None else [c for c in range(k) if (y == c).sum() > 1 and (y != c).sum() > 1]
        parts = [delong(y == c, sa[:, c], sb[:, c], v) for c in classes]
        area = [np.mean([q[0] for q in parts]), np.mean([q[1] for q in parts])]
        expected["rocAuc"] = [*area, *t_difference(area[1] - area[0], sum(q[2] for q in parts) / len(classes), nk, unbiased=True)]
        moves = np.zeros(len(y))
        values = np.zeros(2)
        for c in classes:
            is_c = y == c
            m = kish(v[is_c])
            one = lambda s: lambda x: sk.average_precision_score(is_c, s[:, c], sample_weight=x)
            values += np.array([one(sa)(v), one(sb)(v)]) / len(classes)
            moves += np.sqrt(m / (m - 1)) * (moves_of(one(sb), v) - moves_of(one(sa), v)) / len(classes)
        expected["averagePrecision"] = [*values, *t_difference(values[1] - values[0], moves, nk)]

    return {
        "name": name,
        "classCount": k,
        "positive": positive,
        "actual": [int(c) if c < k else -2 for c in actual],
        "a": {"predicted": a[0].tolist(), "scores": None if a[1] is None else a[1].ravel().tolist()},
        "b": {"predicted": b[0].tolist(), "scores": None if b[1] is None else b[1].ravel().tolist()},
        "weight": w.tolist() if weighted else None,
        "mcnemar": {"fixed": table[2], "broken": table[1], "pValue": p},
        "expected": {key: as_expected(value) for key, value in expected.items()},
    }


def as_expected(value):
    """Where not a row differs, scipy gives no p-value: nothing speaks against no difference; and there is no interval."""
    a, b, d, low, high, p = value
    if d == 0 and (low is None or low == high):
        return [float(a), float(b), 0.0, None, None, 1.0]
    return [float(x) for x in value]


def softmax(x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def two_models(n, k, actual, gain, shared, digits=None):
    """Scores of two models whose errors go together."""
    common = rng.normal(size=(n, k)) * shared
    out = []
    for lift in gain:
        known = np.where(actual < k, actual, 0)
        s = softmax(common + rng.normal(size=(n, k)) + lift * np.eye(k)[known])
        if digits is not None:
            s = np.round(s, digits)
            s[:, -1] = np.round(1 - s[:, :-1].sum(axis=1), digits)
        out.append((s.argmax(axis=1), s))
    return out


def make_classification():
    cases = []
    y = rng.integers(0, 2, 180)
    cases.append(classification("binary", 2, 1, y, *two_models(180, 2, y, (1.0, 1.6), 1.0)))
    y = (rng.random(150) < 0.2).astype(int)
    cases.append(classification("binary, positive first, ties", 2, 0, y, *two_models(150, 2, y, (1.5, 1.4), 1.5, 1)))
    y = rng.integers(0, 2, 40)
    cases.append(classification("binary, few rows", 2, 1, y, *two_models(40, 2, y, (1.5, 1.7), 3.0)))
    y = rng.choice(4, 160, p=[0.4, 0.3, 0.2, 0.1])
    cases.append(classification("four classes", 4, None, y, *two_models(160, 4, y, (1.0, 1.8), 1.0)))
    y = rng.choice(3, 120, p=[0.5, 0.3, 0.2])
    a, b = two_models(120, 3, y, (1.0, 1.3), 1.0)
    cases.append(classification("three classes, no scores", 3, None, y, (a[0], None), (b[0], None)))
    y = rng.choice(4, 140, p=[0.4, 0.3, 0.2, 0.1])
    cases.append(classification("three classes and unknown labels", 3, None, y, *two_models(140, 3, y, (1.2, 1.1), 1.0)))
    y = rng.integers(0, 2, 120)
    cases.append(classification("binary, weights", 2, 1, y, *two_models(120, 2, y, (1.0, 1.3), 1.0), w=rng.gamma(2, 1, 120)))
    y = rng.integers(0, 3, 110)
    cases.append(classification("three classes, weights", 3, None, y, *two_models(110, 3, y, (0.8, 1.3), 1.0), w=rng.gamma(2, 1, 110)))
    y = rng.integers(0, 2, 60)
    a, _ = two_models(60, 2, y, (1.0, 1.0), 1.0)
    cases.append(classification("one and the same", 2, 1, y, a, a))
    return cases


def median_ranks(n):
    if n < 6:
        return None
    if n > 1000:
        k = int(np.floor(n / 2 - Z * np.sqrt(n) / 2))
        return k, n + 1 - k
    k = int(stats.binom.ppf(0.025, int(n), 0.5))
    while stats.binom.cdf(k - 1, int(n), 0.5) > 0.025:
        k -= 1
    while stats.binom.cdf(k, int(n), 0.5) <= 0.025:
        k += 1
    return k, n + 1 - k


def regression(name, actual, a, b, w=None):
    weighted = w is not None
    w = np.ones(len(actual)) if w is None else w
    n = kish(w)
    expected = {}
    ea, eb = a - actual, b - actual
    relative = lambda e: np.abs(e) / np.maximum(np.finfo(float).eps, np.abs(actual))
    for metric, la, lb in (("mae", np.abs(ea), np.abs(eb)), ("mape", relative(ea), relative(eb))):
        if weighted:
            d = lb - la
            m = np.average(d, weights=w)
            se = np.sqrt(np.average((d - m) ** 2, weights=w) / (n - 1))
            half = stats.t.ppf(0.975, n - 1) * se
            ci, p = [m - half, m + half], 2 * stats.t.sf(abs(m) / se, n - 1)
        else:
            test = stats.ttest_rel(lb, la)
            interval = test.confidence_interval(0.95)
            m, ci, p = np.mean(lb - la), [interval.low, interval.high], test.pvalue
        expected[metric] = [np.average(la, weights=w), np.average(lb, weights=w), m, *ci, p]
    for metric, score in (("rmse", sk.root_mean_squared_error), ("r2", sk.r2_score)):
        fa, fb = (lambda x, q=q: score(actual, q, sample_weight=x) for q in (a, b))
        va, vb = fa(w), fb(w)
        d = moves_of(fb, w) - moves_of(fa, w)
        # Means of losses and functions of them are spread as w, not as w²: Kish's number of rows takes care of the rest.
        d = d / w * np.sqrt(w.sum() * w)
        se = np.sqrt(np.sum(d**2) / (n - 1)) if weighted else np.sqrt(np.sum(d**2) / (n - 1))
        half = stats.t.ppf(0.975, n - 1) * se
        expected[metric] = [va, vb, vb - va, vb - va - half, vb - va + half, 2 * stats.t.sf(abs(vb - va) / se, n - 1)]
    if not weighted:
        (xa, xb), ranks = (np.sort(np.abs(ea)), np.sort(np.abs(eb))), median_ranks(len(actual))
        ma, mb = np.median(xa), np.median(xb)
        sa, sb = ((x[ranks[1] - 1] - x[ranks[0] - 1]) / (2 * Z) for x in (xa, xb))
        rho = np.corrcoef(np.abs(ea) <= ma, np.abs(eb) <= mb)[0, 1]
        se = np.sqrt(sa**2 + sb**2 - 2 * rho * sa * sb)
        expected["medianAe"] = [ma, mb, mb - ma, mb - ma - Z * se, mb - ma + Z * se, 2 * stats.norm.sf(abs(mb - ma) / se)]
    return {
        "name": name,
        "actual": actual.tolist(),
        "a": a.tolist(),
        "b": b.tolist(),
        "weight": w.tolist() if weighted else None,
        "expected": {key: [float(x) for x in value] for key, value in expected.items()},
    }


def make_regression():
    y = rng.normal(50, 10, 150)
    shared = rng.normal(size=150)
    a, b = y + 3 * shared + rng.normal(size=150), y + 2.5 * shared + rng.normal(size=150)
    few = slice(0, 15)
    return [
        regression("plain", y, a, b),
        regression("few rows", y[few], a[few], b[few]),
        regression("far from nought", y + 1e6, a + 1e6, b + 1e6),
        regression("heavy tails", y, y + rng.standard_t(3, 150), y + rng.standard_t(3, 150)),
        regression("weights", y, a, b, w=rng.gamma(2, 1, 150)),
    ]


def one_test(b, c):
    test = mcnemar([[10, b], [c, 10]], exact=b + c < 25, correction=True)
    return [c, b, None if b + c < 25 else float(test.statistic), float(test.pvalue)]


out = {
    "classification": make_classification(),
    "regression": make_regression(),
    # fixed, broken, statistic, p-value
    "mcnemar": [one_test(b, c) for b, c in [(0, 0), (1, 0), (3, 9), (12, 12), (10, 14), (25, 10), (13, 12), (400, 300), (900, 30)]],
    # both, only first, only second, neither; difference, low, high
    "newcombe": [[*t, *newcombe(*t)] for t in [(1, 1, 7, 12), (59, 6, 16, 80), (900, 0, 0, 100), (0, 5, 9, 0), (30, 0, 0, 0), (10, 40, 45, 5)]],
    "normalTails": [[z, 2 * stats.norm.sf(z)] for z in (0, 0.5, 1.96, 2.9999, 3, 5, 10, 37)],
    "studentTails": [[t, df, 2 * stats.t.sf(t, df)] for t in (0, 0.1, 1, 2.5, 8, 40) for df in (1, 2.5, 10, 99.5, 5000, 1e6)],
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out) + "\n")
