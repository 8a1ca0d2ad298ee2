// How one test of the score reads the facts of a project.
import type { Interval } from '../../api/schemas/common.ts';
import type { ReadinessFacts } from '../../api/schemas/readiness.ts';

export interface Judgement {
  state: 'passed' | 'partly' | 'unknown' | 'failed';
  evidence: string;
  next?: string;
}

export interface ScoreTest {
  id: string;
  title: string;
  judge: (facts: ReadinessFacts) => Judgement;
}

export function passed(evidence: string): Judgement {
  return { state: 'passed', evidence };
}

export function partly(evidence: string, next: string): Judgement {
  return { state: 'partly', evidence, next };
}

export function unknown(next: string, evidence = 'Nothing in the project tells.'): Judgement {
  return { state: 'unknown', evidence, next };
}

export function failed(evidence: string, next: string): Judgement {
  return { state: 'failed', evidence, next };
}

/** A test that no evidence of a workbench can meet: a person says how it is. */
export function byHand(id: string, title: string, asks: string): ScoreTest {
  return { id, title, judge: () => unknown(asks) };
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

export function figure({ value, low, high }: Interval): string {
  if (value === null) return 'unknown';
  const digits = (number: number): string => Number(number.toPrecision(3)).toString();
  return low === null || high === null ? digits(value) : `${digits(value)} (${digits(low)} to ${digits(high)})`;
}

/** Whether the whole of `of` is worse than the whole of `than`: their intervals do not touch. */
export function isClearlyWorse(of: Interval, than: Interval, higherIsBetter: boolean): boolean {
  if (of.low === null || of.high === null || than.low === null || than.high === null) return false;
  return higherIsBetter ? of.high < than.low : of.low > than.high;
}
