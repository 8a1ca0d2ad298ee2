import { useElementSize } from '@mantine/hooks';
import { useState, type CSSProperties } from 'react';
import type { SegmentTimeline } from '../../../../../app/api/schemas/segments';
import { metricText } from '../../../format/metrics';
import { count } from '../../../format/numbers';
import { figuresFrom, figureWidth, nameWidthIn, narrowestCell } from '../drift/stripSizes';
import { useStripKeys, type CellPlace } from '../drift/useStripKeys';
import { useToldCell } from '../drift/useToldCell';
import { WindowHeads } from '../WindowHeads';
import { looks, segmentWords, type CellLook, type Shade } from './segmentCells';

interface SegmentMapProps {
  timeline: SegmentTimeline;
  labels: string[];
  isReference: (window: number) => boolean;
  shade: Shade;
  onRows: (segment: number, window: number) => void;
}

const broadest = 96;
/** From this width on a cell has room for its figure. */
const textFrom = 46;

/** Segments by windows, each cell by its figure: where the model fails, and since when. */
export function SegmentMap({ timeline, labels, isReference, shade, onRows }: SegmentMapProps) {
  const { segments, windows, metric } = timeline;
  const { ref: measure, width } = useElementSize<HTMLDivElement>();
  const [chosen, setChosen] = useState({ row: 0, window: 0 });
  const { told, pointed, hearing } = useToldCell(windows);
  const show = (place: CellPlace): void => {
    setChosen(place);
    if ((segments[place.row]?.cells[place.window]?.rows ?? 0) > 0) onRows(place.row, place.window);
  };
  const { active, handlers } = useStripKeys({ rows: segments.length, windows: windows.length, chosen, onChoose: show });
  const hasReference = segments.some(({ reference }) => reference !== null);
  const hasFigures = width >= figuresFrom;
  const figureColumns = hasFigures ? [figureWidth, ...(hasReference ? [figureWidth] : [])] : [];
  const figures = figureColumns.reduce((sum, one) => sum + one, 0);
  const headColumns = [nameWidthIn(width, { figures, windows: windows.length }), ...figureColumns];
  const fixed = headColumns.reduce((sum, one) => sum + one, 0);
  const cell = Math.max(narrowestCell, Math.min(broadest, (width - fixed) / Math.max(1, windows.length)));
  const lookOf = looks(timeline, shade);
  const toldSegment = told ? segments[told.row] : undefined;
  const marks = windows.map((_, index) => ({ reference: isReference(index) }));
  return (
    <>
      <div className="drift-scroller" ref={measure}>
        <table
          role="grid"
          aria-label="Figures by segment and window: arrow keys move, Enter shows the rows"
          className="drift-strip"
          style={{ width: fixed + cell * windows.length }}
          {...handlers}
          {...hearing}
        >
          <colgroup>
            {headColumns.map((columnWidth, index) => (
              <col key={`head ${String(index)}`} style={{ width: columnWidth }} />
            ))}
            {marks.map(({ reference }, index) => (
              <col
                key={index}
                style={{ width: cell }}
                className={[reference ? 'is-reference' : '', index === pointed ? 'is-pointed' : ''].join(' ').trim()}
              />
            ))}
          </colgroup>
          <thead>
            <tr className="drift-windows">
              <th scope="col">Segment</th>
              {hasFigures && (
                <th scope="col" className="num">
                  Rows
                </th>
              )}
              {hasFigures && hasReference && (
                <th scope="col" className="num" title="The figure of the segment in the reference period">
                  Reference
                </th>
              )}
              <WindowHeads windows={marks} labels={labels} cell={cell} chosen={null} pointed={pointed} />
            </tr>
          </thead>
          <tbody>
            {segments.map((segment, row) => (
              <tr key={`${segment.kind} ${segment.name}`}>
                <th scope="row" title={segment.problem ?? segment.name}>
                  <span className="drift-column">
                    <span className="clip">{segment.name}</span>
                    {segment.kind === 'slice' && <span className="chip">slice</span>}
                  </span>
                </th>
                {hasFigures && <td className="num">{segment.problem === undefined ? count(segment.rows) : '–'}</td>}
                {hasFigures && hasReference && <td className="num">{metricText(metric, segment.reference?.value)}</td>}
                {windows.map((_, window) => {
                  const words = segment.problem ?? segmentWords(timeline, segment, { window, shade });
                  const look = lookOf(segment, window);
                  return (
                    <td
                      key={window}
                      role="gridcell"
                      data-row={row}
                      data-window={window}
                      tabIndex={row === active.row && window === active.window ? 0 : -1}
                      aria-label={`${segment.name}, ${labels[window] ?? ''}: ${words}`}
                      className="drift-cell"
                    >
                      <SegmentMark
                        look={look}
                        text={cell >= textFrom ? metricText(metric, segment.cells[window]?.value.value) : ''}
                      />
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {/* Always there: a line that comes and goes would move the page under the pointer. */}
      <p className={`timeline-words drift-told${toldSegment ? '' : ' soft'}`}>
        {told && toldSegment
          ? `${toldSegment.name}, ${labels[told.window] ?? ''}: ${toldSegment.problem ?? segmentWords(timeline, toldSegment, { window: told.window, shade })}`
          : 'Point at a cell for its figures, click it for its rows; arrow keys and Enter do the same.'}
      </p>
    </>
  );
}

/** Colour never says it alone: ▼ and ▲ where the interval lies wholly on one side, hatched where no label is there, dashed for few rows. */
export function SegmentMark({ look: { kind, ink, few, sure }, text }: { look: CellLook; text: string }) {
  if (kind === 'none') return <span className="drift-gap" aria-hidden />;
  const hasFigure = kind === 'figure' || kind === 'better' || kind === 'worse';
  return (
    <span
      className={`segment-mark segment-mark-${kind}${few ? ' segment-mark-few' : ''}`}
      style={{ '--ink': `${String(ink)}%` } as CSSProperties}
      aria-hidden
    >
      {sure && <span className="segment-sure">{kind === 'worse' ? '▼' : '▲'}</span>}
      {hasFigure && text}
    </span>
  );
}
