import { Select } from '@mantine/core';
import type { ReactNode } from 'react';
import type { RunRecord } from '../../../app/api/schemas/runs';
import { PageHead } from '../components/PageHead';
import { RunStateChip } from '../components/RunStateChip';
import { moment } from '../format/times';
import { goTo } from '../state/navigation';
import { useOpenProject } from '../state/project';

/** The title of a page about one run, and the way to another. */
export function RunHead({ title, record, children }: { title: string; record: RunRecord | undefined; children?: ReactNode }) {
  const { runs, baselineRun } = useOpenProject();
  const choices = runs
    .filter((run) => !run.archived || run.id === record?.id)
    .sort((a, b) => b.startedAt.localeCompare(a.startedAt))
    .map(({ id, name, startedAt }) => ({
      value: id,
      label: `${name} · ${moment(startedAt)}${id === baselineRun ? ' · baseline' : ''}`,
    }));
  return (
    <PageHead title={title}>
      {children}
      {record && <RunStateChip run={record} />}
      {record && (
        <Select aria-label="Run" w={340} data={choices} value={record.id} onChange={(run) => run !== null && goTo({ run })} />
      )}
    </PageHead>
  );
}
