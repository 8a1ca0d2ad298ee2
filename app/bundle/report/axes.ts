// Plain linear scales and axis marks for the static charts.
import { coordinate, formatTick, niceTicks } from './format.ts';
import { html, type Content, type Markup } from './html.ts';

export interface Frame {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export type Scale = (value: number) => number;

export function scale(from: [number, number], to: [number, number]): Scale {
  const span = from[1] - from[0] || 1;
  return (value) => to[0] + ((value - from[0]) / span) * (to[1] - to[0]);
}

/** Horizontal grid lines with their values on the left. */
export function yAxis(frame: Frame, y: Scale, domain: [number, number], about = 4): Markup[] {
  return niceTicks(domain[0], domain[1], about).map((tick) => {
    const at = coordinate(y(tick));
    return html`<line class="grid" x1="${frame.left}" x2="${frame.right}" y1="${at}" y2="${at}" /><text
        x="${frame.left - 6}"
        y="${at}"
        dy="0.35em"
        text-anchor="end"
        >${formatTick(tick)}</text
      >`;
  });
}

export function xAxis(frame: Frame, x: Scale, domain: [number, number], about = 4): Markup[] {
  return niceTicks(domain[0], domain[1], about).map((tick) => {
    const at = coordinate(x(tick));
    return html`<line class="grid" x1="${at}" x2="${at}" y1="${frame.top}" y2="${frame.bottom}" /><text
        x="${at}"
        y="${frame.bottom + 15}"
        text-anchor="middle"
        >${formatTick(tick)}</text
      >`;
  });
}

export function pathOf(points: [number, number][]): string {
  return points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${coordinate(x)} ${coordinate(y)}`).join('');
}

let serial = 0;

/** Ids only have to be unique within one document; `restartIds` makes the same report give the same bytes. */
export function restartIds(): void {
  serial = 0;
}

/** A picture with a name and a description for those who do not see it. */
export function picture(
  options: { width: number; height: number; title: string; description: string },
  content: Content,
): Markup {
  serial += 1;
  const id = `chart${serial}`;
  return html`<svg viewBox="0 0 ${options.width} ${options.height}" role="img" aria-labelledby="${id}t ${id}d">
    <title id="${id}t">${options.title}</title>
    <desc id="${id}d">${options.description}</desc>
    ${content}
  </svg>`;
}
