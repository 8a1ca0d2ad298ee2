// The Open Inference Protocol v2 over REST as its specification states it (kserve/open-inference-protocol, inference_rest.md), the
// traps in its examples, and the binary tensor extension (triton-inference-server, extension_binary_data.md).
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { everyType, float16, half, regression } from '../../support/tinyModels.ts';
import { exportableRun, type ExportableRun } from '../../app/bundle/support/exportedBundle.ts';
import { installed, startServer, type RunningServer } from '../../app/bundle/support/runningServer.ts';
import type { PrepareOptions } from '../../app/runs/support/prepareRun.ts';

const runs: ExportableRun[] = [];
const servers: RunningServer[] = [];

async function serve(options: PrepareOptions, env: Record<string, string> = {}): Promise<RunningServer> {
  const run = await exportableRun(options);
  runs.push(run);
  const folder = await installed(run);
  const server = await startServer(folder, env);
  servers.push(server);
  return server;
}

let types: RunningServer;
let halves: RunningServer;
let matrix: RunningServer;
beforeAll(async () => {
  types = await serve({
    model: everyType(),
    sql: `SELECT i::FLOAT AS f32, i::DOUBLE AS f64, (i % 9)::INTEGER AS i32, i::BIGINT AS i64, i % 2 = 0 AS flag,
          ['x', 'y'][1 + i % 2] AS text, (4.0 * i)::DOUBLE AS target FROM range(100) t(i)`,
    roles: { target: 'target' },
  });
  halves = await serve({
    model: float16(),
    sql: 'SELECT (i % 7)::DOUBLE AS a, (i % 5)::DOUBLE AS b, i::DOUBLE AS target FROM range(60) t(i)',
    roles: { target: 'target' },
  });
  matrix = await serve({
    model: regression([1, 2, 3], 0.5),
    sql: 'SELECT i::DOUBLE AS a, (i % 5)::DOUBLE AS b, (i % 3)::DOUBLE AS c, i::DOUBLE AS target FROM range(60) t(i)',
    roles: { target: 'target' },
    map: (mapping) => ({
      ...mapping,
      inputs: mapping.inputs.map((input) => ({
        ...input,
        feeds: input.feeds.map((feed) => ({ ...feed, missing: { kind: 'nan' as const } })),
      })),
    }),
  });
}, 120_000);
afterAll(async () => {
  for (const server of servers) await server.stop();
  for (const run of runs) await run.remove();
});

const model = '/v2/models/strike-damage';
const infer = `${model}/infer`;

interface Tensor {
  name: string;
  datatype: string;
  shape: number[];
  data?: unknown;
  parameters?: Record<string, unknown>;
}

/** One row for everyType; expected: 1.5 + 2.25 + 3 + 4 + 1 (flag) + 1 (x). */
function everyInput(changes: Partial<Record<string, Partial<Tensor>>> = {}): Tensor[] {
  const of = (name: string, datatype: string, data: unknown): Tensor => ({
    ...{ name, datatype, shape: [1, 1], data: [data] },
    ...changes[name],
  });
  return [
    of('f32', 'FP32', 1.5),
    of('f64', 'FP64', 2.25),
    of('i32', 'INT32', 3),
    of('i64', 'INT64', 4),
    of('flag', 'BOOL', true),
    of('text', 'BYTES', 'x'),
  ];
}

const outputsOf = (answer: { body: unknown }): (Tensor & { data: unknown[] })[] =>
  (answer.body as { outputs: (Tensor & { data: unknown[] })[] }).outputs;
const errorOf = (answer: { body: unknown }): string => (answer.body as { error: string }).error;

describe('the paths of the protocol', () => {
  it.each([
    ['/v2/health/live', { live: true }],
    // The text says "live" here, which is an evident slip.
    ['/v2/health/ready', { ready: true }],
    [`${model}/ready`, { name: 'strike-damage', ready: true }],
    [`${model}/versions/1/ready`, { name: 'strike-damage', ready: true }],
  ])('%s', async (path, body) => {
    const answer = await types.get(path);
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toEqual(body);
  });

  it('answers HEAD as GET, without a body', async () => {
    for (const path of ['/v2', '/v2/health/live', '/v2/health/ready', model, `${model}/versions/1`, '/metrics', '/']) {
      const [head, get] = await Promise.all(['HEAD', 'GET'].map((method) => fetch(`${types.url}${path}`, { method })));
      expect(head?.status).toBe(200);
      expect(head?.headers.get('content-type')).toBe(get?.headers.get('content-type'));
      expect(await head?.text()).toBe('');
      await get?.text();
    }
  });

  it('states name, version and extensions of the server', async () => {
    expect(JSON.parse((await types.get('/v2')).text)).toEqual({
      name: 'drydock',
      version: expect.any(String) as string,
      extensions: ['binary_tensor_data'],
    });
  });

  it('states inputs and outputs of the model, -1 for any number of rows, with and without a version', async () => {
    const tensor = (name: string, datatype: string): object => ({ name, datatype, shape: [-1, 1] });
    const expected = {
      name: 'strike-damage',
      versions: ['1'],
      platform: 'onnx_onnxv1',
      inputs: everyInput().map(({ name, datatype }) => tensor(name, datatype)),
      outputs: [tensor('value', 'FP32')],
    };
    expect(JSON.parse((await types.get(model)).text)).toEqual(expected);
    expect(JSON.parse((await types.get(`${model}/versions/1`)).text)).toEqual(expected);
  });

  it.each([
    ['GET', `${model}/versions/2`, 404],
    ['GET', '/v2/models/other', 404],
    ['GET', '/v2/models/other/ready', 404],
    ['POST', '/v2/models/other/infer', 404],
    ['POST', `${model}/versions/latest/infer`, 404],
    ['GET', infer, 405],
    ['PUT', infer, 405],
    ['POST', '/v2/health/live', 405],
    ['DELETE', model, 405],
    ['GET', '/v1/models/strike-damage', 404],
  ])('%s %s is %i, with the form of an error', async (method, path, status) => {
    const response = await fetch(`${types.url}${path}`, { method });
    expect(response.status).toBe(status);
    const body = (await response.json()) as { error: unknown };
    expect(body.error).toEqual(expect.any(String));
    if (status === 405) expect(response.headers.get('allow')).toMatch(/GET|POST/);
  });
});

describe('a request for inference', () => {
  it.each([infer, `${model}/versions/1/infer`])('takes every datatype at %s, and gives the id back', async (path) => {
    const answer = await types.post(path, { id: 'Straße 1', parameters: { note: 'x' }, inputs: everyInput() });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      model_name: 'strike-damage',
      model_version: '1',
      id: 'Straße 1',
      outputs: [{ name: 'value', datatype: 'FP32', shape: [1, 1], data: [12.75] }],
    });
  });

  it('leaves the id out where none was sent', async () => {
    const answer = await types.post(infer, { inputs: everyInput() });
    expect(answer.body).not.toHaveProperty('id');
  });

  it.each([
    ['flat', [1, 2, 3, 4, 5, 6]],
    [
      'nested as the shape',
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ],
  ])('takes data that are %s', async (_, data) => {
    const answer = await matrix.post(infer, { inputs: [{ name: 'X', datatype: 'FP32', shape: [2, 3], data }] });
    expect(outputsOf(answer)[0]).toEqual({ name: 'variable', datatype: 'FP32', shape: [2, 1], data: [14.5, 32.5] });
  });

  it.each([
    ['a level too many', [[[1, 2, 3]], [[4, 5, 6]]]],
    [
      'rows of unequal length',
      [
        [1, 2, 3, 4],
        [5, 6],
      ],
    ],
    ['some nested, some not', [[1, 2, 3], 4, 5, 6]],
    [
      'columns for rows',
      [
        [1, 4],
        [2, 5],
        [3, 6],
      ],
    ],
  ])('refuses %s', async (_, data) => {
    const answer = await matrix.post(infer, { inputs: [{ name: 'X', datatype: 'FP32', shape: [2, 3], data }] });
    expect(answer.status).toBe(400);
    expect(errorOf(answer)).toMatch(/3 elements|nested/);
  });

  it('says how many elements the shape asks for: the example in the specification has 3 and sends 1', async () => {
    const answer = await types.post(infer, {
      inputs: everyInput({ flag: { shape: [3, 1], data: [true] } }).map((input) =>
        input.name === 'flag' ? input : { ...input, shape: [3, 1], data: [input.data, input.data, input.data].flat() },
      ),
    });
    expect(answer.status).toBe(400);
    expect(errorOf(answer)).toMatch(/"flag" has 1 elements, but its shape asks for 3/);
  });

  it('takes null as missing, and never writes NaN: what is not finite is null and said', async () => {
    const answer = await matrix.post(infer, {
      inputs: [{ name: 'X', datatype: 'FP32', shape: [2, 3], data: [1, null, 3, 1, 1, 1] }],
    });
    expect(outputsOf(answer)[0]).toEqual({
      name: 'variable',
      datatype: 'FP32',
      shape: [2, 1],
      parameters: { nonfinite: true },
      data: [null, 6.5],
    });
  });

  it('reads and writes half floats as numbers', async () => {
    const answer = await halves.post(infer, { inputs: [{ name: 'X', datatype: 'FP16', shape: [2, 2], data: [1.5, 2, 0.5, 1] }] });
    expect(outputsOf(answer)[0]).toEqual({ name: 'variable', datatype: 'FP16', shape: [2, 1], data: [5.5, 2.5] });
    const beyond = await halves.post(infer, { inputs: [{ name: 'X', datatype: 'FP16', shape: [1, 2], data: [1e5, 2] }] });
    expect(beyond.status).toBe(400);
    expect(errorOf(beyond)).toMatch(/100000, but float16 takes numbers from -65504/);
  });

  it('gives the outputs asked for; an empty list means all', async () => {
    for (const outputs of [[{ name: 'value' }], [], null, undefined]) {
      const answer = await types.post(infer, { inputs: everyInput(), outputs });
      expect(outputsOf(answer).map(({ name }) => name)).toEqual(['value']);
    }
  });

  it.each<[string, unknown, RegExp]>([
    ['no body', '', /empty/],
    ['an array', [], /JSON object/],
    ['no inputs', {}, /"inputs" must be an array/],
    ['inputs that are none', { inputs: [1] }, /JSON object/],
    ['a missing input', { inputs: everyInput().slice(1) }, /"f32" is missing/],
    [
      'an unknown input',
      { inputs: [...everyInput(), { name: 'f33', datatype: 'FP32', shape: [1, 1], data: [1] }] },
      /no input "f33"/,
    ],
    ['an input twice', { inputs: [...everyInput(), everyInput()[0]] }, /"f32" is sent twice/],
    ['an unknown output', { inputs: everyInput(), outputs: [{ name: 'label' }] }, /no output "label"/],
    ['an output twice', { inputs: everyInput(), outputs: [{ name: 'value' }, { name: 'value' }] }, /twice/],
    ['an unknown datatype', { inputs: everyInput({ f32: { datatype: 'FLOAT' } }) }, /takes FP32, got "FLOAT"/],
    ['another datatype', { inputs: everyInput({ i64: { datatype: 'INT32' } }) }, /takes INT64, got "INT32"/],
    ['no shape', { inputs: everyInput({ f32: { shape: undefined as never } }) }, /shape must be \[rows, 1\]/],
    ['a shape of another rank', { inputs: everyInput({ f32: { shape: [1] } }) }, /shape must be \[rows, 1\]/],
    ['unequal rows', { inputs: everyInput({ f32: { shape: [2, 1], data: [1, 2] } }) }, /rows/],
    ['text for a number', { inputs: everyInput({ f64: { data: ['2.25'] } }) }, /float64 values, but row 1, element 1 is "2.25"/],
    ['a number for text', { inputs: everyInput({ text: { data: [1] } }) }, /string values/],
    ['true for a number', { inputs: everyInput({ i32: { data: [true] } }) }, /int32 values/],
    ['text for a truth value', { inputs: everyInput({ flag: { data: ['true'] } }) }, /bool values/],
    ['a fraction for an integer', { inputs: everyInput({ i32: { data: [1.5] } }) }, /1.5, but int32 takes/],
    ['an integer out of range', { inputs: everyInput({ i32: { data: [2 ** 31] } }) }, /2147483648, but int32 takes/],
    ['an id that is no text', { id: 7, inputs: everyInput() }, /"id" must be a string/],
    ['parameters that are none', { inputs: everyInput(), parameters: 3 }, /"parameters"/],
    [
      'NaN, which JSON does not have',
      '{"inputs":[{"name":"f32","datatype":"FP32","shape":[1,1],"data":[NaN]}]}',
      /not valid JSON/,
    ],
  ])('refuses %s with 400 and says what is wrong', async (_, body, message) => {
    const answer = await types.post(infer, body);
    expect(answer.status).toBe(400);
    expect(errorOf(answer)).toMatch(message);
  });
});

/** JSON part, then the raw tensors. */
async function postBinary(
  server: RunningServer,
  json: unknown,
  ...tensors: Buffer[]
): Promise<{ response: Response; bytes: Buffer }> {
  const head = Buffer.from(JSON.stringify(json));
  const response = await fetch(`${server.url}${infer}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/octet-stream', 'Inference-Header-Content-Length': String(head.length) },
    body: Uint8Array.from(Buffer.concat([head, ...tensors])),
  });
  return { response, bytes: Buffer.from(await response.arrayBuffer()) };
}

const floats = (...values: number[]): Buffer => Buffer.from(Float32Array.from(values).buffer);
const bytesOf = (text: string): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(Buffer.byteLength(text));
  return Buffer.concat([length, Buffer.from(text)]);
};

describe('the binary tensor extension', () => {
  it('takes every datatype as bytes, little-endian', async () => {
    const raw: Record<string, Buffer> = {
      f32: floats(1.5),
      f64: Buffer.from(Float64Array.of(2.25).buffer),
      i32: Buffer.from(Int32Array.of(3).buffer),
      i64: Buffer.from(BigInt64Array.of(4n).buffer),
      flag: Buffer.of(1),
      text: bytesOf('x'),
    };
    const inputs = everyInput().map(({ name, datatype, shape }) => ({
      name,
      datatype,
      shape,
      parameters: { binary_data_size: raw[name]?.length },
    }));
    const { response, bytes } = await postBinary(types, { id: 'b', inputs }, ...Object.values(raw));
    expect(response.status).toBe(200);
    expect(JSON.parse(bytes.toString())).toMatchObject({ id: 'b', outputs: [{ data: [12.75] }] });
  });

  it('mixes JSON and bytes, and gives bytes back for the outputs that ask for them', async () => {
    const inputs = everyInput().map((input) =>
      input.name === 'f32' ? { ...input, data: undefined, parameters: { binary_data_size: 4 } } : input,
    );
    for (const asked of [
      { outputs: [{ name: 'value', parameters: { binary_data: true } }] },
      { parameters: { binary_data_output: true } },
      { parameters: { binary_data_output: false }, outputs: [{ name: 'value', parameters: { binary_data: true } }] },
    ]) {
      const { response, bytes } = await postBinary(types, { inputs, ...asked }, floats(1.5));
      const length = Number(response.headers.get('inference-header-content-length'));
      expect(response.headers.get('content-type')).toBe('application/octet-stream');
      expect(JSON.parse(bytes.toString('utf8', 0, length))).toMatchObject({
        outputs: [{ name: 'value', datatype: 'FP32', shape: [1, 1], parameters: { binary_data_size: 4 } }],
      });
      expect(bytes.subarray(length).readFloatLE()).toBe(12.75);
    }
  });

  it('takes the whole body as the one input where the length of the header is 0', async () => {
    const response = await fetch(`${matrix.url}${infer}`, {
      method: 'POST',
      headers: { 'Inference-Header-Content-Length': '0' },
      body: Uint8Array.from(floats(1, 2, 3, 4, 5, 6)),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    const length = Number(response.headers.get('inference-header-content-length'));
    expect([bytes.readFloatLE(length), bytes.readFloatLE(length + 4)]).toEqual([14.5, 32.5]);
  });

  it('keeps NaN and half floats bit by bit', async () => {
    const raw = Buffer.from(Uint16Array.of(half(1.5), half(2)).buffer);
    const answer = await postBinary(
      halves,
      {
        inputs: [{ name: 'X', datatype: 'FP16', shape: [1, 2], parameters: { binary_data_size: 4 } }],
        parameters: { binary_data_output: true },
      },
      raw,
    );
    const length = Number(answer.response.headers.get('inference-header-content-length'));
    expect(answer.bytes.readUInt16LE(length)).toBe(half(5.5));
    const nan = await postBinary(
      matrix,
      {
        inputs: [{ name: 'X', datatype: 'FP32', shape: [1, 3], parameters: { binary_data_size: 12 } }],
        parameters: { binary_data_output: true },
      },
      floats(1, NaN, 3),
    );
    expect(nan.bytes.readFloatLE(Number(nan.response.headers.get('inference-header-content-length')))).toBeNaN();
  });

  it.each<[string, object, Buffer, RegExp]>([
    ['a size that does not fit the shape', { binary_data_size: 8 }, floats(1, 2), /expected 4 bytes for 1 elements, got 8/],
    ['a size beyond the body', { binary_data_size: 400 }, floats(1), /binary_data_size does not fit the body/],
    ['a size that is no number', { binary_data_size: 'four' }, floats(1), /binary_data_size does not fit the body/],
    ['bytes that belong to nothing', { binary_data_size: 4 }, floats(1, 2), /4 bytes of the body belong to no input/],
  ])('refuses %s', async (_, parameters, raw, message) => {
    const inputs = everyInput().map((input) => (input.name === 'f32' ? { ...input, data: undefined, parameters } : input));
    const { response, bytes } = await postBinary(types, { inputs }, raw);
    expect(response.status).toBe(400);
    expect((JSON.parse(bytes.toString()) as { error: string }).error).toMatch(message);
  });
});

it('refuses binary texts that are not UTF-8, naming input and element', async () => {
  const raw = Buffer.from([2, 0, 0, 0, 0xff, 0xfe]);
  const parameters = { binary_data_size: raw.length };
  const inputs = everyInput().map((input) => (input.name === 'text' ? { ...input, data: undefined, parameters } : input));
  const { response, bytes } = await postBinary(types, { inputs }, raw);
  expect(response.status).toBe(400);
  expect((JSON.parse(bytes.toString()) as { error: string }).error).toContain('Input "text": element 0 is not UTF-8 text.');
});

describe('probes', () => {
  it('are live without a model that works, and not ready; SIGTERM makes it not ready while requests are still taken', async () => {
    const own = await startServer(join(runs[0]?.root ?? '', 'unpacked'), { DRAIN_DELAY_MS: '1500' });
    expect((await own.get('/v2/health/ready')).status).toBe(200);
    process.kill((await own.event('ready'))['inferencePid'] as number, 'SIGKILL');
    await own.event('inference process ended');
    const [live, ready] = await Promise.all([own.get('/v2/health/live'), own.get(`${model}/ready`)]);
    expect(live.status).toBe(200);
    expect([200, 503]).toContain(ready.status);
    await own.event('inference process restarted');
    await expect.poll(async () => (await own.get('/v2/health/ready')).status).toBe(200);
    const ended = own.stop();
    await own.event('stopping');
    const after = await fetch(`${own.url}/v2/health/ready`);
    expect(after.status).toBe(503);
    expect(await after.json()).toEqual({ ready: false });
    expect((await own.get('/v2/health/live')).status).toBe(200);
    expect((await own.post(infer, { inputs: everyInput() })).status).toBe(200);
    expect(await ended).toEqual({ code: 0, signal: null });
  }, 30_000);
});
