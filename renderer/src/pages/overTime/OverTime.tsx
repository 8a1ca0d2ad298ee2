import { Select } from '@mantine/core';
import { useViewportSize } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { RowFilter } from '../../../../app/api/schemas/common';
import type { MetricName, RunRecord, RunReport, RunSettings, Timeline } from '../../../../app/api/schemas/runs';
import { useClient } from '../../api/workbench';
import { alertMarks, type TimedAlert } from '../../charts/alertMarks';
import { ChartKey } from '../../charts/ChartKey';
import { ChartPanel } from '../../charts/ChartPanel';
import { TimelineChart } from '../../charts/TimelineChart';
import { hasTimes, timelinePoints, windowLabel } from '../../charts/timelinePoints';
import { ErrorNotice } from '../../components/ErrorNotice';
import { Message } from '../../components/Message';
import { WindowUnitPicker } from '../../components/WindowUnitPicker';
import { metricFacts, metricNames } from '../../format/metrics';
import { counted } from '../../format/numbers';
import { useOpenProject, useProjectCall } from '../../state/project';
import { useRunAlerts } from '../../state/useDrift';
import { keepOpened, useTimeCursor } from '../../state/timeCursor';
import { useUndoable } from '../../state/useUndoable';
import { ContinuedPanel } from '../monitor/ContinuedPanel';
import { AlertMarks } from './AlertMarks';
import { ReferencePeriod } from './ReferencePeriod';
import { SegmentPanel } from './segments/SegmentPanel';
import { timelineTable } from './timelineTable';
import { WindowKeys } from './WindowKeys';
import { WindowPanel } from './WindowPanel';
import { WindowTable } from './WindowTable';

interface OverTimeProps {
  project: string;
  record: RunRecord;
  report: RunReport;
}

/** How the chart is looked at: kept when the page is left, and undoable. */
interface View {
  unit: string;
  wanted: MetricName | null;
  zoom: [number, number] | null;
  /** Name of the slice whose rows are drawn; left out or gone = all rows. */
  slice?: string | null;
}

export function OverTime({ project, record, report }: OverTimeProps) {
  const client = useClient();
  const { height: viewportHeight } = useViewportSize();
  const [view, setView] = useUndoable<View>(`time ${record.deployed?.runId ?? record.id}`, {
    unit: record.settings.window,
    wanted: null,
    zoom: null,
  });
  const { unit, wanted, zoom } = view;
  const [chosen, setChosen] = useState<number | null>(null);
  const { settings, slices, deployedOf } = useOpenProject();
  const slice = slices.find(({ name }) => name === view.slice) ?? null;
  const filters = slice?.filters ?? allRows;
  const isAsRun = unit === record.settings.window && slice === null;
  const other = useQuery({
    queryKey: ['run', project, record.id, 'timeline', unit, filters],
    queryFn: ({ signal }) => client['runs.timeline']({ project, runId: record.id, unit, selection: { filters } }, { signal }),
    enabled: !isAsRun,
    staleTime: Infinity,
    placeholderData: keepPreviousData,
  });
  const timeline: Timeline = isAsRun ? report.timeline : (other.data ?? report.timeline);
  const { windows } = timeline;
  const { pointed, point } = useTimeCursor(windows);
  const keepSettings = useProjectCall((call, next: RunSettings) => call['projects.setSettings']({ project, settings: next }));
  const isTimed = hasTimes(windows);
  const reference = isTimed ? (settings.reference ?? timeline.reference) : null;
  const referenceFigures = useQuery({
    queryKey: ['run', project, record.id, 'evaluate', reference, filters],
    queryFn: ({ signal }) =>
      client['runs.evaluate'](
        { project, runId: record.id, selection: { time: reference ?? { start: '', end: '' }, filters } },
        { signal },
      ),
    enabled: reference !== null,
    staleTime: Infinity,
  });
  const names = metricNames(Object.assign({}, ...windows.map(({ metrics }) => metrics)) as RunReport['metrics']);
  const metric = names.find((name) => name === wanted) ?? firstMetric(timeline, names);
  const { data: alerting } = useRunAlerts(project, record.id);
  const alerts = isTimed ? (alerting?.alerts ?? noAlerts) : noAlerts;
  const marks = alertMarks(alerts, timelinePoints(windows, metric, timeline.unit));
  const chosenWindow = chosen === null ? undefined : windows[chosen];
  const gaps = windows.filter(({ rows }) => rows === 0).length;
  // Of all rows: it says nothing of a slice.
  const baseline = slice ? null : (report.baseline?.metrics[metric]?.value ?? null);

  const [zoomFirst, zoomLast] = zoom ? [windows[zoom[0]], windows[zoom[1]]] : [];
  const isZoomed = zoom !== null && (zoom[0] > 0 || zoom[1] < windows.length - 1);
  const zoomed =
    isZoomed && zoomFirst && zoomLast
      ? {
          label: `${windowLabel(zoomFirst, timeline.unit)} to ${windowLabel(zoomLast, timeline.unit)}`,
          period:
            zoomFirst.start !== null && zoomLast.end !== null
              ? { start: zoomFirst.start, end: momentAfter(zoomLast.end, zoomLast) }
              : null,
        }
      : null;

  const choose = (index: number): void => {
    setChosen(index);
    keepOpened(project, windows[index]);
  };
  const changeUnit = (next: string): void => {
    setView({ ...view, unit: next, zoom: null }, 'windows of the chart over time');
    setChosen(null);
  };
  const slicePicker = slices.length > 0 && (
    <Select
      aria-label="Rows drawn"
      w="var(--width-14)"
      data={[{ value: '', label: 'all rows' }, ...slices.map(({ name }) => ({ value: name, label: `slice “${name}”` }))]}
      value={slice?.name ?? ''}
      onChange={(name) => {
        setView({ ...view, slice: name === '' ? null : name, zoom: null }, 'rows of the chart over time');
        setChosen(null);
      }}
    />
  );
  if (windows.length === 0) {
    return (
      <>
        <div style={{ display: 'flex', gap: 'var(--space-10)', flexWrap: 'wrap' }}>
          <WindowUnitPicker value={unit} onChange={changeUnit} />
          {slicePicker}
        </div>
        <Message tone="info">
          There is nothing to draw: no row has both a time and a label. Give a column the role “time” on the Data page, or choose
          windows of a number of rows.
        </Message>
      </>
    );
  }
  const counts = [
    `${timeline.auto ? 'automatic: ' : ''}${unitWords(timeline)}`,
    counted(windows.length, 'window'),
    gaps > 0 ? `${gaps} of them empty` : '',
    isTimed
      ? timeline.rowsWithoutTime > 0
        ? `${counted(timeline.rowsWithoutTime, 'row')} without time`
        : ''
      : 'no time column: in the order of the rows',
    timeline.rowsWithoutLabel > 0 ? `${counted(timeline.rowsWithoutLabel, 'row')} without label` : '',
  ].filter(Boolean);

  return (
    <>
      <div style={{ display: 'flex', gap: 'var(--space-10)', alignItems: 'center', flexWrap: 'wrap' }}>
        <Select
          aria-label="Metric"
          w="var(--width-13)"
          data={names.map((name) => ({ value: name, label: metricFacts[name].label }))}
          value={metric}
          onChange={(name) =>
            setView({ ...view, wanted: names.find((known) => known === name) ?? null }, 'metric of the chart over time')
          }
        />
        <WindowUnitPicker value={unit} onChange={changeUnit} />
        {slicePicker}
        <span className="soft small" role="status">
          {other.isFetching ? 'Computing the windows…' : counts.join(' · ')}
        </span>
      </div>
      {windows.every(({ labelled }) => labelled === 0) && (
        <Message tone="info">
          No row here has a label, so only the number of rows can be drawn. Choose the column with the true answer on the Data
          page and run again.
        </Message>
      )}
      {other.error && <ErrorNotice error={other.error} />}
      {record.deployed && deployedOf && <ContinuedPanel of={deployedOf} timeline={timeline} metric={metric} filters={filters} />}
      <div className={chosenWindow ? 'with-side' : undefined}>
        <ChartPanel
          title={`${metricFacts[metric].label} over time`}
          note={metricFacts[metric].better === 'higher' ? 'higher is better' : 'lower is better'}
          summary={`${counted(windows.length, 'window')}; the table view has the numbers`}
          table={timelineTable(timeline, metric, alerts)}
          viewSwitch
          tableView={<WindowTable timeline={timeline} metric={metric} chosen={chosen} onChoose={choose} />}
          chartKey={
            <ChartKey
              entries={[
                ['line', 'var(--chart-1)', metricFacts[metric].label],
                ['area', 'color-mix(in srgb, var(--chart-band) 24%, transparent)', '95 % interval'],
                ['area', 'var(--chart-bar)', 'rows per window (right)'],
                ...(baseline === null
                  ? []
                  : ([['dashed', 'var(--chart-baseline)', `baseline: ${report.baseline?.strategy ?? ''}`]] as const)),
                ...(reference
                  ? ([
                      ['area', 'color-mix(in srgb, var(--chart-3) 22%, transparent)', 'reference period, its figure dashed'],
                    ] as const)
                  : []),
                ...(marks.length > 0 ? ([['dotted', 'var(--warn)', 'an alert begins']] as const) : []),
                ...(gaps > 0 ? ([['area', 'color-mix(in srgb, var(--chart-axis) 18%, transparent)', 'no rows']] as const) : []),
              ]}
            />
          }
        >
          <WindowKeys windows={windows} unit={timeline.unit} metric={metric} marked={pointed} onMark={point} onChoose={choose}>
            <TimelineChart
              windows={windows}
              unit={timeline.unit}
              metric={metric}
              baseline={baseline}
              reference={reference}
              referenceValue={referenceFigures.data?.metrics[metric]?.value ?? null}
              alerts={alerts}
              marks={marks}
              height={Math.max(230, Math.min(600, viewportHeight - 450))}
              chosen={chosen}
              marked={pointed}
              onChoose={choose}
              onPoint={point}
              zoom={zoom}
              onZoom={(next) => setView({ ...view, zoom: next }, 'zoom of the chart over time', { isDrag: true })}
            />
          </WindowKeys>
          <AlertMarks
            name={alerting?.name ?? ''}
            marks={marks}
            labels={windows.map((window) => windowLabel(window, timeline.unit))}
            onChoose={choose}
          />
          <ReferencePeriod
            reference={reference}
            figures={referenceFigures.data}
            metric={metric}
            zoomed={zoomed}
            onUse={(next) => keepSettings.mutate({ ...settings, reference: next })}
            onShowAll={() => setView({ ...view, zoom: null }, 'zoom of the chart over time')}
          />
        </ChartPanel>
        {chosenWindow && (
          <WindowPanel
            project={project}
            record={record}
            report={report}
            window={chosenWindow}
            filters={filters}
            label={windowLabel(chosenWindow, timeline.unit)}
            onClose={() => setChosen(null)}
          />
        )}
      </div>
      {windows.some(({ labelled }) => labelled > 0) && (
        <SegmentPanel record={record} timeline={timeline} metric={metric} reference={reference} filters={filters} />
      )}
    </>
  );
}

const allRows: RowFilter[] = [];
const noAlerts: TimedAlert[] = [];

/** The figure people ask for first where most windows have it, else the metric that most windows have. */
function firstMetric({ windows }: Timeline, names: MetricName[]): MetricName {
  const having = (name: MetricName): number => windows.filter(({ metrics }) => (metrics[name]?.value ?? null) !== null).length;
  const filled = windows.filter(({ labelled }) => labelled > 0).length;
  const liked: MetricName[] = ['accuracy', 'mae', 'rmse'];
  return (
    liked.find((name) => names.includes(name) && having(name) >= 0.8 * filled) ??
    [...names].sort((a, b) => having(b) - having(a))[0] ??
    'accuracy'
  );
}

/** Periods do not hold the moment they end at; windows by rows do, to the millisecond. */
export function momentAfter(end: string, { timeOrder }: Timeline['windows'][number]): string {
  return timeOrder ? new Date(Date.parse(end) + 1).toISOString() : end;
}

function unitWords({ unit, windows }: Timeline): string {
  const rows = /^rows:(\d+)$/.exec(unit)?.[1];
  const order = windows.some(({ timeOrder }) => timeOrder) ? ' in order of time' : '';
  return rows ? `windows of ${counted(Number(rows), 'row')}${order}` : `by ${unit}`;
}
