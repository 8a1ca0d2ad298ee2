import type { FlipRequest, RowAnswer } from '../../api/schemas/probe.ts';
import type { PreparationPlan } from '../../api/schemas/mapping.ts';
import { AppError } from '../../base/errors.ts';
import { plannedDecision } from '../../prepare/decision.ts';
import type { Answers } from './rowModel.ts';
import type { ProbeSubject } from './subject.ts';

/** What counts as another answer, and how far from it an answer is. */
export interface FlipGoal {
  isFlipped(answers: Answers, row: number): boolean;
  /** Smaller = nearer to a flip; 0 for models that give labels only, Infinity without an answer. */
  distance(answers: Answers, row: number): number;
}

/** A class other than before, or the one asked for. */
function otherClass(plan: PreparationPlan, before: RowAnswer, toward: string | null): FlipGoal {
  const { classes } = plan.reading;
  const own = classes.indexOf(String(before.prediction));
  const wanted = toward === null ? null : classes.indexOf(toward);
  const decision = plannedDecision(plan);
  return {
    isFlipped(answers, row) {
      const index = answers.classIndex?.[row] ?? -1;
      return index >= 0 && index !== own && (wanted === null || index === wanted);
    },
    distance(answers, row) {
      if ((answers.classIndex?.[row] ?? -1) < 0) return Infinity;
      const { scores } = answers;
      if (!scores) return 0;
      const score = (k: number): number => scores[row * classes.length + k] as number;
      if (decision)
        return own === decision.positive ? score(own) - decision.threshold : decision.threshold - score(decision.positive);
      const others = wanted === null ? classes.flatMap((_name, k) => (k === own ? [] : [score(k)])) : [score(wanted)];
      return score(own) - Math.max(...others);
    },
  };
}

/** A value that is more than `by` from the one before. */
function otherValue(before: number, by: number): FlipGoal {
  const moved = (answers: Answers, row: number): number => Math.abs((answers.values?.[row] ?? NaN) - before);
  return {
    isFlipped: (answers, row) => moved(answers, row) > by && Number.isFinite(moved(answers, row)),
    distance: (answers, row) => (Number.isFinite(moved(answers, row)) ? by - moved(answers, row) : Infinity),
  };
}

/**
 * What the row must change to. A value must move by more than `by`: as told, or half the standard deviation of the target,
 * or a tenth of the value.
 * @throws CONFLICT when the row has no answer as it is; INVALID_INPUT for a class that there is not
 */
export function goalOf(
  { plan, data, target }: ProbeSubject,
  { toward, by, row }: Pick<FlipRequest, 'toward' | 'by' | 'row'>,
  before: RowAnswer,
): { goal: FlipGoal; by: number | null } {
  if (before.prediction === null) {
    throw new AppError('CONFLICT', `Row ${row} has no answer that could change. ${before.refusal ?? ''}`.trim(), {
      hint: 'Choose another row, or edit this one until it gets an answer.',
      where: { row },
    });
  }
  if (typeof before.prediction === 'number') {
    const spread = data.columns.find(({ name }) => name === target)?.std ?? null;
    const usual = spread !== null && spread > 0 ? spread / 2 : Math.abs(before.prediction) / 10 || 1;
    const distance = by ?? usual;
    return { goal: otherValue(before.prediction, distance), by: distance };
  }
  const { classes } = plan.reading;
  if (toward !== null && (!classes.includes(toward) || toward === before.prediction)) {
    throw new AppError('INVALID_INPUT', `“${toward}” is not a class that this row could change to.`, {
      hint: `It is ${before.prediction} now; the classes are: ${classes.slice(0, 20).join(', ')}.`,
    });
  }
  return { goal: otherClass(plan, before, toward), by: null };
}
