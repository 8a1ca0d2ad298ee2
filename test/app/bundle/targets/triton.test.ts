import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { goldenSteps } from '../../../../app/bundle/raw/goldenSteps.ts';
import type { TargetContext } from '../../../../app/bundle/targets/target.ts';
import { triton } from '../../../../app/bundle/targets/triton.ts';
import { labelLines, tritonConfig } from '../../../../app/bundle/targets/triton/config.ts';
import { whyNoBatching } from '../../../../app/bundle/targets/triton/signature.ts';
import type { ProtoMessage } from '../../../../app/bundle/formats/textProto.ts';
import { openSession } from '../../../../app/inference/runtime.ts';
import { targetCases } from '../support/targetCases.ts';
import { capacity, contentOf, targetContext, textsByPath, type TestContext } from '../support/targetContext.ts';

const root = new URL('../../../../', import.meta.url).pathname;
const made: Record<string, TestContext> = {};
const wanted = ['columns', 'everything-around', 'zipmap', 'fixed', 'values', 'half', 'external', 'lightgbm'];

beforeAll(async () => {
  const cases = await targetCases(root);
  for (const name of wanted) made[name] = await targetContext(cases[name]!.options, name);
});
afterAll(async () => {
  for (const { remove } of Object.values(made)) await remove();
});

const contextOf = (name: string): TargetContext => made[name]!.context;
const filesOf = async (context: TargetContext): Promise<Record<string, string>> => textsByPath(await triton.files(context));
const dependent = { code: 'batch-dependent', message: 'The model mixes the rows of a batch.', hint: 'Export it for inference.' };

function withWarning(context: TargetContext): TargetContext {
  const { sources } = context;
  return {
    ...context,
    sources: { ...sources, report: { ...sources.report, warnings: [...sources.report.warnings, dependent] } },
  };
}

/** As Triton's backend compares configuration and model; the message of a misfit, or null. */
function misfit(name: string, shape: readonly (number | string | null)[], tensor: ProtoMessage, maxBatch: number): string | null {
  const reshape = tensor['reshape'] as { shape: number[] } | undefined;
  const dims = reshape ? reshape.shape : (tensor['dims'] as number[]);
  const model = shape.map((dim) => (typeof dim === 'number' ? dim : -1));
  const full = maxBatch > 0 ? [-1, ...dims] : dims;
  const fits =
    model.length === full.length &&
    model.every((dim, at) => dim === -1 || dim === full[at]) &&
    (maxBatch === 0 || model[0] === -1);
  return fits ? null : `${name}: ${model.join(',')} against ${full.join(',')}`;
}

describe('config.pbtxt', () => {
  it.each(wanted)('fits what ONNX Runtime says of the tensors of the model: %s', async (name) => {
    const context = contextOf(name);
    const session = await openSession(context.sources.runPath, { provider: 'cpu', threads: 1 });
    try {
      const outputs = session.outputs.map((tensor) => tensor.name);
      const config = tritonConfig(context, await goldenSteps(context, outputs));
      const said = [...(config['input'] as ProtoMessage[]), ...(config['output'] as ProtoMessage[])];
      const known = [...session.inputs, ...session.outputs];
      expect(said.map((tensor) => tensor['name'])).toEqual(known.map((tensor) => tensor.name));
      const misfits = said.map((tensor, at) =>
        misfit(known[at]!.name, known[at]!.shape, tensor, config['max_batch_size'] as number),
      );
      expect(misfits.filter((one) => one !== null)).toEqual([]);
    } finally {
      await session.close();
    }
  });

  it('puts requests together where every first dimension is free, and reshapes one value a row', async () => {
    const text = (await filesOf(contextOf('columns')))['triton/columns/config.pbtxt'];
    expect(text).toContain('\nname: "columns"\nbackend: "onnxruntime"\nmax_batch_size: 64\n');
    expect(text).toContain(
      'output {\n  name: "label"\n  data_type: TYPE_STRING\n  dims: [1]\n  reshape {\n    shape: []\n  }\n}\n',
    );
    expect(text).toContain('  name: "probabilities"\n  data_type: TYPE_FP32\n  dims: [2]\n  label_filename: "labels.txt"\n');
    expect(text).toContain('dynamic_batching {\n  max_queue_delay_microseconds: 500\n');
    expect(text).toContain('# Numbers here are cautious defaults');
  });

  it('states whole shapes and puts nothing together where the batch is fixed', async () => {
    const text = (await filesOf(contextOf('fixed')))['triton/fixed/config.pbtxt'];
    expect(text).toContain('max_batch_size: 0\ninput {\n  name: "X"\n  data_type: TYPE_FP32\n  dims: [4, 2]\n}\n');
    expect(text).not.toContain('dynamic_batching');
  });

  it('puts nothing together where rows of a batch influence each other', async () => {
    const context = contextOf('columns');
    expect(whyNoBatching(context)).toBeNull();
    expect(whyNoBatching(withWarning(context))).toMatch('influence each other');
    const text = (await filesOf(withWarning(context)))['triton/columns/config.pbtxt'];
    expect(text).toContain('max_batch_size: 0\ninput {\n  name: "age"\n  data_type: TYPE_FP32\n  dims: [-1, 1]\n}\n');
    expect(text).toContain('dims: [-1]\n}\noutput {\n  name: "probabilities"');
    expect(text).not.toContain('dynamic_batching');
  });

  it('takes its numbers from a load test, and says which', async () => {
    const files = await filesOf({ ...contextOf('columns'), capacity });
    const text = files['triton/columns/config.pbtxt'];
    expect(text).toContain('max_batch_size: 32\n');
    expect(text).toContain('max_queue_delay_microseconds: 1500\n');
    expect(text).toContain('max_queue_size: 180\n');
    expect(text).toContain('measured on a test machine at 2026-11-30T06:00:00.000Z, 4 rows a request');
    expect(text).toContain("with the bundle's own server, not with Triton");
  });

  it('has the same bytes each time', async () => {
    expect(await filesOf(contextOf('columns'))).toEqual(await filesOf(contextOf('columns')));
  });
});

describe('the model repository', () => {
  it('has the model as it was run, and external data in a folder called model.onnx', async () => {
    const paths = Object.keys(await filesOf(contextOf('external')));
    expect(paths.filter((path) => path.includes('/1/'))).toEqual([
      'triton/external/1/model.onnx/model.onnx',
      'triton/external/1/model.onnx/torchDynamic.onnx.data',
    ]);
    const context = contextOf('zipmap');
    const [model] = (await triton.files(context)).filter(({ path }) => path === 'triton/zipmap/1/model.onnx');
    expect(await contentOf(model!)).toEqual(await contentOf({ path: '', ...context.modelFiles[0]! }));
  });

  it('names the classes in their order, and warms up with the first golden row', async () => {
    const context = contextOf('columns');
    const files = await filesOf(context);
    expect(files['triton/columns/labels.txt']).toBe('no\nyes\n');
    const warm = (await triton.files(context)).find(({ path }) => path === 'triton/columns/warmup/input-0');
    expect((await contentOf(warm!)).readFloatLE()).toBe(context.golden.rows[0]!.values['age']);
    expect(files['triton/columns/warmup/input-2']?.slice(4)).toBe(context.golden.rows[0]!.values['city']);
    expect(Object.keys(await filesOf(contextOf('values'))).filter((path) => path.endsWith('labels.txt'))).toEqual([]);
  });

  it('names no classes where a name has a line break', () => {
    const { sources, ...rest } = contextOf('columns');
    const { record } = sources;
    const reading = { ...record.plan.reading, classes: ['no', 'y\nes'] };
    const changed = { ...rest, sources: { ...sources, record: { ...record, plan: { ...record.plan, reading } } } };
    expect(labelLines({ ...rest, sources })).not.toBeNull();
    expect(labelLines(changed)).toBeNull();
  });
});

type Perf = Record<'data' | 'validation_data', Record<string, { b64?: string; content?: string[]; shape: number[] }>[]>;

describe('perf_analyzer_input.json', () => {
  const perfOf = async (name: string): Promise<Perf> =>
    JSON.parse((await filesOf(contextOf(name)))['triton/perf_analyzer_input.json']!) as Perf;

  it('holds the golden rows as tensors, without those that are refused, and the answers of each alone', async () => {
    const context = contextOf('everything-around');
    const { data, validation_data: answers } = await perfOf('everything-around');
    const fine = context.golden.rows.filter(({ values }) => values['city'] !== null);
    expect(fine.length).toBeLessThan(context.golden.rows.length);
    expect(data).toHaveLength(fine.length);
    expect(answers).toHaveLength(fine.length);
    const float = (entry: { b64?: string }): number => Buffer.from(entry.b64!, 'base64').readFloatLE();
    // -1 is mended and missing is filled in with 33, before Triton sees it.
    expect(data.map((step) => float(step['age']!))).toEqual(fine.map(({ values }) => values['age'] ?? 33));
    expect(data.map((step) => step['city']!.content)).toEqual(fine.map(({ values }) => [values['city']]));
    expect(answers[0]!['label']).toMatchObject({ shape: [1] });
    expect(answers[0]!['probabilities']).toMatchObject({ shape: [2] });
    expect(Object.keys(answers[0]!)).toEqual(['label', 'probabilities']);
  });

  it('fills fixed batches, and has half precision as bytes', async () => {
    const fixed = await perfOf('fixed');
    expect(fixed.data[0]!['X']).toMatchObject({ shape: [4, 2] });
    expect(fixed.data).toHaveLength(Math.ceil(contextOf('fixed').golden.rows.length / 4));
    expect(Buffer.from((await perfOf('half')).data[0]!['X']!.b64!, 'base64')).toHaveLength(4);
  });

  it('holds no answers where their shapes are not fixed, because the tool could not read them', async () => {
    const files = await filesOf(withWarning(contextOf('columns')));
    const perf = JSON.parse(files['triton/perf_analyzer_input.json']!) as Partial<Perf>;
    expect(perf.data![0]!['age']).toMatchObject({ shape: [1, 1] });
    expect(perf).not.toHaveProperty('validation_data');
    expect(files['triton/README.md']).toContain('It holds no answers');
  });
});

describe('what is said of it', () => {
  it('names each thing of the preparation that Triton leaves out, in findings and README alike', async () => {
    const context = contextOf('everything-around');
    const findings = triton.lint(context).filter(({ rule }) => rule === 'preparation-not-applied');
    expect(findings.map(({ message, severity }) => [severity, message.replace('Triton serves the model alone: ', '')])).toEqual([
      ['warning', 'named rows are not taken, and columns not put in their places (age: age; visits: visits; city: city).'],
      ['warning', 'missing cells are not filled in: age with 33, visits with 2.'],
      ['warning', 'rows with a missing cell are not refused: city.'],
      ['warning', 'cells are not mended: age (-1 is read as missing).'],
      ['warning', 'scores are not calibrated (temperature 2).'],
      ['warning', 'the threshold is not applied (yes where its score is at least 0.6).'],
      ['warning', 'unsure answers are not marked (the predicted class has a score below 0.7).'],
    ]);
    const readme = (await filesOf(context))['triton/README.md']!;
    for (const what of ['filled in', 'refused', 'mended', 'calibrated', 'threshold', 'unsure']) expect(readme).toContain(what);
  });

  it('has nothing else to say of a model that is served as it is', () => {
    const others = triton.lint(contextOf('values')).filter(({ rule }) => rule !== 'preparation-not-applied');
    expect(others).toEqual([]);
  });

  const changedModel = (
    change: (model: TargetContext['sources']['model']) => TargetContext['sources']['model'],
  ): TargetContext => {
    const context = contextOf('values');
    return { ...context, sources: { ...context.sources, model: change(context.sources.model) } };
  };

  it.each<[string, string, TargetContext['sources']['model']['outputs'][number]]>([
    ['triton-not-a-tensor', 'blocking', { name: 'map', kind: 'sequence', type: 'unknown', shape: null }],
    ['triton-type', 'blocking', { name: 'odd', kind: 'tensor', type: 'bfloat16', shape: [null, 1] }],
    ['triton-no-shape', 'warning', { name: 'any', kind: 'tensor', type: 'float32', shape: null }],
    ['triton-no-batching', 'note', { name: 'one', kind: 'tensor', type: 'float32', shape: [1, 2] }],
  ])('finds %s', (rule, severity, output) => {
    const found = triton.lint(changedModel((model) => ({ ...model, outputs: [...model.outputs, output] })));
    expect(found.filter((finding) => finding.rule === rule)).toMatchObject([
      { severity, message: expect.stringContaining(`"${output.name}"`) },
    ]);
  });

  it('notes operator sets and IR versions that older images do not know', () => {
    const newer = (model: Partial<TargetContext['sources']['model']>): string[] =>
      triton
        .lint(changedModel((before) => ({ ...before, ...model })))
        .filter(({ rule }) => rule === 'triton-runtime')
        .map(({ message }) => message);
    expect(newer({ opsets: [{ domain: '', version: 22 }] })).toEqual([expect.stringContaining('ai.onnx 22 and IR version 8')]);
    expect(newer({ irVersion: 11 })).toHaveLength(1);
    expect(newer({ irVersion: 10, opsets: [{ domain: 'ai.onnx', version: 21 }] })).toEqual([]);
  });
});
