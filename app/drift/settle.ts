// What single columns say, taken together: verdicts adjusted for their number, and that on the whole.
import type { DriftColumn, DriftReport } from '../api/schemas/drift.ts';
import type { ColumnDrift, DriftPreset } from '../timeline/drift/presets/preset.ts';
import { driftCell, type Compared, type ComparedColumn } from './compareColumn.ts';

export interface Settled {
  columns: (DriftColumn & {
    changed: Compared['changed'][];
    likeness: Compared['likeness'][];
    /** Of all windows but the reference. */
    likenessOverall: Compared['likeness'];
  })[];
  dataset: DriftReport['dataset'];
  datasetWindows: DriftReport['datasetWindows'];
}

/** Verdicts among the columns: inputs are judged together, and what the model says of them apart. */
export function settle(compared: readonly ComparedColumn[], preset: DriftPreset): Settled {
  const isInput = ({ role }: ComparedColumn): boolean => role === 'feature' || role === 'other';
  const among = (pick: (column: ComparedColumn) => Compared) => {
    const cells = new Map<ComparedColumn, ColumnDrift | null>();
    const judge = (group: readonly ComparedColumn[]): DriftReport['dataset'] => {
      const judged = group.flatMap((column) => {
        const { drift } = pick(column);
        if (!drift) cells.set(column, null);
        return drift ? [{ column, drift }] : [];
      });
      if (judged.length === 0) return { share: 0, verdict: 'none' };
      const { columns, share, verdict } = preset.settle(judged.map(({ drift }) => drift));
      judged.forEach(({ column }, i) => cells.set(column, columns[i] as ColumnDrift));
      return { share, verdict };
    };
    const dataset = judge(compared.filter(isInput));
    judge(compared.filter((column) => !isInput(column)));
    return { dataset, cellOf: (column: ComparedColumn) => driftCell(pick(column), cells.get(column) ?? null) };
  };
  const overall = among((column) => column.overall);
  const count = compared[0]?.windows.length ?? 0;
  const byWindow = Array.from({ length: count }, (_, w) => among((column) => column.windows[w] as Compared));
  return {
    dataset: overall.dataset,
    datasetWindows: byWindow.map(({ dataset }) => dataset),
    columns: compared.map((column) => ({
      name: column.name,
      kind: column.kind,
      role: column.role,
      ...overall.cellOf(column),
      damage: null,
      windows: byWindow.map(({ cellOf }) => cellOf(column)),
      since: null,
      changes: column.overall.changed.words,
      shape: column.shape,
      changed: column.windows.map(({ changed }) => changed),
      likeness: column.windows.map(({ likeness }) => likeness),
      likenessOverall: column.overall.likeness,
    })),
  };
}
