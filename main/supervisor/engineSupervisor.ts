// Keeps one engine process alive: handshake, heartbeat, restart with growing pauses, orderly end.
import { AppError } from '../../app/base/errors.ts';
import type { Child, Spawn } from './child.ts';
import { describeEnd } from './describeEnd.ts';
import { endChild } from './endChild.ts';
import { FromEngine, type ToEngine } from './engineProtocol.ts';
import type { Log } from './logFile.ts';

export type EngineState = 'starting' | 'ready' | 'restarting' | 'failed' | 'stopped';

export interface EngineSupervisor {
  state(): EngineState;
  /** Resolves when the engine answers; rejects with ENGINE_CRASHED once it has failed for good. */
  ready(): Promise<void>;
  send(message: ToEngine, transfer?: readonly unknown[]): void;
  /** Starts anew what has failed for good; nothing otherwise. */
  restart(): void;
  stop(): Promise<void>;
}

export interface EngineSupervisorOptions {
  spawn: Spawn;
  script: string;
  args: readonly string[];
  log: Log;
  onMessage: (message: FromEngine) => void;
  /** `detail` says in words why, for the states that are no good news. */
  onState?: (state: EngineState, detail: string) => void;
  startMs?: number;
  pingMs?: number;
  /** Pings in a row that may go unanswered. Counted, not timed: a laptop that slept is not a hung engine. */
  missedPings?: number;
  /** Pauses before the restarts; after as many crashes without a calm minute in between, it has failed. */
  pausesMs?: readonly number[];
  graceMs?: number;
}

const calmMs = 60_000;

export function superviseEngine(options: EngineSupervisorOptions): EngineSupervisor {
  const {
    spawn,
    script,
    args,
    log,
    onMessage,
    startMs = 30_000,
    pingMs = 5_000,
    missedPings = 6,
    pausesMs = [100, 500, 2_000, 5_000, 10_000],
    graceMs = 5_000,
  } = options;
  let state: EngineState = 'starting';
  let child: Child | undefined;
  let crashes = 0;
  let failure: AppError | undefined;
  let restartTimer: ReturnType<typeof setTimeout> | undefined;
  let waiters: { resolve: () => void; reject: (error: AppError) => void }[] = [];

  const setState = (next: EngineState, detail = ''): void => {
    state = next;
    log.write('engine', next, detail || undefined);
    options.onState?.(next, detail);
    const waiting = waiters;
    if (next === 'ready' || next === 'failed' || next === 'stopped') waiters = [];
    if (next === 'ready') for (const waiter of waiting) waiter.resolve();
    const error = failure ?? stopped();
    if (next === 'failed' || next === 'stopped') for (const waiter of waiting) waiter.reject(error);
  };

  const onEnd = (how: string, aliveMs: number): void => {
    child = undefined;
    if (state === 'stopped') return;
    crashes = aliveMs > calmMs ? 1 : crashes + 1;
    const pause = pausesMs[crashes - 1];
    if (pause === undefined) {
      failure = new AppError('ENGINE_CRASHED', `The engine ended ${String(crashes)} times in a row: ${how}.`, {
        hint: 'Saved work is intact. Restart Drydock; if it happens again, the log file holds the details.',
      });
      setState('failed', how);
      return;
    }
    setState('restarting', how);
    restartTimer = setTimeout(start, pause);
  };

  function start(): void {
    const startedAt = Date.now();
    let output = '';
    const current = spawn(script, {
      name: 'drydock engine',
      args,
      onOutput(text) {
        output = (output + text).slice(-4_000);
        log.write('engine', text.trimEnd());
      },
    });
    child = current;
    let unanswered = 0;
    let pingNumber = 0;
    let reason: string | undefined;
    const giveUp = (why: string): void => {
      reason = why;
      current.kill();
    };
    const startTimer = setTimeout(() => giveUp('it did not answer in time'), startMs);
    const pingTimer = setInterval(() => {
      if (state !== 'ready') return;
      if (unanswered >= missedPings) giveUp('it stopped answering');
      unanswered++;
      current.send({ type: 'ping', number: ++pingNumber } satisfies ToEngine);
    }, pingMs);
    pingTimer.unref();

    current.onMessage((raw) => {
      const message = FromEngine.safeParse(raw);
      if (!message.success) {
        log.write('engine', 'sent a malformed message', message.error);
        return;
      }
      if (message.data.type === 'pong') unanswered = 0;
      else if (message.data.type === 'ready') {
        clearTimeout(startTimer);
        if (state !== 'stopped') setState('ready');
      } else onMessage(message.data);
    });
    current.onExit((end) => {
      clearTimeout(startTimer);
      clearInterval(pingTimer);
      onEnd(reason ?? describeEnd(end, output), Date.now() - startedAt);
    });
  }
  start();

  return {
    state: () => state,
    ready() {
      if (state === 'ready') return Promise.resolve();
      if (state === 'stopped') return Promise.reject(stopped());
      if (failure) return Promise.reject(failure);
      return new Promise((resolve, reject) => waiters.push({ resolve, reject }));
    },
    send: (message, transfer) => child?.send(message, transfer),
    restart() {
      if (state !== 'failed') return;
      crashes = 0;
      failure = undefined;
      setState('starting');
      start();
    },
    async stop() {
      if (state === 'stopped') return;
      setState('stopped');
      clearTimeout(restartTimer);
      const current = child;
      if (current) await endChild(current, () => current.send({ type: 'shutdown' } satisfies ToEngine), graceMs).gone;
    },
  };
}

function stopped(): AppError {
  return new AppError('ENGINE_CRASHED', 'The engine has been stopped.', { hint: 'Start Drydock again.' });
}
