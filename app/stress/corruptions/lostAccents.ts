import { shareOfCells } from '../amounts.ts';
import { textCorruption } from '../textCorruption.ts';

/** Letters that Unicode does not take apart into letter and mark. */
const others: Readonly<Record<string, string>> = {
  ß: 'ss', ẞ: 'SS', æ: 'ae', Æ: 'AE', œ: 'oe', Œ: 'OE', ø: 'o', Ø: 'O', ł: 'l', Ł: 'L', đ: 'd', Đ: 'D', ð: 'd', Ð: 'D', þ: 'th', Þ: 'Th', ı: 'i',
}; // prettier-ignore

/** "Málaga" -> "Malaga": decomposed (NFD), the marks of Latin letters dropped, the rest composed again (NFC). */
function withoutAccents(text: string): string {
  const plain = text.normalize('NFD').replace(/(\p{Script=Latin})\p{M}+/gu, '$1');
  return plain.normalize('NFC').replace(/[ßẞæÆœŒøØłŁđĐðÐþÞı]/g, (letter) => others[letter] as string);
}

export const lostAccents = textCorruption({
  id: 'accents-lost',
  title: 'Accents lost',
  family: 'categories',
  help: 'A keyboard or a system knows plain letters alone: Málaga becomes Malaga.',
  says: (amount, place) => `${shareOfCells(amount, place)} without accents`,
  columns: 'all',
  fits: (text) => withoutAccents(text) !== text,
  change: withoutAccents,
});
