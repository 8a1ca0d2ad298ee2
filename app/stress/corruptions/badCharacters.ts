import { percent } from '../amounts.ts';
import { changeCharacters, characterShares } from '../characters.ts';
import type { Corruption } from '../corruption.ts';
import { textPartCorruption } from '../textCorruption.ts';

/** Latin letters, each followed by the Cyrillic or Greek one that looks like it. */
const twins = new Map(
  Array.from('aаcсeеiіjјoоpрsѕxхyуhһdԁvνAАBВCСEЕHНIІJЈKКMМOОPРSЅTТXХYΥZΖNΝ'.matchAll(/(.)(.)/gu), ([, latin, twin]) => [
    latin as string,
    twin as string,
  ]),
);

const invisible = ['\u200b', '\u200c', '\u200d', '\u2060'];

/** What a reader cannot see and a model can (Boucher et al. 2022, "Bad Characters"). */
export const badCharacters: readonly Corruption[] = [
  textPartCorruption({
    id: 'homoglyphs',
    title: 'Look-alike letters',
    help: 'Letters of another alphabet that look the same, from copying or to get past a filter.',
    amounts: characterShares,
    says: (amount, place = '') => `look-alikes for ${percent(amount)} of the letters${place} that have one`,
    columns: 'text',
    fits: (text) => Array.from(text).some((character) => twins.has(character)),
    change: (text, amount, draw) => changeCharacters(text, amount, draw, (character) => twins.get(character) ?? character),
  }),
  textPartCorruption({
    id: 'invisible-characters',
    title: 'Invisible characters',
    help: 'Characters without width come along when text is copied from web pages and documents.',
    amounts: characterShares,
    says: (amount, place = '') => `an invisible character behind ${percent(amount)} of the characters${place}`,
    columns: 'text',
    change: (text, amount, draw) =>
      changeCharacters(text, amount, draw, (character, which) => character + (invisible[Math.floor(4 * which)] as string)),
  }),
];
