"""Reference values for app/timeline: writes timeline.json beside this file.

    python test/reference/timeline.py        (requirements.txt holds the versions)

Calendar windows come from pandas periods (weeks W-SUN = Monday to Sunday), accuracy and AUC per window from scikit-learn;
windows of N rows in order of time from a stable sort by time and row number.
"""

import json
import pathlib

import numpy as np
import pandas as pd
from sklearn.metrics import accuracy_score, roc_auc_score

rng = np.random.default_rng(7)
FREQ = {"day": "D", "week": "W-SUN", "month": "M", "quarter": "Q", "year": "Y"}


def ms(t):
    return int(t.value // 10**6)


def windows(start, end):
    out = {}
    for unit, freq in FREQ.items():
        periods = pd.period_range(pd.Timestamp(start), pd.Timestamp(end), freq=freq)
        # period_range counts on from the period that holds start to the one that holds end.
        out[unit] = [ms(p.start_time) for p in periods] + [ms((periods[-1] + 1).start_time)]
    return {"start": ms(pd.Timestamp(start)), "end": ms(pd.Timestamp(end)), "edges": out}


spans = [
    windows("1999-12-27T00:00:00", "2000-03-05T23:59:59.999"),
    windows("2019-12-30T05:00:00", "2021-01-03T23:59:59.999"),
    windows("1969-11-15T12:00:00", "1970-02-01T00:00:00"),
    windows("1900-02-28T00:00:00", "1900-03-01T00:00:00"),
    windows("2024-02-29T00:00:00", "2024-02-29T00:00:00"),
]

n = 400
start = pd.Timestamp("2020-01-15").value // 10**6
times = np.sort(start + rng.integers(0, 420 * 86_400_000, n))
times = times[(times < pd.Timestamp("2020-06-01").value // 10**6) | (times > pd.Timestamp("2020-08-01").value // 10**6)]
n = len(times)
order = rng.permutation(n)
times = times[order]
actual = rng.integers(0, 2, n)
predicted = np.where(rng.random(n) < 0.8, actual, 1 - actual)
stamps = pd.to_datetime(times, unit="ms")
by_unit = {}
for unit, freq in FREQ.items():
    period = stamps.to_period(freq)
    out = []
    for p in pd.period_range(period.min(), period.max(), freq=freq):
        m = period == p
        out.append([ms(p.start_time), int(m.sum()), float(accuracy_score(actual[m], predicted[m])) if m.any() else None])
    by_unit[unit] = out

# Windows of N rows in order of time: unsorted, many ties (whole hours, a few of them), some rows without a time.
m = 150
hours = rng.integers(0, 40, m).astype(float)
hours[rng.random(m) < 0.08] = np.nan
scores = np.round(rng.random(m), 2) + 0.005
frame = pd.DataFrame(
    {
        "time": pd.Timestamp("2021-03-01").value // 10**6 + hours * 3_600_000,
        "actual": np.where(rng.random(m) < 0.07, -1, (rng.random(m) < scores).astype(int)),
        "score": scores,
    }
)
frame["row"] = np.arange(1, m + 1)
frame["predicted"] = (frame["score"] >= 0.5).astype(int)
timed = frame[frame["time"].notna()].sort_values(["time", "row"], kind="stable").reset_index(drop=True)
in_time = {}
for size in (1, 7, 25, 1000):
    out = []
    for _, w in timed.groupby(np.arange(len(timed)) // size):
        judged = w[w["actual"] >= 0]
        both = judged["actual"].nunique() == 2
        out.append(
            {
                "start": int(w["time"].iloc[0]),
                "end": int(w["time"].iloc[-1]),
                "rowNumbers": w["row"].tolist(),
                "labelled": len(judged),
                "accuracy": float(accuracy_score(judged["actual"], judged["predicted"])) if len(judged) else None,
                "rocAuc": float(roc_auc_score(judged["actual"], judged["score"])) if both else None,
                "mae": float((judged["score"] - judged["actual"]).abs().mean()) if len(judged) else None,
                "medianAe": float((judged["score"] - judged["actual"]).abs().median()) if len(judged) else None,
            }
        )
    in_time[str(size)] = out
in_order = {
    "times": [None if np.isnan(t) else int(t) for t in frame["time"]],
    "actual": frame["actual"].tolist(),
    "scores": frame["score"].tolist(),
    "windows": in_time,
}

path = pathlib.Path(__file__).with_name("timeline.json")
path.write_text(
    json.dumps(
        {
            "spans": spans,
            "inOrder": in_order,
            "rows": {"times": times.tolist(), "actual": actual.tolist(), "predicted": predicted.tolist(), "windows": by_unit},
        },
        separators=(",", ":"),
    )
    + "\n"
)
print(path.name, path.stat().st_size, "bytes")
