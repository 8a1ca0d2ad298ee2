import type { RunRecord, RunReport } from '../../../../app/api/schemas/runs';
import { BarList } from '../../charts/BarList';
import { ChartPanel } from '../../charts/ChartPanel';
import { ConfusionMatrix } from '../../components/ConfusionMatrix';
import { ConfusionMenu } from '../../components/ConfusionMenu';
import { Panel } from '../../components/Panel';
import { count } from '../../format/numbers';
import { useRowsDrawer } from '../../state/rowsDrawer';
import { HardestRows } from './HardestRows';
import { PerClassTable } from './PerClassTable';
import { ScoreCharts } from './ScoreCharts';

export function ClassificationCharts({ record, report }: { record: RunRecord; report: RunReport }) {
  const drawer = useRowsDrawer();
  const { confusion, perClass, predictedCounts } = report;
  const isLabelled = report.labelled > 0;
  const showPredicted = (label: string): void =>
    drawer.show({
      runId: record.id,
      title: `Predicted ${label}`,
      selection: { filters: [{ column: 'predicted', op: 'eq', value: label }] },
    });
  return (
    <>
      <div className="grid-2">
        <div className="stack">
          {confusion && isLabelled && (
            <Panel title="Confusion" end={<ConfusionMenu confusion={confusion} />}>
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
          {!confusion && isLabelled && (
            <Panel title="Confusion">
              <p className="soft" style={{ margin: 0 }}>
                Left out: a matrix of {count(record.plan.reading.classes.length)} classes is too large to read. The figures of
                each class are beside it.
              </p>
            </Panel>
          )}
        </div>
        <div className="stack">
          {perClass && isLabelled && <PerClassTable perClass={perClass} />}
          {predictedCounts && predictedCounts.length > 0 && (
            <ChartPanel
              title="Predictions"
              note="rows per class, labelled or not"
              summary={predictedCounts.map(({ label, count }) => `${label} ${count}`).join(', ')}
              table={{ columns: ['Class', 'Rows'], rows: predictedCounts.map(({ label, count }) => [label, count]) }}
              onRow={(index) => showPredicted(predictedCounts[index]?.label ?? '')}
            >
              <BarList
                bars={[...predictedCounts]
                  .sort((a, b) => b.count - a.count)
                  .slice(0, 20)
                  .map(({ label, count }) => ({ name: label, value: count }))}
                unit="Rows"
                onClick={showPredicted}
              />
            </ChartPanel>
          )}
        </div>
      </div>
      <ScoreCharts record={record} report={report} />
      <HardestRows record={record} report={report} />
    </>
  );
}
