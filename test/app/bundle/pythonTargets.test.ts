// The targets that score in Python, as far as Node can tell: what lies in the bundle, and what is found about it. What the
// Python code answers is checked by `npm run check:python`.
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { unpackZip } from '../../../app/bundle/zip/readZip.ts';
import { mlflow } from '../../../app/bundle/targets/mlflow.ts';
import { spark } from '../../../app/bundle/targets/spark.ts';
import type { TargetContext } from '../../../app/bundle/targets/target.ts';
import { perColumn } from '../../support/tinyModels.ts';
import { columnRows, exportableRun, exported, temporaryFolder, type ExportableRun } from './support/exportedBundle.ts';

const targets = ['mlflow', 'spark'];
const repository = new URL('../../../', import.meta.url).pathname;
let run: ExportableRun;
let work: string;

beforeAll(async () => {
  run = await exportableRun({
    model: perColumn(),
    sql: columnRows,
    roles: { target: 'label', time: 'at' },
    map: (mapping) => ({ ...mapping, abstain: { kind: 'conformal', level: 0.9, quantile: 0.8 } }),
  });
  work = await temporaryFolder();
  await unpackZip((await exported(run, 'python.zip', targets)).path, work);
});
afterAll(async () => {
  await run.remove();
  await rm(work, { recursive: true, force: true });
});

const text = (path: string): Promise<string> => readFile(join(work, path), 'utf8');
const data = async (path: string): Promise<unknown> => JSON.parse(await text(path)) as unknown;

/** YAML as MLmodel is written: maps by indentation, plain words, and JSON for everything else. */
function parseYaml(source: string): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  const open: { indent: number; map: Record<string, unknown> }[] = [{ indent: -1, map: root }];
  for (const line of source.trimEnd().split('\n')) {
    const [, spaces = '', key = '', value = ''] = /^( *)(\w+):(?: (.*))?$/.exec(line) ?? [];
    expect(key, `a line that is no "key: value": ${line}`).not.toBe('');
    while ((open.at(-1)?.indent ?? -1) >= spaces.length) open.pop();
    const map = open.at(-1)!.map;
    if (value === '') open.push({ indent: spaces.length, map: (map[key] = {} as Record<string, unknown>) });
    else map[key] = /^["{[]|^null$/.test(value) ? JSON.parse(value) : value;
  }
  return root;
}

it('MLmodel names the loader, the environment and the signature of the plan', async () => {
  const model = parseYaml(await text('mlflow/MLmodel')) as {
    flavors: { python_function: Record<string, unknown> };
    model_uuid: string;
    signature: { inputs: string; outputs: string; params: null };
  };
  expect(model.flavors.python_function).toMatchObject({
    code: 'code',
    data: 'model',
    loader_module: 'drydock_model',
    env: { conda: 'conda.yaml', virtualenv: 'python_env.yaml' },
  });
  expect(model.model_uuid).toMatch(/^[0-9a-f]{32}$/);
  expect(JSON.parse(model.signature.inputs)).toEqual([
    { type: 'any', name: 'age', required: true },
    { type: 'any', name: 'visits', required: true },
    { type: 'string', name: 'city', required: true },
  ]);
  expect((JSON.parse(model.signature.outputs) as { name: string }[]).map(({ name }) => name)).toEqual([
    'prediction',
    'score_no',
    'score_yes',
    'abstained',
    'set',
    'error',
  ]);
});

it('the folder for MLflow is whole by itself', async () => {
  for (const file of ['model.onnx', 'preprocess.json']) {
    expect((await readFile(join(work, 'mlflow/model', file))).equals(await readFile(join(work, 'model', file)))).toBe(true);
  }
  const example = (await data('mlflow/input_example.json')) as { columns: string[]; data: unknown[][] };
  expect(await data('mlflow/serving_input_example.json')).toEqual({ dataframe_split: example });
  const [first = '', ...others] = (await text('golden/requests.jsonl')).trim().split('\n');
  const row = Object.fromEntries(example.columns.map((name, at) => [name, example.data[0]?.[at]]));
  expect([first, ...others].map((line) => JSON.parse(line) as unknown)).toContainEqual([row]);
});

it('says in the folder for MLflow what its server does not read, and how a CSV gets there as JSON', async () => {
  const readme = await text('mlflow/README.md');
  expect(readme).toContain('refuses `Content-Type: text/csv`');
  // Texts such as 007 or NA stay what they are; numbers are for pandas to read.
  expect(readme).toContain('pd.read_csv(sys.argv[1], dtype={"city":"str"}, keep_default_na=False, na_values=[""])');
});

it('both carry the same module, and pin the runtime of the server', async () => {
  const module = await readFile(join(repository, 'app/bundle/assets/drydock_model.py'), 'utf8');
  expect(await text('mlflow/code/drydock_model.py')).toBe(module);
  expect(await text('spark/drydock_model.py')).toBe(module);
  const server = (await data('server/package.json')) as { dependencies: Record<string, string> };
  const pin = `onnxruntime==${server.dependencies['onnxruntime-node']}`;
  for (const path of ['mlflow/requirements.txt', 'mlflow/conda.yaml', 'spark/requirements.txt'])
    expect(await text(path)).toContain(pin);
  expect(await text('spark/README.md')).toContain('`prediction`, `score_no`, `score_yes`, `abstained`, `set`, `error`');
});

it('the same run gives the same bytes, and nothing of it where it is not asked for', async () => {
  const [first, again, plain] = [
    await exported(run, 'first.zip', targets),
    await exported(run, 'again.zip', targets),
    await exported(run, 'plain.zip'),
  ];
  expect(again.sha256).toBe(first.sha256);
  expect(plain.files.filter(({ path }) => /^(mlflow|spark)\//.test(path))).toEqual([]);
  expect(first.findings.filter(({ target }) => target !== null)).toEqual([]);
});

/** What the rules look at, changed; the rest is never touched by them. */
function context(change: {
  columns?: { name: string; min: unknown; max: unknown }[];
  warnings?: object[];
  customDomains?: string[];
}): TargetContext {
  const { columns = [], warnings = [], customDomains = [] } = change;
  const reading = { task: 'binary', classes: ['no', 'yes'], scores: { output: 'p', form: 'probabilities' } };
  const inputs = [{ input: 'visits', type: 'int64', rank: 2, features: [{ column: 'visits', missing: { kind: 'reject' } }] }];
  return {
    sources: {
      record: { plan: { version: 1, inputs, fixedBatch: null, reading, positive: 'yes' }, batch: 256 },
      report: { warnings },
      model: { customDomains },
      data: { columns },
    },
  } as unknown as TargetContext;
}

const findings = (given: TargetContext): string[] =>
  [...mlflow.lint(given), ...spark.lint(given)].map(({ rule, severity }) => `${rule} ${severity}`);

it.each([
  ['nothing', {}, []],
  [
    'rows that influence each other',
    { warnings: [{ code: 'batch-dependent', message: 'm', hint: 'h' }] },
    ['python-batches warning', 'python-batches warning'],
  ],
  [
    'operators that Python does not have',
    { customDomains: ['my.ops'] },
    ['python-operators blocking', 'python-operators blocking'],
  ],
  [
    'integers beyond 2^53',
    { columns: [{ name: 'visits', min: 0, max: '9007199254740993' }] },
    ['python-integers warning', 'python-integers warning'],
  ],
  ['integers within 2^53', { columns: [{ name: 'visits', min: -5, max: 9007199254740991 }] }, []],
  ['huge numbers that feed nothing', { columns: [{ name: 'id', min: 0, max: 1e300 }] }, []],
  [
    'a column that is called as an answer, which only Spark keeps beside it',
    { columns: [{ name: 'score_yes', min: 0, max: 1 }] },
    ['spark-columns warning'],
  ],
])('finds %s', (_, change, expected) => {
  expect(findings(context(change))).toEqual(expected);
});

it('an operator that Python cannot run blocks both targets', () => {
  const blocked = context({ customDomains: ['my.ops'] });
  for (const target of [mlflow, spark]) {
    expect(target.lint(blocked)).toContainEqual(
      expect.objectContaining({
        severity: 'blocking',
        message: expect.stringContaining('The model uses operators of "my.ops"') as string,
      }),
    );
  }
});
