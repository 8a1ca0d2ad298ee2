import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { mostCompared, type RunComparison } from '../../../app/api/schemas/compare.ts';
import type { MetricName, RunRecord } from '../../../app/api/schemas/runs.ts';
import { AppError } from '../../../app/base/errors.ts';
import { compareRuns } from '../../../app/runs/compare/compareRuns.ts';
import { compareText, runLetter, signed } from '../../../app/runs/compare/compareText.ts';
import { folderOfRun, runFolder, type RunFolder } from '../../../app/runs/runFolder.ts';
import { readRunRecord } from '../../../app/runs/runStore.ts';
import { requireValidation } from '../otherRuns.ts';
import { writeJson, writeLine, type OutputOptions } from '../output.ts';

export interface CompareFlags extends OutputOptions {
  project?: string;
  failIfWorse?: MetricName[];
}

/** RUN is the path of a run folder, or a run id of --project. */
function findRun(run: string, project: string | undefined): RunFolder {
  const path = resolve(run);
  if (existsSync(join(path, 'run.json'))) return runFolder(path);
  if (project !== undefined) return folderOfRun(resolve(project), run);
  requireValidation(path);
  throw new AppError('NOT_FOUND', `There is no run ${run}.`, {
    hint: 'Give the path of a run folder, or --project DIR with the id of a run.',
    where: { path },
  });
}

/**
 * Compares runs with the first one. Exit code 1 when one is worse by a metric of --fail-if-worse.
 * @throws DATA_MISMATCH when such a metric cannot be judged: a gate that is not looked at must not pass
 */
export async function compareCommand(runs: string[], flags: CompareFlags, signal: AbortSignal): Promise<number> {
  if (runs.length < 2 || runs.length > mostCompared) {
    throw new AppError('INVALID_INPUT', `${runs.length === 1 ? 'One run is' : `${runs.length} runs are`} given.`, {
      hint: `Name two to ${mostCompared} runs; the first is the one that the others are compared with.`,
    });
  }
  const folders = runs.map((run) => findRun(run, flags.project));
  const records = await Promise.all(folders.map(readRunRecord));
  const comparisons = await compareRuns({ runDirs: folders.map(({ dir }) => dir), signal });
  const gate = flags.failIfWorse?.flatMap((metric) =>
    comparisons.map((one, index) => checkOf(metric, one, runLetter(index + 1))),
  );
  if (flags.json) {
    writeJson({
      runs: records.map((record, index) => runFacts(record, folders[index])),
      comparisons,
      ...(gate && { failIfWorse: gate }),
    });
  } else {
    if (!flags.quiet) writeLine(compareText(records, comparisons));
    if (gate) writeLine('\nFail if worse');
    for (const { ok, detail } of gate ?? []) writeLine(`  ${ok ? 'pass' : 'FAIL'}  ${detail}`);
  }
  return gate?.some(({ ok }) => !ok) ? 1 : 0;
}

function runFacts(record: RunRecord, folder: RunFolder | undefined) {
  const { id, name, state, startedAt, model, data, provider } = record;
  return { id, path: folder?.dir, name, state, startedAt, model, data, provider, rows: record.rows };
}

function checkOf(metric: MetricName, one: RunComparison, letter: string) {
  const found = one.differences.find((each) => each.metric === metric);
  // Where no row tells the two apart there is no interval, and nothing that is worse.
  const isSame = found?.difference.value === 0;
  if (one.comparable !== null || !found || (found.difference.low === null && !isSame)) {
    const reason =
      one.comparable ??
      (one.labelled === 0
        ? 'no row has a label and a prediction of both.'
        : found
          ? 'it has no interval on these rows.'
          : 'these runs do not have it.');
    throw new AppError('DATA_MISMATCH', `Whether ${letter} is worse by ${metric} cannot be judged: ${reason}`, {
      hint: 'Compare runs of the same labelled data, by a metric that both have.',
    });
  }
  const { value, low, high } = found.difference;
  const range = low === null || high === null ? 'no row tells them apart' : `95 %: ${signed(low)} to ${signed(high)}`;
  const detail = `${metric} of ${letter} − A: ${signed(value ?? NaN)} (${range})`;
  return { metric, run: one.b, ok: found.verdict !== 'worse', difference: found.difference, detail };
}
