// What changed in a column, in words and as facts that alerts are made of.
import type { ColumnSample } from './columnSamples.ts';
import { quantile } from './columnShape.ts';
import { figure, percent } from './figures.ts';
import { temperatureChange } from './temperature.ts';
import type { CategorySample, NumberSample } from '../timeline/drift/samples.ts';
import { missingShift, type MissingRows } from '../timeline/drift/calibrated/missingShift.ts';
import { newCategories, type NewCategory } from '../timeline/drift/calibrated/newCategories.ts';

export interface ColumnChanges {
  /** Share of rows without a value, before and now, where it rose beyond chance by at least `leastMissing`. */
  missing: { before: number; now: number } | null;
  /** Categories that the reference does not have, with their share of the rows that have a value. */
  newCategories: NewCategory[];
  /** In words, where all values are as in another unit: the same multiple of what they were, or on another scale of temperature. */
  otherUnit: string | null;
  /** All of it in words, the most telling first. */
  words: string[];
}

const leastMissing = 0.01;
const leastNew = 0.001;
const surely = 0.001;
/** How likely a reference may miss by chance all that is told as new. */
const mayMiss = 0.05;
const mostNamed = 3;

/** Of two samples of one column, of one kind. Both may be empty. */
export function columnChanges(reference: ColumnSample, current: ColumnSample): ColumnChanges {
  const missing = missingRise(reference.sample, current.sample);
  const found: ColumnChanges = { missing, newCategories: [], otherUnit: null, words: [] };
  if (missing) found.words.push(missingWords(missing));
  if (reference.sample.n === 0 || current.sample.n === 0) {
    const hasLostAll = current.sample.n === 0 && current.sample.missing > 0 && reference.sample.n > 0;
    if (hasLostAll) found.words = ['no values at all any more'];
    return found;
  }
  if (reference.kind === 'number') numberChanges(reference.sample, current.sample as NumberSample, found);
  else categoryChanges(reference.sample, current.sample as CategorySample, found);
  return found;
}

export function missingWords({ before, now }: NonNullable<ColumnChanges['missing']>): string {
  return `missing in ${percent(now)} of the rows, before in ${percent(before)}`;
}

/** As the calibrated verdict has it, where the share rose. */
export function missingRise(reference: MissingRows, current: MissingRows): ColumnChanges['missing'] {
  const { reference: before, current: now, pValue } = missingShift(reference, current);
  return now - before >= leastMissing && pValue !== null && pValue <= surely ? { before, now } : null;
}

function numberChanges(reference: NumberSample, current: NumberSample, found: ColumnChanges): void {
  const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => [quantile(reference, share), quantile(current, share)] as const);
  if (!low || !middle || !high) return;
  found.otherUnit = otherUnit([low, middle, high], Math.min(reference.n, current.n));
  if (found.otherUnit !== null) found.words.push(found.otherUnit);
  if (middle[0] !== middle[1]) found.words.push(`median ${figure(middle[1])}, before ${figure(middle[0])}`);
  const [before, now] = [high[0] - low[0], high[1] - low[1]];
  if (before > 0 && now === 0) found.words.push(`the middle half is one value, ${figure(middle[1])}`);
  else if (before > 0 && Math.abs(Math.log(now / before)) > Math.log(1.25)) {
    found.words.push(`spread (middle half) ${figure(now)}, before ${figure(before)}`);
  }
  const [min, max] = [current.values[0] as number, current.values.at(-1) as number];
  if (max > (reference.values.at(-1) as number)) {
    found.words.push(`up to ${figure(max)}, before at most ${figure(reference.values.at(-1) as number)}`);
  }
  if (min < (reference.values[0] as number))
    found.words.push(`down to ${figure(min)}, before at least ${figure(reference.values[0] as number)}`);
}

function otherUnit(quartiles: readonly (readonly [before: number, now: number])[], rows: number): string | null {
  const factor = unitFactor(quartiles, rows);
  if (factor !== null) return `values are about ${figure(factor)} times what they were: another unit?`;
  const temperature = temperatureChange(quartiles, rows);
  return temperature && `values are as on another scale of temperature (${temperature.words}): another unit?`;
}

/**
 * All three quartiles multiplied alike, by at least half again: what a shift of the world hardly does. Quartiles of few rows vary by
 * chance, so that the fewer there are, the larger the factor has to be.
 */
function unitFactor(quartiles: readonly (readonly [before: number, now: number])[], rows: number): number | null {
  const factors = quartiles.map(([before, now]) => now / before);
  const [, middle = NaN] = factors;
  const alike = Math.max(0.05, 2.5 / Math.sqrt(rows));
  if (!(middle > 0 && Number.isFinite(middle)) || Math.abs(Math.log(middle)) < Math.max(Math.log(1.5), 3 * alike)) return null;
  // Of a column near zero everywhere, quartiles tell no unit.
  if (quartiles[0]?.[0] === quartiles[2]?.[0]) return null;
  return factors.every((factor) => factor > 0 && Math.abs(Math.log(factor / middle)) < alike) ? middle : null;
}

function categoryChanges(reference: CategorySample, current: CategorySample, found: ColumnChanges): void {
  const share = (sample: CategorySample, label: string): number => (sample.counts.get(label) ?? 0) / sample.n;
  const unknown = newCategories(reference, current).filter((one) => one.share >= leastNew);
  // What makes up so small a share that a reference of these few rows may well hold none of it is not known to be new.
  const together = unknown.reduce((sum, { share }) => sum + share, 0);
  found.newCategories = (1 - Math.min(1, together)) ** reference.n <= mayMiss ? unknown : [];
  if (found.newCategories.length > 0) {
    const named = found.newCategories.slice(0, mostNamed).map((one) => `“${one.category}” (${percent(one.share)})`);
    const more = found.newCategories.length - named.length;
    found.words.push(`new: ${named.join(', ')}${more > 0 ? ` and ${String(more)} more` : ''}`);
  }
  const gone = [...reference.counts.keys()].filter((label) => !current.counts.has(label) && share(reference, label) >= 0.01);
  if (gone.length > 0) {
    const named = gone.sort((a, b) => share(reference, b) - share(reference, a)).slice(0, mostNamed);
    found.words.push(`gone: ${named.map((label) => `“${label}” (${percent(share(reference, label))})`).join(', ')}`);
  }
  const moved = [...reference.counts.keys()]
    .filter((label) => current.counts.has(label))
    .map((label) => ({ label, before: share(reference, label), now: share(current, label) }))
    .filter(({ before, now }) => Math.abs(now - before) >= 0.02)
    .sort((a, b) => Math.abs(b.now - b.before) - Math.abs(a.now - a.before))
    .slice(0, mostNamed);
  for (const { label, before, now } of moved) found.words.push(`“${label}” ${percent(now)}, before ${percent(before)}`);
}
