// Partial dependence and individual conditional expectation of one column, by running every sampled row at every value.
// Friedman 2001 (partial dependence), Goldstein et al. 2015 (ICE); checked against sklearn.inspection.partial_dependence.
import type { Cell } from '../../api/schemas/common.ts';
import type { ColumnProfile } from '../../api/schemas/datasets.ts';
import type { Dependence, DependenceRequest } from '../../api/schemas/probe.ts';
import type { Column, ColumnBatch } from '../../base/columns.ts';
import { AppError } from '../../base/errors.ts';
import { studentQuantile95 } from '../../metrics/studentQuantile.ts';
import { cellOf, editedRows } from './cellValues.ts';
import { dependenceGrid } from './dependenceGrid.ts';
import { requireColumns } from './probeRow.ts';
import { inPortions, type Answers, type RowModel } from './rowModel.ts';
import type { SampledRows } from './sampleRows.ts';
import type { ProbeSubject } from './subject.ts';

/** Rows in one call of the runtime. */
const portion = 1024;

export interface DependenceQuestion {
  model: RowModel;
  subject: ProbeSubject;
  profiles: ReadonlyMap<string, ColumnProfile>;
  sample: SampledRows;
  /** The row asked about, as in the data; null = none. */
  row: ColumnBatch | null;
  request: DependenceRequest;
  signal: AbortSignal;
}

/** @throws INVALID_INPUT for a column that feeds nothing, or a class that there is not; DATA_INVALID where no row has a value */
export async function dependence(question: DependenceQuestion): Promise<Dependence> {
  const { model, subject, profiles, sample, request, signal } = question;
  const { column: name } = request;
  requireColumns(model, [name]);
  const profile = profiles.get(name) as ColumnProfile;
  const column = sample.batch.columns[name] as Column;
  const { kind, values: grid, share } = dependenceGrid(column, profile, request.points);
  if (grid.length === 0) {
    throw new AppError('DATA_INVALID', `No sampled row has a value in "${name}".`, {
      hint: 'Look at another column, or take more rows.',
      where: { column: name },
    });
  }
  const edited = question.row && editedRows(question.row, profiles, [new Map(Object.entries(request.row?.edits ?? {}))]);
  const first = edited && (await model.run(edited));
  const shown = whatIsShown(model, request, first);
  const { rowCount } = sample.batch;
  const at = async (value: Cell): Promise<Float64Array> => {
    const shownValues = new Float64Array(rowCount);
    const set = constantColumn(column, profile, { value, rows: rowCount });
    const batch = { ...sample.batch, columns: Object.fromEntries([...Object.entries(sample.batch.columns), [name, set]]) };
    for await (const { from, answers } of inPortions(model, batch, { rows: portion, signal })) {
      for (let i = 0; i < answers.rowCount; i++) shownValues[from + i] = shown.of(answers, i);
    }
    return shownValues;
  };
  const columns: Float64Array[] = [];
  for (const value of grid) columns.push(await at(value));
  const means = columns.map(meanOf);
  const ofRow =
    edited &&
    (await model.run(
      editedRows(
        edited,
        profiles,
        grid.map((value) => new Map([[name, value]])),
      ),
    ));
  const lineRows = spread(rowCount, request.lines);
  return {
    column: name,
    kind,
    shows: shown.shows,
    class: shown.class,
    classes: model.plan.reading.task === 'regression' ? [] : model.plan.reading.classes,
    grid,
    share,
    mean: means.map(({ mean }) => mean),
    low: means.map(({ low }) => low),
    high: means.map(({ high }) => high),
    missing: meanOf(await at(null)).mean,
    lines: lineRows.map((row) => ({
      row: (sample.rowNumbers[row] as number) + 1,
      values: columns.map((values) => finite(values[row])),
    })),
    row:
      request.row && edited && ofRow && first
        ? {
            row: request.row.row,
            at: cellOf(edited.columns[name] as Column, 0, profile),
            values: grid.map((_value, point) => finite(shown.of(ofRow, point))),
            now: finite(shown.of(first, 0)),
          }
        : null,
    rows: rowCount,
    totalRows: subject.data.rows,
  };
}

/** The figure of an answer that is drawn; NaN where there is no answer. */
function whatIsShown(
  model: RowModel,
  request: DependenceRequest,
  ofRow: Answers | null,
): { shows: Dependence['shows']; class: string | null; of: (answers: Answers, row: number) => number } {
  const { task, classes } = model.plan.reading;
  if (task === 'regression') return { shows: 'value', class: null, of: (answers, row) => answers.values?.[row] ?? NaN };
  const predicted = ofRow?.classIndex?.[0] ?? -1;
  const usual = model.plan.positive ?? classes[predicted] ?? classes[0] ?? '';
  const label = request.class ?? usual;
  const index = classes.indexOf(label);
  if (index < 0) {
    throw new AppError('INVALID_INPUT', `The model has no class “${label}”.`, {
      hint: `Its classes are: ${classes.slice(0, 20).join(', ')}.`,
    });
  }
  const hasScores = model.plan.reading.scores !== undefined;
  return {
    shows: hasScores ? 'score' : 'share',
    class: label,
    of: ({ scores, classIndex }, row) => {
      if (scores) return scores[row * classes.length + index] as number;
      const given = classIndex?.[row] ?? -1;
      return given < 0 ? NaN : Number(given === index);
    },
  };
}

/** The column with one value in every row. */
function constantColumn(column: Column, profile: ColumnProfile, { value, rows }: { value: Cell; rows: number }): Column {
  const edits = Array.from({ length: rows }, () => new Map([[profile.name, value]]));
  const first = { firstRow: 0, rowCount: 1, columns: Object.fromEntries([[profile.name, column]]) };
  return editedRows(first, new Map([[profile.name, profile]]), edits).columns[profile.name] as Column;
}

/** Mean with its interval over rows: mean ± t s/√n. Null without an answer, bounds null for a single one. */
function meanOf(values: Float64Array): { mean: number | null; low: number | null; high: number | null } {
  let n = 0;
  let mean = 0;
  let squares = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    n++;
    const delta = value - mean;
    mean += delta / n;
    squares += delta * (value - mean);
  }
  if (n === 0) return { mean: null, low: null, high: null };
  if (n === 1) return { mean, low: null, high: null };
  const half = studentQuantile95(n - 1) * Math.sqrt(squares / (n - 1) / n);
  return { mean, low: mean - half, high: mean + half };
}

function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}

/** At most `count` row indices, evenly spread. */
function spread(rows: number, count: number): number[] {
  const taken = Math.min(rows, count);
  return Array.from({ length: taken }, (_, k) => Math.floor((k * rows) / taken));
}
