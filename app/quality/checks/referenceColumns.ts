import { kindOf } from '../../data/columnSql.ts';
import { grades, measureOf, type DataCheck } from '../check.ts';
import { listed, quoted } from '../words.ts';

export const referenceColumns: DataCheck = {
  id: 'reference-columns',
  title: 'Columns as in the reference',
  help: 'Columns of the reference file that are missing here, that are new, or that hold another kind of value.',
  measure: 'columns that differ (0.5 for new ones)',
  bad: 'above',
  needs: ['reference'],
  thresholds: grades('count', { info: 0, warn: 0.5, fail: null }),
  run({ columns, card, reference }) {
    if (!reference || reference.facts.kind === 'period')
      return Promise.resolve({ skipped: 'The reference is an earlier period of the same data.' });
    const here = new Map(card.columns.map((column) => [column.name, column]));
    const gone = [...reference.columns.keys()].filter((name) => !here.has(name));
    const fresh = columns.filter(({ name }) => !reference.columns.has(name)).map(({ name }) => name);
    const changed = columns.flatMap(({ name, storage }) => {
      const before = reference.columns.get(name);
      return before && kindOf(before.storage) !== kindOf(storage) && before.present > 0
        ? [{ name, before: kindOf(before.storage), now: kindOf(storage) }]
        : [];
    });
    const names = (list: readonly string[]): string =>
      listed(
        list.map((name) => quoted(name)),
        8,
      );
    return Promise.resolve({
      tested: reference.columns.size + fresh.length,
      measures: [
        ...(gone.length > 0
          ? [
              measureOf({
                key: 'gone',
                columns: [],
                count: gone.length,
                value: gone.length,
                message: `${gone.length === 1 ? 'A column' : `${String(gone.length)} columns`} of the reference ${gone.length === 1 ? 'is' : 'are'} not here: ${names(gone)}.`,
                advice: 'If the model needs one of them, map another column or find out why it is not delivered any more.',
              }),
            ]
          : []),
        ...(fresh.length > 0
          ? [
              measureOf({
                key: 'new',
                columns: fresh.slice(0, 100),
                count: fresh.length,
                value: 0.5,
                message: `${fresh.length === 1 ? 'A column is' : `${String(fresh.length)} columns are`} new beside the reference: ${names(fresh)}.`,
                advice: 'Nothing to do unless a name was changed: then map the column under its new name.',
              }),
            ]
          : []),
        ...changed.map(({ name, before, now }) =>
          measureOf({
            key: `kind ${name}`,
            columns: [name],
            count: 1,
            value: 1,
            message: `"${name}" holds values of another kind: ${now}, in the reference ${before}.`,
            advice: 'Often a text among the numbers or another decimal mark. Look at the column, and at how it was read.',
          }),
        ),
      ],
    });
  },
};
