// What to do, from the alerts that hold now: wait, look, fix the data, or retrain, and why that and not another.
import type { DriftAction, DriftAlert, DriftReport } from '../api/schemas/drift.ts';

const mostNamed = 4;

type Verdict = DriftReport['verdict'];

/**
 * Data faults come first: a model trained anew on broken data learns the fault. Retraining is advised only where the model got
 * worse (or, without labels, probably did while its inputs drift) and no fault explains it. Drift alone is a reason to look,
 * and so are figures that are worse over all windows together, which are too short to show it each by itself.
 */
export function verdictOf(
  alerts: readonly DriftAlert[],
  about: {
    /** The true figures of the newest rows are known. */
    isLabelled: boolean;
    /** The reference is a table of its own, which the model may have been trained on: it knows those rows better than any others. */
    isOutside: boolean;
    /** True figures of all windows together that are worse than those of the reference, as texts. */
    fallen: readonly string[];
    /** Columns that drift over all windows together: few rows a window, or a change that came and went, leave no alert. */
    drifted: readonly string[];
  },
): Verdict {
  const { isLabelled, isOutside, fallen, drifted } = about;
  const active = alerts.filter((alert) => alert.active && alert.severity !== 'info');
  const of = (...rules: string[]): DriftAlert[] => active.filter(({ rule }) => rules.includes(rule));
  const faults = active.filter(({ action }) => action === 'fix the data');
  const worse = of('metricDrop');
  const estimated = of('estimateDrop');
  const drifting = of(
    'inputDrift',
    'datasetDrift',
    'predictionDrift',
    'scoreDrift',
    'targetDrift',
    'togetherDrift',
    'unseenCategories',
  );
  const say = (action: DriftAction, headline: string, why: readonly DriftAlert[], more: string[] = []): Verdict => ({
    action,
    since: why.length === 0 ? null : Math.min(...why.map(({ from }) => from)),
    headline,
    reasons: [...why.map(({ title, detail }) => `${title}: ${detail}`), ...more],
  });
  if (faults.length > 0) {
    return say(
      'fix the data',
      worse.length > 0 ? 'Broken data cost accuracy' : 'The data are broken',
      [...faults, ...worse],
      ['Training anew would teach the fault to the model: mend what delivers the data first.'],
    );
  }
  if (worse.length > 0) {
    return say(
      'retrain',
      'The model got worse',
      [...worse, ...drifting],
      [
        drifting.length > 0
          ? 'No fault of the data explains it, and the data are no longer those it was trained on.'
          : isOutside
            ? 'Its inputs look as before: what they mean has changed (concept drift), unless it was trained on the rows of the reference, which flatter it. Hold it against rows that it has not seen.'
            : 'Its inputs look as before: what they mean has changed (concept drift).',
      ],
    );
  }
  if (estimated.length > 0 && of('inputDrift', 'datasetDrift', 'togetherDrift').length > 0) {
    return say(
      'retrain',
      'The model probably got worse',
      [...estimated, ...drifting],
      ['Labels of recent rows would prove it: get some before you train.'],
    );
  }
  if (drifting.length > 0 || estimated.length > 0 || fallen.length > 0) {
    return say(
      'look',
      fallen.length > 0 ? 'The model is worse over all rows together' : 'The data change',
      [...estimated, ...drifting],
      [
        fallen.length > 0
          ? `Over all windows together the model is worse than in the reference, though the last ones alone do not show it: ${fallen.join('; ')}.${isOutside ? ' Of a reference that it was trained on, this says little: hold it against rows that it has not seen.' : ''}`
          : isLabelled
            ? 'The true figures have not clearly fallen: the model stands it so far.'
            : 'Whether it costs accuracy is not known without labels.',
      ],
    );
  }
  if (drifted.length > 0) {
    const named = drifted.slice(0, mostNamed).join(', ');
    const more = drifted.length > mostNamed ? ` and ${String(drifted.length - mostNamed)} more` : '';
    return say(
      'wait',
      'No change holds in the newest windows',
      [],
      [
        `All windows together differ from the reference in ${named}${more}, the newest by themselves do not: larger ones would tell more.`,
      ],
    );
  }
  return say('wait', 'Nothing has changed that matters', [], []);
}
