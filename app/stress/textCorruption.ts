import type { CorruptionFamily } from '../api/schemas/stress.ts';
import { shares } from './amounts.ts';
import { withChangedTexts } from './cells.ts';
import type { Corruption, StressColumn } from './corruption.ts';
import type { TextDraw } from './draws.ts';
import { eachColumn } from './eachColumn.ts';

/** Different changes of one text, where chance decides: enough that equal texts do not all break alike, few enough to be fast. */
const variants = 4;

interface TextDamage {
  id: string;
  title: string;
  /** Left out = text. */
  family?: CorruptionFamily;
  help: string;
  says: Corruption['says'];
  /** `text`: only free text. `all`: categories as well. */
  columns: 'text' | 'all';
  /** A column fits where one of its texts does: where there is something to damage. Left out = any. */
  fits?: (text: string) => boolean;
}

/** Damages whole texts, in a share `amount` of the cells. The draw is 32 bits for each number asked for. */
export function textCorruption(parts: TextDamage & { change: (text: string, draw: TextDraw) => string }): Corruption {
  return corruptionOf(parts, shares, (amount) => ({
    hits: amount,
    change: parts.change,
  }));
}

/** Damages every text, and the more of it the higher the amount (of its characters, its words ...). */
export function textPartCorruption(
  parts: TextDamage & {
    amounts: Corruption['amounts'];
    /** Left out = the amount is a share, and any in between make sense. */
    continuous?: false;
    change: (text: string, amount: number, draw: TextDraw) => string;
  },
): Corruption {
  return corruptionOf(parts, parts.amounts, (amount) => ({
    hits: 1,
    change: (text, draw) => parts.change(text, amount, draw),
  }));
}

type Put = (amount: number) => { hits: number; change: (text: string, draw: TextDraw) => string };

function corruptionOf(parts: TextDamage & { continuous?: false }, amounts: Corruption['amounts'], put: Put): Corruption {
  const { id, title, help, says, family = 'text' } = parts;
  return {
    id,
    title,
    family,
    help,
    amounts,
    says,
    continuous: parts.continuous ?? true,
    reach: { of: 'cells', fits: (column) => takes(parts, column) },
    damage: ({ columns, amount, draws }) => {
      const { hits, change } = put(amount);
      return eachColumn(columns, ({ name, column }) => {
        if (column.kind !== 'text') return column;
        const draw = draws.uniform(name);
        const variant = draws.second(name, 'variant');
        const drawOf = draws.ofText(name);
        return withChangedTexts(column, {
          hit: (row) => (draw[row] as number) < hits,
          variants: { count: variants, of: (row) => Math.floor(variants * variant(row)) },
          change: (text, number) => change(text, drawOf(text, number)),
        });
      });
    },
  };
}

function takes({ columns, fits }: TextDamage, { kind, column }: StressColumn): boolean {
  if (column.kind !== 'text' || (columns === 'text' && kind !== 'text')) return false;
  return fits ? column.dictionary.some(fits) : true;
}
