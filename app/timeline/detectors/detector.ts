import { AppError } from '../../base/errors.ts';

export type Alarm = 'none' | 'warning' | 'drift';

/**
 * Watches a stream of numbers, mostly a model's errors (0 or 1) or absolute errors. After 'drift' the next value starts it
 * anew. What is not finite (a row without truth) is passed over: it counts for nothing and answers 'none'.
 */
export interface Detector {
  update(value: number): Alarm;
}

export interface NumberParameter {
  /** The default. */
  value: number;
  meaning: string;
  /** Bounds, both allowed. */
  low: number;
  high: number;
  whole?: true;
}

export interface ChoiceParameter<Choice extends string = string> {
  /** The default. */
  value: Choice;
  meaning: string;
  choices: readonly Choice[];
}

type Parameters = Readonly<Record<string, NumberParameter | ChoiceParameter>>;
type ValuesOf<P extends Parameters> = { [K in keyof P]: P[K] extends ChoiceParameter<infer Choice> ? Choice : number };
export type ParameterValues = Readonly<Record<string, number | string>>;

/** The one parameter to turn for fewer or more alarms, and how. */
export interface Sensitivity {
  parameter: string;
  /** Where to search: plain numbers, or multiples of the standard deviation of the values. */
  low: number;
  high: number;
  unit: 'none' | 'sd';
  scale: 'linear' | 'log';
  /** Where the detector alarms more often: with higher or with lower values. */
  alarmsMore: 'higher' | 'lower';
}

/** Uniform whole numbers in [0, bound). */
export interface WholeNumbers {
  integer(bound: number): number;
}

/** One detector: one file, listed in the registry. */
export interface DetectorKind {
  /** As in commands and documents. */
  name: string;
  title: string;
  /** What it watches for and what it is good at, in a sentence or two. */
  explains: string;
  /** 'bits' takes 0 and 1, and shares of rows between. */
  needs: 'bits' | 'numbers';
  parameters: Parameters;
  sensitivity: Sensitivity;
  /** Parameters that the values of the reference period settle. */
  fromReference?(values: ArrayLike<number>): ParameterValues;
  /**
   * @param parameters those that differ from the defaults
   * @param randomness called at each start; for detectors that draw at random
   * @throws AppError INVALID_INPUT for a parameter that is unknown or out of its range; `update` of a detector of bits throws
   * it for a value outside of 0..1
   */
  create(parameters?: ParameterValues, randomness?: () => WholeNumbers): Detector;
}

interface DetectorSpec<P extends Parameters> extends Omit<DetectorKind, 'create' | 'parameters'> {
  parameters: P;
  /** Settles what depends on the parameters alone; the function returned makes a fresh detector that knows of no reset. */
  prepare: (values: ValuesOf<P>, randomness?: () => WholeNumbers) => () => Detector;
}

/** Adds to a detector what all have in common: defaults and their check, restart after an alarm, passing over gaps. */
export function defineDetector<const P extends Parameters>({ prepare, ...kind }: DetectorSpec<P>): DetectorKind {
  return {
    ...kind,
    create: (given = {}, randomness) => {
      const values = checked(kind.parameters, given) as ValuesOf<P>;
      return new Restarting(prepare(values, randomness), kind.needs === 'bits');
    },
  };
}

class Restarting implements Detector {
  #start: () => Detector;
  #running: Detector;
  #bits: boolean;
  #ended = false;

  constructor(start: () => Detector, bits: boolean) {
    this.#start = start;
    this.#running = start();
    this.#bits = bits;
  }

  update(value: number): Alarm {
    if (!Number.isFinite(value)) return 'none';
    if (this.#bits && !(value >= 0 && value <= 1)) {
      throw new AppError('INVALID_INPUT', `This detector takes errors as 0 and 1, not ${value}.`, {
        hint: 'Choose a detector for numbers, such as adwin.',
      });
    }
    if (this.#ended) this.#running = this.#start();
    const alarm = this.#running.update(value);
    this.#ended = alarm === 'drift';
    return alarm;
  }
}

function checked(parameters: Parameters, given: ParameterValues): ParameterValues {
  const values: Record<string, number | string> = {};
  for (const [name, { value }] of Object.entries(parameters)) values[name] = value;
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(parameters, name)) throw unfit(name, `The parameters are ${Object.keys(parameters).join(', ')}.`);
    const parameter = parameters[name] as NumberParameter | ChoiceParameter;
    if (!fits(parameter, value)) throw unfit(name, allowed(parameter));
    values[name] = value;
  }
  return values;
}

function fits(parameter: NumberParameter | ChoiceParameter, value: number | string): boolean {
  if ('choices' in parameter) return parameter.choices.some((choice) => choice === value);
  if (typeof value !== 'number' || !(value >= parameter.low && value <= parameter.high)) return false;
  return !parameter.whole || Number.isInteger(value);
}

function allowed(parameter: NumberParameter | ChoiceParameter): string {
  if ('choices' in parameter) return `It is one of ${parameter.choices.join(', ')}.`;
  return `It is a ${parameter.whole ? 'whole ' : ''}number from ${parameter.low} to ${parameter.high}.`;
}

function unfit(name: string, hint: string): AppError {
  return new AppError('INVALID_INPUT', `The detector cannot take this parameter: ${name}.`, { hint });
}
