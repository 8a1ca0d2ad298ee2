// The bundle's own server as a child process, spoken to over HTTP.
import { symlink, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProcessHandle } from '../../../../app/bundle/processHandle.ts';
import { unpackZip } from '../../../../app/bundle/zip/readZip.ts';
import { startProcess } from '../../../../main/worker/startProcess.ts';
import { exported, type ExportableRun } from './exportedBundle.ts';

const runtime = new URL('../../../../node_modules/onnxruntime-node', import.meta.url).pathname;

export interface RunningServer {
  url: string;
  port: number;
  process: ProcessHandle;
  /** Every line of its log so far. */
  log: Record<string, unknown>[];
  /** The first line with this event, now or later; rejects when the process ends without it. */
  event(name: string): Promise<Record<string, unknown>>;
  post(
    path: string,
    body: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; headers: Headers; body: unknown }>;
  get(path: string): Promise<{ status: number; headers: Headers; text: string }>;
  stop(): Promise<{ code: number | null; signal: string | null }>;
}

/** Unpacks a bundle and links the installed runtime, as `npm ci` would put it there. */
export async function installBundle(archive: string, folder: string): Promise<void> {
  await unpackZip(archive, folder);
  await linkRuntime(folder);
}

/** Exports a run and installs its bundle; the folder goes with the run. */
export async function installed(run: ExportableRun): Promise<string> {
  const folder = join(run.root, 'unpacked');
  await mkdir(folder);
  await installBundle((await exported(run)).path, folder);
  return folder;
}

export async function linkRuntime(folder: string): Promise<void> {
  await mkdir(join(folder, 'server/node_modules'), { recursive: true });
  await symlink(runtime, join(folder, 'server/node_modules/onnxruntime-node'), 'junction');
}

export async function startServer(
  folder: string,
  env: Record<string, string> = {},
  [command, ...args]: [string, ...string[]] = ['node', 'server.mjs'],
): Promise<RunningServer> {
  const process = startProcess(command, args, {
    cwd: join(folder, 'server'),
    env: { HOST: '127.0.0.1', PORT: '0', ...env },
  });
  const log: Record<string, unknown>[] = [];
  const waiting: { name: string; resolve: (line: Record<string, unknown>) => void; reject: (error: Error) => void }[] = [];
  let rest = '';
  process.onOutput((text) => {
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines.filter((one) => one.startsWith('{'))) {
      const parsed = JSON.parse(line) as Record<string, unknown>;
      log.push(parsed);
      for (const wait of waiting) if (wait.name === parsed['event']) wait.resolve(parsed);
    }
  });
  const event = (name: string): Promise<Record<string, unknown>> =>
    new Promise((resolve, reject) => {
      const found = log.find((line) => line['event'] === name);
      if (found) resolve(found);
      else waiting.push({ name, resolve, reject });
    });
  void process.exited.then(({ code }) => {
    for (const wait of waiting) wait.reject(new Error(`The server ended with ${code}: ${JSON.stringify(log.at(-1))}`));
  });
  await event('ready');
  const port = (await event('listening'))['port'] as number;
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    port,
    process,
    log,
    event,
    async post(path, body, headers = { 'Content-Type': 'application/json' }) {
      const raw = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
      const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: raw as string });
      const text = await response.text();
      const isJson = response.headers.get('content-type') === 'application/json';
      return { status: response.status, headers: response.headers, body: isJson ? (JSON.parse(text) as unknown) : text };
    },
    async get(path) {
      const response = await fetch(`${url}${path}`);
      return { status: response.status, headers: response.headers, text: await response.text() };
    },
    async stop() {
      process.kill('SIGTERM');
      return process.exited;
    },
  };
}
