import { Autocomplete, NumberInput, Select, TextInput } from '@mantine/core';
import type { Cell } from '../../../../../app/api/schemas/common';
import type { ProbedCell } from '../../../../../app/api/schemas/probe';
import { isNumeric } from '../../../format/cells';

interface CellInputProps {
  cell: ProbedCell;
  value: Cell;
  onChange: (value: Cell) => void;
}

/** A field of the kind of the column. An emptied number or time is missing; an emptied text is the empty text. */
export function CellInput({ cell, value, onChange }: CellInputProps) {
  const { column, type, choices, given } = cell;
  const shared = { 'aria-label': column, size: 'xs', placeholder: value === null ? 'missing' : 'empty' } as const;
  const isNumber = isNumeric(type) || (type === 'id' && typeof given === 'number');
  if (isNumber && (typeof value === 'number' || value === null)) {
    return (
      <NumberInput
        {...shared}
        value={value ?? ''}
        hideControls
        decimalScale={15}
        onChange={(next) => onChange(typeof next === 'number' ? next : next === '' ? null : Number(next))}
      />
    );
  }
  if (type === 'boolean' && choices.length === 0) {
    return (
      <Select
        {...shared}
        data={['true', 'false']}
        value={value === null ? null : String(value)}
        onChange={(next) => onChange(next === null ? null : next === 'true')}
      />
    );
  }
  const text = value === null ? '' : String(value);
  if (choices.length > 0) {
    return <Autocomplete {...shared} data={[...new Set(choices)]} value={text} limit={50} onChange={onChange} />;
  }
  return (
    <TextInput
      {...shared}
      value={text}
      onChange={({ currentTarget }) => onChange(currentTarget.value === '' && type === 'datetime' ? null : currentTarget.value)}
    />
  );
}
