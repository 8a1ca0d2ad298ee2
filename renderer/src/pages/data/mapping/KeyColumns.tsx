import { Select } from '@mantine/core';
import type { DatasetCard } from '../../../../../app/api/schemas/datasets';
import type { Mapping, MappingCheck, Role } from '../../../../../app/api/schemas/mapping';
import { Panel } from '../../../components/Panel';
import { withRoleAt } from '../../../state/mappingChanges';
import { LabelMap } from './LabelMap';

const nothing = '\u0000nothing';

const questions: { role: Role; label: string; help: string; without: string }[] = [
  { role: 'target', label: 'True answer', help: 'what the prediction is compared with', without: 'none: predict only' },
  { role: 'time', label: 'Time', help: 'for accuracy over time', without: 'none: in order of the rows' },
  { role: 'id', label: 'Id', help: 'names a row', without: 'none' },
  { role: 'weight', label: 'Weight', help: 'how much a row counts', without: 'none: all count the same' },
];

interface KeyColumnsProps {
  data: DatasetCard;
  mapping: Mapping;
  /** The labels of the true answer, where it has any. */
  labels: MappingCheck['labels'];
  edit: (mapping: Mapping) => void;
}

/** The few columns that every run is about, asked for by name. */
export function KeyColumns({ data, mapping, labels, edit }: KeyColumnsProps) {
  const target = mapping.columns.find(({ role }) => role === 'target')?.name;
  return (
    <Panel title="Columns besides the model's inputs">
      <div className="keycolumns">
        {questions.map(({ role, label, help, without }) => {
          const value = mapping.columns.find((column) => column.role === role)?.name ?? null;
          return (
            <Select
              key={role}
              label={label}
              description={help}
              searchable
              limit={200}
              nothingFoundMessage="No such column"
              data={[
                { value: nothing, label: without },
                ...data.columns
                  .filter(({ type, name }) => name === value || fits(role, type))
                  .map(({ name }) => ({ value: name, label: name })),
              ]}
              value={value ?? nothing}
              onChange={(next) => {
                const column = next === nothing ? null : next;
                if (column !== value) edit(withRoleAt(mapping, role, column));
              }}
            />
          );
        })}
      </div>
      {labels && <LabelMap key={target} labels={labels} mapping={mapping} edit={edit} />}
    </Panel>
  );
}

/** A time must be a date, a weight a number; the rest may be anything. */
function fits(role: Role, type: DatasetCard['columns'][number]['type']): boolean {
  if (role === 'time') return type === 'datetime';
  if (role === 'weight') return type === 'number' || type === 'integer';
  return true;
}
