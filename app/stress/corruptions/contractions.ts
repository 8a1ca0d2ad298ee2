import { shareOfCells } from '../amounts.ts';
import type { Corruption } from '../corruption.ts';
import { textCorruption } from '../textCorruption.ts';
import { contractions as pairs } from '../words/contractions.ts';
import { wordReplacer } from '../words/replaceWords.ts';

const contract = wordReplacer(pairs);
const expand = wordReplacer(pairs.flatMap(([full, short]) => [[short, full] as const, [short.replace("'", '’'), full] as const]));

/** CheckList's contract and expand_contractions, for English. */
export const contractions: readonly Corruption[] = [
  textCorruption({
    id: 'contracted',
    title: 'Words contracted',
    help: 'People write as they speak: "do not" becomes "don\'t".',
    says: (amount, place) => `${shareOfCells(amount, place)} with "don't" for "do not"`,
    columns: 'text',
    fits: contract.has,
    change: contract.replace,
  }),
  textCorruption({
    id: 'expanded',
    title: 'Contractions written out',
    help: 'An editor or a translation writes words out: "don\'t" becomes "do not".',
    says: (amount, place) => `${shareOfCells(amount, place)} with "do not" for "don't"`,
    columns: 'text',
    fits: expand.has,
    change: expand.replace,
  }),
];
