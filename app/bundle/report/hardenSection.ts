// What mends the model on messy data, for paper: every offer with its proof, before and after side by side.
import { noOffersText } from '../../api/hardenWords.ts';
import { harmText } from '../../api/harms.ts';
import { answeredAccuracy, shownMetric } from '../../api/metricWords.ts';
import type { HardenFigure, HardenMetric, HardenOffer } from '../../api/schemas/harden.ts';
import { formatCount, formatInterval, formatNumber, formatPercent } from './format.ts';
import { html, type Markup } from './html.ts';
import type { MessyFindings } from './messyFindings.ts';
import { metricLabel } from './metricLabels.ts';

function labelOf(metric: HardenMetric): string {
  if (metric === 'cost') return 'cost a row';
  return metric === 'accuracyAnswered' ? answeredAccuracy : metricLabel(metric);
}

function figureTable(figures: readonly HardenFigure[], metric: HardenMetric): Markup {
  const shown = shownMetric(metric);
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          <th scope="col">Rows</th>
          <th scope="col" class="n">${metricLabel(shown)} before</th>
          <th scope="col" class="n">After</th>
          <th scope="col" class="n">Gain in ${labelOf(metric)}, 95 %</th>
        </tr>
      </thead>
      <tbody>
        ${figures.map(
          ({ title, before, after, gain }) =>
            html`<tr>
              <th scope="row">${title}</th>
              <td class="n">${formatNumber(before[shown]?.value)}</td>
              <td class="n">${formatNumber(after[shown]?.value)}</td>
              <td class="n">${formatInterval(gain)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function offered(offer: HardenOffer): Markup {
  const { title, metric, gain, level, scenario, figures } = offer;
  const harm = harmText(offer);
  const where = figures.find((one) => one.scenario === scenario)?.title ?? scenario;
  return html`<h4>${title}</h4>
    <p class="note">
      Proved on ${where}: gain ${formatInterval(gain)} in ${labelOf(metric)}, at a level of ${formatPercent(level)}.
    </p>
    ${figureTable(figures, metric)} ${harm === null ? '' : html`<p class="note">${harm}.</p>`}`;
}

export function hardenSection({ report, startedAt, isSamePreparation }: NonNullable<MessyFindings['harden']>): Markup {
  const { offers, rows, tried, adjustment } = report;
  return html`<h3>What mends it</h3>
    <p class="note">
      Searched on ${startedAt.slice(0, 10)}, chosen on ${formatCount(rows.search)} rows and proved on ${formatCount(rows.proof)}
      others.
      ${isSamePreparation ? '' : 'It began from another preparation than this run: what was accepted since may be in it already. '}
      ${adjustment}
    </p>
    ${offers.length === 0 ? html`<p>${noOffersText(tried)}</p>` : offers.map(offered)}`;
}
