import type { Random } from '../../../base/random.ts';
import type { EditRule, ProposedEdit } from './editRule.ts';

const caseSize = 0.25;
const typoSize = 0.5;
/** Places in a text that are misspelt, each in three ways. */
const places = 5;

function typos(text: string, random: Random): ProposedEdit[] {
  const letters = [...text];
  const spots = letters.flatMap((letter, at) => (/[\p{L}\p{N}]/u.test(letter) ? [at] : []));
  const chosen = spots.length <= places ? spots : Array.from({ length: places }, () => spots[random.integer(spots.length)] ?? 0);
  return chosen.flatMap((at) => {
    const letter = letters[at] ?? '';
    const with_ = (middle: string[], skipped: number): string =>
      [...letters.slice(0, at), ...middle, ...letters.slice(at + skipped)].join('');
    const swapped = at + 1 < letters.length ? [with_([letters[at + 1] ?? '', letter], 2)] : [];
    return [
      { to: with_([], 1), size: typoSize, how: 'a letter left out' },
      { to: with_([letter, letter], 1), size: typoSize, how: 'a letter twice' },
      ...swapped.map((to) => ({ to, size: typoSize, how: 'two letters swapped' })),
    ];
  });
}

/** A text written otherwise: case, spaces, accents, one typo. Places of typos are drawn by the seed. */
export const textSlip: EditRule = {
  kind: 'text',
  title: 'A text is written otherwise: case, spaces, accents, one typo',
  sizes: 'case, spaces and accents 0.25; a typo 0.5',
  propose: ({ isText, value }, random) => {
    if (!isText || typeof value !== 'string' || value.trim() === '') return [];
    const titled = value
      .toLowerCase()
      .replace(/(^|[\s/-])(\p{L})/gu, (_all, before: string, first: string) => before + first.toUpperCase());
    const written: ProposedEdit[] = [
      { to: value.toUpperCase(), size: caseSize, how: 'in capitals' },
      { to: value.toLowerCase(), size: caseSize, how: 'in small letters' },
      { to: titled, size: caseSize, how: 'with capital initials' },
      { to: ` ${value}`, size: caseSize, how: 'a space before it' },
      { to: `${value} `, size: caseSize, how: 'a space after it' },
      { to: value.replace(' ', '  '), size: caseSize, how: 'a space twice' },
      { to: value.replaceAll(' ', '_'), size: caseSize, how: 'underscores for spaces' },
      { to: value.normalize('NFD').replace(/\p{Mn}/gu, ''), size: caseSize, how: 'without accents' },
      ...typos(value, random),
    ];
    return written.filter(({ to }, at) => to !== value && written.findIndex((other) => other.to === to) === at);
  },
};
