// From which amount of damage on a metric is past its floor: by bisection, with an interval.
import type { Interval } from '../api/schemas/common.ts';
import type { BreakingPoint } from '../api/schemas/stress.ts';

export interface BreakingPointRequest {
  /** Of the corruption, ascending. */
  amounts: readonly number[];
  /** The metric at an amount between the first and the last; null ends the search (nothing more can be evaluated). */
  scoreAt: (amount: number) => Promise<Interval | null>;
  floor: number;
  higherIsBetter: boolean;
  /** "rocAuc"; of an amount, a noun phrase such as `12 % of the cells missing in "Speed"`. */
  words: { metric: string; says: (amount: number) => string };
}

/** Halvings of the stretch between two neighbouring severities. */
const steps = 4;

type Bound = 'value' | 'pessimistic' | 'optimistic';

/**
 * The largest amount at which the metric is still on the good side of the floor, to 1/16 of the distance of two neighbouring
 * severities. Its interval: where the bad and where the good end of the metric's own 95 % interval cross the floor, found in
 * the same way. Where the curve crosses more than once, the first crossing counts. Null when it was not found.
 */
export async function breakingPoint(request: BreakingPointRequest): Promise<BreakingPoint | null> {
  const { amounts, floor, higherIsBetter, words } = request;
  const known = new Map<number, Interval>();
  const scoreAt = async (amount: number): Promise<Interval | null> => {
    const score = known.get(amount) ?? (await request.scoreAt(amount));
    if (score) known.set(amount, score);
    return score;
  };
  const isPast = (score: Interval, bound: Bound): boolean => {
    const end = bound === 'value' ? score.value : (bound === 'pessimistic') === higherIsBetter ? score.low : score.high;
    // No figure at all is past any floor; a figure without an interval is its own interval.
    const figure = end ?? score.value;
    return figure === null || (higherIsBetter ? figure < floor : figure > floor);
  };
  /** Last good and first bad amount; `bad` null = good to the end, `good` null = bad from the start. Undefined = given up. */
  const cross = async (bound: Bound): Promise<{ good: number | null; bad: number | null } | undefined> => {
    let good: number | null = null;
    let bad: number | null = null;
    for (const amount of amounts) {
      const score = await scoreAt(amount);
      if (!score) return undefined;
      if (isPast(score, bound)) {
        bad = amount;
        break;
      }
      good = amount;
    }
    if (good === null || bad === null) return { good, bad };
    for (let step = 0; step < steps; step++) {
      const middle: number = (good + bad) / 2;
      const score = await scoreAt(middle);
      if (!score) return undefined;
      if (isPast(score, bound)) bad = middle;
      else good = middle;
    }
    return { good, bad };
  };

  const value = await cross('value');
  if (!value) return null;
  // Where the search was given up, or the amounts do not reach as far, that end is not known.
  const low = (await cross('pessimistic'))?.good ?? null;
  const optimistic = await cross('optimistic');
  const high = optimistic && optimistic.bad !== null ? optimistic.good : null;
  const [good, past] = higherIsBetter ? ['above', 'below'] : ['below', 'above'];
  const limit = String(Number(floor.toPrecision(3)));
  if (value.good === null) {
    const amount = amounts[0] as number;
    return {
      kind: 'at once',
      amount,
      low: null,
      high,
      text: `${words.metric} is already ${past} ${limit} with ${words.says(amount)}`,
    };
  }
  const stays = `${words.metric} stays ${good} ${limit}`;
  if (value.bad === null)
    return { kind: 'holds', amount: value.good, low, high: null, text: `${stays} even with ${words.says(value.good)}` };
  return { kind: 'crosses', amount: value.good, low, high, text: `${stays} up to ${words.says(value.good)}` };
}
