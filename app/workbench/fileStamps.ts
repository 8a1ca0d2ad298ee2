// Whether files are still the ones that were read, without reading them again: size and time of change.
import { stat } from 'node:fs/promises';
import { z } from 'zod';

export const FileStamp = z.object({ path: z.string(), size: z.number(), mtimeMs: z.number() });
export type FileStamp = z.infer<typeof FileStamp>;

/** @throws the system's error when a file is not there */
export function stampFiles(paths: readonly string[]): Promise<FileStamp[]> {
  return Promise.all(
    [...new Set(paths)].map(async (path) => {
      const { size, mtimeMs } = await stat(path);
      return { path, size, mtimeMs };
    }),
  );
}

export async function areUnchanged(stamps: readonly FileStamp[]): Promise<boolean> {
  const now = await stampFiles(stamps.map(({ path }) => path)).catch(() => null);
  return now !== null && JSON.stringify(now) === JSON.stringify(stamps);
}
