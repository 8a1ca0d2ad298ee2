// The files that people bring along. All are real; those of the interop fixtures come from the converters themselves.
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { root } from '../../support/drydock.ts';
import type { JourneyHost } from './journeyHost.ts';

const interop = join(root, 'test/fixtures/interop');

export const wine = { model: join(interop, 'sklearnColumns.onnx'), data: join(interop, 'wine.parquet') };

/** Writes a file into the folder of this host's own files and gives its path. */
export async function given(host: JourneyHost, name: string, content: string | Uint8Array): Promise<string> {
  const path = join(host.home, 'given', name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  return path;
}

export async function givenCopy(host: JourneyHost, name: string, source: string): Promise<string> {
  const path = join(host.home, 'given', name);
  await mkdir(dirname(path), { recursive: true });
  await copyFile(source, path);
  return path;
}
