import { Button, Tabs } from '@mantine/core';
import { IconTable } from '@tabler/icons-react';
import { hasEnded } from '../../api/jobsStore';
import { useJobs } from '../../api/useJobs';
import { PageHead } from '../../components/PageHead';
import { WarningList } from '../../components/WarningList';
import { bytes, count, counted, percent } from '../../format/numbers';
import { day } from '../../format/times';
import { askHowToRead, questionOf } from '../../state/howToRead';
import { goTo, usePlace } from '../../state/navigation';
import { isMissing, useProject } from '../../state/project';
import { MappingTab } from './mapping/MappingTab';
import { NothingYet } from '../NothingYet';
import { ColumnsTab } from './ColumnsTab';
import { MissingMarkers } from './MissingMarkers';
import { ReadingData } from './ReadingData';
import { QualityTab } from './quality/QualityTab';
import { Questions } from './Questions';
import { RejectedTab } from './RejectedTab';
import { RowsTab } from './RowsTab';

const tabs = ['mapping', 'columns', 'quality', 'rows', 'rejected'] as const;
/** Notes whose hint names the reading options. */
const ofReading: readonly string[] = ['header-missing', 'one-column', 'decimal-unclear', 'mixed-column', 'lines-in-one-row'];
type Tab = (typeof tabs)[number];

export function DataPage() {
  const project = useProject();
  const { at } = usePlace();
  const column = at?.startsWith('column:') ? at.slice('column:'.length) : null;
  const reading = useJobs().find((job) => job.kind === 'ingest' && !hasEnded(job) && job.project === project?.project);
  const data = project?.data;

  if (!project || !data) {
    return (
      <>
        <PageHead title="Data" />
        {reading ? (
          <ReadingData job={reading} />
        ) : (
          <NothingYet icon={IconTable} title={isMissing(project, 'data') ? 'The data are not there' : 'No data yet'}>
            Drop a table anywhere in this window: CSV, Parquet, JSON, Arrow or Excel, several files at once if they belong
            together.
          </NothingYet>
        )}
      </>
    );
  }
  const hasMapping = project.mapping !== null && project.check !== null;
  const usual: Tab = hasMapping && column === null ? 'mapping' : 'columns';
  const tab = tabs.find((name) => name === at) ?? usual;
  const facts = [
    `${counted(data.rows, 'row')} × ${counted(data.columns.length, 'column')}`,
    `${data.format.toUpperCase()}, ${bytes(data.sizeBytes)}`,
    data.paths.length > 1 ? counted(data.paths.length, 'file') : '',
    data.timeSpan ? `${day(data.timeSpan.start)} to ${day(data.timeSpan.end)}` : '',
    data.duplicates > 0
      ? `${counted(data.duplicates, 'repeated row')} (${percent(data.duplicates / Math.max(1, data.rows))})`
      : '',
  ].filter(Boolean);
  const open = project.check?.problems.filter(({ severity }) => severity === 'error').length ?? 0;

  const howToRead = (): void => askHowToRead(questionOf(project));

  return (
    <>
      <PageHead title="Data" note={facts.join(' · ')}>
        <Button size="compact-sm" variant="default" disabled={reading !== undefined} onClick={howToRead}>
          Reading options
        </Button>
      </PageHead>
      {reading && <ReadingData job={reading} />}
      <Questions data={data} />
      <WarningList
        label="Notes on the data"
        warnings={data.warnings}
        actionFor={({ code }) => (ofReading.includes(code) ? { label: 'Reading options', run: howToRead } : undefined)}
      />
      <MissingMarkers markers={data.options.missing ?? []} />
      <Tabs value={tab} onChange={(next) => goTo({ page: 'data', at: next })}>
        <Tabs.List mb="sm">
          {hasMapping && <Tabs.Tab value="mapping">Mapping{open > 0 ? ` (${counted(open, 'problem')})` : ''}</Tabs.Tab>}
          <Tabs.Tab value="columns">Columns</Tabs.Tab>
          <Tabs.Tab value="quality">Quality</Tabs.Tab>
          <Tabs.Tab value="rows">Rows</Tabs.Tab>
          {data.rejected > 0 && <Tabs.Tab value="rejected">Rejected rows ({count(data.rejected)})</Tabs.Tab>}
        </Tabs.List>
        {hasMapping && (
          <Tabs.Panel value="mapping">
            <MappingTab />
          </Tabs.Panel>
        )}
        <Tabs.Panel value="columns">
          <ColumnsTab key={column} data={data} mapping={project.mapping} wanted={column} />
        </Tabs.Panel>
        <Tabs.Panel value="quality">{tab === 'quality' && <QualityTab />}</Tabs.Panel>
        <Tabs.Panel value="rows">
          <RowsTab project={project.project} sha256={data.sha256} mapping={project.mapping} />
        </Tabs.Panel>
        {data.rejected > 0 && (
          <Tabs.Panel value="rejected">
            <RejectedTab project={project.project} sha256={data.sha256} />
          </Tabs.Panel>
        )}
      </Tabs>
    </>
  );
}
