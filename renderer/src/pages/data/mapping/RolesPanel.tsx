import { Menu } from '@mantine/core';
import { IconCheck, IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import type { DatasetCard } from '../../../../../app/api/schemas/datasets';
import { Role, type Mapping } from '../../../../../app/api/schemas/mapping';
import { Panel } from '../../../components/Panel';
import { rowCount, WindowedRows } from '../../../components/WindowedRows';
import { withRole } from '../../../state/mappingChanges';
import { Confidence } from './Confidence';
import { icon, rowHeight } from '../../../theme/tokens';

const meanings: Record<Role, string> = {
  feature: 'goes into the model',
  target: 'the truth to compare with',
  time: 'when it happened',
  id: 'names the row',
  weight: 'how much the row counts',
  ignored: 'not used',
};

interface RolesPanelProps {
  data: DatasetCard;
  mapping: Mapping;
  edit: (mapping: Mapping) => void;
}

export function RolesPanel({ data, mapping, edit }: RolesPanelProps) {
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const types = new Map(data.columns.map(({ name, type }) => [name, type]));
  const fed = new Set(mapping.inputs.flatMap(({ feeds }) => feeds.map((feed) => feed.column)));
  // What feeds the model is used, whatever a mapping file says of it.
  const columns = mapping.columns.map((entry) =>
    entry.role === 'ignored' && fed.has(entry.name)
      ? { ...entry, role: 'feature' as const, reason: 'feeds the model', confidence: 1 }
      : entry,
  );
  return (
    <Panel flush title="What each column is for" note="click a role to change it">
      <div
        ref={setScroller}
        className="scroll-x"
        style={{ maxHeight: 'var(--width-34)', overflowY: 'auto' }}
        tabIndex={0}
        role="region"
        aria-label="Roles of the columns"
      >
        <table className="plain" {...rowCount(columns)}>
          <thead>
            <tr>
              <th>Column</th>
              <th>Role</th>
              <th>Why</th>
            </tr>
          </thead>
          <WindowedRows
            items={columns}
            columns={3}
            scroller={scroller}
            rowHeight={rowHeight.field}
            row={({ name, role, reason, confidence }, place) => (
              <tr key={name} {...place}>
                <td>
                  {name} <span className="soft small">{types.get(name)}</span>
                </td>
                <td>
                  <RoleMenu
                    column={name}
                    role={role}
                    isFed={fed.has(name)}
                    onChange={(next) => edit(withRole(mapping, name, next))}
                  />
                </td>
                <td className="soft">
                  <Confidence value={confidence} /> {reason}
                </td>
              </tr>
            )}
          />
        </table>
      </div>
    </Panel>
  );
}

interface RoleMenuProps {
  column: string;
  role: Role;
  isFed: boolean;
  onChange: (role: Role) => void;
}

function RoleMenu({ column, role, isFed, onChange }: RoleMenuProps) {
  const look = role === 'ignored' ? ' is-off' : role === 'feature' ? '' : ' is-special';
  return (
    <Menu shadow="md" position="bottom-start">
      <Menu.Target>
        <button type="button" className={`rolebutton${look}`} aria-label={`Role of ${column}: ${role}; change`}>
          {role}
          <IconChevronDown size={icon.xs} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {Role.options.map((option) => (
          <Menu.Item
            key={option}
            // Else the first item would take the focus, which may be one that is off and takes none.
            {...(option === role && { 'data-autofocus': true })}
            disabled={option === (isFed ? 'ignored' : 'feature') && option !== role}
            onClick={() => option !== role && onChange(option)}
            rightSection={option === role ? <IconCheck size={icon.sm} aria-label="now" /> : undefined}
          >
            {option}{' '}
            <span className="soft small">
              {option === 'ignored' && isFed
                ? 'no: it feeds an input'
                : option === 'feature' && !isFed
                  ? 'by choosing it for an input'
                  : meanings[option]}
            </span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
