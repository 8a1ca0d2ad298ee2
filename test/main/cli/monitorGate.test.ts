import { expect, it } from 'vitest';
import type { DriftReport } from '../../../app/api/schemas/drift.ts';
import type { RunReport } from '../../../app/api/schemas/runs.ts';
import { evaluateMonitorGate, MonitorGateFile } from '../../../main/cli/monitorGate.ts';

const report = { metrics: { accuracy: { value: 0.9, low: 0.88, high: 0.92 } }, labelled: 100 } as unknown as RunReport;
const drift = { dataset: { share: 0.25, verdict: 'drift' }, columns: [], alerts: [] } as unknown as DriftReport;
const judged = (gate: string, found: DriftReport | string = drift) =>
  evaluateMonitorGate(MonitorGateFile.parse(JSON.parse(gate)), report, found);

it.each([
  ['{"accuracy":{"min":0.8}}', true],
  ['{"accuracy":{"min":0.95}}', false],
  ['{"drift":{"share":{"max":0.3}}}', true],
  ['{"drift":{"share":{"max":0.2}}}', false],
  ['{"accuracy":{"min":0.8},"drift":{"share":{"max":0.2}}}', false],
  ['{"accuracy":{"min":0.95},"drift":{"share":{"max":0.3}}}', false],
  ['{"accuracy":{"min":0.8},"drift":{"share":{"max":0.3}}}', true],
])('%s', (gate, ok) => {
  expect(judged(gate).ok).toBe(ok);
});

it('what could not be compared does not pass, with the reason', () => {
  const { ok, drift: found } = judged('{"drift":{"alarms":{"max":0}}}', 'other data');
  expect({ ok, detail: found?.checks.map(({ detail }) => detail) }).toEqual({ ok: false, detail: ['other data'] });
  expect(judged('{"accuracy":{"min":0.8}}', 'other data').ok).toBe(true);
});

it.each(['{}', '[]', '3', '{"acuracy":{"min":1}}', '{"drift":{}}', '{"accuracy":{"min":0.8},"drift":{"shares":{"max":1}}}'])(
  '%s is refused',
  (gate) => {
    expect(MonitorGateFile.safeParse(JSON.parse(gate)).success).toBe(false);
  },
);
