import { Anchor } from '@mantine/core';
import type { JobRecord } from '../../../../app/api/schemas/jobs';
import type { ProjectView } from '../../../../app/api/schemas/projects';
import { Facts } from '../../components/Facts';
import { Panel } from '../../components/Panel';
import { counted } from '../../format/numbers';
import { progressText } from '../../format/progress';
import { placeHash } from '../../state/navigation';

const keyRoles = ['target', 'time', 'id', 'weight'] as const;

/** The model, the data and how they were put together, beside a run that began by itself. */
export function WhatWasFound({ project, reading }: { project: ProjectView; reading: JobRecord | undefined }) {
  const { model, data, mapping, check } = project;
  const to = (page: 'model' | 'data', at: string | null = null): string =>
    placeHash({ page, project: project.project, run: null, at });
  const keys = keyRoles.flatMap((role) => {
    const name = mapping?.columns.find((column) => column.role === role)?.name;
    return name === undefined ? [] : [`${role}: ${name}`];
  });
  const fed = check?.feeds.filter(({ status }) => status === 'ok' || status === 'cast').length ?? 0;
  return (
    <Panel title="What was found" end={data && <Anchor href={to('data', 'mapping')}>Look at the mapping</Anchor>}>
      <Facts
        entries={[
          [
            'Model',
            model && (
              <>
                <Anchor href={to('model')}>{model.name}</Anchor>
                {model.reading && `: ${model.reading.task}, ${counted(model.inputs.length, 'input')}`}
              </>
            ),
          ],
          [
            'Data',
            data ? (
              <>
                <Anchor href={to('data', 'rows')}>{data.name}</Anchor>: {counted(data.rows, 'row')},{' '}
                {counted(data.columns.length, 'column')}
              </>
            ) : (
              reading && progressText(reading.progress)
            ),
          ],
          ['Mapping', mapping && `${counted(fed, 'input value')} fed by columns · ${keys.join(' · ')}`],
        ]}
      />
    </Panel>
  );
}
