import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../../app/base/random.ts';
import { readSettings } from '../../../main/server/settings.ts';
import { perColumn } from '../../support/tinyModels.ts';
import { columnRows, exportableRun, type ExportableRun } from '../../app/bundle/support/exportedBundle.ts';
import { installed, startServer, type RunningServer } from '../../app/bundle/support/runningServer.ts';

let run: ExportableRun;
let together: RunningServer;
let alone: RunningServer;
let inside: RunningServer;
let folder: string;

beforeAll(async () => {
  run = await exportableRun({ model: perColumn(), sql: columnRows, roles: { target: 'label', time: 'at' } });
  folder = await installed(run);
  together = await startServer(folder, { WORKERS: '2', THREADS: '1', MAX_QUEUE: '1000', MAX_BATCH_DELAY_MS: '2' });
  alone = await startServer(folder, { WORKERS: '1', THREADS: '1', MAX_BATCH_ROWS: '1' });
  inside = await startServer(folder, { ISOLATION: 'none', MAX_QUEUE: '1000' });
});
afterAll(async () => {
  await together.stop();
  await alone.stop();
  await inside.stop();
  await run.remove();
});

interface Sent {
  path: string;
  body: unknown;
  /** Whether it must be refused. */
  isBad: boolean;
}

/** Of both kinds, one to five rows, with holes, strangers and now and then a mistake. */
function randomRequest(random: Random, index: number): Sent {
  const rows = Array.from({ length: 1 + random.integer(5) }, () => ({
    age: random.integer(8) === 0 ? null : Math.round(100 * random.uniform()) / 2,
    visits: random.integer(5),
    city: ['berlin', 'paris', 'rome', 'oslo', null][random.integer(5)],
  }));
  const isBad = random.integer(15) === 0;
  if (random.integer(2) === 0) {
    const [first, ...others] = rows;
    return { path: '/predict', body: isBad ? [...others, { ...first, age: 'old' }] : rows, isBad };
  }
  const column = (name: 'age' | 'visits' | 'city', datatype: string): object => ({
    name,
    datatype,
    shape: [rows.length, 1],
    data: rows.map((row) => row[name]),
  });
  const inputs = [column('age', 'FP32'), column('visits', 'INT64'), column('city', isBad ? 'FP32' : 'BYTES')];
  return { path: '/v2/models/strike-damage/infer', body: { id: String(index), inputs }, isBad };
}

describe('requests that run together', () => {
  it('get the very answers they get alone, each its own, in processes of their own and in the one of the server', async () => {
    const random = new Random(11);
    const requests = Array.from({ length: 400 }, (_, index) => randomRequest(random, index));
    const answers = await Promise.all(requests.map(({ path, body }) => together.post(path, body)));
    const answersInside = await Promise.all(requests.map(({ path, body }) => inside.post(path, body)));
    for (const [index, { path, body, isBad }] of requests.entries()) {
      const expected = await alone.post(path, body);
      expect(expected.status).toBe(isBad ? 400 : 200);
      for (const of of [answers, answersInside]) {
        expect({ status: of[index]?.status, body: of[index]?.body }).toEqual({ status: expected.status, body: expected.body });
      }
    }
    const figure = async (server: RunningServer, name: string): Promise<number> =>
      Number(new RegExp(`^${name} (\\S+)`, 'm').exec((await server.get('/metrics')).text)?.[1]);
    // They did run together, and here they did not.
    const good = requests.filter(({ isBad }) => !isBad).length;
    expect(await figure(together, 'drydock_batch_requests_sum')).toBe(good);
    expect(await figure(together, 'drydock_batch_requests_count')).toBeLessThan(good / 2);
    expect(await figure(inside, 'drydock_batch_requests_sum')).toBe(good);
    expect(await figure(inside, 'drydock_workers_ready')).toBe(1);
    expect(await figure(alone, 'drydock_batch_requests_count')).toBe(good);
    expect(await figure(together, 'drydock_workers_ready')).toBe(2);
  }, 60_000);
});

describe('inference in the process of the server', () => {
  it('is said in the log, and answers what is under way before it ends', async () => {
    const server = await startServer(folder, { ISOLATION: 'none' });
    expect(await server.event('ready')).toMatchObject({ isolation: 'none', workers: 1 });
    const underWay = Array.from({ length: 20 }, () => server.post('/predict', [{ age: 30, visits: 1, city: 'rome' }]));
    await expect.poll(async () => (await server.get('/metrics')).text).toMatch(/drydock_rows_total\{.*\} [1-9]/);
    expect(await server.stop()).toEqual({ code: 0, signal: null });
    expect((await Promise.all(underWay)).map(({ status }) => status)).toEqual(Array(20).fill(200));
  });

  it.each([
    [{ ISOLATION: 'none', WORKERS: '2' }, "WORKERS is 2, but with ISOLATION=none there is the server's own process only."],
    [{ ISOLATION: 'thread' }, 'ISOLATION is "thread".'],
  ])('is refused where settings contradict: %j', (env, message) => {
    expect(() => readSettings(env, '/bundle/server/server.mjs')).toThrow(message);
  });
});
