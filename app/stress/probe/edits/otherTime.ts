import type { EditRule, ProposedEdit } from './editRule.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const shifts = [
  { ms: hourMs, how: 'an hour' },
  { ms: 12 * hourMs, how: 'twelve hours' },
  { ms: dayMs, how: 'a day' },
  { ms: 7 * dayMs, how: 'a week' },
  { ms: 30 * dayMs, how: '30 days' },
  { ms: 365 * dayMs, how: '365 days' },
];

/** Day and month in the other order, where that is a date. */
function swapped(time: Date): Date | null {
  const day = time.getUTCDate();
  const month = time.getUTCMonth() + 1;
  if (day > 12 || day === month) return null;
  const other = new Date(time);
  other.setUTCMonth(day - 1, month);
  return other;
}

/** A time moved within the observed span, or read with day and month in the other order. */
export const otherTime: EditRule = {
  kind: 'time',
  title: 'A time is another: moved, or day and month read in the other order',
  sizes: 'the distance in standard deviations of times spread evenly over the observed span; day and month swapped 1',
  propose: ({ profile, isText, value }) => {
    if (profile.type !== 'datetime' || isText || typeof value !== 'string') return [];
    const time = Date.parse(value);
    const low = Date.parse(String(profile.min));
    const high = Date.parse(String(profile.max));
    if (Number.isNaN(time) || !(high > low)) return [];
    // Of a uniform distribution: the width over the root of twelve.
    const spread = (high - low) / Math.sqrt(12);
    const edits: ProposedEdit[] = shifts.flatMap(({ ms, how }) =>
      [-ms, ms]
        .filter((by) => time + by >= low && time + by <= high)
        .map((by) => ({
          to: new Date(time + by).toISOString(),
          size: ms / spread,
          how: `${how} ${by < 0 ? 'earlier' : 'later'}`,
        })),
    );
    const other = swapped(new Date(time));
    if (other) edits.push({ to: other.toISOString(), size: 1, how: 'day and month swapped' });
    return edits;
  },
};
