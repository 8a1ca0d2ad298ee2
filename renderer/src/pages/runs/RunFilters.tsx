import { NativeSelect, Switch, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import type { RunRecord } from '../../../../app/api/schemas/runs';
import type { RunView } from './runList';
import { icon } from '../../theme/tokens';

interface RunFiltersProps {
  runs: RunRecord[];
  view: RunView;
  onChange: (view: RunView, label: string, options?: { isDrag?: boolean }) => void;
}

const states: { value: RunView['state']; label: string }[] = [
  { value: 'any', label: 'Any state' },
  { value: 'complete', label: 'Complete' },
  { value: 'partial', label: 'Partial' },
  { value: 'failed', label: 'Failed' },
  { value: 'running', label: 'Running' },
];

/** Narrows the list of runs down by words, state, star and archive. */
export function RunFilters({ runs, view, onChange }: RunFiltersProps) {
  const archived = runs.filter((run) => run.archived).length;
  return (
    <div className="run-filters" role="group" aria-label="Filter the runs">
      <TextInput
        size="xs"
        aria-label="Find a run by name or note"
        placeholder="Name or note"
        leftSection={<IconSearch size={icon.sm} aria-hidden />}
        value={view.text}
        onChange={(event) => onChange({ ...view, text: event.currentTarget.value }, 'search of the runs', { isDrag: true })}
      />
      <NativeSelect
        size="xs"
        aria-label="State of the runs"
        data={states}
        value={view.state}
        onChange={(event) => onChange({ ...view, state: event.currentTarget.value as RunView['state'] }, 'filter of the runs')}
      />
      <Switch
        size="xs"
        label="Starred only"
        checked={view.starred}
        onChange={(event) => onChange({ ...view, starred: event.currentTarget.checked }, 'filter of the runs')}
      />
      {archived > 0 && (
        <Switch
          size="xs"
          label={`Show archived (${archived})`}
          checked={view.archived}
          onChange={(event) => onChange({ ...view, archived: event.currentTarget.checked }, 'filter of the runs')}
        />
      )}
    </div>
  );
}
