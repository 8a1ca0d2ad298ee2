"""The files of targets against the specifications of those who read them. Run by checkTargets.mjs: python targets.py OUT

Every case below OUT is one exported model. Prints what was checked; exits 1 with every fault.
"""

import ast
import base64
import importlib.util
import json
import multiprocessing
import pathlib
import re
import struct
import subprocess
import sys

import kubernetes_validate.utils
import numpy
import onnx
import openvino
import yaml
from google.protobuf import text_format


def package(name):
    """The folder of a package, without importing it and what it needs."""
    return pathlib.Path(importlib.util.find_spec(name).submodule_search_locations[0])


def module(name, path):
    spec = importlib.util.spec_from_file_location(name, path)
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


out = pathlib.Path(sys.argv[1])
cases = sorted(path for path in out.iterdir() if path.is_dir())
faults = []
counts = {}


def expect(ok, where, what):
    counts[what] = counts.get(what, 0) + 1
    if not ok:
        faults.append(f"{where}: {what}")


def attempt(where, what, act):
    """The act is to end without an exception."""
    try:
        act()
    except Exception as error:  # noqa: BLE001 - whatever a validator throws is the finding
        faults.append(f"{where}: {what}: {str(error)[:400]}")
    counts[what] = counts.get(what, 0) + 1


# --- Kubernetes -----------------------------------------------------------------------------------------------------

# preStop.sleep came with 1.30.
versions = [version for version in kubernetes_validate.utils.all_versions() if tuple(map(int, version.split(".")[:2])) >= (1, 30)]


def cluster(resource, where):
    for version in versions:
        attempt(where, f"valid in Kubernetes {version}", lambda: kubernetes_validate.validate(resource, version, strict=True))


def pydantic_strict(model, value, where):
    """Every member is known to the model: what pydantic ignores, a cluster with validation refuses."""
    parsed = model.model_validate(value)

    def unknown(given, kept, path):
        if isinstance(given, dict):
            if not isinstance(kept, dict):
                return [path]
            return [fault for key in given for fault in ([f"{path}.{key}"] if key not in kept else unknown(given[key], kept[key], f"{path}.{key}"))]
        if isinstance(given, list):
            return [fault for i, item in enumerate(given) for fault in unknown(item, kept[i], f"{path}[{i}]")]
        return []

    lost = unknown(value, parsed.model_dump(by_alias=True, exclude_none=True), "")
    if lost:
        raise ValueError(f"unknown members {lost}")


def keda(resource, where):
    from cloudcoil.models.keda.v1alpha1 import ScaledObject

    attempt(where, "valid for KEDA's model of ScaledObject", lambda: pydantic_strict(ScaledObject, resource, where))


def operator(kind, resource, where):
    from cloudcoil.models.prometheus_operator import v1

    attempt(where, f"valid for the Prometheus operator's model of {kind}", lambda: pydantic_strict(getattr(v1, kind), resource, where))


def kubernetes_files(case):
    folder = case / "k8s"
    if not folder.exists():
        return
    for path in sorted(folder.rglob("*.yaml")):
        where = str(path.relative_to(out))
        resource = yaml.safe_load(path.read_text())
        kind = resource["kind"]
        if kind in ("Kustomization", "Component"):
            named = resource["resources"] + [patch["path"] for patch in resource.get("patches", [])]
            expect(all((path.parent / name).exists() for name in named), where, "names files that are there")
        elif kind == "ScaledObject":
            keda(resource, where)
        elif kind in ("ServiceMonitor", "PrometheusRule"):
            operator(kind, resource, where)
        elif "$patch" not in resource:
            cluster(resource, where)


# --- KServe ---------------------------------------------------------------------------------------------------------

kserve_models = package("kserve") / "models"


def kserve_model(name):
    """(json name -> type) of a generated class of KServe's package, read without importing what it needs."""
    file = kserve_models / (re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower() + ".py")
    if not file.exists():
        return None
    tables = {}
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in ("openapi_types", "attribute_map"):
            tables[node.targets[0].id] = ast.literal_eval(node.value)
    return {json_name: tables["openapi_types"][key] for key, json_name in tables["attribute_map"].items()}


def kserve_walk(value, kind, path):
    plain = {"int": int, "str": str, "bool": bool}
    if kind.startswith("list["):
        if not isinstance(value, list):
            return [f"{path} is no list"]
        return [fault for i, item in enumerate(value) for fault in kserve_walk(item, kind[5:-1], f"{path}[{i}]")]
    if kind in plain:
        return [] if isinstance(value, plain[kind]) else [f"{path} is no {kind}"]
    model = kserve_model(kind)
    if model is None:
        return []  # Of Kubernetes itself: checked as part of a Pod.
    return [
        fault
        for key, item in value.items()
        for fault in ([f"{path}.{key} is unknown"] if key not in model else kserve_walk(item, model[key], f"{path}.{key}"))
    ]


def kserve_files(case):
    for path in sorted((case / "kserve").glob("*.yaml")):
        where = str(path.relative_to(out))
        service = yaml.safe_load(path.read_text())
        expect(service["apiVersion"] == "serving.kserve.io/v1beta1", where, "is of serving.kserve.io/v1beta1")
        wrong = kserve_walk(service, "V1beta1InferenceService", "")
        expect(not wrong, f"{where} {wrong}", "valid for KServe's model of InferenceService")
        predictor = service["spec"]["predictor"]
        expect(predictor.get("scaleMetric") in ("cpu", "memory", "concurrency", "rps"), where, "scales by a metric KServe knows")
        if "model" in predictor:
            expect(predictor["model"]["protocolVersion"] == "v2", where, "says protocolVersion v2")
            expect((case / "triton" / service["metadata"]["name"] / "config.pbtxt").exists(), where, "is named as the folder of the model")
        else:
            pod = {key: predictor[key] for key in ("containers", "volumes", "automountServiceAccountToken")}
            cluster({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "x"}, "spec": pod}, where)


# --- Triton ---------------------------------------------------------------------------------------------------------

proto = module("model_config_pb2", package("tritonclient") / "grpc" / "model_config_pb2.py")
onnx_types = {
    proto.TYPE_BOOL: onnx.TensorProto.BOOL,
    proto.TYPE_INT8: onnx.TensorProto.INT8,
    proto.TYPE_INT16: onnx.TensorProto.INT16,
    proto.TYPE_INT32: onnx.TensorProto.INT32,
    proto.TYPE_INT64: onnx.TensorProto.INT64,
    proto.TYPE_UINT8: onnx.TensorProto.UINT8,
    proto.TYPE_UINT16: onnx.TensorProto.UINT16,
    proto.TYPE_UINT32: onnx.TensorProto.UINT32,
    proto.TYPE_UINT64: onnx.TensorProto.UINT64,
    proto.TYPE_FP16: onnx.TensorProto.FLOAT16,
    proto.TYPE_FP32: onnx.TensorProto.FLOAT,
    proto.TYPE_FP64: onnx.TensorProto.DOUBLE,
    proto.TYPE_STRING: onnx.TensorProto.STRING,
}


def element_size(data_type):
    return 0 if data_type == proto.TYPE_STRING else onnx.helper.tensor_dtype_to_np_dtype(onnx_types[data_type]).itemsize


def dims_supported(model_shape, dims, max_batch):
    """As onnxruntime_backend's CompareDimsSupported."""
    if max_batch > 0:
        if not model_shape or model_shape[0] != -1:
            return False
        dims = [-1, *dims]
    return len(model_shape) == len(dims) and all(m in (-1, d) for m, d in zip(model_shape, dims))


def read_tensor(entry, data_type):
    if "content" in entry:
        return b"".join(struct.pack("<I", len(text.encode())) + text.encode() for text in entry["content"])
    return base64.b64decode(entry["b64"], validate=True)


def perf_file(case, config, where):
    """As perf_analyzer's data_loader.cc takes it."""
    perf = json.loads((case / "triton" / "perf_analyzer_input.json").read_text())
    expect(set(perf) <= {"data", "validation_data"} and len(perf["data"]) > 0, where, "perf_analyzer finds data")
    expect(len(perf.get("validation_data", perf["data"])) == len(perf["data"]), where, "as many answers as requests")
    for list_name, tensors in (("data", config.input), ("validation_data", config.output)):
        for step in perf.get(list_name, []):
            expect(set(step) == {tensor.name for tensor in tensors}, where, "every tensor and no other is given")
            for tensor in tensors:
                shape = step[tensor.name]["shape"]
                fits = len(shape) == len(tensor.dims) and all(d in (-1, s) for d, s in zip(tensor.dims, shape))
                expect(fits, where, "shapes are those of the configuration")
                if list_name == "validation_data":
                    expect(-1 not in tensor.dims, where, "answers have the fixed shape that the tool needs")
                size = element_size(tensor.data_type) * int(numpy.prod(shape))
                given = read_tensor(step[tensor.name], tensor.data_type)
                expect(size == 0 or len(given) == size, where, "tensors have the bytes of their shape")
    return perf


def triton_files(case):
    name = case.name
    folder = case / "triton" / name
    where = f"{name}/triton"
    config = text_format.Parse((folder / "config.pbtxt").read_text(), proto.ModelConfig())
    expect(config.name == name, where, "config.pbtxt parses, and names the folder")
    path = folder / "1" / "model.onnx"
    path = path / "model.onnx" if path.is_dir() else path
    graph = onnx.load(path, load_external_data=True).graph
    initial = {tensor.name for tensor in graph.initializer}
    for tensors, values in ((config.input, [v for v in graph.input if v.name not in initial]), (config.output, graph.output)):
        known = {value.name: value.type.tensor_type for value in values}
        expect({tensor.name for tensor in tensors} == set(known), where, "the tensors of the model, and no other")
        for tensor in tensors:
            kind = known[tensor.name]
            expect(onnx_types[tensor.data_type] == kind.elem_type, where, "the element types of the model")
            dims = list(tensor.reshape.shape) if tensor.HasField("reshape") else list(tensor.dims)
            shape = [dim.dim_value if dim.HasField("dim_value") else -1 for dim in kind.shape.dim]
            expect(dims_supported(shape, dims, config.max_batch_size), f"{where} {tensor.name} {shape} {dims}", "dims that the backend takes")
            expect(len(tensor.dims) > 0 and 0 not in tensor.dims, where, "dims are not empty")
            labels = getattr(tensor, "label_filename", "")
            if labels:
                lines = (folder / labels).read_text().splitlines()
                expect(shape[-1] in (-1, len(lines)), where, "a label for each score")
    for warmup in config.model_warmup:
        for key, value in warmup.inputs.items():
            data = (folder / "warmup" / value.input_data_file).read_bytes()
            size = element_size(value.data_type) * int(numpy.prod(list(value.dims)))
            expect(size == 0 or len(data) == size, f"{where} {key}", "warm-up data of the stated size")
    return perf_file(case, config, where)


# --- OpenVINO -------------------------------------------------------------------------------------------------------

numpy_types = {"f16": numpy.float16, "f32": numpy.float32, "f64": numpy.float64, "i64": numpy.int64, "i32": numpy.int32, "boolean": numpy.bool_}


def openvino_runs(case, perf):
    where = f"{case.name}/ovms"
    config = json.loads((case / "ovms" / "config.json").read_text())
    (entry,) = config["model_config_list"]
    expect(entry["config"]["name"] == case.name and entry["config"]["base_path"] == f"/models/{case.name}", where, "config.json leads to the model")
    found = json.loads((case / "findings.json").read_text())
    blocked = {finding["rule"] for finding in found if finding["target"] == "openvino" and finding["severity"] == "blocking"}
    path = case / "ovms" / case.name / "1" / "model.onnx"
    core = openvino.Core()
    if "openvino-operators" in blocked:
        try:
            core.compile_model(core.read_model(path), "CPU")
            refused = False
        except RuntimeError:
            refused = True
        expect(refused, where, "OpenVINO refuses a model whose operators the lint blocks")
    if blocked or "validation_data" not in perf:
        return
    compiled = core.compile_model(core.read_model(path), "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    batched = case.name != "fixed"
    for request, answer in zip(perf["data"], perf["validation_data"]):

        def array(entry, port):
            kind = numpy_types[port.get_element_type().get_type_name()]
            value = numpy.frombuffer(base64.b64decode(entry["b64"]), dtype=kind)
            rank = port.get_partial_shape().rank.get_length()
            shape = [1, *entry["shape"]] if batched else entry["shape"]
            return value.reshape(shape[:rank] if rank < len(shape) else shape)

        given = compiled({port.any_name: array(request[port.any_name], port) for port in compiled.inputs})
        for port in compiled.outputs:
            wanted = array(answer[port.any_name], port)
            loose = 1e-2 if wanted.dtype == numpy.float16 else 1e-5
            close = numpy.allclose(given[port].astype(numpy.float64), wanted.astype(numpy.float64), rtol=loose, atol=loose)
            expect(close, f"{where} {port.any_name}", "OpenVINO answers as ONNX Runtime did")


def ask(domain, name, version, inputs, outputs, queue):
    helper = onnx.helper
    names = [f"i{k}" for k in range(inputs)]
    node = helper.make_node(name, names, [f"o{k}" for k in range(max(1, outputs))], domain=domain)
    values = [helper.make_tensor_value_info(n, onnx.TensorProto.FLOAT, [None, 3]) for n in names]
    graph = helper.make_graph([node], "g", values, [helper.make_tensor_value_info("o0", onnx.TensorProto.FLOAT, None)])
    opsets = [helper.make_opsetid("", version if domain == "" else 18)] + ([helper.make_opsetid(domain, version)] if domain else [])
    try:
        openvino.Core().read_model(helper.make_model(graph, opset_imports=opsets, ir_version=8).SerializeToString())
        queue.put("known")
    except Exception as error:  # noqa: BLE001
        queue.put("unknown" if "No conversion rule found" in str(error) else "known")


def knows(*about):
    """In a process of its own: some operators with senseless inputs end it, which only those do that are known."""
    queue = multiprocessing.Queue()
    process = multiprocessing.Process(target=ask, args=(*about, queue))
    process.start()
    process.join(30)
    return queue.get(timeout=5) == "known" if process.exitcode == 0 else True


def operators():
    said = json.loads((out / "operators.json").read_text())
    expect(openvino.__version__.startswith(said["version"]), "operators.ts", f"is of the installed OpenVINO ({openvino.__version__[:8]})")
    for schema in onnx.defs.get_all_schemas():
        if schema.domain not in ("", "ai.onnx.ml") or schema.deprecated:
            continue
        version = max(schema.since_version, {"": 18, "ai.onnx.ml": 3}[schema.domain])
        known = knows(schema.domain, schema.name, version, schema.min_input, schema.min_output)
        listed = schema.name not in said["unknown"] if schema.domain == "" else schema.name in said["knownMl"]
        expect(known == listed, f"operators.ts {schema.domain} {schema.name}", "OpenVINO says the same of an operator")
    for name in said["knownRuntime"]:
        expect(knows("com.microsoft", name, 1, 2, 1), f"operators.ts com.microsoft {name}", "OpenVINO says the same of an operator")


# --- Container ------------------------------------------------------------------------------------------------------


def tool(where, what, *command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    counts[what] = counts.get(what, 0) + 1
    if done.returncode != 0:
        faults.append(f"{where}: {what}: {(done.stdout + done.stderr)[:600]}")


def container_files(case, bin_dir):
    tool(f"{case.name}/Dockerfile", "hadolint finds nothing in the Dockerfile", bin_dir / "hadolint", case / "Dockerfile")
    tool(
        f"{case.name}/docker-compose.yml",
        "valid for the Compose specification",
        bin_dir / "check-jsonschema",
        "--builtin-schema",
        "vendor.compose-spec",
        case / "docker-compose.yml",
    )


def self_check():
    """Each validator refuses what is wrong: a misspelt member, an old version, a shape that does not fit."""
    before, case = len(faults), cases[0]

    def spoilt(path, *keys):
        resource = yaml.safe_load((case / path).read_text())
        inner = resource
        for key in keys[:-1]:
            inner = inner[key]
        inner[keys[-1]] = inner.pop(keys[-1].removesuffix("X"), 1)
        return resource

    wrong = {
        "Kubernetes": lambda: cluster(spoilt("k8s/deployment.yaml", "spec", "selectorX"), "self-check"),
        "KEDA": lambda: keda(spoilt("k8s/components/keda/scaledobject.yaml", "spec", "triggersX"), "self-check"),
        "Prometheus operator": lambda: operator("ServiceMonitor", spoilt("k8s/components/prometheus/servicemonitor.yaml", "spec", "endpointsX"), "self-check"),
        "KServe": lambda: expect(
            not kserve_walk(spoilt("kserve/inferenceservice.yaml", "spec", "predictor", "modelX"), "V1beta1InferenceService", ""),
            "self-check",
            "valid for KServe's model of InferenceService",
        ),
        "an old API version": lambda: cluster(
            {**yaml.safe_load((case / "k8s/hpa.yaml").read_text()), "apiVersion": "autoscaling/v2beta2"}, "self-check"
        ),
        "Triton's shapes": lambda: expect(dims_supported([-1, 3], [4], 8), "self-check", "dims that the backend takes"),
        "a fixed batch": lambda: expect(dims_supported([4, 3], [3], 8), "self-check", "dims that the backend takes"),
    }
    for what, act in wrong.items():
        count = len(faults)
        act()
        caught = len(faults) > count
        del faults[before:]
        if not caught:
            faults.append(f"self-check: {what} accepts what is wrong")
            before = len(faults)


if __name__ == "__main__":
    self_check()
    counts.clear()
    bin_dir = pathlib.Path(sys.executable).parent
    container_files(cases[0], bin_dir)
    for case in cases:
        kubernetes_files(case)
        kserve_files(case)
        openvino_runs(case, triton_files(case))
    operators()
    for what, count in counts.items():
        print(f"{count:6d}  {what}")
    for fault in faults:
        print(f"FAULT  {fault}")
    print(f"{len(cases)} models, {sum(counts.values())} checks, {len(faults)} faults")
    sys.exit(1 if faults else 0)
