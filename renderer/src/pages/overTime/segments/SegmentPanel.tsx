import { Select } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { RowFilter } from '../../../../../app/api/schemas/common';
import type { MetricName, RunRecord, Timeline } from '../../../../../app/api/schemas/runs';
import { useClient } from '../../../api/workbench';
import { ChartPanel } from '../../../charts/ChartPanel';
import { windowLabel } from '../../../charts/timelinePoints';
import { ErrorNotice } from '../../../components/ErrorNotice';
import { PageLoading } from '../../../components/PageLoading';
import { Panel } from '../../../components/Panel';
import { metricFacts } from '../../../format/metrics';
import { counted } from '../../../format/numbers';
import { useOpenProject } from '../../../state/project';
import { useRowsDrawer } from '../../../state/rowsDrawer';
import { useUndoable } from '../../../state/useUndoable';
import { windowSelection } from '../../../state/windowSelection';
import { SegmentKey } from './SegmentKey';
import { segmentTable, type Shade } from './segmentCells';
import { SegmentMap } from './SegmentMap';

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
  const drawer = useRowsDrawer();
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
  const columns = (data?.columns ?? []).filter(({ type }) => type !== 'text' && type !== 'id').map(({ name }) => name);
  const controls = (
    <>
      <Select
        aria-label="Column whose segments are drawn"
        placeholder="Choose a column"
        size="xs"
        w="var(--width-13)"
        searchable
        clearable
        data={[...new Set(columns)]}
        value={column}
        onChange={(next) => setView({ ...view, column: next }, 'column of the segments')}
      />
      <Select
        aria-label="What the colour tells"
        size="xs"
        w="var(--width-13)"
        allowDeselect={false}
        data={[
          { value: 'figure', label: 'the figure' },
          ...(reference ? [{ value: 'reference', label: 'against the reference' }] : []),
          { value: 'all rows', label: 'against all rows' },
        ]}
        value={shade}
        onChange={(next) => setView({ ...view, shade: shades.find((one) => one === next) ?? 'figure' }, 'colour of the segments')}
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
  const { table, places } = segmentTable(map, labels);
  const isReference = (index: number): boolean => {
    const start = Date.parse(map.windows[index]?.start ?? '');
    return reference !== null && start >= Date.parse(reference.start) && start < Date.parse(reference.end);
  };
  const showRows = (segment: number, index: number): void => {
    const [part, window] = [map.segments[segment], map.windows[index]];
    if (!part || !window) return;
    const inWindow = windowSelection(window);
    drawer.show({
      runId: record.id,
      title: `${part.name}, ${labels[index] ?? ''}`,
      selection: { ...inWindow, filters: [...inWindow.filters, ...filters, ...part.filters] },
    });
  };
  const notes = [
    counted(map.segments.length, 'segment'),
    map.cut === null ? '' : `${map.column ?? ''} cut ${map.cut}`,
    map.groupsLeftOut > 0 ? `${counted(map.groupsLeftOut, 'rarer group')} not shown` : '',
  ].filter(Boolean);
  return (
    <ChartPanel
      title={title}
      note={notes.join(' · ')}
      controls={controls}
      summary={`${counted(map.segments.length, 'segment')} by ${counted(map.windows.length, 'window')}; the table view has the numbers`}
      table={table}
      onRow={(index) => {
        const place = places[index];
        if (place) showRows(place.segment, place.window);
      }}
      viewSwitch
      isDrawing={false}
      chartKey={<SegmentKey shade={shade} metric={metric} />}
    >
      <SegmentMap timeline={map} labels={labels} isReference={isReference} shade={shade} onRows={showRows} />
    </ChartPanel>
  );
}

const shades: Shade[] = ['figure', 'reference', 'all rows'];
