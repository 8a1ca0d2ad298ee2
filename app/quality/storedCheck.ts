import type { CheckResult, CheckSkipped, Measure, QualityCheck } from './check.ts';
import type { StoredQuality } from './storedQuality.ts';

/** More measures of one check than this are counted, not kept. */
const mostMeasures = 500;

/** As it is kept: the worst measures first, and no more than can be looked at. */
export function storedCheck(check: QualityCheck, result: CheckResult | CheckSkipped): StoredQuality['checks'][number] {
  if ('skipped' in result) return { id: check.id, skipped: result.skipped, tested: 0, measures: [], more: 0 };
  const sign = check.bad === 'above' ? -1 : 1;
  const sorted: Measure[] = [...result.measures].sort((a, b) => sign * (a.value - b.value));
  return {
    id: check.id,
    skipped: null,
    tested: result.tested,
    measures: sorted.slice(0, mostMeasures),
    more: Math.max(0, sorted.length - mostMeasures),
  };
}
