import { throwIfAborted, yieldToEventLoop } from '../../base/abort.ts';
import { AppError } from '../../base/errors.ts';
import { Random } from '../../base/random.ts';
import type { Interval } from '../../api/schemas/common.ts';
import { scaledInterval } from '../../metrics/interval.ts';
import { wilson } from '../../metrics/wilson.ts';
import type { DetectorKind, ParameterValues } from './detector.ts';
import { drawChanged, finiteValues, type InjectedChange } from './resample.ts';

export interface FalseAlarms {
  /** Alarms on values that did not change, and the number of those values. */
  alarms: number;
  values: number;
  /**
   * Alarms per 1000 values, with Wilson's interval. Alarms of one stream come in runs (a detector that starts anew is quicker to
   * alarm again), so that values count for fewer by the design effect: variance of the streams' counts over their mean, at
   * least 1 (J. N. K. Rao and A. J. Scott, A Simple Method for the Analysis of Clustered Binary Data, Biometrics 48, 1992).
   */
  per1000: Interval;
  /** Share of the streams with at least one alarm. */
  streamsWithAlarm: Interval;
}

export interface Detection {
  /** Share of the streams with an alarm within `after` values of the change, by chance or not. */
  share: Interval;
  after: number;
  /** Share of the streams with an alarm before the change, after which the detector started anew. */
  early: Interval;
  /** Values from the change to the first alarm after it, that one included: quartiles over the streams detected. */
  delay: { lower: number; median: number; upper: number } | null;
}

/** A detector with its parameters, and the streams to try it on: values drawn at random with replacement from the reference's. */
export interface Trial {
  reference: ArrayLike<number>;
  kind: DetectorKind;
  /** Those that differ from the defaults, and from what the reference settles. */
  parameters?: ParameterValues;
  streams: number;
  seed: number;
  signal?: AbortSignal | undefined;
  /** After each stream. */
  onStream?: () => void;
}

/** Values between two looks at the signal and at the messages that may fire it. */
const PAUSE = 200_000;

/** Parameters as given, else as the reference period settles them. */
export function settledParameters({
  reference,
  kind,
  parameters,
}: Pick<Trial, 'reference' | 'kind' | 'parameters'>): ParameterValues {
  return { ...kind.fromReference?.(finiteValues(reference)), ...parameters };
}

/**
 * Runs a detector on streams without change.
 * @param length values of each stream
 * @param stopAbove gives up as soon as there are more alarms than this
 */
export async function countFalseAlarms(trial: Trial, length: number, stopAbove = Infinity): Promise<FalseAlarms> {
  const values = finiteValues(trial.reference);
  const parameters = settledParameters(trial);
  const counts: number[] = [];
  let alarms = 0;
  await eachStream(trial, length, (random) => {
    const detector = trial.kind.create(parameters);
    const before = alarms;
    for (let i = 0; i < length; i++) {
      if (detector.update(values[random.integer(values.length)] as number) === 'drift') alarms++;
    }
    counts.push(alarms - before);
    return alarms <= stopAbove;
  });
  const seen = counts.length * length;
  return {
    alarms,
    values: seen,
    per1000: scaledInterval(wilson(alarms / seen, seen / designEffect(counts)), 1000),
    streamsWithAlarm: wilson(counts.filter((count) => count > 0).length / counts.length, counts.length),
  };
}

/** Runs a detector on streams that change once, after `before` values, and go on for at most `after` more. */
export async function measureDetection(
  trial: Trial,
  { change, before, after }: { change: InjectedChange; before: number; after: number },
): Promise<Detection> {
  const values = finiteValues(trial.reference);
  const parameters = settledParameters(trial);
  const changed = drawChanged(values, change);
  const delays: number[] = [];
  let early = 0;
  await eachStream(trial, before + after, (random) => {
    const detector = trial.kind.create(parameters);
    let alarmed = false;
    for (let i = 0; i < before; i++) {
      if (detector.update(values[random.integer(values.length)] as number) === 'drift') alarmed = true;
    }
    if (alarmed) early++;
    for (let delay = 1; delay <= after; delay++) {
      if (detector.update(changed(random)) !== 'drift') continue;
      delays.push(delay);
      break;
    }
    return true;
  });
  return {
    share: wilson(delays.length / trial.streams, trial.streams),
    after,
    early: wilson(early / trial.streams, trial.streams),
    delay: quartiles(delays),
  };
}

/**
 * What a detector would do on values like those of the reference period: how often it alarms without a change, and how soon
 * after one. Rows are drawn independently: where errors come in runs, real streams alarm more often than this says.
 * @param options.streams default 200
 * @param options.length values of a stream, default 2000; the change comes in its middle
 * @throws AppError INVALID_INPUT for no values, a change or parameters that do not fit; CANCELLED
 */
export async function simulate(options: {
  reference: ArrayLike<number>;
  kind: DetectorKind;
  parameters?: ParameterValues;
  change: InjectedChange;
  streams?: number;
  length?: number;
  seed?: number;
  signal?: AbortSignal;
  onProgress?: (done: number, total: number) => void;
}): Promise<{ falseAlarms: FalseAlarms; detection: Detection }> {
  const { change, streams = 200, length = 2000, seed = 1, onProgress, ...rest } = options;
  if (!(Number.isInteger(streams) && streams > 0 && Number.isInteger(length) && length > 1)) {
    throw new AppError('INVALID_INPUT', `${streams} streams of ${length} values cannot be simulated.`, {
      hint: 'Give a whole number of streams, and of at least 2 values for each.',
    });
  }
  let done = 0;
  const trial: Trial = { ...rest, streams, seed, onStream: () => onProgress?.(++done, 2 * streams) };
  const falseAlarms = await countFalseAlarms(trial, length);
  const before = Math.floor(length / 2);
  // Seeds of the streams are drawn from this one: a neighbour gives others.
  const detection = await measureDetection({ ...trial, seed: seed + 1 }, { change, before, after: length - before });
  return { falseAlarms, detection };
}

/** Each stream has a generator of its own, so that stream i is the same whatever the detector and its parameters. */
async function eachStream(trial: Trial, length: number, run: (random: Random) => boolean): Promise<void> {
  const seeds = new Random(trial.seed);
  let sincePause = 0;
  for (let i = 0; i < trial.streams; i++) {
    throwIfAborted(trial.signal);
    const goesOn = run(new Random(seeds.uint32()));
    trial.onStream?.();
    if (!goesOn) return;
    sincePause += length;
    if (sincePause < PAUSE) continue;
    sincePause = 0;
    await yieldToEventLoop();
  }
}

function designEffect(counts: number[]): number {
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  if (mean === 0 || counts.length < 2) return 1;
  const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (counts.length - 1);
  return Math.max(1, variance / mean);
}

/** Linear between order statistics, as numpy's default. */
function quartiles(numbers: number[]): Detection['delay'] {
  if (numbers.length === 0) return null;
  const sorted = Float64Array.from(numbers).sort();
  const at = (share: number): number => {
    const place = share * (sorted.length - 1);
    const low = sorted[Math.floor(place)] as number;
    return low + (place % 1) * ((sorted[Math.ceil(place)] as number) - low);
  };
  return { lower: at(0.25), median: at(0.5), upper: at(0.75) };
}
