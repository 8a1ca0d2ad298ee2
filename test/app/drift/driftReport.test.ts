import { describe, expect, it } from 'vitest';
import { DriftSettings, type DriftRecord } from '../../../app/api/schemas/drift.ts';
import { driftReport } from '../../../app/drift/report/driftReport.ts';
import { calmDriftReport, fakeDriftReport, wideDriftReport } from '../../renderer/fakeDriftReport.ts';

const settings = DriftSettings.parse({});
const record: DriftRecord = {
  version: 1,
  id: 'drift-1',
  kind: 'drift',
  name: 'Strikes of <b>1997</b>',
  archived: false,
  startedAt: '2026-11-28T10:00:00.000Z',
  endedAt: '2026-11-28T10:00:09.000Z',
  data: { name: 'strikes.csv', paths: ['/d/strikes.csv'], sha256: 'b'.repeat(64), rows: 7_312 },
  runId: 'run-1',
  settings,
  report: fakeDriftReport(settings),
};

describe('the report of a drift run', () => {
  const text = driftReport(record);

  it('loads and runs nothing, and is the same for the same run', () => {
    expect(text).not.toMatch(/<script|<link|<iframe|src=|url\(|@import|https?:/);
    expect(text).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(driftReport(record)).toBe(text);
  });

  it('shows names out of files as text @security', () => {
    const { report } = record;
    const columns = report.columns.map((column, i) => (i === 1 ? { ...column, name: '<img src=x onerror=alert(1)>' } : column));
    const injected = driftReport({ ...record, report: { ...report, columns } });
    expect(injected).toContain('Strikes of &lt;b&gt;1997&lt;/b&gt;');
    expect(injected).not.toMatch(/<img|<b>/);
    expect(injected).toContain('&lt;img src=x onerror=alert(1)&gt;');
  });

  it('says what to do, since when and why', () => {
    expect(text).toMatch(/<strong>Fix the data\.<\/strong>\s*The data are broken, since 1996-Q3\./);
    expect(text).toContain('Training anew would teach the fault to the model');
    expect(text).toMatch(
      /<th scope="row">Values in another unit<\/th>\s*<td>Speed IAS in knots<\/td>\s*<td>1996-Q3<\/td>\s*<td>still<\/td>/,
    );
  });

  it('has every column with its figures, the worst first, a mark for every window that has rows, and what changed', () => {
    const rows = [
      ...text.matchAll(/<th scope="row">([^<]+)<\/th>\s*<td>(?:drift|possible|none)<\/td>\s*<td>[^<]*(?:distance|deviations)/g),
    ];
    expect(rows.map(([, name]) => name)).toHaveLength(record.report.columns.length);
    expect(rows[0]?.[1]).toBe('Speed IAS in knots');
    const there = record.report.columns.flatMap(({ windows }) =>
      windows.filter(({ n, score }) => n > 0 && score !== null),
    ).length;
    expect([...text.matchAll(/class="frame"/g)]).toHaveLength(there);
    expect(text).toContain('values are about 1.852 times what they were: another unit?');
  });

  it('has the figures without labels by every method, all columns together, and the detectors', () => {
    expect(text).toMatch(/ROC AUC<\/th>\s*<td>CBPE<\/td>[^]*ROC AUC<\/th>\s*<td>weighted reference<\/td>/);
    expect(text).toMatch(/put these faults [^]*<li>1996-Q3: <span class="dim">Speed IAS in knots: a unit error ×1.852 /);
    expect(text).toMatch(/Domain classifier, ROC AUC<\/th>\s*<td>drift<\/td>[^]*5 of\s*8/);
    expect(text).toMatch(/ADWIN<\/th>\s*<td class="n">1<\/td>/);
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('stays small however many columns and windows there are, and says what it leaves out', () => {
    const wide = driftReport({ ...record, report: wideDriftReport(2_000, 60) });
    expect(wide.length).toBeLessThan(4e6);
    expect(wide).toContain('1,940 further columns are left out here');
  });

  it('where nothing drifts it says so', () => {
    const calm = driftReport({ ...record, report: calmDriftReport() });
    expect(calm).toMatch(/<strong>Wait\.<\/strong>\s*Nothing has changed that matters/);
    expect(calm).not.toContain('<h2>Alerts</h2>');
    expect(calm).not.toMatch(/NaN|undefined|Infinity/);
  });
});
