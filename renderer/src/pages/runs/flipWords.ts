import type { FlipKind } from '../../../../app/api/schemas/compare';

interface FlipWords {
  sign: string;
  title: string;
  meaning: string;
}

/** What kinds of flipped rows are called, of run `letter` against A. */
export function flipWords(isRegression: boolean, letter: string): Record<FlipKind, FlipWords> {
  const changed = { sign: '≠', title: 'changed', meaning: 'predictions differ' };
  if (isRegression) {
    return {
      fixed: { sign: '▲', title: 'closer', meaning: `${letter} is nearer to the label` },
      broken: { sign: '▼', title: 'farther', meaning: `${letter} is farther from the label` },
      changed,
    };
  }
  return {
    fixed: { sign: '▲', title: 'fixed', meaning: `wrong in A, right in ${letter}` },
    broken: { sign: '▼', title: 'broken', meaning: `right in A, wrong in ${letter}` },
    changed,
  };
}
