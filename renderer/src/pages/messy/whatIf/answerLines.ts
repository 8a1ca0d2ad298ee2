import type { ProbeResult, RowAnswer } from '../../../../../app/api/schemas/probe';
import { number } from '../../../format/numbers';

export interface AnswerLine {
  label: string;
  before: number | null;
  after: number | null;
  /** After minus before. */
  change: number | null;
}

/** Classes that are shown: those with the highest scores before or after, in the order of the model. */
const mostClasses = 6;

export function answerLines({ classes, before, after }: Pick<ProbeResult, 'classes' | 'before' | 'after'>): AnswerLine[] {
  const line = (label: string, one: number | null, other: number | null): AnswerLine => ({
    label,
    before: one,
    after: other,
    change: one === null || other === null ? null : other - one,
  });
  if (classes.length === 0) return [line('value', valueOf(before), valueOf(after))];
  if (!before.scores && !after.scores) return [];
  const lines = classes.map((label, k) => line(label, before.scores?.[k] ?? null, after.scores?.[k] ?? null));
  const weight = (one: AnswerLine): number => Math.max(one.before ?? 0, one.after ?? 0);
  const shown = new Set([...lines].sort((a, b) => weight(b) - weight(a)).slice(0, mostClasses));
  return lines.filter((one) => shown.has(one));
}

function valueOf({ prediction }: RowAnswer): number | null {
  return typeof prediction === 'number' ? prediction : null;
}

/** "Some damage (0.73)", "110.2", "no answer". */
export function answerText({ prediction, scores }: RowAnswer, classes: readonly string[]): string {
  if (prediction === null) return 'no answer';
  if (typeof prediction === 'number') return number(prediction, 5);
  const score = scores?.[classes.indexOf(prediction)];
  return score === undefined ? prediction : `${prediction} (${score.toFixed(3)})`;
}

/** The whole answer in a sentence, for the status line of the editor. */
export function answerSentence(result: ProbeResult, isEdited: boolean): string {
  const { classes, before, after, isFlipped } = result;
  if (!isEdited) return `The model says ${answerText(before, classes)}.`;
  const change = `${answerText(before, classes)} → ${answerText(after, classes)}`;
  if (isFlipped) return `${change}: the answer flips.`;
  return before.prediction === null || after.prediction === null || classes.length === 0
    ? `${change}.`
    : `${change}: the answer stays.`;
}
