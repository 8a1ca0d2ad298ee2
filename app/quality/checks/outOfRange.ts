import { counted } from '../../base/counts.ts';
import type { RowFilter } from '../../api/schemas/common.ts';
import { realSql } from '../../data/columnSql.ts';
import { isNumber } from '../columnKinds.ts';
import { grades, type DataCheck, type Measure } from '../check.ts';
import { exceedanceProbability } from '../maths/exceedances.ts';
import { declaredOf } from '../expectations.ts';
import { listed, number, percent } from '../words.ts';

const columnsPerPass = 32;
const chance = 0.001;

export const outOfRange: DataCheck = {
  id: 'out-of-range',
  title: 'Values out of range',
  help: 'Numbers below the lowest or above the highest one of the reference, or of a range that was declared. Of any later rows some lie beyond the ends: as many as chance gives more often than once in a thousand pass (distribution of exceedances, Gumbel and von Schelling 1950). Numbers of the reference that look like codes for "no value" are left out of its range.',
  measure: 'share of the cells that are not missing',
  bad: 'above',
  thresholds: grades('share', { info: 0, warn: 0.001, fail: 0.05 }),
  async run({ columns, settings, reference, roles, connection, options, table }) {
    const looked = columns.flatMap((column) => {
      if (!isNumber(column)) return [];
      const declared = declaredOf(settings, column.name);
      // A number that counts rows up is higher in every later row, and says nothing by it.
      const found = roles.keys.includes(column.name) ? undefined : reference?.columns.get(column.name);
      const sides = (['below', 'above'] as const).flatMap((side) => {
        const end = side === 'below' ? 'min' : 'max';
        const isDeclared = declared?.[end] != null;
        const limit = declared?.[end] ?? found?.[end] ?? null;
        return limit === null ? [] : [{ side, limit, isDeclared }];
      });
      return sides.length === 0 ? [] : [{ column, sides, before: found?.present ?? 0, leftOut: found?.leftOut ?? [] }];
    });
    if (looked.length === 0) return { skipped: 'There is neither a reference nor a declared range.' };
    const measures: Measure[] = [];
    for (let first = 0; first < looked.length; first += columnsPerPass) {
      const pass = looked.slice(first, first + columnsPerPass);
      const selects = pass.flatMap(({ column, sides }, at) => {
        const real = realSql(column.name, column.storage);
        return sides.map(({ side, limit, isDeclared }) => {
          // A declared end holds for every row; that of the reference for those held against it.
          const current = isDeclared || !reference ? 'true' : reference.isCurrent;
          const beyond = `${real} ${side === 'below' ? '<' : '>'} ${String(limit)}::DOUBLE`;
          return (
            `count(${real}) FILTER (${current})::DOUBLE AS present_${side}${String(at)}, ` +
            `count(*) FILTER (${current} AND ${beyond})::DOUBLE AS ${side}${String(at)}`
          );
        });
      });
      const row = await connection.row<Record<string, number>>(`SELECT ${selects.join(', ')} FROM ${table.from}`, options);
      for (const [at, { column, sides, before, leftOut }] of pass.entries()) {
        for (const { side, limit, isDeclared } of sides) {
          const present = row[`present_${side}${String(at)}`] ?? 0;
          const count = row[`${side}${String(at)}`] ?? 0;
          if (count === 0) continue;
          const since: RowFilter[] =
            isDeclared || reference?.since == null || !roles.time
              ? []
              : [{ column: roles.time.name, op: 'ge', value: reference.since }];
          if (!isDeclared && exceedanceProbability(count, present, before) > chance) continue;
          const share = count / Math.max(1, present);
          measures.push({
            key: `${column.name} ${side}`,
            columns: [column.name],
            count,
            share,
            // What a person declared holds without exception.
            value: isDeclared ? 1 : share,
            message: `"${column.name}" is ${side} ${number(limit)}, ${isDeclared ? 'which was declared' : `the ${side === 'below' ? 'lowest' : 'highest'} value of the reference${leftOut.length > 0 ? ` (without ${listed(leftOut.map(number))}, which ${leftOut.length === 1 ? 'looks like a code' : 'look like codes'} for "no value")` : ''}`}, in ${counted(count, 'row')} (${percent(share)}).`,
            advice: isDeclared
              ? 'Correct the rows, or the range.'
              : 'The model was not shown such values: look at the rows, and at how it does on them. Wrong units show here too.',
            rows: {
              kind: 'filters',
              filters: [...since, { column: column.name, op: side === 'below' ? 'lt' : 'gt', value: limit }],
            },
            sample: null,
          });
        }
      }
    }
    return { tested: looked.reduce((sum, { sides }) => sum + sides.length, 0), measures };
  },
};
