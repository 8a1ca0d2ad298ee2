import { ActionIcon, CloseButton, Tooltip } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useState } from 'react';
import type { RowSort } from '../../../app/api/schemas/common';
import { useClient } from '../api/workbench';
import { DataTable } from '../components/DataTable';
import { ErrorNotice } from '../components/ErrorNotice';
import { FilterBar } from '../components/FilterBar';
import { PageLoading } from '../components/PageLoading';
import { usePagedRows } from '../components/usePagedRows';
import { count, counted } from '../format/numbers';
import { day } from '../format/times';
import { useProject } from '../state/project';
import { useRowsDrawer, type RowsRequest } from '../state/rowsDrawer';

/** The rows behind whatever mark was clicked, beside the page it was clicked on. */
export function RowsDrawer() {
  const drawer = useRowsDrawer();
  const project = useProject();
  const request = drawer.trail.at(-1);
  if (!request || !project) return null;
  return (
    <aside className="drawer" aria-label="Rows behind the mark">
      <div className="drawer-head">
        {drawer.trail.length > 1 && (
          <Tooltip label="Back">
            <ActionIcon variant="subtle" color="gray" c="var(--text-soft)" onClick={drawer.back} aria-label="Back">
              <IconArrowLeft size={18} />
            </ActionIcon>
          </Tooltip>
        )}
        <div style={{ flex: 1, minWidth: 0 }}>
          <h2>{request.title}</h2>
        </div>
        <CloseButton onClick={drawer.close} aria-label="Close the rows (Esc)" />
      </div>
      <DrawerRows
        key={`${project.project} ${request.runId} ${drawer.trail.length}`}
        project={project.project}
        request={request}
      />
    </aside>
  );
}

function DrawerRows({ project, request }: { project: string; request: RowsRequest }) {
  const client = useClient();
  const drawer = useRowsDrawer();
  const [sort, setSort] = useState<RowSort | undefined>();
  const { runId, selection } = request;
  const rows = usePagedRows(
    [project, 'run', runId, selection.time ?? null, selection.rows ?? null],
    { filters: selection.filters, sort },
    ({ filters, ...page }, signal) =>
      client['runs.rows']({ project, runId, selection: { ...selection, filters }, page: { ...page, filters: [] } }, { signal }),
  );
  const { time, rows: numbers } = selection;
  return (
    <>
      <div style={{ padding: '0 14px 10px', display: 'flex', gap: 6, flexWrap: 'wrap', alignItems: 'center' }}>
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
          columns={rows.columns}
          filters={selection.filters}
          onChange={(filters) => drawer.change({ ...selection, filters })}
        />
        <span className="soft small" style={{ marginLeft: 'auto' }} role="status">
          {rows.isPending ? 'Reading rows…' : counted(rows.total, 'row')}
        </span>
      </div>
      {rows.error ? (
        <div style={{ padding: 14 }}>
          <ErrorNotice error={rows.error} />
        </div>
      ) : rows.isPending ? (
        <div style={{ padding: 14 }}>
          <PageLoading what="Reading rows" />
        </div>
      ) : rows.total === 0 ? (
        <p className="soft" style={{ padding: '0 14px' }}>
          No rows here. Take a filter away to see more.
        </p>
      ) : (
        <div style={{ flex: 1, minHeight: 0 }}>
          <DataTable label={request.title} rows={rows} sort={sort} onSort={setSort} height="100%" />
        </div>
      )}
    </>
  );
}
