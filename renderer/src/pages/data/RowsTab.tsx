import { useCallback, useState } from 'react';
import type { RowFilter, RowSort } from '../../../../app/api/schemas/common';
import type { Mapping } from '../../../../app/api/schemas/mapping';
import { useClient } from '../../api/workbench';
import { DataTable } from '../../components/DataTable';
import { ErrorNotice } from '../../components/ErrorNotice';
import { FilterBar } from '../../components/FilterBar';
import { PageLoading } from '../../components/PageLoading';
import { Panel } from '../../components/Panel';
import { usePagedRows } from '../../components/usePagedRows';
import { counted } from '../../format/numbers';
import { useRowsDrawer, whatIfRequest } from '../../state/rowsDrawer';
import { useCanProbe } from '../../state/useProbe';
import { useUndoable } from '../../state/useUndoable';

const noFilters: RowFilter[] = [];

export function RowsTab({ project, sha256, mapping }: { project: string; sha256: string; mapping: Mapping | null }) {
  const client = useClient();
  const drawer = useRowsDrawer();
  const canProbe = useCanProbe(sha256);
  const [filters, setFilters] = useUndoable<RowFilter[]>(`data ${sha256} filters`, noFilters);
  const [sort, setSort] = useState<RowSort | undefined>();
  const rows = usePagedRows([project, 'data', sha256], { filters, sort }, (page, signal) =>
    client['data.rows']({ project, page }, { signal }),
  );
  const note = useCallback(
    (name: string): string | undefined => {
      const role = mapping?.columns.find((column) => column.name === name)?.role;
      return role === 'feature' || role === 'ignored' ? undefined : role;
    },
    [mapping],
  );
  if (rows.error) return <ErrorNotice error={rows.error} />;
  if (rows.isPending) return <PageLoading what="Reading rows" />;
  return (
    <Panel
      flush
      title={counted(rows.total, 'row')}
      note={filters.length > 0 ? 'after filtering' : undefined}
      end={<FilterBar columns={rows.columns} filters={filters} onChange={(next) => setFilters(next, 'filter of the rows')} />}
    >
      <DataTable
        label="Rows of the dataset"
        rows={rows}
        sort={sort}
        onSort={setSort}
        height="max(var(--width-18), calc(100vh - var(--width-16)))"
        columnNote={note}
        onRow={canProbe ? (row) => drawer.show(whatIfRequest(row)) : undefined}
      />
    </Panel>
  );
}
