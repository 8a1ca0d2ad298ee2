// Bundles that were exported: what lies in the project's folder, what is in one, what tells two apart.
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { BundleManifest, type BundleDifference, type BundleFile, type KeptBundle } from '../api/schemas/bundles.ts';
import { formWords } from '../api/formWords.ts';
import { AppError } from '../base/errors.ts';
import { bundleFigures } from './bundleFigures.ts';
import { manifestPath } from './manifestFiles.ts';
import { signaturePath } from './signature/signature.ts';
import { readEntry } from './zip/readEntries.ts';

/** More than the manifest of any bundle. */
const manifestLimit = 4 * 1024 * 1024;
/** As much of a file as a person looks at. */
const textLimit = 256 * 1024;

/** Where a project keeps what is exported without another place being named. */
export function bundlesFolder(project: string): string {
  return join(project, 'bundles');
}

/** @throws BUNDLE_INVALID when it is no bundle, NOT_FOUND. */
export async function readManifest(path: string): Promise<BundleManifest> {
  const { content } = await readEntry(path, manifestPath, manifestLimit);
  try {
    return BundleManifest.parse(JSON.parse(content.toString('utf8')));
  } catch (cause) {
    throw new AppError('BUNDLE_INVALID', `This is not a bundle: its ${manifestPath} is not one of Drydock: ${path}`, {
      hint: 'Choose a .zip that was exported by Drydock.',
      where: { path },
      cause,
    });
  }
}

async function kept(path: string): Promise<KeptBundle | null> {
  const found = await stat(path).catch(() => null);
  if (!found?.isFile()) return null;
  const manifest = await readManifest(path).catch(() => null);
  const signed = await stat(signaturePath(path)).then(
    () => true,
    () => false,
  );
  return {
    path,
    bytes: found.size,
    at: found.mtime.toISOString(),
    signed,
    manifest: manifest && { ...manifest, files: manifest.files.length + 2 },
  };
}

/** Newest first. */
export async function listBundles(project: string): Promise<KeptBundle[]> {
  const folder = bundlesFolder(project);
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.zip') && !name.startsWith('.'));
  const found = await Promise.all(names.map((name) => kept(join(folder, name))));
  return found.filter((bundle) => bundle !== null).sort((a, b) => b.at.localeCompare(a.at));
}

/** Text where every byte is one of UTF-8; a cut may fall into the last character. */
export async function readBundleFile(path: string, name: string): Promise<BundleFile> {
  const { content, bytes } = await readEntry(path, name, textLimit);
  const cut = content.length < bytes;
  const text = new TextDecoder('utf-8').decode(content, { stream: cut });
  return { path: name, bytes, text: text.includes('\ufffd') || text.includes('\0') ? null : text, cut };
}

function facts({
  name,
  run,
  model,
  data,
  runtime,
  targets,
  decision,
  calibration,
  abstain,
  form,
  tool,
}: BundleManifest): [string, string][] {
  return Object.entries({
    Name: name,
    Run: run.id,
    Model: model.sha256,
    'Form of the model': form ? formWords[form.kind].title : 'as it was given',
    Data: `${data.name} (${data.sha256.slice(0, 12)}), ${data.rows} rows`,
    'ONNX Runtime': runtime.onnxruntime,
    'Runtime inside': runtime.platforms?.join(', ') ?? 'none',
    Decision: decision ? `${decision.positive} from ${decision.threshold} on` : 'as the model says',
    Calibration: calibration ?? 'none',
    'Marked as unsure': abstain ? JSON.stringify(abstain) : 'no answers',
    Targets: targets.join(', ') || 'none',
    Drydock: tool.version,
  });
}

const notThere = 'not there';

export async function compareBundles(a: string, b: string): Promise<BundleDifference> {
  const [left, right] = await Promise.all([readManifest(a), readManifest(b)]);
  const [figuresA, figuresB] = await Promise.all([bundleFigures(a), bundleFigures(b)]);
  const factsA = new Map([...facts(left), ...figuresA]);
  const factsB = new Map([...facts(right), ...figuresB]);
  const before = new Map(left.files.map((file) => [file.path, file]));
  const after = new Map(right.files.map((file) => [file.path, file]));
  const files = [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((path): BundleDifference['files'] => {
    const [x, y] = [before.get(path), after.get(path)];
    if (x && y && x.sha256 === y.sha256) return [];
    const change = !x ? 'added' : !y ? 'removed' : 'changed';
    return [{ path, change, bytesA: x?.bytes ?? null, bytesB: y?.bytes ?? null }];
  });
  return {
    facts: [...new Set([...factsA.keys(), ...factsB.keys()])].flatMap((name) => {
      const [x, y] = [factsA.get(name) ?? notThere, factsB.get(name) ?? notThere];
      return x === y ? [] : [{ name, a: x, b: y }];
    }),
    files,
    same: left.files.filter(({ path, sha256 }) => after.get(path)?.sha256 === sha256).length,
  };
}
