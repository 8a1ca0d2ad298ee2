import { SegmentedControl } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import type { ModelGraph } from '../../../../../app/api/schemas/graphs';
import { useClient } from '../../../api/workbench';
import { ErrorNotice } from '../../../components/ErrorNotice';
import { Message } from '../../../components/Message';
import { PageLoading } from '../../../components/PageLoading';
import { Panel } from '../../../components/Panel';
import { count, counted } from '../../../format/numbers';
import '../../../theme/graph.css';
import { graphBoxes } from './boxes';
import { GraphCanvas } from './GraphCanvas';
import { GraphSearch } from './GraphSearch';
import { GraphTable } from './GraphTable';
import { NodeDetails } from './NodeDetails';
import { useLayout } from './useLayout';

interface Looking {
  search: string;
  /** Which match, from 0. */
  at: number;
  /** Where in a large graph; null = where the workbench begins. */
  around: number | null;
  selected: number | null;
}

const atStart: Looking = { search: '', at: 0, around: null, selected: null };

function summaryOf({ total, nodes, innerNodes, truncated }: ModelGraph): string {
  const all = truncated ? `${count(nodes.length)} of ${counted(total, 'node')} are drawn.` : `${counted(total, 'node')}.`;
  return innerNodes > 0
    ? `${all} ${counted(innerNodes, 'more is', 'more are')} in sub-graphs and functions, and not drawn.`
    : all;
}

/** The graph of the model: drawn or as a list, with a search and the details of a node. */
export function GraphPanel({ project, sha256 }: { project: string; sha256: string }) {
  const client = useClient();
  const [view, setView] = useState<'Drawing' | 'List'>('Drawing');
  const [looking, setLooking] = useState<Looking>(atStart);
  const { search, at, around, selected } = looking;
  const [settled] = useDebouncedValue(search, 150);
  const query = useQuery({
    queryKey: [project, 'graph', sha256, settled, around],
    queryFn: ({ signal }) => client['models.graph']({ project, search: settled, ...(around !== null && { around }) }, { signal }),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  });
  const graph = query.data;
  // What is drawn hangs on the nodes alone: a search in a small graph marks some, and draws nothing anew.
  const drawnIds = graph?.nodes.map(({ id }) => id).join(' ');
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const boxes = useMemo(() => (graph ? graphBoxes(graph) : null), [drawnIds, sha256]);
  const { drawing, failed } = useLayout(boxes);
  const matches = useMemo(() => (settled.trim() === '' ? [] : (graph?.matches ?? [])), [graph, settled]);
  const found = useMemo(() => new Set(matches), [matches]);
  const target = matches[at] ?? null;

  /** Where a node is not among those that are drawn, those around it are fetched. */
  const placeOf = useCallback(
    (id: number, before: number | null): number | null => (graph?.nodes.some((node) => node.id === id) ? before : id),
    [graph],
  );
  const select = useCallback((id: number) => setLooking((before) => ({ ...before, selected: id })), []);
  const go = (id: number): void => setLooking((before) => ({ ...before, around: placeOf(id, before.around), selected: id }));
  const step = (by: 1 | -1): void => {
    if (matches.length === 0) return;
    const next = (at + by + matches.length) % matches.length;
    const id = matches[next];
    if (id !== undefined) setLooking((before) => ({ ...before, at: next, around: placeOf(id, before.around), selected: null }));
  };
  const node = graph?.nodes.find(({ id }) => id === selected);
  const isList = view === 'List' || failed;

  return (
    <Panel
      title="Graph"
      note={graph && summaryOf(graph)}
      end={
        <>
          <GraphSearch
            search={search}
            at={at}
            matches={matches.length}
            matchCount={settled.trim() === '' ? 0 : (graph?.matchCount ?? 0)}
            isPending={search !== settled || query.isPlaceholderData}
            onSearch={(next) => setLooking({ ...atStart, search: next })}
            onStep={step}
          />
          <SegmentedControl
            aria-label="Graph: drawing or list"
            data={['Drawing', 'List']}
            value={isList ? 'List' : 'Drawing'}
            onChange={(next) => setView(next === 'List' ? 'List' : 'Drawing')}
          />
        </>
      }
      flush
    >
      {query.isError ? (
        <div className="graph-message">
          <ErrorNotice error={query.error} retry={() => void query.refetch()} />
        </div>
      ) : !graph ? (
        <div className="graph-message">
          <PageLoading what="Reading the graph" />
        </div>
      ) : graph.total === 0 ? (
        <p className="soft graph-message">This graph has no nodes: its outputs are its inputs.</p>
      ) : (
        <>
          {graph.truncated && (
            <div className="graph-message">
              <Message tone="info">
                {around === null && matches.length === 0
                  ? `The ${count(graph.nodes.length)} nodes nearest to the inputs are shown. Search to see others.`
                  : `The ${count(graph.nodes.length)} nodes nearest to the one looked for are shown.`}{' '}
                Dashed boxes lead on.
              </Message>
            </div>
          )}
          {failed && (
            <div className="graph-message">
              <Message tone="warn">The graph cannot be drawn here. The list holds the same nodes.</Message>
            </div>
          )}
          <div className={node ? 'graph-body has-details' : 'graph-body'}>
            {isList ? (
              <GraphTable graph={graph} found={found} selected={selected} onSelect={select} />
            ) : drawing ? (
              <GraphCanvas
                drawing={drawing}
                summary={summaryOf(graph)}
                found={found}
                target={target}
                selected={selected}
                onSelect={select}
              />
            ) : (
              <div className="graph-frame">
                <PageLoading what={`Drawing ${counted(graph.nodes.length, 'node')}`} />
              </div>
            )}
            {node && (
              <NodeDetails
                graph={graph}
                node={node}
                onGo={go}
                onClose={() => setLooking((before) => ({ ...before, selected: null }))}
              />
            )}
          </div>
        </>
      )}
    </Panel>
  );
}
