import type { DriftColumn, DriftReport } from '../../../../../app/api/schemas/drift';
import { thinWindows } from '../../../../../app/api/thinWindows';
import { driftStrength } from '../../../format/drift';

/** A place in the strip: a column by name, a window by index. */
export interface StripPlace {
  column: string;
  window: number;
}

const verdictRank = { drift: 0, possible: 1, none: 2 };

/** Those that drift come first, then what costs the model most, then what is farthest past its limit. */
export function stripOrder(columns: readonly DriftColumn[]): DriftColumn[] {
  const rank = new Map(
    columns.map((column) => [
      column,
      [verdictRank[column.verdict], -(column.damage?.value ?? 0), -(driftStrength(column) ?? -1)] as const,
    ]),
  );
  const of = (column: DriftColumn): readonly [number, number, number] => rank.get(column) ?? [2, 0, 0];
  return [...columns].sort((a, b) => {
    const [first, second] = [of(a), of(b)];
    return first[0] - second[0] || first[1] - second[1] || compareStrength(first[2], second[2]) || a.name.localeCompare(b.name);
  });
}

/** Two that are infinitely past their limit are even. */
function compareStrength(a: number, b: number): number {
  return a === b ? 0 : a - b;
}

/** Whether anything was noticed of the column, in all windows together or in one of them. */
export function hasChanged({ verdict, windows }: DriftColumn, report: DriftReport): boolean {
  return verdict !== 'none' || windows.some((cell, index) => cell.verdict !== 'none' && !report.windows[index]?.reference);
}

/** What is looked at first: the first column of the strip, where it drifts last; else the last window with values. */
export function firstPlace(ordered: readonly DriftColumn[], report: DriftReport): StripPlace | null {
  const [column] = ordered;
  if (!column) return null;
  const isThin = thinWindows(report.windows);
  const isOther = (index: number): boolean => report.windows[index]?.reference === false;
  // The last window often has only just begun: what an alert quotes is where there is enough to see.
  const quoted = report.alerts.find((alert) => alert.active && alert.column === column.name)?.at;
  const drifted = column.windows.findLastIndex(({ verdict }, index) => verdict === 'drift' && isOther(index) && !isThin(index));
  const filled = column.windows.findLastIndex(({ n }, index) => n > 0 && isOther(index));
  return {
    column: column.name,
    window: [quoted ?? -1, drifted, filled].find((index) => index >= 0) ?? Math.max(0, report.windows.length - 1),
  };
}
