// Pictures of a drift run for paper: the strip of columns by windows, distributions, figures estimated without labels.
import type { Interval } from '../../api/schemas/common.ts';
import type { DriftColumn, DriftEstimate, DriftReport, DriftVerdict } from '../../api/schemas/drift.ts';
import { pathOf, picture, scale, yAxis, type Frame } from '../../bundle/report/axes.ts';
import { coordinate, formatInterval, formatNumber, formatPercent } from '../../bundle/report/format.ts';
import { html, type Content, type Markup } from '../../bundle/report/html.ts';
import { metricInfo } from '../../bundle/report/metricLabels.ts';

const width = 900;
const names = 230;
const cell = { height: 18, gap: 2 };
const words: Record<DriftVerdict, string> = { none: 'no drift', possible: 'possible drift', drift: 'drift' };

/** Empty, half or whole: told apart without colour. */
function mark(at: { x: number; y: number; width: number }, verdict: DriftVerdict, title: string): Markup {
  const { x, y } = at;
  const height = cell.height - cell.gap;
  const filled = { none: 0, possible: height / 2, drift: height }[verdict];
  return html`<g
    ><title>${title}</title
    ><rect class="frame" x="${coordinate(x)}" y="${coordinate(y)}" width="${coordinate(at.width)}" height="${height}" />${
      filled === 0
        ? null
        : html`<rect
            class="bin"
            x="${coordinate(x)}"
            y="${coordinate(y + height - filled)}"
            width="${coordinate(at.width)}"
            height="${filled}"
          />`
    }</g
  >`;
}

/** Columns one below the other, windows side by side; those of the reference are shaded. */
export function driftStrip({ windows }: DriftReport, columns: readonly DriftColumn[], labels: readonly string[]): Markup {
  const step = (width - names) / Math.max(1, windows.length);
  const height = columns.length * cell.height + 26;
  const rows = columns.map((column, row): Content => [
    html`<text x="${names - 8}" y="${row * cell.height + 12}" text-anchor="end"
      >${column.name.length > 34 ? `${column.name.slice(0, 33)}…` : column.name}</text
    >`,
    column.windows.map(({ score, verdict, by, missing }, w) =>
      score === null && verdict === 'none'
        ? null
        : mark(
            { x: names + w * step + 1, y: row * cell.height, width: Math.max(1, step - 2) },
            verdict,
            `${column.name}, ${labels[w] ?? ''}: ${words[verdict]}, ${by === 'missing' ? `missing in ${formatPercent(missing ?? 0)}` : formatNumber(score)}`,
          ),
    ),
  ]);
  const shaded = windows.map(({ reference }, w) =>
    reference
      ? html`<rect
          class="period"
          x="${coordinate(names + w * step)}"
          y="0"
          width="${coordinate(step)}"
          height="${columns.length * cell.height}"
        />`
      : null,
  );
  const every = Math.max(1, Math.ceil(windows.length / 10));
  const below = labels.map((label, w) =>
    w % every === 0
      ? html`<text x="${coordinate(names + (w + 0.5) * step)}" y="${height - 6}" text-anchor="middle">${label}</text>`
      : null,
  );
  const drifting = columns.filter(({ windows: cells }) => cells.some(({ verdict }) => verdict === 'drift')).length;
  const description = `${columns.length} columns in ${windows.length} windows; ${drifting} of them drift in some window. The table below has the figures.`;
  return picture({ width, height, title: 'Drift by column and window', description }, [shaded, rows, below]);
}

const small: Frame = { left: 8, right: 272, top: 6, bottom: 96 };

/** What a column was in the reference (bars) and is in a window (line), as shares. */
export function shapeChart(column: DriftColumn, window: number, label: string): Markup {
  const { shape } = column;
  const name = column.kind === 'text' ? `${column.name}, lengths in characters` : column.name;
  const now = shape.windows[window] ?? [];
  const shares = (counts: readonly number[]): number[] => {
    const total = counts.reduce((sum, count) => sum + count, 0);
    return counts.map((count) => (total > 0 ? count / total : 0));
  };
  const [before, after] = [shares(shape.reference), shares(now)];
  const y = scale([0, Math.max(0.01, ...before, ...after)], [small.bottom, small.top]);
  const step = (small.right - small.left) / Math.max(1, before.length);
  const bars = before.map(
    (share, i) =>
      html`<rect
        class="rows"
        x="${coordinate(small.left + i * step + 1)}"
        width="${coordinate(Math.max(1, step - 2))}"
        y="${coordinate(y(share))}"
        height="${coordinate(small.bottom - y(share))}"
      />`,
  );
  const line = after.flatMap((share, i): [number, number][] => [
    [small.left + i * step, y(share)],
    [small.left + (i + 1) * step, y(share)],
  ]);
  const ends = shape.edges
    ? [formatNumber(shape.edges[0]), formatNumber(shape.edges.at(-1))]
    : [shape.labels?.[0], shape.labels?.at(-1)];
  const place = (i: number): string =>
    shape.labels?.[i] ?? `${formatNumber(shape.edges?.[i])} – ${formatNumber(shape.edges?.[i + 1])}`;
  const description = before
    .map((share, i) => `${place(i)}: ${formatNumber(share)}, now ${formatNumber(after[i])}`)
    .slice(0, 12)
    .join('; ');
  return html`<figure>
    <figcaption>${name}<small>${column.changes[0] ?? column.method}; ${label}</small></figcaption>
    ${picture({ width: 280, height: 116, title: `${name}: reference and ${label}`, description }, [
      bars,
      html`<path class="line" d="${pathOf(line)}" />`,
      html`<text x="${small.left}" y="112">${clipped(ends[0])}</text
        ><text x="${small.right}" y="112" text-anchor="end">${clipped(ends[1])}</text>`,
    ])}
  </figure>`;
}

function clipped(text: string | undefined): string {
  return text === undefined ? '' : text.length > 18 ? `${text.slice(0, 17)}…` : text;
}

const frame: Frame = { left: 48, right: 888, top: 8, bottom: 150 };

/** Estimated (band and dashed line) and true (dots), by window. */
export function estimateChart({ metric, windows, realized, reference }: DriftEstimate, labels: readonly string[]): Markup {
  const values = [...windows, ...realized, reference].flatMap(({ value, low, high }) => [value, low, high]);
  const finite = values.filter((value): value is number => value !== null && Number.isFinite(value));
  const room = (Math.max(...finite) - Math.min(...finite)) * 0.08 || 0.01;
  const domain: [number, number] = [Math.min(...finite) - room, Math.max(...finite) + room];
  const y = scale(domain, [frame.bottom, frame.top]);
  const step = (frame.right - frame.left) / Math.max(1, windows.length);
  const x = (w: number): number => frame.left + (w + 0.5) * step;
  const there = (cells: readonly Interval[]) =>
    cells.flatMap((one, w) => (one.value === null ? [] : [{ ...one, value: one.value, w }]));
  const told = there(windows);
  const band = [
    ...told.map(({ high, value, w }): [number, number] => [x(w), y(high ?? value)]),
    ...[...told].reverse().map(({ low, value, w }): [number, number] => [x(w), y(low ?? value)]),
  ];
  const every = Math.max(1, Math.ceil(labels.length / 10));
  return picture(
    {
      width,
      height: 180,
      title: `${metricInfo(metric).label}, estimated without labels`,
      description: told
        .map(({ w, ...interval }) => `${labels[w] ?? ''}: ${formatInterval(interval)}`)
        .slice(0, 60)
        .join('; '),
    },
    [
      yAxis(frame, y, domain),
      reference.value === null
        ? null
        : html`<line
            class="ref"
            x1="${frame.left}"
            x2="${frame.right}"
            y1="${coordinate(y(reference.value))}"
            y2="${coordinate(y(reference.value))}"
          />`,
      told.length > 0 ? html`<path class="band" d="${pathOf(band)}Z" />` : null,
      html`<path class="line dashed" d="${pathOf(told.map(({ value, w }): [number, number] => [x(w), y(value)]))}" />`,
      there(realized).map(
        ({ value, w }) =>
          html`<circle class="basefill" cx="${coordinate(x(w))}" cy="${coordinate(y(value))}" r="3"
            ><title>${labels[w] ?? ''}, true: ${formatNumber(value)}</title></circle
          >`,
      ),
      labels.map((label, w) =>
        w % every === 0 ? html`<text x="${coordinate(x(w))}" y="174" text-anchor="middle">${label}</text>` : null,
      ),
    ],
  );
}
