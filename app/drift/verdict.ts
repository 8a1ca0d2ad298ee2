// What to do, from the alerts that hold now: wait, look, fix the data, or retrain, and why that and not another.
import type { DriftAction, DriftAlert, DriftReport } from '../api/schemas/drift.ts';

type Verdict = DriftReport['verdict'];

/**
 * Data faults come first: a model trained anew on broken data learns the fault. Retraining is advised only where the model got
 * worse (or, without labels, probably did while its inputs drift) and no fault explains it. Drift alone is a reason to look,
 * and so are figures that are worse over all windows together, which are too short to show it each by itself.
 * @param about.fallen true figures of all windows together that are worse than those of the reference, as texts
 */
export function verdictOf(alerts: readonly DriftAlert[], about: { isLabelled: boolean; fallen: readonly string[] }): Verdict {
  const { isLabelled, fallen } = about;
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
          ? `Over all windows together the model is worse than in the reference, though the last ones alone do not show it: ${fallen.join('; ')}.`
          : isLabelled
            ? 'The true figures have not clearly fallen: the model stands it so far.'
            : 'Whether it costs accuracy is not known without labels.',
      ],
    );
  }
  return say('wait', 'Nothing has changed that matters', [], []);
}
