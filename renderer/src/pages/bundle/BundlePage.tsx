import { IconPackageExport } from '@tabler/icons-react';
import { PageHead } from '../../components/PageHead';
import { usePlace } from '../../state/navigation';
import { useProject } from '../../state/project';
import { shownRun } from '../../state/useRunView';
import { NeedsRun } from '../NeedsRun';
import { NothingYet } from '../NothingYet';
import { RunHead } from '../RunHead';
import { ExportPanel } from './ExportPanel';
import { VerifyPanel } from './VerifyPanel';
import { WhatIsInside } from './WhatIsInside';

export function BundlePage() {
  const project = useProject();
  const place = usePlace();
  const record = shownRun(project, place.run);
  if (!project?.model || !project.data) {
    return (
      <>
        <PageHead title="Bundle" />
        <NothingYet icon={IconPackageExport} title="Nothing to export yet">
          A bundle holds a model that was validated. Drop a model and a table, and run. Or drop a bundle here to verify it.
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
  return (
    <>
      <RunHead title="Bundle" record={record} />
      <ExportPanel key={record.id} project={project} record={record} />
      <WhatIsInside record={record} />
    </>
  );
}
