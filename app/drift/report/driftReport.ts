// A drift run as one page of its own: no script, no network, light and dark, fit for paper. Numbers are frozen.
import { damageTitle, estimateNames, togetherTitles } from '../../api/driftWords.ts';
import type { DriftColumn, DriftEstimate, DriftRecord, DriftReport } from '../../api/schemas/drift.ts';
import type { Segment } from '../../api/schemas/segments.ts';
import { restartIds } from '../../bundle/report/axes.ts';
import { formatCount, formatInterval, formatNumber, formatPercent } from '../../bundle/report/format.ts';
import { html, type Content, type Markup } from '../../bundle/report/html.ts';
import { warningItems } from '../../bundle/report/warningItems.ts';
import { metricInfo } from '../../bundle/report/metricLabels.ts';
import { reportPage } from '../../bundle/report/reportPage.ts';
import { windowLabel } from '../../runs/windowLabel.ts';
import { lastFull } from '../alerts/rule.ts';
import { likenessText } from '../likeness/likeness.ts';
import { isWorseCell } from '../segments.ts';
import { driftStrip, estimateChart, shapeChart } from './driftCharts.ts';

const shownColumns = 60;
const shownShapes = 9;
const shownAlerts = 30;
const ranks = { drift: 0, possible: 1, none: 2 } as const;

/** Self-contained HTML of one drift run. The same record gives the same bytes. */
export function driftReport(record: DriftRecord): string {
  restartIds();
  const { report } = record;
  const labels = report.windows.map((window) => windowLabel(window, report.unit));
  const columns = [...report.columns].sort(
    (a, b) => ranks[a.verdict] - ranks[b.verdict] || (b.damage?.value ?? 0) - (a.damage?.value ?? 0) || beyond(b) - beyond(a),
  );
  return reportPage({
    title: `${record.name} – drift`,
    body: html`<header>
        <h1>${record.name}</h1>
        <p class="dim">
          ${report.current.name}, ${formatCount(report.current.rows)} rows in ${windowsOf(report)}, held against
          ${report.reference.name}, ${formatCount(report.reference.rows)} rows${period(report)}; rules: ${report.preset}.
        </p>
        ${verdict(report, labels)}
      </header>
      ${alerts(report, labels)}${strip(report, columns, labels)}${shapes(report, columns, labels)}${together(report)}
      ${estimates(report, labels)}${segments(report, labels)}${detectors(report)}${notes(report)}
      <footer>
        Made by Drydock from run ${record.id}, ${record.startedAt.slice(0, 10)}; data ${record.data.sha256.slice(0, 12)}. This
        page loads nothing and runs nothing.
      </footer>`,
  });
}

function beyond({ score, threshold }: DriftColumn): number {
  return score === null ? -1 : score / (threshold !== null && threshold > 0 ? threshold : 1);
}

function windowsOf({ windows, unit }: DriftReport): string {
  const others = windows.filter(({ reference, used }) => !reference && used > 0).length;
  return others === 1 ? 'one window' : `${formatCount(others)} windows (${unit})`;
}

function period({ reference: { start, end } }: DriftReport): string {
  return start === null || end === null ? '' : `, ${start.slice(0, 10)} to before ${end.slice(0, 10)}`;
}

function verdict({ verdict: { action, since, headline, reasons } }: DriftReport, labels: readonly string[]): Markup {
  return html`<div class="banner" role="note">
    <strong>${action[0]?.toUpperCase()}${action.slice(1)}.</strong>
    ${headline}${since === null ? '' : `, since ${labels[since] ?? ''}`}.
    ${
      reasons.length > 0 &&
      html`<ul>
        ${reasons.map((reason) => html`<li>${reason}</li>`)}
      </ul>`
    }
  </div>`;
}

function alerts({ alerts: found }: DriftReport, labels: readonly string[]): Markup | null {
  if (found.length === 0) return null;
  return html`<h2>Alerts</h2>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>Severity</th>
            <th>What</th>
            <th>Column</th>
            <th>From</th>
            <th>To</th>
            <th>Detail</th>
          </tr>
        </thead>
        <tbody>
          ${found.slice(0, shownAlerts).map(
            ({ severity, title, column, from, to, active, detail }) =>
              html`<tr>
                <td>${severity}</td>
                <th scope="row">${title}</th>
                <td>${column ?? ''}</td>
                <td>${labels[from] ?? ''}</td>
                <td>${active ? 'still' : (labels[to] ?? '')}</td>
                <td>${detail}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${found.length > shownAlerts && html`<p class="note">and ${formatCount(found.length - shownAlerts)} more</p>`}`;
}

function strip(report: DriftReport, columns: readonly DriftColumn[], labels: readonly string[]): Markup {
  const shown = columns.slice(0, shownColumns);
  return html`<h2>Columns by window</h2>
    <p class="note">
      Full: drift. Half: possible drift. Empty: none. Shaded: the reference. Worst
      first${
        columns.length > shown.length ? `; ${formatCount(columns.length - shown.length)} further columns are left out here` : ''
      }.
    </p>
    ${driftStrip(report, shown, labels)}
    <details>
      <summary>All figures as a table</summary>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th>Column</th>
              <th>Verdict</th>
              <th>Method</th>
              <th class="n">Score</th>
              <th class="n">Limit</th>
              <th class="n">p</th>
              <th class="n">Missing</th>
              <th class="n">${report.damageMetric ? damageTitle(report.damageMetric) : 'What it costs the model'}</th>
              <th>What changed</th>
            </tr>
          </thead>
          <tbody>
            ${columns.slice(0, 500).map(
              (column) =>
                html`<tr>
                  <th scope="row">${column.name}</th>
                  <td>${column.verdict}</td>
                  <td>${column.method}</td>
                  <td class="n">${formatNumber(column.score)}</td>
                  <td class="n">${formatNumber(column.threshold)}</td>
                  <td class="n">${column.pValue !== null && column.pValue < 0.001 ? '< 0.001' : formatNumber(column.pValue)}</td>
                  <td class="n">${formatPercent(column.missing)}</td>
                  <td class="n">${column.damage ? formatInterval(column.damage) : '–'}</td>
                  <td>${[...column.changes, ...(column.looksLike ? [likenessText(column.looksLike)] : [])].join('; ')}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </details>`;
}

/** Each in the last window that it drifts in. */
function shapes(report: DriftReport, columns: readonly DriftColumn[], labels: readonly string[]): Markup | null {
  const drawn = columns
    .map((column) => ({ column, drifting: [...column.windows.keys()].filter((w) => column.windows[w]?.verdict === 'drift') }))
    .filter(({ drifting }) => drifting.length > 0)
    .map(({ column, drifting }) => ({ column, window: lastFull(report.windows, drifting) }))
    .slice(0, shownShapes);
  if (drawn.length === 0) return null;
  return html`<h2>What changed</h2>
    <p class="note">Bars: the reference. Line: the last window that the column drifts in. Both as shares of the rows.</p>
    <div class="charts">${drawn.map(({ column, window }) => shapeChart(column, window, labels[window] ?? ''))}</div>`;
}

function together({ together: found, windows }: DriftReport): Markup | null {
  const [first] = found ?? [];
  if (!found || !first) return null;
  return html`<h2>
      ${first.columns < first.of ? `The first ${formatCount(first.columns)} of ${formatCount(first.of)}` : `All ${formatCount(first.columns)}`}
      columns together
    </h2>
    <table>
      <thead>
        <tr>
          <th>Method</th>
          <th>Verdict</th>
          <th class="n">All windows</th>
          <th class="n">No drift</th>
          <th class="n">Windows that drift</th>
        </tr>
      </thead>
      <tbody>
        ${found.map(
          ({ method, overall, band, windows: cells }) =>
            html`<tr>
              <th scope="row">${togetherTitles[method]}</th>
              <td>${overall.verdict}</td>
              <td class="n">${formatInterval(overall)}</td>
              <td class="n">${formatNumber(band.low)} – ${formatNumber(band.high)}</td>
              <td class="n">
                ${formatCount(cells.filter(({ verdict: told }, w) => told === 'drift' && !windows[w]?.reference).length)} of
                ${formatCount(windows.filter(({ reference, used }) => !reference && used > 0).length)}
              </td>
            </tr>`,
        )}
      </tbody>
    </table>`;
}

function estimates({ estimates: found }: DriftReport, labels: readonly string[]): Markup | null {
  const [first] = found ?? [];
  if (!found || !first) return null;
  const byMetric = [...new Set(found.map(({ metric }) => metric))].flatMap((metric) =>
    found.filter((one) => one.metric === metric),
  );
  const drawn = found.find(({ metric }) => metric === 'rocAuc') ?? first;
  return html`<h2>Estimated without labels</h2>
    <figure>
      <figcaption>
        ${metricInfo(drawn.metric).label}<small
          >dashed with band: estimated by ${estimateNames[drawn.method]}; dots: true; straight: the reference</small
        >
      </figcaption>
      ${estimateChart(drawn, labels)}
    </figure>
    <table>
      <thead>
        <tr>
          <th>Metric</th>
          <th>Method</th>
          <th class="n">Reference</th>
          <th class="n">Estimate, all windows</th>
        </tr>
      </thead>
      <tbody>
        ${byMetric.map(
          ({ metric, method, reference, ...interval }) =>
            html`<tr>
              <th scope="row">${metricInfo(metric).label}</th>
              <td>${estimateNames[method]}</td>
              <td class="n">${formatInterval(reference)}</td>
              <td class="n">${formatInterval(interval)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${replays(found, labels)}
    <p class="note">
      A figure is as uncertain as the methods lie apart. After concept drift only labels tell: an estimate takes it that labels
      depend on the columns as before.
    </p>`;
}

function replays(estimates: readonly DriftEstimate[], labels: readonly string[]): Markup | null {
  const found = estimates.find(({ replayed }) => replayed);
  if (!found) return null;
  const windows = [...labels.keys()].filter((w) => found.windows[w]?.value != null);
  return html`<p class="note">Stress replay put these faults on labelled rows of the reference:</p>
    <ul>
      ${windows.map((w) => html`<li>${labels[w] ?? ''}: <span class="dim">${found.replayed?.[w] ?? ''}</span></li>`)}
    </ul>`;
}

const shownSegments = 30;
const shownWindows = 40;

function segments({ segments: told }: DriftReport, labels: readonly string[]): Markup | null {
  if (!told) return null;
  const shown = [...labels.keys()].slice(-shownWindows);
  const cell = (segment: Segment, w: number): Content => {
    const { value } = segment.cells[w] ?? {};
    if (value?.value == null) return html`<td class="n">–</td>`;
    return html`<td class="n" title="${formatInterval(value)}">
      ${formatNumber(value.value)}${isWorseCell(told, segment, w) ? ' ▼' : ''}
    </td>`;
  };
  return html`<h2>${metricInfo(told.metric).label} by ${told.column ?? ''}</h2>
    <p class="note">
      ▼: the whole 95 % interval is worse than the segment was in the reference or, where there is none, than all rows of the
      window are. Of twenty cells without any change one is by
      chance.${labels.length > shown.length ? ` The last ${formatCount(shown.length)} windows.` : ''}${
        told.segments.length > shownSegments
          ? ` ${formatCount(told.segments.length - shownSegments)} further segments are left out here.`
          : ''
      }
    </p>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>Segment</th>
            <th class="n">Rows</th>
            <th class="n">Reference</th>
            ${shown.map((w) => html`<th class="n">${labels[w] ?? ''}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${told.segments.slice(0, shownSegments).map(
            (segment) =>
              html`<tr>
                <th scope="row">${segment.name}</th>
                <td class="n">${formatCount(segment.rows)}</td>
                <td class="n">${formatNumber(segment.reference?.value)}</td>
                ${shown.map((w) => cell(segment, w))}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

function detectors({ detectors: found }: DriftReport): Markup | null {
  if (!found || found.length === 0) return null;
  return html`<h2>Change detectors on the errors</h2>
    <table>
      <thead>
        <tr>
          <th>Detector</th>
          <th class="n">Alarms</th>
          <th class="n">False alarms in 1,000 rows</th>
          <th class="n">in a month</th>
          <th class="n">Rows to find a change</th>
          <th>First alarms</th>
        </tr>
      </thead>
      <tbody>
        ${found.map(
          ({ title, count, falseAlarms, falseAlarmsAMonth, detection, alarms }) =>
            html`<tr>
              <th scope="row">${title}</th>
              <td class="n">${formatCount(count)}</td>
              <td class="n">${formatNumber(falseAlarms.value)}</td>
              <td class="n">${formatNumber(falseAlarmsAMonth?.value)}</td>
              <td class="n">${detection?.rows ? formatCount(detection.rows.median) : '–'}</td>
              <td>
                ${alarms
                  .slice(0, 4)
                  .map(({ time, row }) => time?.slice(0, 10) ?? `row ${formatCount(row)}`)
                  .join(', ')}
              </td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${
      found[0]?.detection &&
      html`<p class="note">
        Simulated on the errors of the reference. The change: ${found[0].detection.change}; the rows are the median.
      </p>`
    }`;
}

function notes({ leftOut, warnings }: DriftReport): Markup | null {
  const left = leftOut.filter(({ reason }) => reason !== 'not asked for');
  if (left.length === 0 && warnings.length === 0) return null;
  return html`<h2>To know</h2>
    <ul>
      ${warningItems(warnings)}
      ${left.map(({ column, reason }) => html`<li>${column} was not compared: <span class="dim">${reason}</span></li>`)}
    </ul>`;
}
