// Heavy work, one process per task: a native crash costs that task and nothing else.
import { finishingStage } from '../../app/api/schemas/jobs.ts';
import { AppError, cancelled, fromWire, toWire } from '../../app/base/errors.ts';
import type { ProgressReport } from '../../app/jobs/progressMeter.ts';
import type { TaskHooks, TaskRunner } from '../../app/jobs/tasks.ts';
import type { Child, ChildEnd, Spawn } from './child.ts';
import { describeEnd } from './describeEnd.ts';
import { endChild, type Ending } from './endChild.ts';
import { createLastingWorker } from './lastingWorker.ts';
import type { Log } from './logFile.ts';
import { FromWorker, type ToWorker } from './workerProtocol.ts';

/** What to do after a worker died: run again with this input, or give up with this error. Null = nothing is known. */
export type AfterCrash = (kind: string, input: unknown, how: string) => Promise<{ input: unknown } | { error: AppError } | null>;

export interface WorkerPoolOptions {
  spawn: Spawn;
  /** The bundled worker. */
  script: string;
  log: Log;
  /** Time between asking a worker to stop and killing it; it starts anew while the worker says that it is finishing. */
  graceMs?: number;
  /** Keeps one started process waiting, which hides the start of about 0.3 s. */
  spare?: boolean;
  afterCrash?: AfterCrash;
  /** How long the process that answers questions waits for the next one. */
  idleMs?: number;
}

export interface WorkerPool extends TaskRunner {
  /** Ends every worker, the hard way after the grace. */
  close(): Promise<void>;
}

interface Worker {
  child: Child;
  output: string;
  end: ChildEnd | undefined;
  /** Set when it was asked to stop. */
  ending: Ending | undefined;
}

type Outcome = { kind: 'result'; result: unknown } | { kind: 'error'; error: AppError } | { kind: 'died'; how: string };

export function createWorkerPool(options: WorkerPoolOptions): WorkerPool {
  const { spawn, script, log, graceMs = 3_000, spare: keepSpare = true, afterCrash, idleMs = 120_000 } = options;
  const lasting = createLastingWorker({ spawn, script, log, graceMs, idleMs });
  const workers = new Set<Worker>();
  let spare: Worker | undefined;
  let closed = false;

  const startWorker = (): Worker => {
    const worker: Worker = {
      child: spawn(script, {
        name: 'drydock worker',
        onOutput(text) {
          worker.output = (worker.output + text).slice(-4_000);
          log.write('worker', text.trimEnd());
        },
      }),
      output: '',
      end: undefined,
      ending: undefined,
    };
    workers.add(worker);
    worker.child.onExit((end) => {
      worker.end = end;
      workers.delete(worker);
      if (spare === worker) spare = undefined;
    });
    return worker;
  };
  const takeWorker = (): Worker => {
    const worker = spare ?? startWorker();
    spare = undefined;
    return worker;
  };
  const prepareSpare = (): void => {
    if (keepSpare && !closed && !spare) spare = startWorker();
  };

  const cancelWorker = (worker: Worker, patienceMs: number): Promise<void> => {
    worker.ending ??= endChild(worker.child, () => worker.child.send({ type: 'cancel' } satisfies ToWorker), patienceMs);
    return worker.ending.gone;
  };

  /** Runs once in one process, which is gone when this returns. Aborting is taken to the worker; killing follows. */
  const attempt = async (kind: string, input: unknown, hooks: TaskHooks): Promise<Outcome> => {
    const { signal, onProgress, onPartial } = hooks;
    const worker = takeWorker();
    const { child } = worker;
    const post = (message: ToWorker): void => child.send(message);
    const onAbort = (): void => void cancelWorker(worker, hooks.graceMs ?? graceMs);
    try {
      return await new Promise<Outcome>((resolve) => {
        let outcome: Outcome | undefined;
        child.onMessage((raw) => {
          const message = FromWorker.safeParse(raw);
          if (!message.success) {
            log.write('worker', 'sent a malformed message', message.error);
            return;
          }
          const { data } = message;
          // A cancelled task that finishes what it has (figures of a partial run) says so, and is left to it.
          if (data.type === 'progress' && data.progress.stage === finishingStage) worker.ending?.stillWorking();
          if (data.type === 'progress') onProgress(data.progress as ProgressReport);
          else if (data.type === 'partial') onPartial(data.partial);
          else if (data.type === 'result') outcome = { kind: 'result', result: data.result };
          else if (data.type === 'error') outcome = { kind: 'error', error: fromWire(data.error) };
          // It ends by itself after its answer; if native code keeps it from that, it is ended.
          if (outcome) void endChild(child, () => undefined, graceMs);
        });
        child.onExit((end) => resolve(outcome ?? { kind: 'died', how: describeEnd(end, worker.output) }));
        signal.addEventListener('abort', onAbort, { once: true });
        post({ type: 'run', kind, input });
        if (signal.aborted) onAbort();
      });
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  };

  const next = async (kind: string, input: unknown, how: string): Promise<unknown> => {
    log.write('worker', `died while it ran “${kind}”`, how);
    const decision = await afterCrash?.(kind, input, how);
    if (decision && 'input' in decision) return decision.input;
    throw decision?.error ?? crashed(kind, how);
  };

  return {
    async run(kind, input, hooks) {
      let current = input;
      try {
        for (;;) {
          if (closed || hooks.signal.aborted) throw cancelled();
          const outcome = await attempt(kind, current, hooks);
          if (outcome.kind === 'result') return outcome.result;
          if (outcome.kind === 'error') throw outcome.error;
          if (closed || hooks.signal.aborted) throw cancelled();
          current = await next(kind, current, outcome.how);
        }
      } catch (error) {
        if (toWire(error).code === 'INTERNAL') log.write('worker', `“${kind}” failed`, error);
        throw error;
      } finally {
        prepareSpare();
      }
    },
    ask: (kind, input, hooks) => lasting.ask(kind, input, hooks),
    async close() {
      closed = true;
      await Promise.all([lasting.close(), ...[...workers].map((worker) => cancelWorker(worker, worker === spare ? 0 : graceMs))]);
    },
  };
}

function crashed(kind: string, how: string): AppError {
  return new AppError('ENGINE_CRASHED', `The process that ran “${kind}” ended unexpectedly: ${how}.`, {
    hint: 'Everything saved before is intact, and the window goes on. The log file holds what the process said last.',
  });
}
