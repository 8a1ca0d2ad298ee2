import type { RunRecord } from '../../../app/api/schemas/runs';

/** What each run is called in this window: its name, numbered in order of start where several have the same. */
export function runLabels(runs: RunRecord[]): Map<string, string> {
  const labels = new Map<string, string>();
  const seen = new Map<string, number>();
  for (const { id, name } of [...runs].sort((a, b) => a.startedAt.localeCompare(b.startedAt))) {
    const nth = (seen.get(name) ?? 0) + 1;
    seen.set(name, nth);
    const isShared = runs.some((run) => run.name === name && run.id !== id);
    labels.set(id, isShared ? `${name} (${nth})` : name);
  }
  return labels;
}
