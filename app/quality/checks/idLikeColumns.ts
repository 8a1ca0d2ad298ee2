import { kindOf } from '../../data/columnSql.ts';
import { grades, measureOf, type QuickCheck } from '../check.ts';
import { percent } from '../words.ts';

/** With fewer rows than this, different values in every row are nothing special. */
const enoughRows = 50;

export const idLikeColumns: QuickCheck = {
  id: 'id-like',
  title: 'Columns like an id',
  help: 'Texts and whole numbers that differ in (almost) every row, among the columns an answer could rest on. A model that uses one has learned rows by heart. From 50 rows on.',
  measure: 'different values per row that has a value',
  bad: 'above',
  thresholds: grades('share', { info: null, warn: 0.99, fail: null }),
  quick({ card, columns, roles }) {
    const features = new Set(roles.features.map(({ name }) => name));
    const looked = columns.filter((column) => features.has(column.name) || (!roles.isFed && roles.keys.includes(column.name)));
    return {
      tested: looked.length,
      measures: looked.flatMap((column) => {
        const present = card.rows - column.missing;
        const kind = kindOf(column.storage);
        const isWhole = kind === 'number' && (column.type === 'integer' || column.type === 'id');
        if (present < enoughRows || !(kind === 'text' || isWhole)) return [];
        const isKey = roles.keys.includes(column.name);
        // Told apart already: nothing to warn of.
        if (isKey && !features.has(column.name)) return [];
        const value = column.distinct / present;
        if (value < 0.5) return [];
        return measureOf({
          key: column.name,
          columns: [column.name],
          count: present,
          share: present / card.rows,
          value,
          message: `"${column.name}" has ${percent(value)} different values: it tells rows apart like an id${roles.isFed ? ', and it feeds the model' : ''}.`,
          advice: roles.isFed
            ? 'Train without it, or map another column: of rows that come later the model knows none of its values.'
            : 'If it is an id, give it that role: duplicates are then looked for without it.',
        });
      }),
    };
  },
};
