// Starts the server of an unpacked bundle by its own start command and stops it the way an orchestrator does.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../base/errors.ts';
import type { ProcessHandle, StartProcess } from '../processHandle.ts';

export interface BundleServer {
  url: string;
  pid: number | undefined;
  command: string;
  startedMs: number;
  /** SIGTERM, then an exit code. */
  stop(): Promise<{ code: number | null; signal: string | null }>;
  kill(): Promise<void>;
}

const startLimitMs = 120_000;
const stopLimitMs = 30_000;

/** Settings of the surrounding environment must not reach the server under test. Empty = its default. */
const ownSettings = {
  HOST: '127.0.0.1',
  PORT: '0',
  BUNDLE: '',
  LOG_LEVEL: 'info',
  API_KEY: '',
  API_KEY_FILE: '',
  MAX_CONNECTIONS: '',
  MAX_BODY_BYTES: '',
  MAX_ROWS: '',
  MAX_QUEUE: '',
  TIMEOUT_MS: '',
  RECEIVE_TIMEOUT_MS: '',
  DRAIN_MS: '',
  DRAIN_DELAY_MS: '',
  THREADS: '',
  WORKERS: '',
  ISOLATION: '',
  WATCH_ROWS: '',
  MAX_BATCH_ROWS: '',
  MAX_BATCH_DELAY_MS: '',
  // Golden rows are no predictions anybody asked for: without a folder nothing is logged.
  DRYDOCK_LOG_DIR: '',
};

async function startCommand(serverDir: string): Promise<string[]> {
  const content = JSON.parse(await readFile(join(serverDir, 'package.json'), 'utf8')) as { scripts?: { start?: unknown } };
  const start = content.scripts?.start;
  if (typeof start === 'string' && /^[\w./-]+( [\w./-]+)*$/.test(start)) return start.split(' ');
  throw new AppError('BUNDLE_INVALID', 'server/package.json has no plain start command.', {
    hint: 'Export the bundle again.',
    where: { file: 'server/package.json' },
  });
}

/** Resolves with the port once the log says "ready"; rejects when the process ends or takes too long. */
function whenReady(process: ProcessHandle, signal: AbortSignal | undefined): Promise<number> {
  return new Promise((resolve, reject) => {
    let rest = '';
    let recent = '';
    let port: number | undefined;
    let isReady = false;
    const fail = (message: string): void =>
      reject(
        new AppError('BUNDLE_INVALID', message, {
          hint: recent.trim().split('\n').slice(-3).join('\n') || 'It printed nothing.',
        }),
      );
    const timer = setTimeout(() => fail(`The server was not ready after ${startLimitMs / 1000} s.`), startLimitMs);
    signal?.addEventListener('abort', () => fail('Cancelled.'), { once: true });
    process.onOutput((text) => {
      // A line for every request may follow: nobody reads it.
      if (isReady) return;
      recent = `${recent}${text}`.slice(-4000);
      const lines = `${rest}${text}`.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (!line.startsWith('{')) continue;
        let event: { event?: unknown; port?: unknown };
        try {
          event = JSON.parse(line) as typeof event;
        } catch {
          continue;
        }
        if (event.event === 'listening' && typeof event.port === 'number') port = event.port;
        if (event.event === 'ready' && port !== undefined) {
          clearTimeout(timer);
          isReady = true;
          resolve(port);
        }
      }
    });
    void process.exited.then(({ code, signal: by }) => {
      clearTimeout(timer);
      fail(`The server ended while starting (${by ?? `exit code ${code}`}).`);
    });
  });
}

export async function startBundleServer(
  folder: string,
  context: {
    startProcess: StartProcess;
    signal?: AbortSignal | undefined;
    /** Variables of the server that are not to be its defaults. */
    settings?: Record<string, string> | undefined;
  },
): Promise<BundleServer> {
  const cwd = join(folder, 'server');
  const [command = '', ...args] = await startCommand(cwd);
  const startedAt = performance.now();
  const process = context.startProcess(command, args, { cwd, env: { ...ownSettings, ...context.settings } });
  const kill = async (): Promise<void> => {
    process.kill('SIGKILL');
    await process.exited;
  };
  try {
    const port = await whenReady(process, context.signal);
    return {
      url: `http://127.0.0.1:${port}`,
      pid: process.pid,
      command: [command, ...args].join(' '),
      startedMs: performance.now() - startedAt,
      async stop() {
        process.kill('SIGTERM');
        const timer = setTimeout(() => process.kill('SIGKILL'), stopLimitMs);
        const ended = await process.exited;
        clearTimeout(timer);
        return ended;
      },
      kill,
    };
  } catch (error) {
    await kill();
    throw error;
  }
}
