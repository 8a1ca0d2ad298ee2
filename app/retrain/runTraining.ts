// Splits the rows, runs the command of the person on them, and looks for the model it wrote.
import { basename, join } from 'node:path';
import { finishingStage } from '../api/schemas/jobs.ts';
import type { DatasetCard } from '../api/schemas/datasets.ts';
import type { RetrainRows, TrainingOutput } from '../api/schemas/retrain.ts';
import { throwIfAborted } from '../base/abort.ts';
import type { ProcessHandle, StartProcess } from '../bundle/processHandle.ts';
import { openDatabase } from '../data/duckdb.ts';
import type { TaskHooks } from '../jobs/tasks.ts';
import { makeFolder } from '../storage/makeFolder.ts';
import { sha256File } from '../storage/sha256.ts';
import { createCappedLog } from './cappedLog.ts';
import { ownVariables } from './commandEnvironment.ts';
import { requireEnough } from './enoughRows.ts';
import { fillCommand } from './fillCommand.ts';
import { findModel } from './findModel.ts';
import { createOutputLines } from './outputLines.ts';
import { commandPaths, logName } from './retrainFiles.ts';
import type { RetrainRequest, TrainingResult } from './retrainRequest.ts';
import { splitRows } from './splitSql.ts';
import { writeSplit } from './writeSplit.ts';

/** From being asked to end to being ended. */
const patienceMs = 1_500;
/** Lines told of a command that failed. */
const tail = 15;

export interface TrainingContext extends TaskHooks {
  startProcess: StartProcess;
}

/**
 * A command that fails, writes no model or is cancelled is a result.
 * @throws INVALID_INPUT, DATA_INVALID (too few rows), FILE_UNREADABLE, STORAGE_FULL, CANCELLED: before the command was started
 */
export async function runTraining(request: RetrainRequest, context: TrainingContext): Promise<TrainingResult> {
  const { settings, runDir, target, time, cwd } = request;
  const { signal, onProgress } = context;
  const paths = commandPaths(runDir, settings);
  const command = fillCommand(settings.command, paths);
  onProgress({ stage: 'choosing rows', done: 0, total: null, unit: 'rows' });
  const split = await writeFiles(request, signal);
  await makeFolder(paths.out);
  throwIfAborted(signal);
  onProgress({ stage: 'training', done: 0, total: null, unit: 'lines' });
  const env = ownVariables(paths, { command: settings.command, target, time, seed: settings.seed });
  const ended = await runCommand(context, { command, cwd, env, runDir });
  const result = { ...split, exitCode: ended.code, model: null };
  if (signal.aborted) return { ...result, state: 'cancelled', reason: 'The command was cancelled.' };
  if (ended.code !== 0) return { ...result, state: 'failed', reason: failure(ended) };
  const found = await findModel(paths.out);
  if ('problem' in found) return { ...result, state: 'failed', reason: found.problem };
  return { ...result, state: 'trained', reason: null, model: { path: found.path, sha256: await sha256File(found.path) } };
}

async function writeFiles(request: RetrainRequest, signal: AbortSignal): Promise<{ rows: RetrainRows; heldOut: DatasetCard }> {
  const tempDirectory = join(request.runDir, 'work');
  const database = await openDatabase({ memoryLimit: request.memoryLimit, tempDirectory });
  try {
    const sql = { connection: await database.connect(), signal };
    const split = await splitRows(request, sql);
    requireEnough(split.rows);
    return { rows: split.rows, heldOut: await writeSplit(request, split, sql) };
  } finally {
    database.close();
  }
}

interface Ended {
  code: number | null;
  signal: string | null;
  lines: string[];
}

async function runCommand(
  { startProcess, signal, onProgress, onPartial }: TrainingContext,
  about: { command: string; cwd: string; env: Record<string, string>; runDir: string },
): Promise<Ended> {
  const output = createOutputLines();
  const tell = (now: Omit<TrainingOutput, 'retrainId'>): void => {
    onPartial({ retrainId: basename(about.runDir), ...now } satisfies TrainingOutput);
    if (!signal.aborted) onProgress({ stage: 'training', done: now.total, total: null, unit: 'lines' });
  };
  let child: ProcessHandle | null = null;
  // A disk without room for the log has none for a model.
  const log = createCappedLog(join(about.runDir, logName), () => child?.kill('SIGKILL'));
  child = startProcess(about.command, [], { cwd: about.cwd, env: about.env, shell: true });
  child.onOutput((text) => {
    log.write(text);
    output.add(text);
    tell(output.now());
  });
  const stop = stopper(child, onProgress);
  signal.addEventListener('abort', stop.ask, { once: true });
  if (signal.aborted) stop.ask();
  try {
    const end = await child.exited;
    tell({ ...output.now(), isOpen: false });
    return { ...end, lines: output.now().lines };
  } finally {
    signal.removeEventListener('abort', stop.ask);
    stop.done();
    await log.end();
  }
}

/** Asks all of the command to end, then ends it. */
function stopper(child: ProcessHandle, onProgress: TaskHooks['onProgress']): { ask: () => void; done: () => void } {
  let timer: NodeJS.Timeout | undefined;
  return {
    ask() {
      onProgress({ stage: finishingStage, done: 0, total: null, unit: 'lines' });
      child.kill('SIGTERM');
      timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
    },
    done: () => clearTimeout(timer),
  };
}

function failure({ code, signal, lines }: Ended): string {
  const how = code === null ? `was ended by ${signal ?? 'a signal'}` : `ended with exit code ${String(code)}`;
  const last = lines.slice(-tail);
  return `The command ${how}${last.length === 0 ? ' and said nothing.' : `. It said last:\n${last.join('\n')}`}`;
}
