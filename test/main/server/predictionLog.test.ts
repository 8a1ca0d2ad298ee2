import { mkdtemp, mkdir, open, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LogSettings } from '../../../main/server/predictionLog/logSettings.ts';
import { readLogSettings } from '../../../main/server/predictionLog/logSettings.ts';
import { PredictionLog, type LogEntry, type PredictionLogOptions } from '../../../main/server/predictionLog/predictionLog.ts';
import { isSampled } from '../../../main/server/predictionLog/rowIds.ts';
import { perColumn } from '../../support/tinyModels.ts';
import { columnRows, exportableRun, exported, type ExportableRun } from '../../app/bundle/support/exportedBundle.ts';
import { installBundle, startServer, type RunningServer } from '../../app/bundle/support/runningServer.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drydock-log-test-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

type Line = Record<string, unknown>;

async function names(): Promise<string[]> {
  return (await readdir(folder)).sort();
}

async function linesOf(dir: string, prefix: string): Promise<Line[]> {
  const files = (await readdir(dir)).filter((name) => name.startsWith(prefix)).sort();
  const texts = await Promise.all(files.map((name) => readFile(join(dir, name), 'utf8')));
  return texts.flatMap((text) => text.split('\n').filter(Boolean)).map((line) => JSON.parse(line) as Line);
}

function settings(changes: Partial<LogSettings> = {}): LogSettings {
  const defaults = readLogSettings({ DRYDOCK_LOG_DIR: folder });
  if (!defaults) throw new Error('A folder is given.');
  return { ...defaults, ...changes };
}

interface Said {
  level: string;
  event: string;
}

function createLog(options: Partial<PredictionLogOptions> = {}): { log: PredictionLog; said: Said[] } {
  const said: Said[] = [];
  const log = new PredictionLog({ settings: settings(), log: (level, event) => void said.push({ level, event }), ...options });
  return { log, said };
}

const entry = (count: number, text = 'x'): LogEntry => ({
  kind: 'predictions',
  rowCount: count,
  bytes: count * 100,
  line: (row) => ({ row, text }),
});

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('It did not happen.');
}

describe('files', () => {
  it('appends whole lines to a .part that is renamed when it is closed', async () => {
    const { log } = createLog({ now: () => new Date('2026-01-31T12:00:05Z') });
    log.add(entry(600));
    await until(() => log.counts.logged.predictions === 600);
    expect(await names()).toEqual(['predictions-20260131T120005Z-1.jsonl.part']);
    log.add({ ...entry(1), kind: 'feedback' });
    await log.close(1000);
    expect(await names()).toEqual(['feedback-20260131T120005Z-1.jsonl', 'predictions-20260131T120005Z-1.jsonl']);
    expect((await linesOf(folder, 'predictions')).map(({ row }) => row)).toEqual(Array.from({ length: 600 }, (_, row) => row));
    expect((await stat(join(folder, 'predictions-20260131T120005Z-1.jsonl'))).mode & 0o077).toBe(0);
  });

  it('starts another file at the size limit, at the full hour, and beside a server with the same folder', async () => {
    let now = new Date('2026-01-31T12:00:05Z');
    const fileBytes = 60;
    const [first, second] = [createLog, createLog].map(
      (create) => create({ settings: settings({ fileBytes }), now: () => now }).log,
    );
    for (const log of [first, second]) log?.add(entry(1, 'a'.repeat(40)));
    await until(() => first?.counts.logged.predictions === 1 && second?.counts.logged.predictions === 1);
    expect(await names()).toEqual(['predictions-20260131T120005Z-1.jsonl.part', 'predictions-20260131T120005Z-2.jsonl.part']);
    first?.add(entry(1, 'b'.repeat(40)));
    await until(() => first?.counts.logged.predictions === 2);
    now = new Date('2026-01-31T13:00:00Z');
    second?.add(entry(1, 'c'));
    await Promise.all([first?.close(1000), second?.close(1000)]);
    expect(await names()).toEqual([
      'predictions-20260131T120005Z-1.jsonl',
      'predictions-20260131T120005Z-2.jsonl',
      'predictions-20260131T120005Z-3.jsonl',
      'predictions-20260131T130000Z-1.jsonl',
    ]);
  });

  it('closes what a killed server left open, and removes the oldest files', async () => {
    const old = (hour: number): string => join(folder, `predictions-20260101T0${hour}0000Z-1.jsonl`);
    for (const hour of [1, 2, 3]) {
      const path = hour === 3 ? `${old(hour)}.part` : old(hour);
      await writeFile(path, `${'x'.repeat(99)}\n`);
      await utimes(path, hour, hour);
    }
    await writeFile(join(folder, 'notes.txt'), 'y'.repeat(1000));
    const { log } = createLog({ settings: settings({ keepBytes: 250 }) });
    log.add(entry(1));
    await log.close(1000);
    expect(await names()).toEqual([
      'notes.txt',
      'predictions-20260101T020000Z-1.jsonl',
      'predictions-20260101T030000Z-1.jsonl',
      expect.stringMatching(/^predictions-2.*Z-1[.]jsonl$/),
    ]);
    expect(log.counts.removedFiles).toBe(1);
  });
});

describe('what cannot be written', () => {
  it('drops rows while the disk is full, says so once, leaves no torn line, and goes on when there is room', async () => {
    let isFull = false;
    const openFull = (async (...given: Parameters<typeof open>) => {
      const handle = await open(...given);
      const write = handle.write.bind(handle) as (buffer: Buffer, ...rest: unknown[]) => Promise<{ bytesWritten: number }>;
      handle.write = (async (buffer: Buffer, offset: number, length: number, position: number) => {
        if (!isFull) return write(buffer, offset, length, position);
        // The room that was left takes a part of the line.
        await write(buffer, offset, Math.min(5, length), position);
        throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
      }) as unknown as typeof handle.write;
      return handle;
    }) as typeof open;
    const { log, said } = createLog({ open: openFull });
    log.add(entry(1, 'before'));
    await until(() => log.counts.logged.predictions === 1);
    isFull = true;
    for (let i = 0; i < 3; i++) expect(log.add(entry(10, 'lost'))).toBe(true);
    await until(() => log.counts.dropped.disk === 30);
    isFull = false;
    log.add(entry(1, 'after'));
    await log.close(1000);
    expect((await linesOf(folder, 'predictions')).map(({ text }) => text)).toEqual(['before', 'after']);
    expect(said).toEqual([
      { level: 'error', event: 'prediction log cannot be written' },
      { level: 'info', event: 'prediction log is written again' },
    ]);
  });

  it('begins another file where the one under way was removed, and counts as logged what is there', async () => {
    const { log, said } = createLog();
    log.add(entry(1, 'removed'));
    await until(() => log.counts.logged.predictions === 1);
    await rm(folder, { recursive: true });
    log.add(entry(2, 'after'));
    await until(() => log.counts.logged.predictions === 3);
    expect((await linesOf(folder, 'predictions')).map(({ text }) => text)).toEqual(['after', 'after']);
    await rm(folder, { recursive: true });
    await log.close(1000);
    expect(said).toEqual([]);
  });

  it('says at the start that the folder cannot be written', async () => {
    const { log, said } = createLog({ settings: settings({ folder: join(folder, 'none', 'below') }) });
    await until(() => said.length > 0);
    expect(said).toEqual([{ level: 'error', event: 'prediction log cannot be written' }]);
    expect(log.counts.dropped.disk).toBe(0);
    await log.close(1000);
  });

  it('drops rows with a count where the queue is full, and where the folder cannot be made', async () => {
    const { log } = createLog({ queueBytes: 1500 });
    expect([log.add(entry(10)), log.add(entry(5)), log.add(entry(10))]).toEqual([true, true, false]);
    await log.close(1000);
    expect(log.counts).toMatchObject({ logged: { predictions: 15 }, dropped: { queue: 10, disk: 0 } });

    const file = join(folder, 'file');
    await writeFile(file, '');
    const other = createLog({ settings: settings({ folder: join(file, 'below') }) });
    expect(other.log.add(entry(3))).toBe(true);
    await other.log.close(1000);
    expect(other.log.counts.dropped.disk).toBe(3);
    expect(other.said).toHaveLength(1);
  });
});

describe('settings', () => {
  it('is off unless a folder is named', () => {
    expect(readLogSettings({ DRYDOCK_LOG_SAMPLE: '0.5' })).toBeNull();
    expect(readLogSettings({ DRYDOCK_LOG_DIR: '' })).toBeNull();
  });

  it('reads names with commas from a JSON array, and refuses what makes no sense', () => {
    expect(readLogSettings({ DRYDOCK_LOG_DIR: folder, DRYDOCK_LOG_REDACT: 'a, b' })?.leftOut).toEqual(['a', 'b']);
    expect(readLogSettings({ DRYDOCK_LOG_DIR: folder, DRYDOCK_LOG_REDACT: '["a, b"]' })?.leftOut).toEqual(['a, b']);
    expect(() => readLogSettings({ DRYDOCK_LOG_DIR: folder, DRYDOCK_LOG_SAMPLE: '2' })).toThrow(/DRYDOCK_LOG_SAMPLE is "2"/);
    expect(() => readLogSettings({ DRYDOCK_LOG_DIR: folder, DRYDOCK_LOG_HASH: '[1]' })).toThrow(/JSON array/);
  });

  it('samples by id: the share asked for, and the same ids on every server', () => {
    const kept = Array.from({ length: 20_000 }, (_, i) => `id ${i}`).filter((id) => isSampled(id, 0.25));
    // Binomial: five standard deviations are 0.015.
    expect(Math.abs(kept.length / 20_000 - 0.25)).toBeLessThan(0.015);
    expect(kept.every((id) => isSampled(id, 0.25) && isSampled(id, 0.9))).toBe(true);
    expect(isSampled('a', 0)).toBe(false);
  });
});

describe('the server of a bundle', () => {
  let run: ExportableRun;
  let bundle: string;
  let server: RunningServer | null = null;
  beforeAll(async () => {
    run = await exportableRun({ model: perColumn(), sql: columnRows, roles: { target: 'label', time: 'at' } });
    const { path } = await exported(run);
    bundle = join(run.root, 'unpacked');
    await mkdir(bundle);
    await installBundle(path, bundle);
  });
  afterEach(async () => {
    await server?.stop();
    server = null;
  });
  afterAll(() => run.remove());

  const start = async (env: Record<string, string>): Promise<RunningServer> => {
    server = await startServer(bundle, env);
    return server;
  };
  const row = { age: 30, visits: 2, city: 'rome', order: 'A-1', note: 'n' };

  it('logs rows as they were sent with what was answered, and flushes at SIGTERM', async () => {
    const bundled = await start({ DRYDOCK_LOG_DIR: folder, DRYDOCK_LOG_ID: 'order', DRYDOCK_LOG_COLUMNS: 'note' });
    const json = await bundled.post('/predict', [row, { ...row, age: null, order: 7 }]);
    const csv = await bundled.post('/predict', 'age,visits,city\n30.5,2,rome\n', {
      'Content-Type': 'text/csv',
      'X-Request-Id': 'r-1',
    });
    expect(csv.headers.get('x-request-id')).toBe('r-1');
    expect((await bundled.stop()).code).toBe(0);
    server = null;
    const lines = await linesOf(folder, 'predictions');
    expect(await names()).toEqual([expect.stringMatching(/[.]jsonl$/)]);
    const answers = [...(json.body as Line[]), ...(csv.body as Line[])];
    expect(lines.map(({ id }) => id)).toEqual(['A-1', '7', 'r-1']);
    expect(lines.map(({ prediction, scores }) => ({ prediction, scores }))).toEqual(answers);
    expect(lines.map(({ inputs }) => inputs)).toEqual([
      { age: 30, visits: 2, city: 'rome', note: 'n' },
      { age: null, visits: 2, city: 'rome', note: 'n' },
      { age: 30.5, visits: 2, city: 'rome' },
    ]);
    expect(lines[0]).toMatchObject({ row: 0, model: 'strike-damage', version: '1', run: run.folder.id });
    expect(lines[0]?.['latencyMs']).toBeGreaterThan(0);
    expect(Date.parse(String(lines[0]?.['time']))).toBeGreaterThan(Date.now() - 60_000);
  });

  it('logs tensors by input with the same answers, under the id of the protocol', async () => {
    const bundled = await start({ DRYDOCK_LOG_DIR: folder });
    const tensor = (name: string, datatype: string, data: unknown[]): Line => ({ name, datatype, shape: [2, 1], data });
    const inputs = [
      tensor('age', 'FP32', [30, null]),
      tensor('visits', 'INT64', [2, 3]),
      tensor('city', 'BYTES', ['rome', 'paris']),
    ];
    expect((await bundled.post('/v2/models/strike-damage/infer', { id: 'tensor 1', inputs })).status).toBe(200);
    const named = (await bundled.post('/predict', [{ ...row, age: 30 }])).body as Line[];
    await bundled.stop();
    server = null;
    const [first, second] = await linesOf(folder, 'predictions');
    expect(first).toMatchObject({ id: 'tensor 1:0', form: 'tensors', inputs: { age: 30, visits: 2, city: 'rome' }, ...named[0] });
    expect(second).toMatchObject({ id: 'tensor 1:1', inputs: { age: null, visits: 3, city: 'paris' } });
  });

  it('keeps values out of the log: left out, or as a keyed hash', async () => {
    const env = { DRYDOCK_LOG_DIR: folder, DRYDOCK_LOG_REDACT: 'age', DRYDOCK_LOG_HASH: 'city', DRYDOCK_LOG_HASH_KEY: 'k' };
    const bundled = await start(env);
    await bundled.post('/predict', [row, { ...row, city: 'paris' }, row, { ...row, city: null }]);
    await bundled.stop();
    server = null;
    const lines = await linesOf(folder, 'predictions');
    expect(lines.every(({ hashed, redacted }) => String(hashed) === 'city' && String(redacted) === 'age')).toBe(true);
    const cities = lines.map(({ inputs }) => inputs as Line);
    expect(cities.every((inputs) => !('age' in inputs))).toBe(true);
    const [rome, paris, again, none] = cities.map(({ city }) => city);
    expect(rome).toMatch(/^[0-9a-f]{16}$/);
    expect(again).toBe(rome);
    expect(paris).not.toBe(rome);
    expect(none).toBeNull();
    await expect(start({ ...env, DRYDOCK_LOG_REDACT: 'aeg' })).rejects.toThrow(/aeg/);
    await expect(start({ ...env, DRYDOCK_LOG_REDACT: 'mail', DRYDOCK_LOG_ID: 'mail' })).rejects.toThrow(
      /DRYDOCK_LOG_ID names it/,
    );
  });

  it('takes labels by id, leaves those of rows that are not sampled, and refuses others', async () => {
    const bundled = await start({ DRYDOCK_LOG_DIR: folder, DRYDOCK_LOG_SAMPLE: '0.5', DRYDOCK_LOG_ID: 'order' });
    const orders = Array.from({ length: 40 }, (_, i) => `o${i}`);
    await bundled.post(
      '/predict',
      orders.map((order) => ({ ...row, order })),
    );
    const labels = orders.map((id) => ({ id, label: 'yes' }));
    const answer = await bundled.post('/v2/models/strike-damage/feedback', labels);
    expect([answer.status, answer.body]).toEqual([202, { accepted: 40 }]);
    expect((await bundled.post('/feedback', { id: 'o1', label: 'no' })).status).toBe(202);
    for (const [body, message] of [
      [{ id: 'a', label: 'maybe' }, /no class of the model \(no, yes\)/],
      [{ id: 'a' }, /is missing/],
      [{ id: '', label: 'yes' }, /id of label 1/],
      [[{ id: 'a', label: 'yes' }, 7], /Label 2 is not an object/],
      ['{', /not valid JSON/],
    ] as const) {
      const refused = await bundled.post('/feedback', body);
      expect(refused.status).toBe(400);
      expect((refused.body as { error: string }).error).toMatch(message);
    }
    expect((await bundled.post('/v2/models/other/feedback', [])).status).toBe(404);
    expect((await bundled.get('/feedback')).status).toBe(405);
    await until(async () => /kind="feedback"} [1-9]/.test((await bundled.get('/metrics')).text));
    await bundled.stop();
    server = null;
    const logged = (await linesOf(folder, 'predictions')).map(({ id }) => id);
    expect(logged).toEqual(orders.filter((id) => isSampled(id, 0.5)));
    const feedback = await linesOf(folder, 'feedback');
    expect(feedback.slice(0, logged.length).map(({ id }) => id)).toEqual(logged);
    expect(feedback[0]).toMatchObject({ label: 'yes', model: 'strike-damage', run: run.folder.id });
  });

  it('logs nothing and takes no labels unless it is told to', async () => {
    const bundled = await start({});
    const answer = await bundled.post('/predict', [row]);
    expect(answer.headers.get('x-request-id')).toBeNull();
    expect((await bundled.post('/feedback', { id: 'a', label: 'yes' })).status).toBe(409);
    expect((await bundled.get('/metrics')).text).not.toContain('drydock_log');
  });
});
