// Lays the graph out beside the window, which stays fluid meanwhile: from the inputs at the top to the outputs at the bottom.
import { Graph, layout } from '@dagrejs/dagre';
import type { Layout, LayoutAnswer, LayoutRequest } from './layout';

/** Above this the quick way of ranking is taken. */
const few = 150;

function laidOut({ boxes, edges }: LayoutRequest): Layout {
  const graph = new Graph();
  graph.setGraph({
    rankdir: 'TB',
    nodesep: 22,
    ranksep: 34,
    edgesep: 12,
    marginx: 12,
    marginy: 12,
    ranker: boxes.length > few ? 'tight-tree' : 'network-simplex',
  });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { key, width, height } of boxes) graph.setNode(key, { width, height });
  for (const { from, to } of edges) graph.setEdge(from, to);
  layout(graph);
  const size = graph.graph() as { width?: number; height?: number };
  return {
    places: new Map(
      boxes.map(({ key }) => {
        const { x, y } = graph.node(key) as { x: number; y: number };
        return [key, { x, y }];
      }),
    ),
    edges: edges.map(({ from, to }) => {
      const { points = [] } = graph.edge(from, to) as { points?: { x: number; y: number }[] };
      return { from, to, points };
    }),
    width: size.width ?? 0,
    height: size.height ?? 0,
  };
}

self.addEventListener('message', (event: MessageEvent<LayoutRequest>) => {
  const answer: LayoutAnswer = { number: event.data.number, layout: laidOut(event.data) };
  self.postMessage(answer);
});
