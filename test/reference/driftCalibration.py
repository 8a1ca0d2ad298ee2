"""Reference values for the calibrated verdict of a column: writes driftCalibration.json beside this file.

    python test/reference/driftCalibration.py        (scipy and numpy as in requirements.txt)

Hypergeometric: scipy.stats.hypergeom. Distances: scipy's wasserstein_distance over numpy's population standard deviation, and
jensenshannon with base 2. p-values and bands: scipy's permutation_test with 19 999 permutations of the rows themselves, where
every value has a bin or category of its own, so that both compare the same distance. Missing values: fisher_exact, and the z test
written out with numpy and scipy.stats.norm.
"""

import json
import pathlib

import numpy as np
from scipy.spatial.distance import jensenshannon
from scipy.stats import fisher_exact, hypergeom, norm, permutation_test, wasserstein_distance

rng = np.random.default_rng(20261129)


def drawing(marked, unmarked, drawn):
    law = hypergeom(marked + unmarked, marked, drawn)
    mode = int((drawn + 1) * (marked + 1) / (marked + unmarked + 2))
    step = max(1, int(law.std() / 2))
    at = sorted({int(np.clip(mode + k * step, 0, min(marked, drawn))) for k in range(-3, 4)})
    return {
        "marked": marked,
        "unmarked": unmarked,
        "drawn": drawn,
        "mean": float(law.mean()),
        "variance": float(law.var()),
        "cdf": [[k, float(law.cdf(k))] for k in at],
    }


def permuted(reference, current, statistic):
    found = permutation_test(
        (reference, current),
        statistic,
        permutation_type="independent",
        n_resamples=19999,
        alternative="greater",
        vectorized=False,
        rng=np.random.default_rng(1),
    )
    return {
        "distance": float(found.statistic),
        "pValue": float(found.pvalue),
        "band": float(np.quantile(found.null_distribution, 0.95, method="inverted_cdf")),
    }


def numbers(name, reference, current):
    scale = np.std(reference)
    values = permuted(reference, current, lambda x, y: wasserstein_distance(x, y) / scale)
    return {"name": name, "reference": reference.tolist(), "current": current.tolist(), **values}


def categories(name, reference, current):
    top = max(reference.max(), current.max()) + 1

    def distance(x, y):
        return jensenshannon(np.bincount(x, minlength=top), np.bincount(y, minlength=top), 2)

    return {"name": name, "reference": reference.tolist(), "current": current.tolist(), **permuted(reference, current, distance)}


def missing(n, gone, m, gone_now):
    """n and m rows, of which `gone` and `gone_now` have no value."""
    exact = n + m <= 10_000
    if exact:
        p = fisher_exact([[gone, n - gone], [gone_now, m - gone_now]]).pvalue
    else:
        share = (gone + gone_now) / (n + m)
        # Without any missing value there is no spread to divide by, and nothing has changed.
        error = np.sqrt(share * (1 - share) * (1 / n + 1 / m))
        p = 2 * norm.sf(abs(gone_now / m - gone / n) / error) if error > 0 else 1
    return {"reference": [n, gone], "current": [m, gone_now], "exact": exact, "pValue": float(p)}


shares = np.array([0.4, 0.25, 0.15, 0.1, 0.06, 0.04])
result = {
    "hypergeometric": [
        drawing(*urn)
        for urn in (
            (5, 7, 4),
            (1, 20000, 300),
            (344, 21656, 2000),
            (21656, 344, 2000),
            (344, 21656, 20000),
            (9000, 13000, 2000),
            (9000, 13000, 20500),
            (70000, 130000, 90000),
            (3, 3, 6),
        )
    ],
    "numbers": [
        numbers("no change", rng.poisson(9, 400).astype(float), rng.poisson(9, 90).astype(float)),
        numbers("moved a little", rng.poisson(9, 400).astype(float), rng.poisson(9.6, 90).astype(float)),
        numbers("few rows", rng.poisson(4, 12).astype(float), rng.poisson(5, 9).astype(float)),
        numbers("wider", np.round(rng.normal(0, 4, 300)), np.round(rng.normal(0, 5, 120))),
    ],
    "categories": [
        categories("no change", rng.choice(6, 400, p=shares), rng.choice(6, 90, p=shares)),
        categories("moved a little", rng.choice(6, 400, p=shares), rng.choice(6, 150, p=shares[[1, 0, 2, 3, 4, 5]])),
        categories("few rows", rng.choice(6, 12, p=shares), rng.choice(6, 9, p=shares)),
    ],
    "missing": [
        missing(*table)
        for table in (
            (200, 10, 50, 9),
            (200, 10, 50, 2),
            (12, 0, 9, 3),
            (12, 6, 12, 6),
            (10, 3, 10, 4),
            (100, 0, 100, 0),
            (100, 100, 40, 40),
            (7000, 350, 3000, 190),
            (20000, 1000, 2000, 130),
            (20000, 0, 2000, 0),
            (20000, 1000, 2000, 260),
        )
    ],
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(result) + "\n")
