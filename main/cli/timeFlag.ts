// Times in options, read the same on every machine: what names no zone is UTC, as everywhere in this program.
import { AppError } from '../../app/base/errors.ts';

const form = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d(?:\.\d{1,9})?))?\s?(Z|[+-]\d\d:?\d\d)?)?)?)?$/i;

/**
 * As ISO 8601 in UTC.
 * @throws INVALID_INPUT for another form, or a day that no calendar has
 */
export function timeFlag(text: string, flag: string): string {
  const found = form.exec(text.trim());
  const [, year = '', month = '01', day = '01', hour = '00', minute = '00', second = '00', zone = 'Z'] = found ?? [];
  const date = `${year}-${month}-${day}`;
  const zoned = /^[+-]\d{4}$/.test(zone) ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase();
  const time = Date.parse(`${date}T${hour}:${minute}:${second}${zoned}`);
  // 31 February would pass as 3 March.
  if (found && !Number.isNaN(time) && new Date(`${date}T00:00:00Z`).toISOString().startsWith(date))
    return new Date(time).toISOString();
  throw new AppError('INVALID_INPUT', `${flag} ${text} is no date that is taken here.`, {
    hint: 'Write it as 1995, 1995-01, 1995-01-31, 1995-01-31T12:00 or 1995-01-31T12:00:00+02:00; without a zone it is UTC.',
  });
}
