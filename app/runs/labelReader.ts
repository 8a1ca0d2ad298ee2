import type { Column } from '../base/columns.ts';
import { labelIndexer } from '../mapping/alignLabels.ts';
import { UNKNOWN_LABEL_LIMIT } from '../metrics/classificationTally.ts';
import type { ReaderRequest, ReaderStart } from './readerRequest.ts';

export type LabelReader = (
  column: Column | undefined,
  rowCount: number,
) => { actual: Int32Array | Float64Array | null; newLabels: string[] };

/**
 * Reads the target column: class indices (-1 = no label, -2 - j = label number j unknown to the model) or, for a
 * regression, values (NaN = no label). Remembers the unknown labels from batch to batch.
 */
export function createLabelReader(request: ReaderRequest & ReaderStart): LabelReader {
  const { mapping, data } = request;
  const target = mapping.columns.find((column) => column.role === 'target')?.name;
  if (target === undefined) return () => ({ actual: null, newLabels: [] });
  if (mapping.reading.task === 'regression')
    return (column, rowCount) => ({ actual: readValues(column, rowCount), newLabels: [] });

  const isBoolean = data.columns.find(({ name }) => name === target)?.storage.toUpperCase() === 'BOOLEAN';
  const indexOf = labelIndexer(mapping);
  const unknown = new Map(request.unknownLabels.map((label, number) => [label, number]));
  const codes = new Map<string | number | bigint, number>();
  return (column, rowCount) => {
    const newLabels: string[] = [];
    const codeOfText = (text: string): number => {
      const index = indexOf(text);
      if (index >= 0) return index;
      let number = unknown.get(text);
      if (number === undefined) {
        if (unknown.size >= UNKNOWN_LABEL_LIMIT) return -2 - UNKNOWN_LABEL_LIMIT;
        number = unknown.size;
        unknown.set(text, number);
        newLabels.push(text);
      }
      return -2 - number;
    };
    const codeOfNumber = (value: number | bigint): number => {
      let code = codes.get(value);
      if (code === undefined) {
        code = codeOfText(isBoolean ? (value === 1 ? 'true' : 'false') : String(value));
        if (codes.size < 10_000) codes.set(value, code);
      }
      return code;
    };
    return { actual: readCodes(column, rowCount, { codeOfText, codeOfNumber }), newLabels };
  };
}

function readCodes(
  column: Column | undefined,
  rowCount: number,
  code: { codeOfText: (text: string) => number; codeOfNumber: (value: number | bigint) => number },
): Int32Array {
  const actual = new Int32Array(rowCount).fill(-1);
  if (column?.kind === 'text') {
    const { codes, dictionary } = column;
    // Looked up on first use: a dictionary for the whole dataset must not bring up labels that no row of the batch has.
    const known = new Map<number, number>();
    for (let row = 0; row < rowCount; row++) {
      const text = codes[row] as number;
      if (text < 0) continue;
      let found = known.get(text);
      if (found === undefined) {
        found = code.codeOfText(dictionary[text] ?? '');
        known.set(text, found);
      }
      actual[row] = found;
    }
  } else if (column) {
    const { values, valid } = column;
    for (let row = 0; row < rowCount; row++) {
      const value = values[row] as number | bigint;
      if (valid?.[row] === 0 || value !== value) continue;
      actual[row] = code.codeOfNumber(value);
    }
  }
  return actual;
}

function readValues(column: Column | undefined, rowCount: number): Float64Array {
  const actual = new Float64Array(rowCount).fill(NaN);
  if (!column || column.kind === 'text') return actual;
  for (let row = 0; row < rowCount; row++) if (column.valid?.[row] !== 0) actual[row] = Number(column.values[row]);
  return actual;
}
