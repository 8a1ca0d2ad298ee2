import { IconBox } from '@tabler/icons-react';
import { BarList } from '../../charts/BarList';
import { ChartPanel } from '../../charts/ChartPanel';
import { PageHead } from '../../components/PageHead';
import { Panel } from '../../components/Panel';
import { WarningList } from '../../components/WarningList';
import { counted } from '../../format/numbers';
import { useProject } from '../../state/project';
import { NothingYet } from '../NothingYet';
import { ModelFacts } from './ModelFacts';
import { ReadingPanel } from './ReadingPanel';
import { TensorTable } from './TensorTable';

export function ModelPage() {
  const model = useProject()?.model;
  if (!model) {
    return (
      <>
        <PageHead title="Model" />
        <NothingYet icon={IconBox} title="No model yet">
          Drop an ONNX file anywhere in this window. Its external data, label files and config.json may come along.
        </NothingYet>
      </>
    );
  }
  const operators = [...model.operators]
    .sort((a, b) => b.count - a.count)
    .map(({ name, domain, count }) => ({
      name: domain === '' || domain === 'ai.onnx' ? name : `${domain}.${name}`,
      value: count,
    }));
  const shown = operators.slice(0, 14);
  const metadata = Object.entries(model.metadata);
  return (
    <>
      <PageHead title="Model" note={model.name} />
      <WarningList label="Notes on the model" warnings={model.warnings} />
      <div className="grid-2">
        <Panel title="Facts">
          <ModelFacts model={model} />
        </Panel>
        <ReadingPanel model={model} />
      </div>
      <Panel title="Inputs" note={counted(model.inputs.length, 'tensor')} flush>
        <TensorTable label="Inputs" tensors={model.inputs} />
      </Panel>
      <Panel title="Outputs" note={model.repairs.length > 0 ? 'as run, after the repairs' : undefined} flush>
        <TensorTable label="Outputs" tensors={model.outputs} />
      </Panel>
      <div className="grid-2">
        {shown.length > 0 && (
          <ChartPanel
            title="Operators"
            note={
              shown.length < operators.length
                ? `the ${shown.length} most used of ${operators.length}`
                : counted(operators.length, 'kind')
            }
            summary={shown.map(({ name, value }) => `${name} ${value}`).join(', ')}
            table={{ columns: ['Operator', 'Nodes'], rows: operators.map(({ name, value }) => [name, value]) }}
          >
            <BarList bars={shown} unit="Nodes" />
          </ChartPanel>
        )}
        {metadata.length > 0 && (
          <Panel title="Metadata" note={counted(metadata.length, 'entry', 'entries')}>
            <dl className="facts" style={{ maxHeight: '22rem', overflow: 'auto' }}>
              {metadata.map(([name, value]) => (
                <div key={name} style={{ display: 'contents' }}>
                  <dt className="mono">{name}</dt>
                  <dd className="mono">{value.length > 400 ? `${value.slice(0, 400)}…` : value}</dd>
                </div>
              ))}
            </dl>
          </Panel>
        )}
      </div>
    </>
  );
}
