import { shareOfCells } from '../amounts.ts';
import type { Corruption } from '../corruption.ts';
import type { TextDraw } from '../draws.ts';
import { textCorruption } from '../textCorruption.ts';

const handle = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const emoji = ['😀', '😂', '👍', '🙏', '❤️', '😡', '🔥', '✈️', '🎉', '🤔'];

/** As CheckList's add_random_url: a short link with six drawn characters. */
function link(draw: TextDraw): string {
  return `https://t.co/${Array.from({ length: 6 }, (_, i) => handle[Math.floor(draw(i + 1) * handle.length)] as string).join('')}`;
}

function picture(draw: TextDraw): string {
  return emoji[Math.floor(draw(1) * emoji.length)] as string;
}

/** In front of the text or behind it, with the same chance. */
function insertion(name: string, help: string, made: (draw: TextDraw) => string): Corruption {
  const what = `${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}`;
  return textCorruption({
    id: `${name}-added`,
    title: `${name.charAt(0).toUpperCase()}${name.slice(1)} added`,
    help,
    says: (amount, place) => `${shareOfCells(amount, place)} with ${what} before or behind the text`,
    columns: 'text',
    change: (text, draw) => (draw(0) < 0.5 ? `${made(draw)} ${text}` : `${text} ${made(draw)}`),
  });
}

export const insertedText: readonly Corruption[] = [
  insertion('link', 'Messages come with a link in front or at the end.', link),
  insertion('emoji', 'People write from their phones, with pictures.', picture),
];
