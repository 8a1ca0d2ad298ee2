import { Button, Popover, Select, TextInput } from '@mantine/core';
import { IconFilter, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import type { Cell, RowFilter } from '../../../app/api/schemas/common';
import { useCommand } from '../commands/useCommand';
import { isNumeric } from '../format/cells';
import { icon } from '../theme/tokens';

const operators: { value: RowFilter['op']; label: string; word: string }[] = [
  { value: 'eq', label: 'is', word: '=' },
  { value: 'ne', label: 'is not', word: '≠' },
  { value: 'lt', label: 'is less than', word: '<' },
  { value: 'le', label: 'is at most', word: '≤' },
  { value: 'gt', label: 'is more than', word: '>' },
  { value: 'ge', label: 'is at least', word: '≥' },
  { value: 'in', label: 'is one of', word: 'is one of' },
  { value: 'notIn', label: 'is none of', word: 'is none of' },
  { value: 'contains', label: 'contains', word: 'contains' },
  { value: 'missing', label: 'is missing', word: 'is missing' },
  { value: 'present', label: 'is present', word: 'is present' },
];

/** Longer lists are cut in a chip. */
const shownValues = 6;

export function filterText({ column, op, value, values }: RowFilter): string {
  const word = operators.find((operator) => operator.value === op)?.word ?? op;
  if (op === 'in' || op === 'notIn') {
    const shown = (values ?? []).map((one) => (one === null ? 'missing' : String(one)));
    return `${column} ${word} ${shown.slice(0, shownValues).join(', ')}${shown.length > shownValues ? `, … (${shown.length})` : ''}`;
  }
  return value === undefined || op === 'missing' || op === 'present' ? `${column} ${word}` : `${column} ${word} ${String(value)}`;
}

interface FilterBarProps {
  columns: { name: string; type: string }[];
  filters: RowFilter[];
  onChange: (filters: RowFilter[]) => void;
}

/** What the rows are narrowed down to, as chips that can be taken away, and a way to add one. */
export function FilterBar({ columns, filters, onChange }: FilterBarProps) {
  return (
    <div style={{ display: 'flex', gap: 'var(--space-6)', flexWrap: 'wrap', alignItems: 'center' }}>
      {filters.map((filter, index) => (
        <button
          key={`${index}:${filterText(filter)}`}
          type="button"
          className="chip chip-accent"
          title={filterText(filter)}
          onClick={() => onChange(filters.filter((_, other) => other !== index))}
          aria-label={`Remove filter: ${filterText(filter)}`}
        >
          {filterText(typeof filter.value === 'number' ? { ...filter, value: Number(filter.value.toPrecision(5)) } : filter)}
          <IconX size={icon.xs} aria-hidden />
        </button>
      ))}
      <AddFilter columns={columns} onAdd={(filter) => onChange([...filters, filter])} />
    </div>
  );
}

function AddFilter({ columns, onAdd }: { columns: FilterBarProps['columns']; onAdd: (filter: RowFilter) => void }) {
  const [opened, setOpened] = useState(false);
  const [column, setColumn] = useState<string | null>(null);
  const [op, setOp] = useState<RowFilter['op']>('eq');
  const [value, setValue] = useState('');
  useCommand('table.find', () => setOpened(true), { disabled: columns.length === 0 ? 'The rows are not read yet.' : null });
  const type = columns.find(({ name }) => name === column)?.type ?? 'text';
  const needsValue = op !== 'missing' && op !== 'present';
  const isList = op === 'in' || op === 'notIn';
  const cellOf = (text: string): Cell => {
    if (type === 'boolean' && /^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
    return isNumeric(type) && text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
  };
  const typed = ((): Pick<RowFilter, 'value' | 'values'> => {
    if (isList) return { values: value.split(',').map((text) => cellOf(text.trim())) };
    return { value: op === 'contains' ? value : cellOf(value) };
  })();

  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" shadow="md" trapFocus>
      <Popover.Target>
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconFilter size={icon.sm} />}
          onClick={() => setOpened(!opened)}
          disabled={columns.length === 0}
        >
          Add filter
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Add filter">
        <form
          style={{ display: 'flex', flexDirection: 'column', gap: 'var(--space-8)', width: 'var(--width-15)' }}
          onSubmit={(event) => {
            event.preventDefault();
            if (column === null) return;
            onAdd({ column, op, ...(needsValue ? typed : {}) });
            setOpened(false);
            setValue('');
          }}
        >
          <Select
            label="Column"
            searchable
            data={[...new Set(columns.map(({ name }) => name))]}
            value={column}
            onChange={setColumn}
            comboboxProps={{ withinPortal: false }}
          />
          <Select
            label="Condition"
            data={operators.map((operator) => ({ value: operator.value, label: operator.label }))}
            value={op}
            onChange={(next) => setOp(next ?? 'eq')}
            comboboxProps={{ withinPortal: false }}
          />
          {needsValue && (
            <TextInput
              label={isList ? 'Values, with commas between' : 'Value'}
              value={value}
              onChange={(event) => setValue(event.currentTarget.value)}
            />
          )}
          <Button type="submit" size="xs" disabled={column === null}>
            Add
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
