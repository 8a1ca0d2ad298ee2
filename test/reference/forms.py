"""Reference values of other forms of a model: forms.json.

Weights in whole numbers as onnxruntime.quantization.quantize_dynamic writes them (QInt8, per_channel, reduce_range), the
product of each row by a scale of its own as numpy computes it, and weights at half precision as onnxconverter_common
stores them. Scales fixed on rows are those of quantize_static (MinMax, QUInt8 activations) for two products with a Relu between:

    python -P test/reference/forms.py

-P, because the float16.py beside this script is not the one that onnxruntime means.
"""

import json
import os
import tempfile
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxconverter_common import float16
from onnxruntime.quantization import (
    CalibrationDataReader,
    CalibrationMethod,
    QuantFormat,
    QuantType,
    quantize_dynamic,
    quantize_static,
)

ROWS, COLUMNS = 24, 12


def weights():
    """Exact in single precision up to one division, so that both sides make the same: no sine, no random numbers."""
    steps = (np.arange(ROWS * COLUMNS, dtype=np.int64) * 7919 % 257 - 128).astype(np.float32)
    table = (steps / np.float32(97)).reshape(ROWS, COLUMNS)
    table *= (np.float32(2) ** (np.arange(COLUMNS) % 5 - 3)).astype(np.float32)
    table[:, 7] = 0
    return table


def inputs():
    steps = (np.arange(5 * ROWS, dtype=np.int64) * 104729 % 311 - 155).astype(np.float32)
    table = (steps / np.float32(31)).reshape(5, ROWS)
    table[3] *= np.float32(100)
    table[4] = 0
    return table


def quantized(table):
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["X", "W"], ["Y"])],
        "product",
        [helper.make_tensor_value_info("X", TensorProto.FLOAT, ["N", ROWS])],
        [helper.make_tensor_value_info("Y", TensorProto.FLOAT, ["N", COLUMNS])],
        [numpy_helper.from_array(table, "W")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    with tempfile.TemporaryDirectory() as folder:
        before, after = os.path.join(folder, "a.onnx"), os.path.join(folder, "b.onnx")
        onnx.save(model, before)
        quantize_dynamic(before, after, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)
        found = {one.name: numpy_helper.to_array(one) for one in onnx.load(after).graph.initializer}
    half = float16.convert_float_to_float16(model, keep_io_types=True)
    halves = {one.name: numpy_helper.to_array(one) for one in half.graph.initializer}
    return found["W_quantized"], found["W_scale"], halves["W"]


class Rows(CalibrationDataReader):
    def __init__(self, table):
        self.left = [{"X": table}]

    def get_next(self):
        return self.left.pop() if self.left else None


def fixed(table, x):
    """Scale and zero point of both activations, over the first three rows, and the answers by numpy."""
    back = np.ascontiguousarray(table.T)
    graph = helper.make_graph(
        [
            helper.make_node("MatMul", ["X", "W"], ["hidden"]),
            helper.make_node("Relu", ["hidden"], ["active"]),
            helper.make_node("MatMul", ["active", "V"], ["Y"]),
        ],
        "products",
        [helper.make_tensor_value_info("X", TensorProto.FLOAT, ["N", ROWS])],
        [helper.make_tensor_value_info("Y", TensorProto.FLOAT, ["N", ROWS])],
        [numpy_helper.from_array(table, "W"), numpy_helper.from_array(back, "V")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    with tempfile.TemporaryDirectory() as folder:
        before, after = os.path.join(folder, "a.onnx"), os.path.join(folder, "b.onnx")
        onnx.save(model, before)
        quantize_static(
            before,
            after,
            Rows(x[:3]),
            quant_format=QuantFormat.QDQ,
            per_channel=True,
            reduce_range=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            calibrate_method=CalibrationMethod.MinMax,
        )
        found = {one.name: numpy_helper.to_array(one) for one in onnx.load(after).graph.initializer}
    steps = {}
    for name in ["X", "active"]:
        # Relu and what goes into it share their range there, as the cut at 0 is the zero point.
        scale, point = found.get(f"{name}_scale"), found.get(f"{name}_zero_point")
        steps[name] = {"scale": float(scale), "point": int(point)}

    def product(given, weights, where):
        scale, point = np.float32(steps[where]["scale"]), steps[where]["point"]
        top = np.abs(weights).max(axis=0)
        each = np.where(top > 0, top * np.float32(2) / np.float32(128), np.float32(1)).astype(np.float32)
        whole = np.clip(np.rint(weights / each), -64, 64).astype(np.int64)
        activations = np.clip(np.rint(given.astype(np.float32) / scale) + point, 0, 255).astype(np.int64) - point
        return ((activations @ whole).astype(np.float64) * np.float64(scale) * each).astype(np.float32)

    hidden = np.maximum(product(x, table, "X"), 0)
    return {"steps": steps, "answers": product(hidden, back, "active").astype(float).ravel().tolist()}


def main():
    table, x = weights(), inputs()
    whole, scales, half = quantized(table)
    # Each row by its own scale: its largest size is 127 steps.
    row = np.maximum(np.abs(x).max(axis=1, keepdims=True), np.float32(1e-30)) / np.float32(127)
    steps = np.rint(x / row).astype(np.int64)
    product = (steps @ whole.astype(np.int64)).astype(np.float64) * row.astype(np.float64) * scales.astype(np.float64)
    out = {
        "generator": "test/reference/forms.py",
        "rows": ROWS,
        "columns": COLUMNS,
        "whole": whole.astype(int).ravel().tolist(),
        "scales": [float(s) for s in scales],
        "halfBits": half.view(np.uint16).ravel().tolist(),
        "product": product.ravel().tolist(),
        "fixed": fixed(table, x),
    }
    Path(__file__).with_suffix(".json").write_text(json.dumps(out, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
