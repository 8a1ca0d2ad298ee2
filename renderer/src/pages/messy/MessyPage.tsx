import '../../theme/messy.css';
import { Tabs } from '@mantine/core';
import { IconStorm } from '@tabler/icons-react';
import { PageHead } from '../../components/PageHead';
import { goTo, usePlace } from '../../state/navigation';
import { useProject } from '../../state/project';
import { NothingYet } from '../NothingYet';
import { DamageSection } from './DamageSection';
import { HardenPanel } from './harden/HardenPanel';
import { WeakSection } from './WeakSection';

/** Where the model breaks on messy data, how badly, and what mends it. */
export function MessyPage() {
  const project = useProject();
  if (!project?.model || !project.data) {
    return (
      <>
        <PageHead title="Messy data" />
        <NothingYet icon={IconStorm} title="Nothing to test yet">
          {project?.model ? 'Drop a table to damage.' : 'Drop a model and a table, in one go or one after the other.'}
        </NothingYet>
      </>
    );
  }
  return <OfProject key={project.project} project={project.project} />;
}

const sections = ['damage', 'weak', 'harden'] as const;

/** Where it breaks, where it is weak as it is, and what mends it. */
function OfProject({ project }: { project: string }) {
  const { at } = usePlace();
  const section = sections.find((name) => name === at) ?? 'damage';
  return (
    <>
      <PageHead title="Messy data" note="what becomes of the answers when the data go wrong" />
      <Tabs value={section} onChange={(next) => goTo({ page: 'messy', at: next })}>
        <Tabs.List mb="sm">
          <Tabs.Tab value="damage">Where it breaks</Tabs.Tab>
          <Tabs.Tab value="weak">Where it is weak</Tabs.Tab>
          <Tabs.Tab value="harden">What mends it</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="damage">
          <DamageSection project={project} />
        </Tabs.Panel>
        <Tabs.Panel value="weak">
          <WeakSection />
        </Tabs.Panel>
        <Tabs.Panel value="harden">
          <HardenPanel project={project} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
