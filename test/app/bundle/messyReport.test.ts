import { describe, expect, it } from 'vitest';
import { messyReport } from '../../../app/bundle/report/messyReport.ts';
import type { SeverityScore, StressRecord } from '../../../app/api/schemas/stress.ts';
import type { LintReport } from '../../../app/api/schemas/lint.ts';
import { fakeHardenReport, fakeOffers } from '../../renderer/fakeHarden.ts';
import { fakeStressReport } from '../../renderer/fakeStressReport.ts';

const record = {
  id: 'stress-1',
  name: 'Stress of <b>strikes</b>',
  state: 'partial',
  stateReason: 'cancelled',
  startedAt: '2026-11-28T10:00:00.000Z',
  model: { name: 'model.onnx', path: '/m/model.onnx', sha256: 'a'.repeat(64), runSha256: 'a'.repeat(64) },
  data: { name: 'strikes.csv', paths: ['/d/strikes.csv'], sha256: 'b'.repeat(64), rows: 7312 },
  versions: { drydock: '0.1.0', onnxruntime: '1.30.0', node: '20.20.0', duckdb: '1.5.6' },
} as StressRecord;

const lint = {
  rows: 512,
  totalRows: 7312,
  checks: [
    {
      title: 'Missing numbers',
      state: 'done',
      findings: [
        { severity: 'fail', message: 'NaN in <Speed> gives a sure answer.', meaning: 'Nobody notices.', action: 'Fill it.' },
      ],
    },
    { title: 'Dead inputs', state: 'skipped', reason: 'No data.', summary: '', findings: [] },
  ],
} as unknown as LintReport;

describe('the report of a stress run', () => {
  const report = fakeStressReport();
  const text = messyReport(record, report);

  it('loads and runs nothing, and is the same for the same run', () => {
    expect(text).not.toMatch(/<script|<link|<iframe|src=|url\(|@import|https?:/);
    expect(text).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(messyReport(record, report)).toBe(text);
  });

  it('shows names out of files as text @security', () => {
    expect(text).toContain('Stress of &lt;b&gt;strikes&lt;/b&gt;');
    expect(text).not.toContain('<b>');
  });

  it('says the grade, draws a curve for every kind of damage, worst first, and lists breaking points and columns', () => {
    expect(text).toContain('Grade C, 71 of 100.');
    const drawn = [...text.matchAll(/<figcaption>\s*([^<]+?)\s*</g)].map(([, title]) => title);
    expect(drawn).toEqual(['Unit error', 'Missing at random', 'Unseen category', 'Label noise', 'Noise']);
    expect(text).toContain('ROC AUC stays above 0.65 up to 40 % missing in Speed');
    expect(text.indexOf('<th scope="row">Speed</th>')).toBeLessThan(text.indexOf('<th scope="row">Wildlife Size</th>'));
    expect(text).toContain('Partial run.');
    expect(text).toMatch(/Most unstable rows[^]*<th scope="row" class="n">41<\/th>[^]*9 of 12[^]*Noise, Missing at random/);
  });

  it('says of every kind of damage the mean, how many answers it flips, and how it stands beside the run compared with', () => {
    const [first] = report.corruptions;
    if (!first) throw new Error('The fake has no damage.');
    const severities = [0.02, 0.125, 0.4].map((value, at) => ({
      ...(first.severities[0] as SeverityScore),
      severity: at + 1,
      flipRate: { value, low: value - 0.015, high: value + 0.015 },
      ...(at === 1 && { refused: 'it takes no such rows' }),
    }));
    const one = { ...report, corruptions: [{ ...first, area: 0.625, relative: 0.84, severities }] };
    const rowOf = (page: string): string[] => {
      const [, row = ''] = /Every kind of damage[^]*?<tbody>([^]*?)<\/tbody>/.exec(page) ?? [];
      return [...row.matchAll(/<t[hd][^>]*>([^<]*)<\/t[hd]>/g)].map(([, cell]) => cell ?? '');
    };
    const alone = [first.title, '0.6250', '2 %', 'refused', '40 %', '–', '–', '38.5 % to 41.5 %'];
    expect(rowOf(messyReport(record, one))).toEqual(alone);
    const compared = messyReport(record, { ...one, relative: 0.7638, baseline: { id: 's', name: 'champion' } });
    expect(rowOf(compared)).toEqual([...alone, '84 %']);
    expect(compared).toMatch(/of the run &quot;champion&quot;;[^]*Mean over all kinds: 76\.4 %/);
  });

  it('a run that found nothing to break says so', () => {
    const calm = { ...report, corruptions: [], columns: [], grade: null };
    expect(messyReport(record, calm)).toContain('No damage that was tried takes the figure through');
  });

  it('says what mends it, each offer with its proof, and which silent failures were looked for', () => {
    const startedAt = '2026-11-28T11:00:00.000Z';
    const harden = { report: fakeHardenReport(fakeOffers), startedAt, isSamePreparation: false };
    const all = messyReport(record, report, { harden, lint });
    expect(all).toMatch(/<h4>Speed: 999 is read as missing<\/h4>[^]*Proved on clean rows: gain 0\.030[^]*0\.780[^]*0\.810/);
    expect(all).toContain('It began from another preparation');
    expect(all).toMatch(
      /Do not serve it like this: NaN in &lt;Speed&gt; gives a sure answer[^]*Dead inputs: not looked for\. No data\./,
    );
    const none = { ...harden, report: fakeHardenReport([]), isSamePreparation: true };
    const honest = messyReport(record, report, { harden: none, lint: null });
    expect(honest).toContain('Nothing helps: of 1 thing tried');
    expect(honest).not.toContain('another preparation');
    expect(honest).not.toContain('Silent failures');
  });
});
