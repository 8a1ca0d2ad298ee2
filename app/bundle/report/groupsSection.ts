import type { Interval } from '../../api/schemas/common.ts';
import type { RunReport } from '../../api/schemas/runs.ts';
import type { Fairness, FairnessGroup } from '../../api/schemas/slices.ts';
import { groupMetric, shownGaps } from '../../runs/fairness/textGroups.ts';
import { formatCount, formatInterval } from './format.ts';
import { html, type Markup } from './html.ts';
import { metricInfo } from './metricLabels.ts';

/** The groups of each column that was asked for, beside each other, and how far apart they are. */
export function groupsSection(columns: readonly Fairness[], task: RunReport['task']): Markup | null {
  if (columns.length === 0) return null;
  return html`<section>
    <h2>Groups beside each other</h2>
    ${columns.map(
      (fairness) =>
        html`<h3>${fairness.column}</h3>
          ${groups(fairness, task)}${gaps(fairness, task)}`,
    )}
  </section>`;
}

type Column = [head: string, cell: (group: FairnessGroup) => Interval | undefined];

function groups({ column, groups: all, positive, cut, groupsLeftOut, minRows }: Fairness, task: RunReport['task']): Markup {
  const metric = groupMetric(task);
  const columns: Column[] = [
    ...(positive === null ? [] : [['Selection rate', (group) => group.selectionRate] satisfies Column]),
    [metricInfo(metric).label, ({ metrics }) => metrics[metric]],
    ...(positive === null
      ? []
      : [
          ['True positive rate', (group) => group.truePositiveRate] satisfies Column,
          ['False positive rate', (group) => group.falsePositiveRate] satisfies Column,
          ['Precision', (group) => group.precision] satisfies Column,
        ]),
  ];
  return html`<p class="note">
      ${cut === null ? '' : `Cut ${cut}. `}${positive === null ? '' : `Selected: predicted "${positive}". `}${groupsLeftOut > 0 ? `${formatCount(groupsLeftOut)} smaller groups are left out. ` : ''}Groups
      with fewer than ${minRows} labelled rows are shown, not judged.
    </p>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">${column}</th>
            <th scope="col" class="n">Rows</th>
            ${columns.map(([head]) => html`<th scope="col" class="n">${head}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${all.map(
            (group) =>
              html`<tr>
                <th scope="row">${group.name}${group.judged ? '' : ' (not judged)'}</th>
                <td class="n">${formatCount(group.rows)}</td>
                ${columns.map(([, cell]) => html`<td class="n">${formatInterval(cell(group) ?? unknown)}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

const unknown: Interval = { value: null, low: null, high: null };

function gaps(fairness: Fairness, task: RunReport['task']): Markup | null {
  const shown = shownGaps(fairness, task);
  if (shown.length === 0) return null;
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          <th scope="col">How far apart</th>
          <th scope="col" class="n">Value</th>
          <th scope="col">Highest</th>
          <th scope="col">Lowest</th>
          <th scope="col">How it is computed</th>
        </tr>
      </thead>
      <tbody>
        ${shown.map(
          ({ title, help, value, interval, highest, lowest }) =>
            html`<tr>
              <th scope="row">${title}</th>
              <td class="n">${formatInterval(interval ?? { ...unknown, value })}</td>
              <td>${highest ?? '–'}</td>
              <td>${lowest ?? '–'}</td>
              <td>${help}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
