import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase, quoteText, type Connection, type Database } from '../../../app/data/duckdb.ts';
import { epochUnit, isTimeName, settleOrder, timeForm, timeSql } from '../../../app/data/timeForms.ts';

/** Text, Python's format for it, and what datetime.strptime(text, format) makes of it in UTC. */
const pythonSays: [text: string, format: string, iso: string][] = [
  ['2020-12-31', '%Y-%m-%d', '2020-12-31T00:00:00.000Z'],
  ['2020-12-31 23:59', '%Y-%m-%d %H:%M', '2020-12-31T23:59:00.000Z'],
  ['2020-12-31 23:59:58', '%Y-%m-%d %H:%M:%S', '2020-12-31T23:59:58.000Z'],
  ['2020-12-31T23:59:58', '%Y-%m-%dT%H:%M:%S', '2020-12-31T23:59:58.000Z'],
  ['2020-12-31T23:59:58.250', '%Y-%m-%dT%H:%M:%S.%f', '2020-12-31T23:59:58.250Z'],
  ['2020-12-31T23:59:58.250125', '%Y-%m-%dT%H:%M:%S.%f', '2020-12-31T23:59:58.250Z'],
  ['2020-12-31T23:59:58Z', '%Y-%m-%dT%H:%M:%S%z', '2020-12-31T23:59:58.000Z'],
  ['2020-12-31T23:59:58+02:00', '%Y-%m-%dT%H:%M:%S%z', '2020-12-31T21:59:58.000Z'],
  ['2020-12-31T23:59:58-0530', '%Y-%m-%dT%H:%M:%S%z', '2021-01-01T05:29:58.000Z'],
  ['2020-12-31 23:59:58+00:00', '%Y-%m-%d %H:%M:%S%z', '2020-12-31T23:59:58.000Z'],
  ['2020-12-31T23:59:58.123Z', '%Y-%m-%dT%H:%M:%S.%f%z', '2020-12-31T23:59:58.123Z'],
  ['2020-12-31 23:59:58 +0100', '%Y-%m-%d %H:%M:%S %z', '2020-12-31T22:59:58.000Z'],
  ['2020/12/31', '%Y/%m/%d', '2020-12-31T00:00:00.000Z'],
  ['2020/12/31 08:05', '%Y/%m/%d %H:%M', '2020-12-31T08:05:00.000Z'],
  ['2020.12.31', '%Y.%m.%d', '2020-12-31T00:00:00.000Z'],
  ['31/12/2020', '%d/%m/%Y', '2020-12-31T00:00:00.000Z'],
  ['31/12/2020 23:59', '%d/%m/%Y %H:%M', '2020-12-31T23:59:00.000Z'],
  ['31/12/2020 11:59:58 PM', '%d/%m/%Y %I:%M:%S %p', '2020-12-31T23:59:58.000Z'],
  ['12/31/2020', '%m/%d/%Y', '2020-12-31T00:00:00.000Z'],
  ['12/31/2020 7:05 AM', '%m/%d/%Y %I:%M %p', '2020-12-31T07:05:00.000Z'],
  ['12/31/20', '%m/%d/%y', '2020-12-31T00:00:00.000Z'],
  ['12/31/1969 12:30 AM', '%m/%d/%Y %I:%M %p', '1969-12-31T00:30:00.000Z'],
  ['31.12.2020', '%d.%m.%Y', '2020-12-31T00:00:00.000Z'],
  ['31.12.2020 23:59:58', '%d.%m.%Y %H:%M:%S', '2020-12-31T23:59:58.000Z'],
  ['31.12.20 08:00', '%d.%m.%y %H:%M', '2020-12-31T08:00:00.000Z'],
  ['31-12-2020', '%d-%m-%Y', '2020-12-31T00:00:00.000Z'],
  ['31 Dec 2020', '%d %b %Y', '2020-12-31T00:00:00.000Z'],
  ['31-Dec-2020', '%d-%b-%Y', '2020-12-31T00:00:00.000Z'],
  ['31-Dec-20', '%d-%b-%y', '2020-12-31T00:00:00.000Z'],
  ['31 December 2020', '%d %B %Y', '2020-12-31T00:00:00.000Z'],
  ['31 December 2020 14:05', '%d %B %Y %H:%M', '2020-12-31T14:05:00.000Z'],
  ['Dec 31, 2020', '%b %d, %Y', '2020-12-31T00:00:00.000Z'],
  ['December 31, 2020', '%B %d, %Y', '2020-12-31T00:00:00.000Z'],
  ['Dec 31, 2020 1:05 PM', '%b %d, %Y %I:%M %p', '2020-12-31T13:05:00.000Z'],
  ['December 31, 2020, 01:05:06 PM', '%B %d, %Y, %I:%M:%S %p', '2020-12-31T13:05:06.000Z'],
  ['Thu, 31 Dec 2020 23:59:58 +0000', '%a, %d %b %Y %H:%M:%S %z', '2020-12-31T23:59:58.000Z'],
  ['Thursday, December 31, 2020', '%A, %B %d, %Y', '2020-12-31T00:00:00.000Z'],
  ['Thu Dec 31 23:59:58 2020', '%a %b %d %H:%M:%S %Y', '2020-12-31T23:59:58.000Z'],
  ['2020-Dec-31', '%Y-%b-%d', '2020-12-31T00:00:00.000Z'],
  ['31/Dec/2020:23:59:58 -0500', '%d/%b/%Y:%H:%M:%S %z', '2021-01-01T04:59:58.000Z'],
  ['20201231T235958', '%Y%m%dT%H%M%S', '2020-12-31T23:59:58.000Z'],
  ['20201231T235958Z', '%Y%m%dT%H%M%S%z', '2020-12-31T23:59:58.000Z'],
  ['20201231', '%Y%m%d', '2020-12-31T00:00:00.000Z'],
  ['2020-12', '%Y-%m', '2020-12-01T00:00:00.000Z'],
  ['Dec 2020', '%b %Y', '2020-12-01T00:00:00.000Z'],
  ['29/02/2020', '%d/%m/%Y', '2020-02-29T00:00:00.000Z'],
  ['1/31/2020 00:00', '%m/%d/%Y %H:%M', '2020-01-31T00:00:00.000Z'],
];

let database: Database;
let connection: Connection;

beforeAll(async () => {
  database = await openDatabase({ threads: 1 });
  connection = await database.connect();
});

afterAll(() => {
  database.close();
});

async function read(text: string, order: 'day-month-year' | 'month-day-year'): Promise<string | null> {
  const form = timeForm(text, true);
  if (!form) return null;
  const sql = timeSql('t', [settleOrder(form, order)]);
  const row = await connection.row<{ time: Date | null }>(`SELECT ${sql} AS time FROM (SELECT ${quoteText(text)} AS t)`);
  return row.time?.toISOString() ?? null;
}

describe('forms of dates and times', () => {
  it.each(pythonSays)('reads %s (%s) as Python does', async (text, format, iso) => {
    expect(await read(text, /%d.*%m/.test(format) ? 'day-month-year' : 'month-day-year')).toBe(iso);
  });

  it.each([
    ['March 5th, 2020', '2020-03-05T00:00:00.000Z'],
    ['the week after', null],
    ['Sept 5, 2020', '2020-09-05T00:00:00.000Z'],
    ['5 Mar. 2020 4:05 p.m.', '2020-03-05T16:05:00.000Z'],
    ['2020-03-05 04:05:06,789', '2020-03-05T04:05:06.789Z'],
    ['2020-03-05T04:05:06.123456789Z', '2020-03-05T04:05:06.123Z'],
    ['2020-03-05 04:05:06 UTC', '2020-03-05T04:05:06.000Z'],
    ['31.12.2020 04:05 GMT', '2020-12-31T04:05:00.000Z'],
    ['2020-03-05T04:05:06+02', '2020-03-05T02:05:06.000Z'],
    ['5  MARCH  2020', '2020-03-05T00:00:00.000Z'],
    ['30/02/2020', null],
    ['2020-13-01', null],
    ['12:30', null],
    ['3.14', null],
    ['192.168.1.1', null],
    ['555-1234', null],
    ['1/2', null],
  ])('reads %s as %s', async (text, iso) => {
    expect(await read(text, 'day-month-year')).toBe(iso);
  });

  it('reads the same text differently by the order told', async () => {
    expect(await read('03/04/2020', 'day-month-year')).toBe('2020-04-03T00:00:00.000Z');
    expect(await read('03/04/2020', 'month-day-year')).toBe('2020-03-04T00:00:00.000Z');
  });

  it('takes two-digit years as Python does: 69 is 1969, 68 is 2068', async () => {
    expect(await read('31/12/69', 'day-month-year')).toBe('1969-12-31T00:00:00.000Z');
    expect(await read('31/12/68', 'day-month-year')).toBe('2068-12-31T00:00:00.000Z');
  });

  it('takes eight digits for a date only in a column named like one', () => {
    expect(timeForm('20200304', true)?.label).toBe('yyyyMMdd');
    expect(timeForm('20200304', false)).toBeNull();
  });
});

describe('epoch numbers', () => {
  it.each([
    [1_577_836_800, 1_600_000_000, 'epoch-s'],
    [1_577_836_800_000, 1_600_000_000_000, 'epoch-ms'],
    [1_577_836_800_000_000, 1_600_000_000_000_000, 'epoch-us'],
    [1, 1_600_000_000, null],
    [1_577_836_800, 1_600_000_000_000, null],
    [20_200_101, 20_201_231, null],
  ])('takes numbers from %d to %d for %s', (min, max, unit) => {
    expect(epochUnit(min, max)).toBe(unit);
  });

  it.each(['timestamp', 'created_at', 'eventTime', 'Flight Date', 'ts', 'orderdate'])(
    'knows %s for the name of a time',
    (name) => {
      expect(isTimeName(name)).toBe(true);
    },
  );

  it.each(['price', 'times_seen', 'status', 'latitude', 'category'])('knows %s for the name of something else', (name) => {
    expect(isTimeName(name)).toBe(false);
  });
});
