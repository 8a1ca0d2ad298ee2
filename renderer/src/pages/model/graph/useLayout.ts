import { useEffect, useRef, useState } from 'react';
import type { GraphBox, GraphEdge } from './boxes';
import type { Layout, LayoutAnswer, LayoutRequest } from './layout';

export interface Drawing {
  boxes: GraphBox[];
  layout: Layout;
}

/** The last layout that is ready; null before the first one. `failed` when the worker cannot work here. */
export function useLayout(graph: { boxes: GraphBox[]; edges: GraphEdge[] } | null): { drawing: Drawing | null; failed: boolean } {
  const worker = useRef<Worker | null>(null);
  const asked = useRef<{ number: number; boxes: GraphBox[] }>({ number: 0, boxes: [] });
  const [drawing, setDrawing] = useState<Drawing | null>(null);
  const [failed, setFailed] = useState(false);

  useEffect(() => {
    const own = new Worker(new URL('./layoutWorker.ts', import.meta.url), { type: 'module' });
    worker.current = own;
    own.addEventListener('error', () => setFailed(true));
    own.addEventListener('message', (event: MessageEvent<LayoutAnswer>) => {
      // One that was asked for before is of no use any more.
      if (event.data.number === asked.current.number) setDrawing({ boxes: asked.current.boxes, layout: event.data.layout });
    });
    return () => own.terminate();
  }, []);

  useEffect(() => {
    if (!graph) return;
    asked.current = { number: asked.current.number + 1, boxes: graph.boxes };
    const request: LayoutRequest = {
      number: asked.current.number,
      boxes: graph.boxes.map(({ key, width, height }) => ({ key, width, height })),
      edges: graph.edges,
    };
    worker.current?.postMessage(request);
  }, [graph]);

  return { drawing, failed };
}
