import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { deflateSync, gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { identifyModelFile } from '../../../app/model/identifyModelFile.ts';
import { openModel } from '../../../app/model/openModel.ts';
import { bytesField, concatBytes, messageField, varintField } from '../../../app/model/protobufWriter.ts';
import { matrixBinary } from '../../support/tinyModels.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drydock-identify-'));
});

async function save(content: Uint8Array | string, name = 'model.bin'): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

async function saveZip(names: string[], content: string | Uint8Array = 'x'): Promise<string> {
  const path = join(folder, 'model.zip');
  const zip = new ZipFile();
  for (const name of names) zip.addBuffer(Buffer.from(content), name);
  zip.end();
  const file = createWriteStream(path);
  zip.outputStream.pipe(file);
  await finished(file);
  return path;
}

const latin = (text: string): Buffer => Buffer.from(text, 'latin1');
const pickle = (module: string): Buffer => latin(`\x80\x04\x95\x10\0\0\0\0\0\0\0\x8c\x10${module}\x94.`);
const safetensors = (): Buffer => {
  const header = '{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}';
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, Buffer.from(header), Buffer.alloc(4)]);
};
const tensorflowNode = messageField(1, bytesField(1, 'input'), bytesField(2, 'Placeholder'));
const savedModel = concatBytes([
  varintField(1, 1),
  messageField(2, messageField(1, messageField(1, varintField(1, 3))), messageField(2, tensorflowNode)),
]);

const files: [title: string, content: Uint8Array | string, what: string, hint: string][] = [
  ['an empty file', '', 'an empty file', '0 bytes'],
  ['a pickle', pickle('sklearn.linear_model'), 'a Python pickle', 'skl2onnx'],
  ['a pickle of the oldest form', 'ccopy_reg\n_reconstructor\np0\n', 'a Python pickle', 'skl2onnx'],
  ['a file packed with xz', Buffer.from('fd377a585a0000', 'hex'), 'a packed file', 'Unpack'],
  ['a pickle with joblib arrays', pickle('joblib.numpy_pickle'), 'a joblib file', 'skl2onnx'],
  ['a joblib file packed with zlib', deflateSync(pickle('sklearn')), 'a joblib file', 'skl2onnx'],
  ['a joblib file packed with gzip', gzipSync(pickle('sklearn')), 'a joblib file', 'skl2onnx'],
  ['a pickle of XGBoost', pickle('xgboost.sklearn'), 'an XGBoost model in a Python pickle', 'convert_xgboost'],
  ['a pickle of LightGBM', pickle('lightgbm.sklearn'), 'a LightGBM model in a Python pickle', 'convert_lightgbm'],
  [
    'an old PyTorch file',
    latin('\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.'),
    'a PyTorch checkpoint of the old form',
    'torch.onnx.export',
  ],
  ['an HDF5 file', latin('\x89HDF\r\n\x1a\n\0\0'), 'an HDF5 file', 'keras.models.load_model("model.bin")'],
  ['a safetensors file', safetensors(), 'a safetensors file', 'optimum-cli export onnx'],
  ['a SavedModel', savedModel, 'a TensorFlow SavedModel', 'tf2onnx.convert --saved-model'],
  ['a frozen graph', concatBytes([tensorflowNode, tensorflowNode]), 'a TensorFlow frozen graph', '--graphdef model.bin'],
  ['a TensorFlow Lite model', latin('\x1c\0\0\0TFL3\0\0\0\0'), 'a TensorFlow Lite model', '--tflite model.bin'],
  ['a TensorFlow.js model', '{"format":"layers-model","modelTopology":{}}', 'a TensorFlow.js model', '--tfjs'],
  ['a GGUF model', latin('GGUF\x03\0\0\0'), 'a GGUF language model', 'optimum-cli'],
  [
    'a Core ML model',
    concatBytes([varintField(1, 4), messageField(2, messageField(1, bytesField(1, 'x'))), messageField(500, varintField(1, 1))]),
    'a Core ML model',
    'Core ML has no way back',
  ],
  ['a model in the ORT format', latin('\x18\0\0\0ORTM\0\0\0\0'), 'a model in the ORT format', '.onnx file'],
  ['a CatBoost model', latin('CBM1\x10\0\0\0'), 'a CatBoost model', 'format="onnx"'],
  [
    'an XGBoost model in JSON',
    '{"learner":{"attributes":{},"gradient_booster":{"model":{}}},"version":[3,0,5]}',
    'an XGBoost model (JSON)',
    'load_model("model.bin")',
  ],
  ['an XGBoost model in UBJSON', latin('{L\0\0\0\0\0\0\0\x07learner{'), 'an XGBoost model (binary)', 'convert_xgboost'],
  ['a LightGBM model', 'tree\nversion=v4\nnum_class=1\n', 'a LightGBM model (text)', 'model_file="model.bin"'],
  ['a PMML document', '<?xml version="1.0"?>\n<PMML version="4.4">', 'a PMML document', 'no converter'],
  ['an OpenVINO model', '<?xml version="1.0"?>\n<net name="m" version="11">', 'an OpenVINO model', 'ONNX file'],
  ['an MLflow description', 'artifact_path: model\nflavors:\n  python_function:\n', 'an MLflow model', 'mlflow'],
  [
    'a Git LFS pointer',
    'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n',
    'a Git LFS pointer',
    'git lfs pull',
  ],
  ['a gzip file', gzipSync(Buffer.from([0, 1, 2, 3])), 'a gzip archive', 'gunzip model.bin'],
  ['an R data file', gzipSync(latin('RDX3\nX\n\0\0')), 'an R data file', 'refit'],
];

const archives: [title: string, names: string[], what: string, hint: string][] = [
  [
    'a PyTorch checkpoint',
    ['archive/data.pkl', 'archive/data/0', 'archive/version'],
    'a PyTorch checkpoint (.pt/.pth)',
    'torch.onnx.export',
  ],
  [
    'a TorchScript program',
    ['m/data.pkl', 'm/constants.pkl', 'm/code/__torch__.py'],
    'a TorchScript program',
    'torch.jit.load("model.zip")',
  ],
  [
    'a PyTorch exported program',
    ['m/archive_format', 'm/models/model.json', 'm/data/constants/x.pt'],
    'a PyTorch exported program (.pt2)',
    'torch.export.load',
  ],
  ['a Keras model', ['metadata.json', 'config.json', 'model.weights.h5'], 'a Keras model (.keras)', 'format="onnx"'],
  ['a zip with an ONNX file', ['folder/model.onnx', 'folder/labels.txt'], 'a zip archive with an ONNX file in it', 'Unpack'],
  ['a MOJO', ['model.ini', 'trees/t00_000.bin'], 'an H2O MOJO', 'convert_h2o'],
  ['any other zip', ['readme.txt'], 'a zip archive', 'Unpack'],
];

describe('a file is recognised by its content and the way to ONNX is shown', () => {
  it.each(files)('%s', async (_, content, what, hint) => {
    const path = await save(content);
    const identity = await identifyModelFile(path);
    expect(identity).toMatchObject({ isOnnx: false, what: expect.stringContaining(what) as string });
    expect(identity?.hint).toContain(hint);
    await expect(openModel(path, { cacheDir: folder })).rejects.toMatchObject({
      code: 'MODEL_NOT_ONNX',
      message: expect.stringContaining(what) as string,
      hint: identity?.hint,
    });
  });

  it.each(archives)('%s', async (_, names, what, hint) => {
    const identity = await identifyModelFile(await saveZip(names));
    expect(identity).toMatchObject({ isOnnx: false, what });
    expect(identity?.hint).toContain(hint);
  });

  it('weights without their model, by name', async () => {
    expect(await identifyModelFile(await save('\x01\x02', 'm.onnx.data'))).toMatchObject({
      what: expect.stringContaining('the weights of') as string,
    });
  });

  it('a zip that is cut off is a zip all the same', async () => {
    expect(await identifyModelFile(await save(latin('PK\x03\x04 and so on')))).toMatchObject({ what: 'a zip archive' });
  });

  it('folders of frameworks', async () => {
    const saved = join(folder, 'saved');
    await mkdir(saved);
    await writeFile(join(saved, 'saved_model.pb'), savedModel);
    expect(await identifyModelFile(saved)).toMatchObject({
      what: 'a TensorFlow SavedModel',
      hint: expect.stringContaining('--saved-model saved ') as string,
    });
    expect(await identifyModelFile(folder)).toBeNull();
  });

  it('ONNX, whatever the file is called', async () => {
    expect(await identifyModelFile(await save(matrixBinary(2), 'table.csv'))).toEqual({
      what: 'an ONNX model',
      isOnnx: true,
      hint: null,
    });
  });

  it.each([
    ['a table', 'a,b\n1,2\n'],
    ['a packed table', gzipSync('a,b\n1,2\n')],
    ['a Parquet file', latin('PAR1\x15\x04')],
    ['JSON rows', '[{"learner": 1}, {"learner": 2}]'],
    ['a line', ':a\n'],
    ['one byte', Uint8Array.from([0x50])],
    ['a picture', latin('\x89PNG\r\n\x1a\n')],
  ])('%s is no model', async (_, content) => {
    expect(await identifyModelFile(await save(content))).toBeNull();
  });

  it('a spreadsheet is no model, zip though it is', async () => {
    expect(await identifyModelFile(await saveZip(['[Content_Types].xml', 'xl/workbook.xml']))).toBeNull();
  });
});
