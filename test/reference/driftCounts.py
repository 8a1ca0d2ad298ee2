"""Reference values for distances of counts and for bins: writes driftCounts.json beside this file.

    python test/reference/driftCounts.py        (numpy and scipy as in requirements.txt)

gamma: scipy.special.gammaincc. counts: scipy's chisquare, power_divergence, chi2_contingency, fisher_exact, entropy and
jensenshannon, the rest from their formulas with numpy; KL and G are summed with 50 digits (and must be close to scipy's), because
scipy's sums lose theirs at counts of a thousand millions. Cramér's V and PSI with the steps that Deepchecks, Giskard and Evidently
describe. bins: numpy's histogram_bin_edges, histogram and quantile. What is infinite is written as "Infinity".
"""

import decimal
import json
import math
import pathlib
import warnings

import numpy as np
from scipy.spatial.distance import jensenshannon
from scipy.special import gammaincc
from scipy.stats import chi2, chi2_contingency, chisquare, entropy, fisher_exact, norm, power_divergence

warnings.simplefilter("ignore")
rng = np.random.default_rng(20261129)


def plain(value):
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(one) for one in value]
    if isinstance(value, (np.integer, int)):
        return int(value)
    if isinstance(value, (np.floating, float)):
        return "Infinity" if math.isinf(value) and value > 0 else "-Infinity" if math.isinf(value) else float(value)
    return value


def evidently_fill(shares):
    least = shares[shares != 0].min()
    return np.where(shares == 0, least / 10**6 if least <= 0.0001 else 0.0001, shares)


def psi(p, q):
    return float(np.sum((p - q) * np.log(p / q)))


decimal.getcontext().prec = 50


def exact_kl(p, q):
    """In nats, of weights that need not sum to 1."""
    p, q = ([decimal.Decimal(float(one)) for one in x] for x in (p, q))
    p, q = ([one / sum(x) for one in x] for x in (p, q))
    if any(a > 0 and b == 0 for a, b in zip(p, q)):
        return math.inf
    return max(0.0, float(sum(a * (a / b).ln() for a, b in zip(p, q) if a > 0)))


def checked(exact, scipys):
    assert exact == scipys or abs(exact - scipys) <= 1e-5 * max(1, abs(exact)), (exact, scipys)
    return exact


def g_fit(o, e):
    score = checked(2 * float(o.sum()) * exact_kl(o, e), power_divergence(o, e * (o.sum() / e.sum()), lambda_="log-likelihood")[0])
    return [score, chi2.sf(score, len(o) - 1)]


def g_table(r, c):
    both = r + c
    score = 2 * (float(r.sum()) * exact_kl(r, both) + float(c.sum()) * exact_kl(c, both))
    checked(score, chi2_contingency(np.array([r, c]), correction=False, lambda_="log-likelihood")[0])
    return [score, chi2.sf(score, len(r) - 1)]


def bergsma(table, yates):
    table = table[:, (table != 0).any(axis=0)]
    rows, columns = table.shape
    if columns == 1:
        return 0.0
    n = table.sum()
    phi2 = max(0, chi2_contingency(table, correction=yates)[0] / n - (columns - 1) * (rows - 1) / (n - 1))
    if phi2 == 0:
        return 0.0
    return math.sqrt(phi2 / min(columns - (columns - 1) ** 2 / (n - 1) - 1, rows - (rows - 1) ** 2 / (n - 1) - 1))


def one_size(r, c):
    if r.sum() > c.sum():
        return r * (c.sum() / r.sum()), c
    return r, c * (r.sum() / c.sum())


def balanced(r, c, minimum=0.0, classes=False):
    r, c = r.astype(float), c.astype(float)
    if classes:
        a, b = one_size(r, c)
        multipliers = (b + 1) / (a + 1)
        each = int(np.sum(b + 1) / len(b))
        r = np.full(len(b), each, dtype=float)
        c = np.round(each * multipliers)
        c = np.round(c * (r.sum() / c.sum()))
    else:
        rare = r < minimum * r.sum()
        other = r[rare].sum(), c[rare].sum()
        keep_other = other[0] > minimum * r.sum() or other[1] > minimum * c.sum()
        r, c = (np.append(x[~rare], o) if keep_other else x[~rare] for x, o in ((r, other[0]), (c, other[1])))
        if len(r) < 2:
            return 0.0
        r, c = one_size(r, c)
    return bergsma(np.array([np.round(r), np.round(c)]), True)


def of_counts(name, r, c):
    r, c = np.array(r, dtype=np.int64), np.array(c, dtype=np.int64)
    p, q = r / r.sum(), c / c.sum()
    filled = evidently_fill(p), evidently_fill(q)
    used = (r + c) > 0
    e = r[used] * (c.sum() / r.sum())
    table = np.array([r[used], c[used]])
    one = {
        "name": name,
        "reference": r,
        "current": c,
        "psi": {
            "deepchecks": psi(np.maximum(p, 0.01), np.maximum(q, 0.01)),
            "giskard": psi(np.maximum(p, 1e-4), np.maximum(q, 1e-4)),
            "evidently": psi(*filled),
        },
        "kl": checked(exact_kl(r, c), entropy(p, q)),
        "klFilled": checked(exact_kl(*filled), entropy(*filled)),
        "jensenShannon": jensenshannon(p, q),
        "jensenShannon2": jensenshannon(p, q, 2),
        "hellinger": np.sqrt(np.sum((np.sqrt(p) - np.sqrt(q)) ** 2) / 2),
        "lInfinity": np.abs(p - q).max(),
        "totalVariation": np.abs(p - q).sum() / 2,
        "cramersV": bergsma(table, False),
        "balanced": [balanced(r, c), balanced(r, c, 0.1), balanced(r, c, 0, True)],
    }
    if used.sum() > 1:
        one["chiSquareFit"] = list(chisquare(c[used], e))
        one["gTest"] = g_fit(c[used], r[used])
        one["chiSquareTable"] = list(chi2_contingency(table, correction=False)[:2])
        one["chiSquareYates"] = list(chi2_contingency(table, correction=True)[:2])
        one["gTestTable"] = g_table(*table)
    if len(r) == 2 and used.all():
        share = (r[1] + c[1]) / (r.sum() + c.sum())
        z = (p[1] - q[1]) / np.sqrt(share * (1 - share) * (1 / r.sum() + 1 / c.sum()))
        one["proportionZ"] = [z, 2 * norm.sf(abs(z))]
        one["fisher"] = fisher_exact(table)[1]
    return one


def mixed(size, n, concentration):
    return rng.multinomial(n, rng.dirichlet(np.full(size, concentration)))


counts = [
    of_counts("the same", [5, 7, 9], [5, 7, 9]),
    of_counts("the same shares, ten times the rows", [5, 7, 9], [50, 70, 90]),
    of_counts("a zero cell", [500, 300, 150, 50, 0], [420, 310, 160, 90, 20]),
    of_counts("no new category", [500, 300, 150, 50], [420, 330, 160, 90]),
    of_counts("a category gone", [500, 300, 200], [600, 400, 0]),
    of_counts("nothing in common", [30, 10, 0, 0], [0, 0, 20, 40]),
    of_counts("one category", [30], [40]),
    of_counts("one category each", [1000, 0], [0, 1000]),
    of_counts("a cell that neither has", [10, 0, 20], [15, 0, 15]),
    of_counts("two categories", [200, 800], [400, 600]),
    of_counts("two categories, sizes far apart", [200, 800], [40000, 60000]),
    of_counts("two categories, few rows", [8, 2], [1, 5]),
    of_counts("two categories, a tie of probabilities", [10, 10], [5, 15]),
    of_counts("two categories, Yates takes it all", [50, 50], [50, 51]),
    of_counts("two categories, far tail", [5000, 5000], [5600, 4400]),
    of_counts("two categories, a million", [310000, 690000], [311000, 689000]),
    of_counts("two rare", [3, 99997], [14, 99986]),
    of_counts("a rare category below Evidently's limit", [100000, 5, 0], [99990, 10, 3]),
    of_counts("rare ones to merge", [200, 800, 10, 10, 0], [400, 600, 0, 5, 300]),
    of_counts("rare ones dropped", [200, 800, 10, 10], [400, 620, 0, 0]),
    of_counts("very unequal", [9900, 100], [1000, 0]),
    of_counts("huge", [10**9, 2 * 10**9, 5 * 10**8, 3], [10**9 + 50000, 2 * 10**9 - 20000, 5 * 10**8, 9]),
    of_counts("huge and small", [10**9, 2 * 10**9, 5 * 10**8], [28, 61, 11]),
    *(of_counts(f"{size} categories", mixed(size, n, a), mixed(size, m, a)) for size, n, m, a in
      [(3, 40, 55, 1), (7, 1000, 300, 1), (20, 5000, 5000, 0.5), (100, 2000, 700, 0.3), (400, 100000, 80000, 2)]),
    *(of_counts(f"{size} categories, one distribution", *(rng.multinomial(n, shares) for n in (3000, 1700))) for size, shares in
      [(5, [0.5, 0.2, 0.15, 0.1, 0.05]), (200, np.full(200, 1 / 200))]),
]


def of_sample(name, reference, current):
    r, c = np.array(reference), np.array(current)
    union = np.concatenate([r, c])
    sturges = np.histogram_bin_edges(union, "sturges")
    doane = np.histogram_bin_edges(r, "doane")
    ends = np.unique(np.quantile(r, np.arange(1, 10) / 10))
    deciles = np.concatenate([[-np.inf], ends, [np.inf]])

    def shares(x, edges):
        return np.histogram(x, edges)[0] / len(x)

    def nannyml():
        distinct, rows = np.unique(r, return_counts=True)
        if len(distinct) > 50 or len(distinct) / len(r) > 0.1:
            p, q = shares(r, doane), shares(c, doane)
        else:
            p, q = rows / len(r), np.array([(c == value).mean() for value in distinct])
        return np.append(p, 0), np.append(q, max(0, 1 - q.sum()))

    def evidently():
        if len(np.unique(r)) > 20:
            return shares(r, sturges), shares(c, sturges)
        values = np.unique(union)
        return tuple(np.array([(x == value).mean() for value in values]) for x in (r, c))

    p, q = nannyml()
    pe, qe = evidently()
    fp, fq = evidently_fill(pe), evidently_fill(qe)
    dp, dq = shares(r, deciles), shares(c, deciles)
    return {
        "name": name,
        "reference": r,
        "current": c,
        "integers": bool(np.issubdtype(r.dtype, np.integer)),
        "sturges": sturges,
        "sturgesCounts": [np.histogram(r, sturges)[0], np.histogram(c, sturges)[0]],
        "doane": doane,
        "doaneCounts": [np.histogram(r, doane)[0], np.histogram(c, doane)[0]],
        "outside": [int((c < doane[0]).sum()), int((c > doane[-1]).sum())],
        "deciles": ends,
        "psiDeciles": psi(np.maximum(dp, 1e-4), np.maximum(dq, 1e-4)),
        "nannyml": {"jensenShannon": jensenshannon(p, q, 2), "hellinger": np.sqrt(np.sum((np.sqrt(p) - np.sqrt(q)) ** 2) / 2)},
        "evidently": {"psi": psi(fp, fq), "kl": entropy(fp, fq), "jensenShannon": jensenshannon(pe, qe)},
    }


def rounded(x):
    return np.round(x, 6)


samples = [
    of_sample("normal", rounded(rng.normal(0, 1, 200)), rounded(rng.normal(0.3, 1.2, 150))),
    of_sample("256 of each", rounded(rng.normal(5, 2, 256)), rounded(rng.normal(5, 2, 256))),
    of_sample("skewed", rounded(rng.lognormal(0, 1.5, 180)), rounded(rng.lognormal(0.2, 1.5, 90))),
    of_sample("whole numbers", rng.poisson(3, 300), rng.poisson(4, 200)),
    of_sample("many whole numbers", rng.integers(-500, 900, 250), rng.integers(-300, 1000, 260)),
    of_sample("whole numbers 0 to 60", rng.integers(0, 60, 700), rng.integers(0, 62, 400)),
    of_sample("constant", np.full(30, 2.5), np.full(20, 2.5)),
    of_sample("two values", np.repeat([0.0, 1.0], [40, 60]), np.repeat([0.0, 1.0], [30, 20])),
    of_sample("mostly zero", np.append(np.zeros(120), rounded(rng.exponential(2, 80))), np.append(np.zeros(50), rounded(rng.exponential(3, 70)))),
    of_sample("far from zero", 1e9 + rounded(rng.normal(0, 1, 120)), 1e9 + rounded(rng.normal(1, 1, 130))),
    of_sample("apart", rounded(rng.uniform(0, 1, 60)), rounded(rng.uniform(5, 6, 40))),
    of_sample("three rows", np.array([1.5, 2.0, 4.0]), np.array([2.0, 3.0])),
    of_sample("one row", np.array([1.5]), np.array([2.0])),
    of_sample("small numbers", rounded(rng.normal(0, 1, 100)) * 1e-100, rounded(rng.normal(0, 1, 100)) * 1e-100),
]

gamma = [
    (a, x, float(gammaincc(a, x)))
    for a in [0.5, 1, 1.5, 2, 3.5, 5, 9.5, 10, 10.5, 25, 100, 499.5, 1000, 12345, 100000]
    for x in [0, 1e-8, 0.01, 0.3, a / 2, 0.9 * a, a - 0.5, a, a + 0.5, a + 1, a + 2, 1.05 * a, 1.2 * a, 2 * a, 4 * a + 20, 30, 300, 650]
]
gamma = [(a, x, q) for a, x, q in gamma if q > 1e-305]

# Far tails by which p-values must not become 0 before their time.
tails = [(score, df, float(chi2.sf(score, df))) for score in [50, 200, 800, 1300] for df in [1, 2, 3, 10, 99]]

path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(plain({"gamma": gamma, "tails": tails, "counts": counts, "samples": samples}), allow_nan=False) + "\n")
