// Numbers as options of commands, checked where they enter.
import { InvalidArgumentError } from 'commander';

export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('Must be a whole number of at least 1.');
  return value;
}

/** A whole number in bounds that the engine would refuse to leave. */
export function wholeFrom(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? NaN : Number(text);
    if (Number.isSafeInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Must be a whole number from ${least.toLocaleString('en')} to ${most.toLocaleString('en')}.`);
  };
}

export function numberFrom(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? NaN : Number(text);
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Must be a number from ${least} to ${most}.`);
  };
}

export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new InvalidArgumentError('Must be a whole number of at least 0.');
  return value;
}

export function alarmsAMonth(text: string): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (!(value >= 0.001 && value <= 10_000)) throw new InvalidArgumentError('Must be a number from 0.001 to 10,000.');
  return value;
}

export function scoreThreshold(text: string): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (!(value >= 0 && value <= 1)) throw new InvalidArgumentError('Must be a number from 0 to 1.');
  return value;
}

export function positiveNumber(text: string): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (!(value > 0 && value < Infinity)) throw new InvalidArgumentError('Must be a number above 0.');
  return value;
}

/** At most a week, as the engine has it. */
export function minutes(text: string): number {
  const value = positiveNumber(text);
  if (value > 10_080) throw new InvalidArgumentError('Must be at most 10,080 minutes, a week.');
  return value;
}

export function numberOption(text: string): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (!Number.isFinite(value)) throw new InvalidArgumentError('Must be a number.');
  return value;
}

/** "1:10": what a false positive and a false negative cost. */
export function costPair(text: string): { falsePositive: number; falseNegative: number } {
  const [falsePositive = NaN, falseNegative = NaN, ...more] = text
    .split(':')
    .map((part) => (part.trim() === '' ? NaN : Number(part)));
  const sum = falsePositive + falseNegative;
  if (more.length > 0 || !(falsePositive >= 0 && falseNegative >= 0 && sum > 0 && sum < Infinity)) {
    throw new InvalidArgumentError('Must be two numbers such as 1:10, the cost of a false positive and of a false negative.');
  }
  return { falsePositive, falseNegative };
}
