// Accuracy over time: one chart a metric, interval as a band, rows as bars beneath, gaps left open.
import type { Interval } from '../../api/schemas/common.ts';
import type { MetricName, RunReport, Timeline, TimelineWindow } from '../../api/schemas/runs.ts';
import { windowLabel } from '../../runs/windowLabel.ts';
import { pathOf, picture, scale, yAxis, type Frame, type Scale } from './axes.ts';
import { coordinate, formatCount, formatInterval, formatNumber } from './format.ts';
import { html, type Content, type Markup } from './html.ts';
import { metricInfo } from './metricLabels.ts';

const width = 900;
const frame: Frame = { left: 48, right: 888, top: 8, bottom: 168 };
const rowsFrame = { top: 182, bottom: 214 };
const height = 236;

const shownMetrics: Record<RunReport['task'], MetricName[]> = {
  binary: ['accuracy', 'rocAuc', 'averagePrecision'],
  multiclass: ['accuracy', 'balancedAccuracy', 'rocAuc'],
  regression: ['mae', 'rmse', 'r2'],
};

interface Place {
  window: TimelineWindow;
  from: number;
  to: number;
  middle: number;
}

/** Where each window lies: on the calendar, or one after the other where there is none. */
function placesOf(timeline: Timeline): { places: Place[]; timeX: Scale | null } {
  const { windows } = timeline;
  const first = windows[0]?.start;
  const last = windows.at(-1)?.end;
  if (first && last && !timeline.unit.startsWith('rows:')) {
    const x = scale([Date.parse(first), Date.parse(last)], [frame.left, frame.right]);
    const places = windows.map((window): Place => {
      const from = x(Date.parse(window.start ?? first));
      const to = x(Date.parse(window.end ?? last));
      return { window, from, to, middle: (from + to) / 2 };
    });
    return { places, timeX: x };
  }
  const step = (frame.right - frame.left) / Math.max(1, windows.length);
  const places = windows.map((window, index): Place => {
    const from = frame.left + index * step;
    return { window, from, to: from + step, middle: from + step / 2 };
  });
  return { places, timeX: null };
}

function domainOf(name: MetricName, intervals: Interval[], overall: number | null): [number, number] {
  const values = intervals
    .flatMap(({ value, low, high }) => [value, low, high])
    .concat(overall)
    .filter((value) => value !== null && Number.isFinite(value)) as number[];
  const low = Math.min(...values);
  const high = Math.max(...values);
  const pad = (high - low || Math.abs(high) || 1) * 0.12;
  const range = metricInfo(name).range;
  // Errors start at zero; shares keep within their range.
  if (metricInfo(name).better === 'lower') return [0, high + pad];
  return [Math.max(range?.[0] ?? -Infinity, low - pad), Math.min(range?.[1] ?? Infinity, high + pad)];
}

/** Neighbouring windows that have a value; an empty window ends a stretch. */
function stretches(places: Place[], name: MetricName): { place: Place; interval: Interval; value: number }[][] {
  const found: { place: Place; interval: Interval; value: number }[][] = [[]];
  for (const place of places) {
    const interval = place.window.metrics[name];
    const value = interval?.value ?? null;
    if (!interval || value === null) found.push([]);
    else found.at(-1)!.push({ place, interval, value });
  }
  return found.filter((stretch) => stretch.length > 0);
}

function bandAndLine(stretch: ReturnType<typeof stretches>[number], y: Scale): Markup {
  const upper = stretch.map(({ place, interval, value }): [number, number] => [place.middle, y(interval.high ?? value)]);
  const lower = stretch.map(({ place, interval, value }): [number, number] => [place.middle, y(interval.low ?? value)]);
  const line = stretch.map(({ place, value }): [number, number] => [place.middle, y(value)]);
  const only = stretch.length === 1;
  return html`${
    only
      ? html`<line
          class="whisker"
          style="stroke-width:1.5"
          x1="${coordinate(upper[0]![0])}"
          x2="${coordinate(upper[0]![0])}"
          y1="${coordinate(upper[0]![1])}"
          y2="${coordinate(lower[0]![1])}"
        />`
      : html`<path class="band" d="${pathOf([...upper, ...lower.reverse()])}Z" /><path class="line" d="${pathOf(line)}" />`
  }`;
}

/** From when to when would not fit below the chart: the day it begins stands for it. */
function axisLabel(window: TimelineWindow, unit: string): string {
  return window.timeOrder && window.start !== null ? window.start.slice(0, 10) : windowLabel(window, unit);
}

function xLabels(places: Place[], unit: string): Markup[] {
  const every = Math.max(1, Math.ceil(places.length / 12));
  return places
    .filter((_, index) => index % every === 0)
    .map(
      ({ window, middle }) =>
        html`<text x="${coordinate(middle)}" y="${height - 6}" text-anchor="middle">${axisLabel(window, unit)}</text>`,
    );
}

function chart(timeline: Timeline, name: MetricName, overall: Interval | undefined): Markup {
  const { places, timeX } = placesOf(timeline);
  const intervals = places.flatMap(({ window }) => window.metrics[name] ?? []);
  const domain = domainOf(name, intervals, overall?.value ?? null);
  const y = scale(domain, [frame.bottom, frame.top]);
  const most = Math.max(1, ...places.map(({ window }) => window.rows));
  const rowsY = scale([0, most], [rowsFrame.bottom, rowsFrame.top]);
  const reference = timeline.reference;
  const dots = places.flatMap(({ window, middle }): Content[] => {
    const interval = window.metrics[name];
    if (interval?.value === null || interval === undefined) return [];
    const text = `${windowLabel(window, timeline.unit)}: ${formatInterval(interval)}, ${formatCount(window.labelled)} labelled rows`;
    return [
      html`<circle
        class="dot"
        cx="${coordinate(middle)}"
        cy="${coordinate(y(interval.value))}"
        r="${places.length > 80 ? 2 : 3.5}"
        ><title>${text}</title></circle
      >`,
    ];
  });
  const bars = places.map(
    ({ window, from, to }) =>
      html`<rect
        class="rows"
        x="${coordinate(from + 0.5)}"
        width="${coordinate(Math.max(0.5, to - from - 1))}"
        y="${coordinate(rowsY(window.rows))}"
        height="${coordinate(rowsFrame.bottom - rowsY(window.rows))}"
        ><title>${`${windowLabel(window, timeline.unit)}: ${formatCount(window.rows)} rows`}</title></rect
      >`,
  );
  const info = metricInfo(name);
  const content = [
    reference && timeX
      ? html`<rect
          class="period"
          x="${coordinate(Math.max(frame.left, timeX(Date.parse(reference.start))))}"
          width="${coordinate(Math.max(1, Math.min(frame.right, timeX(Date.parse(reference.end))) - Math.max(frame.left, timeX(Date.parse(reference.start)))))}"
          y="${frame.top}"
          height="${frame.bottom - frame.top}"
        />`
      : null,
    yAxis(frame, y, domain),
    overall?.value === null || overall === undefined
      ? null
      : html`<line
          class="ref"
          x1="${frame.left}"
          x2="${frame.right}"
          y1="${coordinate(y(overall.value))}"
          y2="${coordinate(y(overall.value))}"
        />`,
    stretches(places, name).map((stretch) => bandAndLine(stretch, y)),
    dots,
    html`<line class="axis" x1="${frame.left}" x2="${frame.right}" y1="${rowsFrame.bottom}" y2="${rowsFrame.bottom}" /><text
        x="${frame.left - 6}"
        y="${rowsFrame.bottom}"
        text-anchor="end"
        >rows</text
      >`,
    bars,
    xLabels(places, timeline.unit),
  ];
  const values = intervals.flatMap((interval) => interval.value ?? []);
  const description = `${info.label} in ${places.length} windows (${timeline.unit}), from ${formatNumber(Math.min(...values))} to ${formatNumber(Math.max(...values))}; bars are rows. The table below holds every number.`;
  return html`<figure>
    <figcaption>${info.label}<small>${info.what}; ${info.better} is better</small></figcaption>
    ${picture({ width, height, title: `${info.label} over time`, description }, content)}
  </figure>`;
}

function windowsTable(timeline: Timeline, names: MetricName[]): Markup {
  return html`<details>
    <summary>All windows as a table</summary>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>Window</th>
            <th class="n">Rows</th>
            <th class="n">Labelled</th>
            ${names.map((name) => html`<th class="n">${metricInfo(name).label}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${timeline.windows.map(
            (window) =>
              html`<tr>
                <th scope="row">${windowLabel(window, timeline.unit)}</th>
                <td class="n">${formatCount(window.rows)}</td>
                <td class="n">${formatCount(window.labelled)}</td>
                ${names.map((name) => {
                  const interval = window.metrics[name];
                  return html`<td class="n">${interval ? formatInterval(interval) : '–'}</td>`;
                })}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`;
}

export function timeCharts(report: RunReport): Markup {
  const { timeline } = report;
  const has = (name: MetricName): boolean => timeline.windows.some((window) => (window.metrics[name]?.value ?? null) !== null);
  const names = shownMetrics[report.task].filter(has);
  const empty = timeline.windows.filter((window) => window.rows === 0).length;
  const notes = [
    timeline.unit.startsWith('rows:')
      ? `Windows of ${formatCount(Number(timeline.unit.slice(5)))} rows.`
      : `Windows: one ${timeline.unit} each, UTC${timeline.auto ? ', chosen from the span' : ''}.`,
    empty > 0 ? `${formatCount(empty)} windows hold no rows and are left open.` : '',
    timeline.rowsWithoutTime > 0 ? `${formatCount(timeline.rowsWithoutTime)} rows have no time and are in no window.` : '',
    timeline.rowsWithoutLabel > 0 ? `${formatCount(timeline.rowsWithoutLabel)} rows have no label.` : '',
    timeline.reference ? 'The shaded stretch is the reference period.' : '',
  ];
  if (names.length === 0) return html`<p class="dim">There is nothing to draw: no window has labelled rows.</p>`;
  return html`<p class="note">${notes.filter(Boolean).join(' ')} Band: 95 % interval. Dashed: all rows together.</p>
    ${names.map((name) => chart(timeline, name, report.metrics[name]))}${windowsTable(timeline, names)}`;
}
