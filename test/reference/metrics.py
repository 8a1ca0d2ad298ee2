"""Reference values for app/metrics: writes metrics.json beside this file.

    python test/reference/metrics.py        (requirements.txt holds the versions)

Figures come from scikit-learn; Wilson intervals, Student and binomial quantiles from scipy; DeLong's variance from
the placement values compared pair by pair (O(n^2)); intervals by the delta method from numerical derivatives of
scikit-learn's own functions with respect to the weights of rows. ECE has no scikit-learn function: numpy here, over the
bins of its calibration_curve.
Where scikit-learn substitutes 0 for something undefined, Drydock says null; those places are marked by hand below.
"""

import json
import pathlib
import warnings

import numpy as np
from scipy import stats
from sklearn import metrics as sk
from sklearn.calibration import calibration_curve

warnings.filterwarnings("ignore")
rng = np.random.default_rng(20240229)
Z = stats.norm.ppf(0.975)


def kish(w):
    return w.sum() ** 2 / (w**2).sum()


def wilson(part, whole_weights):
    """Interval of a share; for unweighted rows scipy's own."""
    if len(whole_weights) == 0:
        return None
    if np.all(whole_weights == 1):
        ci = stats.binomtest(int(round(part)), len(whole_weights)).proportion_ci(0.95, method="wilson")
        return [ci.low, ci.high]
    n, p = kish(whole_weights), part / whole_weights.sum()
    centre, half = (p + Z**2 / (2 * n)) / (1 + Z**2 / n), Z * np.sqrt(p * (1 - p) / n + Z**2 / (4 * n * n)) / (1 + Z**2 / n)
    return [max(0, centre - half), min(1, centre + half)]


def mean_interval(x, w, top=np.inf):
    n = kish(w)
    if n <= 1:
        return None
    m = np.average(x, weights=w)
    s2 = np.average((x - m) ** 2, weights=w) * n / (n - 1)
    df = n - 1
    half = stats.t.ppf(0.975, df) * np.sqrt(s2 / n)
    if m == 0:
        return [0, 0]
    reach = half / m
    return [m * np.exp(-reach), min(top, m * np.exp(reach) if reach <= 1 else m * np.e * reach)]


def delong(y, s, w):
    """Area, variance and degrees of freedom; every positive compared with every negative."""
    p, n = s[y == 1], s[y == 0]
    wp, wn = w[y == 1], w[y == 0]
    if len(p) == 0 or len(n) == 0:
        return None, None, None
    wins = (p[:, None] > n[None, :]) + 0.5 * (p[:, None] == n[None, :])
    v10, v01 = wins @ wn / wn.sum(), wp @ wins / wp.sum()
    auc = np.average(v10, weights=wp)
    if len(p) < 2 or len(n) < 2:
        return auc, None, None
    s10 = np.average((v10 - auc) ** 2, weights=wp) / (kish(wp) - 1)
    s01 = np.average((v01 - auc) ** 2, weights=wn) / (kish(wn) - 1)
    v = s10 + s01
    return auc, v, v**2 / (s10**2 / (kish(wp) - 1) + s01**2 / (kish(wn) - 1)) if v > 0 else None


def influences(metric, y, s, w):
    """Derivative of a figure by the logarithm of each row's weight, by central differences of scikit-learn's function."""
    out = np.zeros(len(y))
    for i in range(len(y)):
        up, down = w.copy(), w.copy()
        up[i] *= 1 + 1e-4
        down[i] *= 1 - 1e-4
        out[i] = (metric(y, s, sample_weight=up) - metric(y, s, sample_weight=down)) / 2e-4
    return out


def ap_bias(y, s, w):
    """Expected excess of average precision, row by row as said in app/metrics/precisionSpread.ts."""
    p, raised, lowered = w[y == 1].sum(), 0.0, 0.0
    steps = np.unique(s)[::-1]
    for i in np.flatnonzero(y == 1):
        above, same = s >= s[i], (s == s[i]) & (y == 1)
        precision, own = w[above & (y == 1)].sum() / w[above].sum(), (w[same] ** 2).sum() / w[same].sum()
        lowered += w[i] * precision * (1 - precision**2)
        if w[above].sum() > own * (1 + 1e-9):
            raised += w[i] * own * (1 - precision) / (w[above].sum() - own)
        elif len(steps) > 1:
            following = s == steps[1]
            raised += w[i] / 2 * w[following & (y == 0)].sum() / w[following].sum()
    return (raised - lowered * w[y == 0].sum() / w.sum() / kish(w[y == 1])) / p


def correlated_mean(figures):
    """Mean of (value, centre, standard error, degrees, influences): the matrix of correlations written out. None = not tried here."""
    if any(f is None or not f[2] > 0 or not 0 < f[1] < 1 for f in figures):
        return None
    value, centre, error, degrees, rows = (np.array([f[i] for f in figures]) for i in range(5))
    low, high = np.array([logit_interval(c, Z * e / (c * (1 - c))) for c, e in zip(centre, error)]).T
    half = (high - low) / 2
    units = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    spread = half @ (units @ units.T) @ half
    t = stats.t.ppf(0.975, max(1, (half**2).sum() ** 2 / (half**4 / degrees).sum())) / Z
    middle = centre.sum() - (centre - (low + high) / 2).sum() * spread / half.sum() ** 2
    reach, n = t * np.sqrt(spread), len(figures)
    return [max(0, min((middle - reach) / n, value.mean())), min(1, max((middle + reach) / n, value.mean()))]


def logit_interval(value, half):
    eta = np.log(value / (1 - value))
    return [1 / (1 + np.exp(-(eta - half))), 1 / (1 + np.exp(-(eta + half)))]


def ece(score, hit, w):
    bins = np.searchsorted(np.linspace(0, 1, 11)[1:-1], score)  # as sklearn.calibration.calibration_curve
    total = 0.0
    for b in range(10):
        m = bins == b
        if m.any():
            total += w[m].sum() * abs(np.average(hit[m], weights=w[m]) - np.average(score[m], weights=w[m]))
    return total / w.sum()


def scaled(truth, guess, w, k):
    """The table scaled to the effective number of rows."""
    c = np.zeros((k + 1, k))
    np.add.at(c, (truth, guess), w)
    return c * kish(w) / c.sum()


def outer(value, centre, low, high, reach, bottom):
    """The smoothed interval, its outer side widened to that of the table as it is."""
    if value < centre:
        low = min(low, value - reach)
    if value > centre:
        high = max(high, value + reach)
    return [max(bottom, min(low, value)), min(1, max(high, value))]


def smoothed(truth, guess, w, k):
    """z^2 pseudo-rows added to the table, half right, half wrong."""
    c = scaled(truth, guess, w, k)
    share = (c.sum(1) + np.append(c.sum(0), 0)) / (2 * c.sum())
    right = np.zeros_like(c)
    wrong = np.outer(share, share[:k])
    for i in range(k):
        right[i, i] = share[i]
        wrong[i, i] = 0
    return c + Z**2 / 2 * (right / right.sum() + wrong / wrong.sum())


def delta_error(cells, f):
    """sqrt(sum c g^2 - (sum c g)^2 / n), g by central differences."""
    g = np.zeros_like(cells)
    for i in np.ndindex(cells.shape):
        if cells[i] == 0:
            continue
        h = 1e-4 * max(1, cells[i])
        up, down = cells.copy(), cells.copy()
        up[i] += h
        down[i] -= h
        g[i] = (f(up) - f(down)) / (2 * h)
    return np.sqrt((cells * g**2).sum() - (cells * g).sum() ** 2 / cells.sum())


def of_cells(metric):
    def f(c):
        t, p = np.indices(c.shape)
        return metric(t.ravel(), p.ravel(), c.ravel())

    return f


def classify(name, actual, predicted, scores, weight, k, positive, with_baseline=True):
    actual, predicted = np.array(actual), np.array(predicted)
    w_all = np.ones(len(actual)) if weight is None else np.array(weight)
    judged = (actual != -1) & (predicted >= 0) & (w_all > 0)
    t, p, w = actual[judged], predicted[judged], w_all[judged]
    u = np.where(t < -1, k, t)  # every unknown label as one class
    e = {}

    def put(name, value, interval=None):
        e[name] = {"value": None if value is None else float(value), "interval": interval}

    kinds = len(set(u))
    known_actual = sorted(set(u) - {k})
    present = sorted((set(u) | set(p)) - {k})
    if len(t) == 0:
        for m in ["accuracy", "balancedAccuracy", "precision", "recall", "f1", "mcc"]:
            put(m, None)
    else:
        put("accuracy", sk.accuracy_score(u, p, sample_weight=w), wilson(w[u == p].sum(), w))
        recalls = sk.recall_score(u, p, labels=known_actual, average=None, sample_weight=w) if known_actual else []
        put("balancedAccuracy", np.mean(recalls) if kinds > 1 and len(recalls) else None)
        put("mcc", sk.matthews_corrcoef(u, p, sample_weight=w) if kinds > 1 else None)
        if kinds > 1:
            cells = smoothed(u, p, w, k)
            f = of_cells(lambda a, b, c: sk.matthews_corrcoef(a, b, sample_weight=c))
            m, err = f(cells), delta_error(cells, f)
            z, half = np.arctanh(m), Z * err / (1 - m * m)
            low, high = np.tanh(z - half), np.tanh(z + half)
            if len(set(p)) > 1:
                put("mcc", e["mcc"]["value"], outer(e["mcc"]["value"], m, low, high, Z * delta_error(scaled(u, p, w, k), f), -1))
        if positive is None:
            args = dict(labels=present, average="macro", sample_weight=w, zero_division=0)
            put("precision", sk.precision_score(u, p, **args))
            put("recall", sk.recall_score(u, p, **args))
            f = of_cells(lambda a, b, c: sk.f1_score(a, b, labels=present, average="macro", sample_weight=c, zero_division=0))
            value = sk.f1_score(u, p, **args)
            if kinds > 1:
                cells = smoothed(u, p, w, k)
                centre, err = f(cells), delta_error(cells, f)
                interval = outer(value, centre, centre - Z * err, centre + Z * err, Z * delta_error(scaled(u, p, w, k), f), 0)
            put("f1", value, interval if kinds > 1 else None)
        else:
            args = dict(labels=[positive], average="macro", sample_weight=w, zero_division=0)
            hit = (u == positive) & (p == positive)
            said, is_ = p == positive, u == positive
            put("precision", sk.precision_score(u, p, **args) if said.any() else None, wilson(w[hit].sum(), w[said]))
            put("recall", sk.recall_score(u, p, **args) if is_.any() else None, wilson(w[hit].sum(), w[is_]))
            either = wilson(w[hit].sum(), w[said | is_])
            put(
                "f1",
                sk.f1_score(u, p, **args) if (said | is_).any() else None,
                either and [2 * j / (1 + j) for j in either],
            )
    if scores is not None:
        s_all = np.array(scores).reshape(-1, k)
        keep = judged & (actual >= 0) & np.isfinite(s_all).all(axis=1)
        t, p, w, s = actual[keep], predicted[keep], w_all[keep], s_all[keep]
        if len(t) == 0:
            for m in ["logLoss", "brier", "ece", "rocAuc", "averagePrecision"]:
                put(m, None)
        else:
            truth = np.eye(k)[t]
            loss = -np.log(np.clip((s * truth).sum(axis=1), np.finfo(float).eps, 1 - np.finfo(float).eps))
            put("logLoss", sk.log_loss(t, s, labels=list(range(k)), sample_weight=w), mean_interval(loss, w))
            if positive is None:
                put(
                    "brier",
                    sk.brier_score_loss(t, s, labels=list(range(k)), sample_weight=w),
                    mean_interval(((s - truth) ** 2).sum(axis=1), w, 2),
                )
                put("ece", ece(s[np.arange(len(t)), p], (t == p).astype(float), w))
                ranked = range(k)
            else:
                y = (t == positive).astype(float)
                put(
                    "brier",
                    sk.brier_score_loss(y, s[:, positive], sample_weight=w, pos_label=1),
                    mean_interval((s[:, positive] - y) ** 2, w, 1),
                )
                put("ece", ece(s[:, positive], y, w))
                ranked = [positive]
            aucs, aps, variances, ap_intervals, auc_intervals, auc_figures, ap_figures = [], [], [], [], [], [], []
            for c in ranked:
                y = (t == c).astype(int)
                if y.any():
                    ap = sk.average_precision_score(y, s[:, c], sample_weight=w)
                    aps.append(ap)
                    n = kish(w[y == 1])
                    ap_intervals.append(logit_interval(ap, Z / np.sqrt(n * ap * (1 - ap))) if 0 < ap < 1 else None)
                    if positive is None:
                        i = influences(sk.average_precision_score, y, s[:, c], w)
                        error = np.sqrt((i**2).sum() * (n + 1) / (n - 1)) if n > 1 else 0
                        ap_figures.append((ap, ap - ap_bias(y, s[:, c], w), error, n - 1, i))
                if y.any() and not y.all():
                    a, v, df = delong(y, s[:, c], w)
                    assert abs(a - sk.roc_auc_score(y, s[:, c], sample_weight=w)) < 1e-12
                    aucs.append(sk.roc_auc_score(y, s[:, c], sample_weight=w))
                    variances.append(v)
                    auc_intervals.append(logit_interval(a, stats.t.ppf(0.975, max(1, df)) * np.sqrt(v) / (a * (1 - a))) if v and 0 < a < 1 else None)
                    if positive is None:
                        auc_figures.append((a, a, np.sqrt(v), df, influences(sk.roc_auc_score, y, s[:, c], w)) if v else None)
            if positive is None and len(set(t)) == k:
                assert abs(np.mean(aucs) - sk.roc_auc_score(t, s, multi_class="ovr", sample_weight=w)) < 1e-9
            several = positive is None
            put("rocAuc", np.mean(aucs) if aucs else None, correlated_mean(auc_figures) if several and aucs else mean_of(auc_intervals))
            put(
                "averagePrecision",
                np.mean(aps) if aps else None,
                correlated_mean(ap_figures) if several and aps else mean_of(ap_intervals),
            )
            e["deLongVariances"] = variances
    return {
        "name": name,
        "classCount": k,
        "positive": positive,
        "actual": actual.tolist(),
        "predicted": predicted.tolist(),
        "scores": scores,
        "weight": weight,
        "confusion": sk.confusion_matrix(u, predicted[judged], labels=list(range(k + 1)), sample_weight=w_all[judged])[:, :k].tolist()
        if judged.any()
        else None,
        "expected": e,
        "calibration": reliability(y, s[:, positive]) if scores is not None and positive is not None and len(t) and weight is None else None,
        "baseline": baseline(u, w_all[judged], scores is not None, k, positive) if with_baseline else None,
    }


def reliability(y, score):
    """Observed share and mean score of the bins that hold rows."""
    observed, mean = calibration_curve(y, score, n_bins=10)
    return [[float(o), float(m)] for o, m in zip(observed, mean)]


def baseline(u, w, scored, k, positive):
    """Values for always the most frequent known class, with the class shares as probabilities."""
    shares = np.bincount(u[u < k], weights=w[u < k], minlength=k)
    if shares.sum() == 0:
        return None
    shares /= shares.sum()
    truth = np.where(u == k, -2, u)
    scores = np.tile(shares, len(u)).tolist() if scored else None
    e = classify("", truth, np.full(len(u), shares.argmax()), scores, w.tolist(), k, positive, False)["expected"]
    return {name: one["value"] for name, one in e.items() if name != "deLongVariances"}


def mean_of(intervals):
    if not intervals or any(i is None for i in intervals):
        return None
    return np.mean(intervals, axis=0).tolist()


def binary(n, prevalence, decimals, spread=1.2, shift=0.0):
    """Labels, calibrated-ish probabilities of the second class, predictions at 0.5."""
    y = (rng.random(n) < prevalence).astype(int)
    z = rng.normal(size=n) + spread * (2 * y - 1) + np.log(prevalence / (1 - prevalence)) + shift
    p = np.round(1 / (1 + np.exp(-z)), decimals)
    return y, p, (p >= 0.5).astype(int)


def pairs(p):
    return [x for q in p for x in (round(1 - float(q), 6), float(q))]


def weights(n):
    return np.round(rng.gamma(2, 0.5, n) + 0.05, 3).tolist()


def multiclass(n, k, sharp, decimals=4):
    y = rng.choice(k, n, p=rng.dirichlet(np.ones(k) * 4))
    z = rng.normal(size=(n, k)) + sharp * np.eye(k)[y]
    s = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    s = np.round(s, decimals)
    for row in s:  # the largest takes what rounding left over, so that rows sum to one
        top = row.argmax()
        row[top] = 0
        row[top] = round(1 - row.sum(), decimals)
    return y, s, s.argmax(axis=1)


cases = []


def add(name, y, p, scores, weight=None, k=2, positive=1):
    cases.append(classify(name, [int(v) for v in y], [int(v) for v in p], scores, weight, k, positive))


y, s, p = binary(200, 0.5, 4)
add("balanced", y, p, pairs(s))
add("first class is positive", y, p, pairs(s), positive=0)
add("labels only", y, p, None)
y, s, p = binary(400, 0.06, 4)
add("imbalanced", y, p, pairs(s))
y, s, p = binary(150, 0.4, 1)
add("tied scores", y, p, pairs(s))
y, s, p = binary(200, 0.3, 2)
add("weights", y, p, pairs(s), weights(200))
y, s, p = binary(100, 0.3, 3)
w = weights(100)
for i in range(0, 100, 7):
    w[i] = 0
add("zero weights", y, p, pairs(s), w)
y, s, p = binary(120, 0.4, 3)
y[::10] = -2
y[5::30] = -3
y[3::17] = -1
p[7::31] = -1
add("unknown labels, no labels, no predictions", y, p, pairs(s))
add("perfect", [0, 1] * 15, [0, 1] * 15, pairs([0.1, 0.9] * 15))
add("certain and right", [0, 1] * 6, [0, 1] * 6, pairs([0.0, 1.0] * 6))
add("all wrong", [0, 1] * 15, [1, 0] * 15, pairs([0.9, 0.2] * 15))
add("certain and wrong", [0, 1] * 6, [1, 0] * 6, pairs([1.0, 0.0] * 6))
add("one row", [1], [1], pairs([0.75]))
add("two rows", [0, 1], [1, 1], pairs([0.6, 0.75]))
add("only negatives", [0] * 12, [0] * 8 + [1] * 4, pairs(np.round(rng.random(12), 2)))
add("only positives", [1] * 12, [0] * 8 + [1] * 4, pairs(np.round(rng.random(12), 2)))
add("nothing predicted positive", [0] * 9 + [1] * 3, [0] * 12, pairs(np.round(rng.random(12) / 3, 2)))
add("no labels", [-1] * 5, [0, 1, 0, 1, 1], pairs([0.2, 0.8, 0.3, 0.9, 0.7]))
y, s, p = multiclass(200, 3, 1.5)
add("three classes", y, p, s.ravel().tolist(), k=3, positive=None)
y, s, p = multiclass(150, 4, 1.2, 2)
add("four classes, weights", y, p, s.ravel().tolist(), weights(150), k=4, positive=None)
y, s, p = multiclass(80, 5, 1.0, 3)
y[y == 4] = 0
add("a class without rows", y, p, s.ravel().tolist(), k=5, positive=None)
y, s, p = multiclass(90, 3, 1.5, 3)
y[::9] = -2
y[4::20] = -5
add("three classes, unknown labels", y, p, s.ravel().tolist(), k=3, positive=None)
y = np.arange(30) % 3
add("three classes, perfect", y, y, np.round(np.eye(3)[y] * 0.7 + 0.1, 1).ravel().tolist(), k=3, positive=None)


def regress(name, actual, predicted, weight=None):
    a_all, p_all = np.array(actual, float), np.array(predicted, float)
    w_all = np.ones(len(a_all)) if weight is None else np.array(weight)
    keep = ~np.isnan(a_all) & ~np.isnan(p_all) & (w_all > 0)
    a, p, w = a_all[keep], p_all[keep], w_all[keep]
    e = {}
    err = np.abs(p - a)
    n = kish(w) if len(a) else 0

    def put(name, value, interval=None):
        e[name] = {"value": None if value is None else float(value), "interval": interval}

    if len(a) == 0:
        for m in ["mae", "rmse", "r2", "mape", "medianAe"]:
            put(m, None)
    else:
        put("mae", sk.mean_absolute_error(a, p, sample_weight=w), mean_interval(err, w))
        square = mean_interval(err**2, w)
        put("rmse", sk.root_mean_squared_error(a, p, sample_weight=w), square and [np.sqrt(v) for v in square])
        put(
            "mape",
            sk.mean_absolute_percentage_error(a, p, sample_weight=w),
            mean_interval(err / np.maximum(np.finfo(float).eps, np.abs(a)), w),
        )
        if len(a) > 1 and np.ptp(a) > 0:
            r2 = sk.r2_score(a, p, sample_weight=w)
            # Infinitesimal jackknife: derivative of R2 by the weight of each row (central differences).
            slopes = np.zeros(len(a))
            for i in range(len(a)):
                h = 1e-4
                up, down = w.copy(), w.copy()
                up[i] += h
                down[i] -= h
                slopes[i] = (sk.r2_score(a, p, sample_weight=up) - sk.r2_score(a, p, sample_weight=down)) / (2 * h)
            # slopes are influence / total weight; Kish's rule: weighted variance over the effective number less one.
            error = np.sqrt((w * (slopes * w.sum()) ** 2).sum() / w.sum() / (n - 1))
            half = Z * error / (1 - r2) if r2 < 1 else 0
            put("r2", r2, [1 - (1 - r2) * np.exp(half), 1 - (1 - r2) * np.exp(-half)])
        else:
            put("r2", None)
        if weight is None:
            k = int(stats.binom.ppf(0.025, len(a), 0.5))
            while k > 0 and stats.binom.cdf(k - 1, len(a), 0.5) > 0.025:
                k -= 1
            o = np.sort(err)
            put("medianAe", sk.median_absolute_error(a, p), [o[k - 1], o[len(a) - k]] if k > 0 else None)
        else:
            put("medianAe", sk.median_absolute_error(a, p, sample_weight=w))

    def plain(x):
        return [None if np.isnan(v) else float(v) for v in x]

    base = None
    if len(a):
        mean = np.full(len(a), np.average(a, weights=w))
        base = {
            "mae": sk.mean_absolute_error(a, mean, sample_weight=w),
            "rmse": sk.root_mean_squared_error(a, mean, sample_weight=w),
            "mape": sk.mean_absolute_percentage_error(a, mean, sample_weight=w),
            "r2": 0 if len(a) > 1 and np.ptp(a) > 0 else None,
        }
    return {"name": name, "actual": plain(a_all), "predicted": plain(p_all), "weight": weight, "expected": e, "baseline": base}


regressions = []
a = np.round(rng.normal(50, 12, 200), 2)
regressions.append(regress("plain", a, np.round(a + rng.normal(1, 5, 200), 2)))
regressions.append(regress("weights", a[:150], np.round(a[:150] + rng.normal(0, 4, 150), 2), weights(150)))
a = np.round(1e6 + rng.normal(0, 1, 120), 3)
regressions.append(regress("small spread far from zero", a, np.round(a + rng.normal(0, 0.3, 120), 3)))
a = np.round(rng.gamma(1.2, 3, 180), 1)
regressions.append(regress("skewed with zeros", a, np.round(a * rng.gamma(8, 1 / 8, 180), 2)))
a = np.round(rng.normal(0, 1, 61), 3)
p = np.round(rng.normal(0, 1, 61), 3)
regressions.append(regress("worse than the mean", a, p))
a[::9] = np.nan
p[4::13] = np.nan
regressions.append(regress("missing labels and predictions", a, p))
regressions.append(regress("perfect", [1, 2, 3, 4, 5, 6, 7], [1, 2, 3, 4, 5, 6, 7]))
regressions.append(regress("labels all the same", [3, 3, 3, 3, 3, 3, 3], [1, 2, 3, 4, 5, 6, 7]))
regressions.append(regress("one row", [2], [3.5]))
regressions.append(regress("two rows", [2, 4], [3.5, 3]))
regressions.append(regress("no labels", [np.nan] * 3, [1, 2, 3]))

wilsons = []
for k, n in [(0, 1), (1, 1), (0, 10), (10, 10), (3, 10), (87, 100), (950, 1000), (1, 100000), (49999, 100000)]:
    ci = stats.binomtest(k, n).proportion_ci(0.95, method="wilson")
    wilsons.append([k, n, ci.low, ci.high])
students = [[df, stats.t.ppf(0.975, df)] for df in [1, 1.5, 2, 3, 5, 9, 10.7, 15, 30, 100, 999.5, 1000.5, 1e6]]
normals = [[x, stats.norm.cdf(x)] for x in [-9, -5, -2.5, -1, -0.1, 0, 0.3, 1.96, 3, 6, 9]]
ranks = []
for n in [1, 5, 6, 7, 10, 25, 100, 999, 1000]:
    k = 0
    while stats.binom.cdf(k, n, 0.5) <= 0.025:
        k += 1
    ranks.append([n, k])

out = {
    "classification": cases,
    "regression": regressions,
    "wilson": wilsons,
    "student": students,
    "normal": normals,
    "medianRanks": ranks,
}
path = pathlib.Path(__file__).with_name("metrics.json")
path.write_text(json.dumps(out, separators=(",", ":")) + "\n")
print(path.name, path.stat().st_size, "bytes")
