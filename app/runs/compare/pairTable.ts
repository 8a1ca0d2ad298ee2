// Two runs on the same data as one table, joined by row number.
import type { FlipKind } from '../../api/schemas/compare.ts';
import type { Connection } from '../../data/duckdb.ts';
import type { ComparedRun } from './comparedRun.ts';

export interface PairTable {
  /** FROM item: `p` are the rows of a, `q` those of b; both have `row`. */
  from: string;
  /** Rows with a label and a prediction of both. */
  judged: string;
  flips: Record<FlipKind, string>;
}

/** @param names columns of the dataset that are looked at; they come with `p` */
export async function pairTable(
  connection: Connection,
  a: ComparedRun,
  b: ComparedRun,
  names: readonly string[] = [],
): Promise<PairTable> {
  const first = await a.table.from(connection, names);
  const second = await b.table.from(connection, []);
  const from = `${first} p JOIN ${second} q ON p."row" = q."row"`;
  const hasLabels = a.table.shape.hasActual && b.table.shape.hasActual;
  const changed = 'p.predicted <> q.predicted';
  if (!hasLabels) return { from, judged: 'false', flips: { fixed: 'false', broken: 'false', changed } };
  if (a.table.shape.task === 'regression') {
    const judged = ['p.actual', 'q.actual', 'p.predicted', 'q.predicted'].map((name) => `isfinite(${name})`).join(' AND ');
    return {
      from,
      judged,
      flips: {
        fixed: `${judged} AND q."absoluteError" < p."absoluteError"`,
        broken: `${judged} AND q."absoluteError" > p."absoluteError"`,
        changed,
      },
    };
  }
  const judged = ['p.actual', 'q.actual', 'p.predicted', 'q.predicted'].map((name) => `${name} IS NOT NULL`).join(' AND ');
  return { from, judged, flips: { fixed: 'NOT p.correct AND q.correct', broken: 'p.correct AND NOT q.correct', changed } };
}
