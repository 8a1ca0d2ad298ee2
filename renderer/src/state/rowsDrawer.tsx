import { createContext, use, useMemo, useState, type ReactNode } from 'react';
import type { RowSort } from '../../../app/api/schemas/common';
import type { RunSelection } from '../../../app/api/schemas/runs';
import { count } from '../format/numbers';
import { usePlace, type Page } from './navigation';
import { useProject } from './project';
import { useUndo } from './undo';

/** What the drawer shows instead of a table: one row and what if, or how the answer depends on a column. */
export type DrawerView = { kind: 'whatIf'; row: number } | { kind: 'dependence'; column: string };

/** The rows behind a mark: which, of which run, and what the mark was. */
export interface RowsRequest {
  runId: string;
  /** Rows behind a finding of data quality, instead of those of a run. */
  findingId?: string;
  title: string;
  selection: RunSelection;
  /** The order they come in at first; that of the data when left out. */
  sort?: RowSort;
  view?: DrawerView;
}

/** A row (1-based) of the project's data, to be edited and asked about. */
export function whatIfRequest(row: number): RowsRequest {
  return {
    runId: '',
    title: `What if: row ${count(row)}`,
    selection: { rows: { first: row, last: row }, filters: [] },
    view: { kind: 'whatIf', row },
  };
}

export function dependenceRequest(column: string): RowsRequest {
  return {
    runId: '',
    title: `How the answer depends on ${column}`,
    selection: { filters: [] },
    view: { kind: 'dependence', column },
  };
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

const none: RowsRequest[] = [];

export function RowsDrawerProvider({ children }: { children: ReactNode }) {
  const { push } = useUndo();
  const project = useProject()?.project ?? null;
  const { page } = usePlace();
  // The rows of one project are not shown beside another, nor those behind a mark of one page over the next.
  const [opened, setOpened] = useState<{ project: string | null; page: Page; trail: RowsRequest[] }>({
    project,
    page,
    trail: none,
  });
  const trail = opened.project === project && opened.page === page ? opened.trail : none;
  const value = useMemo<RowsDrawer>(() => {
    const setTrail = (next: RowsRequest[]): void => setOpened({ project, page, trail: next });
    return {
      trail,
      show: (request) => setTrail([...trail, request]),
      change(selection) {
        const last = trail.at(-1);
        if (!last) return;
        const next = [...trail.slice(0, -1), { ...last, selection }];
        setTrail(next);
        push({ label: 'filter of the rows', undo: () => setTrail(trail), redo: () => setTrail(next) });
      },
      back: () => setTrail(trail.slice(0, -1)),
      close: () => setTrail(none),
    };
  }, [trail, project, page, push]);
  return <RowsDrawerContext value={value}>{children}</RowsDrawerContext>;
}

export function useRowsDrawer(): RowsDrawer {
  const drawer = use(RowsDrawerContext);
  if (!drawer) throw new Error('RowsDrawerProvider is missing');
  return drawer;
}
