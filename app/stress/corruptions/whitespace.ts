import { shareOfCells } from '../amounts.ts';
import { textCorruption } from '../textCorruption.ts';

const wider = ['  ', '\t', '\u00a0', ' \n'];

/** A space before or behind the text; or a space within it doubled, or become a tab, a no-break space or a line break. */
export const whitespace = textCorruption({
  id: 'whitespace',
  title: 'White space',
  family: 'categories',
  help: 'Copying and padding leave spaces before and behind a text, doubled ones, tabs and line breaks within it.',
  says: (amount, place) => `${shareOfCells(amount, place)} with stray white space`,
  columns: 'all',
  change: (text, draw) => {
    const kind = draw(0);
    if (kind < 0.25) return ` ${text}`;
    if (kind < 0.5 || !text.includes(' ')) return `${text} `;
    let gap = 0;
    const chosen = Math.floor(draw(1) * (text.split(' ').length - 1));
    const space = wider[Math.floor(draw(2) * wider.length)] as string;
    return text.replace(/ /g, (same) => (gap++ === chosen ? space : same));
  },
});
