import { isNumber } from '../columnKinds.ts';
import { grades, measureOf, type DataCheck, type Measure } from '../check.ts';
import { number, percent } from '../words.ts';

/** A difference that chance gives this many standard errors is none. */
const standardErrors = 3;

export const referenceStatistics: DataCheck = {
  id: 'reference-statistics',
  title: 'Statistics as in the reference',
  help: 'Mean and standard deviation of every number and the share of missing cells of every column are within 10 % of what the reference has: the conditions Evidently makes from a reference. Differences of less than three standard errors are chance and pass; for shares of missing cells the difference itself is graded, in tenths.',
  measure: 'relative difference to the reference (1 % missing cells more count as 0.1)',
  bad: 'above',
  needs: ['reference'],
  thresholds: grades('share', { info: 0.1, warn: 0.5, fail: null }),
  run({ columns, reference, roles }) {
    if (!reference) return Promise.resolve({ skipped: 'There is no reference.' });
    const measures: Measure[] = [];
    let tested = 0;
    for (const column of columns) {
      const before = reference.columns.get(column.name);
      const now = reference.currentColumns.get(column.name);
      if (!before || !now || roles.keys.includes(column.name) || column.name === roles.time?.name) continue;
      const { name } = column;
      const add = (what: string, value: number, said: string): void => {
        measures.push(
          measureOf({
            key: `${name} ${what}`,
            columns: [name],
            count: now.present,
            value,
            message: `The ${what} of "${name}" is ${said}.`,
            advice:
              'Find out what changed. If the change is real, test the model on the new rows alone, and take a new reference.',
          }),
        );
      };
      tested++;
      const [missingBefore, missingNow] = [1 - before.present / before.rows, 1 - now.present / now.rows];
      const chance = Math.sqrt((missingBefore * (1 - missingBefore)) / before.rows + (missingNow * (1 - missingNow)) / now.rows);
      const difference = missingNow - missingBefore;
      if (Math.abs(difference) > standardErrors * chance && difference !== 0) {
        add(
          'share of missing cells',
          Math.abs(difference) * 10,
          `${percent(missingNow)}, in the reference ${percent(missingBefore)}`,
        );
      }
      if (!isNumber(column) || before.std === null || now.std === null || before.mean === null || now.mean === null) continue;
      tested += 2;
      const meanError = Math.sqrt(before.std ** 2 / before.present + now.std ** 2 / now.present);
      if (before.mean !== 0 && Math.abs(now.mean - before.mean) > standardErrors * meanError) {
        add('mean', Math.abs(now.mean / before.mean - 1), `${number(now.mean)}, in the reference ${number(before.mean)}`);
      }
      // Of a normal distribution the standard error of a standard deviation is s / √(2n).
      const spreadError = Math.sqrt(before.std ** 2 / (2 * before.present) + now.std ** 2 / (2 * now.present));
      if (before.std > 0 && Math.abs(now.std - before.std) > standardErrors * spreadError) {
        add(
          'standard deviation',
          Math.abs(now.std / before.std - 1),
          `${number(now.std)}, in the reference ${number(before.std)}`,
        );
      }
    }
    return Promise.resolve({ tested, measures });
  },
};
