// Names of the classes from what accompanies a model: config.json, a labels file, metadata.
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import type { ModelCard, ToldClasses } from '../api/schemas/models.ts';
import { AppError } from '../base/errors.ts';
import { parsePythonLiteral, type Literal } from './pythonLiteral.ts';

export interface ClassNames {
  names: string[];
  source: 'config.json' | 'labels file' | 'metadata';
  /** Where exactly, for the reason: "labels.txt", "metadata \"names\"". */
  where: string;
}

const largestSidecar = 10 << 20;
const metadataKeys = ['names', 'classes', 'class_names', 'classnames', 'class_labels', 'labels', 'id2label', 'categories'];

async function readSidecar(path: string): Promise<string | null> {
  const found = await stat(path).catch(() => null);
  if (!found?.isFile() || found.size > largestSidecar) return null;
  return readFile(path, 'utf8').catch(() => null);
}

/** Names from a list, or from a dict that maps 0..K−1 to names or names to 0..K−1; null for anything else. */
export function namesFrom(value: Literal | undefined): string[] | null {
  if (Array.isArray(value)) {
    const texts = value.flatMap((entry) => (typeof entry === 'object' ? [] : [String(entry)]));
    return texts.length > 0 && texts.length === value.length ? texts : null;
  }
  if (!(value instanceof Map) || value.size === 0) return null;
  const entries = [...value];
  const isByIndex = entries.every(([key, name]) => /^\d+$/.test(key) && typeof name === 'string');
  const pairs = entries.map(([key, entry]): [number, string] =>
    isByIndex ? [Number(key), entry as string] : [typeof entry === 'number' ? entry : -1, key],
  );
  pairs.sort((a, b) => a[0] - b[0]);
  return pairs.every(([index], position) => index === position) ? pairs.map(([, name]) => name) : null;
}

function fromMetadata(metadata: ModelCard['metadata']): ClassNames | null {
  for (const [key, text] of Object.entries(metadata)) {
    if (!metadataKeys.includes(key.toLowerCase())) continue;
    const literal = namesFrom(parsePythonLiteral(text));
    const plain = text.split(/[,;|\n]/).map((part) => part.trim());
    const names = literal ?? (plain.length > 1 && !/^[[{(]/.test(text.trim()) ? plain : null);
    if (names) return { names, source: 'metadata', where: `metadata "${key}"` };
  }
  return null;
}

/** The classes a config.json of Hugging Face names. */
function namesOfConfig(text: string): string[] | null {
  const config = parsePythonLiteral(text);
  return config instanceof Map ? (namesFrom(config.get('id2label')) ?? namesFrom(config.get('label2id'))) : null;
}

async function fromConfig(folder: string): Promise<ClassNames | null> {
  const text = await readSidecar(join(folder, 'config.json'));
  const names = text === null ? null : namesOfConfig(text);
  return names ? { names, source: 'config.json', where: 'config.json' } : null;
}

/** One name per line, or "0 name", "0: name", "0,name" with the indices in order. */
function namesOfLines(text: string): string[] {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const numbered = lines.map((line) => /^(\d+)\s*[\s:,;=]\s*(\S.*)$/.exec(line));
  const isNumbered = lines.length > 0 && numbered.every((match, index) => match !== null && Number(match[1]) === index);
  return isNumbered ? numbered.map((match) => match?.[2] ?? '') : lines;
}

/** The names a labels file goes by; `<model>.labels.txt` and its kin first. */
function labelsFileNames(modelPath: string): string[] {
  const stem = basename(modelPath, extname(modelPath));
  const own = ['.labels.txt', '_labels.txt', '.txt', '.names'].map((ending) => `${stem}${ending}`);
  const common = ['labels', 'classes', 'class_names', 'names', 'id2label'].flatMap((name) => [`${name}.txt`, `${name}.json`]);
  return [...own, ...common];
}

/** Files beside a model that can name its classes, whether or not they are there. */
export function classNameFiles(modelPath: string): string[] {
  return ['config.json', ...labelsFileNames(modelPath)];
}

async function fromLabelsFile(modelPath: string): Promise<ClassNames[]> {
  const found: ClassNames[] = [];
  for (const name of labelsFileNames(modelPath)) {
    const text = await readSidecar(join(dirname(modelPath), name));
    if (text === null) continue;
    const names = name.endsWith('.json') ? (namesFrom(parsePythonLiteral(text)) ?? []) : namesOfLines(text);
    if (names.length > 1) found.push({ names, source: 'labels file', where: name });
  }
  return found;
}

/** What a labels file of this name says: a config.json, a list or a dict as JSON, or a name a line. Null when it names no classes. */
export function namesInFile(name: string, text: string): string[] | null {
  if (!name.toLowerCase().endsWith('.json')) return namesOfLines(text);
  const plain = text.replace(/^\uFEFF/, '');
  return namesOfConfig(plain) ?? namesFrom(parsePythonLiteral(plain));
}

/** The first class that a list names more than once. */
export function repeatedClass(names: readonly string[]): string | undefined {
  return names.find((name, index) => names.indexOf(name) !== index);
}

/**
 * The class names in a file that a person gave as such.
 * @throws NOT_FOUND, TOO_LARGE, INVALID_INPUT (fewer than two names, or one of them twice)
 */
export async function readLabelsFile(path: string): Promise<ToldClasses> {
  const from = basename(path);
  const where = { file: path };
  const found = await stat(path).catch(() => null);
  const form = 'A labels file has one class name a line, in the order of the model; or it is a config.json with id2label.';
  if (!found?.isFile()) throw new AppError('NOT_FOUND', `There is no such file: ${path}`, { hint: form, where });
  if (found.size > largestSidecar)
    throw new AppError('TOO_LARGE', `This is too large for a labels file: ${path}`, { hint: form, where });
  const names = namesInFile(from, await readFile(path, 'utf8')) ?? [];
  const twice = repeatedClass(names);
  if (twice !== undefined)
    throw new AppError('INVALID_INPUT', `${from} names the class "${twice}" twice.`, { hint: form, where });
  if (names.length > 1 && names.every((name) => name.trim() !== '')) return { names, from };
  throw new AppError('INVALID_INPUT', `${from} does not name the classes of a model.`, { hint: form, where });
}

/** All lists of class names that accompany the model, best first. Those that name a class twice are `unusable`. */
export async function findClassNames(
  modelPath: string,
  metadata: ModelCard['metadata'],
): Promise<{ usable: ClassNames[]; unusable: ClassNames[] }> {
  const all = [fromMetadata(metadata), await fromConfig(dirname(modelPath)), ...(await fromLabelsFile(modelPath))];
  const found = all.filter((entry) => entry !== null);
  const isUsable = ({ names }: ClassNames): boolean => repeatedClass(names) === undefined;
  return { usable: found.filter(isUsable), unusable: found.filter((entry) => !isUsable(entry)) };
}
