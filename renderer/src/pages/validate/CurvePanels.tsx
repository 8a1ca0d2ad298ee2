import { useState } from 'react';
import type { RunRecord, RunReport } from '../../../../app/api/schemas/runs';
import { ChartKey } from '../../charts/ChartKey';
import { ChartPanel } from '../../charts/ChartPanel';
import { CurveChart, type CurveChartPoint } from '../../charts/CurveChart';
import { metricText } from '../../format/metrics';
import { useRowsDrawer } from '../../state/rowsDrawer';

interface CurvePanelsProps {
  record: RunRecord;
  report: RunReport;
  curves: NonNullable<RunReport['curves']>;
}

/** The point of a curve at the threshold nearest to one. */
function pointAt(points: CurveChartPoint[], threshold: number | null): CurveChartPoint | null {
  if (threshold === null) return null;
  let nearest: CurveChartPoint | null = null;
  for (const point of points) {
    if (point.threshold === null) continue;
    const isNearer = !nearest || Math.abs(point.threshold - threshold) < Math.abs((nearest.threshold ?? 0) - threshold);
    if (isNearer) nearest = point;
  }
  return nearest;
}

function figure(value: number | undefined): string {
  return value === undefined ? '–' : value.toFixed(3);
}

/** ROC, and precision over recall: a click on either marks the threshold on both and shows the rows it calls positive. */
export function CurvePanels({ record, report, curves }: CurvePanelsProps) {
  const drawer = useRowsDrawer();
  const [threshold, setThreshold] = useState<number | null>(null);
  const { positive } = report;
  const prevalence = report.baseline?.metrics.averagePrecision?.value ?? null;
  const show = (point: CurveChartPoint): void => {
    if (point.threshold === null || positive === null) return;
    setThreshold(point.threshold);
    drawer.show({
      runId: record.id,
      title: `Predicted ${positive} at threshold ${point.threshold.toFixed(3)}`,
      selection: { filters: [{ column: `score_${positive}`, op: 'ge', value: point.threshold }] },
    });
  };
  const onRoc = pointAt(curves.roc, threshold);
  const onPr = pointAt(curves.pr, threshold);
  // Only two-class runs have rows to show for a threshold.
  const at = (point: CurveChartPoint | null, figures: string): string =>
    positive === null
      ? ''
      : point?.threshold == null
        ? 'click the curve for a threshold and its rows'
        : `at ${point.threshold.toFixed(3)}: ${figures}`;
  const area = metricText('rocAuc', report.metrics.rocAuc?.value);
  const average = metricText('averagePrecision', report.metrics.averagePrecision?.value);
  return (
    <>
      <ChartPanel
        title="ROC"
        note={`AUC ${area}`}
        summary={`Area under the curve ${area}`}
        table={{
          columns: ['False positive rate', 'True positive rate', 'Threshold'],
          rows: curves.roc.map(({ x, y, threshold: score }) => [x, y, score]),
        }}
        chartKey={
          <ChartKey
            entries={[
              ['line', 'var(--chart-1)', 'model'],
              ['dashed', 'var(--chart-baseline)', 'guessing'],
            ]}
            note={at(onRoc, `finds ${figure(onRoc?.y)}, false alarms ${figure(onRoc?.x)}`)}
          />
        }
      >
        <CurveChart
          points={curves.roc}
          xLabel="false positive rate"
          yLabel="true positive rate"
          chance="diagonal"
          marked={onRoc}
          onPoint={positive === null ? undefined : show}
        />
      </ChartPanel>
      <ChartPanel
        title="Precision and recall"
        note={`average precision ${average}`}
        summary={`Average precision ${average}`}
        table={{
          columns: ['Recall', 'Precision', 'Threshold'],
          rows: curves.pr.map(({ x, y, threshold: score }) => [x, y, score]),
        }}
        chartKey={
          <ChartKey
            entries={[
              ['line', 'var(--chart-1)', 'model'],
              ...(prevalence === null
                ? []
                : ([['dashed', 'var(--chart-baseline)', `guessing: ${prevalence.toFixed(3)}`]] as const)),
            ]}
            note={at(onPr, `precision ${figure(onPr?.y)}, recall ${figure(onPr?.x)}`)}
          />
        }
      >
        <CurveChart
          points={curves.pr}
          xLabel="recall"
          yLabel="precision"
          chance={prevalence}
          step
          marked={onPr}
          onPoint={positive === null ? undefined : show}
        />
      </ChartPanel>
    </>
  );
}
