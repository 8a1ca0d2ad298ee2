// Tables made in memory, with a part on which the model errs more.
import type { ColumnProfile } from '../../../../app/api/schemas/datasets.ts';
import type { Column } from '../../../../app/base/columns.ts';
import type { Random } from '../../../../app/base/random.ts';
import type { PredictionBatch } from '../../../../app/prepare/predictions.ts';
import type { StressColumn } from '../../../../app/stress/stressColumn.ts';
import { stressColumn, type StressTable } from '../../../../app/stress/stressTable.ts';

type Cells = readonly (number | string | boolean | null)[];

/** @param type a semantic type of the profile */
export function columnOf(name: string, type: ColumnProfile['type'], cells: Cells): StressColumn {
  return stressColumn(name, columnFrom(cells), { name, type } as ColumnProfile);
}

function columnFrom(cells: Cells): Column {
  if (cells.some((cell) => typeof cell === 'string')) {
    const dictionary = [...new Set(cells.filter((cell) => cell !== null))] as string[];
    const codes = Int32Array.from(cells, (cell) => (cell === null ? -1 : dictionary.indexOf(String(cell))));
    return { kind: 'text', codes, dictionary };
  }
  return {
    kind: 'number',
    values: Float64Array.from(cells, (cell) => (cell === null ? NaN : Number(cell))),
    valid: Uint8Array.from(cells, (cell) => (cell === null ? 0 : 1)),
  };
}

/** Two classes; `wrong` says on which rows the answer is not the label. */
export function tableOf(features: StressColumn[], wrong: boolean[]): { table: StressTable; clean: PredictionBatch } {
  const rowCount = wrong.length;
  const actual = Int32Array.from(wrong, (_, row) => row % 2);
  const classIndex = actual.map((label, row) => (wrong[row] ? 1 - label : label));
  const scores = new Float64Array(2 * rowCount);
  classIndex.forEach((guess, row) => {
    scores[2 * row + guess] = 0.8;
    scores[2 * row + 1 - guess] = 0.2;
  });
  return {
    table: {
      rowCount,
      rowNumbers: Float64Array.from({ length: rowCount }, (_, row) => row),
      columns: new Map(features.map(({ name, column }) => [name, column])),
      features,
      task: 'binary',
      classes: ['no', 'yes'],
      positive: 1,
      actual,
      unknownLabels: [],
      time: null,
      weight: null,
    },
    clean: { rowCount, classIndex, values: null, scores },
  };
}

export const states = ['Texas', 'Ohio', 'Utah', 'Iowa', 'Maine', 'Nevada'];

/** Speed (uniform 0–300, one decimal), Origin State, Engines (1–4), Height (a tenth missing), At (hours of 2001): all independent. */
export function features(rows: number, random: Random) {
  const of = <T>(make: () => T): T[] => Array.from({ length: rows }, make);
  const speed = of(() => Math.round(random.uniform() * 3000) / 10);
  const state = of(() => states[random.integer(states.length)] as string);
  const engines = of(() => 1 + random.integer(4));
  const height = of(() => (random.uniform() < 0.1 ? null : Math.round(random.normal() * 1000)));
  const at = of(() => Date.UTC(2001, 0, 1) + random.integer(365 * 24) * 3_600_000);
  return {
    speed,
    state,
    engines,
    height,
    at,
    columns: [
      columnOf('Speed', 'number', speed),
      columnOf('Origin State', 'category', state),
      columnOf('Engines', 'integer', engines),
      columnOf('Height', 'number', height),
      columnOf('At', 'datetime', at),
    ],
  };
}
