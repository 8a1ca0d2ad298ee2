// Load while inference processes are killed at random. Some seconds here; `npm run bench:server` does it for minutes.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Random } from '../../../app/base/random.ts';
import { parseExposition } from '../../../app/monitor/serverFigures.ts';
import { perColumn, sigmoid } from '../../support/tinyModels.ts';
import { columnRows, exportableRun, type ExportableRun } from '../../app/bundle/support/exportedBundle.ts';
import { installed, startServer, type RunningServer } from '../../app/bundle/support/runningServer.ts';

const seconds = Number(process.env['DRYDOCK_FIRE_SECONDS'] ?? 8);
const clients = 8;

let run: ExportableRun;
let server: RunningServer;
beforeAll(async () => {
  run = await exportableRun({ model: perColumn(), sql: columnRows, roles: { target: 'label', time: 'at' } });
  const folder = await installed(run);
  server = await startServer(folder, { WORKERS: '2', THREADS: '1', LOG_LEVEL: 'info', MAX_QUEUE: '1000' });
}, 60_000);
afterAll(async () => {
  await server.stop();
  await run.remove();
});

interface Tally {
  answered: number;
  wrong: unknown[];
  refused: unknown[];
  ms: number[];
}

const cities: Record<string, number> = { berlin: 1, paris: -1, rome: 0.5, oslo: 0 };

/** One request of either kind after the other, each answer worked out by hand. */
async function client(seed: number, until: number, tally: Tally): Promise<void> {
  const random = new Random(seed);
  while (performance.now() < until) {
    const rows = Array.from({ length: 1 + random.integer(4) }, () => ({
      age: random.integer(90),
      visits: random.integer(5),
      city: Object.keys(cities)[random.integer(4)] as string,
    }));
    const expected = rows.map((row) => sigmoid(0.1 * (row.age - 40) + 0.5 * row.visits + (cities[row.city] ?? 0)));
    const column = (name: 'age' | 'visits' | 'city', datatype: string): object => ({
      name,
      datatype,
      shape: [rows.length, 1],
      data: rows.map((row) => row[name]),
    });
    const isNamed = random.integer(2) === 0;
    const startedAt = performance.now();
    const answer = isNamed
      ? await server.post('/predict', rows)
      : await server.post('/v2/models/strike-damage/infer', {
          inputs: [column('age', 'FP32'), column('visits', 'INT64'), column('city', 'BYTES')],
          outputs: [{ name: 'probabilities' }],
        });
    tally.ms.push(performance.now() - startedAt);
    if (answer.status !== 200) {
      tally.refused.push(answer.body);
      continue;
    }
    const got = isNamed
      ? (answer.body as { scores: { yes: number } }[]).map(({ scores }) => scores.yes)
      : (answer.body as { outputs: { data: number[] }[] }).outputs[0]?.data.filter((_, index) => index % 2 === 1);
    tally.answered += 1;
    const isRight = got?.length === expected.length && expected.every((p, index) => Math.abs(p - (got[index] ?? NaN)) < 1e-6);
    if (!isRight) tally.wrong.push({ rows, expected, got });
  }
}

/** Every process that ever said that it is ready, the latest last. */
function inferencePids(): number[] {
  return server.log.flatMap((line) => (typeof line['inferencePid'] === 'number' ? [line['inferencePid']] : []));
}

async function killer(until: number): Promise<number> {
  const random = new Random(99);
  let kills = 0;
  while (performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 300 + random.integer(900)));
    const pids = inferencePids().slice(-2);
    try {
      process.kill(pids[random.integer(pids.length)] as number, 'SIGKILL');
      kills += 1;
    } catch {
      // It was killed before, and is not ready again.
    }
  }
  return kills;
}

async function memory(): Promise<number> {
  const samples = parseExposition((await server.get('/metrics')).text);
  return samples.find(({ name }) => name === 'process_resident_memory_bytes')?.value ?? NaN;
}

it(
  'answers every request, and rightly, while its processes are killed',
  async () => {
    const tally: Tally = { answered: 0, wrong: [], refused: [], ms: [] };
    const until = performance.now() + 1000 * seconds;
    const killing = killer(until - 1000);
    const sending = Array.from({ length: clients }, (_, index) => client(index + 1, until, tally));
    await new Promise((resolve) => setTimeout(resolve, 500 * seconds));
    const halfway = await memory();
    await Promise.all(sending);
    const kills = await killing;
    const end = await memory();
    const sorted = tally.ms.sort((a, b) => a - b);
    const at = (share: number): string => `${(sorted[Math.floor(share * (sorted.length - 1))] ?? NaN).toFixed(1)} ms`;
    if (process.env['DRYDOCK_FIRE_SECONDS'] !== undefined) {
      console.log(
        `${seconds} s, ${clients} clients: ${tally.answered} requests answered (${Math.round(tally.answered / seconds)} a second), ` +
          `${tally.wrong.length} wrong, ${tally.refused.length} refused, ${kills} processes killed; ` +
          `p50 ${at(0.5)}, p99 ${at(0.99)}, longest ${at(1)}; ` +
          `memory ${(halfway / 1e6).toFixed(0)} MB halfway, ${(end / 1e6).toFixed(0)} MB at the end`,
      );
    }
    expect(tally.wrong).toEqual([]);
    expect(tally.refused).toEqual([]);
    expect(kills).toBeGreaterThan(seconds / 4);
    expect(tally.answered).toBeGreaterThan(20 * seconds);
    expect(end).toBeLessThan(Math.max(1.5 * halfway, 300e6));
    const restarts = parseExposition((await server.get('/metrics')).text).find(
      ({ name }) => name === 'drydock_inference_restarts_total',
    );
    expect(restarts?.value).toBeGreaterThan(0);
  },
  1000 * seconds + 60_000,
);
