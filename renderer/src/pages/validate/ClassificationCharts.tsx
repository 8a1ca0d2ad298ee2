import type { RunRecord, RunReport } from '../../../../app/api/schemas/runs';
import { BarList } from '../../charts/BarList';
import { CalibrationChart } from '../../charts/CalibrationChart';
import { ChartKey } from '../../charts/ChartKey';
import { ChartPanel } from '../../charts/ChartPanel';
import { CurveChart } from '../../charts/CurveChart';
import { ConfusionMatrix } from '../../components/ConfusionMatrix';
import { Panel } from '../../components/Panel';
import { metricText } from '../../format/metrics';
import { useRowsDrawer } from '../../state/rowsDrawer';
import { PerClassTable } from './PerClassTable';

export function ClassificationCharts({ record, report }: { record: RunRecord; report: RunReport }) {
  const drawer = useRowsDrawer();
  const { curves, confusion, perClass, predictedCounts, positive } = report;
  const prevalence = report.baseline?.metrics.averagePrecision?.value ?? null;
  return (
    <>
      <div className="grid-2">
        {confusion && (
          <Panel title="Confusion">
            <ConfusionMatrix
              confusion={confusion}
              of={record.data.name}
              onCell={(actual, predicted) =>
                drawer.show({
                  runId: record.id,
                  title: `Actual ${actual}, predicted ${predicted}`,
                  selection: {
                    filters: [
                      { column: 'actual', op: 'eq', value: actual },
                      { column: 'predicted', op: 'eq', value: predicted },
                    ],
                  },
                })
              }
            />
          </Panel>
        )}
        <div className="stack">
          {perClass && <PerClassTable perClass={perClass} />}
          {predictedCounts && predictedCounts.length > 0 && (
            <ChartPanel
              title="Predictions"
              note="rows per class, labelled or not"
              summary={predictedCounts.map(({ label, count }) => `${label} ${count}`).join(', ')}
              table={{ columns: ['Class', 'Rows'], rows: predictedCounts.map(({ label, count }) => [label, count]) }}
            >
              <BarList
                bars={[...predictedCounts]
                  .sort((a, b) => b.count - a.count)
                  .slice(0, 20)
                  .map(({ label, count }) => ({ name: label, value: count }))}
                unit="Rows"
                onClick={(label) =>
                  drawer.show({
                    runId: record.id,
                    title: `Predicted ${label}`,
                    selection: { filters: [{ column: 'predicted', op: 'eq', value: label }] },
                  })
                }
              />
            </ChartPanel>
          )}
        </div>
      </div>
      {curves && (
        <div className="grid-3">
          <ChartPanel
            title="ROC"
            note={`AUC ${metricText('rocAuc', report.metrics.rocAuc?.value)}`}
            summary={`Area under the curve ${metricText('rocAuc', report.metrics.rocAuc?.value)}`}
            table={{
              columns: ['False positive rate', 'True positive rate', 'Threshold'],
              rows: curves.roc.map(({ x, y, threshold }) => [x, y, threshold]),
            }}
            chartKey={
              <ChartKey
                entries={[
                  ['line', 'var(--chart-1)', 'model'],
                  ['dashed', 'var(--chart-baseline)', 'guessing'],
                ]}
              />
            }
          >
            <CurveChart points={curves.roc} xLabel="false positive rate" yLabel="true positive rate" chance="diagonal" />
          </ChartPanel>
          <ChartPanel
            title="Precision and recall"
            note={`average precision ${metricText('averagePrecision', report.metrics.averagePrecision?.value)}`}
            summary={`Average precision ${metricText('averagePrecision', report.metrics.averagePrecision?.value)}`}
            table={{
              columns: ['Recall', 'Precision', 'Threshold'],
              rows: curves.pr.map(({ x, y, threshold }) => [x, y, threshold]),
            }}
            chartKey={
              <ChartKey
                entries={[
                  ['line', 'var(--chart-1)', 'model'],
                  ...(prevalence === null
                    ? []
                    : ([['dashed', 'var(--chart-baseline)', `guessing: ${prevalence.toFixed(3)}`]] as const)),
                ]}
              />
            }
          >
            <CurveChart points={curves.pr} xLabel="recall" yLabel="precision" chance={prevalence} step />
          </ChartPanel>
          <ChartPanel
            title="Calibration"
            note={`error ${metricText('ece', report.metrics.ece?.value)}`}
            summary="Predicted probability against the observed share, in ten bins"
            table={{
              columns: ['From', 'To', 'Mean prediction', 'Observed', 'Low', 'High', 'Rows'],
              rows: curves.calibration.map(({ from, to, meanScore, observed, rows }) => [
                from,
                to,
                meanScore,
                observed.value,
                observed.low,
                observed.high,
                rows,
              ]),
            }}
            chartKey={
              <ChartKey
                entries={[
                  ['line', 'var(--chart-1)', 'observed, with 95 % interval'],
                  ['dashed', 'var(--chart-baseline)', 'perfect'],
                ]}
              />
            }
          >
            <CalibrationChart
              bins={curves.calibration}
              onBin={
                positive === null
                  ? undefined
                  : ({ from, to }) =>
                      drawer.show({
                        runId: record.id,
                        title: `Score of ${positive} from ${from.toFixed(1)} to ${to.toFixed(1)}`,
                        selection: {
                          filters: [
                            { column: `score_${positive}`, op: 'ge', value: from },
                            { column: `score_${positive}`, op: to >= 1 ? 'le' : 'lt', value: to },
                          ],
                        },
                      })
              }
            />
          </ChartPanel>
        </div>
      )}
    </>
  );
}
