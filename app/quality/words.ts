// How checks write names and numbers.
import { count } from '../base/counts.ts';

/** 0.327 → "32.7 %"; shares that would round to nothing keep a digit. */
export function percent(share: number): string {
  const value = share * 100;
  return `${value === 0 || value >= 0.1 ? String(Number(value.toFixed(1))) : String(Number(value.toPrecision(1)))} %`;
}

/** Four digits are enough to compare by. */
export function number(value: number): string {
  return Math.abs(value) >= 1e4 && Number.isInteger(value) ? count(value) : String(Number(value.toPrecision(4)));
}

/** A text of the data, in quotes and cut where it is long. */
export function quoted(text: string, most = 60): string {
  const characters = [...text];
  return `"${characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : text}"`;
}

/** The first few of a list, and how many more there are. */
export function listed(texts: readonly string[], most = 5): string {
  return texts.length > most ? `${texts.slice(0, most).join(', ')} and ${count(texts.length - most)} more` : texts.join(', ');
}
