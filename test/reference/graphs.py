"""What the `onnx` package says of the graphs of the fixture models: test/reference/graphs.json.

For each model: the nodes of the main graph in order (operator, domain, name, inputs, outputs, attributes in short, graphs
and nodes inside), inputs without those that have an initializer, outputs, and what is stated of the tensors.

    python test/reference/graphs.py

Source: onnx, as pinned in requirements.txt.
"""

import json
from pathlib import Path

import numpy as np
import onnx
from onnx import AttributeProto, TensorProto, numpy_helper

ROOT = Path(__file__).resolve().parents[1]
MODELS = [
    "lightgbm-binary",
    "lightgbm-multiclass",
    "sklearn-ada",
    "sklearn-bayes",
    "sklearn-calibrated",
    "sklearn-columns",
    "sklearn-forest",
    "sklearn-mlp",
    "sklearn-neighbours",
    "sklearn-voting",
    "xgboost-binary",
]
SHOWN = 8


def type_name(number):
    names = {TensorProto.FLOAT: "float32", TensorProto.DOUBLE: "float64", TensorProto.FLOAT16: "float16"}
    return names.get(number) or TensorProto.DataType.Name(number).lower()


def shortest(value):
    """The shortest decimal that is this float32."""
    return float(str(np.float32(value)))


def inner(graph):
    graphs, nodes = 1, len(graph.node)
    for node in graph.node:
        for attribute in node.attribute:
            for part in [*([attribute.g] if attribute.type == AttributeProto.GRAPH else []), *attribute.graphs]:
                more = inner(part)
                graphs, nodes = graphs + more[0], nodes + more[1]
    return graphs, nodes


def tensor(value):
    told = {"type": type_name(value.data_type), "dims": list(value.dims)}
    array = numpy_helper.to_array(value)
    if 1 <= array.size <= SHOWN and array.dtype.kind in "fi":
        told["values"] = [shortest(v) if array.dtype == np.float32 else v for v in array.reshape(-1).tolist()]
    return {"tensor": told}


def attribute(value):
    kind = AttributeProto.AttributeType.Name(value.type)
    if kind == "FLOAT":
        return {"value": None if np.isnan(value.f) else shortest(value.f)}
    if kind == "INT":
        return {"value": value.i}
    if kind == "STRING":
        return {"text": value.s.decode()}
    if kind == "TENSOR":
        return tensor(value.t)
    if kind == "GRAPH":
        graphs, nodes = inner(value.g)
        return {"graphs": graphs, "nodes": nodes}
    if kind == "FLOATS":
        return {"count": len(value.floats), "first": [shortest(v) for v in value.floats[:SHOWN]]}
    if kind == "INTS":
        return {"count": len(value.ints), "first": list(value.ints[:SHOWN])}
    if kind == "STRINGS":
        return {"count": len(value.strings), "first": [v.decode() for v in value.strings[:SHOWN]]}
    raise ValueError(kind)


def shape(value):
    if not value.type.tensor_type.HasField("shape"):
        return None
    return [d.dim_value if d.HasField("dim_value") else (d.dim_param or None) for d in value.type.tensor_type.shape.dim]


def facts(path):
    graph = onnx.load(path).graph
    weights = {value.name for value in graph.initializer}
    inputs = [value for value in graph.input if value.name not in weights]
    tensors = [v for v in [*graph.value_info, *inputs, *graph.output] if v.type.HasField("tensor_type")]
    return {
        "nodes": [
            {
                "op": node.op_type,
                "domain": node.domain,
                "name": node.name,
                "inputs": list(node.input),
                "outputs": list(node.output),
                "attributes": {value.name: attribute(value) for value in node.attribute},
            }
            for node in graph.node
        ],
        "inputs": [value.name for value in inputs],
        "outputs": [value.name for value in graph.output],
        "tensors": {v.name: {"type": type_name(v.type.tensor_type.elem_type), "shape": shape(v)} for v in tensors},
        "weights": {
            value.name: {"type": type_name(value.data_type), "shape": list(value.dims)} for value in graph.initializer
        },
    }


def main():
    models = {name: facts(ROOT / "fixtures" / "models" / f"{name}.onnx") for name in MODELS}
    target = ROOT / "reference" / "graphs.json"
    target.write_text(json.dumps({"onnx": onnx.__version__, "models": models}, ensure_ascii=False) + "\n")
    print(target.name, {name: len(model["nodes"]) for name, model in models.items()})


if __name__ == "__main__":
    main()
