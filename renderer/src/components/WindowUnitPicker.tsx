import { Group, NumberInput, Select } from '@mantine/core';

const units = [
  { value: 'auto', label: 'automatic' },
  { value: 'day', label: 'days' },
  { value: 'week', label: 'weeks' },
  { value: 'month', label: 'months' },
  { value: 'quarter', label: 'quarters' },
  { value: 'year', label: 'years' },
  { value: 'rows', label: 'a number of rows' },
];

interface WindowUnitPickerProps {
  /** Shown above; without it the control is named for screen readers only. */
  label?: string;
  value: string;
  onChange: (unit: string) => void;
}

export function WindowUnitPicker({ label, value, onChange }: WindowUnitPickerProps) {
  const rows = /^rows:(\d+)$/.exec(value)?.[1];
  return (
    <Group gap="var(--space-6)" wrap="nowrap" align="flex-end">
      <Select
        {...(label ? { label } : { 'aria-label': 'Windows' })}
        w={label ? '100%' : 140}
        data={units}
        value={rows === undefined ? value : 'rows'}
        onChange={(unit) => onChange(unit === 'rows' ? 'rows:1000' : (unit ?? 'auto'))}
      />
      {rows !== undefined && (
        <NumberInput
          key={rows}
          aria-label="Rows in a window"
          w="var(--width-6)"
          min={1}
          max={999_999_999}
          step={100}
          defaultValue={Number(rows)}
          onBlur={(event) => {
            const size = Number(event.currentTarget.value.replaceAll(',', ''));
            if (Number.isInteger(size) && size >= 1 && size <= 999_999_999) onChange(`rows:${size}`);
          }}
          onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
        />
      )}
    </Group>
  );
}
