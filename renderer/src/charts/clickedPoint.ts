import type { SyntheticEvent } from 'react';

interface ClickState {
  activeLabel?: string | number | undefined;
}

/** Room for the axis below the plot: a click on a tick means the mark above it. */
const axisHeight = 20;

/** Where the click was on an axis that spans `domain` across the plot, or null beside the plot (on the brush, say). */
function clickedX(event: SyntheticEvent, [from, to]: readonly [number, number]): number | null {
  const plot = event.currentTarget.querySelector('.recharts-cartesian-grid')?.getBoundingClientRect();
  const { nativeEvent } = event;
  if (!plot || plot.width === 0 || !(nativeEvent instanceof MouseEvent)) return null;
  const share = (nativeEvent.clientX - plot.left) / plot.width;
  const isBeside = nativeEvent.clientY < plot.top || nativeEvent.clientY > plot.bottom + axisHeight;
  return isBeside || share < -0.02 || share > 1.02 ? null : from + share * (to - from);
}

/**
 * The point a click on a chart means: the one whose tip is shown, else the nearest along the axis. A tap or a very quick
 * click comes before the chart has shown any tip.
 */
export function clickedPoint<P>(
  points: readonly P[],
  xOf: (point: P) => number,
  click: { state: ClickState; event: SyntheticEvent; domain: readonly [number, number] },
): P | null {
  const x = clickedX(click.event, click.domain);
  if (x === null) return null;
  const label = click.state.activeLabel;
  const shown = label === undefined ? undefined : points.find((point) => xOf(point) === Number(label));
  if (shown !== undefined) return shown;
  let nearest: P | null = null;
  for (const point of points) {
    if (nearest === null || Math.abs(xOf(point) - x) < Math.abs(xOf(nearest) - x)) nearest = point;
  }
  return nearest;
}
