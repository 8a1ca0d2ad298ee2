// How many values a second each change detector takes, and how long a hundred calibrated verdicts take.
import { Random } from '../app/base/random.ts';
import { detectorKinds } from '../app/timeline/detectors/registry.ts';
import { drydock } from '../app/timeline/drift/presets/drydock.ts';
import type { ColumnComparison } from '../app/timeline/drift/presets/preset.ts';
import { categorySample, numberSample } from '../app/timeline/drift/samples.ts';

export interface DetectorsRequest {
  kind: 'detectors';
}

export interface DetectorTimes {
  detectors: { title: string; perSecond: number; alarms: number }[];
  verdicts: { reference: number; current: number; ms: number; drifted: number }[];
}

const updates = 1_000_000;
/** KSWIN compares two windows with every value: a fiftieth tells its speed as well. */
const slowUpdates = 20_000;
const verdictColumns = 100;
const sizes = [
  { reference: 5_000, current: 1_000 },
  { reference: 200_000, current: 20_000 },
];

export function measureDetectors(): DetectorTimes {
  return { detectors: detectorKinds.map(speedOf), verdicts: sizes.map(verdictTime) };
}

function speedOf(kind: (typeof detectorKinds)[number]): DetectorTimes['detectors'][number] {
  const values = errors(kind.name === 'kswin' ? slowUpdates : updates);
  const detector = kind.create({}, () => new Random(2));
  let alarms = 0;
  const start = performance.now();
  for (let i = 0; i < values.length; i++) if (detector.update(values[i] as number) === 'drift') alarms++;
  return { title: kind.title, perSecond: (1000 * values.length) / (performance.now() - start), alarms };
}

/** Errors of a model: one in ten, and one in five from the middle on. */
function errors(count: number): Float64Array {
  const random = new Random(1);
  return Float64Array.from({ length: count }, (_, i) => Number(random.uniform() < (i < count / 2 ? 0.1 : 0.2)));
}

/** Of columns of numbers and of twenty categories in turn, one in ten of which drifts. */
function verdictTime(rows: (typeof sizes)[number]): DetectorTimes['verdicts'][number] {
  const random = new Random(3);
  const columns = Array.from({ length: verdictColumns }, (_, c): ColumnComparison => {
    const moved = c % 20 < 2 ? 0.3 : 0;
    const numbers = (count: number, shift: number) =>
      numberSample(Float64Array.from({ length: count }, () => random.normal() + shift));
    const categories = (count: number, shift: number) =>
      categorySample(Array.from({ length: count }, () => String(Math.floor(20 * random.uniform() ** (1 + shift)))));
    return c % 2 === 0
      ? { kind: 'number', reference: numbers(rows.reference, 0), current: numbers(rows.current, moved) }
      : { kind: 'category', reference: categories(rows.reference, 0), current: categories(rows.current, moved) };
  });
  const start = performance.now();
  const { columns: settled } = drydock.settle(columns.map((column) => drydock.compare(column, 1)));
  const ms = performance.now() - start;
  return { ...rows, ms, drifted: settled.filter(({ verdict }) => verdict === 'drift').length };
}

/** As a section of Markdown. */
export function detectorsTable({ detectors, verdicts }: DetectorTimes): string {
  const count = (value: number): string => Math.round(value).toLocaleString('en-US');
  return [
    '### Change detectors and calibrated verdicts',
    '',
    `${count(updates)} errors of a model (of KSWIN ${count(slowUpdates)}), which double half-way.`,
    '',
    '| detector | values/s | alarms |',
    '|---|--:|--:|',
    ...detectors.map(({ title, perSecond, alarms }) => `| ${title} | ${count(perSecond)} | ${String(alarms)} |`),
    '',
    `${String(verdictColumns)} columns, numbers and categories in turn, one in ten moved; samples in memory.`,
    '',
    '| rows of the reference | of the window | verdicts, s | drifted |',
    '|--:|--:|--:|--:|',
    ...verdicts.map(
      ({ reference, current, ms, drifted }) =>
        `| ${count(reference)} | ${count(current)} | ${(ms / 1000).toFixed(2)} | ${String(drifted)} |`,
    ),
  ].join('\n');
}
