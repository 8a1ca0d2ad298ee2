import { createContext, use, useMemo, useState, type ReactNode } from 'react';
import type { RunSelection } from '../../../app/api/schemas/runs';

/** The rows behind a mark: which, of which run, and what the mark was. */
export interface RowsRequest {
  runId: string;
  title: string;
  selection: RunSelection;
}

interface RowsDrawer {
  /** The last one is shown; the ones before are the way back. */
  trail: RowsRequest[];
  show: (request: RowsRequest) => void;
  /** Same drawer, other filters: no step in the way back. */
  change: (selection: RunSelection) => void;
  back: () => void;
  close: () => void;
}

const RowsDrawerContext = createContext<RowsDrawer | null>(null);

export function RowsDrawerProvider({ children }: { children: ReactNode }) {
  const [trail, setTrail] = useState<RowsRequest[]>([]);
  const value = useMemo<RowsDrawer>(
    () => ({
      trail,
      show: (request) => setTrail((before) => [...before, request]),
      change: (selection) =>
        setTrail((before) => {
          const last = before.at(-1);
          return last ? [...before.slice(0, -1), { ...last, selection }] : before;
        }),
      back: () => setTrail((before) => before.slice(0, -1)),
      close: () => setTrail([]),
    }),
    [trail],
  );
  return <RowsDrawerContext value={value}>{children}</RowsDrawerContext>;
}

export function useRowsDrawer(): RowsDrawer {
  const drawer = use(RowsDrawerContext);
  if (!drawer) throw new Error('RowsDrawerProvider is missing');
  return drawer;
}
