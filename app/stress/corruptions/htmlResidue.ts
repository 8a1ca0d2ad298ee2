import { shareOfCells } from '../amounts.ts';
import { textCorruption } from '../textCorruption.ts';

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Escaped as HTML, one space in five a no-break space, line breaks as tags; as a paragraph, or with a break at the end. */
export const htmlResidue = textCorruption({
  id: 'html-residue',
  title: 'Remains of HTML',
  help: 'Text is taken from web pages or mails with their markup: &amp;, &nbsp;, <br>, <p>.',
  says: (amount, place) => `${shareOfCells(amount, place)} with remains of HTML`,
  columns: 'text',
  change: (text, draw) => {
    const escaped = text
      .replace(/[&<>"']/g, (character) => entities[character] as string)
      .replace(/ /g, (space, at: number) => (draw(at + 1) < 0.2 ? '&nbsp;' : space))
      .replace(/\n/g, '<br>');
    return draw(0) < 0.5 ? `<p>${escaped}</p>` : `${escaped}<br>`;
  },
});
