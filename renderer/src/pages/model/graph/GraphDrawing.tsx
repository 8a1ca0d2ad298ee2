import { memo, type KeyboardEvent } from 'react';
import type { GraphBox } from './boxes';
import type { Drawing } from './useLayout';

interface GraphDrawingProps {
  drawing: Drawing;
  found: ReadonlySet<number>;
  /** The match that the search stands on. */
  target: number | null;
  selected: number | null;
  /** The one node that Tab reaches; the arrow keys go on from it. */
  reachable: string | null;
  onSelect: (id: number) => void;
  onFocus: (key: string) => void;
  onNodeKey: (event: KeyboardEvent, key: string) => void;
}

/** Straight through the first and last point, rounded in between. */
function pathOf(points: { x: number; y: number }[]): string {
  const [first, ...rest] = points;
  if (!first) return '';
  let path = `M${first.x},${first.y}`;
  rest.forEach((point, index) => {
    const next = rest[index + 1];
    if (!next) path += `L${point.x},${point.y}`;
    else path += `Q${point.x},${point.y} ${(point.x + next.x) / 2},${(point.y + next.y) / 2}`;
  });
  return path;
}

/** Begins with what can be seen; a name that was cut follows whole. */
function labelOf({ node, title, subtitle, leadsOn }: GraphBox): string {
  const shown = subtitle === '' ? title : `${title} ${subtitle}`;
  if (!node) return shown;
  const whole = subtitle === node.name || node.name === '' ? '' : `, ${node.name}`;
  return `${shown}${whole}${leadsOn ? ', leads on to nodes that are not drawn' : ''}`;
}

/** Boxes and arrows. Drawn anew only when they change: moving the drawing about does not. */
export const GraphDrawing = memo(function GraphDrawing(props: GraphDrawingProps) {
  const { drawing, found, target, selected, reachable, onSelect, onFocus, onNodeKey } = props;
  const { boxes, layout } = drawing;
  const chosen = selected === null ? null : `n${String(selected)}`;
  return (
    <>
      {layout.edges.map(({ from, to, points }) => (
        <path
          key={`${from}\n${to}`}
          className={chosen === from || chosen === to ? 'graph-edge is-chosen' : 'graph-edge'}
          d={pathOf(points)}
          markerEnd="url(#graph-arrow)"
        />
      ))}
      {boxes.map((box) => {
        const { key, node, title, subtitle, group, width, height, leadsOn } = box;
        const place = layout.places.get(key);
        if (!place) return null;
        const inside = (
          <>
            <rect x={-width / 2} y={-height / 2} width={width} height={height} rx={node ? 6 : height / 2} />
            {node && (
              <rect className={`graph-group is-${group}`} x={-width / 2} y={-height / 2} width={5} height={height} rx={2.5} />
            )}
            <text className="graph-title" y={subtitle === '' ? 4.5 : -3}>
              {title}
              {subtitle !== '' && ' '}
              {subtitle !== '' && (
                <tspan className="graph-subtitle" x={0} y={13}>
                  {subtitle}
                </tspan>
              )}
            </text>
          </>
        );
        const transform = `translate(${place.x},${place.y})`;
        if (!node) {
          return (
            <g key={key} className="graph-end" transform={transform} aria-label={labelOf(box)} role="img">
              {inside}
            </g>
          );
        }
        const states = [
          'graph-node',
          leadsOn ? 'leads-on' : '',
          found.has(node.id) ? 'is-found' : '',
          node.id === target ? 'is-target' : '',
          node.id === selected ? 'is-chosen' : '',
        ];
        return (
          <g
            key={key}
            data-key={key}
            className={states.filter(Boolean).join(' ')}
            transform={transform}
            role="button"
            tabIndex={key === reachable ? 0 : -1}
            aria-label={labelOf(box)}
            aria-pressed={node.id === selected}
            onClick={() => onSelect(node.id)}
            onFocus={() => onFocus(key)}
            onKeyDown={(event) => onNodeKey(event, key)}
          >
            {inside}
          </g>
        );
      })}
    </>
  );
});
