import { expect, it } from 'vitest';
import { timeFlag } from '../../../main/cli/timeFlag.ts';

it.each([
  ['1995', '1995-01-01T00:00:00.000Z'],
  ['1995-03', '1995-03-01T00:00:00.000Z'],
  ['2024-02-29', '2024-02-29T00:00:00.000Z'],
  ['1995-01-31T12:00', '1995-01-31T12:00:00.000Z'],
  ['1995-01-31 12:00:05.25', '1995-01-31T12:00:05.250Z'],
  ['1995-01-31T12:00:00+02:00', '1995-01-31T10:00:00.000Z'],
  ['1995-01-31T12:00:00-0530', '1995-01-31T17:30:00.000Z'],
  ['1995-01-31t12:00z', '1995-01-31T12:00:00.000Z'],
])('%s is %s, in whatever zone this machine is', (text, iso) => {
  expect(timeFlag(text, '--from')).toBe(iso);
});

it.each(['', 'soon', '5', '31.01.1995', '1995-1-31', '1995-13-01', '1995-02-30', '2023-02-29', '1995-01-31T25:00', '19950131'])(
  '%s is refused with the forms that are taken',
  (text) => {
    expect(() => timeFlag(text, '--reference-start')).toThrow(`--reference-start ${text} is no date that is taken here.`);
    try {
      timeFlag(text, '--reference-start');
    } catch (error) {
      expect(error).toMatchObject({ code: 'INVALID_INPUT', hint: expect.stringContaining('1995-01-31T12:00') as string });
    }
  },
);
