import { Button, CloseButton } from '@mantine/core';
import { IconTable } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { RowFilter } from '../../../../app/api/schemas/common';
import type { RunRecord, RunReport, TimelineWindow } from '../../../../app/api/schemas/runs';
import { useClient } from '../../api/workbench';
import { ConfusionMatrix } from '../../components/ConfusionMatrix';
import { ErrorNotice } from '../../components/ErrorNotice';
import { PageLoading } from '../../components/PageLoading';
import { intervalText, metricFacts, metricNames, metricText } from '../../format/metrics';
import { count, counted } from '../../format/numbers';
import { IntervalBar } from '../../components/IntervalBar';
import { useRowsDrawer } from '../../state/rowsDrawer';
import { windowSelection } from '../../state/windowSelection';
import { icon } from '../../theme/tokens';

interface WindowPanelProps {
  project: string;
  record: RunRecord;
  report: RunReport;
  window: TimelineWindow;
  /** Of the slice that is drawn. */
  filters: RowFilter[];
  label: string;
  onClose: () => void;
}

/** All figures of one window, beside the chart. The dashed mark is the figure over all rows of the run, as in the last column. */
export function WindowPanel({ project, record, report, window, filters, label, onClose }: WindowPanelProps) {
  const client = useClient();
  const drawer = useRowsDrawer();
  const inWindow = windowSelection(window);
  const selection = { ...inWindow, filters: [...inWindow.filters, ...filters] };
  const figures = useQuery({
    queryKey: ['run', project, record.id, 'evaluate', selection],
    queryFn: ({ signal }) => client['runs.evaluate']({ project, runId: record.id, selection }, { signal }),
    staleTime: Infinity,
  });
  return (
    <section className="panel" aria-label={`Window: ${label}`}>
      <div className="panel-head">
        <h2>{label}</h2>
        <span className="soft small">
          {counted(window.rows, 'row')}, {count(window.labelled)} labelled
        </span>
        <div className="panel-head-end">
          <CloseButton onClick={onClose} aria-label="Close the window's figures" />
        </div>
      </div>
      <div className="panel-body">
        <Button
          size="compact-sm"
          variant="light"
          leftSection={<IconTable size={icon.md} />}
          disabled={window.rows === 0}
          onClick={() => drawer.show({ runId: record.id, title: label, selection })}
        >
          Show its {counted(window.rows, 'row')}
        </Button>
        {figures.isError ? (
          <ErrorNotice error={figures.error} retry={() => void figures.refetch()} />
        ) : figures.isPending ? (
          <PageLoading what="Computing this window" />
        ) : (
          <>
            <table className="plain" style={{ margin: 'var(--space-10) 0' }}>
              <thead>
                <tr>
                  <th>Metric</th>
                  <th className="num">Here</th>
                  <th style={{ width: '30%' }}>95 % interval</th>
                  <th className="num">All rows</th>
                </tr>
              </thead>
              <tbody>
                {metricNames(figures.data.metrics).map((name) => {
                  const interval = figures.data.metrics[name];
                  const whole = report.metrics[name]?.value ?? null;
                  return (
                    interval && (
                      <tr key={name}>
                        <td>{metricFacts[name].label}</td>
                        <td className="num" title={intervalText(name, interval)}>
                          {metricText(name, interval.value)}
                        </td>
                        <td>
                          <IntervalBar name={name} interval={interval} baseline={whole} />
                        </td>
                        <td className="num soft">{metricText(name, whole)}</td>
                      </tr>
                    )
                  );
                })}
              </tbody>
            </table>
            {figures.data.confusion && (
              <ConfusionMatrix
                confusion={figures.data.confusion}
                of={label}
                onCell={(actual, predicted) =>
                  drawer.show({
                    runId: record.id,
                    title: `${label}: actual ${actual}, predicted ${predicted}`,
                    selection: {
                      ...selection,
                      filters: [
                        { column: 'actual', op: 'eq', value: actual },
                        { column: 'predicted', op: 'eq', value: predicted },
                      ],
                    },
                  })
                }
              />
            )}
          </>
        )}
      </div>
    </section>
  );
}
