"""How long a peer takes for drift of every column in windows of a table, by its own defaults. Prints one line of JSON.

    python bench/peers/drift.py nannyml|evidently TABLE.parquet REFERENCE_ROWS WINDOW_ROWS WINDOWS

Reading the file counts, importing the package does not. Evidently compares two tables at a time, so it is run once a window, over
WINDOWS of them at most, and its time is scaled to all of them; NannyML takes all at once.
"""

import json
import resource
import sys
import time
import warnings

warnings.filterwarnings("ignore")
peer, path = sys.argv[1:3]
reference_rows, window_rows, most = map(int, sys.argv[3:6])

import pandas as pd

if peer == "nannyml":
    import nannyml as nml
else:
    from evidently.legacy.metric_preset import DataDriftPreset
    from evidently.legacy.report import Report


def run_nannyml(table, columns):
    calculator = nml.UnivariateDriftCalculator(column_names=columns, chunk_size=window_rows).fit(table[:reference_rows])
    calculator.calculate(table[reference_rows:])


def run_evidently(table, columns):
    reference = table[columns][:reference_rows]
    for start in range(reference_rows, min(len(table), reference_rows + most * window_rows), window_rows):
        report = Report([DataDriftPreset()])
        report.run(reference_data=reference, current_data=table[columns][start : start + window_rows])
        report.as_dict()


began, cpu_began = time.perf_counter(), time.process_time()
table = pd.read_parquet(path)
columns = [name for name in table.columns if name != "at"]
read = time.perf_counter() - began
windows = -(-(len(table) - reference_rows) // window_rows)
measured = windows if peer == "nannyml" else min(most, windows)
(run_nannyml if peer == "nannyml" else run_evidently)(table, columns)
scale = windows / measured
spent, cpu = time.perf_counter() - began, time.process_time() - cpu_began
print(
    json.dumps(
        {
            "seconds": read + (spent - read) * scale,
            "cpuSeconds": cpu * scale,
            "peakBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
            "windows": measured,
        }
    )
)
