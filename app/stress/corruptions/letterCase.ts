import { shareOfCells } from '../amounts.ts';
import type { Corruption } from '../corruption.ts';
import { textCorruption } from '../textCorruption.ts';

/** "new york" -> "New York": the first letter of each word large, the others small. */
function titled(text: string): string {
  return text.toLowerCase().replace(/(?<![\p{L}\p{M}\p{N}'’])\p{L}/gu, (letter) => letter.toUpperCase());
}

function letterCase(name: string, help: string, change: (text: string) => string): Corruption {
  return textCorruption({
    id: `${name}-case`,
    title: `${name[0]?.toUpperCase() ?? ''}${name.slice(1)} case`,
    family: 'categories',
    help,
    says: (amount, place) => `${shareOfCells(amount, place)} in ${name} case`,
    columns: 'all',
    fits: (text) => change(text) !== text,
    change,
  });
}

/** By the letters of Unicode, whatever the language of the machine. */
export const letterCases: readonly Corruption[] = [
  letterCase('upper', 'An old system writes all letters large, or somebody shouts.', (text) => text.toUpperCase()),
  letterCase('lower', 'A search box, a phone or a cleaning step writes all letters small.', (text) => text.toLowerCase()),
  letterCase('title', 'A form or a spreadsheet makes the first letter of every word large.', titled),
];
