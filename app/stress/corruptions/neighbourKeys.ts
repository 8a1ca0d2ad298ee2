import { percent } from '../amounts.ts';
import { changeCharacters, characterShares } from '../characters.ts';
import { neighbourKey } from '../keyboard.ts';
import { textPartCorruption } from '../textCorruption.ts';

export const neighbourKeys = textPartCorruption({
  id: 'neighbour-keys',
  title: 'Wrong keys',
  help: 'Thick fingers on a small keyboard: the key beside the right one is hit.',
  amounts: characterShares,
  says: (amount, place = '') => `${percent(amount)} of the letters and digits${place} typed with a neighbouring key`,
  columns: 'text',
  change: (text, amount, draw) =>
    changeCharacters(text, amount, draw, (character, which) => neighbourKey(character, which) ?? character),
});
