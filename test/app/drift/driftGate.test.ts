import { expect, it } from 'vitest';
import type { DriftReport } from '../../../app/api/schemas/drift.ts';
import { DriftGateFile, evaluateDriftGate } from '../../../app/drift/driftGate.ts';

const report = {
  dataset: { share: 0.25, verdict: 'drift' },
  columns: [{ name: '__proto__', method: 'Wasserstein', score: 0.3 }],
  alerts: [
    { severity: 'alarm', active: true, title: 'More cells are missing' },
    { severity: 'alarm', active: false, title: 'Values in another unit' },
  ],
  verdict: { action: 'fix the data', headline: 'The data are broken' },
} as unknown as DriftReport;

const judged = (gate: string) => evaluateDriftGate(DriftGateFile.parse(JSON.parse(gate)), report);

it.each([
  ['{"drift":{"share":{"max":0.25}}}', true],
  ['{"drift":{"share":{"max":0.2}}}', false],
  ['{"drift":{"columns":{"__proto__":{"max":0.3}}}}', true],
  ['{"drift":{"columns":{"__proto__":{"max":0.29}}}}', false],
  ['{"drift":{"alarms":{"max":1}}}', true],
  ['{"drift":{"alarms":{"max":0}}}', false],
  ['{"drift":{"action":["wait","look"]}}', false],
  ['{"drift":{"action":["fix the data"],"alarms":{"max":0}}}', false],
])('%s', (gate, ok) => {
  const { checks, ok: isFine } = judged(gate);
  expect(isFine).toBe(ok);
  expect(checks.length).toBeGreaterThan(0);
});

it('a column that was not compared, and a gate that asks for nothing, do not pass', () => {
  expect(() => judged('{"drift":{"columns":{"nope":{"max":1}}}}')).toThrow('names the column "nope", which was not compared');
  const lost = { ...report, columns: [...report.columns, { name: 'lost', score: null }] } as DriftReport;
  expect(() => evaluateDriftGate({ drift: { columns: { lost: { max: 1 } } } }, lost)).toThrow(
    expect.objectContaining({ hint: 'Those compared: __proto__.' }),
  );
  expect(() => judged('{"drift":{}}')).toThrow('it asks for nothing');
});
