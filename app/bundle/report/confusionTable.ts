import type { Confusion } from '../../api/schemas/runs.ts';
import { formatCount, formatPercent } from './format.ts';
import { html, type Markup } from './html.ts';

const mostClasses = 20;

/** Classes with most rows, in their order; the rest is left out and said so. */
function shownClasses(confusion: Confusion): number[] {
  const rows = confusion.counts.map((counts, index) => ({
    index,
    rows: counts.reduce((sum, count) => sum + count, 0) + confusion.counts.reduce((sum, other) => sum + (other[index] ?? 0), 0),
  }));
  return rows
    .sort((a, b) => b.rows - a.rows || a.index - b.index)
    .slice(0, mostClasses)
    .map(({ index }) => index)
    .sort((a, b) => a - b);
}

/** `classCount` = classes the model knows; further labels occur in the data alone and are never predicted. */
export function confusionTable(confusion: Confusion, classCount: number): Markup {
  const shown = shownClasses(confusion);
  const total = (index: number): number => (confusion.counts[index] ?? []).reduce((sum, count) => sum + count, 0);
  const predicted = shown.filter((index) => index < classCount);
  const hidden = confusion.labels.length - shown.length;
  return html`<p class="note">
      Rows: what was. Columns: what the model said. Percentages are shares of the
      row.${hidden > 0 ? ` The ${mostClasses} most frequent of ${confusion.labels.length} classes are shown.` : null}
    </p>
    <div class="scroll">
      <table class="confusion">
        <thead>
          <tr>
            <th scope="col">actual ↓ &nbsp; predicted →</th>
            ${predicted.map((index) => html`<th scope="col">${confusion.labels[index]}</th>`)}
            <th scope="col">rows</th>
          </tr>
        </thead>
        <tbody>
          ${shown.map((row) => {
            const sum = total(row);
            return html`<tr>
              <th scope="row">${confusion.labels[row]}</th>
              ${predicted.map((column) => {
                const count = confusion.counts[row]?.[column] ?? 0;
                const share = sum > 0 ? count / sum : 0;
                return html`<td${row === column ? html` class="hit"` : null} style="--share:${share.toFixed(3)}">${formatCount(count)}<small>${sum > 0 ? formatPercent(share) : '–'}</small></td>`;
              })}
              <td style="--share:0">${formatCount(sum)}</td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>`;
}
