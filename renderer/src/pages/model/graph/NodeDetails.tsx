import { CloseButton } from '@mantine/core';
import type { ReactNode } from 'react';
import type { GraphNodeFacts, ModelGraph } from '../../../../../app/api/schemas/graphs';
import { Facts } from '../../../components/Facts';
import { counted } from '../../../format/numbers';
import { shapeText } from '../TensorTable';

interface NodeDetailsProps {
  graph: ModelGraph;
  node: GraphNodeFacts;
  /** Goes to a neighbour, drawn or not. */
  onGo: (id: number) => void;
  onClose: () => void;
}

/** What the file says of one node, with links to the nodes around it. */
export function NodeDetails({ graph, node, onGo, onClose }: NodeDetailsProps) {
  const { op, domain, name, attributes, inner } = node;
  return (
    <aside className="graph-details" aria-label={`Node ${op}${name === '' ? '' : ` ${name}`}`}>
      <div className="graph-details-head">
        <h3>{op}</h3>
        <CloseButton aria-label="Close the details" onClick={onClose} />
      </div>
      <Facts
        entries={[
          ['Name', name && <span className="mono">{name}</span>],
          ['Domain', domain === '' ? 'ai.onnx' : domain],
          [
            'Inside',
            inner.graphs > 0
              ? `${counted(inner.graphs, 'graph')} with ${counted(inner.nodes, 'node')}, which are not drawn`
              : null,
          ],
        ]}
      />
      <TensorList title="Takes" names={node.inputs} total={node.inputCount} graph={graph}>
        {(tensor) => {
          const from = graph.links.find((link) => link.tensor === tensor)?.from;
          if (from !== null && from !== undefined) return <NodeLink graph={graph} id={from} before="from" onGo={onGo} />;
          const kind = graph.tensors.find((one) => one.name === tensor)?.kind;
          return kind === 'weights' ? 'weights' : graph.inputs.includes(tensor) ? 'input of the model' : null;
        }}
      </TensorList>
      <TensorList title="Makes" names={node.outputs} total={node.outputCount} graph={graph}>
        {(tensor) => (
          <>
            {graph.outputs.includes(tensor) && <span>output of the model </span>}
            {graph.links
              .find((link) => link.tensor === tensor)
              ?.to.map((id) => (
                <NodeLink key={id} graph={graph} id={id} before="to" onGo={onGo} />
              ))}
          </>
        )}
      </TensorList>
      {attributes.length > 0 && (
        <>
          <h4>Attributes</h4>
          <Facts
            entries={attributes.map(({ name: called, text }) => [
              called,
              <span key={called} className="mono">
                {text}
              </span>,
            ])}
          />
        </>
      )}
    </aside>
  );
}

function NodeLink({ graph, id, before, onGo }: { graph: ModelGraph; id: number; before: string; onGo: (id: number) => void }) {
  const node = graph.nodes.find((one) => one.id === id) ?? graph.beyond.find((one) => one.id === id);
  if (!node) return null;
  return (
    <span className="graph-link">
      {before}{' '}
      <button type="button" className="linkbutton" onClick={() => onGo(id)}>
        {node.name.startsWith(node.op) ? node.name : `${node.op} ${node.name}`}
      </button>
    </span>
  );
}

interface TensorListProps {
  title: string;
  names: string[];
  /** Very long lists are cut. */
  total: number;
  graph: ModelGraph;
  children: (tensor: string) => ReactNode;
}

function TensorList({ title, names, total, graph, children }: TensorListProps) {
  const present = names.filter((name) => name !== '');
  if (present.length === 0) return null;
  return (
    <>
      <h4>{title}</h4>
      <ul className="graph-tensors">
        {present.map((name, index) => {
          const facts = graph.tensors.find((tensor) => tensor.name === name);
          return (
            <li key={`${name} ${String(index)}`}>
              <span className="mono">{name}</span>
              <div className="soft small">
                {facts && `${facts.type} ${shapeText(facts.shape)} `}
                {children(name)}
              </div>
            </li>
          );
        })}
      </ul>
      {total > names.length && <p className="soft small">and {counted(total - names.length, 'more', 'more')}</p>}
    </>
  );
}
