import { expect, it } from 'vitest';
import type { DriftAlert } from '../../../app/api/schemas/drift.ts';
import { verdictOf } from '../../../app/drift/verdict.ts';

const alert = (rule: string, action: DriftAlert['action']): DriftAlert => ({
  rule,
  title: rule,
  severity: 'alarm',
  since: '2024-01-01T00:00:00.000Z',
  from: 3,
  to: 5,
  active: true,
  column: null,
  detail: 'as it is',
  action,
});

it('a model that got worse while nothing drifts is not told to have met concept drift where the reference may be what it was trained on', () => {
  const worse = [alert('metricDrop', 'retrain')];
  const inside = verdictOf(worse, { isLabelled: true, isOutside: false, fallen: [], drifted: [] });
  expect(inside).toMatchObject({ action: 'retrain', since: 3 });
  expect(inside.reasons.at(-1)).toBe('Its inputs look as before: what they mean has changed (concept drift).');
  const outside = verdictOf(worse, { isLabelled: true, isOutside: true, fallen: [], drifted: [] });
  expect(outside.reasons.at(-1)).toContain('unless it was trained on the rows of the reference');
});

it('drift alone is a reason to look, and says whether true figures stand behind that', () => {
  const drifting = [alert('inputDrift', 'look')];
  const told = (isLabelled: boolean) => verdictOf(drifting, { isLabelled, isOutside: true, fallen: [], drifted: [] });
  expect(told(true)).toMatchObject({
    action: 'look',
    reasons: [expect.anything(), expect.stringContaining('have not clearly fallen')],
  });
  expect(told(false).reasons.at(-1)).toBe('Whether it costs accuracy is not known without labels.');
});
