import { Select } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ProbedRow } from '../../../../../app/api/schemas/probe';
import { useClient } from '../../../api/workbench';
import { ChartKey } from '../../../charts/ChartKey';
import { ChartPanel } from '../../../charts/ChartPanel';
import { ErrorNotice } from '../../../components/ErrorNotice';
import { PageLoading } from '../../../components/PageLoading';
import { count, counted, number } from '../../../format/numbers';
import { useOpenProject } from '../../../state/project';
import { useProbeKey } from '../../../state/useProbe';
import { DependenceChart } from './DependenceChart';
import { dependenceTable, shownWords } from './dependencePoints';

/** Partial dependence on a column, with the lines of single rows. `row` is drawn over them. */
export function DependencePanel({ column, row }: { column: string; row: ProbedRow | null }) {
  const client = useClient();
  const { project } = useOpenProject();
  const key = useProbeKey();
  const [label, setLabel] = useState<string | null>(null);
  const found = useQuery({
    queryKey: [...key, 'dependence', column, row, label],
    queryFn: ({ signal }) => client['probe.dependence']({ project, column, row, class: label }, { signal }),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    retry: false,
  });
  if (found.isError) return <ErrorNotice error={found.error} retry={() => void found.refetch()} />;
  if (found.isPending) return <PageLoading what={`Trying values of ${column}`} />;
  const { data } = found;
  const words = shownWords(data);
  const isCategory = data.kind === 'category';
  return (
    <ChartPanel
      title={`Dependence on ${column}`}
      note={`over ${data.rows === data.totalRows ? `all ${count(data.rows)}` : `${count(data.rows)} of ${count(data.totalRows)}`} rows`}
      controls={
        data.classes.length > 1 && (
          <Select
            aria-label="Class shown"
            size="xs"
            data={data.classes}
            value={data.class}
            onChange={setLabel}
            allowDeselect={false}
          />
        )
      }
      summary={`Mean ${words} over ${counted(data.grid.length, 'value')} of ${column}${data.missing === null ? '' : `; ${number(data.missing, 3)} where it is missing`}`}
      table={dependenceTable(data)}
      chartKey={
        <ChartKey
          entries={[
            ['line', 'var(--chart-1)', `mean over the rows${isCategory ? ' (dots)' : ''}: partial dependence`],
            [isCategory ? 'line' : 'area', isCategory ? 'var(--chart-1)' : 'var(--chart-band)', '95 % interval of the mean'],
            ...(isCategory ? [] : ([['line', 'var(--chart-bar-strong)', 'single rows (ICE)']] as const)),
            ...(data.row ? ([['dashed', 'var(--accent)', `row ${count(data.row.row)}`]] as const) : []),
          ]}
          note={
            data.missing === null
              ? 'Rows with the cell missing get no answer.'
              : `Where it is missing: ${number(data.missing, 3)}`
          }
        />
      }
    >
      <DependenceChart found={data} />
    </ChartPanel>
  );
}
