"""Reference values for likely wrong labels: writes labelIssues.json beside this file.

    python test/reference/labelIssues.py        (requirements.txt holds the versions)

cleanlab's confident joint, filter (prune_by_noise_rate) and scores for the case of its own unit tests, for three and two classes
with a tenth of the labels moved, for a class without rows and one with a single row, and for labels that say nothing.
"""

import json
import pathlib

import numpy as np
from cleanlab.count import compute_confident_joint, get_confident_thresholds
from cleanlab.filter import find_label_issues
from cleanlab.rank import get_label_quality_scores

rng = np.random.default_rng(20261124)


def case(name, labels, scores):
    labels = np.asarray(labels)
    scores = np.asarray(scores, dtype=np.float64)
    issues = find_label_issues(labels, scores, filter_by="prune_by_noise_rate", n_jobs=1)
    return {
        "name": name,
        "classCount": scores.shape[1],
        "labels": labels.tolist(),
        "scores": scores.ravel().tolist(),
        "thresholds": get_confident_thresholds(labels, scores).tolist(),
        "counts": compute_confident_joint(labels, scores, calibrate=False).tolist(),
        "confidentJoint": compute_confident_joint(labels, scores).tolist(),
        "isIssue": issues.astype(int).tolist(),
        "ranked": find_label_issues(labels, scores, return_indices_ranked_by="normalized_margin", n_jobs=1).tolist(),
        "rankedBySelfConfidence": find_label_issues(
            labels, scores, return_indices_ranked_by="self_confidence", n_jobs=1
        ).tolist(),
        "selfConfidence": get_label_quality_scores(labels, scores, method="self_confidence").tolist(),
        "normalizedMargin": get_label_quality_scores(labels, scores, method="normalized_margin").tolist(),
    }


def noisy(rows, classes, moved, sharpness):
    """Scores of a fair model, and labels of which a share was moved to another class."""
    truth = rng.integers(0, classes, rows)
    alpha = np.ones((rows, classes))
    alpha[np.arange(rows), truth] = sharpness
    # Six digits: short to read, and no two margins alike.
    scores = np.round(np.array([rng.dirichlet(line) for line in alpha]), 6)
    labels = truth.copy()
    wrong = rng.random(rows) < moved
    labels[wrong] = (truth[wrong] + rng.integers(1, classes, wrong.sum())) % classes
    return labels, scores


small = [[0.9, 0.1, 0], [0.6, 0.2, 0.2], [0.3, 0.3, 0.4], [0.1, 0.1, 0.8], [0.4, 0.5, 0.1]]
labels, scores = noisy(200, 3, 0.1, 6)
rare = labels.copy()
rare[rare == 2] = 1
rare[7] = 2
gone = np.where(labels == 2, 0, labels)
out = [
    case("cleanlab's own", [0, 0, 1, 1, 2], small),
    case("three classes", labels, scores),
    case("two classes", *noisy(150, 2, 0.15, 4)),
    case("five classes", *noisy(250, 5, 0.2, 8)),
    case("a class with one row", rare, scores),
    case("a class without rows", gone, scores),
    case("labels that say nothing", rng.integers(0, 3, 120), noisy(120, 3, 0, 6)[1]),
]

pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out, indent=None, separators=(",", ":")) + "\n")
