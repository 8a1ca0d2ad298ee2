// What a file is, by its content: people drop whatever their framework saved.
import { open, readdir, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { inflateSync, gunzipSync, constants } from 'node:zlib';
import { conversions, type ModelKind } from './conversions.ts';
import { FileBytes } from './fileBytes.ts';
import { identifyProtobuf } from './identifyProtobuf.ts';
import { identifyZip } from './identifyZip.ts';

export interface ModelIdentity {
  /** Continues "model.bin is …": with its article. */
  what: string;
  isOnnx: boolean;
  /** What to do, with the concrete command; null for ONNX. */
  hint: string | null;
}

const headBytes = 64 << 10;

function identity(kind: ModelKind, path: string): ModelIdentity {
  const { what, hint } = conversions[kind];
  const named = hint?.replaceAll('"FILE"', JSON.stringify(basename(path))).replace(/\b(FILE|FOLDER)\b/g, () => basename(path));
  return { what, isOnnx: kind === 'onnx', hint: named ?? null };
}

async function readHead(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.alloc(headBytes);
    const { bytesRead } = await file.read(buffer, 0, headBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Signatures at fixed places, in hex. */
const signatures: { at: number; hex: string; kind: ModelKind }[] = [
  { at: 0, hex: '894844460d0a1a0a', kind: 'hdf5' },
  { at: 0, hex: '47475546', kind: 'gguf' },
  { at: 4, hex: '54464c33', kind: 'tflite' },
  { at: 4, hex: '4f52544d', kind: 'ort' },
  { at: 0, hex: '43424d31', kind: 'catboost' },
  { at: 0, hex: '62696e66', kind: 'xgboostBinary' },
  { at: 0, hex: '70747274', kind: 'tensorrt' },
  { at: 0, hex: '66747274', kind: 'tensorrt' },
  { at: 0, hex: '377abcaf271c', kind: 'archive' },
  { at: 0, hex: 'fd377a585a00', kind: 'archive' },
  { at: 0, hex: '425a68', kind: 'archive' },
  { at: 257, hex: '7573746172', kind: 'archive' },
];

/** Marks in the first text of a file. */
const texts: { pattern: RegExp; kind: ModelKind }[] = [
  { pattern: /^version https:\/\/git-lfs\.github\.com\/spec\//, kind: 'lfs' },
  { pattern: /^c(copy_reg|copyreg|sklearn|numpy|joblib|xgboost|lightgbm)[\w.]*\n\w+\n/, kind: 'pickle' },
  { pattern: /^tree\r?\nversion=v\d/, kind: 'lightgbm' },
  {
    pattern:
      /^\s*\{\s*"(learner|version)"\s*:[\s\S]{0,65536}"(gradient_booster|learner_model_param|learner_train_param|objective)"/,
    kind: 'xgboostJson',
  },
  { pattern: /^\s*\{[\s\S]{0,4096}"modelTopology"\s*:/, kind: 'tfjs' },
  { pattern: /^\s*(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*)?<PMML\b/, kind: 'pmml' },
  { pattern: /^\s*(<\?xml[^>]*>\s*)?<net\b[^>]*\bversion=/, kind: 'openvino' },
  { pattern: /^7767517\r?\n/, kind: 'ncnn' },
  { pattern: /^(artifact_path|flavors|mlflow_version|run_id)\s*:[\s\S]*\bflavors\s*:/m, kind: 'mlflow' },
];

function identifyPickle(head: Buffer): ModelKind | null {
  const protocol = head[1] ?? 0;
  const isPickle = head[0] === 0x80 && protocol >= 2 && protocol <= 5 && head.length > 2;
  if (!isPickle) return null;
  const text = head.toString('latin1');
  // The magic number with which torch.save began its files before they were zip archives.
  if (text.includes('\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19')) return 'torchLegacy';
  if (text.includes('xgboost.')) return 'xgboostPickle';
  if (text.includes('lightgbm.')) return 'lightgbmPickle';
  if (text.includes('joblib')) return 'joblib';
  return 'pickle';
}

function identifySafetensors(head: Buffer, size: number): ModelKind | null {
  if (head.length < 10 || head[8] !== 0x7b) return null;
  const length = Number(head.readBigUInt64LE(0));
  return length >= 2 && length <= size - 8 && head[9] === 0x22 ? 'safetensors' : null;
}

/** UBJSON objects of XGBoost: '{', a length, "learner" as the first key. */
function isXgboostUbj(head: Buffer): boolean {
  return (
    head[0] === 0x7b && head.subarray(1, 64).includes('learner', 0, 'latin1') && !/^\s*"/.test(head.toString('latin1', 1, 8))
  );
}

/** What a compressed stream begins with: joblib compresses whole pickles, R whole images. */
function identifyCompressed(head: Buffer): ModelKind | null {
  const isGzip = head[0] === 0x1f && head[1] === 0x8b;
  const isZlib = head[0] === 0x78 && ((head[0] << 8) | (head[1] ?? 0)) % 31 === 0;
  if (!isGzip && !isZlib) return null;
  const partial = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 16 * headBytes };
  try {
    const inner = Buffer.from((isGzip ? gunzipSync(head, partial) : inflateSync(head, partial)).subarray(0, headBytes));
    if (identifyPickle(inner)) return 'joblib';
    if (isText(inner)) return null;
    if (/^(RD[AX]\d|[XA]\n\0\0)/.test(inner.toString('latin1', 0, 8))) return 'rds';
  } catch {
    // Not a stream after all, or one that grows without bounds.
  }
  return isGzip ? 'gzip' : null;
}

/** Packed text is data (a compressed CSV), not a model. */
function isText(head: Buffer): boolean {
  return head.length > 0 && !/[\0-\x08\x0e-\x1f]/.test(head.toString('latin1', 0, 4096));
}

async function identifyFolder(path: string): Promise<ModelIdentity | null> {
  const names = new Set(await readdir(path));
  if (names.has('saved_model.pb')) return identity('savedModel', path);
  if (names.has('Manifest.json') && path.endsWith('.mlpackage')) return identity('coreml', path);
  if (names.has('MLmodel')) return identity('mlflow', path);
  if (names.has('pytorch_model.bin') || names.has('model.safetensors')) return identity('transformers', path);
  return null;
}

function identifyHead(head: Buffer, size: number): ModelKind | null {
  for (const { at, hex, kind } of signatures) {
    if (head.subarray(at, at + hex.length / 2).toString('hex') === hex) return kind;
  }
  const known = identifyPickle(head) ?? identifySafetensors(head, size) ?? identifyCompressed(head);
  if (known) return known;
  if (isXgboostUbj(head)) return 'xgboostBinary';
  const text = head.toString('latin1').replace(/^\xef\xbb\xbf/, '');
  return texts.find(({ pattern }) => pattern.test(text))?.kind ?? null;
}

/**
 * What the file (or folder) is, by content, and how to make ONNX of it; null for what is no model that we
 * know. Reads the first 64 KB, the directory of a zip, or the outline of a protobuf; never executes anything.
 * Throws the system's error when it cannot be read.
 */
export async function identifyModelFile(path: string): Promise<ModelIdentity | null> {
  const found = await stat(path);
  if (found.isDirectory()) return identifyFolder(path);
  if (found.size === 0) return identity('empty', path);
  const head = await readHead(path);
  if (head.toString('latin1', 0, 2) === 'PK') {
    const kind = await identifyZip(path);
    if (kind) return identity(kind, path);
  }
  const kind = identifyHead(head, found.size);
  if (kind) return identity(kind, path);
  const bytes = new FileBytes(path);
  try {
    const message = identifyProtobuf(bytes);
    if (message) return identity(message, path);
    // Weights have no form of their own; only the name tells.
    return /\.onnx[._]data$/i.test(path) ? identity('weights', path) : null;
  } finally {
    bytes.close();
  }
}
