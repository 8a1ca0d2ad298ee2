// Ten thousand requests, each malformed in a way that a seed has drawn: each is refused with a message, and none costs the server anything.
import { Agent, request } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Random } from '../../../app/base/random.ts';
import { perColumn } from '../../support/tinyModels.ts';
import { columnRows, exportableRun, type ExportableRun } from '../../app/bundle/support/exportedBundle.ts';
import { installed, startServer, type RunningServer } from '../../app/bundle/support/runningServer.ts';

const count = 10_000;
let run: ExportableRun;
let server: RunningServer;
beforeAll(async () => {
  run = await exportableRun({ model: perColumn(), sql: columnRows, roles: { target: 'label', time: 'at' } });
  const folder = await installed(run);
  server = await startServer(folder, { LOG_LEVEL: 'info', MAX_ROWS: '100' });
}, 60_000);
afterAll(async () => {
  await server.stop();
  await run.remove();
});

interface Malformed {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Buffer;
}

const infer = '/v2/models/strike-damage/infer';
const json = { 'Content-Type': 'application/json' };
const of = (path: string, body: unknown, headers: Record<string, string> = json): Malformed => ({
  method: 'POST',
  path,
  headers,
  body: Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
});

function pick<T>(random: Random, items: readonly T[]): T {
  return items[random.integer(items.length)] as T;
}

/** Text that no field of the protocol takes for its own. */
function strangeText(random: Random): string {
  return Array.from({ length: 1 + random.integer(12) }, () => String.fromCodePoint(32 + random.integer(0x2000))).join('');
}

const rowOf = (random: Random): Record<string, unknown> => ({ age: random.integer(90), visits: random.integer(9), city: 'rome' });
const goodRows = (random: Random): Record<string, unknown>[] =>
  Array.from({ length: 1 + random.integer(3) }, () => rowOf(random));

function tensors(random: Random): Record<string, unknown>[] {
  const rows = goodRows(random);
  const tensor = (name: string, datatype: string): Record<string, unknown> => ({
    name,
    datatype,
    shape: [rows.length, 1],
    data: rows.map((row) => row[name]),
  });
  return [tensor('age', 'FP32'), tensor('visits', 'INT64'), tensor('city', 'BYTES')];
}

/** One tensor changed for the worse. */
function spoilt(random: Random, change: (tensor: Record<string, unknown>) => Record<string, unknown>): Malformed {
  const inputs = tensors(random);
  const at = random.integer(inputs.length);
  inputs[at] = { ...inputs[at], ...change(inputs[at] as Record<string, unknown>) };
  return of(infer, { inputs });
}

const ways: ((random: Random) => Malformed)[] = [
  // Cut off, garbled, or no text at all.
  (random) => {
    const [path, body] = pick(random, [
      ['/predict', JSON.stringify(goodRows(random))],
      [infer, JSON.stringify({ inputs: tensors(random) })],
    ] as const);
    return of(path, body.slice(0, random.integer(body.length)));
  },
  (random) =>
    of(pick(random, ['/predict', infer]), `${pick(random, [']', '}', '{]', '[,', '"', 'NaN', "{'a':1}"])}${strangeText(random)}`),
  (random) =>
    of(pick(random, ['/predict', infer]), Buffer.from([0xff, ...Array.from({ length: 20 }, () => random.integer(256))])),
  (random) => of(pick(random, ['/predict', infer]), `${'['.repeat(1 + random.integer(3000))}`),
  // Not the form.
  (random) =>
    of(
      '/predict',
      pick(random, [null, 1, 'x', true, {}, { rows: 1 }, { columns: 'a' }, { columns: [], data: [] }, [], [1], [[]], [null]]),
    ),
  (random) =>
    of(infer, pick(random, [null, 1, 'x', [], {}, { inputs: {} }, { inputs: [] }, { inputs: [null] }, { inputs: [[]] }])),
  // Rows with something wrong in them.
  (random) => {
    const rows = goodRows(random);
    const [column] = [pick(random, ['age', 'visits', 'city'])];
    const bad = pick(random, [rows.length - 1, 0]);
    delete rows[bad]?.[column];
    return of('/predict', rows);
  },
  (random) => {
    const rows = goodRows(random);
    const wrong = { age: ['30', true, [], {}, 1e39], visits: ['2', 1.5, false, [1], 2 ** 60], city: [1, true, [], {}] };
    const column = pick(random, ['age', 'visits', 'city'] as const);
    rows[random.integer(rows.length)] = { ...rowOf(random), [column]: pick<unknown>(random, wrong[column]) };
    return of('/predict', rows);
  },
  (random) =>
    of(
      '/predict',
      Array.from({ length: 101 + random.integer(50) }, () => rowOf(random)),
    ),
  (random) =>
    of('/predict', {
      columns: ['age', 'visits', 'city'],
      data: [Array.from({ length: pick(random, [0, 1, 2, 4, 9]) }, () => 1)],
    }),
  (random) =>
    of(
      '/predict',
      pick(random, [
        '',
        'age,visits\n1,2',
        'age,age,visits,city\n1,1,1,x',
        'age,visits,city\n1,2',
        'age,visits,city\n"1,2,x',
        'age,visits,city\nx,2,y',
        'age,visits,city\n',
      ]),
      { 'Content-Type': 'text/csv' },
    ),
  // Tensors with something wrong about them.
  (random) => spoilt(random, () => ({ name: strangeText(random) })),
  (random) => spoilt(random, () => ({ datatype: pick(random, ['FLOAT', 'fp32', 'UINT8', '', 1, null]) })),
  (random) =>
    spoilt(random, () => ({
      shape: pick(random, [[], [0, 1], [-1, 1], [1.5, 1], [1], [1, 1, 1], [1, 2], 'x', null, [1e12, 1], ['1', 1]]),
    })),
  (random) =>
    spoilt(random, ({ data }) => ({
      data: pick<unknown>(random, [[], [...(data as unknown[]), 1], {}, 'x', null, [[[1]]], [{}]]),
    })),
  (random) =>
    spoilt(random, () => ({
      data: undefined,
      parameters: pick<unknown>(random, [3, 'x', { binary_data_size: -1 }, { binary_data_size: 'x' }, { binary_data_size: 7 }]),
    })),
  (random) =>
    of(infer, {
      inputs: tensors(random),
      outputs: pick<unknown>(random, [
        3,
        'x',
        [1],
        [{}],
        [{ name: strangeText(random) }],
        [{ name: 'label' }, { name: 'label' }],
      ]),
    }),
  (random) => of(infer, { inputs: tensors(random), id: pick<unknown>(random, [1, {}, [], true]) }),
  (random) =>
    of(
      infer,
      { inputs: tensors(random) },
      { 'Inference-Header-Content-Length': pick(random, ['-1', 'x', '1e9', '99999', '1.5', '0', '3']) },
    ),
  // Not where it belongs, or not as it is read.
  (random) => of(`/${encodeURIComponent(strangeText(random))}`, '{}'),
  (random) => of(`/v2/models/${encodeURIComponent(strangeText(random))}/infer`, '{}'),
  (random) => of(`/v2/models/strike-damage/versions/${2 + random.integer(90)}/infer`, '{}'),
  (random) => ({
    ...of(pick(random, ['/predict', infer, '/metrics', '/v2/health/ready', '/docs']), ''),
    method: pick(random, ['PUT', 'DELETE', 'PATCH']),
  }),
  (random) =>
    of('/predict', goodRows(random), {
      'Content-Type': pick(random, ['text/plain', 'application/xml', 'multipart/form-data', 'application/x-www-form-urlencoded']),
    }),
  (random) => of('/predict', goodRows(random), { ...json, 'Content-Encoding': pick(random, ['gzip', 'br', 'x']) }),
  (random) => of(pick(random, ['/feedback', '/v2/models/strike-damage/feedback']), pick(random, [[], { id: 1 }, 'x', null])),
];

const agent = new Agent({ keepAlive: true, maxSockets: 16 });

function send({ method, path, headers, body }: Malformed): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { port: server.port, host: '127.0.0.1', method, path, agent, headers: { ...headers, 'Content-Length': body.length } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
      },
    );
    // A refused body is not read to its end, and its connection closed: sending may fail after the answer has come.
    sent.on('error', reject);
    sent.end(body);
  });
}

it(`refuses ${count.toLocaleString('en')} malformed requests, each with a message`, async () => {
  const random = new Random(20260101);
  const problems: unknown[] = [];
  const messages = new Set<string>();
  let sent = 0;
  const client = async (): Promise<void> => {
    while (sent < count) {
      const way = sent++ % ways.length;
      const malformed = (ways[way] as (typeof ways)[number])(random);
      const { status, text } = await send(malformed).catch((error: unknown) => ({ status: 0, text: String(error) }));
      let error: unknown;
      try {
        error = (JSON.parse(text) as { error: unknown }).error;
      } catch {
        error = null;
      }
      const isClear =
        typeof error === 'string' && error.length > 10 && !/node_modules|\.mjs:|\n +at |undefined|\[object/.test(error);
      if (status < 400 || status >= 500 || !isClear)
        problems.push({ way, status, text: text.slice(0, 300), body: malformed.body.toString().slice(0, 300) });
      else messages.add(error as string);
    }
  };
  await Promise.all(Array.from({ length: 16 }, client));
  agent.destroy();
  expect(problems.slice(0, 5)).toEqual([]);
  // They say what is wrong, rather than that something is.
  expect(messages.size).toBeGreaterThan(60);
  const metrics = (await server.get('/metrics')).text;
  expect(metrics).toMatch(/^drydock_inference_restarts_total 0$/m);
  expect(metrics).not.toMatch(/^drydock_requests_total\{.*status="5/m);
  expect(server.log.filter((line) => line['level'] === 'error')).toEqual([]);
  expect((await server.post('/predict', [{ age: 30, visits: 2, city: 'rome' }])).status).toBe(200);
}, 120_000);
