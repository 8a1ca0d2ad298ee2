import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quotePath } from '../data/columnarTable.ts';
import { openDatabase } from '../data/duckdb.ts';
import { replaceFile } from '../storage/atomicWrite.ts';
import { saveState, type LogState } from './logState.ts';
import type { MonitorFolder } from './monitorFolder.ts';

const mostParts = 32;

/** A log that is looked at every few seconds gives a part each time: many become one, and what fell out of use goes. */
export async function compactParts(folder: MonitorFolder, state: LogState, signal?: AbortSignal): Promise<void> {
  for (const kind of ['predictions', 'labels'] as const) {
    const parts = state[kind];
    if (parts.length <= mostParts) continue;
    const name = `${kind}-${String(state.nextPart++).padStart(6, '0')}.parquet`;
    const list = parts.map((part) => quotePath(join(folder.parts, part))).join(', ');
    const database = await openDatabase({ threads: 1, tempDirectory: tmpdir() });
    try {
      const connection = await database.connect();
      await replaceFile(join(folder.parts, name), (temporary) =>
        connection.run(
          `COPY (SELECT * FROM read_parquet([${list}], union_by_name = true)) TO ${quotePath(temporary)} (FORMAT parquet, COMPRESSION zstd)`,
          { signal },
        ),
      );
    } finally {
      database.close();
    }
    state[kind] = [name];
    await saveState(folder.state, state);
    for (const part of parts) await rm(join(folder.parts, part), { force: true });
  }
}
