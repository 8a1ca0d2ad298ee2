import { Select } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Interval } from '../../../../../app/api/schemas/common';
import type { RunRecord } from '../../../../../app/api/schemas/runs';
import type { Fairness } from '../../../../../app/api/schemas/slices';
import { useClient } from '../../../api/workbench';
import { ErrorNotice } from '../../../components/ErrorNotice';
import { PageLoading } from '../../../components/PageLoading';
import { Panel } from '../../../components/Panel';
import { count, number } from '../../../format/numbers';
import { useOpenProject } from '../../../state/project';
import { useRowsDrawer } from '../../../state/rowsDrawer';

/** How the groups of a column fare beside each other. */
export function FairnessPanel({ record }: { record: RunRecord }) {
  const client = useClient();
  const { project, data } = useOpenProject();
  const [column, setColumn] = useState<string | null>(null);
  const groups = useQuery({
    queryKey: ['run', project, record.id, 'fairness', column],
    queryFn: ({ signal }) => client['runs.fairness']({ project, runId: record.id, column: column ?? '' }, { signal }),
    enabled: column !== null,
    staleTime: Infinity,
    retry: false,
    placeholderData: keepPreviousData,
  });
  const columns = (data?.columns ?? []).filter(({ type }) => type !== 'text' && type !== 'id').map(({ name }) => name);
  return (
    <Panel
      title="Groups beside each other"
      end={
        <Select
          aria-label="Column to group by"
          placeholder="Choose a column"
          size="xs"
          searchable
          data={[...new Set(columns)]}
          value={column}
          onChange={setColumn}
        />
      }
    >
      {column === null ? (
        <p className="soft" style={{ margin: 0 }}>
          Choose a column to see how each of its groups fares, and how far apart they are.
        </p>
      ) : groups.isError ? (
        <ErrorNotice error={groups.error} retry={() => void groups.refetch()} />
      ) : groups.isPending ? (
        <PageLoading what="Setting the groups beside each other" />
      ) : (
        <GroupTables record={record} fairness={groups.data} />
      )}
    </Panel>
  );
}

function GroupTables({ record, fairness }: { record: RunRecord; fairness: Fairness }) {
  const drawer = useRowsDrawer();
  const isBinary = fairness.positive !== null;
  const metric = record.plan.reading.task === 'regression' ? 'mae' : 'accuracy';
  return (
    <>
      <div className="scroll-x" tabIndex={0} role="region" aria-label={`Groups of ${fairness.column}`}>
        <table className="plain plain-tight" aria-label={`Groups of ${fairness.column}`}>
          <thead>
            <tr>
              <th>{fairness.column}</th>
              <th className="num">Rows</th>
              {isBinary && <th className="num">Selection rate</th>}
              <th className="num">{metric === 'mae' ? 'Mean absolute error' : 'Accuracy'}</th>
              {isBinary && <th className="num">True positive rate</th>}
              {isBinary && <th className="num">False positive rate</th>}
              {isBinary && <th className="num">Precision</th>}
            </tr>
          </thead>
          <tbody>
            {fairness.groups.map((group) => (
              <tr key={group.name}>
                <td>
                  <button
                    type="button"
                    className="linkbutton"
                    onClick={() =>
                      drawer.show({
                        runId: record.id,
                        title: `${fairness.column}: ${group.name}`,
                        selection: { filters: group.filters },
                      })
                    }
                  >
                    {group.name}
                  </button>
                  {!group.judged && <span className="soft small"> not judged: under {fairness.minRows} rows</span>}
                </td>
                <td className="num">{count(group.rows)}</td>
                {isBinary && <Figure interval={group.selectionRate} />}
                <Figure interval={group.metrics[metric]} />
                {isBinary && <Figure interval={group.truePositiveRate} />}
                {isBinary && <Figure interval={group.falsePositiveRate} />}
                {isBinary && <Figure interval={group.precision} />}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {fairness.gaps.length > 0 && (
        <div className="scroll-x" tabIndex={0} role="region" aria-label="Gaps between the groups">
          <table className="plain plain-tight" aria-label="Gaps between the groups">
            <thead>
              <tr>
                <th>Gap</th>
                <th className="num">Value</th>
                <th>Highest</th>
                <th>Lowest</th>
              </tr>
            </thead>
            <tbody>
              {fairness.gaps.map((gap) => (
                <tr key={gap.id}>
                  <td title={gap.help}>{gap.title}</td>
                  <Figure interval={gap.interval ?? { value: gap.value, low: null, high: null }} />
                  <td>{gap.highest ?? '–'}</td>
                  <td>{gap.lowest ?? '–'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

function Figure({ interval }: { interval: Interval | undefined }) {
  const { value = null, low = null, high = null } = interval ?? {};
  return (
    <td className="num">
      {number(value)}
      {low !== null && high !== null && (
        <span className="soft small">
          {' '}
          {number(low)} – {number(high)}
        </span>
      )}
    </td>
  );
}
