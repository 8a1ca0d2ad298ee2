"""Reference values for the drift tests of numbers: writes driftNumbers.json beside this file.

    python test/reference/driftNumbers.py        (scipy and numpy: an environment of its own)

Every figure is scipy's by its defaults (but for the alternative, equal_var and t that are named). "wasserstein" is wasserstein_distance,
"normed" it divided by max(numpy's std of the reference, 0.001). "emdScaled" cuts each sample at its own numpy quantiles, scales both to
[0, 1] together, and takes wasserstein_distance. A figure scipy refuses (NaN, or it raises) is null. Rows are written as values and counts.
"""

import json
import math
import pathlib
import warnings

import numpy as np
from scipy import special, stats

warnings.simplefilter("ignore")
rng = np.random.default_rng(20261204)


def u(i):
    return np.mod(i * 0.6180339887498949, 1)


def figure(value):
    value = float(value)
    return value if math.isfinite(value) else None


def pair(test):
    try:
        result = test()
    except (ValueError, IndexError):
        return [None, None]
    return [figure(result.statistic), figure(result.pvalue)]


def emd(x, y, margin):
    def cut(rows):
        low, high = np.quantile(rows, [margin, 1 - margin])
        return rows[(rows >= low) & (rows <= high)]

    x, y = cut(x), cut(y)
    if not len(x) or not len(y):
        return None
    low, high = min(x.min(), y.min()), max(x.max(), y.max())
    return figure(stats.wasserstein_distance((x - low) / (high - low), (y - low) / (high - low))) if high > low else 0.0


def case(name, x, y):
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    w = stats.wasserstein_distance(x, y)
    rows = lambda z: [side.tolist() for side in np.unique(z, return_counts=True)]
    return {
        "name": name,
        "reference": rows(x),
        "current": rows(y),
        "distance": figure(w),
        "tests": {
            "ks": pair(lambda: stats.ks_2samp(x, y)),
            "wasserstein": [figure(w / max(np.std(x), 0.001)), None],
            "energy": [figure(stats.energy_distance(x, y)), None],
            "mannWhitney": pair(lambda: stats.mannwhitneyu(x, y)),
            "mannWhitneyLess": pair(lambda: stats.mannwhitneyu(x, y, alternative="less")),
            "tTest": pair(lambda: stats.ttest_ind(x, y)),
            "welch": pair(lambda: stats.ttest_ind(x, y, equal_var=False)),
            "andersonDarling": pair(lambda: stats.anderson_ksamp([x, y])),
            "cramerVonMises": pair(lambda: stats.cramervonmises_2samp(x, y)),
            "eppsSingleton": pair(lambda: stats.epps_singleton_2samp(x, y, t=(0.4, 0.8))),
            "emdScaled": [emd(x, y, 0.025), None],
        },
    }


i = np.arange(1, 2001)
j = np.arange(1, 1501)
first = 10 + 4 * u(i) + 2 * u(7 * i + 3)
second = 10.5 + 4 * u(j + 5000) + 2.5 * u(7 * j + 11)
normal = lambda n, at=0, spread=1: np.round(rng.normal(at, spread, n), 8)

cases = [
    case("closed form", first, second),
    case("closed form, first 200 and 150", first[:200], second[:150]),
    case("continuous, no difference", normal(300), normal(240)),
    case("continuous, same size", normal(250), normal(250, 0.15)),
    case("continuous, shifted", normal(400), normal(350, 0.4)),
    case("continuous, wider", normal(400), normal(350, 0, 1.5)),
    case("skewed", rng.exponential(1, 500), rng.exponential(1.1, 420)),
    case("large values, little spread", 1e6 + normal(300), 1e6 + normal(200, 0.2)),
    case("rounded", np.round(normal(300), 1), np.round(normal(280, 0.1), 1)),
    case("heavily tied", rng.integers(0, 4, 300), rng.integers(0, 5, 260)),
    case("heavily tied, unequal sizes", rng.integers(0, 6, 2000), rng.integers(0, 6, 40)),
    case("two values", rng.integers(0, 2, 90), rng.integers(0, 2, 75)),
    case("three values", rng.integers(0, 3, 90), rng.integers(0, 3, 75)),
    case("counts", rng.poisson(4, 700), rng.poisson(4.2, 500)),
    case("integers, wide", rng.integers(-1000, 1000, 200), rng.integers(-900, 1100, 220)),
    case("three against five", [0.3, 1.1, 2.7], [0.9, 1.6, 3.1, 4.4, 5.2]),
    case("three against five, tied", [1, 2, 2], [2, 3, 3, 4, 1]),
    case("three against five, apart", [1, 2, 3], [11, 12, 13, 14, 15]),
    case("six against seven", normal(6), normal(7, 0.8)),
    case("eight against forty", normal(8), normal(40, 0.5)),
    case("five against 1200", normal(5, -0.7), normal(1200)),
    case("eighteen against twenty", normal(18), normal(20, 0.5)),
    case("nineteen against twenty, far", normal(19), normal(20, 2.5)),
    case("nineteen against twenty, tied", rng.integers(0, 5, 19), rng.integers(1, 6, 20)),
    case("twenty of each", normal(20), normal(20, 0.3)),
    case("twenty-one of each", normal(21), normal(21, 0.6)),
    case("unequal sizes", normal(2500), normal(60, 0.2)),
    case("far apart", normal(200), normal(180, 30)),
    case("far apart, many", np.round(normal(3000), 2), np.round(normal(2500, 4), 2)),
    case("one row against many", [0.3], normal(50)),
    case("one row each", [0.3], [0.7]),
    case("one row each, equal", [0.3], [0.3]),
    case("constant against spread", [2.5] * 40, normal(60, 2)),
    case("spread against constant", normal(60, 2), [2.5] * 40),
    case("more than 10000, shifted", np.round(normal(12000), 2), np.round(normal(9000, 0.03), 2)),
    case("more than 10000, no difference", np.round(normal(11000), 2), np.round(normal(10500), 2)),
    case("odd size, more than 10000", np.round(normal(10001), 2), np.round(normal(10001, 0.02), 2)),
    case("10001 against 120", np.round(normal(10001), 2), normal(120, 0.15)),
    case("10001 against 90, wide apart", np.round(normal(10001), 2), normal(90, 0.6)),
    case("10001 against 3", np.round(normal(10001), 2), normal(3, 0.5)),
    case("9000 against 7000", np.round(normal(9000), 2), np.round(normal(7000, 0.04), 2)),
    case("10000 of each", np.round(normal(10000), 2), np.round(normal(10000, 0.02), 2)),
]

a = np.repeat(np.arange(1, 7), [16, 18, 16, 14, 12, 12])
b = np.repeat(np.arange(1, 7), [16, 16, 16, 16, 16, 8])
cases.append(case("Evidently's six values", a, b))
r = np.array([38.7, 41.5, 43.8, 44.5, 45.5, 46, 47.7, 58])
c = np.array([39.2, 39.3, 39.7, 41.4, 41.8, 42.9, 43.3, 45.8])
cases.append(case("Evidently's eight rows", r, c))
cases.append(case("Evidently's eight rows, moved by 5", r, r + 5))

kolmogorov = [
    [n, x, float(stats.kstwo.sf(x, n))]
    for n in (1, 2, 3, 7, 20, 90, 139, 140, 141, 200, 500, 1500, 5000, 50000, 100000, 500000)
    for x in [z / math.sqrt(n) for z in (0.2, 0.35, 0.5, 0.65, 0.8, 0.95, 1.1, 1.3, 1.47, 1.5, 1.8, 1.99, 2.01, 2.5, 4, 8, 15)]
    if 0 < x < 1
]



def cramer_von_mises(x):
    """P(W² > x) by the series of Csörgő and Faraway (1996, 1.3) with all its terms; scipy stops at the first below 1e-7."""
    k = np.arange(400)
    q = (4 * k + 1) ** 2 / (16 * x)
    factor = np.exp(special.gammaln(k + 0.5) - special.gammaln(k + 1)) / (math.pi**1.5 * math.sqrt(x))
    return 1 - float(np.sum(factor * np.sqrt(4 * k + 1) * np.exp(-2 * q) * special.kve(0.25, q)))


limit = [[x, cramer_von_mises(x)] for x in (0.01, 0.025, 0.05, 0.1, 0.16, 0.2, 0.3, 0.46, 0.74, 1.0, 1.3, 1.7, 2.0, 2.5, 3.0)]

# One sample and the same 200 times over: counts, not rows.
weighted = case("every row 200 times", np.repeat(np.round(first[:400], 3), 200), np.repeat(np.round(second[:300], 3), 200))
cases.append(weighted)

pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps({"cases": cases, "kolmogorov": kolmogorov, "cramerVonMises": limit}, separators=(",", ":")) + "\n")
