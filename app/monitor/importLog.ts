// A prediction log becomes an ordinary dataset: read what is new, take labels in, write log.parquet.
import { stat } from 'node:fs/promises';
import type { ReadLogRequest, ReadLogResult } from '../api/schemas/monitor.ts';
import { buildLog } from './buildLog.ts';
import { compactParts } from './compactParts.ts';
import { takeLabelTable } from './labelTable.ts';
import { saveState } from './logState.ts';
import { monitorFolder } from './monitorFolder.ts';
import { readLog, type ReadHooks } from './readLog.ts';

/** @throws as readLog, takeLabelTable and buildLog do */
export async function importLog(request: ReadLogRequest, hooks: ReadHooks = {}): Promise<ReadLogResult> {
  const { projectDir, runId, plan, paths, labels } = request;
  const folder = monitorFolder(projectDir, runId);
  const { state, files, shown, unfinished, ...added } = await readLog({ folder, paths, runId, plan }, hooks);
  if (labels && (await takeLabelTable(state, folder.parts, labels))) state.isBuilt = false;
  await compactParts(folder, state, hooks.signal);
  hooks.onProgress?.({ stage: 'joining labels', done: 0, total: null, unit: 'rows' });
  const isThere = await stat(folder.log).then(
    () => true,
    () => false,
  );
  const write = !isThere || !state.isBuilt;
  const { columns, summary } = await buildLog({
    folder,
    state,
    plan,
    write,
    memoryLimit: request.memoryLimit,
    signal: hooks.signal,
  });
  state.isBuilt = true;
  await saveState(folder.state, state);
  return { files, added, refused: state.refused, shown, unfinished, summary, columns };
}
