// What was read of a log, as Parquet parts: cells as text, a column for each that was met. The types are decided when all of
// it is known (buildLog).
import { join } from 'node:path';
import { ParquetWriter, type ParquetColumnSpec, type ParquetValues } from '../runs/parquetWriter.ts';
import type { LabelLine, PredictionLine } from './logLine.ts';

/** Columns of inputs and scores by number: names that differ in case alone would be one to DuckDB. */
export const inputColumn = (index: number): string => `input${index}`;
export const scoreColumn = (index: number): string => `score${index}`;

/** Cells held until they are written. */
const mostCells = 1_000_000;
const mostRows = 20_000;

interface LineOfSource<L> {
  /** Which file, by its number in the state. */
  source: number;
  line: number;
  of: L;
}

function numbers<L>(rows: readonly L[], value: (row: L) => number | null): ParquetValues {
  const values = new Float64Array(rows.length);
  const present = new Uint8Array(rows.length);
  for (const [index, row] of rows.entries()) {
    const found = value(row);
    if (found === null) continue;
    values[index] = found;
    present[index] = 1;
  }
  return { values, present };
}

function integers<L>(rows: readonly L[], value: (row: L) => number): ParquetValues {
  return { values: BigInt64Array.from(rows, (row) => BigInt(value(row))), present: null };
}

const placeColumns: ParquetColumnSpec[] = [
  { name: 'source', type: 'int64' },
  { name: 'line', type: 'int64' },
  { name: 'time', type: 'timestamp-ms' },
  { name: 'id', type: 'text' },
];

function placeValues(rows: readonly LineOfSource<{ time: number; id: string }>[]): ParquetValues[] {
  return [
    integers(rows, ({ source }) => source),
    integers(rows, ({ line }) => line),
    integers(rows, ({ of }) => of.time),
    { texts: rows.map(({ of }) => of.id) },
  ];
}

/** Predictions into parts; another part is begun where a row brings a column that the one under way does not have. */
export class PredictionParts {
  readonly #folder: string;
  readonly #name: () => string;
  /** Numbers of inputs and classes. */
  readonly #numbers: { input: (name: string) => number; score: (label: string) => number };
  #writer: ParquetWriter | null = null;
  #inputs: string[] = [];
  #scores: string[] = [];
  #rows: LineOfSource<PredictionLine>[] = [];
  /** Names of the parts, in order. */
  readonly written: string[] = [];

  constructor(
    folder: string,
    name: () => string,
    numbersOf: { input: (name: string) => number; score: (label: string) => number },
  ) {
    this.#folder = folder;
    this.#name = name;
    this.#numbers = numbersOf;
  }

  async add(row: LineOfSource<PredictionLine>): Promise<void> {
    this.#rows.push(row);
    const width = row.of.inputs.size + row.of.scores.size + 6;
    if (this.#rows.length >= mostRows || this.#rows.length * width >= mostCells) await this.#flush();
  }

  async finish(): Promise<void> {
    await this.#flush();
    await this.#writer?.finish();
    this.#writer = null;
  }

  async discard(): Promise<void> {
    await this.#writer?.close();
    this.#writer = null;
  }

  async #flush(): Promise<void> {
    const rows = this.#rows;
    if (rows.length === 0) return;
    this.#rows = [];
    const inputs = new Set(rows.flatMap(({ of }) => [...of.inputs.keys()]));
    const scores = new Set(rows.flatMap(({ of }) => [...of.scores.keys()]));
    const isKnown =
      [...inputs].every((name) => this.#inputs.includes(name)) && [...scores].every((one) => this.#scores.includes(one));
    if (!this.#writer || !isKnown) await this.#begin([...inputs], [...scores]);
    const values = [
      ...placeValues(rows),
      { texts: rows.map(({ of }) => of.prediction) },
      numbers(rows, ({ of }) => of.latencyMs),
      ...this.#inputs.map((name) => ({ texts: rows.map(({ of }) => of.inputs.get(name)?.text ?? null) })),
      ...this.#scores.map((name) => numbers(rows, ({ of }) => of.scores.get(name) ?? null)),
    ];
    await this.#writer?.writeRowGroup(values, rows.length);
  }

  async #begin(inputs: string[], scores: string[]): Promise<void> {
    await this.#writer?.finish();
    this.#inputs = inputs;
    this.#scores = scores;
    const name = this.#name();
    this.written.push(name);
    this.#writer = await ParquetWriter.create(join(this.#folder, name), [
      ...placeColumns,
      { name: 'prediction', type: 'text' },
      { name: 'latency', type: 'double' },
      ...inputs.map((input): ParquetColumnSpec => ({ name: inputColumn(this.#numbers.input(input)), type: 'text' })),
      ...scores.map((label): ParquetColumnSpec => ({ name: scoreColumn(this.#numbers.score(label)), type: 'double' })),
    ]);
  }
}

/** Labels that came later, into one part. */
export class LabelPart {
  readonly #path: string;
  #writer: ParquetWriter | null = null;
  #rows: LineOfSource<LabelLine>[] = [];

  constructor(path: string) {
    this.#path = path;
  }

  async add(row: LineOfSource<LabelLine>): Promise<void> {
    this.#rows.push(row);
    if (this.#rows.length >= mostRows) await this.#flush();
  }

  /** True when there was any. */
  async finish(): Promise<boolean> {
    await this.#flush();
    const any = this.#writer !== null;
    await this.#writer?.finish();
    this.#writer = null;
    return any;
  }

  async discard(): Promise<void> {
    await this.#writer?.close();
    this.#writer = null;
  }

  async #flush(): Promise<void> {
    const rows = this.#rows;
    if (rows.length === 0) return;
    this.#rows = [];
    this.#writer ??= await ParquetWriter.create(this.#path, [...placeColumns, { name: 'label', type: 'text' }]);
    await this.#writer.writeRowGroup([...placeValues(rows), { texts: rows.map(({ of }) => of.label) }], rows.length);
  }
}
