import { count } from '../base/counts.ts';
import type { DatasetCard } from '../api/schemas/datasets.ts';
import type { Mapping } from '../api/schemas/mapping.ts';
import type { QualitySettings } from '../api/schemas/quality.ts';
import { qualityChecks } from './checks/registry.ts';
import { columnRoles } from './columnRoles.ts';
import { checkInfo } from './gradeMeasures.ts';
import type { ScoredRun } from './scoredRun.ts';
import { quoted } from './words.ts';

/** What a run will do, in a sentence each. */
export function qualityPlan(
  card: DatasetCard,
  { settings, mapping, run }: { settings: QualitySettings; mapping: Mapping | null; run: ScoredRun | null },
): string[] {
  const { target, time, keys } = columnRoles(card, settings, mapping);
  const { reference } = settings;
  const on = qualityChecks.filter((check) => checkInfo(check, settings).on).length;
  return [
    `${String(on)} of ${String(qualityChecks.length)} checks over ${count(card.rows)} rows and ${count(card.columns.length)} columns.`,
    target ? `Labels are in ${quoted(target.name)}.` : 'No target column is known: checks of labels are left out.',
    reference.kind === 'file'
      ? `Held against ${reference.paths.map((path) => path.split(/[\\/]/).at(-1) ?? path).join(', ')}.`
      : reference.kind === 'none'
        ? 'Held against nothing: checks that need a reference are left out.'
        : !time
          ? 'No time column is known: there is no earlier period to hold the data against.'
          : reference.kind === 'period'
            ? `Rows from ${reference.end.slice(0, 10)} on are held against those before, by ${quoted(time.name)}.`
            : `Later rows are held against the reference period, by ${quoted(time.name)}.`,
    ...(keys.length > 0 ? [`Duplicates are looked for without ${keys.map((key) => quoted(key)).join(', ')}.`] : []),
    run
      ? `Labels are weighed against the scores of the run ${quoted(run.name)}.`
      : 'Likely label errors take a finished run on these data with scores: left out.',
  ];
}
