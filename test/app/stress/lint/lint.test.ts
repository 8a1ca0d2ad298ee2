// Models made to fail silently, each in one way, and one that does not.
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { LintSettings, type LintCheck, type LintFinding } from '../../../../app/api/schemas/lint.ts';
import type { ProviderStatus } from '../../../../app/api/schemas/runs.ts';
import type { Mapping } from '../../../../app/api/schemas/mapping.ts';
import { lintRules } from '../../../../app/stress/lint/registry.ts';
import { bundleScript } from '../../../support/bundleScript.ts';
import { constant, tensor, writeModel, type NodeSpec, type TensorSpec } from '../../../support/onnxWriter.ts';
import { identityStrings, logisticRegression, perColumn, regression } from '../../../support/tinyModels.ts';
import { askRows, type AskedRows, type AskOptions } from '../askRows.ts';

const opened: AskedRows[] = [];
afterAll(() => Promise.all(opened.map((rows) => rows.remove())));

const data = `SELECT (i % 9 - 4)::FLOAT AS f0, (i % 5 - 2)::FLOAT AS f1, i % 2 AS label FROM range(90) t(i) ORDER BY i`;

async function open(options: Partial<AskOptions> & Pick<AskOptions, 'model'>): Promise<AskedRows> {
  const rows = await askRows({ data, roles: { target: 'label' }, ...options });
  opened.push(rows);
  return rows;
}
async function look(rows: AskedRows, check: string, settings: object = {}): Promise<LintCheck> {
  const { subject, mapping } = rows;
  return (await rows.ask('lint', { subject, mapping, settings: LintSettings.parse(settings), check })) as LintCheck;
}
const severities = (check: LintCheck): string[] => check.findings.map(({ id, severity }) => `${id} ${severity}`);
const value = (found: LintFinding | undefined, name: string): unknown => found?.evidence.find((one) => one.name === name)?.value;

/** `X` [N, 2] to `label` and `probabilities`, from `logit` [N, 1] that the nodes make. */
function binary(nodes: NodeSpec[], initializers: TensorSpec[] = []): Uint8Array {
  return writeModel({
    nodes: [
      ...nodes,
      { op: 'Sigmoid', inputs: ['logit'], outputs: ['p1'] },
      { op: 'Sub', inputs: ['one', 'p1'], outputs: ['p0'] },
      { op: 'Concat', inputs: ['p0', 'p1'], outputs: ['probabilities'], attributes: { axis: { int: 1 } } },
      { op: 'ArgMax', inputs: ['probabilities'], outputs: ['label'], attributes: { axis: { int: 1 }, keepdims: { int: 0 } } },
    ],
    initializers: [constant('one', 'float32', [1], [1]), constant('W', 'float32', [2, 1], [1, -1]), ...initializers],
    inputs: [tensor('X', 'float32', ['N', 2])],
    outputs: [tensor('label', 'int64', ['N']), tensor('probabilities', 'float32', ['N', 2])],
  });
}

const missingAs =
  (missing: Mapping['inputs'][number]['feeds'][number]['missing']) =>
  (mapping: Mapping): Mapping => ({
    ...mapping,
    inputs: mapping.inputs.map((input) => ({ ...input, feeds: input.feeds.map((feed) => ({ ...feed, missing })) })),
  });

it('a sound model has no finding but that NaN gets a label, and Infinity a score of 1', async () => {
  const rows = await open({ model: logisticRegression({ weights: [1, -1] }) });
  const all = [];
  for (const { id } of lintRules) all.push(await look(rows, id));
  expect(all.map(({ id, state }) => `${id} ${state}`)).toEqual(lintRules.map(({ id }) => `${id} done`));
  expect(all.flatMap(severities)).toEqual(['label-of-nan:X warn', 'inf:X warn', '-inf:X warn']);
  for (const check of all) {
    expect(check.summary.length).toBeGreaterThan(10);
    expect(check.help.length).toBeGreaterThan(20);
    for (const found of check.findings) {
      expect(found.meaning.length).toBeGreaterThan(20);
      expect(found.action.length).toBeGreaterThan(20);
    }
  }
});

describe('NaN and Infinity', () => {
  // Greater says false to NaN: a sure "no" whatever the number was.
  const swallowing = binary(
    [
      { op: 'MatMul', inputs: ['X', 'W'], outputs: ['sum'] },
      { op: 'Greater', inputs: ['sum', 'zero'], outputs: ['above'] },
      { op: 'Cast', inputs: ['above'], outputs: ['number'], attributes: { to: { int: 1 } } },
      { op: 'Mul', inputs: ['number', 'ten'], outputs: ['wide'] },
      { op: 'Sub', inputs: ['wide', 'five'], outputs: ['logit'] },
    ],
    [constant('zero', 'float32', [1], [0]), constant('ten', 'float32', [1], [10]), constant('five', 'float32', [1], [5])],
  );

  it('swallowed with confidence fail where missing cells arrive as NaN, and warn where the mapping guards against it', async () => {
    const unguarded = await look(await open({ model: swallowing, map: missingAs({ kind: 'nan' }) }), 'not-numbers');
    const nan = unguarded.findings.find(({ id }) => id === 'nan:X');
    expect(nan).toMatchObject({ severity: 'fail', where: { input: 'X' } });
    // 90 rows, of which those above zero become a confident "no": counted from the data.
    const above = Array.from({ length: 90 }, (_, i) => (i % 9) - 4 - ((i % 5) - 2) > 0).filter(Boolean).length;
    expect(value(nan, 'largest share of rows with another class')).toBeCloseTo(above / 90, 10);
    expect(value(nan, 'columns answered')).toBe(2);
    expect(value(nan, 'outputs that stay finite')).toBe('label, probabilities');
    const guarded = await look(await open({ model: swallowing, map: missingAs({ kind: 'reject' }) }), 'not-numbers');
    expect(guarded.findings.find(({ id }) => id === 'nan:X')?.severity).toBe('warn');
  });

  it('cannot be fed where no input takes floats, and are no finding where they come out again', async () => {
    const texts = await open({
      model: identityStrings(),
      data: `SELECT ['a','b'][1 + i % 2] AS "text", ['a','b'][1 + i % 2] AS y FROM range(30) t(i)`,
      roles: { target: 'y' },
      map: (mapping) => ({
        ...mapping,
        reading: { task: 'binary', classes: ['a', 'b'], label: { output: 'same' } },
        labels: {},
      }),
    });
    expect(await look(texts, 'not-numbers')).toMatchObject({
      state: 'skipped',
      reason: expect.stringMatching(/floating-point/) as string,
    });
    expect(await look(texts, 'saturation')).toMatchObject({ state: 'skipped' });
    const numbers = await open({
      model: regression([1, 2, 3]),
      data: `SELECT i::FLOAT AS f0, (i % 3)::FLOAT AS f1, (i % 4)::FLOAT AS f2, i::DOUBLE AS y FROM range(40) t(i)`,
      roles: { target: 'y' },
    });
    expect(await look(numbers, 'not-numbers')).toMatchObject({ state: 'done', findings: [] });
  });
});

it('an output that never changes', async () => {
  const zero = binary([
    { op: 'MatMul', inputs: ['X', 'W'], outputs: ['sum'] },
    { op: 'Sub', inputs: ['sum', 'sum'], outputs: ['logit'] },
  ]);
  const rows = await open({ model: zero });
  expect(severities(await look(rows, 'constant-outputs'))).toEqual([
    'constant:label warn',
    'constant:probabilities fail',
    'one-class warn',
  ]);
  expect(severities(await look(rows, 'dead-inputs'))).toEqual(['dead-inputs fail']);
});

it('columns that change nothing, one by one', async () => {
  const rows = await open({ model: logisticRegression({ weights: [1, 0] }) });
  const [found] = (await look(rows, 'dead-inputs')).findings;
  expect(found).toMatchObject({ severity: 'warn', where: { column: 'f1' } });
  const texts = await open({
    model: perColumn(),
    data: `SELECT i::FLOAT AS age, (i % 3)::BIGINT AS visits, ['rome','oslo'][1 + i % 2] AS city, ['no','yes'][1 + i % 2] AS label FROM range(40) t(i)`,
  });
  expect((await look(texts, 'dead-inputs')).findings).toEqual([]);
});

describe('scores', () => {
  it('are saturated', async () => {
    const check = await look(await open({ model: logisticRegression({ weights: [400, -300], bias: 37 }) }), 'saturation');
    expect(severities(check)).toEqual(['saturated fail']);
    expect(value(check.findings[0], 'share with a top score above 0.999')).toBe(1);
  });

  it('are no probabilities', async () => {
    const logits = writeModel({
      nodes: [{ op: 'Gemm', inputs: ['X', 'W'], outputs: ['logits'] }],
      initializers: [constant('W', 'float32', [2, 2], [1, -1, 2, 0.5])],
      inputs: [tensor('X', 'float32', ['N', 2])],
      outputs: [tensor('logits', 'float32', ['N', 2])],
    });
    const rows = await open({
      model: logits,
      map: (mapping) => ({
        ...mapping,
        reading: { task: 'binary', classes: ['0', '1'], scores: { output: 'logits', form: 'probabilities' } },
      }),
    });
    expect(severities(await look(rows, 'saturation'))).toContain('not-probabilities fail');
  });
});

it('answers that depend on the other rows of the batch', async () => {
  const mixing = binary([
    { op: 'MatMul', inputs: ['X', 'W'], outputs: ['sum'] },
    { op: 'ReduceMean', inputs: ['sum'], outputs: ['mean'], attributes: { axes: { ints: [0] }, keepdims: { int: 1 } } },
    { op: 'Sub', inputs: ['sum', 'mean'], outputs: ['logit'] },
  ]);
  const rows = await open({ model: mixing });
  const check = await look(rows, 'batch-size');
  expect(severities(check)).toEqual(['batch-size fail']);
  expect(check.findings[0]?.rows.length).toBeGreaterThan(3);
});

it('answers that differ when the same rows are run again', async () => {
  const random = binary([
    { op: 'MatMul', inputs: ['X', 'W'], outputs: ['sum'] },
    { op: 'RandomNormalLike', inputs: ['sum'], outputs: ['noise'] },
    { op: 'Add', inputs: ['sum', 'noise'], outputs: ['logit'] },
  ]);
  const check = await look(await open({ model: random }), 'repeat');
  expect(severities(check)).toEqual(['repeat fail']);
  expect(value(check.findings[0], 'flips')).toBeGreaterThan(0);
});

it('a sample that the model answers none of is told as such', async () => {
  const rows = await open({
    model: logisticRegression({ weights: [1, -1] }),
    data: `SELECT NULL::FLOAT AS f0, i::FLOAT AS f1, i % 2 AS label FROM range(20) t(i)`,
    map: missingAs({ kind: 'reject' }),
  });
  await expect(look(rows, 'repeat')).rejects.toMatchObject({ code: 'DATA_INVALID' });
  await expect(look(rows, 'nothing-of-the-kind')).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

it('WebGPU on a software adapter gives the answers of the CPU, on clean and on damaged rows', async () => {
  const script = await bundleScript('test/app/stress/lint/webgpuParity.ts');
  const env = { ...process.env, VK_DRIVER_FILES: '/usr/lib/chromium/vk_swiftshader_icd.json', XDG_RUNTIME_DIR: tmpdir() };
  const { stdout } = await promisify(execFile)(process.execPath, [script], { env });
  const { status, check } = JSON.parse(stdout) as { status: ProviderStatus; check: LintCheck | null };
  if (!status.available) {
    expect(status.reason).toMatch(/No graphics adapter was found|built without/);
    return;
  }
  expect(check).toMatchObject({ id: 'provider:webgpu', state: 'done', findings: [] });
  expect(check?.summary).toMatch(/^64 rows as they are: largest difference .* under \d+ kinds? of damage/);
}, 240_000);
