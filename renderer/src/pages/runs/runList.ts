import type { MetricName, RunRecord } from '../../../../app/api/schemas/runs';

/** What the list of runs is narrowed down to and sorted by; undone and redone as one. */
export interface RunView {
  text: string;
  state: RunRecord['state'] | 'any';
  starred: boolean;
  archived: boolean;
  sort: RunSort;
}

export interface RunSort {
  by: 'name' | 'state' | 'startedAt' | 'rows' | MetricName;
  descending: boolean;
}

export const everyRun: RunView = {
  text: '',
  state: 'any',
  starred: false,
  archived: false,
  sort: { by: 'startedAt', descending: true },
};

/** The runs that are shown, in order; missing figures come last. */
export function listedRuns(runs: readonly RunRecord[], { text, state, starred, archived, sort }: RunView): RunRecord[] {
  const wanted = text.trim().toLowerCase();
  const shown = runs.filter(
    (run) =>
      (archived || !run.archived) &&
      (!starred || run.starred) &&
      (state === 'any' || run.state === state) &&
      `${run.name}\n${run.note}\n${run.model.name}\n${run.data.name}`.toLowerCase().includes(wanted),
  );
  const sign = sort.descending ? -1 : 1;
  return shown.sort((a, b) => {
    const [first, second] = [sortValue(a, sort.by), sortValue(b, sort.by)];
    if (first === null || second === null) return Number(first === null) - Number(second === null) || newestFirst(a, b);
    const order =
      typeof first === 'number' && typeof second === 'number' ? first - second : String(first).localeCompare(String(second));
    return sign * order || newestFirst(a, b);
  });
}

function newestFirst(a: RunRecord, b: RunRecord): number {
  return b.startedAt.localeCompare(a.startedAt);
}

function sortValue(run: RunRecord, by: RunSort['by']): string | number | null {
  if (by === 'name' || by === 'state' || by === 'startedAt') return run[by];
  if (by === 'rows') return run.rows.done;
  return run.headline?.metrics[by]?.value ?? null;
}

/** The reference first: the pinned baseline if it is among them, else the oldest; the others by age. */
export function comparedOrder(runs: readonly RunRecord[], baseline: string | null): RunRecord[] {
  return [...runs].sort(
    (a, b) => Number(b.id === baseline) - Number(a.id === baseline) || a.startedAt.localeCompare(b.startedAt),
  );
}

/** Letters of compared runs, the reference being A. */
export function runLetter(index: number): string {
  return String.fromCharCode(65 + index);
}
