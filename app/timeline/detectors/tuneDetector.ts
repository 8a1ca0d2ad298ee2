import { AppError } from '../../base/errors.ts';
import type { DetectorKind, ParameterValues, Sensitivity } from './detector.ts';
import { finiteValues, momentsOf, type InjectedChange } from './resample.ts';
import {
  countFalseAlarms,
  measureDetection,
  settledParameters,
  type Detection,
  type FalseAlarms,
  type Trial,
} from './simulate.ts';

export interface TunedDetector {
  /** To create the detector with: those given, those that the reference settles, and the one that was searched for. */
  parameters: ParameterValues;
  /** False where even the least sensitive setting alarms more often than wanted; `parameters` are those of that setting. */
  reached: boolean;
  /** Measured on streams that the search did not see. */
  falseAlarms: FalseAlarms;
  detection: Detection;
}

/** Halvings of the range of the sensitivity. */
const STEPS = 16;
/** False alarms to expect in the search: their count is then known to within some 5 to 10 %, as they come in runs. */
const EXPECTED = 400;
const FEWEST_VALUES = 100_000;
const DETECTION_STREAMS = 200;

/**
 * Finds the most sensitive setting of a detector that alarms no more often than wanted on values like those of the reference
 * period, by bisection; every setting is tried on the same streams (common random numbers), so that the count of alarms follows
 * the setting and not the draw.
 * @param options.falseAlarms at most `count` false alarms in so many `values`: a month of them, say
 * @param options.change the change for which detection is measured
 * @param options.maxValues most values of one try, default 2 million: where alarms are to be rarer than some hundred in this many, the
 * interval of the measured rate is wide
 * @throws AppError INVALID_INPUT for values that are all equal, and as `simulate`; CANCELLED
 */
export async function tuneDetector(options: {
  reference: ArrayLike<number>;
  kind: DetectorKind;
  parameters?: ParameterValues;
  falseAlarms: { count: number; values: number };
  change: InjectedChange;
  seed?: number;
  maxValues?: number;
  signal?: AbortSignal;
  onProgress?: (done: number, total: number) => void;
}): Promise<TunedDetector> {
  const { kind, change, seed = 1, maxValues = 2_000_000, falseAlarms: wanted } = options;
  const reference = finiteValues(options.reference);
  const { streams, length } = planStreams(wanted, maxValues);
  const total = (STEPS + 3) * streams + DETECTION_STREAMS;
  let done = 0;
  const progress = (to: number): void => options.onProgress?.((done = to), total);
  const settled = settledParameters({ reference, kind, ...(options.parameters && { parameters: options.parameters }) });
  const setting = settingsOf(kind.sensitivity, reference);
  const parametersAt = (place: number): ParameterValues => ({ ...settled, [kind.sensitivity.parameter]: setting(place) });
  const trialAt = (place: number): Trial => ({
    reference,
    kind,
    parameters: parametersAt(place),
    streams,
    seed,
    signal: options.signal,
    onStream: () => progress(done + 1),
  });

  const allowed = (wanted.count / wanted.values) * streams * length;
  let tries = 0;
  const quiet = async (place: number): Promise<boolean> => {
    const { alarms } = await countFalseAlarms(trialAt(place), length, allowed);
    progress(++tries * streams);
    return alarms <= allowed;
  };
  const { place, reached } = await mostSensitive(quiet);

  progress((STEPS + 2) * streams);
  const measured = await countFalseAlarms({ ...trialAt(place), seed: seed + 1 }, length);
  const trial = { ...trialAt(place), streams: DETECTION_STREAMS, seed: seed + 2 };
  const detection = await measureDetection(trial, { change, before: Math.min(length, 5_000), after: Math.min(length, 20_000) });
  return { parameters: parametersAt(place), reached, falseAlarms: measured, detection };
}

/** Bisection over 0 (least sensitive) to 1. */
async function mostSensitive(quiet: (place: number) => Promise<boolean>): Promise<{ place: number; reached: boolean }> {
  if (await quiet(1)) return { place: 1, reached: true };
  if (!(await quiet(0))) return { place: 0, reached: false };
  let low = 0;
  let high = 1;
  for (let step = 0; step < STEPS; step++) {
    const middle = (low + high) / 2;
    if (await quiet(middle)) low = middle;
    else high = middle;
  }
  return { place: low, reached: true };
}

/** Streams as long as the period that the alarms are counted in where that leaves twenty of them: a detector learns with age. */
function planStreams(wanted: { count: number; values: number }, maxValues: number): { streams: number; length: number } {
  const rate = wanted.count / wanted.values;
  if (!(rate > 0 && rate < 1 && Number.isFinite(wanted.values))) {
    throw new AppError('INVALID_INPUT', `${wanted.count} false alarms in ${wanted.values} values cannot be aimed at.`, {
      hint: 'Give a number above 0 and below that of the values.',
    });
  }
  const values = Math.min(maxValues, Math.max(FEWEST_VALUES, EXPECTED / rate));
  const length = Math.max(1, Math.round(Math.min(values / 20, Math.max(1000, wanted.values))));
  return { streams: Math.max(1, Math.round(values / length)), length };
}

/** The value of the sensitivity parameter at a place from 0, where the detector alarms least, to 1. */
function settingsOf({ low, high, unit, scale, alarmsMore }: Sensitivity, values: Float64Array): (place: number) => number {
  const { sd } = momentsOf(values);
  if (!(sd > 0)) {
    throw new AppError('INVALID_INPUT', 'All values of the reference period are equal: no stream of them ever alarms.', {
      hint: 'Choose a longer reference period, or another figure to watch.',
    });
  }
  const factor = unit === 'sd' ? sd : 1;
  return (place) => {
    const share = alarmsMore === 'higher' ? place : 1 - place;
    // The ends as stated: rounding must not leave the range that the detector takes.
    if (share === 0 || share === 1) return factor * (share === 0 ? low : high);
    return factor * (scale === 'log' ? low * (high / low) ** share : low + (high - low) * share);
  };
}
