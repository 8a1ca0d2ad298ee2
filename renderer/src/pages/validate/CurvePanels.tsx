import { memo } from 'react';
import type { RunRecord, RunReport } from '../../../../app/api/schemas/runs';
import { metricText } from '../../format/metrics';
import { ClassCurvePanels } from './ClassCurvePanels';
import { CurvePair, type SharedThreshold } from './CurvePair';

interface CurvePanelsProps {
  record: RunRecord;
  report: RunReport;
  curves: NonNullable<RunReport['curves']>;
  /** Of two classes: the threshold that all of the page is about. */
  shared: SharedThreshold;
}

/** ROC and precision-recall curves: of the positive class, or of each class against the rest. */
export const CurvePanels = memo(function CurvePanels(props: CurvePanelsProps) {
  const { record, report, curves, shared } = props;
  if (curves.classes) return <ClassCurvePanels record={record} curves={curves.classes} />;
  return (
    <CurvePair
      runId={record.id}
      name="model"
      shared={shared}
      subject={{
        label: report.positive,
        roc: curves.roc,
        pr: curves.pr,
        area: metricText('rocAuc', report.metrics.rocAuc?.value),
        average: metricText('averagePrecision', report.metrics.averagePrecision?.value),
        prevalence: report.baseline?.metrics.averagePrecision?.value ?? null,
      }}
    />
  );
});
