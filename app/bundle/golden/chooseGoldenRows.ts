// Which rows prove the most: every predicted class, errors, refusals, holes, extremes, rare values, then evenly spread ones.
import type { DatasetCard } from '../../api/schemas/datasets.ts';
import type { PreparationPlan } from '../../api/schemas/mapping.ts';
import { openDatabase, quoteName, quoteText } from '../../data/duckdb.ts';
import { readBatches } from '../../data/readBatches.ts';
import { changedCells, repairedColumn } from '../../prepare/cellRepairs.ts';
import { plannedDecision } from '../../prepare/decision.ts';
import { scoreColumn } from '../../runs/predictionColumns.ts';

export interface GoldenChoice {
  /** 1-based number in the dataset. */
  row: number;
  why: string[];
}

export const fewestGoldenRows = 60;
export const mostGoldenRows = 200;
/** Holes, extremes and rare values are looked for in this many rows from the start. */
const searchedRows = 100_000;
const mostMended = 4;

class Choices {
  readonly #rows = new Map<number, string[]>();

  add(row: number, why: string): void {
    const known = this.#rows.get(row);
    if (known) known.push(why);
    else if (this.#rows.size < mostGoldenRows) this.#rows.set(row, [why]);
  }

  get size(): number {
    return this.#rows.size;
  }

  sorted(): GoldenChoice[] {
    return [...this.#rows].map(([row, why]) => ({ row, why: [...new Set(why)] })).sort((a, b) => a.row - b.row);
  }
}

/** From the run: classes, wrong ones, refused ones, those at a threshold, largest errors and values. */
async function fromPredictions(
  { predictions, plan }: { predictions: string; plan: PreparationPlan },
  choices: Choices,
  signal?: AbortSignal,
): Promise<void> {
  const isRegression = plan.reading.task === 'regression';
  const database = await openDatabase({ threads: 1 });
  try {
    const connection = await database.connect();
    const table = `read_parquet(${quoteText(predictions)})`;
    const columns = await connection.rows<{ column_name: string }>(`DESCRIBE SELECT * FROM ${table}`, { signal });
    const hasActual = columns.some((column) => column.column_name === 'actual');
    const pick = async (sql: string, why: (row: { row: bigint; what: unknown }) => string): Promise<void> => {
      for (const found of await connection.rows<{ row: bigint; what: unknown }>(sql, { signal }))
        choices.add(Number(found.row), why(found));
    };
    await pick(`SELECT row, NULL AS what FROM ${table} WHERE predicted IS NULL ORDER BY row LIMIT 3`, () => 'no prediction');
    if (isRegression) {
      const wrong = (order: string): string =>
        `SELECT row, NULL AS what FROM ${table} WHERE predicted IS NOT NULL ORDER BY ${order}, row LIMIT 3`;
      await pick(wrong('predicted'), () => 'lowest prediction');
      await pick(wrong('predicted DESC'), () => 'highest prediction');
      if (hasActual) await pick(wrong('abs(predicted - actual) DESC NULLS LAST'), () => 'large error');
      return;
    }
    for (const end of ['min', 'max']) {
      const sql = `SELECT ${end}(row) AS row, predicted AS what FROM ${table} WHERE predicted IS NOT NULL GROUP BY predicted ORDER BY count(*), 1 LIMIT 40`;
      await pick(sql, (found) => `predicted ${String(found.what)}`);
    }
    if (hasActual) {
      const sql = `SELECT row, NULL AS what FROM ${table} WHERE actual IS NOT NULL AND predicted IS NOT NULL AND CAST(actual AS VARCHAR) <> CAST(predicted AS VARCHAR) ORDER BY row LIMIT 8`;
      await pick(sql, () => 'predicted wrongly');
    }
    for (const { sql, why } of [...atThreshold(plan), ...atGate(plan)])
      await pick(`SELECT row, NULL AS what FROM ${table} WHERE ${sql}`, () => why);
  } finally {
    database.close();
  }
}

/** Rows that a server without the threshold, or with another one, would answer otherwise. */
function atThreshold(plan: PreparationPlan): { sql: string; why: string }[] {
  const decision = plannedDecision(plan);
  if (!decision) return [];
  const scoreOf = (index: number): string => quoteName(scoreColumn(plan.reading.classes[index] ?? ''));
  const score = scoreOf(decision.positive);
  const limit = `${quoteText(String(decision.threshold))}::DOUBLE`;
  const isOther = `(${score} >= ${limit}) <> (${score} > ${scoreOf(decision.other)})`;
  return [
    { sql: `${score} >= ${limit} ORDER BY ${score}, row LIMIT 4`, why: 'just above the threshold' },
    { sql: `${score} < ${limit} ORDER BY ${score} DESC, row LIMIT 4`, why: 'just below the threshold' },
    {
      sql: `${isOther} ORDER BY abs(${score} - ${limit}) DESC, row LIMIT 4`,
      why: 'decided by the threshold, not by the higher score',
    },
  ];
}

/** Rows that a server without the gate, or with another one, would mark otherwise. */
function atGate({ abstain, reading }: PreparationPlan): { sql: string; why: string }[] {
  if (!abstain) return [];
  const limit = `${quoteText(String(abstain.kind === 'confidence' ? abstain.least : 1 - abstain.quantile))}::DOUBLE`;
  const highest = `greatest(${reading.classes.map((label) => quoteName(scoreColumn(label))).join(', ')})`;
  return [
    { sql: `${highest} >= ${limit} ORDER BY ${highest}, row LIMIT 4`, why: 'just sure enough' },
    { sql: `${highest} < ${limit} ORDER BY ${highest} DESC, row LIMIT 4`, why: 'just unsure' },
  ];
}

interface Seen {
  /** Of rows whose cell is mended, by feature. */
  mended: number[];
  missing: number[];
  low: { value: number; row: number } | null;
  high: { value: number; row: number } | null;
  texts: Map<string, { count: number; row: number }>;
}

/** From the data: holes, extremes and rare texts of each column. */
async function fromData(
  { data, columns, plan }: { data: DatasetCard; columns: string[]; plan: PreparationPlan },
  choices: Choices,
  signal?: AbortSignal,
): Promise<void> {
  const seen = new Map(
    columns.map((name): [string, Seen] => [name, { mended: [], missing: [], low: null, high: null, texts: new Map() }]),
  );
  const mending = plan.inputs.flatMap(({ features }) => features.filter(({ repairs, indicator }) => repairs && !indicator));
  for await (const batch of readBatches(data, { columns, batchRows: 16_384, endRow: searchedRows, signal })) {
    for (const [name, column] of Object.entries(batch.columns)) {
      const of = seen.get(name)!;
      for (const feature of mending) {
        if (feature.column !== name || of.mended.length >= mostMended) continue;
        const rows = changedCells(column, repairedColumn(feature, column), mostMended - of.mended.length);
        of.mended.push(...rows.map((index) => batch.firstRow + index + 1));
      }
      for (let index = 0; index < batch.rowCount; index++) {
        const row = batch.firstRow + index + 1;
        if (column.kind === 'text') {
          const code = column.codes[index] ?? -1;
          if (code < 0) {
            if (of.missing.length < 2) of.missing.push(row);
            continue;
          }
          const text = column.dictionary[code]!;
          const known = of.texts.get(text);
          if (known) known.count += 1;
          else if (of.texts.size < 5000) of.texts.set(text, { count: 1, row });
          continue;
        }
        const value = Number(column.values[index]);
        if (column.valid?.[index] === 0 || Number.isNaN(value)) {
          if (of.missing.length < 2) of.missing.push(row);
        } else if (Number.isFinite(value)) {
          if (!of.low || value < of.low.value) of.low = { value, row };
          if (!of.high || value > of.high.value) of.high = { value, row };
        }
      }
    }
  }
  for (const [name, of] of seen) for (const row of of.mended) choices.add(row, `${name} mended`);
  for (const [name, of] of seen) for (const row of of.missing) choices.add(row, `${name} missing`);
  for (const [name, of] of seen) {
    if (of.low) choices.add(of.low.row, `lowest ${name}`);
    if (of.high) choices.add(of.high.row, `highest ${name}`);
    const rare = [...of.texts.entries()].sort(([a, x], [b, y]) => x.count - y.count || (a < b ? -1 : 1)).slice(0, 2);
    for (const [, { row }] of rare) choices.add(row, `rare ${name}`);
  }
}

export async function chooseGoldenRows(
  request: { data: DatasetCard; predictions: string; columns: string[]; plan: PreparationPlan },
  signal?: AbortSignal,
): Promise<GoldenChoice[]> {
  const { data } = request;
  const choices = new Choices();
  await fromPredictions(request, choices, signal);
  await fromData(request, choices, signal);
  const wanted = Math.min(fewestGoldenRows, data.rows);
  // Twice as many steps as needed, because some rows are chosen already; then one by one in small tables.
  for (let step = 0; step < 2 * wanted && choices.size < wanted; step++) {
    choices.add(1 + Math.floor((step * data.rows) / (2 * wanted)), 'evenly spread');
  }
  for (let row = 1; row <= data.rows && choices.size < wanted; row++) choices.add(row, 'evenly spread');
  return choices.sorted();
}
