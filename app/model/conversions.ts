// One table: what each kind of file is called, and the shortest way from it to ONNX.

export type ModelKind = keyof typeof conversions;

const sklearn =
  'pip install skl2onnx, then in Python, with the library versions the model was trained with: ' +
  'from skl2onnx import to_onnx; open("model.onnx", "wb").write(to_onnx(model, X[:1]).SerializeToString())';
const pytorch =
  'In Python, with the class of the model at hand: torch.onnx.export(model.eval(), (example,), "model.onnx", dynamo=True, ' +
  'dynamic_shapes=({0: torch.export.Dim("batch")},))';
const xgboost =
  'pip install onnxmltools, then in Python: import xgboost, onnxmltools; from onnxmltools.convert.common.data_types import FloatTensorType; ' +
  'm = xgboost.XGBClassifier(); m.load_model("FILE"); onnxmltools.utils.save_model(onnxmltools.convert_xgboost(m, initial_types=[("X", FloatTensorType([None, N]))]), "model.onnx")';

const fromMemory = (convert: string): string =>
  `It was not opened: pickles can run any program. Load it where it was made, then: import onnxmltools; from onnxmltools.convert.common.data_types import FloatTensorType; onnxmltools.utils.save_model(onnxmltools.${convert}(model, initial_types=[("X", FloatTensorType([None, N]))]), "model.onnx")`;

export const conversions = {
  onnx: { what: 'an ONNX model', hint: null },
  empty: { what: 'an empty file', hint: 'It has 0 bytes: the download or export did not finish. Get the file again.' },
  pickle: { what: 'a Python pickle', hint: `It was not opened: pickles can run any program. ${sklearn}` },
  joblib: { what: 'a joblib file (a Python pickle)', hint: `It was not opened: pickles can run any program. ${sklearn}` },
  xgboostPickle: { what: 'an XGBoost model in a Python pickle', hint: fromMemory('convert_xgboost') },
  lightgbmPickle: { what: 'a LightGBM model in a Python pickle', hint: fromMemory('convert_lightgbm') },
  skops: { what: 'a skops file of scikit-learn', hint: `Load it with skops.io.load, then: ${sklearn}` },
  torch: { what: 'a PyTorch checkpoint (.pt/.pth)', hint: `It holds weights and no complete program. ${pytorch}` },
  torchLegacy: { what: 'a PyTorch checkpoint of the old form', hint: `It holds weights and no complete program. ${pytorch}` },
  torchscript: {
    what: 'a TorchScript program',
    hint: 'In Python: model = torch.jit.load("FILE"); torch.onnx.export(model, (example,), "model.onnx", dynamo=False, input_names=["input"], dynamic_axes={"input": {0: "batch"}})',
  },
  torchExport: {
    what: 'a PyTorch exported program (.pt2)',
    hint: 'In Python: torch.onnx.export(torch.export.load("FILE"), (), "model.onnx", dynamo=True)',
  },
  transformers: {
    what: 'a Hugging Face model folder without ONNX',
    hint: 'pip install "optimum[onnxruntime]", then: optimum-cli export onnx --model FOLDER onnx-model/',
  },
  safetensors: {
    what: 'a safetensors file',
    hint: `It holds weights alone. For a Hugging Face model: optimum-cli export onnx --model FOLDER onnx-model/. Otherwise load them into the model. ${pytorch}`,
  },
  hdf5: {
    what: 'an HDF5 file, as Keras saves models (.h5)',
    hint: 'In Python, with Keras 3: keras.models.load_model("FILE").export("model.onnx", format="onnx"); or pip install tf2onnx and python -m tf2onnx.convert --keras FILE --output model.onnx',
  },
  keras: {
    what: 'a Keras model (.keras)',
    hint: 'In Python, with Keras 3: keras.models.load_model("FILE").export("model.onnx", format="onnx")',
  },
  savedModel: {
    what: 'a TensorFlow SavedModel',
    hint: 'pip install tf2onnx, then: python -m tf2onnx.convert --saved-model FOLDER --output model.onnx',
  },
  frozenGraph: {
    what: 'a TensorFlow frozen graph (.pb)',
    hint: 'pip install tf2onnx, then: python -m tf2onnx.convert --graphdef FILE --inputs input:0 --outputs output:0 --output model.onnx',
  },
  tfjs: {
    what: 'a TensorFlow.js model',
    hint: 'pip install tf2onnx tensorflowjs, then: python -m tf2onnx.convert --tfjs FILE --output model.onnx',
  },
  tflite: {
    what: 'a TensorFlow Lite model',
    hint: 'pip install tf2onnx, then: python -m tf2onnx.convert --tflite FILE --output model.onnx',
  },
  gguf: {
    what: 'a GGUF language model (llama.cpp)',
    hint: 'GGUF is quantised and cannot be converted back. Export the original model: optimum-cli export onnx --model NAME onnx-model/',
  },
  coreml: {
    what: 'a Core ML model',
    hint: 'Core ML has no way back to ONNX. Export the model from the framework it was trained in.',
  },
  ort: {
    what: 'a model in the ORT format',
    hint: 'It was made from an ONNX file for small devices; use that .onnx file.',
  },
  catboost: {
    what: 'a CatBoost model (.cbm)',
    hint: 'In Python: model = catboost.CatBoostClassifier().load_model("FILE"); model.save_model("model.onnx", format="onnx")',
  },
  xgboostJson: { what: 'an XGBoost model (JSON)', hint: xgboost },
  xgboostBinary: { what: 'an XGBoost model (binary)', hint: xgboost },
  lightgbm: {
    what: 'a LightGBM model (text)',
    hint: 'pip install onnxmltools, then in Python: import lightgbm, onnxmltools; from onnxmltools.convert.common.data_types import FloatTensorType; onnxmltools.utils.save_model(onnxmltools.convert_lightgbm(lightgbm.Booster(model_file="FILE"), initial_types=[("X", FloatTensorType([None, N]))]), "model.onnx")',
  },
  mojo: { what: 'an H2O MOJO', hint: 'In Python: pip install onnxmltools, then onnxmltools.convert_h2o("FILE")' },
  pmml: { what: 'a PMML document', hint: 'PMML has no converter to ONNX. Export the model from the library it was trained in.' },
  openvino: { what: 'an OpenVINO model', hint: 'Use the ONNX file that it was converted from.' },
  ncnn: { what: 'an ncnn model', hint: 'Use the ONNX file that it was converted from.' },
  tensorrt: { what: 'a TensorRT engine', hint: 'It fits one kind of GPU only. Use the ONNX file that it was built from.' },
  mlflow: {
    what: 'an MLflow model',
    hint: 'In Python: model = mlflow.pyfunc.load_model("FOLDER"); export what it holds, for scikit-learn with skl2onnx.to_onnx(model, X[:1])',
  },
  rds: {
    what: 'an R data file',
    hint: 'R models have no general converter. Train or refit the model in a library that exports ONNX.',
  },
  npz: { what: 'a NumPy archive of arrays', hint: 'It holds arrays and no model.' },
  lfs: {
    what: 'a Git LFS pointer: a note of where the file is kept, not the file',
    hint: 'In the repository it came from: git lfs install, then git lfs pull. Or download the file itself from its page.',
  },
  weights: {
    what: 'the weights of an ONNX model, kept apart from it',
    hint: 'Open the .onnx file that belongs to it, with this file beside it.',
  },
  zipWithOnnx: {
    what: 'a zip archive with an ONNX file in it',
    hint: 'Unpack it and open the .onnx file (leave what lies beside it where it is).',
  },
  zip: { what: 'a zip archive', hint: 'Unpack it and open the model in it.' },
  gzip: { what: 'a gzip archive', hint: 'Unpack it first: gunzip FILE, or tar -xzf FILE for a .tar.gz.' },
  archive: { what: 'a packed file (bzip2, xz, 7z or tar)', hint: 'Unpack it and open the model in it.' },
} as const satisfies Record<string, { what: string; hint: string | null }>;
