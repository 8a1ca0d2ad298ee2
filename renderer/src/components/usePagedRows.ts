import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import type { Cell, RowFilter, RowPage, RowSort } from '../../../app/api/schemas/common';

const pageSize = 200;

export interface RowsQuery {
  filters: RowFilter[];
  sort: RowSort | undefined;
}

export interface PagedRows {
  columns: RowPage['columns'];
  total: number;
  isPending: boolean;
  error: unknown;
  rowAt: (index: number) => { rowNumber: number; cells: Cell[] } | undefined;
  onRange: (first: number, last: number) => void;
}

type FetchPage = (
  page: { offset: number; limit: number; filters: RowFilter[]; sort?: RowSort },
  signal: AbortSignal,
) => Promise<RowPage>;

/** Rows by the page, as they come into view: a table of millions needs only what is on the screen. */
export function usePagedRows(key: readonly unknown[], query: RowsQuery, fetchPage: FetchPage): PagedRows {
  const [range, setRange] = useState({ first: 0, last: 0 });
  const fetchAt = (index: number, signal: AbortSignal): Promise<RowPage> =>
    fetchPage(
      { offset: index * pageSize, limit: pageSize, filters: query.filters, ...(query.sort ? { sort: query.sort } : {}) },
      signal,
    );
  const keyOf = (index: number): readonly unknown[] => ['rows', ...key, query, index];
  const first = useQuery({
    queryKey: keyOf(0),
    queryFn: ({ signal }) => fetchAt(0, signal),
    placeholderData: keepPreviousData,
  });
  const indices: number[] = [];
  for (let index = Math.max(1, range.first); index <= range.last; index++) indices.push(index);
  const others = useQueries({
    queries: indices.map((index) => ({
      queryKey: keyOf(index),
      queryFn: ({ signal }: { signal: AbortSignal }) => fetchAt(index, signal),
    })),
  });
  const pageAt = (index: number): RowPage | undefined => (index === 0 ? first.data : others[indices.indexOf(index)]?.data);

  const onRange = useCallback((from: number, to: number) => {
    const next = { first: Math.floor(from / pageSize), last: Math.floor(to / pageSize) };
    setRange((before) => (before.first === next.first && before.last === next.last ? before : next));
  }, []);
  return {
    columns: first.data?.columns ?? [],
    total: first.data?.total ?? 0,
    isPending: first.isPending,
    error: first.error,
    rowAt(index) {
      const page = pageAt(Math.floor(index / pageSize));
      const cells = page?.rows[index % pageSize];
      const rowNumber = page?.rowNumbers[index % pageSize];
      return cells && rowNumber !== undefined ? { rowNumber, cells } : undefined;
    },
    onRange,
  };
}
