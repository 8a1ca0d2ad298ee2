import type { RunRecord, RunReport } from '../../../../app/api/schemas/runs';
import { BarList } from '../../charts/BarList';
import { ChartPanel } from '../../charts/ChartPanel';
import { ConfusionMatrix } from '../../components/ConfusionMatrix';
import { Panel } from '../../components/Panel';
import { useRowsDrawer } from '../../state/rowsDrawer';
import { CalibrationPanel } from './CalibrationPanel';
import { CurvePanels } from './CurvePanels';
import { PerClassTable } from './PerClassTable';

export function ClassificationCharts({ record, report }: { record: RunRecord; report: RunReport }) {
  const drawer = useRowsDrawer();
  const { curves, confusion, perClass, predictedCounts } = report;
  // ROC and PR curves are drawn for two classes; for more, the figures per class tell.
  const isLabelled = report.labelled > 0;
  const hasCurves = curves !== undefined && curves.roc.length > 0;
  const calibration = curves && isLabelled && <CalibrationPanel record={record} report={report} bins={curves.calibration} />;
  return (
    <>
      <div className="grid-2">
        <div className="stack">
          {confusion && isLabelled && (
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
          {!hasCurves && calibration}
        </div>
        <div className="stack">
          {perClass && isLabelled && <PerClassTable perClass={perClass} />}
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
      {hasCurves && (
        <div className="grid-3">
          <CurvePanels record={record} report={report} curves={curves} />
          {calibration}
        </div>
      )}
    </>
  );
}
