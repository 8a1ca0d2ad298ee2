import type { Column, ColumnBatch } from '../../../base/columns.ts';
import { throwIfAborted, yieldToEventLoop } from '../../../base/abort.ts';
import { Random } from '../../../base/random.ts';
import { runPrepared } from '../../../inference/runPrepared.ts';
import { readOutputs } from '../../../prepare/predictions.ts';
import { createPreparer } from '../../../prepare/preparer.ts';
import { takeColumn } from '../../columnRows.ts';
import type { StressColumn } from '../../corruption.ts';
import { compareAnswers } from '../compareAnswers.ts';
import { finding, listed, type LintContext, type LintRule } from '../lintContext.ts';

/** Columns that are looked at: evenly spread where there are more. */
const mostColumns = 256;

export const deadInputs: LintRule = {
  id: 'dead-inputs',
  title: 'A column changes nothing',
  help: 'A column that can be shuffled and set to its extremes without changing any answer is not used: it was lost on the way, or never learned from.',
  async look(context) {
    const { table, rows, signal, settings } = context;
    const step = Math.max(1, table.features.length / mostColumns);
    const looked = Array.from(
      { length: Math.min(mostColumns, table.features.length) },
      (_, k) => table.features[Math.floor(k * step)],
    );
    const dead: string[] = [];
    for (const feature of looked.filter((one) => one !== undefined)) {
      throwIfAborted(signal);
      if (await isDead(context, feature, settings.seed)) dead.push(feature.name);
      await yieldToEventLoop();
    }
    const summary = `${looked.length} of ${table.features.length} columns shuffled over ${rows.rowCount} rows and set to their lowest and highest or to other values.`;
    if (dead.length === 0) return { summary, findings: [] };
    const all = dead.length === looked.length;
    return {
      summary,
      findings: [
        finding({
          id: 'dead-inputs',
          severity: all ? 'fail' : 'warn',
          message: all
            ? `None of the ${dead.length} columns changes any answer.`
            : `${dead.length} of ${looked.length} columns change no answer on any row: ${listed(dead)}.`,
          meaning: all
            ? 'The model does not look at its inputs.'
            : 'They have to be delivered, checked and kept, and do nothing; or they were meant to do something, and the export lost it.',
          action: 'Ask whoever trained the model whether these are meant to count; if not, leave them out of the next one.',
          ...(dead.length === 1 && { where: { column: dead[0] as string } }),
          evidence: [
            { name: 'columns that change nothing', value: dead.length },
            { name: 'columns looked at', value: looked.length },
            { name: 'rows', value: rows.rowCount },
          ],
        }),
      ],
    };
  },
};

async function isDead(context: LintContext, feature: StressColumn, seed: number): Promise<boolean> {
  const { rows } = context;
  const own = rows.columns[feature.name] as Column;
  const random = new Random(seed);
  const order = Int32Array.from({ length: rows.rowCount }, (_, row) => row);
  for (let at = order.length - 1; at > 0; at--) {
    const other = random.integer(at + 1);
    [order[at], order[other]] = [order[other] as number, order[at] as number];
  }
  for (const column of [takeColumn(own, order), ...extremes(own, feature)]) {
    if (await changes(context, { ...rows.columns, [feature.name]: column })) return false;
  }
  return true;
}

/** The column at its lowest and its highest, or at each of its most frequent texts. */
function extremes(own: Column, { profile }: StressColumn): Column[] {
  if (own.kind === 'text') {
    const texts = profile.top.slice(0, 5).map(({ value }) => value);
    return texts.map((text) => ({ kind: 'text', codes: new Int32Array(own.codes.length), dictionary: [text] }));
  }
  const asNumber = (cell: unknown): number =>
    typeof cell === 'number'
      ? cell
      : typeof cell === 'boolean'
        ? Number(cell)
        : profile.type === 'datetime'
          ? Date.parse(String(cell))
          : NaN;
  const ends = [asNumber(profile.min), asNumber(profile.max)].filter((value) => Number.isFinite(value));
  return ends.map((value) => ({ kind: 'number', values: new Float64Array(own.values.length).fill(value), valid: null }));
}

async function changes({ session, plan, clean }: LintContext, columns: ColumnBatch['columns']): Promise<boolean> {
  const preparer = createPreparer(plan);
  const prepared = preparer.prepare({ firstRow: 0, rowCount: clean.rowCount, columns });
  const answers = readOutputs(plan, await runPrepared(session, plan, prepared), prepared.rowCount, prepared.rejected);
  const { largest, flips, lost } = compareAnswers(clean, answers);
  return largest > 0 || flips > 0 || lost > 0;
}
