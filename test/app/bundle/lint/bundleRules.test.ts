// Each rule where it fires, and all of them where nothing is wrong.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleRules } from '../../../../app/bundle/lint/bundleRules.ts';
import type { GoldenRow } from '../../../../app/bundle/golden/goldenFiles.ts';
import type { Finding, TargetContext } from '../../../../app/bundle/targets/target.ts';
import { findingsOf } from '../../../../app/bundle/lint/findingsOf.ts';
import { perColumn } from '../../../support/tinyModels.ts';
import { columnRows } from '../support/exportedBundle.ts';
import { targetContext, type TestContext } from '../support/targetContext.ts';

let made: TestContext;
let context: TargetContext;
beforeAll(async () => {
  made = await targetContext({ model: perColumn(), sql: columnRows, roles: { target: 'label', time: 'at' } });
  context = made.context;
});
afterAll(() => made.remove());

type Sources = TargetContext['sources'];

const lint = (changed: TargetContext): Finding[] => findingsOf(bundleRules, changed);
const of = (rule: string, changed: TargetContext): Finding[] => lint(changed).filter((finding) => finding.rule === rule);
const withModel = (model: Partial<Sources['model']>): TargetContext => ({
  ...context,
  sources: { ...context.sources, model: { ...context.sources.model, ...model } },
});
const withRecord = (record: Partial<Sources['record']>): TargetContext => ({
  ...context,
  sources: { ...context.sources, record: { ...context.sources.record, ...record } },
});
const withRows = (name: string, values: GoldenRow['values'][string][]): TargetContext => ({
  ...context,
  golden: { ...context.golden, rows: values.map((value, at) => ({ row: at + 1, why: [], values: { [name]: value } })) },
});

it('finds nothing in a sound bundle', () => {
  expect(lint(context)).toEqual([]);
});

it('has a test for each rule', () => {
  expect(bundleRules.map(({ id }) => id).sort()).toEqual(
    [
      'batch-dependent',
      'custom-operators',
      'external-data-path',
      'fatal-rows',
      'few-labels',
      'golden-personal-data',
      'golden-secret',
      'half-precision',
      'int8',
      'licence',
      'metadata-leak',
      'metadata-secret',
      'nameless-classes',
      'needs-locale',
      'no-positive-class',
      'other-form',
      'other-provider',
      'output-not-served',
      'partial-run',
      'unservable-types',
      'version-too-new',
    ].sort(),
  );
});

describe('the model', () => {
  const tensor = { name: 'odd', kind: 'tensor' as const, shape: [null, 1] };

  it.each<[string, Finding['severity'], () => TargetContext, RegExp]>([
    ['custom-operators', 'blocking', () => withModel({ customDomains: ['ai.onnx.contrib'] }), /"ai.onnx.contrib"/],
    ['unservable-types', 'blocking', () => withModel({ outputs: [{ ...tensor, type: 'bfloat16' }] }), /"odd" is bfloat16/],
    ['half-precision', 'warning', () => withModel({ inputs: [{ ...tensor, type: 'float16' }] }), /"odd" is float16/],
    ['version-too-new', 'blocking', () => withModel({ irVersion: 14 }), /IR version 14/],
    ['version-too-new', 'blocking', () => withModel({ opsets: [{ domain: 'ai.onnx', version: 27 }] }), /ai.onnx 27/],
    ['version-too-new', 'blocking', () => withModel({ opsets: [{ domain: 'ai.onnx.ml', version: 6 }] }), /ai.onnx.ml 6/],
    [
      'output-not-served',
      'warning',
      () => withModel({ outputs: [{ name: 'list', kind: 'sequence', type: 'float32', shape: null }] }),
      /"list" is a sequence/,
    ],
    [
      'needs-locale',
      'warning',
      () => withModel({ warnings: [{ code: 'NEEDS_LOCALE', message: 'It needs the locale "en_US".' }] }),
      /"en_US"\. The image .* has none but C/,
    ],
    ['int8', 'note', () => withModel({ operators: [{ name: 'MatMulInteger', domain: '', count: 2 }] }), /MatMulInteger/],
    ['int8', 'note', () => withModel({ operators: [{ name: 'QLinearConv', domain: '', count: 2 }] }), /QLinearConv/],
  ])('%s (%s)', (rule, severity, changed, message) => {
    const found = of(rule, changed());
    expect(found).toMatchObject([{ severity }]);
    expect(found[0]!.message).toMatch(message);
    expect(found[0]!.fix.length).toBeGreaterThan(20);
  });

  it('takes the newest versions that the runtime knows, and operators that only sound quantized', () => {
    const opsets = [
      { domain: '', version: 26 },
      { domain: 'ai.onnx.ml', version: 5 },
      { domain: 'com.microsoft', version: 99 },
    ];
    expect(lint(withModel({ irVersion: 13, opsets }))).toEqual([]);
    expect(lint(withModel({ operators: [{ name: 'QuickGelu', domain: 'com.microsoft', count: 1 }] }))).toEqual([]);
  });

  it.each(['/home/anna/w.data', 'C:\\models\\w.data', '../w.data', 'a/../../w.data'])('external-data-path: %s', (location) => {
    const found = of('external-data-path', withModel({ externalData: [{ location, sizeBytes: 1, found: true }] }));
    expect(found).toMatchObject([{ severity: 'blocking', message: expect.stringContaining(JSON.stringify(location)) }]);
  });

  it.each(['model.onnx.data', 'weights/w..data'])('leaves external data beside the model alone: %s', (location) => {
    expect(lint(withModel({ externalData: [{ location, sizeBytes: 1, found: true }] }))).toEqual([]);
  });
});

describe('what the model file says of itself', () => {
  const said = (text: string): TargetContext => withModel({ metadata: { note: text } });

  it.each([
    ['AGPL-3.0 License (https://ultralytics.com/license)', /AGPL: whoever offers it over a network/],
    ['GNU Affero General Public License v3', /AGPL/],
    ['GPL-3.0-only', /names GPL/],
    ['GNU General Public License v2', /names GPL/],
    ['CC BY-NC 4.0', /non-commercial/],
  ])('licence: %s', (text, message) => {
    expect(of('licence', said(text))).toMatchObject([{ severity: 'warning', message: expect.stringMatching(message) }]);
  });

  it.each(['Apache-2.0', 'MIT', 'LGPL-3.0', 'GNU Lesser General Public License', 'CC BY 4.0'])('takes the licence %s', (text) => {
    expect(of('licence', said(text))).toEqual([]);
  });

  it.each([
    ['trained from /home/anna/churn/train.csv', 'the name of a user: /home/anna'],
    ['C:\\Users\\Anna\\model.pkl', 'the name of a user: C:\\Users\\Anna'],
    ['/Users/anna/x', 'the name of a user: /Users/anna'],
    ['run in /mnt/nfs/jobs/17', 'a path of the machine it was made on: /mnt/nfs/jobs/17'],
    ['D:\\data\\x.csv', 'a path of the machine it was made on: D:\\data\\x.csv'],
    ['ask anna.b@example.co.uk', 'an e-mail address: anna.b@example.co.uk'],
  ])('metadata-leak: %s', (text, message) => {
    expect(of('metadata-leak', said(text)).map((finding) => finding.message)).toEqual([
      `The metadata "note" of the model holds ${message}`,
    ]);
  });

  it.each(['https://example.com/data/model', 'ratio 1/2, either/or', 'sklearn 1.5 @ main', '{"0": "cat"}', 'float32 [N, 2]'])(
    'has nothing against: %s',
    (text) => {
      expect(lint(said(text))).toEqual([]);
    },
  );

  it('looks into description, graph name and producer too', () => {
    for (const changed of [{ description: 'by a@b.com' }, { graphName: '/home/x/y' }, { producer: 'a@b.com' }])
      expect(of('metadata-leak', withModel(changed))).toHaveLength(1);
  });

  it('metadata-secret names the kind and never shows the secret', () => {
    const key = `AKIA${'ABCDEFGHIJKLMNOP'}`;
    const found = of('metadata-secret', said(`s3 ${key}`));
    expect(found).toMatchObject([
      { severity: 'warning', message: 'The metadata "note" of the model looks like it holds an AWS access key.' },
    ]);
    expect(JSON.stringify(found)).not.toContain(key);
  });
});

describe('the golden rows', () => {
  const token = ['hf', 'abcdefghijklmnopqrstuvwxyzABCDEF'].join('_');

  it.each<[string, GoldenRow['values'][string][], string]>([
    ['note', ['fine', `use ${token}`], 'a Hugging Face token'],
    ['url', ['postgres://anna:hunter22@db/x'], 'a password in an address'],
    ['config', ['password = "correct horse"'], 'a password or key'],
    ['api_key', [17], 'secrets, by its name'],
    ['session_token', ['x'], 'secrets, by its name'],
  ])('golden-secret: %s %j', (name, values, kind) => {
    expect(of('golden-secret', withRows(name, values))).toMatchObject([
      { severity: 'warning', message: `The golden rows carry "${name}", which looks like it holds ${kind}.` },
    ]);
  });

  it.each<[string, GoldenRow['values'][string][], string]>([
    ['customerEmail', ['x'], 'e-mail addresses'],
    ['E-Mail', ['x'], 'e-mail addresses'],
    ['Phone Number', [1], 'phone numbers'],
    ['last_name', ['Q'], 'names of people'],
    ['Name', ['Q'], 'names of people'],
    ['street', ['Q'], 'addresses'],
    ['birth_date', ['Q'], 'dates of birth'],
    ['patient_id', [4], 'numbers that identify people'],
    ['SSN', ['x'], 'numbers that identify people'],
    ['comment', ['call me', 'or write to anna@example.org'], 'e-mail addresses'],
    ['reference', ['DE89 3704 0044 0532 0130 00'], 'account numbers (IBAN)'],
    ['number', ['4539 1488 0343 6467', '4539148803436467'], 'card numbers'],
    ['host', ['192.168.0.1', '10.0.0.7', 'x'], 'addresses of computers'],
    ['contact', ['+49 30 1234567', '(030) 123-4567'], 'phone numbers'],
  ])('golden-personal-data: %s %j', (name, values, kind) => {
    expect(of('golden-personal-data', withRows(name, values))).toMatchObject([
      { severity: 'warning', message: expect.stringContaining(`"${name}", which looks like ${kind};`) },
    ]);
  });

  it.each<[string, GoldenRow['values'][string][]]>([
    ['product_name', ['lamp']],
    ['filename', ['a.csv']],
    ['phone type', ['landline']],
    ['date', ['2024-01-31', '2024-02-29']],
    ['amount', ['1234567890', '2234567891']],
    ['tokens', [12]],
    ['age', [41]],
    ['email', [null, null]],
    ['city', ['Rome', 'Berlin']],
    ['version', ['1.2.3']],
    ['address_count', [2]],
  ])('has nothing against %s %j', (name, values) => {
    expect(lint(withRows(name, values))).toEqual([]);
  });
});

describe('the evidence', () => {
  const rows = (change: Partial<Sources['record']['rows']>): TargetContext =>
    withRecord({ rows: { ...context.sources.record.rows, ...change } });
  const withReading = (
    reading: Partial<Sources['record']['plan']['reading']>,
    positive: string | null,
    model: Partial<Sources['model']> = {},
  ): TargetContext => {
    const { plan } = context.sources.record;
    const { sources, ...rest } = withRecord({ plan: { ...plan, positive, reading: { ...plan.reading, ...reading } } });
    return { ...rest, sources: { ...sources, model: { ...sources.model, ...model } } };
  };

  it('partial-run', () => {
    const found = of('partial-run', withRecord({ state: 'partial', stateReason: 'Cancelled.' }));
    expect(found).toMatchObject([{ severity: 'warning', message: 'The run ended early, after 400 of 400 rows: Cancelled.' }]);
  });

  it('few-labels', () => {
    expect(of('few-labels', rows({ labelled: 0 }))[0]!.message).toMatch(/^No row has a label/);
    expect(of('few-labels', rows({ labelled: 99 }))[0]!.message).toMatch(/^Only 99 rows have a label/);
    expect(of('few-labels', rows({ labelled: 100 }))).toEqual([]);
  });

  it('other-provider', () => {
    expect(of('other-provider', withRecord({ provider: 'webgpu' }))[0]!.message).toMatch(/made on webgpu/);
  });

  it('batch-dependent', () => {
    const { report } = context.sources;
    const warning = { code: 'batch-dependent', message: 'It mixes rows.', hint: 'Export it for inference.' };
    const changed = { ...context.sources, report: { ...report, warnings: [...report.warnings, warning] } };
    expect(of('batch-dependent', { ...context, sources: changed })).toMatchObject([
      { severity: 'warning', message: 'It mixes rows.', fix: 'Export it for inference. Then validate it anew.' },
    ]);
  });

  it('no-positive-class', () => {
    expect(of('no-positive-class', withReading({}, null))).toHaveLength(1);
    expect(of('no-positive-class', withReading({ task: 'multiclass' }, null))).toEqual([]);
  });

  it('nameless-classes', () => {
    expect(of('nameless-classes', withReading({ classes: ['0', '1'] }, '1', { classSource: 'counted' }))).toMatchObject([
      { severity: 'note', message: 'The classes have no names but 0, 1.' },
    ]);
    expect(of('nameless-classes', withReading({ classes: ['no', 'yes'] }, 'yes', { classSource: 'counted' }))).toEqual([]);
  });

  it('other-form', () => {
    const figure = (verdict: 'worse' | 'unclear'): NonNullable<Sources['form']>['figures'][number] => ({
      metric: 'accuracy',
      original: 0.9,
      form: 0.8,
      difference: { value: -0.1, low: -0.12, high: -0.08 },
      verdict,
    });
    const withForm = (verdict: 'worse' | 'unclear'): TargetContext => {
      const of = { runId: 'before', sha256: '0'.repeat(64), bytes: 1000 };
      const form: Sources['form'] = {
        ...{ kind: 'int8', of, bytes: 300, rows: 100, changed: 10, largest: 0.2, speed: [], cpu: '' },
        figures: [figure(verdict)],
      };
      return { ...context, sources: { ...context.sources, form } };
    };
    expect(of('other-form', withForm('worse'))[0]?.message).toBe(
      'In the form int8 the model is worse than as it was given: accuracy 0.9000 → 0.8000.',
    );
    expect(of('other-form', withForm('unclear'))).toEqual([]);
  });

  it('fatal-rows', () => {
    expect(of('fatal-rows', withRecord({ fatalRows: [7, 9] }))[0]!.message).toMatch(
      /^2 rows ended the runtime \(the first is row 7\)/,
    );
  });
});
