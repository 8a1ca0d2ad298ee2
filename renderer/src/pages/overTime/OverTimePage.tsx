import '../../theme/drift.css';
import { Tabs } from '@mantine/core';
import { IconChartLine } from '@tabler/icons-react';
import { PageHead } from '../../components/PageHead';
import type { ProjectView } from '../../../../app/api/schemas/projects';
import { goTo, usePlace } from '../../state/navigation';
import { canShowRuns, useProject } from '../../state/project';
import { shownRun } from '../../state/shownRun';
import { NothingYet } from '../NothingYet';
import { RunHead } from '../RunHead';
import { AccuracySection } from './AccuracySection';
import { DriftSection } from './drift/DriftSection';
import { RetrainSection } from './retrain/RetrainSection';

/** How the figures and the data themselves change over time. */
export function OverTimePage() {
  const project = useProject();
  if (!project || (!project.data && !canShowRuns(project))) {
    return (
      <>
        <PageHead title="Over time" />
        <NothingYet icon={IconChartLine} title="Nothing over time yet">
          A table with a time column shows how the data drift; with a model and labels, accuracy over time, too.
        </NothingYet>
      </>
    );
  }
  return <OfProject key={project.project} project={project} />;
}

const sections = ['accuracy', 'drift', 'retrain'] as const;
const notes = {
  accuracy: undefined,
  drift: 'which columns are not what they were, and since when',
  retrain: 'a new model, held against the one there is',
};

/** Accuracy needs a run; drift needs no more than data, and is what is shown first where that is all there is. */
function OfProject({ project }: { project: ProjectView }) {
  const { at, run } = usePlace();
  const section = sections.find((name) => name === at) ?? (canShowRuns(project) ? 'accuracy' : 'drift');
  const record = shownRun(project, run);
  return (
    <>
      {section === 'accuracy' && record ? (
        <RunHead title="Over time" record={record} />
      ) : (
        <PageHead title="Over time" note={notes[section]} />
      )}
      <Tabs value={section} onChange={(next) => goTo({ page: 'time', at: next })}>
        <Tabs.List mb="sm">
          <Tabs.Tab value="accuracy">Accuracy</Tabs.Tab>
          <Tabs.Tab value="drift">Drift</Tabs.Tab>
          <Tabs.Tab value="retrain">Retrain</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="accuracy">
          <AccuracySection project={project} record={record} />
        </Tabs.Panel>
        <Tabs.Panel value="drift">
          <DriftSection project={project.project} />
        </Tabs.Panel>
        <Tabs.Panel value="retrain">
          <RetrainSection project={project.project} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
