// A draw of rows in memory, column by column: for what needs many looks at the same rows.
import type { ColumnProfile } from '../api/schemas/datasets.ts';
import { kindOf, realSql } from '../data/columnSql.ts';
import type { DataContext } from './check.ts';
import { textSql } from './columnKinds.ts';
import { drawSql } from './drawRows.ts';

export interface NumberSample {
  kind: 'number';
  /** NaN = missing. */
  values: Float64Array;
}

export interface CategorySample {
  kind: 'category';
  /** -1 = missing. */
  codes: Int32Array;
  texts: string[];
}

export type ColumnSample = NumberSample | CategorySample;

/** Columns read by one statement. */
const columnsPerPass = 32;

/**
 * The same rows of each column, in the order of the draw. Memory: 8 bytes a number, 4 a category.
 * @param draw `where`: a condition all drawn rows meet; `asTexts`: numbers are categories too
 */
export async function* sampleColumns(
  context: Pick<DataContext, 'connection' | 'options' | 'table' | 'seed'>,
  columns: readonly ColumnProfile[],
  draw: { most: number; where?: string; asTexts?: boolean },
): AsyncGenerator<{ column: ColumnProfile; sample: ColumnSample }> {
  const { connection, options } = context;
  const isCategory = (column: ColumnProfile): boolean => draw.asTexts === true || isCategorySample(column);
  for (let first = 0; first < columns.length; first += columnsPerPass) {
    const pass = columns.slice(first, first + columnsPerPass);
    const selects = pass.map((column) =>
      isCategory(column) ? `left(${textSql(column)}, 200)` : realSql(column.name, column.storage),
    );
    const gathered = pass.map((column) => ({
      numbers: [] as number[],
      codes: [] as number[],
      index: new Map<string, number>(),
      column,
    }));
    for await (const chunk of connection.stream(drawSql(context, selects, draw), options)) {
      for (const [at, { numbers, codes, index, column }] of gathered.entries()) {
        const vector = chunk.vector(at);
        for (let row = 0; row < chunk.rowCount; row++) {
          const value = vector.getItem(row) as unknown;
          if (!isCategory(column)) numbers.push(typeof value === 'number' ? value : NaN);
          else if (value === null) codes.push(-1);
          else {
            // Selected as texts.
            const text = value as string;
            const code = index.get(text) ?? index.size;
            index.set(text, code);
            codes.push(code);
          }
        }
      }
    }
    for (const { numbers, codes, index, column } of gathered) {
      yield {
        column,
        sample: isCategory(column)
          ? { kind: 'category', codes: Int32Array.from(codes), texts: [...index.keys()] }
          : { kind: 'number', values: Float64Array.from(numbers) },
      };
    }
  }
}

function isCategorySample({ storage }: ColumnProfile): boolean {
  const kind = kindOf(storage);
  return kind === 'text' || kind === 'boolean';
}
