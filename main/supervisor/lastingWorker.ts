// One process that answers questions and keeps what it has opened: started by the first, ended when nobody asks.
import { AppError, cancelled, fromWire, toWire } from '../../app/base/errors.ts';
import type { AskHooks, TaskRunner } from '../../app/jobs/tasks.ts';
import type { Child, Spawn } from './child.ts';
import { describeEnd } from './describeEnd.ts';
import { endChild } from './endChild.ts';
import type { Log } from './logFile.ts';
import { FromWorker, type ToWorker } from './workerProtocol.ts';

export interface LastingWorkerOptions {
  spawn: Spawn;
  /** The bundled worker. */
  script: string;
  log: Log;
  /** Between withdrawing a question and killing the process that does not hear it. */
  graceMs: number;
  idleMs: number;
}

export interface LastingWorker extends Pick<TaskRunner, 'ask'> {
  close(): Promise<void>;
}

interface Asked {
  id: number;
  kind: string;
  input: unknown;
  hooks: AskHooks;
  /** A process died while this one and others were in it: asked again without company, so that one tells which it was. */
  isSuspect: boolean;
  isWithdrawn: boolean;
  settle(outcome: { result: unknown } | { error: Error }): void;
}

interface Running {
  child: Child;
  output: string;
  inside: Map<number, Asked>;
  isEnding: boolean;
}

export function createLastingWorker({ spawn, script, log, graceMs, idleMs }: LastingWorkerOptions): LastingWorker {
  const waiting: Asked[] = [];
  /** Also those that are being ended. */
  const alive = new Set<Running>();
  let current: Running | undefined;
  let idle: NodeJS.Timeout | undefined;
  let lastId = 0;
  let isClosed = false;

  const post = (running: Running, message: ToWorker): void => running.child.send(message);
  const end = (running: Running, patienceMs: number): Promise<void> => {
    running.isEnding = true;
    if (current === running) current = undefined;
    return endChild(running.child, () => post(running, { type: 'cancel' }), patienceMs).gone;
  };

  const start = (): Running => {
    const running: Running = {
      child: spawn(script, {
        name: 'drydock worker',
        onOutput(text) {
          running.output = (running.output + text).slice(-4_000);
          log.write('worker', text.trimEnd());
        },
      }),
      output: '',
      inside: new Map(),
      isEnding: false,
    };
    alive.add(running);
    running.child.onMessage((raw) => hear(running, raw));
    running.child.onExit((how) => {
      alive.delete(running);
      if (current === running) current = undefined;
      died(running, describeEnd(how, running.output));
    });
    return running;
  };

  const hear = (running: Running, raw: unknown): void => {
    const message = FromWorker.safeParse(raw);
    if (!message.success) {
      log.write('worker', 'sent a malformed message', message.error);
      return;
    }
    const { data } = message;
    if (!('id' in data)) return;
    const asked = running.inside.get(data.id);
    if (!asked) return;
    if (data.type === 'noted') {
      asked.hooks.onNote(data.note);
      return;
    }
    running.inside.delete(asked.id);
    if (data.type === 'answered') asked.settle({ result: data.result });
    else {
      if (data.error.code === 'INTERNAL') log.write('worker', `“${asked.kind}” failed`, data.error);
      asked.settle({ error: fromWire(data.error) });
    }
    next();
  };

  const died = (running: Running, how: string): void => {
    const inside = [...running.inside.values()];
    running.inside.clear();
    // Ended on purpose, because a withdrawn question held it up: the others have nothing to do with it.
    const culprit = !running.isEnding && inside.length === 1;
    if (inside.length > 0) log.write('worker', `died while it answered ${inside.map(({ kind }) => `“${kind}”`).join(', ')}`, how);
    for (const asked of inside) {
      if (asked.isWithdrawn) asked.settle({ error: cancelled() });
      else if (culprit) asked.settle({ error: crashed(how) });
      else waiting.push({ ...asked, isSuspect: asked.isSuspect || !running.isEnding });
    }
    next();
  };

  /** Sends what may go: suspects one by one with nothing beside them, all others at once. */
  const next = (): void => {
    while (waiting.length > 0 && !isClosed) {
      const inside = [...(current?.inside.values() ?? [])];
      if (inside.some(({ isSuspect }) => isSuspect)) return;
      const asked = waiting[0] as Asked;
      if (asked.isSuspect && inside.length > 0) return;
      waiting.shift();
      current ??= start();
      current.inside.set(asked.id, asked);
      post(current, { type: 'ask', id: asked.id, kind: asked.kind, input: asked.input });
    }
    clearTimeout(idle);
    const resting = current;
    if (!resting || resting.inside.size > 0) return;
    idle = setTimeout(() => {
      if (resting.inside.size === 0 && !resting.isEnding) void end(resting, graceMs);
    }, idleMs);
    idle.unref();
  };

  const withdraw = (id: number): void => {
    const at = waiting.findIndex((asked) => asked.id === id);
    if (at >= 0) {
      waiting.splice(at, 1)[0]?.settle({ error: cancelled() });
      return;
    }
    const running = [...alive].find(({ inside }) => inside.has(id));
    const asked = running?.inside.get(id);
    if (!running || !asked) return;
    asked.isWithdrawn = true;
    post(running, { type: 'withdraw', id });
    const timer = setTimeout(() => {
      if (running.inside.has(id)) void end(running, 0);
    }, graceMs);
    running.child.onExit(() => clearTimeout(timer));
  };

  return {
    async ask(kind, input, hooks) {
      if (isClosed || hooks.signal.aborted) throw cancelled();
      const id = ++lastId;
      const onAbort = (): void => withdraw(id);
      hooks.signal.addEventListener('abort', onAbort, { once: true });
      try {
        return await new Promise((resolve, reject) => {
          waiting.push({
            id,
            kind,
            input,
            hooks,
            isSuspect: false,
            isWithdrawn: false,
            settle: (outcome) => ('error' in outcome ? reject(outcome.error) : resolve(outcome.result)),
          });
          next();
        });
      } catch (error) {
        if (hooks.signal.aborted && toWire(error).code !== 'INTERNAL') throw cancelled();
        throw error;
      } finally {
        hooks.signal.removeEventListener('abort', onAbort);
      }
    },
    async close() {
      isClosed = true;
      clearTimeout(idle);
      for (const asked of waiting.splice(0)) asked.settle({ error: cancelled() });
      for (const { inside } of alive) for (const asked of inside.values()) asked.isWithdrawn = true;
      await Promise.all([...alive].map((running) => end(running, graceMs)));
    },
  };
}

function crashed(how: string): AppError {
  return new AppError('ENGINE_CRASHED', `The native runtime ended while it worked on this: ${how}.`, {
    hint: 'Nothing else is touched, and the next question starts it anew. Such rows end a server, too, unless they are kept from it.',
  });
}
