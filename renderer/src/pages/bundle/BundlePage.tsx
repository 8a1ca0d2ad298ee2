import '../../theme/bundle.css';
import { Tabs } from '@mantine/core';
import { IconPackageExport } from '@tabler/icons-react';
import type { ProjectView } from '../../../../app/api/schemas/projects';
import type { RunRecord } from '../../../../app/api/schemas/runs';
import { Message } from '../../components/Message';
import { PageHead } from '../../components/PageHead';
import { goTo, usePlace } from '../../state/navigation';
import { useProject } from '../../state/project';
import { shownRun } from '../../state/shownRun';
import { NeedsRun } from '../NeedsRun';
import { NothingYet } from '../NothingYet';
import { RunHead } from '../RunHead';
import { MonitorPanel } from '../monitor/MonitorPanel';
import { HistorySection } from './HistorySection';
import { ReadinessSection } from './ReadinessSection';
import { ExportPanel } from './ExportPanel';
import { ScaleSection } from './scale/ScaleSection';
import { VerifyPanel } from './VerifyPanel';
import { WhatIsInside } from './WhatIsInside';

export function BundlePage() {
  const project = useProject();
  const place = usePlace();
  const record = shownRun(project, place.run);
  if (project?.deployedOf && record?.deployed) {
    const { deployedOf } = project;
    return (
      <>
        <RunHead title="Bundle" record={record} />
        <Message tone="info">
          This run is what a deployed bundle answered, so there is nothing to export: a bundle is made of a validation.
        </Message>
        <MonitorPanel of={deployedOf} runName={deployedOf.runName} />
      </>
    );
  }
  if (project && record && (!project.model || !project.data)) {
    return (
      <>
        <RunHead title="Bundle" record={record} />
        <Message tone="info">
          A bundle is made from the very files of the run, and {missingWords(project)} no longer there. Put the file back, or drop
          it into this window, and this run can be exported. A bundle exported before can still be verified below.
        </Message>
        <VerifyPanel exported={null} />
      </>
    );
  }
  if (!project?.model || !project.data) {
    return (
      <>
        <PageHead title="Bundle" />
        <NothingYet icon={IconPackageExport} title={project?.missing.length ? 'Files are missing' : 'Nothing to export yet'}>
          A bundle holds a model that was validated. {nextStep(project)} Or drop a bundle here to verify it.
        </NothingYet>
        <VerifyPanel exported={null} />
      </>
    );
  }
  if (!record) {
    return (
      <>
        <PageHead title="Bundle" />
        <NeedsRun icon={IconPackageExport}>
          A bundle carries the figures of a run, and rows that prove it serves the same.
        </NeedsRun>
        <VerifyPanel exported={null} />
      </>
    );
  }
  return <OfRun project={project} record={record} />;
}

const sections = ['export', 'readiness', 'scale', 'history'] as const;

/** What can be done with a validation once it is there. */
function OfRun({ project, record }: { project: ProjectView; record: RunRecord }) {
  const { at } = usePlace();
  const section = sections.find((name) => name === at) ?? 'export';
  return (
    <>
      <RunHead title="Bundle" record={record} />
      {/* What was exported stays in sight when one comes back. */}
      <Tabs keepMounted value={section} onChange={(next) => goTo({ page: 'bundle', at: next })}>
        <Tabs.List mb="sm">
          <Tabs.Tab value="export">Export</Tabs.Tab>
          <Tabs.Tab value="readiness">Readiness</Tabs.Tab>
          <Tabs.Tab value="scale">Scale</Tabs.Tab>
          <Tabs.Tab value="history">History</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="export">
          <div className="stack">
            <ExportPanel key={record.id} project={project} record={record} />
            <MonitorPanel of={{ project: project.project, runId: record.id }} runName={record.name} isMain />
            <WhatIsInside record={record} />
          </div>
        </Tabs.Panel>
        <Tabs.Panel value="readiness">
          {section === 'readiness' && <ReadinessSection key={record.id} project={project.project} runId={record.id} />}
        </Tabs.Panel>
        <Tabs.Panel value="scale">
          {section === 'scale' && <ScaleSection key={record.id} project={project.project} runId={record.id} />}
        </Tabs.Panel>
        <Tabs.Panel value="history">
          {section === 'history' && (
            <div className="stack">
              <VerifyPanel exported={null} />
              <HistorySection project={project.project} />
            </div>
          )}
        </Tabs.Panel>
      </Tabs>
    </>
  );
}

/** What has to be done before there is a run. */
function nextStep(project: ProjectView | null): string {
  if (project && project.missing.length > 0) {
    const paths = project.missing.map(({ path }) => path).join(', ');
    return `This project has no run yet, and ${missingWords(project)} no longer there (${paths}). Put the files back, or drop them into this window, and run.`;
  }
  if (project?.model) return 'The model is here: drop a table to validate it on, and run.';
  if (project?.data) return 'The data are here: drop a model, and run.';
  return 'Drop a model and a table, and run.';
}

function missingWords({ missing }: ProjectView): string {
  const roles = missing.map(({ role }) => (role === 'model' ? 'the model' : 'the data'));
  return `${roles.join(' and ')} ${roles.length === 1 && roles[0] === 'the model' ? 'is' : 'are'}`;
}
