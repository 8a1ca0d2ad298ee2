// Models as the usual converters write them: the figures must be Python's. See test/reference/interop.py.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { RunReport } from '../../app/api/schemas/runs.ts';

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'test/fixtures/interop');
interface Expected {
  table: string;
  target: string;
  task: string;
  metrics: Record<string, number>;
  /** month, rows, accuracy */
  monthly?: [string, number, number][];
}
const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Record<string, Expected>;

async function validate(name: string, entry: Expected, extra: string[] = []): Promise<RunReport> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      join(root, 'dist/main/cli.js'),
      'validate',
      '--json',
      ...['--model', join(folder, `${name}.onnx`), '--data', join(folder, `${entry.table}.parquet`), '--target', entry.target],
      ...extra,
    ],
    { maxBuffer: 64 << 20 },
  );
  return JSON.parse(stdout) as RunReport;
}

describe.each(Object.entries(expected))('%s', (name, entry) => {
  it('gives the figures its own library gives', async () => {
    const report = await validate(name, entry, entry.monthly ? ['--window', 'month'] : []);
    expect(report.task).toBe(entry.task);
    for (const [metric, value] of Object.entries(entry.metrics)) {
      // Scores are float32 in the converted model and mostly float64 in Python.
      const scale = Math.max(1, Math.abs(value));
      expect(report.metrics[metric as keyof RunReport['metrics']]?.value ?? Number.NaN, metric).toBeCloseTo(
        value,
        4 - Math.log10(scale),
      );
    }
    if (entry.monthly) {
      const windows = report.timeline.windows.map(({ start, rows, metrics }) => [
        start?.slice(0, 7),
        rows,
        metrics.accuracy?.value,
      ]);
      expect(windows).toEqual(entry.monthly);
    }
  });
});
