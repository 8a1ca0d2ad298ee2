// One number for how well a model stands messy data, and what it means.
import type { CorruptionScore, StressReport } from '../api/schemas/stress.ts';

type Grade = NonNullable<StressReport['grade']>;

const letters = [
  [90, 'A'],
  [80, 'B'],
  [70, 'C'],
  [60, 'D'],
  [50, 'E'],
  [0, 'F'],
] as const;

/**
 * The share that is left of what the model does beyond the dummy: (damaged - dummy) / (clean - dummy), cut to 0..1. A row
 * that lost its answer keeps nothing: the share is multiplied by that of the rows that still get one.
 */
export function keptShare(value: number | null, about: { clean: number; dummy: number; answered: number }): number {
  const { clean, dummy, answered } = about;
  if (value === null) return 0;
  return Math.min(1, Math.max(0, (value - dummy) / (clean - dummy))) * Math.min(1, answered);
}

/**
 * Mean over the corruptions of the mean of `keptShare` over their severities, times 100. Wrong labels damage the test and
 * not the model, so that their family does not count. Shown it is rounded down: 79.9 is not the 80 that a B begins at. Null where the model is no better than the dummy: there is nothing to keep.
 * @param answered rows that get an answer on clean data
 */
export function gradeOf(
  corruptions: readonly Pick<CorruptionScore, 'family' | 'severities'>[],
  about: { clean: number | null; dummy: number | null; higherIsBetter: boolean; answered: number; dummyWords: string },
): Grade | null {
  const { clean, dummy, answered } = about;
  if (clean === null || dummy === null || !(about.higherIsBetter ? clean > dummy : clean < dummy)) return null;
  const judged = corruptions.filter(({ family, severities }) => family !== 'labels' && severities.length > 0);
  if (judged.length === 0) return null;
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const score =
    100 *
    mean(
      judged.map(({ severities }) =>
        mean(
          severities.map((one) =>
            keptShare(one.score.value, { clean, dummy, answered: answered > 0 ? one.answered / answered : 1 }),
          ),
        ),
      ),
    );
  const letter = letters.find(([from]) => score >= from)?.[1] ?? 'F';
  const unfinished = judged.some(({ severities }) => severities.length < 5) ? ', as far as it got' : '';
  const meaning =
    `It keeps ${String(Math.floor(score))} % of what it can do beyond ${about.dummyWords}, on average over ` +
    `${String(judged.length)} ${judged.length === 1 ? 'kind' : 'kinds'} of damage and their severities${unfinished}.`;
  return { score, letter, meaning };
}
