import type { CorruptionScore, SeverityScore, StressReport } from '../../api/schemas/stress.ts';
import { formatNumber, formatPercent } from './format.ts';
import { html, type Markup } from './html.ts';

const levels = [1, 2, 3, 4, 5];

/** Every kind of damage in figures: the mean under its curve, and how many answers it flips, which takes no labels. */
export function damageTable(report: StressReport, sorted: readonly CorruptionScore[]): Markup | null {
  if (sorted.length === 0) return null;
  const { baseline } = report;
  return html`<h3>Every kind of damage</h3>
    <p class="note">
      The mean of the figure over the severities, and the share of the answers that differ from those on clean data at each
      severity, with its 95 % interval at the
      highest.${
        baseline
          ? ` Relative: its loss as a share of that of the run "${baseline.name}"; below 100 % this model takes it better.${report.relative == null ? '' : ` Mean over all kinds: ${formatPercent(report.relative)}.`}`
          : ''
      }
    </p>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Damage</th>
            <th scope="col" class="n">Mean</th>
            ${levels.map((severity) => html`<th scope="col" class="n">Flipped at ${severity}</th>`)}
            <th scope="col" class="n">Interval</th>
            ${baseline ? html`<th scope="col" class="n">Relative</th>` : null}
          </tr>
        </thead>
        <tbody>
          ${sorted.map(({ title, area, relative, severities }) => {
            const highest = severities.reduce<SeverityScore | null>(
              (last, one) => (last === null || one.severity > last.severity ? one : last),
              null,
            );
            return html`<tr>
              <th scope="row">${title}</th>
              <td class="n">${formatNumber(area)}</td>
              ${levels.map((level) => html`<td class="n">${flipped(severities.find(({ severity }) => severity === level))}</td>`)}
              <td class="n">${interval(highest?.flipRate)}</td>
              ${baseline ? html`<td class="n">${formatPercent(relative)}</td>` : null}
            </tr>`;
          })}
        </tbody>
      </table>
    </div>`;
}

function flipped(score: SeverityScore | undefined): string {
  if (!score) return '–';
  return score.refused === undefined ? formatPercent(score.flipRate.value) : 'refused';
}

function interval(rate: SeverityScore['flipRate'] | undefined): string {
  return rate ? `${formatPercent(rate.low)} to ${formatPercent(rate.high)}` : '–';
}
