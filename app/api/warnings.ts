// How much a warning matters: one table of all their codes, for the window, the command line and the reports alike.
import type { Warning } from './schemas/common.ts';

/** `warning`: the figures have to be read otherwise than they look, or something was not done. `info`: good to know. */
export type WarningSeverity = 'warning' | 'info';

/** By code. The codes of a model are in capitals. */
const severities: Record<string, WarningSeverity> = {
  // The model.
  CUSTOM_OPERATORS: 'warning',
  EXTERNAL_DATA: 'info',
  FIXED_BATCH: 'info',
  LABELS_NOT_USED: 'warning',
  MIXED_BATCH: 'warning',
  NEEDS_LOCALE: 'info',
  NO_TENSOR_OUTPUT: 'warning',
  REPEATED_CLASS: 'warning',
  // Reading the data.
  'column-without-values': 'warning',
  'decimal-unclear': 'warning',
  'digits-lost': 'info',
  'files-differ': 'warning',
  'header-missing': 'warning',
  'header-renamed': 'info',
  'header-two-rows': 'info',
  'infinite-values': 'warning',
  'lines-in-one-row': 'warning',
  'missing-tokens': 'info',
  'missing-unused': 'warning',
  'mixed-column': 'warning',
  'mixed-encoding': 'warning',
  'name-mismatch': 'info',
  'nested-column': 'info',
  'numbers-as-text': 'info',
  'one-column': 'warning',
  'open-question': 'warning',
  'rows-rejected': 'warning',
  'suspicious-missing': 'warning',
  'time-without-date': 'info',
  // The mapping; what stops a run is an error there, whatever stands here.
  abstain: 'info',
  calibration: 'info',
  cast: 'info',
  'cast-loses-rows': 'warning',
  'decision-threshold': 'info',
  'digits-lost-in-input': 'warning',
  'guessed-columns': 'warning',
  'guessed-roles': 'warning',
  'guessed-target': 'warning',
  'infinite-in-input': 'warning',
  'labels-by-position': 'warning',
  'labels-read-as': 'info',
  'missing-values': 'info',
  'no-target': 'info',
  'reading-by-target': 'warning',
  repairs: 'info',
  'target-as-feature': 'warning',
  'target-as-text': 'warning',
  'time-not-read': 'warning',
  'two-valued-target': 'warning',
  'unknown-labels': 'warning',
  // A run.
  'batch-dependent': 'warning',
  duplicates: 'warning',
  'fatal-rows': 'warning',
  'no-labels': 'warning',
  'no-prediction': 'warning',
  'no-time': 'info',
  'no-weight': 'warning',
  'not-a-number': 'warning',
  'partial-run': 'warning',
  'refused-rows': 'warning',
  'rejected-missing': 'warning',
  'rejected-rows': 'warning',
  'rejected-unfit': 'warning',
  'rows-without-label': 'warning',
  'rows-without-time': 'warning',
  'rows-without-weight': 'warning',
  'slice-without-figures': 'info',
  // Damage, weak slices and hardening.
  'corruption-failed': 'warning',
  'few-rows': 'warning',
  'floor-not-reached': 'warning',
  'no-better-than-dummy': 'warning',
  'no-dummy': 'warning',
  'nothing-to-damage': 'info',
  'other-baseline-metric': 'warning',
  refused: 'warning',
  sampled: 'info',
  'too-few-rows': 'warning',
  unanswered: 'warning',
  'undefined-score': 'warning',
  'weights-not-used': 'warning',
  // Drift.
  'column-gone': 'warning',
  'column-type': 'warning',
  'no-detectors': 'info',
  'no-segments': 'warning',
  'outside-reference': 'warning',
  'saved-reference': 'info',
  // Load.
  'load-answers-unknown': 'warning',
  'load-errors': 'warning',
  'load-few-requests': 'warning',
  'load-generator-bound': 'warning',
  'load-goal-assumed': 'info',
  'load-other-work': 'warning',
  'load-same-machine': 'info',
  'load-stolen': 'warning',
  'load-stolen-all': 'warning',
  'load-unstable': 'warning',
  'load-usage-unknown': 'info',
  'load-wide-interval': 'warning',
};

/** Every code there is. */
export const warningCodes: readonly string[] = Object.keys(severities);

/** What nobody has graded, such as the code of an older document, had better be looked at. */
export function severityOf({ code }: Pick<Warning, 'code'>): WarningSeverity {
  return Object.hasOwn(severities, code) ? (severities[code] as WarningSeverity) : 'warning';
}

/** Warnings first, each kind in the order given. */
export function bySeverity<T extends Pick<Warning, 'code'>>(warnings: readonly T[]): T[] {
  const are = (wanted: WarningSeverity): T[] => warnings.filter((warning) => severityOf(warning) === wanted);
  return [...are('warning'), ...are('info')];
}

const words: Record<WarningSeverity, string> = { warning: 'warning', info: 'note' };

/** One line each for a terminal, warnings first: "warning: … what to do". */
export function warningLines(warnings: readonly Warning[], { hints }: { hints: boolean }): string[] {
  return bySeverity(warnings).map((warning) => {
    const { message, hint } = warning;
    return `${words[severityOf(warning)]}: ${message}${hints && hint ? ` ${hint}` : ''}`;
  });
}
