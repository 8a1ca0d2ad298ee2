// How a log was read last is kept beside it: what the window shows of it, and how it is read again.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { LogReading, type MonitorImport, type MonitorResult } from '../api/schemas/monitor.ts';
import { writeJsonAtomic } from '../storage/atomicWrite.ts';
import type { MonitorFolder } from './monitorFolder.ts';

export function keepReading(folder: MonitorFolder, given: MonitorImport, result: MonitorResult): Promise<void> {
  const { paths, labels, id, target, window, drift } = given;
  const reading: LogReading = {
    at: new Date().toISOString(),
    request: {
      paths: paths.map((path) => resolve(path)),
      ...(labels !== undefined && { labels: resolve(labels) }),
      ...(id !== undefined && { id }),
      ...(target !== undefined && { target }),
      ...(window !== undefined && { window }),
      ...(drift !== undefined && { drift }),
    },
    result,
  };
  return writeJsonAtomic(folder.reading, reading);
}

/** Null = it was never read, or that cannot be told any more. The project is where it lies now. */
export async function lastReading(folder: MonitorFolder): Promise<LogReading | null> {
  try {
    const reading = LogReading.parse(JSON.parse(await readFile(folder.reading, 'utf8')));
    return { ...reading, result: { ...reading.result, project: folder.dir } };
  } catch {
    return null;
  }
}
