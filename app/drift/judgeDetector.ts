// How a change detector does on the user's own errors: set for so many false alarms, and how soon it finds a change.
import type { DetectorResult } from '../api/schemas/drift.ts';
import type { Interval } from '../api/schemas/common.ts';
import { scaledInterval } from '../metrics/interval.ts';
import type { DetectorKind, ParameterValues } from '../timeline/detectors/detector.ts';
import { momentsOf, type InjectedChange } from '../timeline/detectors/resample.ts';
import { countFalseAlarms, measureDetection, settledParameters, type Detection } from '../timeline/detectors/simulate.ts';
import { tuneDetector } from '../timeline/detectors/tuneDetector.ts';

const streams = 40;
const streamLength = 2_000;
/** A change comes after so many rows, and has to be found within as many more as a stream is long. */
const before = 1_000;
/** Most values of one try of a setting: the rate is then known to within a tenth where alarms are a thousandth or more. */
const mostTried = 200_000;

export interface Judged extends Pick<DetectorResult, 'falseAlarms' | 'falseAlarmsAMonth' | 'detection' | 'tuned'> {
  parameters: ParameterValues;
}

/**
 * @param about.reference errors of the reference: 0 and 1, or sizes
 * @param about.aMonth labelled rows in a month; null where there are no times
 * @param about.wanted false alarms a month to set it for; null = as its author set it
 * @throws CANCELLED
 */
export async function judgeDetector(
  kind: DetectorKind,
  about: {
    reference: Float64Array;
    isBits: boolean;
    aMonth: number | null;
    wanted: number | null;
    seed: number;
    signal: AbortSignal | undefined;
  },
): Promise<Judged> {
  const { reference, aMonth, wanted, seed } = about;
  const signal = about.signal && { signal: about.signal };
  const { change, words } = changeOf(reference, about.isBits);
  const told = (per1000: Interval, { share, after, delay }: Detection) => ({
    falseAlarms: per1000,
    falseAlarmsAMonth: aMonth === null ? null : scaledInterval(per1000, aMonth / 1000),
    detection: { change: words, found: share, within: after, rows: delay },
  });
  // Errors that are all alike have no rate to aim at.
  if (wanted !== null && aMonth !== null && momentsOf(reference).sd > 0) {
    const falseAlarms = { count: wanted, values: Math.max(aMonth, wanted * 1.001) };
    const { parameters, reached, ...found } = await tuneDetector({
      reference,
      kind,
      falseAlarms,
      change,
      seed,
      maxValues: mostTried,
      ...signal,
    });
    const { parameter } = kind.sensitivity;
    const tuned = { parameter, value: Number(parameters[parameter]), reached };
    return { parameters, tuned, ...told(found.falseAlarms.per1000, found.detection) };
  }
  const trial = { reference, kind, streams, seed, ...signal };
  const { per1000 } = await countFalseAlarms(trial, streamLength);
  const detection = await measureDetection({ ...trial, seed: seed + 1 }, { change, before, after: streamLength });
  return { parameters: settledParameters({ reference, kind }), ...told(per1000, detection) };
}

/** Errors half as often again as in the reference, or larger by half a standard deviation. */
function changeOf(reference: Float64Array, isBits: boolean): { change: InjectedChange; words: string } {
  if (!isBits) return { change: { kind: 'shift', sds: 0.5 }, words: 'errors larger by half a standard deviation' };
  const { mean } = momentsOf(reference);
  if (mean === 0) return { change: { kind: 'rate', by: 0.05 }, words: 'errors in 5 % of the rows' };
  const by = Math.min(mean / 2, 1 - mean);
  return {
    change: { kind: 'rate', by },
    words: `errors in ${(100 * (mean + by)).toPrecision(3)} % of the rows, before in ${(100 * mean).toPrecision(3)} %`,
  };
}
