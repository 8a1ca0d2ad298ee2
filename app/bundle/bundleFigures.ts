// What a bundle was validated with, as far as two of them can differ in it: figures, what feeds the model, limits of alerts.
import type { z } from 'zod';
import { repairTexts } from '../api/repairText.ts';
import { PreparationPlan } from '../api/schemas/mapping.ts';
import { Baseline } from '../api/schemas/monitoring.ts';
import type { MetricName } from '../api/schemas/runs.ts';
import { formatInterval, formatNumber, formatPercent } from './report/format.ts';
import { metricLabel } from './report/metricLabels.ts';
import { readEntry } from './zip/readEntries.ts';

/** More than either document of any bundle. */
const documentLimit = 64 * 1024 * 1024;

/** Null where the archive has no such document, or one of another form: an older bundle, say. */
async function readDocument<S extends z.ZodType>(path: string, name: string, schema: S): Promise<z.output<S> | null> {
  const content = await readEntry(path, name, documentLimit).then(
    (entry) => entry.content.toString('utf8'),
    () => null,
  );
  if (content === null) return null;
  try {
    return schema.safeParse(JSON.parse(content)).data ?? null;
  } catch {
    return null;
  }
}

type Feature = PreparationPlan['inputs'][number]['features'][number];

function feedText({ column, missing, indicator, repairs }: Feature): string {
  const policy =
    indicator !== undefined
      ? '1 where it is missing, else 0'
      : missing.kind === 'constant'
        ? `missing becomes ${JSON.stringify(missing.value)}`
        : { nan: 'missing becomes NaN', empty: 'missing becomes an empty text', reject: 'a row without it is refused' }[
            missing.kind
          ];
  return [column, policy, ...repairTexts({ repairs })].join('; ');
}

/** Each by its name, in the order they are shown. */
export async function bundleFigures(path: string): Promise<Map<string, string>> {
  const [baseline, plan] = await Promise.all([
    readDocument(path, 'monitoring/baseline.json', Baseline),
    readDocument(path, 'model/preprocess.json', PreparationPlan),
  ]);
  const metrics = Object.entries(baseline?.metrics ?? {}) as [MetricName, Parameters<typeof formatInterval>[0]][];
  const least = baseline?.estimate?.least;
  return new Map([
    ...metrics.map(([name, interval]): [string, string] => [metricLabel(name), formatInterval(interval)]),
    ...(plan?.inputs ?? []).flatMap(({ input, features }) =>
      features.map((feature, element): [string, string] => [
        features.length === 1 ? `Input ${input}` : `Input ${input}, element ${element}`,
        feedText(feature),
      ]),
    ),
    ...(baseline?.features ?? []).map(({ column, limits }): [string, string] => [
      `Alert limits of ${column}`,
      `drift (PSI) ${formatNumber(limits.psi)}, missing ${formatPercent(limits.missing)}`,
    ]),
    ...(baseline
      ? [['Alert limit of predictions', `drift (PSI) ${formatNumber(baseline.predictions.limits.psi)}`] as const]
      : []),
    ...(least === undefined ? [] : [['Alert limit of estimated accuracy', formatNumber(least)] as const]),
  ]);
}
