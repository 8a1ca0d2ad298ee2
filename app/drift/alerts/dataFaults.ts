// Faults of what delivers the data, not changes of the world: missing cells, other units, unseen categories, lost columns.
import type { ColumnChanges } from '../changes.ts';
import { percent } from '../figures.ts';
import { likenessText } from '../likeness/likeness.ts';
import { alertsOf, sinceText, stretches, type AlertRule, type Findings } from './rule.ts';

const fed = ({ role }: Findings['columns'][number]): boolean => role === 'feature' || role === 'other';

/** Of a column that does not feed the model it is worth knowing, no more; without a model any column may matter. */
function severityIn(columns: Findings['columns'], atWorst: 'alarm' | 'warning') {
  const hasModel = columns.some(({ role }) => role === 'feature');
  return ({ role }: Findings['columns'][number]): 'alarm' | 'warning' | 'info' =>
    role === 'feature' || !hasModel ? atWorst : 'info';
}

/** What the column looks like there, unless the alert says just that. */
function looksLike({ likeness, windows }: Findings['columns'][number], window: number, says: string | undefined): string[] {
  const found = windows[window]?.verdict === 'drift' ? likeness[window]?.() : null;
  return found && found.corruption !== says ? [likenessText(found)] : [];
}

function byColumn(
  name: string,
  title: string,
  about: {
    explains: string;
    atWorst: 'alarm' | 'warning';
    action: 'fix the data' | 'look';
    holds: (changed: ColumnChanges) => boolean;
    detail: (changed: ColumnChanges) => string;
    /** The corruption that `detail` is about already. */
    says?: string;
  },
): AlertRule {
  return {
    name,
    title,
    explains: about.explains,
    find: ({ windows, columns }) => {
      const severityOf = severityIn(columns, about.atWorst);
      return columns.filter(fed).flatMap((column) => {
        const changed = (window: number): ColumnChanges => column.changed[window] as ColumnChanges;
        return alertsOf(
          { name, title },
          stretches(windows, (window) => about.holds(changed(window))),
          ({ at }) => ({
            severity: severityOf(column),
            column: column.name,
            detail: `${column.name}: ${[about.detail(changed(at)), ...looksLike(column, at, about.says)].join('; ')}`,
            action: about.action,
          }),
        );
      });
    },
  };
}

/** A rise by less than this is worth a look at the column, not an alarm. */
const muchMissing = 0.05;

export const missingCells = byColumn('missingCells', 'More cells are missing', {
  explains: 'The share of missing cells of a column rose by at least 5 points, beyond chance (p < 0.001).',
  atWorst: 'alarm',
  action: 'fix the data',
  says: 'missing',
  holds: ({ missing }) => missing !== null && missing.now - missing.before >= muchMissing,
  detail: ({ missing }) =>
    missing ? `missing in ${percent(missing.now)} of the rows, before in ${percent(missing.before)}` : '',
});

export const otherUnit = byColumn('otherUnit', 'Values in another unit', {
  explains:
    'All quartiles of a column are the same multiple (1.5 or more, or its inverse) of what they were, or are as on another scale of temperature (Celsius, Fahrenheit, kelvin).',
  atWorst: 'alarm',
  action: 'fix the data',
  holds: ({ otherUnit: words }) => words !== null,
  detail: ({ otherUnit: words }) => words ?? '',
});

const leastUnseen = 0.01;
const unseen = ({ newCategories }: ColumnChanges): number => newCategories.reduce((sum, { share }) => sum + share, 0);

export const unseenCategories = byColumn('unseenCategories', 'Categories never seen before', {
  explains:
    'At least 1 % of the rows hold a category that the reference does not have, though by its number of rows it should (95 %).',
  atWorst: 'warning',
  action: 'look',
  says: 'unseen-category',
  holds: (changed) => unseen(changed) >= leastUnseen,
  detail: (changed) =>
    `${changed.words.find((text) => text.startsWith('new:')) ?? ''}${changed.newCategories.length > 1 ? `: together ${percent(unseen(changed))} of the rows` : ''}`,
});

export const changedSchema: AlertRule = {
  name: 'changedSchema',
  title: 'A column is gone or of another type',
  explains: 'A column of the reference is not there any more, or holds text where there were numbers.',
  find: ({ windows, schema }) => {
    const first = windows.findIndex(({ reference }) => !reference);
    return schema.map(({ message, where }) => ({
      rule: 'changedSchema',
      title: 'A column is gone or of another type',
      severity: 'alarm' as const,
      since: sinceText(windows, first),
      from: first,
      to: windows.length - 1,
      active: true,
      column: where?.column ?? null,
      detail: message,
      action: 'fix the data' as const,
    }));
  },
};
