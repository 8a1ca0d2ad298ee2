import { afterAll, beforeAll, expect, it } from 'vitest';
import { openvino } from '../../../../app/bundle/targets/openvino.ts';
import { isKnownToOpenvino } from '../../../../app/bundle/targets/openvino/operators.ts';
import type { TargetContext } from '../../../../app/bundle/targets/target.ts';
import { targetCases } from '../support/targetCases.ts';
import { targetContext, textsByPath, type TestContext } from '../support/targetContext.ts';

const root = new URL('../../../../', import.meta.url).pathname;
const made: Record<string, TestContext> = {};

beforeAll(async () => {
  const cases = await targetCases(root);
  for (const name of ['columns', 'zipmap', 'matrix', 'external']) made[name] = await targetContext(cases[name]!.options, name);
});
afterAll(async () => {
  for (const { remove } of Object.values(made)) await remove();
});
const contextOf = (name: string): TargetContext => made[name]!.context;
const blocking = (context: TargetContext): string[] =>
  openvino
    .lint(context)
    .filter(({ severity }) => severity === 'blocking')
    .map(({ rule, message }) => `${rule}: ${message}`);

it('lets standard operators on numbers pass', () => {
  expect(blocking(contextOf('matrix'))).toEqual([]);
  expect(blocking(contextOf('external'))).toEqual([]);
});

it('blocks operators that OpenVINO cannot read, and texts', () => {
  expect(blocking(contextOf('columns'))).toEqual([
    'openvino-operators: OpenVINO cannot read ai.onnx.ml LabelEncoder, ai.onnx.ml OneHotEncoder.',
    'openvino-strings: OpenVINO Model Server does not serve texts, which "city", "label" hold.',
  ]);
  // The file has a ZipMap, which was taken out before it ran.
  expect(blocking(contextOf('zipmap'))[0]).toBe('openvino-operators: OpenVINO cannot read ai.onnx.ml LinearClassifier.');
});

it('blocks what is no tensor', () => {
  const context = contextOf('matrix');
  const { model } = context.sources;
  const outputs = [...model.outputs, { name: 'list', kind: 'sequence' as const, type: 'float32' as const, shape: null }];
  expect(blocking({ ...context, sources: { ...context.sources, model: { ...model, outputs } } })).toEqual([
    'openvino-not-a-tensor: OpenVINO does not know the sequence "list".',
  ]);
});

it('tells operators apart by their domain', () => {
  expect(isKnownToOpenvino({ domain: '', name: 'Gemm' })).toBe(true);
  expect(isKnownToOpenvino({ domain: '', name: 'SequenceConstruct' })).toBe(false);
  expect(isKnownToOpenvino({ domain: 'com.microsoft', name: 'FusedMatMul' })).toBe(true);
  expect(isKnownToOpenvino({ domain: 'com.microsoft', name: 'CDist' })).toBe(false);
  expect(isKnownToOpenvino({ domain: 'ai.onnx.contrib', name: 'Gemm' })).toBe(false);
});

it('writes config.json for the model beside it, with its external data', async () => {
  const files = await textsByPath(await openvino.files(contextOf('external')));
  expect(Object.keys(files)).toEqual([
    'ovms/config.json',
    'ovms/external/1/model.onnx',
    'ovms/external/1/torchDynamic.onnx.data',
    'ovms/README.md',
  ]);
  expect(JSON.parse(files['ovms/config.json']!)).toEqual({
    model_config_list: [
      { config: { name: 'external', base_path: '/models/external', plugin_config: { PERFORMANCE_HINT: 'LATENCY' } } },
    ],
  });
  expect(files['ovms/README.md']).toContain('named rows are not taken');
});
