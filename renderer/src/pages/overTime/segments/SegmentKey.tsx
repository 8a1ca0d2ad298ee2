import type { MetricName } from '../../../../../app/api/schemas/runs';
import { metricFacts } from '../../../format/metrics';
import { fewRows, type CellLook, type Shade } from './segmentCells';
import { SegmentMark } from './SegmentMap';

const plain = { ink: 0, few: false, sure: false };

/** What a cell can look like. */
export function SegmentKey({ shade, metric }: { shade: Shade; metric: MetricName }) {
  const against = shade === 'reference' ? 'the segment in the reference' : 'all rows of the window';
  const entries: [CellLook, string][] = [
    ...(shade === 'figure'
      ? ([
          [{ ...plain, kind: 'figure', ink: 8 }, 'low'],
          [{ ...plain, kind: 'figure', ink: 46 }, `high (${metricFacts[metric].better} is better)`],
        ] satisfies [CellLook, string][])
      : ([
          [{ ...plain, kind: 'worse', ink: 46, sure: true }, `worse than ${against}; ▼ its whole interval is`],
          [{ ...plain, kind: 'better', ink: 46, sure: true }, 'better; ▲ its whole interval is'],
        ] satisfies [CellLook, string][])),
    [{ ...plain, kind: 'figure', ink: 8, few: true }, `under ${String(fewRows)} labelled rows`],
    [{ ...plain, kind: 'unlabelled' }, 'no labels'],
    [{ ...plain, kind: 'none' }, 'no rows'],
  ];
  return (
    <>
      {entries.map(([look, words]) => (
        <span key={words} className="segment-key">
          <SegmentMark look={look} text="" />
          {words}
        </span>
      ))}
      {shade !== 'figure' && <span>of twenty cells without any change, one has ▼ or ▲ by chance</span>}
    </>
  );
}
