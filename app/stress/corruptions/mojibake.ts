import { shareOfCells } from '../amounts.ts';
import type { Corruption } from '../corruption.ts';
import { textCorruption } from '../textCorruption.ts';

/** The characters that Windows-1252 has where Latin-1 has control codes 0x80 to 0x9f; the five free places stay control codes. */
const windows1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

const foreign = /[^\0-\x7f]/u;
const utf8 = new TextEncoder();

/** "é" -> "Ã©": each byte of the UTF-8 becomes a character of Windows-1252, as web browsers read "Latin-1". */
function asLatin1(text: string): string {
  return text.replace(/[^\0-\x7f]+/gu, (part) =>
    Array.from(utf8.encode(part), (byte) =>
      byte < 0xa0 ? (windows1252[byte - 0x80] as string) : String.fromCharCode(byte),
    ).join(''),
  );
}

/** "é" -> "\ufffd": a byte of Latin-1 alone is no UTF-8. Characters that Latin-1 has not were "?" before that. */
function asUtf8(text: string): string {
  return text.replace(/[^\0-\x7f]/gu, (character) => (character <= 'ÿ' ? '\ufffd' : '?'));
}

/** Columns with characters beyond ASCII: the others look the same in either encoding. */
function misread(id: string, title: string, help: string, change: (text: string) => string): Corruption {
  return textCorruption({
    id,
    title,
    family: 'categories',
    help,
    says: (amount, place) => `${shareOfCells(amount, place)} read in the wrong encoding`,
    columns: 'all',
    fits: (text) => foreign.test(text),
    change,
  });
}

export const mojibake: readonly Corruption[] = [
  misread(
    'utf8-as-latin1',
    'UTF-8 read as Latin-1',
    'A program takes UTF-8 for Latin-1: São Paulo becomes SÃ£o Paulo.',
    asLatin1,
  ),
  misread(
    'latin1-as-utf8',
    'Latin-1 read as UTF-8',
    'A program takes Latin-1 for UTF-8: São Paulo becomes S\ufffdo Paulo.',
    asUtf8,
  ),
];
