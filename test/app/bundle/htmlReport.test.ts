import { readFile, rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord, RunReport, TimelineWindow } from '../../../app/api/schemas/runs.ts';
import { formatInterval, formatNumber, niceTicks } from '../../../app/bundle/report/format.ts';
import { escapeText, html } from '../../../app/bundle/report/html.ts';
import { htmlReport } from '../../../app/bundle/report/htmlReport.ts';
import { validate } from '../../../app/runs/validate.ts';
import { readRunRecord } from '../../../app/runs/runStore.ts';
import { perColumn } from '../../support/tinyModels.ts';
import { prepareRun, type PreparedRun } from '../runs/support/prepareRun.ts';
import { columnRows } from './support/exportedBundle.ts';

let run: PreparedRun;
let report: RunReport;
let record: RunRecord;

beforeAll(async () => {
  run = await prepareRun({
    model: perColumn(),
    sql: columnRows,
    roles: { target: 'label', time: 'at' },
    settings: { window: 'quarter' },
  });
  report = await validate(run.request, {});
  record = await readRunRecord(run.folder);
});
afterAll(() => rm(run.root, { recursive: true, force: true }));

const page = (changed: Partial<RunReport> = {}, of: Partial<RunRecord> = {}): string =>
  htmlReport({ ...record, ...of }, { ...report, ...changed }, run.request.model, run.request.data);

describe('the HTML report', () => {
  it('gives the same bytes for the same run', () => {
    expect(page()).toBe(page());
  });

  it('loads and runs nothing', () => {
    const text = page();
    expect(text).not.toMatch(/<script|<link|<iframe|src=|url\(|@import|https?:/);
    expect(text).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  });

  it('states every figure with its interval and the baseline', () => {
    const text = page();
    const accuracy = report.metrics.accuracy!;
    expect(text).toContain(`<strong>${formatNumber(accuracy.value)}</strong>`);
    expect(text).toContain(`${formatNumber(accuracy.low)} – ${formatNumber(accuracy.high)}`);
    expect(text).toContain(formatNumber(report.baseline!.metrics.accuracy!.value));
  });

  it('draws the curves of each class, with their figures, and says when it is not all of them', () => {
    const one = {
      share: 0.25,
      rocAuc: { value: 0.91, low: 0.9, high: 0.92 },
      averagePrecision: { value: 0.7, low: null, high: null },
      roc: [0, 0.5, 1].map((x) => ({ x, y: Math.sqrt(x), threshold: null })),
      pr: [0, 0.5, 1].map((x) => ({ x, y: 1 - x / 2, threshold: null })),
    };
    const classes = ['auk', '<b>coot', 'dove'].map((label) => ({ label, ...one }));
    const text = page({ curves: { roc: [], pr: [], classes, calibration: [] } });
    expect(text.match(/<path class="line" style="stroke:hsl/g)).toHaveLength(9);
    expect(text).toContain('&lt;b&gt;coot');
    expect(text).toContain(formatInterval(one.rocAuc));
    expect(text).not.toContain('classes with most labelled rows');
    const plan = { ...record.plan, reading: { ...record.plan.reading, classes: ['auk', '<b>coot', 'dove', 'egret'] } };
    expect(page({ curves: { roc: [], pr: [], classes, calibration: [] } }, { plan })).toContain(
      'The 3 classes with most labelled rows of 4 are drawn.',
    );
  });

  it('names every picture and describes it', () => {
    const pictures = page().match(/<svg[^>]*role="img".*?<\/desc>/gs) ?? [];
    expect(pictures.length).toBeGreaterThanOrEqual(6);
    for (const picture of pictures) {
      expect(picture).toMatch(
        /aria-labelledby="(chart\d+t) (chart\d+d)".*<title id="\1">[^<]+<\/title>.*<desc id="\2">[^<]+<\/desc>/s,
      );
    }
  });

  it('leaves gaps in time open', () => {
    const windows = report.timeline.windows.map((window, index): TimelineWindow =>
      index === 2 ? { ...window, rows: 0, labelled: 0, metrics: {} } : window,
    );
    const lines = (text: string): number => text.match(/<path class="line"/g)!.length;
    const withGap = page({ timeline: { ...report.timeline, windows } });
    expect(withGap).toContain('1 windows hold no rows');
    // Three metrics, each broken into two stretches.
    expect(lines(withGap) - lines(page())).toBe(3);
  });

  it('says that a run is partial, and why', () => {
    expect(page({}, { state: 'partial', stateReason: 'Cancelled.' })).toMatch(/<strong>Partial run\.<\/strong> Cancelled\./);
  });

  it('names the columns the figures rest on, and labels that were read as another text', () => {
    const row = (name: string, value: string): RegExp => new RegExp(`>${name}</th>\\s*<td>${value}</td>`);
    expect(page()).toMatch(row('Target column', 'label'));
    expect(page()).toMatch(row('Time column', 'at'));
    expect(page()).toMatch(row('Weight column', 'none: every row counts the same'));
    expect(page()).not.toContain('Id column');
    expect(page()).not.toContain('Labels read as');
    const columns = record.mapping.columns.map(({ name, ...rest }) => ({
      ...rest,
      name,
      role: name === 'label' ? ('weight' as const) : name === 'at' ? ('id' as const) : rest.role,
    }));
    const changed = page({ labels: { J: 'yes', '<N>': 'no' } }, { mapping: { ...record.mapping, columns } });
    expect(changed).toMatch(row('Target column', 'none: nothing could be compared'));
    expect(changed).toMatch(row('Time column', 'none: windows follow the rows of the file'));
    expect(changed).toMatch(row('Weight column', 'label'));
    expect(changed).toMatch(row('Id column', 'at'));
    expect(changed).toMatch(/“J” in the data is “yes”.*“&lt;N&gt;” in the data is “no”/s);
  });

  it('escapes whatever comes from files @security', () => {
    const evil = `"><svg onload=alert(1)>'&\u202e`;
    const text = page({ warnings: [{ code: 'x', message: evil }] }, { name: evil });
    expect(text).not.toContain('<svg onload');
    expect(text).toContain('&quot;&gt;&lt;svg onload=alert(1)&gt;&#39;&amp;\ufffd');
  });

  it('holds the numbers of the run as written to disk', async () => {
    const stored = JSON.parse(await readFile(run.folder.metrics, 'utf8')) as RunReport;
    expect(htmlReport(record, stored, run.request.model, run.request.data)).toBe(page());
  });
});

it('writes numbers so that people can compare them', () => {
  expect([0.9312, 0.5, 12.3456, 1234.5, 0, -0.25, 0.00001234, 4e9, 400, NaN, null].map(formatNumber)).toEqual([
    '0.9312',
    '0.5000',
    '12.35',
    '1,235',
    '0.0000',
    '−0.2500',
    '1.234e−5',
    '4.000e+9',
    '400',
    '–',
    '–',
  ]);
  expect(formatInterval({ value: 0.5, low: 0.4, high: 0.6 })).toBe('0.5000 (0.4000 – 0.6000)');
});

it('puts ticks on round numbers', () => {
  expect(niceTicks(0, 1, 4)).toEqual([0, 0.25, 0.5, 0.75, 1]);
  expect(niceTicks(-3, 17, 4)).toEqual([0, 5, 10, 15]);
});

it('escapes values in templates but not markup made of templates', () => {
  expect(html`<b>${['<', html`<i>${'&'}</i>`, null, false, 3]}</b>`.text).toBe('<b>&lt;<i>&amp;</i>3</b>');
  expect(escapeText('a\u0000b')).toBe('a\ufffdb');
});
