import type { ColumnProfile } from '../../../api/schemas/datasets.ts';
import type { EditRule, ProposedEdit } from './editRule.ts';

/** In standard deviations of the column. */
const steps = [0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1, 1.5, 2, 3];

export function isNumberColumn(profile: ColumnProfile, isText: boolean): boolean {
  return !isText && (profile.type === 'number' || profile.type === 'integer' || profile.type === 'id');
}

/** The standard deviation of a column; null where its numbers do not differ. */
export function spreadOf({ std }: ColumnProfile): number | null {
  return std !== null && Number.isFinite(std) && std > 0 ? std : null;
}

/** Decimals that the numbers of a column have, as far as its profile shows them; at most six. */
export function decimalsOf(profile: ColumnProfile): number {
  if (profile.type !== 'number') return 0;
  const shown = [...profile.top.map(({ value }) => value), String(profile.min), String(profile.max)];
  const decimals = shown.map((text) => (/e/i.test(text) ? 6 : (/\.(\d*)/.exec(text)?.[1]?.replace(/0+$/, '').length ?? 0)));
  return Math.min(6, Math.max(...decimals));
}

/** A number as such a column would hold it: its decimals, within its observed range. */
export function asHeld(value: number, profile: ColumnProfile): number {
  const { min, max } = profile;
  const rounded = Number(value.toFixed(decimalsOf(profile)));
  const low = typeof min === 'number' ? min : -Infinity;
  const high = typeof max === 'number' ? max : Infinity;
  return Math.min(high, Math.max(low, rounded));
}

/** A number moved by parts of the spread of its column, or to the ends and quantiles of what was observed; never beyond. */
export const numberStep: EditRule = {
  kind: 'step',
  title: 'A number is a little, or quite, another',
  sizes: 'the distance in standard deviations of the column; a number in place of a missing one 1',
  propose: ({ profile, isText, value }) => {
    const spread = spreadOf(profile);
    if (!isNumberColumn(profile, isText) || spread === null) return [];
    const { quantiles, min, max } = profile;
    const landmarks = [min, ...Object.values(quantiles ?? {}), max].filter((each) => typeof each === 'number');
    const given = typeof value === 'number' ? value : null;
    const moved = given === null ? [] : steps.flatMap((step) => [given - step * spread, given + step * spread]);
    const targets = new Set([...moved, ...landmarks].map((each) => asHeld(each, profile)));
    if (given !== null) targets.delete(given);
    return [...targets].map((to): ProposedEdit => ({ to, size: given === null ? 1 : Math.abs(to - given) / spread, how: '' }));
  },
};
