import type {
  DriftAction,
  DriftAlert,
  DriftCell,
  DriftColumn,
  DriftPresetName,
  DriftVerdict,
} from '../../../app/api/schemas/drift';
import { count, counted, number, percent } from './numbers';

export const presetFacts: Record<DriftPresetName, { label: string; explains: string }> = {
  drydock: {
    label: 'Drydock',
    explains: 'A change that chance does not make at these numbers of rows, and large enough to matter; nothing to set.',
  },
  evidently: {
    label: 'Evidently',
    explains:
      'Its defaults: tests at 0.05 up to 1,000 reference rows, distances of 0.1 beyond; half of the columns make the data drift.',
  },
  deepchecks: {
    label: 'Deepchecks',
    explains: 'Its defaults: Kolmogorov-Smirnov statistic of numbers, Cramér’s V of categories, drift from 0.2 on.',
  },
  nannyml: {
    label: 'NannyML',
    explains: 'Its defaults: Jensen-Shannon distance, more than 3 standard deviations above the reference’s own windows.',
  },
};

export const verdictWords: Record<DriftVerdict, string> = { none: 'no drift', possible: 'possible drift', drift: 'drift' };

export const actionWords: Record<DriftAction, string> = {
  wait: 'Wait',
  look: 'Look',
  'fix the data': 'Fix the data',
  retrain: 'Retrain',
};

export const severityWords: Record<DriftAlert['severity'], string> = { alarm: 'Alarm', warning: 'Warning', info: 'Note' };

export const roleWords: Record<DriftColumn['role'], string> = {
  feature: 'feeds the model',
  prediction: 'what the model predicts',
  score: 'score of the positive class',
  target: 'true label',
  other: 'feeds no model',
};

/** Tests by p-value have it as their score: the smaller, the more it drifts. */
export function isByPValue({ score, pValue, band }: DriftCell): boolean {
  return pValue !== null && score === pValue && band === null;
}

/** How far it is past what the preset allows: 1 = at the limit, more = drift. Null where there is no score or no limit. */
export function driftStrength(cell: DriftCell): number | null {
  const { score, threshold } = cell;
  if (score === null || threshold === null) return null;
  // The smallest p a test can give is told as 0.
  if (isByPValue(cell)) return Math.log(Math.max(score, 1e-12)) / Math.log(threshold);
  return threshold > 0 ? score / threshold : score > 0 ? Infinity : 0;
}

export function scoreText(score: number | null): string {
  return number(score, 3);
}

/** "< 0.001" where more digits would pretend. */
export function pText(p: number | null): string {
  if (p === null) return '–';
  return p < 0.001 ? '< 0.001' : number(p, 2);
}

/** Everything about a cell in one line, for the pointer and for who hears it. */
export function cellWords(cell: DriftCell): string {
  const { n, missing, score, threshold, pValue, adjusted, verdict } = cell;
  const lost = cell.by === 'missing' ? `${verdictWords[verdict]} by missing cells` : null;
  if (n === 0) return missing === null ? 'no rows' : [lost, 'no values: every cell is missing'].filter(Boolean).join(', ');
  const missed = missing !== null && missing > 0 ? `${percent(missing)} missing` : '';
  if (score === null) return ['too few values to compare', counted(n, 'value'), missed].filter(Boolean).join(', ');
  return [
    lost ?? verdictWords[verdict],
    isByPValue(cell) ? `p ${pText(score)}` : `score ${scoreText(score)}`,
    threshold === null ? '' : `limit ${scoreText(threshold)}`,
    pValue === null || isByPValue(cell) ? '' : `p ${pText(pValue)}`,
    adjusted === null ? '' : `adjusted ${pText(adjusted)}`,
    `n ${count(n)}`,
    missed,
  ]
    .filter(Boolean)
    .join(', ');
}
