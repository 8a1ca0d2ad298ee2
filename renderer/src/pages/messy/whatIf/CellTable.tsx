import { ActionIcon } from '@mantine/core';
import { IconChartLine, IconCircleOff, IconRestore } from '@tabler/icons-react';
import type { Cell } from '../../../../../app/api/schemas/common';
import type { Cells, ProbedCell } from '../../../../../app/api/schemas/probe';
import { cellText } from '../../../format/cells';
import { CellInput } from './CellInput';
import { icon } from '../../../theme/tokens';

interface CellTableProps {
  cells: ProbedCell[];
  edits: Cells;
  onChange: (edits: Cells) => void;
  /** Whose dependence is shown. */
  column: string | null;
  onColumn: (column: string | null) => void;
}

/** Every cell that the model sees, each of which can be another, or missing. */
export function CellTable({ cells, edits, onChange, column, onColumn }: CellTableProps) {
  const set = (name: string, value: Cell, given: Cell): void => {
    const others = Object.fromEntries(Object.entries(edits).filter(([other]) => other !== name));
    onChange(value === given ? others : Object.fromEntries([...Object.entries(others), [name, value]]));
  };
  const button = { variant: 'subtle', color: 'gray', c: 'var(--text-soft)', size: 'sm' } as const;
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label="Cells of the row">
      <table className="plain plain-tight what-if-cells" aria-label="Cells of the row">
        <thead>
          <tr>
            <th>Column</th>
            <th>Value</th>
            <th>In the data</th>
            <th>
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {cells.map((cell) => {
            const { column: name, given, type } = cell;
            const isEdited = Object.hasOwn(edits, name);
            const value = isEdited ? (edits[name] ?? null) : given;
            return (
              <tr key={name} className={isEdited ? 'is-edited' : undefined}>
                <td title={`feeds ${cell.inputs.join(', ')}`}>
                  {name}
                  {isEdited && <span className="chip chip-accent">edited</span>}
                </td>
                <td>
                  <CellInput cell={cell} value={value} onChange={(next) => set(name, next, given)} />
                </td>
                <td className={given === null ? 'is-missing' : 'soft'}>{cellText(given, type)}</td>
                <td className="nowrap">
                  <ActionIcon
                    {...button}
                    aria-label={`${name}: missing`}
                    title="As if it were missing"
                    disabled={value === null}
                    onClick={() => set(name, null, given)}
                  >
                    <IconCircleOff size={icon.md} />
                  </ActionIcon>
                  <ActionIcon
                    {...button}
                    aria-label={`${name}: as in the data`}
                    title="As in the data"
                    disabled={!isEdited}
                    onClick={() => set(name, given, given)}
                  >
                    <IconRestore size={icon.md} />
                  </ActionIcon>
                  <ActionIcon
                    {...button}
                    aria-label={`${name}: how the answer depends on it`}
                    title="How the answer depends on it"
                    aria-pressed={column === name}
                    onClick={() => onColumn(column === name ? null : name)}
                  >
                    <IconChartLine size={icon.md} />
                  </ActionIcon>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
