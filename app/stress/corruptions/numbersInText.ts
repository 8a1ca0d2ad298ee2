import { shareOfCells } from '../amounts.ts';
import type { Corruption } from '../corruption.ts';
import { textCorruption } from '../textCorruption.ts';
import { numberWords } from '../words/numberWords.ts';

/** Numbers that stand alone (not A320, 1.2.3 or 3rd); beyond 15 digits a double no longer holds them. */
const number = /(?<![\p{L}\d.])\d{1,15}(?:\.\d{1,6})?(?![\p{L}\d]|\.\d)/gu;
const wholeNumber = /(?<![\p{L}\d.,])(?:0|[1-9]\d{0,5})(?![\p{L}\d]|[.,]\d)/gu;

/** CheckList's change_number: within a fifth of the number, at least one unit off, never below zero; as many decimals. */
function otherNumber(written: string, draw: number): string {
  const value = Number(written);
  const decimals = written.split('.')[1]?.length ?? 0;
  const unit = Number(`1e-${decimals}`);
  const offset = 0.2 * value * (2 * draw - 1);
  const far = Math.abs(offset) >= unit ? offset : offset < 0 && value >= unit ? -unit : unit;
  return (value + far).toFixed(decimals);
}

export const numbersInText: readonly Corruption[] = [
  textCorruption({
    id: 'numbers-changed',
    title: 'Numbers in text changed',
    help: 'The same message with other figures: flight 407 or 391, 12 geese or 14.',
    says: (amount, place) => `${shareOfCells(amount, place)} with other numbers, up to 20 % off`,
    columns: 'text',
    fits: (text) => text.search(number) >= 0,
    change: (text, draw) => {
      let at = 0;
      return text.replace(number, (written) => otherNumber(written, draw(at++)));
    },
  }),
  textCorruption({
    id: 'numbers-in-words',
    title: 'Numbers in text as words',
    help: 'Dictation and style guides write numbers out: 12 becomes twelve.',
    says: (amount, place) => `${shareOfCells(amount, place)} with their numbers written as words`,
    columns: 'text',
    fits: (text) => text.search(wholeNumber) >= 0,
    change: (text) => text.replace(wholeNumber, (written) => numberWords(Number(written))),
  }),
];
