// Likely wrong labels of a run, found once and kept beside its predictions: the thresholds are over all rows of it.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { LabelIssueSummary } from '../../api/schemas/slices.ts';
import { AppError } from '../../base/errors.ts';
import { findLabelIssues, rankedLabelIssues } from '../../metrics/labelIssues.ts';
import { writeJsonAtomic } from '../../storage/atomicWrite.ts';
import { withRun, type RunQuery } from '../evaluateRun.ts';
import { parseVersioned } from '../parseVersioned.ts';
import { selectedBlocks } from '../selectedBlocks.ts';

export const LabelIssueFile = z.object({
  version: z.literal(1),
  summary: LabelIssueSummary,
  /** Most likely wrong first: 1-based row, index of the likely class, normalised margin. */
  rows: z.array(z.tuple([z.number(), z.number(), z.number()])),
});
export type LabelIssueFile = z.infer<typeof LabelIssueFile>;

/** 320 MB of scores. */
const mostScores = 40_000_000;
/** Beyond these a list of rows helps nobody; the count is of all. */
const mostListed = 100_000;

/** What was found before, or null. A file that cannot be read is as good as none: it is made anew. */
export async function readLabelIssues(runDir: string): Promise<LabelIssueFile | null> {
  const path = labelIssuePath(runDir);
  try {
    return parseVersioned(LabelIssueFile, await readFile(path, 'utf8'), {
      path,
      version: 1,
      what: 'list of likely wrong labels',
    });
  } catch {
    return null;
  }
}

/**
 * Looks at every labelled row and keeps what is found in the run folder. Memory: 8 bytes a score and 30 a row.
 * @throws INVALID_INPUT for a run without labels or scores, or with more scores than fit; CANCELLED
 */
export async function findRunLabelIssues(query: RunQuery): Promise<LabelIssueFile> {
  const file = await withRun(query, { filters: [] }, async ({ table, connection, from, where, record }) => {
    const { shape, classes } = table;
    if (!shape.hasActual || !shape.hasScores || classes.length < 2) {
      throw new AppError('INVALID_INPUT', 'Likely wrong labels are told by scores and labels, and this run lacks one of them.', {
        hint: 'Choose a run of a model that gives the score of every class, on data with labels.',
      });
    }
    const rowCount = record.rows.done;
    if (rowCount * classes.length > mostScores) {
      throw new AppError(
        'INVALID_INPUT',
        `The run has ${(rowCount * classes.length).toLocaleString('en-US')} scores: too many to look at together.`,
        {
          hint: `At most ${mostScores.toLocaleString('en-US')} fit. Validate on a part of the data.`,
        },
      );
    }
    const rows = new Float64Array(rowCount);
    const actual = new Int32Array(rowCount).fill(-1);
    const scores = new Float64Array(rowCount * classes.length).fill(NaN);
    let at = 0;
    const { source } = await selectedBlocks(connection, { from, where, table, signal: query.signal });
    for await (const block of source()) {
      const used = Math.min(block.rowCount, rowCount - at);
      for (let row = 0; row < used; row++) rows[at + row] = (block.rowNumbers?.[row] ?? block.firstRow + row) + 1;
      if (block.actual instanceof Int32Array) actual.set(block.actual.subarray(0, used), at);
      if (block.scores) scores.set(block.scores.subarray(0, used * classes.length), at * classes.length);
      at += used;
    }
    const found = findLabelIssues({ rowCount, actual, scores }, classes.length);
    const ranked = rankedLabelIssues(found).slice(0, mostListed);
    const summary: LabelIssueSummary = {
      judged: found.judged,
      issues: found.issues,
      classes: [...classes],
      // Of a class that no row has as label there is none.
      thresholds: Array.from(found.thresholds, (value) => (value > 1 ? null : value)),
      confidentJoint: found.confidentJoint,
    };
    return {
      version: 1 as const,
      summary,
      rows: ranked.map((row): [number, number, number] => [
        rows[row] as number,
        found.likely[row] as number,
        found.normalizedMargin[row] as number,
      ]),
    };
  });
  await writeJsonAtomic(labelIssuePath(query.runDir), file);
  return file;
}

function labelIssuePath(runDir: string): string {
  return join(runDir, 'label-issues.json');
}
