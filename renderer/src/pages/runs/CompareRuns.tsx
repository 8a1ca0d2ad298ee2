import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { RunRecord } from '../../../../app/api/schemas/runs';
import { useClient } from '../../api/workbench';
import { ErrorNotice } from '../../components/ErrorNotice';
import { PageLoading } from '../../components/PageLoading';
import { CompareOverTime } from './CompareOverTime';
import { DifferingSettings } from './DifferingSettings';
import { FigureTable } from './FigureTable';
import { FlippedRows } from './FlippedRows';
import { RowByRow, type OpenFlips } from './RowByRow';
import { runLetter } from './runList';

interface CompareRunsProps {
  project: string;
  /** The reference first. */
  runs: RunRecord[];
  /** What each run is called, by id. */
  labels: Map<string, string>;
  baseline: string | null;
}

/** Runs beside a reference: figures and their paired differences, single rows, over time, and what was set otherwise. */
export function CompareRuns({ project, runs, labels, baseline }: CompareRunsProps) {
  const client = useClient();
  const [open, setOpen] = useState<OpenFlips | null>(null);
  const runIds = runs.map(({ id }) => id);
  const query = useQuery({
    queryKey: ['compare', project, runIds, runs.map(({ state }) => state)],
    queryFn: ({ signal }) => client['runs.compare']({ project, runIds }, { signal }),
    staleTime: Infinity,
  });
  const [reference] = runs;
  const comparisons = query.data?.comparisons;
  const at = runs.findIndex(({ id }) => id === open?.run);
  const shown = { runs, labels, baseline };
  return (
    <>
      <FigureTable {...shown} comparisons={comparisons} />
      {query.isError ? (
        <ErrorNotice error={query.error} retry={() => void query.refetch()} />
      ) : comparisons ? (
        <RowByRow {...shown} comparisons={comparisons} open={open} onOpen={setOpen} />
      ) : (
        <PageLoading what="Comparing row by row" />
      )}
      {open && at > 0 && reference && (
        <FlippedRows
          key={`${open.run} ${open.kind}`}
          project={project}
          a={reference.id}
          b={open.run}
          kind={open.kind}
          letter={runLetter(at)}
          isRegression={reference.plan.reading.task === 'regression'}
          names={{ a: labels.get(reference.id) ?? '', b: labels.get(open.run) ?? '' }}
          onClose={() => setOpen(null)}
        />
      )}
      <CompareOverTime {...shown} project={project} />
      <DifferingSettings {...shown} />
    </>
  );
}
