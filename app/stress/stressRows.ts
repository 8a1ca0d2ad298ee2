// Rows before and after a corruption, side by side: the damage is made again from the seed of the run, the answers by the model.
import type { Cell } from '../api/schemas/common.ts';
import type { StressRows } from '../api/schemas/stress.ts';
import type { Column } from '../base/columns.ts';
import { AppError } from '../base/errors.ts';
import { openSession } from '../inference/runtime.ts';
import type { PredictionBatch } from '../prepare/predictions.ts';
import { runFolder } from '../runs/runFolder.ts';
import { isFlipped } from './answers.ts';
import { corruptionsNamed } from './catalogue.ts';
import type { Damage, StressColumn } from './corruption.ts';
import { Draws } from './draws.ts';
import { modelUnderTest } from './modelUnderTest.ts';
import { answerOf, labelOf } from './rowWords.ts';
import type { StressContext, StressRowsTask } from './stressRequest.ts';
import { readStressRecord } from './stressStore.ts';
import { readStressTable, type StressTable } from './stressTable.ts';

/**
 * A page of them. `flipped` and `changed` are found over all rows of the run, so that the model goes over them twice.
 * @throws NOT_FOUND, INVALID_INPUT (a column that the corruption does not fit), CONFLICT (a run without figures), CANCELLED
 */
export async function stressRows(
  { runDir, runPath, data, provider, request }: StressRowsTask,
  { signal, openSession: open = openSession }: Pick<StressContext, 'signal' | 'openSession'> = {},
): Promise<StressRows> {
  const record = await readStressRecord(runFolder(runDir));
  if (!record.report) {
    throw new AppError('CONFLICT', 'This stress run has no figures, so that there are no rows behind them.', {
      hint: 'Run it again.',
    });
  }
  const { plan, mapping, settings } = record;
  const table = await readStressTable({
    data,
    plan,
    mapping,
    maxRows: settings.maxRows,
    seed: settings.seed,
    signal,
  });
  const session = await open(runPath, { provider });
  try {
    const batchRows = record.report.batch;
    const model = await modelUnderTest({ session, plan, table, batchRows, signal });
    const [corruption] = corruptionsNamed([request.corruption]);
    const { reach } = corruption as NonNullable<typeof corruption>;
    const chosen = table.features.filter(({ name }) =>
      request.column === null ? (settings.columns?.includes(name) ?? true) : name === request.column,
    );
    const columns = reach.of === 'table' ? chosen : chosen.filter((column) => reach.fits(column, table));
    if (columns.length === 0) throw doesNotFit(request);
    const amount = corruption?.amounts[request.severity - 1] as number;
    const draws = new Draws(settings.seed, table.rowNumbers);
    const damage = corruption?.damage({ table, columns, amount, draws, clean: model.clean }) ?? {};
    const damaged = await model.predict(damage.columns ?? new Map(), signal);
    const meaning = corruption?.says(amount) ?? '';
    return pageOf({ table, damage, clean: model.clean, damaged, meaning }, request);
  } finally {
    await session.close();
  }
}

function doesNotFit({ corruption, column }: StressRowsTask['request']): AppError {
  return new AppError(
    'INVALID_INPUT',
    `"${corruption}" does not fit ${column === null ? 'any column' : `the column "${column}"`}.`,
    {
      hint: 'Take corruption and column from the report of the run.',
      ...(column !== null && { where: { column } }),
    },
  );
}

interface DamagedRows {
  table: StressTable;
  damage: Damage;
  clean: PredictionBatch;
  damaged: PredictionBatch;
  meaning: string;
}

function pageOf(about: DamagedRows, request: StressRowsTask['request']): StressRows {
  const { table, damage, clean, damaged } = about;
  const rows = damage.rows ?? Int32Array.from({ length: table.rowCount }, (_, row) => row);
  const isChanged = changeFinder(table, damage);
  const flipped = rows.filter((row) => isFlipped(clean, damaged, row));
  const changed = rows.filter(
    (row) => isChanged(row).length > 0 || damage.actual?.[row] !== (damage.actual && table.actual?.[row]),
  );
  const ofKind = { all: rows, flipped, changed }[request.kind];
  const { offset, limit } = request;
  return {
    columns: table.features.map(({ name, profile }) => ({ name, type: profile.type })),
    rows: [...ofKind.subarray(offset, offset + limit)].map((row) => ({
      row: (table.rowNumbers[row] as number) + 1,
      before: table.features.map((feature) => cellOf(feature, feature.column, row)),
      after: table.features.map((feature) => cellOf(feature, damage.columns?.get(feature.name) ?? feature.column, row)),
      changed: isChanged(row),
      actual: { before: labelOf(table, table.actual, row), after: labelOf(table, damage.actual ?? table.actual, row) },
      answer: { before: answerOf(table, clean, row), after: answerOf(table, damaged, row) },
      flipped: isFlipped(clean, damaged, row),
    })),
    meaning: about.meaning,
    offset,
    total: ofKind.length,
    counts: { all: rows.length, changed: changed.length, flipped: flipped.length },
  };
}

/** Indices of the columns whose cell is another in a row. */
function changeFinder({ features }: StressTable, { columns }: Damage): (row: number) => number[] {
  const pairs = features.flatMap((feature, index) => {
    const after = columns?.get(feature.name);
    return after && after !== feature.column ? [{ index, feature, after }] : [];
  });
  return (row) =>
    pairs
      .filter(({ feature, after }) => cellOf(feature, feature.column, row) !== cellOf(feature, after, row))
      .map(({ index }) => index);
}

/** As a person reads it: times in ISO 8601, integers beyond 2^53 as text, NaN as missing. */
function cellOf({ kind }: StressColumn, column: Column, row: number): Cell {
  if (column.kind === 'text') {
    const code = column.codes[row] as number;
    return code < 0 ? null : (column.dictionary[code] as string);
  }
  if (column.valid?.[row] === 0) return null;
  const value = column.values[row] as number | bigint;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (Number.isNaN(value)) return null;
  if (kind === 'boolean' && (value === 0 || value === 1)) return value === 1;
  if (kind === 'time' && Math.abs(value) <= 8.64e15) return new Date(value).toISOString();
  return Number.isFinite(value) ? value : String(value);
}
