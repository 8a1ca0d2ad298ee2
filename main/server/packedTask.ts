// A task on its way to the inference process. Each typed array of a message costs some microseconds, and a row of thirty columns
// would be thirty of them: columns of one kind travel as one array.
import type { Column, ColumnBatch } from '../../app/base/columns.ts';
import type { InferenceTask, PackedColumns, PackedTask } from './inferenceProtocol.ts';

export function packedTask(task: InferenceTask): PackedTask {
  return task.kind === 'rows' ? { kind: 'rows', packed: packed(task.batch) } : task;
}

export function unpackedTask(task: PackedTask): InferenceTask {
  return task.kind === 'rows' ? { kind: 'rows', batch: unpacked(task.packed) } : task;
}

function packed({ firstRow, rowCount, columns }: ColumnBatch): PackedColumns {
  const all = Object.entries(columns);
  const numbers = all.flatMap(([name, column]) =>
    column.kind === 'number' && column.values instanceof Float64Array
      ? [{ name, values: column.values, valid: column.valid }]
      : [],
  );
  const texts = all.flatMap(([name, column]) => (column.kind === 'text' ? [{ name, ...column }] : []));
  const values = new Float64Array(numbers.length * rowCount);
  const valid = numbers.some((column) => column.valid) ? new Uint8Array(values.length).fill(1) : null;
  for (const [index, column] of numbers.entries()) {
    values.set(column.values, index * rowCount);
    if (column.valid) valid?.set(column.valid, index * rowCount);
  }
  const codes = new Int32Array(texts.length * rowCount);
  for (const [index, column] of texts.entries()) codes.set(column.codes, index * rowCount);
  const taken = new Set([...numbers, ...texts].map(({ name }) => name));
  return {
    firstRow,
    rowCount,
    numbers: { names: numbers.map(({ name }) => name), values, valid },
    texts: { names: texts.map(({ name }) => name), codes, dictionaries: texts.map(({ dictionary }) => dictionary) },
    others: Object.fromEntries(all.filter(([name]) => !taken.has(name))),
  };
}

function unpacked({ firstRow, rowCount, numbers, texts, others }: PackedColumns): ColumnBatch {
  const part = (index: number): [number, number] => [index * rowCount, (index + 1) * rowCount];
  const columns: [string, Column][] = [
    ...numbers.names.map((name, index): [string, Column] => [
      name,
      {
        kind: 'number',
        values: numbers.values.subarray(...part(index)),
        valid: numbers.valid?.subarray(...part(index)) ?? null,
      },
    ]),
    ...texts.names.map((name, index): [string, Column] => [
      name,
      { kind: 'text', codes: texts.codes.subarray(...part(index)), dictionary: texts.dictionaries[index] ?? [] },
    ]),
    ...Object.entries(others),
  ];
  return { firstRow, rowCount, columns: Object.fromEntries(columns) };
}
