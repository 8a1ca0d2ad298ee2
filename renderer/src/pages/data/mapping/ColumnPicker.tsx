import { Select } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import type { ColumnProfile } from '../../../../../app/api/schemas/datasets';
import { icon } from '../../../theme/tokens';

interface ColumnPickerProps {
  label: string;
  /** What the button says while no column is chosen. */
  words?: string;
  columns: ColumnProfile[];
  value: string | null;
  onChange: (column: string | null) => void;
}

const nothing = '\u0000nothing';

/** A button until it is pressed: hundreds of these with hundreds of columns each stay light. */
export function ColumnPicker({ label, words = 'choose a column', columns, value, onChange }: ColumnPickerProps) {
  const [isOpen, setOpen] = useState(false);
  // Once something was chosen the focus is where it was; who went elsewhere stays there.
  const [isBack, setBack] = useState(false);
  if (!isOpen) {
    return (
      <button
        type="button"
        autoFocus={isBack}
        className={`rolebutton${value === null ? ' is-off' : ''}`}
        onClick={() => setOpen(true)}
        aria-label={`${label}: ${value ?? 'none'}; change`}
      >
        {value ?? words}
        <IconChevronDown size={icon.xs} aria-hidden />
      </button>
    );
  }
  return (
    <Select
      aria-label={label}
      autoFocus
      searchable
      defaultDropdownOpened
      w="var(--width-14)"
      limit={200}
      data={[
        ...(value === null ? [] : [{ value: nothing, label: '(none)' }]),
        ...columns.map(({ name, type }) => ({ value: name, label: `${name} · ${type}` })),
      ]}
      value={value}
      onChange={(next) => {
        setOpen(false);
        setBack(true);
        const column = next === nothing ? null : next;
        if (column !== value) onChange(column);
      }}
      onBlur={() => {
        setOpen(false);
        setBack(false);
      }}
    />
  );
}
