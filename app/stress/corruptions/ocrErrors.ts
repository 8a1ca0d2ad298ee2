import { percent } from '../amounts.ts';
import { changeCharacters } from '../characters.ts';
import { textPartCorruption } from '../textCorruption.ts';

/** Groups of characters that look alike in print. */
const alike = [
  '0oOQD',
  '1lI|i!',
  '5sS',
  '8B',
  '2zZ',
  '6bG',
  '9gq',
  'ceo',
  'uv',
  'nh',
  'aeo',
  'rn',
  'tf',
  'EF',
  'UV',
  '.,',
  ':;',
  '-_',
];

const readAs = new Map<string, string>();
for (const group of alike) {
  for (const character of group) {
    readAs.set(character, (readAs.get(character) ?? '') + group.replace(character, ''));
  }
}

/** As nlpaug's OcrAug: of the characters that have one that looks like it. */
export const ocrErrors = textPartCorruption({
  id: 'ocr-errors',
  title: 'Scanning errors',
  help: 'Text comes from a scan: O and 0, l and 1, S and 5 are taken for each other.',
  amounts: [0.01, 0.05, 0.1, 0.25, 0.5],
  says: (amount, place = '') => `${percent(amount)} of the characters${place} that look like others misread`,
  columns: 'text',
  fits: (text) => Array.from(text).some((character) => readAs.has(character)),
  change: (text, amount, draw) =>
    changeCharacters(text, amount, draw, (character, which) => {
      const others = readAs.get(character);
      return others?.[Math.floor(which * others.length)] ?? character;
    }),
});
