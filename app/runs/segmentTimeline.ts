// One figure of a run by segments and windows: the groups of a column, and named slices, through the same windows of time.
import type { NamedSlice } from '../api/schemas/common.ts';
import { allRowsName, type Segment, type SegmentTimeline, type SegmentsRequest } from '../api/schemas/segments.ts';
import type { TimelineWindow } from '../api/schemas/runs.ts';
import { AppError, isAppError } from '../base/errors.ts';
import { filterSql } from '../data/rowFilter.ts';
import { evaluationOf, planWindows, timelineOf, withRun, type Opened, type RunQuery } from './evaluateRun.ts';
import { fairnessGroups } from './fairness/fairnessGroups.ts';
import { known, type TableColumn } from './runTable.ts';

/** Cells that a person can still look at, and that travel in one piece. */
const mostCells = 8_000;

type Part = Pick<Segment, 'name' | 'kind' | 'filters'>;

/**
 * All rows of the selection first, then the groups of the column (the most frequent first; numbers and times by quarters of the rows),
 * then the slices. Windows are those of all rows, so that cells of a window stand below each other; each row of the data is scored
 * once for every segment that holds it.
 * @throws INVALID_INPUT for a column that the run does not have, a unit that does not fit, or too many cells
 */
export async function segmentTimeline(
  query: RunQuery,
  { unit, column, metric, selection, reference }: SegmentsRequest,
  slices: readonly NamedSlice[],
): Promise<SegmentTimeline> {
  const named = slices.flatMap(({ filters }) => filters.map((filter) => filter.column));
  return withRun(
    query,
    selection,
    async (opened) => {
      const { table, connection, from, where } = opened;
      const columns = known(table.columns, table.dataColumns);
      const found =
        column === null
          ? noGroups
          : await fairnessGroups(connection, columnOf(columns, column), { from, where, signal: query.signal });
      const parts: Part[] = [
        { name: allRowsName, kind: 'all', filters: [] },
        ...found.groups.map((group) => ({ ...group, kind: 'group' as const })),
        ...slices.map(({ name, filters }) => ({ name, filters, kind: 'slice' as const })),
      ];
      const plan = await planWindows(query, opened, unit);
      if (parts.length * plan.windowCount > mostCells) throw tooManyCells(parts.length, plan.windowCount);
      // A period is a selection, too: as such it was checked when it was read.
      const inReference = reference === null ? null : `(${where}) AND (${table.where({ time: reference, filters: [] })})`;
      let windows: TimelineWindow[] = [];
      const segments: Segment[] = [];
      for (const part of parts) {
        const only = conditionOf(part, columns);
        if (typeof only !== 'string') {
          segments.push({ ...part, rows: 0, labelled: 0, cells: [], reference: null, problem: only.message });
          continue;
        }
        const timeline = await timelineOf(query, opened, { plan, reference: null, where: `(${where}) AND (${only})` });
        if (part.kind === 'all') ({ windows } = timeline);
        const cells = timeline.windows.map(({ rows, labelled, metrics }) => ({
          rows,
          labelled,
          value: metrics[metric] ?? nothing,
        }));
        segments.push({
          ...part,
          rows: cells.reduce((sum, { rows }) => sum + rows, 0),
          labelled: cells.reduce((sum, { labelled }) => sum + labelled, 0),
          cells,
          reference:
            inReference === null ? null : await figureOf(query, opened, { where: `${inReference} AND (${only})`, metric }),
        });
      }
      return {
        unit: plan.unit,
        metric,
        column,
        cut: found.cut,
        groupsLeftOut: found.leftOut,
        windows: windows.map(({ rows, labelled, metrics: _, ...bounds }) => ({ ...bounds, rows, labelled })),
        segments,
      };
    },
    [...(column === null ? [] : [column]), ...named],
  );
}

const noGroups = { groups: [], leftOut: 0, cut: null };
const nothing = { value: null, low: null, high: null };

async function figureOf(
  query: RunQuery,
  opened: Opened,
  { where, metric }: { where: string; metric: SegmentsRequest['metric'] },
) {
  return (await evaluationOf(query, opened, where)).metrics[metric] ?? nothing;
}

function columnOf(columns: readonly TableColumn[], name: string): TableColumn {
  const found = columns.find((column) => column.name === name);
  if (found) return found;
  throw new AppError('INVALID_INPUT', `The run has no column "${name}" to tell segments by.`, {
    hint: 'Choose one of the data or of the predictions. The data must be those that the run was made with.',
    where: { column: name },
  });
}

/** A slice over a column that this run does not have is told, and the others are there all the same. */
function conditionOf({ kind, filters }: Part, columns: TableColumn[]): string | AppError {
  if (kind === 'all') return 'true';
  try {
    return filterSql(filters, columns);
  } catch (error) {
    if (kind !== 'slice' || !isAppError(error) || error.code !== 'INVALID_INPUT') throw error;
    return error;
  }
}

function tooManyCells(segments: number, windows: number): AppError {
  return new AppError(
    'INVALID_INPUT',
    `${segments.toLocaleString('en-US')} segments in ${windows.toLocaleString('en-US')} windows are more than can be looked at.`,
    { hint: 'Choose longer windows.' },
  );
}
