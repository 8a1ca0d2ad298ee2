import { Select } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { RowFilter } from '../../../../../app/api/schemas/common';
import type { MetricName, RunRecord, Timeline } from '../../../../../app/api/schemas/runs';
import { useClient } from '../../../api/workbench';
import { windowLabel } from '../../../charts/timelinePoints';
import { ErrorNotice } from '../../../components/ErrorNotice';
import { PageLoading } from '../../../components/PageLoading';
import { Panel } from '../../../components/Panel';
import { metricFacts } from '../../../format/metrics';
import { useOpenProject } from '../../../state/project';
import { useUndoable } from '../../../state/useUndoable';
import { groupColumns, type Shade } from './segmentCells';
import { SegmentMapPanel } from './SegmentMapPanel';
import { ShadeSelect } from './ShadeSelect';

interface SegmentPanelProps {
  record: RunRecord;
  /** As it is drawn above: the map has its windows. */
  timeline: Timeline;
  metric: MetricName;
  reference: Timeline['reference'];
  /** Of the slice that is drawn. */
  filters: RowFilter[];
}

/** The figure of the chart above by segments of the rows: the groups of a column, and the slices of the project. */
export function SegmentPanel({ record, timeline, metric, reference, filters }: SegmentPanelProps) {
  const client = useClient();
  const { project, data, slices } = useOpenProject();
  const [view, setView] = useUndoable<{ column: string | null; shade: Shade }>(
    `segments ${record.deployed?.runId ?? record.id}`,
    { column: null, shade: reference ? 'reference' : 'figure' },
  );
  const shade = view.shade === 'reference' && !reference ? 'figure' : view.shade;
  const { column } = view;
  const { unit } = timeline;
  const isAsked = column !== null || slices.length > 0;
  const found = useQuery({
    queryKey: ['run', project, record.id, 'segments', { unit, metric, column, filters, reference, slices }],
    queryFn: ({ signal }) =>
      client['runs.segments']({ project, runId: record.id, unit, metric, column, selection: { filters }, reference }, { signal }),
    enabled: isAsked,
    staleTime: Infinity,
    retry: false,
    placeholderData: keepPreviousData,
  });
  const controls = (
    <>
      <Select
        aria-label="Column whose segments are drawn"
        placeholder="Choose a column"
        size="xs"
        w="var(--width-13)"
        searchable
        clearable
        data={groupColumns(data)}
        value={column}
        onChange={(next) => setView({ ...view, column: next }, 'column of the segments')}
      />
      <ShadeSelect
        shade={shade}
        hasReference={reference !== null}
        onChange={(next) => setView({ ...view, shade: next }, 'colour of the segments')}
      />
    </>
  );
  const { label } = metricFacts[metric];
  const title = `${label} by segment`;
  if (!isAsked || found.isError || found.isPending) {
    return (
      <Panel title={title} end={controls}>
        {!isAsked ? (
          <p className="soft" style={{ margin: 0 }}>
            Choose a column to see each of its groups through time. Slices that you name are drawn, too.
          </p>
        ) : found.isError ? (
          <ErrorNotice error={found.error} retry={() => void found.refetch()} />
        ) : (
          <PageLoading what="Computing the segments" />
        )}
      </Panel>
    );
  }
  const map = found.data;
  const labels = map.windows.map((window) => windowLabel(window, map.unit));
  const isReference = (index: number): boolean => {
    const start = Date.parse(map.windows[index]?.start ?? '');
    return reference !== null && start >= Date.parse(reference.start) && start < Date.parse(reference.end);
  };
  return (
    <SegmentMapPanel
      title={title}
      timeline={map}
      labels={labels}
      shade={shade}
      controls={controls}
      isReference={isReference}
      runId={record.id}
      filters={filters}
    />
  );
}
