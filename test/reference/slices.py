"""Reference values for the tests behind weak slices and group fairness: writes slices.json beside this file.

    python test/reference/slices.py        (requirements.txt holds the versions)

Benjamini-Hochberg, Fisher's exact test and Welch's t test come from scipy, Newcombe's interval from statsmodels, the fairness
figures from fairlearn (rates per group, gaps between them).
"""

import json
import pathlib

import numpy as np
from fairlearn import metrics as fl
from scipy import stats
from sklearn import metrics as sk
from statsmodels.stats.proportion import confint_proportions_2indep

rng = np.random.default_rng(20261125)


def fisher(hits, drawn, marked, rows):
    table = [[hits, drawn - hits], [marked - hits, rows - drawn - marked + hits]]
    return {
        "hits": hits,
        "drawn": drawn,
        "marked": marked,
        "rows": rows,
        "p": stats.fisher_exact(table, alternative="greater").pvalue,
    }


def welch(first, second):
    test = stats.ttest_ind(first, second, equal_var=False, alternative="greater")
    interval = stats.ttest_ind(first, second, equal_var=False).confidence_interval(0.95)
    return {
        "first": first.tolist(),
        "second": second.tolist(),
        "p": test.pvalue,
        "value": float(first.mean() - second.mean()),
        "low": interval.low,
        "high": interval.high,
    }


def newcombe(hits1, n1, hits2, n2):
    low, high = confint_proportions_2indep(hits1, n1, hits2, n2, method="newcomb", compare="diff")
    return {"first": [hits1, n1], "second": [hits2, n2], "low": low, "high": high}


p_values = np.concatenate([rng.random(40), rng.random(12) * 0.004, [0.5, 0.5, 1.0, 0.0]])

n = 600
group = rng.choice(["a", "b", "c", "rare"], n, p=[0.5, 0.3, 0.18, 0.02])
truth = (rng.random(n) < np.where(group == "a", 0.5, 0.3)).astype(int)
score = np.clip(0.25 + 0.45 * truth + np.where(group == "b", 0.12, 0) + rng.normal(0, 0.2, n), 0, 1)
guess = (score >= 0.5).astype(int)
judged = group != "rare"
frame = fl.MetricFrame(
    metrics={
        "selectionRate": fl.selection_rate,
        "truePositiveRate": fl.true_positive_rate,
        "falsePositiveRate": fl.false_positive_rate,
        "precision": sk.precision_score,
        "accuracy": sk.accuracy_score,
        "rows": fl.count,
    },
    y_true=truth,
    y_pred=guess,
    sensitive_features=group,
)
of_judged = {"y_true": truth[judged], "y_pred": guess[judged], "sensitive_features": group[judged]}
out = {
    "benjaminiHochberg": {
        "p": p_values.tolist(),
        "adjusted": stats.false_discovery_control(p_values, method="bh").tolist(),
    },
    "fisher": [
        fisher(8, 10, 9, 16),
        fisher(3, 40, 30, 400),
        fisher(12, 40, 30, 400),
        fisher(120, 900, 1000, 50000),
        fisher(20, 20, 20, 400),
        fisher(0, 20, 20, 400),
        fisher(30, 50, 60, 80),
    ],
    "welch": [
        welch(rng.normal(1, 1, 25), rng.normal(0.5, 3, 300)),
        welch(rng.exponential(1, 40), rng.exponential(1.2, 90)),
        welch(rng.normal(5, 1, 60), rng.normal(0, 1, 60)),
    ],
    "newcombe": [newcombe(56, 70, 48, 80), newcombe(9, 10, 3, 10), newcombe(0, 20, 5, 60), newcombe(20, 20, 0, 30)],
    "fairness": {
        "group": group.tolist(),
        "actual": truth.tolist(),
        "predicted": guess.tolist(),
        "score": score.tolist(),
        "byGroup": frame.by_group.to_dict(orient="index"),
        "gaps": {
            "demographicParityDifference": fl.demographic_parity_difference(**of_judged),
            "demographicParityRatio": fl.demographic_parity_ratio(**of_judged),
            "equalizedOddsDifference": fl.equalized_odds_difference(**of_judged),
            "equalOpportunityDifference": fl.equal_opportunity_difference(**of_judged),
        },
    },
}

pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out, indent=None, separators=(",", ":")) + "\n")
