// Champion and challenger: runs beside a reference, row by row where they ran on the same data.
import { tmpdir } from 'node:os';
import { metricCatalogue } from '../../api/metricCatalogue.ts';
import type { MetricDifference, RunComparison } from '../../api/schemas/compare.ts';
import type { Interval } from '../../api/schemas/common.ts';
import { openDatabase, type Connection } from '../../data/duckdb.ts';
import { mcnemar } from '../../metrics/paired/mcnemar.ts';
import { PairedClassification } from '../../metrics/paired/pairedClassification.ts';
import { PairedRegression } from '../../metrics/paired/pairedRegression.ts';
import type { PairedFigure } from '../../metrics/paired/tDifference.ts';
import { openCompared, whyNotComparable, type ComparedRun } from './comparedRun.ts';
import { classBlocks, classesOf, sharesScores, valueBlocks } from './pairBlocks.ts';
import { pairTable, type PairTable } from './pairTable.ts';

export interface CompareRequest {
  /** Run folders; the first is the reference that each other one is compared with. */
  runDirs: readonly string[];
  signal?: AbortSignal | undefined;
}

/**
 * One comparison for every run but the first. Streams the rows that two runs share; memory is bounded.
 * @throws NOT_FOUND, FILE_UNREADABLE for a run whose record cannot be read; CANCELLED
 */
export async function compareRuns({ runDirs, signal }: CompareRequest): Promise<RunComparison[]> {
  const [reference, ...others] = await Promise.all(runDirs.map((runDir) => openCompared(runDir)));
  if (!reference) return [];
  const found: RunComparison[] = [];
  for (const other of others) found.push(await compareTwo(reference, other, signal));
  return found;
}

async function compareTwo(a: ComparedRun, b: ComparedRun, signal: AbortSignal | undefined): Promise<RunComparison> {
  const names = { a: a.record.id, b: b.record.id };
  const comparable = whyNotComparable(a, b);
  if (comparable !== null) {
    return { ...names, rows: 0, labelled: 0, comparable, differences: sideBySide(a, b), mcnemar: null, flips: null };
  }
  const database = await openDatabase({ memoryLimit: '512MB', tempDirectory: tmpdir() });
  try {
    const connection = await database.connect();
    const pair = await pairTable(connection, a, b);
    const counts = await countRows(connection, pair, signal);
    const { rows, labelled, ...flips } = counts;
    const figures = labelled > 0 ? await pairedFigures({ connection, pair, a, b, labelled, signal }) : [];
    const isClass = a.table.shape.task === 'classification';
    return {
      ...names,
      rows,
      labelled,
      comparable,
      differences: figures.map(judge).sort((one, two) => placeOf(one) - placeOf(two)),
      mcnemar: isClass && labelled > 0 ? mcnemar(flips.fixed, flips.broken) : null,
      flips,
    };
  } finally {
    database.close();
  }
}

interface Counts {
  rows: number;
  labelled: number;
  fixed: number;
  broken: number;
  changed: number;
}

function countRows(connection: Connection, { from, judged, flips }: PairTable, signal: AbortSignal | undefined): Promise<Counts> {
  const count = (condition: string, name: string): string => `count(*) FILTER (${condition})::DOUBLE AS ${name}`;
  const counts = [
    'count(*)::DOUBLE AS rows',
    count(judged, 'labelled'),
    count(flips.fixed, 'fixed'),
    count(flips.broken, 'broken'),
    count(flips.changed, 'changed'),
  ];
  return connection.row<Counts>(`SELECT ${counts.join(', ')} FROM ${from}`, { signal });
}

interface PairRequest {
  connection: Connection;
  pair: PairTable;
  a: ComparedRun;
  b: ComparedRun;
  labelled: number;
  signal: AbortSignal | undefined;
}

async function pairedFigures(request: PairRequest): Promise<PairedFigure[]> {
  const { a, b, labelled, signal } = request;
  const { seed } = a.record.settings;
  if (a.table.shape.task === 'regression') {
    const paired = new PairedRegression({ rows: labelled, seed });
    for await (const block of valueBlocks(request)) paired.add(block);
    return paired.finish(signal);
  }
  const classes = classesOf(a, b);
  const sideOf = (names: readonly string[], { table: { positive } }: ComparedRun) => ({
    classCount: names.length,
    positive: positive === null ? null : names.indexOf(positive),
  });
  const paired = new PairedClassification({
    a: sideOf(classes.a, a),
    b: sideOf(classes.b, b),
    hasScores: sharesScores(a, b),
    rows: labelled,
    seed,
  });
  for await (const block of classBlocks(request)) paired.add(block);
  return paired.finish(signal);
}

const places = new Map(metricCatalogue.map(({ name }, index) => [name, index]));
const placeOf = ({ metric }: MetricDifference): number => places.get(metric) ?? places.size;

/** Better or worse only where the whole interval lies on that side of no difference. */
function judge(figure: PairedFigure): MetricDifference {
  const { low, high } = figure.difference;
  const isHigherBetter = metricCatalogue.find(({ name }) => name === figure.metric)?.higherIsBetter ?? true;
  const isUp = low !== null && low > 0;
  const isDown = high !== null && high < 0;
  const verdict = !isUp && !isDown ? 'unclear' : isUp === isHigherBetter ? 'better' : 'worse';
  return { ...figure, verdict };
}

const none: Interval = { value: null, low: null, high: null };

/** The figures of either run on its own rows. */
function sideBySide(a: ComparedRun, b: ComparedRun): MetricDifference[] {
  const [first, second] = [a.record.headline?.metrics ?? {}, b.record.headline?.metrics ?? {}];
  return metricCatalogue
    .filter(({ name }) => first[name] ?? second[name])
    .map(({ name }) => ({
      metric: name,
      a: first[name]?.value ?? null,
      b: second[name]?.value ?? null,
      difference: none,
      pValue: null,
      method: '',
      verdict: 'unclear',
    }));
}
