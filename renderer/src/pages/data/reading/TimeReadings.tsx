import { Select } from '@mantine/core';
import type { ReadOptions } from '../../../../../app/api/schemas/datasets';

type Times = NonNullable<ReadOptions['times']>;

const findOut = { value: 'find', label: 'Found out from the file' };
const readings: { value: Times[string]; label: string }[] = [
  { value: 'iso', label: 'Year first, or the month as a word' },
  { value: 'day-month-year', label: 'Day before month' },
  { value: 'month-day-year', label: 'Month before day' },
  { value: 'epoch-s', label: 'Seconds since 1970' },
  { value: 'epoch-ms', label: 'Milliseconds since 1970' },
  { value: 'epoch-us', label: 'Microseconds since 1970' },
  { value: 'not-a-time', label: 'Not a time' },
];

interface TimeReadingsProps {
  columns: string[];
  /** Those with a field of their own. */
  shown: string[];
  times: Times;
  onChange: (times: Times) => void;
}

/** How times are written, column by column. */
export function TimeReadings({ columns, shown, times, onChange }: TimeReadingsProps) {
  const rest = columns.filter((name) => !shown.includes(name));
  const tell = (name: string, value: string | null): void => {
    const others = Object.entries(times).filter(([column]) => column !== name);
    const reading = readings.find((one) => one.value === value)?.value;
    onChange(Object.fromEntries([...others, ...(reading === undefined ? [] : [[name, reading] as const])]));
  };
  return (
    <div className="settings-grid" role="group" aria-label="How times are written">
      {shown.map((name) => (
        <Select
          key={name}
          label={`Times in ${name}`}
          data={[findOut, ...readings]}
          value={Object.hasOwn(times, name) ? (times[name] ?? null) : findOut.value}
          allowDeselect={false}
          onChange={(value) => tell(name, value)}
        />
      ))}
      {rest.length > 0 && (
        <Select
          label="Another column with times"
          placeholder="Choose a column"
          data={[...new Set(rest)]}
          value={null}
          searchable
          limit={100}
          onChange={(name) => name !== null && tell(name, 'iso')}
        />
      )}
    </div>
  );
}
