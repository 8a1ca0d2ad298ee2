"""Trains the bird-strikes example: will a reported wildlife strike damage the aircraft?

    python3 -m venv .venv && .venv/bin/pip install -r requirements.txt
    .venv/bin/python train.py                                 # model.onnx and strikes.parquet, here
    .venv/bin/python train.py --data FRESH.parquet --out DIR  # retrain on other rows

Reads birdstrikes.csv (10,000 strikes, 1990-2002), trains on 1990-1994 and writes

  model.onnx       scikit-learn pipeline converted by skl2onnx with its default options:
                   one input per column, strings included, probabilities behind a ZipMap
  strikes.parquet  the years after, 1995-2002, as they are: nothing cleaned, nothing staged.
                   Column "Damage" is derived from "Effect Amount of damage": None is "No damage";
                   Minor, Medium and Substantial are "Some damage"; stray codes stay as they are.

The cost columns tell the answer (a strike without damage costs nothing) and are no features.
"""

import argparse
from pathlib import Path

import pandas as pd
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType, StringTensorType
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

HERE = Path(__file__).parent
CATEGORIES = [
    "Aircraft Make Model",
    "Aircraft Airline Operator",
    "Origin State",
    "Phase of flight",
    "Wildlife Size",
    "Wildlife Species",
    "Time of day",
]
NUMBERS = ["Speed IAS in knots"]
DAMAGE = {"None": "No damage", "Minor": "Some damage", "Medium": "Some damage", "Substantial": "Some damage"}


def read(path: Path) -> pd.DataFrame:
    if path.suffix == ".parquet":
        rows = pd.read_parquet(path)
    else:
        # "None" is a label here, not a missing value.
        rows = pd.read_csv(path, keep_default_na=False, na_values={"Speed IAS in knots": [""]})
    rows["Flight Date"] = pd.to_datetime(rows["Flight Date"])
    if "Damage" not in rows:
        effect = rows["Effect Amount of damage"]
        rows.insert(0, "Damage", effect.map(DAMAGE).fillna(effect))
    return rows


def train(rows: pd.DataFrame):
    known = rows[rows["Damage"].isin(set(DAMAGE.values()))]
    model = make_pipeline(
        ColumnTransformer(
            [
                ("categories", OneHotEncoder(handle_unknown="ignore"), CATEGORIES),
                ("numbers", make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), NUMBERS),
            ]
        ),
        LogisticRegression(max_iter=2000),
    )
    model.fit(known[CATEGORIES + NUMBERS], known["Damage"])
    return model


def report(model, rows: pd.DataFrame) -> None:
    rows = rows[rows["Damage"].isin(set(DAMAGE.values()))]
    for year, part in rows.groupby(rows["Flight Date"].dt.year):
        score = model.predict_proba(part[CATEGORIES + NUMBERS])[:, 1]
        truth = part["Damage"] == "Some damage"
        print(
            f"{year}  rows {len(part):5d}  damaged {truth.mean():.3f}"
            f"  AUC {roc_auc_score(truth, score):.3f}  AP {average_precision_score(truth, score):.3f}"
        )


def main() -> None:
    arguments = argparse.ArgumentParser(description="Train the bird-strikes model.")
    arguments.add_argument("--data", type=Path, help="labelled rows to train on (CSV or Parquet); default: 1990-1994")
    arguments.add_argument("--out", type=Path, default=HERE, help="folder for model.onnx")
    options = arguments.parse_args()

    everything = read(HERE / "birdstrikes.csv")
    early = everything["Flight Date"] < "1995-01-01"
    model = train(read(options.data) if options.data else everything[early])
    report(model, everything)

    types = [(name, StringTensorType([None, 1])) for name in CATEGORIES] + [(name, FloatTensorType([None, 1])) for name in NUMBERS]
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "model.onnx").write_bytes(to_onnx(model, initial_types=types, name="bird_strikes").SerializeToString())
    if not options.data:
        everything[~early].to_parquet(options.out / "strikes.parquet", index=False, compression="zstd")


if __name__ == "__main__":
    main()
