import { Select } from '@mantine/core';
import type { ReactNode } from 'react';
import type { RunRecord } from '../../../app/api/schemas/runs';
import { PageHead } from '../components/PageHead';
import { RunStateChip } from '../components/RunStateChip';
import { runLabels } from '../format/runLabels';
import { moment } from '../format/times';
import { goTo } from '../state/navigation';
import { useOpenProject } from '../state/project';
import { DeployedWords } from './monitor/DeployedWords';

/** The title of a page about one run, and the way to another. */
export function RunHead({ title, record, children }: { title: string; record: RunRecord | undefined; children?: ReactNode }) {
  const { runs, baselineRun, deployedOf } = useOpenProject();
  const labels = runLabels(runs);
  const notes = new Map(
    runs.map(({ id, startedAt, starred }) => [
      id,
      [moment(startedAt), id === baselineRun ? 'baseline' : '', starred ? 'starred' : ''].filter(Boolean).join(' · '),
    ]),
  );
  const choices = runs
    .filter((run) => !run.archived || run.id === record?.id)
    .sort((a, b) => b.startedAt.localeCompare(a.startedAt))
    .map(({ id, name }) => ({ value: id, label: labels.get(id) ?? name }));
  return (
    <PageHead title={title}>
      {children}
      {record?.deployed && deployedOf && <DeployedWords of={deployedOf} />}
      {record && <RunStateChip run={record} />}
      {record && <span className="soft small nowrap">{notes.get(record.id)}</span>}
      {record && (
        <Select
          aria-label="Run"
          w="var(--width-18)"
          title={labels.get(record.id)}
          comboboxProps={{ shadow: 'md', width: 'var(--width-24)', position: 'bottom-end' }}
          data={choices}
          value={record.id}
          onChange={(run) => run !== null && goTo({ run })}
          renderOption={({ option }) => (
            <span>
              {option.label}
              <span className="soft small" style={{ display: 'block' }}>
                {notes.get(option.value)}
              </span>
            </span>
          )}
        />
      )}
    </PageHead>
  );
}
