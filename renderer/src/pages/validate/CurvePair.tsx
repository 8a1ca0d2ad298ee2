import { useState, type ReactNode } from 'react';
import { ChartKey } from '../../charts/ChartKey';
import { ChartPanel } from '../../charts/ChartPanel';
import { CurveChart, type CurveChartPoint } from '../../charts/CurveChart';
import { useRowsDrawer } from '../../state/rowsDrawer';

/** What a pair of curves is about: a class against the rest. */
export interface CurveSubject {
  /** The class whose scores order the rows; null = unknown, and a point has no rows to show. */
  label: string | null;
  roc: CurveChartPoint[];
  pr: CurveChartPoint[];
  /** Area and average precision, as shown. */
  area: string;
  average: string;
  /** Share of rows of the class: the precision of guessing. */
  prevalence: number | null;
}

/** The threshold of a page, with what it gives where that is known to the row: else the nearest point is marked. */
export interface SharedThreshold {
  threshold: number;
  given: { falseAlarms: number; recall: number; precision: number | null } | null;
  onThreshold: (threshold: number) => void;
}

interface CurvePairProps {
  runId: string;
  subject: CurveSubject;
  /** The same of other classes, to compare with. */
  others?: { roc: CurveChartPoint[]; pr: CurveChartPoint[] }[];
  /** What the line of the subject is called. */
  name: string;
  controls?: ReactNode;
  /** The threshold that is marked, where the page has one for several parts; else the pair keeps its own. */
  shared?: SharedThreshold;
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

/** ROC, and precision over recall: a click on either marks the threshold on both and shows the rows it calls positive. The
 * marks follow a threshold that is chosen elsewhere on the page.  */
export function CurvePair({ runId, subject, others = [], name, controls, shared }: CurvePairProps) {
  const drawer = useRowsDrawer();
  const [own, setOwn] = useState<number | null>(null);
  const threshold = shared?.threshold ?? own;
  const setThreshold = shared?.onThreshold ?? setOwn;
  const { label: positive, prevalence, area, average } = subject;
  const show = (point: CurveChartPoint): void => {
    if (point.threshold === null || positive === null) return;
    setThreshold(point.threshold);
    drawer.show({
      runId,
      title: `Predicted ${positive} at threshold ${point.threshold.toFixed(3)}`,
      selection: { filters: [{ column: `score_${positive}`, op: 'ge', value: point.threshold }] },
    });
  };
  const rowOf = (points: CurveChartPoint[]): ((index: number) => void) | undefined =>
    positive === null
      ? undefined
      : (index) => {
          const point = points[index];
          if (point) show(point);
        };
  const given = shared?.given;
  const onRoc = given ? { x: given.falseAlarms, y: given.recall, threshold } : pointAt(subject.roc, threshold);
  const onPr = given
    ? given.precision === null
      ? null
      : { x: given.recall, y: given.precision, threshold }
    : pointAt(subject.pr, threshold);
  const at = (point: CurveChartPoint | null, figures: string): string =>
    positive === null
      ? ''
      : point?.threshold == null
        ? 'click the curve for a threshold and its rows'
        : `at ${point.threshold.toFixed(3)}: ${figures}`;
  const otherEntry = others.length > 0 ? ([['line', 'var(--chart-bar-strong)', 'other classes']] as const) : [];
  return (
    <>
      <ChartPanel
        title="ROC"
        note={`AUC ${area}`}
        controls={controls}
        summary={`Area under the curve ${area}`}
        table={{
          columns: ['False positive rate', 'True positive rate', 'Threshold'],
          rows: subject.roc.map(({ x, y, threshold: score }) => [x, y, score]),
        }}
        onRow={rowOf(subject.roc)}
        chartKey={
          <ChartKey
            entries={[['line', 'var(--chart-1)', name], ...otherEntry, ['dashed', 'var(--chart-baseline)', 'guessing']]}
            note={at(onRoc, `finds ${figure(onRoc?.y)}, false alarms ${figure(onRoc?.x)}`)}
          />
        }
      >
        <CurveChart
          points={subject.roc}
          others={others.map(({ roc }) => roc)}
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
          rows: subject.pr.map(({ x, y, threshold: score }) => [x, y, score]),
        }}
        onRow={rowOf(subject.pr)}
        chartKey={
          <ChartKey
            entries={[
              ['line', 'var(--chart-1)', name],
              ...otherEntry,
              ...(prevalence === null
                ? []
                : ([['dashed', 'var(--chart-baseline)', `guessing: ${prevalence.toFixed(3)}`]] as const)),
            ]}
            note={at(onPr, `precision ${figure(onPr?.y)}, recall ${figure(onPr?.x)}`)}
          />
        }
      >
        <CurveChart
          points={subject.pr}
          others={others.map(({ pr }) => pr)}
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
