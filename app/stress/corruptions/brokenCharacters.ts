import { shareOfCells } from '../amounts.ts';
import { textCorruption } from '../textCorruption.ts';

const accented: Readonly<Record<string, string>> = {
  a: 'á', e: 'é', i: 'í', o: 'ó', u: 'ú', c: 'ç', n: 'ñ', y: 'ý', s: 'š', z: 'ž',
  A: 'Á', E: 'É', I: 'Í', O: 'Ó', U: 'Ú', C: 'Ç', N: 'Ñ', Y: 'Ý', S: 'Š', Z: 'Ž',
}; // prettier-ignore

/** jenga's BrokenCharacters: plain letters become accented ones, half of those that can. */
export const brokenCharacters = textCorruption({
  id: 'broken-characters',
  title: 'Strange accents',
  family: 'categories',
  help: 'Another keyboard or a wrong code page puts accents where there were none.',
  says: (amount, place) => `${shareOfCells(amount, place)} with strange accents`,
  columns: 'all',
  fits: (text) => /[aeioucnysz]/i.test(text),
  change: (text, draw) =>
    text.replace(/[aeioucnysz]/gi, (letter, at: number) => (draw(at) < 0.5 ? (accented[letter] as string) : letter)),
});
