import type { ReactNode } from 'react';
import type { RowFilter } from '../../../../../app/api/schemas/common';
import type { SegmentTimeline } from '../../../../../app/api/schemas/segments';
import { ChartPanel } from '../../../charts/ChartPanel';
import { counted } from '../../../format/numbers';
import { useRowsDrawer } from '../../../state/rowsDrawer';
import { windowSelection } from '../../../state/windowSelection';
import { segmentTable, type Shade } from './segmentCells';
import { SegmentKey } from './SegmentKey';
import { SegmentMap } from './SegmentMap';

interface SegmentMapPanelProps {
  title: string;
  timeline: SegmentTimeline;
  /** Of the windows. */
  labels: string[];
  shade: Shade;
  controls: ReactNode;
  isReference: (window: number) => boolean;
  /** The run whose rows the cells are of, and what holds for all of them. */
  runId: string;
  filters: RowFilter[];
}

/** The map with its table; a cell shows the rows behind it. */
export function SegmentMapPanel(props: SegmentMapPanelProps) {
  const { title, timeline, labels, shade, controls, isReference, runId, filters } = props;
  const drawer = useRowsDrawer();
  const { table, places } = segmentTable(timeline, labels);
  const showRows = (segment: number, index: number): void => {
    const [part, window] = [timeline.segments[segment], timeline.windows[index]];
    if (!part || !window) return;
    const inWindow = windowSelection(window);
    drawer.show({
      runId,
      title: `${part.name}, ${labels[index] ?? ''}`,
      selection: { ...inWindow, filters: [...inWindow.filters, ...filters, ...part.filters] },
    });
  };
  const { segments, windows, column, cut, groupsLeftOut } = timeline;
  const notes = [
    counted(segments.length, 'segment'),
    cut === null ? '' : `${column ?? ''} cut ${cut}`,
    groupsLeftOut > 0 ? `${counted(groupsLeftOut, 'rarer group')} not shown` : '',
  ].filter(Boolean);
  return (
    <ChartPanel
      title={title}
      note={notes.join(' · ')}
      controls={controls}
      summary={`${counted(segments.length, 'segment')} by ${counted(windows.length, 'window')}; the table view has the numbers`}
      table={table}
      onRow={(index) => {
        const place = places[index];
        if (place) showRows(place.segment, place.window);
      }}
      viewSwitch
      isDrawing={false}
      chartKey={<SegmentKey shade={shade} metric={timeline.metric} />}
    >
      <SegmentMap timeline={timeline} labels={labels} isReference={isReference} shade={shade} onRows={showRows} />
    </ChartPanel>
  );
}
