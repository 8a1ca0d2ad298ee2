// What a stress run found, for paper: the grade, a small curve for every kind of damage, columns by damage, breaking points.
import { breakingText } from '../../api/metricWords.ts';
import type { CorruptionScore, StressReport } from '../../api/schemas/stress.ts';
import { pathOf, picture, scale, yAxis, type Frame } from './axes.ts';
import { damageTable } from './damageTable.ts';
import { coordinate, formatCount, formatInterval, formatNumber, formatPercent } from './format.ts';
import { html, type Markup } from './html.ts';
import { metricLabel } from './metricLabels.ts';

const width = 280;
const height = 130;
const frame: Frame = { left: 44, right: 272, top: 8, bottom: 108 };
const shownModes = 12;

function labelOf(report: StressReport): string {
  return report.metric === 'agreement' ? 'Agreement with the answers on clean data' : metricLabel(report.metric);
}

/** The same axis for every curve. */
function domainOf(report: StressReport): [number, number] {
  const values = [
    report.clean.value,
    report.dummy,
    report.floor,
    ...report.corruptions.flatMap(({ severities }) => severities.flatMap(({ score }) => [score.value, score.low, score.high])),
  ].filter((value): value is number => value !== null && Number.isFinite(value));
  if (values.length === 0) return [0, 1];
  const room = (Math.max(...values) - Math.min(...values)) * 0.06 || 0.02;
  return [Math.min(...values) - room, Math.max(...values) + room];
}

function curve(report: StressReport, corruption: CorruptionScore, domain: [number, number]): Markup {
  const x = scale([0, 5], [frame.left, frame.right]);
  const y = scale(domain, [frame.bottom, frame.top]);
  const points = [
    { severity: 0, score: report.clean },
    ...[...corruption.severities].sort((a, b) => a.severity - b.severity),
  ].flatMap(({ severity, score: { value, low, high } }) =>
    value === null ? [] : [{ at: x(severity), value: y(value), low: y(low ?? value), high: y(high ?? value) }],
  );
  const band = [
    ...points.map(({ at, high }): [number, number] => [at, high]),
    ...[...points].reverse().map(({ at, low }): [number, number] => [at, low]),
  ];
  const last = corruption.severities.at(-1);
  return html`<figure>
    <figcaption>
      ${corruption.title}<small>${last ? `${last.meaning}: ${formatInterval(last.score)}` : 'not reached'}</small>
    </figcaption>
    ${picture(
      {
        width,
        height,
        title: corruption.title,
        description: corruption.severities.map(({ meaning, score }) => `${meaning}: ${formatNumber(score.value)}`).join('; '),
      },
      [
        ...yAxis(frame, y, domain, 3),
        report.floor === null
          ? null
          : html`<line
              class="ref"
              x1="${frame.left}"
              x2="${frame.right}"
              y1="${coordinate(y(report.floor))}"
              y2="${coordinate(y(report.floor))}"
            />`,
        html`<path class="band" d="${pathOf(band)}Z" /><path
            class="line"
            d="${pathOf(points.map(({ at, value }): [number, number] => [at, value]))}"
          />`,
        [0, 1, 2, 3, 4, 5].map(
          (severity) =>
            html`<text x="${coordinate(x(severity))}" y="${height - 8}" text-anchor="middle"
              >${severity === 0 ? 'clean' : severity}</text
            >`,
        ),
      ],
    )}
  </figure>`;
}

function worst({ clean, higherIsBetter }: StressReport, { severities }: CorruptionScore): number {
  const drops = severities.map(({ score }) =>
    clean.value === null || score.value === null ? 0 : higherIsBetter ? clean.value - score.value : score.value - clean.value,
  );
  return Math.max(0, ...drops);
}

function columnsTable(report: StressReport): Markup | null {
  if (report.columns.length === 0) return null;
  const titles = new Map(report.corruptions.map(({ name, title }) => [name, title]));
  const damage = new Map<string, number>();
  for (const { failures } of report.columns) {
    for (const { mode, drop } of failures) damage.set(mode, Math.max(damage.get(mode) ?? 0, drop.value ?? 0));
  }
  const modes = [...damage]
    .sort((a, b) => b[1] - a[1])
    .slice(0, shownModes)
    .map(([mode]) => mode);
  const most = Math.max(1e-12, ...damage.values());
  return html`<h3>Column by column</h3>
    <p class="note">
      How much is lost when one column alone is damaged, paired row by row with the undamaged rows. In brackets: the 95 % interval
      includes zero.${damage.size > modes.length ? ` The ${String(modes.length)} worst of ${String(damage.size)} kinds.` : ''}
    </p>
    <div class="scroll">
      <table class="confusion">
        <thead>
          <tr>
            <th scope="col">Column</th>
            <th scope="col">Importance</th>
            ${modes.map((mode) => html`<th scope="col">${titles.get(mode) ?? mode}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${[...report.columns]
            .sort((a, b) => (b.damage ?? 0) - (a.damage ?? 0))
            .map(
              ({ column, importance, failures }) =>
                html`<tr>
                  <th scope="row">${column}</th>
                  <td>${formatNumber(importance?.value)}</td>
                  ${modes.map((mode) => {
                    const failure = failures.find((one) => one.mode === mode);
                    if (!failure) return html`<td></td>`;
                    if (failure.refused !== undefined) return html`<td>refused</td>`;
                    const { value, low } = failure.drop;
                    const share = Math.max(0, Math.min(1, (value ?? 0) / most));
                    const isSure = low !== null && low > 0;
                    return html`<td style="--share:${coordinate(share)}">
                      ${isSure ? formatNumber(value) : `(${formatNumber(value)})`}
                    </td>`;
                  })}
                </tr>`,
            )}
        </tbody>
      </table>
    </div>`;
}

function breakingPoints(report: StressReport): Markup {
  const { floor, clean, higherIsBetter, metric } = report;
  const all = [
    ...report.corruptions.map(({ breakingPoint }) => breakingPoint),
    ...report.columns.flatMap(({ failures }) => failures.map(({ breakingPoint }) => breakingPoint)),
  ].flatMap((point) => (point && point.kind !== 'holds' ? [breakingText(point, metric, labelOf(report))] : []));
  // Of damage that fits one column alone, the column and all columns are the same.
  const points = [...new Set(all)];
  const isReached = floor !== null && clean.value !== null && (higherIsBetter ? clean.value > floor : clean.value < floor);
  return html`<h3>Breaking points</h3>
    ${
      points.length === 0
        ? html`<p class="note">
            ${isReached ? `No damage that was tried takes the figure through ${formatNumber(floor)}.` : 'There are none: without damage the figure is not on the good side of a floor.'}
          </p>`
        : html`<ul>
            ${points.map((text) => html`<li>${text}</li>`)}
          </ul>`
    }`;
}

function slices({ slices: found }: StressReport): Markup | null {
  if (found.length === 0) return null;
  return html`<h3>Weak slices</h3>
    <p class="note">Found on one half of the rows; losses and p-values are of the other half, rows and share of errors of all.</p>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Where</th>
            <th scope="col" class="n">Rows</th>
            <th scope="col" class="n">Of all errors</th>
            <th scope="col" class="n">Loss there, test half</th>
            <th scope="col" class="n">Loss elsewhere</th>
            <th scope="col" class="n">Adjusted p</th>
          </tr>
        </thead>
        <tbody>
          ${found.map(
            ({ rule, rows, coverage, loss, restLoss, pAdjusted }) =>
              html`<tr>
                <th scope="row">${rule}</th>
                <td class="n">${formatCount(rows)}</td>
                <td class="n">${formatPercent(coverage)}</td>
                <td class="n">${formatInterval(loss)}</td>
                <td class="n">${formatNumber(restLoss.value)}</td>
                <td class="n">${formatNumber(pAdjusted)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

const shownUnstable = 20;

function unstableRows({ unstable }: StressReport): Markup | null {
  if (!unstable || unstable.worst.length === 0) return null;
  const { rows, worst } = unstable;
  return html`<h3>Most unstable rows</h3>
    <p class="note">
      ${formatCount(rows)} rows whose answer small damage to their own cells flips (severities 1 and
      2).${rows > shownUnstable ? ` The first ${String(shownUnstable)}.` : ''}
    </p>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col" class="n">Row</th>
            <th scope="col">Answer</th>
            <th scope="col">Label</th>
            <th scope="col" class="n">Flipped</th>
            <th scope="col">By</th>
          </tr>
        </thead>
        <tbody>
          ${worst.slice(0, shownUnstable).map(
            ({ row, answer, actual, flips, tried, by }) =>
              html`<tr>
                <th scope="row" class="n">${formatCount(row)}</th>
                <td>${typeof answer === 'number' ? formatNumber(answer) : String(answer)}</td>
                <td>${actual === null ? '' : typeof actual === 'number' ? formatNumber(actual) : String(actual)}</td>
                <td class="n">${flips} of ${tried}</td>
                <td>${by.join(', ')}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

/** How the model takes messy data: everything of a stress run but its rows. */
export function messySection(report: StressReport): Markup {
  const domain = domainOf(report);
  const curves = [...report.corruptions]
    .filter(({ severities }) => severities.length > 0)
    .sort((a, b) => worst(report, b) - worst(report, a));
  const { grade, floor, floorReason, rows, totalRows, seed, provider } = report;
  return html`${
      grade
        ? html`<p><strong>Grade ${grade.letter}, ${formatCount(Math.floor(grade.score))} of 100.</strong> ${grade.meaning}</p>`
        : null
    }
    <p class="note">
      ${labelOf(report)} on clean data:
      ${formatInterval(report.clean)}${report.dummy === null ? '' : `, of a dummy ${formatNumber(report.dummy)}`}.
      ${floor === null ? '' : `Floor of breaking points (dashed): ${formatNumber(floor)}, ${floorReason}. `}${formatCount(rows)}
      of ${formatCount(totalRows)} rows, seed ${seed}, on
      ${provider}.${report.progress.done < report.progress.planned ? ` Ended early: ${formatPercent(report.progress.done / Math.max(1, report.progress.planned))} of the plan.` : ''}
    </p>
    <div class="charts">${curves.map((corruption) => curve(report, corruption, domain))}</div>
    ${damageTable(report, curves)}${breakingPoints(report)}${columnsTable(report)}${slices(report)}${unstableRows(report)}`;
}
