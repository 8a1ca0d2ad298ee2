import { PageHead } from '../../components/PageHead';
import { Panel } from '../../components/Panel';
import { useProject } from '../../state/project';
import { DropZone } from './DropZone';
import { Examples } from './Examples';
import { ProjectNext } from './ProjectNext';
import { RecentProjects } from './RecentProjects';

export function HomePage() {
  const project = useProject();
  return (
    <>
      <PageHead title={project ? project.name : 'Check a model on real data, then ship it'} />
      {project ? <ProjectNext project={project} /> : null}
      <div className="grid-2" style={{ gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 24rem), 1fr))' }}>
        <DropZone />
        <Examples />
      </div>
      <RecentProjects />
      <Panel title="How it goes">
        <ol className="steps">
          <li>
            <strong>Drop a model and a table</strong>
            <span className="soft">An ONNX model, and rows to try it on: CSV, Parquet, JSON, Arrow or Excel.</span>
          </li>
          <li>
            <strong>Check the mapping, press Run</strong>
            <span className="soft">Every guess says why. Metrics come with intervals and a baseline to beat, and over time.</span>
          </li>
          <li>
            <strong>Export a bundle</strong>
            <span className="soft">The same preparation and model behind a prediction server, with rows that prove it.</span>
          </li>
        </ol>
      </Panel>
      <p className="soft small" style={{ margin: 0 }}>
        Nothing leaves this machine: no account, no upload, no telemetry.
      </p>
    </>
  );
}
