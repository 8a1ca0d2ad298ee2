import { useState } from 'react';
import type { DriftRecord } from '../../../../../app/api/schemas/drift';
import type { SegmentTimeline } from '../../../../../app/api/schemas/segments';
import { metricFacts } from '../../../format/metrics';
import type { Shade } from '../segments/segmentCells';
import { SegmentMapPanel } from '../segments/SegmentMapPanel';
import { ShadeSelect } from '../segments/ShadeSelect';

interface DriftSegmentsProps {
  /** The validation whose rows the cells are of. */
  runId: string;
  report: DriftRecord['report'];
  segments: SegmentTimeline;
  labels: string[];
}

/** The figure that the alerts watch, by the groups of the column that was asked for and the windows of the comparison. */
export function DriftSegments({ runId, report, segments, labels }: DriftSegmentsProps) {
  const hasReference = segments.segments.some(({ reference }) => reference !== null);
  const [shade, setShade] = useState<Shade>(hasReference ? 'reference' : 'all rows');
  return (
    <SegmentMapPanel
      title={`${metricFacts[segments.metric].label} by ${segments.column ?? 'segment'}`}
      timeline={segments}
      labels={labels}
      shade={shade}
      controls={<ShadeSelect shade={shade} hasReference={hasReference} onChange={setShade} />}
      isReference={(index) => report.windows[index]?.reference === true}
      runId={runId}
      filters={[]}
    />
  );
}
