import { mkdir, rm, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { perColumn, sigmoid } from '../../support/tinyModels.ts';
import { columnRows, exportableRun, type ExportableRun } from '../../app/bundle/support/exportedBundle.ts';
import { installBundle, installed, startServer, type RunningServer } from '../../app/bundle/support/runningServer.ts';

let run: ExportableRun;
let folder: string;
let server: RunningServer;

beforeAll(async () => {
  run = await exportableRun({ model: perColumn(), sql: columnRows, roles: { target: 'label', time: 'at' } });
  folder = await installed(run);
  server = await startServer(folder, { MAX_ROWS: '100', MAX_BODY_BYTES: '20000', RECEIVE_TIMEOUT_MS: '600' });
});
afterAll(async () => {
  await server.stop();
  await run.remove();
});

const infer = '/v2/models/strike-damage/infer';
const row = { age: 30, visits: 2, city: 'rome' };
/** By hand: p(yes) = sigmoid(0.1 (age - 40) + 0.5 visits + 0.5 for rome). */
const yes = sigmoid(0.1 * (30 - 40) + 0.5 * 2 + 0.5);
/** What the validation put in place of a missing age: the median of the column. */
const filledAge = 50;

function tensors(overrides: Record<string, unknown>[] = []): unknown {
  const inputs: Record<string, unknown>[] = [
    { name: 'age', datatype: 'FP32', shape: [1, 1], data: [30] },
    { name: 'visits', datatype: 'INT64', shape: [1, 1], data: [2] },
    { name: 'city', datatype: 'BYTES', shape: [1, 1], data: ['rome'] },
  ];
  for (const [index, override] of overrides.entries()) Object.assign(inputs[index]!, override);
  return { id: 'a', inputs };
}

interface Prediction {
  prediction: string;
  scores: Record<string, number>;
}
const firstOf = (answer: { body: unknown }): Prediction => (answer.body as Prediction[])[0]!;

describe('POST /predict', () => {
  it('answers named rows with the class and its probabilities', async () => {
    const answer = await server.post('/predict', [row]);
    expect(answer.status).toBe(200);
    expect(firstOf(answer).prediction).toBe('yes');
    expect(firstOf(answer).scores['yes']).toBeCloseTo(yes, 6);
    expect(firstOf(answer).scores['no']).toBeCloseTo(1 - yes, 6);
  });

  it.each([
    ['{"rows": […]}', { rows: [row] }, 'application/json'],
    ['{"columns", "data"}', { columns: ['city', 'age', 'visits'], data: [['rome', 30, 2]] }, 'application/json; charset=utf-8'],
    ['CSV', 'city,visits,extra,age\r\n"rome",2,"a,""b",30\r\n', 'text/csv'],
  ])('takes %s as well', async (_, body, type) => {
    const answer = await server.post('/predict', body, { 'Content-Type': type });
    expect(answer.status).toBe(200);
    expect(firstOf(answer).scores['yes']).toBeCloseTo(yes, 6);
  });

  it('treats null and an empty cell by the validated policy', async () => {
    const expected = sigmoid(0.1 * (filledAge - 40) + 0.5 * 2 + 0.5);
    const json = await server.post('/predict', [{ ...row, age: null }]);
    const csv = await server.post('/predict', 'age,visits,city\n,2,rome\n', { 'Content-Type': 'text/csv' });
    expect(firstOf(json).scores['yes']).toBeCloseTo(expected, 6);
    expect(firstOf(csv).scores['yes']).toBeCloseTo(expected, 6);
  });

  it.each([
    ['text for a number', [{ ...row, age: '30' }], /Row 1: "age" takes a number/],
    [
      'a fraction for an integer',
      [row, { ...row, visits: 52.5 }],
      /Row 2: "visits" takes a whole number \(int64\), but got 52.5/,
    ],
    ['a number beyond float32', [{ ...row, age: 1e39 }], /Row 1: "age" takes a number that float32 can hold, but got 1e\+39/],
    ['a number beyond every type', '[{"age": 1e400, "visits": 2, "city": "rome"}]', /Row 1: "age" .* Infinity/],
    ['true for a number', [{ ...row, age: true }], /Row 1: "age" takes a number, but got true/],
    ['a column left out', [{ age: 30, visits: 2 }], /Row 1 has no column "city"/],
    ['a row that is no object', [[1, 2, 3]], /Row 1 is not an object/],
    ['no rows', [], /no rows/],
    ['an object of neither form', { age: 30 }, /neither "rows" nor "columns"/],
    ['names of built-in properties', [{ __proto__: 1, constructor: 2 }], /has no column "age"/],
    ['a repeated column', { columns: ['age', 'age'], data: [[1, 2]] }, /twice/],
    ['ragged rows', { columns: ['age', 'visits', 'city'], data: [[1]] }, /Row 1/],
  ])('refuses %s', async (_, body, message) => {
    const answer = await server.post('/predict', body);
    expect(answer.status).toBe(400);
    expect((answer.body as { error: string }).error).toMatch(message);
  });
});

describe('the Open Inference Protocol', () => {
  it('describes server and model, with and without version', async () => {
    expect(JSON.parse((await server.get('/v2')).text)).toMatchObject({ name: 'drydock', extensions: ['binary_tensor_data'] });
    const metadata = {
      name: 'strike-damage',
      versions: ['1'],
      platform: 'onnx_onnxv1',
      inputs: [
        { name: 'age', datatype: 'FP32', shape: [-1, 1] },
        { name: 'visits', datatype: 'INT64', shape: [-1, 1] },
        { name: 'city', datatype: 'BYTES', shape: [-1, 1] },
      ],
      outputs: [
        { name: 'label', datatype: 'BYTES', shape: [-1] },
        { name: 'probabilities', datatype: 'FP32', shape: [-1, 2] },
      ],
    };
    expect(JSON.parse((await server.get('/v2/models/strike-damage')).text)).toEqual(metadata);
    expect(JSON.parse((await server.get('/v2/models/strike-damage/versions/1')).text)).toEqual(metadata);
    for (const path of [
      '/v2/health/live',
      '/v2/health/ready',
      '/v2/models/strike-damage/ready',
      '/v2/models/strike-damage/versions/1/ready',
    ]) {
      expect((await server.get(path)).status).toBe(200);
    }
  });

  it('infers from flat and nested data and gives the id back', async () => {
    for (const path of [infer, '/v2/models/strike-damage/versions/1/infer']) {
      const answer = await server.post(path, tensors([{ data: [[30]] }]));
      expect(answer.status).toBe(200);
      expect(answer.body).toMatchObject({ model_name: 'strike-damage', model_version: '1', id: 'a' });
      const [label, probabilities] = (
        answer.body as { outputs: { name: string; datatype: string; shape: number[]; data: number[] }[] }
      ).outputs;
      expect(label).toEqual({ name: 'label', datatype: 'BYTES', shape: [1], data: ['yes'] });
      expect(probabilities).toMatchObject({ name: 'probabilities', datatype: 'FP32', shape: [1, 2] });
      expect(probabilities!.data[1]).toBeCloseTo(yes, 6);
    }
  });

  it('gives only the outputs that are asked for', async () => {
    const answer = await server.post(infer, { ...(tensors() as object), outputs: [{ name: 'label' }] });
    expect((answer.body as { outputs: unknown[] }).outputs).toEqual([
      { name: 'label', datatype: 'BYTES', shape: [1], data: ['yes'] },
    ]);
  });

  it('treats null as missing, by the validated policy', async () => {
    const answer = await server.post(infer, tensors([{ data: [null] }]));
    const outputs = (answer.body as { outputs: { data: number[] }[] }).outputs;
    expect(outputs[1]!.data[1]).toBeCloseTo(sigmoid(0.1 * (filledAge - 40) + 0.5 * 2 + 0.5), 6);
  });

  it('speaks the binary tensor extension both ways', async () => {
    const age = Buffer.alloc(8);
    age.writeFloatLE(30, 0);
    age.writeFloatLE(NaN, 4);
    const visits = Buffer.alloc(16);
    visits.writeBigInt64LE(2n, 0);
    visits.writeBigInt64LE(2n, 8);
    const city = Buffer.concat(['rome', 'rome'].flatMap((text) => [Buffer.from([text.length, 0, 0, 0]), Buffer.from(text)]));
    const json = Buffer.from(
      JSON.stringify({
        parameters: { binary_data_output: true },
        inputs: [
          { name: 'age', datatype: 'FP32', shape: [2, 1], parameters: { binary_data_size: age.length } },
          { name: 'visits', datatype: 'INT64', shape: [2, 1], parameters: { binary_data_size: visits.length } },
          { name: 'city', datatype: 'BYTES', shape: [2, 1], parameters: { binary_data_size: city.length } },
        ],
        outputs: [{ name: 'label' }, { name: 'probabilities' }],
      }),
    );
    const response = await fetch(`${server.url}${infer}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/octet-stream', 'Inference-Header-Content-Length': String(json.length) },
      body: Buffer.concat([json, age, visits, city]),
    });
    expect(response.status).toBe(200);
    const bytes = Buffer.from(await response.arrayBuffer());
    const head = Number(response.headers.get('inference-header-content-length'));
    const answer = JSON.parse(bytes.toString('utf8', 0, head)) as { outputs: { parameters: { binary_data_size: number } }[] };
    expect(answer.outputs.map((output) => output.parameters.binary_data_size)).toEqual([14, 16]);
    expect(bytes.subarray(head, head + 14).toString('latin1')).toBe('\x03\0\0\0yes\x03\0\0\0yes');
    expect(bytes.readFloatLE(head + 14 + 4)).toBeCloseTo(yes, 6);
    expect(bytes.readFloatLE(head + 14 + 12)).toBeCloseTo(sigmoid(0.1 * (filledAge - 40) + 1.5), 6);
  });

  it.each([
    ['another datatype', tensors([{ datatype: 'FP64' }]), /"age" takes FP32, got "FP64"/],
    ['a wrong shape', tensors([{ shape: [1] }]), /shape must be \[rows, 1\]/],
    ['a shape of a billion rows', tensors([{ shape: [1e9, 1] }]), /rows/],
    ['a negative shape', tensors([{ shape: [-1, 1] }]), /shape must be/],
    ['too few elements', tensors([{ shape: [2, 1] }]), /element|rows/],
    ['text in numbers', tensors([{ data: ['30'] }]), /age/],
    [
      'a number beyond float32',
      tensors([{ data: [1e39] }]),
      /"age": element 0 \(row 1, "age"\) is 1e\+39, but float32 takes numbers from/,
    ],
    [
      'a number beyond every type',
      JSON.stringify(tensors([{ data: [30] }])).replace('[30]', '[1e400]'),
      /row 1, "age"\) is Infinity/,
    ],
    ['true for a number', tensors([{ data: [true] }]), /"age" takes float32 values, but row 1, element 1 is true/],
    ['a fraction for an integer', tensors([{}, { data: [52.5] }]), /row 1, "visits"\) is 52.5, but int64 takes whole numbers/],
    ['a number that lost digits', tensors([{}, { data: [2 ** 53] }]), /int64/],
    [
      'deep nesting',
      `{"inputs":[{"name":"age","datatype":"FP32","shape":[1,1],"data":${'['.repeat(5000)}${']'.repeat(5000)}}]}`,
      /row of "data"/,
    ],
    ['an unknown input', { inputs: [{ name: 'nope' }] }, /no input "nope"/],
    [
      'an input twice',
      { inputs: [...(tensors() as { inputs: unknown[] }).inputs, ...(tensors() as { inputs: unknown[] }).inputs] },
      /twice/,
    ],
    ['a missing input', { inputs: [] }, /missing/],
    ['an unknown output', { ...(tensors() as object), outputs: [{ name: 'x' }] }, /no output "x"/],
    ['an id that is no text', { ...(tensors() as object), id: 5 }, /"id"/],
    ['inputs that are no list', { inputs: { constructor: 1 } }, /"inputs"/],
    ['an array', [], /JSON object/],
    ['binary data that are not there', tensors([{ data: undefined, parameters: { binary_data_size: 4 } }]), /binary_data_size/],
  ])('refuses %s', async (_, body, message) => {
    const answer = await server.post(infer, body);
    expect([400, 413]).toContain(answer.status);
    expect((answer.body as { error: string }).error).toMatch(message);
  });
});

describe('hostile and clumsy requests', () => {
  it.each([
    ['broken JSON', '/predict', '{"a": NaN}', {}, 400, /not valid JSON/],
    ['an empty body', '/predict', '', {}, 400, /empty/],
    ['bytes that are not UTF-8', '/predict', new Uint8Array([0xff, 0xfe, 0x5b]), {}, 400, /UTF-8/],
    [
      'half a character',
      '/predict',
      '[{"age":1,"visits":2,"city":"ro\\ud800me"}]',
      {},
      400,
      /The text at \[0\]\["city"\] holds half a character/,
    ],
    [
      'half a character in a tensor',
      infer,
      '{"inputs":[{"name":"city","datatype":"BYTES","shape":[1,1],"data":["\\uDC00"]}]}',
      {},
      400,
      /The text at \["inputs"\]\[0\]\["data"\]\[0\] holds half/,
    ],
    ['too large a body', '/predict', `[${'1,'.repeat(20_000)}1]`, {}, 413, /larger than/],
    ['too many rows', '/predict', JSON.stringify(Array.from({ length: 101 }, () => row)), {}, 413, /100 at a time/],
    ['another content type', '/predict', 'a=b', { 'Content-Type': 'application/x-www-form-urlencoded' }, 415, /does not read/],
    ['a compressed body', '/predict', 'x', { 'Content-Encoding': 'gzip' }, 415, /Compressed/],
    ['a quote that is never closed', '/predict', 'age,visits,city\n1,2,"rome', { 'Content-Type': 'text/csv' }, 400, /quote/],
    ['a CSV without a column', '/predict', 'age,visits\n1,2', { 'Content-Type': 'text/csv' }, 400, /header has no column "city"/],
    [
      'a CSV with other delimiters',
      '/predict',
      '"age";visits;city\r\n1,5;2;rome',
      { 'Content-Type': 'text/csv' },
      400,
      /has semicolons between the cells/,
    ],
    ['a CSV of tabs', '/predict', 'age\tvisits\tcity\n1\t2\trome', { 'Content-Type': 'text/csv' }, 400, /has tabs between/],
    [
      'a CSV of old line ends',
      '/predict',
      'age,visits,city\r1,2,rome',
      { 'Content-Type': 'text/csv' },
      400,
      /carriage return alone/,
    ],
    ['an empty CSV', '/predict', '\n', { 'Content-Type': 'text/csv' }, 400, /body is empty/],
    [
      'tensors in bytes without the header that says where they begin',
      infer,
      Buffer.from('{"inputs":[{"name":"age","parameters":{"binary_data_size":4}}]}\u0000\u0000\u0000A', 'latin1'),
      { 'Content-Type': 'application/octet-stream' },
      400,
      /no Inference-Header-Content-Length/,
    ],
    [
      'an integer that JSON has lost digits of',
      '/predict',
      '[{"age":1,"visits":9007199254740993,"city":"rome"}]',
      {},
      400,
      /a whole number from -9007199254740991 to 9007199254740991 \(int64\)/,
    ],
    ['a header length beyond the body', infer, '{}', { 'Inference-Header-Content-Length': '99' }, 400, /larger than the body/],
    ['a header length that is no number', infer, '{}', { 'Inference-Header-Content-Length': 'x' }, 400, /size in bytes/],
    [
      'a raw request to a model of three inputs',
      infer,
      'abcd',
      { 'Inference-Header-Content-Length': '0' },
      400,
      /exactly one input/,
    ],
    ['another model', '/v2/models/other/infer', '{}', {}, 404, /no such model/],
    ['another version', '/v2/models/strike-damage/versions/2/infer', '{}', {}, 404, /no such model or version/],
    ['a path of built-in names', '/constructor', '{}', {}, 404, /nothing at this path/],
    ['a path that is not text', '/v2/models/%ff/infer', '{}', {}, 404, /no such model/],
    ['POST where there is nothing to post', '/metrics', '{}', {}, 405, /GET/],
  ])('answers %s with what is wrong', async (_, path, body, headers, status, message) => {
    const answer = await server.post(path, body, { 'Content-Type': 'application/json', ...headers });
    expect(answer.status).toBe(status);
    expect((answer.body as { error: string }).error).toMatch(message);
    expect(JSON.stringify(answer.body)).not.toMatch(/node_modules|\.ts:|\.mjs:|\\n +at /);
  });

  it('is heard by a client that is still sending what is refused', async () => {
    const own = await startServer(folder, { MAX_BODY_BYTES: '20000', API_KEY: 'open-sesame' });
    try {
      // Larger than what systems keep of a connection on both sides.
      const body = Buffer.alloc(32 << 20, 32);
      const sent = (headers: Record<string, string>): Promise<number | undefined> =>
        new Promise((resolve, reject) => {
          const asked = request({ port: own.port, method: 'POST', path: '/predict', headers }, (answer) => {
            answer.resume().on('end', () => resolve(answer.statusCode));
          });
          asked.on('error', reject).end(body);
        });
      const json = { 'Content-Type': 'application/json', 'Content-Length': String(body.length) };
      expect(await sent(json)).toBe(401);
      expect(await sent({ ...json, 'X-API-Key': 'open-sesame' })).toBe(413);
      // Not known to be too large until it has come so far.
      expect(await sent({ 'Transfer-Encoding': 'chunked', 'X-API-Key': 'open-sesame' })).toBe(413);
    } finally {
      await own.stop();
    }
  });

  it('lets nobody keep connections by sending nothing', async () => {
    const own = await startServer(folder, { MAX_CONNECTIONS: '20', RECEIVE_TIMEOUT_MS: '600' });
    // They never close their own side.
    const idle = Array.from({ length: 30 }, () => connect({ port: own.port, host: '127.0.0.1', allowHalfOpen: true }));
    for (const socket of idle) socket.on('error', () => undefined).resume();
    try {
      const row = { age: 30, visits: 2, city: 'rome' };
      await expect.poll(async () => (await own.post('/predict', [row])).status, { timeout: 20_000 }).toBe(200);
    } finally {
      for (const socket of idle) socket.destroy();
      await own.stop();
    }
  });

  it('ends a body that does not arrive, and lines that are not HTTP', async () => {
    const talk = (text: string): Promise<string> =>
      new Promise((resolve) => {
        const socket = connect(server.port, '127.0.0.1', () => socket.write(text));
        let got = '';
        socket.on('data', (chunk) => (got += chunk.toString()));
        socket.on('error', () => undefined);
        socket.on('close', () => resolve(got));
      });
    const slow = talk(
      'POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n[{"age"',
    );
    expect(await talk('NOT HTTP AT ALL\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /);
    // What Node would answer without a word.
    expect(await talk('GET /v2 HTTP/1.1\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1.1 400 [^]*no Host header/);
    expect(await talk('GET /v2 HTTP/1.1\r\nHost: x\r\nExpect: more\r\n\r\n')).toMatch(/^HTTP\/1.1 417 [^]*"error":/);
    expect(await talk(`GET /v2 HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1.1 431 [^]*larger than/,
    );
    expect(await talk('GET /v2/health/live HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1.1 200 /);
    expect(await slow).toMatch(/^HTTP\/1.1 408 /);
    await new Promise<void>((resolve) => {
      const socket = connect(server.port, '127.0.0.1', () => {
        socket.write('POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n[', () => socket.destroy());
      });
      socket.on('close', () => resolve());
    });
    const requests = (await server.get('/metrics')).text.split('\n').filter((line) => line.startsWith('drydock_requests_total'));
    const isCounted = (route: string, status: number): boolean =>
      requests.some((line) => line.includes(`route="${route}"`) && line.includes(`status="${String(status)}"`));
    expect([isCounted('predict', 408), isCounted('unknown', 400), isCounted('predict', 500)]).toEqual([true, true, false]);
    const logged = () => server.log.filter((line) => line['route'] === 'predict').map((line) => [line['level'], line['status']]);
    await expect.poll(logged).toContainEqual(['info', 499]);
    expect(logged()).toContainEqual(['info', 408]);
    expect(logged().filter(([level]) => level === 'error')).toEqual([]);
    expect(server.log.map((line) => line['event'])).not.toContain('request failed');
    expect((await server.get('/v2/health/ready')).status).toBe(200);
  });
});

describe('what operators look at', () => {
  it('serves its description, a page for people, and figures that count', async () => {
    await server.post('/predict', [row, row]);
    const description = JSON.parse((await server.get('/openapi.json')).text) as {
      openapi: string;
      paths: Record<string, unknown>;
    };
    expect(description.openapi).toBe('3.1.0');
    expect(Object.keys(description.paths)).toContain('/v2/models/strike-damage/versions/1/infer');
    const page = await server.get('/');
    expect(page.text).toContain('strike-damage');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");

    const metrics = await server.get('/metrics');
    expect(metrics.headers.get('content-type')).toMatch(/^text\/plain; version=0.0.4/);
    const lines = metrics.text.trimEnd().split('\n');
    const sample =
      /^[a-z_]+(\{[a-z][a-z0-9]*="(?:[^"\\\n]|\\.)*"(,[a-z][a-z0-9]*="(?:[^"\\\n]|\\.)*")*\})? (-?\d+(\.\d+)?(e[+-]\d+)?|\+Inf)$/;
    expect(lines.filter((line) => !line.startsWith('# ') && !sample.test(line))).toEqual([]);
    expect(metrics.text).toContain('drydock_ready 1\n');
    expect(metrics.text).toMatch(/^drydock_requests_total\{route="predict",status="200"\} [1-9]/m);
    expect(metrics.text).toMatch(/^drydock_predictions_total\{class="yes"\} [1-9]/m);
    expect(metrics.text).toMatch(/^drydock_errors_total\{route="predict",code="TOO_LARGE"\} [1-9]/m);
  });

  it('writes a log of JSON lines without bodies', async () => {
    const own = await startServer(folder);
    await own.post('/predict', [{ ...row, city: 'secret-city' }]);
    expect(await own.event('request')).toMatchObject({ level: 'info', route: 'predict', method: 'POST', status: 200 });
    await own.stop();
    expect(own.log.map((line) => line['event'])).toEqual(['listening', 'ready', 'request', 'stopping', 'stopped']);
    expect(JSON.stringify(own.log)).not.toContain('secret-city');
  });
});

describe('life and death', () => {
  it('restarts its inference process when it is killed, stays live meanwhile and answers again', async () => {
    const own = await startServer(folder);
    try {
      process.kill((await own.event('ready'))['inferencePid'] as number, 'SIGKILL');
      await own.event('inference process ended');
      expect((await own.get('/v2/health/live')).status).toBe(200);
      let status = 0;
      while (status !== 200) status = (await own.get('/v2/health/ready')).status;
      expect((await own.post('/predict', [row])).status).toBe(200);
    } finally {
      await own.stop();
    }
  });

  it.skipIf(process.platform === 'win32')(
    'goes on without an inference process while no file is left to start one with',
    async () => {
      const own = await startServer(folder, {}, ['sh', '-c', 'ulimit -n 64; exec node server.mjs']);
      const connections: Socket[] = [];
      try {
        // Each is a file of the server; what it cannot accept waits.
        for (let i = 0; i < 80; i++) connections.push(connect(own.port, '127.0.0.1').on('error', () => undefined));
        await sleep(300);
        process.kill((await own.event('ready'))['inferencePid'] as number, 'SIGKILL');
        while (!own.log.some((line) => String(line['detail']).includes('could not be started'))) await sleep(20);
        for (const connection of connections) connection.destroy();
        let status = 0;
        while (status !== 200) status = (await own.get('/v2/health/ready')).status;
        expect((await own.post('/predict', [row])).status).toBe(200);
      } finally {
        for (const connection of connections) connection.destroy();
        await own.stop();
      }
    },
  );

  it('refuses what would wait too long, ends what takes too long, and goes on', async () => {
    // Each request by itself: of four, as many as come at the same moment would run together.
    const own = await startServer(folder, { MAX_QUEUE: '1', TIMEOUT_MS: '1500', MAX_BATCH_ROWS: '1' });
    try {
      // A stopped process stands for a model that hangs.
      process.kill((await own.event('ready'))['inferencePid'] as number, 'SIGSTOP');
      const answers = await Promise.all(Array.from({ length: 4 }, () => own.post('/predict', [row])));
      const statuses = answers.map((answer) => answer.status).sort();
      expect(statuses).toEqual([503, 503, 429, 429].sort());
      expect(answers.map((answer) => answer.headers.get('retry-after'))).toEqual(['1', '1', '1', '1']);
      let status = 0;
      while (status !== 200) status = (await own.post('/predict', [row])).status;
      expect((await own.get('/metrics')).text).toContain('drydock_inference_restarts_total 1\n');
    } finally {
      await own.stop();
    }
  });

  it('finishes what it was doing after SIGTERM and ends with exit code 0', async () => {
    const own = await startServer(folder);
    const socket = connect(own.port, '127.0.0.1');
    const body = JSON.stringify([row]);
    const half = body.slice(0, 5);
    socket.write(
      `POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${half}`,
    );
    let got = '';
    socket.on('data', (chunk) => (got += chunk.toString()));
    const closed = new Promise((resolve) => socket.on('close', resolve));
    // A second request shows that the first one has reached the server.
    await own.get('/v2/health/live');
    const ended = own.stop();
    await own.event('stopping');
    socket.write(body.slice(5));
    await closed;
    expect(got).toMatch(/^HTTP\/1.1 (200|503) /);
    expect(await ended).toEqual({ code: 0, signal: null });
  });

  it('resets no request on a connection that is in use when SIGTERM comes', async () => {
    const own = await startServer(folder);
    const agent = new Agent({ keepAlive: true, maxSockets: 16 });
    const body = JSON.stringify([row]);
    const headers = { 'Content-Type': 'application/json', 'Content-Length': body.length };
    const outcomes = new Map<string, number>();
    /** 200 and the like, or how it failed. */
    const ask = (): Promise<string> =>
      new Promise((resolve) => {
        const asked = request({ port: own.port, path: '/predict', method: 'POST', agent, headers }, (answer) => {
          answer.on('error', (error) => resolve(`the answer broke off: ${error.message}`));
          answer.on('end', () => resolve(String(answer.statusCode))).resume();
        });
        asked.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
        asked.end(body);
      });
    const askOnAndOn = async (): Promise<void> => {
      for (let outcome = ''; outcome !== 'ECONNREFUSED';) {
        outcome = await ask();
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      }
    };
    const clients = Array.from({ length: 16 }, askOnAndOn);
    while ((outcomes.get('200') ?? 0) < 100) await sleep(20);
    const ended = own.stop();
    await Promise.all(clients);
    agent.destroy();
    // Refused is what a client may send again elsewhere: nothing of it was taken.
    expect([...outcomes.keys()].sort()).toEqual(['200', 'ECONNREFUSED']);
    expect(await ended).toEqual({ code: 0, signal: null });
  });

  it('says why it cannot start', async () => {
    await expect(startServer(folder, { PORT: String(server.port) })).rejects.toThrow(/Port \d+ is taken by another program/);
    await expect(startServer(folder, { PORT: 'eighty' })).rejects.toThrow(/PORT is/);
    const broken = join(run.root, 'broken');
    await mkdir(broken);
    await installBundle(join(run.root, 'bundle.zip'), broken);
    await writeFile(join(broken, 'model/model.onnx'), 'not a model');
    await expect(startServer(broken)).rejects.toThrow(/cannot start/);
    await rm(broken, { recursive: true });
  });
});
