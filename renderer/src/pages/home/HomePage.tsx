import { PageHead } from '../../components/PageHead';
import { useProject } from '../../state/project';
import { DeployedWords } from '../monitor/DeployedWords';
import { DropZone } from './DropZone';
import { Examples } from './Examples';
import { FirstSteps } from './FirstSteps';
import { ProjectNext } from './ProjectNext';
import { RecentProjects } from './RecentProjects';
import { RunningJobs } from './RunningJobs';

export function HomePage() {
  const project = useProject();
  return (
    <>
      <PageHead
        title={project ? project.name : 'Check a model on real data, then ship it'}
        {...(project?.deployedOf && { note: <DeployedWords of={project.deployedOf} /> })}
      />
      <RunningJobs />
      {project ? <ProjectNext project={project} /> : null}
      <div className="grid-2" style={{ gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, var(--width-24)), 1fr))' }}>
        <DropZone />
        <Examples />
      </div>
      <RecentProjects />
      <FirstSteps />
      <p className="soft small" style={{ margin: 0 }}>
        Nothing leaves this machine: no account, no upload, no telemetry.
      </p>
    </>
  );
}
