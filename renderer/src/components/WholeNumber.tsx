import { NumberInput } from '@mantine/core';

interface WholeNumberProps {
  label: string;
  min: number;
  max: number;
  value: number | null;
  placeholder?: string;
  /** Null when the field was emptied. */
  onChange: (value: number | null) => void;
}

/** A whole number in its bounds, taken when the field is left or Enter is pressed. */
export function WholeNumber({ label, min, max, value, placeholder, onChange }: WholeNumberProps) {
  return (
    <NumberInput
      key={value}
      label={label}
      min={min}
      max={max}
      allowDecimal={false}
      defaultValue={value ?? ''}
      {...(placeholder === undefined ? {} : { placeholder })}
      onBlur={(event) => {
        const text = event.currentTarget.value.replaceAll(',', '').trim();
        const next = text === '' ? null : Number(text);
        if (next !== value && (next === null || (Number.isInteger(next) && next >= min && next <= max))) onChange(next);
      }}
      onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
    />
  );
}
