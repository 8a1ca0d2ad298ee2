import { ActionIcon, Checkbox, Menu } from '@mantine/core';
import {
  IconArchive,
  IconArchiveOff,
  IconDotsVertical,
  IconFileText,
  IconNote,
  IconPencil,
  IconPin,
  IconPinnedOff,
  IconStar,
  IconStarFilled,
} from '@tabler/icons-react';
import { useState } from 'react';
import type { ProjectView } from '../../../../app/api/schemas/projects';
import type { MetricName, RunRecord } from '../../../../app/api/schemas/runs';
import { useClient } from '../../api/workbench';
import { RunStateChip } from '../../components/RunStateChip';
import { metricFacts, metricNames, metricText } from '../../format/metrics';
import { count } from '../../format/numbers';
import { moment } from '../../format/times';
import { placeHash } from '../../state/navigation';
import { useProjectCall } from '../../state/project';
import { useSaveReport } from '../../state/useSaveReport';
import { EditText } from './EditText';
import type { RunSort } from './runList';
import { SortHead } from './SortHead';
import { useRunChange, type RunChange } from './useRunChange';
import { icon } from '../../theme/tokens';

interface RunTableProps {
  project: ProjectView;
  /** In the order in which they are shown. */
  runs: RunRecord[];
  /** What each run is called, by id. */
  labels: Map<string, string>;
  selected: string[];
  /** No more can be selected. */
  isFull: boolean;
  onSelect: (id: string, isOn: boolean) => void;
  sort: RunSort;
  onSort: (sort: RunSort) => void;
}

const mostMetrics = 4;
const preferred: MetricName[] = ['accuracy', 'rocAuc', 'averagePrecision', 'f1', 'rmse', 'mae', 'r2'];

export function RunTable({ project, runs, labels, selected, isFull, onSelect, sort, onSort }: RunTableProps) {
  const change = useRunChange(project.project);
  const sorting = { sort, onSort };
  const known = new Set(runs.flatMap((run) => metricNames(run.headline?.metrics ?? {})));
  const names = preferred.filter((name) => known.has(name)).slice(0, mostMetrics);
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label="Runs">
      <table className="plain run-table">
        <thead>
          <tr>
            <th style={{ width: 'var(--space-1)' }}>
              <span className="visually-hidden">Compare</span>
            </th>
            <th style={{ width: 'var(--space-1)' }}>
              <span className="visually-hidden">Starred</span>
            </th>
            <SortHead by="name" title="Name" {...sorting} />
            <SortHead by="state" title="State" {...sorting} />
            <SortHead by="startedAt" title="Started" {...sorting} />
            <SortHead by="rows" title="Rows" isNumber {...sorting} />
            {names.map((name) => (
              <SortHead key={name} by={name} title={metricFacts[name].label} isNumber {...sorting} />
            ))}
            <th>
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <RunLine
              key={run.id}
              project={project}
              run={run}
              label={labels.get(run.id) ?? run.name}
              names={names}
              isSelected={selected.includes(run.id)}
              canSelect={!isFull || selected.includes(run.id)}
              onSelect={(isOn) => onSelect(run.id, isOn)}
              onChange={change}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RunLineProps {
  project: ProjectView;
  run: RunRecord;
  label: string;
  names: MetricName[];
  isSelected: boolean;
  canSelect: boolean;
  onSelect: (isOn: boolean) => void;
  onChange: (change: RunChange) => void;
}

function RunLine({ project, run, label, names, isSelected, canSelect, onSelect, onChange }: RunLineProps) {
  const [editing, setEditing] = useState<'name' | 'note' | null>(null);
  const isBaseline = project.baselineRun === run.id;
  const save = (field: 'name' | 'note', text: string | null): void => {
    setEditing(null);
    if (text !== null && text !== run[field] && (field === 'note' || text !== '')) onChange({ runId: run.id, [field]: text });
  };
  return (
    <tr className={`${isSelected ? 'is-chosen' : ''}${isBaseline ? ' is-baseline' : ''}`}>
      <td>
        <Checkbox
          size="xs"
          aria-label={`Compare ${label}`}
          checked={isSelected}
          disabled={!canSelect}
          onChange={(event) => onSelect(event.currentTarget.checked)}
        />
      </td>
      <td>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          aria-pressed={run.starred}
          aria-label={run.starred ? `Take the star from ${label}` : `Star ${label}`}
          onClick={() => onChange({ runId: run.id, starred: !run.starred })}
        >
          {run.starred ? (
            <IconStarFilled size={icon.md} color="var(--warn)" />
          ) : (
            <IconStar size={icon.md} color="var(--text-soft)" />
          )}
        </ActionIcon>
      </td>
      <td style={{ minWidth: 'var(--width-12)' }}>
        {editing === 'name' ? (
          <EditText label="Name of the run" value={run.name} maxLength={120} onDone={(text) => save('name', text)} />
        ) : (
          <a href={placeHash({ page: 'validate', project: project.project, run: run.id })}>{label}</a>
        )}{' '}
        {isBaseline && (
          <span className="chip chip-accent">
            <IconPin size={icon.xs} aria-hidden />
            baseline
          </span>
        )}{' '}
        {run.archived && <span className="chip">archived</span>}
        {editing === 'note' ? (
          <EditText label="Note on the run" value={run.note} maxLength={10_000} onDone={(text) => save('note', text)} />
        ) : (
          run.note !== '' && <div className="small soft">{run.note}</div>
        )}
      </td>
      <td>
        <RunStateChip run={run} />
      </td>
      <td className="nowrap">{moment(run.startedAt)}</td>
      <td className="num">{count(run.rows.done)}</td>
      {names.map((name) => (
        <td key={name} className="num">
          {metricText(name, run.headline?.metrics[name]?.value)}
        </td>
      ))}
      <td>
        <RunMenu project={project} run={run} label={label} isBaseline={isBaseline} onEdit={setEditing} onChange={onChange} />
      </td>
    </tr>
  );
}

interface RunMenuProps {
  project: ProjectView;
  run: RunRecord;
  label: string;
  isBaseline: boolean;
  onEdit: (field: 'name' | 'note') => void;
  onChange: (change: RunChange) => void;
}

function RunMenu({ project, run, label, isBaseline, onEdit, onChange }: RunMenuProps) {
  const client = useClient();
  const pin = useProjectCall((call, runId: string | null) => call['projects.setBaseline']({ project: project.project, runId }));
  const report = useSaveReport(() => client['runs.report']({ project: project.project, runId: run.id }));
  return (
    // Focus does not go back to the button: "rename" and "note" put it into their field.
    <Menu position="bottom-end" shadow="md" returnFocus={false}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" c="var(--text-soft)" size="sm" aria-label={`Actions for ${label}`}>
          <IconDotsVertical size={icon.md} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={icon.md} />} onClick={() => onEdit('name')}>
          Rename
        </Menu.Item>
        <Menu.Item leftSection={<IconNote size={icon.md} />} onClick={() => onEdit('note')}>
          {run.note === '' ? 'Add a note' : 'Change the note'}
        </Menu.Item>
        <Menu.Item
          leftSection={isBaseline ? <IconPinnedOff size={icon.md} /> : <IconPin size={icon.md} />}
          onClick={() => pin.mutate(isBaseline ? null : run.id)}
        >
          {isBaseline ? 'No longer the baseline' : 'Pin as baseline'}
        </Menu.Item>
        <Menu.Item leftSection={<IconFileText size={icon.md} />} disabled={run.headline === null} onClick={report}>
          Save the report (HTML)
        </Menu.Item>
        <Menu.Item
          leftSection={run.archived ? <IconArchiveOff size={icon.md} /> : <IconArchive size={icon.md} />}
          onClick={() => onChange({ runId: run.id, archived: !run.archived })}
        >
          {run.archived ? 'Take out of the archive' : 'Archive'}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
