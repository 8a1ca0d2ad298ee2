// Entries of an archive from texts, documents and files.
import { stat } from 'node:fs/promises';
import type { ZipSource } from './writeZip.ts';

export function textSource(path: string, text: string): ZipSource {
  const content = Buffer.from(text, 'utf8');
  return { path, bytes: content.length, content };
}

/** Indented JSON that ends in a line break. */
export function jsonSource(path: string, value: unknown): ZipSource {
  return textSource(path, `${JSON.stringify(value, null, 2)}\n`);
}

export async function fileSource(path: string, file: string): Promise<ZipSource> {
  return { path, bytes: (await stat(file)).size, content: { file } };
}
