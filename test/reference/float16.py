"""Half-precision conversions as numpy does them: test/reference/float16.json.

    python test/reference/float16.py

`toHalf`: [the double as decimal text that reads back exactly, the 16 bits numpy gives for it], for ties, neighbours
of ties, subnormals, overflow and random numbers. `fromHalf`: [bits, the double they stand for].
Source of the numbers: numpy (float64 -> float16 in one rounding, IEEE 754 binary16, ties to even).
"""

import json
import math
from pathlib import Path

import numpy as np


def main():
    random = np.random.default_rng(7)
    halves = np.unique(np.concatenate([random.integers(0, 0x7C00, 120), [0, 1, 2, 0x3FF, 0x400, 0x401, 0x3BFF, 0x3C00, 0x7BFE, 0x7BFF]]))
    values = []
    for bits in halves[:-1]:
        low, high = (float(np.array(b, np.uint16).view(np.float16)) for b in (bits, bits + 1))
        if not math.isfinite(high):
            continue
        tie = (low + high) / 2
        values += [low, tie, np.nextafter(tie, -np.inf), np.nextafter(tie, np.inf)]
    values += [65504.0, 65519.999, 65520.0, 65536.0, 1e300, 2.0**-25, np.nextafter(2.0**-25, 1), 2.0**-26, 5e-324, math.inf]
    values += list(random.normal(size=60) * 10.0 ** random.integers(-9, 6, 60))
    values += [-value for value in values[::7]]
    with np.errstate(over="ignore"):
        to_half = [[repr(float(v)), int(np.float64(v).astype(np.float16).view(np.uint16))] for v in values]
    sample = [int(b) for b in np.unique(np.concatenate([halves, halves | 0x8000]))]
    from_half = [[b, repr(float(np.array(b, np.uint16).view(np.float16)))] for b in sample]
    out = {"generator": "test/reference/float16.py", "numpy": np.__version__, "toHalf": to_half, "fromHalf": from_half}
    Path(__file__).with_suffix(".json").write_text(json.dumps(out, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
