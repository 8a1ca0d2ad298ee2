import { describe, expect, it } from 'vitest';
import { Gate, type TimelineWindow } from '../../../app/api/schemas/runs.ts';
import { evaluateGate, GateFile, refuseUnknownSlices } from '../../../app/runs/gate.ts';

function window(month: number, labelled: number, accuracy: [number, number, number] | null): TimelineWindow {
  const at = (index: number): string => new Date(Date.UTC(2020, index, 1)).toISOString();
  const [low, value, high] = accuracy ?? [null, null, null];
  return {
    start: at(month),
    end: at(month + 1),
    firstRow: null,
    lastRow: null,
    rows: labelled,
    labelled,
    metrics: { accuracy: { value, low, high } },
  };
}

const report = {
  metrics: {
    accuracy: { value: 0.9, low: 0.88, high: 0.92 },
    logLoss: { value: 0.3, low: 0.2, high: 0.4 },
    rocAuc: { value: null, low: null, high: null },
  },
  labelled: 1000,
  timeline: {
    unit: 'month',
    auto: true,
    windows: [
      window(0, 500, [0.9, 0.93, 0.95]),
      window(1, 490, [0.84, 0.87, 0.9]),
      window(2, 0, null),
      window(3, 10, [0.2, 0.5, 0.8]),
    ],
    rowsWithoutTime: 0,
    rowsWithoutLabel: 0,
    reference: null,
  },
};
const judge = (gate: unknown): ReturnType<typeof evaluateGate> => evaluateGate(Gate.parse(gate), report);

describe('a gate', () => {
  it('holds a metric of all rows to its limits', () => {
    expect(judge({ accuracy: { min: 0.85 }, logLoss: { max: 0.35 } })).toMatchObject({
      ok: true,
      checks: [
        { metric: 'accuracy', ok: true, value: 0.9, limit: 'at least 0.85', on: 'all rows' },
        { metric: 'logLoss', ok: true, value: 0.3 },
      ],
    });
    expect(judge({ accuracy: { min: 0.95 } }).ok).toBe(false);
    expect(judge({ accuracy: { min: 0.9, max: 0.9 } }).ok).toBe(true);
  });

  it('can ask for the pessimistic end of the interval', () => {
    expect(judge({ accuracy: { min: 0.89, bound: 'low' } }).checks[0]).toMatchObject({ ok: false, value: 0.88 });
    expect(judge({ logLoss: { max: 0.35, bound: 'high' } }).ok).toBe(false);
  });

  it('judges every window with enough labels, and names those that fail', () => {
    const { checks } = judge({ accuracy: { min: 0.85, on: 'every window' } });
    expect(checks[0]).toMatchObject({ ok: false, value: 0.5, detail: '1 of 3 windows fail: 2020-04 (0.5)' });
    expect(judge({ accuracy: { min: 0.85, on: 'every window', minRows: 100 } }).checks[0]).toMatchObject({
      ok: true,
      value: 0.87,
      detail: '2 windows hold, the closest is 2020-02',
    });
  });

  it('judges the last window that has enough labels', () => {
    expect(judge({ accuracy: { min: 0.6, on: 'last window' } }).checks[0]).toMatchObject({ ok: false, value: 0.5 });
    expect(judge({ accuracy: { min: 0.6, on: 'last window', minRows: 50 } }).checks[0]).toMatchObject({ ok: true, value: 0.87 });
  });

  it('is not passed by what is undefined or not there', () => {
    expect(judge({ rocAuc: { min: 0 } }).checks[0]).toMatchObject({ ok: false, detail: 'rocAuc is undefined on these rows' });
    expect(judge({ mae: { max: 1e9 } }).ok).toBe(false);
    expect(judge({ accuracy: { min: 0, on: 'every window', minRows: 10_000 } }).ok).toBe(false);
    expect(judge({ accuracy: { min: 0, minRows: 10_000 } }).ok).toBe(false);
  });

  it('that demands nothing is an error, not a pass', () => {
    expect(() => judge({})).toThrow('demands nothing');
    expect(() => judge({ accuracy: { on: 'every window' } })).toThrow('neither min nor max');
    expect(Gate.safeParse({ acuracy: { min: 1 } }).success).toBe(false);
    expect(Gate.safeParse({ accuracy: { mim: 1 } }).success).toBe(false);
  });
});

describe('a gate file', () => {
  const refusal = (text: string): string => GateFile.safeParse(JSON.parse(text)).error?.issues[0]?.message ?? '';

  it('is refused before the run when it names what is no metric, or has no rule', () => {
    for (const name of ['__proto__', 'constructor', 'acuracy']) {
      const { error } = GateFile.safeParse(JSON.parse(`{"${name}": {"min": 0.5}}`));
      expect(error?.issues[0]).toMatchObject({ path: [name], message: expect.stringMatching(/no metric of this name.*rocAuc/) });
    }
    expect(refusal('{}')).toContain('it has no rule');
    expect(refusal('[]')).toContain('expected record');
    expect(refusal('{"accuracy": {}}')).toContain('neither min nor max');
    expect(GateFile.parse({ accuracy: { min: 0.5 } })).toEqual(Gate.parse({ accuracy: { min: 0.5 } }));
  });

  it('holds a named slice to its limits', () => {
    const slices = [
      { name: 'Texas', filters: [], rows: 60, labelled: 50, metrics: { accuracy: { value: 0.8, low: 0.7, high: 0.9 } } },
      { name: 'Old', filters: [], rows: 0, labelled: 0, metrics: {}, problem: 'The filter on "Age" names no column.' },
    ];
    const sliced = (gate: unknown): ReturnType<typeof evaluateGate> => evaluateGate(Gate.parse(gate), { ...report, slices });
    expect(sliced({ accuracy: { min: 0.75, on: 'slice texas' } }).checks[0]).toMatchObject({
      ok: true,
      value: 0.8,
      on: 'slice texas',
    });
    expect(sliced({ accuracy: { min: 0.75, on: 'slice Texas', bound: 'low' } }).ok).toBe(false);
    expect(sliced({ accuracy: { min: 0, on: 'slice Texas', minRows: 51 } }).checks[0]?.detail).toBe(
      'only 50 labelled rows, 51 asked for',
    );
    expect(sliced({ accuracy: { min: 0, on: 'slice Old' } }).checks[0]).toMatchObject({
      ok: false,
      detail: 'The filter on "Age" names no column.',
    });
    expect(sliced({ accuracy: { min: 0, on: 'slice Ohio' } }).ok).toBe(false);
    expect(GateFile.safeParse({ accuracy: { min: 0, on: 'slice ' } }).success).toBe(false);
  });

  it('on a slice that the project does not have is refused before the run', () => {
    const texas = [{ name: 'Texas', filters: [{ column: 'state', op: 'eq' as const, value: 'Texas' }] }];
    expect(() => refuseUnknownSlices(Gate.parse({ accuracy: { min: 0, on: 'slice TEXAS' } }), texas)).not.toThrow();
    expect(() => refuseUnknownSlices(Gate.parse({ accuracy: { min: 0, on: 'slice Ohio' } }), texas)).toThrow(/no slice/);
  });
});
