import type { Interval } from '../../api/schemas/common.ts';
import type { MetricName, RunReport } from '../../api/schemas/runs.ts';
import { scale } from './axes.ts';
import { coordinate, formatInterval, formatNumber, formatTick, niceTicks } from './format.ts';
import { html, type Markup } from './html.ts';
import { metricInfo } from './metricLabels.ts';

const width = 300;

/** The bar's own axis: the natural range, else from zero to a little beyond what is shown. */
function domainOf(name: MetricName, values: number[]): [number, number] {
  const { range } = metricInfo(name);
  if (range) return range;
  const low = Math.min(0, ...values);
  const high = Math.max(...values, low + 1e-9);
  // Both ends on round numbers, so that the labels of the axis are short.
  const step = niceTicks(low, high * 1.04, 4);
  const size = (step[1] ?? 1) - (step[0] ?? 0) || 1;
  return [Math.floor(low / size) * size, Math.ceil((high * 1.04) / size) * size];
}

function bar(name: MetricName, interval: Interval, baseline: Interval | undefined): Markup {
  const values = [interval.value, interval.low, interval.high, baseline?.value ?? null].filter((value) => value !== null);
  const domain = domainOf(name, values);
  const x = scale(domain, [4, width - 4]);
  const at = (value: number): string => coordinate(x(Math.min(domain[1], Math.max(domain[0], value))));
  const { value, low, high } = interval;
  return html`<svg viewBox="0 0 ${width} 32" aria-hidden="true">
    <line class="axis" x1="4" x2="${width - 4}" y1="13" y2="13" />
    <text x="4" y="31" style="font-size:9px">${formatTick(domain[0])}</text>
    <text x="${width - 4}" y="31" text-anchor="end" style="font-size:9px">${formatTick(domain[1])}</text>
    ${
      baseline?.value === null || baseline === undefined
        ? null
        : html`<line class="base" x1="${at(baseline.value)}" x2="${at(baseline.value)}" y1="4" y2="22" />`
    }${low === null || high === null ? null : html`<line class="whisker" style="stroke-width:6;opacity:.35" x1="${at(low)}" x2="${at(high)}" y1="13" y2="13" /><line class="whisker" x1="${at(low)}" x2="${at(low)}" y1="8" y2="18" /><line class="whisker" x1="${at(high)}" x2="${at(high)}" y1="8" y2="18" />`}${
      value === null ? null : html`<circle class="dot" cx="${at(value)}" cy="13" r="5" />`
    }
  </svg>`;
}

export function metricsTable(report: RunReport): Markup {
  const entries = Object.entries(report.metrics) as [MetricName, Interval][];
  const baseline = report.baseline;
  return html`<div class="legend" aria-hidden="true">
      <span
        ><svg viewBox="0 0 22 12">
          <line class="whisker" style="stroke-width:6;opacity:.35" x1="1" x2="21" y1="6" y2="6" />
          <circle class="dot" cx="11" cy="6" r="5" /></svg
        >this model, with its 95 % interval</span
      >${
        baseline
          ? html`<span
              ><svg viewBox="0 0 22 12"><line class="base" x1="11" x2="11" y1="0" y2="12" /></svg>${baseline.strategy}: no model
              at all</span
            >`
          : null
      }
    </div>
    <div class="scroll">
      <table class="metrics">
        <thead>
          <tr>
            <th>Metric</th>
            <th class="n">Value</th>
            <th class="n">95 % interval</th>
            ${baseline ? html`<th class="n">Baseline</th>` : null}
            <th class="bar"></th>
          </tr>
        </thead>
        <tbody>
          ${entries.map(([name, interval]) => {
            const info = metricInfo(name);
            const base = baseline?.metrics[name];
            const { low, high } = interval;
            return html`<tr>
              <th scope="row">${info.label}<small>${info.what}; ${info.better} is better</small></th>
              <td class="n"><strong>${formatNumber(interval.value)}</strong></td>
              <td class="n">${low === null || high === null ? '–' : `${formatNumber(low)} – ${formatNumber(high)}`}</td>
              ${baseline ? html`<td class="n">${base ? formatNumber(base.value) : '–'}</td>` : null}
              <td class="bar">
                ${interval.value === null ? html`<span class="dim">not defined here</span>` : bar(name, interval, base)}
              </td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>`;
}

export function perClassTable(report: RunReport): Markup | null {
  const classes = Object.entries(report.perClass ?? {});
  if (classes.length === 0) return null;
  const names = [...new Set(classes.flatMap(([, metrics]) => Object.keys(metrics)))] as MetricName[];
  return html`<h3>By class</h3>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>Class</th>
            ${names.map((name) => html`<th class="n">${metricInfo(name).label}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${classes.map(
            ([label, metrics]) =>
              html`<tr>
                <th scope="row">${label}</th>
                ${names.map((name) => {
                  const interval = metrics[name];
                  return html`<td class="n">${interval ? formatInterval(interval) : '–'}</td>`;
                })}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}
