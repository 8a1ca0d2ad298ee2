import { IconBox } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { PageHead } from '../../components/PageHead';
import { PageLoading } from '../../components/PageLoading';
import { Panel } from '../../components/Panel';
import { counted } from '../../format/numbers';
import { isMissing, useProject } from '../../state/project';
import '../../theme/model.css';
import { NothingYet } from '../NothingYet';
import { LintPanel } from './LintPanel';
import { MetadataPanel } from './MetadataPanel';
import { ModelFacts } from './ModelFacts';
import { OpensHere } from './OpensHere';
import { OperatorsPanel } from './OperatorsPanel';
import { ReadingPanel } from './ReadingPanel';
import { RepairsPanel } from './RepairsPanel';
import { TensorTable } from './TensorTable';
import { WorthKnowing } from './WorthKnowing';

const GraphPanel = lazy(async () => ({ default: (await import('./graph/GraphPanel')).GraphPanel }));

export function ModelPage() {
  const project = useProject();
  const model = project?.model;
  if (!model) {
    return (
      <>
        <PageHead title="Model" />
        <NothingYet icon={IconBox} title={isMissing(project, 'model') ? 'The model is not there' : 'No model yet'}>
          Drop an ONNX file anywhere in this window. Its external data, label files and config.json may come along.
        </NothingYet>
      </>
    );
  }
  return (
    <>
      <PageHead title="Model" note={model.name} />
      <OpensHere project={project.project} model={model} />
      <WorthKnowing model={model} project={project} />
      <div className="grid-2">
        <Panel title="Facts">
          <ModelFacts model={model} />
        </Panel>
        <ReadingPanel model={model} />
      </div>
      <RepairsPanel repairs={model.repairs} />
      <LintPanel project={project} />
      <Panel title="Inputs" note={counted(model.inputs.length, 'tensor')} flush>
        <TensorTable label="Inputs" tensors={model.inputs} />
      </Panel>
      <Panel title="Outputs" note={model.repairs.length > 0 ? 'as run, after the repairs' : undefined} flush>
        <TensorTable label="Outputs" tensors={model.outputs} />
      </Panel>
      <Suspense fallback={<PageLoading what="Opening the graph" />}>
        <GraphPanel key={`${project.project} ${model.sha256}`} project={project.project} sha256={model.sha256} />
      </Suspense>
      <div className="grid-2">
        <OperatorsPanel operators={model.operators} />
        <MetadataPanel metadata={model.metadata} />
      </div>
    </>
  );
}
