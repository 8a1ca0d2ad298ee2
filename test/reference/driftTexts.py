"""
Logistic regression on hashed texts, by scikit-learn (seen with 1.7): python3 test/reference/driftTexts.py > test/reference/driftTexts.json

Texts are made by a linear congruential generator, so that the test makes the same ones; features are hashed here anew, from the
description of app/timeline/drift/text/textFeatures.ts. Gives the model fitted on all, and the area under the ROC curve within five folds, in which fold k holds
every fifth text of either part from text k on.
"""

import json
import re

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

SIZE = 2**15
WORDS = ["engine", "bird", "runway", "Straße", "approach", "gull", "takeoff", "climb", "speed", "hawk", "night", "rain", "minor", "none", "日本", "x2"]


def texts(count, seed, shift):
    state = seed

    def draw():
        nonlocal state
        state = (state * 1103515245 + 12345) % 2**31
        return state / 2**31

    made = []
    for _ in range(count):
        length = 3 + int(draw() * 6)
        made.append(" ".join("TIMEOUT!" if draw() < shift else WORDS[int(len(WORDS) * draw() ** 2)] for _ in range(length)))
    return made


def fnv(text):
    value = 0x811C9DC5
    data = text.encode("utf-16-le")
    for i in range(0, len(data), 2):
        value = ((value ^ int.from_bytes(data[i : i + 2], "little")) * 0x01000193) % 2**32
    return ((value >> 15) ^ value) & (SIZE - 1)


def features(text):
    lower = text.lower()
    found = {fnv("w" + word) for word in re.findall(r"[^\W_]+", lower)}
    pieces = " " + re.sub(r"\s+", " ", lower.strip()) + " "
    return sorted(found | {fnv("c" + pieces[i : i + 3]) for i in range(len(pieces) - 2)})


def matrix(rows):
    data = [1 / np.sqrt(len(row)) for row in rows for _ in row]
    columns = [feature for row in rows for feature in row]
    bounds = np.cumsum([0] + [len(row) for row in rows])
    return csr_matrix((data, columns, bounds), shape=(len(rows), SIZE))


def fit(rows, target):
    return LogisticRegression(C=1, tol=1e-12, max_iter=10_000, solver="newton-cg").fit(matrix(rows), target)


before = [features(text) for text in texts(160, 7, 0.0)]
now = [features(text) for text in texts(90, 11, 0.08)]
target = np.array([0] * len(before) + [1] * len(now))
model = fit(before + now, target)
won = pairs = 0
for fold in range(5):
    split = lambda rows, inside: [row for i, row in enumerate(rows) if (i % 5 == fold) == inside]
    train = split(before, False), split(now, False)
    trained = fit(train[0] + train[1], np.array([0] * len(train[0]) + [1] * len(train[1])))
    test = split(before, True), split(now, True)
    labels = np.array([0] * len(test[0]) + [1] * len(test[1]))
    area = roc_auc_score(labels, trained.decision_function(matrix(test[0] + test[1])))
    won += area * len(test[0]) * len(test[1])
    pairs += len(test[0]) * len(test[1])
weights = model.coef_[0]
strongest = np.argsort(-np.abs(weights), kind="stable")[:8]
print(
    json.dumps(
        {
            "features": [before[0], now[-1]],
            "intercept": model.intercept_[0],
            "weights": {str(i): weights[i] for i in strongest},
            "margins": list(model.decision_function(matrix(before[:4] + now[:4]))),
            "area": won / pairs,
        },
        indent=1,
    )
)
