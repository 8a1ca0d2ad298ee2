// One table: what each kind of file is called, and the shortest way from it to ONNX.

export type ModelKind = keyof typeof conversions;

/** Lines to copy: they stand below the sentence that ends before them, each with four spaces before it. */
const code = (...lines: string[]): string => lines.map((line) => `\n    ${line}`).join('');

const sklearn =
  'Convert it in Python, with the library versions the model was trained with:' +
  code(
    '# pip install skl2onnx',
    'from skl2onnx import to_onnx',
    'onnx_model = to_onnx(model, X[:1])  # X: the training data',
    'open("model.onnx", "wb").write(onnx_model.SerializeToString())',
  );
const pytorch =
  'In Python, with the class of the model at hand:' +
  code(
    'batch = {0: torch.export.Dim("batch")}',
    'torch.onnx.export(model.eval(), (example,), "model.onnx", dynamo=True, dynamic_shapes=(batch,))',
  );
const onnxmltools = (library: string, load: readonly string[], convert: string): string =>
  code(
    '# pip install onnxmltools',
    `import ${library}onnxmltools`,
    'from onnxmltools.convert.common.data_types import FloatTensorType',
    ...load,
    'types = [("X", FloatTensorType([None, N]))]  # N: how many features',
    `onnxmltools.utils.save_model(onnxmltools.${convert}(model, initial_types=types), "model.onnx")`,
  );
const xgboost = `In Python:${onnxmltools('xgboost, ', ['model = xgboost.XGBClassifier()', 'model.load_model("FILE")'], 'convert_xgboost')}`;
const fromMemory = (convert: string): string =>
  `It was not opened: pickles can run any program. Load it where it was made, then:${onnxmltools('', [], convert)}`;
const tf2onnx = (flags: string, more = ''): string =>
  `In a terminal:${code(`pip install tf2onnx${more}`, `python -m tf2onnx.convert ${flags} --output model.onnx`)}`;
const optimum = (model: string): string =>
  code('pip install "optimum[onnxruntime]"', `optimum-cli export onnx --model ${model} onnx-model/`);
const keras = `In Python, with Keras 3:${code('import keras', 'keras.models.load_model("FILE").export("model.onnx", format="onnx")')}`;

export const conversions = {
  onnx: { what: 'an ONNX model', hint: null },
  empty: { what: 'an empty file', hint: 'It has 0 bytes: the download or export did not finish. Get the file again.' },
  pickle: { what: 'a Python pickle', hint: `It was not opened: pickles can run any program. ${sklearn}` },
  joblib: { what: 'a joblib file (a Python pickle)', hint: `It was not opened: pickles can run any program. ${sklearn}` },
  xgboostPickle: { what: 'an XGBoost model in a Python pickle', hint: fromMemory('convert_xgboost') },
  lightgbmPickle: { what: 'a LightGBM model in a Python pickle', hint: fromMemory('convert_lightgbm') },
  skops: { what: 'a skops file of scikit-learn', hint: `Load it with skops.io.load. ${sklearn}` },
  torch: { what: 'a PyTorch checkpoint (.pt/.pth)', hint: `It holds weights and no complete program. ${pytorch}` },
  torchLegacy: { what: 'a PyTorch checkpoint of the old form', hint: `It holds weights and no complete program. ${pytorch}` },
  torchscript: {
    what: 'a TorchScript program',
    hint: `In Python:${code(
      'model = torch.jit.load("FILE")',
      'axes = {"input": {0: "batch"}}',
      'torch.onnx.export(model, (example,), "model.onnx", dynamo=False, input_names=["input"], dynamic_axes=axes)',
    )}`,
  },
  torchExport: {
    what: 'a PyTorch exported program (.pt2)',
    hint: `In Python:${code('torch.onnx.export(torch.export.load("FILE"), (), "model.onnx", dynamo=True)')}`,
  },
  transformers: {
    what: 'a Hugging Face model folder without ONNX',
    hint: `In a terminal:${optimum('FOLDER')}`,
  },
  safetensors: {
    what: 'a safetensors file',
    hint: `It holds weights alone. Of a Hugging Face model, in a terminal:${optimum('FOLDER')}\nOtherwise load them into the model. ${pytorch}`,
  },
  hdf5: {
    what: 'an HDF5 file, as Keras saves models (.h5)',
    hint: `${keras}\nOr with tf2onnx. ${tf2onnx('--keras FILE')}`,
  },
  keras: {
    what: 'a Keras model (.keras)',
    hint: keras,
  },
  savedModel: {
    what: 'a TensorFlow SavedModel',
    hint: tf2onnx('--saved-model FOLDER'),
  },
  frozenGraph: {
    what: 'a TensorFlow frozen graph (.pb)',
    hint: tf2onnx('--graphdef FILE --inputs input:0 --outputs output:0'),
  },
  tfjs: {
    what: 'a TensorFlow.js model',
    hint: tf2onnx('--tfjs FILE', ' tensorflowjs'),
  },
  tflite: {
    what: 'a TensorFlow Lite model',
    hint: tf2onnx('--tflite FILE'),
  },
  gguf: {
    what: 'a GGUF language model (llama.cpp)',
    hint: `GGUF is quantised and cannot be converted back. Export the original model, in a terminal:${optimum('NAME')}`,
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
    hint: `In Python:${code('model = catboost.CatBoostClassifier().load_model("FILE")', 'model.save_model("model.onnx", format="onnx")')}`,
  },
  xgboostJson: { what: 'an XGBoost model (JSON)', hint: xgboost },
  xgboostBinary: { what: 'an XGBoost model (binary)', hint: xgboost },
  lightgbm: {
    what: 'a LightGBM model (text)',
    hint: `In Python:${onnxmltools('lightgbm, ', ['model = lightgbm.Booster(model_file="FILE")'], 'convert_lightgbm')}`,
  },
  mojo: {
    what: 'an H2O MOJO',
    hint: `In Python:${code(
      '# pip install onnxmltools h2o',
      'import onnxmltools',
      'onnxmltools.utils.save_model(onnxmltools.convert_h2o("FILE"), "model.onnx")',
    )}`,
  },
  pmml: { what: 'a PMML document', hint: 'PMML has no converter to ONNX. Export the model from the library it was trained in.' },
  openvino: { what: 'an OpenVINO model', hint: 'Use the ONNX file that it was converted from.' },
  ncnn: { what: 'an ncnn model', hint: 'Use the ONNX file that it was converted from.' },
  tensorrt: { what: 'a TensorRT engine', hint: 'It fits one kind of GPU only. Use the ONNX file that it was built from.' },
  mlflow: {
    what: 'an MLflow model',
    hint: `Load it with mlflow.sklearn.load_model("FOLDER") (or that of its library). ${sklearn}`,
  },
  rds: {
    what: 'an R data file',
    hint: 'R models have no general converter. Train or refit the model in a library that exports ONNX.',
  },
  npz: { what: 'a NumPy archive of arrays', hint: 'It holds arrays and no model.' },
  lfs: {
    what: 'a Git LFS pointer: a note of where the file is kept, not the file',
    hint: `In the repository it came from:${code('git lfs install', 'git lfs pull')}\nOr download the file itself from its page.`,
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
