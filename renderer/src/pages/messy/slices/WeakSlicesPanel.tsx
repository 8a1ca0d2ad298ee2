import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { RunRecord } from '../../../../../app/api/schemas/runs';
import type { WeakSlice } from '../../../../../app/api/schemas/stress';
import { useClient } from '../../../api/workbench';
import { ErrorNotice } from '../../../components/ErrorNotice';
import { IntervalBar } from '../../../components/IntervalBar';
import { PageLoading } from '../../../components/PageLoading';
import { Panel } from '../../../components/Panel';
import { pText } from '../../../format/drift';
import { intervalText, metricText } from '../../../format/metrics';
import { count, percent } from '../../../format/numbers';
import { useOpenProject } from '../../../state/project';
import { useRowsDrawer } from '../../../state/rowsDrawer';
import { freeName, useSliceChange } from './useSliceChange';

/** Parts of the data on which the run is worse than on the rest, each one click from its rows. */
export function WeakSlicesPanel({ record }: { record: RunRecord }) {
  const client = useClient();
  const { project } = useOpenProject();
  const found = useQuery({
    queryKey: ['run', project, record.id, 'weak slices'],
    queryFn: ({ signal }) => client['runs.weakSlices']({ project, runId: record.id }, { signal }),
    staleTime: Infinity,
    retry: false,
  });
  if (found.isError) {
    return (
      <Panel title="Weak slices">
        <ErrorNotice error={found.error} retry={() => void found.refetch()} />
      </Panel>
    );
  }
  if (found.isPending) {
    return (
      <Panel title="Weak slices">
        <PageLoading what="Looking for weak slices" />
      </Panel>
    );
  }
  const { slices, candidates, findRows, testRows, test, warnings } = found.data;
  const how = `Looked for on ${count(findRows)} rows, ${count(candidates)} tested on the other ${count(testRows)}: ${test}, adjusted for their number (Benjamini–Hochberg, at most 5 % false ones in the long run).`;
  return (
    <Panel title="Weak slices" flush>
      <p className="soft small hardest-note">{warnings.find(({ code }) => code === 'too-few-rows')?.message ?? how}</p>
      {slices.length === 0 ? (
        <p className="soft hardest-note">No part of the data is reliably worse than the rest.</p>
      ) : (
        <SliceTable record={record} slices={slices} />
      )}
    </Panel>
  );
}

function SliceTable({ record, slices }: { record: RunRecord; slices: readonly WeakSlice[] }) {
  const drawer = useRowsDrawer();
  const { slices: named } = useOpenProject();
  const change = useSliceChange();
  const metric = record.plan.reading.task === 'regression' ? 'mae' : 'accuracy';
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label="Weak slices">
      <table className="plain plain-tight" aria-label="Weak slices">
        <thead>
          <tr>
            <th>Rule</th>
            <th className="num">Rows</th>
            <th className="num">{metric === 'mae' ? 'Share of the error' : 'Share of all errors'}</th>
            <th>{metric === 'mae' ? 'Mean absolute error' : 'Accuracy'}</th>
            <th className="num">Adjusted p</th>
            <th>
              <span className="visually-hidden">Save</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {slices.map((slice) => {
            const interval = slice.metrics[metric] ?? { value: null, low: null, high: null };
            return (
              <tr key={slice.rule}>
                <td>
                  <button
                    type="button"
                    className="linkbutton"
                    onClick={() => drawer.show({ runId: record.id, title: slice.rule, selection: { filters: slice.filters } })}
                  >
                    {slice.rule}
                  </button>
                </td>
                <td className="num">{count(slice.rows)}</td>
                <td className="num">{percent(slice.coverage)}</td>
                <td>
                  {metricText(metric, interval.value)} <span className="soft small">{intervalText(metric, interval)}</span>
                  <IntervalBar name={metric} interval={interval} baseline={record.headline?.metrics[metric]?.value ?? null} />
                </td>
                <td className="num">{pText(slice.pAdjusted)}</td>
                <td>
                  <Button
                    variant="subtle"
                    size="compact-xs"
                    aria-label={`Save as slice: ${slice.rule}`}
                    onClick={() => {
                      const name = freeName(slice.rule, named);
                      change([...named, { name, filters: slice.filters }], `slice “${name}”`);
                    }}
                  >
                    Save as slice
                  </Button>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
