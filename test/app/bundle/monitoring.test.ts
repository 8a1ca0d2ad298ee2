import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Baseline } from '../../../app/api/schemas/monitoring.ts';
import { featureBaseline, windowLimits } from '../../../app/bundle/monitoring/featureBaseline.ts';
import { expectedCorrect } from '../../../app/metrics/calibration/expectedCorrect.ts';
import { estimateCbpe } from '../../../app/timeline/estimates/cbpe/estimateCbpe.ts';
import { fitCbpe } from '../../../app/timeline/estimates/cbpe/fitCbpe.ts';
import { Random } from '../../../app/base/random.ts';
import { unpackZip } from '../../../app/bundle/zip/readZip.ts';
import { perColumn, regression } from '../../support/tinyModels.ts';
import { columnRows, exportableRun, exported, type ExportableRun } from './support/exportedBundle.ts';

const runs: ExportableRun[] = [];
afterAll(async () => {
  for (const run of runs) await run.remove();
});

async function unpacked(run: ExportableRun, targets?: string[]): Promise<(path: string) => Promise<string>> {
  const name = `bundle-${String(Math.floor(performance.now() * 1000))}.zip`;
  const bundle = await exported(run, name, targets);
  const folder = join(run.root, name.replace('.zip', ''));
  await mkdir(folder);
  await unpackZip(bundle.path, folder);
  return (path) => readFile(join(folder, path), 'utf8');
}

describe('the files of the target monitoring', () => {
  let read: (path: string) => Promise<string>;
  beforeAll(async () => {
    const run = await exportableRun({ model: perColumn(), sql: columnRows, roles: { target: 'label', time: 'at' } });
    runs.push(run);
    read = await unpacked(run);
  });

  it('scrape the server under the name it has in the compose file, which starts Prometheus and Grafana only when asked', async () => {
    expect(await read('monitoring/prometheus.yml')).toContain('targets: ["strike-damage:8080"]');
    const compose = await read('docker-compose.yml');
    expect(compose).toMatch(/^ {2}strike-damage:$/m);
    expect(compose.match(/profiles: \[monitoring\]/g)).toHaveLength(2);
    for (const image of compose.matchAll(/image: (\S+)/g)) expect(image[1]).toMatch(/:v?\d+(\.\d+)*$/);
    for (const [, path] of compose.matchAll(/- \.\/(\S+?):/g)) expect(await read(path as string)).not.toBe('');
    expect(await read('Dockerfile')).toContain('COPY monitoring/baseline.json');
  });

  it('have limits of this very run', async () => {
    const baseline = Baseline.parse(JSON.parse(await read('monitoring/baseline.json')));
    const alerts = await read('monitoring/alerts.yml');
    expect(baseline.metrics.accuracy?.low).toEqual(expect.any(Number));
    expect(alerts).toContain(`drydock_accuracy_high < ${String(baseline.metrics.accuracy?.low)}`);
    expect(alerts).toContain(`drydock_accuracy_estimate < ${String(baseline.estimate?.least)}`);
  });

  it('draw a dashboard whose panels do not lie over each other', async () => {
    const { panels } = JSON.parse(await read('monitoring/grafana-dashboard.json')) as {
      panels: { id: number; gridPos: { x: number; y: number; w: number; h: number } }[];
    };
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const taken = new Set<string>();
    for (const { gridPos } of panels) {
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect(taken.has(`${x} ${y}`)).toBe(false);
          taken.add(`${x} ${y}`);
        }
      }
    }
  });

  it('are left out where the target is not wanted; the server keeps its baseline', async () => {
    const bare = await unpacked(runs[0] as ExportableRun, ['container']);
    expect(await bare('docker-compose.yml')).not.toContain('prometheus');
    await expect(bare('monitoring/alerts.yml')).rejects.toThrow(/ENOENT/);
    expect(JSON.parse(await bare('monitoring/baseline.json'))).toMatchObject({ version: 1 });
  });
});

it('a regression has bins of predicted values and neither confidence nor estimate', async () => {
  const run = await exportableRun({
    model: regression([1, 2, 3]),
    sql: 'SELECT (i % 100)::FLOAT / 10 AS a, (i % 7)::FLOAT AS b, (i % 3)::FLOAT AS c, i::DOUBLE AS target FROM range(600) t(i)',
    roles: { target: 'target' },
  });
  runs.push(run);
  const read = await unpacked(run);
  const baseline = Baseline.parse(JSON.parse(await read('monitoring/baseline.json')));
  expect(baseline).toMatchObject({ confidence: null, estimate: null, window: { rows: 200, count: 3, byTime: false } });
  expect(baseline.predictions.edges?.length).toBeGreaterThan(5);
  expect(baseline.predictions.counts.reduce((sum, count) => sum + count, 0)).toBe(600);
  expect(baseline.features.map(({ single }) => single)).toEqual([true, true, true]);
  expect(await read('monitoring/alerts.yml')).not.toMatch(/drydock_accuracy/);
});

describe('limits', () => {
  it('are the largest that a window reached, with room, and the common one where windows are few', () => {
    const random = new Random(8);
    const steady = Float64Array.from({ length: 4000 }, () => random.normal());
    const season = steady.map((value, i) => value + (i % 1000 < 500 ? 0 : 1.5));
    expect(featureBaseline('x', steady, 500).limits.psi).toBe(0.1);
    expect(featureBaseline('x', season, 500).limits.psi).toBeGreaterThan(0.3);
    expect(featureBaseline('x', steady, 2000).limits.psi).toBe(0.25);
  });

  it('of missing values leave room for chance', () => {
    const cells = Int32Array.from({ length: 1000 }, (_, i) => (i % 10 === 0 ? -1 : 0));
    const { missing } = windowLimits({ plan: { edges: [] }, counts: [900] }, cells, 100);
    expect(missing).toBeCloseTo(0.1 + 3 * Math.sqrt((0.1 * 0.9) / 100) + 0.01, 12);
  });
});

it.each([2, 4])('accuracy is estimated as drift does it, row by row (%i classes)', (classCount) => {
  const random = new Random(classCount);
  const rows = 3000;
  const scores = Array.from({ length: classCount }, () => new Float64Array(rows));
  const decided = new Int32Array(rows);
  const labels = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const raw = scores.map(() => random.uniform() ** 2);
    const sum = raw.reduce((a, b) => a + b, 0);
    raw.forEach((value, k) => ((scores[k] as Float64Array)[row] = value / sum));
    decided[row] = raw.indexOf(Math.max(...raw));
    labels[row] = random.uniform() < 0.7 ? (decided[row] as number) : random.integer(classCount);
  }
  const asked = classCount === 2 ? [scores[1] as Float64Array] : scores;
  const model = fitCbpe({ scores: asked, decided, labels, classCount, seed: 1 });
  const mean =
    decided.reduce(
      (sum, index, row) => sum + expectedCorrect({ lines: model.lines, positive: 1 }, (k) => scores[k]?.[row] as number, index),
      0,
    ) / rows;
  expect(mean).toBeCloseTo(estimateCbpe(model, { scores: asked, decided }).accuracy.value as number, 9);
  expect(model.lines.some((line) => line !== null)).toBe(true);
});
