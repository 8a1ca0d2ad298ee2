// What holds of every detector.
import { describe, expect, test } from 'vitest';
import { Random } from '../../../../app/base/random.ts';
import type { DetectorKind } from '../../../../app/timeline/detectors/detector.ts';
import { detectorKind, detectorKinds } from '../../../../app/timeline/detectors/registry.ts';
import { alarmsOf } from './support/alarmsOf.ts';

/** Settings at which each alarms on `rising`. */
const sharp: Record<string, Record<string, number>> = {
  gma: { lambda: 0.1 },
  pageHinkley: { threshold: 10 },
  cusum: { lambda: 10 },
};

function rising(seed: number): number[] {
  const random = new Random(seed);
  return Array.from({ length: 3000 }, (_, i) => (random.uniform() < (i < 1500 ? 0.1 : 0.6) ? 1 : 0));
}

const create = (kind: DetectorKind) => kind.create(sharp[kind.name]);

test('names are found, others are not', () => {
  expect(new Set(detectorKinds.map(({ name }) => name)).size).toBe(10);
  for (const kind of detectorKinds) expect(detectorKind(kind.name)).toBe(kind);
  expect(() => detectorKind('cusums')).toThrow('There is no detector cusums');
});

describe.each(detectorKinds.map((kind) => [kind.name, kind] as const))('%s', (_, kind) => {
  test('alarms after the rise', () => {
    expect(alarmsOf(create(kind), rising(1)).some((i) => i >= 1500 && i < 2000)).toBe(true);
  });

  test('a constant stream never alarms', () => {
    // The chart compares with a rate that is given: at another rate it has to alarm.
    const levels = kind.needs === 'numbers' ? [0, 1, -3.7, 1e9] : [0, 1];
    for (const level of levels) {
      const parameters = kind.fromReference?.([level]);
      expect(alarmsOf(kind.create(parameters), new Array<number>(3000).fill(level))).toEqual([]);
    }
  });

  test('the same stream alarms at the same places again', () => {
    expect(alarmsOf(create(kind), rising(2))).toEqual(alarmsOf(create(kind), rising(2)));
  });

  test('after an alarm it is as new', () => {
    const stream = rising(3);
    const first = alarmsOf(create(kind), stream)[0] as number;
    const rest = stream.slice(first + 1);
    const used = create(kind);
    for (const value of stream.slice(0, first + 1)) used.update(value);
    const fresh = create(kind);
    expect(rest.map((value) => used.update(value))).toEqual(rest.map((value) => fresh.update(value)));
  });

  test('gaps count for nothing', () => {
    const stream = rising(4);
    const gaps = stream.flatMap((value) => [NaN, value, Infinity]);
    expect(alarmsOf(create(kind), gaps)).toEqual(alarmsOf(create(kind), stream).map((i) => 3 * i + 1));
    expect(create(kind).update(NaN)).toBe('none');
  });

  test('its sensitivity works in the direction it says', () => {
    const { sensitivity } = kind;
    const stream = rising(5);
    const count = (value: number): number => alarmsOf(kind.create({ [sensitivity.parameter]: value }), stream).length;
    const [less, more] =
      sensitivity.alarmsMore === 'higher' ? [sensitivity.low, sensitivity.high] : [sensitivity.high, sensitivity.low];
    // The search's bounds in standard deviations are for values of some 0.4 here: near enough.
    expect(count(more)).toBeGreaterThan(count(less));
  });

  test('parameters that do not fit are refused', () => {
    const [name] = Object.keys(kind.parameters) as [string];
    expect(() => kind.create({ [name]: NaN })).toThrow('cannot take this parameter');
    expect(() => kind.create({ [name]: -1 })).toThrow('cannot take this parameter');
    expect(() => kind.create({ toString: 1 })).toThrow('cannot take this parameter: toString');
    if (kind.parameters['direction']) expect(() => kind.create({ direction: 'sideways' })).toThrow('cannot take this parameter');
  });

  test('values beyond 0..1 are refused by those that take bits', () => {
    const update = (): string => create(kind).update(1.5);
    if (kind.needs === 'bits') expect(update).toThrow('takes errors as 0 and 1');
    else expect(update()).toBe('none');
  });
});

test('two samples must fit in the window of KSWIN', () => {
  expect(() => detectorKind('kswin').create({ window: 50, recent: 30 })).toThrow('does not hold two samples');
});
