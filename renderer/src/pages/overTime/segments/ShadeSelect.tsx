import { Select } from '@mantine/core';
import type { Shade } from './segmentCells';

interface ShadeSelectProps {
  shade: Shade;
  /** Segments have a figure in the reference. */
  hasReference: boolean;
  onChange: (shade: Shade) => void;
}

export function ShadeSelect({ shade, hasReference, onChange }: ShadeSelectProps) {
  return (
    <Select
      aria-label="What the colour tells"
      size="xs"
      w="var(--width-13)"
      allowDeselect={false}
      data={[
        { value: 'figure', label: 'the figure' },
        ...(hasReference ? [{ value: 'reference', label: 'against the reference' }] : []),
        { value: 'all rows', label: 'against all rows' },
      ]}
      value={shade}
      onChange={(next) => onChange(shades.find((one) => one === next) ?? 'figure')}
    />
  );
}

const shades: Shade[] = ['figure', 'reference', 'all rows'];
