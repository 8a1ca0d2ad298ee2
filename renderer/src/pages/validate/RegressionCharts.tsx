import type { RunRecord, RunReport } from '../../../../app/api/schemas/runs';
import { ActualPredictedChart } from '../../charts/ActualPredictedChart';
import { ChartKey } from '../../charts/ChartKey';
import { ChartPanel } from '../../charts/ChartPanel';
import { HistogramChart } from '../../charts/HistogramChart';
import { counted, number } from '../../format/numbers';
import { useRowsDrawer } from '../../state/rowsDrawer';

export function RegressionCharts({ record, report: { residuals } }: { record: RunRecord; report: RunReport }) {
  const drawer = useRowsDrawer();
  if (!residuals) return null;
  const { histogram, sample } = residuals;
  const judged = histogram.counts.reduce((sum, rows) => sum + rows, 0);
  const showRow = (row: number): void =>
    drawer.show({ runId: record.id, title: `Row ${row}`, selection: { rows: { first: row, last: row }, filters: [] } });
  const showErrors = ({ from, to, isLast }: { from: number; to: number; isLast: boolean }): void =>
    drawer.show({
      runId: record.id,
      title: `Error from ${number(from)} to ${number(to)}`,
      selection: {
        filters: [
          { column: 'error', op: 'ge', value: from },
          { column: 'error', op: isLast ? 'le' : 'lt', value: to },
        ],
      },
    });
  return (
    <div className="grid-2">
      <ChartPanel
        title="Actual and predicted"
        note={`${sample.length < judged ? 'a sample of' : 'all'} ${counted(sample.length, 'row')}`}
        summary={`${sample.length} rows, predicted against actual value`}
        table={{
          columns: ['Row', 'Actual', 'Predicted'],
          rows: sample.map(({ row, actual, predicted }) => [row, actual, predicted]),
        }}
        onRow={(index) => showRow(sample[index]?.row ?? 1)}
        chartKey={
          <ChartKey
            entries={[
              ['area', 'var(--chart-1)', 'one row'],
              ['dashed', 'var(--chart-baseline)', 'predicted = actual'],
            ]}
          />
        }
      >
        <ActualPredictedChart sample={sample} onRow={showRow} />
      </ChartPanel>
      <ChartPanel
        title="Residuals"
        note="predicted minus actual, all labelled rows"
        summary={`Histogram of the errors from ${histogram.edges[0] ?? 0} to ${histogram.edges.at(-1) ?? 0}`}
        table={{
          columns: ['From', 'To', 'Rows'],
          rows: histogram.counts.map((rows, index) => [histogram.edges[index] ?? null, histogram.edges[index + 1] ?? null, rows]),
        }}
        onRow={(index) =>
          showErrors({
            from: histogram.edges[index] ?? 0,
            to: histogram.edges[index + 1] ?? 0,
            isLast: index === histogram.counts.length - 1,
          })
        }
      >
        <HistogramChart edges={histogram.edges} counts={histogram.counts} xLabel="predicted − actual" zero onBar={showErrors} />
      </ChartPanel>
    </div>
  );
}
