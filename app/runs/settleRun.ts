// A run left `running` whose process is gone: finished from its folder alone, or marked as failed.
import { readFile } from 'node:fs/promises';
import type { RunReport } from '../api/schemas/runs.ts';
import { failRun, finishRun } from './finishRun.ts';
import { RunFigures } from './runFigures.ts';
import { readInvarianceLook } from './invarianceLook.ts';
import { runFolder, type RunFolder } from './runFolder.ts';
import { hasLiveOwner } from './runOwner.ts';
import { runSetup } from './runSetup.ts';
import { readRunRecord } from './runStore.ts';
import { runFolders } from './recordFiles.ts';
import { readStaged, readStagedFacts } from './stagedPredictions.ts';
import { ValidateRequest } from './validateRequest.ts';

/**
 * Ends a run whose process died: `partial` with all its figures when rows were staged, else `failed`.
 * Null when there is nothing to show. Does nothing to a run that has ended already.
 * @param reason in words, e.g. 'its process ended unexpectedly'
 * @param isCancelled the person ended it: without any row it then is `cancelled`, not `failed`
 */
export async function settleRun(runDir: string, reason: string, isCancelled = false): Promise<RunReport | null> {
  const folder = runFolder(runDir);
  const record = await readRunRecord(folder);
  if (record.state !== 'running') return null;
  const facts = await readStagedFacts(folder.staged);
  const request = facts && facts.rows > 0 ? await readRequest(folder) : null;
  if (!facts || !request) {
    if (isCancelled) await failRun(folder, 'cancelled before any row was finished', 'cancelled');
    else await failRun(folder, reason);
    return null;
  }
  const setup = runSetup({ ...request, plan: record.plan });
  const { data, mapping, settings } = request;
  const figures = new RunFigures({ runDir, data, mapping, plan: record.plan, settings });
  const { unknownLabels } = facts;
  for await (const block of readStaged(folder.staged)) await figures.add(block, unknownLabels.splice(0));
  const finished = await figures.finish();
  const { done } = finished.counts;
  const fatalRows = (request.resume?.fatalRows ?? []).filter((row) => row <= facts.rows);
  return finishRun({
    folder,
    record,
    request,
    setup,
    figures: finished,
    reasons: { missing: 0, unfit: 0, fatal: fatalRows.length, refused: 0, notFinite: 0 },
    refused: { rows: [], message: '' },
    fatalRows,
    invariance: (await readInvarianceLook(folder))?.result ?? null,
    spent: { readMs: 0, prepareMs: 0, inferMs: 0, writeMs: 0, metricsMs: 0 },
    startedAt: null,
    state: done >= request.data.rows ? 'complete' : 'partial',
    stateReason: done >= request.data.rows ? null : reason,
  });
}

/** On start: settles every run of the project that is left `running` by a process that is gone. Returns their ids. */
export async function settleDeadRuns(projectDir: string): Promise<string[]> {
  const settled: string[] = [];
  for (const folder of await runFolders(projectDir)) {
    const record = await readRunRecord(folder).catch(() => null);
    if (record?.state !== 'running' || (await hasLiveOwner(folder))) continue;
    await settleRun(folder.dir, 'its process ended before it was finished');
    settled.push(folder.id);
  }
  return settled;
}

/** Null when the request is gone or damaged: nothing can be evaluated then. */
async function readRequest(folder: RunFolder): Promise<ValidateRequest | null> {
  try {
    return ValidateRequest.parse(JSON.parse(await readFile(folder.request, 'utf8')));
  } catch {
    return null;
  }
}
