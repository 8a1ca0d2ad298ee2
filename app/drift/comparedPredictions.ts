// What a validation said of the rows compared, put in order of their windows.
import type { RunRecord } from '../api/schemas/runs.ts';
import { positiveLabel } from '../runs/runSetup.ts';
import { withRun, type RunQuery } from '../runs/evaluateRun.ts';
import { selectedBlocks } from '../runs/selectedBlocks.ts';
import { pick } from '../timeline/estimates/cbpe/cbpeModel.ts';
import { indexOfRow, type ComparedRows } from './comparedRows.ts';
import type { WindowedColumn } from './windowedColumns.ts';

export interface ComparedPredictions {
  record: RunRecord;
  /** Model classes in output order; none for a regression. */
  classes: readonly string[];
  /** Index of the positive class of a binary model. */
  positive: number | null;
  /** By place: class index, -1 = no prediction; or values, NaN = none. */
  predicted: Int32Array | Float64Array;
  /** By place: class index, -1 = no label, -2 - j = unknown label j; or values, NaN = none. Null without a target. */
  actual: Int32Array | Float64Array | null;
  unknownLabels: string[];
  /** By class, by place. Null where the model gives none, or they would not fit into memory. */
  scores: Float64Array[] | null;
}

/** What a model said of rows, and what is true of them, whichever validation it is of. */
export type Answers = Omit<ComparedPredictions, 'record'>;

/** Of some of the rows, in the order of `places`. */
export function answersAt({ predicted, actual, scores, classes, positive, unknownLabels }: Answers, places: Int32Array): Answers {
  return {
    classes,
    positive,
    unknownLabels,
    predicted: pick(predicted, places),
    actual: actual && pick(actual, places),
    scores: scores && scores.map((ofClass) => pick(ofClass, places)),
  };
}

/** Scores held at most: 400 MB. */
const mostScores = 50e6;

/** @throws NOT_FOUND, FILE_UNREADABLE, CANCELLED */
export async function comparedPredictions(query: RunQuery, { rows, place }: ComparedRows): Promise<ComparedPredictions> {
  return withRun(query, { filters: [] }, async (opened) => {
    const { record, table } = opened;
    const { classes, shape } = table;
    const isRegression = shape.task === 'regression';
    const array = (): Int32Array | Float64Array =>
      isRegression ? new Float64Array(rows.length).fill(NaN) : new Int32Array(rows.length).fill(-1);
    const predicted = array();
    const actual = shape.hasActual ? array() : null;
    const fits = classes.length * rows.length <= mostScores;
    const scores = shape.hasScores && fits ? classes.map(() => new Float64Array(rows.length).fill(NaN)) : null;
    const { source, unknownLabels } = await selectedBlocks(opened.connection, { ...opened, signal: query.signal });
    for await (const block of source()) {
      for (let row = 0; row < block.rowCount; row++) {
        const index = indexOfRow(rows, block.rowNumbers?.[row] ?? block.firstRow + row);
        if (index < 0) continue;
        const at = place[index] as number;
        predicted[at] = block.predicted[row] as number;
        if (actual && block.actual) actual[at] = block.actual[row] as number;
        if (scores && block.scores) {
          const from = row * classes.length;
          for (let k = 0; k < scores.length; k++) (scores[k] as Float64Array)[at] = block.scores[from + k] as number;
        }
      }
    }
    const positive = positiveLabel(record.plan);
    return {
      record,
      classes,
      positive: positive === null ? null : classes.indexOf(positive),
      predicted,
      actual,
      unknownLabels,
      scores,
    };
  });
}

/** The predictions as columns to compare: what was predicted, the score of the positive class, and the true labels. */
export function predictionColumns({
  classes,
  positive,
  predicted,
  actual,
  unknownLabels,
  scores,
}: Answers): { role: 'prediction' | 'score' | 'target'; column: WindowedColumn }[] {
  const columns: { role: 'prediction' | 'score' | 'target'; column: WindowedColumn }[] = [];
  const asColumn = (values: Int32Array | Float64Array): WindowedColumn =>
    values instanceof Float64Array
      ? { kind: 'number', values }
      : {
          kind: 'category',
          codes: values.map((code) => (code < -1 ? classes.length - 2 - code : code)),
          dictionary: [...classes, ...unknownLabels],
        };
  columns.push({ role: 'prediction', column: asColumn(predicted) });
  const score = positive === null ? undefined : scores?.[positive];
  if (score) columns.push({ role: 'score', column: { kind: 'number', values: score } });
  if (actual) columns.push({ role: 'target', column: asColumn(actual) });
  return columns;
}
