import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Mapping, MissingPolicy } from '../../../app/api/schemas/mapping.ts';
import { refreshConstants } from '../../../app/mapping/refreshConstants.ts';
import { suggestMapping } from '../../../app/mapping/suggestMapping.ts';
import { openModel } from '../../../app/model/openModel.ts';
import { logisticRegression, saveModel } from '../../support/tinyModels.ts';
import { cardOf } from './table.ts';

test('another column for an input brings its own median; a constant chosen by a person stays', async () => {
  const cacheDir = await mkdtemp(join(tmpdir(), 'drydock-cache-'));
  const bytes = logisticRegression({ weights: [1, -1], metadata: { feature_names: "['width', 'height']" } });
  const { card: model } = await openModel(await saveModel(bytes), { cacheDir });
  const data = cardOf({ width: [1, 2, 3], height: [10, 20, 30], depth: [100.5, 200.5, 300.5] });
  const before = suggestMapping(model, data);
  const [input] = before.inputs;
  const missing = (mapping: Mapping): MissingPolicy[] => mapping.inputs.flatMap(({ feeds }) => feeds.map((feed) => feed.missing));
  const chosen: MissingPolicy = { kind: 'constant', value: 7, from: 'chosen by you' };
  const change = (policy?: MissingPolicy): Mapping => ({
    ...before,
    inputs: [
      {
        input: input?.input ?? '',
        feeds: (input?.feeds ?? []).map((feed, i) =>
          i === 1 ? { ...feed, column: 'depth', missing: policy ?? feed.missing } : feed,
        ),
      },
    ],
  });
  expect(missing(before)).toEqual([
    { kind: 'constant', value: 2, from: 'median of this column' },
    { kind: 'constant', value: 20, from: 'median of this column' },
  ]);
  expect(missing(refreshConstants(before, change(), { model, data }))).toEqual([
    { kind: 'constant', value: 2, from: 'median of this column' },
    { kind: 'constant', value: 200.5, from: 'median of this column' },
  ]);
  expect(missing(refreshConstants(before, change(chosen), { model, data }))[1]).toEqual(chosen);
});
