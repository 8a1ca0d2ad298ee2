import { CloseButton } from '@mantine/core';
import { useState } from 'react';
import type { FlipKind } from '../../../../app/api/schemas/compare';
import type { RowFilter, RowSort } from '../../../../app/api/schemas/common';
import { useClient } from '../../api/workbench';
import { DataTable } from '../../components/DataTable';
import { ErrorNotice } from '../../components/ErrorNotice';
import { FilterBar } from '../../components/FilterBar';
import { PageLoading } from '../../components/PageLoading';
import { usePagedRows } from '../../components/usePagedRows';
import { counted } from '../../format/numbers';
import { useUndoable } from '../../state/useUndoable';
import { flipWords } from './flipWords';

interface FlippedRowsProps {
  project: string;
  a: string;
  b: string;
  kind: FlipKind;
  letter: string;
  isRegression: boolean;
  /** What the columns "… A" and "… B" are of. */
  names: { a: string; b: string };
  onClose: () => void;
}

const noFilters: RowFilter[] = [];

/** The rows behind a count: what either run said of them, and the data. */
export function FlippedRows({ project, a, b, kind, letter, isRegression, names, onClose }: FlippedRowsProps) {
  const client = useClient();
  const [filters, setFilters] = useUndoable<RowFilter[]>(`flipped ${a} ${b} ${kind}`, noFilters);
  const [sort, setSort] = useState<RowSort | undefined>();
  const rows = usePagedRows([project, 'flipped', a, b, kind], { filters, sort }, (page, signal) =>
    client['runs.flipped']({ project, a, b, kind, page }, { signal }),
  );
  const { title, meaning } = flipWords(isRegression, letter)[kind];
  const label = `Rows ${title}: ${meaning}`;
  return (
    <section className="panel" aria-label={label}>
      <div className="panel-head">
        <h2>{label}</h2>
        <span className="soft small" role="status">
          {rows.isPending ? 'Reading rows…' : counted(rows.total, 'row')}
        </span>
        <div className="panel-head-end">
          <CloseButton onClick={onClose} aria-label="Close the flipped rows" />
        </div>
      </div>
      <div className="flipped-bar">
        <span className="chip" title={names.a}>
          A in the columns: {names.a}
        </span>
        <span className="chip" title={names.b}>
          B in the columns: {names.b}
        </span>
        <FilterBar columns={rows.columns} filters={filters} onChange={(next) => setFilters(next, 'filter of the flipped rows')} />
      </div>
      {rows.error ? (
        <div className="panel-body">
          <ErrorNotice error={rows.error} />
        </div>
      ) : rows.isPending ? (
        <div className="panel-body">
          <PageLoading what="Reading rows" />
        </div>
      ) : rows.total === 0 ? (
        <p className="soft panel-body">No rows here. Take a filter away to see more.</p>
      ) : (
        <DataTable label={label} rows={rows} sort={sort} onSort={setSort} height="var(--width-20)" />
      )}
    </section>
  );
}
