"""Reference values of permutation importance: scikit-learn's permutation_importance of a logistic and a linear model.

The orders in which scikit-learn deals out the rows are kept too, so that the very same shuffles can be compared to the last digit.
Regenerate: python test/reference/importance.py > test/reference/importance.json  (versions: requirements.txt)
"""
import json

import numpy as np
import sklearn
from sklearn.inspection import permutation_importance
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.utils import check_random_state

ROWS, REPEATS, SEED = 120, 5, 7


def orders():
    """As sklearn.inspection._permutation_importance: one seed for all columns; indices shuffled again and again deal out the column
    as it was dealt out before."""
    seed = check_random_state(SEED).randint(np.iinfo(np.int32).max + 1)
    state = check_random_state(seed)
    index = np.arange(ROWS)
    dealt = np.arange(ROWS)
    found = []
    for _ in range(REPEATS):
        state.shuffle(index)
        dealt = dealt[index]
        found.append(dealt.tolist())
    return found


random = np.random.RandomState(3)
X = np.round(random.normal(size=(ROWS, 3)) * 64) / 64
noise = random.normal(size=ROWS)
labels = (X[:, 0] * 1.5 - X[:, 1] + 0.8 * noise > 0).astype(int)
values = np.round((2 * X[:, 0] - X[:, 2] + noise) * 64) / 64

logistic = LogisticRegression()
logistic.classes_ = np.array([0, 1])
logistic.coef_, logistic.intercept_ = np.array([[1.5, -1.0, 0.25]]), np.array([0.125])
linear = LinearRegression()
linear.coef_, linear.intercept_ = np.array([2.0, 0.25, -1.0]), 0.5

cases = []
for model, target, scorings in [
    (logistic, labels, ["accuracy", "balanced_accuracy", "roc_auc", "average_precision", "neg_log_loss", "neg_brier_score"]),
    (linear, values, ["neg_root_mean_squared_error", "neg_mean_absolute_error", "r2"]),
]:
    for scoring in scorings:
        few = permutation_importance(model, X, target, scoring=scoring, n_repeats=REPEATS, random_state=SEED)
        many = permutation_importance(model, X, target, scoring=scoring, n_repeats=400, random_state=SEED)
        cases.append(
            {
                "scoring": scoring,
                "importances": few.importances.tolist(),
                "mean": few.importances_mean.tolist(),
                "expected": many.importances_mean.tolist(),
                "deviation": many.importances_std.tolist(),
            }
        )

print(
    json.dumps(
        {
            "source": f"scikit-learn {sklearn.__version__}, numpy {np.__version__}",
            "rows": X.tolist(),
            "labels": labels.tolist(),
            "values": values.tolist(),
            "logistic": {"weights": logistic.coef_[0].tolist(), "bias": logistic.intercept_[0]},
            "linear": {"weights": linear.coef_.tolist(), "bias": linear.intercept_},
            "orders": orders(),
            "cases": cases,
        }
    )
)
