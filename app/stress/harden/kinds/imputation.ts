import type { MissingPolicy } from '../../../api/schemas/mapping.ts';
import { fillValue } from '../../../prepare/numericInput.ts';
import { isAppError } from '../../../base/errors.ts';
import { fillText } from '../../../prepare/textInput.ts';
import { quantileOfSorted } from '../../../metrics/sortNumbers.ts';
import { inKind, modeOf, sortedNumbers, textCounts } from '../columnNumbers.ts';
import { takesText, type Candidate, type CellKind, type ColumnOnBench } from '../kind.ts';

/** What goes in where a cell is missing: a constant of the column, zero, NaN, or the empty text. */
export const imputation: CellKind = {
  id: 'imputation',
  title: 'What stands for a missing cell',
  help: 'Cells that are missing go in as a constant that the model copes with better; where the model has an input for it, it is told that they are.',
  isFor: ({ id }) => /^missing/.test(id),
  candidates(column) {
    const policies = takesText(column) ? textPolicies(column) : numberPolicies(column);
    const present = column.feeds.map(({ feed }) => JSON.stringify(feed.missing));
    const candidates = policies
      .filter((policy) => fitsAll(policy, column))
      .filter((policy) => present.some((now) => !isSame(JSON.parse(now) as MissingPolicy, policy)))
      .map((missing): Candidate => ({ says: policyWords(missing), steps: [{ kind: 'missing', column: column.name, missing }] }));
    const told = column.indicators.map(({ input, element }): Candidate['steps'][number] => ({
      kind: 'indicator',
      input,
      element,
      column: column.name,
    }));
    if (told.length === 0) return candidates;
    const asNow: Candidate = { says: 'the model is told which cells are missing', steps: told };
    return [
      ...candidates,
      asNow,
      ...candidates.map(({ says, steps }) => ({ says: `${says}, and the model is told`, steps: [...steps, ...told] })),
    ];
  },
};

function numberPolicies({ column }: ColumnOnBench): MissingPolicy[] {
  const sorted = sortedNumbers(column);
  if (sorted.length === 0) return [];
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  const constants: [number, string][] = [
    inWords(quantileOfSorted(sorted, 0.5), 'median', sorted),
    inWords(mean, 'mean', sorted),
    [modeOf(sorted), 'most frequent value of this column'],
    [0, 'zero'],
    [-1, 'minus one, which many models were trained to take for "missing"'],
    [sorted[0] as number, 'smallest value of this column'],
    [sorted.at(-1) as number, 'largest value of this column'],
  ];
  const distinct = constants.filter(([value], i) => constants.findIndex(([other]) => other === value) === i);
  return [...distinct.map(([value, from]): MissingPolicy => ({ kind: 'constant', value, from })), { kind: 'nan' }];
}

/** What a column of whole numbers cannot hold goes in as the nearest whole number, and the words say so. */
function inWords(value: number, what: string, sorted: Float64Array): [number, string] {
  const held = inKind(value, sorted);
  if (!Number.isInteger(held) || Math.abs(held - value) < 1e-9 * Math.abs(value)) return [held, `${what} of this column`];
  return [held, `the ${what} of this column, ${String(Number(value.toPrecision(3)))}, as a whole number`];
}

function textPolicies({ column }: ColumnOnBench): MissingPolicy[] {
  const counts = textCounts(column);
  const mode = counts[0];
  const saysUnknown = counts.find(({ text }) => /^(unknown|missing|other|none|n\/a|na|\?)$/i.test(text.trim()));
  return [
    ...(mode ? [{ kind: 'constant' as const, value: mode.text, from: 'most frequent value of this column' }] : []),
    ...(saysUnknown ? [{ kind: 'constant' as const, value: saysUnknown.text, from: 'what this column itself says' }] : []),
    { kind: 'empty' },
  ];
}

/** Whether every input that the column feeds can hold it. */
function fitsAll(missing: MissingPolicy, { name, feeds }: ColumnOnBench): boolean {
  try {
    for (const { input } of feeds) {
      const plan = { input: input.name, type: input.type, rank: 2 as const, features: [] };
      if (input.type === 'string') fillText({ column: name, missing }, plan);
      else fillValue({ column: name, missing }, plan);
    }
    return true;
  } catch (error) {
    if (isAppError(error)) return false;
    throw error;
  }
}

function isSame(a: MissingPolicy, b: MissingPolicy): boolean {
  return a.kind === b.kind && (a.kind !== 'constant' || b.kind !== 'constant' || a.value === b.value);
}

function policyWords(missing: MissingPolicy): string {
  switch (missing.kind) {
    case 'nan':
      return 'missing cells go in as NaN';
    case 'empty':
      return 'missing cells go in as the empty text';
    case 'reject':
      return 'rows with a missing cell get no answer';
    case 'constant':
      return `missing cells become ${JSON.stringify(missing.value)} (${missing.from})`;
  }
}
