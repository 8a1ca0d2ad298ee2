import { memo } from 'react';
import type { RunRecord, RunReport } from '../../../../app/api/schemas/runs';
import { CalibrationChart, type CalibrationBin } from '../../charts/CalibrationChart';
import { ChartKey } from '../../charts/ChartKey';
import { ChartPanel } from '../../charts/ChartPanel';
import { metricText } from '../../format/metrics';
import { useRowsDrawer } from '../../state/rowsDrawer';

interface CalibrationPanelProps {
  record: RunRecord;
  report: RunReport;
  bins: CalibrationBin[];
}

export const CalibrationPanel = memo(function CalibrationPanel({ record, report, bins }: CalibrationPanelProps) {
  const drawer = useRowsDrawer();
  const { positive } = report;
  const showBin =
    positive === null
      ? undefined
      : ({ from, to }: CalibrationBin): void =>
          drawer.show({
            runId: record.id,
            title: `Score of ${positive} from ${from.toFixed(1)} to ${to.toFixed(1)}`,
            selection: {
              filters: [
                { column: `score_${positive}`, op: 'ge', value: from },
                { column: `score_${positive}`, op: to >= 1 ? 'le' : 'lt', value: to },
              ],
            },
          });
  return (
    <ChartPanel
      title="Calibration"
      note={`error ${metricText('ece', report.metrics.ece?.value)}`}
      summary="Predicted probability against the observed share, in ten bins"
      table={{
        columns: ['From', 'To', 'Mean prediction', 'Observed', 'Low', 'High', 'Rows'],
        rows: bins.map(({ from, to, meanScore, observed, rows }) => [
          from,
          to,
          meanScore,
          observed.value,
          observed.low,
          observed.high,
          rows,
        ]),
      }}
      onRow={
        showBin &&
        ((index) => {
          const bin = bins[index];
          if (bin) showBin(bin);
        })
      }
      chartKey={
        <ChartKey
          entries={[
            ['line', 'var(--chart-1)', 'observed, with 95 % interval'],
            ['dashed', 'var(--chart-baseline)', 'perfect'],
          ]}
        />
      }
    >
      <CalibrationChart bins={bins} onBin={showBin} />
    </ChartPanel>
  );
});
