import { ActionIcon, CloseButton, Tooltip } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import type { RowSort } from '../../../app/api/schemas/common';
import { useClient } from '../api/workbench';
import { titleWithKeys } from '../commands/keys';
import { DataTable } from '../components/DataTable';
import { ErrorNotice } from '../components/ErrorNotice';
import { FilterBar } from '../components/FilterBar';
import { PageLoading } from '../components/PageLoading';
import { usePagedRows } from '../components/usePagedRows';
import { count, counted } from '../format/numbers';
import { day } from '../format/times';
import { useProject } from '../state/project';
import { useRowsDrawer, whatIfRequest, type DrawerView, type RowsRequest } from '../state/rowsDrawer';
import { useCanProbe } from '../state/useProbe';
import '../theme/whatIf.css';
import { icon } from '../theme/tokens';

const WhatIf = lazy(async () => ({ default: (await import('../pages/messy/whatIf/WhatIf')).WhatIf }));
const DependencePanel = lazy(async () => ({
  default: (await import('../pages/messy/whatIf/DependencePanel')).DependencePanel,
}));

const labels: Record<DrawerView['kind'], string> = { whatIf: 'What if', dependence: 'Dependence on a column' };

/** The rows behind whatever mark was clicked, beside the page it was clicked on. */
export function RowsDrawer() {
  const drawer = useRowsDrawer();
  const project = useProject();
  const request = drawer.trail.at(-1);
  if (!request || !project) return null;
  return (
    <aside className="drawer" aria-label={request.view ? labels[request.view.kind] : 'Rows behind the mark'} data-pane={4}>
      <div className="drawer-head">
        {drawer.trail.length > 1 && (
          <Tooltip label="Back">
            <ActionIcon variant="subtle" color="gray" c="var(--text-soft)" onClick={drawer.back} aria-label="Back">
              <IconArrowLeft size={icon.lg} />
            </ActionIcon>
          </Tooltip>
        )}
        <div style={{ flex: 1, minWidth: 0 }}>
          <h2>{request.title}</h2>
        </div>
        <CloseButton onClick={drawer.close} aria-label="Close the rows" title={titleWithKeys('view.close')} />
      </div>
      {request.view ? (
        <Suspense fallback={<PageLoading what="Opening" />}>
          <DrawerProbe key={`${project.project} ${JSON.stringify(request.view)}`} view={request.view} />
        </Suspense>
      ) : (
        <DrawerRows
          key={`${project.project} ${request.runId} ${request.findingId ?? ''} ${drawer.trail.length}`}
          project={project.project}
          request={request}
        />
      )}
    </aside>
  );
}

function DrawerProbe({ view }: { view: DrawerView }) {
  if (view.kind === 'whatIf') return <WhatIf row={view.row} />;
  return (
    <div className="drawer-body">
      <DependencePanel column={view.column} row={null} />
    </div>
  );
}

function DrawerRows({ project, request }: { project: string; request: RowsRequest }) {
  const client = useClient();
  const drawer = useRowsDrawer();
  const [sort, setSort] = useState<RowSort | undefined>(request.sort);
  const { runId, findingId, selection } = request;
  const opened = useProject();
  const own = opened?.data?.columns.map(({ name }) => name) ?? [];
  const run = opened?.runs.find(({ id }) => id === runId);
  // The rows behind a finding are of the data that are open.
  const probe = useCanProbe(findingId === undefined ? run?.data.sha256 : opened?.data?.sha256);
  const rows = usePagedRows(
    [project, 'run', runId, findingId ?? null, selection.time ?? null, selection.rows ?? null],
    { filters: selection.filters, sort },
    ({ filters, ...page }, signal) =>
      findingId !== undefined
        ? client['quality.rows']({ project, findingId, page: { ...page, filters } }, { signal })
        : client['runs.rows'](
            { project, runId, selection: { ...selection, filters }, page: { ...page, filters: [] } },
            { signal },
          ),
  );
  const { time, rows: numbers } = selection;
  return (
    <>
      <div
        style={{
          padding: '0 var(--space-14) var(--space-10)',
          display: 'flex',
          gap: 'var(--space-6)',
          flexWrap: 'wrap',
          alignItems: 'center',
        }}
      >
        {time && (
          <span className="chip">
            {day(time.start)} to before {day(time.end)}
          </span>
        )}
        {numbers && (
          <span className="chip">
            rows {count(numbers.first)} to {count(numbers.last)}
          </span>
        )}
        <FilterBar
          // Why a row is here is no column of the data: it cannot be filtered or sorted by.
          columns={findingId === undefined ? rows.columns : rows.columns.filter(({ name }) => own.includes(name))}
          filters={selection.filters}
          onChange={(filters) => drawer.change({ ...selection, filters })}
        />
        <span className="soft small" style={{ marginLeft: 'auto' }} role="status">
          {rows.isPending ? 'Reading rows…' : counted(rows.total, 'row')}
        </span>
      </div>
      {rows.error ? (
        <div style={{ padding: 'var(--space-14)' }}>
          <ErrorNotice error={rows.error} />
        </div>
      ) : rows.isPending ? (
        <div style={{ padding: 'var(--space-14)' }}>
          <PageLoading what="Reading rows" />
        </div>
      ) : rows.total === 0 ? (
        <p className="soft" style={{ padding: '0 var(--space-14)' }}>
          No rows here. Take a filter away to see more.
        </p>
      ) : (
        <div style={{ flex: 1, minHeight: 0 }}>
          <DataTable
            label={request.title}
            rows={rows}
            sort={sort}
            onSort={(next) =>
              findingId === undefined || next === undefined || own.includes(next.column) ? setSort(next) : undefined
            }
            height="100%"
            onRow={probe ? (row) => drawer.show(whatIfRequest(row)) : undefined}
          />
        </div>
      )}
    </>
  );
}
