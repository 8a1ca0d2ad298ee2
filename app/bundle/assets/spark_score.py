"""Scores a table with the model of a Drydock bundle, as a Spark job. Every row gets what the bundle's server would answer.

    spark-submit spark/score.py --input DATA --output DIR [--format parquet|csv|json] [--overwrite]

A row that the server would refuse (a cell of the wrong kind, a number that the model cannot take) gets no prediction; the
column `error` says why. With --strict such a row stops the job instead. Columns of the answers: prediction, score_<class>,
abstained and set where the validated plan has a gate, error.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from typing import Callable, Iterable, Iterator

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
# Nothing is left in the bundle, which is checked byte by byte.
sys.dont_write_bytecode = True

import drydock_model  # noqa: E402
import pandas as pd  # noqa: E402
from pyspark import SparkFiles  # noqa: E402
from pyspark.sql import Column, DataFrame, Observation, SparkSession  # noqa: E402
from pyspark.sql import functions as F  # noqa: E402
from pyspark.sql import types as T  # noqa: E402

MODEL_ARCHIVE = "drydock-model"
# What the answers hold, in Spark's words.
TYPES = {"text": T.StringType(), "number": T.DoubleType(), "boolean": T.BooleanType(), "texts": T.ArrayType(T.StringType())}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Scores a table with the model of a Drydock bundle.")
    parser.add_argument("--input", required=True, help="file, folder or address that Spark can read")
    parser.add_argument("--output", required=True, help="folder or address to write; it must not exist yet")
    parser.add_argument("--format", choices=["parquet", "csv", "json"], default="parquet", help="of the output (default: parquet)")
    parser.add_argument("--input-format", choices=["parquet", "csv", "json"], help="default: by the ending of the input, else parquet")
    parser.add_argument("--overwrite", action="store_true", help="replace what is at the output")
    parser.add_argument("--keep", nargs="*", metavar="COLUMN", help="columns of the input to keep beside the answers (default: all)")
    parser.add_argument("--strict", action="store_true", help="stop at the first row that the server would refuse")
    parser.add_argument("--model", default=os.path.join(os.path.dirname(HERE), "model"), help="folder model/ of the bundle")
    return parser.parse_args()


def format_of(path: str) -> str:
    ending = path.rstrip("/*").rsplit(".", 1)[-1].lower()
    return {"csv": "csv", "json": "json", "jsonl": "json", "ndjson": "json"}.get(ending, "parquet")


def session() -> SparkSession:
    spark = SparkSession.builder.appName("drydock-score").getOrCreate()
    # Times reach pandas in this zone; the plan takes them as UTC. Names differ by case as everywhere else.
    for name, value in {
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.caseSensitive": "true",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "50000",
    }.items():
        spark.conf.set(name, value)
    return spark


def send_model(spark: SparkSession, folder: str, work: str) -> None:
    """The module and the files of the model to every executor. `work` must be there until the job ends."""
    spark.sparkContext.addPyFile(drydock_model.__file__)
    archive = shutil.make_archive(os.path.join(work, MODEL_ARCHIVE), "zip", folder)
    spark.sparkContext.addArchive(f"{archive}#{MODEL_ARCHIVE}")


def read(spark: SparkSession, path: str, kind: str) -> DataFrame:
    if kind == "csv":
        # As text: the module reads numbers as the server reads text/csv. Quotes as in RFC 4180, line breaks inside allowed.
        return spark.read.csv(path, header=True, inferSchema=False, quote='"', escape='"', multiLine=True, nullValue="", emptyValue="")
    return spark.read.json(path) if kind == "json" else spark.read.parquet(path)


def scorer(
    keep: "list[str]", truths: "list[str]", on_bad_cell: str, as_text: bool
) -> Callable[[Iterable[pd.DataFrame]], Iterator[pd.DataFrame]]:
    def score(frames: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        # One thread: Spark runs as many processes as there are cores.
        model = drydock_model.loaded(os.path.join(SparkFiles.getRootDirectory(), MODEL_ARCHIVE), threads=1)
        for frame in frames:
            given = frame.assign(**{name: frame[name].astype("boolean").astype("Int64") for name in truths})
            answers = model.predict(given, on_bad_cell=on_bad_cell, as_text=as_text)
            yield pd.concat([frame[keep], answers], axis=1)

    return score


def quoted(name: str) -> Column:
    """Spark reads a dot in a name as a path, unless it is quoted."""
    return F.col("`" + name.replace("`", "``") + "`")


def columns_to_keep(given: DataFrame, wanted: "list[str] | None", answers: Iterable[str]) -> "list[str]":
    keep = given.columns if wanted is None else wanted
    unknown = [name for name in keep if name not in given.columns]
    if unknown:
        sys.exit(f'The input has no column "{unknown[0]}" to keep. It has: {", ".join(given.columns)}.')
    taken = [name for name in keep if name in answers]
    if taken:
        sys.exit(f'The input has a column "{taken[0]}", as the answers do. Name the columns to keep, without it: --keep COLUMN ...')
    return list(keep)


def exists(spark: SparkSession, path: str) -> bool:
    place = spark.sparkContext._jvm.org.apache.hadoop.fs.Path(path)
    return bool(place.getFileSystem(spark.sparkContext._jsc.hadoopConfiguration()).exists(place))


def write(scored: DataFrame, options: argparse.Namespace) -> None:
    if options.format == "csv":
        # CSV has no lists: they are written as JSON.
        lists = [field.name for field in scored.schema.fields if isinstance(field.dataType, T.ArrayType)]
        for name in lists:
            scored = scored.withColumn(name, F.to_json(quoted(name)))
    writer = scored.write.mode("overwrite" if options.overwrite else "errorifexists")
    if options.format == "csv":
        writer.csv(options.output, header=True, escape='"')
    elif options.format == "json":
        writer.json(options.output, ignoreNullFields=False)
    else:
        writer.parquet(options.output)


def score_table(spark: SparkSession, options: argparse.Namespace) -> str:
    """Reads, scores and writes; what came of it, in words."""
    model = drydock_model.load(options.model, threads=1)
    kind = options.input_format or format_of(options.input)
    given = read(spark, options.input, kind)
    absent = [name for name in model.columns if name not in given.columns]
    if absent:
        sys.exit(f'The input has no column "{absent[0]}". The model needs: {", ".join(model.columns)}.')
    answers = model.output_columns
    keep = columns_to_keep(given, options.keep, answers)
    used = [name for name in given.columns if name in keep or name in model.columns]
    fields = [given.schema[name] for name in keep] + [T.StructField(name, TYPES[what]) for name, what in answers.items()]
    chosen = given.select([quoted(name) for name in used])
    # Truth values of a table went in as 1 and 0 when it was validated; the server, which gets JSON, asks for the numbers.
    truths = [name for name, rule in model.rules.items() if rule.kind == "number" and given.schema[name].dataType == T.BooleanType()]
    score = scorer(keep, truths if kind == "parquet" else [], "raise" if options.strict else "reject", kind == "csv")
    counts = Observation("drydock")
    counted = chosen.mapInPandas(score, T.StructType(fields)).observe(
        counts, F.count(F.lit(1)).alias("rows"), F.count("prediction").alias("predicted")
    )
    write(counted, options)
    rows, predicted = counts.get["rows"], counts.get["predicted"]
    return f"{rows} rows scored, {rows - predicted} of them without a prediction (see the column error)"


def main() -> None:
    options = arguments()
    if options.overwrite and os.path.abspath(options.input) == os.path.abspath(options.output):
        sys.exit("The output cannot be the input.")
    spark = session()
    try:
        if not options.overwrite and exists(spark, options.output):
            sys.exit(f"{options.output} exists already. Choose another --output, or replace it with --overwrite.")
        with tempfile.TemporaryDirectory(prefix="drydock-") as work:
            send_model(spark, options.model, work)
            print(f"{score_table(spark, options)}: {options.output}")
    finally:
        spark.stop()


if __name__ == "__main__":
    main()
