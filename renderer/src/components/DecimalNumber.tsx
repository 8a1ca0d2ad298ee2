import { NumberInput } from '@mantine/core';

interface DecimalNumberProps {
  label: string;
  min: number;
  max?: number;
  step: number;
  value: number;
  onChange: (value: number) => void;
}

/** A number in its bounds, taken when the field is left or Enter is pressed. */
export function DecimalNumber({ label, min, max, step, value, onChange }: DecimalNumberProps) {
  const take = (text: string): void => {
    const next = text.trim() === '' ? NaN : Number(text.replaceAll(',', ''));
    if (next !== value && next >= min && next <= (max ?? Infinity)) onChange(next);
  };
  return (
    <NumberInput
      key={value}
      label={label}
      min={min}
      {...(max === undefined ? {} : { max })}
      step={step}
      defaultValue={value}
      hideControls
      onBlur={(event) => take(event.currentTarget.value)}
      onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
    />
  );
}
