// `harden --gate FILE`: is what was demanded of the model true?
import type { HardenGate, HardenGateResult, HardenReport } from '../../api/schemas/harden.ts';
import type { Metrics } from '../../api/schemas/runs.ts';
import { isUnfinished } from '../../api/hardenWords.ts';
import { AppError } from '../../base/errors.ts';

interface Bounds {
  min?: number | undefined;
  max?: number | undefined;
}

/** @throws INVALID_INPUT for a gate without a rule: it would pass everything */
export function evaluateHardenGate({ harden }: HardenGate, report: HardenReport): HardenGateResult {
  const after = figuresAfter(report);
  const checks = [
    ...(harden.offers ? [checkOffers(report, harden.offers)] : []),
    ...Object.entries(harden.clean ?? {}).map(([metric, bounds]) =>
      check(`${metric} on clean rows`, valueOf(report.clean, metric), bounds),
    ),
    ...Object.entries(harden.after ?? {}).map(([metric, bounds]) =>
      check(`${metric} on clean rows with all offers`, valueOf(after, metric), bounds),
    ),
  ];
  if (checks.length === 0) {
    throw new AppError('INVALID_INPUT', 'The gate has no rule.', {
      hint: 'For instance {"harden":{"offers":{"max":0}}}.',
    });
  }
  return { ok: checks.every(({ ok }) => ok), checks };
}

/** That there are few offers is not shown by a run that ended before everything was tried. */
function checkOffers({ offers, tried }: HardenReport, bounds: Bounds): HardenGateResult['checks'][number] {
  const found = check('offers', offers.length, bounds);
  if (bounds.max === undefined || !isUnfinished(tried)) return found;
  return { ...found, what: 'offers, not everything being tried,', ok: false };
}

function valueOf(metrics: Metrics, metric: string): number | null {
  return metrics[metric as keyof Metrics]?.value ?? null;
}

/** On clean rows with everything accepted; with nothing offered, as the model is. */
function figuresAfter({ together, offers, clean }: HardenReport): Metrics {
  const figures = together?.figures ?? offers[0]?.figures ?? [];
  return figures.find(({ scenario }) => scenario === 'clean')?.after ?? clean;
}

function check(what: string, value: number | null, { min, max }: Bounds): HardenGateResult['checks'][number] {
  const limit = [
    ...(min === undefined ? [] : [`at least ${String(min)}`]),
    ...(max === undefined ? [] : [`at most ${String(max)}`]),
  ];
  const ok = value !== null && (min === undefined || value >= min) && (max === undefined || value <= max);
  return { what, ok, value, limit: limit.join(' and ') };
}
