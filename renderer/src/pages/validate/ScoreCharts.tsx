import { useMemo } from 'react';
import type { RunRecord, RunReport, ThresholdTable } from '../../../../app/api/schemas/runs';
import { CalibrationPanel } from './CalibrationPanel';
import { CurvePanels } from './CurvePanels';
import type { SharedThreshold } from './CurvePair';
import { ThresholdPanel } from './threshold/ThresholdPanel';
import { countsAt, figuresOf, stepOf } from './threshold/thresholdFigures';
import { useLookedAt, useThresholdTable, whyNoThresholds } from './threshold/useThreshold';

/** What the scores are worth, and where to decide by them: slider, marks on the curves and matrix show one threshold. */
export function ScoreCharts({ record, report }: { record: RunRecord; report: RunReport }) {
  const looked = useLookedAt(record);
  const { curves } = report;
  const hasCurves = curves !== undefined && (curves.roc.length > 0 || (curves.classes?.length ?? 0) > 0);
  const { drawn, set } = looked;
  const { data: table } = useThresholdTable(record, whyNoThresholds(record, report) === null);
  // Rows with a label that the model does not know count as false alarms, and are on no curve.
  const isOnCurve = report.unknownLabels.length === 0;
  const shared = useMemo(
    () => ({ threshold: drawn, given: table && isOnCurve ? givenAt(table, drawn) : null, onThreshold: set }),
    [drawn, table, isOnCurve, set],
  );
  return (
    <>
      {curves && report.labelled > 0 && (
        <div className="grid-3">
          {hasCurves && <CurvePanels record={record} report={report} curves={curves} shared={shared} />}
          <CalibrationPanel record={record} report={report} bins={curves.calibration} />
        </div>
      )}
      <ThresholdPanel record={record} report={report} looked={looked} />
    </>
  );
}

function givenAt(table: ThresholdTable, threshold: number): SharedThreshold['given'] {
  const counts = countsAt(table, stepOf(table, threshold).index);
  const { falseAlarms, recall, precision } = figuresOf(counts, { falsePositive: 0, falseNegative: 0 }, table.negatives);
  return falseAlarms === null || recall === null ? null : { falseAlarms, recall, precision };
}
