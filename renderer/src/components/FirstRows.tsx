import { memo, useMemo } from 'react';
import type { DataPreview } from '../../../app/api/schemas/datasets';
import { counted } from '../format/numbers';
import { DataTable } from './DataTable';
import { Panel } from './Panel';
import type { PagedRows } from './usePagedRows';

interface FirstRowsProps {
  preview: DataPreview;
  /** What is going on with the rest: "is being read". */
  rest: string;
  height?: string | number;
}

/** The columns and the first rows of data that are not all there yet. Drawn once, not with every step of the reading. */
export const FirstRows = memo(function FirstRows({
  preview,
  rest,
  height = 'max(var(--width-14), calc(100vh - var(--width-22)))',
}: FirstRowsProps) {
  const { file, files, columns, rows } = preview;
  const paged = useMemo<PagedRows>(
    () => ({
      columns,
      total: rows.length,
      isPending: false,
      error: null,
      rowAt: (index) => (rows[index] ? { rowNumber: index + 1, cells: rows[index] } : undefined),
      onRange: () => undefined,
    }),
    [columns, rows],
  );
  const types = useMemo(() => new Map(columns.map(({ name, type }) => [name, type])), [columns]);
  const what = files > 1 ? `${file}, the first of ${counted(files, 'file')}` : file;
  return (
    <Panel
      flush
      title={rows.length > 0 ? 'First rows' : counted(columns.length, 'column')}
      note={`${what} · ${rows.length > 0 ? `${counted(columns.length, 'column')} · ` : ''}the rest ${rest}, types may still change`}
    >
      <DataTable
        label="First rows of the data"
        rows={paged}
        sort={undefined}
        height={rows.length > 0 ? height : 'var(--width-6)'}
        columnNote={(name) => types.get(name)}
      />
    </Panel>
  );
});
