import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../../app/base/random.ts';
import { perColumn } from '../../support/tinyModels.ts';
import { columnRows, exportableRun, type ExportableRun } from '../../app/bundle/support/exportedBundle.ts';
import { installed, startServer, type RunningServer } from '../../app/bundle/support/runningServer.ts';

let run: ExportableRun;
let together: RunningServer;
let alone: RunningServer;

beforeAll(async () => {
  run = await exportableRun({ model: perColumn(), sql: columnRows, roles: { target: 'label', time: 'at' } });
  const folder = await installed(run);
  together = await startServer(folder, { WORKERS: '2', THREADS: '1', MAX_QUEUE: '1000', MAX_BATCH_DELAY_MS: '2' });
  alone = await startServer(folder, { WORKERS: '1', THREADS: '1', MAX_BATCH_ROWS: '1' });
});
afterAll(async () => {
  await together.stop();
  await alone.stop();
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
  it('get the very answers they get alone, each its own', async () => {
    const random = new Random(11);
    const requests = Array.from({ length: 400 }, (_, index) => randomRequest(random, index));
    const answers = await Promise.all(requests.map(({ path, body }) => together.post(path, body)));
    for (const [index, { path, body, isBad }] of requests.entries()) {
      const expected = await alone.post(path, body);
      expect(expected.status).toBe(isBad ? 400 : 200);
      expect({ status: answers[index]?.status, body: answers[index]?.body }).toEqual({
        status: expected.status,
        body: expected.body,
      });
    }
    const figure = async (server: RunningServer, name: string): Promise<number> =>
      Number(new RegExp(`^${name} (\\S+)`, 'm').exec((await server.get('/metrics')).text)?.[1]);
    // They did run together, and here they did not.
    const good = requests.filter(({ isBad }) => !isBad).length;
    expect(await figure(together, 'drydock_batch_requests_sum')).toBe(good);
    expect(await figure(together, 'drydock_batch_requests_count')).toBeLessThan(good / 2);
    expect(await figure(alone, 'drydock_batch_requests_count')).toBe(good);
    expect(await figure(together, 'drydock_workers_ready')).toBe(2);
  }, 60_000);
});
