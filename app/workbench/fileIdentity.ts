// What a dropped file is, by its content, whichever feature it belongs to.
import { open, readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import yauzl from 'yauzl';
import type { FileIdentity } from '../api/schemas/projects.ts';
import { isAppError, toWire } from '../base/errors.ts';
import { inspectDataFile } from '../data/identifyDataFile.ts';
import { isReferenceFile } from '../drift/profile/profileArchive.ts';
import { PartialMapping, saysSomething } from '../mapping/partialMapping.ts';
import { hasLogName, looksLikeLog } from '../monitor/looksLikeLog.ts';
import { namesInFile } from '../model/classNames.ts';
import { identifyModelFile } from '../model/identifyModelFile.ts';
import { projectFileName } from '../runs/projectStore.ts';

/** Files of a folder that are looked at: a folder dropped by mistake must not keep the window waiting. */
const mostFiles = 2000;
const smallFile = 4_000_000;
/** Never tables, though many would pass for a CSV file of one column. */
const documents = /\.(md|rst|adoc|tex|py|ipynb|r|jl|sql|sh|bat|ps1|js|ts|html?|css|xml|ya?ml|toml|cfg|ini|lock|log)$/;
const documentNames = /^(readme|licen[cs]e|notice|changelog|makefile|dockerfile|requirements)(\.txt)?$/;

type Finding = Pick<FileIdentity, 'role' | 'what' | 'hint'>;

/** One entry a file; folders are looked into, except that a project folder is one thing. Never throws for a strange file. */
export async function identifyFiles(paths: readonly string[]): Promise<FileIdentity[]> {
  const found: FileIdentity[] = [];
  for (const path of await allFiles(paths)) found.push(await identifyOne(path));
  return withWholeLogs(found);
}

async function allFiles(paths: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const path of paths) files.push(...(await filesOf(path)));
  return files.slice(0, mostFiles);
}

const isReference: Finding = {
  role: 'unknown',
  what: 'Saved reference',
  hint: 'Choose it as the reference of a comparison: page Over time, tab Drift, “Another file…”.',
};

const isLog: Finding = { role: 'log', what: 'Log of a deployed bundle', hint: null };

/** A file of lines beside those of a log is part of it, though it is empty yet or begins with what cannot be read. */
function withWholeLogs(files: FileIdentity[]): FileIdentity[] {
  const folders = new Set(files.filter(({ role }) => role === 'log').map(({ path }) => dirname(path)));
  return files.map((file) => (hasLogName(file.path) && folders.has(dirname(file.path)) ? { ...file, ...isLog } : file));
}

async function filesOf(path: string): Promise<string[]> {
  const stats = await stat(path).catch(() => null);
  if (!stats?.isDirectory()) return [path];
  const names = (await readdir(path, { withFileTypes: true })).filter(({ name }) => !name.startsWith('.'));
  if (names.some(({ name }) => name === projectFileName)) return [join(path, projectFileName)];
  const files: string[] = [];
  for (const entry of names) {
    if (files.length >= mostFiles) break;
    const inner = join(path, entry.name);
    if (entry.isDirectory()) files.push(...(await filesOf(inner)));
    else if (entry.isFile()) files.push(inner);
  }
  return files;
}

async function identifyOne(path: string): Promise<FileIdentity> {
  try {
    const found = await stat(path);
    // Opening a pipe waits for somebody to write into it.
    if (!found.isFile()) {
      const hint = 'Choose a model, a data file or a folder of them.';
      return { path, sizeBytes: 0, role: 'unknown', what: 'neither a file nor a folder', hint };
    }
    return { path, sizeBytes: found.size, ...(await findOut(path, found.size)) };
  } catch (error) {
    const { message, hint } = toWire(error);
    return { path, sizeBytes: 0, role: 'unknown', what: message, hint };
  }
}

async function findOut(path: string, size: number): Promise<Finding> {
  const name = basename(path).toLowerCase();
  if (name === projectFileName) return { role: 'project', what: 'Drydock project', hint: null };
  if (/\.(onnx[._]data|onnx\.ext)$/.test(name)) return { role: 'external-data', what: 'Weights of an ONNX model', hint: null };
  if (await isBundle(path)) return { role: 'bundle', what: 'Drydock bundle', hint: null };
  if (await isReferenceFile(path)) return isReference;
  if (await looksLikeLog(path)) return isLog;
  const text = size <= smallFile && /\.(json|txt|names|labels)$/.test(name) ? await readFile(path, 'utf8') : null;
  const special = text === null ? null : await identifyText(name, text);
  if (special) return special;
  const model = await identifyModelFile(path);
  if (model?.isOnnx) return { role: 'model', what: model.what, hint: model.hint };
  if (!model && (documents.test(name) || documentNames.test(name))) {
    return {
      role: 'document',
      what: 'text or code, neither a model nor a table',
      hint: 'If it is a table after all, give it the ending .csv and drop it again.',
    };
  }
  try {
    return { role: 'data', what: (await inspectDataFile(path)).what, hint: null };
  } catch (error) {
    if (model) return { role: 'unknown', what: model.what, hint: model.hint };
    if (!isAppError(error)) throw error;
    return { role: 'unknown', what: error.message, hint: error.hint };
  }
}

async function identifyText(name: string, text: string): Promise<Finding | null> {
  if (!name.endsWith('.json')) {
    const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
    const isList =
      lines.length > 1 && lines.length <= 100_000 && lines.every((line) => line.length <= 200 && !/[,;\t]/.test(line));
    return isList && /label|class|names/.test(name) ? { role: 'labels', what: 'Class names', hint: null } : null;
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const mapping = PartialMapping.safeParse(value);
  if (mapping.success && saysSomething(mapping.data)) return { role: 'mapping', what: 'Drydock mapping', hint: null };
  const isConfig = typeof value === 'object' && value !== null && 'id2label' in value;
  if (isConfig) return { role: 'labels', what: 'Class names (config.json)', hint: null };
  const isNamed = /label|class|names/.test(name) && (namesInFile(name, text)?.length ?? 0) > 1;
  return isNamed ? { role: 'labels', what: 'Class names', hint: null } : null;
}

/** A zip whose directory lists what every bundle has. */
async function isBundle(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  const head = Buffer.alloc(4);
  try {
    await file.read(head, 0, 4, 0);
  } finally {
    await file.close();
  }
  if (head.toString('latin1') !== 'PK\u0003\u0004') return false;
  const wanted = new Set(['manifest.json', 'model/preprocess.json']);
  return new Promise((resolve) => {
    yauzl.open(path, { lazyEntries: true }, (error, zip) => {
      if (error) {
        resolve(false);
        return;
      }
      let seen = 0;
      zip.on('entry', ({ fileName }: { fileName: string }) => {
        wanted.delete(fileName.replace(/^[^/]+\/(?=manifest\.json$|model\/preprocess\.json$)/, ''));
        if (wanted.size === 0 || ++seen > 1000) {
          zip.close();
          resolve(wanted.size === 0);
        } else zip.readEntry();
      });
      zip.on('end', () => resolve(false));
      zip.on('error', () => resolve(false));
      zip.readEntry();
    });
  });
}
