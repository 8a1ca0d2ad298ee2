import { expect, it } from 'vitest';
import { runtimeLimits } from '../../../../app/bundle/lint/runtimeLimits.ts';
import { openSession } from '../../../../app/inference/runtime.ts';
import { saveModel } from '../../../support/tinyModels.ts';
import { tensor, writeModel } from '../../../support/onnxWriter.ts';

async function loads(spec: { irVersion?: number; opsets?: Record<string, number> }): Promise<boolean> {
  const model = writeModel({
    nodes: [{ op: 'Relu', inputs: ['X'], outputs: ['Y'] }],
    inputs: [tensor('X', 'float32', ['N', 2])],
    outputs: [tensor('Y', 'float32', ['N', 2])],
    ...spec,
  });
  const path = await saveModel(model);
  const session = await openSession(path, { provider: 'cpu', threads: 1 }).catch(() => null);
  await session?.close();
  return session !== null;
}

it('are those of the installed runtime: the newest loads, the next does not', async () => {
  const { irVersion, opsets } = runtimeLimits;
  expect([await loads({ irVersion }), await loads({ irVersion: irVersion + 1 })]).toEqual([true, false]);
  for (const [domain, version] of Object.entries(opsets)) {
    const both = await Promise.all([version, version + 1].map((one) => loads({ opsets: { '': 17, [domain]: one } })));
    expect(both).toEqual([true, false]);
  }
});
