import type { z } from 'zod';
import type { CurvePoint, Curves, Residuals } from '../../api/schemas/runs.ts';
import { pathOf, picture, scale, xAxis, yAxis, type Frame } from './axes.ts';
import { coordinate, formatCount, formatInterval, formatNumber, formatTick } from './format.ts';
import { html, type Content, type Markup } from './html.ts';

const size = { width: 300, height: 270 };
const frame: Frame = { left: 40, right: 290, top: 8, bottom: 226 };

interface Labels {
  title: string;
  subtitle: string;
  x: string;
  y: string;
  description: string;
}

function figure(labels: Labels, content: Content, table: Content = null): Markup {
  const names = html`<text x="${(frame.left + frame.right) / 2}" y="262" text-anchor="middle">${labels.x}</text
    ><text transform="translate(10 ${(frame.top + frame.bottom) / 2}) rotate(-90)" text-anchor="middle">${labels.y}</text>`;
  return html`<figure>
    <figcaption>${labels.title}<small>${labels.subtitle}</small></figcaption>
    ${picture({ ...size, title: labels.title, description: labels.description }, [content, names])}${table}
  </figure>`;
}

const unit: [number, number] = [0, 1];

function unitCurve(points: z.infer<typeof CurvePoint>[], labels: Labels, guide: Content): Markup {
  const x = scale(unit, [frame.left, frame.right]);
  const y = scale(unit, [frame.bottom, frame.top]);
  return figure(labels, [
    xAxis(frame, x, unit),
    yAxis(frame, y, unit),
    guide,
    html`<path class="line" d="${pathOf(points.map((point) => [x(point.x), y(point.y)]))}" />`,
  ]);
}

function calibration(bins: Curves['calibration']): Markup {
  const x = scale(unit, [frame.left, frame.right]);
  const y = scale(unit, [frame.bottom, frame.top]);
  const filled = bins.filter((bin) => bin.rows > 0 && bin.observed.value !== null);
  const largest = Math.max(1, ...bins.map((bin) => bin.rows));
  const marks = filled.map(({ meanScore, observed, rows }) => {
    const at = coordinate(x(meanScore));
    const radius = coordinate(2.5 + 3.5 * Math.sqrt(rows / largest));
    return html`<line
        class="whisker"
        style="stroke-width:1.5"
        x1="${at}"
        x2="${at}"
        y1="${coordinate(y(observed.low ?? observed.value!))}"
        y2="${coordinate(y(observed.high ?? observed.value!))}"
      /><circle class="dot" cx="${at}" cy="${coordinate(y(observed.value!))}" r="${radius}" />`;
  });
  const labels: Labels = {
    title: 'Calibration',
    subtitle: 'on the dashed line, 0.3 means 30 %',
    x: 'mean predicted probability',
    y: 'share observed',
    description:
      'Share of positive rows by predicted probability, in ten bins, with 95 % intervals. The table below holds the numbers.',
  };
  const table = html`<details>
    <summary>Table</summary>
    <table>
      <thead>
        <tr>
          <th class="n">Score</th>
          <th class="n">Mean</th>
          <th class="n">Observed</th>
          <th class="n">Rows</th>
        </tr>
      </thead>
      <tbody>
        ${bins.map(
          (bin) =>
            html`<tr>
              <td class="n">${formatTick(bin.from)} – ${formatTick(bin.to)}</td>
              <td class="n">${bin.rows > 0 ? formatNumber(bin.meanScore) : '–'}</td>
              <td class="n">${formatInterval(bin.observed)}</td>
              <td class="n">${formatCount(bin.rows)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </details>`;
  const diagonal = html`<line class="ref" x1="${frame.left}" y1="${frame.bottom}" x2="${frame.right}" y2="${frame.top}" />`;
  return figure(labels, [xAxis(frame, x, unit), yAxis(frame, y, unit), diagonal, marks], table);
}

/** `positiveShare` = precision of predicting "positive" for every row, the floor of the second chart. */
export function curveCharts(curves: Curves, positiveShare: number | null): Markup {
  const diagonal = html`<line class="ref" x1="${frame.left}" y1="${frame.bottom}" x2="${frame.right}" y2="${frame.top}" />`;
  const floor = positiveShare === null ? null : coordinate(scale(unit, [frame.bottom, frame.top])(positiveShare));
  return html`<div class="charts">
    ${
      curves.roc.length > 1
        ? unitCurve(
            curves.roc,
            {
              title: 'ROC curve',
              subtitle: 'dashed: guessing',
              x: 'false positive rate',
              y: 'true positive rate',
              description: `True over false positive rate for every threshold, ${curves.roc.length} points. The area is the ROC AUC in the table of figures.`,
            },
            diagonal,
          )
        : null
    }${
      curves.pr.length > 1
        ? unitCurve(
            curves.pr,
            {
              title: 'Precision and recall',
              subtitle: floor === null ? 'for every threshold' : 'dashed: share of positive rows',
              x: 'recall',
              y: 'precision',
              description: `Precision over recall for every threshold, ${curves.pr.length} points. The average precision is in the table of figures.`,
            },
            floor === null ? null : html`<line class="ref" x1="${frame.left}" x2="${frame.right}" y1="${floor}" y2="${floor}" />`,
          )
        : null
    }${curves.calibration.length > 0 ? calibration(curves.calibration) : null}
  </div>`;
}

function residualHistogram({ histogram }: z.infer<typeof Residuals>): Markup {
  const { edges, counts } = histogram;
  const domain: [number, number] = [edges[0] ?? 0, edges.at(-1) ?? 1];
  const top: [number, number] = [0, Math.max(1, ...counts)];
  const x = scale(domain, [frame.left, frame.right]);
  const y = scale(top, [frame.bottom, frame.top]);
  const bars = counts.map((count, index) => {
    const from = x(edges[index] ?? 0);
    return html`<rect
      class="bin"
      x="${coordinate(from + 0.5)}"
      width="${coordinate(Math.max(0.5, x(edges[index + 1] ?? 0) - from - 1))}"
      y="${coordinate(y(count))}"
      height="${coordinate(frame.bottom - y(count))}"
    />`;
  });
  const zero =
    domain[0] < 0 && domain[1] > 0
      ? html`<line class="ref" x1="${coordinate(x(0))}" x2="${coordinate(x(0))}" y1="${frame.top}" y2="${frame.bottom}" />`
      : null;
  return figure(
    {
      title: 'Residuals',
      subtitle: 'predicted minus actual',
      x: 'residual',
      y: 'rows',
      description: `Histogram of residuals from ${formatNumber(domain[0])} to ${formatNumber(domain[1])}.`,
    },
    [xAxis(frame, x, domain, 3), yAxis(frame, y, top), bars, zero],
  );
}

function residualScatter({ sample }: z.infer<typeof Residuals>): Markup {
  const values = sample.flatMap(({ actual, predicted }) => [actual, predicted]).filter(Number.isFinite);
  const domain: [number, number] = [Math.min(...values), Math.max(...values)];
  const x = scale(domain, [frame.left, frame.right]);
  const y = scale(domain, [frame.bottom, frame.top]);
  const points = sample.map(
    ({ actual, predicted }) =>
      html`<circle class="point" r="2" cx="${coordinate(x(actual))}" cy="${coordinate(y(predicted))}" />`,
  );
  return figure(
    {
      title: 'Predicted over actual',
      subtitle: `a seeded sample of ${formatCount(sample.length)} rows; dashed: perfect`,
      x: 'actual',
      y: 'predicted',
      description: `${sample.length} rows between ${formatNumber(domain[0])} and ${formatNumber(domain[1])}.`,
    },
    [
      xAxis(frame, x, domain, 3),
      yAxis(frame, y, domain),
      html`<line class="ref" x1="${frame.left}" y1="${frame.bottom}" x2="${frame.right}" y2="${frame.top}" />`,
      points,
    ],
  );
}

export function residualCharts(residuals: z.infer<typeof Residuals>): Markup {
  return html`<div class="charts">
    ${residuals.histogram.counts.length > 0 ? residualHistogram(residuals) : null}${residuals.sample.length > 1 ? residualScatter(residuals) : null}
  </div>`;
}
