import { fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import type { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import type { DoublePort } from './ports.ts';

let nextPort = 0;

/** utilityProcess.fork over child_process.fork; `prelude` is the bundled utilityChild.ts. */
export function createUtilityProcess(prelude: string): {
  fork: (script: string, args: string[], options: { env: Record<string, string> }) => DoubleUtility;
  running: Set<DoubleUtility>;
  /** Scripts with this ending end as soon as they start, until it is null again. */
  keepDown: (ending: string | null) => void;
} {
  const running = new Set<DoubleUtility>();
  let down: string | null = null;
  return {
    running,
    keepDown: (ending) => (down = ending),
    fork(script, args, options) {
      const child = new DoubleUtility(prelude, script, { args, env: options.env });
      running.add(child);
      if (down !== null && script.endsWith(down)) setImmediate(() => process.kill(child.pid ?? 0, 'SIGKILL'));
      child.once('exit', () => running.delete(child));
      return child;
    },
  };
}

export class DoubleUtility extends EventEmitter {
  readonly #child;
  readonly #ports = new Map<number, DoublePort>();
  readonly script: string;
  readonly stdout: Readable | null;
  readonly stderr: Readable | null;

  constructor(prelude: string, script: string, options: { args: string[]; env: Record<string, string> }) {
    super();
    const child = fork(script, options.args, {
      env: options.env,
      execArgv: ['--import', pathToFileURL(prelude).href],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      serialization: 'advanced',
    });
    this.#child = child;
    this.script = script;
    this.stdout = child.stdout;
    this.stderr = child.stderr;
    child.on('message', (raw) => {
      const envelope = raw as { kind: string; message?: unknown; port?: number; data?: unknown };
      const port = this.#ports.get(envelope.port ?? -1);
      if (envelope.kind === 'message') this.emit('message', envelope.message);
      if (envelope.kind === 'port') port?.postMessage(envelope.data);
      if (envelope.kind === 'port-close') port?.close();
    });
    child.on('close', (code) => {
      // The ports it held die with it.
      for (const port of this.#ports.values()) port.close();
      this.emit('exit', code ?? 1);
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  postMessage(message: unknown, transfer: DoublePort[] = []): void {
    const ids = transfer.map((port) => {
      const id = nextPort++;
      this.#ports.set(id, port);
      port.on('message', ({ data }: { data: unknown }) => this.#send({ kind: 'port', port: id, data }));
      port.on('close', () => this.#send({ kind: 'port-close', port: id }));
      return id;
    });
    this.#send({ kind: 'message', message, ports: ids });
    // Only now: what the page has said already must not reach the child before the port itself.
    for (const port of transfer) port.start();
  }

  kill(): boolean {
    return this.#child.kill('SIGTERM');
  }

  #send(envelope: object): void {
    if (this.#child.connected) this.#child.send(envelope, () => undefined);
  }
}
