import { NumberInput } from '@mantine/core';

interface OptionalNumberProps {
  label: string;
  placeholder: string;
  value: number | null;
  /** Null when the field was emptied. */
  onChange: (value: number | null) => void;
}

/** Any number or none, taken when the field is left or Enter is pressed. */
export function OptionalNumber({ label, placeholder, value, onChange }: OptionalNumberProps) {
  return (
    <NumberInput
      key={value}
      label={label}
      placeholder={placeholder}
      defaultValue={value ?? ''}
      hideControls
      onBlur={(event) => {
        const text = event.currentTarget.value.replaceAll(',', '').trim();
        const next = text === '' ? null : Number(text);
        if (next !== value && (next === null || Number.isFinite(next))) onChange(next);
      }}
      onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
    />
  );
}
